#pragma once
// The rules files that are shipped, found by their folder: a new one is tested without being named anywhere.
//
// Threads: none.   Cost: reads folders.

#include <algorithm>
#include <filesystem>
#include <vector>

// All of rules/ and below it, but for the scenarios; in the order of their names.
inline std::vector<std::filesystem::path> shipped_packs() {
    const auto root = std::filesystem::path(ESCALERA_SOURCE_DIR) / "rules";
    std::vector<std::filesystem::path> all;
    for (auto i = std::filesystem::recursive_directory_iterator(root); i != std::filesystem::recursive_directory_iterator(); ++i) {
        if (i->is_directory() && i->path().filename() == "scenarios") i.disable_recursion_pending();
        if (i->is_regular_file() && i->path().extension() == ".yaml") all.push_back(i->path());
    }
    std::sort(all.begin(), all.end());
    return all;
}

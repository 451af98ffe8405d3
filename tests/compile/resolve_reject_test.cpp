// Every code that a rules file can bring has a file that brings it, and the text that a person then sees.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "escalera/compile/compile.hpp"
#include "escalera/language/diagnostic_format.hpp"
#include "support/catch.hpp"
#include "support/shipped_packs.hpp"

using namespace escalera;

namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(ESCALERA_SOURCE_DIR) / "tests" / "language";

// Codes without a file, each with its reason.
constexpr std::string_view shown_elsewhere[] = {
    "E0107",  // larger than a repository should hold; yaml_reader_test.cpp shows it with smaller limits
    "E0410",  // of `escalera eval` alone: a rules file has no value to come to
};

bool is_of_rules_files(const code_row& row) {
    const bool ours = row.id < "E0700" || row.id.starts_with("W");
    return ours && std::find(std::begin(shown_elsewhere), std::end(shown_elsewhere), row.id) == std::end(shown_elsewhere);
}

diagnostics check(const fs::path& path) {
    diagnostics found;
    static_cast<void>(load_rules(path.string(), &found));
    return found;
}

// As it would be printed by a command that is run in the folder.
std::string shown(const fs::path& path) {
    auto text = to_text(check(path));
    const auto prefix = path.parent_path().string() + "/";
    for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) text.erase(at, prefix.size());
    return text;
}

std::string content_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream all;
    all << in.rdbuf();
    return all.str();
}

}  // namespace

TEST_CASE("each code has a file that shows it, and its text") {
    for (const auto& row : all_codes()) {
        if (!is_of_rules_files(row)) continue;
        const auto stem = std::string(row.id) + "_" + std::string(row.name);
        INFO("tests/language/reject/" << stem << ".yaml and .expected");
        const auto expected = folder / "reject" / (stem + ".expected");
        CHECK(fs::exists(expected));
        const auto text = shown(folder / "reject" / (stem + ".yaml"));  // of E0101 there is no such file
        CHECK(text == content_of(expected));
        CHECK(text.find("[" + std::string(row.id) + "]") != std::string::npos);
    }
}

TEST_CASE("no file is left over from a code that is gone") {
    for (const auto& entry : fs::directory_iterator(folder / "reject")) {
        const auto stem = entry.path().stem().string();
        INFO(stem);
        CHECK(std::any_of(all_codes().begin(), all_codes().end(),
                          [&](const code_row& row) { return stem.starts_with(std::string(row.id) + "_" + std::string(row.name)); }));
    }
}

TEST_CASE("files that are right bring no findings") {
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(folder / "accept")) {
        if (entry.path().extension() != ".yaml" || entry.path().filename() == "example.yaml") continue;
        ++count;
        CHECK(shown(entry.path()) == "");
    }
    CHECK(count >= 3);
}

TEST_CASE("packs bring no findings") {
    const auto packs = shipped_packs();
    CHECK(packs.size() >= 12);
    for (const auto& pack : packs) {
        INFO(pack);
        CHECK(shown(pack) == "");
    }
}

// Every section of the format.
TEST_CASE("the example of the whole format brings no findings") { CHECK(shown(folder / "accept" / "example.yaml").empty()); }

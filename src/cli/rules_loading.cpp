#include "cli/rules_loading.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "cli/exit_code.hpp"
#include "escalera/compile/compile.hpp"
#include "escalera/language/diagnostic_format.hpp"

namespace escalera::cli {

namespace {

void explain(const diagnostics& found, int& leave_with) {
    if (found.empty()) return;
    fmt::print(stderr, "{}", to_text(found));
    if (!found.has_errors()) return;
    leave_with = findings;
    for (const auto& d : found) {
        if (d.what == code::unreadable_file) leave_with = input_failure;
    }
}

}  // namespace

rule_set_ptr load_rules_or_explain(const std::string& path, int& leave_with) {
    diagnostics found;
    const auto rules = load_rules(path, &found);
    explain(found, leave_with);
    return rules ? *rules : nullptr;
}

std::shared_ptr<const map_file> load_map_or_explain(const std::string& path, const schema& fields, int& leave_with) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    if (in) text << in.rdbuf();
    if (!in) {
        fmt::print(stderr, "escalera: the map '{}' cannot be read: {}\n", path, std::strerror(errno));
        leave_with = input_failure;
        return nullptr;
    }
    diagnostics found;
    auto map = read_map(std::make_shared<const source>(path, text.str()), fields, found);
    explain(found, leave_with);
    return found.has_errors() ? nullptr : map;
}

}  // namespace escalera::cli

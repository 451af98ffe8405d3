// escalera check: every mistake in rules files, with its place and a way out.
#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "escalera/compile/compile.hpp"
#include "escalera/language/diagnostic_format.hpp"

namespace escalera::cli {

namespace {

const command_line takes{
    "check",
    "Reads rules files and reports every mistake in them: where it is, what it is, and what to write instead.",
    {{"RULES", "rules files", 1, 1000}},
    {{"--format", "FORMAT", "text for people, json or sarif for programs", occurs::once, {"text", "json", "sarif"}}},
    "  escalera check rules/telecom.yaml\n"
    "  escalera check rules/*.yaml --format sarif > rules.sarif\n",
};

// The file itself, not one that it includes.
bool is_unreadable(const diagnostics& found, const std::string& path) {
    return std::any_of(found.begin(), found.end(), [&](const diagnostic& d) {
        return d.what == code::unreadable_file && d.at.in && d.at.in->name() == path && d.at.in->text().empty();
    });
}

finding_format format_by_name(const std::string& name) {
    if (name == "json") return finding_format::json;
    if (name == "sarif") return finding_format::sarif;
    return finding_format::text;
}

}  // namespace

int command_check(int argc, char** argv) {
    int leave_with = good;
    const auto given = read_arguments(argc, argv, takes, leave_with);
    if (!given) return leave_with;
    const auto format_as = format_by_name(given->value("--format", "text"));
    const auto paths = given->values("RULES");
    diagnostics all;
    bool unreadable = false;
    for (const auto& path : paths) {
        diagnostics found;
        static_cast<void>(load_rules(path, &found));
        unreadable = unreadable || is_unreadable(found, path);
        all.append(std::move(found));
    }
    all.sort();
    fmt::print("{}", format(all, format_as));
    if (all.empty() && format_as == finding_format::text) {
        fmt::print("no mistakes found in {}\n", paths.size() == 1 ? paths.front() : fmt::format("{} files", paths.size()));
    }
    if (unreadable) return input_failure;
    return all.has_errors() ? findings : good;
}

}  // namespace escalera::cli

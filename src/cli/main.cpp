// Picks the command.
#include <cstdio>
#include <span>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "escalera/language/suggest.hpp"
#include "escalera/version.hpp"

namespace {

using namespace escalera::cli;

struct command {
    std::string_view name;
    std::string_view about;
    int (*run)(int argc, char** argv);  // null: of later work
};

constexpr command commands[] = {
    {"run", "complaints in, decisions out", command_run},
    {"check", "every mistake in rules files, with place and way out", command_check},
    {"test", "scenarios: the unit tests of a rules file", command_test},
    {"eval", "try a condition", command_eval},
    {"bench", "how fast rules are", command_bench},
    {"calendar", "when a limit ends, and why", command_calendar},
    {"explain", "why a decision was taken, or why not", nullptr},
    {"diff", "a change of rules, tried on history", nullptr},
    {"report", "pictures for people", nullptr},
    {"schema", "for editors: a JSON schema of rules files", nullptr},
    {"init", "a new folder to start from", nullptr},
    {"read", "rules as sentences", nullptr},
    {"dossier", "a case's file", nullptr},
};

void print_help() {
    fmt::print("escalera {}: complaints in, escalation decisions out, by rules in YAML\n\nUsage: escalera COMMAND …\n\n", ESCALERA_VERSION);
    for (const auto& c : commands) fmt::print("  {:<10}{}{}\n", c.name, c.about, c.run == nullptr ? " (not built yet)" : "");
    fmt::print(
        "\n  escalera COMMAND --help   what the command takes, with examples\n  escalera --version        the version\n\n"
        "Exit codes: 0 good, 1 findings, 2 usage, 3 input that cannot be read.\n");
}

int refuse_unknown(std::string_view name) {
    std::vector<std::string_view> names;
    for (const auto& c : commands) names.push_back(c.name);
    fmt::print(stderr, "escalera: there is no command '{}'; {}\n", name, escalera::did_you_mean_or_list(name, names));
    return usage;
}

}  // namespace

int main(int argc, char** argv) {
    const std::span<char*> words(argv, static_cast<std::size_t>(argc));
    if (words.size() < 2) {
        print_help();
        return usage;
    }
    const std::string_view name = words[1];
    if (name == "--help" || name == "-h" || name == "help") {
        print_help();
        return good;
    }
    if (name == "--version") {
        fmt::print("escalera {}\n", ESCALERA_VERSION);
        return good;
    }
    for (const auto& c : commands) {
        if (c.name != name) continue;
        if (c.run == nullptr) return refuse_usage(name, "not built yet");
        return c.run(argc - 1, argv + 1);
    }
    return refuse_unknown(name);
}

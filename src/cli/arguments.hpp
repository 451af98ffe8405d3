#pragma once
// Reading a command line: a command says what it takes, and gets it. The library behind it (CLI11) stays in
// arguments.cpp.
//
//   int leave_with = 0;
//   const auto given = read_arguments(argc, argv, takes, leave_with);
//   if (!given) return leave_with;   // help was shown (0), or the line was refused (2)
//
// Every mistake is answered by one sentence on standard error and exit code 2.

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace escalera::cli {

enum class occurs : unsigned char { once, repeats };

struct option {
    std::string name;   // "--bind", or "-o,--out"; asked for by its last name
    std::string value;  // how help calls its value; empty: a flag
    std::string help;
    occurs how_often = occurs::once;
    std::vector<std::string> choices = {};  // if not empty, the only values
    bool not_built_yet = false;             // of later work: refused when given
    std::size_t value_count = 1;            // words that it takes: "--between T1 T2" takes two
};

struct positional {
    std::string name;  // "RULES"
    std::string help;
    std::size_t at_least = 1;
    std::size_t at_most = 1;
    bool may_begin_with_dash = false;  // an expression: -x > 3. At most one, and it must be the first
};

struct command_line {
    std::string name;
    std::string about;
    std::vector<positional> positionals;
    std::vector<option> options;
    std::string examples;  // lines for the end of the help
};

class arguments {
public:
    // By the names that the command gave: "--bind", "RULES".
    [[nodiscard]] bool has(std::string_view name) const { return x_given.find(name) != x_given.end(); }
    [[nodiscard]] std::string value(std::string_view name, std::string_view otherwise = {}) const {
        const auto found = x_given.find(name);
        return found == x_given.end() || found->second.empty() ? std::string(otherwise) : found->second.front();
    }
    [[nodiscard]] std::vector<std::string> values(std::string_view name) const {
        const auto found = x_given.find(name);
        return found == x_given.end() ? std::vector<std::string>() : found->second;
    }

    std::map<std::string, std::vector<std::string>, std::less<>> x_given;  // filled by read_arguments()
};

// The arguments; or nothing, and the exit code with which to leave.
[[nodiscard]] std::optional<arguments> read_arguments(int argc, char** argv, const command_line& takes, int& leave_with);

// "escalera eval: why" on standard error; exit code 2.
int refuse_usage(std::string_view command, std::string_view why);

}  // namespace escalera::cli

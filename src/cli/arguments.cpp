// The one place that knows CLI11.
#include "cli/arguments.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "cli/exit_code.hpp"

namespace escalera::cli {

namespace {

// "-o,--out" is asked for as "--out".
std::string last_name(const std::string& names) {
    const auto comma = names.rfind(',');
    return comma == std::string::npos ? names : names.substr(comma + 1);
}

bool is_one_of(std::string_view word, const std::string& names) {
    for (std::size_t begin = 0; begin <= names.size();) {
        const auto comma = std::min(names.find(',', begin), names.size());
        if (word == std::string_view(names).substr(begin, comma - begin)) return true;
        begin = comma + 1;
    }
    return false;
}

// Whether the words after this one belong to it: an option with a value that is not joined to it by '='.
const option* option_of(std::string_view word, const command_line& takes) {
    for (const auto& o : takes.options) {
        if (is_one_of(word, o.name)) return &o;
    }
    return nullptr;
}

// An expression may begin with a dash, which CLI11 would take for an option: it is taken out of the line first.
// Two dashes and a letter are an option, known or not.
std::optional<std::string> take_expression(std::vector<std::string>& words, const command_line& takes) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto& word = words[i];
        if (word == "-h" || word == "--help") return std::nullopt;
        if (word == "--") {
            if (i + 1 == words.size()) return std::nullopt;
            auto expression = words[i + 1];
            words.erase(words.begin() + static_cast<std::ptrdiff_t>(i), words.begin() + static_cast<std::ptrdiff_t>(i + 2));
            return expression;
        }
        if (const auto* known = option_of(word, takes)) {
            i += known->value.empty() ? 0 : known->value_count;
            continue;
        }
        const bool option_like = word.size() > 2 && word.starts_with("--") && std::isalpha(static_cast<unsigned char>(word[2])) != 0;
        if (option_like) continue;
        auto expression = word;
        words.erase(words.begin() + static_cast<std::ptrdiff_t>(i));
        return expression;
    }
    return std::nullopt;
}

struct reader {
    explicit reader(const command_line& takes) : app(takes.about, "escalera " + takes.name) {
        app.footer(takes.examples);
        app.set_help_flag("-h,--help", "show this");
        app.get_formatter()->column_width(34);
        for (const auto& p : takes.positionals) add(p);
        for (const auto& o : takes.options) add(o);
    }

    void add(const positional& p) {
        auto* made = app.add_option(p.name, values[p.name], p.help);
        if (p.may_begin_with_dash) {
            made->expected(0, 1);  // taken out of the line before; here for the help
        } else {
            made->expected(1, p.at_most == 1 ? 1 : -1);  // where it is given
            made->required(p.at_least > 0);
            made->allow_extra_args(p.at_most != 1);  // else it takes what belongs to the next one
        }
    }

    void add(const option& o) {
        const auto name = last_name(o.name);
        const auto help = o.not_built_yet ? o.help + " (not built yet)" : o.help;
        if (o.value.empty()) {
            app.add_flag(o.name, flags[name], help);
            return;
        }
        auto* made = app.add_option(o.name, values[name], help);
        made->type_name(o.value)->expected(static_cast<int>(o.value_count))->allow_extra_args(false);
        if (o.value_count > 1) return;  // so many and no more
        if (o.how_often == occurs::repeats) {
            made->take_all();
        } else {
            made->multi_option_policy(CLI::MultiOptionPolicy::Throw);
        }
        if (!o.choices.empty()) made->check(CLI::IsMember(o.choices));
    }

    CLI::App app;
    std::map<std::string, std::vector<std::string>> values;
    std::map<std::string, bool> flags;
};

arguments gather(const reader& from) {
    arguments given;
    for (const auto& [name, values] : from.values) {
        if (!values.empty()) given.x_given.emplace(name, values);
    }
    for (const auto& [name, is_set] : from.flags) {
        if (is_set) given.x_given.emplace(name, std::vector<std::string>());
    }
    return given;
}

// A sentence for one line: CLI11's own, without its line breaks.
std::string sentence(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    while (!text.empty() && (text.back() == ' ' || text.back() == '.')) text.pop_back();
    return text;
}

}  // namespace

int refuse_usage(std::string_view command, std::string_view why) {
    fmt::print(stderr, "escalera {}: {}\n", command, why);
    return usage;
}

std::optional<arguments> read_arguments(int argc, char** argv, const command_line& takes, int& leave_with) {
    std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    std::optional<std::string> expression;
    const bool has_expression = !takes.positionals.empty() && takes.positionals.front().may_begin_with_dash;
    if (has_expression) expression = take_expression(words, takes);

    reader read(takes);
    try {
        std::reverse(words.begin(), words.end());  // as CLI11 wants them
        read.app.parse(words);
    } catch (const CLI::CallForHelp&) {
        fmt::print("{}", read.app.help());
        leave_with = good;
        return std::nullopt;
    } catch (const CLI::Error& e) {
        leave_with = refuse_usage(takes.name, sentence(e.what()) + fmt::format("; see escalera {} --help", takes.name));
        return std::nullopt;
    }
    auto given = gather(read);
    if (has_expression && given.has(takes.positionals.front().name)) {
        leave_with = refuse_usage(
            takes.name, fmt::format("'{}' is one too many: put the expression in quotes", given.value(takes.positionals.front().name)));
        return std::nullopt;
    }
    if (expression) given.x_given[takes.positionals.front().name] = {*expression};
    for (const auto& o : takes.options) {
        if (!o.not_built_yet || !given.has(last_name(o.name))) continue;
        leave_with = refuse_usage(takes.name, fmt::format("{} is not built yet", last_name(o.name)));
        return std::nullopt;
    }
    return given;
}

}  // namespace escalera::cli

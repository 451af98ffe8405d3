// escalera eval: one condition tried, or a stream of them answered line by line.
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <variant>

#include <fmt/format.h>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "escalera/adapters/typed_json.hpp"
#include "escalera/compile/condition.hpp"
#include "escalera/language/ast_print.hpp"
#include "escalera/language/diagnostic_format.hpp"
#include "escalera/match/reference_evaluator.hpp"

namespace escalera::cli {

namespace {

// The values given from outside are all that an expression can name here.
class bindings final : public scope, public facts {
public:
    explicit bindings(std::vector<named_value> values) : x_values(std::move(values)) {}

    using scope::find;
    using scope::names;

    [[nodiscard]] std::optional<symbol> find(std::string_view dotted_name) const override {
        for (std::size_t i = 0; i < x_values.size(); ++i) {
            if (x_values[i].name == dotted_name) return symbol{symbol_kind::binding, static_cast<std::uint32_t>(i), x_values[i].holds};
        }
        return std::nullopt;
    }
    [[nodiscard]] std::vector<std::string> names() const override {
        std::vector<std::string> all;
        for (const auto& v : x_values) all.push_back(v.name);
        return all;
    }
    [[nodiscard]] value binding(std::uint32_t index) const override { return x_values[index].is; }

private:
    std::vector<named_value> x_values;
};

struct evaluation {
    std::optional<value> is;
    diagnostics found;  // why there is no value
};

diagnostics as_finding(const located_text& text, const unknown& reason) {
    diagnostics found;
    const auto message =
        reason.detail.empty() ? std::string(describe(reason.why)) : fmt::format("{}: {}", describe(reason.why), reason.detail);
    found.add(code::no_value, text.at(reason.begin, reason.end), message);
    return found;
}

evaluation evaluate_expression(const std::string& expression, const bindings& known) {
    const auto text = located_text::verbatim(std::make_shared<source>("<expression>", expression), 0, expression);
    evaluation result;
    const auto c = compile_condition(text, known, result.found, std::nullopt);
    if (!c) return result;
    const auto answer = evaluate(c->tree, known, known);
    if (answer.is_known()) {
        result.is = answer.known();
    } else {
        result.found = as_finding(text, answer.reason());
    }
    return result;
}

// ---- eval --jsonl ----

std::string write_error(std::string_view message) { return fmt::format("{{\"error\":{}}}", write_json_string(message)); }

std::string describe_first(const diagnostics& found) {
    if (found.empty()) return "no value";
    const auto where = found[0].at.where();
    const auto& way_out = found[0].suggestion;
    return fmt::format("{}:{}: {}{}{}", where.line, where.column, found[0].message, way_out.empty() ? "" : "; ", way_out);
}

std::string answer_line(typed_json_reader& reader, std::string_view line) {
    auto request = reader.read_request(line);
    if (const auto* problem = std::get_if<json_problem>(&request)) return write_error(problem->message);
    auto& asked = std::get<eval_request>(request);
    const auto result = evaluate_expression(asked.expression, bindings(std::move(asked.bindings)));
    return result.is ? write_typed_json(*result.is) : write_error(describe_first(result.found));
}

int answer_lines() {
    std::ios::sync_with_stdio(false);
    typed_json_reader reader;
    for (std::string line; std::getline(std::cin, line);) std::cout << answer_line(reader, line) << '\n' << std::flush;
    return std::cin.bad() || !std::cout ? input_failure : good;
}

// ---- eval EXPR ----

constexpr std::string_view type_names[] = {"bool", "int", "double", "decimal", "string", "timestamp", "duration", "list"};

// "NAME=VALUE" or "NAME:type=VALUE". A sentence when it is neither.
std::variant<named_value, std::string> read_binding(const std::string& written) {
    const auto equals = written.find('=');
    if (equals == std::string::npos || equals == 0) return fmt::format("--bind takes NAME=VALUE, not '{}'", written);
    const auto colon = written.substr(0, equals).find(':');
    const auto name = written.substr(0, std::min(colon, equals));
    const auto text = written.substr(equals + 1);
    typed_json_reader reader;
    value given;
    if (colon == std::string::npos) {
        given = reader.read_plain(text);
        if (given.is_absent()) given = value(text);
    } else {
        const auto type_name = written.substr(colon + 1, equals - colon - 1);
        if (std::find(std::begin(type_names), std::end(type_names), type_name) == std::end(type_names)) {
            return fmt::format("there is no type '{}'; known are bool, int, double, decimal, string, timestamp, duration and list",
                               type_name);
        }
        given = type_name == "list" ? reader.read_plain(text) : value_from_text(type_name, text).value_or(value());
        const bool fits = !given.is_absent() && (type_name != "list" || given.what() == kind::list);
        if (!fits) return fmt::format("'{}' is no {}", text, type_name);
    }
    const auto holds = type_of(given);
    if (!holds) return fmt::format("the elements of the list '{}' have one type", name);
    return named_value{name, std::move(given), *holds};
}

int answer_once(const std::string& expression, const std::vector<std::string>& written) {
    std::vector<named_value> values;
    for (const auto& w : written) {
        auto one = read_binding(w);
        if (const auto* problem = std::get_if<std::string>(&one)) return refuse_usage("eval", *problem);
        auto& read = std::get<named_value>(one);
        const bool is_twice = std::any_of(values.begin(), values.end(), [&](const named_value& v) { return v.name == read.name; });
        if (is_twice) return refuse_usage("eval", fmt::format("'{}' is bound twice", read.name));
        values.push_back(std::move(read));
    }
    const auto result = evaluate_expression(expression, bindings(std::move(values)));
    if (!result.is) {
        fmt::print(stderr, "{}", to_text(result.found));
        return findings;
    }
    fmt::print("{}\n", print_value(*result.is));
    return good;
}

const command_line takes = {
    "eval",
    "Tries a condition and prints what it comes to.",
    {{"EXPR", "the condition, in quotes", 0, 1, true}},
    {{"--bind", "NAME=VALUE", "a value that the condition names: JSON, or bare text as string; NAME:type=VALUE forces the type",
      occurs::repeats},
     {"--jsonl", "", "answer lines of {\"expr\": …, \"bindings\": {\"x\": {\"type\": \"int\", \"value\": \"1\"}}} from standard input"}},
    "Examples:\n"
    "  escalera eval 'repeat >= 3 and tier == \"vip\"' --bind repeat=4 --bind tier=vip\n"
    "  escalera eval 'now - since > duration(\"720h\")' --bind now:timestamp=2026-03-02T09:00:00Z --bind "
    "since:timestamp=2026-01-01T00:00:00Z\n"
    "  escalera eval --jsonl < cases.jsonl\n",
};

}  // namespace

int command_eval(int argc, char** argv) {
    int leave_with = good;
    const auto given = read_arguments(argc, argv, takes, leave_with);
    if (!given) return leave_with;
    if (given->has("--jsonl")) {
        if (given->has("EXPR") || given->has("--bind"))
            return refuse_usage("eval", "--jsonl takes expressions and bindings from standard input only");
        return answer_lines();
    }
    if (!given->has("EXPR")) return refuse_usage("eval", "an expression is missing: escalera eval 'repeat >= 3' --bind repeat=4");
    return answer_once(given->value("EXPR"), given->values("--bind"));
}

}  // namespace escalera::cli

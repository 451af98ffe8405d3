#include "type_check_functions.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "escalera/compile/pattern.hpp"
#include "escalera/language/ast_print.hpp"
#include "escalera/language/suggest.hpp"
#include "escalera/model/text_conversion.hpp"
#include "type_checker.hpp"

ESCALERA_NAMESPACE_BEGIN

using ast::node_kind;

namespace {

constexpr type integer{kind::integer, 0};
constexpr type length{kind::span, 0};

bool knows(bool methods, std::string_view name) noexcept {
    const auto names = function_names(methods);
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool takes_zone(opcode op) noexcept { return op >= opcode::full_year && op <= opcode::milliseconds; }

std::string list_of_types(const std::vector<type>& types) {
    std::string out;
    for (const auto t : types) out += fmt::format("{}{}", out.empty() ? "" : ", ", to_string(t));
    return out.empty() ? "nothing" : out;
}

opcode opcode_of_macro(node_kind k, bool filtered) noexcept {
    switch (k) {
        case node_kind::all: return opcode::all;
        case node_kind::exists: return opcode::exists;
        case node_kind::exists_one: return opcode::exists_one;
        case node_kind::map: return filtered ? opcode::map_where : opcode::map;
        default: return opcode::filter;
    }
}

}  // namespace

bool is_out_of_scope(std::string_view function) noexcept {
    for (const std::string_view name : {"uint", "bytes", "dyn", "type"}) {
        if (function == name) return true;
    }
    return false;
}

type_checker::checked_node type_checker::check_call(node_index i) {
    const auto name = x_tree.name_of(i);
    if (name == "score") return check_thing(i, named_thing::score, opcode::score, integer, 0);
    if (name == "alert") return check_thing(i, named_thing::alert, opcode::alert, boolean_type, 0);
    return check_function(i, false);
}

type_checker::checked_node type_checker::check_method(node_index i) {
    const auto target = x_tree.operand(i, 0);
    const auto root = x_tree[target].what == node_kind::name ? x_tree.name_of(target) : std::string_view();
    const auto name = x_tree.name_of(i);
    if ((root == "case" || root == ".case") && !variable_named(root)) {
        if (name == "reached") return check_reached(i);
        if (name == "rung") return check_thing(i, named_thing::ladder, opcode::rung, integer, 1);
    }
    if ((root == "clock" || root == ".clock") && !variable_named(root)) {
        if (name == "breached") return check_thing(i, named_thing::clock, opcode::breached, boolean_type, 1);
        if (name == "left") return check_thing(i, named_thing::clock, opcode::left, length, 1);
    }
    return check_function(i, true);
}

type_checker::checked_node type_checker::check_function(node_index i, bool is_method) {
    const auto name = x_tree.name_of(i);
    if (is_out_of_scope(name) && !is_method) {
        return report_mark(code::out_of_scope, i, fmt::format("{}() is not part of conditions", name),
                           "the types are bool, int, double, decimal, string, timestamp, duration and lists");
    }
    const auto typed = check_operands(i);
    if (!typed) return std::nullopt;
    std::vector<type> given;
    for (const auto t : *typed) given.push_back(type_of(t));
    const auto found = function_overload(name, is_method, given);
    if (!found) return unknown_function(i, is_method, given);
    if (!check_constants(i, found->what, *typed)) return std::nullopt;
    if (found->identity) return typed->front();
    return emit(i, found->what, found->result, *typed);
}

type_checker::checked_node type_checker::unknown_function(node_index i, bool is_method, const std::vector<type>& given) {
    const auto name = x_tree.name_of(i);
    if (knows(is_method, name)) {
        if (!is_method) return report_mark(code::wrong_arguments, i, fmt::format("{}() does not take {}", name, list_of_types(given)));
        const std::vector<type> arguments(given.begin() + 1, given.end());
        return report_mark(code::wrong_arguments, i,
                           fmt::format("{}() of {} does not take {}", name, with_article(given.front()), list_of_types(arguments)));
    }
    if (!is_method && knows(true, name)) {
        return report_mark(code::unknown_function, i, fmt::format("{}() is asked of a value", name),
                           fmt::format("write value.{}(…)", name));
    }
    if (is_method && knows(false, name)) {
        return report_mark(code::unknown_function, i, fmt::format("{}() takes its value in the brackets", name),
                           fmt::format("write {}(value)", name));
    }
    if (name == "number" || name == "float")
        return report_mark(code::unknown_function, i, fmt::format("unknown function '{}'", name), "write double(…)");
    if (name == "lower" || name == "upper" || name == "lowerAscii" || name == "upperAscii") {
        return report_mark(code::unknown_function, i, fmt::format("unknown function '{}'", name),
                           "text.matches(\"(?i)…\") does not tell capitals from small letters");
    }
    return report_mark(code::unknown_function, i, fmt::format("unknown function '{}'", name),
                       did_you_mean_or_list(name, function_names(is_method)));
}

// What can be read now is read now: a pattern, a zone, a length or point of time that no evaluation could read.
bool type_checker::check_constants(node_index i, opcode op, const std::vector<std::uint32_t>& operands) {
    const auto* last = constant_of(operands.back());
    if (last == nullptr || last->what() != kind::text) return true;
    const auto& text = last->as_text();
    const auto at = x_tree.operand(i, x_tree[i].operand_count - 1U);
    if (op == opcode::matches) {
        const pattern p(text);
        if (!p.is_good())
            report(code::bad_pattern, at, fmt::format("the pattern cannot be read: {}", p.error()),
                   "patterns are those of RE2; raw strings (r\"\\d+\") keep backslashes");
        return p.is_good();
    }
    if (op == opcode::span_from_text && !duration_from_text(text)) {
        report(code::bad_constant, at, "a length of time that cannot be read",
               "it is made of numbers with h, m, s, ms, us or ns, such as \"1h30m\"; a day is \"24h\"");
        return false;
    }
    if (op == opcode::time_from_text && !time_from_text(text)) {
        report(code::bad_constant, at, "a point in time that cannot be read",
               "it is written as \"2026-03-02T09:00:00Z\" or with an offset, \"…T09:00:00+02:00\"");
        return false;
    }
    if (takes_zone(op) && operands.size() == 2 && !zone_from_text(text)) {
        report(code::bad_constant, at, fmt::format("unknown time zone '{}'", text),
               "zones are named as \"America/Bogota\" or written as \"+02:00\"");
        return false;
    }
    return true;
}

// ---- macros ----

type_checker::checked_node type_checker::check_macro(node_index i) {
    const auto range = check(x_tree.operand(i, 0));
    const auto list = range ? type_of(*range) : any_type;
    if (range && !list.is_list() && !is_any(list)) {
        return report(code::type_mismatch, x_tree.operand(i, 0), fmt::format("this takes a list; it stands behind {}", with_article(list)));
    }
    if (x_variables.size() == x_limits.macros_nested) {
        return report_mark(code::too_costly, i, fmt::format("macros are nested at most {} deep", x_limits.macros_nested),
                           "work the inner list out in a field of its own");
    }
    x_variables.push_back({x_tree.name_of(i), is_any(list) ? any_type : list.element()});
    x_out->macro_depth = std::max(x_out->macro_depth, static_cast<std::uint32_t>(x_variables.size()));
    const auto bodies = check_operands(i, 1);
    x_variables.pop_back();
    if (!range || !bodies) return std::nullopt;

    const bool filtered = x_tree[i].what == node_kind::map && bodies->size() == 2;
    const bool is_map = x_tree[i].what == node_kind::map;
    const auto condition_type = type_of(bodies->front());
    if ((!is_map || filtered) && condition_type != boolean_type && !is_any(condition_type)) {
        return report(code::type_mismatch, x_tree.operand(i, 1),
                      fmt::format("a condition must stand here; this is {}", with_article(condition_type)));
    }
    std::vector<std::uint32_t> operands{*range};
    operands.insert(operands.end(), bodies->begin(), bodies->end());
    auto result = boolean_type;
    if (is_map) result = type_of(bodies->back()).list_of();
    if (x_tree[i].what == node_kind::filter) result = list;
    return emit(i, opcode_of_macro(x_tree[i].what, filtered), result, operands);
}

// ---- functions that name a ladder, a rung, a clock, a score or an alert ----

namespace {

std::string_view name_of_thing(named_thing what) noexcept {
    switch (what) {
        case named_thing::ladder: return "ladder";
        case named_thing::clock: return "clock";
        case named_thing::score: return "score";
        case named_thing::alert: return "alert";
    }
    return {};
}

}  // namespace

std::optional<std::string> type_checker::literal_name(node_index i, std::string_view what) {
    if (x_tree[i].what == node_kind::literal && x_tree.literal_of(i).what() == kind::text) return x_tree.literal_of(i).as_text();
    return report(
        code::wrong_arguments, i, fmt::format("the name of a {} must be written out in quotes", what),
        x_tree[i].what == node_kind::name ? fmt::format("write \"{}\"", x_tree.name_of(i)) : "it is checked when the rules are loaded");
}

// `first`: where the arguments begin; the target of a method stands before them.
type_checker::checked_node type_checker::check_thing(node_index i, named_thing what, opcode op, type result, std::size_t first) {
    const auto noun = name_of_thing(what);
    if (x_tree[i].operand_count != first + 1) {
        return report_mark(code::wrong_arguments, i, fmt::format("{}() takes the name of a {}", x_tree.name_of(i), noun),
                           fmt::format("write {}(\"name\")", x_tree.name_of(i)));
    }
    const auto at = x_tree.operand(i, first);
    const auto name = literal_name(at, noun);
    if (!name) return std::nullopt;
    const auto found = x_names.find(what, *name);
    if (!found)
        return report(code::unknown_name, at, fmt::format("unknown {} '{}'", noun, *name), suggest_from(*name, x_names.names(what)));
    return emit(i, op, result, {}, *found);
}

type_checker::checked_node type_checker::check_reached(node_index i) {
    if (x_tree[i].operand_count != 3) {
        return report_mark(code::wrong_arguments, i, "reached() takes the names of a ladder and of a rung",
                           "write case.reached(\"ladder\", \"rung\")");
    }
    const auto ladder_at = x_tree.operand(i, 1);
    const auto rung_at = x_tree.operand(i, 2);
    const auto ladder_name = literal_name(ladder_at, "ladder");
    const auto rung_name = literal_name(rung_at, "rung");
    if (!ladder_name || !rung_name) return std::nullopt;
    const auto ladder = x_names.find(named_thing::ladder, *ladder_name);
    if (!ladder)
        return report(code::unknown_name, ladder_at, fmt::format("unknown ladder '{}'", *ladder_name),
                      suggest_from(*ladder_name, x_names.names(named_thing::ladder)));
    const auto rung = x_names.rung(*ladder, *rung_name);
    if (!rung)
        return report(code::unknown_name, rung_at, fmt::format("ladder '{}' has no rung '{}'", *ladder_name, *rung_name),
                      suggest_from(*rung_name, x_names.rungs(*ladder)));
    return emit(i, opcode::reached, boolean_type, {}, *ladder, *rung);
}

ESCALERA_NAMESPACE_END

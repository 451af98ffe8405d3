#include "escalera/compile/overloads.hpp"

#include <algorithm>
#include <array>

ESCALERA_NAMESPACE_BEGIN

namespace {

using ast::node_kind;

constexpr type boolean{kind::boolean, 0};
constexpr type integer{kind::integer, 0};
constexpr type number{kind::number, 0};
constexpr type amount{kind::dec, 0};
constexpr type text{kind::text, 0};
constexpr type time_of{kind::time, 0};
constexpr type length{kind::span, 0};

struct binary_row {
    node_kind op;
    kind left;
    kind right;
    opcode what;
    kind result;
    bool swapped = false;
};

constexpr binary_row binary_rows[] = {
    {node_kind::add, kind::integer, kind::integer, opcode::add_int, kind::integer},
    {node_kind::add, kind::number, kind::number, opcode::add_number, kind::number},
    {node_kind::add, kind::dec, kind::dec, opcode::add_decimal, kind::dec},
    {node_kind::add, kind::text, kind::text, opcode::add_text, kind::text},
    {node_kind::add, kind::time, kind::span, opcode::add_time_span, kind::time},
    {node_kind::add, kind::span, kind::time, opcode::add_time_span, kind::time, true},
    {node_kind::add, kind::span, kind::span, opcode::add_span, kind::span},
    {node_kind::subtract, kind::integer, kind::integer, opcode::subtract_int, kind::integer},
    {node_kind::subtract, kind::number, kind::number, opcode::subtract_number, kind::number},
    {node_kind::subtract, kind::dec, kind::dec, opcode::subtract_decimal, kind::dec},
    {node_kind::subtract, kind::time, kind::time, opcode::subtract_time, kind::span},
    {node_kind::subtract, kind::time, kind::span, opcode::subtract_time_span, kind::time},
    {node_kind::subtract, kind::span, kind::span, opcode::subtract_span, kind::span},
    {node_kind::multiply, kind::integer, kind::integer, opcode::multiply_int, kind::integer},
    {node_kind::multiply, kind::number, kind::number, opcode::multiply_number, kind::number},
    {node_kind::divide, kind::integer, kind::integer, opcode::divide_int, kind::integer},
    {node_kind::divide, kind::number, kind::number, opcode::divide_number, kind::number},
    {node_kind::remainder, kind::integer, kind::integer, opcode::remainder_int, kind::integer},
};

struct function_row {
    std::string_view name;
    bool method;
    std::array<type, 2> takes;
    std::size_t count;
    opcode what;
    type result;
    bool identity = false;
};

constexpr type list_of_any = any_type.list_of();

constexpr function_row function_rows[] = {
    {"size", false, {text}, 1, opcode::size_text, integer},
    {"size", false, {list_of_any}, 1, opcode::size_list, integer},
    {"size", true, {text}, 1, opcode::size_text, integer},
    {"size", true, {list_of_any}, 1, opcode::size_list, integer},
    {"contains", true, {text, text}, 2, opcode::contains, boolean},
    {"startsWith", true, {text, text}, 2, opcode::starts_with, boolean},
    {"endsWith", true, {text, text}, 2, opcode::ends_with, boolean},
    {"matches", true, {text, text}, 2, opcode::matches, boolean},
    {"matches", false, {text, text}, 2, opcode::matches, boolean},
    // Conversions.
    {"int", false, {integer}, 1, opcode::constant, integer, true},
    {"int", false, {number}, 1, opcode::int_from_number, integer},
    {"int", false, {amount}, 1, opcode::int_from_decimal, integer},
    {"int", false, {text}, 1, opcode::int_from_text, integer},
    {"int", false, {time_of}, 1, opcode::int_from_time, integer},
    {"double", false, {number}, 1, opcode::constant, number, true},
    {"double", false, {integer}, 1, opcode::number_from_int, number},
    {"double", false, {amount}, 1, opcode::number_from_decimal, number},
    {"double", false, {text}, 1, opcode::number_from_text, number},
    {"string", false, {text}, 1, opcode::constant, text, true},
    {"string", false, {boolean}, 1, opcode::text_from_bool, text},
    {"string", false, {integer}, 1, opcode::text_from_int, text},
    {"string", false, {number}, 1, opcode::text_from_number, text},
    {"string", false, {amount}, 1, opcode::text_from_decimal, text},
    {"string", false, {time_of}, 1, opcode::text_from_time, text},
    {"string", false, {length}, 1, opcode::text_from_span, text},
    {"bool", false, {boolean}, 1, opcode::constant, boolean, true},
    {"bool", false, {text}, 1, opcode::bool_from_text, boolean},
    {"timestamp", false, {time_of}, 1, opcode::constant, time_of, true},
    {"timestamp", false, {integer}, 1, opcode::time_from_int, time_of},
    {"timestamp", false, {text}, 1, opcode::time_from_text, time_of},
    {"duration", false, {length}, 1, opcode::constant, length, true},
    {"duration", false, {text}, 1, opcode::span_from_text, length},
    // Parts of a timestamp, without and with a zone.
    {"getFullYear", true, {time_of}, 1, opcode::full_year, integer},
    {"getFullYear", true, {time_of, text}, 2, opcode::full_year, integer},
    {"getMonth", true, {time_of}, 1, opcode::month, integer},
    {"getMonth", true, {time_of, text}, 2, opcode::month, integer},
    {"getDate", true, {time_of}, 1, opcode::date, integer},
    {"getDate", true, {time_of, text}, 2, opcode::date, integer},
    {"getDayOfMonth", true, {time_of}, 1, opcode::day_of_month, integer},
    {"getDayOfMonth", true, {time_of, text}, 2, opcode::day_of_month, integer},
    {"getDayOfWeek", true, {time_of}, 1, opcode::day_of_week, integer},
    {"getDayOfWeek", true, {time_of, text}, 2, opcode::day_of_week, integer},
    {"getDayOfYear", true, {time_of}, 1, opcode::day_of_year, integer},
    {"getDayOfYear", true, {time_of, text}, 2, opcode::day_of_year, integer},
    {"getHours", true, {time_of}, 1, opcode::hours, integer},
    {"getHours", true, {time_of, text}, 2, opcode::hours, integer},
    {"getMinutes", true, {time_of}, 1, opcode::minutes, integer},
    {"getMinutes", true, {time_of, text}, 2, opcode::minutes, integer},
    {"getSeconds", true, {time_of}, 1, opcode::seconds, integer},
    {"getSeconds", true, {time_of, text}, 2, opcode::seconds, integer},
    {"getMilliseconds", true, {time_of}, 1, opcode::milliseconds, integer},
    {"getMilliseconds", true, {time_of, text}, 2, opcode::milliseconds, integer},
    // Of a duration.
    {"getHours", true, {length}, 1, opcode::span_hours, integer},
    {"getMinutes", true, {length}, 1, opcode::span_minutes, integer},
    {"getSeconds", true, {length}, 1, opcode::span_seconds, integer},
    {"getMilliseconds", true, {length}, 1, opcode::span_milliseconds, integer},
};

constexpr std::string_view global_names[] = {"size",      "matches",  "int", "double", "string", "bool",
                                             "timestamp", "duration", "has", "score",  "alert",  "makes_good"};
constexpr std::string_view method_names[] = {
    "size",          "contains",     "startsWith",   "endsWith", "matches",    "getFullYear", "getMonth",        "getDate",
    "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getHours", "getMinutes", "getSeconds",  "getMilliseconds", "all",
    "exists",        "exists_one",   "map",          "filter",   "reached",    "rung",        "breached",        "left",
};

bool agrees(type wanted, type given) noexcept { return unify(wanted, given).has_value(); }
bool agrees(kind wanted, type given) noexcept { return is_any(given) || given == type{wanted, 0}; }

}  // namespace

std::optional<type> unify(type a, type b) noexcept {
    if (a == b) return a;
    if (a.scalar == kind::absent && b.depth >= a.depth) return b;
    if (b.scalar == kind::absent && a.depth >= b.depth) return a;
    return std::nullopt;
}

bool are_comparable(type a, type b) noexcept {
    return unify(a, b).has_value() || (a.depth == b.depth && is_numeric(a.scalar) && is_numeric(b.scalar));
}

bool are_ordered(type a, type b) noexcept { return are_comparable(a, b) && !a.is_list() && !b.is_list(); }

std::optional<overload> arithmetic_overload(node_kind op, type a, type b) noexcept {
    if (op == node_kind::add && (a.is_list() || b.is_list())) {
        if (!agrees(list_of_any, a) || !agrees(list_of_any, b)) return std::nullopt;
        const auto both = unify(a, b);
        return both ? std::optional<overload>({opcode::add_list, *both}) : std::nullopt;
    }
    for (const auto& row : binary_rows) {
        if (row.op == op && agrees(row.left, a) && agrees(row.right, b)) {
            const bool unknown = is_any(a) && is_any(b);
            return overload{row.what, unknown ? any_type : type{row.result, 0}, row.swapped};
        }
    }
    return std::nullopt;
}

std::optional<overload> negate_overload(type a) noexcept {
    if (a == number) return overload{opcode::negate_number, number};
    if (a == amount) return overload{opcode::negate_decimal, amount};
    if (a == integer || is_any(a)) return overload{opcode::negate_int, a};
    return std::nullopt;
}

std::optional<overload> function_overload(std::string_view name, bool is_method, std::span<const type> arguments) noexcept {
    for (const auto& row : function_rows) {
        if (row.name != name || row.method != is_method || row.count != arguments.size()) continue;
        bool takes = true;
        for (std::size_t i = 0; i < row.count; ++i) takes = takes && agrees(row.takes[i], arguments[i]);
        if (takes) return overload{row.what, row.result, false, row.identity};
    }
    return std::nullopt;
}

std::span<const std::string_view> function_names(bool methods) noexcept {
    if (methods) return method_names;
    return global_names;
}

ESCALERA_NAMESPACE_END

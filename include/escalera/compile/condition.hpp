#pragma once
// A condition that has been read, resolved and typed: every name has an index, every operator its overload, every
// node its type. Immutable; what matchers are built from.
//
// The tree as written stays beside the typed nodes, for the reference evaluator and for explanations.
// Invariants: typed operands stand before the node that uses them; the root is the last; no node is unused.
// Nothing is folded but what the author could have written as one literal: no error can be hidden.
// Threads: immutable once built.   Cost: cold path, linear in the text (names apart).

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "escalera/compile/scope.hpp"
#include "escalera/config.hpp"
#include "escalera/language/ast.hpp"
#include "escalera/language/diagnostic.hpp"
#include "escalera/language/located_text.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

// What a typed node does. Operand kinds are part of the name where the work differs by them; the comparisons take
// any two types that compare, and look at their operands' types.
enum class opcode : std::uint8_t {
    // Leaves.
    constant,   // index: in condition::constants
    field,      // index: field_id; unknown while absent
    window,     // index: of the window; may be "at least n"
    window_of,  // index: of the window
    binding,    // index: of the binding
    variable,   // of a macro; index: how many macros stand around its own (0 = the outermost's variable)
    has,        // index: field_id; whether it is present. Never unknown
    reached,    // index: ladder, second: rung (0 = lowest)
    rung,       // index: ladder; 0 = none reached, 1 = the lowest
    breached,   // index: clock
    left,       // index: clock; a duration
    score,      // index: of the score
    alert,      // index: of the alert; whether it stands
    // Logic. Unknown operands are absorbed as CEL says.
    all_of,  // &&: two operands or more
    any_of,  // ||: two operands or more
    logical_not,
    conditional,  // operands: condition, then, else
    // Comparisons. int, number and decimal compare by exact value; NaN equals nothing.
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    in,  // element, list
    // Arithmetic, checked.
    negate_int,
    negate_number,
    negate_decimal,
    add_int,
    add_number,
    add_decimal,
    add_text,
    add_list,
    add_time_span,  // time first, whatever the author wrote first
    add_span,
    subtract_int,
    subtract_number,
    subtract_decimal,
    subtract_time,  // time - time: a duration
    subtract_time_span,
    subtract_span,
    multiply_int,
    multiply_number,
    divide_int,
    divide_number,  // IEEE: x / 0.0 is infinite or NaN
    remainder_int,
    // Lists and macros. Operands of a macro: the list, then the body; of map_where: the list, the filter, the body.
    list,
    element,  // list, int
    size_list,
    all,
    exists,
    exists_one,
    map,
    map_where,
    filter,
    // Strings.
    size_text,  // code points
    contains,
    starts_with,
    ends_with,
    matches,  // text, pattern (RE2, anywhere in the text)
    // Conversions.
    int_from_number,
    int_from_decimal,
    int_from_text,
    int_from_time,
    number_from_int,
    number_from_decimal,
    number_from_text,
    text_from_bool,
    text_from_int,
    text_from_number,
    text_from_decimal,
    text_from_time,
    text_from_span,
    bool_from_text,
    time_from_int,
    time_from_text,
    span_from_text,
    // Parts of a timestamp; a second operand, if any, is the zone's name. getDate is day_of_month from 1.
    full_year,
    month,  // from 0
    date,
    day_of_month,  // from 0
    day_of_week,   // from 0 = Sunday
    day_of_year,   // from 0
    hours,
    minutes,
    seconds,
    milliseconds,
    // A duration in whole hours, minutes, seconds; and its milliseconds within the second.
    span_hours,
    span_minutes,
    span_seconds,
    span_milliseconds,
};

struct typed_node {
    opcode what = opcode::constant;
    type holds;
    std::uint32_t index = 0;          // see opcode
    std::uint32_t second = 0;         // of `reached`: the rung
    std::uint32_t first_operand = 0;  // in condition::operands
    std::uint32_t operand_count = 0;
    ast::node_index written = 0;  // the node of the tree that this one stands for; its places are there
};

struct condition {
    located_text text;
    ast::tree tree;
    std::vector<typed_node> nodes;
    std::vector<std::uint32_t> operands;
    std::vector<value> constants;

    // What it reads, each once, in order of index.
    std::vector<std::uint32_t> fields;
    std::vector<std::uint32_t> windows;  // those read as <window>.of too

    std::uint64_t cost = 0;         // bound on the steps of one evaluation
    std::uint32_t macro_depth = 0;  // how many variables of macros are alive at once, at most

    [[nodiscard]] std::uint32_t root() const noexcept { return static_cast<std::uint32_t>(nodes.size() - 1); }
    [[nodiscard]] type result() const noexcept { return nodes.back().holds; }
    [[nodiscard]] const typed_node& operator[](std::uint32_t i) const noexcept { return nodes[i]; }
    [[nodiscard]] std::span<const std::uint32_t> operands_of(std::uint32_t i) const noexcept {
        return std::span(operands).subspan(nodes[i].first_operand, nodes[i].operand_count);
    }
    // Where a node stands in the rules file.
    [[nodiscard]] place place_of(std::uint32_t i) const {
        const auto& n = tree[nodes[i].written];
        return text.at(n.begin, n.end);
    }
};

struct condition_limits {
    std::uint32_t list_elements = 256;  // of a list that is written out; a list in a field is taken to have no more
    std::uint32_t macros_nested = 2;
    std::uint64_t cost = 10'000'000;
};

inline constexpr type boolean_type{kind::boolean, 0};

// Reads, resolves and types a condition. Everything wrong is added to `found`; nothing is returned if any of it is
// an error. `wanted`: the type that it must have; none means any.
[[nodiscard]] ESCALERA_API std::optional<condition> compile_condition(const located_text& text, const scope& names, diagnostics& found,
                                                                      std::optional<type> wanted = boolean_type,
                                                                      const condition_limits& limits = {});

// The same from a tree that has been parsed already.
[[nodiscard]] ESCALERA_API std::optional<condition> type_check(const located_text& text, ast::tree tree, const scope& names,
                                                               diagnostics& found, std::optional<type> wanted = boolean_type,
                                                               const condition_limits& limits = {});

ESCALERA_NAMESPACE_END

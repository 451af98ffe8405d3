#pragma once
// A condition as its author wrote it: a tree whose nodes stand in one vector and know each other by index.
//
// Nothing is resolved here: `complaint.category` is a selection from a name, and types are unknown. Parentheses
// leave no node; the printer puts back those that are needed.
// Invariants: operands stand before the node that uses them, so the root is the last node; `begin` and `end` are
// byte offsets into the condition's text, and `mark` lies between them: where a message should point (the
// operator, the function's name, else `begin`).
// Threads: a plain value, shared once built.   Cost: 24 bytes a node, plus literals and names.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "escalera/config.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace ast {

using node_index = std::uint32_t;

enum class node_kind : std::uint8_t {
    literal,  // a number, string or bool; a minus in front of a number belongs to it
    name,     // an identifier; ".x" (with the dot) is looked up past the variables of macros
    select,   // operand.name
    element,  // operand[operand]
    list,     // [operand, ...]
    call,     // name(operand, ...)
    method,   // operand.name(operand, ...): the target is the first operand
    has,      // has(operand.name): the operand is what stands before the last dot
    // The macros: operands are the list and the body; map may have a filter between them. `name` is the variable.
    all,
    exists,
    exists_one,
    map,
    filter,
    // Operators. && and || have two operands or more: a chain without parentheses is one node.
    logical_and,
    logical_or,
    logical_not,
    negate,
    conditional,
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    in,
    add,
    subtract,
    multiply,
    divide,
    remainder,
};

struct node {
    node_kind what = node_kind::literal;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t mark = 0;
    std::uint32_t first_operand = 0;  // in tree::operands
    std::uint16_t operand_count = 0;
    std::uint32_t payload = 0;  // a literal's index in tree::literals, else a name's in tree::names
};

struct tree {
    std::vector<node> nodes;
    std::vector<node_index> operands;
    std::vector<value> literals;
    std::vector<std::string> names;

    [[nodiscard]] bool empty() const noexcept { return nodes.empty(); }
    [[nodiscard]] node_index root() const noexcept { return static_cast<node_index>(nodes.size() - 1); }
    [[nodiscard]] const node& operator[](node_index i) const noexcept { return nodes[i]; }
    [[nodiscard]] std::span<const node_index> operands_of(node_index i) const noexcept {
        return std::span(operands).subspan(nodes[i].first_operand, nodes[i].operand_count);
    }
    [[nodiscard]] node_index operand(node_index i, std::size_t n) const noexcept { return operands[nodes[i].first_operand + n]; }
    // Of a literal.
    [[nodiscard]] const value& literal_of(node_index i) const noexcept { return literals[nodes[i].payload]; }
    // Of a name, a selection, a call, has() and the macros.
    [[nodiscard]] std::string_view name_of(node_index i) const noexcept { return names[nodes[i].payload]; }
};

// Whether a node of this kind has a name: tree::name_of().
[[nodiscard]] constexpr bool has_name(node_kind k) noexcept {
    return k == node_kind::name || k == node_kind::select || (k >= node_kind::call && k <= node_kind::filter);
}

[[nodiscard]] constexpr bool is_macro(node_kind k) noexcept { return k >= node_kind::all && k <= node_kind::filter; }

// The same shape, names and literals; places do not matter, and NaN equals itself.
[[nodiscard]] ESCALERA_API bool same_tree(const tree& a, const tree& b) noexcept;

// The text of a chain of selections: "complaint.category", ".x.y"; empty when it does not begin with a name.
[[nodiscard]] ESCALERA_API std::string dotted_name(const tree& t, node_index i);

}  // namespace ast

ESCALERA_NAMESPACE_END

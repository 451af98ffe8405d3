#pragma once
// The canonical text of a tree: one spelling for every way to write the same condition.
//
// Symbols for operators (&& || !), double quotes, decimal ints, one blank around binary operators, parentheses only
// where the tree needs them. parse(print(t)) is t.
// Threads: pure functions.   Cost: linear.

#include <string>

#include "escalera/config.hpp"
#include "escalera/language/ast.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace ast {

[[nodiscard]] ESCALERA_API std::string print(const tree& t);
[[nodiscard]] ESCALERA_API std::string print(const tree& t, node_index i);

// The operator as canonical text has it: "&&", "==", "?:"; empty for what is no operator.
[[nodiscard]] ESCALERA_API std::string_view symbol_of(node_kind k) noexcept;

}  // namespace ast

// A value as an author would write it: 3, 0.5, "text", timestamp("…"), duration("90s"), [1, 2]. A decimal is plain digits.
[[nodiscard]] ESCALERA_API std::string print_value(const value& v);

ESCALERA_NAMESPACE_END

#pragma once
// What operators do to values, for the reference evaluator. Types are looked at while it runs; an overload that does
// not exist is unknown_reason::wrong_type.

#include <compare>
#include <optional>
#include <vector>

#include "escalera/language/ast.hpp"
#include "escalera/match/outcome.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace reference {

[[nodiscard]] outcome failure(unknown_reason why, std::string detail);

// ==; nothing when the two cannot be compared.
[[nodiscard]] std::optional<bool> equal(const value& a, const value& b);

// The order of two numbers (of any kinds), texts, bools, timestamps or durations; nothing when there is none.
[[nodiscard]] std::optional<std::partial_ordering> order(const value& a, const value& b);

// + - * / %
[[nodiscard]] outcome arithmetic(ast::node_kind op, const value& a, const value& b);
[[nodiscard]] outcome negate(const value& a);

// A list that is written out. Its elements have one type: ints among doubles are doubles.
[[nodiscard]] outcome list_of(std::vector<value> elements);
[[nodiscard]] outcome element(const value& list, const value& index);

}  // namespace reference

ESCALERA_NAMESPACE_END

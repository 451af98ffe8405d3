#pragma once
// The operators' part of the type checker (declared in type_checker.hpp), and the ways out that its messages offer.

#include <string>

#include "escalera/language/ast.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

// How the author can make one type of two.
[[nodiscard]] std::string way_out_of_arithmetic(ast::node_kind op, type a, type b);

// Why two values cannot be compared, as far as it can be said.
[[nodiscard]] std::string way_out_of_comparison(type a, type b);

ESCALERA_NAMESPACE_END

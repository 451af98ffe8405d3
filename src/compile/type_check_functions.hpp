#pragma once
// The part of the type checker (declared in type_checker.hpp) for functions, macros and what they name.

#include <string_view>

#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

// Functions of CEL that conditions do not have: their types are out of scope.
[[nodiscard]] bool is_out_of_scope(std::string_view function) noexcept;

ESCALERA_NAMESPACE_END

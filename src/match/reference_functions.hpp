#pragma once
// What functions do to values, for the reference evaluator: one plain function a meaning. Types are looked at while
// it runs; an overload that does not exist is unknown_reason::wrong_type.

#include <span>
#include <string_view>

#include "escalera/match/outcome.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace reference {

// A function or method by name; the target of a method is its first argument.
[[nodiscard]] outcome function(std::string_view name, std::span<const value> arguments);

}  // namespace reference

ESCALERA_NAMESPACE_END

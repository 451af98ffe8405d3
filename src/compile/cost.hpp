#pragma once
// A bound on the steps that one evaluation of a condition can take, worked out from its typed nodes alone.
//
// Only macros repeat, and only + makes values longer; so each node is given a bound on the size of its value, and a
// macro's body is counted as often as its list can be long. Texts in fields are taken to have at most 4,096 bytes,
// lists in fields at most 256 elements of 256 bytes; longer ones cost in proportion.

#include <cstdint>

#include "escalera/compile/condition.hpp"

ESCALERA_NAMESPACE_BEGIN

[[nodiscard]] std::uint64_t cost_bound(const condition& c, const condition_limits& limits);

ESCALERA_NAMESPACE_END

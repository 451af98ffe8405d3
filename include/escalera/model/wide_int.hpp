#pragma once
// A 128-bit integer, for products of two 64-bit ones that must not wrap.

#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

__extension__ typedef __int128 wide_int;  // NOLINT: `using` takes no __extension__

ESCALERA_NAMESPACE_END

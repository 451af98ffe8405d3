#pragma once
// How an alert stands for an event: whether the event brings its key, and whether it stands there.

#include <cstdint>

#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

enum class alert_state : std::uint8_t { no_key, down, stands };

ESCALERA_NAMESPACE_END

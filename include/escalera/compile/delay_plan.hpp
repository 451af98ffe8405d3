#pragma once
// How long after: open time of the calendar in force (wall time without one), or the first open instant of a day.
//
// Threads: plain data.   Cost: none.

#include <cstdint>

#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

struct delay_plan {
    enum class kind_of : std::uint8_t { open_time, days, business_days };
    kind_of is = kind_of::open_time;
    std::int64_t amount = 0;  // microseconds; days
};

ESCALERA_NAMESPACE_END

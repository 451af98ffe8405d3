#pragma once
// Follow-ups as steps run them: when somebody is asked afterwards, and by what means.
//
// Threads: immutable once built.   Cost: plain data.

#include <cstdint>
#include <string>
#include <vector>

#include "escalera/compile/clock_plan.hpp"
#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

// How long after: open time of the calendar in force (wall time without one), or the first open instant of a day.
struct delay_plan {
    enum class kind_of : std::uint8_t { open_time, days, business_days };
    kind_of is = kind_of::open_time;
    std::int64_t amount = 0;  // microseconds; days
};

struct follow_up_option {
    condition_id when = none;  // in the section `follow_ups`; none: always
    delay_plan after;
    cause_plan cause;  // its one action: follow_up {by}
};

struct follow_up_plan {
    std::string name;
    std::vector<clock_trigger> start;
    std::vector<clock_trigger> cancel;
    std::vector<follow_up_option> options;  // the first that holds
    delay_plan again_after;
    std::uint32_t times = 0;     // how often it is tried again where nobody was reached
    std::uint32_t hours = none;  // the calendar in force
};

ESCALERA_NAMESPACE_END

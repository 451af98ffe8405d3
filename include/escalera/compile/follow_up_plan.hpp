#pragma once
// Follow-ups as steps run them: when somebody is asked afterwards, and by what means.
//
// Threads: immutable once built.   Cost: plain data.

#include <cstdint>
#include <string>
#include <vector>

#include "escalera/compile/clock_plan.hpp"
#include "escalera/compile/delay_plan.hpp"
#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

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

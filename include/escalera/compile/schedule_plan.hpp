#pragma once
// Schedules as they are run: when, of which keys, and what is asked and issued then.
//
// Threads: immutable once built.   Cost: plain data.

#include <cstdint>
#include <string>
#include <vector>

#include "escalera/compile/cause_plan.hpp"
#include "escalera/compile/slot.hpp"
#include "escalera/config.hpp"
#include "escalera/model/recurrence.hpp"

ESCALERA_NAMESPACE_BEGIN

struct schedule_plan {
    std::string name;
    std::vector<recurring_time> every;
    std::uint32_t calendar = none;  // none: in the file's zone, at any time
    when_closed closed = when_closed::next_opening;
    std::vector<slot_id> key;               // in the order of `per`; empty: one for all
    std::uint32_t table = none;             // of that key, in rule_set::indicator_tables; none: it reads no indicator
    std::vector<std::uint32_t> indicators;  // that it reads: it is asked of the keys of which they have counted something
    std::uint32_t when = none;              // roots in rule_set::code; none: always
    std::uint32_t unless = none;            // none: never
    cause_plan cause;                       // what follows; `when` and `unless` of it mean nothing
};

ESCALERA_NAMESPACE_END

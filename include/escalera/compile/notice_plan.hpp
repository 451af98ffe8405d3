#pragma once
// What follows a notice that nobody acknowledges: the same notice to another role.
//
// Threads: immutable once built.   Cost: plain data.

#include <cstdint>
#include <string>

#include "escalera/compile/cause_plan.hpp"
#include "escalera/compile/delay_plan.hpp"
#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

struct notice_plan {
    std::string key;   // tells it from every other, across edits that leave it where it is
    std::string rule;  // as the decision names its cause
    std::string rung;
    std::string stage;
    std::string score;
    bool has_limit = false;  // else only an `undelivered` sends it on
    delay_plan within;
    std::uint32_t hours = none;  // the calendar in force
    cause_plan cause;            // its one action: notify {role: else, text}
};

ESCALERA_NAMESPACE_END

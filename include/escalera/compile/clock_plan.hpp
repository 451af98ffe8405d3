#pragma once
// Clocks as steps run them: what moves one, how long it may run, and the stages on the way.
//
// Conditions are numbered in the section `clocks`, those of stages in the section `stages`; a calendar is named by its
// index in rule_set::calendars, `none` where wall time counts.
// Threads: immutable once built.   Cost: plain data.

#include <cstdint>
#include <string>
#include <vector>

#include "escalera/compile/cause_plan.hpp"
#include "escalera/compile/slot.hpp"
#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

// An event on the case that moves a clock, if its condition holds.
struct clock_trigger {
    event_mask on = 0;
    condition_id when = none;  // none: always
};

struct clock_target {
    enum class kind_of : std::uint8_t {
        open_time,      // microseconds that the calendar is open, or that pass
        days,           // 24:00 of the n-th day after the start's day
        business_days,  // the last closing of the n-th open day after it
        due             // the instant that a field holds
    };

    condition_id when = none;
    std::vector<slot_id> because;
    kind_of is = kind_of::open_time;
    std::int64_t amount = 0;
    slot_id due = no_slot;
    std::uint32_t calendar = none;
};

struct clock_stage_plan {
    enum class kind_of : std::uint8_t { percent, day, before, after };
    static constexpr std::uint8_t once = 0xFF;

    std::string name;
    kind_of at = kind_of::percent;
    std::int64_t amount = 0;      // per cent; the day; microseconds
    std::int64_t every = 0;       // microseconds of the calendar in force; 0: it does not recur
    std::uint32_t times = 0;      // how often in all; 0: until the clock stops
    std::uint8_t counter = once;  // of one that recurs: its place in clock_state::repeats
    bool combine = false;         // what falls on one instant is told once
    std::uint32_t hours = none;   // the calendar in which it is told
    cause_plan cause;             // `when` is numbered in the section `stages`
};

struct clock_plan {
    static constexpr std::size_t most_stages = 32;
    static constexpr std::size_t most_recurring = 4;

    std::string name;
    condition_id only = none;
    std::vector<clock_trigger> start;
    std::vector<clock_trigger> stop;
    std::vector<clock_trigger> cancel;
    std::vector<clock_trigger> reset;
    condition_id pause = none;  // it stands still as long as this holds; none: see pause_on
    std::vector<clock_trigger> pause_on;
    std::vector<clock_trigger> resume;
    std::vector<clock_target> targets;  // the first that holds
    std::vector<clock_stage_plan> stages;
};

ESCALERA_NAMESPACE_END

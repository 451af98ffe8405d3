#pragma once
// What `cases:` says, and where the engine finds what events tell of a case's hands, judges and steps.
//
// Threads: immutable once built.   Cost: plain data.

#include <cstdint>
#include <string>
#include <vector>

#include "escalera/compile/slot.hpp"
#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

// One of the steps that a case takes, in their order.
struct step_plan {
    std::string name;
    std::string owner;      // the role that is asked to take it; empty: nobody in particular
    bool optional = false;  // it may be passed over
    event_mask done = 0;    // what ends it
    event_mask back = 0;    // what leads back to the step before
};

struct case_plan {
    static constexpr std::uint32_t no_calendar = 0xFFFF'FFFF;

    std::uint32_t calendar = no_calendar;  // of open time in the ledger; without one a case is always in open time
    std::int64_t thorough = 0;             // microseconds in which a repeat shows a resolution not to be thorough; 0: nobody asks
    std::vector<step_plan> steps;          // empty: any step may follow any other

    // What the engine reads of events, whether a rule does or not.
    slot_id owner = no_slot;
    slot_id department = no_slot;
    slot_id by = no_slot;
    slot_id approved_by = no_slot;
    slot_id recused = no_slot;
    slot_id step = no_slot;           // where there are steps
    std::vector<slot_id> kept_slots;  // of fields that the engine alone says, where rules read them
};

ESCALERA_NAMESPACE_END

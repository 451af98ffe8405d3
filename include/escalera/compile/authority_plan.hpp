#pragma once
// What each level may grant on the spot, and the funds that it is paid from.
//
// Limits of amounts are ten-thousandths; `never` and `unlimited` are limits like any other, so that a level may grant what is
// not above its limit.
// Invariants: every grant has a limit for every level, in the order of the levels; none falls from a level to the next.
// Threads: immutable once built.   Cost: plain data.

#include <cstdint>
#include <string>
#include <vector>

#include "escalera/compile/cause_plan.hpp"
#include "escalera/compile/slot.hpp"
#include "escalera/config.hpp"
#include "escalera/model/schema.hpp"

ESCALERA_NAMESPACE_BEGIN

struct level_grant {
    static constexpr std::int64_t unlimited = INT64_MAX;
    static constexpr std::int64_t never = -1;

    std::int64_t up_to = unlimited;
    std::int64_t times = unlimited;
    std::int64_t in_writing = unlimited;  // or never
};

// Other limits for customers of a group.
struct group_grant {
    std::string group;
    std::vector<level_grant> levels;
};

struct grant_plan {
    std::string kind;
    bool per_customer = false;  // else per case
    std::int64_t within = 0;    // microseconds; 0: as long as the case is remembered
    std::vector<level_grant> levels;
    std::vector<group_grant> groups;
    field_id offers = 0;  // where they are remembered, under a name that neither files nor conditions can write
};

struct fund_plan {
    std::string name;
    std::vector<std::string> kinds;  // empty: all
    slot_id spent = no_slot;
    std::vector<slot_id> key;     // fields without which the offer is not paid from it
    std::int64_t budget = 0;      // ten-thousandths
    std::int64_t warn_from = 0;   // ten-thousandths that are spent
    std::uint32_t beyond = none;  // the lowest level that may overdraw it; none: nobody
    cause_plan cause;             // what is issued when that is reached, and when the budget is passed
};

// Fields of the event, as slots.
struct offer_slots {
    slot_id id = no_slot;
    slot_id kind = no_slot;
    slot_id amount = no_slot;
    slot_id currency = no_slot;
    slot_id accepted = no_slot;
    slot_id in_writing = no_slot;
    slot_id by = no_slot;
    slot_id level = no_slot;
    slot_id approved_by = no_slot;
    slot_id approved_level = no_slot;
};

struct authority_plan {
    std::vector<std::string> levels;  // low to high; empty: there is no such section
    std::string currency;             // empty: none is said
    bool same_person_may_approve = false;
    std::vector<grant_plan> grants;
    std::vector<fund_plan> funds;
    offer_slots offer;
};

ESCALERA_NAMESPACE_END

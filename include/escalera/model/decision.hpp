#pragma once
// What the engine asks the host to do, and why: one action of one rule, rung or other cause.
//
// A decision is a view: its texts and lists live in the buffer that it came in (or in the rule set) and are valid
// until that buffer is cleared. The order of the members is the order of the keys in output.
//
// Threads: a plain value.   Cost: copying copies views, not texts.

#include <optional>
#include <span>
#include <string_view>

#include "escalera/config.hpp"
#include "escalera/model/hash.hpp"
#include "escalera/model/instant.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

struct named_cell {
    std::string_view name;
    cell what;
};

// Another cause that asked for the same action at the same event.
struct also_cause {
    std::string_view rule;
    std::string_view rung = {};   // empty where there is none
    std::string_view stage = {};  // of a clock; empty where there is none
};

// Texts are empty, and lists too, where a part does not apply.
struct decision {
    hash128 id;                  // the same for the same cause and effect, on every machine
    instant at;                  // the event's time; a timer's due time
    std::optional<instant> due;  // only where a timer fired
    std::string_view event;      // id of the event that caused it; empty for a timer
    std::string_view customer;
    std::string_view kase;
    std::string_view rule;  // name of the rule, ladder, group or other section entry
    std::string_view rung;
    std::string_view stage;
    std::string_view alert;
    std::string_view score;
    std::string_view key;  // what a schedule, or a score of no customer's, is asked of: a department, say
    std::string_view action;
    std::span<const named_cell> args;     // in the order of the rules file
    std::span<const named_cell> because;  // windows and fields that the deciding condition read
    std::span<const also_cause> also;
    hash128 rules;  // hash of the rules in force
};

ESCALERA_NAMESPACE_END

#pragma once
// A condition and what follows from it: what rules, rungs, groups, routes and stages have in common.
//
// Threads: immutable once built.   Cost: plain data.

#include <cstdint>
#include <string>
#include <vector>

#include "escalera/compile/condition_set.hpp"
#include "escalera/compile/slot.hpp"
#include "escalera/config.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

inline constexpr std::uint32_t none = 0xFFFF'FFFF;

// What to do when a `when` cannot be decided.
enum class if_unknown : std::uint8_t { review, skip, fire };

// `Third complaint on bill {complaint.bill}`: literal pieces, each but the last followed by a slot.
struct text_template {
    std::string argument_name;  // "text.en"
    std::vector<std::string> pieces;
    std::vector<slot_id> slots;  // one fewer than pieces
};

struct argument_plan {
    std::string name;
    bool required = false;
    std::uint32_t computed = none;     // of an `=` argument: its root in rule_set::code
    value literal;                     // of any other
    std::vector<cell> cells;           // the literal as a cell, in [0]; a list's elements behind it
    std::vector<text_template> texts;  // of `text:`: one a language, beside the literal name
};

struct action_plan {
    // What changes the case at once; any other action is only a request to the host.
    enum class effect : std::uint8_t { request, priority, warn, tag, fast_lane, grade, accountability, recuse };
    // What is not asked of who is recused from the case.
    enum class guard : std::uint8_t { open_to_all, assign, approve, close };
    std::string name;
    effect changes = effect::request;
    guard guarded = guard::open_to_all;
    std::vector<argument_plan> arguments;
    std::uint32_t notice = none;          // of one that is to be acknowledged: in rule_set::notices
    std::uint32_t accountability = none;  // of one that waits for an assessment: in accountability_plan::asked
    std::uint32_t hours = none;           // of a notice to a role: the calendar in which it may be given
};

// A condition and what follows from it; what rules, rungs, groups and routes have in common.
struct cause_plan {
    condition_id when = none;    // in its section's set; none: always
    condition_id unless = none;  // none: never
    if_unknown otherwise = if_unknown::review;
    std::vector<action_plan> then;
    std::vector<slot_id> because;  // windows and fields that `when` reads, in order of appearance
};

ESCALERA_NAMESPACE_END

#pragma once
// The caller's memory for steps: the record being worked on, the row of slots, and what comes out.
//
// Threads: one at a time.   Cost: grows to what the largest record and event needed, and stays there.

#include <array>
#include <cstdint>

#include "escalera/config.hpp"
#include "escalera/engine/alert_state.hpp"
#include "escalera/engine/clock_happening.hpp"
#include "escalera/engine/decision_buffer.hpp"
#include "escalera/match/matcher.hpp"
#include "escalera/model/arena.hpp"
#include "escalera/model/buffer.hpp"
#include "escalera/state/indicators.hpp"
#include "escalera/state/working_record.hpp"

ESCALERA_NAMESPACE_BEGIN

// How an event fared. Everything but `taken` leaves counts and cases as they were.
enum class status : std::uint8_t {
    taken,
    too_late,      // later than `lateness` allows: refused whole
    duplicate,     // its id has been counted already
    unknown_case,  // it names a case or complaint that nothing is known of
    not_allowed,   // the case's state does not allow it
    no_memory,     // not taken; may be tried again
    wrong_event,   // lacks what its kind needs (a case, an id)
    too_large,     // a text over 1 MiB, a list over 256 elements, or its customer's (or group's) record would pass 128 MiB: refused whole
};
inline constexpr std::size_t status_count = 8;
[[nodiscard]] ESCALERA_API std::string_view name_of(status s) noexcept;

// What went wrong beside: counted, and told to whoever watches.
enum class finding : std::uint8_t {
    count_unknown,       // an entry that a count would need was dropped by a cap
    case_limit,          // a customer's oldest closed cases were forgotten, or a case could not be opened
    entry_limit,         // `limits: {entries}` reached
    group_limit,         // `limits: {groups}` reached: an event was not counted in a new group
    correction_partial,  // a corrected complaint's `where` could not be decided again
    not_built_yet,       // an event kind that this version does not carry out
    late_timer,          // a timer fired later than it was due
    incomplete,          // an event lacks a field that the rules require
    recused,             // an event by or to somebody who is recused, and what rules would have asked of such a one
    ledger_limit,        // `limits: {hand_overs}` reached: who held a case first is not known any more
    no_hand_over,        // an event that is neither assigned nor transferred named an owner or a department of the case
};
inline constexpr std::size_t finding_count = 11;
[[nodiscard]] ESCALERA_API std::string_view name_of(finding f) noexcept;

// A score that has come to another level; 0: none, 1: the lowest.
struct score_change {
    std::uint32_t score = 0;
    std::uint32_t before = 0;
    std::uint32_t now = 0;
};

// Rungs that counted as reached and were not issued, since an alert held them.
struct held_rungs {
    std::uint32_t ladder = 0;
    std::uint32_t rungs = 0;  // bit r: rung r
    std::uint32_t alert = 0;
};

struct workspace {
    memory_flag flag;
    working_record record{flag};
    decision_buffer decisions{flag};
    match_result matched{flag};
    buffer<cell> row{flag};
    buffer<std::uint32_t> captured_at{flag};  // by slot: the first attribute that remembers it for the case or customer in hand
    arena scratch{flag};                      // lists and texts of the row; cleared at each event
    buffer<std::uint64_t> parts{flag};
    buffer<std::int64_t> values{flag};
    buffer<std::uint64_t> told_apart{flag};  // of `distinct`
    buffer<std::uint8_t> one_of_fired{flag};
    buffer<clock_happening> happenings{flag};
    buffer<score_change> score_changes{flag};
    buffer<cell> outer_row{flag};            // of the event, while clocks tell of theirs
    buffer<held_rungs> held{flag};           // at the event in hand
    bool answered = false;                   // the event in hand answers a notice of an alert
    buffer<alert_state> alert_states{flag};  // for the event in hand, by alert
    buffer<std::uint32_t> alerts_changed{flag};
    buffer<std::uint32_t> judged{flag};  // serials of cases whose resolution the event in hand shows not to be thorough
    buffer<char> alert_key{flag};
    buffer<char> alert_shown{flag};
    buffer<char> key_text{flag};
    fact_list facts{flag};  // of the event in hand, or of what is due; counted once it is committed
    buffer<char> indicator_key{flag};
    const indicator_store* indicators = nullptr;  // what has been published
    std::int64_t watermark = INT64_MIN;           // at the event in hand: what lies before it is over
    buffer<std::uint64_t> rule_fired{flag};       // how often, by rule: metrics
    std::array<std::uint64_t, finding_count> findings{};

    // What has one size for all events of these rules; the flag says whether there was memory.
    void make_room_for(const rule_set& rules) noexcept {
        row.resize_uninitialised(rules.slots.size());
        captured_at.resize_uninitialised(rules.slots.size());
        parts.resize_uninitialised(rules.parts.size());
        values.resize_uninitialised(rules.values.size());
        one_of_fired.resize_uninitialised(rules.one_of_count);
        rule_fired.resize_uninitialised(rules.rules.size());
        for (auto& c : row) c = {};
        for (auto& count : rule_fired) count = 0;
    }
};

ESCALERA_NAMESPACE_END

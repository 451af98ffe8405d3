#pragma once
// When positions on ladders and closed cases are forgotten, and when a record falls due by time alone.
//
// A position is forgotten when no entry is left in any window that its rungs read and no case of its key is open,
// or by `reset:` (which the engine evaluates). Forgetting is looked at when the record is stepped: nothing but an
// event can tell the difference in between.
//
// Threads: owned by one step.   Cost: positions times entries, and only where something is old enough.

#include <algorithm>
#include <cstdint>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/state/cases.hpp"
#include "escalera/state/clocks.hpp"
#include "escalera/state/entries.hpp"
#include "escalera/state/follow_ups.hpp"
#include "escalera/state/resolutions.hpp"
#include "escalera/state/windows.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace detail {

// The key that an entry has on a ladder; 0: a part is absent. As the engine's key_of() makes it of a row.
[[nodiscard]] inline std::uint64_t ladder_key_of_entry(const rule_set& rules, const ladder_plan& ladder, const working_record& r,
                                                       std::size_t i) noexcept {
    std::uint64_t key = 1;
    for (const auto& p : ladder.per.parts) {
        std::uint64_t part = 1;
        if (p.is == key_part::kind_of::kase) part = r.entry(i).kase;
        if (p.is == key_part::kind_of::field) {
            const auto at = std::find(rules.parts.begin(), rules.parts.end(), p.of) - rules.parts.begin();
            part = r.words(i)[at];
        }
        if (part == 0) return 0;
        key = mix(key, part);
    }
    return key;
}

[[nodiscard]] inline bool position_is_alive(const rule_set& rules, const ladder_plan& ladder, const ladder_position& p,
                                            const working_record& r, std::int64_t as_of) noexcept {
    if (case_is_open(r, p.last_case)) return true;
    const bool of_customer = ladder.per.parts.size() == 1 && ladder.per.parts[0].is == key_part::kind_of::customer;
    if (of_customer) {
        for (const auto& c : r.cases) {
            if (c.status != case_status::closed) return true;
        }
    }
    for (std::size_t i = r.entry_count(); i-- > 0;) {
        const auto& e = r.entry(i);
        const bool of_key = ladder_key_of_entry(rules, ladder, r, i) == p.key;
        if (of_key && !of_customer && case_is_open(r, e.kase)) return true;
        for (const auto w : ladder.windows) {
            const auto& window = rules.customer_stage.windows[w];
            const bool of_whole_customer = window.parts.empty() && !window.per_case;
            if ((e.counts >> w & 1U) == 0 || (!of_key && !of_whole_customer)) continue;
            if (window.within == INT64_MAX || e.time > minus_clamped({as_of}, window.within).micros) return true;
        }
    }
    return false;
}

}  // namespace detail

inline void forget_positions(working_record& r, const rule_set& rules, std::int64_t as_of) noexcept {
    const auto gone = r.positions.erase_if(
        [&](const ladder_position& p) noexcept { return !detail::position_is_alive(rules, rules.ladders[p.ladder], p, r, as_of); });
    if (gone != 0) r.head.has_loose_text = 1;
}

inline void forget_merged_without_case(working_record& r) noexcept {
    const auto is_left = [&r](const case_state& c) noexcept { return c.is_merged != 0 && case_by_serial(r, c.complaints) == not_found; };
    if (std::none_of(r.cases.begin(), r.cases.end(), is_left)) return;
    forget_cases_if(r, is_left);
}

// Closed cases stay as long as some entry of theirs does; past `limits: {cases}` the oldest closed ones go.
inline void forget_old_cases(working_record& r, const rule_set& rules, std::uint64_t& limit_findings) noexcept {
    const bool full = r.cases.size() > rules.limits.cases;
    if (full) ++limit_findings;
    auto left = r.cases.size();
    forget_cases_if(r, [&](const case_state& c) noexcept {
        if (c.status != case_status::closed) return false;
        if (c.is_merged != 0 && left <= rules.limits.cases) return false;  // it goes when the one goes that has what was its own
        for (std::size_t e = 0; left <= rules.limits.cases && e < r.entry_count(); ++e) {
            if (r.entry(e).kase == c.serial) return false;
        }
        if (left <= rules.limits.cases &&
            (has_running_clock(r, c.serial) || has_pending_follow_up(r, c.serial) || has_pending_resolution(r, c.serial))) {
            return false;
        }
        --left;
        return true;
    });
    // All open: the oldest goes all the same, for memory is bounded by the rules.
    if (left > rules.limits.cases) forget_cases_if(r, [&](const case_state&) noexcept { return left > rules.limits.cases && left-- != 0; });
    forget_merged_without_case(r);
}

// What time and closed cases leave behind. `has_closed` says whether anything can be there to go.
inline void tidy_up(working_record& r, const rule_set& rules, std::uint64_t& limit_findings) noexcept {
    if (r.closed_a_case) r.head.has_closed = 1;
    if (r.head.has_closed == 0 && r.cases.size() <= rules.limits.cases) return;
    forget_old_cases(r, rules, limit_findings);
    bool stays = std::any_of(r.cases.begin(), r.cases.end(), [](const case_state& c) noexcept { return c.status == case_status::closed; });
    for (const auto& m : r.marks) stays = stays || !case_is_open(r, m.kase);
    r.head.has_closed = stays ? 1 : 0;
}

// When something happens to this record by time alone: an idle case closes, a window that a `reset:` reads falls.
// Falls at or before `after` have been looked at.
[[nodiscard]] inline std::int64_t next_due_of(const working_record& r, const rule_set& rules, std::int64_t after) noexcept {
    auto due = std::min({next_due_of_clocks(r), next_due_of_follow_ups(r), next_due_of_notices(r), next_due_of_resolutions(r, rules)});
    if (rules.case_idle > 0) {
        for (const auto& c : r.cases) {
            if (c.status != case_status::closed) due = std::min(due, plus_clamped({c.last}, rules.case_idle).micros);
        }
    }
    for (const auto& p : r.positions) {
        for (const auto w : rules.ladders[p.ladder].reset_windows) {
            due = std::min(due, next_fall(rules.customer_stage.windows[w], w, r, after));
        }
    }
    return due;
}

// The same after an event that has looked at one case only (none: `kase` is not_found): what is queued already stays.
[[nodiscard]] inline std::int64_t next_due_after_step(const working_record& r, const rule_set& rules, std::size_t kase,
                                                      std::int64_t after) noexcept {
    auto due = std::min(
        {r.head.queued_due, next_due_of_clocks(r), next_due_of_follow_ups(r), next_due_of_notices(r), next_due_of_resolutions(r, rules)});
    if (rules.case_idle > 0 && kase < r.cases.size() && r.cases[kase].status != case_status::closed) {
        due = std::min(due, plus_clamped({r.cases[kase].last}, rules.case_idle).micros);
    }
    for (const auto& p : r.positions) {
        for (const auto w : rules.ladders[p.ladder].reset_windows) {
            due = std::min(due, next_fall(rules.customer_stage.windows[w], w, r, after));
        }
    }
    return due;
}

ESCALERA_NAMESPACE_END

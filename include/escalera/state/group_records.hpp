#pragma once
// A group's record by time alone: when its alerts are to be judged, and when nothing of it can be seen any more.
//
// While an alert stands, `positions` has it, `attributes` the fields of the key, and `marks` the instants at which events
// changed what its end reads. A record without an alert goes when its last entry is out of sight and no rule's `once` is
// remembered: it waits for that instant as for any other, so that no group is ever looked for.
//
// Threads: owned by one step.   Cost: of a record without alerts O(1), else linear in its entries.

#include <algorithm>
#include <cstdint>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/state/windows.hpp"
#include "escalera/state/working_record.hpp"

ESCALERA_NAMESPACE_BEGIN

// Entries that no window can see again, and whose falls have been seen to: alerts are judged as of instants up to the
// watermark, so the record's latest does not matter.
inline void drop_aged_group_entries(working_record& r, const group_table_plan& table, std::int64_t watermark) noexcept {
    if (table.reach == INT64_MAX) return;
    const auto horizon = minus_clamped({minus_clamped({watermark}, 1).micros}, table.reach).micros;
    while (r.entry_count() != 0 && r.entry(0).time <= horizon) r.drop_first_entry();
}

// When nothing in a record without alerts can be seen any more. INT64_MIN: now.
[[nodiscard]] inline std::int64_t end_of_sight(const working_record& r, const rule_set& rules, const group_table_plan& table) noexcept {
    auto end = INT64_MIN;
    if (const auto n = r.entry_count(); n != 0) {
        end = table.reach == INT64_MAX ? INT64_MAX : plus_clamped({r.entry(n - 1).time}, table.reach).micros;
    }
    for (const auto& o : r.onces) {
        const auto again = rules.rules[o.rule].again_after;
        end = std::max(end, again == 0 ? INT64_MAX : plus_clamped({o.at}, again).micros);
    }
    return end;
}

// Somebody is still to be told instead, unless it is acknowledged.
[[nodiscard]] inline bool has_waiting_notice(const working_record& r) noexcept {
    return std::any_of(r.notices.begin(), r.notices.end(), [](const notice_state& n) noexcept { return n.due != INT64_MAX; });
}

// The next instant after `after` at which the record must be looked at; INT64_MAX: none.
[[nodiscard]] inline std::int64_t next_due_of_group(const working_record& r, const rule_set& rules, const group_table_plan& table,
                                                    std::int64_t after) noexcept {
    auto due = INT64_MAX;
    if (r.positions.empty() && !has_waiting_notice(r)) {
        if (const auto end = end_of_sight(r, rules, table); end != INT64_MIN) due = end;
    }
    for (const auto& p : r.positions) {
        // What fell before it began is none of its business.
        const auto since = std::max(after, minus_clamped({p.began}, 1).micros);
        for (const auto w : rules.alerts[p.ladder].end_windows) due = std::min(due, next_fall(rules.group_stage.windows[w], w, r, since));
    }
    for (const auto& m : r.marks) due = std::min(due, m.time);
    for (const auto& n : r.notices) due = std::min(due, n.due);
    return due == INT64_MAX ? due : std::max(due, plus_clamped({after}, 1).micros);
}

// An event has changed what the ends of its alerts read: they are judged once that instant is over.
inline void judge_group_at(working_record& r, std::int64_t instant) noexcept {
    if (r.positions.empty()) return;
    for (const auto& m : r.marks) {
        if (m.time == instant) return;
    }
    id_mark m;
    m.time = instant;
    r.marks.push(m);
}

[[nodiscard]] inline std::size_t find_alert(const working_record& r, std::uint32_t alert) noexcept {
    for (std::size_t i = 0; i < r.positions.size(); ++i) {
        if (r.positions[i].ladder == alert) return i;
    }
    return static_cast<std::size_t>(-1);
}

// Of a record that other rules wrote: alerts that have another key now no longer stand.
inline void drop_strange_alerts(working_record& r, const rule_set& rules, std::uint32_t table) noexcept {
    const auto gone = r.positions.erase_if([&](const ladder_position& p) noexcept { return rules.alerts[p.ladder].table != table; });
    if (gone != 0) r.head.has_loose_text = 1;
    if (!r.positions.empty() || has_waiting_notice(r)) return;
    r.marks.erase(0, r.marks.size());
    r.attributes.erase(0, r.attributes.size());
    r.head.has_loose_text = 1;
}

// Leaves out what nobody can see as of `now`.
inline void tidy_group(working_record& r, const rule_set& rules, const group_table_plan& table, std::int64_t now) noexcept {
    if (!r.positions.empty() || has_waiting_notice(r)) return;
    if (!r.notices.empty()) r.notices.erase(0, r.notices.size());
    if (!r.marks.empty()) r.marks.erase(0, r.marks.size());
    if (!r.attributes.empty()) {
        r.attributes.erase(0, r.attributes.size());
        r.head.has_loose_text = 1;
    }
    if (end_of_sight(r, rules, table) > now) return;
    r.erase_entries_if([](std::size_t) noexcept { return true; });
    if (!r.onces.empty()) r.onces.erase(0, r.onces.size());
}

ESCALERA_NAMESPACE_END

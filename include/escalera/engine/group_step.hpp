#pragma once
// The group stage: counts an event under the keys that are no customer's, and answers the group windows.
//
// It reads the event's own fields only, and is told nothing by the customer stage; so a distributed engine can run it
// apart, keyed by the group. One record for each value of each table's key.
// Threads: none of its own.   Cost: one record a table whose key the event has.

#include <cstdint>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/engine/counting.hpp"
#include "escalera/engine/occasion.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/state/entries.hpp"
#include "escalera/state/group_records.hpp"
#include "escalera/state/windows.hpp"

ESCALERA_NAMESPACE_BEGIN

// Groups keep more than customers do: `distinct` must see many people.
inline void keep_group_within_caps(working_record& r, const rule_set& rules) noexcept {
    while (r.entry_count() > rules.limits.entries) {
        r.head.lost_until = std::max(r.head.lost_until, r.entry(0).time);
        r.erase_entry(0);
    }
}

// The record's key: the table and the hashes of its fields. False where a field is absent.
[[nodiscard]] inline bool group_key(const keyed_hash& hash, const group_table_plan& table, std::size_t table_index,
                                    const std::uint64_t* parts, hash128& key) noexcept {
    std::uint64_t low = mix(hash.seed()[1], table_index + 1);
    std::uint64_t high = hash.seed()[0];
    for (const auto p : table.parts) {
        if (parts[p] == 0) return false;
        low = mix(low, parts[p]);
        high = mix(parts[p], high);
    }
    key = {high, low};
    return true;
}

// Takes the event into one group's record (open in `r`) and answers the table's windows; whether any counts it. `who`: hash of the
// complainant, 0 if there is none. Requires row, parts and the windows section to be ready in the workspace.
inline bool take_into_group(const rule_set& rules, workspace& ws, working_record& r, const group_table_plan& table, const event_head& head,
                            std::uint64_t id, std::uint64_t who, std::int64_t watermark, std::span<window_answer> answers) noexcept {
    const auto& stage = rules.group_stage;
    drop_aged_group_entries(r, table, watermark);
    const auto as_of = std::max(head.time.micros, r.head.latest);
    const entry_key key{ws.parts.data(), 0};

    std::uint64_t counts = 0;
    for (const auto w : table.windows) {
        if (counts_this(rules, ws, stage.windows[w], head.kind, key)) counts |= std::uint64_t{1} << w;
    }
    const bool is_counted = counts != 0 && !knows_id(r, id);
    if (is_counted) {
        entry_head e;
        e.time = head.time.micros;
        e.id = id;
        e.kind = head.kind;
        e.counts = counts;
        r.head.latest = as_of;  // of what it counts
        const auto at = insert_entry(r, e);
        if (ws.flag.exhausted) return false;
        write_words(rules, ws, r.edit_words(at));
        r.edit_words(at)[rules.parts.size() + rules.values.size()] = who;
        keep_group_within_caps(r, rules);
    }
    for (const auto w : table.windows) answers[w] = answer_window(rules, stage, w, r, as_of, key, ws.told_apart);
    return is_counted;
}

ESCALERA_NAMESPACE_END

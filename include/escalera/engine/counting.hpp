#pragma once
// From a row to an entry: the hashes and numbers that windows keep of an event, and which windows count it.
//
// Threads: none of its own.   Cost: a hash a key field.

#include <cstdint>
#include <cstring>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/engine/occasion.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/match/batch.hpp"
#include "escalera/state/entries.hpp"

ESCALERA_NAMESPACE_BEGIN

// Words of an entry. A group's entry also keeps who complained, for `distinct`.
[[nodiscard]] inline std::size_t entry_words(const rule_set& rules, bool of_group) noexcept {
    return sizeof(entry_head) / sizeof(std::uint64_t) + rules.parts.size() + rules.values.size() + (of_group ? 1 : 0);
}

// `issue`: the hash of the row's issue where it is known already.
inline void compute_parts(const rule_set& rules, const keyed_hash& hash, workspace& ws, std::uint64_t issue = 0) noexcept {
    ws.parts.resize_uninitialised(rules.parts.size());
    ws.values.resize_uninitialised(rules.values.size());
    if (ws.flag.exhausted) return;
    for (std::size_t p = 0; p < rules.parts.size(); ++p) {
        const bool is_known = issue != 0 && rules.parts[p] == rules.issue_slot;
        ws.parts[p] = is_known ? issue : cell_hash(hash, ws.row[rules.parts[p]]);
    }
    for (std::size_t v = 0; v < rules.values.size(); ++v) {
        const auto& c = ws.row[rules.values[v]];
        const auto& verdict = rules.verdicts[v];
        if (c.is_absent()) {
            ws.values[v] = no_number;
        } else {
            ws.values[v] = verdict.empty() ? c.integer : c.what == kind::text && c.as_text() == verdict ? 1 : 0;
        }
    }
}

// Whether a field is the complaint's own, so that it keeps it with another customer: all but whose it is. How alerts stood,
// which a case remembers behind all fields, is the case's.
[[nodiscard]] inline bool moves_along(const rule_set& rules, field_id f) noexcept {
    return f < rules.fields.fields().size() && rules.fields[f].of == root::complaint && f != rules.known.complaint_customer &&
           f != field::complaint_case;
}
[[nodiscard]] inline bool moves_along(const rule_set& rules, const slot_plan& s) noexcept {
    return s.from == slot_source::field && moves_along(rules, static_cast<field_id>(s.index));
}

// The parts of a complaint after a `corrected` event: what that does not mention stays as the entry has it, and so does what
// is none of the complaint's own fields. An issue
// that was only the category stays the category.
inline void corrected_parts(const rule_set& rules, const keyed_hash& hash, workspace& ws, const batch& events, std::size_t index,
                            const entry_head& entry, const std::uint64_t* from) noexcept {
    ws.parts.resize_uninitialised(rules.parts.size());
    if (ws.flag.exhausted) return;
    const auto given = [&](slot_id s) noexcept {
        const auto& plan = rules.slots[s];
        const bool of_complaint = plan.from == slot_source::field && rules.fields[static_cast<field_id>(plan.index)].of == root::complaint;
        const auto* column = of_complaint ? events.columns[s] : nullptr;
        return column == nullptr ? std::uint64_t{0} : cell_hash(hash, column[index]);
    };
    for (std::size_t p = 0; p < rules.parts.size(); ++p) {
        auto part = given(rules.parts[p]);
        if (part == 0 && rules.parts[p] == rules.issue_slot && entry.issue_is_category != 0) part = given(rules.category_slot);
        ws.parts[p] = part != 0 ? part : from[p];
    }
}

// The same where the correction gives the complaint to another customer: what is neither the complaint's own nor its
// event's is as the row has it, of the one who has it from now on.
inline void moved_parts(const rule_set& rules, const keyed_hash& hash, workspace& ws, const batch& events, std::size_t index,
                        const entry_head& entry, const std::uint64_t* from) noexcept {
    corrected_parts(rules, hash, ws, events, index, entry, from);
    if (ws.flag.exhausted) return;
    for (std::size_t p = 0; p < rules.parts.size(); ++p) {
        const auto s = rules.parts[p];
        if (moves_along(rules, rules.slots[s]) || rules.slots[s].from == slot_source::event) continue;
        const auto* column = events.columns[s];
        const bool is_old_case = rules.slots[s].from == slot_source::field && rules.slots[s].index == field::complaint_case;
        ws.parts[p] = is_old_case ? (column == nullptr ? 0 : cell_hash(hash, column[index])) : cell_hash(hash, ws.row[s]);
    }
}

// A `where` is decided again from what the correction says of the complaint, not from what the case's latest one said.
inline void leave_what_is_said(const rule_set& rules, workspace& ws, const batch& events, std::size_t index,
                               const entry_head& entry) noexcept {
    const auto is_said = [&](slot_id s) noexcept { return events.columns[s] != nullptr && !events.columns[s][index].is_absent(); };
    for (std::size_t s = 0; s < rules.slots.size(); ++s) {
        const auto& plan = rules.slots[s];
        if (plan.from != slot_source::field || rules.fields[static_cast<field_id>(plan.index)].of != root::complaint) continue;
        if (plan.index != rules.known.complaint_customer && !is_said(static_cast<slot_id>(s))) ws.row[s] = {};
    }
    if (entry.issue_is_category != 0 && ws.row[rules.issue_slot].is_absent()) ws.row[rules.issue_slot] = ws.row[rules.category_slot];
}

inline void write_words(const rule_set& rules, const workspace& ws, std::uint64_t* words) noexcept {
    for (std::size_t p = 0; p < rules.parts.size(); ++p) words[p] = ws.parts[p];
    for (std::size_t v = 0; v < rules.values.size(); ++v) words[rules.parts.size() + v] = static_cast<std::uint64_t>(ws.values[v]);
}

// Whether the window needs a number of each event that it counts.
[[nodiscard]] inline bool adds_up(const window_plan& w) noexcept { return w.what == window_what::sum || w.what == window_what::share; }

// Taking an entry back from a window key that a cap has cut leaves a count that nobody knows.
inline void note_hole(const rule_set& rules, workspace& ws, working_record& r, std::size_t at) noexcept {
    if (!is_of_a_full_key(r, rules.customer_stage, at, rules.limits.remember)) return;
    r.head.holes_until = std::max(r.head.holes_until, r.head.lost_until);
    ++ws.findings[static_cast<std::size_t>(finding::count_unknown)];
}

// Requires the windows section to be matched over the row.
[[nodiscard]] inline bool counts_this(const rule_set& rules, const workspace& ws, const window_plan& w, event_kind kind,
                                      const entry_key& key) noexcept {
    if (w.of != kind || !has_key(w, key)) return false;
    if (adds_up(w) && ws.row[rules.values[w.value]].is_absent()) return false;
    return w.where == none || ws.matched.of(w.where) == truth::yes;
}

[[nodiscard]] inline std::uint64_t windows_that_count(const rule_set& rules, const stage_plan& stage, const workspace& ws, event_kind kind,
                                                      const entry_key& key) noexcept {
    if ((stage.counted & mask_of(kind)) == 0) return 0;
    std::uint64_t counts = 0;
    for (std::size_t w = 0; w < stage.windows.size(); ++w) {
        if (counts_this(rules, ws, stage.windows[w], kind, key)) counts |= std::uint64_t{1} << w;
    }
    return counts;
}

ESCALERA_NAMESPACE_END

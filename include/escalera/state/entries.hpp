#pragma once
// The entries of a record: taken in order, found by id, dropped when nothing can see them any more.
//
// Bounds (architecture.md, "Windows and records"): an entry goes when it is older than every window and no late repeat
// of it could still be taken; if its case is open then, a mark of its id stays. Of the rest the latest `remember` of the customer stay, and
// the latest `remember` of each window key. What a cap drops is noted in the head: `lost_until`. A count that
// found at least `remember` entries and reaches back to what was lost is then "at least" that; any smaller count
// is exact, for had a lost entry of its key been inside the window, `remember` later ones would be too. Only
// taking an entry back (withdrawn, corrected) breaks that: `holes_until` marks up to where counts are unknown then.
//
// Threads: owned by one step.   Cost: linear in the record's entries times the windows that count them.

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/state/working_record.hpp"

ESCALERA_NAMESPACE_BEGIN

inline constexpr std::size_t not_found = static_cast<std::size_t>(-1);

// The number of an entry whose event had none: it cannot be added up, wherever a correction moves the entry.
inline constexpr std::int64_t no_number = INT64_MIN;

// What windows key an event by: the hashes of rule_set::parts (0: absent), and its case.
struct entry_key {
    const std::uint64_t* parts = nullptr;
    std::uint32_t kase = 0;
};

[[nodiscard]] inline bool has_key(const window_plan& w, const entry_key& key) noexcept {
    if (w.per_case && key.kase == 0) return false;
    for (const auto p : w.parts) {
        if (key.parts[p] == 0) return false;
    }
    return true;
}

[[nodiscard]] inline bool is_of_key(const window_plan& w, const working_record& r, std::size_t i, const entry_key& key) noexcept {
    if (w.per_case && r.entry(i).kase != key.kase) return false;
    const auto* words = r.words(i);
    for (const auto p : w.parts) {
        if (words[p] != key.parts[p]) return false;
    }
    return true;
}

[[nodiscard]] inline std::size_t find_entry(const working_record& r, std::uint64_t id) noexcept {
    if (!r.head.ids.may_hold(id)) return not_found;
    for (std::size_t i = r.entry_count(); i-- > 0;) {
        if (r.entry(i).id == id) return i;
    }
    return static_cast<std::size_t>(-1);
}

[[nodiscard]] inline bool knows_id(const working_record& r, std::uint64_t id) noexcept {
    if (!r.head.ids.may_hold(id)) return false;
    if (find_entry(r, id) != not_found) return true;
    for (const auto& m : r.marks) {
        if (m.id == id) return true;
    }
    return false;
}

// Whether the customer's windows keep events of that kind in sight as long as any, so that the first entries age first.
[[nodiscard]] inline bool ages_in_order(const stage_plan& stage, event_kind kind) noexcept {
    return (stage.counted & mask_of(kind)) != 0 && stage.counted_in_groups == 0;
}

// Whether it has a complaint of that id that is nobody else's now.
[[nodiscard]] inline bool has_complaint(const working_record& r, std::uint64_t id) noexcept {
    if (const auto e = find_entry(r, id); e != static_cast<std::size_t>(-1)) return r.entry(e).is_withdrawn != moved_away;
    return std::any_of(r.marks.begin(), r.marks.end(),
                       [id](const id_mark& m) noexcept { return m.id == id && m.is_withdrawn != moved_away; });
}

// Puts an entry behind all of the same time or before, and says where; its words are left for the caller to fill.
inline std::size_t insert_entry(working_record& r, const entry_head& e) noexcept {
    auto at = r.entry_count();
    while (at > 0 && r.entry(at - 1).time > e.time) --at;
    auto* const words = r.insert_entry(at);
    if (words == nullptr) return at;  // no memory: the flag is up, nothing of this will be kept
    std::memcpy(words, &e, sizeof(e));
    for (auto w = sizeof(e) / sizeof(std::uint64_t); w < r.stride; ++w) words[w] = 0;
    r.head.ids.add(e.id);
    return at;
}

// What it knows of a complaint that went away, for that comes back.
inline void forget_moved_away(working_record& r, std::uint64_t id) noexcept {
    if (const auto e = find_entry(r, id); e != static_cast<std::size_t>(-1) && r.entry(e).is_withdrawn == moved_away) r.erase_entry(e);
    r.marks.erase_if([id](const id_mark& m) noexcept { return m.id == id && m.is_withdrawn == moved_away; });
}

inline void add_mark(working_record& r, const id_mark& m) noexcept {
    r.marks.push(m);
    r.head.ids.add(m.id);
}

// How many entries of the same key are later than entry i, as window w counts; stops at `enough`.
[[nodiscard]] inline std::uint32_t rank_in_window(const working_record& r, const window_plan& w, std::uint64_t bit, std::size_t i,
                                                  std::uint32_t enough) noexcept {
    const entry_key key{r.words(i), r.entry(i).kase};
    std::uint32_t later = 0;
    for (std::size_t j = r.entry_count(); j-- > i + 1 && later < enough;) {
        if ((r.entry(j).counts & bit) != 0 && is_of_key(w, r, j, key)) ++later;
    }
    return later;
}

[[nodiscard]] inline bool is_among_the_latest(const working_record& r, const stage_plan& stage, std::size_t i,
                                              std::uint32_t remember) noexcept {
    if (r.entry_count() - i <= remember) return true;
    for (std::size_t w = 0; w < stage.windows.size(); ++w) {
        const auto bit = std::uint64_t{1} << w;
        if ((r.entry(i).counts & bit) != 0 && rank_in_window(r, stage.windows[w], bit, i, remember) < remember) return true;
    }
    return false;
}

// Serials ascend, and mostly without gaps.
[[nodiscard]] inline std::size_t case_by_serial(const working_record& r, std::uint32_t serial) noexcept {
    const auto* const first = r.cases.begin();
    const auto n = r.cases.size();
    if (n == 0 || serial < first->serial) return not_found;
    const std::size_t guess = serial - first->serial;
    if (guess < n && first[guess].serial == serial) return guess;
    const auto* at =
        std::lower_bound(first, r.cases.end(), serial, [](const case_state& c, std::uint32_t s) noexcept { return c.serial < s; });
    return at != r.cases.end() && at->serial == serial ? static_cast<std::size_t>(at - first) : not_found;
}

[[nodiscard]] inline bool case_is_open(const working_record& r, std::uint32_t serial) noexcept {
    const auto at = case_by_serial(r, serial);
    return at != not_found && r.cases[at].status != case_status::closed;
}

// The issue is the first part of every customer's entry.
[[nodiscard]] inline id_mark mark_of(const working_record& r, std::size_t i) noexcept {
    const auto& e = r.entry(i);
    const std::uint16_t withdrawn = e.is_withdrawn == moved_away ? moved_away : e.is_withdrawn != 0 ? 1 : 0;
    return {e.id, e.time, r.words(i)[0], e.kase, withdrawn, e.issue_is_category};
}

inline void drop_for_cap(working_record& r, std::size_t i) noexcept {
    const auto e = r.entry(i);
    r.head.lost_until = std::max(r.head.lost_until, e.time);
    if (e.id != 0 && case_is_open(r, e.kase)) add_mark(r, mark_of(r, i));
    r.erase_entry(i);
}

// Whether entry i belongs to a window key of which a cap may have dropped entries that windows still reach.
[[nodiscard]] inline bool is_of_a_full_key(const working_record& r, const stage_plan& stage, std::size_t i,
                                           std::uint32_t remember) noexcept {
    if (r.head.lost_until == INT64_MIN) return false;
    const entry_key key{r.words(i), r.entry(i).kase};
    for (std::size_t w = 0; w < stage.windows.size(); ++w) {
        const auto bit = std::uint64_t{1} << w;
        if ((r.entry(i).counts & bit) == 0) continue;
        std::uint32_t of_key = 0;
        for (std::size_t j = 0; j < r.entry_count(); ++j) {
            if ((r.entry(j).counts & bit) != 0 && is_of_key(stage.windows[w], r, j, key)) ++of_key;
        }
        if (of_key >= remember) return true;
    }
    return false;
}

// After entry `added` came in: at most one entry can have left the customer's latest, and one the latest of each
// window key that the new one belongs to.
inline void keep_within_caps(working_record& r, const stage_plan& stage, std::size_t added, std::uint32_t remember,
                             std::uint32_t most) noexcept {
    if (r.entry_count() <= remember) return;
    const auto drop_unless_needed = [&](std::size_t i) noexcept {
        if (is_among_the_latest(r, stage, i, remember)) return false;
        drop_for_cap(r, i);
        return true;
    };
    const auto counts = r.entry(added).counts;
    for (std::size_t w = 0; w < stage.windows.size(); ++w) {
        const auto bit = std::uint64_t{1} << w;
        if ((counts & bit) == 0) continue;
        const entry_key key{r.words(added), r.entry(added).kase};
        std::uint32_t seen = 0;
        for (std::size_t j = r.entry_count(); j-- > 0;) {
            if ((r.entry(j).counts & bit) == 0 || !is_of_key(stage.windows[w], r, j, key) || seen++ < remember) continue;
            if (drop_unless_needed(j) && j < added) --added;
            break;
        }
        if (r.entry_count() <= added) return;  // the new one itself was too old to keep
    }
    while (r.entry_count() > remember && drop_unless_needed(r.entry_count() - 1 - remember)) {
    }
    while (r.entry_count() > most) drop_for_cap(r, 0);
    if (r.marks.size() > most) r.marks.erase(0, r.marks.size() - most);
}

// Drops what no window can see again, now that nothing before `watermark` is taken any more: what comes is judged as of
// then or later, by whatever customer a correction makes it be about. What only an open case still knows by its id
// becomes a mark. `coming`: what the event will add, so that room is made once.
inline void drop_aged_entries(working_record& r, const stage_plan& stage, std::int64_t watermark,
                              const working_record::coming& coming = {}) noexcept {
    if (r.entry_count() == 0 || r.entry(0).time >= watermark) return;
    const auto horizon = minus_clamped({watermark}, stage.reach).micros;
    const auto horizon_of_groups = minus_clamped({watermark}, stage.kept_for_groups).micros;
    const auto is_aged = [&](const entry_head& e) noexcept {
        // What no window counts now may be counted once it is corrected.
        const bool may_count = e.counts != 0 || e.is_withdrawn == 1 || (stage.counted & mask_of(e.kind)) != 0;
        const bool in_reach = may_count && (stage.reach == INT64_MAX || e.time > horizon);
        const bool in_groups =
            (stage.counted_in_groups & mask_of(e.kind)) != 0 && (stage.kept_for_groups == INT64_MAX || e.time > horizon_of_groups);
        return !in_reach && !in_groups && e.time < watermark;
    };
    const auto remember_id = [&r](std::size_t i) noexcept {
        if (case_is_open(r, r.entry(i).kase)) add_mark(r, mark_of(r, i));
    };
    if (r.head.ages_out_of_order == 0) {  // behind the first that is in sight, all are
        while (r.entry_count() != 0 && is_aged(r.entry(0))) {
            std::array<id_mark, 8> left;
            std::uint32_t n = 0;
            for (; n < left.size() && r.entry_count() != 0 && is_aged(r.entry(0)); r.drop_first_entry()) {
                if (case_is_open(r, r.entry(0).kase)) left[n++] = mark_of(r, 0);
            }
            auto all = coming;
            all.marks += n;
            if (n != 0 && !r.has_room_for(all)) {
                all.marks += 2;  // who leaves one mark will leave more
                static_cast<void>(r.reserve(all));
            }
            for (std::uint32_t i = 0; i < n; ++i) add_mark(r, left[i]);
        }
        return;
    }
    bool in_order = true;
    for (std::size_t i = 0; i < r.entry_count(); ++i) {
        if (is_aged(r.entry(i))) {
            remember_id(i);
        } else {
            in_order = in_order && ages_in_order(stage, r.entry(i).kind);
        }
    }
    r.erase_entries_if([&](std::size_t i) noexcept { return is_aged(r.entry(i)); });
    if (in_order) r.head.ages_out_of_order = 0;
}

// Drops the marks that stand for no open case and whose repeats would be too late.
inline void drop_aged_marks(working_record& r, std::int64_t watermark) noexcept {
    r.marks.erase_if([&](const id_mark& m) noexcept { return m.time < watermark && !case_is_open(r, m.kase); });
}

ESCALERA_NAMESPACE_END

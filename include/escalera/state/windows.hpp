#pragma once
// What the windows answer as of an instant, by scanning a record's entries.
//
// A window is half-open: as of T it sees (T - within, T]. An answer is exact, "at least n" (a cap dropped entries
// that it may have reached), or unknown (absent): see entries.hpp. A sum is taken in (time, arrival) order and
// checked; past a cap it is unknown, since amounts may be negative.
// A window whose key has an absent part is 0 on that event.
//
// Threads: pure.   Cost: one pass over the entries inside the window, each window; `distinct` sorts them.

#include <algorithm>
#
#include <cstdint>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/model/value.hpp"
#include "escalera/state/entries.hpp"
#include "escalera/state/working_record.hpp"

ESCALERA_NAMESPACE_BEGIN

struct window_answer {
    cell is;  // int; of a sum its kind, of a share a number; absent: unknown
    cell of;  // of a share: how many facts; of any other window as `is`
};

namespace detail {

struct window_view {
    const rule_set& rules;
    const window_plan& window;
    const working_record& record;
    std::uint64_t bit;
    std::int64_t start;  // exclusive; nothing lies before the first instant
    bool from_the_beginning;
    std::int64_t as_of;
    entry_key key;
    bool of_group;

    // From the latest to the earliest.
    template <class F>
    void for_each(F&& f) const noexcept {
        for (auto i = record.entry_count(); i-- > 0;) {
            const auto& e = record.entry(i);
            if (!from_the_beginning && e.time <= start) return;
            if ((e.counts & bit) != 0 && e.time <= as_of && is_of_key(window, record, i, key)) f(i);
        }
    }

    [[nodiscard]] std::int64_t number(std::size_t entry) const noexcept {
        return static_cast<std::int64_t>(record.words(entry)[rules.parts.size() + window.value]);
    }
    [[nodiscard]] std::uint64_t told_apart_by(std::size_t entry) const noexcept {
        if (window.distinct != window_plan::of_customer) return record.words(entry)[window.distinct];
        if (!of_group) return 1;  // a customer's own entries are all of one customer
        return record.words(entry)[rules.parts.size() + rules.values.size()];
    }
    [[nodiscard]] bool reaches(std::int64_t until) const noexcept { return until != INT64_MIN && (from_the_beginning || start < until); }
};

inline std::int64_t count_distinct(const window_view& v, buffer<std::uint64_t>& scratch, bool& past_limit) noexcept {
    scratch.clear();
    v.for_each([&](std::size_t i) noexcept {
        if (const auto hash = v.told_apart_by(i); hash != 0) scratch.push(hash);
    });
    std::sort(scratch.begin(), scratch.end());
    std::int64_t count = std::unique(scratch.begin(), scratch.end()) - scratch.begin();
    if (v.window.limit > 0 && count > v.window.limit) {
        count = v.window.limit;
        past_limit = true;
    }
    return count;
}

}  // namespace detail

// `scratch`: memory for `distinct`. `complete`: whether the history before the record's first entry is known (customer.known_since is
// absent).
[[nodiscard]] inline window_answer answer_window(const rule_set& rules, const stage_plan& stage, std::size_t w, const working_record& r,
                                                 std::int64_t as_of, const entry_key& key, buffer<std::uint64_t>& scratch,
                                                 bool complete = true) noexcept {
    const auto& window = stage.windows[w];
    const bool ever = window.within == INT64_MAX;
    const detail::window_view view{rules, window, r,   std::uint64_t{1} << w,       minus_clamped({as_of}, window.within).micros,
                                   ever,  as_of,  key, &stage == &rules.group_stage};
    const bool keyed = has_key(window, key);

    std::int64_t found = 0;
    __extension__ __int128 sum = 0;  // in which order amounts come cannot matter: only the total must fit
    if (keyed) {
        view.for_each([&](std::size_t i) noexcept {
            ++found;
            if (window.what == window_what::sum || window.what == window_what::share) {
                sum += view.number(i);
            }
        });
    }
    const auto total = static_cast<std::int64_t>(sum);
    const bool overflow = total != sum;
    const bool may_miss = keyed && ((found >= rules.limits.remember && view.reaches(r.head.lost_until)) || (ever && !complete));
    const bool has_hole = keyed && found < rules.limits.remember && view.reaches(r.head.holes_until);
    if (has_hole || overflow) return {};

    window_answer answer;
    answer.of = cell::of(found);
    answer.of.at_least = may_miss;
    switch (window.what) {
        case window_what::count: answer.is = answer.of; break;
        case window_what::distinct: {
            bool past_limit = false;
            answer.is = cell::of(keyed ? detail::count_distinct(view, scratch, past_limit) : std::int64_t{0});
            answer.is.at_least = may_miss || past_limit;
            break;
        }
        case window_what::sum:
            if (!may_miss) answer.is = window.decimal_sum ? cell::of(decimal{total}) : cell::of(total);
            break;
        case window_what::share:
            if (!may_miss && found > 0) answer.is = cell::of(static_cast<double>(total) / static_cast<double>(found));
            break;
    }
    return answer;
}

// The counts of all plain windows; found(window, answer) is called for each.
template <class Found>
void count_plain_windows(const rule_set& rules, const stage_plan& stage, const working_record& r, std::int64_t as_of, const entry_key& key,
                         bool complete, Found&& found) noexcept {
    constexpr std::size_t words_of_head = sizeof(entry_head) / sizeof(std::uint64_t);
    const auto n = r.entry_count();
    for (const auto& w : stage.plain) {
        const bool ever = w.within == INT64_MAX;
        const bool of_field = w.part != plain_window::no_part;
        const auto wanted = of_field ? key.parts[w.part] : 0;
        const bool keyed = !of_field || wanted != 0;
        // Nothing lies at the first instant itself: `ever` sees all that is after it.
        const auto start = ever ? INT64_MIN : minus_clamped({as_of}, w.within).micros;
        const auto bit = keyed ? std::uint64_t{1} << w.index : 0;
        std::int64_t count = 0;
        const auto* at = r.entry_words_from(n);
        for (const auto* const first = r.entry_words_from(0); at != first;) {
            at -= r.stride;
            const auto& head = *reinterpret_cast<const entry_head*>(at);
            if (head.time <= start) break;
            const bool same = !of_field || at[words_of_head + w.part] == wanted;
            count += (head.counts & bit) != 0 && head.time <= as_of && same ? 1 : 0;
        }
        const auto reaches = [&](std::int64_t until) noexcept { return until != INT64_MIN && (ever || start < until); };
        const bool full = count >= rules.limits.remember;
        const bool may_miss = keyed && ((full && reaches(r.head.lost_until)) || (ever && !complete));
        const bool has_hole = keyed && !full && reaches(r.head.holes_until);
        cell answer;
        if (!has_hole) {
            answer = cell::of(count);
            answer.at_least = may_miss;
        }
        found(w, answer);
    }
}

// The first instant after `as_of` at which something falls out of the window; INT64_MAX if nothing will.
[[nodiscard]] inline std::int64_t next_fall(const window_plan& window, std::size_t w, const working_record& r,
                                            std::int64_t as_of) noexcept {
    if (window.within == INT64_MAX) return INT64_MAX;
    const auto bit = std::uint64_t{1} << w;
    for (std::size_t i = 0; i < r.entry_count(); ++i) {
        if ((r.entry(i).counts & bit) == 0) continue;
        const auto falls = plus_clamped({r.entry(i).time}, window.within).micros;
        if (falls > as_of) return falls;
    }
    return INT64_MAX;
}

// Whether some entry of that key still stands in the window.
[[nodiscard]] inline bool sees_anything(const window_plan& window, std::size_t w, const working_record& r, std::int64_t as_of,
                                        const entry_key& key) noexcept {
    if (!has_key(window, key)) return false;
    const auto start = minus_clamped({as_of}, window.within).micros;
    for (std::size_t i = r.entry_count(); i-- > 0;) {
        if (window.within != INT64_MAX && r.entry(i).time <= start) return false;
        if ((r.entry(i).counts & (std::uint64_t{1} << w)) != 0 && is_of_key(window, r, i, key)) return true;
    }
    return false;
}

ESCALERA_NAMESPACE_END

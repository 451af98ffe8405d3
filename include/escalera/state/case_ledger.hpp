#pragma once
// The hand-over ledger: in whose hands a case has been, from when to when; and when it was closed in between.
//
// A case begins in nobody's hands, which costs nothing. Each hand-over is a note: from then on it is in these hands. A case that
// is closed is in none; when it opens again, it is in the same hands as before. When a case was closed is told by its latest event,
// or by how long it was idle; a note says so where it cannot be told from that: when something happened to the case afterwards, and
// once it is open again.
//
// The case's life is from its opening until it is closed, or until now, less what it was closed in between. The stretches of
// for_each_stretch() are apart from each other and make up all of it, so whatever is shared out over them adds up.
//
// Invariants: of one case the notes stand in order of `since`; no hand-over leaves it in the hands in which it was; at most
// `limits: {hand_overs}` of these and of openings. Past it the first two hands become one of whom only the time is known.
// Threads: owned by one step.   Cost: linear in the customer's notes.

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/state/working_record.hpp"

ESCALERA_NAMESPACE_BEGIN

// Who holds a case: a person, a department, either, both or nobody.
struct holder {
    std::string_view owner;
    std::string_view department;

    [[nodiscard]] bool is_nobody() const noexcept { return owner.empty() && department.empty(); }
    friend bool operator==(const holder&, const holder&) noexcept = default;
};

inline constexpr std::size_t no_note = static_cast<std::size_t>(-1);

[[nodiscard]] inline bool is_of_ledger(const case_note& n, std::uint32_t serial) noexcept {
    return n.kase == serial && n.what != note_of::resolved;
}
[[nodiscard]] inline bool is_hand_over(const case_note& n, std::uint32_t serial) noexcept {
    return n.kase == serial && n.what == note_of::held;
}

// The last hand-over of the case at or before `at`; no_note: it is in nobody's hands yet.
[[nodiscard]] inline std::size_t hand_over_at(const working_record& r, std::uint32_t serial, std::int64_t at) noexcept {
    auto found = no_note;
    for (std::size_t i = 0; i < r.case_notes.size(); ++i) {
        if (is_hand_over(r.case_notes[i], serial) && r.case_notes[i].since <= at) found = i;
    }
    return found;
}

// The hand-over beside a place, which itself is not meant.
[[nodiscard]] inline std::size_t hand_over_before(const working_record& r, std::uint32_t serial, std::size_t place) noexcept {
    while (place-- > 0) {
        if (is_hand_over(r.case_notes[place], serial)) return place;
    }
    return no_note;
}
[[nodiscard]] inline std::size_t hand_over_behind(const working_record& r, std::uint32_t serial, std::size_t place) noexcept {
    while (++place < r.case_notes.size()) {
        if (is_hand_over(r.case_notes[place], serial)) return place;
    }
    return no_note;
}
[[nodiscard]] inline std::size_t last_hand_over(const working_record& r, std::uint32_t serial) noexcept {
    return hand_over_before(r, serial, r.case_notes.size());
}

// Nobody's where `at` is no_note.
[[nodiscard]] inline holder holder_of(const working_record& r, std::size_t at) noexcept {
    if (at == no_note) return {};
    return {r.read(r.case_notes[at].owner), r.read(r.case_notes[at].department)};
}
// Who holds the case now, or held it last.
[[nodiscard]] inline holder present_holder(const working_record& r, std::uint32_t serial) noexcept {
    return holder_of(r, last_hand_over(r, serial));
}

namespace detail {

// The texts must not lie in the record.
inline void put_holder(working_record& r, std::size_t at, const holder& who) noexcept {
    r.head.has_loose_text = 1;  // what stood there before
    r.case_notes.edit(at).owner = {};
    r.case_notes.edit(at).department = {};
    const auto owner = who.owner.empty() ? text_ref{} : r.keep(who.owner);
    r.case_notes.edit(at).owner = owner;
    const auto department = who.department.empty() ? text_ref{} : r.keep(who.department);
    r.case_notes.edit(at).department = department;
}

// Puts a note behind all of its case that are as early; its place. no_note: no memory.
inline std::size_t put_note(working_record& r, const case_note& n) noexcept {
    auto at = r.case_notes.size();
    r.case_notes.push(n);
    if (r.case_notes.size() == at) return no_note;
    for (auto before = at; before-- > 0;) {
        if (!is_of_ledger(r.case_notes[before], n.kase)) continue;
        if (r.case_notes[before].since <= n.since) break;
        const auto later = r.case_notes[before];
        r.case_notes.edit(at) = later;
        r.case_notes.edit(before) = n;
        at = before;
    }
    return at;
}

inline void drop_note(working_record& r, std::size_t at) noexcept {
    r.case_notes.erase(at);
    r.head.has_loose_text = 1;
}

[[nodiscard]] inline bool are_same_hands(const working_record& r, std::size_t a, std::size_t b) noexcept {
    const auto is_forgotten = [&r](std::size_t at) noexcept { return at != no_note && r.case_notes[at].is_forgotten != 0; };
    return !is_forgotten(a) && !is_forgotten(b) && holder_of(r, a) == holder_of(r, b);
}

// Of the first two hands only the time is left; where there are none, what was closed first counts as open.
inline void join_first_notes(working_record& r, std::uint32_t serial) noexcept {
    auto first = hand_over_behind(r, serial, no_note);  // from the beginning
    const auto second = first == no_note ? no_note : hand_over_behind(r, serial, first);
    if (second != no_note) {
        put_holder(r, first, {});
        r.case_notes.edit(first).is_forgotten = 1;
        return drop_note(r, second);
    }
    for (const auto what : {note_of::closed, note_of::opened}) {
        for (std::size_t i = 0; i < r.case_notes.size(); ++i) {
            if (r.case_notes[i].kase != serial || r.case_notes[i].what != what) continue;
            drop_note(r, i);
            break;
        }
    }
}

}  // namespace detail

// False where that has made the ledger forget whose its first hands were.
inline bool keep_within_limit(working_record& r, std::uint32_t serial, std::uint32_t most) noexcept {
    const auto count = [&]() noexcept {
        return std::count_if(r.case_notes.begin(), r.case_notes.end(), [serial](const case_note& n) noexcept {
            return n.kase == serial && (n.what == note_of::held || n.what == note_of::opened);
        });
    };
    if (count() <= static_cast<std::ptrdiff_t>(most)) return true;
    const auto excess = count() - static_cast<std::ptrdiff_t>(std::max(most, 2U));
    for (std::ptrdiff_t i = 0; i < excess; ++i) detail::join_first_notes(r, serial);
    return false;
}

// From `at` on the case is in these hands, until the next hand-over that is known. The texts must not lie in the record. True if
// they are the present ones from now on.
inline bool note_holder(working_record& r, std::uint32_t serial, std::int64_t at, const holder& who) noexcept {
    const auto in_force = hand_over_at(r, serial, at);
    const bool is_present = hand_over_behind(r, serial, in_force) == no_note;
    const bool is_forgotten = in_force != no_note && r.case_notes[in_force].is_forgotten != 0;
    if (!is_forgotten && holder_of(r, in_force) == who) return is_present;
    auto place = in_force;
    if (in_force != no_note && r.case_notes[in_force].since == at) {
        detail::put_holder(r, place, who);
        r.case_notes.edit(place).is_forgotten = 0;
    } else {
        case_note n;
        n.kase = serial;
        n.since = at;
        place = detail::put_note(r, n);
        if (place == no_note) return false;
        detail::put_holder(r, place, who);
    }
    const auto behind = hand_over_behind(r, serial, place);
    if (behind != no_note && detail::are_same_hands(r, place, behind)) detail::drop_note(r, behind);
    if (detail::are_same_hands(r, hand_over_before(r, serial, place), place)) detail::drop_note(r, place);
    return is_present;
}

// ---- closed, and open again

// The last note of the case that says that it was closed or opened again.
[[nodiscard]] inline std::size_t last_of_life(const working_record& r, std::uint32_t serial) noexcept {
    for (auto i = r.case_notes.size(); i-- > 0;) {
        const auto& n = r.case_notes[i];
        if (n.kase == serial && (n.what == note_of::closed || n.what == note_of::opened)) return i;
    }
    return no_note;
}

[[nodiscard]] inline bool ends_closed(const working_record& r, std::uint32_t serial) noexcept {
    const auto last = last_of_life(r, serial);
    return last != no_note && r.case_notes[last].what == note_of::closed;
}

// When a case was closed that is.
[[nodiscard]] inline std::int64_t closing_time(const rule_set& rules, const working_record& r, const case_state& c) noexcept {
    if (ends_closed(r, c.serial)) return r.case_notes[last_of_life(r, c.serial)].since;
    return c.was_idle != 0 ? plus_clamped({c.last}, rules.case_idle).micros : c.last;
}

namespace detail {

inline void put_time(working_record& r, std::uint32_t serial, note_of what, std::int64_t at) noexcept {
    case_note n;
    n.kase = serial;
    n.what = what;
    n.since = at;
    static_cast<void>(put_note(r, n));
}

}  // namespace detail

// It has just been closed, by what happened at `at`: in its own time not before it was opened last.
inline void note_closing(working_record& r, std::size_t kase, std::int64_t at) noexcept {
    const auto serial = r.cases[kase].serial;
    const auto last = last_of_life(r, serial);
    if (last != no_note && r.case_notes[last].what == note_of::closed) return;
    const auto when = last == no_note ? at : std::max(at, r.case_notes[last].since);
    if (when != r.cases[kase].last) detail::put_time(r, serial, note_of::closed, when);
}

// Something happens to a case that is closed: from its latest event one could not tell any more when it was.
inline void keep_closing(const rule_set& rules, working_record& r, std::size_t kase) noexcept {
    const auto serial = r.cases[kase].serial;
    if (!ends_closed(r, serial)) detail::put_time(r, serial, note_of::closed, closing_time(rules, r, r.cases[kase]));
    if (r.cases[kase].was_idle != 0) r.cases.edit(kase).was_idle = 0;
}

// It is open again, since `at`, in the hands in which it was. Requires keep_closing() before.
inline void note_opening(working_record& r, std::uint32_t serial, std::int64_t at) noexcept {
    if (!ends_closed(r, serial)) return;
    const auto closed = last_of_life(r, serial);
    if (r.case_notes[closed].since >= at) return detail::drop_note(r, closed);  // in its own time it never was closed
    detail::put_time(r, serial, note_of::opened, at);
}

// ---- reading

// Where the case's life ends: when it was closed, or now.
[[nodiscard]] inline std::int64_t end_of_life(const rule_set& rules, const working_record& r, const case_state& c,
                                              std::int64_t now) noexcept {
    return std::max(c.opened, c.status == case_status::closed ? closing_time(rules, r, c) : now);
}

// Calls f(from, to, note) for each stretch of its life in the same hands, in order; no_note: nobody's.
template <class F>
void for_each_stretch(const working_record& r, const case_state& c, std::int64_t end, F&& f) {
    auto from = c.opened;
    auto hands = no_note;
    bool is_closed = false;
    const auto until = [&](std::int64_t to) {
        if (to > from && !is_closed) f(from, to, hands);
        from = std::max(from, to);
    };
    for (std::size_t i = 0; i < r.case_notes.size(); ++i) {
        const auto& n = r.case_notes[i];
        if (!is_of_ledger(n, c.serial)) continue;
        until(std::min(n.since, end));
        if (n.what == note_of::held) {
            hands = i;
        } else {
            is_closed = n.what == note_of::closed;
        }
    }
    until(end);
}

// Open time of the calendar of `cases:`, else all of it; microseconds. Outside of the calendar's years nothing is open.
[[nodiscard]] inline std::int64_t open_time(const rule_set& rules, std::int64_t from, std::int64_t to) noexcept {
    if (to <= from) return 0;
    if (rules.cases.calendar == case_plan::no_calendar) return minus_clamped({to}, from).micros;
    const auto inside = [](std::int64_t t) noexcept { return instant{std::clamp(t, calendar::first.micros, calendar::last.micros)}; };
    return rules.calendars[rules.cases.calendar].is.between(inside(from), inside(to)).value_or(0);
}

ESCALERA_NAMESPACE_END

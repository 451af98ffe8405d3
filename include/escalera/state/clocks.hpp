#pragma once
// The arithmetic of one running clock: how much of its target it has used, and when each stage is reached.
//
// Open time is that of the target's calendar (calendar.hpp), wall time where it names none. What a clock has used is kept up
// to `since`; while it runs, time adds to it from there; while it stands still, nothing is due. So a pause survives a change of
// target, and a new target keeps the open time used.
//
//   target                  the deadline                                             a share p of it
//   within: 8h              when so much open time is used                           when p of the open time is used
//   within: 15 days         24:00 of the 15th day after the start's, and the pauses  p of the time until then
//   within: 2 business-days last closing of the 2nd open day after it, and the       p of the open time until then
//                           pauses' open time
//   due: complaint.due      that instant, whatever pauses there were                 p of the open time until then
//
// Beyond 100 % the same measure goes on from the deadline. What a change of target leaves behind (more was used than the
// new one allows) lies one microsecond before the change.
// Invariant: instants are INT64_MAX where they will not come: in a pause, without a target, outside of the calendar's years.
// Threads: pure.   Cost: some binary searches a stage.

#include <algorithm>
#include <cstdint>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/state/working_record.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace detail {

inline constexpr std::int64_t never_due = INT64_MAX;

[[nodiscard]] inline const calendar* calendar_at(const rule_set& rules, std::uint32_t index) noexcept {
    return index == none ? nullptr : &rules.calendars[index].is;
}

[[nodiscard]] inline std::int64_t add_open(const calendar* c, std::int64_t from, std::int64_t open) noexcept {
    if (from == never_due) return never_due;
    if (c == nullptr) return plus_clamped({from}, open).micros;
    const auto at = c->add({from}, open);
    return at ? at->micros : never_due;
}
[[nodiscard]] inline std::int64_t sub_open(const calendar* c, std::int64_t from, std::int64_t open) noexcept {
    if (from == never_due) return never_due;
    if (c == nullptr) return minus_clamped({from}, open).micros;
    const auto at = c->sub({from}, open);
    return at ? at->micros : never_due;
}
[[nodiscard]] inline std::int64_t open_between(const calendar* c, std::int64_t from, std::int64_t to) noexcept {
    if (to <= from) return 0;
    if (c == nullptr) return to - from;
    return c->between({from}, {to}).value_or(0);
}

// amount * share / 100 where that may not fit.
[[nodiscard]] inline std::int64_t share_of(std::int64_t amount, std::int64_t percent) noexcept {
    __extension__ using wide = __int128;
    const auto part = static_cast<wide>(amount) * percent / 100;
    return part > INT64_MAX ? INT64_MAX : static_cast<std::int64_t>(part);
}

}  // namespace detail

// What one clock_state means under its plan. A view: the state is looked at, not changed.
class clock_reading {
public:
    clock_reading(const rule_set& rules, const clock_state& s) noexcept
        : x_rules(rules),
          x_state(s),
          x_plan(rules.clocks[s.clock]),
          x_target(s.target < x_plan.targets.size() ? &x_plan.targets[s.target] : nullptr) {}

    [[nodiscard]] bool runs() const noexcept { return x_state.has_ended == 0 && x_state.is_paused == 0; }

    // What the time is counted by: null for wall time.
    [[nodiscard]] const calendar* counted_by() const noexcept {
        if (x_target == nullptr || x_target->is == clock_target::kind_of::days) return nullptr;
        return detail::calendar_at(x_rules, x_target->calendar);
    }

    // Open time used up to t, in microseconds.
    [[nodiscard]] std::int64_t used_at(std::int64_t t) const noexcept {
        return x_state.used + (runs() ? detail::open_between(counted_by(), x_state.since, t) : 0);
    }

    // What the target allows, in microseconds of open time. Requires a target.
    [[nodiscard]] std::int64_t allowed() const noexcept {
        using kind_of = clock_target::kind_of;
        if (x_target == nullptr) return 0;
        if (x_target->is == kind_of::open_time) return x_target->amount;
        const auto end = end_without_pauses();
        return end == detail::never_due ? detail::never_due : detail::open_between(counted_by(), x_state.began, end);
    }

    [[nodiscard]] std::int64_t deadline() const noexcept {
        using kind_of = clock_target::kind_of;
        if (x_target == nullptr || !runs()) return detail::never_due;
        switch (x_target->is) {
            case kind_of::open_time: return when_used(x_target->amount);
            case kind_of::days: return plus_clamped({end_without_pauses()}, x_state.paused).micros;
            case kind_of::business_days: {
                const auto end = end_without_pauses();
                return x_state.paused_open == 0 ? end : detail::add_open(counted_by(), end, x_state.paused_open);
            }
            case kind_of::due: return end_without_pauses();
        }
        return detail::never_due;
    }

    // When the stage is reached for the k-th time, from 0; its notice may come later (see told_at).
    [[nodiscard]] std::int64_t reached_at(const clock_stage_plan& stage, std::uint32_t k) const noexcept {
        const auto first = first_reached(stage);
        if (k == 0 || first == detail::never_due) return first;
        std::int64_t later = 0;
        if (__builtin_mul_overflow(stage.every, static_cast<std::int64_t>(k), &later)) return detail::never_due;
        const auto* by = x_target == nullptr ? nullptr : detail::calendar_at(x_rules, x_target->calendar);
        return detail::add_open(by, first, later);
    }

    // Outside of the stage's hours it is told at the next opening.
    [[nodiscard]] std::int64_t told_at(const clock_stage_plan& stage, std::int64_t reached) const noexcept {
        if (stage.hours == none || reached == detail::never_due) return reached;
        const auto opening = x_rules.calendars[stage.hours].is.next_opening({reached});
        return opening ? opening->micros : detail::never_due;
    }

private:
    // Of all but open time: where the target ends if the clock never stands still.
    [[nodiscard]] std::int64_t end_without_pauses() const noexcept {
        using kind_of = clock_target::kind_of;
        switch (x_target->is) {
            case kind_of::days: return end_of_day(x_target->amount);
            case kind_of::business_days: {
                const auto end = x_rules.calendars[x_target->calendar].is.end_of_business_day({x_state.began}, x_target->amount);
                return end ? end->micros : detail::never_due;
            }
            case kind_of::due: return x_state.given_due;
            default: return detail::never_due;
        }
    }

    [[nodiscard]] std::int64_t end_of_day(std::int64_t n) const noexcept {
        const auto* by = x_target == nullptr ? nullptr : detail::calendar_at(x_rules, x_target->calendar);
        if (by == nullptr) by = x_rules.around_the_clock ? &*x_rules.around_the_clock : nullptr;
        const auto end = by == nullptr ? std::nullopt : by->end_of_day({x_state.began}, n);
        return end ? end->micros : detail::never_due;
    }

    // When so much open time is used; a microsecond before `since` where more was used before.
    [[nodiscard]] std::int64_t when_used(std::int64_t open) const noexcept {
        const auto left = open - x_state.used;
        if (left < 0) return x_state.since - 1;
        return left == 0 ? x_state.since : detail::add_open(counted_by(), x_state.since, left);
    }

    [[nodiscard]] std::int64_t first_reached(const clock_stage_plan& stage) const noexcept {
        using kind_of = clock_stage_plan::kind_of;
        if (!runs()) return detail::never_due;
        if (stage.at == kind_of::day) return plus_clamped({end_of_day(stage.amount)}, x_state.paused).micros;
        if (x_target == nullptr) return detail::never_due;
        switch (stage.at) {
            case kind_of::percent: return reached_share(stage.amount);
            case kind_of::before: return reached_before(stage.amount);
            case kind_of::after: return detail::add_open(counted_by(), deadline(), stage.amount);
            case kind_of::day: break;
        }
        return detail::never_due;
    }

    [[nodiscard]] std::int64_t reached_share(std::int64_t percent) const noexcept {
        using kind_of = clock_target::kind_of;
        if (percent == 100) return deadline();
        const auto all = allowed();
        if (all == detail::never_due) return detail::never_due;
        if (percent > 100) return detail::add_open(counted_by(), deadline(), detail::share_of(all, percent - 100));
        const auto part = detail::share_of(all, percent);
        switch (x_target->is) {
            case kind_of::open_time: return when_used(part);
            case kind_of::days: return plus_clamped({x_state.began}, part + x_state.paused).micros;
            case kind_of::business_days: return detail::add_open(counted_by(), x_state.began, part + x_state.paused_open);
            case kind_of::due: return detail::add_open(counted_by(), x_state.began, part);
        }
        return detail::never_due;
    }

    [[nodiscard]] std::int64_t reached_before(std::int64_t open) const noexcept {
        if (x_target->is == clock_target::kind_of::open_time) return when_used(x_target->amount - open);
        return detail::sub_open(counted_by(), deadline(), open);
    }

    const rule_set& x_rules;
    const clock_state& x_state;
    const clock_plan& x_plan;
    const clock_target* x_target;
};

// Counts what has passed up to t into the state: before the target, or whether it runs, changes.
inline void fold_clock(const rule_set& rules, clock_state& s, std::int64_t t) noexcept {
    if (t <= s.since || s.has_ended != 0) return;
    const clock_reading reading(rules, s);
    const auto open = detail::open_between(reading.counted_by(), s.since, t);
    if (s.is_paused != 0) {
        s.paused += t - s.since;
        s.paused_open += open;
    } else {
        s.used += open;
    }
    s.since = t;
}

// When something happens to the clock by time alone: its deadline, the next stage, or that it comes to be at risk.
// `is_open`: whether its case is: what recurs does so no more once it is closed.
inline void settle_clock(const rule_set& rules, clock_state& s, bool is_open) noexcept {
    const auto& plan = rules.clocks[s.clock];
    const clock_reading reading(rules, s);
    s.deadline = reading.deadline();
    s.next_due = s.verdict == clock_verdict::pending ? s.deadline : detail::never_due;
    if (!reading.runs()) return;
    const bool may_be_at_risk = s.is_at_risk == 0 && s.verdict == clock_verdict::pending && s.deadline != detail::never_due;
    for (std::size_t i = 0; i < plan.stages.size(); ++i) {
        const auto& stage = plan.stages[i];
        if ((s.told >> i & 1U) != 0) continue;
        const auto k = stage.every == 0 ? 0U : std::uint32_t{s.repeats[stage.counter]};
        if (k > 0 && !is_open) continue;
        const auto reached = reading.reached_at(stage, k);
        if (may_be_at_risk && k == 0 && reached < s.deadline) s.next_due = std::min(s.next_due, reached);
        s.next_due = std::min(s.next_due, reading.told_at(stage, reached));
    }
}

// The latest life of a case's clock; not there: it never ran.
[[nodiscard]] inline const clock_state* find_clock(const working_record& r, std::uint32_t kase, std::uint32_t clock) noexcept {
    for (const auto& c : r.clocks) {
        if (c.kase == kase && c.clock == clock) return &c;
    }
    return nullptr;
}

// A closed case whose clock still has something to say is not forgotten yet.
[[nodiscard]] inline bool has_running_clock(const working_record& r, std::uint32_t kase) noexcept {
    return std::any_of(r.clocks.begin(), r.clocks.end(),
                       [kase](const clock_state& c) noexcept { return c.kase == kase && c.next_due != detail::never_due; });
}

[[nodiscard]] inline std::int64_t next_due_of_clocks(const working_record& r) noexcept {
    auto due = detail::never_due;
    for (const auto& c : r.clocks) due = std::min(due, c.next_due);
    return due;
}

ESCALERA_NAMESPACE_END

#pragma once
// The arithmetic of one running clock: how much of its target it has used, and when each stage is reached.
//
// Open time is that of the target's calendar (calendar.hpp), wall time where it names none. What a clock has used is kept up
// to `since`; while it runs, time adds to it from there; while it stands still, nothing is due but by a date that the host
// gives. So a pause survives a change of target, and a new target keeps the open time used. A pause's open time, like that used,
// is counted by the calendar of its time.
//
//   target                  the deadline                                             a share p of it
//   within: 8h              when so much open time is used                           when p of the open time is used
//   within: 15 days         24:00 of the 15th day after the start's, and the pauses  p of the time until then, open or not
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
    if (from == never_due || open == 0) return from;
    if (c == nullptr) return plus_clamped({from}, open).micros;
    const auto at = c->add({from}, open);
    return at ? at->micros : never_due;
}
[[nodiscard]] inline std::int64_t sub_open(const calendar* c, std::int64_t from, std::int64_t open) noexcept {
    if (from == never_due || open == 0) return from;
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

    // Whether time alone brings it anything: a pause does not move a date that the host gives.
    [[nodiscard]] bool has_dates() const noexcept {
        return runs() || (x_state.has_ended == 0 && x_target != nullptr && x_target->is == clock_target::kind_of::due);
    }

    // What the time is counted by: null for wall time.
    [[nodiscard]] const calendar* counted_by() const noexcept {
        return x_target == nullptr ? nullptr : detail::calendar_at(x_rules, x_target->calendar);
    }

    // Open time used up to t, in microseconds.
    [[nodiscard]] std::int64_t used_at(std::int64_t t) const noexcept {
        return x_state.used + (runs() ? detail::open_between(counted_by(), x_state.since, t) : 0);
    }

    // Open time from t to the deadline, as if the clock ran on from t; negative behind it. never_due: there is none.
    [[nodiscard]] std::int64_t left_at(std::int64_t t) const noexcept {
        using kind_of = clock_target::kind_of;
        if (x_target == nullptr) return detail::never_due;
        if (x_target->is == kind_of::open_time) return x_target->amount - used_at(t);
        auto end = end_without_pauses();
        const bool stands = x_state.is_paused != 0 && t > x_state.since;
        if (end == detail::never_due) return end;
        if (x_target->is == kind_of::days) end = plus_clamped({end}, x_state.paused + (stands ? t - x_state.since : 0)).micros;
        if (x_target->is == kind_of::business_days) {
            end = detail::add_open(counted_by(), end,
                                   x_state.paused_open + (stands ? detail::open_between(counted_by(), x_state.since, t) : 0));
        }
        return t < end ? detail::open_between(counted_by(), t, end) : -detail::open_between(counted_by(), end, t);
    }

    [[nodiscard]] std::int64_t deadline() const noexcept {
        using kind_of = clock_target::kind_of;
        if (x_target == nullptr || !has_dates()) return detail::never_due;
        switch (x_target->is) {
            case kind_of::open_time: return when_used(x_target->amount);
            case kind_of::days: return plus_clamped({end_without_pauses()}, x_state.paused).micros;
            case kind_of::business_days: return detail::add_open(counted_by(), end_without_pauses(), x_state.paused_open);
            case kind_of::due: return end_without_pauses();
        }
        return detail::never_due;
    }

    // When the stage is reached for the k-th time, from 0; its notice may come later (see told_at).
    [[nodiscard]] std::int64_t reached_at(const clock_stage_plan& stage, std::uint32_t k) const noexcept {
        if (!has_dates()) return detail::never_due;
        std::int64_t later = 0;
        if (__builtin_mul_overflow(stage.every, static_cast<std::int64_t>(k), &later)) return detail::never_due;
        if (is_open_time(stage)) return when_used(plus_clamped({open_until(stage)}, later).micros);
        return detail::add_open(counted_by(), first_reached(stage), later);
    }

    // Outside of the stage's hours it is told at the next opening. What a change left behind is reached at the change.
    [[nodiscard]] std::int64_t told_at(const clock_stage_plan& stage, std::int64_t reached) const noexcept {
        if (stage.hours == none || reached == detail::never_due) return reached;
        const auto from = std::max(reached, x_state.since);
        const auto opening = x_rules.calendars[stage.hours].is.next_opening({from});
        if (!opening) return detail::never_due;
        return opening->micros == from ? reached : opening->micros;
    }

private:
    [[nodiscard]] bool is_open_time(const clock_stage_plan& stage) const noexcept {
        return x_target != nullptr && x_target->is == clock_target::kind_of::open_time && stage.at != clock_stage_plan::kind_of::day;
    }

    // Of a target in open time: how much of it the stage stands for.
    [[nodiscard]] std::int64_t open_until(const clock_stage_plan& stage) const noexcept {
        using kind_of = clock_stage_plan::kind_of;
        switch (stage.at) {
            case kind_of::before: return x_target->amount - stage.amount;
            case kind_of::after: return plus_clamped({x_target->amount}, stage.amount).micros;
            default: return detail::share_of(x_target->amount, stage.amount);
        }
    }

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
        if (stage.at == kind_of::day) return plus_clamped({end_of_day(stage.amount)}, x_state.paused).micros;
        if (x_target == nullptr) return detail::never_due;
        switch (stage.at) {
            case kind_of::percent: return reached_share(stage.amount);
            case kind_of::before: return detail::sub_open(counted_by(), deadline(), stage.amount);
            case kind_of::after: return detail::add_open(counted_by(), deadline(), stage.amount);
            case kind_of::day: break;
        }
        return detail::never_due;
    }

    [[nodiscard]] std::int64_t reached_share(std::int64_t percent) const noexcept {
        using kind_of = clock_target::kind_of;
        if (percent == 100) return deadline();
        const auto end = end_without_pauses();
        if (end == detail::never_due) return detail::never_due;
        const auto* by = x_target->is == kind_of::days ? nullptr : counted_by();
        const auto all = detail::open_between(by, x_state.began, end);
        if (percent > 100) return detail::add_open(by, deadline(), detail::share_of(all, percent - 100));
        const auto part = detail::share_of(all, percent);
        if (x_target->is == kind_of::days) return plus_clamped({x_state.began}, part + x_state.paused).micros;
        return detail::add_open(by, x_state.began, part + (x_target->is == kind_of::due ? 0 : x_state.paused_open));
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
    if (!reading.has_dates()) return;
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

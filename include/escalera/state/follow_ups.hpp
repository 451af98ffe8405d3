#pragma once
// When a follow-up is due, and what is left of those that were begun.
//
// Threads: pure.   Cost: some binary searches.

#include <algorithm>
#include <cstdint>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/state/working_record.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace detail {

// The first open instant of a day that begins at `midnight`, or later; the midnight itself without a calendar.
[[nodiscard]] inline std::int64_t first_opening(const calendar* hours, std::optional<instant> midnight) noexcept {
    if (!midnight) return INT64_MAX;
    if (hours == nullptr) return midnight->micros;
    const auto opening = hours->next_opening(*midnight);
    return opening ? opening->micros : INT64_MAX;
}

}  // namespace detail

// `start` plus that long, in the hours of the follow-up; INT64_MAX outside of the calendar's years.
[[nodiscard]] inline std::int64_t due_after(const rule_set& rules, const follow_up_plan& plan, const delay_plan& after,
                                            std::int64_t start) noexcept {
    const calendar* hours = plan.hours == none ? nullptr : &rules.calendars[plan.hours].is;
    switch (after.is) {
        case delay_plan::kind_of::open_time: {
            if (hours == nullptr) return plus_clamped({start}, after.amount).micros;
            const auto due = hours->add({start}, after.amount);
            return due ? detail::first_opening(hours, due) : INT64_MAX;
        }
        case delay_plan::kind_of::days: {
            const auto* by = hours != nullptr ? hours : rules.around_the_clock ? &*rules.around_the_clock : nullptr;
            return by == nullptr ? INT64_MAX : detail::first_opening(hours, by->end_of_day({start}, after.amount - 1));
        }
        case delay_plan::kind_of::business_days: {
            if (hours == nullptr) return INT64_MAX;
            // What opens next behind the day before it.
            return detail::first_opening(
                hours, after.amount == 1 ? hours->end_of_day({start}, 0) : hours->end_of_business_day({start}, after.amount - 1));
        }
    }
    return INT64_MAX;
}

[[nodiscard]] inline std::int64_t next_due_of_follow_ups(const working_record& r) noexcept {
    auto due = INT64_MAX;
    for (const auto& f : r.follow_ups) due = std::min(due, f.due);
    return due;
}

// A case that somebody is still to be asked about is not forgotten yet.
[[nodiscard]] inline bool has_pending_follow_up(const working_record& r, std::uint32_t kase) noexcept {
    return std::any_of(r.follow_ups.begin(), r.follow_ups.end(),
                       [kase](const follow_up_state& f) noexcept { return f.kase == kase && f.due != INT64_MAX; });
}

ESCALERA_NAMESPACE_END

#pragma once
// When so long after is: open time, or the first open instant of a day.
//
// Threads: pure.   Cost: some binary searches.

#include <cstdint>
#include <optional>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"

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

// `start` plus that long, by that calendar (none: wall time); INT64_MAX outside of the calendar's years.
[[nodiscard]] inline std::int64_t due_after(const rule_set& rules, std::uint32_t calendar_index, const delay_plan& after,
                                            std::int64_t start) noexcept {
    const calendar* hours = calendar_index == none ? nullptr : &rules.calendars[calendar_index].is;
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

ESCALERA_NAMESPACE_END

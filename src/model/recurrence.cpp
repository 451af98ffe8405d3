#include "escalera/model/recurrence.hpp"

#include <algorithm>

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr std::int64_t longest_wait = 62;  // days: from one 31st to another
constexpr std::int64_t day_micros = 86'400 * micros_per_second;

bool comes_on(const recurring_time& t, std::int64_t day) noexcept {
    if (t.month_day == 0) return (t.weekdays >> weekday_from_days(day) & 1) != 0;
    const auto d = civil_from_days(day);
    return d.day == std::min(t.month_day, days_in_month(d.year, d.month));
}

std::int64_t instant_of(const zone& in, const recurring_time& t, std::int64_t day) noexcept {
    const auto wall = civil_from_wall_seconds(day * 86'400 + t.time_of_day);
    return in.to_unix_seconds(wall) * micros_per_second;
}

std::int64_t day_of(const zone& in, std::int64_t micros) noexcept {
    const auto seconds = micros >= 0 ? micros / micros_per_second : -((micros_per_second - 1 - micros) / micros_per_second);
    return days_from_civil(in.to_civil(seconds).date);
}

bool is_within_years(std::int64_t micros) noexcept { return micros >= calendar::first.micros && micros < calendar::last.micros; }

// The last one at or before that instant; INT64_MIN where there is none in the years of calendars.
std::int64_t last_occurrence(const zone& in, std::span<const recurring_time> times, std::int64_t at) noexcept {
    auto last = INT64_MIN;
    for (const auto& t : times) {
        const auto today = day_of(in, at);
        for (auto day = today + 1; day >= today - longest_wait; --day) {
            if (!comes_on(t, day)) continue;
            const auto found = instant_of(in, t, day);
            if (found > at) continue;
            if (is_within_years(found)) last = std::max(last, found);
            break;
        }
    }
    return last;
}

}  // namespace

std::int64_t next_occurrence(const zone& in, std::span<const recurring_time> times, std::int64_t after) noexcept {
    const auto from = std::max(after, calendar::first.micros);
    if (from >= calendar::last.micros) return INT64_MAX;
    auto next = INT64_MAX;
    for (const auto& t : times) {
        const auto today = day_of(in, from);
        for (auto day = today - 1; day <= today + longest_wait; ++day) {
            if (!comes_on(t, day)) continue;
            const auto found = instant_of(in, t, day);
            if (found <= after || found < calendar::first.micros) continue;
            if (found < calendar::last.micros) next = std::min(next, found);
            break;
        }
    }
    return next;
}

std::int64_t next_run(const calendar& in, std::span<const recurring_time> times, when_closed closed, std::int64_t after) noexcept {
    if (closed == when_closed::skip) {
        auto next = next_occurrence(in.in_zone(), times, after);
        while (next != INT64_MAX && !in.is_open({next})) next = next_occurrence(in.in_zone(), times, next);
        return next;
    }
    // What came before and still waits for the opening; whatever came before that waits for the same one.
    const auto begin = std::clamp(after, calendar::first.micros, calendar::last.micros - day_micros);
    const auto waiting = last_occurrence(in.in_zone(), times, begin);
    if (waiting != INT64_MIN) {
        const auto opens = in.next_opening({waiting});
        if (opens && opens->micros > after) return opens->micros;
    }
    const auto next = next_occurrence(in.in_zone(), times, after);
    if (next == INT64_MAX) return next;
    const auto opens = in.next_opening({next});
    return opens ? opens->micros : INT64_MAX;
}

ESCALERA_NAMESPACE_END

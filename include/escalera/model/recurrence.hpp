#pragma once
// What comes again at a time of day: each day, on weekdays, on a day of the month; and when it is done, if a desk is closed then.
//
// A wall time that the zone skips moves forward by the gap, one that it shows twice is the first. A month that lacks the day
// has it on its last.
// Threads: pure.   Cost: a conversion of the zone for each candidate, which are a few; no allocation.

#include <cstdint>
#include <span>

#include "escalera/config.hpp"
#include "escalera/model/calendar.hpp"
#include "escalera/model/zone.hpp"

ESCALERA_NAMESPACE_BEGIN

struct recurring_time {
    static constexpr std::int32_t last_day = 32;

    std::uint8_t weekdays = 0x7F;  // bit d: weekday d, 0 being Sunday
    std::int32_t month_day = 0;    // 1 to 31, or last_day; 0: on weekdays
    std::int32_t time_of_day = 0;  // seconds since midnight

    friend bool operator==(const recurring_time&, const recurring_time&) noexcept = default;
};

// The first instant after `after` at which one of them comes, in microseconds; INT64_MAX beyond the year 2400.
[[nodiscard]] ESCALERA_API std::int64_t next_occurrence(const zone& in, std::span<const recurring_time> times, std::int64_t after) noexcept;

enum class when_closed : std::uint8_t { next_opening, skip };

// The same of what is done in a calendar's hours alone, in the calendar's zone: what comes while it is closed is done at the next opening,
// once however often it came meanwhile; or never.
[[nodiscard]] ESCALERA_API std::int64_t next_run(const calendar& in, std::span<const recurring_time> times, when_closed closed,
                                                 std::int64_t after) noexcept;

ESCALERA_NAMESPACE_END

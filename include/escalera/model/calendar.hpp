#pragma once
// A calendar: when a desk is open, and what follows for limits that count open time.
//
// Open time is the elapsed seconds on the UTC line inside the open spans. A day's spans are wall times in the calendar's
// zone, half-open, and may end at 24:00. A wall time that the zone skips moves forward by the gap, one that it shows
// twice is the first: so a span may shrink to nothing, and where two spans come to lie on each other, the time counts
// once.
//
//   add(s, n)      the earliest instant by which n of open time have passed since s; it may be closing time.
//                  add(s, 0) is s inside the hours, and the next opening outside of them.
//   sub(s, n)      add in a mirror: the latest instant from which n of open time lead to s; it may be opening time.
//                  sub(s, 0) is s behind an open moment, and the last closing elsewhere.
//   between(a, b)  the open time in [a, b); reversed, it is 0.
//
// Pauses are intervals taken out of the open time: with them, everything above holds as if the desk were closed then.
//
// Invariants: a calendar opens at some time from 1900 to 2400. Instants outside of these years (UTC), and answers that
// would be, give nothing.
// Threads: immutable; copies share what they know.
// Cost: making one takes a fraction of a millisecond (its table spans all the years). An operation is a few binary searches,
// however far its deadline lies, and a step for each pause; it allocates nothing and is noexcept.

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "escalera/config.hpp"
#include "escalera/model/civil.hpp"
#include "escalera/model/instant.hpp"
#include "escalera/model/zone.hpp"

ESCALERA_NAMESPACE_BEGIN

// [from, to) on the wall of one day, in seconds since its midnight.
struct wall_span {
    static constexpr std::int32_t whole_day = 86'400;

    std::int32_t from = 0;
    std::int32_t to = 0;  // up to 24:00

    friend constexpr bool operator==(const wall_span&, const wall_span&) noexcept = default;
};

// "09:00", "09:00:30", and "24:00" for the end of the day, as seconds; nothing where it is no such time.
[[nodiscard]] ESCALERA_API std::optional<std::int32_t> wall_time_from_text(std::string_view text) noexcept;

// "09:00", with seconds where there are any.
[[nodiscard]] ESCALERA_API std::string text_from_wall_time(std::int32_t seconds);

// "2026-12-25"; nothing where there is no such day.
[[nodiscard]] ESCALERA_API std::optional<civil_date> date_from_text(std::string_view text) noexcept;

[[nodiscard]] ESCALERA_API std::string text_from_date(const civil_date& d);

// What is said of a calendar: the spans of each weekday, and the days that are not like their weekday.
struct opening_hours {
    std::array<std::vector<wall_span>, 7> week;              // from Sunday, as weekday_from_days() counts; empty: closed
    std::map<std::int64_t, std::vector<wall_span>> special;  // by day since 1970-01-01; empty: closed, a holiday
};

// [from, to) on the UTC line.
struct time_interval {
    instant from;
    instant to;

    friend constexpr bool operator==(const time_interval&, const time_interval&) noexcept = default;
};

// Intervals taken out of open time. They may come in any order and overlap; one that ends before it begins, or as it
// begins, takes nothing out.
class pauses {
public:
    pauses() noexcept = default;
    ESCALERA_API explicit pauses(std::vector<time_interval> intervals);

    // In order, apart from each other, none empty.
    [[nodiscard]] std::span<const time_interval> intervals() const noexcept { return x_intervals; }

private:
    std::vector<time_interval> x_intervals;
};

class calendar {
public:
    static constexpr std::int64_t first_year = 1900;
    static constexpr std::int64_t last_year = 2400;
    // Instants from the first to the last are answered for, both included.
    static constexpr instant first = {days_from_civil({first_year, 1, 1}) * 86'400 * micros_per_second};
    static constexpr instant last = {days_from_civil({last_year + 1, 1, 1}) * 86'400 * micros_per_second};

    // Nothing where it never opens, or where a span is reversed, empty, not inside its day or overlaps another. Spans may be
    // in any order; days outside of the years say nothing.
    [[nodiscard]] ESCALERA_API static std::optional<calendar> make(const zone& in, opening_hours hours);

    [[nodiscard]] ESCALERA_API const zone& in_zone() const noexcept;
    [[nodiscard]] ESCALERA_API const opening_hours& hours() const noexcept;  // each day's spans in order

    // False outside of the years.
    [[nodiscard]] ESCALERA_API bool is_open(instant t, const pauses& without = {}) const noexcept;
    // The earliest open instant at or after t.
    [[nodiscard]] ESCALERA_API std::optional<instant> next_opening(instant t, const pauses& without = {}) const noexcept;

    // `open` is in microseconds; a negative one gives nothing.
    [[nodiscard]] ESCALERA_API std::optional<instant> add(instant start, std::int64_t open, const pauses& without = {}) const noexcept;
    [[nodiscard]] ESCALERA_API std::optional<instant> sub(instant start, std::int64_t open, const pauses& without = {}) const noexcept;
    // In microseconds.
    [[nodiscard]] ESCALERA_API std::optional<std::int64_t> between(instant from, instant to, const pauses& without = {}) const noexcept;

    // 24:00 of the n-th day after the day of `start`, whatever the hours.
    [[nodiscard]] ESCALERA_API std::optional<instant> end_of_day(instant start, std::int64_t days) const noexcept;
    // The last closing of the n-th open day after the day of `start`: one with hours, that the wall shows. n is 1 or more.
    [[nodiscard]] ESCALERA_API std::optional<instant> end_of_business_day(instant start, std::int64_t open_days) const noexcept;

    // The first open time in [from, to), cut at both ends; spans that touch are one. It takes a step for each day that
    // touches the next.
    [[nodiscard]] ESCALERA_API std::optional<time_interval> open_span(instant from, instant to) const noexcept;

private:
    struct table;
    explicit calendar(std::shared_ptr<const table> t) noexcept : x_table(std::move(t)) {}

    std::shared_ptr<const table> x_table;
};

ESCALERA_NAMESPACE_END

#pragma once
// What a calendar knows beforehand: how much open time has passed at any instant, and back.
//
// The years fall into pieces. In a regular piece every day is like its weekday and the zone's offset stays the same, so that
// one week's table answers for all of it. The days between (holidays, special days, days that a change of the offset
// touches) have their spans written out. Every piece knows the open time before it: whatever is asked is found by
// binary search.
//
// Invariants: pieces follow each other without a gap from first_day on; the spans of an irregular piece are in order, apart
// from each other, and inside the piece.
// Threads: immutable once made.   Cost: a question is O(log pieces), some ten steps.

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "escalera/model/calendar.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace detail {

struct open_part {
    std::int64_t begin = 0;        // microseconds: of the week, or since 1970 UTC
    std::int64_t end = 0;          // and so on
    std::int64_t open_before = 0;  // in the week, or since the table begins
};

// The week from Monday 00:00, as if it had no change of the offset. Its walls are counted since 1970.
class week_table {
public:
    week_table() = default;
    explicit week_table(const std::array<std::vector<wall_span>, 7>& week);

    // Open time from the table's first Monday to a wall time.
    [[nodiscard]] std::int64_t open_until(std::int64_t wall) const noexcept;
    // The earliest and the latest wall time by which as much has passed; the week must open.
    [[nodiscard]] std::int64_t earliest(std::int64_t open) const noexcept;
    [[nodiscard]] std::int64_t latest(std::int64_t open) const noexcept;
    // Where the span ends that this wall time stands in; what lies behind it may be open too.
    [[nodiscard]] std::int64_t end_of_span(std::int64_t wall) const noexcept;

    // How many days of seven open, and how many of the first n from a weekday on (0 = Sunday).
    [[nodiscard]] std::int64_t open_days() const noexcept { return x_open_days; }
    [[nodiscard]] bool opens(int weekday) const noexcept { return x_opens[static_cast<std::size_t>(weekday)]; }

private:
    std::vector<open_part> x_parts;
    std::int64_t x_open = 0;  // of the week
    std::int64_t x_open_days = 0;
    std::array<bool, 7> x_opens{};
};

}  // namespace detail

struct calendar::table {
    // More than the years, so that every local day of theirs is whole. The first is a Monday.
    static constexpr std::int64_t first_day = days_from_civil({calendar::first_year - 1, 12, 25});
    static constexpr std::int64_t last_day = days_from_civil({calendar::last_year + 1, 1, 8});

    table(const zone& z, opening_hours h);

    // Open microseconds from the table's beginning to an instant of it.
    [[nodiscard]] std::int64_t open_until(std::int64_t micros) const noexcept;
    // The earliest and the latest instant by which exactly this much has passed; nothing where the years end before.
    [[nodiscard]] std::optional<std::int64_t> earliest(std::int64_t open) const noexcept;
    [[nodiscard]] std::optional<std::int64_t> latest(std::int64_t open) const noexcept;
    [[nodiscard]] std::int64_t end_of_span(std::int64_t micros) const noexcept;

    [[nodiscard]] const std::vector<wall_span>& spans_of(std::int64_t day) const;
    [[nodiscard]] std::int64_t midnight(std::int64_t day) const noexcept { return on_wall(day, 0); }
    [[nodiscard]] std::int64_t on_wall(std::int64_t day, std::int32_t seconds) const noexcept;  // seconds since 1970 UTC
    [[nodiscard]] std::int64_t day_of(instant t) const noexcept;
    // The n-th open day from `day` on, from 0; nothing behind the last day.
    [[nodiscard]] std::optional<std::int64_t> open_day(std::int64_t day, std::int64_t n) const noexcept;

    zone in;
    opening_hours hours;

private:
    struct piece {
        std::int64_t begin = 0;  // microseconds since 1970 UTC
        std::int64_t open_before = 0;
        std::int64_t first_day = 0;
        std::int64_t open_days_before = 0;
        bool regular = true;
        std::int64_t offset = 0;       // regular: wall less UTC, microseconds
        std::int64_t base = 0;         // regular: what to add to the week table's answer
        std::uint32_t first_part = 0;  // irregular: in x_parts
        std::uint32_t part_count = 0;
        std::uint32_t first_flag = 0;  // irregular: in x_opens, one a day
    };

    void add_regular(std::int64_t from_day, std::int64_t to_day);
    void add_irregular(std::int64_t from_day, std::int64_t to_day);
    [[nodiscard]] std::vector<std::int64_t> irregular_days() const;
    [[nodiscard]] const piece& piece_at(std::int64_t micros) const noexcept;
    [[nodiscard]] std::span<const detail::open_part> parts_of(const piece& p) const noexcept;
    [[nodiscard]] std::int64_t open_days_until(std::int64_t day) const noexcept;

    detail::week_table x_week;
    std::vector<piece> x_pieces;
    std::vector<detail::open_part> x_parts;
    std::vector<std::uint8_t> x_opens;
    std::int64_t x_end = 0;   // of the last piece
    std::int64_t x_open = 0;  // in all
    std::int64_t x_open_days = 0;
};

ESCALERA_NAMESPACE_END

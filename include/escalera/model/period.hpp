#pragma once
// Periods of a zone's calendar: days, weeks from Monday, months, quarters, years.
//
// A period begins as the wall first shows midnight of its first day (moved forward where the zone skips that) and ends as
// the next one begins: so periods have no gaps and do not overlap, whatever the clock does around midnight.
// A day that the zone skips altogether is empty.
// Invariant: begin <= end; periods of a unit are numbered without a gap, 0 being the one that holds 1970-01-01 (of weeks, the one that
// begins on 1970-01-05).
// Threads: pure.   Cost: a few conversions of the zone; no allocation.

#include <cstdint>
#include <optional>
#include <string_view>

#include "escalera/config.hpp"
#include "escalera/model/zone.hpp"

ESCALERA_NAMESPACE_BEGIN

enum class period_unit : std::uint8_t { day, week, month, quarter, year };
inline constexpr std::size_t period_unit_count = 5;

[[nodiscard]] ESCALERA_API std::string_view name_of(period_unit u) noexcept;
[[nodiscard]] ESCALERA_API std::optional<period_unit> period_unit_by_name(std::string_view name) noexcept;

// [begin, end), in microseconds since 1970 UTC; clamped to what an instant can be.
struct period {
    std::int64_t index = 0;
    std::int64_t begin = 0;
    std::int64_t end = 0;

    [[nodiscard]] bool holds(std::int64_t micros) const noexcept { return begin <= micros && micros < end; }
    friend constexpr bool operator==(const period&, const period&) noexcept = default;
};

[[nodiscard]] ESCALERA_API period period_numbered(const zone& in, period_unit unit, std::int64_t index) noexcept;
// The one that holds that instant.
[[nodiscard]] ESCALERA_API period period_at(const zone& in, period_unit unit, std::int64_t micros) noexcept;

ESCALERA_NAMESPACE_END

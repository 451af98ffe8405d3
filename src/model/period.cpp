#include "escalera/model/period.hpp"

#include <array>

#include "escalera/model/instant.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr std::array<std::string_view, period_unit_count> unit_names = {"day", "week", "month", "quarter", "year"};

constexpr std::int64_t first_monday = 4;  // 1970-01-05

std::int64_t floor_divided(std::int64_t a, std::int64_t b) noexcept { return a >= 0 ? a / b : -((b - 1 - a) / b); }

std::int64_t index_of_day(period_unit unit, std::int64_t day) noexcept {
    if (unit == period_unit::day) return day;
    if (unit == period_unit::week) return floor_divided(day - first_monday, 7);
    const auto d = civil_from_days(day);
    const auto month = (d.year - 1970) * 12 + d.month - 1;
    if (unit == period_unit::month) return month;
    return floor_divided(month, unit == period_unit::quarter ? 3 : 12);
}

std::int64_t first_day_of(period_unit unit, std::int64_t index) noexcept {
    if (unit == period_unit::day) return index;
    if (unit == period_unit::week) return index * 7 + first_monday;
    const auto month = index * (unit == period_unit::month ? 1 : unit == period_unit::quarter ? 3 : 12);
    const auto year = floor_divided(month, 12);
    return days_from_civil({1970 + year, static_cast<int>(month - year * 12) + 1, 1});
}

std::int64_t begin_of(const zone& in, period_unit unit, std::int64_t index) noexcept {
    const auto seconds = in.to_unix_seconds({civil_from_days(first_day_of(unit, index)), 0, 0, 0});
    std::int64_t micros = 0;
    if (__builtin_mul_overflow(seconds, micros_per_second, &micros)) return seconds < 0 ? INT64_MIN : INT64_MAX;
    return micros;
}

}  // namespace

std::string_view name_of(period_unit u) noexcept { return unit_names[static_cast<std::size_t>(u)]; }

std::optional<period_unit> period_unit_by_name(std::string_view name) noexcept {
    for (std::size_t i = 0; i < unit_names.size(); ++i) {
        if (unit_names[i] == name) return static_cast<period_unit>(i);
    }
    return std::nullopt;
}

period period_numbered(const zone& in, period_unit unit, std::int64_t index) noexcept {
    return {index, begin_of(in, unit, index), begin_of(in, unit, index + 1)};
}

// The wall's date tells which one it is, but for the hours that a clock put back over midnight shows again.
period period_at(const zone& in, period_unit unit, std::int64_t micros) noexcept {
    const auto seconds = floor_divided(micros, micros_per_second);
    const auto wall = in.to_civil(seconds);
    auto p = period_numbered(in, unit, index_of_day(unit, days_from_civil(wall.date)));
    while (micros < p.begin && p.begin != INT64_MIN) p = period_numbered(in, unit, p.index - 1);
    while (micros >= p.end && p.end != INT64_MAX) p = period_numbered(in, unit, p.index + 1);
    return p;
}

ESCALERA_NAMESPACE_END

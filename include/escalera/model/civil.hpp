#pragma once
// Calendar arithmetic on the proleptic Gregorian calendar, without zones: days since 1970-01-01 and back.
//
// The algorithms are Howard Hinnant's (days_from_civil, civil_from_days), exact for every year that fits.
// Threads: plain values.   Cost: a few instructions, no allocation.

#include <cstdint>

#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

struct civil_date {
    std::int64_t year = 1970;
    int month = 1;  // 1..12
    int day = 1;    // 1..31

    friend constexpr bool operator==(const civil_date&, const civil_date&) noexcept = default;
};

struct civil_time {
    civil_date date;
    int hour = 0;    // 0..23
    int minute = 0;  // 0..59
    int second = 0;  // 0..59

    friend constexpr bool operator==(const civil_time&, const civil_time&) noexcept = default;
};

[[nodiscard]] constexpr bool is_leap_year(std::int64_t year) noexcept { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

[[nodiscard]] constexpr int days_in_month(std::int64_t year, int month) noexcept {
    constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap_year(year) ? 29 : lengths[month - 1];
}

[[nodiscard]] constexpr bool is_valid(const civil_date& d) noexcept {
    return d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= days_in_month(d.year, d.month);
}

[[nodiscard]] constexpr std::int64_t days_from_civil(const civil_date& d) noexcept {
    const std::int64_t y = d.year - (d.month <= 2 ? 1 : 0);
    const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
    const std::int64_t year_of_era = y - era * 400;
    const std::int64_t day_of_year = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
    const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146'097 + day_of_era - 719'468;
}

[[nodiscard]] constexpr civil_date civil_from_days(std::int64_t days) noexcept {
    days += 719'468;
    const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
    const std::int64_t day_of_era = days - era * 146'097;
    const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
    const int day = static_cast<int>(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    const int month = static_cast<int>(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

// 0 = Sunday .. 6 = Saturday.
[[nodiscard]] constexpr int weekday_from_days(std::int64_t days) noexcept {
    return static_cast<int>(days >= -4 ? (days + 4) % 7 : (days + 5) % 7 + 6);
}

// Seconds since 1970-01-01T00:00:00 on the same wall, whatever its zone.
[[nodiscard]] constexpr std::int64_t wall_seconds(const civil_time& t) noexcept {
    return days_from_civil(t.date) * 86'400 + t.hour * 3600 + t.minute * 60 + t.second;
}

[[nodiscard]] constexpr civil_time civil_from_wall_seconds(std::int64_t seconds) noexcept {
    std::int64_t days = seconds / 86'400;
    std::int64_t rest = seconds % 86'400;
    if (rest < 0) {
        rest += 86'400;
        --days;
    }
    return {civil_from_days(days), static_cast<int>(rest / 3600), static_cast<int>(rest / 60 % 60), static_cast<int>(rest % 60)};
}

ESCALERA_NAMESPACE_END

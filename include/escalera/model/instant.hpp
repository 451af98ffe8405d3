#pragma once
// Points in time and lengths of time.
//
// An `instant` is what events carry: microseconds since 1970-01-01T00:00:00Z. A `timestamp` and a `duration` are
// what conditions compute with: seconds and nanoseconds, as CEL (Common Expression Language) defines them. The
// one place where a finer stamp becomes an instant is to_instant(); it truncates towards the past.
// Nothing here reads the wall clock.
//
// Invariant: 0 <= nanos < 1'000'000'000 for both timestamp and duration; the seconds carry the sign, so the
// default comparison (seconds, then nanos) is the order in time.
// Threads: plain values.   Cost: a few instructions, no allocation.

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

struct instant {
    std::int64_t micros = 0;

    friend constexpr bool operator==(instant, instant) noexcept = default;
    friend constexpr auto operator<=>(instant, instant) noexcept = default;

    // Before and after everything that an event can carry.
    static constexpr instant min() noexcept { return {std::numeric_limits<std::int64_t>::min()}; }
    static constexpr instant max() noexcept { return {std::numeric_limits<std::int64_t>::max()}; }
};

inline constexpr std::int64_t micros_per_second = 1'000'000;
inline constexpr std::int32_t nanos_per_second = 1'000'000'000;

// Clamps instead of wrapping: a window longer than all of time reaches to its beginning.
[[nodiscard]] constexpr instant minus_clamped(instant t, std::int64_t micros) noexcept {
    std::int64_t result = 0;
    if (__builtin_sub_overflow(t.micros, micros, &result)) return micros > 0 ? instant::min() : instant::max();
    return {result};
}
[[nodiscard]] constexpr instant plus_clamped(instant t, std::int64_t micros) noexcept {
    std::int64_t result = 0;
    if (__builtin_add_overflow(t.micros, micros, &result)) return micros > 0 ? instant::max() : instant::min();
    return {result};
}

// A point in time in a condition; 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z (CEL specification).
struct timestamp {
    static constexpr std::int64_t min_seconds = -62'135'596'800;
    static constexpr std::int64_t max_seconds = 253'402'300'799;

    std::int64_t seconds = 0;
    std::int32_t nanos = 0;

    friend constexpr bool operator==(timestamp, timestamp) noexcept = default;
    friend constexpr auto operator<=>(timestamp, timestamp) noexcept = default;

    [[nodiscard]] constexpr bool in_range() const noexcept { return seconds >= min_seconds && seconds <= max_seconds; }
};

// A length of time in a condition; about 10,000 years either way (protobuf's Duration, which CEL refers to).
struct duration {
    static constexpr std::int64_t max_seconds = 315'576'000'000;

    std::int64_t seconds = 0;
    std::int32_t nanos = 0;

    friend constexpr bool operator==(duration, duration) noexcept = default;
    friend constexpr auto operator<=>(duration, duration) noexcept = default;

    [[nodiscard]] constexpr bool in_range() const noexcept {
        return seconds >= -max_seconds && (seconds < max_seconds || (seconds == max_seconds && nanos == 0));
    }
};

[[nodiscard]] constexpr duration duration_of(std::int64_t micros) noexcept {
    auto seconds = micros / micros_per_second;
    auto rest = micros % micros_per_second;
    if (rest < 0) {
        rest += micros_per_second;
        --seconds;
    }
    return {seconds, static_cast<std::int32_t>(rest * 1000)};
}

[[nodiscard]] constexpr timestamp to_timestamp(instant t) noexcept {
    auto seconds = t.micros / micros_per_second;
    auto rest = t.micros % micros_per_second;
    if (rest < 0) {
        rest += micros_per_second;
        --seconds;
    }
    return {seconds, static_cast<std::int32_t>(rest * 1000)};
}

// Truncates towards the past. Every timestamp in range fits.
[[nodiscard]] constexpr instant to_instant(timestamp t) noexcept { return {t.seconds * micros_per_second + t.nanos / 1000}; }

// RFC 3339: "2026-03-09T15:00:00Z", "…+02:00", up to nine fractional digits; 'T' and 'Z' may be lower case, a
// blank may stand for the 'T'. A leap second (":60") is refused. Nothing when the form or the range is wrong.
[[nodiscard]] ESCALERA_API std::optional<timestamp> parse_rfc3339(std::string_view text) noexcept;

// UTC, with as many fractional digits as needed (none, or up to nine): "2026-03-09T15:00:00.5Z".
[[nodiscard]] ESCALERA_API std::string to_rfc3339(timestamp t);
[[nodiscard]] ESCALERA_API std::string to_rfc3339(instant t);

ESCALERA_NAMESPACE_END

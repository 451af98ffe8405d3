#pragma once
// Money and other exact amounts: a 64-bit integer of ten-thousandths.
//
// Four fractional digits, as the rules format says; every operation is checked and answers nothing rather than
// a wrapped number. A decimal never mixes with int or double in arithmetic; comparisons across kinds are exact
// and live with the other comparisons of values (value_compare.hpp).
//
// Threads: a plain value.   Cost: a few instructions, no allocation; parse and print are linear in the text.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

struct decimal {
    static constexpr std::int64_t scale = 10'000;

    std::int64_t units = 0;  // ten-thousandths

    friend constexpr bool operator==(decimal, decimal) noexcept = default;
    friend constexpr auto operator<=>(decimal, decimal) noexcept = default;
};

[[nodiscard]] constexpr std::optional<decimal> checked_add(decimal a, decimal b) noexcept {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a.units, b.units, &sum)) return std::nullopt;
    return decimal{sum};
}

[[nodiscard]] constexpr std::optional<decimal> checked_subtract(decimal a, decimal b) noexcept {
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(a.units, b.units, &difference)) return std::nullopt;
    return decimal{difference};
}

[[nodiscard]] constexpr std::optional<decimal> checked_negate(decimal a) noexcept { return checked_subtract(decimal{0}, a); }

// "12", "-3.5", "0.0001": an optional sign, digits, at most four digits behind a point. No exponent, no blanks,
// no thousands separator. Nothing when the text has another form, too many digits, or does not fit.
[[nodiscard]] ESCALERA_API std::optional<decimal> parse_decimal(std::string_view text) noexcept;

// The shortest text that parses to the same value: "12", "-3.5".
[[nodiscard]] ESCALERA_API std::string to_string(decimal value);

ESCALERA_NAMESPACE_END

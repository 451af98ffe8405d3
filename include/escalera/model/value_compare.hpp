#pragma once
// Order between numbers of different kinds, by exact mathematical value: nothing is rounded first, so that
// 9007199254740993 > 9007199254740992.0 and 0.1 (a double) is a little more than 0.1 (a decimal).
// NaN has no order to anything.
//
// Threads: pure functions.   Cost: a few instructions.

#include <cmath>
#include <compare>
#include <cstdint>

#include "escalera/config.hpp"
#include "escalera/model/decimal.hpp"
#include "escalera/model/wide_int.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace detail {

// The whole part (towards zero) of a double inside the range of int, and what is left. Both are exact: nothing of the
// number is rounded away, as it would be by taking the whole part towards minus infinity.
struct whole_and_rest {
    std::int64_t whole = 0;
    double rest = 0;  // of the number's sign, -1 < rest < 1
};
inline constexpr double two_to_63 = 9223372036854775808.0;

inline whole_and_rest split(double d) noexcept {
    const double whole = std::trunc(d);
    return {static_cast<std::int64_t>(whole), d - whole};
}

// ten_thousandths / 10'000 against a rest; both between -1 and 1.
inline std::strong_ordering compare_fraction(std::int64_t ten_thousandths, double rest) noexcept {
    if (rest == 0) return ten_thousandths <=> 0;
    int exponent = 0;
    const auto mantissa = static_cast<std::int64_t>(std::ldexp(std::frexp(rest, &exponent), 53));
    const int shift = 53 - exponent;  // rest = mantissa / 2^shift, |mantissa| < 2^53
    constexpr int smaller_than_any_decimal = 66;
    if (shift > smaller_than_any_decimal) return ten_thousandths != 0 ? ten_thousandths <=> 0 : 0 <=> mantissa;
    const auto left = static_cast<wide_int>(ten_thousandths) * (static_cast<wide_int>(1) << shift);
    const auto right = static_cast<wide_int>(mantissa) * decimal::scale;
    return left < right ? std::strong_ordering::less : left > right ? std::strong_ordering::greater : std::strong_ordering::equal;
}

}  // namespace detail

[[nodiscard]] inline std::partial_ordering compare_exact(std::int64_t a, std::int64_t b) noexcept { return a <=> b; }
[[nodiscard]] inline std::partial_ordering compare_exact(double a, double b) noexcept { return a <=> b; }
[[nodiscard]] inline std::partial_ordering compare_exact(decimal a, decimal b) noexcept { return a <=> b; }

[[nodiscard]] inline std::partial_ordering compare_exact(std::int64_t a, double b) noexcept {
    if (std::isnan(b)) return std::partial_ordering::unordered;
    if (b >= detail::two_to_63) return std::partial_ordering::less;
    if (b < -detail::two_to_63) return std::partial_ordering::greater;
    const auto parts = detail::split(b);
    if (a != parts.whole) return a <=> parts.whole;
    return 0.0 <=> parts.rest;
}

[[nodiscard]] inline std::partial_ordering compare_exact(decimal a, double b) noexcept {
    if (std::isnan(b)) return std::partial_ordering::unordered;
    if (b >= detail::two_to_63) return std::partial_ordering::less;
    if (b < -detail::two_to_63) return std::partial_ordering::greater;
    const auto whole = a.units / decimal::scale;
    const auto rest = a.units % decimal::scale;
    const auto parts = detail::split(b);
    if (whole != parts.whole) return whole <=> parts.whole;
    return detail::compare_fraction(rest, parts.rest);
}

[[nodiscard]] inline std::partial_ordering compare_exact(std::int64_t a, decimal b) noexcept {
    const auto scaled = static_cast<wide_int>(a) * decimal::scale;
    return scaled < b.units   ? std::partial_ordering::less
           : scaled > b.units ? std::partial_ordering::greater
                              : std::partial_ordering::equivalent;
}

[[nodiscard]] inline std::partial_ordering compare_exact(double a, std::int64_t b) noexcept { return 0 <=> compare_exact(b, a); }
[[nodiscard]] inline std::partial_ordering compare_exact(double a, decimal b) noexcept { return 0 <=> compare_exact(b, a); }
[[nodiscard]] inline std::partial_ordering compare_exact(decimal a, std::int64_t b) noexcept { return 0 <=> compare_exact(b, a); }

ESCALERA_NAMESPACE_END

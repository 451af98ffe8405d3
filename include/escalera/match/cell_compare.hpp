#pragma once
// Order and equality of cells, as the comparisons of conditions have them: int, number and decimal by exact value,
// texts by their bytes (which is the order of code points), lists by their elements, NaN unlike everything.
//
// A count that is `at least n` may be any value from n on; it compares as what all of these agree on.
// Threads: pure functions.   Cost: a few instructions, and the length of texts and lists.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "escalera/compile/condition.hpp"
#include "escalera/config.hpp"
#include "escalera/match/matcher.hpp"
#include "escalera/model/value.hpp"
#include "escalera/model/wide_int.hpp"

ESCALERA_NAMESPACE_BEGIN

// How one cell stands to another; `unordered` for NaN, and for kinds that do not compare.
enum class standing : std::uint8_t { less, equal, greater, unordered };

namespace detail {

template <class T>
[[nodiscard]] constexpr standing standing_of(T a, T b) noexcept {
    return a < b ? standing::less : b < a ? standing::greater : standing::equal;
}

[[nodiscard]] constexpr standing reversed(standing s) noexcept {
    return s == standing::less ? standing::greater : s == standing::greater ? standing::less : s;
}

// units / scale against d, exactly; scale is 1 (an int) or 10'000 (a decimal).
[[nodiscard]] inline standing compare_scaled(std::int64_t units, std::int64_t scale, double d) noexcept {
    constexpr double beyond = 9223372036854775808.0;  // 2^63: no int and no decimal reaches it
    if (std::isnan(d)) return standing::unordered;
    if (d >= beyond) return standing::less;
    if (d < -beyond) return standing::greater;
    const double whole = std::trunc(d);
    const double rest = d - whole;  // exact, and |rest| < 1
    // units - whole * scale against rest * scale.
    const auto over = static_cast<wide_int>(units) - static_cast<wide_int>(static_cast<std::int64_t>(whole)) * scale;
    if (over >= scale) return standing::greater;
    if (over <= -scale) return standing::less;
    if (over == 0 || rest == 0) return over != 0 ? standing_of<wide_int>(over, 0) : standing_of(0.0, rest);
    int exponent = 0;
    const double mantissa = std::frexp(rest, &exponent);        // rest = mantissa * 2^exponent
    if (exponent < -20) return standing_of<wide_int>(over, 0);  // |rest * scale| < 1 <= |over|
    const auto digits = static_cast<std::int64_t>(std::ldexp(mantissa, 53));
    return standing_of<wide_int>(over << (53 - exponent), static_cast<wide_int>(digits) * scale);
}

[[nodiscard]] inline standing compare_numbers(double a, double b) noexcept {
    return a < b ? standing::less : a > b ? standing::greater : a == b ? standing::equal : standing::unordered;
}

[[nodiscard]] inline standing compare_texts(const cell& a, const cell& b) noexcept {
    const auto shared = std::min(a.extent, b.extent);
    const int order = shared == 0 ? 0 : std::memcmp(a.chars, b.chars, shared);
    return order != 0 ? standing_of(order, 0) : standing_of(a.extent, b.extent);
}

[[nodiscard]] constexpr std::int64_t scale_of(kind k) noexcept { return k == kind::dec ? decimal::scale : 1; }
[[nodiscard]] constexpr bool is_numeric(kind k) noexcept { return k == kind::integer || k == kind::number || k == kind::dec; }

[[nodiscard]] inline standing compare_mixed(const cell& a, const cell& b) noexcept {
    if (a.what == kind::number && b.what == kind::number) return compare_numbers(a.number, b.number);
    if (b.what == kind::number) return compare_scaled(a.integer, scale_of(a.what), b.number);
    if (a.what == kind::number) return reversed(compare_scaled(b.integer, scale_of(b.what), a.number));
    return standing_of<wide_int>(static_cast<wide_int>(a.integer) * scale_of(b.what), static_cast<wide_int>(b.integer) * scale_of(a.what));
}

}  // namespace detail

// Of two that are there and are no lists; whether they are `at least` is left aside.
[[nodiscard]] inline standing compare(const cell& a, const cell& b) noexcept {
    if (detail::is_numeric(a.what) && detail::is_numeric(b.what)) return detail::compare_mixed(a, b);
    if (a.what != b.what) return standing::unordered;
    switch (a.what) {
        case kind::boolean: return detail::standing_of(a.integer, b.integer);
        case kind::text: return detail::compare_texts(a, b);
        case kind::time:
        case kind::span:
            return a.integer != b.integer ? detail::standing_of(a.integer, b.integer) : detail::standing_of(a.extent, b.extent);
        default: return standing::unordered;
    }
}

// Whether `a op b` holds, given how a stands to b.
[[nodiscard]] constexpr bool holds(opcode op, standing s) noexcept {
    switch (op) {
        case opcode::equal: return s == standing::equal;
        case opcode::not_equal: return s != standing::equal;
        case opcode::less: return s == standing::less;
        case opcode::less_equal: return s == standing::less || s == standing::equal;
        case opcode::greater: return s == standing::greater;
        default: return s == standing::greater || s == standing::equal;
    }
}

[[nodiscard]] constexpr truth truth_of(bool b) noexcept { return b ? truth::yes : truth::no; }

[[nodiscard]] inline truth equal_lists(const cell& a, const cell& b) noexcept;

namespace detail {

// One side is a count that may be larger than it says.
[[nodiscard]] inline truth judge_open(opcode op, const cell& a, const cell& b) noexcept {
    if (a.at_least && b.at_least) return truth::unknown;
    const auto now = compare(a, b);
    if (now == standing::unordered) return truth_of(holds(op, now));
    const auto later = a.at_least ? standing::greater : standing::less;  // where the count ends up when it grows
    const bool is_past = now == later;
    const bool at_end = holds(op, later);
    if (is_past) return truth_of(at_end);
    if (holds(op, now) != at_end) return truth::unknown;
    // Growing from `now` to `later` passes through equality.
    return now == standing::equal || holds(op, standing::equal) == at_end ? truth_of(at_end) : truth::unknown;
}

}  // namespace detail

// `a op b`; unknown where either is absent, or a count does not settle it.
[[nodiscard]] inline truth judge(opcode op, const cell& a, const cell& b) noexcept {
    if (a.is_absent() || b.is_absent()) return truth::unknown;
    if (a.at_least || b.at_least) return detail::judge_open(op, a, b);
    if (a.what != kind::list || b.what != kind::list) return truth_of(holds(op, compare(a, b)));
    const auto same = equal_lists(a, b);
    return op == opcode::equal || same == truth::unknown ? same : truth_of(same == truth::no);
}

[[nodiscard]] inline truth equal_lists(const cell& a, const cell& b) noexcept {
    if (a.extent != b.extent) return truth::no;
    auto result = truth::yes;
    for (std::uint32_t i = 0; i < a.extent && result != truth::no; ++i) {
        result = std::min(result, judge(opcode::equal, a.elements[i], b.elements[i]));
    }
    return result;
}

ESCALERA_NAMESPACE_END

#include "escalera/model/decimal.hpp"

#include <fmt/format.h>

ESCALERA_NAMESPACE_BEGIN

std::optional<decimal> parse_decimal(std::string_view text) noexcept {
    const bool negative = !text.empty() && text.front() == '-';
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);

    std::int64_t units = 0;
    int digits_before = 0;
    int digits_behind = -1;  // -1: no point seen yet
    for (const char c : text) {
        if (c == '.' && digits_behind < 0) {
            digits_behind = 0;
            continue;
        }
        if (c < '0' || c > '9' || digits_behind == 4) return std::nullopt;
        ++(digits_behind < 0 ? digits_before : digits_behind);
        // Accumulated below zero, so that the smallest value can be read too.
        if (__builtin_mul_overflow(units, 10, &units) || __builtin_sub_overflow(units, c - '0', &units)) return std::nullopt;
    }
    if (digits_before == 0 || digits_behind == 0) return std::nullopt;
    for (int i = digits_behind < 0 ? 0 : digits_behind; i < 4; ++i) {
        if (__builtin_mul_overflow(units, 10, &units)) return std::nullopt;
    }
    if (negative) return decimal{units};
    return checked_negate(decimal{units});
}

std::string to_string(decimal value) {
    const bool negative = value.units < 0;
    // Unsigned, so that the smallest value has a magnitude.
    const auto magnitude = negative ? 0 - static_cast<std::uint64_t>(value.units) : static_cast<std::uint64_t>(value.units);
    auto text = fmt::format("{}{}", negative ? "-" : "", magnitude / decimal::scale);
    if (const auto fraction = magnitude % decimal::scale; fraction != 0) {
        text += fmt::format(".{:04}", fraction);
        while (text.back() == '0') text.pop_back();
    }
    return text;
}

ESCALERA_NAMESPACE_END

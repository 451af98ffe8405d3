#include "escalera/model/text_conversion.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "escalera/model/wide_int.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

// Takes a sign off the front; whether it was a minus.
bool take_sign(std::string_view& text) noexcept {
    const bool negative = !text.empty() && text.front() == '-';
    if (negative || (!text.empty() && text.front() == '+')) text.remove_prefix(1);
    return negative;
}

bool equals_in_any_case(std::string_view text, std::string_view lower) noexcept {
    return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                      [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

// Of digits that are too large or too small for a double: whether they are small. "0.0…1e9" and the like count.
bool is_tiny(std::string_view digits) noexcept {
    const auto e = std::min(digits.find_first_of("eE"), digits.size());
    const auto mantissa = digits.substr(0, e);
    std::int64_t exponent = 0;
    if (e < digits.size()) {
        auto written = digits.substr(e + 1);
        const bool negative = take_sign(written);
        for (const char c : written) exponent = std::min<std::int64_t>(exponent * 10 + (c - '0'), 1'000'000'000);
        if (negative) exponent = -exponent;
    }
    const auto point = std::min(mantissa.find('.'), mantissa.size());
    const auto first = mantissa.find_first_of("123456789");
    if (first == std::string_view::npos) return true;
    const auto magnitude = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first);
    return exponent + magnitude < 0;
}

struct duration_unit {
    std::string_view name;
    std::int64_t nanos;
};
constexpr std::array<duration_unit, 8> duration_units = {{
    {"ns", 1},
    {"us", 1'000},
    {"\xC2\xB5s", 1'000},  // micro sign
    {"\xCE\xBCs", 1'000},  // Greek mu
    {"ms", 1'000'000},
    {"s", 1'000'000'000},
    {"m", 60'000'000'000},
    {"h", 3'600'000'000'000},
}};

std::optional<std::int64_t> unit_nanos(std::string_view name) noexcept {
    for (const auto& unit : duration_units) {
        if (unit.name == name) return unit.nanos;
    }
    return std::nullopt;
}

// One "12.5h" off the front, in nanoseconds; nothing when it is none, or larger than any duration.
std::optional<wide_int> take_duration_part(std::string_view& text) noexcept {
    constexpr std::int64_t largest = 1'000'000'000'000'000'000;
    constexpr wide_int longest = static_cast<wide_int>(duration::max_seconds) * nanos_per_second;
    wide_int whole = 0;
    std::int64_t fraction = 0;
    std::int64_t fraction_scale = 1;
    std::size_t digits = 0;
    for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1), ++digits) {
        if (whole > longest) return std::nullopt;
        whole = whole * 10 + (text.front() - '0');
    }
    if (!text.empty() && text.front() == '.') {
        text.remove_prefix(1);
        for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1), ++digits) {
            if (fraction_scale >= largest) continue;  // past any nanosecond
            fraction = fraction * 10 + (text.front() - '0');
            fraction_scale *= 10;
        }
    }
    if (digits == 0) return std::nullopt;
    const auto unit_end = std::find_if(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '.'; });
    const auto nanos = unit_nanos(text.substr(0, static_cast<std::size_t>(unit_end - text.begin())));
    if (!nanos) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(unit_end - text.begin()));
    return whole * *nanos + static_cast<wide_int>(fraction) * *nanos / fraction_scale;
}

}  // namespace

std::optional<std::int64_t> int_from_text(std::string_view text) noexcept {
    if (text.starts_with('+')) {
        text.remove_prefix(1);
        if (text.starts_with('-')) return std::nullopt;
    }
    std::int64_t result = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), result);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return result;
}

std::optional<double> number_from_text(std::string_view text) noexcept {
    const bool negative = take_sign(text);
    const auto with_sign = [&](double d) { return negative ? -d : d; };
    if (equals_in_any_case(text, "nan")) return std::numeric_limits<double>::quiet_NaN();
    if (equals_in_any_case(text, "inf") || equals_in_any_case(text, "infinity")) return with_sign(std::numeric_limits<double>::infinity());
    if (text.empty() || !(is_digit(text.front()) || text.front() == '.')) return std::nullopt;
    double result = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), result);
    if (end != text.data() + text.size()) return std::nullopt;
    if (error == std::errc::result_out_of_range) return is_tiny(text) ? std::optional(with_sign(0)) : std::nullopt;
    if (error != std::errc()) return std::nullopt;
    return with_sign(result);
}

std::optional<bool> bool_from_text(std::string_view text) noexcept {
    for (const std::string_view yes : {"true", "True", "TRUE", "t", "T", "1"}) {
        if (text == yes) return true;
    }
    for (const std::string_view no : {"false", "False", "FALSE", "f", "F", "0"}) {
        if (text == no) return false;
    }
    return std::nullopt;
}

std::optional<duration> duration_from_text(std::string_view text) noexcept {
    const bool negative = take_sign(text);
    if (text == "0") return duration{};
    if (text.empty()) return std::nullopt;
    wide_int nanos = 0;
    while (!text.empty()) {
        const auto part = take_duration_part(text);
        if (!part) return std::nullopt;
        nanos += *part;
        if (nanos > static_cast<wide_int>(duration::max_seconds) * nanos_per_second) return std::nullopt;
    }
    if (negative) nanos = -nanos;
    auto seconds = static_cast<std::int64_t>(nanos / nanos_per_second);
    auto rest = static_cast<std::int32_t>(nanos % nanos_per_second);
    if (rest < 0) {
        rest += nanos_per_second;
        --seconds;
    }
    const duration result{seconds, rest};
    if (!result.in_range()) return std::nullopt;
    return result;
}

std::optional<timestamp> time_from_text(std::string_view text) noexcept {
    constexpr std::size_t between = 10;  // date and time
    if (text.size() <= between || (text[between] != 'T' && text[between] != 't')) return std::nullopt;
    return parse_rfc3339(text);
}

std::optional<zone> zone_from_text(std::string_view text) {
    if (!text.empty() && is_digit(text.front())) return zone::load(std::string(1, '+').append(text));
    return zone::load(text);
}

std::string text_from_number(double d) {
    if (std::isnan(d)) return "NaN";
    if (std::isinf(d)) return d < 0 ? "-Inf" : "+Inf";
    std::array<char, 400> buffer{};
    const auto print = [&](std::chars_format form) {
        return std::string(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), d, form).ptr);
    };
    auto scientific = print(std::chars_format::scientific);
    const auto exponent = int_from_text(std::string_view(scientific).substr(scientific.find('e') + 1)).value_or(0);
    return exponent < -4 || exponent >= 6 ? scientific : print(std::chars_format::fixed);
}

std::string text_from_duration(duration d) {
    const bool negative = d.seconds < 0;
    auto seconds = d.seconds;
    auto nanos = d.nanos;
    if (negative) {
        seconds = -seconds - (nanos != 0 ? 1 : 0);
        nanos = nanos != 0 ? nanos_per_second - nanos : 0;
    }
    auto text = fmt::format("{}{}", negative ? "-" : "", seconds);
    if (nanos != 0) {
        text += fmt::format(".{:09}", nanos);
        while (text.back() == '0') text.pop_back();
    }
    return text + 's';
}

ESCALERA_NAMESPACE_END

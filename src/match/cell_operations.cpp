#include "match/cell_operations.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include <fmt/compile.h>
#include <fmt/format.h>

#include "escalera/model/civil.hpp"
#include "escalera/model/text_conversion.hpp"
#include "escalera/model/wide_int.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr std::int64_t smallest_int = std::numeric_limits<std::int64_t>::min();

// Seconds and nanoseconds added up or taken away; nothing on overflow.
struct seconds_and_nanos {
    std::int64_t seconds = 0;
    std::int32_t nanos = 0;
};

std::optional<seconds_and_nanos> combine(const cell& a, const cell& b, int sign) noexcept {
    auto nanos = static_cast<std::int64_t>(a.extent) + sign * static_cast<std::int64_t>(b.extent);
    std::int64_t carry = 0;
    if (nanos < 0) {
        nanos += nanos_per_second;
        carry = -1;
    } else if (nanos >= nanos_per_second) {
        nanos -= nanos_per_second;
        carry = 1;
    }
    std::int64_t seconds = 0;
    const bool overflowed =
        sign > 0 ? __builtin_add_overflow(a.integer, b.integer, &seconds) : __builtin_sub_overflow(a.integer, b.integer, &seconds);
    if (overflowed || __builtin_add_overflow(seconds, carry, &seconds)) return std::nullopt;
    return seconds_and_nanos{seconds, static_cast<std::int32_t>(nanos)};
}

cell time_cell(const std::optional<seconds_and_nanos>& t) noexcept {
    if (!t) return {};
    const timestamp result{t->seconds, t->nanos};
    return result.in_range() ? cell::of(result) : cell{};
}

cell span_cell(const std::optional<seconds_and_nanos>& d) noexcept {
    if (!d) return {};
    const duration result{d->seconds, d->nanos};
    return result.in_range() ? cell::of(result) : cell{};
}

// CEL's cases have the distance of two timestamps fit into 64 bits of nanoseconds: about 292 years.
cell distance(const cell& a, const cell& b) noexcept {
    const auto apart = combine(a, b, -1);
    if (!apart) return {};
    const auto nanos = static_cast<wide_int>(apart->seconds) * nanos_per_second + apart->nanos;
    return nanos == static_cast<std::int64_t>(nanos) ? span_cell(apart) : cell{};
}

// Towards zero. The bounds themselves are refused: 2^63 is no int, and CEL's -2^63 is out of range as a double.
cell int_of_number(double d) noexcept {
    constexpr double bound = 9223372036854775808.0;
    if (!(d > -bound && d < bound)) return {};
    return cell::of(static_cast<std::int64_t>(d));
}

cell int_of_text(std::string_view text) noexcept {
    const bool plus = text.starts_with('+');
    if (plus) text.remove_prefix(1);
    if (plus && text.starts_with('-')) return {};
    std::int64_t result = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, result);
    return read.ec == std::errc() && read.ptr == end && !text.empty() ? cell::of(result) : cell{};
}

// The nearest double, by way of the digits: dividing the units would round twice.
cell number_of_decimal(decimal d) noexcept {
    text_space space;
    const auto text = write_text(cell::of(d), space);
    double result = 0;
    std::from_chars(text.data(), text.data() + text.size(), result);
    return cell::of(result);
}

template <class T>
cell cell_of(const std::optional<T>& v) noexcept {
    return v ? cell::of(*v) : cell{};
}

// Without the zeros at the end of a fraction.
char* trim_zeros(char* end) noexcept {
    while (end[-1] == '0') --end;
    return end;
}

char* write_decimal(char* out, decimal d) noexcept {
    if (d.units < 0) *out++ = '-';
    const auto magnitude = d.units < 0 ? 0 - static_cast<std::uint64_t>(d.units) : static_cast<std::uint64_t>(d.units);
    out = fmt::format_to(out, FMT_COMPILE("{}"), magnitude / decimal::scale);
    const auto fraction = magnitude % decimal::scale;
    return fraction == 0 ? out : trim_zeros(fmt::format_to(out, FMT_COMPILE(".{:04}"), fraction));
}

char* write_seconds(char* out, const cell& span) noexcept {
    auto seconds = span.integer;
    auto nanos = span.extent;
    if (seconds < 0) {
        *out++ = '-';
        if (nanos != 0) {
            ++seconds;
            nanos = nanos_per_second - nanos;
        }
        seconds = -seconds;
    }
    out = fmt::format_to(out, FMT_COMPILE("{}"), seconds);
    if (nanos != 0) out = trim_zeros(fmt::format_to(out, FMT_COMPILE(".{:09}"), nanos));
    *out++ = 's';
    return out;
}

char* write_time(char* out, const cell& time) noexcept {
    const auto c = civil_from_wall_seconds(time.integer);
    out = fmt::format_to(out, FMT_COMPILE("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}"), c.date.year, c.date.month, c.date.day, c.hour, c.minute,
                         c.second);
    if (time.extent != 0) out = trim_zeros(fmt::format_to(out, FMT_COMPILE(".{:09}"), time.extent));
    *out++ = 'Z';
    return out;
}

// The fewest digits that read back as the same number; with an exponent below 1e-04 and from 1e+06 on.
char* write_number(char* out, double d) noexcept {
    const auto word = [&](std::string_view w) { return std::copy(w.begin(), w.end(), out); };
    if (std::isnan(d)) return word("NaN");
    if (std::isinf(d)) return word(d < 0 ? "-Inf" : "+Inf");
    auto* const end = out + sizeof(text_space);
    auto* const written = std::to_chars(out, end, d, std::chars_format::scientific).ptr;
    const auto* const e = std::find(out, written, 'e');
    int exponent = 0;
    std::from_chars(e[1] == '+' ? e + 2 : e + 1, written, exponent);
    if (exponent < -4 || exponent >= 6) return written;
    return std::to_chars(out, end, d, std::chars_format::fixed).ptr;
}

}  // namespace

cell calculate_int(opcode what, const cell& a, const cell& b) noexcept {
    std::int64_t result = 0;
    bool overflowed = false;
    switch (what) {
        case opcode::negate_int: overflowed = __builtin_sub_overflow(0, a.integer, &result); break;
        case opcode::add_int: overflowed = __builtin_add_overflow(a.integer, b.integer, &result); break;
        case opcode::subtract_int: overflowed = __builtin_sub_overflow(a.integer, b.integer, &result); break;
        case opcode::multiply_int: overflowed = __builtin_mul_overflow(a.integer, b.integer, &result); break;
        case opcode::divide_int:
            overflowed = b.integer == 0 || (a.integer == smallest_int && b.integer == -1);
            if (!overflowed) result = a.integer / b.integer;
            break;
        default:  // remainder_int; where the quotient would not fit it is an overflow too, as in CEL's own implementations
            overflowed = b.integer == 0 || (a.integer == smallest_int && b.integer == -1);
            if (!overflowed) result = a.integer % b.integer;
    }
    return overflowed ? cell{} : cell::of(result);
}

cell calculate_number(opcode what, const cell& a, const cell& b) noexcept {
    switch (what) {
        case opcode::negate_number: return cell::of(-a.number);
        case opcode::add_number: return cell::of(a.number + b.number);
        case opcode::subtract_number: return cell::of(a.number - b.number);
        case opcode::multiply_number: return cell::of(a.number * b.number);
        default: return cell::of(a.number / b.number);
    }
}

cell calculate_decimal(opcode what, const cell& a, const cell& b) noexcept {
    decimal result;
    bool overflowed = false;
    switch (what) {
        case opcode::negate_decimal: overflowed = __builtin_sub_overflow(0, a.integer, &result.units); break;
        case opcode::add_decimal: overflowed = __builtin_add_overflow(a.integer, b.integer, &result.units); break;
        default: overflowed = __builtin_sub_overflow(a.integer, b.integer, &result.units);  // subtract_decimal
    }
    return overflowed ? cell{} : cell::of(result);
}

cell calculate_time(opcode what, const cell& a, const cell& b) noexcept {
    switch (what) {
        case opcode::add_time_span: return time_cell(combine(a, b, 1));
        case opcode::subtract_time_span: return time_cell(combine(a, b, -1));
        case opcode::add_span: return span_cell(combine(a, b, 1));
        case opcode::subtract_time: return distance(a, b);
        default: return span_cell(combine(a, b, -1));  // subtract_span
    }
}

cell convert(opcode what, const cell& from) noexcept {
    switch (what) {
        case opcode::int_from_number: return int_of_number(from.number);
        case opcode::int_from_decimal: return cell::of(from.integer / decimal::scale);
        case opcode::int_from_text: return int_of_text(from.as_text());
        case opcode::int_from_time: return cell::of(from.integer);
        case opcode::number_from_int: return cell::of(static_cast<double>(from.integer));
        case opcode::number_from_decimal: return number_of_decimal(from.as_decimal());
        case opcode::number_from_text: return cell_of(number_from_text(from.as_text()));
        case opcode::bool_from_text: return cell_of(bool_from_text(from.as_text()));
        case opcode::time_from_int: {
            const timestamp t{from.integer, 0};
            return t.in_range() ? cell::of(t) : cell{};
        }
        case opcode::time_from_text: return cell_of(parse_rfc3339(from.as_text()));
        default: return cell_of(duration_from_text(from.as_text()));  // span_from_text
    }
}

std::string_view write_text(const cell& from, text_space& space) noexcept {
    auto* const begin = space.data();
    auto* end = begin;
    switch (from.what) {
        case kind::boolean: return from.as_bool() ? "true" : "false";
        case kind::integer: end = fmt::format_to(begin, FMT_COMPILE("{}"), from.integer); break;
        case kind::number: end = write_number(begin, from.number); break;
        case kind::dec: end = write_decimal(begin, from.as_decimal()); break;
        case kind::time: end = write_time(begin, from); break;
        case kind::span: end = write_seconds(begin, from); break;
        default: break;
    }
    return {begin, static_cast<std::size_t>(end - begin)};
}

cell part_of_timestamp(opcode what, timestamp t, int offset_seconds) noexcept {
    const auto wall = t.seconds + offset_seconds;
    const auto c = civil_from_wall_seconds(wall);
    const auto days = days_from_civil(c.date);
    const auto part = [](std::int64_t i) { return cell::of(i); };
    switch (what) {
        case opcode::full_year: return part(c.date.year);
        case opcode::month: return part(c.date.month - 1);
        case opcode::date: return part(c.date.day);
        case opcode::day_of_month: return part(c.date.day - 1);
        case opcode::day_of_week: return part(weekday_from_days(days));
        case opcode::day_of_year: return part(days - days_from_civil({c.date.year, 1, 1}));
        case opcode::hours: return part(c.hour);
        case opcode::minutes: return part(c.minute);
        case opcode::seconds: return part(c.second);
        default: return part(t.nanos / 1'000'000);
    }
}

cell part_of_duration(opcode what, duration d) noexcept {
    // Towards zero: -1.5s is stored as -2s and half a second.
    const bool is_split = d.seconds < 0 && d.nanos != 0;
    const auto seconds = is_split ? d.seconds + 1 : d.seconds;
    const std::int64_t nanos = is_split ? d.nanos - nanos_per_second : d.nanos;
    switch (what) {
        case opcode::span_hours: return cell::of(seconds / 3600);
        case opcode::span_minutes: return cell::of(seconds / 60);
        case opcode::span_seconds: return cell::of(seconds);
        default: return cell::of(nanos / 1'000'000);
    }
}

std::int64_t count_code_points_of(std::string_view text) noexcept {
    return std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

ESCALERA_NAMESPACE_END

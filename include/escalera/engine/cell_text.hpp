#pragma once
// A cell as text for people: in the texts of actions, and in the keys of alerts.
//
// Threads: pure.   Cost: linear in the text.

#include <charconv>
#include <cstdint>

#include "escalera/config.hpp"
#include "escalera/model/buffer.hpp"
#include "escalera/model/civil.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace detail {

inline char* print_decimal(char* at, std::int64_t units) noexcept {
    const bool negative = units < 0;
    const auto magnitude = negative ? 0 - static_cast<std::uint64_t>(units) : static_cast<std::uint64_t>(units);
    if (negative) *at++ = '-';
    at = std::to_chars(at, at + 24, magnitude / decimal::scale).ptr;
    auto rest = magnitude % decimal::scale;
    if (rest == 0) return at;
    *at++ = '.';
    for (std::uint64_t step = decimal::scale / 10; rest != 0; step /= 10) {
        *at++ = static_cast<char>('0' + rest / step);
        rest %= step;
    }
    return at;
}

inline char* print_time(char* at, const cell& c) noexcept {
    const auto t = civil_from_wall_seconds(c.integer);
    const auto two = [&at](int n, char behind) noexcept {
        *at++ = static_cast<char>('0' + n / 10 % 10);
        *at++ = static_cast<char>('0' + n % 10);
        *at++ = behind;
    };
    *at++ = static_cast<char>('0' + t.date.year / 1000 % 10);
    *at++ = static_cast<char>('0' + t.date.year / 100 % 10);
    two(static_cast<int>(t.date.year % 100), '-');
    two(t.date.month, '-');
    two(t.date.day, 'T');
    two(t.hour, ':');
    two(t.minute, ':');
    two(t.second, '.');
    --at;
    if (auto rest = c.extent; rest != 0) {
        *at++ = '.';
        for (std::uint32_t step = nanos_per_second / 10; rest != 0; step /= 10) {
            *at++ = static_cast<char>('0' + rest / step);
            rest %= step;
        }
    }
    *at++ = 'Z';
    return at;
}

}  // namespace detail

// An absent one is no text at all.
inline void append_text(buffer<char>& out, const cell& c) noexcept {
    char digits[40];
    char* end = digits;
    switch (c.what) {
        case kind::text: out.append(c.chars, c.extent); return;
        case kind::boolean:
            end = digits + (c.as_bool() ? 4 : 5);
            __builtin_memcpy(digits, c.as_bool() ? "true" : "false", 5);
            break;
        case kind::integer: end = std::to_chars(digits, digits + sizeof(digits), c.integer).ptr; break;
        case kind::number: end = std::to_chars(digits, digits + sizeof(digits), c.number).ptr; break;
        case kind::dec: end = detail::print_decimal(digits, c.integer); break;
        case kind::time: end = detail::print_time(digits, c); break;
        case kind::span:
            end = std::to_chars(digits, digits + 24, c.integer).ptr;
            *end++ = 's';
            break;
        case kind::list:
            for (std::uint32_t i = 0; i < c.extent; ++i) {
                if (i != 0) out.append(", ", 2);
                append_text(out, c.elements[i]);
            }
            return;
        case kind::absent: return;
    }
    out.append(digits, static_cast<std::size_t>(end - digits));
}

ESCALERA_NAMESPACE_END

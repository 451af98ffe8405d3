#pragma once
// UTF-8, one code point at a time.
//
// Threads: pure functions.   Cost: a few instructions a code point.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

struct code_point {
    char32_t is = 0;
    std::size_t bytes = 0;
};

// The code point at the front of a text; nothing where it is not UTF-8 (overlong forms, surrogates and what lies
// past U+10FFFF included) or the text is empty.
[[nodiscard]] constexpr std::optional<code_point> first_code_point(std::string_view text) noexcept {
    if (text.empty()) return std::nullopt;
    const auto lead = static_cast<unsigned char>(text.front());
    if (lead < 0x80) return code_point{lead, 1};
    const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return std::nullopt;
    char32_t is = lead & (0x7FU >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) {
        const auto next = static_cast<unsigned char>(text[i]);
        if ((next & 0xC0U) != 0x80U) return std::nullopt;
        is = is << 6U | (next & 0x3FU);
    }
    constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (is < smallest[bytes] || is > 0x10FFFF || (is >= 0xD800 && is <= 0xDFFF)) return std::nullopt;
    return code_point{is, bytes};
}

// Where the first byte that is not UTF-8 stands.
[[nodiscard]] constexpr std::optional<std::size_t> find_broken_utf8(std::string_view text) noexcept {
    for (std::size_t at = 0; at < text.size();) {
        const auto next = first_code_point(text.substr(at));
        if (!next) return at;
        at += next->bytes;
    }
    return std::nullopt;
}

// Of a text that is UTF-8.
[[nodiscard]] constexpr std::size_t count_code_points(std::string_view text) noexcept {
    std::size_t count = 0;
    for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
    return count;
}

inline void append_utf8(std::string& text, char32_t c) {
    const auto byte = [&](char32_t bits) { text.push_back(static_cast<char>(static_cast<unsigned char>(bits))); };
    if (c < 0x80) {
        byte(c);
    } else if (c < 0x800) {
        byte(0xC0 | c >> 6U);
        byte(0x80 | (c & 0x3FU));
    } else if (c < 0x10000) {
        byte(0xE0 | c >> 12U);
        byte(0x80 | (c >> 6U & 0x3FU));
        byte(0x80 | (c & 0x3FU));
    } else {
        byte(0xF0 | c >> 18U);
        byte(0x80 | (c >> 12U & 0x3FU));
        byte(0x80 | (c >> 6U & 0x3FU));
        byte(0x80 | (c & 0x3FU));
    }
}

ESCALERA_NAMESPACE_END

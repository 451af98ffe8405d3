#pragma once
// UTF-8 checked, counted and mended, and Latin-1 turned into it.
//
// UTF-8 is that of RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
// Threads: pure functions.   Cost: linear; plain ASCII goes eight bytes at a time.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

enum class text_encoding : std::uint8_t { utf8, latin1 };

// The offset of the first byte that is not part of a valid character; npos when all is well.
[[nodiscard]] ESCALERA_API std::size_t first_invalid_utf8(std::string_view text) noexcept;

// Every byte that is not part of a valid character becomes U+FFFD.
[[nodiscard]] ESCALERA_API std::string with_valid_utf8(std::string_view text);

// Code points; a byte that is no part of a valid character counts as one.
[[nodiscard]] ESCALERA_API std::size_t count_code_points(std::string_view text) noexcept;

// Appends Latin-1 (ISO 8859-1: each byte is the code point of its number) as UTF-8.
ESCALERA_API void append_latin1(std::string& to, std::string_view latin1);

ESCALERA_NAMESPACE_END

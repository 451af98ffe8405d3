#pragma once
// What stands between the quotes of a string literal, and the way back.
//
//   \a \b \f \n \r \t \v  \\ \? \" \' \`  \xHH \XHH  \ooo (000 to 377)  \uHHHH  \UHHHHHHHH
//
// \x and octal escapes are code points, not bytes. A pair of \u surrogates is one code point.
// Threads: pure functions.   Cost: linear.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

// A bad escape: bytes [begin, end) of the text given.
struct escape_error {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string message;
    std::string suggestion;
};

// The text behind the escapes; what cannot be read is left out and reported.
[[nodiscard]] ESCALERA_API std::string read_escapes(std::string_view between_quotes, std::vector<escape_error>& errors);

// "…" with the escapes that are needed: read_escapes gives the same text back.
[[nodiscard]] ESCALERA_API std::string quote(std::string_view text);

ESCALERA_NAMESPACE_END

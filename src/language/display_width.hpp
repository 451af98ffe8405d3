#pragma once
// How many columns of a terminal a character takes: none (combining marks), one, or two (East Asian wide, emoji).
//
// Threads: pure.   Cost: a search in a short table.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

struct text_character {
    std::uint32_t value = 0;
    std::size_t bytes = 1;
    std::size_t columns = 1;
    bool printable = true;  // no control character, no broken UTF-8, nothing that turns the text's direction
};

// The first character of a text that is not empty.
[[nodiscard]] text_character first_character(std::string_view text) noexcept;

ESCALERA_NAMESPACE_END

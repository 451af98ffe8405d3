#pragma once
// Whether a condition breaks off inside a string or a bracket: the sign that YAML has cut it.
//
// Threads: pure.   Cost: linear in the text.

#include <string_view>

#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

struct unfinished_text {
    bool in_string = false;
    bool in_bracket = false;
};

[[nodiscard]] unfinished_text what_is_unfinished(std::string_view condition) noexcept;

ESCALERA_NAMESPACE_END

#pragma once
// What must hold for a text before YAML is read from it: UTF-8, no control characters, no lone carriage returns.
//
// Threads: pure.   Cost: one pass over the text.

#include <optional>
#include <string_view>

#include "edited_text.hpp"
#include "escalera/language/diagnostic.hpp"

ESCALERA_NAMESPACE_BEGIN

// Reports what is wrong and replaces it in `text`, so that the rest can be read. False when there is nothing to read
// at all: another encoding.
[[nodiscard]] bool check_text(edited_text& text, diagnostics& found);

// yaml-cpp reads all that an opening bracket could begin before it tells of the bracket, in memory. Brackets that open by
// the thousand are therefore refused before it sees them: the offset of the first one too many.
[[nodiscard]] std::optional<std::size_t> first_bracket_too_deep(std::string_view text, std::size_t most) noexcept;

ESCALERA_NAMESPACE_END

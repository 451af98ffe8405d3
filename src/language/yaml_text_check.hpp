#pragma once
// What must hold for a text before YAML is read from it: UTF-8, no control characters, no lone carriage returns.
//
// Threads: pure.   Cost: one pass over the text.

#include <vector>

#include "edited_text.hpp"
#include "escalera/language/diagnostic.hpp"

ESCALERA_NAMESPACE_BEGIN

// Reports what is wrong and replaces it in `text`, so that the rest can be read. False when there is nothing to read
// at all: another encoding.
[[nodiscard]] bool check_text(edited_text& text, diagnostics& found);

ESCALERA_NAMESPACE_END

#pragma once
// Reading on behind mistakes: where YAML cannot be read, the line at fault is found by trying, taken out, and the
// rest is read again.
//
// Which line is at fault is often not where the parser stopped: a quote that is not closed swallows lines until the
// next quote. So every line that could be at fault is tried, and the one behind which the parser comes furthest is
// taken (of equal ones the earliest).
//
// Threads: no shared state.   Cost: a reading per line tried; the number of repairs, and the text read, are bounded.

#include <span>
#include <string_view>

#include "edited_text.hpp"
#include "escalera/language/yaml_reader.hpp"

ESCALERA_NAMESPACE_BEGIN

[[nodiscard]] yaml_document_ptr read_with_repairs(edited_text text, diagnostics& found, const yaml_limits& limits,
                                                  std::span<const std::string_view> condition_keys);

ESCALERA_NAMESPACE_END

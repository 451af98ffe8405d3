#pragma once
// Where each character of a decoded YAML scalar stands in the text: a second look at the scalar, in the style it is
// written in, held against what the parser made of it.
//
// Threads: pure.   Cost: linear in the scalar.

#include <optional>
#include <string_view>
#include <vector>

#include "escalera/language/located_text.hpp"
#include "escalera/language/yaml_node.hpp"

ESCALERA_NAMESPACE_BEGIN

struct scalar_places {
    std::vector<located_text::run> runs;  // offsets into `text`
    std::size_t last_end = 0;             // behind the last character
    std::size_t end = 0;                  // behind the scalar, closing quote included
    bool closed = true;                   // a quote that is opened is closed
};

// The scalar that begins at `text[begin]` (its quote, its '|' or '>', or its first character) and decodes to
// `decoded`. Nothing when the second look comes to another text.
[[nodiscard]] std::optional<scalar_places> find_scalar_places(std::string_view text, std::size_t begin, scalar_style style,
                                                              std::string_view decoded);

ESCALERA_NAMESPACE_END

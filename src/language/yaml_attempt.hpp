#pragma once
// One reading of a text by yaml-cpp: the tree it came to, or how far it came.
//
// This is the only place that knows yaml-cpp. Places in the result are in the source, whatever was edited.
// Threads: no shared state.   Cost: linear in the text; stops at the limits.

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "edited_text.hpp"
#include "escalera/language/yaml_reader.hpp"

ESCALERA_NAMESPACE_BEGIN

struct yaml_failure {
    enum class reason { syntax, tab, unclosed, unknown_alias };
    reason why = reason::syntax;
    std::size_t at = 0;   // offset in the edited text
    std::string message;  // the library's own
};

struct text_stretch {
    std::size_t begin = 0;  // offsets in the edited text
    std::size_t end = 0;
};

struct yaml_attempt {
    std::shared_ptr<yaml_document> document;
    diagnostics found;
    std::optional<yaml_failure> failed;   // syntax; limits are findings and end the reading without it
    std::vector<text_stretch> free_text;  // quoted and block scalars met, in order
    std::vector<std::size_t> open_flows;  // where the brackets that were open at the failure begin, outermost first
    std::size_t last_end = 0;             // behind the last scalar met
};

// `condition_keys`: keys whose values are conditions; an anchor or tag at such a value is told as what it most likely is.
[[nodiscard]] yaml_attempt attempt_yaml(const edited_text& text, const yaml_limits& limits,
                                        std::span<const std::string_view> condition_keys);

ESCALERA_NAMESPACE_END

#pragma once
// Why YAML could not be read, in words that help: the parser's own message turned into a finding, and what YAML does
// to conditions told as that.
//
// Threads: pure.   Cost: linear in the line at fault.

#include <optional>
#include <span>
#include <string_view>

#include "escalera/language/diagnostic.hpp"
#include "yaml_attempt.hpp"

ESCALERA_NAMESPACE_BEGIN

// A line of the form "  - key: value  # comment" (dashes and comment may be missing), by source offsets.
struct entry_line {
    std::size_t begin = 0;        // of the line
    std::size_t end = 0;          // without its break
    std::size_t content = 0;      // behind indentation and dashes
    std::size_t key_end = 0;      // == content: no key
    std::size_t value = 0;        // behind the colon and blanks; == end: no value
    std::size_t indentation = 0;  // blanks at the beginning
    std::size_t dashes_end = 0;   // behind the last "- "; == begin + indentation: none

    [[nodiscard]] bool has_key() const noexcept { return key_end > content; }
};

[[nodiscard]] entry_line entry_line_at(std::string_view text, std::size_t offset) noexcept;

// The finding for a failure at `at` (source offset), the line at fault being `line`.
[[nodiscard]] diagnostic explain_failure(const source_ptr& in, const yaml_failure& why, std::size_t at, const entry_line& line,
                                         std::span<const std::string_view> condition_keys);

ESCALERA_NAMESPACE_END

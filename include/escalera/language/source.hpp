#pragma once
// A text with a name, and the way from a byte offset to the line and column that a person sees.
//
// Lines and columns are 1-based; columns count code points, so that a caret stands under the character meant.
// This is the only place where offsets become positions.
// Invariant: an offset is at most text().size(); what lies inside a multi-byte character belongs to it.
// Threads: immutable.   Cost: position_of() is O(log lines), however long the line is.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

struct position {
    std::uint32_t line = 1;
    std::uint32_t column = 1;

    friend bool operator==(position, position) noexcept = default;
};

class source {
public:
    // `name` is what messages print: a path as the user gave it, or "<expression>".
    ESCALERA_API source(std::string name, std::string text);

    [[nodiscard]] const std::string& name() const noexcept { return x_name; }
    [[nodiscard]] std::string_view text() const noexcept { return x_text; }

    [[nodiscard]] ESCALERA_API position position_of(std::size_t offset) const noexcept;

    // The line (1-based) without its line break; empty past the end.
    [[nodiscard]] ESCALERA_API std::string_view line(std::uint32_t number) const noexcept;
    [[nodiscard]] std::uint32_t line_count() const noexcept { return static_cast<std::uint32_t>(x_line_starts.size()); }

    // The byte offset of a 1-based line and column, clamped to the line.
    [[nodiscard]] ESCALERA_API std::size_t offset_of(position p) const noexcept;

private:
    std::string x_name;
    std::string x_text;
    // Inside long lines: an offset, and how many code points of its line stand before it.
    struct waypoint {
        std::size_t offset = 0;
        std::uint32_t column = 0;
    };

    std::vector<std::size_t> x_line_starts;
    std::vector<waypoint> x_waypoints;
};

using source_ptr = std::shared_ptr<const source>;

ESCALERA_NAMESPACE_END

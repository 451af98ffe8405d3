#pragma once
// One JSON object in one line, validated whole, as a flat tree: every node is followed by its children, numbers keep
// their text, and every value knows where it stands.
//
// What is refused: anything that RFC 8259 does not allow, a text that is no object, bytes that are not UTF-8, a key
// twice in one object at any depth, and nesting deeper than `deepest`.
// Invariant: nodes()[0] is the object; the children of node i begin at i + 1; a node's subtree ends at node.end, where
// its next sibling stands.
// Threads: belongs to one thread.   Cost: one pass; memory is used again from line to line. Views live until the next
// parse.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "escalera/adapters/rejects.hpp"
#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

enum class json_kind : std::uint8_t { null, boolean, number, text, list, object };

// "null", "a bool", "a number", "a string", "a list", "an object": as messages name it.
[[nodiscard]] ESCALERA_API std::string_view name_of(json_kind k) noexcept;

struct json_node {
    json_kind what = json_kind::null;
    std::string_view key;    // of a member of an object, unescaped
    std::string_view text;   // of a string, unescaped; of a number, a bool and null, as written
    std::size_t offset = 0;  // of the value in its line
    std::uint32_t end = 0;   // index behind its last descendant
};

class json_line {
public:
    static constexpr std::size_t deepest = 64;

    ESCALERA_API json_line();
    ESCALERA_API json_line(json_line&&) noexcept;
    ESCALERA_API ~json_line();

    // What is wrong with it, as far as the line alone can tell (`line` of the fault is not set); nothing when it is good.
    [[nodiscard]] ESCALERA_API std::optional<row_fault> parse(std::string_view line);

    [[nodiscard]] ESCALERA_API std::span<const json_node> nodes() const noexcept;

private:
    struct state;
    std::unique_ptr<state> x_state;
};

// 1-based, in code points.
[[nodiscard]] ESCALERA_API std::uint32_t column_at(std::string_view line, std::size_t offset) noexcept;

ESCALERA_NAMESPACE_END

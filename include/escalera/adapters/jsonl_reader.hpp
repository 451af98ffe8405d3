#pragma once
// JSON lines, line by line: each line one JSON object, validated whole (json_line.hpp). Blank lines are skipped.
//
// A line ends with LF, or CRLF; a last line without an end is a line. A line that is no good is a fault, and the next
// one is read behind it.
// Invariant: lines and faults do not depend on how the bytes arrive in pieces.
// Threads: belongs to one thread.   Cost: one pass over the bytes; memory for the longest line.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "escalera/adapters/csv_reader.hpp"
#include "escalera/adapters/json_line.hpp"
#include "escalera/adapters/read_window.hpp"
#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

class jsonl_reader {
public:
    ESCALERA_API explicit jsonl_reader(std::unique_ptr<byte_source> from, std::size_t max_row_bytes = std::size_t{1} << 20);

    // The next line. A fault is told by fault(); after `end` and `failed` nothing more comes.
    ESCALERA_API row_outcome next();

    // Of the last line, until the next call.
    [[nodiscard]] std::span<const json_node> nodes() const noexcept { return x_line.nodes(); }
    [[nodiscard]] std::string_view text() const noexcept { return x_text; }
    [[nodiscard]] std::uint64_t line() const noexcept { return x_number; }
    [[nodiscard]] row_position position_of(const json_node& node) const noexcept { return {x_number, column_at(x_text, node.offset)}; }

    [[nodiscard]] const row_fault& fault() const noexcept { return x_fault; }
    [[nodiscard]] std::string row_text() const { return std::string(x_text); }

    [[nodiscard]] const boost::system::error_code& failed() const noexcept { return x_window.failed(); }
    [[nodiscard]] const byte_source& source() const noexcept { return x_window.source(); }

private:
    bool find_line();
    void skip_long_line();

    read_window x_window;
    std::size_t x_max_bytes;
    json_line x_line;
    std::string_view x_text;  // in the window, or the shown part of a line that is too long
    std::string x_long_line;
    std::size_t x_used = 0;
    std::uint64_t x_number = 0;
    bool x_too_long = false;
    row_fault x_fault;
};

ESCALERA_NAMESPACE_END

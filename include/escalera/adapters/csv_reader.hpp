#pragma once
// CSV as RFC 4180 says it, row by row: cells apart by a delimiter, cells in quotes that may hold delimiters, line
// breaks and doubled quotes; rows end with LF, CRLF or CR. Empty lines are skipped and are no rows.
//
// A row is a fault, and the next one is read behind it, when it is not UTF-8, has a quote inside an unquoted cell or
// text behind a closing quote (the row then ends with its line), more or fewer cells than the header, a quote that
// the end of the file leaves open (all of the rest is that row: none of it is taken for data), or more than
// max_row_bytes (reading goes on behind the line break that follows).
// Invariant: rows and faults do not depend on how the bytes arrive in pieces.
// Threads: belongs to one thread.   Cost: one pass over the bytes; memory for the longest row.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "escalera/adapters/read_window.hpp"
#include "escalera/adapters/rejects.hpp"
#include "escalera/adapters/text_encoding.hpp"
#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

struct csv_options {
    char delimiter = ',';  // not a quote, CR or LF
    text_encoding encoding = text_encoding::utf8;
    std::vector<std::string> names;  // of the columns, where the file has no header of its own
    std::size_t max_row_bytes = std::size_t{1} << 20;
};

// Where in a file: a line and, in code points, a column.
struct row_position {
    std::uint64_t line = 1;
    std::uint32_t column = 1;
};

enum class row_outcome : std::uint8_t { row, fault, end, failed };

class csv_reader {
public:
    ESCALERA_API csv_reader(std::unique_ptr<byte_source> from, csv_options options);

    // Before anything else: reads the header, unless options name the columns. `end`: the file is empty; `fault`:
    // the header itself cannot be read.
    ESCALERA_API row_outcome begin();
    [[nodiscard]] const std::vector<std::string>& header() const noexcept { return x_header; }
    // Of a column's name in the file's header.
    [[nodiscard]] row_position header_position() const noexcept { return {x_header_line, 1}; }

    // The next row. A fault is told by fault(); after `end` and `failed` nothing more comes.
    ESCALERA_API row_outcome next();

    // Of the last row, until the next call. Cells are UTF-8; as many as the header has.
    [[nodiscard]] std::span<const std::string_view> cells() const noexcept { return x_cells; }
    [[nodiscard]] std::uint64_t line() const noexcept { return x_row_line; }
    [[nodiscard]] ESCALERA_API row_position position_of_cell(std::size_t cell) const noexcept;

    [[nodiscard]] const row_fault& fault() const noexcept { return x_fault; }
    // The text of the last row or fault, as UTF-8, without its line break; of one that is too long, the beginning.
    [[nodiscard]] ESCALERA_API std::string row_text() const;

    [[nodiscard]] const boost::system::error_code& failed() const noexcept { return x_window.failed(); }
    [[nodiscard]] const byte_source& source() const noexcept { return x_window.source(); }

private:
    struct cell_span {
        std::size_t begin = 0;  // of its contents, in the row
        std::size_t end = 0;
        bool quoted = false;
        bool doubled = false;  // holds doubled quotes
    };

    bool have(std::size_t at);
    bool skip_blank_lines();
    row_outcome scan_row();
    bool scan_quoted(std::size_t& at);
    void scan_unquoted(std::size_t& at);
    void scan_to_line_end(std::size_t& at);
    row_outcome end_row(std::size_t at);
    row_outcome skip_long_row();
    void set_fault(reject_reason why, std::string particulars, std::size_t at);
    void make_cells();
    [[nodiscard]] row_position position_at(std::size_t at) const noexcept;
    [[nodiscard]] std::string_view row() const noexcept { return x_window.data().substr(0, x_row_size); }

    read_window x_window;
    csv_options x_options;
    std::vector<std::string> x_header;
    std::uint64_t x_header_line = 1;
    std::uint64_t x_next_line = 1;

    // The row at hand: it stands at the beginning of the window.
    std::uint64_t x_row_line = 1;
    std::size_t x_row_size = 0;  // without its line break
    std::size_t x_used = 0;      // with it: to be dropped before the next row
    bool x_too_long = false;
    bool x_faulty = false;
    std::vector<cell_span> x_spans;
    std::vector<std::string_view> x_cells;
    std::string x_scratch;  // cells that do not stand in the row as they are
    std::string x_long_row;
    row_fault x_fault;
};

ESCALERA_NAMESPACE_END

#pragma once
// Rows that could not be taken: where they stood, why, and how many; so that every row of every file is accounted
// for: read = accepted + rejected.
//
// A rejection is written as one JSON line, {"file","line","column","reason","row"}: `line` and `column` (1-based,
// in code points) point at the row, or at the cell or value to blame; `reason` begins with the reason's fixed
// name, followed by ": " and the particulars; `row` is the row's own text, so that it can be mended and fed again.
// Threads: belongs to the thread that reads.   Cost: counting is an increment; writing is a line into the stream.

#include <array>
#include <cstdint>
#include <iosfwd>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

enum class reject_reason : std::uint8_t {
    bad_encoding,     // bytes that are not UTF-8
    stray_quote,      // a quote inside an unquoted cell, or text behind a closing quote
    unclosed_quote,   // a quoted cell that the file's end cuts off
    too_few_cells,    // fewer than the header
    too_many_cells,   // more than the header
    row_too_long,     // more bytes than a row may have
    bad_json,         // not JSON, or not an object
    duplicate_key,    // one key twice in a JSON object
    unknown_event,    // no kind of event, or none that input can carry
    missing_field,    // a field that every such event needs
    bad_time,         // a time that cannot be read
    bad_value,        // a value that its field cannot hold
    makes_no_event,   // a row in which the map finds no event
    too_late,         // behind the watermark by more than `lateness`
    duplicate_event,  // an id that was taken before
    refused,          // refused by the engine for another reason, which the text tells
};
inline constexpr std::size_t reject_reason_count = 16;

// "too few cells": what stands before the colon in a rejection's reason.
[[nodiscard]] ESCALERA_API std::string_view name_of(reject_reason r) noexcept;

// Where a row of input stands. Files are numbered from 0 in the order of the command line; rows (of data, without
// the header and blank lines) from 1 and on through all files.
struct event_place {
    std::uint32_t file = 0;
    std::uint32_t column = 1;
    std::uint64_t line = 1;
    std::uint64_t row = 1;
};

// What is wrong with a row, and where: before it is known which file and row of data it is.
struct row_fault {
    reject_reason why = reject_reason::bad_value;
    std::string particulars;
    std::uint64_t line = 1;
    std::uint32_t column = 1;
};

struct rejection {
    event_place at;
    reject_reason why = reject_reason::refused;
    std::string particulars;
    std::string row;  // the row's text, as read

    // "too few cells: 3, the header names 4"
    [[nodiscard]] std::string reason() const {
        return particulars.empty() ? std::string(name_of(why)) : std::string(name_of(why)) + ": " + particulars;
    }
};

struct file_tally {
    std::string name;
    std::uint64_t read = 0;
    std::uint64_t accepted = 0;
    std::uint64_t rejected = 0;
    std::array<std::uint64_t, reject_reason_count> by_reason{};  // rows; sums up to `rejected`
};

class rejects {
public:
    // The first rejections are kept for the summary, whether they are written or not.
    static constexpr std::size_t kept = 20;

    // `out` gets the lines; null: they are only counted.
    explicit rejects(std::ostream* out = nullptr) noexcept : x_out(out) {}

    // Numbers files from 0; the reader calls it in the order of its inputs.
    ESCALERA_API std::uint32_t add_file(std::string name);

    void accept(std::uint32_t file) {
        ++x_files[file].read;
        ++x_files[file].accepted;
    }
    // A row that made no event.
    ESCALERA_API void reject(rejection r);
    // An event of a row that was accepted, refused later by the engine. The row moves from accepted to rejected,
    // once, however many of its events are refused; each of them is written.
    ESCALERA_API void refuse(rejection r);

    [[nodiscard]] const std::vector<file_tally>& files() const noexcept { return x_files; }
    [[nodiscard]] ESCALERA_API file_tally total() const;
    [[nodiscard]] const std::vector<rejection>& first() const noexcept { return x_first; }

    // False once a line could not be written.
    [[nodiscard]] bool good() const noexcept { return x_good; }

private:
    void note(rejection r);

    std::ostream* x_out;
    bool x_good = true;
    std::vector<file_tally> x_files;
    std::vector<rejection> x_first;
    std::set<std::pair<std::uint32_t, std::uint64_t>> x_refused_rows;
};

// A rejection as one JSON line, without the line break.
[[nodiscard]] ESCALERA_API std::string to_json_line(const rejection& r, std::string_view file_name);

ESCALERA_NAMESPACE_END

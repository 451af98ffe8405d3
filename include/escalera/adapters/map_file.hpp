#pragma once
// A MAP file: how the columns of rows become events. One row may stand for several events.
//
//   escalera-map: 1
//   rows: csv                        # or jsonl, where a column is a key ("address.zip" looks into an object)
//   delimiter: ";"                   # csv only: one character, or tab; default ","
//   encoding: latin-1                # csv only; default utf-8
//   header: yes                      # csv only: the first row names the columns; or [id, date, text], where none does
//   zone: America/New_York           # of times without an offset; default UTC
//   absent: ["?", N/A]               # cells that mean nothing is known; an empty cell always does
//   events:
//     - complaint:                   # a kind of event, and the fields of event_shape.hpp
//         time: {column: Date received, format: "%m/%d/%Y"}
//         id: Complaint ID
//         ...
//
// What a field is made of:
//   Name                             a column
//   [Company, ZIP code]              several columns, joined by U+001F (a time's by a blank); one absent, all absent
//   row                              the row's number, counted through all files ({column: row} is a column "row")
//   {column: Name or [A, B], ...}    with any of
//       format: "%d/%m/%Y %H:%M"       of a time (time_format.hpp); default RFC 3339
//       zone: Europe/Madrid            of a time; default the file's
//       values: {Web: web, Fax: ~}     a cell's text -> the value's text, ~ for absent; others stay as they are
//       else: other                    but for `else`, which takes their place
//       is: Referral or [A, B]         a bool: whether the cell is one of these
//       split: ";"                     of a list: where the cell is cut
//       join: " "                      of several columns: what stands between them
//   {value: web}                     a constant
//   reply: {by_person: Robot}        fields of another root; as `reply.by_person: Robot`
//
// An event whose time is absent is not made. A row that makes no event, and one with a cell that its field cannot
// hold, is rejected whole.
// Threads: immutable once read.   Cost: cold path.

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "escalera/adapters/event_shape.hpp"
#include "escalera/adapters/field_reading.hpp"
#include "escalera/adapters/text_encoding.hpp"
#include "escalera/config.hpp"
#include "escalera/language/diagnostic.hpp"
#include "escalera/model/schema.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

enum class row_format : std::uint8_t { csv, jsonl };

struct map_column {
    std::string name;
    place at;  // where the map first names it
};

// What a field is made of.
struct map_source {
    enum class origin : std::uint8_t { columns, row_number, constant };

    origin from = origin::columns;
    std::vector<std::size_t> columns;  // indices into map_file::columns
    std::string join;
    time_reading times;
    std::vector<std::pair<std::string, std::optional<std::string>>> values;
    bool has_otherwise = false;
    std::optional<std::string> otherwise;  // nothing: absent
    std::vector<std::string> is;
    std::string split;
    value constant;
};

struct map_field {
    slot into;
    std::string name;  // as messages name it
    map_source from;
};

struct map_event {
    event_kind what = event_kind::complaint;
    std::vector<map_field> fields;  // the time first
};

class map_file {
public:
    row_format rows = row_format::csv;
    char delimiter = ',';
    text_encoding encoding = text_encoding::utf8;
    std::vector<std::string> header;  // empty: the file has its own
    std::vector<std::string> absent;
    std::vector<map_column> columns;  // all that the map names, each once
    std::vector<map_event> events;
};

// Null where there are errors; `found` gets everything found. `fields` are those of the rules that will read the events.
[[nodiscard]] ESCALERA_API std::shared_ptr<const map_file> read_map(source_ptr text, const schema& fields, diagnostics& found);

// The columns of the map in a file's header: for each, the index of its cell. Errors for those that are not there, or
// there twice.
[[nodiscard]] ESCALERA_API std::vector<std::size_t> join_header(const map_file& map, const std::vector<std::string>& header,
                                                                std::string_view file_name, diagnostics& found);

ESCALERA_NAMESPACE_END

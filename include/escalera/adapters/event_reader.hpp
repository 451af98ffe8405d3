#pragma once
// The front door for files: names of inputs go in, events come out, one after the other, in input order or sorted
// by time. What `escalera run` reads through.
//
// Without a map, an input is JSON lines, an event each (json_event.hpp); with one, rows of CSV or JSON lines are
// read as the map says (map_file.hpp), and a row that yields several events gives them in the order of the map's
// list. A row that cannot be taken goes to `rejects` and reading goes on, unless `strict`.
// A failure (a file that cannot be opened, compressed data cut short) is reported after every event read before
// it; a row that the failure cut off is neither read nor rejected.
// An event without an id is given "<kind>:<case or customer>:<intake sequence>".
// Threads: belongs to one thread.   Cost: memory for the longest row and, with `sort`, at most `sort_memory`.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "escalera/adapters/input.hpp"
#include "escalera/adapters/read_notes.hpp"
#include "escalera/adapters/rejects.hpp"
#include "escalera/config.hpp"
#include "escalera/language/diagnostic.hpp"
#include "escalera/model/event.hpp"
#include "escalera/model/schema.hpp"

ESCALERA_NAMESPACE_BEGIN

class map_file;

struct input_event {
    event what;
    event_place at;
    std::string row;  // the row's text, where options ask for it
};

struct event_reader_options {
    std::vector<std::string> inputs;  // names of files; "-" is standard input
    std::shared_ptr<const map_file> map;
    bool strict = false;     // stop at the first rejected row
    bool keep_rows = false;  // give each event the text of its row (for rejects of what the engine refuses)
    std::size_t max_row_bytes = std::size_t{1} << 20;
    std::uint64_t first_sequence = 1;  // the intake sequence of the first event

    bool sort = false;  // by time, then row
    std::size_t sort_memory = std::size_t{256} << 20;
    std::filesystem::path sort_directory;  // of the runs; empty: the system's directory for temporary files
};

enum class read_state : std::uint8_t {
    event,    // here is one
    end,      // every input was read to its end
    stopped,  // `strict`, and a row was rejected
    failed,   // see failure() and findings()
};

struct read_progress {
    std::uint64_t taken = 0;
    std::optional<std::uint64_t> total;  // unknown where an input has no size, such as standard input
};

class event_reader {
public:
    // `fields` and `rejected` must outlive the reader.
    ESCALERA_API event_reader(event_reader_options options, const schema& fields, rejects& rejected);
    ESCALERA_API event_reader(event_reader&&) noexcept;
    ESCALERA_API ~event_reader();

    // Whatever `into` held is overwritten; its memory is used again.
    ESCALERA_API read_state next(input_event& into);

    [[nodiscard]] ESCALERA_API const input_failure& failure() const noexcept;
    // About the map and the headers: errors where it does not fit, warnings where it may not.
    [[nodiscard]] ESCALERA_API const diagnostics& findings() const noexcept;
    [[nodiscard]] ESCALERA_API const read_notes& notes() const noexcept;
    [[nodiscard]] ESCALERA_API read_progress progress() const noexcept;

private:
    struct state;
    std::unique_ptr<state> x_state;
};

ESCALERA_NAMESPACE_END

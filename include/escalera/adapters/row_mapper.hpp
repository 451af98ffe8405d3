#pragma once
// One row -> the events that a map makes of it, or why not. All or nothing: a row that is a fault has made no event.
//
// Threads: one a thread.   Cost: linear in the cells that the map names; events and their memory are used again.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "escalera/adapters/json_line.hpp"
#include "escalera/adapters/map_file.hpp"
#include "escalera/adapters/rejects.hpp"
#include "escalera/config.hpp"
#include "escalera/model/event.hpp"

ESCALERA_NAMESPACE_BEGIN

struct read_notes;

// What stands in a row under a column of the map.
struct source_cell {
    bool absent = true;
    std::string_view text;             // of a cell, a JSON string, number or bool
    std::span<const json_node> nodes;  // of a JSON list or object: the line it stands in, and
    std::size_t node = 0;              // its index there
};

class row_mapper {
public:
    // What is wrong, and in which column of the map, if it is one's.
    struct fault {
        reject_reason why = reject_reason::bad_value;
        std::string particulars;
        std::optional<std::size_t> column;
    };

    // Both must outlive it.
    row_mapper(const map_file& map, read_notes& notes) noexcept : x_map(&map), x_notes(&notes) {}

    // `cells` are those of map_file::columns, in its order.
    [[nodiscard]] ESCALERA_API std::optional<fault> apply(std::span<const source_cell> cells, std::uint64_t row_number);

    // Of the last row, in the order of the map; may be moved from.
    [[nodiscard]] std::span<event> events() noexcept { return {x_events.data(), x_made}; }

private:
    enum class made { yes, no, broken };

    made make_event(const map_event& as, std::span<const source_cell> cells, event& into);
    bool fill(const map_field& field, std::span<const source_cell> cells, event_builder& builder);
    bool fill_from_list(const map_field& field, const source_cell& cell, event_builder& builder);
    std::optional<std::string_view> text_of(const map_field& field, std::span<const source_cell> cells);
    std::optional<std::string_view> join(const map_field& field, std::span<const source_cell> cells);
    bool put(const map_field& field, value v, event_builder& builder);
    bool put_text(const map_field& field, std::string_view text, event_builder& builder);
    bool put_split(const map_field& field, std::string_view text, event_builder& builder);
    bool is_absent(std::string_view text) const noexcept;
    bool fail(reject_reason why, std::string particulars, const map_field& field);

    const map_file* x_map;
    read_notes* x_notes;
    std::vector<event> x_events;
    std::size_t x_made = 0;
    std::uint64_t x_row_number = 0;
    std::string x_joined;
    std::optional<fault> x_fault;
};

ESCALERA_NAMESPACE_END

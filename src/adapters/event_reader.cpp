#include "escalera/adapters/event_reader.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <utility>

#include "escalera/adapters/csv_reader.hpp"
#include "escalera/adapters/json_event.hpp"
#include "escalera/adapters/jsonl_reader.hpp"
#include "escalera/adapters/map_file.hpp"
#include "escalera/adapters/row_mapper.hpp"
#include "event_sorter.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

std::string_view without_compression(std::string_view name) {
    for (const std::string_view ending : {".gz", ".zst"}) {
        if (name.ends_with(ending)) name.remove_suffix(ending.size());
    }
    return name;
}

std::optional<std::uint64_t> size_of(const std::string& name) {
    struct stat about {};
    if (name == "-" || ::stat(name.c_str(), &about) != 0 || !S_ISREG(about.st_mode)) return std::nullopt;
    return static_cast<std::uint64_t>(about.st_size);
}

// The node that a column of a map names: a key of the line, or a path into its objects.
std::size_t find_key(std::span<const json_node> nodes, std::size_t object, std::string_view name) {
    for (std::size_t i = object + 1; i < nodes[object].end; i = nodes[i].end) {
        if (nodes[i].key == name) return i;
    }
    for (std::size_t i = object + 1; i < nodes[object].end; i = nodes[i].end) {
        const auto& key = nodes[i].key;
        if (nodes[i].what != json_kind::object || name.size() <= key.size() || !name.starts_with(key) || name[key.size()] != '.') continue;
        if (const auto inner = find_key(nodes, i, name.substr(key.size() + 1)); inner != 0) return inner;
    }
    return 0;
}

}  // namespace

struct event_reader::state {
    event_reader_options options;
    const schema& fields;
    rejects& rejected;
    input_failure failure;
    diagnostics findings;
    read_notes notes;

    std::size_t opened = 0;  // inputs
    std::uint32_t file = 0;
    std::uint64_t row_number = 0;
    std::uint64_t taken_before = 0;
    std::optional<std::uint64_t> total;

    std::optional<csv_reader> csv;
    std::optional<jsonl_reader> jsonl;
    std::optional<json_event> plain;  // without a map
    std::optional<row_mapper> mapper;
    std::vector<std::size_t> cell_of_column;  // of the map, in this file
    std::vector<source_cell> cells;

    // Events of the last row that were not given yet.
    std::span<event> waiting;
    event single;
    std::uint64_t row_line = 0;

    std::optional<detail::event_sorter> sorter;
    read_state after_sorting = read_state::event;  // `event`: not sorted yet

    state(event_reader_options o, const schema& f, rejects& r) : options(std::move(o)), fields(f), rejected(r) {
        total = 0;
        for (const auto& name : options.inputs) {
            const auto size = size_of(name);
            total = total && size ? std::optional(*total + *size) : std::nullopt;
        }
        if (options.map) {
            mapper.emplace(*options.map, notes);
        } else {
            plain.emplace(fields, notes);
        }
        if (options.sort) sorter.emplace(options.sort_memory, options.sort_directory);
    }

    const std::string& name() const { return options.inputs[opened - 1]; }

    read_state fail(input_failure f) {
        failure = std::move(f);
        return read_state::failed;
    }

    // ---- inputs ---------------------------------------------------------------------------------------------------

    // `event` where the next input stands open.
    read_state open_next() {
        if (opened == options.inputs.size()) return read_state::end;
        ++opened;
        file = rejected.add_file(name());
        const auto kind_name = without_compression(name());
        if (!options.map && (kind_name.ends_with(".csv") || kind_name.ends_with(".tsv"))) {
            return fail({input_error::needs_map, "opening '" + name() + "'"});
        }
        auto source = open_input(name());
        if (source.has_error()) return fail(source.error());
        if (options.map && options.map->rows == row_format::csv) return open_csv(std::move(*source));
        jsonl.emplace(std::move(*source), options.max_row_bytes);
        return read_state::event;
    }

    read_state open_csv(std::unique_ptr<byte_source> source) {
        const auto& map = *options.map;
        csv.emplace(std::move(source), csv_options{map.delimiter, map.encoding, map.header, options.max_row_bytes});
        switch (csv->begin()) {
            case row_outcome::failed: return fail({csv->failed(), "reading '" + name() + "'"});
            case row_outcome::fault: {
                const auto& fault = csv->fault();
                return fail({input_error::map_misfit, fmt::format("reading the header of '{}', line {}, column {}: {}: {}", name(),
                                                                  fault.line, fault.column, name_of(fault.why), fault.particulars)});
            }
            case row_outcome::end: return read_state::event;  // an empty file: no rows, and no header to join
            case row_outcome::row: break;
        }
        diagnostics misfits;
        cell_of_column = join_header(map, csv->header(), name(), misfits);
        const bool fits = !misfits.has_errors();
        findings.append(std::move(misfits));
        return fits ? read_state::event : fail({input_error::map_misfit, "reading the header of '" + name() + "'"});
    }

    void close() {
        taken_before += source().taken();
        csv.reset();
        jsonl.reset();
    }
    bool is_open() const { return csv || jsonl; }
    const byte_source& source() const { return csv ? csv->source() : jsonl->source(); }

    // ---- rows -----------------------------------------------------------------------------------------------------

    // `event` where a row was read, whether it made events or not.
    read_state read_row() {
        const auto outcome = csv ? csv->next() : jsonl->next();
        switch (outcome) {
            case row_outcome::failed: return fail({csv ? csv->failed() : jsonl->failed(), "reading '" + name() + "'"});
            case row_outcome::end: close(); return read_state::event;
            case row_outcome::fault: ++row_number; return reject(csv ? csv->fault() : jsonl->fault());
            case row_outcome::row: break;
        }
        ++row_number;
        row_line = csv ? csv->line() : jsonl->line();
        return options.map ? map_row() : read_plain();
    }

    read_state read_plain() {
        auto fault = plain->read(jsonl->text(), jsonl->nodes(), single);
        if (fault) {
            fault->line = row_line;
            return reject(std::move(*fault));
        }
        waiting = {&single, 1};
        rejected.accept(file);
        return read_state::event;
    }

    read_state map_row() {
        csv ? take_cells() : take_keys();
        if (const auto fault = mapper->apply(cells, row_number)) {
            const auto at = fault->column ? position_of_column(*fault->column) : row_position{row_line, 1};
            return reject({fault->why, fault->particulars, at.line, at.column});
        }
        waiting = mapper->events();
        rejected.accept(file);
        return read_state::event;
    }

    void take_cells() {
        cells.clear();
        for (const auto cell : cell_of_column) cells.push_back({false, csv->cells()[cell], {}, 0});
    }

    void take_keys() {
        cells.clear();
        const auto nodes = jsonl->nodes();
        for (const auto& column : options.map->columns) {
            const auto at = find_key(nodes, 0, column.name);
            const auto kind_there = at == 0 ? json_kind::null : nodes[at].what;
            const bool nested = kind_there == json_kind::list || kind_there == json_kind::object;
            cells.push_back({kind_there == json_kind::null, at == 0 ? std::string_view{} : nodes[at].text,
                             nested ? nodes : std::span<const json_node>{}, at});
        }
    }

    row_position position_of_column(std::size_t column) const {
        if (csv) return csv->position_of_cell(cell_of_column[column]);
        return cells[column].node == 0 ? row_position{row_line, 1} : jsonl->position_of(jsonl->nodes()[cells[column].node]);
    }

    read_state reject(row_fault fault) {
        rejected.reject({{file, fault.column, fault.line, row_number}, fault.why, std::move(fault.particulars), row_text()});
        return options.strict ? read_state::stopped : read_state::event;
    }

    std::string row_text() const { return csv ? csv->row_text() : jsonl->row_text(); }

    // ---- events ---------------------------------------------------------------------------------------------------

    read_state next_unsorted(input_event& into) {
        while (waiting.empty()) {
            const auto so_far = is_open() ? read_row() : open_next();
            if (so_far != read_state::event) return so_far;
        }
        std::swap(into.what, waiting.front());
        waiting = waiting.subspan(1);
        into.at = {file, 1, row_line, row_number};
        options.keep_rows ? void(into.row = row_text()) : into.row.clear();
        return read_state::event;
    }

    read_state next_sorted(input_event& into) {
        if (after_sorting == read_state::event) {
            after_sorting = sort_all();
            if (sorter->failed()) return sort_failed();
        }
        if (sorter->next(into)) return read_state::event;
        return sorter->failed() ? sort_failed() : after_sorting;
    }

    read_state sort_failed() { return after_sorting = fail({sorter->failed(), "sorting the events by time"}); }

    // Reads to the end, or to a failure: what was read before it is given first, sorted.
    read_state sort_all() {
        while (true) {
            input_event e;
            const auto outcome = next_unsorted(e);
            if (outcome != read_state::event) {
                sorter->finish();
                return outcome;
            }
            if (!sorter->add(std::move(e))) return read_state::failed;
        }
    }

    read_state next(input_event& into) {
        const auto outcome = sorter ? next_sorted(into) : next_unsorted(into);
        if (outcome != read_state::event) return outcome;
        if (into.what.id.empty()) into.what.id = given_id(into.what, options.first_sequence + notes.events);
        ++notes.events;
        return outcome;
    }
};

event_reader::event_reader(event_reader_options options, const schema& fields, rejects& rejected)
    : x_state(std::make_unique<state>(std::move(options), fields, rejected)) {}
event_reader::event_reader(event_reader&&) noexcept = default;
event_reader::~event_reader() = default;

read_state event_reader::next(input_event& into) { return x_state->next(into); }

const input_failure& event_reader::failure() const noexcept { return x_state->failure; }
const diagnostics& event_reader::findings() const noexcept { return x_state->findings; }
const read_notes& event_reader::notes() const noexcept { return x_state->notes; }

read_progress event_reader::progress() const noexcept {
    return {x_state->taken_before + (x_state->is_open() ? x_state->source().taken() : 0), x_state->total};
}

ESCALERA_NAMESPACE_END

#include "escalera/adapters/map_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "escalera/language/suggest.hpp"
#include "escalera/language/yaml_reader.hpp"
#include "map_reading.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr std::array<std::string_view, 8> head_keys = {"escalera-map", "rows", "delimiter", "encoding",
                                                       "header",       "zone", "absent",    "events"};

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view w) { return w == text; });
}

// The reading of one map.
class map_reading {
public:
    map_reading(const schema& fields, diagnostics& found) : x_nodes(found), x_shape(fields) {}

    std::shared_ptr<const map_file> read(const yaml_node& root) {
        if (!root.is_mapping()) {
            x_nodes.wrong_shape(root, "a map begins with 'escalera-map: 1' and");
            return nullptr;
        }
        x_nodes.check_keys(root, head_keys, "a map");
        read_version(root);
        read_rows(root);
        read_csv_options(root);
        if (const auto* named = root.find("zone")) x_zone = x_nodes.zone_named(*named).value_or(zone{});
        if (const auto* absent = root.find("absent")) x_map->absent = x_nodes.texts(*absent, "the text of a cell", true);
        read_events(root);
        return x_map;
    }

private:
    void read_version(const yaml_node& root) {
        const auto* version = root.find("escalera-map");
        if (version == nullptr) {
            x_nodes.error(code::missing_key, root.at, "the map does not say its format", "begin with 'escalera-map: 1'");
        } else if (const auto text = x_nodes.text(*version, "a version"); text && *text != "1") {
            x_nodes.error(code::unsupported_version, version->at, fmt::format("version '{}' of the map format is not known", *text),
                          "write 'escalera-map: 1'");
        }
    }

    void read_rows(const yaml_node& root) {
        const auto* rows = root.find("rows");
        if (rows == nullptr) return;
        const auto text = x_nodes.text(*rows, "csv or jsonl");
        if (text == "jsonl") x_map->rows = row_format::jsonl;
        if (text && !is_one_of(*text, {"csv", "jsonl"})) {
            x_nodes.error(code::bad_value, rows->at, fmt::format("rows cannot be '{}'", *text), "write csv or jsonl");
        }
    }

    void read_csv_options(const yaml_node& root) {
        for (const std::string_view key : {"delimiter", "encoding", "header"}) {
            const auto* node = root.find(key);
            if (node == nullptr) continue;
            if (x_map->rows == row_format::jsonl) {
                x_nodes.error(code::map_unsuitable_form, node->at, fmt::format("'{}' is for rows of csv", key),
                              "leave it out, or write 'rows: csv'");
            } else if (key == "delimiter") {
                read_delimiter(*node);
            } else if (key == "encoding") {
                read_encoding(*node);
            } else {
                read_header(*node);
            }
        }
    }

    void read_delimiter(const yaml_node& node) {
        const auto text = x_nodes.text(node, "one character, or tab");
        if (!text) return;
        const bool tab = is_one_of(*text, {"tab", "\t", "\\t"});
        if (!tab && (text->size() != 1 || is_one_of(*text, {"\"", "\n", "\r"}) || static_cast<unsigned char>(text->front()) >= 0x80)) {
            x_nodes.error(code::bad_value, node.at, "a delimiter is one ASCII character that is no quote and no line break, or tab");
            return;
        }
        x_map->delimiter = tab ? '\t' : text->front();
    }

    void read_encoding(const yaml_node& node) {
        auto text = x_nodes.text(node, "utf-8 or latin-1");
        if (!text) return;
        for (char& c : *text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        const bool latin1 = is_one_of(*text, {"latin-1", "latin1", "iso-8859-1"});
        if (latin1) x_map->encoding = text_encoding::latin1;
        if (!latin1 && !is_one_of(*text, {"utf-8", "utf8"})) {
            x_nodes.error(code::bad_value, node.at, fmt::format("the encoding '{}' is not known", node.scalar()), "write utf-8 or latin-1");
        }
    }

    void read_header(const yaml_node& node) {
        if (node.is_sequence()) {
            x_map->header = x_nodes.texts(node, "a column's name", true);
            if (node.items.empty()) x_nodes.error(code::bad_value, node.at, "a header names at least one column");
            for (std::size_t i = 1; i < x_map->header.size(); ++i) {
                const auto first = x_map->header.begin();
                if (std::find(first, first + static_cast<std::ptrdiff_t>(i), x_map->header[i]) == first + static_cast<std::ptrdiff_t>(i))
                    continue;
                x_nodes.error(code::duplicate_name, node.items[i]->at, fmt::format("the column '{}' is named twice", x_map->header[i]));
            }
            return;
        }
        const auto text = x_nodes.text(node, "yes, or a list of the columns' names,");
        if (text && !is_one_of(*text, {"yes", "true"})) {
            x_nodes.error(code::bad_value, node.at, fmt::format("header cannot be '{}'", *text),
                          "write yes, or [names of the columns] for a file without a header");
        }
    }

    void read_events(const yaml_node& root) {
        const auto* events = root.find("events");
        if (events == nullptr)
            return x_nodes.error(code::missing_key, root.at, "the map makes no events", "write 'events:' and a list of them");
        if (!events->is_sequence()) return x_nodes.wrong_shape(*events, "a list of events");
        if (events->items.empty()) x_nodes.error(code::bad_value, events->at, "the map makes no events", "name at least one");
        for (const auto* item : events->items) {
            if (!item->is_mapping() || item->entries.size() != 1) {
                if (item->is_mapping()) {
                    x_nodes.error(code::wrong_shape, item->at, "each entry of 'events' is one kind of event",
                                  "begin each kind with its own '- '");
                } else {
                    x_nodes.wrong_shape(*item, "an event ('complaint: {...}')");
                }
                continue;
            }
            read_event(*item->entries.front().key, *item->entries.front().value);
        }
    }

    void read_event(const yaml_node& name, const yaml_node& body) {
        if (!name.is_scalar()) return;
        const auto kind = event_kind_by_name(name.scalar());
        if (!kind || is_internal(*kind)) {
            const auto known = event_kind_names().first(input_event_kind_count);
            return x_nodes.error(code::map_unknown_event, name.at,
                                 kind ? fmt::format("'{}' is raised by the engine and is no input", name.scalar())
                                      : fmt::format("there is no event '{}'", name.scalar()),
                                 kind ? std::string{} : did_you_mean_or_list(name.scalar(), known));
        }
        if (!body.is_mapping()) return x_nodes.wrong_shape(body, "a mapping of fields to columns");
        map_event event{*kind, {}};
        for (const auto& entry : body.entries) read_entry(entry, event);
        check_complete(event, name);
        // The time is looked at first: an event without one is not made, whatever else its cells hold.
        std::stable_partition(event.fields.begin(), event.fields.end(), [](const map_field& f) { return f.into.what == slot_kind::time; });
        x_map->events.push_back(std::move(event));
    }

    // A field, or the fields of another root.
    void read_entry(const yaml_entry& entry, map_event& event) {
        if (!entry.key->is_scalar()) return;
        const auto key = entry.key->scalar();
        const auto in = root_by_name(key);
        if (!in || !entry.value->is_mapping() || detail::map_source_reading::is_form(*entry.value)) {
            return read_field(x_shape.find(event.what, key), *entry.key, *entry.value, event, std::string(key));
        }
        for (const auto& inner : entry.value->entries) {
            if (!inner.key->is_scalar()) continue;
            const auto full = fmt::format("{}.{}", key, inner.key->scalar());
            read_field(x_shape.find(event.what, *in, inner.key->scalar()), *inner.key, *inner.value, event, full);
        }
    }

    void read_field(const slot& into, const yaml_node& key, const yaml_node& node, map_event& event, const std::string& name) {
        if (into.what == slot_kind::nothing) {
            const auto names = x_shape.known_names(event.what);
            const std::vector<std::string_view> known(names.begin(), names.end());
            return x_nodes.error(code::map_unknown_field, key.at, fmt::format("a '{}' event has no field '{}'", name_of(event.what), name),
                                 did_you_mean_or_list(name, known));
        }
        for (const auto& other : event.fields) {
            if (other.into == into)
                return x_nodes.error(code::duplicate_name, key.at, fmt::format("'{}' says the same field as '{}'", name, other.name));
        }
        detail::map_source_reading sources(x_nodes, *x_map, x_zone);
        auto source = sources.read(node, into, name);
        // Kept even where its form is wrong, so that what is there is not missed.
        event.fields.push_back({into, name, source ? std::move(*source) : map_source{}});
    }

    void check_complete(const map_event& event, const yaml_node& name) {
        const auto has = [&](slot_kind what) {
            return std::any_of(event.fields.begin(), event.fields.end(), [&](const map_field& f) { return f.into.what == what; });
        };
        const auto require = [&](bool there, std::string_view what, std::string_view way_out) {
            if (there) return;
            x_nodes.error(code::missing_key, name.at, fmt::format("a '{}' event needs {}", name.scalar(), what), std::string(way_out));
        };
        require(has(slot_kind::time), "a time", "write 'time: {column: ..., format: ...}'");
        if (event.what == event_kind::complaint)
            require(has(slot_kind::id), "an id", "name its column, or write 'id: row' for the row's number");
        if (event.what == event_kind::customer) {
            require(has(slot_kind::customer) || has(slot_kind::id), "a customer", "name the column of the customer's id");
        } else if (!stands_alone(event.what)) {
            require(has(slot_kind::kase) || has(slot_kind::complaint) || has(slot_kind::customer), "a case, a complaint or a customer",
                    "name the column of the complaint's id: 'complaint: ...'");
        }
    }

    detail::node_reading x_nodes;
    event_shape x_shape;
    zone x_zone;
    std::shared_ptr<map_file> x_map = std::make_shared<map_file>();
};

}  // namespace

std::shared_ptr<const map_file> read_map(source_ptr text, const schema& fields, diagnostics& found) {
    diagnostics own;
    const auto document = read_yaml(text, own);
    std::shared_ptr<const map_file> map;
    if (document->root != nullptr) {
        map = map_reading(fields, own).read(*document->root);
    } else if (own.empty()) {
        own.add(code::missing_key, {text, 0, 0}, "the map is empty", "begin with 'escalera-map: 1'");
    }
    const bool good = !own.has_errors();
    found.append(std::move(own));
    return good ? map : nullptr;
}

std::vector<std::size_t> join_header(const map_file& map, const std::vector<std::string>& header, std::string_view file_name,
                                     diagnostics& found) {
    std::vector<std::size_t> cells;
    const std::vector<std::string_view> known(header.begin(), header.end());
    for (const auto& column : map.columns) {
        const auto first = std::find(header.begin(), header.end(), column.name);
        cells.push_back(static_cast<std::size_t>(first - header.begin()));
        if (first == header.end()) {
            found.add(code::map_no_such_column, column.at, fmt::format("the header of '{}' has no column '{}'", file_name, column.name),
                      did_you_mean_or_list(column.name, known));
        } else if (std::find(first + 1, header.end(), column.name) != header.end()) {
            found.add(code::map_column_twice, column.at,
                      fmt::format("the header of '{}' names the column '{}' twice", file_name, column.name),
                      "rename one of the two in the file");
        }
    }
    return cells;
}

ESCALERA_NAMESPACE_END

#include "escalera/adapters/row_mapper.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "escalera/adapters/read_notes.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr std::string_view key_separator = "\x1F";

reject_reason reason_for(const slot& into) noexcept {
    return into.what == slot_kind::time ? reject_reason::bad_time : reject_reason::bad_value;
}

}  // namespace

std::optional<row_mapper::fault> row_mapper::apply(std::span<const source_cell> cells, std::uint64_t row_number) {
    x_made = 0;
    x_row_number = row_number;
    x_fault.reset();
    if (x_events.size() < x_map->events.size()) x_events.resize(x_map->events.size());
    for (const auto& as : x_map->events) {
        switch (make_event(as, cells, x_events[x_made])) {
            case made::yes: ++x_made; break;
            case made::no: break;
            case made::broken: x_made = 0; return x_fault;
        }
    }
    if (x_made == 0)
        return fault{
            reject_reason::makes_no_event, x_map->events.size() == 1 ? "its time is absent" : "the times of all its events are absent", {}};
    return std::nullopt;
}

row_mapper::made row_mapper::make_event(const map_event& as, std::span<const source_cell> cells, event& into) {
    event_builder builder(into);
    builder.begin(as.what);
    for (const auto& field : as.fields) {
        if (!fill(field, cells, builder)) return made::broken;
        if (field.into.what == slot_kind::time && !builder.has_time()) return made::no;
    }
    if (auto missing = builder.finish()) {
        x_fault = fault{reject_reason::missing_field, std::move(*missing), {}};
        return made::broken;
    }
    x_notes->truncated_times += builder.time_was_cut() ? 1 : 0;
    return made::yes;
}

// False where the row is a fault; an absent value fills nothing and is none.
bool row_mapper::fill(const map_field& field, std::span<const source_cell> cells, event_builder& builder) {
    const auto& from = field.from;
    if (from.from == map_source::origin::row_number) return put_text(field, std::to_string(x_row_number), builder);
    if (from.from == map_source::origin::constant) return put(field, from.constant, builder);
    if (from.columns.size() == 1 && !cells[from.columns.front()].nodes.empty())
        return fill_from_list(field, cells[from.columns.front()], builder);

    const auto text = text_of(field, cells);
    if (x_fault) return false;
    if (!text) return true;
    if (!from.is.empty()) return put(field, value(std::find(from.is.begin(), from.is.end(), *text) != from.is.end()), builder);
    for (const auto& [cell, result] : from.values) {
        if (cell == *text) return !result || put_text(field, *result, builder);
    }
    if (from.has_otherwise) return !from.otherwise || put_text(field, *from.otherwise, builder);
    return from.split.empty() ? put_text(field, *text, builder) : put_split(field, *text, builder);
}

// A JSON list for a list field; anything else would have to guess.
bool row_mapper::fill_from_list(const map_field& field, const source_cell& cell, event_builder& builder) {
    const auto& node = cell.nodes[cell.node];
    const bool plain = field.from.values.empty() && field.from.is.empty() && !field.from.has_otherwise;
    if (!field.into.holds.is_list() || !plain)
        return fail(reason_for(field.into), fmt::format("{} holds {}", field.name, name_of(node.what)), field);
    auto read = value_from_json(field.into.holds, cell.nodes, cell.node);
    if (!read) return fail(reason_for(field.into), fmt::format("{}: {}", field.name, read.error().why), field);
    return put(field, std::move(*read), builder);
}

// The text of the field's columns; nothing where it is absent (or where x_fault is set).
std::optional<std::string_view> row_mapper::text_of(const map_field& field, std::span<const source_cell> cells) {
    if (field.from.columns.size() != 1) return join(field, cells);
    const auto& cell = cells[field.from.columns.front()];
    if (cell.absent || is_absent(cell.text)) return std::nullopt;
    return cell.text;
}

std::optional<std::string_view> row_mapper::join(const map_field& field, std::span<const source_cell> cells) {
    x_joined.clear();
    for (std::size_t i = 0; i < field.from.columns.size(); ++i) {
        const auto& cell = cells[field.from.columns[i]];
        if (!cell.nodes.empty()) {
            fail(reject_reason::bad_value,
                 fmt::format("{} joins columns, and one of them holds {}", field.name, name_of(cell.nodes[cell.node].what)), field);
            return std::nullopt;
        }
        if (cell.absent || is_absent(cell.text)) return std::nullopt;
        // Two different rows must never make one key.
        if (field.from.join == key_separator && cell.text.find(key_separator) != std::string_view::npos) {
            fail(reject_reason::bad_value, fmt::format("{} joins columns by the character U+001F, and one of them holds it", field.name),
                 field);
            return std::nullopt;
        }
        if (i != 0) x_joined += field.from.join;
        x_joined += cell.text;
    }
    return x_joined;
}

bool row_mapper::put_split(const map_field& field, std::string_view text, event_builder& builder) {
    value::list list;
    while (true) {
        const auto end = text.find(field.from.split);
        const auto part = text.substr(0, end);
        if (!is_absent(part)) {
            auto read = value_from_text(field.into.holds.element(), part, field.from.times);
            if (!read) return fail(reason_for(field.into), fmt::format("{}: {}", field.name, read.error().why), field);
            list.push_back(std::move(*read));
        }
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + field.from.split.size());
    }
    if (list.size() > longest_list)
        return fail(reason_for(field.into), fmt::format("{}: has more than {} elements", field.name, longest_list), field);
    return put(field, value(std::move(list)), builder);
}

bool row_mapper::put_text(const map_field& field, std::string_view text, event_builder& builder) {
    if (field.into.is_name()) {
        builder.set_name(field.into.what, text);
        return true;
    }
    auto read = value_from_text(field.into.holds, text, field.from.times);
    if (!read) return fail(reason_for(field.into), fmt::format("{}: {}", field.name, read.error().why), field);
    return put(field, std::move(*read), builder);
}

// A map names each slot once, so that none is filled already.
bool row_mapper::put(const map_field& field, value v, event_builder& builder) {
    switch (field.into.what) {
        case slot_kind::time: builder.set_time(v.as_time()); break;
        case slot_kind::field: builder.set_field(field.into.field, std::move(v)); break;
        default: builder.set_name(field.into.what, v.as_text()); break;
    }
    return true;
}

bool row_mapper::is_absent(std::string_view text) const noexcept {
    return text.empty() || std::find(x_map->absent.begin(), x_map->absent.end(), text) != x_map->absent.end();
}

bool row_mapper::fail(reject_reason why, std::string particulars, const map_field& field) {
    x_fault = fault{why, std::move(particulars), field.from.columns.empty() ? std::nullopt : std::optional(field.from.columns.front())};
    return false;
}

ESCALERA_NAMESPACE_END

#include "map_reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "escalera/language/suggest.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace detail {

namespace {

constexpr std::array<std::string_view, 8> column_form_keys = {"column", "format", "zone", "values", "else", "is", "split", "join"};
constexpr std::array<std::string_view, 1> constant_keys = {"value"};

bool is_time(const slot& s) noexcept { return s.holds == type{kind::time, 0}; }

// What stands between several columns of one field.
std::string default_join(const slot& s) { return std::string(1, is_time(s) ? ' ' : '\x1F'); }

}  // namespace

bool map_source_reading::is_form(const yaml_node& node) {
    return node.is_mapping() && (node.find("column") != nullptr || node.find("value") != nullptr);
}

std::optional<map_source> map_source_reading::read(const yaml_node& node, const slot& into, std::string_view field) {
    map_source source;
    source.times.in = x_zone;
    source.join = default_join(into);
    if (node.is_plain() && node.scalar() == "row") {
        if (into.holds.scalar != kind::text || into.holds.is_list()) {
            x_nodes.error(code::map_unsuitable_form, node.at,
                          fmt::format("'row', the number of the row, cannot be the value of '{}'", field));
            return std::nullopt;
        }
        source.from = map_source::origin::row_number;
        return source;
    }
    if (node.is_scalar() || node.is_sequence()) {
        name_columns(node, source);
        return source;
    }
    if (!node.is_mapping()) {
        x_nodes.wrong_shape(node, "a column's name, a list of them or a form {column: ...}");
        return std::nullopt;
    }
    return node.find("value") != nullptr ? read_constant(node, into, field) : read_form(node, into, field);
}

void map_source_reading::name_columns(const yaml_node& node, map_source& source) {
    const auto add = [&](const yaml_node& one) {
        const auto name = x_nodes.text(one, "a column's name", true);
        if (!name) return;
        const auto known = std::find_if(x_into.columns.begin(), x_into.columns.end(), [&](const map_column& c) { return c.name == *name; });
        source.columns.push_back(static_cast<std::size_t>(known - x_into.columns.begin()));
        if (known == x_into.columns.end()) x_into.columns.push_back({*name, one.at});
    };
    if (!node.is_sequence()) return add(node);
    if (node.items.empty()) x_nodes.error(code::bad_value, node.at, "a list of columns names at least one");
    for (const auto* item : node.items) add(*item);
}

std::optional<map_source> map_source_reading::read_constant(const yaml_node& form, const slot& into, std::string_view field) {
    x_nodes.check_keys(form, constant_keys, "a constant");
    map_source source;
    source.from = map_source::origin::constant;
    const auto& node = *form.find("value");
    value::list list;
    for (const auto& text : x_nodes.texts(node, "a value")) {
        auto read = value_from_text(into.holds.is_list() ? into.holds.element() : into.holds, text, {{}, x_zone});
        if (!read) {
            x_nodes.error(code::bad_value, node.at, fmt::format("'{}' cannot take this value: {}", field, read.error().why));
            return std::nullopt;
        }
        list.push_back(std::move(*read));
    }
    if (into.holds.is_list()) {
        source.constant = value(std::move(list));
    } else if (list.size() == 1) {
        source.constant = std::move(list.front());
    } else {
        if (node.is_sequence()) x_nodes.wrong_shape(node, "one value");
        return std::nullopt;
    }
    return source;
}

std::optional<map_source> map_source_reading::read_form(const yaml_node& form, const slot& into, std::string_view field) {
    x_nodes.check_keys(form, column_form_keys, "a column's form");
    const auto* column = form.find("column");
    if (column == nullptr) {
        x_nodes.error(code::missing_key, form.at, fmt::format("the form of '{}' names no column", field),
                      "write {column: Name, ...}, or {value: ...} for a constant");
        return std::nullopt;
    }
    map_source source;
    source.times.in = x_zone;
    source.join = default_join(into);
    name_columns(*column, source);
    read_times(form, into, field, source);
    read_values(form, into, field, source);
    read_is(form, into, field, source);
    if (const auto* split = form.find("split")) {
        if (!into.holds.is_list()) {
            x_nodes.error(code::map_unsuitable_form, split->at,
                          fmt::format("'split' is for lists; '{}' is of type {}", field, to_string(into.holds)));
        } else if (auto text = x_nodes.text(*split, "the text at which a cell is cut"); text && !text->empty()) {
            source.split = std::move(*text);
        }
    }
    if (const auto* join = form.find("join")) {
        if (auto text = x_nodes.text(*join, "the text between joined columns")) source.join = std::move(*text);
    }
    return source;
}

void map_source_reading::read_times(const yaml_node& form, const slot& into, std::string_view field, map_source& source) {
    for (const std::string_view key : {"format", "zone"}) {
        const auto* node = form.find(key);
        if (node == nullptr) continue;
        if (!is_time(into)) {
            x_nodes.error(code::map_unsuitable_form, node->at,
                          fmt::format("'{}' is for times; '{}' is of type {}", key, field, to_string(into.holds)));
            continue;
        }
        if (key == "zone") {
            if (auto named = x_nodes.zone_named(*node)) source.times.in = std::move(*named);
            continue;
        }
        const auto pattern = x_nodes.text(*node, "a form of times such as \"%d/%m/%Y %H:%M\"");
        if (!pattern) continue;
        auto format = time_format::of(*pattern);
        if (format) {
            source.times.format = std::move(*format);
        } else {
            x_nodes.error(code::map_bad_time_format, node->text.at(format.error().at, format.error().at + 1), format.error().message);
        }
    }
}

void map_source_reading::read_values(const yaml_node& form, const slot& into, std::string_view field, map_source& source) {
    const auto* otherwise = form.find("else");
    if (const auto* values = form.find("values")) {
        if (!values->is_mapping()) return x_nodes.wrong_shape(*values, "a mapping of cells to values");
        for (const auto& entry : values->entries) {
            auto cell = x_nodes.text(*entry.key, "a cell's text", true);
            if (!cell) continue;
            std::optional<std::string> result;
            if (!entry.value->is_null()) {
                result = x_nodes.text(*entry.value, "a value, or ~ for absent");
                if (result) check_value_text(*result, *entry.value, into, field, source);
            }
            source.values.emplace_back(std::move(*cell), std::move(result));
        }
    } else if (otherwise != nullptr) {
        x_nodes.error(code::missing_key, otherwise->at, "'else' stands with 'values', which says what it is else to");
        return;
    }
    if (otherwise == nullptr) return;
    source.has_otherwise = true;
    if (otherwise->is_null()) return;
    source.otherwise = x_nodes.text(*otherwise, "a value, or ~ for absent");
    if (source.otherwise) check_value_text(*source.otherwise, *otherwise, into, field, source);
}

// What `values` and `else` give must be something that the field can hold: found out now, not at the first row.
void map_source_reading::check_value_text(const std::string& text, const yaml_node& at, const slot& into, std::string_view field,
                                          const map_source& source) {
    const auto read = value_from_text(into.holds, text, source.times);
    if (!read) x_nodes.error(code::bad_value, at.at, fmt::format("'{}' cannot take this value: {}", field, read.error().why));
}

void map_source_reading::read_is(const yaml_node& form, const slot& into, std::string_view field, map_source& source) {
    const auto* node = form.find("is");
    if (node == nullptr) return;
    if (into.holds != type{kind::boolean, 0}) {
        x_nodes.error(code::map_unsuitable_form, node->at,
                      fmt::format("'is' answers true or false; '{}' is of type {}", field, to_string(into.holds)));
        return;
    }
    if (form.find("values") != nullptr) {
        x_nodes.error(code::map_unsuitable_form, node->at, "'is' and 'values' do not stand together", "leave one of them out");
        return;
    }
    source.is = x_nodes.texts(*node, "a cell's text", true);
}

}  // namespace detail

ESCALERA_NAMESPACE_END

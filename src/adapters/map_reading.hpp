#pragma once
// Reading a MAP file's YAML: the parts that map_file.cpp puts together.
//
// Threads: one reading, one thread.   Cost: cold path.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "escalera/adapters/map_file.hpp"
#include "escalera/language/yaml_node.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace detail {

// Typed access to nodes of one file, with a finding for each that is of another form.
class node_reading {
public:
    explicit node_reading(diagnostics& found) noexcept : x_found(found) {}

    void error(code what, const place& at, std::string message, std::string suggestion = {}) {
        x_found.add(what, at, std::move(message), std::move(suggestion));
    }
    // Says nothing of broken nodes: they have been reported.
    void wrong_shape(const yaml_node& node, std::string_view wanted);
    void check_keys(const yaml_node& mapping, std::span<const std::string_view> known, std::string_view of);

    // The text of a scalar; `null` words (~, null) count as text where `null_is_text`. Nothing, with a finding, otherwise.
    std::optional<std::string> text(const yaml_node& node, std::string_view wanted, bool null_is_text = false);
    // One scalar or a list of them.
    std::vector<std::string> texts(const yaml_node& node, std::string_view wanted, bool null_is_text = false);
    std::optional<zone> zone_named(const yaml_node& node);

private:
    diagnostics& x_found;
};

// Reads what fields are made of.
class map_source_reading {
public:
    map_source_reading(node_reading& nodes, map_file& into, zone of_file) : x_nodes(nodes), x_into(into), x_zone(std::move(of_file)) {}

    // True for a form with `column` or `value`, which is no mapping of another root's fields.
    static bool is_form(const yaml_node& node);
    std::optional<map_source> read(const yaml_node& node, const slot& into, std::string_view field);

private:
    void name_columns(const yaml_node& node, map_source& source);
    std::optional<map_source> read_form(const yaml_node& form, const slot& into, std::string_view field);
    std::optional<map_source> read_constant(const yaml_node& form, const slot& into, std::string_view field);
    void read_times(const yaml_node& form, const slot& into, std::string_view field, map_source& source);
    void read_values(const yaml_node& form, const slot& into, std::string_view field, map_source& source);
    void read_is(const yaml_node& form, const slot& into, std::string_view field, map_source& source);
    void check_value_text(const std::string& text, const yaml_node& at, const slot& into, std::string_view field, const map_source& source);

    node_reading& x_nodes;
    map_file& x_into;
    zone x_zone;
};

}  // namespace detail

ESCALERA_NAMESPACE_END

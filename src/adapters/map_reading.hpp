#pragma once
// Reading a MAP file's YAML: the parts that map_file.cpp puts together.
//
// Threads: one reading, one thread.   Cost: cold path.

#include <string_view>

#include "escalera/adapters/map_file.hpp"
#include "escalera/language/yaml_node.hpp"
#include "node_reading.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace detail {

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

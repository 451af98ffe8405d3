#pragma once
// Reading the steps of one scenario: what happens when, and what must come of it.
//
// Threads: one reading, one thread.   Cost: cold path.

#include <optional>
#include <string_view>

#include "escalera/adapters/event_shape.hpp"
#include "escalera/adapters/scenario.hpp"
#include "node_reading.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace detail {

// "2026-03-02 09:00", with seconds or without, on the wall of a zone; or RFC 3339.
std::optional<timestamp> read_wall_time(std::string_view text, const zone& in);

class scenario_step_reading {
public:
    scenario_step_reading(node_reading& nodes, event_shape& shape, zone in) : x_nodes(nodes), x_shape(shape), x_zone(std::move(in)) {}

    // In the order of the file. Nothing where the step has a finding.
    std::optional<scenario_step> read(const yaml_node& node);

private:
    bool read_action(const yaml_node& node, const yaml_entry& action, scenario_step& step);
    bool read_event(event_kind kind, const yaml_node& body, scenario_step& step);
    bool read_entry(const yaml_entry& entry, event_builder& builder);
    bool fill(const slot& into, const yaml_node& key, const yaml_node& node, std::string_view name, event_builder& builder);
    bool fill_value(const slot& into, const yaml_node& node, std::string_view name, event_builder& builder, bool& filled);
    bool read_time(const yaml_node& step);
    bool read_advance(const yaml_node& node);
    std::optional<instant> absolute_time(const yaml_node& node);
    std::optional<instant> later(const yaml_node& node, std::string_view key);

    node_reading& x_nodes;
    event_shape& x_shape;
    zone x_zone;
    std::optional<instant> x_now;  // the time of the step before
    std::uint64_t x_events = 0;
};

// `expect` and `expect_some`: a list of decisions.
class expectation_reading {
public:
    expectation_reading(node_reading& nodes, const zone& in) : x_nodes(nodes), x_zone(in) {}

    bool read(const yaml_node& node, std::vector<expected_decision>& into);

private:
    bool read_decision(const yaml_node& node, expected_decision& into);
    bool read_values(const yaml_node& node, std::vector<std::pair<std::string, expected_value>>& into);
    bool read_value(const yaml_node& node, expected_value& into);
    bool read_also(const yaml_node& node, expected_decision& into);

    node_reading& x_nodes;
    const zone& x_zone;
};

}  // namespace detail

ESCALERA_NAMESPACE_END

#include "escalera/adapters/scenario.hpp"

#include <fmt/format.h>

#include <array>
#include <set>

#include "escalera/language/yaml_reader.hpp"
#include "node_reading.hpp"
#include "scenario_step_reading.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr std::array<std::string_view, 3> head_keys = {"escalera-test", "rules", "scenarios"};
constexpr std::array<std::string_view, 3> scenario_keys = {"name", "zone", "steps"};

std::optional<scenario> read_scenario(const yaml_node& node, detail::node_reading& nodes, event_shape& shape, const zone& of_rules) {
    if (!node.is_mapping()) {
        nodes.wrong_shape(node, "a scenario ('- name: ...')");
        return std::nullopt;
    }
    nodes.check_keys(node, scenario_keys, "a scenario");
    scenario result;
    result.at = node.at;
    result.in = of_rules;
    if (const auto* name = node.find("name")) {
        result.name = nodes.text(*name, "a name").value_or("");
    } else {
        nodes.error(code::missing_key, node.at, "the scenario has no name", "say in a sentence what it shows: 'name: ...'");
    }
    if (const auto* named = node.find("zone")) result.in = nodes.zone_named(*named).value_or(of_rules);
    const auto* steps = node.find("steps");
    if (steps == nullptr) {
        nodes.error(code::missing_key, node.at, "the scenario has no steps", "write 'steps:' and a list of them");
    } else if (!steps->is_sequence()) {
        nodes.wrong_shape(*steps, "a list of steps");
    } else {
        detail::scenario_step_reading reading(nodes, shape, result.in);
        for (const auto* item : steps->items) {
            if (auto step = reading.read(*item)) result.steps.push_back(std::move(*step));
        }
    }
    return result;
}

}  // namespace

std::optional<scenario_file> open_scenarios(source_ptr text, diagnostics& found) {
    diagnostics own;
    detail::node_reading nodes(own);
    scenario_file file;
    file.document = read_yaml(text, own);
    const auto* root = file.document->root;
    if (root == nullptr || !root->is_mapping()) {
        if (own.empty()) own.add(code::wrong_shape, {text, 0, 0}, "this is no scenario file", "begin with 'escalera-test: 1'");
    } else {
        nodes.check_keys(*root, head_keys, "a scenario file");
        const auto* version = root->find("escalera-test");
        if (version == nullptr) {
            nodes.error(code::missing_key, root->at, "the file does not say its format", "begin with 'escalera-test: 1'");
        } else if (const auto number = nodes.text(*version, "a version"); number && *number != "1") {
            nodes.error(code::unsupported_version, version->at, fmt::format("version '{}' of the scenario format is not known", *number),
                        "write 'escalera-test: 1'");
        }
        const auto* rules = root->find("rules");
        if (rules == nullptr) {
            nodes.error(code::missing_key, root->at, "the file does not say which rules it tests",
                        "write 'rules: ' and the path of the rules file, beside this one");
        } else if (auto path = nodes.text(*rules, "the path of a rules file")) {
            file.rules = std::move(*path);
            file.rules_at = rules->at;
        }
        if (root->find("scenarios") == nullptr)
            nodes.error(code::missing_key, root->at, "the file has no scenarios", "write 'scenarios:' and a list of them");
    }
    const bool good = !own.has_errors();
    found.append(std::move(own));
    if (!good) return std::nullopt;
    return file;
}

std::vector<scenario> read_scenarios(const scenario_file& file, const schema& fields, const zone& of_rules, diagnostics& found) {
    detail::node_reading nodes(found);
    event_shape shape(fields);
    std::vector<scenario> result;
    const auto* list = file.document->root->find("scenarios");
    if (!list->is_sequence()) {
        nodes.wrong_shape(*list, "a list of scenarios");
        return result;
    }
    std::set<std::string> names;
    for (const auto* item : list->items) {
        auto read = read_scenario(*item, nodes, shape, of_rules);
        if (!read) continue;
        if (!read->name.empty() && !names.insert(read->name).second) {
            nodes.error(code::duplicate_name, item->at, fmt::format("there is a scenario '{}' already", read->name));
        }
        result.push_back(std::move(*read));
    }
    return result;
}

ESCALERA_NAMESPACE_END

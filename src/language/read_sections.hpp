#pragma once
// One function for each section of a rules file: what is written in it goes into the document, what is wrong with it
// into the findings. Names of other sections are not looked up here.
//
// Threads: no shared state.   Cost: linear in the section.

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "document_walk.hpp"
#include "escalera/language/rules_document.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace written {

// Head.
void read_version(const yaml_node& node, rules_document& into, diagnostics& found);
void read_document_name(const yaml_node& node, rules_document& into, diagnostics& found);
void read_zone(const yaml_node& node, rules_document& into, diagnostics& found);
void read_lateness(const yaml_node& node, rules_document& into, diagnostics& found);
void read_unknown(const yaml_node& node, rules_document& into, diagnostics& found);
void read_cases(const yaml_node& node, rules_document& into, diagnostics& found);
void read_limits(const yaml_node& node, rules_document& into, diagnostics& found);
// When all files are read: the limit of a step is a clock, which is written out here.
void add_step_clocks(rules_document& document);

// Declarations.
void read_fields(const yaml_node& node, rules_document& into, diagnostics& found);
void read_roles(const yaml_node& node, rules_document& into, diagnostics& found);
void read_texts(const yaml_node& node, rules_document& into, diagnostics& found);
void read_calendars(const yaml_node& node, rules_document& into, diagnostics& found);
void read_actions(const yaml_node& node, rules_document& into, diagnostics& found);

// What is evaluated.
void read_windows(const yaml_node& node, rules_document& into, diagnostics& found);
void read_groups(const yaml_node& node, rules_document& into, diagnostics& found);
void read_routes(const yaml_node& node, rules_document& into, diagnostics& found);
void read_alerts(const yaml_node& node, rules_document& into, diagnostics& found);
void read_ladders(const yaml_node& node, rules_document& into, diagnostics& found);
void read_rules(const yaml_node& node, rules_document& into, diagnostics& found);
void read_clocks(const yaml_node& node, rules_document& into, diagnostics& found);
void read_authority(const yaml_node& node, rules_document& into, diagnostics& found);
void read_accountability(const yaml_node& node, rules_document& into, diagnostics& found);
void read_scores(const yaml_node& node, rules_document& into, diagnostics& found);
void read_follow_ups(const yaml_node& node, rules_document& into, diagnostics& found);
void read_schedules(const yaml_node& node, rules_document& into, diagnostics& found);

// When all files are read: of what bears the same name the first is kept.
void drop_duplicates(rules_document& document, diagnostics& found);

// Shared by rules, rungs and alerts. `key`: "then"; a missing one is reported.
[[nodiscard]] std::vector<action> read_then(const mapping_view& in, std::string_view key = "then");
[[nodiscard]] if_unknown read_if_unknown(const mapping_view& in);
// What starts, stops or cancels something: events, with conditions.
[[nodiscard]] std::vector<trigger> read_triggers(const mapping_view& in, std::string_view key);

// The entries of a section that is a mapping from names; `each` is given name and value, which may be broken: the name is
// declared all the same.
template <class Each>
void for_each_named(const yaml_node& section, std::string_view what, std::string_view form, diagnostics& found, Each each) {
    if (section.is_null()) return;
    if (!expect(section, yaml_kind::mapping, what, form, found)) return;
    for (const auto& e : section.entries) {
        const auto n = read_name(*e.key, "a name", found);
        if (n) each(*n, *e.value);
    }
}

// The entries of a section that is a list.
template <class Each>
void for_each_listed(const yaml_node& section, std::string_view what, std::string_view form, diagnostics& found, Each each) {
    if (section.is_null()) return;
    if (!expect(section, yaml_kind::sequence, what, form, found)) return;
    for (const auto* item : section.items) {
        if (!item->is_broken()) each(*item);
    }
}

// Said in two files: the second is a finding.
template <class T>
void set_once(std::optional<T>& target, std::optional<T> value, std::string_view what, diagnostics& found) {
    if (!value) return;
    if (target) {
        found.add({code::duplicate_name,
                   value->at,
                   fmt::format("{} is said a second time", what),
                   "keep one of them",
                   {{target->at, "first here"}}});
        return;
    }
    target = std::move(value);
}

}  // namespace written

ESCALERA_NAMESPACE_END

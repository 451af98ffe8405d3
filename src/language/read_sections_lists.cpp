#include <fmt/format.h>

#include "read_sections.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace written {

namespace {

// In a list of which the first entry that holds counts, only the last may hold always: nothing behind it is reached.
void check_guard(const mapping_view& in, const guard& g, bool last) {
    if (g.unreadable || g.when || last) return;
    if (g.always) {
        in.found().add(code::bad_value, in.place_of("always"),
                       "what stands behind this entry is never reached, since this one always holds", "move it to the end of the list");
        return;
    }
    in.report_missing("when", "write 'when: …'; only the last entry of the list may hold always");
}

void read_group(const yaml_node& node, bool last, rules_document& into, diagnostics& found) {
    static constexpr std::string_view known[] = {"name", "when", "always", "confirm_by", "expires"};
    const mapping_view in(node, "a group", known, found);
    if (!in.is_readable()) return;
    group g;
    const auto* n = in.require("name");
    const auto is = n != nullptr ? read_name(*n, "the name of a group", found) : std::nullopt;
    g.holds = read_guard(in);
    check_guard(in, g.holds, last);
    g.confirm_by = read_name(in, "confirm_by");
    if (const auto* expires = in.find("expires")) g.expires = read_elapsed(*expires, "'expires' of a group", false, found);
    if (in.has("expires") && !in.has("confirm_by") && !in.is_damaged()) {
        found.add(code::missing_key, in.place_of("expires"), "'expires' needs 'confirm_by': only a label that was confirmed has an end",
                  "write 'confirm_by: team-lead', or leave it out");
    }
    if (is) g.is = *is;
    into.groups.push_back(std::move(g));
}

void read_route(const yaml_node& node, bool last, rules_document& into, diagnostics& found) {
    static constexpr std::string_view known[] = {"when", "always", "to", "events"};
    const mapping_view in(node, "a route", known, found);
    if (!in.is_readable()) return;
    route r;
    r.at = node.at;
    r.holds = read_guard(in);
    check_guard(in, r.holds, last);
    if (const auto* events = in.find("events")) r.events = read_names(*events, "'events' of a route", found);
    const auto* to = in.require("to");
    auto department = to != nullptr ? read_name(*to, "'to' of a route", found) : std::nullopt;
    if (department) r.to = std::move(*department);
    into.routes.push_back(std::move(r));
}

}  // namespace

void read_groups(const yaml_node& node, rules_document& into, diagnostics& found) {
    for_each_listed(node, "'groups'", "write a list: - name: ordinary", found,
                    [&](const yaml_node& item) { read_group(item, &item == node.items.back(), into, found); });
}

void read_routes(const yaml_node& node, rules_document& into, diagnostics& found) {
    for_each_listed(node, "'routes'", "write a list: - to: customer-service", found,
                    [&](const yaml_node& item) { read_route(item, &item == node.items.back(), into, found); });
}

}  // namespace written

ESCALERA_NAMESPACE_END

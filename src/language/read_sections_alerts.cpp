#include <fmt/format.h>

#include "read_sections.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace written {

namespace {

std::optional<hold> read_hold(const yaml_node& node, std::string_view of, diagnostics& found) {
    static constexpr std::string_view known[] = {"ladders", "only", "unless"};
    const auto what = fmt::format("'hold' of {}", of);
    const mapping_view in(node, what, known, found);
    if (!in.is_readable()) return std::nullopt;
    hold h;
    if (const auto* ladders = in.require("ladders")) h.ladders = read_names(*ladders, fmt::format("'ladders' in {}", what), found);
    h.only = read_condition(in, "only");
    h.unless = read_condition(in, "unless");
    return h;
}

// False when its name could not be read.
bool read_alert(const yaml_node& node, rules_document& into, diagnostics& found) {
    static constexpr std::string_view known[] = {"name", "per", "when", "if_unknown", "then", "hold", "until", "at_end"};
    const mapping_view in(node, "an alert", known, found);
    if (!in.is_readable()) return false;
    alert a;
    const auto* n = in.require("name");
    auto is = n != nullptr ? read_name(*n, "the name of an alert", found) : std::nullopt;
    if (const auto* per = in.require("per")) a.per = read_names(*per, "'per' of an alert", found);
    a.when = read_condition(in, "when");
    if (!in.has("when")) in.report_missing("when", "write the condition with which it begins, such as: outage_people >= 50");
    a.otherwise = read_if_unknown(in);
    a.then = read_then(in);
    if (const auto* h = in.find("hold")) a.holds = read_hold(*h, "an alert", found);
    a.until = read_condition(in, "until");
    if (in.has("at_end")) a.at_end = read_then(in, "at_end");
    if (is) a.is = *is;
    into.alerts.push_back(std::move(a));
    return is.has_value();
}

}  // namespace

void read_alerts(const yaml_node& node, rules_document& into, diagnostics& found) {
    for_each_listed(node, "'alerts'", "write a list: - name: district-outage", found, [&](const yaml_node& item) {
        if (!read_alert(item, into, found)) into.mark_damaged("alerts");
    });
}

}  // namespace written

ESCALERA_NAMESPACE_END

// `scores:`: points for what tells of trouble, and the levels that they reach.
#include <fmt/format.h>

#include "read_sections.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace written {

namespace {

constexpr std::int64_t most_points = 1'000'000;

void read_point(const yaml_node& node, score& into, diagnostics& found) {
    static constexpr std::string_view known[] = {"when", "always", "add"};
    const mapping_view in(node, "a point of a score", known, found);
    if (!in.is_readable()) return;
    score_point p;
    p.holds = read_guard(in);
    if (!p.holds.unreadable && !p.holds.when && !p.holds.always) {
        in.report_missing("when", "write 'when: …', or 'always: true' if it is meant to count always");
    }
    if (const auto* add = in.require("add")) p.add = read_number(*add, "'add' of a point", -most_points, most_points, found);
    into.points.push_back(std::move(p));
}

// `red: 8`, or `red: {at: 8, then: […]}`.
void read_level(const name& n, const yaml_node& node, score& into, diagnostics& found) {
    score_level l;
    l.is = n;
    const auto what = fmt::format("the level '{}'", n.text);
    if (node.is_mapping()) {
        static constexpr std::string_view known[] = {"at", "then"};
        const mapping_view in(node, what, known, found);
        if (const auto* at = in.require("at")) l.at = read_number(*at, fmt::format("'at' of {}", what), -most_points, most_points, found);
        l.then = read_then(in);
        l.has_then = true;
    } else {
        l.at = read_number(node, what, -most_points, most_points, found);
    }
    if (l.at && !into.levels.empty() && into.levels.back().at && l.at->is <= into.levels.back().at->is) {
        found.add(code::bad_value, l.at->at, fmt::format("{} does not lie above '{}'", what, into.levels.back().is.text),
                  "write levels from low to high");
    }
    into.levels.push_back(std::move(l));
}

void read_score(const name& n, const yaml_node& node, rules_document& into, diagnostics& found) {
    static constexpr std::string_view known[] = {"per", "points", "levels", "hysteresis"};
    static constexpr std::string_view keys[] = {"case", "customer"};
    const auto what = fmt::format("the score '{}'", n.text);
    const mapping_view in(node, what, known, found);
    if (!in.is_readable()) into.mark_damaged("scores");
    score s;
    s.is = n;
    if (const auto* per = in.require("per")) {
        const bool of_department = per->is_scalar() && (per->scalar() == "department" || per->scalar() == "case.department");
        if (of_department) {
            report_not_built(per->at, "a score per department", found);
        } else {
            s.per_customer = read_choice(*per, fmt::format("'per' of {}", what), keys, found) == 1U;
        }
    }
    if (const auto* points = in.require("points")) {
        for_each_listed(*points, fmt::format("'points' of {}", what), "write a list: - {when: repeat >= 3, add: 2}", found,
                        [&](const yaml_node& item) { read_point(item, s, found); });
    }
    if (const auto* levels = in.require("levels")) {
        for_each_named(*levels, fmt::format("'levels' of {}", what), "write {yellow: 3, red: 8}", found,
                       [&](const name& level, const yaml_node& value) { read_level(level, value, s, found); });
    }
    if (const auto* h = in.find("hysteresis"))
        s.hysteresis = read_number(*h, fmt::format("'hysteresis' of {}", what), 0, most_points, found);
    into.scores.push_back(std::move(s));
}

}  // namespace

void read_scores(const yaml_node& node, rules_document& into, diagnostics& found) {
    for_each_named(node, "'scores'", "write {case-warning: {per: case, points: […], levels: {red: 8}}}", found,
                   [&](const name& n, const yaml_node& value) { read_score(n, value, into, found); });
}

}  // namespace written

ESCALERA_NAMESPACE_END

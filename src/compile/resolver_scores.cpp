#include <fmt/format.h>

#include "compile/resolver.hpp"

ESCALERA_NAMESPACE_BEGIN

void resolver::take_scores() {
    for (const auto& s : x_document->scores) {
        resolved::score to;
        to.name = s.is.text;
        to.at = s.is.at;
        to.per_customer = s.per_customer;
        to.hysteresis = s.hysteresis ? s.hysteresis->is : 0;
        for (const auto& p : s.points) to.points.push_back({take_condition(p.holds.when, condition_home::score), p.add ? p.add->is : 0});
        for (const auto& l : s.levels) {
            resolved::score_level level{l.is.text, l.at ? l.at->is : 0, {}, l.has_then};
            level.because.then = take_actions(l.then, condition_home::score, false);
            to.levels.push_back(std::move(level));
        }
        x_into.scores.push_back(std::move(to));
    }
}

// Where scores and labels are remembered: behind all that conditions have been resolved against, under names that none can write.
void resolver::hide_fields() {
    const auto hide = [&](root of, const std::string& name, kind what) { return x_into.fields.add(of, name, type{what, 0}).value_or(0); };
    for (auto& g : x_into.groups) {
        if (g.confirm_by.empty()) continue;
        g.proposed = hide(root::customer, fmt::format("proposed {}", g.name), kind::text);
        g.confirmed = hide(root::customer, fmt::format("confirmed {}", g.name), kind::integer);
        g.refused = hide(root::customer, fmt::format("refused {}", g.name), kind::integer);
    }
    x_into.accountability.waits = x_into.fields.add(root::kase, "accountability waits", type{kind::text, 1}).value_or(0);
    for (auto& g : x_into.authority.grants) {
        const auto of = g.per_customer ? root::customer : root::kase;
        g.offers = x_into.fields.add(of, fmt::format("offers {}", g.kind), type{kind::text, 1}).value_or(0);
    }
    for (auto& s : x_into.scores) {
        const auto of = s.per_customer ? root::customer : root::kase;
        s.total = hide(of, fmt::format("score {}", s.name), kind::integer);
        s.level = hide(of, fmt::format("level {}", s.name), kind::integer);
    }
}

ESCALERA_NAMESPACE_END

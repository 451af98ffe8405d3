#include <algorithm>

#include <fmt/format.h>

#include "compile/compiler.hpp"

ESCALERA_NAMESPACE_BEGIN

// Every notice that is to be acknowledged, by where it stands.
void compiler::plan_notices() {
    for (std::size_t i = 0; i < x_out.alerts.size(); ++i) {
        auto& a = x_out.alerts[i];
        plan_notices(a.cause, {a.name, {}, {}, {}, none, x_rules.alerts[i].at, false});
        plan_notices(a.at_end, {a.name, {}, {}, {}, none, x_rules.alerts[i].at, true});
    }
    for (auto& l : x_out.ladders) {
        for (auto& r : l.rungs) plan_notices(r.cause, {l.name, r.name, {}, {}, none, x_rules.document->head});
    }
    for (std::size_t i = 0; i < x_out.rules.size(); ++i) {
        const auto& from = x_rules.rules[i];
        plan_notices(x_out.rules[i].cause, {from.name, {}, {}, {}, from.calendar.value_or(none), from.at});
    }
    for (std::size_t i = 0; i < x_out.clocks.size(); ++i) {
        auto& c = x_out.clocks[i];
        for (auto& s : c.stages) plan_notices(s.cause, {c.name, {}, s.name, {}, s.hours, x_rules.clocks[i].at});
    }
    for (std::size_t i = 0; i < x_out.scores.size(); ++i) {
        auto& s = x_out.scores[i];
        for (auto& l : s.levels) plan_notices(l.cause, {s.name, {}, {}, l.name, none, x_rules.scores[i].at});
    }
}

void compiler::plan_notices(cause_plan& cause, const notice_home& home) {
    for (std::size_t i = 0; i < cause.then.size(); ++i) {
        auto& action = cause.then[i];
        const auto argument = [&action](std::string_view name) {
            return std::find_if(action.arguments.begin(), action.arguments.end(),
                                [name](const argument_plan& a) { return a.name == name; });
        };
        if (x_out.accountability.is_on && action.changes == action_plan::effect::accountability) plan_accountability(action, home, i);
        const auto other = argument("else");
        if (action.name != "notify" || other == action.arguments.end()) continue;
        notice_plan notice;
        notice.rule = home.rule;
        notice.rung = home.rung;
        notice.stage = home.stage;
        notice.score = home.score;
        notice.hours = home.calendar;
        notice.key =
            fmt::format("{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}", home.rule, home.rung, home.stage, home.score, i, other->literal.as_text());
        if (home.at_end)
            notice.key +=
                "\x1f"
                "at_end";
        if (const auto within = argument("acknowledge_within"); within != action.arguments.end()) {
            notice.has_limit = true;
            const auto length = read_length(within->literal.as_text()).length.value_or(length_of_time());
            notice.within = delay_of(length);
            const bool has_calendar = home.calendar != none;
            if (notice.within.is == delay_plan::kind_of::days && !has_calendar) need_days();
            if (notice.within.is == delay_plan::kind_of::business_days && !has_calendar) {
                refuse(code::no_calendar, home.at, "business days mean nothing without a calendar",
                       "write 'calendar: …' in the rule, or use '3 days'");
            }
        }
        action_plan again;
        again.name = action.name;
        argument_plan role = *argument("role");
        role.literal = other->literal;
        again.arguments.push_back(std::move(role));
        if (const auto text = argument("text"); text != action.arguments.end()) again.arguments.push_back(*text);
        notice.cause.then.push_back(std::move(again));
        action.notice = static_cast<std::uint32_t>(x_out.notices.size());
        x_out.notices.push_back(std::move(notice));
    }
}

ESCALERA_NAMESPACE_END

#include <algorithm>

#include <fmt/format.h>

#include "compile/compiler.hpp"

ESCALERA_NAMESPACE_BEGIN

void compiler::read_scores() {
    for (const auto& s : x_rules.scores) {
        for (const auto& p : s.points) read(p.when, every_event);
        for (const auto& l : s.levels) read(l.because, every_event);
    }
}

void compiler::lower_scores(condition_lowering& lowering) {
    for (const auto& from : x_rules.scores) {
        score_plan s;
        s.name = from.name;
        s.per_customer = from.per_customer;
        s.hysteresis = from.hysteresis;
        s.total = from.total;
        s.level = from.level;
        for (const auto& p : from.points) {
            s.points.push_back({add(section::scores, p.when, every_event), p.add, p.when ? reasons(*p.when) : std::vector<slot_id>()});
        }
        for (const auto& l : from.levels) {
            score_level_plan level{l.name, l.at, plan(section::scores, l.because, every_event, lowering)};
            if (!l.has_then) level.cause.then.push_back(request("warn", "level", l.name));
            s.levels.push_back(std::move(level));
        }
        if (from.points.size() > score_plan::most_points) {
            refuse(code::too_many, from.at, fmt::format("the score '{}' has more than {} points", from.name, score_plan::most_points),
                   "split it");
        }
        x_out.scores.push_back(std::move(s));
    }
}

action_plan compiler::request(const std::string& name, const std::string& argument_name, const std::string& value) {
    action_plan action;
    action.name = name;
    action.changes = effect_of(name);
    argument_plan argument;
    argument.name = argument_name;
    argument.required = true;
    argument.literal = escalera::value(value);
    action.arguments.push_back(std::move(argument));
    return action;
}

ESCALERA_NAMESPACE_END

#include <fmt/format.h>

#include "compile/compiler.hpp"

ESCALERA_NAMESPACE_BEGIN

// Where somebody is to be held to account, the case remembers what it needs.
void compiler::read_accountability() {
    x_out.accountability = x_rules.accountability;
    if (!x_rules.accountability.is_on) return;
    auto& plan = x_out.accountability;
    const auto remembered = [&](std::string_view name) {
        const auto field = *x_rules.fields.find(name);
        x_slots.field(field, every_event);
        return field;
    };
    plan.responsible = remembered("assessment.responsible");
    plan.handled_well = remembered("assessment.handled_well");
    plan.evidence = remembered("assessment.evidence");
    plan.about = remembered("complaint.about");
    plan.department = remembered("complaint.department");
    plan.status = *x_rules.fields.find("case.accountability");
    plan.result = x_slots.field(*x_rules.fields.find("assessment.result"), 0);
    for (const auto f : {x_out.known.case_held_by, x_out.known.case_department}) x_slots.field(f, 0);
}

// One that may have to wait is issued again by itself.
void compiler::plan_accountability(action_plan& action, const notice_home& home, std::size_t position) {
    asked_accountability asked;
    asked.rule = home.rule;
    asked.rung = home.rung;
    asked.stage = home.stage;
    asked.score = home.score;
    asked.key = fmt::format("{}\x1f{}\x1f{}\x1f{}\x1f{}", home.rule, home.rung, home.stage, home.score, position);
    action.accountability = static_cast<std::uint32_t>(x_out.accountability.asked.size());
    asked.cause.then.push_back(action);
    x_out.accountability.asked.push_back(std::move(asked));
}

ESCALERA_NAMESPACE_END

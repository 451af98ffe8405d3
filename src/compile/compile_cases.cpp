#include "compile/compiler.hpp"

ESCALERA_NAMESPACE_BEGIN

action_plan::guard guard_of(std::string_view action) noexcept {
    if (action == "assign") return action_plan::guard::assign;
    if (action == "approve") return action_plan::guard::approve;
    return action == "close" ? action_plan::guard::close : action_plan::guard::open_to_all;
}

// What the engine itself reads of events has a slot, whether a rule asks for it or not.
void compiler::plan_cases() {
    auto& cases = x_out.cases;
    const auto& known = x_out.known;
    if (x_rules.case_calendar) cases.calendar = *x_rules.case_calendar;
    cases.thorough = x_rules.thorough;
    for (const auto& s : x_rules.steps) cases.steps.push_back({s.name, s.owner, s.optional, s.done, s.back});
    cases.owner = x_slots.field(known.case_owner, 0);
    cases.department = x_slots.field(known.case_department, 0);
    cases.by = x_slots.field(known.case_by, 0);
    cases.recused = x_slots.field(known.case_recused, 0);
    cases.approved_by = x_slots.field(known.offer_approved_by, 0);
    if (!cases.steps.empty()) cases.step = x_slots.field(known.case_step, 0);
}

ESCALERA_NAMESPACE_END

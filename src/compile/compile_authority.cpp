#include "compile/compiler.hpp"

ESCALERA_NAMESPACE_BEGIN

void compiler::read_authority() {
    if (x_rules.authority.levels.empty()) return;
    const auto offer = [&](std::string_view name) { return x_slots.field(*x_rules.fields.find(root::offer, name), 0); };
    auto& slots = x_out.authority.offer;
    slots.id = offer("id");
    slots.kind = offer("kind");
    slots.amount = offer("amount");
    slots.currency = offer("currency");
    slots.accepted = offer("accepted");
    slots.in_writing = offer("in_writing");
    slots.by = offer("by");
    slots.level = offer("level");
    slots.approved_by = offer("approved_by");
    slots.approved_level = offer("approved_level");
    x_slots.field(x_out.known.customer_group, 0);
    for (const auto& f : x_rules.funds) {
        x_slots.window(f.spent);
        read(x_rules.windows[f.spent].per, mask_of(event_kind::offer));
        read(f.because, mask_of(event_kind::offer));
    }
}

void compiler::lower_authority(condition_lowering& lowering) {
    const auto& from = x_rules.authority;
    auto& to = x_out.authority;
    const auto slots = to.offer;
    to = from;
    to.offer = slots;
    for (const auto& f : x_rules.funds) {
        fund_plan fund;
        fund.name = f.name;
        fund.kinds = f.kinds;
        fund.spent = x_slots.all().windows[f.spent];
        for (const auto& p : x_rules.windows[f.spent].per) {
            if (p.is == resolved::key_part::kind_of::field) fund.key.push_back(x_out.slot_of_field[p.field]);
        }
        fund.budget = f.budget;
        fund.warn_from = f.budget / 100 * f.warn_at + (f.budget % 100 * f.warn_at + 99) / 100;
        fund.beyond = f.beyond.value_or(none);
        fund.cause = plan(section::rules, f.because, mask_of(event_kind::offer), lowering);
        fund.cause.because.push_back(fund.spent);
        to.funds.push_back(std::move(fund));
    }
}

ESCALERA_NAMESPACE_END

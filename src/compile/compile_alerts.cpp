// Alerts are judged with the group windows, and hold rungs in the customer's stage.

#include <algorithm>

#include "compile/compiler.hpp"

ESCALERA_NAMESPACE_BEGIN

void compiler::read_alerts() {
    for (const auto& a : x_rules.alerts) {
        // Its fields are read on the events that bring them, and are never captured for it.
        const auto own = events_that_bring(x_rules.fields[a.per.front().field].of);
        read(a.per, own);
        read(a.because, own);
        read(a.until, own);
        resolved::cause end;
        end.then = a.at_end;
        read(end, own);
        event_mask held = 0;
        for (const auto l : a.held_ladders) held |= x_rules.ladders[l].events;
        read(a.only, held);
        read(a.hold_unless, held);
    }
}

// Resolving has seen to it that a window with the alert's key is read.
std::uint32_t compiler::table_of(const resolved::alert& a) const {
    std::vector<std::uint16_t> parts;
    for (const auto& p : a.per) {
        const auto at = std::find(x_out.parts.begin(), x_out.parts.end(), x_out.slot_of_field[p.field]);
        parts.push_back(static_cast<std::uint16_t>(at - x_out.parts.begin()));
    }
    std::sort(parts.begin(), parts.end());
    parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
    for (std::uint32_t t = 0; t < x_out.group_tables.size(); ++t) {
        if (x_out.group_tables[t].parts == parts) return t;
    }
    return none;
}

void compiler::plan_alert_tables() {
    for (std::uint32_t a = 0; a < x_rules.alerts.size(); ++a) {
        alert_plan plan;
        plan.name = x_rules.alerts[a].name;
        plan.events = x_rules.alerts[a].events;
        plan.table = table_of(x_rules.alerts[a]);
        for (const auto& p : x_rules.alerts[a].per) plan.key.push_back(x_out.slot_of_field[p.field]);
        if (plan.table == none) {  // more windows than there can be, which has been told
            x_failed = true;
            plan.table = 0;
        } else {
            x_out.group_tables[plan.table].alerts.push_back(a);
        }
        x_out.alerts.push_back(std::move(plan));
    }
    for (const auto s : x_slots.all().alerts) {
        if (s != no_slot) x_out.alert_slots.push_back(s);
    }
}

void compiler::lower_alert(const resolved::alert& from, std::uint32_t index, condition_lowering& lowering) {
    auto& a = x_out.alerts[index];
    a.cause = plan(section::alerts, from.because, from.events, lowering);
    const auto& end = from.until ? from.until : from.because.when;
    a.end = computed(*end, lowering);
    a.ends_when_false = !from.until;
    for (const auto w : end->windows) {
        if (w < x_out.windows.size() && x_out.windows[w].in_groups) a.end_windows.push_back(x_out.windows[w].index);
    }
    resolved::cause at_end;
    at_end.then = from.at_end;
    a.at_end = plan(section::alerts, at_end, 0, lowering);
    a.at_end.because = reasons(*end);
    a.held_ladders = from.held_ladders;
    if (from.only) a.only = computed(*from.only, lowering);
    if (from.hold_unless) a.unless = computed(*from.hold_unless, lowering);
}

ESCALERA_NAMESPACE_END

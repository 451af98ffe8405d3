#include <algorithm>

#include <fmt/format.h>

#include "compile/compiler.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

if_unknown translate(written::if_unknown u) noexcept {
    switch (u) {
        case written::if_unknown::review: return if_unknown::review;
        case written::if_unknown::skip: return if_unknown::skip;
        case written::if_unknown::fire: return if_unknown::fire;
    }
    return if_unknown::review;
}

}  // namespace

condition_id compiler::add(section s, const resolved::condition_ptr& c, event_mask wanted) {
    if (!c) return none;
    auto& list = x_conditions[static_cast<std::size_t>(s)];
    list.push_back({c.get(), wanted});
    return static_cast<condition_id>(list.size() - 1);
}

cause_plan compiler::plan(section s, const resolved::cause& from, event_mask wanted, condition_lowering& lowering) {
    cause_plan c;
    c.when = add(s, from.when, wanted);
    c.unless = add(s, from.unless, wanted);
    c.otherwise = translate(from.otherwise);
    if (from.when) c.because = reasons(*from.when);
    for (const auto& a : from.then) c.then.push_back(plan(a, lowering));
    return c;
}

std::vector<slot_id> compiler::reasons(const condition& c) const {
    std::vector<slot_id> slots;
    for (const auto& n : c.nodes) {
        auto slot = no_slot;
        if (n.what == opcode::field) slot = x_slots.all().fields[n.index];
        if (n.what == opcode::window) slot = x_slots.all().windows[n.index];
        if (n.what == opcode::window_of) slot = x_slots.all().windows_of[n.index];
        if (slot != no_slot && std::find(slots.begin(), slots.end(), slot) == slots.end()) slots.push_back(slot);
    }
    return slots;
}

action_plan compiler::plan(const resolved::action& from, condition_lowering& lowering) {
    action_plan action;
    action.name = from.name;
    action.changes = effect_of(from.name);
    action.guarded = guard_of(from.name);
    action.hours = from.hours.value_or(none);
    for (const auto& a : from.arguments) {
        argument_plan argument;
        argument.name = a.name;
        argument.required = a.required;
        argument.literal = a.literal;
        if (a.computed) argument.computed = computed(*a.computed, lowering);
        if (a.text) argument.texts = plan_text(a.name, x_rules.texts[*a.text]);
        action.arguments.push_back(std::move(argument));
    }
    return action;
}

std::uint32_t compiler::computed(const condition& c, condition_lowering& lowering) {
    const auto root = lowering.single(c);
    x_out.computed.push_back({root, &c});
    return root;
}

std::vector<text_template> compiler::plan_text(const std::string& argument, const resolved::text& from) const {
    std::vector<text_template> versions;
    for (const auto& v : from.versions) {
        text_template t;
        t.argument_name = argument + "." + v.language;
        t.pieces = v.pieces;
        for (const auto f : v.fields) t.slots.push_back(x_out.slot_of_field[f]);
        versions.push_back(std::move(t));
    }
    return versions;
}

key_plan compiler::plan(const std::vector<resolved::key_part>& from) const {
    key_plan key;
    for (const auto& p : from) {
        const auto slot = p.is == resolved::key_part::kind_of::field ? x_out.slot_of_field[p.field] : no_slot;
        const auto at = std::find(x_out.parts.begin(), x_out.parts.end(), slot);
        const bool is_part = slot != no_slot && at != x_out.parts.end() && !x_out.slots[slot].set_by_rules;
        key.parts.push_back({static_cast<key_part::kind_of>(p.is), slot,
                             is_part ? static_cast<std::uint16_t>(at - x_out.parts.begin()) : key_part::no_part});
    }
    return key;
}

void compiler::lower() {
    condition_lowering lowering(x_slots.all(), x_out.code);
    for (std::uint32_t i = 0; i < x_rules.windows.size() && i < x_out.windows.size(); ++i) {
        const auto home = x_out.windows[i];
        if (home.is_published) {
            lower_indicator(x_rules.windows[i], home.index, lowering);
            continue;
        }
        auto& stage = home.in_groups ? x_out.group_stage : x_out.customer_stage;
        const auto wanted = mask_of(x_rules.windows[i].of) | mask_of(event_kind::corrected);
        stage.windows[home.index].where = add(section::windows, x_rules.windows[i].where, wanted);
    }
    for (std::uint32_t a = 0; a < x_rules.alerts.size(); ++a) lower_alert(x_rules.alerts[a], a, lowering);
    for (const auto& g : x_rules.groups) {
        resolved::cause cause;
        cause.when = g.when;
        group_plan group;
        group.name = g.name;
        group.cause = plan(section::groups, cause, group_events, lowering);
        group.confirm_by = g.confirm_by;
        if (!g.confirm_by.empty()) group.question = fmt::format("confirm the group '{}'", g.name);
        group.expires = g.expires;
        group.proposed = g.proposed;
        group.confirmed = g.confirmed;
        group.refused = g.refused;
        x_out.has_labels = x_out.has_labels || !g.confirm_by.empty();
        x_out.groups.push_back(std::move(group));
    }
    for (const auto& r : x_rules.routes) {
        resolved::cause cause;
        cause.when = r.when;
        x_out.routes.push_back({r.to, plan(section::routes, cause, r.events, lowering), r.events});
    }
    for (const auto& l : x_rules.ladders) lower_ladder(l, lowering);
    for (const auto& r : x_rules.rules) lower_rule(r, lowering);
    lower_clocks(lowering);
    lower_scores(lowering);
    lower_authority(lowering);
    lower_follow_ups(lowering);
    lower_schedules(lowering);
    for (std::size_t s = 0; s < section_count; ++s) {
        x_out.sets[s] = lowering.section(x_conditions[s]);
        for (const auto& c : x_conditions[s]) x_out.conditions[s].push_back(c);
    }
}

void compiler::lower_ladder(const resolved::ladder& from, condition_lowering& lowering) {
    ladder_plan l;
    l.name = from.name;
    l.per = plan(from.per);
    l.events = from.events;
    l.highest_only = from.highest_only;
    if (from.reset) {
        l.reset = computed(*from.reset, lowering);
        l.reset_windows = customer_windows(*from.reset);
    }
    if (from.rungs.size() > ladder_plan::most_rungs) {
        refuse(code::too_many, from.at, fmt::format("ladder '{}' has more than {} rungs", from.name, ladder_plan::most_rungs), "split it");
    }
    for (const auto& r : from.rungs) {
        l.rungs.push_back({r.name, plan(section::ladders, r.because, from.events, lowering)});
        if (!r.because.when) continue;
        for (const auto w : customer_windows(*r.because.when)) {
            if (std::find(l.windows.begin(), l.windows.end(), w) == l.windows.end()) l.windows.push_back(w);
        }
    }
    x_out.ladders.push_back(std::move(l));
}

std::vector<std::uint32_t> compiler::customer_windows(const condition& c) const {
    std::vector<std::uint32_t> list;
    for (const auto w : c.windows) {
        if (w < x_out.windows.size() && !x_out.windows[w].in_groups && !x_out.windows[w].is_published)
            list.push_back(x_out.windows[w].index);
    }
    return list;
}

void compiler::lower_rule(const resolved::rule& from, condition_lowering& lowering) {
    rule_plan r;
    r.name = from.name;
    r.cause = plan(section::rules, from.because, from.events, lowering);
    r.events = from.events;
    r.again_after = from.again_after;
    r.last = from.last;
    r.one_of = from.one_of.value_or(none);
    const bool per_case = from.once.size() == 1 && from.once[0].is == resolved::key_part::kind_of::kase;
    if (per_case) {
        r.once = rule_plan::once_per::kase;
    } else if (!from.once.empty()) {
        r.once = rule_plan::once_per::key;
        r.key = plan(from.once);
    }
    x_out.rules.push_back(std::move(r));
}

ESCALERA_NAMESPACE_END

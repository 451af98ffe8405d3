#include "compile/slots.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

// The kinds whose events alone say what such a field is: what they leave out is absent, whatever was known before.
// Answers to an assessment and facts about a customer come bit by bit.
event_mask kinds_of(root of) noexcept {
    switch (of) {
        case root::complaint: return mask_of(event_kind::complaint) | mask_of(event_kind::signal);
        case root::offer: return mask_of(event_kind::offer);
        case root::reply: return mask_of(event_kind::replied);
        case root::feedback: return mask_of(event_kind::feedback);
        default: return 0;
    }
}

case_part part_of(std::string_view name) noexcept {
    if (name == "id") return case_part::id;
    if (name == "status") return case_part::status;
    if (name == "opened") return case_part::opened;
    if (name == "transfers") return case_part::transfers;
    if (name == "reopened") return case_part::reopened;
    if (name == "owner") return case_part::owner;
    if (name == "owners") return case_part::owners;
    if (name == "held_since") return case_part::held_since;
    if (name == "held_for") return case_part::held_for;
    return case_part::attribute;
}

event_part part_of_event(std::string_view name) noexcept {
    if (name == "time") return event_part::time;
    if (name == "alert") return event_part::alert;
    return name == "late" ? event_part::late : event_part::kind;
}

clock_part part_of_clock(std::string_view name) noexcept {
    if (name == "used") return clock_part::used;
    if (name == "stage") return clock_part::stage;
    return name == "verdict" ? clock_part::verdict : clock_part::name;
}

// In whose hands a case is, and how thorough its resolution was, is told by what happened, not by an event's fields.
bool is_kept_by_engine(const rule_set& rules, field_id f) noexcept {
    const auto& known = rules.known;
    for (const auto kept : {known.case_owner, known.case_owners, known.case_department, known.case_held_since, known.case_held_for,
                            known.case_thorough, known.case_repeat_of}) {
        if (f == kept) return true;
    }
    return false;
}

}  // namespace

event_mask own_events(root of) noexcept {
    if (of == root::complaint) return mask_of(event_kind::complaint);
    if (of == root::customer) return mask_of(event_kind::customer);
    if (of == root::assessment) return mask_of(event_kind::assessment);
    return kinds_of(of);
}

event_mask events_that_bring(root of) noexcept {
    switch (of) {
        case root::assessment: return mask_of(event_kind::assessment);
        case root::customer: return mask_of(event_kind::customer);
        default: return kinds_of(of);
    }
}

slot_planner::slot_planner(const resolved_rules& rules, rule_set& out) : x_rules(rules), x_out(out) {
    x_out.slot_of_field.assign(rules.fields.fields().size(), no_slot);
    x_map.windows.assign(rules.windows.size(), no_slot);
    x_map.windows_of.assign(rules.windows.size(), no_slot);
    for (const auto& l : rules.ladders) x_map.reached.emplace_back(l.rungs.size(), no_slot);
    x_map.rungs.assign(rules.ladders.size(), no_slot);
    x_map.breached.assign(rules.clocks.size(), no_slot);
    x_map.left.assign(rules.clocks.size(), no_slot);
    x_map.scores.assign(rules.scores.size(), no_slot);
    x_map.alerts.assign(rules.alerts.size(), no_slot);
}

slot_id slot_planner::add(slot_plan plan) {
    x_out.slots.push_back(std::move(plan));
    x_read_at.push_back(0);
    return static_cast<slot_id>(x_out.slots.size() - 1);
}

slot_id slot_planner::field(field_id f, event_mask read_at) {
    auto& slot = x_out.slot_of_field[f];
    if (slot == no_slot) {
        const auto& info = x_rules.fields[f];
        slot_plan plan;
        plan.holds = info.holds;
        plan.index = f;
        plan.name = info.full_name;
        plan.own = kinds_of(info.of);
        // What came of an accountability is told once, and not an answer that comes bit by bit.
        if (info.full_name == "assessment.result" || info.full_name == "assessment.person") plan.own = mask_of(event_kind::assessment);
        switch (info.of) {
            case root::kase:
                plan.from = slot_source::kase;
                plan.part = part_of(info.name);
                break;
            case root::event:
                plan.from = slot_source::event;
                plan.part_of_event = part_of_event(info.name);
                break;
            case root::clock:
                plan.from = slot_source::clock;
                plan.part_of_clock = part_of_clock(info.name);
                break;
            default: plan.from = slot_source::field; break;
        }
        slot = add(std::move(plan));
    }
    x_read_at[slot] |= read_at;
    return slot;
}

slot_id slot_planner::window(std::uint32_t w, bool of) {
    auto& slot = of ? x_map.windows_of[w] : x_map.windows[w];
    if (slot != no_slot) return slot;
    slot_plan plan;
    plan.from = of ? slot_source::window_of : slot_source::window;
    if (x_rules.windows[w].period) plan.from = of ? slot_source::published_of : slot_source::published;
    plan.holds = of ? type{kind::integer, 0} : x_rules.windows[w].holds;
    plan.index = w;
    plan.name = x_rules.windows[w].name + (of ? ".of" : "");
    return slot = add(std::move(plan));
}

slot_id slot_planner::reached(std::uint32_t ladder, std::uint32_t rung) {
    auto& slot = x_map.reached[ladder][rung];
    if (slot != no_slot) return slot;
    slot_plan plan;
    plan.from = slot_source::reached;
    plan.holds = boolean_type;
    plan.index = ladder;
    plan.second = rung;
    plan.name = "case.reached";
    slot = add(std::move(plan));
    x_out.position_slots.push_back(slot);
    return slot;
}

slot_id slot_planner::rung(std::uint32_t ladder) {
    auto& slot = x_map.rungs[ladder];
    if (slot != no_slot) return slot;
    slot_plan plan;
    plan.from = slot_source::rung;
    plan.holds = type{kind::integer, 0};
    plan.index = ladder;
    plan.name = "case.rung";
    slot = add(std::move(plan));
    x_out.position_slots.push_back(slot);
    return slot;
}

slot_id slot_planner::clock(std::uint32_t c, bool left) {
    auto& slot = left ? x_map.left[c] : x_map.breached[c];
    if (slot != no_slot) return slot;
    slot_plan plan;
    plan.from = left ? slot_source::left : slot_source::breached;
    plan.holds = left ? type{kind::span, 0} : boolean_type;
    plan.index = c;
    plan.name = left ? "clock.left" : "clock.breached";
    slot = add(std::move(plan));
    x_out.clock_slots.push_back(slot);
    return slot;
}

slot_id slot_planner::score(std::uint32_t s) {
    auto& slot = x_map.scores[s];
    if (slot != no_slot) return slot;
    slot_plan plan;
    plan.from = slot_source::score;
    plan.holds = type{kind::integer, 0};
    plan.index = s;
    plan.name = "score";
    slot = add(std::move(plan));
    x_out.score_slots.push_back(slot);
    return slot;
}

slot_id slot_planner::alert(std::uint32_t a, event_mask read_at) {
    auto& slot = x_map.alerts[a];
    if (slot == no_slot) {
        slot_plan plan;
        plan.from = slot_source::alert;
        plan.holds = boolean_type;
        plan.index = a;
        plan.own = events_that_bring(x_rules.fields[x_rules.alerts[a].per.front().field].of);
        plan.name = "alert";
        slot = add(std::move(plan));
    }
    x_read_at[slot] |= read_at;
    return slot;
}

void slot_planner::reads(const condition& c, event_mask read_at) {
    for (const auto& n : c.nodes) {
        switch (n.what) {
            case opcode::field:
            case opcode::has: field(static_cast<field_id>(n.index), read_at); break;
            case opcode::window: window(n.index, false); break;
            case opcode::window_of: window(n.index, true); break;
            case opcode::reached: reached(n.index, n.second); break;
            case opcode::rung: rung(n.index); break;
            case opcode::breached: clock(n.index, false); break;
            case opcode::left: clock(n.index, true); break;
            case opcode::score: score(n.index); break;
            case opcode::alert: alert(n.index, read_at); break;
            default: break;
        }
    }
}

void slot_planner::settle() {
    // A position's key is read wherever the position is asked for.
    for (const auto s : x_out.position_slots) {
        for (const auto& p : x_rules.ladders[x_out.slots[s].index].per) {
            if (p.is == resolved::key_part::kind_of::field) field(p.field, every_event);
        }
    }
    for (std::size_t s = 0; s < x_out.slots.size(); ++s) x_out.slots[s].asked = x_read_at[s] != 0;
    // An issue that is not given is the category: remembered with it, but not asked of anybody.
    x_read_at[x_out.category_slot] |= x_read_at[x_out.issue_slot];
    for (std::size_t s = 0; s < x_out.slots.size(); ++s) {
        auto& plan = x_out.slots[s];
        plan.set_by_rules = true;
        const bool of_alert = plan.from == slot_source::alert;
        if (plan.from != slot_source::field && !of_alert) continue;
        plan.captured = (x_read_at[s] & ~plan.own) != 0;
        if (of_alert) continue;
        plan.set_by_rules = plan.index == x_out.known.customer_group;
    }
    for (std::size_t s = 0; s < x_out.slots.size(); ++s) {
        const auto& plan = x_out.slots[s];
        const bool is_read_of_case = plan.from == slot_source::kase && plan.asked;
        const bool of_row =
            plan.from == slot_source::field || is_read_of_case || plan.from == slot_source::event || plan.from == slot_source::clock;
        if (of_row) x_out.row_slots.push_back(static_cast<slot_id>(s));
        const bool of_field = plan.from == slot_source::field;
        // What the engine alone says is the same whatever an event says of it.
        const bool is_kept = plan.from == slot_source::kase && is_kept_by_engine(x_out, static_cast<field_id>(plan.index));
        // So is the step of a case that may only be at one of those declared.
        const bool is_checked = plan.from == slot_source::kase && plan.index == x_out.known.case_step && !x_rules.steps.empty();
        if ((is_kept || is_checked) && plan.asked) x_out.cases.kept_slots.push_back(static_cast<slot_id>(s));
        const bool of_case =
            plan.from == slot_source::kase && !is_kept && (plan.part == case_part::status || plan.part == case_part::attribute);
        if (of_case || (of_field && plan.captured)) x_out.remembered_slots.push_back(static_cast<slot_id>(s));
    }
    x_map.fields = x_out.slot_of_field;
}

ESCALERA_NAMESPACE_END

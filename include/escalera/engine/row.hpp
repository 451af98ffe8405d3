#pragma once
// Fills the row: one cell for each slot, from the event's columns, the case, the customer and what they remember.
//
// A field of the event's own root comes from the event. Any other comes from what was captured: complaint.*,
// assessment.*, offer.*, reply.*, feedback.* from the case, customer.* from the customer. Texts that lie in the
// record are copied into the scratch arena, since the record's text moves when it grows.
//
// Threads: none of its own.   Cost: one pass over the slots.

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "escalera/config.hpp"
#include "escalera/engine/occasion.hpp"
#include "escalera/engine/standing_alerts.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/state/attributes.hpp"
#include "escalera/state/case_ledger.hpp"
#include "escalera/state/clocks.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace detail {

[[nodiscard]] inline cell settled(workspace& ws, const cell& c) noexcept {
    if (c.what == kind::text) return cell::of(ws.scratch.copy(c.as_text()));
    if (c.what != kind::list) return c;
    const auto elements = ws.scratch.take<cell>(c.extent);
    for (std::size_t i = 0; i < elements.size(); ++i) elements[i] = settled(ws, c.elements[i]);
    return cell::of_list(elements.data(), static_cast<std::uint32_t>(elements.size()));
}

inline constexpr std::uint32_t not_captured = 0xFFFF'FFFF;

// Where each slot is remembered, in one pass: a case remembers many fields, and each has many readers.
inline void find_captured(const rule_set& rules, workspace& ws, const occasion& o) noexcept {
    ws.captured_at.resize_uninitialised(rules.slots.size());
    for (auto& at : ws.captured_at) at = not_captured;
    const auto serial = o.kase == no_case ? of_the_customer : ws.record.cases[o.kase].serial;
    const auto& all = ws.record.attributes;
    for (std::uint32_t i = 0; i < all.size(); ++i) {
        const auto& a = all[i];
        if ((a.kase != serial && a.kase != of_the_customer) || a.field >= rules.slot_of_field.size()) continue;
        const auto s = rules.slot_of_field[a.field];
        // A field is the case's or the customer's, never both.
        if (s < ws.captured_at.size() && ws.captured_at[s] == not_captured) ws.captured_at[s] = i;
    }
}

[[nodiscard]] inline cell captured(workspace& ws, std::uint32_t serial, const rule_set& rules, const slot_plan& s) noexcept {
    const auto at = ws.captured_at[static_cast<std::size_t>(&s - rules.slots.data())];
    if (at == not_captured) return {};
    if (!s.holds.is_list()) return settled(ws, read_attribute(ws.record, ws.record.attributes[at]));
    return settled(ws, get_attribute(ws.record, serial, static_cast<field_id>(s.index), true, ws.scratch));
}

[[nodiscard]] inline cell owner_cell(workspace& ws, const case_state& c) noexcept {
    const auto who = present_holder(ws.record, c.serial);
    return who.owner.empty() ? cell{} : settled(ws, cell::of(who.owner));
}

// Every person who has held it, in order, each once.
[[nodiscard]] inline cell owners_cell(workspace& ws, const case_state& c) noexcept {
    const auto& notes = ws.record.case_notes;
    const auto elements = ws.scratch.take<cell>(notes.size());
    std::uint32_t n = 0;
    for (std::size_t i = 0; i < notes.size() && n < elements.size(); ++i) {
        const auto owner = ws.record.read(notes[i].owner);
        if (!is_hand_over(notes[i], c.serial) || owner.empty()) continue;
        const bool is_there =
            std::any_of(elements.begin(), elements.begin() + n, [&](const cell& e) noexcept { return e.as_text() == owner; });
        if (!is_there) elements[n++] = cell::of(ws.scratch.copy(owner));
    }
    return cell::of_list(elements.data(), n);
}

[[nodiscard]] inline cell held_since_cell(workspace& ws, const case_state& c) noexcept {
    const auto at = last_hand_over(ws.record, c.serial);
    if (at == no_note || holder_of(ws.record, at).is_nobody()) return {};
    return cell::of(to_timestamp({std::max(c.opened, ws.record.case_notes[at].since)}));
}

// Open time in these hands: while it was closed, nobody had it.
[[nodiscard]] inline cell held_for_cell(const rule_set& rules, workspace& ws, const occasion& o, const case_state& c) noexcept {
    const auto at = last_hand_over(ws.record, c.serial);
    if (at == no_note || holder_of(ws.record, at).is_nobody()) return {};
    std::int64_t held = 0;
    for_each_stretch(ws.record, c, end_of_life(rules, ws.record, c, o.as_of),
                     [&](std::int64_t from, std::int64_t to, std::size_t hands) noexcept {
                         if (hands == at) held += open_time(rules, from, to);
                     });
    return cell::of(duration_of(held));
}

[[nodiscard]] inline cell case_cell(const rule_set& rules, workspace& ws, const occasion& o, const slot_plan& s) noexcept {
    if (o.kase == no_case) return {};
    const auto& c = ws.record.cases[o.kase];
    switch (s.part) {
        case case_part::id: return settled(ws, cell::of(ws.record.read(c.id)));
        case case_part::status: return cell::of(name_of(c.status));
        case case_part::opened: return cell::of(to_timestamp({c.opened}));
        case case_part::transfers: return cell::of(static_cast<std::int64_t>(c.transfers));
        case case_part::reopened: return cell::of(static_cast<std::int64_t>(c.reopened));
        case case_part::owner: return owner_cell(ws, c);
        case case_part::owners: return owners_cell(ws, c);
        case case_part::held_since: return held_since_cell(ws, c);
        case case_part::held_for: return held_for_cell(rules, ws, o, c);
        case case_part::attribute: break;
    }
    const auto found = captured(ws, c.serial, rules, s);
    // Outside is a question with a default: a case is inside until something says otherwise.
    if (found.is_absent() && s.index == rules.known.case_outside) return cell::of(false);
    return found;
}

[[nodiscard]] inline cell event_cell(const occasion& o, const slot_plan& s) noexcept {
    switch (s.part_of_event) {
        case event_part::time: return cell::of(to_timestamp({o.at}));
        case event_part::kind: return o.has_kind() ? cell::of(name_of(o.kind())) : cell{};
        case event_part::late: return cell::of(o.late);
        case event_part::alert: return {};  // of alert_began and alert_ended alone
    }
    return {};
}

[[nodiscard]] inline cell clock_cell(const occasion& o, const slot_plan& s) noexcept {
    if (o.clock.name.empty()) return {};
    switch (s.part_of_clock) {
        case clock_part::name: return cell::of(o.clock.name);
        case clock_part::used: return cell::of(duration_of(o.clock.used));
        case clock_part::stage: return o.clock.stage.empty() ? cell{} : cell::of(o.clock.stage);
        case clock_part::verdict: return o.clock.verdict.empty() ? cell{} : cell::of(o.clock.verdict);
    }
    return {};
}

}  // namespace detail

// The cell of a slot that neither windows nor positions fill, and that the event itself leaves absent.
[[nodiscard]] inline cell slot_cell(const rule_set& rules, workspace& ws, const occasion& o, const slot_plan& s) noexcept {
    switch (s.from) {
        case slot_source::field: {
            if (s.index == rules.known.customer_id || s.index == rules.known.complaint_customer) {
                if (!o.has_customer) return {};
                // A record that is new has no name yet.
                if (!o.is_timer() && !o.event->customer.empty()) return cell::of(o.event->customer);
                return detail::settled(ws, cell::of(ws.record.name()));
            }
            const auto of = rules.fields[static_cast<field_id>(s.index)].of;
            if (of == root::customer) return s.captured ? detail::captured(ws, of_the_customer, rules, s) : cell{};
            // On its own event an absent field is absent: the latest complaint is this one.
            if (s.index == rules.known.complaint_missing && !o.missing.is_absent()) return o.missing;
            const bool is_own = !o.is_by_memory && o.has_kind() && (s.own & mask_of(o.kind())) != 0;
            if (is_own || !s.captured || o.kase == no_case) return {};
            return detail::captured(ws, ws.record.cases[o.kase].serial, rules, s);
        }
        case slot_source::kase: return detail::case_cell(rules, ws, o, s);
        case slot_source::event: return detail::event_cell(o, s);
        case slot_source::clock: return detail::clock_cell(o, s);
        default: return {};
    }
}

// What score() answers: as the last event left it, 0 before any.
[[nodiscard]] inline cell score_cell(const rule_set& rules, workspace& ws, const occasion& o, const slot_plan& s) noexcept {
    const auto& score = rules.scores[s.index];
    if (score.per_customer ? !o.has_customer : o.kase == no_case) return {};
    const auto of = score.per_customer ? of_the_customer : ws.record.cases[o.kase].serial;
    const auto total = get_attribute(ws.record, of, score.total, false, ws.scratch);
    return total.is_absent() ? cell::of(std::int64_t{0}) : total;
}

// What clock.breached() and clock.left() answer of the case, by what the last event left of its clocks.
inline void fill_clock_cells(const rule_set& rules, workspace& ws, const occasion& o) noexcept {
    for (const auto s : rules.clock_slots) {
        const auto& plan = rules.slots[s];
        const auto* c = o.kase == no_case ? nullptr : find_clock(ws.record, ws.record.cases[o.kase].serial, plan.index);
        if (plan.from == slot_source::breached) {
            ws.row[s] = cell::of(c != nullptr && c->verdict == clock_verdict::breached);
            continue;
        }
        const bool has_target = c != nullptr && c->has_ended == 0 && c->target != clock_state::no_target;
        ws.row[s] = {};
        if (!has_target) continue;
        const clock_reading reading(rules, *c);
        const auto left = reading.left_at(o.as_of);
        if (left != detail::never_due) ws.row[s] = cell::of(duration_of(left));
    }
}

inline void fill_row(const rule_set& rules, workspace& ws, const occasion& o, const batch* events, std::size_t index) noexcept {
    ws.row.resize_uninitialised(rules.slots.size());
    if (ws.row.size() != rules.slots.size()) return;
    static_assert(static_cast<int>(kind::absent) == 0);
    std::memset(static_cast<void*>(ws.row.data()), 0, ws.row.size() * sizeof(cell));
    if (!rules.remembered_slots.empty()) detail::find_captured(rules, ws, o);
    for (const auto s : rules.row_slots) {
        const auto* column = events == nullptr ? nullptr : events->columns[s];
        if (column != nullptr && !column[index].is_absent()) {
            ws.row[s] = column[index];
        } else {
            ws.row[s] = slot_cell(rules, ws, o, rules.slots[s]);
        }
    }
    if (!rules.clock_slots.empty()) fill_clock_cells(rules, ws, o);
    for (const auto s : rules.cases.kept_slots) ws.row[s] = slot_cell(rules, ws, o, rules.slots[s]);
    for (const auto s : rules.alert_slots) ws.row[s] = alert_cell(rules, ws, o, rules.slots[s]);
    for (const auto s : rules.score_slots) ws.row[s] = score_cell(rules, ws, o, rules.slots[s]);
    // A complaint that names no issue is about its category.
    if (ws.row[rules.issue_slot].is_absent()) ws.row[rules.issue_slot] = ws.row[rules.category_slot];
}

ESCALERA_NAMESPACE_END

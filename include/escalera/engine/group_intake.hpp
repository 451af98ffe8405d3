#pragma once
// The group stage at work: an event is taken in before the customer's stage sees it, and what falls due is fired.
//
// It reads the event's own fields and the groups' records. Of the customer's record it asks whether the event is known there
// already, and what a complaint that is withdrawn or corrected was.
// Threads: none of its own.   Cost: one record a table whose key the event has; alerts as alerts.hpp says.

#include <cstdint>
#include <string_view>

#include "escalera/config.hpp"
#include "escalera/engine/alerts.hpp"
#include "escalera/engine/complaint_move.hpp"
#include "escalera/engine/counting.hpp"
#include "escalera/engine/group_stage.hpp"
#include "escalera/engine/occasion.hpp"
#include "escalera/engine/row.hpp"
#include "escalera/engine/workspace.hpp"

ESCALERA_NAMESPACE_BEGIN

// Whom groups tell apart. 0: nobody is named.
[[nodiscard]] inline std::uint64_t who_is(const keyed_hash& hash, std::string_view customer) noexcept {
    return customer.empty() ? 0 : hash.short_hash(customer) | 1U;
}

template <matcher M>
class group_intake {
public:
    group_intake(const rule_set& rules, const keyed_hash& hash, workspace& ws, M& m, inside<M>& within, group_stage& groups) noexcept
        : x_rules(rules), x_hash(hash), x_ws(ws), x_matcher(m), x_inside(within), x_groups(groups) {}

    // Requires the customer's record to be open: what it still knows is not counted in groups either. `id`: event_id_hash().
    void take(const batch& events, std::size_t i, std::uint64_t id, std::int64_t watermark, const moved_complaint* moved) noexcept {
        const auto& head = events.heads[i];
        x_groups.begin_event();
        x_ws.answered = false;
        if (knows_id(x_ws.record, id)) return;
        drop_aged_entries(x_ws.record, x_rules.customer_stage, watermark);
        if (moved != nullptr) {
            move_from_another(events, i, *moved, watermark);
        } else if (head.kind == event_kind::withdrawn || head.kind == event_kind::corrected) {
            move(events, i, watermark);
        }
        look_at_event(events, i);
        if (x_ws.flag.exhausted) return;
        if ((x_rules.group_stage.counted & mask_of(head.kind)) != 0) {
            x_groups.take(x_ws, x_hash, head, id, who_is(x_hash, head.customer), watermark);
        } else {
            x_groups.answer(x_ws, x_hash, head);
        }
        if (!x_rules.alerts.empty() && !x_ws.flag.exhausted)
            alert_runner<M>(x_rules, x_hash, x_ws, x_matcher, x_inside).take(events, i, x_groups);
    }

    // What is due in one group at exactly that instant. False when there is no memory; else it waits to be committed.
    [[nodiscard]] bool fire(std::size_t table, hash128 key, std::int64_t due) noexcept {
        auto* o = x_groups.open_alone(table, key);
        if (o == nullptr) return false;
        auto& r = o->record;
        if (r.head.queued_due != due) {  // its deadline has moved
            x_groups.undo();
            return true;
        }
        r.head.queued_due = INT64_MAX;
        if (next_due_of_group(r, x_rules, x_rules.group_tables[table], minus_clamped({due}, 1).micros) <= due) {
            x_ws.scratch.clear();
            alert_runner<M>(x_rules, x_hash, x_ws, x_matcher, x_inside).fire(r, table, due);
        }
        static_cast<void>(x_groups.count_deadlines(plus_clamped({due}, 1).micros));
        return !x_ws.flag.exhausted;
    }

private:
    // The event alone, as the group stage sees it: row, parts, and which `where` holds.
    void look_at_event(const batch& events, std::size_t i) noexcept {
        const occasion about = occasion_of_group(events.heads[i]);
        x_ws.scratch.clear();
        fill_row(x_rules, x_ws, about, &events, i);
        compute_parts(x_rules, x_hash, x_ws);
        x_matcher.match(x_rules, section::windows, i, x_ws.row.view(), x_ws.matched);
    }

    // What the correction says of a complaint, and which `where` that decides.
    void look_at_correction(const batch& events, std::size_t i, const entry_head& complaint) noexcept {
        const occasion about = occasion_of_group(events.heads[i]);
        x_ws.scratch.clear();
        fill_row(x_rules, x_ws, about, &events, i);
        leave_what_is_said(x_rules, x_ws, events, i, complaint);
        x_matcher.match(x_rules, section::windows, i, x_ws.row.view(), x_ws.matched);
    }

    // What a complaint counted for in groups goes with it, or moves to where it belongs.
    void move(const batch& events, std::size_t i, std::int64_t watermark) noexcept {
        const auto& head = events.heads[i];
        const auto& r = x_ws.record;
        const auto complaint = complaint_id_hash(x_hash, head.complaint.empty() ? head.kase : head.complaint);
        const auto at = find_entry(r, complaint);
        if (at == not_found) return x_groups.miss(x_ws, complaint);
        const auto who = r.head.is_anonymous != 0 ? 0 : who_is(x_hash, r.name());
        if (head.kind == event_kind::withdrawn) {
            x_groups.move(x_ws, x_hash, {r.entry(at), r.words(at), nullptr, who, who}, watermark);
            return;
        }
        if (r.entry(at).is_withdrawn != 0) return;
        look_at_correction(events, i, r.entry(at));
        if (x_ws.flag.exhausted) return;
        corrected_parts(x_rules, x_hash, x_ws, events, i, r.entry(at), r.words(at));
        x_groups.move(x_ws, x_hash, {r.entry(at), r.words(at), x_ws.parts.data(), who, who}, watermark);
    }

    // The same, and it is somebody else's complaint from now on.
    void move_from_another(const batch& events, std::size_t i, const moved_complaint& m, std::int64_t watermark) noexcept {
        if (m.words == nullptr) {
            if (m.was_dropped) ++x_ws.findings[static_cast<std::size_t>(finding::count_unknown)];
            return;
        }
        look_at_correction(events, i, m.entry);
        if (x_ws.flag.exhausted) return;
        moved_parts(x_rules, x_hash, x_ws, events, i, m.entry, m.words);
        x_groups.move(x_ws, x_hash, {m.entry, m.words, x_ws.parts.data(), m.who, who_is(x_hash, events.heads[i].customer)}, watermark);
    }

    const rule_set& x_rules;
    const keyed_hash& x_hash;
    workspace& x_ws;
    M& x_matcher;
    inside<M>& x_inside;
    group_stage& x_groups;
};

ESCALERA_NAMESPACE_END

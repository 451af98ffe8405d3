#pragma once
// One event and the groups that it belongs to: what it counts there, and what a correction or a withdrawal moves.
//
// It looks at the event alone, before the customer stage. What it changes is open in the group stage until the event is
// committed or undone.
// Threads: none of its own.   Cost: one match of the windows section, and one record a table whose key the event has.

#include <cstdint>
#include <string_view>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/engine/complaint_move.hpp"
#include "escalera/engine/counting.hpp"
#include "escalera/engine/group_stage.hpp"
#include "escalera/engine/occasion.hpp"
#include "escalera/engine/row.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/match/matcher.hpp"
#include "escalera/state/cases.hpp"
#include "escalera/state/entries.hpp"

ESCALERA_NAMESPACE_BEGIN

template <matcher M>
class group_runner {
public:
    group_runner(const rule_set& rules, const keyed_hash& hash, workspace& ws, M& m, group_stage& groups) noexcept
        : x_rules(rules), x_hash(hash), x_ws(ws), x_matcher(m), x_groups(groups) {}

    // Requires the customer's record to be open: what it still knows is not counted in groups either.
    void take(const batch& events, std::size_t i, const frame& f) noexcept {
        const auto& head = events.heads[i];
        const auto id = event_id_hash(head);
        x_groups.begin_event();
        if (knows_id(x_ws.record, id)) return;
        drop_aged_entries(x_ws.record, x_rules.customer_stage, f.watermark);
        if (f.moved != nullptr) {
            move_from_another(events, i, *f.moved);
        } else if (head.kind == event_kind::withdrawn || head.kind == event_kind::corrected) {
            move(events, i);
        }
        look_at_event(events, i);
        if (x_ws.flag.exhausted) return;
        if ((x_rules.group_stage.counted & mask_of(head.kind)) != 0) {
            x_groups.take(x_ws, x_hash, head, id, who_is(head.customer), f.watermark);
        } else {
            x_groups.answer(x_ws, x_hash, head);
        }
    }

private:
    [[nodiscard]] std::uint64_t who_is(std::string_view customer) const noexcept {
        return customer.empty() ? 0 : x_hash.short_hash(customer) | 1U;
    }

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
    void move(const batch& events, std::size_t i) noexcept {
        const auto& head = events.heads[i];
        const auto& r = x_ws.record;
        const auto complaint = complaint_id_hash(x_hash, head.complaint.empty() ? head.kase : head.complaint);
        const auto at = find_entry(r, complaint);
        if (at == not_found) return x_groups.miss(x_ws, complaint);
        const auto who = r.head.is_anonymous != 0 ? 0 : who_is(r.name());
        if (head.kind == event_kind::withdrawn) {
            x_groups.move(x_ws, x_hash, {r.entry(at), r.words(at), nullptr, who, who});
            return;
        }
        if (r.entry(at).is_withdrawn != 0) return;
        look_at_correction(events, i, r.entry(at));
        if (x_ws.flag.exhausted) return;
        corrected_parts(x_rules, x_hash, x_ws, events, i, r.entry(at), r.words(at));
        x_groups.move(x_ws, x_hash, {r.entry(at), r.words(at), x_ws.parts.data(), who, who});
    }

    // The same, and it is somebody else's complaint from now on.
    void move_from_another(const batch& events, std::size_t i, const moved_complaint& m) noexcept {
        if (m.words == nullptr) {
            if (m.was_dropped) ++x_ws.findings[static_cast<std::size_t>(finding::count_unknown)];
            return;
        }
        look_at_correction(events, i, m.entry);
        if (x_ws.flag.exhausted) return;
        moved_parts(x_rules, x_hash, x_ws, events, i, m.entry, m.words);
        x_groups.move(x_ws, x_hash, {m.entry, m.words, x_ws.parts.data(), m.who, who_is(events.heads[i].customer)});
    }

    const rule_set& x_rules;
    const keyed_hash& x_hash;
    workspace& x_ws;
    M& x_matcher;
    group_stage& x_groups;
};

ESCALERA_NAMESPACE_END

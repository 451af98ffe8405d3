#pragma once
// Resolutions are judged: by a repeat within `cases: {thorough}`, or by time when none has come.
//
// Either way `case.thorough` says so, and `resolution_judged` runs the rules once, over the case whose resolution it was.
//
// Threads: none of its own.   Cost: linear in the customer's notes; one run of the rules a resolution.

#include <algorithm>
#include <cstdint>
#include <span>

#include "escalera/config.hpp"
#include "escalera/engine/inside.hpp"
#include "escalera/engine/occasion.hpp"
#include "escalera/engine/sections.hpp"
#include "escalera/engine/window_cells.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/state/attributes.hpp"
#include "escalera/state/entries.hpp"
#include "escalera/state/resolutions.hpp"

ESCALERA_NAMESPACE_BEGIN

template <matcher M>
class judgement_runner {
public:
    // `first`: the first decision of this event, or this instant. `groups`: what group windows answered, if there is an event.
    judgement_runner(const rule_set& rules, const keyed_hash& hash, workspace& ws, inside<M>& within, std::size_t first,
                     std::span<const window_answer> groups = {}) noexcept
        : x_rules(rules), x_hash(hash), x_ws(ws), x_inside(within), x_first(first), x_groups(groups) {}

    // Of what the event has shown not to be thorough: workspace::judged. The row is as it was afterwards.
    void tell(const occasion& about) noexcept {
        if (!is_wanted()) return;
        x_ws.outer_row.assign(x_ws.row.data(), x_ws.row.size());
        for (std::size_t i = 0; i < x_ws.judged.size() && !x_ws.flag.exhausted; ++i) tell_one(x_ws.judged[i], about);
        if (!x_ws.flag.exhausted) std::copy(x_ws.outer_row.begin(), x_ws.outer_row.end(), x_ws.row.begin());
    }

    // Time: nobody has complained again by then.
    void fire(std::int64_t due) noexcept {
        auto& r = x_ws.record;
        occasion about;
        about.at = due;
        about.has_customer = r.head.is_anonymous == 0;
        x_ws.judged.clear();
        for (std::size_t i = 0; i < r.case_notes.size() && !x_ws.flag.exhausted;) {
            const auto n = r.case_notes[i];
            if (n.what != note_of::resolved || due_of_resolution(x_rules, n) > due) {
                ++i;
                continue;
            }
            r.case_notes.erase(i);
            if (x_rules.slot_of_field[x_rules.known.case_thorough] != no_slot)
                set_attribute(r, n.kase, x_rules.known.case_thorough, cell::of(true));
            x_ws.judged.push(n.kase);
        }
        if (!is_wanted()) return;
        for (std::size_t i = 0; i < x_ws.judged.size() && !x_ws.flag.exhausted; ++i) tell_one(x_ws.judged[i], about);
    }

private:
    void tell_one(std::uint32_t serial, occasion about) noexcept {
        about.as_of = std::max(about.at, x_ws.record.head.latest);
        about.opens_case = false;
        about.is_by_memory = true;
        const auto kase = case_by_serial(x_ws.record, serial);
        if (kase == not_found) return;
        if (kase != about.kase) about.alerts = {};
        about.kase = kase;
        about.raised = event_kind::resolution_judged;
        about.raised_by = "cases";
        fill_row_of_case(x_rules, x_hash, x_ws, about, x_groups);
        if (x_ws.flag.exhausted) return;
        sections<M> run(x_rules, x_hash, x_ws, x_inside.begin(x_rules, event_kind::resolution_judged), about, 0, x_first);
        run.run_rules();
    }

    [[nodiscard]] bool is_wanted() const noexcept {
        return std::any_of(x_rules.rules.begin(), x_rules.rules.end(),
                           [](const rule_plan& r) noexcept { return (r.events & mask_of(event_kind::resolution_judged)) != 0; });
    }

    const rule_set& x_rules;
    const keyed_hash& x_hash;
    workspace& x_ws;
    inside<M>& x_inside;
    std::size_t x_first;
    std::span<const window_answer> x_groups;
};

ESCALERA_NAMESPACE_END

#pragma once
// The follow_ups section: what begins, cancels and answers a follow-up, and what falls due.
//
// A follow-up of a case begins by an event, by the first plan that holds then; when it is due, `follow_up {by}` is issued. An
// event `follow_up` or `feedback` that says `feedback.reached` answers it: false begins it again after `not_reached`, as often as
// that says; true ends it. A start while one is pending changes nothing.
//
// Threads: none of its own.   Cost: one match() an event; linear in the follow-ups of the record.

#include <cstdint>
#include <span>

#include "escalera/config.hpp"
#include "escalera/engine/inside.hpp"
#include "escalera/engine/occasion.hpp"
#include "escalera/engine/sections.hpp"
#include "escalera/engine/window_cells.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/state/cases.hpp"
#include "escalera/state/delays.hpp"
#include "escalera/state/follow_ups.hpp"

ESCALERA_NAMESPACE_BEGIN

template <matcher M>
class follow_up_runner {
public:
    // `first`: the first decision of this event, or this instant.
    follow_up_runner(const rule_set& rules, const keyed_hash& hash, workspace& ws, inside<M>& within, std::size_t first) noexcept
        : x_rules(rules), x_hash(hash), x_ws(ws), x_inside(within), x_first(first) {}

    // An event, whose row stands: `m` serves its batch.
    void take(const occasion& about, M& m, const batch& events, std::size_t index) noexcept {
        if (about.kase == no_case) return;
        m.match(x_rules, section::follow_ups, index, x_ws.row.view(), x_ws.matched);
        const auto* column = events.columns[x_rules.reached_slot];
        x_reached = column == nullptr ? cell{} : column[index];
        const auto serial = record().cases[about.kase].serial;
        const bool is_over = about.event->kind == event_kind::withdrawn && record().cases[about.kase].status == case_status::closed;
        for (std::uint32_t f = 0; f < x_rules.follow_ups.size() && !x_ws.flag.exhausted; ++f) {
            const auto& plan = x_rules.follow_ups[f];
            const auto at = place_of(serial, f);
            if (at != not_found && (is_over || is_moved_by(plan.cancel, about))) {
                take_away(at);
                continue;
            }
            if (at != not_found) answer(at, plan, about);
            const bool is_pending = at != not_found && record().follow_ups[at].due != INT64_MAX;
            if (!is_pending && is_moved_by(plan.start, about)) begin(serial, f, at, about);
        }
    }

    // Time: all of the record that are due at that instant.
    void fire(std::int64_t due) noexcept {
        for (std::size_t i = 0; i < record().follow_ups.size() && !x_ws.flag.exhausted; ++i) {
            if (record().follow_ups[i].due <= due) tell(i, due);
        }
    }

private:
    [[nodiscard]] working_record& record() noexcept { return x_ws.record; }

    [[nodiscard]] bool is_moved_by(std::span<const clock_trigger> triggers, const occasion& about) const noexcept {
        const auto kind = mask_of(about.event->kind);
        return std::any_of(triggers.begin(), triggers.end(), [&](const clock_trigger& t) noexcept {
            return (t.on & kind) != 0 && (t.when == none || x_ws.matched.of(t.when) == truth::yes);
        });
    }

    [[nodiscard]] std::size_t place_of(std::uint32_t serial, std::uint32_t plan) const noexcept {
        const auto& all = x_ws.record.follow_ups;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (all[i].kase == serial && all[i].plan == plan) return i;
        }
        return not_found;
    }

    void take_away(std::size_t at) noexcept {
        record().follow_ups.erase(at);
        record().head.has_loose_text = 1;
    }

    // `before`: where an earlier one of this case stands that is over.
    void begin(std::uint32_t serial, std::uint32_t f, std::size_t before, const occasion& about) noexcept {
        const auto& plan = x_rules.follow_ups[f];
        for (std::size_t o = 0; o < plan.options.size(); ++o) {
            const auto& option = plan.options[o];
            if (option.when != none && x_ws.matched.of(option.when) != truth::yes) continue;
            if (before != not_found) take_away(before);
            follow_up_state s;
            s.kase = serial;
            s.plan = f;
            s.option = static_cast<std::uint16_t>(o);
            s.due = due_after(x_rules, plan.hours, option.after, about.at);
            const auto at = record().follow_ups.size();
            record().follow_ups.push(s);
            if (record().follow_ups.size() == at) return;  // no memory
            const auto cycle = record().keep(about.event->id);
            record().follow_ups.edit(at).cycle = cycle;
            return;
        }
    }

    void answer(std::size_t at, const follow_up_plan& plan, const occasion& about) noexcept {
        const auto kind = about.event->kind;
        if (kind != event_kind::follow_up && kind != event_kind::feedback) return;
        const auto& now = record().follow_ups[at];
        if (now.due != INT64_MAX || now.told == 0 || x_reached.is_absent()) return;
        if (x_reached.as_bool() || now.told > plan.times) return take_away(at);
        auto& s = record().follow_ups.edit(at);
        if (!x_ws.flag.exhausted) s.due = due_after(x_rules, plan.hours, plan.again_after, about.at);
    }

    void tell(std::size_t at, std::int64_t due) noexcept {
        auto& s = record().follow_ups.edit(at);
        if (x_ws.flag.exhausted) return;
        s.due = INT64_MAX;
        ++s.told;
        const auto& plan = x_rules.follow_ups[s.plan];
        const auto option = std::min<std::size_t>(s.option, plan.options.size() - 1);
        occasion about;
        about.at = due;
        about.as_of = std::max(due, record().head.latest);
        about.has_customer = record().head.is_anonymous == 0;
        about.kase = case_by_serial(record(), s.kase);
        if (about.kase == not_found) return;
        const auto cycle = x_ws.scratch.copy(record().read(s.cycle));
        asker who{plan.name, {}, cycle, &plan.options[option].cause};
        who.repeat = s.told;
        fill_row_of_case(x_rules, x_hash, x_ws, about, {});
        sections<M> run(x_rules, x_hash, x_ws, x_inside.begin(x_rules, event_kind::follow_up), about, 0, x_first);
        run.issue(who);
    }

    const rule_set& x_rules;
    const keyed_hash& x_hash;
    workspace& x_ws;
    inside<M>& x_inside;
    std::size_t x_first;
    cell x_reached;  // what the event says of having reached somebody
};

ESCALERA_NAMESPACE_END

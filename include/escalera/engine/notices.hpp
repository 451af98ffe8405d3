#pragma once
// Notices that wait to be acknowledged: by whom they were seen, and who is told instead.
//
// A notice with `acknowledge_within` or `else` waits in the record of its customer. An event `acknowledged` whose id is the
// decision's ends that; `undelivered` with that id, or the time, sends the notice on to the role of `else`, once.
//
// Threads: none of its own.   Cost: linear in the notices that wait.

#include <cstdint>

#include "escalera/config.hpp"
#include "escalera/engine/emit.hpp"
#include "escalera/engine/inside.hpp"
#include "escalera/engine/occasion.hpp"
#include "escalera/engine/window_cells.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/state/cases.hpp"

ESCALERA_NAMESPACE_BEGIN

template <matcher M>
class notice_runner {
public:
    // `first`: the first decision of this event, or this instant.
    notice_runner(const rule_set& rules, const keyed_hash& hash, workspace& ws, inside<M>& within, std::size_t first) noexcept
        : x_rules(rules), x_hash(hash), x_ws(ws), x_inside(within), x_first(first) {}

    // An event `acknowledged` or `undelivered`. The row is as it was afterwards.
    void take(const occasion& about) noexcept {
        const auto kind = about.event->kind;
        if (kind != event_kind::acknowledged && kind != event_kind::undelivered) return;
        for (std::size_t i = 0; i < x_ws.record.notices.size(); ++i) {
            const auto name = detail::hex_of(x_ws.record.notices[i].decision);
            if (about.event->id != std::string_view(name.data(), name.size())) continue;
            const auto notice = x_ws.record.notices[i];
            x_ws.record.notices.erase(i);
            if (kind == event_kind::undelivered) send_on(notice, about);
            return;
        }
    }

    // Time: all of the record that nobody acknowledged by then.
    void fire(std::int64_t due) noexcept {
        for (std::size_t i = 0; i < x_ws.record.notices.size() && !x_ws.flag.exhausted;) {
            const auto notice = x_ws.record.notices[i];
            if (notice.due > due) {
                ++i;
                continue;
            }
            x_ws.record.notices.erase(i);
            occasion about;
            about.at = due;
            about.as_of = std::max(due, x_ws.record.head.latest);
            about.has_customer = x_ws.record.head.is_anonymous == 0;
            send_on(notice, about);
        }
    }

private:
    void send_on(const notice_state& notice, occasion about) noexcept {
        if (x_ws.flag.exhausted) return;
        const auto& plan = x_rules.notices[notice.plan];
        about.is_by_memory = true;
        about.kase = notice.kase == 0 ? no_case : case_by_serial(x_ws.record, notice.kase);
        x_ws.outer_row.assign(x_ws.row.data(), x_ws.row.size());
        if (x_ws.flag.exhausted) return;
        fill_row_of_case(x_rules, x_hash, x_ws, about, {});
        // Each decision that is sent on is an effect of its own: it is named by the one that nobody acknowledged.
        const auto of = detail::hex_of(notice.decision);
        asker who{plan.rule, plan.rung, {of.data(), of.size()}, &plan.cause};
        who.stage = plan.stage;
        who.score = plan.score;
        emitter<M> emit(x_rules, x_ws, x_inside.begin(x_rules, event_kind::undelivered), about, x_first);
        emit.fire(who);
        std::copy(x_ws.outer_row.begin(), x_ws.outer_row.end(), x_ws.row.begin());
    }

    const rule_set& x_rules;
    const keyed_hash& x_hash;
    workspace& x_ws;
    inside<M>& x_inside;
    std::size_t x_first;
};

ESCALERA_NAMESPACE_END

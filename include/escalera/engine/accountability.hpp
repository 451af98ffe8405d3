#pragma once
// Accountability: who answers for what, once it is verified.
//
// The action `accountability` opens where the case's assessment says that the company is responsible, or that the matter was
// badly handled; elsewhere it waits in the case for that assessment, and a person is told, unless it says `unverified: true`. What
// opens names two lists beside what its rule says: those who caused it (the person complained about, the department), and
// those who handled it (who owned the case, the departments that held it). The result comes with an assessment, and stays with the case
// as `case.accountability`.
//
// Threads: none of its own.   Cost: of an accountability, and of an assessment where some wait; else none.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "escalera/config.hpp"
#include "escalera/engine/emit.hpp"
#include "escalera/engine/occasion.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/match/batch.hpp"
#include "escalera/state/attributes.hpp"

ESCALERA_NAMESPACE_BEGIN

template <matcher M>
class accountability_runner {
public:
    // `first`: the first decision of this event.
    accountability_runner(const rule_set& rules, workspace& ws, M& m, const occasion& o, const batch& events, std::size_t index,
                          std::size_t first) noexcept
        : x_rules(rules), x_ws(ws), x_about(o), x_events(events), x_index(index), x_emit(rules, ws, m, o, first) {}

    // An event, whose row stands.
    void take() noexcept {
        if (x_about.event->kind != event_kind::assessment || x_about.kase == no_case) return;
        const auto serial = x_ws.record.cases[x_about.kase].serial;
        const auto& plan = x_rules.accountability;
        if (has_attribute(x_ws.record, serial, plan.waits)) {
            if (is_verified(x_rules, x_ws, serial)) {
                open_waiting(serial);
            } else if (is_false(get_attribute(x_ws.record, serial, plan.responsible, false, x_ws.scratch))) {
                remove_attribute(x_ws.record, serial, plan.waits);  // the company is not responsible: nothing opens
                remove_attribute(x_ws.record, serial, plan.status);
            }
        }
        take_result(serial);
    }

private:
    [[nodiscard]] static bool is_false(const cell& c) noexcept { return c.what == kind::boolean && !c.as_bool(); }

    void open_waiting(std::uint32_t serial) noexcept {
        const auto waiting = get_attribute(x_ws.record, serial, x_rules.accountability.waits, true, x_ws.scratch);
        const auto keys = x_ws.scratch.take<std::string_view>(waiting.extent);
        for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = x_ws.scratch.copy(waiting.elements[i].as_text());
        remove_attribute(x_ws.record, serial, x_rules.accountability.waits);
        for (const auto key : keys) {
            for (const auto& asked : x_rules.accountability.asked) {
                if (asked.key != key) continue;
                asker who{asked.rule, asked.rung, {}, &asked.cause};
                who.stage = asked.stage;
                who.score = asked.score;
                x_emit.fire(who);
            }
        }
    }

    // questioned, liable or cleared: of what was opened in this case.
    void take_result(std::uint32_t serial) noexcept {
        const auto* column = x_rules.accountability.result == no_slot ? nullptr : x_events.columns[x_rules.accountability.result];
        if (column == nullptr || column[x_index].what != kind::text) return;
        const auto result = column[x_index].as_text();
        static constexpr std::array<std::string_view, 3> known{"questioned", "liable", "cleared"};
        const bool is_known = std::find(known.begin(), known.end(), result) != known.end();
        const auto status = get_attribute(x_ws.record, serial, x_rules.accountability.status, false, x_ws.scratch);
        const bool is_open = status.what == kind::text && status.as_text() != accountability_waiting;
        if (is_known && is_open)
            return set_attribute(x_ws.record, serial, x_rules.accountability.status, cell::of(x_ws.scratch.copy(result)));
        static const cause_plan nothing{};
        x_emit.review({"accountability", {}, {}, &nothing},
                      is_known ? "a result of an accountability that is not open" : "a result that is none of questioned, liable, cleared",
                      0);
    }

    const rule_set& x_rules;
    workspace& x_ws;
    const occasion& x_about;
    const batch& x_events;
    std::size_t x_index;
    emitter<M> x_emit;
};

ESCALERA_NAMESPACE_END

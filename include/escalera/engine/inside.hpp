#pragma once
// A matcher for what happens inside: stages that fall due, events that the engine itself raises, cases other than the event's.
//
// A matcher serves one batch at a time, and these have none: so they get a batch of one in which no column is supplied, and
// the matcher asks the row for everything.
// Threads: one per engine.   Cost: no allocation in the steady state.

#include <span>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/match/batch.hpp"
#include "escalera/match/matcher.hpp"
#include "escalera/model/buffer.hpp"

ESCALERA_NAMESPACE_BEGIN

template <matcher M>
class inside {
public:
    explicit inside(memory_flag& flag) noexcept : x_matcher(flag), x_columns(flag) {}

    // Once, before anything else; the flag says whether there was memory.
    void make_room_for(const rule_set& rules) noexcept {
        x_columns.resize_uninitialised(rules.slots.size());
        for (auto& c : x_columns) c = nullptr;
        const bool is_needed = !rules.clocks.empty() || !rules.alerts.empty() || rules.cases.thorough != 0;
        if (is_needed && x_columns.size() == rules.slots.size()) static_cast<void>(begin(rules, event_kind::complaint));
    }

    // Ready to match a row as an event of that kind; its index is 0.
    [[nodiscard]] M& begin(const rule_set& rules, event_kind kind) noexcept {
        x_head.kind = kind;
        x_matcher.begin(rules, {std::span(&x_head, 1), x_columns.view()});
        return x_matcher;
    }

private:
    M x_matcher;
    event_head x_head;
    buffer<const cell*> x_columns;
};

ESCALERA_NAMESPACE_END

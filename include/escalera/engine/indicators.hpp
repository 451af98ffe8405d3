#pragma once
// Windows of periods in a step: what it notes as facts, and what it reads of the last period that has ended.
//
// A fact is noted once all sections of its event have run, over the row as they left it: the department is the one that a route
// has just chosen, windows have counted the event, a share's condition may read both. Of what clocks and scores raise it is
// noted after the rules on that have run.
// What is read is published: an event sees the last period that had ended `lateness` before it, since nothing that belongs
// there can come any more; what time brings sees the last one that had ended by then. So facts of a period are seen by every event of
// the next, and by none before.
//
// Threads: none of its own.   Cost: a few conditions for each indicator of that kind of event; a hash for each key that is read.

#include <cstdint>

#include "escalera/config.hpp"
#include "escalera/engine/occasion.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/match/matcher.hpp"
#include "escalera/state/indicators.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace detail {

// Left in workspace::indicator_key; false where a part is absent.
[[nodiscard]] inline bool indicator_key(workspace& ws, const indicator_table_plan& table) noexcept {
    ws.indicator_key.clear();
    for (const auto s : table.key) {
        if (!append_key_part(ws.indicator_key, ws.row[s])) return false;
    }
    return !ws.flag.exhausted;
}

inline void publish(const rule_set& rules, workspace& ws, const indicator_table_plan& table, std::int64_t as_of) noexcept {
    const bool has_key = indicator_key(ws, table);
    const std::string_view key(ws.indicator_key.data(), ws.indicator_key.size());
    for (const auto i : table.indicators) {
        const auto& plan = rules.indicators[i];
        if (plan.slot == no_slot && plan.of_slot == no_slot) continue;
        const auto total = has_key ? ws.indicators->published(i, key, as_of) : period_total{};
        if (plan.slot != no_slot) ws.row[plan.slot] = answer_of(plan, total);
        if (plan.of_slot != no_slot) ws.row[plan.of_slot] = cell::of(total.facts);
    }
}

// Whether that root of rule_set::code holds.
template <matcher M>
[[nodiscard]] truth holds_now(const rule_set& rules, workspace& ws, M& m, std::uint32_t root) noexcept {
    if (root == none) return truth::yes;
    const auto found = m.compute(rules, root, ws.row.view());
    return found.is_absent() ? truth::unknown : found.as_bool() ? truth::yes : truth::no;
}

}  // namespace detail

// Into the row of an event or a timer.
inline void answer_indicators(const rule_set& rules, workspace& ws, const occasion& o) noexcept {
    if (!rules.publishes_to_rules) return;
    const auto as_of = o.is_timer() ? o.at : minus_clamped({o.as_of}, rules.lateness).micros;
    for (const auto& table : rules.indicator_tables) {
        if (table.is_read) detail::publish(rules, ws, table, as_of);
    }
}

// Requires the row as the sections left it. What cannot be decided, or has no key, is no fact. `at`: of which period it is.
template <matcher M>
void note_facts(const rule_set& rules, workspace& ws, M& m, const occasion& about, std::int64_t at) noexcept {
    const auto kind = about.kind();
    if ((rules.facts & mask_of(kind)) == 0) return;
    for (std::uint32_t i = 0; i < rules.indicators.size(); ++i) {
        const auto& plan = rules.indicators[i];
        if (plan.of != kind || detail::holds_now(rules, ws, m, plan.where) != truth::yes) continue;
        indicator_fact fact;
        fact.indicator = i;
        fact.at = at;
        if (plan.what == indicator_what::share && plan.hit != none) {
            const auto hit = detail::holds_now(rules, ws, m, plan.hit);
            if (hit == truth::unknown) continue;
            fact.value = hit == truth::yes ? 1 : 0;
        } else if (plan.value != no_slot) {
            const auto& c = ws.row[plan.value];
            if (c.is_absent()) continue;
            fact.value = plan.what != indicator_what::share ? c.integer : c.as_text() == plan.verdict ? 1 : 0;
        }
        if (!detail::indicator_key(ws, rules.indicator_tables[plan.table])) continue;
        fact.key_from = static_cast<std::uint32_t>(ws.facts.keys.size());
        fact.key_size = static_cast<std::uint32_t>(ws.indicator_key.size());
        ws.facts.keys.append(ws.indicator_key.data(), ws.indicator_key.size());
        ws.facts.all.push(fact);
    }
}

ESCALERA_NAMESPACE_END

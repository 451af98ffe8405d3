#pragma once
// What the windows answer an occasion, written into the row; and the row of a case when no event supplies it.
//
// Threads: none of its own.   Cost: see windows.hpp.

#include <cstdint>
#include <span>

#include "escalera/config.hpp"
#include "escalera/engine/counting.hpp"
#include "escalera/engine/indicators.hpp"
#include "escalera/engine/occasion.hpp"
#include "escalera/engine/row.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/state/windows.hpp"

ESCALERA_NAMESPACE_BEGIN

// `groups`: what the group windows answered; those that are not there are not known.
inline void answer_windows(const rule_set& rules, workspace& ws, const occasion& o, const entry_key& key,
                           std::span<const window_answer> groups) noexcept {
    const auto& stage = rules.customer_stage;
    const auto& r = ws.record;
    // Without a customer no window of customers has a key: each is 0, whatever is known since when.
    const bool complete = !o.has_customer || !has_attribute(r, of_the_customer, rules.known.customer_known_since);
    count_plain_windows(rules, stage, r, o.as_of, key, complete, [&ws](const plain_window& w, const cell& a) noexcept {
        if (w.slot != no_slot) ws.row[w.slot] = a;
        if (w.of_slot != no_slot) ws.row[w.of_slot] = a;
    });
    for (const auto w : stage.other) {
        const auto& window = stage.windows[w];
        const auto a = answer_window(rules, stage, w, r, o.as_of, key, ws.told_apart, complete);
        if (window.slot != no_slot) ws.row[window.slot] = a.is;
        if (window.of_slot != no_slot) ws.row[window.of_slot] = a.of;
    }
    for (std::size_t w = 0; w < rules.group_stage.windows.size(); ++w) {
        const auto& window = rules.group_stage.windows[w];
        const auto a = w < groups.size() ? groups[w] : window_answer{};
        if (window.slot != no_slot) ws.row[window.slot] = a.is;
        if (window.of_slot != no_slot) ws.row[window.of_slot] = a.of;
    }
    answer_indicators(rules, ws, o);
}

// The row of a case by what is remembered of it: its latest complaint, and the windows of that one's key.
inline void fill_row_of_case(const rule_set& rules, const keyed_hash& hash, workspace& ws, const occasion& o,
                             std::span<const window_answer> groups) noexcept {
    fill_row(rules, ws, o, nullptr, 0);
    compute_parts(rules, hash, ws);
    if (ws.flag.exhausted) return;
    const entry_key key{ws.parts.data(), o.kase == no_case ? 0 : ws.record.cases[o.kase].serial};
    answer_windows(rules, ws, o, key, groups);
}

ESCALERA_NAMESPACE_END

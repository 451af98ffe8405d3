#pragma once
// What falls due in an engine, instant by instant: records' timers, groups' alerts, and schedules.
//
// Within an instant the order is that of names: customers' and groups' names, and the keys of schedules, by their text. What memory does
// not suffice for waits again; all before it has fired. Threads: those of the engine.   Cost: of what is due; a compare where nothing is.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "escalera/config.hpp"
#include "escalera/engine/engine.hpp"

ESCALERA_NAMESPACE_BEGIN

// Fires what is due before `limit` (or at it), instant by instant; within one, by the text of the record's name or the schedule's key.
template <matcher M>
status basic_engine<M>::run_timers(std::int64_t limit, bool inclusive) noexcept {
    x_ws.flag.has_headroom = true;
    for (;;) {
        const auto due = next_due().micros;
        if (due == INT64_MAX || due > limit || (due == limit && !inclusive)) return status::taken;
        x_due.clear();
        while (!x_timers.empty() && x_timers.next() == due) {
            if (!x_due.reserve(x_due.size() + 1)) return give_back_due(due, 0);
            const auto ask = [this](hash128 k, bool is_next) { is_next ? x_records.prefetch_block(k) : x_records.prefetch_slot(k); };
            x_due.push(x_timers.pop(ask).key);
        }
        x_due.sort([this](hash128 key) noexcept { return place_in_line(key); });
        const bool comes = x_schedules.next() == due;
        if (comes && !x_schedules.gather(x_indicators, x_ws.flag, due)) return give_back_due(due, 0);
        for (std::size_t i = 0; i < x_due.size(); ++i) {
            if (i + slot_ahead < x_due.size()) x_records.prefetch_slot(x_due[i + slot_ahead]);
            if (i + block_ahead < x_due.size()) x_records.prefetch_block(x_due[i + block_ahead]);
            if ((comes && !fire_schedules(due, x_due[i])) || !fire(x_due[i], due)) return give_back_due(due, i);
        }
        if (comes && !fire_schedules(due, std::nullopt)) return give_back_due(due, x_due.size());
        if (comes) x_schedules.end_instant(due);
    }
}

// Those whose key stands before that record's name; behind a group's of the same name, before a customer's.
template <matcher M>
bool basic_engine<M>::fire_schedules(std::int64_t due, std::optional<hash128> record) noexcept {
    const auto [name, rank] = record ? place_in_line(*record) : due_records::place{};
    for (const auto* d = x_schedules.first(); d != nullptr; d = x_schedules.first()) {
        const auto key = x_schedules.name_of(*d);
        if (record && (key > name || (key == name && rank < x_groups.size()))) break;
        const auto before = x_ws.decisions.size();
        if (!schedule_runner<M>(*x_rules, x_ws, x_matcher, x_schedules).fire_key(due)) return false;
        x_metrics.decisions += x_ws.decisions.size() - before;
    }
    return true;
}

// What did not fire waits again (there is room: it came from the queue); all before it has fired.
template <matcher M>
status basic_engine<M>::give_back_due(std::int64_t due, std::size_t first) noexcept {
    for (auto i = first; i < x_due.size(); ++i) x_timers.push(due, x_due[i]);
    x_watermark = std::max(x_watermark, due);
    x_ws.flag = {};
    return status::no_memory;
}

// Of the same name groups go first, in the order of their tables, then customers, then those without one.
template <matcher M>
due_records::place basic_engine<M>::place_in_line(hash128 key) const noexcept {
    if (x_records.contains(key)) return {x_records.name_of(key), x_groups.size() + (x_records.is_anonymous(key) ? 1 : 0)};
    const auto t = x_groups.table_of(key);
    return {t == group_stage::no_table ? std::string_view() : x_groups.records(t).name_of(key), t};
}

template <matcher M>
bool basic_engine<M>::fire(hash128 key, std::int64_t due) noexcept {
    auto& r = x_ws.record;
    if (!x_records.contains(key)) return fire_group(key, due);
    if (!x_timers.reserve()) return false;
    if (!x_records.look(key, r, entry_words(*x_rules, false))) return !x_ws.flag.exhausted;
    if (r.head.queued_due != due) {  // its deadline has moved
        r.undo();
        return true;
    }
    const auto before = x_ws.decisions.here();
    r.head.queued_due = INT64_MAX;
    auto next = next_due_of(r, *x_rules, due - 1);
    if (next <= due) {
        timer_runner<M> run(*x_rules, x_hash, x_ws, x_matcher, x_inside);
        if (run.fire(due) != status::taken || !x_indicators.make_room(x_ws.facts, x_watermark)) {
            x_ws.decisions.rewind(before);
            r.undo();
            return false;
        }
        count_facts();
        next = next_due_of(r, *x_rules, due);
    }
    if (next != INT64_MAX) {
        r.head.queued_due = next;
        x_timers.push(next, key);
    }
    x_records.commit(r);
    x_metrics.decisions += x_ws.decisions.size() - before.count;
    return true;
}

template <matcher M>
bool basic_engine<M>::fire_group(hash128 key, std::int64_t due) noexcept {
    const auto t = x_groups.table_of(key);
    if (t == group_stage::no_table) return true;
    const auto before = x_ws.decisions.here();
    const bool good = x_timers.reserve() && group_intake<M>(*x_rules, x_hash, x_ws, x_matcher, x_inside, x_groups).fire(t, key, due);
    if (!good) {
        x_ws.decisions.rewind(before);
        x_groups.undo();
        return false;
    }
    x_groups.commit(queue());
    x_metrics.decisions += x_ws.decisions.size() - before.count;
    return true;
}

ESCALERA_NAMESPACE_END

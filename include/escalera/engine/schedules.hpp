#pragma once
// Schedules: what is asked at a time of day, of each key of which something was counted.
//
// A schedule comes by time, as clocks fall due: before the event that moves the watermark past it, and once all that arrives at its
// instant has been taken. It is asked of every key of which an indicator that it reads has counted something in the last
// period that had ended by then; without `per`, once. Keys stand among customers and groups by their text.
// The first time it comes is after the first event: nothing is made up for what lies before.
//
// Invariant: at an instant each key is asked once, whole or not at all: where memory is short the next call goes on behind the last one
// that was.
// Threads: one shard owns it.   Cost: an instant at which one comes costs a pass over the keys of its table; else a compare.

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "escalera/config.hpp"
#include "escalera/engine/cell_text.hpp"
#include "escalera/engine/emit.hpp"
#include "escalera/engine/indicators.hpp"
#include "escalera/engine/occasion.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/state/byte_form.hpp"
#include "escalera/state/indicators.hpp"

ESCALERA_NAMESPACE_BEGIN

// One schedule, asked of one key.
struct due_schedule {
    std::uint32_t schedule = 0;
    std::uint32_t key_from = 0;  // its bytes
    std::uint32_t key_size = 0;
    std::uint32_t name_from = 0;  // its fields as texts, joined by U+001F
    std::uint32_t name_size = 0;
};

// When each comes next, and what is due at the instant in hand.
class schedule_times {
public:
    schedule_times(const rule_set& rules, memory_flag& flag) noexcept
        : x_rules(rules), x_next(flag), x_due(flag), x_text(flag), x_done(flag) {
        x_next.resize_uninitialised(rules.schedules.size());
        for (auto& n : x_next) n = INT64_MAX;
    }

    // The first time that is known: what comes then or later is to be done.
    void begin(std::int64_t now) noexcept {
        for (std::size_t s = 0; s < x_next.size(); ++s) set(s, minus_clamped({now}, 1).micros);
    }
    // INT64_MAX: never.
    [[nodiscard]] std::int64_t next() const noexcept {
        auto next = INT64_MAX;
        for (const auto n : x_next) next = std::min(next, n);
        return next;
    }

    // What is due at that instant, in order of keys, then of the file; what has been done of it is left out. False when there is no memory.
    [[nodiscard]] ESCALERA_API bool gather(const indicator_store& indicators, memory_flag& flag, std::int64_t due) noexcept;
    [[nodiscard]] std::string_view name_of(const due_schedule& d) const noexcept { return {x_text.data() + d.name_from, d.name_size}; }
    [[nodiscard]] std::string_view key_of(const due_schedule& d) const noexcept { return {x_text.data() + d.key_from, d.key_size}; }
    // The next that is due; null: none is left.
    [[nodiscard]] const due_schedule* first() const noexcept { return x_at == x_due.size() ? nullptr : &x_due[x_at]; }
    [[nodiscard]] const due_schedule* end() const noexcept { return x_due.end(); }
    // That key has been asked. Cannot fail: gather() made room.
    void next_key() noexcept {
        const auto name = name_of(x_due[x_at]);
        x_done.assign(name.data(), name.size());
        x_has_done = true;
        while (x_at < x_due.size() && name_of(x_due[x_at]) == name) ++x_at;
    }
    // The instant is over.
    void end_instant(std::int64_t due) noexcept {
        for (std::size_t s = 0; s < x_next.size(); ++s) {
            if (x_next[s] == due) set(s, due);
        }
        x_has_done = false;
    }

    ESCALERA_API void write(byte_writer& out) const;
    // All that comes before the watermark has been done. False where the bytes are none of these.
    [[nodiscard]] ESCALERA_API bool read(byte_reader& in, std::int64_t watermark);
    void swap(schedule_times& other) noexcept {
        x_next.swap(other.x_next);
        x_done.swap(other.x_done);
        std::swap(x_has_done, other.x_has_done);
        x_due.clear();
        x_at = 0;
    }

private:
    ESCALERA_API void set(std::size_t schedule, std::int64_t since) noexcept;
    void add(std::uint32_t schedule, std::string_view key) noexcept;

    const rule_set& x_rules;
    buffer<std::int64_t> x_next;  // by schedule
    buffer<due_schedule> x_due;
    buffer<char> x_text;
    std::size_t x_at = 0;
    buffer<char> x_done;  // of the instant in hand, where memory was short: the last key that was asked
    bool x_has_done = false;
};

template <matcher M>
class schedule_runner {
public:
    schedule_runner(const rule_set& rules, workspace& ws, M& m, schedule_times& times) noexcept
        : x_rules(rules), x_ws(ws), x_matcher(m), x_times(times) {}

    // All schedules that are due for the first key in line. False, and nothing was decided, when there is no memory.
    [[nodiscard]] bool fire_key(std::int64_t due) noexcept {
        const auto before = x_ws.decisions.here();
        const auto name = x_times.name_of(*x_times.first());
        x_ws.scratch.clear();
        for (const auto* d = x_times.first(); d != x_times.end() && x_times.name_of(*d) == name; ++d) fire(*d, due, before.count);
        if (x_ws.flag.exhausted) {
            x_ws.decisions.rewind(before);
            return false;
        }
        x_times.next_key();
        return true;
    }

private:
    void fire(const due_schedule& d, std::int64_t due, std::size_t first) noexcept {
        const auto& plan = x_rules.schedules[d.schedule];
        fill_row(plan, x_times.key_of(d), due);
        if (x_ws.flag.exhausted) return;
        occasion about;
        about.at = due;
        about.as_of = due;
        about.has_customer = false;
        name_key(plan, x_times.name_of(d), about);
        auto holds = detail::holds_now(x_rules, x_ws, x_matcher, plan.when);
        if (holds == truth::no || (plan.unless != none && detail::holds_now(x_rules, x_ws, x_matcher, plan.unless) == truth::yes)) return;
        if (holds == truth::unknown && plan.cause.otherwise == if_unknown::fire) holds = truth::yes;
        emitter<M> emit(x_rules, x_ws, x_matcher, about, first);
        const asker who{plan.name, {}, {}, &plan.cause};
        if (holds == truth::yes) emit.fire(who);
        if (holds == truth::unknown && plan.cause.otherwise == if_unknown::review) emit.review(who, "the condition could not be decided");
    }

    // A row in which nothing is known but the key, the time, and what has been published of that key.
    void fill_row(const schedule_plan& plan, std::string_view key, std::int64_t due) noexcept {
        x_ws.row.resize_uninitialised(x_rules.slots.size());
        if (x_ws.flag.exhausted) return;
        for (auto& c : x_ws.row) c = {};
        for (std::size_t s = 0; s < x_rules.slots.size(); ++s) {
            const auto& slot = x_rules.slots[s];
            if (slot.from == slot_source::event && slot.part_of_event == event_part::time) x_ws.row[s] = cell::of(to_timestamp({due}));
        }
        if (plan.table == none) return;
        const auto& table = x_rules.indicator_tables[plan.table];
        const auto parts = x_ws.scratch.template take<cell>(table.key.size());
        if (!read_key_parts(key, parts)) return;
        for (std::size_t p = 0; p < parts.size(); ++p) x_ws.row[table.key[p]] = parts[p];
        detail::publish(x_rules, x_ws, table, due);
    }

    void name_key(const schedule_plan& plan, std::string_view name, occasion& about) noexcept {
        auto& shown = x_ws.alert_shown;
        shown.clear();
        for (std::size_t i = 0; i < plan.key.size(); ++i) {
            if (i != 0) shown.append(", ", 2);
            append_text(shown, x_ws.row[plan.key[i]]);
        }
        auto& id = x_ws.key_text;
        id.clear();
        constexpr std::string_view what = "schedule\x1f";
        id.append(what.data(), what.size());
        id.append(name.data(), name.size());
        about.key = x_ws.scratch.copy({shown.data(), shown.size()});
        about.alert_cause = x_ws.scratch.copy({id.data(), id.size()});
    }

    const rule_set& x_rules;
    workspace& x_ws;
    M& x_matcher;
    schedule_times& x_times;
};

ESCALERA_NAMESPACE_END

#pragma once
// The group windows of an engine: every table, its records, and what an event changes in them until it is committed.
//
// An event may touch one record in each table, or two where a correction moves it. Nothing is stored before the
// customer stage has succeeded: prepare() makes room for all, commit() writes.
// Threads: one shard owns it.   Cost: one record a table whose key the event has.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/engine/group_step.hpp"
#include "escalera/engine/occasion.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/state/record_store.hpp"

ESCALERA_NAMESPACE_BEGIN

class group_stage {
public:
    // May throw std::bad_alloc.
    group_stage(const rule_set& rules, memory_flag& flag) : x_rules(rules) {
        for (std::size_t t = 0; t < rules.group_tables.size(); ++t) x_tables.push_back(std::make_unique<table>(flag));
        x_answers.resize(rules.group_stage.windows.size());
    }

    [[nodiscard]] bool empty() const noexcept { return x_tables.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return x_tables.size(); }
    [[nodiscard]] record_store& records(std::size_t t) noexcept { return x_tables[t]->records; }
    [[nodiscard]] const record_store& records(std::size_t t) const noexcept { return x_tables[t]->records; }
    // By window of the group stage; zeros where the event has no key.
    [[nodiscard]] std::span<const window_answer> answers() const noexcept { return x_answers; }

    void begin_event() noexcept {
        for (auto& a : x_answers) a = {cell::of(std::int64_t{0}), cell::of(std::int64_t{0})};
        for (auto& t : x_tables) t->touched = t->moved = false;
    }

    // Counts the event. Requires row, parts and the windows section to be ready in the workspace.
    void take(workspace& ws, const keyed_hash& hash, const event_head& head, std::uint64_t id, std::uint64_t who,
              std::int64_t watermark) noexcept {
        for (std::size_t t = 0; t < x_tables.size(); ++t) {
            auto& g = *x_tables[t];
            hash128 key;
            if (!group_key(hash, x_rules.group_tables[t], t, ws.parts.data(), key)) continue;
            const bool known = g.records.load(key, g.working);
            if (!known && g.records.size() >= x_rules.limits.groups) {
                ++ws.findings[static_cast<std::size_t>(finding::group_limit)];
                continue;
            }
            take_into_group(x_rules, ws, g.working, x_rules.group_tables[t], head, mix(id, who) | 1U, who, watermark, x_answers);
            g.touched = true;
        }
    }

    // Answers the windows of an event that counts in none. Requires parts to be ready in the workspace.
    void answer(workspace& ws, const keyed_hash& hash, const event_head& head) noexcept {
        for (std::size_t t = 0; t < x_tables.size(); ++t) {
            auto& g = *x_tables[t];
            hash128 key;
            if (!group_key(hash, x_rules.group_tables[t], t, ws.parts.data(), key)) continue;
            auto* r = &g.looked_at;
            if (g.touched && g.working.head.key == key) {
                r = &g.working;
            } else if (g.moved && g.target.head.key == key) {
                r = &g.target;
            } else if (!g.records.load(key, *r)) {
                continue;
            }
            r->stride = entry_words(x_rules, true);
            const auto as_of = std::max(head.time.micros, r->head.latest);
            for (const auto w : x_rules.group_tables[t].windows) {
                x_answers[w] = answer_window(x_rules, x_rules.group_stage, w, *r, as_of, {ws.parts.data(), 0});
            }
        }
    }

    struct change {
        std::uint64_t complaint = 0;          // hash of the id of the complaint that is put right or withdrawn
        const std::uint64_t* from = nullptr;  // its parts till now
        const std::uint64_t* to = nullptr;    // from now on; null: withdrawn
        std::uint64_t who_from = 0;
        std::uint64_t who_to = 0;
    };

    // A complaint counts where it belongs now. Requires the windows section to be matched where `to` is given; a
    // `where` that cannot be decided again stays as it was.
    void move(workspace& ws, const keyed_hash& hash, const change& c) noexcept {
        for (std::size_t t = 0; t < x_tables.size(); ++t) move_in(ws, hash, c, t);
    }

    // Room for all that commit() will write; false when there is no memory.
    [[nodiscard]] bool prepare() noexcept {
        for (auto& t : x_tables) {
            if (t->touched && !t->records.prepare(t->working)) return false;
            if (t->moved && !t->records.prepare(t->target, 2)) return false;
        }
        return true;
    }
    void commit() noexcept {
        for (auto& t : x_tables) {
            if (t->touched) t->records.store(t->working);
            if (t->moved) t->records.store(t->target);
        }
    }

    // Erases what one complainant left in groups. True if there was anything.
    bool forget(std::uint64_t who) {
        bool found = false;
        for (auto& t : x_tables) found = forget_in(*t, who) || found;
        return found;
    }

private:
    struct table {
        explicit table(memory_flag& flag) noexcept : working(flag), target(flag), looked_at(flag) {}
        record_store records;
        working_record working;
        working_record target;  // where a correction moves an entry to
        working_record looked_at;
        bool touched = false;
        bool moved = false;
    };

    [[nodiscard]] std::size_t who_at() const noexcept { return x_rules.parts.size() + x_rules.values.size(); }

    [[nodiscard]] std::uint64_t counts_now(const workspace& ws, std::size_t t, const change& c, std::uint64_t before) const noexcept {
        std::uint64_t counts = 0;
        const entry_key key{c.to, 0};
        for (const auto w : x_rules.group_tables[t].windows) {
            const auto& window = x_rules.group_stage.windows[w];
            if (window.of != event_kind::complaint || !has_key(window, key)) continue;
            const auto bit = std::uint64_t{1} << w;
            const auto holds = window.where == none ? truth::yes : ws.matched.of(window.where);
            if (holds == truth::yes || (holds == truth::unknown && (before & bit) != 0)) counts |= bit;
        }
        return counts;
    }

    void move_in(workspace& ws, const keyed_hash& hash, const change& c, std::size_t t) noexcept {
        auto& g = *x_tables[t];
        hash128 old_key;
        hash128 new_key;
        const auto& plan = x_rules.group_tables[t];
        if (!group_key(hash, plan, t, c.from, old_key) || !g.records.load(old_key, g.working)) return;
        g.working.stride = entry_words(x_rules, true);
        const auto at = find_entry(g.working, mix(c.complaint, c.who_from) | 1U);
        if (at == static_cast<std::size_t>(-1)) return;
        auto moved = g.working.entry(at);
        const auto before = moved.counts;
        g.working.entry(at).counts = 0;
        g.touched = true;
        if (c.to == nullptr || !group_key(hash, plan, t, c.to, new_key)) return;
        moved.id = mix(c.complaint, c.who_to) | 1U;
        moved.counts = counts_now(ws, t, c, before);
        const bool stays = new_key == old_key;
        auto& target = stays ? g.working : g.target;
        if (!stays) static_cast<void>(g.records.load(new_key, target));
        target.stride = entry_words(x_rules, true);
        g.moved = !stays;
        auto to = find_entry(target, moved.id);
        const auto* numbers = g.working.words(at) + x_rules.parts.size();
        std::uint64_t kept[max_values] = {};
        for (std::size_t v = 0; v < x_rules.values.size() && v < max_values; ++v) kept[v] = numbers[v];
        if (to == static_cast<std::size_t>(-1)) to = insert_entry(target, moved);
        if (ws.flag.exhausted) return;
        target.entry(to) = moved;
        target.head.latest = std::max(target.head.latest, moved.time);
        for (std::size_t p = 0; p < x_rules.parts.size(); ++p) target.words(to)[p] = c.to[p];
        for (std::size_t v = 0; v < x_rules.values.size() && v < max_values; ++v) target.words(to)[x_rules.parts.size() + v] = kept[v];
        target.words(to)[who_at()] = c.who_to;
        keep_group_within_caps(target, x_rules);
    }

    bool forget_in(table& g, std::uint64_t who) {
        std::vector<hash128> keys;
        g.records.for_each_key([&keys](hash128 key) { keys.push_back(key); });
        bool found = false;
        for (const auto key : keys) {
            if (!g.records.load(key, g.working)) continue;
            g.working.stride = entry_words(x_rules, true);
            bool changed = false;
            for (std::size_t i = g.working.entry_count(); i-- > 0;) {
                if (g.working.words(i)[who_at()] != who) continue;
                erase_entry(g.working, i);
                changed = true;
            }
            if (changed && g.records.prepare(g.working)) g.records.store(g.working);
            found = found || changed;
        }
        return found;
    }

    static constexpr std::size_t max_values = 64;

    const rule_set& x_rules;
    std::vector<std::unique_ptr<table>> x_tables;
    std::vector<window_answer> x_answers;
};

ESCALERA_NAMESPACE_END

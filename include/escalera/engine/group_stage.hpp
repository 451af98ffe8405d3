#pragma once
// The group windows of an engine: every table, its records, and what an event changes in them until it is committed.
//
// An event may touch one record in each table, or up to three where it moves a complaint and is counted itself. Nothing
// is committed before the customer stage has succeeded.
// Threads: one shard owns it.   Cost: one record a table whose key the event has.

#include <array>
#include <cstdint>
#include <memory>
#include <new>
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
    // A group that the event in hand has to do with.
    struct open_group {
        explicit open_group(memory_flag& flag) noexcept : record(flag) {}
        working_record record;
        bool is_known = false;      // the table has it
        bool is_changed = false;    // and is to be told
        bool is_counted = false;    // what it counts has changed
        std::int64_t next_due = 0;  // once the event is committed
    };

    // May throw std::bad_alloc.
    group_stage(const rule_set& rules, memory_flag& flag) : x_rules(rules) {
        for (std::size_t t = 0; t < rules.group_tables.size(); ++t) x_tables.push_back(std::make_unique<table>(rules, flag));
        x_answers.resize(rules.group_stage.windows.size());
    }

    // That of the event's own key; null where it brings none.
    [[nodiscard]] open_group* own(std::size_t t) noexcept { return x_tables[t]->own; }
    // Whether there is room for one group more, if this is a new one; else a finding.
    [[nodiscard]] bool may_keep(std::size_t t, const open_group& o, workspace& ws) const noexcept {
        if (o.is_known || o.is_changed || x_tables[t]->records.size() < x_rules.limits.groups) return true;
        ++ws.findings[static_cast<std::size_t>(finding::group_limit)];
        return false;
    }
    [[nodiscard]] std::span<open_group> all_open(std::size_t t) noexcept { return x_tables[t]->all_open(); }

    [[nodiscard]] bool empty() const noexcept { return x_tables.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return x_tables.size(); }
    [[nodiscard]] record_store& records(std::size_t t) noexcept { return x_tables[t]->records; }
    [[nodiscard]] const record_store& records(std::size_t t) const noexcept { return x_tables[t]->records; }
    // By window of the group stage; zeros where the event has no key.
    [[nodiscard]] std::span<const window_answer> answers() const noexcept { return x_answers; }

    void begin_event() noexcept {
        for (auto& a : x_answers) a = {cell::of(std::int64_t{0}), cell::of(std::int64_t{0})};
        undo();
    }
    // What the event changed is as it was.
    void undo() noexcept {
        for (auto& t : x_tables) t->undo();
    }

    // Counts the event. Requires row, parts and the windows section to be ready in the workspace.
    void take(workspace& ws, const keyed_hash& hash, const event_head& head, std::uint64_t id, std::uint64_t who,
              std::int64_t watermark) noexcept {
        for (std::size_t t = 0; t < x_tables.size(); ++t) {
            hash128 key;
            if (!group_key(hash, x_rules.group_tables[t], t, ws.parts.data(), key)) continue;
            auto& g = *x_tables[t];
            auto& o = g.open(key);
            if (ws.flag.exhausted) return;
            g.own = &o;
            if (!may_keep(t, o, ws)) continue;
            o.is_counted |=
                take_into_group(x_rules, ws, o.record, x_rules.group_tables[t], head, mix(id, who) | 1U, who, watermark, x_answers);
            o.is_changed = true;
        }
    }

    // Answers the windows of an event that counts in none. Requires parts to be ready in the workspace.
    void answer(workspace& ws, const keyed_hash& hash, const event_head& head) noexcept {
        for (std::size_t t = 0; t < x_tables.size(); ++t) {
            hash128 key;
            if (!group_key(hash, x_rules.group_tables[t], t, ws.parts.data(), key)) continue;
            auto& o = x_tables[t]->open(key);
            if (ws.flag.exhausted) return;
            x_tables[t]->own = &o;
            if (!o.is_known && !o.is_changed) continue;
            const auto as_of = std::max(head.time.micros, o.record.head.latest);
            for (const auto w : x_rules.group_tables[t].windows) {
                x_answers[w] = answer_window(x_rules, x_rules.group_stage, w, o.record, as_of, {ws.parts.data(), 0}, ws.told_apart);
            }
        }
    }

    struct change {
        entry_head complaint;                 // that is put right or withdrawn, as its customer's record has it
        const std::uint64_t* from = nullptr;  // its parts till now, and behind them its numbers
        const std::uint64_t* to = nullptr;    // from now on; null: withdrawn
        std::uint64_t who_from = 0;
        std::uint64_t who_to = 0;
    };

    // A complaint counts where it belongs now. Requires the windows section to be matched where `to` is given; a
    // `where` that cannot be decided again stays as it was.
    void move(workspace& ws, const keyed_hash& hash, const change& c, std::int64_t watermark) noexcept {
        for (std::size_t t = 0; t < x_tables.size(); ++t) move_in(ws, hash, c, t, watermark);
    }

    // A complaint that should leave or change its groups, but whose entry a cap has dropped: which groups is not known.
    void miss(workspace& ws, std::uint64_t complaint) const noexcept {
        for (const auto& m : ws.record.marks) {
            if (m.id != complaint || m.time > ws.record.head.lost_until) continue;
            ++ws.findings[static_cast<std::size_t>(finding::count_unknown)];
        }
    }

    // How many of the groups that the event changed must be looked at sooner than the queue will.
    [[nodiscard]] std::size_t count_deadlines(std::int64_t watermark) noexcept {
        std::size_t sooner = 0;
        for (std::size_t t = 0; t < x_tables.size(); ++t) {
            for (auto& o : x_tables[t]->all_open()) {
                if (!o.is_changed) continue;
                o.next_due = next_due_of_group(o.record, x_rules, x_rules.group_tables[t], minus_clamped({watermark}, 1).micros);
                sooner += o.next_due < o.record.head.queued_due ? 1 : 0;
            }
        }
        return sooner;
    }
    // What the event changed stays; queue(due, key) is called for each of those deadlines. Cannot fail: room was made when
    // the records were opened.
    template <class Queue>
    void commit(Queue&& queue) noexcept {
        for (auto& t : x_tables) t->commit(queue);
    }

    // The records of one key: of which table they are, and nothing else is asked of them.
    static constexpr std::size_t no_table = static_cast<std::size_t>(-1);
    [[nodiscard]] std::size_t table_of(hash128 key) const noexcept {
        for (std::size_t t = 0; t < x_tables.size(); ++t) {
            if (x_tables[t]->records.contains(key)) return t;
        }
        return no_table;
    }
    // Opens a group apart from any event; what was open is as it was. Null when there is no memory.
    [[nodiscard]] open_group* open_alone(std::size_t t, hash128 key) noexcept {
        undo();
        auto& g = *x_tables[t];
        auto& o = g.open(key);
        o.is_changed = true;
        return g.flag.exhausted ? nullptr : &o;
    }

    // Erases what one complainant left in groups. True if there was anything. May throw std::bad_alloc.
    // `make_room`: for one deadline in the queue.
    template <class Room, class Queue>
    bool forget(std::uint64_t who, std::int64_t watermark, Room&& make_room, Queue&& queue) {
        bool found = false;
        for (std::size_t t = 0; t < x_tables.size(); ++t) found = forget_in(t, who, watermark, make_room, queue) || found;
        return found;
    }

private:
    struct table {
        table(const rule_set& rules, memory_flag& memory) noexcept
            : flag(memory), stride(entry_words(rules, true)), groups{open_group(memory), open_group(memory), open_group(memory)} {}

        // Where a complaint was, where it is now, and where the event itself counts: three at most.
        [[nodiscard]] open_group& open(hash128 key) noexcept {
            for (auto& o : all_open()) {
                if (o.record.head.key == key) return o;
            }
            auto& o = groups[opened++];
            o.is_known = records.open(key, o.record, stride, groups.size());
            o.is_changed = false;
            o.is_counted = false;
            return o;
        }
        template <class Queue>
        void commit(Queue&& queue) noexcept {
            for (auto& o : all_open()) {
                if (!o.is_changed) continue;
                if (o.next_due < o.record.head.queued_due) {
                    o.record.head.queued_due = o.next_due;
                    queue(o.next_due, o.record.head.key);
                }
                records.commit(o.record);
            }
            undo();
        }
        void undo() noexcept {
            for (auto& o : all_open()) o.record.undo();
            opened = 0;
            own = nullptr;
        }
        [[nodiscard]] std::span<open_group> all_open() noexcept { return {groups.data(), opened}; }

        memory_flag& flag;
        record_store records;
        std::size_t stride;
        std::array<open_group, 3> groups;
        std::size_t opened = 0;
        open_group* own = nullptr;  // that of the event's own key
    };

    static constexpr auto none_found = static_cast<std::size_t>(-1);

    [[nodiscard]] std::size_t who_at() const noexcept { return x_rules.parts.size() + x_rules.values.size(); }

    [[nodiscard]] std::uint64_t counts_now(const workspace& ws, std::size_t t, const change& c, std::uint64_t before) const noexcept {
        std::uint64_t counts = 0;
        const entry_key key{c.to, 0};
        for (const auto w : x_rules.group_tables[t].windows) {
            const auto& window = x_rules.group_stage.windows[w];
            if (window.of != event_kind::complaint || !has_key(window, key)) continue;
            if (adds_up(window) && static_cast<std::int64_t>(c.from[x_rules.parts.size() + window.value]) == no_number) continue;
            const auto bit = std::uint64_t{1} << w;
            const auto holds = window.where == none ? truth::yes : ws.matched.of(window.where);
            if (holds == truth::yes || (holds == truth::unknown && (before & bit) != 0)) counts |= bit;
        }
        return counts;
    }

    void move_in(workspace& ws, const keyed_hash& hash, const change& c, std::size_t t, std::int64_t watermark) noexcept {
        auto& g = *x_tables[t];
        const auto& plan = x_rules.group_tables[t];
        const bool in_sight = plan.reach == INT64_MAX || c.complaint.time > minus_clamped({watermark}, plan.reach).micros;
        std::uint64_t before = 0;
        hash128 key;
        if (group_key(hash, plan, t, c.from, key)) {
            auto& o = g.open(key);
            if (ws.flag.exhausted) return;
            if (const auto at = find_entry(o.record, mix(c.complaint.id, c.who_from) | 1U); at != none_found) {
                before = o.record.entry(at).counts;
                o.record.edit_entry(at).counts = 0;
                o.is_changed = true;
                o.is_counted |= before != 0 && in_sight;
            }
        }
        if (c.to == nullptr || !group_key(hash, plan, t, c.to, key)) return;
        const auto counts = counts_now(ws, t, c, before);
        if (counts == 0) return;
        auto& o = g.open(key);
        if (ws.flag.exhausted) return;
        if (!may_keep(t, o, ws)) return;
        enter(ws, o.record, c, counts);
        o.is_changed = true;
        o.is_counted |= in_sight;
    }

    // The complaint, as its customer's record has it, becomes an entry of the group.
    void enter(workspace& ws, working_record& r, const change& c, std::uint64_t counts) const noexcept {
        auto e = c.complaint;
        e.id = mix(c.complaint.id, c.who_to) | 1U;
        e.kase = 0;
        e.counts = counts;
        auto at = find_entry(r, e.id);
        if (at == none_found) at = insert_entry(r, e);
        if (ws.flag.exhausted) return;
        r.edit_entry(at) = e;
        r.head.latest = std::max(r.head.latest, e.time);
        auto* words = r.edit_words(at);
        const auto parts = x_rules.parts.size();
        for (std::size_t p = 0; p < parts; ++p) words[p] = c.to[p];
        for (std::size_t v = 0; v < x_rules.values.size(); ++v) words[parts + v] = c.from[parts + v];
        words[who_at()] = c.who_to;
        keep_group_within_caps(r, x_rules);
    }

    template <class Room, class Queue>
    bool forget_in(std::size_t t, std::uint64_t who, std::int64_t watermark, Room&& make_room, Queue&& queue) {
        auto& g = *x_tables[t];
        std::vector<hash128> keys;
        g.records.for_each_key([&keys](hash128 key) { keys.push_back(key); });
        bool found = false;
        for (const auto key : keys) {
            make_room();
            auto* o = open_alone(t, key);
            if (o == nullptr) throw std::bad_alloc();
            auto& r = o->record;
            const auto before = r.entry_count();
            r.erase_entries_if([&](std::size_t i) noexcept { return r.words(i)[who_at()] == who; });
            o->is_changed = r.entry_count() != before;
            if (o->is_changed) judge_group_at(r, std::max(watermark, r.head.latest));
            if (g.flag.exhausted) {
                undo();
                g.flag.exhausted = false;
                throw std::bad_alloc();
            }
            found = found || o->is_changed;
            static_cast<void>(count_deadlines(watermark));
            g.commit(queue);
        }
        return found;
    }

    const rule_set& x_rules;
    std::vector<std::unique_ptr<table>> x_tables;
    std::vector<window_answer> x_answers;
};

ESCALERA_NAMESPACE_END

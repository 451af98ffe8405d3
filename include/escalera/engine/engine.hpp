#pragma once
// Puts the rooms to work: events in, decisions out, in order, in memory.
//
//     escalera::engine engine(rules);              // a rule_set_ptr
//     engine.process(event);                       // or bound structs, one or many
//     for (const auto& d : engine.take()) send(d);
//     engine.advance(now);                         // time passes without events too
//
// Time comes from the events: the watermark is the greatest time seen less `lateness`. Before an event that moves
// it is taken, everything that fell due strictly before it fires. An event before the watermark is refused whole.
// Decisions come out in the order of their causes, then of sections, entries, rungs, positions.
//
// Invariant: a status other than `taken` leaves counts, cases and decisions as they were.
// Threads: one at a time.   Cost: see benchmarks/README.md; nothing is allocated in a steady state, nothing throws once constructed.

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/engine/binding.hpp"
#include "escalera/engine/case_directory.hpp"
#include "escalera/engine/case_view.hpp"
#include "escalera/engine/complaint_move.hpp"
#include "escalera/engine/due_records.hpp"
#include "escalera/engine/engine_metrics.hpp"
#include "escalera/engine/event_columns.hpp"
#include "escalera/engine/event_name.hpp"
#include "escalera/engine/group_intake.hpp"
#include "escalera/engine/group_stage.hpp"
#include "escalera/engine/schedules.hpp"
#include "escalera/engine/step.hpp"
#include "escalera/engine/timers.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/match/fast_matcher.hpp"
#include "escalera/match/matcher.hpp"
#include "escalera/model/event.hpp"
#include "escalera/state/byte_form.hpp"
#include "escalera/state/indicators.hpp"
#include "escalera/state/record_store.hpp"
#include "escalera/state/timer_queue.hpp"

ESCALERA_NAMESPACE_BEGIN

struct engine_options {
    // Of the hash that keys the state. Absent: drawn at random, which no decision shows. Saved with the state.
    std::optional<hash_seed> seed;
};

enum class state_error : std::uint8_t { ok, not_a_state, other_version, damaged, no_memory };
[[nodiscard]] ESCALERA_API std::string_view name_of(state_error e) noexcept;

[[nodiscard]] ESCALERA_API hash_seed random_seed();

// What a window of periods came to.
struct published_indicator {
    std::vector<std::string> key;  // its fields, in the order of `per`
    value is;                      // absent: a share or average of nothing
    std::int64_t of = 0;           // how many facts
    instant from;                  // the period, without `to`
    instant to;
};

template <matcher M>
class basic_engine {
public:
    // May throw std::bad_alloc.
    explicit basic_engine(rule_set_ptr rules, engine_options options = {})
        : x_rules(std::move(rules)),
          x_hash(options.seed ? *options.seed : random_seed()),
          x_matcher(x_ws.flag),
          x_groups(*x_rules, x_ws.flag) {
        x_ws.indicators = &x_indicators;
        x_ws.make_room_for(*x_rules);
        x_inside.make_room_for(*x_rules);
        if (!x_columns.prepare(*x_rules) || x_ws.flag.exhausted) throw std::bad_alloc();
    }

    [[nodiscard]] const rule_set& rules() const noexcept { return *x_rules; }

    // One event. It is not kept; decisions copy what they need of it.
    status process(const event& e) noexcept {
        begin_batch(1);
        x_columns.read(e, 0);
        return process_columns(1);
    }

    // Many: what happened to each is in statuses(), the last bad one is returned (`taken` if all were).
    status process(std::span<const event> events) noexcept {
        return in_batches(events.size(), [&](std::size_t first, std::size_t n) noexcept {
            for (std::size_t i = 0; i < n; ++i) x_columns.read(events[first + i], i);
        });
    }

    // A host's own structs, read in place. See binding.hpp.
    template <class T>
    status process(const binding<T>& b, const T& e) noexcept {
        return process(b, std::span<const T>(&e, 1));
    }
    template <class T>
    status process(const binding<T>& b, std::span<const T> events) noexcept {
        return in_batches(events.size(), [&](std::size_t first, std::size_t n) noexcept { b.fill(x_columns, events.subspan(first, n)); });
    }
    template <class T>
    status process(const binding<T>& b, const std::vector<T>& events) noexcept {
        return process(b, std::span<const T>(events));
    }

    // Declares all input up to and including `now` complete, and fires what is due by then.
    status advance(instant now) noexcept {
        forget_taken();
        x_ws.flag.exhausted = false;
        if (x_greatest == INT64_MIN) x_schedules.begin(now.micros);
        if (const auto outcome = run_timers(now.micros, true); outcome != status::taken) return outcome;
        x_watermark = std::max(x_watermark, now.micros == INT64_MAX ? now.micros : now.micros + 1);
        x_greatest = std::max(x_greatest, now.micros);
        return status::taken;
    }

    // When the next timer is due; instant::max() if none is.
    [[nodiscard]] instant next_due() const noexcept { return {std::min(x_timers.next(), x_schedules.next())}; }

    // Everything decided since the last take(). Valid until the next call that processes or advances.
    [[nodiscard]] std::span<const decision> take() noexcept {
        return std::exchange(x_is_taken, true) ? std::span<const decision>() : x_ws.decisions.all();
    }

    // The same, without handing them over: the next take() returns them again.
    [[nodiscard]] std::span<const decision> decisions() const noexcept {
        return x_is_taken ? std::span<const decision>() : x_ws.decisions.all();
    }

    // How a rule, or a rung of a ladder, stood at the last event: what its condition came to, and on what. Nothing
    // when there is none of that name. Valid until the next call that processes; texts as long as the event.
    struct standing {
        truth holds = truth::no;
        bool is_blocked = false;  // by `unless`
        std::string held_by;      // of a rung that held: the alert for which it was not issued
        std::vector<named_cell> because;
    };
    [[nodiscard]] std::optional<standing> look(std::string_view name, std::string_view rung = {});

    // What a window of periods came to in the last period that has ended, for a key: its fields as texts, in the order of `per`.
    // Zeros where nothing was counted; nothing where there is no such window, or no time is known yet. May throw std::bad_alloc.
    [[nodiscard]] std::optional<published_indicator> indicator(std::string_view name, std::span<const std::string_view> key = {}) const;
    // The same of every key of which something was counted in it, in the order of the keys.
    [[nodiscard]] std::vector<published_indicator> indicators(std::string_view name) const;

    // How each event of the last process() fared, in order.
    [[nodiscard]] std::span<const status> statuses() const noexcept { return x_statuses.view(); }

    // A case by its id, or by that of a complaint in it, as it stands at `now`. `customer`: where several use that id. May throw.
    [[nodiscard]] std::optional<case_view> view_case(std::string_view id, instant now, std::string_view customer = {});

    // Erases one customer whole: the record, and its part in groups. True if there was anything. May throw std::bad_alloc.
    bool forget(std::string_view customer) {
        const auto key = x_hash(customer);
        const auto who = who_is(x_hash, customer);
        const bool found = x_records.contains(key);
        x_records.erase(key);
        const auto make_room = [this] {
            if (!x_timers.reserve()) throw std::bad_alloc();
        };
        return x_groups.forget(who, x_watermark, make_room, queue()) || found;
    }

    // The whole state as bytes: versioned, checked by a hash, the same on every machine. May throw std::bad_alloc.
    [[nodiscard]] std::string save() const;
    // Takes the place of the present state. Nothing changes when the bytes are no state, are damaged, or are of a
    // version that this one does not know; the error says which.
    [[nodiscard]] state_error load(std::string_view bytes);

    [[nodiscard]] engine_metrics metrics() const noexcept {
        auto m = x_metrics;
        m.findings = x_ws.findings;
        m.customers = x_records.size();
        m.bytes = x_records.bytes();
        for (std::size_t t = 0; t < x_groups.size(); ++t) {
            m.groups += x_groups.records(t).size();
            m.bytes += x_groups.records(t).bytes();
        }
        m.groups += x_indicators.size();
        m.bytes += x_indicators.bytes();
        m.timers = x_timers.size();
        m.watermark = {x_watermark};
        return m;
    }
    // How often each rule of the rules section has fired, in the order of the file.
    [[nodiscard]] std::span<const std::uint64_t> rule_fired() const noexcept { return x_ws.rule_fired.view(); }

private:
    static constexpr std::size_t slot_ahead = 24;  // how many events ahead memory is asked for
    static constexpr std::size_t block_ahead = 10;

    [[nodiscard]] standing look_at(section s, const cause_plan& cause);
    [[nodiscard]] std::string held_by(const ladder_plan& l, const rung_plan& r) const;

    void forget_taken() noexcept {
        if (!x_is_taken) return;
        x_ws.decisions.clear();
        x_is_taken = false;
    }

    template <class Fill>
    status in_batches(std::size_t count, Fill&& fill) noexcept {
        status worst = status::taken;
        x_statuses.clear();
        for (std::size_t first = 0; first < count; first += event_columns::capacity) {
            const auto n = std::min(event_columns::capacity, count - first);
            begin_batch(n);
            fill(first, n);
            if (const auto s = process_columns(n, first != 0); s != status::taken) worst = s;
        }
        return worst;
    }

    void begin_batch(std::size_t n) noexcept {
        x_ws.flag.exhausted = false;
        x_columns.clear(n);
    }

    status process_columns(std::size_t n, bool goes_on = false) noexcept {
        forget_taken();
        if (!goes_on) x_statuses.clear();
        x_statuses.reserve(x_statuses.size() + n);
        x_keys.resize_uninitialised(event_columns::capacity);
        const auto events = x_columns.view();
        x_matcher.begin(*x_rules, events);
        if (x_ws.flag.exhausted) return status::no_memory;
        for (std::size_t i = 0; i < n; ++i) {
            auto& head = x_columns.head(i);
            x_keys[i] = key_of(head);
            head.id_hash = x_hash.short_hash(head.id);
        }
        for (std::size_t i = 0; i < std::min(n, slot_ahead); ++i) x_records.prefetch_slot(x_keys[i]);
        for (std::size_t i = 0; i < std::min(n, block_ahead) && n > 1; ++i) x_records.prefetch_block(x_keys[i]);
        status worst = status::taken;
        for (std::size_t i = 0; i < n; ++i) {
            if (i + slot_ahead < n) x_records.prefetch_slot(x_keys[i + slot_ahead]);
            if (i + block_ahead < n) x_records.prefetch_block(x_keys[i + block_ahead]);
            const auto s = take_one(events, i);
            if (s == status::no_memory) --x_sequence;  // it was not taken in, and may come again
            x_statuses.push(s);
            ++x_metrics.events[static_cast<std::size_t>(s)];
            if (s != status::taken) worst = s;
        }
        return worst;
    }

    // A complaint without a customer is keyed by its own id, which no customer's name can equal.
    [[nodiscard]] hash128 key_of(const event_head& h) noexcept {
        if (!h.customer.empty()) return x_hash(h.customer);
        auto& text = x_ws.key_text;
        text.clear();
        text.append("\x1f", 1);
        text.append(h.id.data(), h.id.size());
        return x_hash({text.data(), text.size()});
    }

    [[nodiscard]] status take_one(const batch& events, std::size_t i) noexcept {
        auto& head = x_columns.head(i);
        ++x_sequence;
        if (head.is_too_large) return status::too_large;
        if (head.id.empty()) {
            name_event(head, x_sequence, x_hash, x_ws.key_text, x_columns.memory());
            x_keys[i] = key_of(head);
        }
        if (head.time.micros < x_watermark) return status::too_late;
        if (const auto outcome = move_watermark(head.time.micros); outcome != status::taken) return outcome;

        auto key = x_keys[i];
        if (head.customer.empty() && !may_be_nobodys(head)) {
            const auto found = x_directory.find(x_hash, x_records, entry_words(*x_rules, false), x_ws.record, x_ws.flag, head);
            if (x_ws.flag.exhausted) return no_memory(x_ws.decisions.here());
            if (!found) return head.kase.empty() && head.complaint.empty() ? status::wrong_event : status::unknown_case;
            key = *found;
        }
        return step(events, i, key);
    }

    [[nodiscard]] status step(const batch& events, std::size_t i, hash128 key) noexcept {
        const auto& head = x_columns.head(i);
        const auto before = x_ws.decisions.here();
        auto& r = x_ws.record;
        x_ws.flag.has_headroom = false;
        const auto* moved = x_move.look(*x_rules, x_hash, x_records, x_directory, head, key, x_watermark);
        const bool known = !x_ws.flag.exhausted && x_records.open(key, r, entry_words(*x_rules, false));
        if (x_ws.flag.exhausted) return no_memory(before);
        const bool has_customer = known ? !r.head.is_anonymous : !head.customer.empty();
        r.head.is_anonymous = !has_customer;
        const auto id = event_id_hash(head);
        if (!x_groups.empty()) {
            group_intake<M>(*x_rules, x_hash, x_ws, x_matcher, x_inside, x_groups).take(events, i, id, x_watermark, moved);
        }
        const frame f{x_watermark, x_sequence, x_groups.answers(), x_ws.alert_states.view(), moved};
        step_runner<M> run(*x_rules, x_hash, x_ws, x_matcher, x_inside, f);
        const auto outcome = run.take(events, i, has_customer);
        if (outcome == status::taken && moved != nullptr) x_move.give(*x_rules, x_ws);
        if (x_ws.flag.exhausted) return no_memory(before);
        if (outcome != status::taken) return take_back(before, outcome);
        return commit(before, head, run.kase(), moved);
    }

    // Nothing can fail once the queue and the directory have made room: records did so when they were opened.
    [[nodiscard]] status commit(const decision_buffer::mark& before, const event_head& head, std::size_t kase,
                                const moved_complaint* moved) noexcept {
        auto& r = x_ws.record;
        const auto key = r.head.key;
        const auto due = next_due_after_step(r, *x_rules, kase, minus_clamped({x_watermark}, 1).micros);
        const bool earlier = due < r.head.queued_due;
        const auto deadlines = (earlier ? 1 : 0) + (x_groups.empty() ? 0 : x_groups.count_deadlines(x_watermark));
        if (!x_directory.make_room() || (deadlines != 0 && !x_timers.reserve(deadlines))) return no_memory(before);
        if (!x_indicators.make_room(x_ws.facts, x_watermark)) return no_memory(before);
        if (earlier) {
            r.head.queued_due = due;
            x_timers.push(due, key);
        }
        for (const auto& h : x_ws.held) x_metrics.held += static_cast<std::uint64_t>(std::popcount(h.rungs));
        x_directory.note(x_hash, head, key);
        if (moved != nullptr && kase < r.cases.size()) {
            x_directory.note_moved(moved->entry.id, x_hash.short_hash(r.read(r.cases[kase].id)), key);
        }
        x_records.commit(r);
        x_move.commit(x_records);
        x_groups.commit(queue());
        count_facts();
        x_metrics.decisions += x_ws.decisions.size() - before.count;
        return status::taken;
    }

    void count_facts() noexcept {
        x_ws.findings[static_cast<std::size_t>(finding::group_limit)] += x_indicators.count(x_ws.facts, x_watermark);
    }

    [[nodiscard]] status no_memory(const decision_buffer::mark& before) noexcept { return take_back(before, status::no_memory); }

    // The event is not taken: at once, for the records may be saved or replaced before the next one.
    [[nodiscard]] status take_back(const decision_buffer::mark& before, status why) noexcept {
        x_ws.decisions.rewind(before);
        x_ws.record.undo();
        x_move.undo();
        x_groups.undo();
        return std::exchange(x_ws.flag, {}).too_large ? status::too_large : why;
    }

    // ---- time

    [[nodiscard]] status move_watermark(std::int64_t seen) noexcept {
        if (seen <= x_greatest) return status::taken;
        const auto watermark = minus_clamped({seen}, x_rules->lateness).micros;
        if (x_greatest == INT64_MIN) x_schedules.begin(watermark);
        if (next_due().micros < watermark) {
            if (const auto outcome = run_timers(watermark, false); outcome != status::taken) return outcome;
        }
        x_greatest = seen;
        x_watermark = std::max(x_watermark, watermark);
        return status::taken;
    }

    // What falls due: timeline.hpp.
    [[nodiscard]] status run_timers(std::int64_t limit, bool inclusive) noexcept;
    [[nodiscard]] status give_back_due(std::int64_t due, std::size_t first) noexcept;
    [[nodiscard]] bool fire_schedules(std::int64_t due, std::optional<hash128> record) noexcept;
    [[nodiscard]] due_records::place place_in_line(hash128 key) const noexcept;
    [[nodiscard]] bool fire(hash128 key, std::int64_t due) noexcept;
    [[nodiscard]] bool fire_group(hash128 key, std::int64_t due) noexcept;

    [[nodiscard]] auto queue() noexcept {
        return [this](std::int64_t due, hash128 key) noexcept { x_timers.push(due, key); };
    }

    // ---- saved state

    // `table`: of groups; none: the customers'; no_table: of groups that the rules no longer have.
    [[nodiscard]] bool read_records(byte_reader& in, record_store& records, std::optional<std::size_t> table);

    // Memory stays with its workspace; only what is remembered moves.
    void adopt(basic_engine& fresh) noexcept {
        x_ws.record.undo();
        x_groups.undo();
        x_hash = fresh.x_hash;
        x_records.swap(fresh.x_records);
        for (std::size_t t = 0; t < x_groups.size(); ++t) x_groups.records(t).swap(fresh.x_groups.records(t));
        x_timers.swap(fresh.x_timers);
        x_indicators.swap(fresh.x_indicators);
        x_schedules.swap(fresh.x_schedules);
        x_directory.clear();
        x_watermark = fresh.x_watermark;
        x_greatest = fresh.x_greatest;
        x_sequence = fresh.x_sequence;
    }

    rule_set_ptr x_rules;
    keyed_hash x_hash;
    workspace x_ws;
    M x_matcher;
    inside<M> x_inside{x_ws.flag};
    event_columns x_columns{x_ws.flag};
    buffer<hash128> x_keys{x_ws.flag};
    due_records x_due{x_ws.flag};
    buffer<status> x_statuses{x_ws.flag};
    record_store x_records;
    group_stage x_groups;
    indicator_store x_indicators{*x_rules, x_hash, x_ws.flag};
    schedule_times x_schedules{*x_rules, x_ws.flag};
    timer_queue x_timers{x_ws.flag};
    case_directory x_directory;
    complaint_move x_move{x_ws.flag};
    std::int64_t x_watermark = INT64_MIN;
    std::int64_t x_greatest = INT64_MIN;
    std::uint64_t x_sequence = 0;
    bool x_is_taken = false;
    engine_metrics x_metrics;
};

using engine = basic_engine<fast_matcher<>>;
extern template class basic_engine<fast_matcher<>>;

ESCALERA_NAMESPACE_END

#include "escalera/engine/timeline.hpp"  // IWYU pragma: keep

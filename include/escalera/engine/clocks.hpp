#pragma once
// The clocks section: what starts, stops, pauses and falls due, and what is told of it.
//
// Two passes. First the states are moved, by the event or by time, and what happened is noted; then that is told, in order of
// (instant, case, clock, stage): stages issue their actions, and the events that clocks raise run the rules section once each.
//   at_risk      the first stage before the target is reached
//   breached     the deadline has passed; beside it clock_ended: the verdict has fallen, and never changes
//   met          stopped in time; beside it clock_ended
// An event at the deadline comes first: what falls due at an instant fires once the instant is over.
// Stopping a clock that is breached, or has no target, raises nothing; cancelling takes it away without a verdict.
//
// Threads: none of its own.   Cost: one match() an event; linear in the clocks of the case, or of those that are due.

#include <algorithm>
#include <cstdint>
#include <span>
#include <tuple>

#include "escalera/config.hpp"
#include "escalera/engine/inside.hpp"
#include "escalera/engine/occasion.hpp"
#include "escalera/engine/sections.hpp"
#include "escalera/engine/window_cells.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/state/cases.hpp"
#include "escalera/state/clocks.hpp"

ESCALERA_NAMESPACE_BEGIN

template <matcher M>
class clock_runner {
public:
    // `first`: the first decision of this event, or this instant. `groups`: what group windows answered, if there is an event.
    clock_runner(const rule_set& rules, const keyed_hash& hash, workspace& ws, inside<M>& within, std::size_t first,
                 std::span<const window_answer> groups = {}) noexcept
        : x_rules(rules), x_hash(hash), x_ws(ws), x_inside(within), x_first(first), x_groups(groups) {}

    // An event, whose row stands: `m` serves its batch. The row is as it was afterwards.
    void take(const occasion& about, M& m, std::size_t index) noexcept {
        x_ws.happenings.clear();
        x_about = about;
        const bool of_customer = about.kase == no_case && about.event->kind == event_kind::customer && !x_ws.record.clocks.empty();
        if (about.kase == no_case && !of_customer) return;
        x_ws.outer_row.assign(x_ws.row.data(), x_ws.row.size());
        if (x_ws.flag.exhausted) return;
        if (about.kase != no_case) {
            m.match(x_rules, section::clocks, index, x_ws.row.view(), x_ws.matched);
            move_clocks(about.kase);
        } else {
            for (std::size_t i = 0; i < x_ws.record.cases.size(); ++i) look_at_case(i);
        }
        tell();
        std::copy(x_ws.outer_row.begin(), x_ws.outer_row.end(), x_ws.row.begin());
    }

    // Time: all clocks of the record that are due by then.
    void fire(std::int64_t due) noexcept {
        x_ws.happenings.clear();
        x_about = {};
        x_about.has_customer = x_ws.record.head.is_anonymous == 0;
        for (std::size_t i = 0; i < x_ws.record.clocks.size(); ++i) {
            if (x_ws.record.clocks[i].next_due <= due) fall_due(i, due);
        }
        tell();
    }

private:
    [[nodiscard]] working_record& record() noexcept { return x_ws.record; }

    // ---- moving

    // A case that the event does not name: its customer's facts may have changed its targets and pauses.
    void look_at_case(std::size_t kase) noexcept {
        const auto serial = record().cases[kase].serial;
        const bool has_clock = std::any_of(record().clocks.begin(), record().clocks.end(),
                                           [serial](const clock_state& c) noexcept { return c.kase == serial && c.has_ended == 0; });
        if (!has_clock) return;
        auto about = x_about;
        about.kase = kase;
        about.alerts = {};  // of another case
        fill_row_of_case(x_rules, x_hash, x_ws, about, x_groups);
        x_inside.begin(x_rules, x_about.kind()).match(x_rules, section::clocks, 0, x_ws.row.view(), x_ws.matched);
        move_clocks(kase);
    }

    [[nodiscard]] bool holds(condition_id c) const noexcept { return c == none || x_ws.matched.of(c) == truth::yes; }
    [[nodiscard]] bool is_moved_by(std::span<const clock_trigger> triggers) const noexcept {
        const auto kind = mask_of(x_about.event->kind);
        return std::any_of(triggers.begin(), triggers.end(),
                           [&](const clock_trigger& t) noexcept { return (t.on & kind) != 0 && holds(t.when); });
    }

    [[nodiscard]] std::size_t place_of(std::uint32_t serial, std::uint32_t clock) const noexcept {
        const auto& all = x_ws.record.clocks;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (all[i].kase == serial && all[i].clock == clock) return i;
        }
        return not_found;
    }

    // Requires the section to be matched over the case's row.
    void move_clocks(std::size_t kase) noexcept {
        const auto serial = record().cases[kase].serial;
        // Withdrawn altogether: there is nothing left to be in time for.
        const bool is_over = x_about.event->kind == event_kind::withdrawn && record().cases[kase].complaints == 0;
        x_is_open = record().cases[kase].status != case_status::closed;
        for (std::uint32_t c = 0; c < x_rules.clocks.size(); ++c) {
            const auto& plan = x_rules.clocks[c];
            auto at = place_of(serial, c);
            if (at != not_found && record().clocks[at].has_ended == 0) {
                if (is_over || is_moved_by(plan.cancel)) {
                    take_away(at);
                    at = not_found;
                } else if (is_moved_by(plan.stop)) {
                    stop(at);
                } else if (is_moved_by(plan.reset)) {
                    take_away(at);
                    begin(serial, c);
                    continue;
                } else {
                    go_on(at);
                    continue;
                }
            }
            if (is_over || !is_moved_by(plan.start) || !holds(plan.only)) continue;
            if (at != not_found) take_away(at);
            begin(serial, c);
        }
    }

    void take_away(std::size_t at) noexcept {
        record().clocks.erase(at);
        record().head.has_loose_text = 1;
    }

    void begin(std::uint32_t serial, std::uint32_t clock) noexcept {
        const auto& plan = x_rules.clocks[clock];
        clock_state s;
        s.kase = serial;
        s.clock = clock;
        s.began = x_about.at;
        s.since = x_about.at;
        s.target = choose_target(plan, s.given_due);
        s.is_paused = plan.pause != none ? holds(plan.pause) : is_moved_by(plan.pause_on);
        const auto at = record().clocks.size();
        record().clocks.push(s);
        if (record().clocks.size() == at) return;  // no memory
        const auto cycle = record().keep(x_about.event->id);
        record().clocks.edit(at).cycle = cycle;
        fall_due(at, x_about.at - 1);
    }

    void stop(std::size_t at) noexcept {
        fall_due(at, x_about.at - 1);  // what a late stop leaves behind it
        auto& s = record().clocks.edit(at);
        if (x_ws.flag.exhausted) return;
        fold_clock(x_rules, s, x_about.at);
        if (s.verdict == clock_verdict::pending && s.target != clock_state::no_target) {
            s.verdict = clock_verdict::met;
            note(s, x_about.at, happening_kind::met);
            note(s, x_about.at, happening_kind::ended);
        }
        s.has_ended = 1;
        settle_clock(x_rules, s, x_is_open);
    }

    // It runs on: in a pause or out of it, by this target or by another.
    void go_on(std::size_t at) noexcept {
        const auto& now = record().clocks[at];
        const auto& plan = x_rules.clocks[now.clock];
        const bool pauses =
            plan.pause != none ? holds(plan.pause) : is_moved_by(plan.pause_on) || (now.is_paused != 0 && !is_moved_by(plan.resume));
        std::int64_t given_due = 0;
        const auto target = choose_target(plan, given_due);
        if (pauses != (now.is_paused != 0) || target != now.target || given_due != now.given_due) {
            fall_due(at, x_about.at - 1);  // what a late event leaves behind it, as the clock was until then
            auto& s = record().clocks.edit(at);
            if (x_ws.flag.exhausted) return;
            fold_clock(x_rules, s, x_about.at);
            // Until now nothing said what its time is counted by: the target counts it from the beginning.
            const bool is_first = s.target == clock_state::no_target && s.is_paused == 0 && s.paused == 0;
            if (is_first && target != clock_state::no_target) {
                s.since = s.began;
                s.used = 0;
            }
            s.target = target;
            s.given_due = given_due;
            if (is_first) fold_clock(x_rules, s, x_about.at);
            s.is_paused = pauses ? 1 : 0;
            fall_due(at, x_about.at - 1);
        } else if (x_about.event->kind == event_kind::reopened) {
            fall_due(at, x_about.at - 1);  // what recurs goes on
        } else {
            auto& s = record().clocks.edit(at);
            if (!x_ws.flag.exhausted) settle_clock(x_rules, s, x_is_open);
        }
    }

    // The first that holds; a due date that is not there is none.
    [[nodiscard]] std::uint16_t choose_target(const clock_plan& plan, std::int64_t& given_due) const noexcept {
        for (std::size_t t = 0; t < plan.targets.size(); ++t) {
            const auto& target = plan.targets[t];
            if (!holds(target.when)) continue;
            if (target.is != clock_target::kind_of::due) return static_cast<std::uint16_t>(t);
            const auto& due = x_ws.row[target.due];
            if (due.is_absent()) continue;
            given_due = to_instant(due.as_time()).micros;
            return static_cast<std::uint16_t>(t);
        }
        return clock_state::no_target;
    }

    // ---- what falls due

    void note(const clock_state& s, std::int64_t at, happening_kind what, std::size_t stage = 0, std::uint32_t repeat = 0) noexcept {
        clock_happening h;
        h.at = at;
        h.used = clock_reading(x_rules, s).used_at(std::max(at, s.since));
        h.cycle = x_ws.scratch.copy(record().read(s.cycle));
        h.kase = s.kase;
        h.clock = s.clock;
        h.target = s.target;
        h.what = what;
        h.stage = static_cast<std::uint32_t>(stage);
        h.repeat = repeat;
        h.verdict = s.verdict;
        x_ws.happenings.push(h);
    }

    // Notes all that comes to the clock by that instant, then finds when it is due next.
    void fall_due(std::size_t at, std::int64_t until) noexcept {
        auto& s = record().clocks.edit(at);
        if (x_ws.flag.exhausted) return;
        const auto kase = case_by_serial(record(), s.kase);
        const bool is_open = kase != not_found && record().cases[kase].status != case_status::closed;
        settle_clock(x_rules, s, is_open);
        if (s.next_due > until) return;
        note_risk(s, until);
        note_stages(s, until, is_open);
        if (s.verdict == clock_verdict::pending && s.deadline <= until) {
            s.verdict = clock_verdict::breached;
            note(s, s.deadline, happening_kind::breached);
            note(s, s.deadline, happening_kind::ended);
        }
        settle_clock(x_rules, s, is_open);
    }

    void note_risk(clock_state& s, std::int64_t until) noexcept {
        if (s.is_at_risk != 0 || s.verdict != clock_verdict::pending || s.deadline == detail::never_due || s.deadline <= until) return;
        const auto& plan = x_rules.clocks[s.clock];
        const clock_reading reading(x_rules, s);
        auto first = detail::never_due;
        for (const auto& stage : plan.stages) {
            const auto reached = reading.reached_at(stage, 0);
            if (reached < s.deadline) first = std::min(first, reached);
        }
        if (first > until) return;
        s.is_at_risk = 1;
        note(s, first, happening_kind::at_risk);
    }

    void note_stages(clock_state& s, std::int64_t until, bool is_open) noexcept {
        const auto& plan = x_rules.clocks[s.clock];
        const clock_reading reading(x_rules, s);
        for (std::size_t i = 0; i < plan.stages.size(); ++i) {
            const auto& stage = plan.stages[i];
            auto last_told = detail::never_due;
            while ((s.told >> i & 1U) == 0) {
                const auto k = stage.every == 0 ? std::uint16_t{0} : s.repeats[stage.counter];
                if (k > 0 && !is_open) break;
                const auto told = reading.told_at(stage, reading.reached_at(stage, k));
                if (told > until) break;
                if (stage.combine && told == last_told) {
                    x_ws.happenings.back().repeat = k;
                } else {
                    note(s, told, happening_kind::stage, i, k);
                }
                if (x_ws.flag.exhausted) return;
                last_told = told;
                if (stage.every != 0) ++s.repeats[stage.counter];
                const bool is_last = stage.every == 0 || s.repeats[stage.counter] == stage.times || s.repeats[stage.counter] == UINT16_MAX;
                if (is_last) s.told |= 1U << i;
            }
        }
    }

    // ---- telling

    void tell() noexcept {
        if (x_ws.happenings.empty()) return;
        std::sort(x_ws.happenings.begin(), x_ws.happenings.end(), [](const clock_happening& a, const clock_happening& b) noexcept {
            return std::tie(a.at, a.kase, a.clock, a.what, a.stage, a.repeat) < std::tie(b.at, b.kase, b.clock, b.what, b.stage, b.repeat);
        });
        for (std::size_t i = 0; i < x_ws.happenings.size() && !x_ws.flag.exhausted; ++i) tell_one(x_ws.happenings[i]);
    }

    [[nodiscard]] static event_kind event_of(happening_kind what) noexcept {
        switch (what) {
            case happening_kind::at_risk: return event_kind::at_risk;
            case happening_kind::met: return event_kind::met;
            case happening_kind::ended: return event_kind::clock_ended;
            default: return event_kind::breached;
        }
    }

    void tell_one(const clock_happening& h) noexcept {
        const auto& plan = x_rules.clocks[h.clock];
        const bool is_stage = h.what == happening_kind::stage;
        const auto kind = event_of(h.what);
        if (!is_stage && !is_wanted(kind)) return;
        auto about = x_about;
        if (about.is_timer()) about.at = h.at;
        about.as_of = std::max(about.at, record().head.latest);
        about.opens_case = false;
        about.is_by_memory = true;
        about.kase = case_by_serial(record(), h.kase);
        if (about.kase == not_found) return;
        if (about.kase != x_about.kase) about.alerts = {};
        about.clock = {plan.name, h.used, name_of(h.verdict), {}, 0};
        about.raised_by = plan.name;
        if (!is_stage) about.raised = kind;
        fill_row_of_case(x_rules, x_hash, x_ws, about, x_groups);
        sections<M> run(x_rules, x_hash, x_ws, x_inside.begin(x_rules, kind), about, 0, x_first);
        if (!is_stage) {
            run.run_rules();
            // Where it fell, though a late event tells of it; but not in what is over.
            note_facts(x_rules, x_ws, x_inside.begin(x_rules, kind), about, h.at < x_ws.watermark ? about.at : h.at);
            return;
        }
        const auto& stage = plan.stages[h.stage];
        asker who{plan.name, {}, h.cycle, &stage.cause, stage.name, h.repeat, {}};
        if (h.target < plan.targets.size()) who.more = plan.targets[h.target].because;
        run.run_stage(who);
        if (is_wanted(event_kind::reached) && !x_ws.flag.exhausted) tell_reached(about, stage.name, h.repeat);
    }

    // Rules may stand on a stage that was told, whatever its own `when` says.
    void tell_reached(occasion& about, std::string_view stage, std::uint32_t repeat) noexcept {
        about.raised = event_kind::reached;
        about.clock.stage = stage;
        about.clock.repeat = repeat;
        fill_row_of_case(x_rules, x_hash, x_ws, about, x_groups);
        sections<M> run(x_rules, x_hash, x_ws, x_inside.begin(x_rules, event_kind::reached), about, 0, x_first);
        run.run_rules();
        note_facts(x_rules, x_ws, x_inside.begin(x_rules, event_kind::reached), about, about.at);
    }

    [[nodiscard]] bool is_wanted(event_kind kind) const noexcept {
        if ((x_rules.facts & mask_of(kind)) != 0) return true;
        return std::any_of(x_rules.rules.begin(), x_rules.rules.end(),
                           [kind](const rule_plan& r) noexcept { return (r.events & mask_of(kind)) != 0; });
    }

    [[nodiscard]] static std::string_view name_of(clock_verdict v) noexcept {
        switch (v) {
            case clock_verdict::met: return "met";
            case clock_verdict::breached: return "breached";
            case clock_verdict::pending: break;
        }
        return {};
    }

    const rule_set& x_rules;
    const keyed_hash& x_hash;
    workspace& x_ws;
    inside<M>& x_inside;
    std::size_t x_first;
    std::span<const window_answer> x_groups;
    occasion x_about;
    bool x_is_open = true;
};

ESCALERA_NAMESPACE_END

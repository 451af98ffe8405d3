#pragma once
// Alerts: begun by events, ended by time, and told to the rules as events of the engine's own.
//
// At an event each alert whose key it brings is looked at, in the order of the file. One begins when its `when` holds and
// none stands for that key; from then on, this very event included, it stands. What an event changes for its end is judged once
// the event's instant is over, as is every instant at which something falls out of a window that its end reads: so what
// leaves at an instant and what arrives at it are judged together, and time alone can end an alert.
// Once all alerts of an event (or of an instant) are decided, each that began (or ended) runs the rules section, over the
// group's record and with no customer: fields of the key, windows of that key and event.alert are known there.
//
// Threads: none of its own.   Cost: one match() an event that brings a key; while an alert stands its windows are counted
// again at each instant that changes them.

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "escalera/config.hpp"
#include "escalera/engine/cell_text.hpp"
#include "escalera/engine/emit.hpp"
#include "escalera/engine/group_stage.hpp"
#include "escalera/engine/inside.hpp"
#include "escalera/engine/occasion.hpp"
#include "escalera/engine/row.hpp"
#include "escalera/engine/sections.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/state/attributes.hpp"
#include "escalera/state/group_records.hpp"

ESCALERA_NAMESPACE_BEGIN

template <matcher M>
class alert_runner {
public:
    alert_runner(const rule_set& rules, const keyed_hash& hash, workspace& ws, M& m, inside<M>& within) noexcept
        : x_rules(rules), x_hash(hash), x_ws(ws), x_matcher(m), x_inside(within) {}

    // After the group windows have counted the event. Requires the row of the group stage.
    void take(const batch& events, std::size_t i, group_stage& groups) noexcept {
        const auto& head = events.heads[i];
        x_ws.alerts_changed.clear();
        x_ws.alert_states.resize_uninitialised(x_rules.alerts.size());
        if (x_ws.flag.exhausted) return;
        for (std::size_t w = 0; w < x_rules.group_stage.windows.size(); ++w) answer(w, groups.answers()[w]);
        x_matcher.match(x_rules, section::alerts, i, x_ws.row.view(), x_ws.matched);
        auto about = occasion_of_group(head);
        about.has_customer = false;
        emitter<M> emit(x_rules, x_ws, x_matcher, about);
        for (std::uint32_t a = 0; a < x_rules.alerts.size(); ++a) {
            auto* g = groups.own(x_rules.alerts[a].table);
            x_ws.alert_states[a] = g == nullptr ? alert_state::no_key : look_at(a, *g, groups, about, emit);
            if (x_ws.flag.exhausted) return;
        }
        for (const auto a : x_ws.alerts_changed) {
            auto& r = groups.own(x_rules.alerts[a].table)->record;
            run_rules(a, event_kind::alert_began, r, about.at, std::max(about.at, r.head.latest), &head);
        }
        for (std::size_t t = 0; t < groups.size(); ++t) {
            for (auto& o : groups.all_open(t)) {
                if (o.is_counted) judge_group_at(o.record, about.at);
            }
        }
        if (head.kind == event_kind::acknowledged || head.kind == event_kind::undelivered) take_answer(head, groups);
    }

    // Judges the alerts of one group's record as of exactly that instant.
    void fire(working_record& r, std::size_t table, std::int64_t due) noexcept {
        const auto& plan = x_rules.group_tables[table];
        occasion about;
        about.at = due;
        about.as_of = due;
        about.has_customer = false;
        emitter<M> emit(x_rules, x_ws, x_matcher, about);
        x_ws.alerts_changed.clear();
        for (const auto a : plan.alerts) {
            const auto at = find_alert(r, a);
            if (at == not_found || r.positions[at].began > due || !has_ended(a, r, due)) continue;
            end(a, r, at, about, emit);
            if (x_ws.flag.exhausted) return;
            x_ws.alerts_changed.push(a);
        }
        for (const auto a : x_ws.alerts_changed) run_rules(a, event_kind::alert_ended, r, due, due, nullptr);
        for (std::size_t i = 0; i < r.notices.size() && !x_ws.flag.exhausted;) {
            const auto notice = r.notices[i];
            if (notice.due > due) {
                ++i;
                continue;
            }
            r.notices.erase(i);
            send_on(notice, r, plan, about);
        }
        r.marks.erase_if([due](const id_mark& m) noexcept { return m.time <= due; });
        tidy_group(r, x_rules, plan, due);
    }

private:
    static constexpr auto not_found = static_cast<std::size_t>(-1);

    void answer(std::size_t w, const window_answer& a) noexcept {
        const auto& window = x_rules.group_stage.windows[w];
        if (window.slot != no_slot) x_ws.row[window.slot] = a.is;
        if (window.of_slot != no_slot) x_ws.row[window.of_slot] = a.of;
    }

    // ---- at an event

    [[nodiscard]] alert_state look_at(std::uint32_t a, group_stage::open_group& g, group_stage& groups, occasion& about,
                                      emitter<M>& emit) noexcept {
        const auto& alert = x_rules.alerts[a];
        if (find_alert(g.record, a) != not_found) return alert_state::stands;
        if ((alert.events & mask_of(about.event->kind)) == 0) return alert_state::down;
        auto holds = alert.cause.when == none ? truth::yes : x_ws.matched.of(alert.cause.when);
        if (holds == truth::unknown && alert.cause.otherwise == if_unknown::fire) holds = truth::yes;
        const bool is_review = holds == truth::unknown && alert.cause.otherwise == if_unknown::review;
        if (holds != truth::yes && !is_review) return alert_state::down;

        name_key(alert, event_kind::alert_began, about);
        const asker who{alert.name, {}, about.event->id, &alert.cause};
        if (is_review) {
            emit.review(who, "the condition could not be decided");
            return alert_state::down;
        }
        if (!groups.may_keep(alert.table, g, x_ws)) return alert_state::down;
        begin(a, g.record, std::max(about.at, g.record.head.latest), about);
        g.is_changed = true;
        emit.wait_in(g.record);
        emit.fire(who);
        x_ws.alerts_changed.push(a);
        return alert_state::stands;
    }

    void begin(std::uint32_t a, working_record& r, std::int64_t as_of, const occasion& about) noexcept {
        if (r.head.name_size == 0 && r.text.empty()) r.set_name(x_ws.scratch.copy({x_key.data(), x_key.size()}));
        for (const auto s : x_rules.alerts[a].key) set_attribute(r, 0, static_cast<field_id>(x_rules.slots[s].index), x_ws.row[s]);
        ladder_position p;
        p.ladder = a;
        p.began = as_of;
        const auto at = r.positions.size();
        r.positions.push(p);
        if (r.positions.size() == at) return;  // no memory
        const auto cycle = r.keep(about.event->id);
        r.positions.edit(at).cycle = cycle;
        judge_group_at(r, as_of);  // it may have to end at once
    }

    // ---- at an instant

    [[nodiscard]] bool has_ended(std::uint32_t a, working_record& r, std::int64_t as_of) noexcept {
        const auto& alert = x_rules.alerts[a];
        fill_key(alert, r);
        count(alert.end_windows, r, as_of);
        if (x_ws.flag.exhausted) return false;
        const auto found = x_matcher.compute(x_rules, alert.end, x_ws.row.view());
        return !found.is_absent() && found.as_bool() != alert.ends_when_false;
    }

    // Requires the row as has_ended() leaves it.
    void end(std::uint32_t a, working_record& r, std::size_t at, occasion& about, emitter<M>& emit) noexcept {
        const auto& alert = x_rules.alerts[a];
        count(x_rules.group_tables[alert.table].windows, r, about.at);  // its actions may read others than its end
        name_key(alert, event_kind::alert_ended, about);
        const asker who{alert.name, {}, x_ws.scratch.copy(r.read(r.positions[at].cycle)), &alert.at_end};
        emit.wait_in(r);
        emit.fire(who);
        r.positions.erase(at);
        r.head.has_loose_text = 1;
    }

    // A row in which nothing is known but the alert's key.
    void fill_key(const alert_plan& alert, const working_record& r) noexcept {
        x_ws.row.resize_uninitialised(x_rules.slots.size());
        x_ws.parts.resize_uninitialised(x_rules.parts.size());
        if (x_ws.flag.exhausted) return;
        for (auto& c : x_ws.row) c = {};
        for (const auto s : alert.key) {
            const auto field = static_cast<field_id>(x_rules.slots[s].index);
            x_ws.row[s] = detail::settled(x_ws, get_attribute(r, 0, field, false, x_ws.scratch));
        }
        for (std::size_t p = 0; p < x_ws.parts.size(); ++p) x_ws.parts[p] = cell_hash(x_hash, x_ws.row[x_rules.parts[p]]);
    }

    void count(const std::vector<std::uint32_t>& windows, const working_record& r, std::int64_t as_of) noexcept {
        for (const auto w : windows) {
            answer(w, answer_window(x_rules, x_rules.group_stage, w, r, as_of, {x_ws.parts.data(), 0}, x_ws.told_apart));
        }
    }

    // ---- notices that wait to be acknowledged

    // Of the group whose key the event brings: the one whose decision it names.
    void take_answer(const event_head& head, group_stage& groups) noexcept {
        for (std::size_t t = 0; t < groups.size(); ++t) {
            auto* g = groups.own(t);
            for (std::size_t i = 0; g != nullptr && i < g->record.notices.size(); ++i) {
                const auto notice = g->record.notices[i];
                const auto name = detail::hex_of(notice.decision);
                if (head.id != std::string_view(name.data(), name.size())) continue;
                g->record.notices.erase(i);
                g->is_changed = true;
                x_ws.answered = true;
                auto about = occasion_of_group(head);
                about.has_customer = false;
                if (head.kind == event_kind::undelivered) send_on(notice, g->record, x_rules.group_tables[t], about);
                return;
            }
        }
    }

    // What is known then is the key and its windows.
    void send_on(const notice_state& notice, working_record& r, const group_table_plan& table, occasion about) noexcept {
        const auto& plan = x_rules.notices[notice.plan];
        if (table.alerts.empty()) return;
        const auto named = std::find_if(table.alerts.begin(), table.alerts.end(),
                                        [&](std::uint32_t a) noexcept { return x_rules.alerts[a].name == plan.rule; });
        const auto& alert = x_rules.alerts[named == table.alerts.end() ? table.alerts.front() : *named];
        fill_key(alert, r);
        count(table.windows, r, about.as_of);
        if (x_ws.flag.exhausted) return;
        name_key(alert, event_kind::undelivered, about);
        const auto of = detail::hex_of(notice.decision);
        asker who{plan.rule, plan.rung, {of.data(), of.size()}, &plan.cause};
        emitter<M> emit(x_rules, x_ws, x_inside.begin(x_rules, event_kind::undelivered), about);
        emit.wait_in(r);
        emit.fire(who);
    }

    // ---- what the engine raises itself

    // `cause`: the event that led to it; null: time did.
    void run_rules(std::uint32_t a, event_kind what, working_record& r, std::int64_t at, std::int64_t as_of,
                   const event_head* cause) noexcept {
        const auto is_for = [what](const rule_plan& rule) noexcept { return (rule.events & mask_of(what)) != 0; };
        if (std::none_of(x_rules.rules.begin(), x_rules.rules.end(), is_for)) return;
        const auto& alert = x_rules.alerts[a];
        occasion about;
        about.event = cause;
        about.raised = what;
        about.raised_by = alert.name;
        about.at = at;
        about.as_of = as_of;
        about.has_customer = false;
        fill_key(alert, r);
        count(x_rules.group_tables[alert.table].windows, r, as_of);
        if (x_ws.flag.exhausted) return;
        fill_the_rest(alert, what, about, r);
        name_key(alert, what, about);
        const auto first = x_ws.decisions.size();
        sections<M> run(x_rules, x_hash, x_ws, x_inside.begin(x_rules, what), about, 0, first, r);
        run.run_rules();
    }

    // Windows that have no such key are 0, as on an event without their key; nothing is reached.
    void fill_the_rest(const alert_plan& alert, event_kind what, const occasion& about, const working_record& r) noexcept {
        for (std::size_t s = 0; s < x_rules.slots.size(); ++s) {
            const auto& slot = x_rules.slots[s];
            auto& c = x_ws.row[s];
            switch (slot.from) {
                case slot_source::window:
                case slot_source::window_of:
                    if (x_rules.windows[slot.index].in_groups && is_of(alert.table, x_rules.windows[slot.index].index)) break;
                    if (slot.holds.scalar == kind::integer) c = cell::of(std::int64_t{0});
                    if (slot.holds.scalar == kind::dec) c = cell::of(decimal{0});
                    break;
                case slot_source::reached: c = cell::of(false); break;
                case slot_source::rung: c = cell::of(std::int64_t{0}); break;
                case slot_source::alert: c = cell::of(find_alert(r, slot.index) != not_found); break;
                case slot_source::event:
                    if (slot.part_of_event == event_part::kind) c = cell::of(name_of(what));
                    if (slot.part_of_event == event_part::time) c = cell::of(to_timestamp({about.at}));
                    if (slot.part_of_event == event_part::late) c = cell::of(false);
                    if (slot.part_of_event == event_part::alert) c = cell::of(std::string_view(alert.name));
                    break;
                default: break;
            }
        }
        if (x_ws.row[x_rules.issue_slot].is_absent()) x_ws.row[x_rules.issue_slot] = x_ws.row[x_rules.category_slot];
    }
    [[nodiscard]] bool is_of(std::uint32_t table, std::uint32_t window) const noexcept {
        const auto& windows = x_rules.group_tables[table].windows;
        return std::find(windows.begin(), windows.end(), window) != windows.end();
    }

    // The key as texts: in the record's name and in ids joined by U+001F, which no cell of a file holds; as it is shown, by ", ".
    void name_key(const alert_plan& alert, event_kind what, occasion& about) noexcept {
        x_key.clear();
        x_shown.clear();
        for (std::size_t i = 0; i < alert.key.size(); ++i) {
            if (i != 0) x_key.push('\x1f');
            if (i != 0) x_shown.append(", ", 2);
            append_text(x_key, x_ws.row[alert.key[i]]);
            append_text(x_shown, x_ws.row[alert.key[i]]);
        }
        auto& id = x_ws.key_text;
        id.clear();
        const auto add = [&id](std::string_view s) noexcept { id.append(s.data(), s.size()); };
        add(alert.name);
        add("\x1f");
        add(name_of(what));
        add("\x1f");
        add({x_key.data(), x_key.size()});
        about.alert_key = x_ws.scratch.copy({x_shown.data(), x_shown.size()});
        about.alert_cause = x_ws.scratch.copy({id.data(), id.size()});
    }

    const rule_set& x_rules;
    const keyed_hash& x_hash;
    workspace& x_ws;
    M& x_matcher;
    inside<M>& x_inside;
    buffer<char>& x_key = x_ws.alert_key;
    buffer<char>& x_shown = x_ws.alert_shown;
};

ESCALERA_NAMESPACE_END

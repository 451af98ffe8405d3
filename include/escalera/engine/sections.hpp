#pragma once
// The sections of the customer stage, in their order: groups, routes, ladders, rules. The rules alone run for what happens
// to a group, over its record.
//
// A section's conditions are evaluated together, over the row as it stands when the section begins; what its
// entries change is seen by later sections and later events, never by the same section. So no rule can trigger
// itself, and the order of entries decides only what the format says it decides: which comes first in a
// first-that-holds list, `last`, `one_of`, and the order of decisions.
//
// Threads: none of its own.   Cost: one match() a section, then work only for what holds or is unknown.

#include <algorithm>
#include <bit>
#include <cstdint>

#include "escalera/config.hpp"
#include "escalera/engine/emit.hpp"
#include "escalera/engine/indicators.hpp"
#include "escalera/engine/occasion.hpp"
#include "escalera/engine/row.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/state/attributes.hpp"
#include "escalera/state/cases.hpp"

ESCALERA_NAMESPACE_BEGIN

template <matcher M>
class sections {
public:
    // `first`: the first decision of this event, or this instant.
    sections(const rule_set& rules, const keyed_hash& hash, workspace& ws, M& m, const occasion& o, std::size_t event_index,
             std::size_t first) noexcept
        : sections(rules, hash, ws, m, o, event_index, first, ws.record) {}
    sections(const rule_set& rules, const keyed_hash& hash, workspace& ws, M& m, const occasion& o, std::size_t event_index,
             std::size_t first, working_record& of) noexcept
        : x_rules(rules),
          x_hash(hash),
          x_ws(ws),
          x_matcher(m),
          x_about(o),
          x_index(event_index),
          x_record(of),
          x_emit(rules, ws, m, o, first) {
        x_emit.wait_in(of);
    }

    void run() noexcept {
        const auto kind = x_about.kind();
        reset_positions();
        refresh_positions();
        const bool confirms = x_rules.has_labels && answer_labels();
        if (!x_rules.groups.empty() && (kind == event_kind::complaint || kind == event_kind::customer || confirms)) name_group();
        if (wanted(x_rules.routes)) choose_route();
        answer_indicators(x_rules, x_ws, x_about);  // of the group and the department that it has now
        if (wanted(x_rules.ladders)) climb();
        if (wanted(x_rules.rules)) fire_rules();
    }

    // Of an event that the engine itself raises: the rules section, once. The matcher serves that event alone.
    void run_rules() noexcept {
        refresh_positions();
        if (wanted(x_rules.rules)) fire_rules();
    }

    // What is due without any condition.
    void issue(const asker& who) noexcept { fire(who); }

    // A level of a score is reached. The section `scores` has been matched over the row by `m`.
    void run_level(const asker& who) noexcept {
        refresh_positions();
        match(section::scores);
        fire(who);
        settle_grade();
    }

    // A stage of a clock is due. Its condition is one of the section `stages`.
    void run_stage(const asker& who) noexcept {
        refresh_positions();
        match(section::stages);
        auto holds = of(who.plan->when);
        if (holds == truth::no || is_blocked(*who.plan)) return;
        if (holds == truth::unknown && who.plan->otherwise == if_unknown::fire) holds = truth::yes;
        if (holds == truth::yes) fire(who);
        if (holds == truth::unknown && who.plan->otherwise == if_unknown::review) x_emit.review(who, "the condition could not be decided");
        settle_grade();
    }

private:
    template <class Plans>
    [[nodiscard]] bool wanted(const Plans& plans) const noexcept {
        for (const auto& p : plans) {
            if (is_for_this_event(p.events)) return true;
        }
        return false;
    }
    [[nodiscard]] bool is_for_this_event(event_mask events) const noexcept { return (events & mask_of(x_about.kind())) != 0; }
    [[nodiscard]] working_record& record() noexcept { return x_record; }
    [[nodiscard]] const case_state* kase() const noexcept { return x_about.kase == no_case ? nullptr : &x_record.cases[x_about.kase]; }

    void match(section s) noexcept { x_matcher.match(x_rules, s, x_index, x_ws.row.view(), x_ws.matched); }
    [[nodiscard]] truth of(condition_id c) const noexcept { return c == none ? truth::yes : x_ws.matched.of(c); }
    [[nodiscard]] bool is_blocked(const cause_plan& c) const noexcept { return c.unless != none && of(c.unless) == truth::yes; }

    // Changes a field of the case for the rest of this event and for later ones.
    void set_case_field(field_id field, const cell& c) noexcept {
        const auto s = x_rules.slot_of_field[field];
        const auto* k = kase();
        if (s == no_slot || k == nullptr) return;  // nobody reads it, or there is nothing to change
        set_attribute(record(), k->serial, field, c);
        x_ws.row[s] = c;
    }

    // ---- labels that a person confirms

    // `approved` or `refused`, under the id of the decision that proposed the label. True if one is in force now.
    [[nodiscard]] bool answer_labels() noexcept {
        const auto kind = x_about.event->kind;
        if (kind != event_kind::approved && kind != event_kind::refused) return false;
        for (const auto& g : x_rules.groups) {
            if (g.confirm_by.empty()) continue;
            const auto proposed = get_attribute(record(), of_the_customer, g.proposed, false, x_ws.scratch);
            if (proposed.is_absent() || proposed.as_text() != x_about.event->id) continue;
            remove_attribute(record(), of_the_customer, g.proposed);
            const bool is_confirmed = kind == event_kind::approved;
            set_attribute(record(), of_the_customer, is_confirmed ? g.confirmed : g.refused, cell::of(x_about.at));
            return is_confirmed;
        }
        return false;
    }

    // Whether that was said, and has not expired.
    [[nodiscard]] bool lasts(const group_plan& g, field_id since) noexcept {
        const auto at = get_attribute(record(), of_the_customer, since, false, x_ws.scratch);
        return !at.is_absent() && (g.expires == 0 || x_about.as_of < plus_clamped({at.integer}, g.expires).micros);
    }

    // In force, whatever the formula says by now; else the formula proposes it, once, and the list goes on.
    [[nodiscard]] bool is_in_force(const group_plan& g) noexcept {
        if (lasts(g, g.confirmed)) return true;
        if (of(g.cause.when) != truth::yes || is_blocked(g.cause) || lasts(g, g.refused)) return false;
        if (has_attribute(record(), of_the_customer, g.proposed)) return false;
        const asker who{g.name, {}, {}, &g.cause};
        const auto id = x_emit.propose(who, g.confirm_by, g.question);
        if (!x_ws.flag.exhausted) set_attribute(record(), of_the_customer, g.proposed, cell::of(x_ws.scratch.copy({id.data(), id.size()})));
        return false;
    }

    void name_group() noexcept {
        match(section::groups);
        for (const auto& g : x_rules.groups) {
            if (!g.confirm_by.empty()) {
                if (!is_in_force(g)) continue;
            } else if (of(g.cause.when) != truth::yes || is_blocked(g.cause)) {
                continue;
            }
            const auto name = cell::of(std::string_view(g.name));
            if (const auto s = x_rules.slot_of_field[x_rules.known.customer_group]; s != no_slot) {
                set_attribute(record(), of_the_customer, x_rules.known.customer_group, name);
                x_ws.row[s] = name;
            }
            if (x_about.opens_case) set_case_field(x_rules.known.case_group, name);  // it keeps the group it opened with
            return;
        }
    }

    void choose_route() noexcept {
        match(section::routes);
        for (const auto& r : x_rules.routes) {
            if (!is_for_this_event(r.events) || of(r.cause.when) != truth::yes || is_blocked(r.cause)) continue;
            set_case_field(x_rules.known.case_department, cell::of(std::string_view(r.to)));
            return;
        }
    }

    // ---- ladders

    // False where a part of the key is absent.
    [[nodiscard]] bool key_of(const key_plan& plan, std::uint64_t& key) const noexcept {
        key = 1;
        for (const auto& p : plan.parts) {
            std::uint64_t part = 0;
            switch (p.is) {
                case key_part::kind_of::customer: part = x_about.has_customer ? 1 : 0; break;
                case key_part::kind_of::kase: part = x_about.kase == no_case ? 0 : x_record.cases[x_about.kase].serial; break;
                case key_part::kind_of::field:
                    part = p.at == key_part::no_part ? cell_hash(x_hash, x_ws.row[p.of]) : x_ws.parts[p.at];
                    break;
            }
            if (part == 0) return false;
            key = mix(key, part);
        }
        return true;
    }

    // Its index in the record; not_found where the ladder has not been climbed for that key.
    [[nodiscard]] std::size_t find_position(std::uint32_t ladder, std::uint64_t key) const noexcept {
        const auto& all = x_record.positions;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (all[i].ladder == ladder && all[i].key == key) return i;
        }
        return not_found;
    }

    void climb() noexcept {
        match(section::ladders);
        const bool none_holds = x_ws.matched.hits().empty() && !x_rules.ladders_have_always;
        if (none_holds && record().positions.empty()) return;
        for (std::uint32_t l = 0; l < x_rules.ladders.size(); ++l) {
            const auto& ladder = x_rules.ladders[l];
            std::uint64_t key = 0;
            if (is_for_this_event(ladder.events) && key_of(ladder.per, key)) climb_one(ladder, l, key);
        }
        settle_grade();
        refresh_positions();
    }

    void climb_one(const ladder_plan& ladder, std::uint32_t l, std::uint64_t key) noexcept {
        const auto at = find_position(l, key);
        const std::uint32_t reached = at == not_found ? 0 : record().positions[at].reached;
        if (at != not_found && x_about.kase != no_case && record().positions[at].last_case != kase()->serial) {
            record().positions.edit(at).last_case = kase()->serial;
        }
        std::uint32_t firing = 0;
        std::uint32_t unknown = 0;
        for (std::uint32_t r = 0; r < ladder.rungs.size(); ++r) {
            const auto& cause = ladder.rungs[r].cause;
            const auto bit = 1U << r;
            auto holds = of(cause.when);
            if ((reached & bit) != 0 || holds == truth::no || is_blocked(cause)) continue;
            if (holds == truth::unknown && cause.otherwise == if_unknown::fire) holds = truth::yes;
            if (holds == truth::yes) firing |= bit;
            if (holds == truth::unknown && cause.otherwise == if_unknown::review) unknown |= bit;
        }
        if (firing == 0 && unknown == 0) return;
        std::uint32_t now_reached = reached | firing;
        if (ladder.highest_only && firing != 0) {
            const auto highest = 31U - static_cast<std::uint32_t>(std::countl_zero(firing));
            firing = 1U << highest;
            now_reached = reached | (highest == 31 ? 0xFFFF'FFFFU : (1U << (highest + 1)) - 1);
            unknown &= ~now_reached;
        }
        const auto cycle = keep_position(l, key, now_reached, firing != 0);
        if (const auto alert = firing == 0 ? none : alert_that_holds(l); alert != none) {
            note_held(l, key, firing, alert);
            firing = 0;
        }
        for (auto left = firing | unknown; left != 0; left &= left - 1) {
            const auto r = static_cast<std::uint32_t>(std::countr_zero(left));
            const auto& rung = ladder.rungs[r];
            const asker who{ladder.name, rung.name, cycle, &rung.cause};
            if ((firing >> r & 1U) != 0) fire(who);
            if ((unknown >> r & 1U) != 0) x_emit.review(who, "the condition could not be decided");
        }
    }

    // The first alert that stands for the event's key and holds this ladder's rungs; none: they are issued.
    [[nodiscard]] std::uint32_t alert_that_holds(std::uint32_t l) noexcept {
        for (std::uint32_t a = 0; a < x_about.alerts.size(); ++a) {
            const auto& alert = x_rules.alerts[a];
            if (x_about.alerts[a] != alert_state::stands) continue;
            if (std::find(alert.held_ladders.begin(), alert.held_ladders.end(), l) == alert.held_ladders.end()) continue;
            if ((alert.only == none || is_true(alert.only)) && (alert.unless == none || !is_true(alert.unless))) return a;
        }
        return none;
    }
    [[nodiscard]] bool is_true(std::uint32_t root) noexcept {
        const auto found = x_matcher.compute(x_rules, root, x_ws.row.view());
        return !found.is_absent() && found.as_bool();
    }

    // Held rungs count as reached: they are not issued later either.
    void note_held(std::uint32_t l, std::uint64_t key, std::uint32_t rungs, std::uint32_t alert) noexcept {
        x_ws.held.push({l, rungs, alert});
        const auto at = find_position(l, key);
        if (at == not_found) return;  // no memory
        auto& p = record().positions.edit(at);
        p.held |= rungs;
        p.held_by = alert;
    }

    // The id of the event that began the position's life.
    [[nodiscard]] std::string_view keep_position(std::uint32_t l, std::uint64_t key, std::uint32_t reached, bool climbs) noexcept {
        auto& r = record();
        auto at = find_position(l, key);
        if (at == not_found && climbs) {
            ladder_position p;
            p.ladder = l;
            p.key = key;
            p.began = x_about.as_of;
            p.last_case = x_about.kase == no_case ? 0 : kase()->serial;
            r.positions.push(p);
            at = find_position(l, key);
            if (at == not_found) return x_about.event->id;  // no memory
            const auto cycle = r.keep(x_about.event->id);
            r.positions.edit(at).cycle = cycle;
        }
        if (at == not_found) return x_about.event->id;
        r.positions.edit(at).reached = reached;
        return x_ws.scratch.copy(r.read(r.positions[at].cycle));
    }

    void refresh_positions() noexcept {
        for (const auto s : x_rules.position_slots) x_ws.row[s] = position_cell(x_rules.slots[s]);
    }

    // `reset:` is looked at on every event of the key, before the climb.
    void reset_positions() noexcept {
        if (record().positions.empty()) return;
        for (std::uint32_t l = 0; l < x_rules.ladders.size(); ++l) {
            const auto& ladder = x_rules.ladders[l];
            std::uint64_t key = 0;
            if (ladder.reset == none || !key_of(ladder.per, key)) continue;
            const auto at = find_position(l, key);
            if (at == not_found) continue;
            const auto resets = x_matcher.compute(x_rules, ladder.reset, x_ws.row.view());
            if (resets.is_absent() || !resets.as_bool()) continue;
            record().positions.erase(at);
            record().head.has_loose_text = 1;
        }
    }

    // What case.reached() and case.rung() answer for this event's key.
    [[nodiscard]] cell position_cell(const slot_plan& s) noexcept {
        std::uint64_t key = 0;
        std::uint32_t reached = 0;
        if (key_of(x_rules.ladders[s.index].per, key)) {
            if (const auto at = find_position(s.index, key); at != not_found) reached = x_record.positions[at].reached;
        }
        if (s.from == slot_source::reached) return cell::of((reached >> s.second & 1U) != 0);
        return cell::of(static_cast<std::int64_t>(std::bit_width(reached)));
    }

    // ---- rules

    void fire_rules() noexcept {
        match(section::rules);
        x_ws.one_of_fired.clear();
        x_ws.one_of_fired.resize_uninitialised(x_rules.one_of_count);
        for (auto& f : x_ws.one_of_fired) f = 0;
        for (std::uint32_t i = 0; i < x_rules.rules.size(); ++i) {
            const auto& rule = x_rules.rules[i];
            if (!is_for_this_event(rule.events)) continue;
            auto holds = of(rule.cause.when);
            if (holds == truth::no || is_blocked(rule.cause)) continue;
            if (rule.one_of != none && x_ws.one_of_fired[rule.one_of] != 0) continue;
            const asker who{rule.name, {}, {}, &rule.cause};
            if (holds == truth::unknown && rule.cause.otherwise == if_unknown::fire) holds = truth::yes;
            if (holds == truth::unknown) {
                if (rule.cause.otherwise == if_unknown::review) x_emit.review(who, "the condition could not be decided");
                continue;
            }
            if (!may_fire(rule, i)) continue;
            fire(who);
            if (i < x_ws.rule_fired.size()) ++x_ws.rule_fired[i];
            if (rule.one_of != none) x_ws.one_of_fired[rule.one_of] = 1;
            if (rule.last) break;
        }
        settle_grade();
    }

    // Looks at and notes `once`.
    [[nodiscard]] bool may_fire(const rule_plan& rule, std::uint32_t index) noexcept {
        if (rule.once == rule_plan::once_per::event) return true;
        std::uint64_t key = 0;
        std::uint32_t serial = 0;
        if (rule.once == rule_plan::once_per::kase) {
            if (kase() == nullptr) return true;  // nothing to be once for
            serial = kase()->serial;
        } else if (!key_of(rule.key, key)) {
            return true;  // part of the key is absent: no two events share it
        }
        for (std::size_t i = 0; i < record().onces.size(); ++i) {
            const auto& o = record().onces[i];
            if (o.rule != index || o.key != key || o.kase != serial) continue;
            if (rule.again_after == 0 || x_about.as_of < plus_clamped({o.at}, rule.again_after).micros) return false;
            record().onces.edit(i).at = x_about.as_of;
            return true;
        }
        record().onces.push({key, x_about.as_of, index, serial});
        return true;
    }

    void fire(const asker& who) noexcept {
        x_emit.fire(who);
        for (const auto& a : who.plan->then) {
            if (a.changes == action_plan::effect::grade) change_grade(a);
            if (a.changes == action_plan::effect::recuse) x_recused_some = true;
        }
    }

    void change_grade(const action_plan& action) noexcept {
        for (const auto& a : action.arguments) {
            if (a.name != "level") continue;
            const auto c = a.computed == none ? a.cells.front() : x_matcher.compute(x_rules, a.computed, x_ws.row.view());
            if (c.what == kind::integer) x_new_grade = c;
        }
    }

    // What a section's entries change is seen by later sections, not by its own.
    void settle_grade() noexcept {
        if (!x_new_grade.is_absent()) set_case_field(x_rules.known.case_grade, x_new_grade);
        x_new_grade = {};
        if (!x_recused_some) return;
        x_recused_some = false;
        const auto s = x_rules.slot_of_field[x_rules.known.case_recused];
        if (kase() == nullptr || s == no_slot) return;
        x_ws.row[s] = detail::settled(x_ws, get_attribute(record(), kase()->serial, x_rules.known.case_recused, true, x_ws.scratch));
    }

    const rule_set& x_rules;
    const keyed_hash& x_hash;
    workspace& x_ws;
    M& x_matcher;
    const occasion& x_about;
    std::size_t x_index;
    working_record& x_record;
    cell x_new_grade;
    bool x_recused_some = false;
    emitter<M> x_emit;
};

ESCALERA_NAMESPACE_END

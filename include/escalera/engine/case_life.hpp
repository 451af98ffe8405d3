#pragma once
// What an event does to the case that it is about, beyond its status: hands, steps, closings, resolutions. And what it may not do.
//
// Before the event: refusal() looks whether the case lets it happen. A person or unit that is recused takes no case over, and neither
// approves nor closes it; a step is one of those declared, and none is passed over that is not optional. What is refused leaves
// the case as it was.
// begin() and end() stand around the changes of a step: what was there before tells what has become of it.
//
// Threads: owned by one step.   Cost: a look at a few columns; linear in the record's notes where something happened.

#include <algorithm>
#include <cstdint>

#include "escalera/config.hpp"
#include "escalera/engine/occasion.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/match/batch.hpp"
#include "escalera/state/case_ledger.hpp"
#include "escalera/state/cases.hpp"
#include "escalera/state/recusals.hpp"
#include "escalera/state/resolutions.hpp"

ESCALERA_NAMESPACE_BEGIN

[[nodiscard]] constexpr bool is_hand_over(event_kind k) noexcept { return k == event_kind::assigned || k == event_kind::transferred; }

class case_life {
public:
    static constexpr std::size_t no_step = static_cast<std::size_t>(-1);

    case_life(const rule_set& rules, workspace& ws, const batch& events, std::size_t index) noexcept
        : x_rules(rules), x_ws(ws), x_events(events), x_index(index) {}

    // `taken` where nothing stands against it. Of a case that the event opens: `opens`.
    [[nodiscard]] status refusal(std::size_t kase, bool opens) noexcept {
        const auto serial = x_ws.record.cases[kase].serial;
        if (!opens && is_barred(serial)) {
            ++x_ws.findings[static_cast<std::size_t>(finding::recused)];
            return status::not_allowed;
        }
        return opens || may_step(serial) ? status::taken : status::not_allowed;
    }

    void begin(std::size_t kase) noexcept {
        auto& r = x_ws.record;
        x_kase = kase;
        x_status = r.cases[kase].status;
        if (!x_rules.cases.steps.empty()) x_step = step_of(r.cases[kase].serial);
        x_was_closed = r.cases[kase].status == case_status::closed;
        // From its latest event one could not tell any more when it was closed.
        if (x_was_closed) keep_closing(x_rules, r, kase);
    }

    // `issue`: of a complaint, hashed; 0: none.
    void end(const occasion& about, std::uint64_t issue) noexcept {
        auto& r = x_ws.record;
        const auto at = about.at;
        const auto serial = r.cases[x_kase].serial;
        const bool is_closed = r.cases[x_kase].status == case_status::closed;
        if (x_was_closed && !is_closed) note_opening(r, serial, at);
        if (!x_was_closed && is_closed) note_closing(r, x_kase, at);
        if (is_hand_over(about.event->kind)) {
            take_over(serial, at);
        } else if (!given(x_rules.cases.owner).is_absent() || !given(x_rules.cases.department).is_absent()) {
            ++x_ws.findings[static_cast<std::size_t>(finding::no_hand_over)];
        }
        if (!r.case_notes.empty() && !keep_within_limit(r, serial, x_rules.limits.hand_overs)) {
            ++x_ws.findings[static_cast<std::size_t>(finding::ledger_limit)];
        }
        if (!x_rules.cases.steps.empty()) take_step(serial, about);
        if (x_rules.cases.thorough != 0) look_at_resolutions(serial, about, issue);
    }

    // The step that the case has come to by this event; no_step: it is where it was.
    [[nodiscard]] std::size_t entered() const noexcept { return x_entered; }

private:
    [[nodiscard]] cell given(slot_id s) const noexcept {
        const auto* column = s == no_slot ? nullptr : x_events.columns[s];
        return column == nullptr ? cell{} : column[x_index];
    }
    [[nodiscard]] event_kind kind() const noexcept { return x_events.heads[x_index].kind; }

    // ---- who is recused

    [[nodiscard]] bool is_barred(std::uint32_t serial) const noexcept {
        const auto& r = x_ws.record;
        const bool may_be_barred = is_hand_over(kind()) || kind() == event_kind::approved || kind() == event_kind::closed;
        if (!may_be_barred || !has_attribute(r, serial, x_rules.known.case_recused)) return false;
        const auto& cases = x_rules.cases;
        const auto is_barred = [&](const cell& who) noexcept { return is_recused(x_rules, r, serial, who); };
        if (is_hand_over(kind())) return is_barred(given(cases.owner)) || is_barred(given(cases.department));
        const auto by = given(cases.by);
        if (kind() == event_kind::approved) return is_barred(by) || is_barred(given(cases.approved_by));
        // Who closes a case without a word of who does is whoever holds it.
        const auto who = present_holder(r, serial);
        if (!by.is_absent() && (by.what != kind::text || by.as_text() != who.owner)) return is_barred(by);
        return is_barred(cell::of(who.owner)) || is_barred(cell::of(who.department));
    }

    // ---- whose it is

    // What the event leaves out stays, but for the person: who is in one department does not go along to another.
    void take_over(std::uint32_t serial, std::int64_t at) noexcept {
        auto& r = x_ws.record;
        const auto text = [](const cell& c) noexcept { return c.what == kind::text ? c.as_text() : std::string_view(); };
        const auto owner = text(given(x_rules.cases.owner));
        const auto department = text(given(x_rules.cases.department));
        if (owner.empty() && department.empty()) return;
        auto before = holder_at(serial, at);
        before.owner = x_ws.scratch.copy(before.owner);
        before.department = x_ws.scratch.copy(before.department);
        if (before.department.empty()) before.department = routed_to(serial);
        const bool moves = !department.empty() && department != before.department;
        const holder now{!owner.empty() || moves ? owner : before.owner, department.empty() ? before.department : department};
        if (note_holder(r, serial, at, now) && !department.empty()) {
            set_attribute(r, serial, x_rules.known.case_department, cell::of(department));
        }
    }

    [[nodiscard]] holder holder_at(std::uint32_t serial, std::int64_t at) const noexcept {
        const auto& r = x_ws.record;
        return holder_of(r, hand_over_at(r, serial, at));
    }

    // Where nothing says which department a person is of, it is the one that the case was sent to.
    [[nodiscard]] std::string_view routed_to(std::uint32_t serial) noexcept {
        const auto department = get_attribute(x_ws.record, serial, x_rules.known.case_department, false, x_ws.scratch);
        return department.what == kind::text ? x_ws.scratch.copy(department.as_text()) : std::string_view();
    }

    // ---- its steps

    [[nodiscard]] std::size_t step_named(const cell& name) const noexcept {
        const auto& steps = x_rules.cases.steps;
        for (std::size_t i = 0; i < steps.size(); ++i) {
            if (name.what == kind::text && name.as_text() == steps[i].name) return i;
        }
        return no_step;
    }
    [[nodiscard]] std::size_t step_of(std::uint32_t serial) const noexcept {
        return step_named(get_attribute(x_ws.record, serial, x_rules.known.case_step, false, x_ws.scratch));
    }

    [[nodiscard]] bool may_step(std::uint32_t serial) const noexcept {
        const auto said = given(x_rules.cases.step);
        if (x_rules.cases.steps.empty() || said.is_absent()) return true;
        const auto to = step_named(said);
        if (to == no_step) return false;
        const auto from = step_of(serial);
        for (auto passed = from == no_step ? to : from + 1; passed < to; ++passed) {
            if (!x_rules.cases.steps[passed].optional) return false;
        }
        return true;
    }

    // What the event says of it has been taken over already.
    void take_step(std::uint32_t serial, const occasion& about) noexcept {
        const auto& steps = x_rules.cases.steps;
        const auto said = step_named(given(x_rules.cases.step));
        const auto from = x_step;
        auto to = said != no_step ? said : from;
        if (said == no_step && about.opens_case) {
            to = 0;
        } else if (said == no_step && from != no_step) {
            const auto kind = mask_of(about.event->kind);
            if ((steps[from].done & kind) != 0 && from + 1 < steps.size()) {
                to = from + 1;
            } else if ((steps[from].back & kind) != 0 && from > 0) {
                to = from - 1;
            }
        }
        if (to == from || to == no_step) return;
        set_attribute(x_ws.record, serial, x_rules.known.case_step, cell::of(std::string_view(steps[to].name)));
        x_entered = to;
    }

    // ---- how thorough resolutions were

    void look_at_resolutions(std::uint32_t serial, const occasion& about, std::uint64_t issue) noexcept {
        auto& r = x_ws.record;
        if (about.event->kind == event_kind::complaint) look_for_repeated(serial, about, issue);
        const auto status = r.cases[x_kase].status;
        if (about.event->kind == event_kind::resolved || (status == case_status::resolved && x_status != case_status::resolved)) {
            put_resolution(r, serial, about.at);
            remove_attribute(r, serial, x_rules.known.case_thorough);
        } else if (status != case_status::resolved && status != case_status::closed) {
            drop_resolution(r, serial);  // it did not last, but nobody has complained
        }
    }

    // Whose resolution the complaint shows not to be thorough: of its own case, and of those of its issue.
    void look_for_repeated(std::uint32_t serial, const occasion& about, std::uint64_t issue) noexcept {
        auto& r = x_ws.record;
        std::uint32_t latest = 0;
        for (std::size_t i = 0; i < r.case_notes.size() && !x_ws.flag.exhausted;) {
            const auto n = r.case_notes[i];
            const bool is_repeated = n.what == note_of::resolved && n.since <= about.at && about.at < due_of_resolution(x_rules, n) &&
                                     (n.kase == serial || is_about(n.kase, issue));
            if (!is_repeated) {
                ++i;
                continue;
            }
            r.case_notes.erase(i);
            if (x_rules.slot_of_field[x_rules.known.case_thorough] != no_slot)
                set_attribute(r, n.kase, x_rules.known.case_thorough, cell::of(false));
            x_ws.judged.push(n.kase);
            if (n.kase != serial) latest = std::max(latest, n.kase);
        }
        if (latest == 0 || !about.opens_case || x_rules.slot_of_field[x_rules.known.case_repeat_of] == no_slot) return;
        const auto id = x_ws.scratch.copy(r.read(r.cases[case_by_serial(r, latest)].id));
        set_attribute(r, serial, x_rules.known.case_repeat_of, cell::of(id));
    }

    // A case is about its own issue, and those of the cases that were merged into it.
    [[nodiscard]] bool is_about(std::uint32_t serial, std::uint64_t issue) const noexcept {
        return issue != 0 && std::any_of(x_ws.record.cases.begin(), x_ws.record.cases.end(), [&](const case_state& c) noexcept {
                   return c.issue == issue && (c.serial == serial || (c.is_merged != 0 && c.complaints == serial));
               });
    }

    const rule_set& x_rules;
    workspace& x_ws;
    const batch& x_events;
    std::size_t x_index;
    std::size_t x_kase = no_case;
    std::size_t x_step = no_step;  // before the event
    std::size_t x_entered = no_step;
    case_status x_status = case_status::open;  // before the event
    bool x_was_closed = false;
};

ESCALERA_NAMESPACE_END

#pragma once
// One event on one record: the pure function that everything else rests on.
//
// Same rules, record, frame and event: same record, decisions and status, to the byte, on any machine. The record is
// opened in the workspace; the caller opens it before and commits it after, if the status is `taken`.
// Anything but `taken` leaves the decisions as they were, and the record is to be undone.
//
// The life of an event: is it known already? whose case is it? what does it change there? what do the windows
// count now? then the sections, in order. See src/README.md.
// Threads: none of its own.   Cost: linear in the record and in what fires; no allocation in a steady state.

#include <algorithm>
#include <cstdint>

#include "escalera/config.hpp"
#include "escalera/engine/accountability.hpp"
#include "escalera/engine/authority.hpp"
#include "escalera/engine/case_life.hpp"
#include "escalera/engine/case_merge.hpp"
#include "escalera/engine/clocks.hpp"
#include "escalera/engine/complaint_move.hpp"
#include "escalera/engine/counting.hpp"
#include "escalera/engine/follow_ups.hpp"
#include "escalera/engine/inside.hpp"
#include "escalera/engine/notices.hpp"
#include "escalera/engine/occasion.hpp"
#include "escalera/engine/resolution_judgement.hpp"
#include "escalera/engine/row.hpp"
#include "escalera/engine/scores.hpp"
#include "escalera/engine/sections.hpp"
#include "escalera/engine/standing_alerts.hpp"
#include "escalera/engine/window_cells.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/state/cases.hpp"
#include "escalera/state/entries.hpp"
#include "escalera/state/ladder_positions.hpp"
#include "escalera/state/windows.hpp"

ESCALERA_NAMESPACE_BEGIN

template <matcher M>
class step_runner {
public:
    step_runner(const rule_set& rules, const keyed_hash& hash, workspace& ws, M& m, inside<M>& within, const frame& f) noexcept
        : x_rules(rules), x_hash(hash), x_ws(ws), x_matcher(m), x_inside(within), x_frame(f) {}

    // Once only. `has_customer`: false for a complaint without one, whose record is keyed by its own id.
    [[nodiscard]] status take(const batch& events, std::size_t index, bool has_customer) noexcept {
        const auto before = x_ws.decisions.here();
        const auto& head = events.heads[index];
        auto& r = x_ws.record;
        x_ws.scratch.clear();
        if (x_frame.moved != nullptr) r.head.latest = std::max(r.head.latest, x_frame.moved->entry.time);
        x_about.event = &head;
        x_about.at = head.time.micros;
        x_about.late = head.time.micros < r.head.latest;
        x_about.as_of = std::max(head.time.micros, r.head.latest);
        x_about.has_customer = has_customer;
        x_about.alerts = x_frame.alerts;
        x_ws.held.clear();
        x_ws.facts.clear();
        x_ws.watermark = x_frame.watermark;
        x_ws.judged.clear();

        if (head.time.micros < x_frame.watermark) return status::too_late;
        const auto id = event_id_hash(head);
        if (knows_id(r, id)) return status::duplicate;
        if (r.head.name_size == 0) make_first_room(has_customer ? head.customer : head.id);
        drop_aged_entries(r, x_rules.customer_stage, x_frame.watermark, room_for(head));
        if (r.head.has_closed != 0) drop_aged_marks(r, x_frame.watermark);
        if (r.marks.size() > x_rules.limits.entries) r.marks.erase(0, r.marks.size() - x_rules.limits.entries);
        if (!r.positions.empty()) forget_positions(r, x_rules, x_about.as_of);

        case_life life(x_rules, x_ws, events, index);
        auto outcome = find_case(events, index);
        if (outcome == status::taken && x_about.kase != no_case) outcome = life.refusal(x_about.kase, x_about.opens_case);
        if (outcome == status::taken && head.kind == event_kind::approved && !x_rules.authority.levels.empty()) {
            authority_runner<M> authority(x_rules, x_hash, x_ws, x_matcher, x_about, events, index, before.count);
            if (authority.refuses()) outcome = status::not_allowed;
        }
        if (outcome == status::taken) {
            r.head.latest = x_about.as_of;
            if (!x_rules.required.empty() || x_rules.missing_slot != no_slot) note_missing(events, index);
            change_case(events, index, life);
            note_alerts(x_rules, x_ws, x_about);
            fill_row(x_rules, x_ws, x_about, &events, index);
            count(events, index, id);
            if (life.entered() != case_life::no_step) ask_owner(x_rules.cases.steps[life.entered()], before.count);
            sections<M> run(x_rules, x_hash, x_ws, x_matcher, x_about, index, before.count);
            run.run();
            if (!x_rules.clocks.empty()) {
                clock_runner<M> clocks(x_rules, x_hash, x_ws, x_inside, before.count, x_frame.groups);
                clocks.take(x_about, x_matcher, index);
            }
            if (!x_rules.scores.empty()) {
                score_runner<M> scores(x_rules, x_hash, x_ws, x_inside, before.count, x_frame.groups);
                scores.take(x_about, x_matcher, index);
            }
            if (!x_rules.authority.levels.empty()) {
                authority_runner<M> authority(x_rules, x_hash, x_ws, x_matcher, x_about, events, index, before.count);
                authority.take();
            }
            if (x_rules.accountability.is_on) {
                accountability_runner<M> accountability(x_rules, x_ws, x_matcher, x_about, events, index, before.count);
                accountability.take();
            }
            note_facts(x_rules, x_ws, x_matcher, x_about, x_about.at);
            if (!r.notices.empty()) {
                notice_runner<M> notices(x_rules, x_hash, x_ws, x_inside, before.count);
                notices.take(x_about);
            }
            if (!x_rules.follow_ups.empty()) {
                follow_up_runner<M> follow_ups(x_rules, x_hash, x_ws, x_inside, before.count);
                follow_ups.take(x_about, x_matcher, events, index);
            }
            if (!x_ws.judged.empty()) judgement_runner<M>(x_rules, x_hash, x_ws, x_inside, before.count, x_frame.groups).tell(x_about);
            const auto serial = x_about.kase == no_case ? 0 : r.cases[x_about.kase].serial;
            tidy_up(r, x_rules, x_ws.findings[static_cast<std::size_t>(finding::case_limit)]);
            x_about.kase = serial == 0 ? no_case : case_by_serial(r, serial);  // older ones may have gone
        }
        if (x_ws.flag.exhausted || outcome != status::taken) {
            x_ws.decisions.rewind(before);
            return x_ws.flag.exhausted ? status::no_memory : outcome;
        }
        return status::taken;
    }

    // The case that it was about; no_case if none. Valid until the record is committed.
    [[nodiscard]] std::size_t kase() const noexcept { return x_about.kase; }

private:
    // What an event brings: an entry, and a complaint mostly a case too.
    [[nodiscard]] static working_record::coming room_for(const event_head& head) noexcept {
        if (head.kind != event_kind::complaint) return {1, 0, 0, 0};
        return {1, 1, 0, static_cast<std::uint32_t>((head.kase.empty() ? head.id : head.kase).size())};
    }

    // A new record: room for what its first complaint brings, and a second one, so that its block is laid out once for both.
    void make_first_room(std::string_view name) noexcept {
        auto room = room_for(*x_about.event);
        const auto events = x_about.has_customer ? 2U : 1U;
        room = {events * room.entries, events * room.cases, 0, events * room.text + static_cast<std::uint32_t>(name.size())};
        if (x_ws.record.reserve(room)) x_ws.record.set_name(name);
    }

    [[nodiscard]] static cell column_cell(const batch& events, slot_id s, std::size_t index) noexcept {
        const auto* column = s == no_slot ? nullptr : events.columns[s];
        return column == nullptr ? cell{} : column[index];
    }

    // ---- which case

    [[nodiscard]] status find_case(const batch& events, std::size_t index) noexcept {
        const auto& head = *x_about.event;
        auto& r = x_ws.record;
        if (head.kind == event_kind::complaint) return join_or_open(events, index);
        if (x_frame.moved != nullptr) return take_over(events, index, *x_frame.moved);
        const bool names_one = !head.kase.empty() || !head.complaint.empty();
        if (!names_one) {
            const bool needs_none = head.kind == event_kind::customer || head.kind == event_kind::signal || x_ws.answered;
            return needs_none ? status::taken : status::wrong_event;
        }
        auto at = not_found;
        if (!head.kase.empty()) at = named_case(head.kase);
        if (at == not_found && !head.complaint.empty()) at = named_case(head.complaint);
        if (at == not_found) return status::unknown_case;
        if (!is_allowed(head.kind, r.cases[at].status)) return status::not_allowed;
        if (head.kind == event_kind::merged) {
            if (head.kase.empty() || head.complaint.empty()) return status::wrong_event;
            const auto other = named_case(head.complaint);
            if (named_case(head.kase) == not_found || other == not_found) return status::unknown_case;
            if (other == at) return status::not_allowed;  // one case already
        }
        x_about.kase = at;
        return status::taken;
    }

    // By the case's own id, or by that of any complaint in it.
    [[nodiscard]] std::size_t named_case(std::string_view name) const noexcept {
        const auto at = case_by_id(x_ws.record, name);
        return at != not_found ? at : case_of_complaint(x_ws.record, complaint_id_hash(x_hash, name));
    }

    [[nodiscard]] status join_or_open(const batch& events, std::size_t index) noexcept {
        const auto& head = *x_about.event;
        auto& r = x_ws.record;
        auto issue = column_cell(events, x_rules.issue_slot, index);
        if (issue.is_absent()) issue = column_cell(events, x_rules.category_slot, index);
        x_issue_hash = cell_hash(x_hash, issue);
        auto at = not_found;
        const auto id = head.kase.empty() ? head.id : head.kase;
        if (!head.kase.empty()) {
            at = case_by_id(r, id);
        } else {
            at = open_case_of_issue(r, x_issue_hash);
        }
        const bool opens = at == not_found;
        if (opens) {
            // One laying out for all that is to come, if there has to be one.
            static_cast<void>(r.reserve(room_for(head)));
            at = open_case(r, id, x_issue_hash, head.time.micros);
        }
        if (at == not_found) return status::no_memory;
        x_about.kase = at;
        x_about.opens_case = opens;
        return status::taken;
    }

    // ---- a complaint that was another customer's

    [[nodiscard]] status take_over(const batch& events, std::size_t index, const moved_complaint& m) noexcept {
        x_about.kase =
            take_case_over(x_rules, x_hash, m, *x_about.event, issue_from_now_on(events, index, m), x_ws.record, x_about.opens_case);
        return x_about.kase == no_case ? status::no_memory : status::taken;
    }

    [[nodiscard]] std::uint64_t issue_from_now_on(const batch& events, std::size_t index, const moved_complaint& m) const noexcept {
        auto issue = cell_hash(x_hash, column_cell(events, x_rules.issue_slot, index));
        if (issue == 0 && m.entry.issue_is_category != 0) issue = cell_hash(x_hash, column_cell(events, x_rules.category_slot, index));
        return issue != 0 ? issue : m.issue;
    }

    // ---- what it lacks

    // complaint.missing, unless the host says it itself; and a finding.
    void note_missing(const batch& events, std::size_t index) noexcept {
        const auto kind = mask_of(x_about.event->kind);
        const auto names = x_ws.scratch.take<cell>(x_rules.required.size());
        std::uint32_t n = 0;
        bool lacks = false;
        for (const auto& required : x_rules.required) {
            if ((required.on & kind) == 0 || is_given(events, required.slot, index)) continue;
            lacks = true;
            const auto& field = x_rules.fields[static_cast<field_id>(x_rules.slots[required.slot].index)];
            if (field.of == root::complaint && n < names.size()) names[n++] = cell::of(std::string_view(field.name));
        }
        if (lacks) ++x_ws.findings[static_cast<std::size_t>(finding::incomplete)];
        const bool is_said = !column_cell(events, x_rules.missing_slot, index).is_absent();
        if (x_about.event->kind == event_kind::complaint && !is_said) x_about.missing = cell::of_list(names.data(), n);
    }
    // A complaint that names no issue is about its category.
    [[nodiscard]] bool is_given(const batch& events, slot_id s, std::size_t index) const noexcept {
        return !column_cell(events, s, index).is_absent() ||
               (s == x_rules.issue_slot && !column_cell(events, x_rules.category_slot, index).is_absent());
    }

    // Who has the step that the case has come to.
    void ask_owner(const step_plan& step, std::size_t first) noexcept {
        if (step.owner.empty()) return;
        emitter<M> emit(x_rules, x_ws, x_matcher, x_about, first);
        emit.request("cases", "assign", "role", step.owner, step.name);
    }

    // ---- what it changes

    void change_case(const batch& events, std::size_t index, case_life& life) noexcept {
        auto& r = x_ws.record;
        const auto& head = *x_about.event;
        if (x_about.kase != no_case) {
            life.begin(x_about.kase);
            auto& c = r.cases.edit(x_about.kase);
            apply_kind(c, head.kind);
            c.last = std::max(c.last, head.time.micros);
            // A late complaint may turn out to be its first.
            if (head.kind == event_kind::complaint) c.opened = std::min(c.opened, head.time.micros);
        }
        for (const auto s : x_rules.remembered_slots) {
            const auto& given = column_cell(events, s, index);
            capture(x_rules.slots[s], s == x_rules.missing_slot && given.is_absent() ? x_about.missing : given);
        }
        if (x_about.kase != no_case && r.cases[x_about.kase].status == case_status::closed) r.closed_a_case = true;
        if (is_hand_over(head.kind)) note_department(events, index);
        if (head.kind == event_kind::withdrawn) take_back(head);
        if (head.kind == event_kind::corrected) correct(events, index);
        if (head.kind == event_kind::merged) x_about.kase = join_cases(x_rules, x_ws, x_about.kase, named_case(head.complaint), x_about.at);
        if (x_about.kase != no_case) life.end(x_about, x_issue_hash);
    }

    // Remembers a field that is read away from its own event.
    void capture(const slot_plan& plan, const cell& given) noexcept {
        auto& r = x_ws.record;
        const auto field = static_cast<field_id>(plan.index);
        if (plan.from == slot_source::kase) {
            if (given.is_absent() || x_about.kase == no_case) return;
            if (plan.part == case_part::status) {
                static_cast<void>(parse_status(given.as_text(), r.cases.edit(x_about.kase).status));  // an unknown word changes nothing
            } else if (plan.part == case_part::attribute) {
                set_attribute(r, r.cases[x_about.kase].serial, field, given);
            }
            return;
        }
        const auto of = x_rules.fields[field].of;
        if (of == root::customer) {
            if (!given.is_absent()) set_attribute(r, of_the_customer, field, given);
            return;
        }
        if (x_about.kase == no_case || (of == root::complaint && x_about.event->kind == event_kind::signal)) return;
        const bool replaces = (plan.own & mask_of(x_about.event->kind)) != 0;
        if (replaces || !given.is_absent()) set_attribute(r, r.cases[x_about.kase].serial, field, given);
    }

    // case.held_by: every department that held the case, in order, each once.
    void note_department(const batch& events, std::size_t index) noexcept {
        const auto field = x_rules.known.case_held_by;
        if (x_rules.slot_of_field[field] == no_slot) return;
        const auto department = column_cell(events, x_rules.slot_of_field[x_rules.known.case_department], index);
        if (department.what != kind::text) return;
        auto& r = x_ws.record;
        const auto serial = r.cases[x_about.kase].serial;
        for (const auto& a : r.attributes) {
            if (a.kase == serial && a.field == field && holds_text(r, a, department)) return;
        }
        add_attribute(r, serial, field, department, true);
    }

    [[nodiscard]] std::uint64_t complaint_spoken_of(const event_head& head) const noexcept {
        const auto name = head.complaint.empty() ? head.kase : head.complaint;
        return complaint_id_hash(x_hash, name);
    }

    // A complaint that was withdrawn counts no longer. Its entry stays: its id must not count again.
    void take_back(const event_head& head) noexcept {
        auto& r = x_ws.record;
        const auto complaint = complaint_spoken_of(head);
        const auto at = find_entry(r, complaint);
        if (at != not_found) {
            if (r.entry(at).is_withdrawn != 0) return;
            note_hole(x_rules, x_ws, r, at);
            auto& e = r.edit_entry(at);
            e.is_withdrawn = e.counts != 0 ? 1 : 2;
            e.counts = 0;
            lose_complaint(r, e.kase, head.time.micros);
            return;
        }
        for (std::size_t i = 0; i < r.marks.size(); ++i) {
            if (r.marks[i].id != complaint || r.marks[i].is_withdrawn != 0) continue;
            r.marks.edit(i).is_withdrawn = 1;
            lose_complaint(r, r.marks[i].kase, head.time.micros);
        }
    }

    // Counts move to where the complaint belongs; what the correction does not mention stays.
    void correct(const batch& events, std::size_t index) noexcept {
        auto& r = x_ws.record;
        if (x_frame.moved != nullptr) return take_in(events, index, *x_frame.moved);
        const auto at = find_entry(r, complaint_spoken_of(*x_about.event));
        if (at == not_found) return correct_dropped(events, index);
        if (r.entry(at).is_withdrawn != 0) return;
        note_hole(x_rules, x_ws, r, at);
        corrected_parts(x_rules, x_hash, x_ws, events, index, r.entry(at), r.words(at));
        if (x_ws.flag.exhausted) return;
        for (std::size_t p = 0; p < x_rules.parts.size(); ++p) {
            const bool moves_case = x_rules.parts[p] == x_rules.issue_slot && r.words(at)[p] != x_ws.parts[p];
            const auto was = r.words(at)[p];
            r.edit_words(at)[p] = x_ws.parts[p];
            if (!moves_case) continue;
            correct_issue(r, r.entry(at).kase, was, x_ws.parts[p]);
        }
        if (!column_cell(events, x_rules.issue_slot, index).is_absent()) r.edit_entry(at).issue_is_category = 0;
        recount(at, events, index);
    }

    // No window counts it any more, but its open case goes with it. What a cap had dropped should count elsewhere now:
    // a count that reaches it is not known.
    void correct_dropped(const batch& events, std::size_t index) noexcept {
        auto& r = x_ws.record;
        const auto complaint = complaint_spoken_of(*x_about.event);
        bool has_mark = false;
        for (std::size_t i = 0; i < r.marks.size(); ++i) {
            if (r.marks[i].id != complaint) continue;
            has_mark = true;
            if (r.marks[i].is_withdrawn != 0) continue;
            auto& m = r.marks.edit(i);
            auto issue = cell_hash(x_hash, column_cell(events, x_rules.issue_slot, index));
            if (issue != 0) m.issue_is_category = 0;
            if (issue == 0 && m.issue_is_category != 0) issue = cell_hash(x_hash, column_cell(events, x_rules.category_slot, index));
            if (issue != 0 && issue != m.issue) {
                correct_issue(r, m.kase, m.issue, issue);
                m.issue = issue;
            }
            if (m.time > r.head.lost_until) continue;
            r.head.holes_until = std::max(r.head.holes_until, m.time);
            ++x_ws.findings[static_cast<std::size_t>(finding::count_unknown)];
        }
        // What a cap drops of a closed case leaves no mark: it may have stood anywhere up to there.
        if (has_mark || r.head.lost_until == INT64_MIN) return;
        r.head.holes_until = std::max(r.head.holes_until, r.head.lost_until);
        ++x_ws.findings[static_cast<std::size_t>(finding::count_unknown)];
    }

    // A complaint that was another customer's stands among the entries at its own time; where no window saw it any more,
    // only its id is known.
    void take_in(const batch& events, std::size_t index, const moved_complaint& m) noexcept {
        auto& r = x_ws.record;
        forget_moved_away(r, m.entry.id);  // it may have been here before
        auto e = m.entry;
        e.kase = r.cases[x_about.kase].serial;
        if (!column_cell(events, x_rules.issue_slot, index).is_absent()) e.issue_is_category = 0;
        if (m.words == nullptr) {
            add_mark(r, {e.id, e.time, issue_from_now_on(events, index, m), e.kase, 0, e.issue_is_category});
            if (!m.was_dropped) return;
            r.head.lost_until = std::max(r.head.lost_until, e.time);
            r.head.holes_until = std::max(r.head.holes_until, e.time);
            ++x_ws.findings[static_cast<std::size_t>(finding::count_unknown)];
            return;
        }
        fill_row(x_rules, x_ws, x_about, &events, index);
        moved_parts(x_rules, x_hash, x_ws, events, index, e, m.words);
        const auto at = insert_entry(r, e);
        if (x_ws.flag.exhausted) return;
        if (!ages_in_order(x_rules.customer_stage, e.kind)) r.head.ages_out_of_order = 1;
        auto* words = r.edit_words(at);
        for (std::size_t p = 0; p < x_rules.parts.size(); ++p) words[p] = x_ws.parts[p];
        for (std::size_t v = 0; v < x_rules.values.size(); ++v) words[x_rules.parts.size() + v] = m.words[x_rules.parts.size() + v];
        recount(at, events, index);
        keep_within_caps(r, x_rules.customer_stage, at, x_rules.limits.remember, x_rules.limits.entries);
    }

    // Which windows count the entry now: those whose key it has; a `where` is decided again where it can be.
    void recount(std::size_t at, const batch& events, std::size_t index) noexcept {
        auto& r = x_ws.record;
        const entry_key key{r.words(at), r.entry(at).kase};
        const auto& stage = x_rules.customer_stage;
        if (stage.windows.empty()) return;
        fill_row(x_rules, x_ws, x_about, &events, index);
        leave_what_is_said(x_rules, x_ws, events, index, r.entry(at));
        x_matcher.match(x_rules, section::windows, index, x_ws.row.view(), x_ws.matched);
        std::uint64_t counts = 0;
        for (std::size_t w = 0; w < stage.windows.size(); ++w) {
            const auto bit = std::uint64_t{1} << w;
            const auto& window = stage.windows[w];
            if (window.of != r.entry(at).kind || !x_about.has_customer || !has_key(window, key)) continue;
            if (adds_up(window) && static_cast<std::int64_t>(key.parts[x_rules.parts.size() + window.value]) == no_number) continue;
            bool holds = true;
            if (window.where != none) {
                const auto now = x_ws.matched.of(window.where);
                holds = now == truth::yes;
                if (now == truth::unknown) {
                    holds = (r.entry(at).counts & bit) != 0;
                    ++x_ws.findings[static_cast<std::size_t>(finding::correction_partial)];
                }
            }
            if (holds) counts |= bit;
        }
        r.edit_entry(at).counts = counts;
    }

    // ---- what the windows count

    void count(const batch& events, std::size_t index, std::uint64_t id) noexcept {
        auto& r = x_ws.record;
        const auto& stage = x_rules.customer_stage;
        compute_parts(x_rules, x_hash, x_ws, x_issue_hash);
        const entry_key key{x_ws.parts.data(), x_about.kase == no_case ? 0 : r.cases[x_about.kase].serial};
        if (x_about.has_customer && x_rules.set(section::windows).conditions != 0) {
            x_matcher.match(x_rules, section::windows, index, x_ws.row.view(), x_ws.matched);
        }
        entry_head e;
        e.time = x_about.at;
        e.id = id;
        e.kind = x_about.event->kind;
        e.kase = key.kase;
        e.issue_is_category = column_cell(events, x_rules.issue_slot, index).is_absent() ? 1 : 0;
        e.counts = x_about.has_customer ? windows_that_count(x_rules, stage, x_ws, e.kind, key) : 0;
        const auto at = insert_entry(r, e);
        if (x_ws.flag.exhausted) return;
        if (!ages_in_order(stage, e.kind)) r.head.ages_out_of_order = 1;
        write_words(x_rules, x_ws, r.edit_words(at));
        keep_within_caps(r, stage, at, x_rules.limits.remember, x_rules.limits.entries);
        answer_windows(x_rules, x_ws, x_about, key, x_frame.groups);
    }

    const rule_set& x_rules;
    const keyed_hash& x_hash;
    workspace& x_ws;
    M& x_matcher;
    inside<M>& x_inside;
    const frame& x_frame;
    occasion x_about;
    std::uint64_t x_issue_hash = 0;  // of a complaint: its issue, else its category; 0: neither
};

ESCALERA_NAMESPACE_END

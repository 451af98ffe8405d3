"""Bugs to plant in a copy of the engine, one at a time: each must be seen by its judge.

A mutant is a name, a file, a text that stands there exactly once, what it is to be replaced by, and who is to see it:
the differential tests, or the models of clocks, of authority, of periods or of cases (tests/cli/clock_oracle.py, authority_oracle.py, indicator_oracle.py,
case_oracle.py). When the engine changes under one of them,
write the same mistake into what stands there now.
"""

from typing import NamedTuple


class Mutant(NamedTuple):
    name: str
    file: str
    old: str
    new: str
    judge: str = "differential"


STEP = "include/escalera/engine/step.hpp"
SECTIONS = "include/escalera/engine/sections.hpp"
TIMERS = "include/escalera/engine/timers.hpp"
EMIT = "include/escalera/engine/emit.hpp"
COUNTING = "include/escalera/engine/counting.hpp"
GROUP_INTAKE = "include/escalera/engine/group_intake.hpp"
GROUPS = "include/escalera/engine/group_stage.hpp"
ALERTS = "include/escalera/engine/alerts.hpp"
STANDING = "include/escalera/engine/standing_alerts.hpp"
WINDOW_CELLS = "include/escalera/engine/window_cells.hpp"
ENGINE = "include/escalera/engine/engine.hpp"
ROW = "include/escalera/engine/row.hpp"
WINDOW_CELLS = "include/escalera/engine/window_cells.hpp"
WINDOWS = "include/escalera/state/windows.hpp"
ENTRIES = "include/escalera/state/entries.hpp"
CASES = "include/escalera/state/cases.hpp"
GROUP_RECORDS = "include/escalera/state/group_records.hpp"
LADDERS = "include/escalera/state/ladder_positions.hpp"
ATTRIBUTES = "include/escalera/state/attributes.hpp"
WORKING = "src/state/working_record.cpp"
BYTES = "src/state/record_bytes.cpp"
DIRECTORY = "src/engine/case_directory.cpp"
MOVE = "src/engine/complaint_move.cpp"
COMPILE = "src/compile/compile.cpp"
MATCHER = "include/escalera/match/fast_matcher.hpp"
CLOCKS = "include/escalera/engine/clocks.hpp"
CLOCK_STATE = "include/escalera/state/clocks.hpp"
AUTHORITY = "include/escalera/engine/authority.hpp"
INDICATORS = "include/escalera/engine/indicators.hpp"
INDICATOR_STORE = "src/state/indicators.cpp"
PERIOD = "src/model/period.cpp"
RECURRENCE = "src/model/recurrence.cpp"
SCHEDULES = "src/engine/schedules.cpp"
TIMELINE = "include/escalera/engine/timeline.hpp"
LIFE = "include/escalera/engine/case_life.hpp"
JUDGEMENT = "include/escalera/engine/resolution_judgement.hpp"
LEDGER = "include/escalera/state/case_ledger.hpp"
MERGE = "src/engine/case_merge.cpp"

MUTANTS = [
    # windows
    Mutant("window_closed_at_its_beginning", WINDOWS, "!from_the_beginning && e.time <= start", "!from_the_beginning && e.time < start"),
    Mutant("plain_window_closed_at_its_beginning", WINDOWS, "if (head.time <= start) break;", "if (head.time < start) break;"),
    Mutant("distinct_forgets_its_limit", WINDOWS, "v.window.limit > 0 && count > v.window.limit", "v.window.limit < 0"),
    Mutant("late_event_judged_at_its_own_time", STEP, "x_about.as_of = std::max(head.time.micros, r.head.latest);",
           "x_about.as_of = head.time.micros;"),
    Mutant("sum_of_what_has_no_number", COUNTING, "if (adds_up(w) && ws.row[rules.values[w.value]].is_absent()) return false;", ""),
    Mutant("unknown_where_counts", COUNTING, "ws.matched.of(w.where) == truth::yes", "ws.matched.of(w.where) != truth::no"),
    Mutant("known_since_is_not_asked", WINDOW_CELLS, "!o.has_customer || !has_attribute(r, of_the_customer, rules.known.customer_known_since)",
           "true"),
    # what is remembered
    Mutant("withdrawn_still_counts", STEP, "        e.counts = 0;\n            lose_complaint", "        lose_complaint"),
    Mutant("corrected_part_stays", STEP, "            r.edit_words(at)[p] = x_ws.parts[p];\n", ""),
    Mutant("repeated_id_counts_again", ENTRIES, "        if (case_is_open(r, r.entry(i).kase)) add_mark(r, mark_of(r, i));\n", ""),
    Mutant("cap_one_too_small", ENTRIES, "bit, i, remember) < remember) return true;", "bit, i, remember) + 1 < remember) return true;"),
    Mutant("cap_is_not_told", ENTRIES, "    r.head.lost_until = std::max(r.head.lost_until, e.time);\n", ""),
    Mutant("hole_is_not_told", COUNTING, "    r.head.holes_until = std::max(r.head.holes_until, r.head.lost_until);\n", ""),
    Mutant("aged_an_instant_too_soon", ENTRIES, "stage.reach == INT64_MAX || e.time > horizon)", "e.time > horizon + 3600000000)"),
    Mutant("captured_list_only_grows", ATTRIBUTES, "    remove_attribute(r, kase, field);\n    if (c.is_absent()) return;",
           "    if (c.what != kind::list) remove_attribute(r, kase, field);\n    if (c.is_absent()) return;"),
    # groups
    Mutant("group_keeps_the_withdrawn", GROUPS, "                o.record.edit_entry(at).counts = 0;\n", ""),
    Mutant("group_forgets_who_was_put_right", GROUPS, "        enter(ws, o.record, c, counts);\n", ""),
    Mutant("group_without_key_answers_the_last_one", GROUPS, "for (auto& a : x_answers) a = {cell::of(std::int64_t{0}), cell::of(std::int64_t{0})};", ""),
    Mutant("group_ages_by_its_latest", GROUP_RECORDS, "minus_clamped({minus_clamped({watermark}, 1).micros}, table.reach)",
           "minus_clamped({std::max(r.head.latest, watermark)}, table.reach)"),
    Mutant("group_dies_before_its_last_entry", GROUP_RECORDS, "plus_clamped({r.entry(n - 1).time}, table.reach)",
           "plus_clamped({r.entry(0).time}, table.reach)"),
    # alerts
    Mutant("alert_begins_though_it_stands", ALERTS, "if (find_alert(g.record, a) != not_found) return alert_state::stands;", ""),
    Mutant("alert_ends_at_events_only", GROUP_RECORDS, "due = std::min(due, next_fall(rules.group_stage.windows[w], w, r, since));", "static_cast<void>(w);"),
    Mutant("alert_ends_by_falls_only", ALERTS, "if (o.is_counted) judge_group_at(o.record, about.at);", ""),
    Mutant("alert_ends_where_nobody_knows", ALERTS, "return !found.is_absent() && found.as_bool() != alert.ends_when_false;",
           "return found.is_absent() || found.as_bool() != alert.ends_when_false;"),
    Mutant("alert_ends_before_it_began", ALERTS, " || r.positions[at].began > due || ", " || "),
    Mutant("alert_end_counts_at_the_latest", ALERTS, "count(alert.end_windows, r, as_of);", "count(alert.end_windows, r, std::max(as_of, r.head.latest));"),
    Mutant("alert_of_the_complaint_is_forgotten", STANDING, "if (!slot.captured || !detail::says_alert(slot, o)) continue;", "continue;"),
    Mutant("held_rung_is_issued", SECTIONS, "            note_held(l, key, firing, alert);\n            firing = 0;", "            note_held(l, key, firing, alert);"),
    Mutant("unless_unknown_lifts_a_hold", SECTIONS, "(alert.unless == none || !is_true(alert.unless))",
           "(alert.unless == none || !(x_matcher.compute(x_rules, alert.unless, x_ws.row.view()).is_absent() || is_true(alert.unless)))"),
    Mutant("alert_forgotten_by_saving", BYTES, "p.ladder = (of_group ? names.alerts : names.ladders).current(written);",
           "p.ladder = of_group ? none : names.ladders.current(written);"),
    # cases
    Mutant("closed_case_is_joined", CASES, "if (at != not_found && r.cases[at].status != case_status::closed) return at;", "if (at != not_found) return at;"),
    Mutant("reopened_is_not_counted", CASES, "            ++c.reopened;\n", ""),
    Mutant("resolved_stays_resolved", CASES, "            c.status = case_status::open;  // complained again: it is not resolved\n", ""),
    Mutant("late_event_lets_a_case_idle_sooner", STEP, "c.last = std::max(c.last, head.time.micros);", "c.last = head.time.micros;"),
    Mutant("two_customers_of_one_name", DIRECTORY, 16 * " " + "is_shared = owner.has_value();", "is_shared = false;"),
    Mutant("moved_complaint_still_counts", MOVE, "        e.counts = 0;\n", ""),
    Mutant("moved_complaint_is_of_the_old_customer_in_groups", GROUP_INTAKE, "m.who, who_is(x_hash, events.heads[i].customer)}", "m.who, m.who}"),
    Mutant("handed_on_case_answers", CASES, "c.is_handed_on == 0 || c.status != case_status::closed", "true"),
    # time
    Mutant("timer_fires_before_what_arrives_with_it", ENGINE, "if (next_due().micros < watermark) {\n            if (const auto outcome = run_timers(watermark, false)",
           "if (next_due().micros <= watermark) {\n            if (const auto outcome = run_timers(watermark, true)"),
    Mutant("advance_leaves_its_instant_open", ENGINE, "now.micros == INT64_MAX ? now.micros : now.micros + 1", "now.micros"),
    Mutant("reset_by_time_asks_the_wrong_key", TIMERS, "if (detail::ladder_key_of_entry(x_rules, ladder, r, i) != p.key) continue;", ""),
    # sections
    Mutant("jump_highest_fires_all", SECTIONS, "            firing = 1U << highest;\n", ""),
    Mutant("jump_highest_leaves_those_below", SECTIONS,
           "now_reached = reached | (highest == 31 ? 0xFFFF'FFFFU : (1U << (highest + 1)) - 1);", "now_reached = reached | firing;"),
    Mutant("unless_blocks_when_unknown", SECTIONS, "c.unless != none && of(c.unless) == truth::yes", "c.unless != none && of(c.unless) != truth::no"),
    Mutant("one_of_counts_what_did_not_fire", SECTIONS, "            if (!may_fire(rule, i)) continue;\n",
           "            if (rule.one_of != none) x_ws.one_of_fired[rule.one_of] = 1;\n            if (!may_fire(rule, i)) continue;\n"),
    Mutant("last_ends_what_it_did_not_fire_in", SECTIONS, "            if (!may_fire(rule, i)) continue;\n",
           "            if (!may_fire(rule, i)) {\n                if (rule.last) break;\n                continue;\n            }\n"),
    Mutant("again_an_instant_too_late", SECTIONS, "x_about.as_of < plus_clamped({o.at}, rule.again_after).micros",
           "x_about.as_of <= plus_clamped({o.at}, rule.again_after).micros"),
    Mutant("grade_is_seen_at_once", SECTIONS, "if (c.what == kind::integer) x_new_grade = c;",
           "if (c.what == kind::integer) {\n                x_new_grade = c;\n                settle_grade();\n            }"),
    Mutant("case_group_follows_the_customer", SECTIONS, "if (x_about.opens_case) set_case_field(", "set_case_field("),
    Mutant("equal_requests_stay_two", EMIT, "if (!detail::same_request(x_ws.decisions[i], d)) continue;", "continue;"),
    Mutant("position_dies_with_its_case", LADDERS, "    if (case_is_open(r, p.last_case)) return true;\n", ""),
    Mutant("position_lives_an_instant_longer", LADDERS, "e.time > minus_clamped({as_of}, window.within).micros) return true;",
           "e.time >= minus_clamped({as_of}, window.within).micros) return true;"),
    # fields, conditions, bytes
    Mutant("issue_is_not_the_category", ROW, "ws.row[rules.issue_slot] = ws.row[rules.category_slot];", "{}"),
    Mutant("residual_is_negated_twice", MATCHER, "residual.negated && plain != truth::unknown", "!residual.negated && plain != truth::unknown"),
    Mutant("atom_of_the_last_section", MATCHER, "if (++x_now != 0) return;", "if (x_now != 0 || ++x_now != 0) return;"),
    Mutant("withdrawn_forgotten_by_saving", BYTES, "e.is_withdrawn = static_cast<std::uint8_t>(std::min<std::uint64_t>(in.number(1), moved_away));",
           "static_cast<void>(in.number(1));"),
    Mutant("aged_entries_come_back", WORKING, "p == index_of(part_of::entries) ? aged * detail::part_sizes[p] : 0;", "0U;"),
    # clocks
    Mutant("stop_at_the_deadline_is_late", CLOCKS, "fall_due(at, x_about.at - 1);  // what a late stop", "fall_due(at, x_about.at);  // what a late stop",
           "clocks"),
    Mutant("clock_runs_in_a_pause", CLOCK_STATE, "return x_state.has_ended == 0 && x_state.is_paused == 0; }", "return x_state.has_ended == 0; }",
           "clocks"),
    Mutant("pause_does_not_move_days", CLOCK_STATE, "        s.paused += t - s.since;\n", "", "clocks"),
    Mutant("new_target_forgets_what_is_used", CLOCKS, "            s.target = target;\n", "            s.target = target;\n            s.used = 0;\n", "clocks"),
    Mutant("new_target_tells_stages_again", CLOCKS, "            s.given_due = given_due;\n", "            s.given_due = given_due;\n            s.told = 0;\n",
           "clocks"),
    Mutant("at_risk_beside_breach", CLOCKS, " || s.deadline <= until) return;", ") return;", "clocks"),
    Mutant("hours_are_ignored", CLOCK_STATE, "if (stage.hours == none || reached == detail::never_due) return reached;", "return reached;", "clocks"),
    Mutant("left_behind_needs_no_hours", CLOCK_STATE, "const auto from = std::max(reached, x_state.since);", "const auto from = reached;", "clocks"),
    Mutant("recurs_once_too_often", CLOCKS, "s.repeats[stage.counter] == stage.times ||",
           "(stage.times != 0 && s.repeats[stage.counter] == stage.times + 1) ||", "clocks"),
    Mutant("recurs_in_a_closed_case", CLOCKS, "                if (k > 0 && !is_open) break;\n", "", "clocks"),
    Mutant("verdict_is_revised", CLOCKS, "if (s.verdict == clock_verdict::pending && s.target != clock_state::no_target) {",
           "if (s.target != clock_state::no_target) {", "clocks"),
    Mutant("start_on_a_running_clock_begins_anew", CLOCKS, "                    go_on(at);\n                    continue;\n",
           "                    go_on(at);\n                    if (!is_moved_by(plan.start)) continue;\n", "clocks"),
    Mutant("stop_goes_before_cancel", CLOCKS, "if (is_over || is_moved_by(plan.cancel)) {",
           "if (is_over || (is_moved_by(plan.cancel) && !is_moved_by(plan.stop))) {", "clocks"),
    Mutant("withdrawal_of_one_cancels", CLOCKS, "record().cases[kase].complaints == 0;", "record().cases[kase].complaints <= 1;", "clocks"),
    Mutant("only_is_not_asked", CLOCKS, " || !holds(plan.only)) continue;", ") continue;", "clocks"),
    Mutant("business_day_off_by_one", CLOCK_STATE, "end_of_business_day({x_state.began}, x_target->amount)",
           "end_of_business_day({x_state.began}, x_target->amount + 1)", "clocks"),
    Mutant("day_off_by_one", CLOCK_STATE, "by->end_of_day({x_state.began}, n)", "by->end_of_day({x_state.began}, n - 1)", "clocks"),
    Mutant("pause_moves_a_given_date", CLOCK_STATE, "case kind_of::due: return end_without_pauses();",
           "case kind_of::due: return plus_clamped({end_without_pauses()}, x_state.paused).micros;", "clocks"),
    Mutant("first_target_counts_from_itself", CLOCKS, "if (is_first && target != clock_state::no_target) {",
           "if (is_first && target == clock_state::no_target) {", "clocks"),
    Mutant("share_of_a_late_start_is_of_the_wall", CLOCK_STATE, "const auto* by = x_target->is == kind_of::days ? nullptr : counted_by();",
           "const calendar* by = nullptr;", "clocks"),
    # authority
    Mutant("window_of_grants_is_closed", AUTHORITY, "return g.within != 0 && o.at <= minus_clamped", "return g.within != 0 && o.at < minus_clamped", "authority"),
    Mutant("offered_counts_as_accepted", AUTHORITY, "(o.id == but || !o.is_accepted)", "(o.id == but)", "authority"),
    Mutant("counts_itself", AUTHORITY, "(o.id == but || !o.is_accepted)", "(!o.is_accepted)", "authority"),
    Mutant("limit_is_not_included", AUTHORITY, "sum > limits.up_to) return truth::no;", "sum >= limits.up_to) return truth::no;", "authority"),
    Mutant("one_time_too_many", AUTHORITY, "if (c.times >= limits.times) return truth::no;", "if (c.times > limits.times) return truth::no;", "authority"),
    Mutant("climbs_to_the_highest", AUTHORITY, "            if (may == truth::yes) break;\n", "            if (may == truth::yes && (level == own || level + 1 == x_plan.levels.size())) break;\n", "authority"),
    Mutant("approval_holds_for_more", AUTHORITY, "amount <= approved);", "amount <= approved + 200'000);", "authority"),
    Mutant("approval_is_of_any_level", AUTHORITY, "own = std::max(own, approver);", "own = static_cast<std::uint32_t>(x_plan.levels.size()) - 1;", "authority"),
    Mutant("same_person_approves", AUTHORITY, " && by != approver);", ");", "authority"),
    Mutant("lower_level_approves", AUTHORITY, " || level < wanted;", ";", "authority"),
    Mutant("asked_again_and_again", AUTHORITY, "if (!is_asked) ask(a, counts, level);", "ask(a, counts, level);", "authority"),
    Mutant("group_is_passed_over", AUTHORITY, "if (!g.groups.empty()) {", "if (g.groups.empty()) {", "authority"),
    Mutant("declined_still_counts", AUTHORITY, "            if (at != not_there) forget_offer(record(), at);\n            return;\n", "            return;\n", "authority"),
    Mutant("accepted_anew_each_time", AUTHORITY, "if (a.is_new_acceptance || !o.is_accepted) o.at = x_about.at;", "o.at = x_about.at;", "authority"),
    Mutant("refused_leaves_what_is_had", AUTHORITY, "if (!a.is.is_accepted) return forget_offer(record(), at);", "return forget_offer(record(), at);", "authority"),
    # periods and schedules
    Mutant("period_is_read_before_it_has_ended", INDICATOR_STORE, "const auto ended = now_in(plan.unit, as_of).index - 1;",
           "const auto ended = now_in(plan.unit, as_of).index;", "indicators"),
    Mutant("lateness_is_not_waited_for", INDICATORS, "minus_clamped({o.as_of}, rules.lateness).micros", "o.as_of", "indicators"),
    Mutant("what_time_brings_waits_for_lateness", INDICATORS, "o.is_timer() ? o.at :", "", "indicators"),
    Mutant("unknown_is_a_fact", INDICATORS, "            if (hit == truth::unknown) continue;\n", "", "indicators"),
    Mutant("fact_without_a_key_counts", INDICATORS, "if (!append_key_part(ws.indicator_key, ws.row[s])) return false;",
           "static_cast<void>(append_key_part(ws.indicator_key, ws.row[s]));", "indicators"),
    Mutant("read_before_the_route_is_chosen", SECTIONS, "        answer_indicators(x_rules, x_ws, x_about);", "       ", "indicators"),
    Mutant("late_breach_counts_where_it_is_told", CLOCKS, "h.at < x_ws.watermark ? about.at : h.at", "about.at", "indicators"),
    Mutant("amounts_are_averaged_unscaled", INDICATOR_STORE, "static_cast<double>(decimal::scale) : 1.0", "1.0 : 1.0", "indicators"),
    Mutant("swept_a_period_too_soon", INDICATOR_STORE, "static_cast<period_unit>(u), as_of).index - 1;", "static_cast<period_unit>(u), as_of).index;",
           "indicators"),
    Mutant("hour_over_midnight_is_of_two_days", PERIOD, "    while (micros >= p.end && p.end != INT64_MAX) p = period_numbered(in, unit, p.index + 1);\n", "",
           "indicators"),
    Mutant("week_begins_on_sunday", PERIOD, "first_monday = 4;", "first_monday = 3;", "indicators"),
    Mutant("month_without_the_day_is_left_out", RECURRENCE, "std::min(t.month_day, days_in_month(d.year, d.month))", "t.month_day", "indicators"),
    Mutant("nothing_waits_for_the_opening", RECURRENCE, "if (opens && opens->micros > after) return opens->micros;", "", "indicators"),
    Mutant("schedule_is_asked_of_silent_keys", INDICATOR_STORE, "        if (total.period == now_in(x_rules.indicators[total.indicator].unit, as_of).index - 1) return true;\n",
           "        return true;\n", "indicators"),
    Mutant("schedule_is_asked_of_what_it_does_not_read", INDICATOR_STORE,
           "if (std::find(indicators.begin(), indicators.end(), total.indicator) == indicators.end()) continue;", "", "indicators"),
    Mutant("keys_stand_as_they_are_kept", SCHEDULES, "return std::tuple(name_of(a), key_of(a), a.schedule) < std::tuple(name_of(b), key_of(b), b.schedule);",
           "return std::tuple(key_of(a), a.schedule) < std::tuple(key_of(b), b.schedule);", "indicators"),
    Mutant("keys_stand_behind_all_customers", TIMELINE, "if (record && (key > name || (key == name && rank < x_groups.size()))) break;", "if (record) break;",
           "indicators"),
    Mutant("schedules_begin_with_the_years", ENGINE, "if (x_greatest == INT64_MIN) x_schedules.begin(watermark);", "if (x_greatest == INT64_MIN) x_schedules.begin(watermark - 86400000000 * 9);",
           "indicators"),
    # cases
    Mutant("person_goes_along_to_another_department", LIFE, "!owner.empty() || moves ? owner", "!owner.empty() ? owner", "cases"),
    Mutant("route_is_forgotten_by_the_ledger", LIFE, "if (before.department.empty()) before.department = routed_to(serial);", "", "cases"),
    Mutant("late_hand_over_is_present", LEDGER, "const bool is_present = hand_over_behind(r, serial, in_force) == no_note;", "const bool is_present = true;",
           "cases"),
    Mutant("late_hand_over_leaves_equal_hands", LEDGER, "if (behind != no_note && detail::are_same_hands(r, place, behind)) detail::drop_note(r, behind);", "",
           "cases"),
    Mutant("closed_time_is_held", LIFE, "        if (x_was_closed) keep_closing(x_rules, r, kase);\n", "", "cases"),
    Mutant("idle_case_was_closed_by_its_latest_event", LEDGER, "return c.was_idle != 0 ? plus_clamped({c.last}, rules.case_idle).micros : c.last;",
           "return c.last;", "cases"),
    Mutant("late_reopening_leaves_it_closed", LEDGER, "if (r.case_notes[closed].since >= at) return detail::drop_note(r, closed);",
           "if (r.case_notes[closed].since >= at) return;", "cases"),
    Mutant("forgotten_hands_are_nobodys", LEDGER, "        r.case_notes.edit(first).is_forgotten = 1;\n", "", "cases"),
    Mutant("limit_of_hand_overs_off_by_one", LEDGER, "if (count() <= static_cast<std::ptrdiff_t>(most)) return true;",
           "if (count() <= static_cast<std::ptrdiff_t>(most) + 1) return true;", "cases"),
    Mutant("ledger_is_not_saved", BYTES, "if (c.what == note_of::resolved && rules.cases.thorough == 0) continue;", "if (c.what == note_of::opened) continue;",
           "cases"),
    Mutant("recused_department_may_close", LIFE, "return is_barred(cell::of(who.owner)) || is_barred(cell::of(who.department));",
           "return is_barred(cell::of(who.owner));", "cases"),
    Mutant("recused_may_approve", LIFE, "return is_barred(by) || is_barred(given(cases.approved_by));", "return is_barred(by);", "cases"),
    Mutant("recused_is_asked", EMIT, "if (a.what.what == kind::text && is_barred(a.what.as_text())) return a.what.as_text();", "static_cast<void>(a);", "cases"),
    Mutant("recuse_is_only_a_request", EMIT, "if (complete && action.changes == action_plan::effect::recuse) recuse_from_now_on(d);", "", "cases"),
    Mutant("steps_may_be_passed_over", LIFE, "if (!x_rules.cases.steps[passed].optional) return false;", "", "cases"),
    Mutant("back_leads_to_the_first_step", LIFE, "to = from - 1;", "to = 0;", "cases"),
    Mutant("case_begins_at_no_step", LIFE, "        if (said == no_step && about.opens_case) {\n            to = 0;", "        if (said == no_step && about.opens_case) {\n            to = from;",
           "cases"),
    Mutant("last_instant_is_within", LIFE, "about.at < due_of_resolution(x_rules, n) &&", "about.at <= due_of_resolution(x_rules, n) + 3'600'000'000 &&", "cases"),
    Mutant("reopened_resolution_is_judged", LIFE, "drop_resolution(r, serial);  // it did not last", "// it did not last", "cases"),
    Mutant("resolution_before_is_judged", LIFE, "n.since <= about.at &&", "true &&", "cases"),
    Mutant("repeat_names_the_first", LIFE, "latest = std::max(latest, n.kase);", "latest = latest == 0 ? n.kase : std::min(latest, n.kase);", "cases"),
    Mutant("judged_again_by_time", JUDGEMENT, "            r.case_notes.erase(i);\n", "            r.case_notes.edit(i++).since += x_rules.cases.thorough;\n", "cases"),
    Mutant("merged_transfers_are_lost", MERGE, "        c.transfers += gone.transfers;\n", "", "cases"),
    Mutant("merged_complaints_stay_behind", MERGE, "x_record.edit_entry(i).kase = x_stays;", "static_cast<void>(i);", "cases"),
    Mutant("merged_case_is_as_young_as_it_was", MERGE, "c.opened = std::min(c.opened, gone.opened);", "", "cases"),
    Mutant("merged_recusals_are_lost", MERGE, "if (is_joined(a)) return !has_text(a);", "if (is_joined(a)) return false;",
           "cases"),
    Mutant("merged_ledger_begins_with_the_survivor", MERGE, "if (r.cases[x_from].opened < opened) {", "if (r.cases[x_from].opened < opened && false) {", "cases"),
    Mutant("merged_ledger_stays_closed", MERGE, "        if (is_closed) detail::put_time(r, x_stays, note_of::opened, opened);\n", "", "cases"),
    Mutant("merged_holder_is_lost", MERGE, "        static_cast<void>(note_holder(r, x_stays, x_at, had));\n", "", "cases"),
    Mutant("merged_case_stays_resolved", MERGE, "if (was_open && c.status == case_status::resolved) c.status = case_status::open;", "static_cast<void>(was_open);",
           "cases"),
    Mutant("merged_twice_points_nowhere", MERGE, "(r.cases[i].is_merged != 0 && r.cases[i].complaints == x_goes)", "false", "cases"),
    Mutant("merged_issue_opens_a_case", CASES, "const auto at = surviving_case(r, i);", "const auto at = i;", "cases"),
    Mutant("later_complaint_does_not_speak", MERGE, "latest_complaint(x_goes) > latest_complaint(x_stays)", "latest_complaint(x_goes) < latest_complaint(x_stays)",
           "cases"),
]

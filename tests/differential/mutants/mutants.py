"""Bugs to plant in a copy of the engine, one at a time: each must be seen by the differential tests.

A mutant is a name, a file, a text that stands there exactly once, and what it is to be replaced by. When the engine
changes under one of them, write the same mistake into what stands there now.
"""

from typing import NamedTuple


class Mutant(NamedTuple):
    name: str
    file: str
    old: str
    new: str


STEP = "include/escalera/engine/step.hpp"
SECTIONS = "include/escalera/engine/sections.hpp"
TIMERS = "include/escalera/engine/timers.hpp"
EMIT = "include/escalera/engine/emit.hpp"
COUNTING = "include/escalera/engine/counting.hpp"
GROUPS = "include/escalera/engine/group_stage.hpp"
ENGINE = "include/escalera/engine/engine.hpp"
ROW = "include/escalera/engine/row.hpp"
WINDOWS = "include/escalera/state/windows.hpp"
ENTRIES = "include/escalera/state/entries.hpp"
CASES = "include/escalera/state/cases.hpp"
LADDERS = "include/escalera/state/ladder_positions.hpp"
ATTRIBUTES = "include/escalera/state/attributes.hpp"
WORKING = "src/state/working_record.cpp"
BYTES = "src/state/record_bytes.cpp"
DIRECTORY = "src/engine/case_directory.cpp"
COMPILE = "src/compile/compile.cpp"
MATCHER = "include/escalera/match/fast_matcher.hpp"

MUTANTS = [
    # windows
    Mutant("window_closed_at_its_beginning", WINDOWS, "!from_the_beginning && e.time <= start", "!from_the_beginning && e.time < start"),
    Mutant("plain_window_closed_at_its_beginning", WINDOWS, "if (head.time <= start) break;", "if (head.time < start) break;"),
    Mutant("distinct_forgets_its_limit", WINDOWS, "v.window.limit > 0 && count > v.window.limit", "v.window.limit < 0"),
    Mutant("late_event_judged_at_its_own_time", STEP, "x_about.as_of = std::max(head.time.micros, r.head.latest);",
           "x_about.as_of = head.time.micros;"),
    Mutant("sum_of_what_has_no_number", COUNTING, "if (adds_up(w) && ws.row[rules.values[w.value]].is_absent()) return false;", ""),
    Mutant("unknown_where_counts", COUNTING, "ws.matched.of(w.where) == truth::yes", "ws.matched.of(w.where) != truth::no"),
    Mutant("known_since_is_not_asked", STEP, "!x_about.has_customer || !has_attribute(r, of_the_customer, x_rules.known.customer_known_since)",
           "true"),
    # what is remembered
    Mutant("withdrawn_still_counts", STEP, "        e.counts = 0;\n            lose_complaint", "        lose_complaint"),
    Mutant("corrected_part_stays", STEP, "            r.edit_words(at)[p] = x_ws.parts[p];\n", ""),
    Mutant("repeated_id_counts_again", ENTRIES, "        if (case_is_open(r, r.entry(i).kase)) add_mark(r, mark_of(r, i));\n", ""),
    Mutant("cap_one_too_small", ENTRIES, "bit, i, remember) < remember) return true;", "bit, i, remember) + 1 < remember) return true;"),
    Mutant("cap_is_not_told", ENTRIES, "    r.head.lost_until = std::max(r.head.lost_until, e.time);\n", ""),
    Mutant("hole_is_not_told", STEP, "        r.head.holes_until = std::max(r.head.holes_until, r.head.lost_until);\n", ""),
    Mutant("aged_an_instant_too_soon", ENTRIES, "stage.reach == INT64_MAX || e.time > horizon)", "e.time > horizon + 3600000000)"),
    Mutant("captured_list_only_grows", ATTRIBUTES, "    remove_attribute(r, kase, field);\n    if (c.is_absent()) return;",
           "    if (c.what != kind::list) remove_attribute(r, kase, field);\n    if (c.is_absent()) return;"),
    # groups
    Mutant("group_keeps_the_withdrawn", GROUPS, "                o.record.edit_entry(at).counts = 0;\n", ""),
    Mutant("group_forgets_who_was_put_right", GROUPS, "        enter(ws, o.record, c, counts);\n", ""),
    Mutant("group_without_key_answers_the_last_one", GROUPS, "for (auto& a : x_answers) a = {cell::of(std::int64_t{0}), cell::of(std::int64_t{0})};", ""),
    # cases
    Mutant("closed_case_is_joined", CASES, "r.cases[i].issue == issue && r.cases[i].status != case_status::closed", "r.cases[i].issue == issue"),
    Mutant("reopened_is_not_counted", CASES, "            ++c.reopened;\n", ""),
    Mutant("resolved_stays_resolved", CASES, "            c.status = case_status::open;  // complained again: it is not resolved\n", ""),
    Mutant("late_event_lets_a_case_idle_sooner", STEP, "c.last = std::max(c.last, head.time.micros);", "c.last = head.time.micros;"),
    Mutant("two_customers_of_one_name", DIRECTORY, "is_shared = owner.has_value();", "is_shared = false;"),
    # time
    Mutant("timer_fires_before_what_arrives_with_it", ENGINE, "if (x_timers.next() < watermark) {\n            if (const auto outcome = run_timers(watermark, false)",
           "if (x_timers.next() <= watermark) {\n            if (const auto outcome = run_timers(watermark, true)"),
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
    Mutant("withdrawn_forgotten_by_saving", BYTES, "e.is_withdrawn = static_cast<std::uint8_t>(std::min<std::uint64_t>(in.number(1), 2));",
           "static_cast<void>(in.number(1));"),
    Mutant("aged_entries_come_back", WORKING, "p == index_of(part_of::entries) ? aged * detail::part_sizes[p] : 0;", "0U;"),
]

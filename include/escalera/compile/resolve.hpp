#pragma once
// The document with every name looked up and every condition typed: what is lowered into a rule_set.
//
// Indices are in the order of the file: a window's is that of resolved_rules::windows (and of conditions), a
// ladder's that of resolved_rules::ladders, a field's that of the schema.
// Invariant: of rules that resolved without an error every condition is there where the document has one, every name
// means something, and nothing that is not built yet is used.
// Threads: plain data, immutable once built.   Cost: cold path.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "escalera/compile/accountability_plan.hpp"
#include "escalera/compile/authority_plan.hpp"
#include "escalera/compile/condition.hpp"
#include "escalera/compile/slot.hpp"
#include "escalera/config.hpp"
#include "escalera/language/rules_document.hpp"
#include "escalera/model/action.hpp"
#include "escalera/model/calendar.hpp"
#include "escalera/model/event_kind.hpp"
#include "escalera/model/schema.hpp"
#include "escalera/model/value.hpp"
#include "escalera/model/zone.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace resolved {

using condition_ptr = std::shared_ptr<const condition>;

// A part of `per:` or `once:`.
struct key_part {
    enum class kind_of : std::uint8_t { customer, kase, field };
    kind_of is = kind_of::customer;
    field_id field = 0;  // of a field; of the customer: complaint.customer
    place at;
};

struct calendar {
    std::string name;
    escalera::calendar is;
    place at;  // of its name
};

struct window {
    std::string name;
    written::window_what what = written::window_what::count;
    event_kind of = event_kind::complaint;  // the events that are counted
    std::optional<field_id> value;          // sum, distinct: the field; share: the field that holds the verdict
    std::string verdict;                    // share: the value of that field that counts
    std::vector<key_part> per;
    bool of_group = false;              // keyed by neither customer nor case, and not counted by periods
    std::int64_t within = 0;            // microseconds; length_of_time::without_end: ever
    std::optional<period_unit> period;  // counted by periods, in the customer's stage; `within` means nothing then
    condition_ptr where;                // null: every event
    condition_ptr hit;                  // share: which of them make it up; null: those of the verdict
    std::int64_t limit = 0;             // distinct: how many are told apart; 0: the default
    type holds;                         // of the window's name in conditions
    place at;                           // of its name
};

struct text_template {
    std::string language;
    std::vector<std::string> pieces;  // one more than fields
    std::vector<field_id> fields;
};

struct text {
    std::string name;
    std::vector<text_template> versions;
};

struct argument {
    std::string name;
    type holds;
    bool required = false;
    argument_role means = argument_role::plain;
    condition_ptr computed;             // of `=…`; null: a literal
    value literal;                      // absent where computed
    std::optional<std::uint32_t> text;  // of argument_role::text: index into resolved_rules::texts
    place at;
};

struct action {
    std::string name;
    const action_info* built_in = nullptr;  // null: declared under `actions:`
    std::optional<std::uint32_t> hours;     // of a notice: the calendar of its role, in resolved_rules::calendars
    std::vector<argument> arguments;        // those given, in the order written
    place at;
};

// A null `when` holds always.
struct cause {
    condition_ptr when;
    condition_ptr unless;
    written::if_unknown otherwise = written::if_unknown::review;
    std::vector<action> then;
};

struct group {
    std::string name;
    condition_ptr when;
    place at;
    std::string confirm_by;    // empty: nobody needs to
    std::int64_t expires = 0;  // microseconds; 0: never
    // Of one that is to be confirmed: where it is remembered, fields that nothing can name.
    field_id proposed = 0;
    field_id confirmed = 0;
    field_id refused = 0;
};

struct route {
    std::string to;
    condition_ptr when;
    event_mask events = 0;
    place at;
};

// Its key's fields are all of one root. `because.unless` is never there.
struct alert {
    std::string name;
    std::vector<key_part> per;
    event_mask events = 0;  // at which it may begin
    cause because;
    std::vector<std::uint32_t> held_ladders;  // of `hold`; empty: it holds nothing
    condition_ptr only;
    condition_ptr hold_unless;
    condition_ptr until;  // null: when `when` is false
    std::vector<action> at_end;
    place at;  // of its name
};

struct rung {
    std::string name;
    cause because;
    place at;
};

struct ladder {
    std::string name;
    std::vector<key_part> per;
    event_mask events = 0;
    bool highest_only = false;
    condition_ptr reset;
    std::vector<rung> rungs;
    place at;
};

struct rule {
    std::string name;
    cause because;
    event_mask events = 0;
    std::vector<key_part> once;    // empty: at each event
    std::int64_t again_after = 0;  // microseconds; 0: never again
    bool last = false;
    std::optional<std::uint32_t> calendar;  // index into resolved_rules::calendars
    std::optional<std::uint32_t> one_of;    // numbered from 0 in order of appearance
    place at;
};

// What moves a clock.
struct trigger {
    event_mask on = 0;
    condition_ptr when;
};

struct target {
    condition_ptr when;
    length_of_time within;
    std::optional<field_id> due;            // instead
    std::optional<std::uint32_t> calendar;  // index into resolved_rules::calendars
};

struct clock_stage {
    std::string name;
    stage_time time;
    std::int64_t every = 0;   // microseconds; 0: it does not recur
    std::uint32_t times = 0;  // 0: until the clock stops
    bool combine = false;
    std::optional<std::uint32_t> hours;  // index into resolved_rules::calendars
    cause because;
    place at;
};

struct clock {
    std::string name;
    condition_ptr only;
    std::vector<trigger> start;
    std::vector<trigger> stop;
    std::vector<trigger> cancel;
    std::vector<trigger> reset;
    condition_ptr pause;
    std::vector<trigger> pause_on;
    std::vector<trigger> resume;
    std::vector<target> targets;
    std::vector<clock_stage> stages;
    place at;
};

struct follow_up_option {
    condition_ptr when;
    std::string by;
    length_of_time after;
};

struct follow_up {
    std::string name;
    std::vector<trigger> start;
    std::vector<trigger> cancel;
    std::vector<follow_up_option> options;
    length_of_time again_after;
    std::uint32_t times = 0;             // 0: never again
    std::optional<std::uint32_t> hours;  // index into resolved_rules::calendars
    place at;
};

struct score_point {
    condition_ptr when;
    std::int64_t add = 0;
};

struct score_level {
    std::string name;
    std::int64_t at = 0;
    cause because;
    bool has_then = false;  // else it asks for a warning of its name
};

struct score {
    std::string name;
    bool per_customer = false;  // else per case
    std::vector<score_point> points;
    std::vector<score_level> levels;
    std::int64_t hysteresis = 0;
    field_id total = 0;  // where it is remembered: fields that nothing can name
    field_id level = 0;
    place at;
};

struct fund {
    std::string name;
    std::vector<std::string> kinds;
    std::uint32_t spent = 0;  // index into resolved_rules::windows
    std::int64_t budget = 0;  // ten-thousandths
    std::int64_t warn_at = 100;
    std::optional<std::uint32_t> beyond;  // index into the levels
    cause because;
    place at;
};

struct schedule {
    std::string name;
    std::vector<recurring_time> every;
    std::optional<std::uint32_t> calendar;  // index into resolved_rules::calendars
    when_closed closed = when_closed::next_opening;
    std::vector<key_part> per;  // fields alone; empty: one for all
    cause because;
    place at;
};

// 0: the default of whoever compiles.
struct limits {
    std::uint32_t remember = 0;
    std::uint32_t entries = 0;
    std::uint32_t cases = 0;
    std::uint32_t groups = 0;
    std::uint32_t hand_overs = 0;
};

// `steps:` of `cases:`; what its limit and owner ask for are a clock and a request of the engine's.
struct case_step {
    std::string name;
    std::string owner;  // a role; empty: nobody in particular
    bool optional = false;
    event_mask done = 0;
    event_mask back = 0;
};

}  // namespace resolved

struct resolved_rules {
    rules_document_ptr document;
    std::string name;
    zone in_zone;
    std::int64_t lateness = 0;                   // microseconds
    std::int64_t case_idle = 0;                  // microseconds; 0: cases do not close by themselves
    std::string review_role;                     // of `unknown:`; empty where no rule needs one
    std::optional<std::uint32_t> case_calendar;  // in `calendars`
    std::int64_t thorough = 0;                   // microseconds; 0: nobody asks
    std::vector<resolved::case_step> steps;
    resolved::limits limits;
    schema fields;
    std::vector<resolved::text> texts;
    std::vector<resolved::calendar> calendars;
    std::vector<resolved::window> windows;
    std::vector<resolved::group> groups;
    std::vector<resolved::route> routes;
    std::vector<resolved::alert> alerts;
    std::vector<resolved::ladder> ladders;
    std::vector<resolved::rule> rules;
    std::uint32_t one_of_count = 0;
    std::vector<resolved::clock> clocks;
    authority_plan authority;  // all but its funds and slots
    std::vector<resolved::fund> funds;
    accountability_plan accountability;  // whether, and by whom; and where a case remembers it
    std::vector<resolved::follow_up> follow_ups;
    std::vector<resolved::score> scores;
    std::vector<resolved::schedule> schedules;
};

// Every finding goes to `found`; what could be resolved is returned all the same, and is good only if there is no error.
[[nodiscard]] ESCALERA_API resolved_rules resolve(rules_document_ptr document, diagnostics& found);

ESCALERA_NAMESPACE_END

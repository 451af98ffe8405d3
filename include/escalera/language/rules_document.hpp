#pragma once
// A rules file as its author wrote it: every section as plain data, every part with its place. Names are not
// resolved and conditions not parsed here (compile/resolve.hpp does).
//
// Included files are merged: what they hold stands before what the including file holds, section by section, in the order of
// `include:`. Each part keeps its own source in its place.
// Sections that later versions carry out (`migrate`)
// are kept as YAML, and are findings (`not built yet`).
//
// Threads: plain data, immutable once read.   Cost: cold path.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "escalera/config.hpp"
#include "escalera/language/diagnostic.hpp"
#include "escalera/language/length_of_time.hpp"
#include "escalera/language/located_text.hpp"
#include "escalera/language/stage_time.hpp"
#include "escalera/language/yaml_node.hpp"
#include "escalera/model/calendar.hpp"
#include "escalera/model/decimal.hpp"
#include "escalera/model/recurrence.hpp"
#include "escalera/model/schema.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace written {

// A name or other short text, with its place.
struct name {
    std::string text;
    place at;

    [[nodiscard]] bool empty() const noexcept { return text.empty(); }
};

struct length {
    length_of_time is;
    place at;
};

struct number {
    std::int64_t is = 0;
    place at;
};

// A condition's text, and the key it stands at ("when"), for messages.
struct condition {
    located_text text;
    place key;
};

// `when: …`, or `always: true`, or neither (an error but in the last entry of a first-that-holds list).
struct guard {
    std::optional<condition> when;
    bool always = false;
    bool unreadable = false;  // something stands there and has been reported
};

struct field {
    root of = root::complaint;
    name is;
    std::optional<type> holds;  // none where only `required` is said of a built-in field
    bool required = false;
};

struct role {
    name is;
    std::vector<name> by;    // channels
    std::optional<name> of;  // what the person is chosen by: unit, department, company
    std::optional<name> skill;
    std::optional<name> absent;  // the role that stands in
    std::optional<name> hours;   // the calendar in which it is told
};

// The hours of one day, or of each of several: in order, none overlapping; empty: closed.
struct day_hours {
    std::vector<wall_span> spans;
    place at;  // of the day
};

struct holiday {
    std::int64_t day = 0;  // since 1970-01-01
    place at;
};

struct special_day {
    std::int64_t day = 0;
    day_hours is;
};

struct calendar {
    name is;
    std::optional<name> in;                        // a zone that exists; none: the file's
    std::optional<name> include;                   // another calendar, for what this one does not say
    std::array<std::optional<day_hours>, 7> week;  // from Sunday
    std::vector<holiday> holidays;                 // of `holidays:` and of the files of `ics:`
    std::vector<special_day> special;
    std::vector<name> ics;    // files
    bool unreadable = false;  // a part of it has been reported
};

enum class window_what : std::uint8_t { count, sum, distinct, share, average };

struct window {
    name is;
    window_what what = window_what::count;
    name of;                       // count: an event; sum, distinct, average: a field; share: a verdict
    std::optional<name> facts;     // share: `of:`
    std::optional<condition> hit;  // `share: {when: …}`: instead of a verdict
    std::vector<name> per;
    std::optional<length> within;  // none: it could not be read
    std::optional<condition> where;
    std::optional<number> limit;

    // Counted by periods, and read of the last that has ended.
    [[nodiscard]] bool is_periodic() const noexcept { return within && within->is.is == length_of_time::kind_of::last_period; }
};

struct group {
    name is;
    guard holds;
    std::optional<name> confirm_by;
    std::optional<length> expires;
};

struct route {
    guard holds;
    name to;
    std::vector<name> events;
    place at;
};

// `- notify: {role: team-lead}`: the action's name and what stands behind it (a mapping of arguments, one bare
// value, or nothing).
struct action {
    name is;
    const yaml_node* arguments = nullptr;
};

enum class if_unknown : std::uint8_t { review, skip, fire };

// `hold:`: rungs of these ladders that count as reached while the alert stands, and are not issued.
struct hold {
    std::vector<name> ladders;
    std::optional<condition> only;
    std::optional<condition> unless;
};

struct alert {
    name is;
    std::vector<name> per;
    std::optional<condition> when;
    if_unknown otherwise = if_unknown::review;
    std::vector<action> then;
    std::optional<hold> holds;
    std::optional<condition> until;  // none: until `when` no longer holds
    std::vector<action> at_end;
};

struct rung {
    name is;
    guard holds;
    std::optional<condition> unless;
    if_unknown otherwise = if_unknown::review;
    std::vector<action> then;
};

struct ladder {
    name is;
    std::vector<name> per;
    std::vector<name> events;
    bool highest_only = false;  // jump: highest
    std::optional<condition> reset;
    std::vector<rung> rungs;
};

struct rule {
    name is;
    std::vector<name> events;
    guard holds;
    std::optional<condition> unless;
    if_unknown otherwise = if_unknown::review;
    std::vector<name> once;  // empty: at each event; one name (case, customer, a field) or several
    std::optional<length> again_after;
    bool last = false;
    std::optional<name> one_of;
    std::optional<name> calendar;  // what business days among its arguments are counted by
    std::vector<action> then;
};

// What starts, stops, pauses, resumes, cancels or resets a clock: `replied`, or `{on: replied, when: reply.final}`.
struct trigger {
    std::vector<name> on;  // empty: any event of the case
    std::optional<condition> when;
    place at;
};

// How long a clock may run.
struct target {
    guard holds;
    std::optional<length> within;
    std::optional<name> due;  // instead: a field of type timestamp
    std::optional<name> calendar;
    place at;
};

struct clock_stage {
    std::optional<name> is;  // none: it is called by its time
    std::optional<stage_time> at;
    place at_place;
    std::optional<length> every;
    std::optional<number> times;
    bool combine = false;
    std::optional<name> hours;
    std::optional<condition> when;
    std::optional<condition> unless;
    if_unknown otherwise = if_unknown::review;
    std::vector<action> then;
};

struct clock {
    name is;
    std::optional<condition> only;
    std::vector<trigger> start;
    std::vector<trigger> stop;
    std::vector<trigger> cancel;
    std::vector<trigger> reset;
    bool never_pauses = false;       // pause: never
    std::optional<condition> pause;  // it stands still as long as this holds
    std::vector<trigger> pause_on;   // or from one of these
    std::vector<trigger> resume;     // to one of these
    std::optional<name> calendar;    // of targets that name none
    std::optional<name> hours;       // of stages that name none
    std::vector<target> targets;
    std::vector<clock_stage> stages;
};

// `{name: {en: "…"}}`
struct text_version {
    name language;
    located_text text;
};
struct text {
    name is;
    std::vector<text_version> versions;
};

// `actions: {call_back: {by: role, note: {type: string, required: false}}}`
struct argument {
    name is;
    name type;  // a field's type, `role` or `text`
    bool required = true;
};
struct declared_action {
    name is;
    std::vector<argument> arguments;
};

// Each as `limits:` has it; none: the default.
struct limits {
    std::optional<number> remember;    // entries kept of each window key, and of each customer
    std::optional<number> entries;     // entries kept of one customer or one group, all keys together
    std::optional<number> cases;       // open cases of one customer
    std::optional<number> groups;      // group records
    std::optional<number> hand_overs;  // of one case
};

// `- {name: assign, owner: complaint-desk, limit: 4h, calendar: office, done: assigned}`
struct case_step {
    name is;
    std::optional<name> owner;
    std::optional<length> limit;
    std::optional<name> calendar;  // of the limit; none: that of `cases:`
    std::vector<name> done;        // events that end it
    std::vector<name> back;        // events that lead back to the one before
    bool optional = false;
};

// A section that this version only keeps.
struct kept_section {
    name is;
    const yaml_node* value = nullptr;
};

// `- {when: …, by: phone, after: 3 days}`
struct follow_up_plan {
    guard holds;
    name by;
    std::optional<length> after;
};

struct follow_up {
    name is;
    std::vector<trigger> start;
    std::vector<trigger> cancel;
    std::vector<follow_up_plan> plans;
    std::optional<length> again_after;  // of not_reached
    std::optional<number> times;
    std::optional<name> hours;
};

struct score_point {
    guard holds;
    std::optional<number> add;
};

struct score_level {
    name is;
    std::optional<number> at;
    std::vector<action> then;
    bool has_then = false;  // else it asks for a warning of its name
};

struct score {
    name is;
    bool per_customer = false;  // else per case
    std::vector<score_point> points;
    std::vector<score_level> levels;
    std::optional<number> hysteresis;
};

// How far one level may go: `50`, `unlimited` or `never`.
struct level_limit {
    name level;
    std::int64_t is = 0;  // of amounts in ten-thousandths; `unlimited` and `never` as below
    place at;

    static constexpr std::int64_t unlimited = INT64_MAX;
    static constexpr std::int64_t never = -1;
};

// What may be granted of one kind.
struct grant {
    name is;
    bool per_customer = false;     // else per case
    std::optional<length> within;  // none: as long as the case is remembered
    std::vector<level_limit> up_to;
    std::vector<level_limit> times;
    std::vector<level_limit> in_writing;  // `always` is unlimited
    bool unreadable = false;              // a part of it has been reported
};

// What other limits hold for customers of a group.
struct group_authority {
    name group;
    std::vector<grant> grants;
};

// A budget for what several customers are given.
struct fund {
    name is;
    std::vector<name> kinds;  // of grants that are paid from it; empty: all
    std::optional<name> spent;
    std::optional<decimal> budget;
    std::optional<number> warn_at;  // per cent
    std::vector<action> then;
    std::optional<name> beyond;  // the level that may overdraw it
};

// When somebody is held to account, and who else is told.
struct accountability {
    name is;  // of the section; empty: there is none
    bool needs_assessment = true;
    std::optional<name> heads;  // the role that the heads of departments have
};

struct authority {
    place at;  // of its first part; only where there is one
    std::vector<name> levels;
    std::optional<name> currency;
    std::vector<grant> grants;
    std::vector<group_authority> groups;
    std::optional<bool> same_person_may_approve;
    std::vector<fund> funds;
    bool is_there = false;
};

// What is done again and again: `every: monday 09:00`.
struct schedule_time {
    recurring_time is;
    place at;
};

struct schedule {
    name is;
    std::vector<schedule_time> every;
    std::optional<name> calendar;
    when_closed closed = when_closed::next_opening;
    std::vector<name> per;  // empty: for all together
    guard holds;
    std::optional<condition> unless;
    if_unknown otherwise = if_unknown::review;
    std::vector<action> then;
};

}  // namespace written

struct rules_document {
    std::vector<yaml_document_ptr> files;  // the file asked for first, then what it includes; they own every yaml_node

    place head;  // of `escalera:`, for what concerns the whole file
    written::name name;
    std::optional<written::name> zone;        // a zone that exists; none: UTC
    std::optional<written::length> lateness;  // none: 0s
    std::optional<written::name> unknown_role;
    std::optional<written::length> case_idle;
    std::optional<written::name> case_calendar;
    std::optional<written::length> thorough;
    std::vector<written::case_step> steps;
    std::vector<written::field> fields;
    std::vector<written::role> roles;
    std::vector<written::calendar> calendars;
    std::vector<written::window> windows;
    std::vector<written::group> groups;
    std::vector<written::route> routes;
    std::vector<written::alert> alerts;
    std::vector<written::ladder> ladders;
    std::vector<written::rule> rules;
    std::vector<written::clock> clocks;
    written::authority authority;
    written::accountability accountability;
    std::vector<written::follow_up> follow_ups;
    std::vector<written::score> scores;
    std::vector<written::schedule> schedules;
    std::vector<written::text> texts;
    std::vector<written::declared_action> actions;
    written::limits limits;
    std::vector<written::kept_section> kept;

    // Sections of which parts could not be read: a name that is missing there may well be declared.
    std::vector<std::string> damaged;
    void mark_damaged(std::string_view section) {
        if (!is_damaged(section)) damaged.emplace_back(section);
    }
    [[nodiscard]] bool is_damaged(std::string_view section) const noexcept {
        for (const auto& s : damaged) {
            if (s == section) return true;
        }
        return false;
    }
};

using rules_document_ptr = std::shared_ptr<const rules_document>;

// Reads a rules file and what it includes. Never null; `found` gets every finding, and the document holds what
// could be read. `path` is opened; messages call it `path` too. Includes are looked for beside the including file and must lie
// in the folder of `path` or below (real paths).
[[nodiscard]] ESCALERA_API rules_document_ptr read_rules_file(const std::string& path, diagnostics& found);

// The same from a text; `include:` is refused, since there is no folder to look in.
[[nodiscard]] ESCALERA_API rules_document_ptr read_rules_text(source_ptr text, diagnostics& found);

ESCALERA_NAMESPACE_END

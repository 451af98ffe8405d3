#pragma once
// The compiled program: everything that a step needs to know of the rules, flat and immutable.
//
// A rule set is built once by compile() and shared by all threads. Nothing in it changes; names are kept for
// decisions and messages, everything else is an index.
// Invariants: indices are valid within the set; sections keep the order of the file, since order is observable.
// Threads: immutable.   Cost: read-only; sized by the rules, not by history.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "escalera/compile/accountability_plan.hpp"
#include "escalera/compile/authority_plan.hpp"
#include "escalera/compile/case_plan.hpp"
#include "escalera/compile/cause_plan.hpp"
#include "escalera/compile/clock_plan.hpp"
#include "escalera/compile/condition.hpp"
#include "escalera/compile/condition_set.hpp"
#include "escalera/compile/follow_up_plan.hpp"
#include "escalera/compile/indicator_plan.hpp"
#include "escalera/compile/lower_conditions.hpp"
#include "escalera/compile/notice_plan.hpp"
#include "escalera/compile/program.hpp"
#include "escalera/compile/schedule_plan.hpp"
#include "escalera/compile/scope.hpp"
#include "escalera/compile/score_plan.hpp"
#include "escalera/compile/slot.hpp"
#include "escalera/config.hpp"
#include "escalera/model/calendar.hpp"
#include "escalera/model/hash.hpp"
#include "escalera/model/schema.hpp"
#include "escalera/model/zone.hpp"

ESCALERA_NAMESPACE_BEGIN

// The sections that have conditions, in the order in which a step runs them.
// `stages` are looked at when they are due, not at events.
enum class section : std::uint8_t { windows, alerts, groups, routes, ladders, rules, clocks, stages, scores, follow_ups };
inline constexpr std::size_t section_count = 10;

struct key_part {
    enum class kind_of : std::uint8_t { customer, kase, field };
    kind_of is = kind_of::customer;
    slot_id of = no_slot;        // of a field
    std::uint16_t at = no_part;  // where its hash stands in rule_set::parts; no_part where a section may change the field

    static constexpr std::uint16_t no_part = 0xFFFF;
};

struct key_plan {
    std::vector<key_part> parts;
};

enum class window_what : std::uint8_t { count, sum, distinct, share };

struct window_plan {
    static constexpr std::uint16_t of_customer = 0xFFFF;

    std::string name;
    window_what what = window_what::count;
    event_kind of = event_kind::complaint;
    bool per_case = false;                 // the case is a part of the key
    std::vector<std::uint16_t> parts;      // the fields of the key, as indices into rule_set::parts
    std::int64_t within = 0;               // microseconds; INT64_MAX: ever
    condition_id where = none;             // in the windows section's set
    std::uint16_t value = 0;               // sum, share: index into rule_set::values (share: 1 or 0)
    bool decimal_sum = false;              // sum: of a decimal, not an int
    std::uint16_t distinct = of_customer;  // distinct: index into rule_set::parts, or the customer
    std::int64_t limit = 0;                // distinct: how many are told apart; 0: as many as are remembered
    slot_id slot = no_slot;                // where its answer goes; no_slot where nothing reads it
    slot_id of_slot = no_slot;             // where `.of` goes
};

// A window of the plainest kind, as most are: a count, keyed by nothing but the customer (or the group's key) and at most
// one field more. All of them are answered in one pass.
struct plain_window {
    static constexpr std::uint16_t no_part = 0xFFFF;

    std::int64_t within = 0;
    std::uint32_t index = 0;       // in stage_plan::windows
    std::uint16_t part = no_part;  // the field, in rule_set::parts
    slot_id slot = no_slot;        // as in window_plan
    slot_id of_slot = no_slot;
};

// What one stage remembers of an event, and the windows that read it.
struct stage_plan {
    static constexpr std::size_t most_windows = 64;  // an entry has a bit for each

    std::vector<window_plan> windows;
    std::vector<plain_window> plain;   // of those that something reads
    std::vector<std::uint32_t> other;  // the rest of them
    std::int64_t reach = 0;            // the longest `within`, microseconds
    event_mask counted = 0;            // kinds that some window counts

    // Of the customer's stage: how long, and of which kinds, group windows need what it remembers to take an event back.
    std::int64_t kept_for_groups = 0;
    event_mask counted_in_groups = 0;
};

// The group windows that share a key: one record for each value of it.
struct group_table_plan {
    std::vector<std::uint16_t> parts;    // the key, in rule_set::parts; ascending
    std::vector<std::uint32_t> windows;  // in stage_plan::windows
    std::int64_t reach = 0;              // the longest `within` of them, microseconds
    std::vector<std::uint32_t> alerts;   // in rule_set::alerts
};

struct alert_plan {
    std::string name;
    std::uint32_t table = 0;                 // of its key, in rule_set::group_tables
    std::vector<slot_id> key;                // its fields, in the order of `per`
    event_mask events = 0;                   // at which it may begin
    cause_plan cause;                        // in the alerts section's set
    std::uint32_t end = none;                // root of `until:` in rule_set::code, or of `when` ...
    bool ends_when_false = false;            // ... which ends it when it is false
    std::vector<std::uint32_t> end_windows;  // group windows that its end reads, all of its table: falls are instants to look at
    cause_plan at_end;                       // what follows then, and the windows that its end reads

    // `hold:`, of the customer's stage.
    std::vector<std::uint32_t> held_ladders;
    std::uint32_t only = none;    // roots in rule_set::code; none: all
    std::uint32_t unless = none;  // none: no exception
};

struct group_plan {
    std::string name;
    cause_plan cause;
    std::string confirm_by;    // the role that puts the label in force; empty: it needs nobody
    std::int64_t expires = 0;  // microseconds; 0: never
    std::string question;      // what that role is asked

    // Of one that is to be confirmed: where it is remembered, under names that neither files nor conditions can write.
    field_id proposed = 0;   // the id of the decision that proposed it
    field_id confirmed = 0;  // when it was, microseconds
    field_id refused = 0;
};

struct route_plan {
    std::string to;
    cause_plan cause;
    event_mask events = 0;
};

struct rung_plan {
    std::string name;
    cause_plan cause;
};

struct ladder_plan {
    static constexpr std::size_t most_rungs = 32;

    std::string name;
    key_plan per;
    event_mask events = 0;
    bool highest_only = false;                 // `jump: highest`
    std::uint32_t reset = none;                // root of `reset:` in rule_set::code
    std::vector<std::uint32_t> reset_windows;  // customer windows that `reset:` reads: falls are instants to look at
    std::vector<rung_plan> rungs;
    std::vector<std::uint32_t> windows;  // customer windows that its rungs read: what keeps a position alive
};

struct rule_plan {
    enum class once_per : std::uint8_t { event, kase, key };
    std::string name;
    cause_plan cause;
    event_mask events = 0;
    once_per once = once_per::event;
    key_plan key;                  // of once_per::key
    std::int64_t again_after = 0;  // microseconds; 0: never again
    bool last = false;
    std::uint32_t one_of = none;
};

struct limits_plan {
    std::uint32_t remember = 32;   // entries of a window key, and of a customer
    std::uint32_t cases = 256;     // of a customer
    std::uint32_t entries = 4096;  // of a customer or a group
    std::uint32_t groups = 1'000'000;
    std::uint32_t hand_overs = 64;  // of a case
};

// A window by its stage: indices of conditions are those of the author's order.
struct window_home {
    bool in_groups = false;
    std::uint32_t index = 0;
    bool is_published = false;  // counted by periods: the index is in rule_set::indicators
};

// Built-in fields that steps name, by index.
struct known_fields {
    field_id complaint_issue = 0;
    field_id complaint_category = 0;
    field_id complaint_outside = 0;
    field_id complaint_missing = 0;
    field_id complaint_customer = 0;
    field_id customer_id = 0;
    field_id customer_group = 0;
    field_id customer_known_since = 0;
    field_id case_status = 0;
    field_id case_group = 0;
    field_id case_grade = 0;
    field_id case_department = 0;
    field_id case_held_by = 0;
    field_id case_outside = 0;
    field_id case_owner = 0;
    field_id case_owners = 0;
    field_id case_held_since = 0;
    field_id case_held_for = 0;
    field_id case_by = 0;
    field_id case_recused = 0;
    field_id case_step = 0;
    field_id case_thorough = 0;
    field_id case_repeat_of = 0;
    field_id offer_approved_by = 0;
};

// A field that its own events must bring.
struct required_field {
    slot_id slot = no_slot;
    event_mask on = 0;
};

struct calendar_plan {
    std::string name;
    calendar is;
};

struct rule_set {
    std::string name;
    hash128 hash;
    schema fields;
    zone in_zone;
    std::int64_t lateness = 0;   // microseconds
    std::int64_t case_idle = 0;  // microseconds; 0: cases do not close by themselves
    std::string review_role;
    case_plan cases;
    limits_plan limits;

    std::vector<calendar_plan> calendars;
    std::optional<calendar>
        around_the_clock;  // open always, in the file's zone: of days without a calendar; none where nothing counts them

    std::vector<slot_plan> slots;
    std::vector<slot_id> row_slots;         // those that a field, the case or the event fills
    std::vector<slot_id> slot_of_field;     // by field_id; no_slot where nothing reads it
    std::vector<slot_id> position_slots;    // those of case.reached() and case.rung()
    std::vector<slot_id> remembered_slots;  // what events say of them stays with the case or the customer
    std::vector<required_field> required;
    slot_id missing_slot = no_slot;   // of complaint.missing, where something reads it
    slot_id issue_slot = no_slot;     // of complaint.issue: always there
    slot_id category_slot = no_slot;  // of complaint.category: always there
    known_fields known;
    std::vector<window_home> windows;   // by the author's order
    std::vector<slot_id> parts;         // slots whose hash an entry keeps: what windows are keyed by or tell apart
    std::vector<slot_id> values;        // slots whose number an entry keeps: what windows add up
    std::vector<std::string> verdicts;  // by value: the text for which a share counts 1, and 0 for any other; empty: a number
    stage_plan customer_stage;
    stage_plan group_stage;
    std::vector<group_table_plan> group_tables;
    std::vector<indicator_plan> indicators;
    std::vector<indicator_table_plan> indicator_tables;
    event_mask facts = 0;             // kinds that some indicator counts
    bool publishes_to_rules = false;  // something but schedules reads indicators

    std::vector<alert_plan> alerts;
    std::vector<slot_id> alert_slots;  // those of alert()
    std::vector<group_plan> groups;
    bool has_labels = false;  // some group is to be confirmed
    std::vector<route_plan> routes;
    std::vector<ladder_plan> ladders;
    bool ladders_have_always = false;  // some rung says `always: true`
    std::vector<rule_plan> rules;
    std::uint32_t one_of_count = 0;
    std::vector<clock_plan> clocks;
    std::vector<notice_plan> notices;  // those that are to be acknowledged, by action_plan::notice
    authority_plan authority;
    accountability_plan accountability;
    std::vector<follow_up_plan> follow_ups;
    slot_id reached_slot = no_slot;  // of feedback.reached, where there are follow-ups
    std::vector<score_plan> scores;
    std::vector<slot_id> score_slots;  // those of score()
    std::vector<slot_id> clock_slots;  // those of clock.breached() and clock.left()
    std::vector<schedule_plan> schedules;

    // By section: the lowered tables; and the conditions as typed, with the event kinds at which each is wanted.
    std::array<condition_set, section_count> sets;
    std::array<std::vector<section_condition>, section_count> conditions;
    program code;  // residual atoms, `=` arguments, `reset:` and what ends and holds of alerts; named by the index of their root node
    std::vector<computed_value> computed;  // the arguments and resets as typed
    std::shared_ptr<const scope> names;    // what the names in conditions mean

    // Keeps alive what the pointers above mean.
    std::vector<std::shared_ptr<const condition>> owned;

    [[nodiscard]] const condition_set& set(section s) const noexcept { return sets[static_cast<std::size_t>(s)]; }
};

using rule_set_ptr = std::shared_ptr<const rule_set>;

ESCALERA_NAMESPACE_END

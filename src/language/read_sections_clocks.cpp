// `clocks:`: how long something may take, and what happens on the way.
#include <fmt/format.h>

#include "read_sections.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace written {

namespace {

// ---- what starts and stops ---------------------------------------------------------------------------------------

// `replied`, or `{on: [replied, resolved], when: reply.final}`.
void read_trigger(const yaml_node& node, std::string_view what, std::vector<trigger>& into, diagnostics& found) {
    if (node.is_broken()) return;
    trigger t;
    t.at = node.at;
    if (!node.is_mapping()) {
        if (auto n = read_name(node, what, found)) {
            t.on.push_back(std::move(*n));
            into.push_back(std::move(t));
        }
        return;
    }
    static constexpr std::string_view known[] = {"on", "when"};
    const mapping_view in(node, what, known, found);
    if (const auto* on = in.find("on")) t.on = read_names(*on, fmt::format("'on' in {}", what), found);
    t.when = read_condition(in, "when");
    const bool says_nothing = !in.has("on") && !in.has("when") && !in.is_damaged();
    if (says_nothing) found.add(code::missing_key, node.at, fmt::format("{} says neither 'on' nor 'when'", what), "write '{on: replied}'");
    const bool lost = (in.has("on") && t.on.empty()) || (in.has("when") && !t.when);
    if (!says_nothing && !lost) into.push_back(std::move(t));
}

}  // namespace

std::vector<trigger> read_triggers(const mapping_view& in, std::string_view key) {
    std::vector<trigger> all;
    const auto* node = in.find(key);
    if (node == nullptr) return all;
    const auto what = fmt::format("'{}' of {}", key, in.what());
    if (!node->is_sequence()) {
        read_trigger(*node, what, all, in.found());
        return all;
    }
    for (const auto* item : node->items) read_trigger(*item, what, all, in.found());
    if (node->items.empty()) in.found().add(code::bad_value, node->at, fmt::format("{} is an empty list", what), "name at least one event");
    return all;
}

namespace {

// `never`, a condition, or the events from which it stands still: then `resume` says until when.
void read_pause(const mapping_view& in, clock& into) {
    const auto* node = in.find("pause");
    if (node != nullptr) {
        if (node->is_scalar() && node->scalar() == "never") {
            into.never_pauses = true;
        } else if (node->is_mapping() || node->is_sequence()) {
            into.pause_on = read_triggers(in, "pause");
        } else {
            into.pause = read_condition(in, "pause");
        }
    }
    into.resume = read_triggers(in, "resume");
    if (in.is_damaged()) return;
    const bool by_events = node != nullptr && (node->is_mapping() || node->is_sequence());
    if (by_events && !in.has("resume")) {
        in.found().add(code::missing_key, in.place_of("pause"), "a pause that an event begins needs 'resume'",
                       "write 'resume: {on: replied}', or a condition: 'pause: case.status == \"waiting-for-customer\"'");
    }
    if (in.has("resume") && !by_events) {
        in.found().add(
            code::missing_key, in.place_of("resume"), "'resume' needs a pause that an event begins",
            in.has("pause") ? "leave it out: the clock goes on when the condition holds no more" : "write 'pause: {on: consulted}'");
    }
}

// ---- targets -----------------------------------------------------------------------------------------------------

void read_target(const yaml_node& node, bool last, clock& into, diagnostics& found) {
    static constexpr std::string_view known[] = {"when", "always", "within", "due", "calendar"};
    const mapping_view in(node, "a target", known, found);
    if (!in.is_readable()) return;
    target t;
    t.at = node.at;
    t.holds = read_guard(in);
    if (!t.holds.unreadable && !t.holds.when && !last) {
        if (t.holds.always) {
            found.add(code::bad_value, in.place_of("always"),
                      "what stands behind this target is never reached, since this one always holds", "move it to the end of the list");
        } else {
            in.report_missing("when", "write 'when: …'; only the last target of the list may hold always");
        }
    }
    if (const auto* within = in.find("within")) {
        t.within = read_length_of_time(*within, "'within' of a target", found);
        using kind_of = length_of_time::kind_of;
        if (t.within && (t.within->is.is == kind_of::ever || t.within->is.is == kind_of::last_period)) {
            found.add(code::bad_duration, t.within->at, fmt::format("'within' of a target cannot be '{}'", within->scalar()),
                      "write '8h', '15 days' or '2 business-days'");
            t.within.reset();
        }
        if (t.within && t.within->is.micros == 0 && t.within->is.count == 0) {
            found.add(code::bad_duration, t.within->at, "a target cannot be no time at all", "write '8h', '15 days' or '2 business-days'");
            t.within.reset();
        }
    }
    t.due = read_name(in, "due");
    t.calendar = read_name(in, "calendar");
    if (!in.is_damaged()) {
        if (!in.has("within") && !in.has("due")) in.report_missing("within", "write 'within: 8h', or 'due: complaint.due'");
        if (in.has("within") && in.has("due")) {
            found.add(code::bad_value, in.place_of("due"), "'within' and 'due' exclude each other", "keep one of them");
        }
    }
    into.targets.push_back(std::move(t));
}

void read_targets(const mapping_view& in, clock& into) {
    const auto* node = in.require("target");
    if (node == nullptr) return;
    if (node->is_mapping()) return read_target(*node, true, into, in.found());
    for_each_listed(*node, fmt::format("'target' of {}", in.what()), "write a list: - within: 8h", in.found(),
                    [&](const yaml_node& item) { read_target(item, &item == node->items.back(), into, in.found()); });
    const bool empty = node->is_null() || (node->is_sequence() && node->items.empty());
    if (empty) in.found().add(code::bad_value, in.place_of("target"), fmt::format("{} has no target", in.what()), "write 'within: 8h'");
}

// ---- stages ------------------------------------------------------------------------------------------------------

void read_recurrence(const mapping_view& in, clock_stage& s) {
    if (const auto* every = in.find("every")) {
        s.every = read_elapsed(*every, "'every' of a stage", false, in.found());
        if (s.every && s.every->is.micros == 0) {
            in.found().add(code::bad_duration, s.every->at, "'every' cannot be no time at all", "write a length such as '4h'");
            s.every.reset();
        }
    }
    if (const auto* times = in.find("times")) s.times = read_number(*times, "'times' of a stage", 1, 60'000, in.found());
    if (const auto* combine = in.find("combine")) s.combine = read_bool(*combine, "'combine'", in.found()).value_or(false);
    if (in.is_damaged() || in.has("every")) return;
    for (const std::string_view key : {"times", "combine"}) {
        if (!in.has(key)) continue;
        in.found().add(code::missing_key, in.place_of(key), fmt::format("'{}' needs 'every'", key), "write 'every: 4h', or leave it out");
    }
}

void read_stage(const yaml_node& node, clock& into, diagnostics& found) {
    static constexpr std::string_view known[] = {"at",    "name", "every",  "times",      "combine",
                                                 "hours", "when", "unless", "if_unknown", "then"};
    const mapping_view in(node, "a stage", known, found);
    if (!in.is_readable()) return;
    clock_stage s;
    s.is = read_name(in, "name");
    if (const auto* at = in.require("at")) {
        s.at_place = at->at;
        if (auto text = read_name(*at, "'at' of a stage", found)) {
            auto reading = read_stage_time(text->text);
            s.at = reading.time;
            if (!s.at) found.add(code::bad_stage, at->at, std::move(reading.problem), std::move(reading.suggestion));
            if (s.at && !s.is) s.is = std::move(text);
        }
    }
    read_recurrence(in, s);
    s.hours = read_name(in, "hours");
    s.when = read_condition(in, "when");
    s.unless = read_condition(in, "unless");
    s.otherwise = read_if_unknown(in);
    s.then = read_then(in);
    into.stages.push_back(std::move(s));
}

void read_clock(const yaml_node& node, rules_document& into, diagnostics& found) {
    static constexpr std::string_view known[] = {"name",   "only",  "start",  "stop",     "pause", "resume",
                                                 "cancel", "reset", "target", "calendar", "hours", "stages"};
    const mapping_view in(node, "a clock", known, found);
    if (!in.is_readable()) {
        into.mark_damaged("clocks");
        return;
    }
    clock c;
    const auto* n = in.require("name");
    auto is = n != nullptr ? read_name(*n, "the name of a clock", found) : std::nullopt;
    if (!is) into.mark_damaged("clocks");
    c.only = read_condition(in, "only");
    static_cast<void>(in.require("start"));
    static_cast<void>(in.require("stop"));
    c.start = read_triggers(in, "start");
    c.stop = read_triggers(in, "stop");
    c.cancel = read_triggers(in, "cancel");
    c.reset = read_triggers(in, "reset");
    read_pause(in, c);
    c.calendar = read_name(in, "calendar");
    c.hours = read_name(in, "hours");
    read_targets(in, c);
    if (const auto* stages = in.find("stages")) {
        for_each_listed(*stages, "'stages' of a clock", "write a list: - at: 75%", found,
                        [&](const yaml_node& item) { read_stage(item, c, found); });
    }
    if (is) c.is = std::move(*is);
    into.clocks.push_back(std::move(c));
}

}  // namespace

void read_clocks(const yaml_node& node, rules_document& into, diagnostics& found) {
    for_each_listed(node, "'clocks'", "write a list: - name: first-response", found,
                    [&](const yaml_node& item) { read_clock(item, into, found); });
}

}  // namespace written

ESCALERA_NAMESPACE_END

#include "scenario_step_reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "escalera/adapters/field_reading.hpp"
#include "escalera/language/length_of_time.hpp"
#include "escalera/language/suggest.hpp"
#include "escalera/model/civil.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace detail {

namespace {

// The wall time so many days on, in a zone: not so many times 24 hours.
instant days_later(instant from, std::int64_t days, const zone& in) {
    const auto t = to_timestamp(from);
    auto wall = in.to_civil(t.seconds);
    wall.date = civil_from_days(days_from_civil(wall.date) + days);
    return to_instant(timestamp{in.to_unix_seconds(wall), t.nanos});
}

std::vector<std::string_view> step_keys() {
    std::vector<std::string_view> keys = {"at", "after", "advance", "expect", "expect_some"};
    for (const auto name : event_kind_names().first(input_event_kind_count)) keys.push_back(name);
    return keys;
}

}  // namespace

std::optional<timestamp> read_wall_time(std::string_view text, const zone& in) {
    if (const auto exact = parse_rfc3339(text)) return exact;
    for (const std::string_view pattern : {"%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"}) {
        if (const auto read = time_format::of(pattern)->read(text, in)) return read;
    }
    return std::nullopt;
}

std::optional<scenario_step> scenario_step_reading::read(const yaml_node& node) {
    if (!node.is_mapping()) {
        x_nodes.wrong_shape(node, "a step ('- at: ...')");
        return std::nullopt;
    }
    const auto known = step_keys();
    x_nodes.check_keys(node, known, "a step");
    const yaml_entry* action = nullptr;
    for (const auto& entry : node.entries) {
        const bool is_action = entry.key->is_scalar() && entry.key->scalar() != "at" && entry.key->scalar() != "after" &&
                               std::find(known.begin(), known.end(), entry.key->scalar()) != known.end();
        if (!is_action) continue;
        if (action != nullptr) {
            x_nodes.error(code::scenario_bad_step, entry.key->at,
                          fmt::format("one step does one thing, and this one has '{}' already", action->key->scalar()),
                          "begin another step with '- '");
            return std::nullopt;
        }
        action = &entry;
    }
    if (action == nullptr) {
        x_nodes.error(code::scenario_bad_step, node.at, "the step does nothing", "name an event, 'advance', 'expect' or 'expect_some'");
        return std::nullopt;
    }
    scenario_step step;
    step.at = node.at;
    if (!read_action(node, *action, step)) return std::nullopt;
    return step;
}

bool scenario_step_reading::read_action(const yaml_node& node, const yaml_entry& action, scenario_step& step) {
    const auto name = action.key->scalar();
    if (const auto kind = event_kind_by_name(name)) {
        if (!read_time(node)) return false;
        step.time = *x_now;
        return read_event(*kind, *action.value, step);
    }
    for (const std::string_view key : {"at", "after"}) {
        if (const auto* stray = node.find(key); stray != nullptr) {
            x_nodes.error(code::scenario_bad_step, stray->at, fmt::format("'{}' stands with events, not with '{}'", key, name),
                          "write 'advance: ...' as a step of its own");
            return false;
        }
    }
    if (name == "advance") {
        step.is = scenario_step::kind_of::advance;
        if (!read_advance(*action.value)) return false;
        step.time = *x_now;
        return true;
    }
    step.is = name == "expect" ? scenario_step::kind_of::expect : scenario_step::kind_of::expect_some;
    return expectation_reading(x_nodes, x_zone).read(*action.value, step.expected);
}

// ---- times ----------------------------------------------------------------------------------------------------------

bool scenario_step_reading::read_time(const yaml_node& step) {
    const auto* at = step.find("at");
    const auto* after = step.find("after");
    if (at != nullptr && after != nullptr) {
        x_nodes.error(code::scenario_bad_step, after->at, "a step happens 'at' a time or 'after' the step before, not both",
                      "leave one of them out");
        return false;
    }
    if (at != nullptr || after != nullptr) {
        const auto time = at != nullptr ? absolute_time(*at) : later(*after, "after");
        if (time) x_now = time;
        return time.has_value();
    }
    if (x_now) return true;
    x_nodes.error(code::scenario_bad_time, step.at, "the first event needs a time", "write 'at: 2026-03-02 09:00'");
    return false;
}

bool scenario_step_reading::read_advance(const yaml_node& node) {
    const auto text = x_nodes.text(node, "a length of time, or a time,");
    if (!text) return false;
    const auto before = x_now;
    if (const auto time = read_wall_time(*text, x_zone)) {
        x_now = to_instant(*time);
    } else {
        x_now = later(node, "advance");
    }
    if (x_now && before && *x_now < *before) {
        x_nodes.error(code::scenario_bad_time, node.at, "time does not go back", "name a time behind that of the step before");
        return false;
    }
    return x_now.has_value();
}

std::optional<instant> scenario_step_reading::absolute_time(const yaml_node& node) {
    const auto text = x_nodes.text(node, "a time");
    if (!text) return std::nullopt;
    if (const auto time = read_wall_time(*text, x_zone)) return to_instant(*time);
    x_nodes.error(code::scenario_bad_time, node.at, fmt::format("'{}' is no time", *text),
                  "write 2026-03-02 09:00, or 2026-03-02T14:00:00Z");
    return std::nullopt;
}

std::optional<instant> scenario_step_reading::later(const yaml_node& node, std::string_view key) {
    const auto text = x_nodes.text(node, "a length of time");
    if (!text) return std::nullopt;
    auto read = read_length(*text);
    if (!read.length) {
        x_nodes.error(code::scenario_bad_time, node.at, read.problem, read.suggestion);
        return std::nullopt;
    }
    if (!x_now) {
        x_nodes.error(code::scenario_bad_time, node.at, fmt::format("there is no step before that '{}' could count from", key),
                      "begin with 'at: 2026-03-02 09:00'");
        return std::nullopt;
    }
    const auto& length = *read.length;
    if (length.is == length_of_time::kind_of::days && length.count <= 1'000'000) return days_later(*x_now, length.count, x_zone);
    if (length.is == length_of_time::kind_of::elapsed &&
        length.micros <= instant::max().micros - std::max<std::int64_t>(x_now->micros, 0)) {
        return plus_clamped(*x_now, length.micros);
    }
    x_nodes.error(code::scenario_bad_time, node.at, fmt::format("a scenario cannot wait '{}'", *text),
                  "write a length such as 48h, 3d, 30m or 2 days");
    return std::nullopt;
}

// ---- events ---------------------------------------------------------------------------------------------------------

bool scenario_step_reading::read_event(event_kind kind, const yaml_node& body, scenario_step& step) {
    if (is_internal(kind)) return false;  // check_keys has said so: it is no key of a step
    if (!body.is_mapping()) {
        x_nodes.wrong_shape(body, "the event's fields ({id: C-1, customer: ana})");
        return false;
    }
    event_builder builder(step.what);
    builder.begin(kind);
    builder.set_time(to_timestamp(step.time));
    bool good = true;
    for (const auto& entry : body.entries) good = read_entry(entry, builder) && good;
    if (!good) return false;
    if (auto missing = builder.finish()) {
        x_nodes.error(code::missing_key, body.at, std::move(*missing));
        return false;
    }
    ++x_events;
    if (step.what.id.empty()) step.what.id = given_id(step.what, x_events);
    return true;
}

bool scenario_step_reading::read_entry(const yaml_entry& entry, event_builder& builder) {
    if (!entry.key->is_scalar()) return false;
    const auto key = entry.key->scalar();
    const auto kind = builder.kind();
    const auto in = root_by_name(key);
    if (!in || !entry.value->is_mapping()) return fill(x_shape.find(kind, key), *entry.key, *entry.value, key, builder);
    bool good = true;
    for (const auto& inner : entry.value->entries) {
        if (!inner.key->is_scalar()) continue;
        good = fill(x_shape.find(kind, *in, inner.key->scalar()), *inner.key, *inner.value, fmt::format("{}.{}", key, inner.key->scalar()),
                    builder) &&
               good;
    }
    return good;
}

bool scenario_step_reading::fill(const slot& into, const yaml_node& key, const yaml_node& node, std::string_view name,
                                 event_builder& builder) {
    if (into.what == slot_kind::nothing) {
        const auto names = x_shape.known_names(builder.kind());
        const std::vector<std::string_view> known(names.begin(), names.end());
        x_nodes.error(code::map_unknown_field, key.at, fmt::format("a '{}' event has no field '{}'", name_of(builder.kind()), name),
                      did_you_mean_or_list(name, known));
        return false;
    }
    if (into.what == slot_kind::time) {
        x_nodes.error(code::scenario_bad_step, key.at, "the step says the time of its event", "write it as 'at:' or 'after:' of the step");
        return false;
    }
    if (node.is_null()) return true;
    bool filled = false;
    if (!fill_value(into, node, name, builder, filled)) return false;
    if (!filled)
        x_nodes.error(code::duplicate_name, key.at, fmt::format("'{}' is said twice, in two spellings", x_shape.name_of_slot(into)));
    return filled;
}

bool scenario_step_reading::fill_value(const slot& into, const yaml_node& node, std::string_view name, event_builder& builder,
                                       bool& filled) {
    if (into.is_name()) {
        const auto text = x_nodes.text(node, "a name");
        if (text) filled = builder.set_name(into.what, *text);
        return text.has_value();
    }
    const auto one = [&](const yaml_node& item, type holds) -> std::optional<value> {
        const auto text = x_nodes.text(item, fmt::format("a {}", to_string(holds)));
        if (!text) return std::nullopt;
        if (holds == type{kind::time, 0}) {
            if (const auto time = read_wall_time(*text, x_zone)) return value(*time);
        }
        auto read = value_from_text(holds, *text, {{}, x_zone});
        if (read) return std::move(*read);
        x_nodes.error(code::bad_value, item.at, fmt::format("{}: {}", name, read.error().why));
        return std::nullopt;
    };
    std::optional<value> result;
    if (into.holds.is_list() && node.is_sequence()) {
        value::list list;
        for (const auto* item : node.items) {
            auto element = one(*item, into.holds.element());
            if (!element) return false;
            list.push_back(std::move(*element));
        }
        result = value(std::move(list));
    } else {
        result = one(node, into.holds);
    }
    if (result) filled = builder.set_field(into.field, std::move(*result));
    return result.has_value();
}

}  // namespace detail

ESCALERA_NAMESPACE_END

// What a scenario expects: read from its file, and compared with decisions.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "escalera/adapters/field_reading.hpp"
#include "escalera/adapters/scenario.hpp"
#include "escalera/language/length_of_time.hpp"
#include "scenario_step_reading.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace detail {

namespace {

constexpr std::array<std::string_view, 15> decision_keys = {"rule",     "rung", "stage", "alert", "score", "key",     "action", "event",
                                                            "customer", "case", "at",    "due",   "args",  "because", "also"};
constexpr std::array<std::string_view, 2> also_keys = {"rule", "rung"};

}  // namespace

bool expectation_reading::read(const yaml_node& node, std::vector<expected_decision>& into) {
    if (!node.is_sequence()) {
        x_nodes.wrong_shape(node, "a list of decisions ([] for none)");
        return false;
    }
    bool good = true;
    for (const auto* item : node.items) good = read_decision(*item, into.emplace_back()) && good;
    return good;
}

bool expectation_reading::read_decision(const yaml_node& node, expected_decision& into) {
    into.at = node.at;
    if (!node.is_mapping()) {
        x_nodes.wrong_shape(node, "a decision ({rule: ..., action: ...})");
        return false;
    }
    x_nodes.check_keys(node, decision_keys, "an expected decision");
    bool good = true;
    for (const auto& entry : node.entries) {
        if (!entry.key->is_scalar()) continue;
        const auto key = entry.key->scalar();
        const auto& there = *entry.value;
        if (key == "args" || key == "because") {
            good = read_values(there, key == "args" ? into.args : into.because) && good;
        } else if (key == "also") {
            good = read_also(there, into) && good;
        } else if (key == "at" || key == "due") {
            const auto text = x_nodes.text(there, "a time");
            const auto time = text ? read_wall_time(*text, x_zone) : std::nullopt;
            if (text && !time)
                x_nodes.error(code::scenario_bad_time, there.at, fmt::format("'{}' is no time", *text),
                              "write 2026-03-02 09:00, or 2026-03-02T14:00:00Z");
            if (time) (key == "at" ? into.time : into.due) = to_instant(*time);
            good = good && time.has_value();
        } else if (std::find(decision_keys.begin(), decision_keys.end(), key) != decision_keys.end()) {
            auto text = there.is_null() ? std::optional<std::string>("") : x_nodes.text(there, "a name");
            if (text) into.texts.emplace_back(key, std::move(*text));
            good = good && text.has_value();
        }
    }
    return good;
}

bool expectation_reading::read_values(const yaml_node& node, std::vector<std::pair<std::string, expected_value>>& into) {
    if (!node.is_mapping()) {
        x_nodes.wrong_shape(node, "a mapping of names to values");
        return false;
    }
    bool good = true;
    for (const auto& entry : node.entries) {
        if (!entry.key->is_scalar()) continue;
        auto& [name, expected] = into.emplace_back();
        name = entry.key->scalar();
        good = read_value(*entry.value, expected) && good;
    }
    return good;
}

bool expectation_reading::read_value(const yaml_node& node, expected_value& into) {
    if (node.is_null()) return true;
    if (node.is_sequence()) {
        into.is_list = true;
        bool good = true;
        for (const auto* item : node.items) good = read_value(*item, into.items.emplace_back()) && good;
        return good;
    }
    if (const auto* least = node.is_mapping() && node.entries.size() == 1 ? node.find("at_least") : nullptr; least != nullptr) {
        into.at_least = true;
        return read_value(*least, into);
    }
    auto text = x_nodes.text(node, "a value, a list, or {at_least: 33},");
    if (text) into.text = std::move(*text);
    return text.has_value();
}

bool expectation_reading::read_also(const yaml_node& node, expected_decision& into) {
    if (!node.is_sequence()) {
        x_nodes.wrong_shape(node, "a list of other causes ([{rule: ..., rung: ...}])");
        return false;
    }
    auto& also = into.also.emplace();
    for (const auto* item : node.items) {
        if (!item->is_mapping()) {
            x_nodes.wrong_shape(*item, "a cause ({rule: ..., rung: ...})");
            return false;
        }
        x_nodes.check_keys(*item, also_keys, "a cause");
        const auto text = [&](std::string_view key) {
            const auto* there = item->find(key);
            return there != nullptr ? std::string(there->scalar()) : std::string{};
        };
        also.emplace_back(text("rule"), text("rung"));
    }
    return true;
}

}  // namespace detail

namespace {

std::string_view text_of(const decision& made, std::string_view key) {
    if (key == "rule") return made.rule;
    if (key == "rung") return made.rung;
    if (key == "stage") return made.stage;
    if (key == "alert") return made.alert;
    if (key == "score") return made.score;
    if (key == "key") return made.key;
    if (key == "action") return made.action;
    if (key == "event") return made.event;
    return key == "customer" ? made.customer : made.kase;
}

bool same_number(std::string_view text, double made) {
    double expected = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), expected);
    return error == std::errc{} && end == text.data() + text.size() && expected == made;
}

bool same_length(std::string_view text, duration made) {
    const auto read = read_length(text);
    if (!read.length || read.length->is != length_of_time::kind_of::elapsed) return false;
    return made.nanos % 1000 == 0 && made.seconds * micros_per_second + made.nanos / 1000 == read.length->micros;
}

// Each of the names must be there with its value; the others are not looked at.
bool all_fit(const std::vector<std::pair<std::string, expected_value>>& expected, std::span<const named_cell> made) {
    return std::all_of(expected.begin(), expected.end(), [&](const auto& e) {
        const auto there = std::find_if(made.begin(), made.end(), [&](const named_cell& c) { return c.name == e.first; });
        return fits(e.second, there == made.end() ? cell{} : there->what);
    });
}

}  // namespace

bool fits(const expected_value& expected, const cell& made) {
    if (expected.is_list) {
        if (made.what != kind::list || made.extent != expected.items.size()) return false;
        for (std::uint32_t i = 0; i < made.extent; ++i) {
            if (!fits(expected.items[i], made.elements[i])) return false;
        }
        return true;
    }
    if (expected.at_least != made.at_least) return false;
    const std::string_view text = expected.text;
    switch (made.what) {
        case kind::absent: return text.empty();
        case kind::boolean: return text == (made.as_bool() ? "true" : "false");
        case kind::integer: return exact_units(text, 0) == made.integer;
        case kind::number: return same_number(text, made.number);
        case kind::dec: return exact_units(text, 4) == made.as_decimal().units;
        case kind::text: return text == made.as_text();
        case kind::time: return detail::read_wall_time(text, {}) == made.as_time();
        case kind::span: return same_length(text, made.as_span());
        case kind::list: return false;
    }
    return false;
}

bool fits(const expected_decision& expected, const decision& made) {
    for (const auto& [key, text] : expected.texts) {
        if (text_of(made, key) != text) return false;
    }
    if (expected.time && *expected.time != made.at) return false;
    if (expected.due && expected.due != made.due) return false;
    if (expected.also) {
        const auto same = [](const auto& e, const also_cause& m) { return e.first == m.rule && e.second == m.rung; };
        if (!std::equal(expected.also->begin(), expected.also->end(), made.also.begin(), made.also.end(), same)) return false;
    }
    return all_fit(expected.args, made.args) && all_fit(expected.because, made.because);
}

ESCALERA_NAMESPACE_END

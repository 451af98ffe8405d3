// `cases:`: when a case is over, how its time is told, and the steps that it takes.
#include <algorithm>

#include <fmt/format.h>

#include "escalera/language/yaml_reader.hpp"
#include "read_sections.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace written {

namespace {

std::optional<length> read_some_time(const mapping_view& in, std::string_view key, std::string_view why_not, std::string_view way_out) {
    const auto* node = in.find(key);
    if (node == nullptr) return std::nullopt;
    auto read = read_elapsed(*node, fmt::format("'{}' of 'cases'", key), false, in.found());
    if (!read || read->is.micros != 0) return read;
    in.found().add(code::bad_duration, read->at, std::string(why_not), std::string(way_out));
    return std::nullopt;
}

// A step's name stands in conditions, as text between quotes.
bool is_good_step_name(std::string_view text) noexcept {
    return std::none_of(text.begin(), text.end(),
                        [](char c) noexcept { return c == '"' || c == '\'' || c == '\\' || static_cast<unsigned char>(c) < 0x20; });
}

void read_step(const yaml_node& node, rules_document& into, diagnostics& found) {
    case_step s;
    if (!node.is_mapping()) {
        if (auto n = read_name(node, "a step", found)) s.is = std::move(*n);
    } else {
        static constexpr std::string_view known[] = {"name", "owner", "limit", "calendar", "done", "back", "optional"};
        const mapping_view in(node, "a step", known, found);
        if (!in.is_readable()) return;
        const auto* n = in.require("name");
        if (auto is = n != nullptr ? read_name(*n, "the name of a step", found) : std::nullopt) s.is = std::move(*is);
        s.owner = read_name(in, "owner");
        s.calendar = read_name(in, "calendar");
        if (const auto* limit = in.find("limit")) s.limit = read_length_of_time(*limit, "'limit' of a step", found);
        if (const auto* done = in.find("done")) s.done = read_names(*done, "'done' of a step", found);
        if (const auto* back = in.find("back")) s.back = read_names(*back, "'back' of a step", found);
        if (const auto* optional = in.find("optional")) s.optional = read_bool(*optional, "'optional' of a step", found).value_or(false);
        using kind_of = length_of_time::kind_of;
        const bool is_no_limit = s.limit && (s.limit->is.is == kind_of::ever || s.limit->is.is == kind_of::last_period ||
                                             (s.limit->is.micros == 0 && s.limit->is.count == 0));
        if (is_no_limit) {
            found.add(code::bad_duration, s.limit->at, "a step cannot be limited by that", "write '4h', '3 days' or '2 business-days'");
            s.limit.reset();
        }
        if (s.calendar && !in.has("limit") && !in.is_damaged())
            in.report_missing("limit", "write 'limit: 4h', which the calendar counts, or leave 'calendar' out");
    }
    if (s.is.empty()) return;
    if (!is_good_step_name(s.is.text)) {
        found.add(code::bad_name, s.is.at, fmt::format("the step '{}' cannot be asked for in a condition", s.is.text),
                  "name it without quotes and backslashes");
        return;
    }
    into.steps.push_back(std::move(s));
}

}  // namespace

void read_cases(const yaml_node& node, rules_document& into, diagnostics& found) {
    static constexpr std::string_view known[] = {"idle", "calendar", "thorough", "steps"};
    const mapping_view in(node, "'cases'", known, found);
    if (!in.is_readable()) return;
    const bool says_nothing = !in.is_damaged() && std::none_of(std::begin(known), std::end(known), [&](auto key) { return in.has(key); });
    if (says_nothing) in.report_missing("idle", "write 'idle: 90d', or leave 'cases' out");
    set_once(into.case_idle,
             read_some_time(in, "idle", "a case cannot be idle for no time at all", "write a length such as '90d', or leave 'idle' out"),
             "'idle' of 'cases'", found);
    set_once(into.thorough,
             read_some_time(in, "thorough", "no repeat comes in no time at all", "write a length such as '30d', or leave 'thorough' out"),
             "'thorough' of 'cases'", found);
    set_once(into.case_calendar, read_name(in, "calendar"), "'calendar' of 'cases'", found);
    if (const auto* steps = in.find("steps")) {
        if (!into.steps.empty()) {
            found.add({code::duplicate_name,
                       in.place_of("steps"),
                       "'steps' of 'cases' are said a second time",
                       "keep one of them",
                       {{into.steps.front().is.at, "first here"}}});
            return;
        }
        for_each_listed(*steps, "'steps' of 'cases'", "write a list: - name: recorded", found,
                        [&](const yaml_node& item) { read_step(item, into, found); });
        if (steps->is_sequence() && steps->items.empty())
            found.add(code::bad_value, steps->at, "'steps' is an empty list", "name the steps in their order, or leave 'steps' out");
        if (into.steps.empty()) return;
        if (!into.steps.front().back.empty()) {
            found.add(code::bad_value, into.steps.front().back.front().at, "before the first step there is none to go back to",
                      "leave 'back' out, or name the step before it");
        }
        if (!into.steps.back().done.empty()) {
            found.add(code::bad_value, into.steps.back().done.front().at, "behind the last step there is none to go on to",
                      "leave 'done' out, or name the step behind it");
        }
    }
}

// It runs while the case is at the step, and its `breached` is the step's. A role or calendar that is not declared is told
// where the step names it, not here.
void add_step_clocks(rules_document& document) {
    const auto is_declared = [](const auto& all, const std::optional<name>& n) {
        return n && std::any_of(all.begin(), all.end(), [&](const auto& one) { return one.is.text == n->text; });
    };
    for (const auto& s : document.steps) {
        if (!s.limit || !s.limit->at.in) continue;
        const auto& calendar = s.calendar ? s.calendar : document.case_calendar;
        const auto limit = s.limit->at.in->text().substr(s.limit->at.begin, s.limit->at.end - s.limit->at.begin);
        std::string text = fmt::format(
            "- name: \"step-{0}\"\n"
            "  start: {{when: 'case.step == \"{0}\" and case.status != \"closed\"'}}\n"
            "  stop: {{when: 'case.step != \"{0}\"'}}\n"
            "  cancel: {{when: 'case.status == \"closed\"'}}\n"
            "  target:\n"
            "    - within: {1}\n",
            s.is.text, limit);
        if (is_declared(document.calendars, calendar)) text += fmt::format("      calendar: \"{}\"\n", calendar->text);
        if (is_declared(document.roles, s.owner)) {
            text += fmt::format(
                "  stages:\n"
                "    - at: 100%\n"
                "      then:\n"
                "        - notify: {{role: \"{}\"}}\n",
                s.owner->text);
        }
        diagnostics none;
        auto file = read_yaml(std::make_shared<const source>(fmt::format("the step '{}'", s.is.text), std::move(text)), none);
        if (file->root == nullptr || none.has_errors()) continue;
        const auto before = document.clocks.size();
        read_clocks(*file->root, document, none);
        if (document.clocks.size() > before) {
            auto& made = document.clocks.back();
            made.is.at = s.is.at;
            if (!made.targets.empty() && made.targets.back().within) made.targets.back().within->at = s.limit->at;
        }
        document.files.push_back(std::move(file));
    }
}

}  // namespace written

ESCALERA_NAMESPACE_END

// `schedules:`: what is asked again and again, at a time of day, of each key that something was counted for.
#include <fmt/format.h>

#include "escalera/language/recurrence_text.hpp"
#include "read_sections.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace written {

namespace {

void read_every(const mapping_view& in, schedule& into) {
    const auto* node = in.require("every");
    if (node == nullptr) return;
    for (const auto& n : read_names(*node, "'every' of a schedule", in.found())) {
        auto reading = read_recurrence(n.text);
        if (reading.time) {
            into.every.push_back({*reading.time, n.at});
        } else {
            in.found().add(code::bad_recurrence, n.at, std::move(reading.problem), std::move(reading.suggestion));
        }
    }
}

void read_closed(const mapping_view& in, schedule& into) {
    static constexpr std::string_view choices[] = {"next-opening", "skip"};
    into.calendar = read_name(in, "calendar");
    const auto* node = in.find("closed");
    if (node == nullptr) return;
    if (const auto choice = read_choice(*node, "'closed' of a schedule", choices, in.found()))
        into.closed = static_cast<when_closed>(*choice);
    if (!in.has("calendar") && !in.is_damaged()) {
        in.found().add(code::missing_key, in.place_of("closed"), "'closed' needs a calendar that can be closed",
                       "write 'calendar: …' beside it, or leave it out");
    }
}

void read_schedule(const yaml_node& node, rules_document& into, diagnostics& found) {
    static constexpr std::string_view known[] = {"name", "every",  "calendar",   "closed", "per",
                                                 "when", "always", "if_unknown", "unless", "then"};
    const mapping_view in(node, "a schedule", known, found);
    if (!in.is_readable()) return;
    schedule s;
    const auto* n = in.require("name");
    auto is = n != nullptr ? read_name(*n, "the name of a schedule", found) : std::nullopt;
    read_every(in, s);
    read_closed(in, s);
    if (const auto* per = in.find("per")) s.per = read_names(*per, "'per' of a schedule", found);
    s.holds = read_guard(in);
    if (!s.holds.unreadable && !s.holds.when && !s.holds.always) {
        in.report_missing("when", "write 'when: …', or 'always: true' if it is meant to hold always");
    }
    s.unless = read_condition(in, "unless");
    s.otherwise = read_if_unknown(in);
    s.then = read_then(in);
    if (is) s.is = std::move(*is);
    into.schedules.push_back(std::move(s));
}

}  // namespace

void read_schedules(const yaml_node& node, rules_document& into, diagnostics& found) {
    for_each_listed(node, "'schedules'", "write a list: - name: late-department", found,
                    [&](const yaml_node& item) { read_schedule(item, into, found); });
}

}  // namespace written

ESCALERA_NAMESPACE_END

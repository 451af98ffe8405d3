// `follow_ups:`: who is asked afterwards, by what means and when.
#include <fmt/format.h>

#include "read_sections.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace written {

namespace {

using kind_of = length_of_time::kind_of;

// A length that may be days: "2h", "3 days", "2 business-days".
std::optional<length> read_after(const mapping_view& in, std::string_view key) {
    const auto* node = in.require(key);
    if (node == nullptr) return std::nullopt;
    const auto what = fmt::format("'{}' of {}", key, in.what());
    auto read = read_length_of_time(*node, what, in.found());
    if (!read) return read;
    const bool is_usable = read->is.is != kind_of::ever && read->is.is != kind_of::last_period;
    const bool is_nothing = read->is.micros == 0 && read->is.count == 0;
    if (is_usable && !is_nothing) return read;
    in.found().add(code::bad_duration, read->at, fmt::format("{} cannot be '{}'", what, node->scalar()),
                   "write '2h', '3 days' or '2 business-days'");
    return std::nullopt;
}

void read_plan(const yaml_node& node, bool last, follow_up& into, diagnostics& found) {
    static constexpr std::string_view known[] = {"when", "always", "by", "after"};
    const mapping_view in(node, "a plan", known, found);
    if (!in.is_readable()) return;
    follow_up_plan p;
    p.holds = read_guard(in);
    if (!p.holds.unreadable && !p.holds.when && !last) {
        if (p.holds.always) {
            found.add(code::bad_value, in.place_of("always"), "what stands behind this plan is never reached, since this one always holds",
                      "move it to the end of the list");
        } else {
            in.report_missing("when", "write 'when: …'; only the last plan of the list may hold always");
        }
    }
    if (const auto* by = in.require("by")) {
        if (auto n = read_name(*by, "'by' of a plan", found)) p.by = std::move(*n);
    }
    p.after = read_after(in, "after");
    into.plans.push_back(std::move(p));
}

void read_follow_up(const yaml_node& node, rules_document& into, diagnostics& found) {
    static constexpr std::string_view known[] = {"name", "start", "plan", "not_reached", "cancel", "hours"};
    const mapping_view in(node, "a follow-up", known, found);
    if (!in.is_readable()) return;
    follow_up f;
    const auto* n = in.require("name");
    auto is = n != nullptr ? read_name(*n, "the name of a follow-up", found) : std::nullopt;
    static_cast<void>(in.require("start"));
    f.start = read_triggers(in, "start");
    f.cancel = read_triggers(in, "cancel");
    f.hours = read_name(in, "hours");
    if (const auto* plans = in.require("plan")) {
        if (plans->is_mapping()) {
            read_plan(*plans, true, f, found);
        } else {
            for_each_listed(*plans, "'plan' of a follow-up", "write a list: - {by: phone, after: 3 days}", found,
                            [&](const yaml_node& item) { read_plan(item, &item == plans->items.back(), f, found); });
        }
        const bool empty = plans->is_null() || (plans->is_sequence() && plans->items.empty());
        if (empty) found.add(code::bad_value, in.place_of("plan"), "a follow-up has no plan", "write '{by: phone, after: 3 days}'");
    }
    if (const auto* again = in.find("not_reached")) {
        static constexpr std::string_view keys[] = {"again_after", "times"};
        const mapping_view inner(*again, "'not_reached' of a follow-up", keys, found);
        f.again_after = read_after(inner, "again_after");
        if (const auto* times = inner.find("times")) f.times = read_number(*times, "'times' of 'not_reached'", 1, 1000, found);
    }
    if (is) f.is = std::move(*is);
    into.follow_ups.push_back(std::move(f));
}

}  // namespace

void read_follow_ups(const yaml_node& node, rules_document& into, diagnostics& found) {
    for_each_listed(node, "'follow_ups'", "write a list: - name: after-resolution", found,
                    [&](const yaml_node& item) { read_follow_up(item, into, found); });
}

}  // namespace written

ESCALERA_NAMESPACE_END

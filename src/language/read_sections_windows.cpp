#include <algorithm>

#include <fmt/format.h>

#include "read_sections.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace written {

namespace {

constexpr std::string_view keys[] = {"count", "sum", "distinct", "share", "average", "of", "per", "within", "where", "limit"};
constexpr std::string_view measures[] = {"count", "sum", "distinct", "share", "average"};
constexpr std::int64_t most_told_apart = 1'000'000;

// What the window measures: the one of count, sum, distinct, share and average that is there.
void read_measure(const mapping_view& in, window& w) {
    const yaml_node* value = nullptr;
    bool present = false;
    for (std::size_t i = 0; i < std::size(measures); ++i) {
        if (!in.has(measures[i])) continue;
        if (present) {
            in.found().add(code::bad_value, in.place_of(measures[i]), fmt::format("{} measures two things", in.what()),
                           "keep one of 'count', 'sum', 'distinct', 'share' and 'average'; make two windows of it");
            return;
        }
        present = true;
        w.what = static_cast<window_what>(i);
        value = in.find(measures[i]);
    }
    if (!present) {
        in.report_missing("count", "write 'count: complaint', or 'sum', 'distinct', 'share' or 'average'");
        return;
    }
    if (value == nullptr) return;
    if (w.what == window_what::share && value->is_mapping()) {
        static constexpr std::string_view known[] = {"when"};
        const mapping_view inner(*value, fmt::format("'share' of {}", in.what()), known, in.found());
        w.hit = read_condition(inner, "when");
        if (!inner.has("when"))
            inner.report_missing("when", "write the condition of those that make up the share: {when: feedback.satisfied}");
        return;
    }
    auto of = read_name(*value, fmt::format("'{}' of {}", measures[static_cast<std::size_t>(w.what)], in.what()), in.found());
    if (of) w.of = std::move(*of);
}

void read_facts(const mapping_view& in, window& w) {
    if (w.what == window_what::share) {
        if (const auto* of = in.require("of")) w.facts = read_name(*of, fmt::format("'of' of {}", in.what()), in.found());
    } else if (in.has("of")) {
        in.found().add(code::bad_value, in.place_of("of"), "'of' belongs to 'share' alone", "leave it out");
    }
}

void read_within(const mapping_view& in, window& w) {
    const auto* within = in.require("within");
    if (within == nullptr) return;
    if (within->is_scalar() && within->scalar().starts_with("last ")) {
        w.within = read_length_of_time(*within, fmt::format("'within' of {}", in.what()), in.found());
        return;
    }
    w.within = read_elapsed(*within, fmt::format("'within' of {}", in.what()), true, in.found());
    if (w.within && w.within->is.micros == 0) {
        in.found().add(code::bad_duration, w.within->at, "a window cannot be empty", "write a length such as '90d'");
        w.within.reset();
    }
}

void read_limit(const mapping_view& in, window& w) {
    const auto* limit = in.find("limit");
    if (limit == nullptr) return;
    if (w.what != window_what::distinct) {
        in.found().add(code::bad_value, in.place_of("limit"), "'limit' belongs to 'distinct' alone",
                       "leave it out; 'limits: {remember: …}' bounds what is counted");
        return;
    }
    w.limit = read_number(*limit, fmt::format("'limit' of {}", in.what()), 1, most_told_apart, in.found());
}

void read_window(const name& n, const yaml_node& node, rules_document& into, diagnostics& found) {
    const bool good_name = check_identifier(n, "a window", found);
    const auto what = fmt::format("the window '{}'", n.text);
    const mapping_view in(node, what, keys, found);
    window w;
    w.is = n;
    read_measure(in, w);
    read_facts(in, w);
    read_within(in, w);
    // Of periods there may be one count of all.
    const auto* per = w.is_periodic() ? in.find("per") : in.require("per");
    if (per != nullptr) w.per = read_names(*per, fmt::format("'per' of {}", what), found);
    w.where = read_condition(in, "where");
    read_limit(in, w);
    if (!good_name) {
        into.mark_damaged("windows");  // what it should have been called is anybody's guess
        return;
    }
    into.windows.push_back(std::move(w));
}

}  // namespace

void read_windows(const yaml_node& node, rules_document& into, diagnostics& found) {
    for_each_named(node, "'windows'", "write {repeat: {count: complaint, per: customer, within: 90d}}", found,
                   [&](const name& n, const yaml_node& value) { read_window(n, value, into, found); });
}

}  // namespace written

ESCALERA_NAMESPACE_END

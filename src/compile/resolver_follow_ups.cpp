#include <fmt/format.h>

#include "compile/resolver.hpp"

ESCALERA_NAMESPACE_BEGIN

void resolver::check_delay(const std::optional<written::length>& after, bool calendar) const {
    using kind_of = length_of_time::kind_of;
    if (!after) return;
    if (after->is.is == kind_of::business_days && !calendar) {
        x_found.add(code::no_calendar, after->at, "business days mean nothing without a calendar",
                    fmt::format("write 'hours: …' in the follow-up, or use '{} days'", after->is.count));
    }
    if (after->is.has_days && calendar) {
        const auto n = after->is.micros / 86'400'000'000;
        x_found.add(
            code::days_under_calendar, after->at, "days of 24 hours under a calendar, which counts open time",
            fmt::format(
                "write '{0} days' for days of the calendar, '{0} business-days' for open days, or hours, as in '{1}h', for open time", n,
                n * 8));
    }
}

void resolver::take_follow_ups() {
    for (const auto& f : x_document->follow_ups) {
        resolved::follow_up to;
        to.name = f.is.text;
        to.at = f.is.at;
        to.start = take_triggers(f.start);
        to.cancel = take_triggers(f.cancel);
        if (f.hours) to.hours = find_calendar(*f.hours);
        for (const auto& p : f.plans) {
            check_delay(p.after, f.hours.has_value());
            to.options.push_back(
                {take_condition(p.holds.when, condition_home::follow_up), p.by.text, p.after ? p.after->is : length_of_time()});
        }
        check_delay(f.again_after, f.hours.has_value());
        if (f.again_after) {
            to.again_after = f.again_after->is;
            to.times = f.times ? static_cast<std::uint32_t>(f.times->is) : 1;
        }
        x_into.follow_ups.push_back(std::move(to));
    }
}

ESCALERA_NAMESPACE_END

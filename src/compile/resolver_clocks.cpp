#include <algorithm>

#include <fmt/format.h>

#include "compile/resolver.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

// Every kind that input can have, of a case.
constexpr event_mask events_of_cases =
    ((event_mask{1} << input_event_kind_count) - 1) & ~(mask_of(event_kind::customer) | mask_of(event_kind::signal));

bool needs_days(const written::clock& c) {
    using kind_of = length_of_time::kind_of;
    return std::any_of(c.targets.begin(), c.targets.end(),
                       [](const written::target& t) { return t.within && t.within->is.is != kind_of::elapsed; });
}

}  // namespace

std::vector<resolved::trigger> resolver::take_triggers(std::span<const written::trigger> triggers) const {
    std::vector<resolved::trigger> all;
    for (const auto& t : triggers) {
        resolved::trigger to;
        to.on = t.on.empty() ? events_of_cases : 0;
        for (const auto& n : t.on) {
            const auto k = event_kind_by_name(n.text);
            if (k && is_internal(*k)) {
                x_found.add(code::inner_trigger, n.at,
                            fmt::format("the event '{}', which the engine itself raises, cannot move a clock", n.text),
                            "name an event that comes in, such as 'replied', or write a rule on it");
            } else if (const auto found = find_event(n)) {
                to.on |= mask_of(*found);
            }
        }
        to.when = take_condition(t.when, condition_home::clock);
        all.push_back(std::move(to));
    }
    return all;
}

void resolver::take_clocks() {
    for (const auto& c : x_document->clocks) {
        resolved::clock to;
        to.name = c.is.text;
        to.at = c.is.at;
        to.only = take_condition(c.only, condition_home::clock);
        to.start = take_triggers(c.start);
        to.stop = take_triggers(c.stop);
        to.cancel = take_triggers(c.cancel);
        to.reset = take_triggers(c.reset);
        to.pause = take_condition(c.pause, condition_home::clock);
        to.pause_on = take_triggers(c.pause_on);
        to.resume = take_triggers(c.resume);
        take_targets(c, to);
        take_stages(c, to);
        x_into.clocks.push_back(std::move(to));
    }
}

// ---- targets -----------------------------------------------------------------------------------------------------

void resolver::take_targets(const written::clock& from, resolved::clock& to) const {
    const auto calendar = from.calendar ? find_calendar(*from.calendar) : std::nullopt;
    for (const auto& t : from.targets) take_target(t, calendar, to);
}

void resolver::take_target(const written::target& from, std::optional<std::uint32_t> calendar, resolved::clock& to) const {
    using kind_of = length_of_time::kind_of;
    resolved::target t;
    t.when = take_condition(from.holds.when, condition_home::clock);
    t.calendar = from.calendar ? find_calendar(*from.calendar) : calendar;
    const bool names_one = from.calendar || calendar;
    if (from.within) {
        t.within = from.within->is;
        if (t.within.is == kind_of::business_days && !names_one) {
            x_found.add(code::no_calendar, from.within->at, "business days mean nothing without a calendar",
                        fmt::format("write 'calendar: …' beside it, or use '{} days'", t.within.count));
        }
        if (t.within.has_days && names_one) {
            const auto n = t.within.micros / 86'400'000'000;
            x_found.add(code::days_under_calendar, from.within->at, "days of 24 hours under a calendar, which counts open time",
                        fmt::format("write '{0} days' for days of the calendar, '{0} business-days' for open days, or hours, as in '{1}h', "
                                    "for open time",
                                    n, n * 8));
        }
    }
    if (from.due) {
        t.due = find_field(*from.due, "'due' of a target");
        if (t.due && x_into.fields[*t.due].holds != type{kind::time, 0}) {
            x_found.add(
                code::bad_measure, from.due->at,
                fmt::format("'{}' is {}, and cannot be due", x_into.fields[*t.due].full_name, to_string(x_into.fields[*t.due].holds)),
                "name a field of type timestamp, such as complaint.due");
        }
    }
    to.targets.push_back(std::move(t));
}

// ---- stages ------------------------------------------------------------------------------------------------------

void resolver::take_stages(const written::clock& from, resolved::clock& to) const {
    const auto hours = from.hours ? find_calendar(*from.hours) : std::nullopt;
    const bool under_calendar = from.calendar || std::any_of(from.targets.begin(), from.targets.end(),
                                                             [](const written::target& t) { return t.calendar.has_value(); });
    const bool business_days = under_calendar || needs_days(from);
    for (const auto& s : from.stages) {
        resolved::clock_stage t;
        t.at = s.at_place;
        if (s.is) t.name = s.is->text;
        if (s.at) t.time = *s.at;
        if (s.every) t.every = s.every->is.micros;
        if (s.times) t.times = static_cast<std::uint32_t>(s.times->is);
        t.combine = s.combine;
        t.hours = s.hours ? find_calendar(*s.hours) : hours;
        check_stage_days(s, under_calendar);
        t.because.when = take_condition(s.when, condition_home::clock);
        t.because.unless = take_condition(s.unless, condition_home::clock);
        t.because.otherwise = s.otherwise;
        t.because.then = take_actions(s.then, condition_home::clock, business_days);
        const auto same = std::find_if(to.stages.begin(), to.stages.end(), [&](const auto& other) { return other.name == t.name; });
        if (!t.name.empty() && same != to.stages.end()) {
            x_found.add({code::duplicate_name,
                         s.is->at,
                         fmt::format("the stage '{}' is here for the second time", t.name),
                         "join them, or give one of them a 'name'",
                         {{same->at, "first here"}}});
        }
        to.stages.push_back(std::move(t));
    }
}

void resolver::check_stage_days(const written::clock_stage& s, bool calendar) const {
    if (!calendar) return;
    const auto report = [&](const place& at) {
        x_found.add(code::days_under_calendar, at, "days of 24 hours under a calendar, which counts open time",
                    "write hours, as in '8h', for open time, or the day that is meant, as in 'day 10'");
    };
    if (s.at && s.at->has_days) report(s.at_place);
    if (s.every && s.every->is.has_days) report(s.every->at);
}

ESCALERA_NAMESPACE_END

#include <fmt/format.h>

#include "compile/resolver.hpp"

ESCALERA_NAMESPACE_BEGIN

void resolver::take_cases() {
    const auto& d = *x_document;
    if (d.case_calendar) x_into.case_calendar = find_calendar(*d.case_calendar);
    if (d.thorough) x_into.thorough = d.thorough->is.micros;
    const auto take = [this](const std::vector<written::name>& events) {
        event_mask mask = 0;
        for (const auto& n : events) {
            const auto k = event_kind_by_name(n.text);
            const bool of_no_case = k && (*k == event_kind::customer || *k == event_kind::signal || *k == event_kind::step);
            if (of_no_case || (k && is_internal(*k))) {
                x_found.add(code::inner_trigger, n.at, fmt::format("the event '{}' cannot end a step", n.text),
                            *k == event_kind::step ? "an event 'step' names the step that it leads to, in 'step'"
                                                   : "name an event of cases that comes in, such as 'approved'");
            } else if (const auto found = find_event(n)) {
                mask |= mask_of(*found);
            }
        }
        return mask;
    };
    for (const auto& s : d.steps) {
        if (s.owner) static_cast<void>(find_role(*s.owner));
        if (s.calendar) static_cast<void>(find_calendar(*s.calendar));
        x_into.steps.push_back({s.is.text, s.owner ? s.owner->text : std::string(), s.optional, take(s.done), take(s.back)});
    }
}

ESCALERA_NAMESPACE_END

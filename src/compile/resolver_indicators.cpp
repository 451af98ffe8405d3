// Windows that are counted by periods, and schedules that ask for them: of a key, and of no customer.

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "compile/resolver.hpp"
#include "language/document_walk.hpp"

ESCALERA_NAMESPACE_BEGIN

using written::window_what;

namespace {

std::set<field_id> fields_of(std::span<const resolved::key_part> key) {
    std::set<field_id> all;
    for (const auto& p : key) all.insert(p.field);
    return all;
}

}  // namespace

// ---- windows

void resolver::check_indicator(const written::window& w, resolved::window& to) const {
    if (w.what == window_what::distinct) {
        x_found.add(code::bad_indicator, w.is.at,
                    fmt::format("the window '{}' tells values apart, which is not counted by periods", w.is.text),
                    "write 'within: 7d', or count with 'count', 'sum', 'share' or 'average'");
    }
    for (const auto& p : to.per) {
        if (p.is == resolved::key_part::kind_of::field) continue;
        x_found.add(code::bad_indicator, p.at,
                    fmt::format("the window '{}' is counted by periods, and belongs to no customer and no case", w.is.text),
                    "name fields such as 'case.department', or write 'within: 7d'");
    }
    if (w.what == window_what::average) to.holds = type{kind::number, 0};
}

void resolver::check_rolling(const written::window& w) const {
    if (w.what != window_what::average && !w.hit) return;
    if (!w.within) return;  // it has been reported
    x_found.add(code::bad_indicator, w.hit ? w.hit->key : w.is.at,
                fmt::format("the window '{}' measures what is counted by periods alone", w.is.text), "write 'within: last week'");
}

// All that the customer's stage knows once the event is done; but nothing that is published, since windows of periods would lean on each
// other.
void resolver::check_fact_reads(const condition& c) const {
    for (std::uint32_t i = 0; i < c.nodes.size(); ++i) {
        const auto what = c[i].what;
        if (what != opcode::window && what != opcode::window_of) continue;
        const auto& w = x_into.windows[c[i].index];
        if (!w.period) continue;
        x_found.add(code::flows_back, c.place_of(i), fmt::format("a window of periods cannot read another, '{}'", w.name),
                    "read both in a rule or a schedule");
    }
}

// ---- schedules

void resolver::take_schedules() {
    for (const auto& s : x_document->schedules) take_schedule(s);
}

void resolver::take_schedule(const written::schedule& s) {
    resolved::schedule to;
    to.name = s.is.text;
    to.at = s.is.at;
    for (const auto& t : s.every) to.every.push_back(t.is);
    to.closed = s.closed;
    if (s.calendar) to.calendar = find_calendar(*s.calendar);
    to.per = take_key(s.per, fmt::format("the schedule '{}'", s.is.text));
    bool has_key = to.per.size() == s.per.size();
    for (const auto& p : to.per) {
        if (p.is == resolved::key_part::kind_of::field) continue;
        has_key = false;
        x_found.add(code::bad_indicator, p.at, fmt::format("the schedule '{}' is asked of no customer and no case", s.is.text),
                    "name fields such as 'case.department'");
    }
    x_schedule = has_key ? &to : nullptr;  // without a key, what may be read is not known either
    to.because.when = take_condition(s.holds.when, condition_home::schedule);
    to.because.unless = take_condition(s.unless, condition_home::schedule);
    to.because.otherwise = s.otherwise;
    to.because.then = take_actions(s.then, condition_home::schedule, s.calendar.has_value());
    refuse_awaited(to.because.then);
    check_schedule_texts(to.because.then);
    if (has_key) check_schedule_key(to);
    x_schedule = nullptr;
    if (to.calendar && !s.every.empty()) check_ever_due(to, s.every.front().at);
    x_into.schedules.push_back(std::move(to));
}

// By time alone there is no event and no customer: the key is known, and what is counted for it.
void resolver::check_schedule_reads(const condition& c) const {
    if (x_schedule == nullptr) return;
    for (std::uint32_t i = 0; i < c.nodes.size(); ++i) {
        const auto& n = c[i];
        switch (n.what) {
            case opcode::field:
            case opcode::has: check_schedule_field(static_cast<field_id>(n.index), c.place_of(i)); break;
            case opcode::window:
            case opcode::window_of: {
                const auto& w = x_into.windows[n.index];
                if (w.period && fields_of(w.per) == fields_of(x_schedule->per)) break;
                x_found.add(code::bad_indicator, c.place_of(i),
                            fmt::format("the schedule '{}' cannot read the window '{}', which has another key or is not counted by periods",
                                        x_schedule->name, w.name),
                            "read a window of periods with the same 'per' as the schedule");
                break;
            }
            case opcode::reached:
            case opcode::rung:
            case opcode::breached:
            case opcode::left:
            case opcode::score:
            case opcode::alert:
                x_found.add(
                    code::bad_indicator, c.place_of(i),
                    fmt::format("the schedule '{}' is asked of no customer, and cannot read what cases have reached", x_schedule->name),
                    "read a window of periods with the same 'per' as the schedule");
                break;
            default: break;
        }
    }
}

void resolver::check_schedule_field(field_id f, const place& at) const {
    if (x_schedule == nullptr) return;
    const auto& info = x_into.fields[f];
    if (info.full_name == "event.time" || fields_of(x_schedule->per).count(f) != 0) return;
    x_found.add(code::bad_indicator, at,
                fmt::format("the schedule '{}' comes by time alone, when there is no event of which '{}' could be read", x_schedule->name,
                            info.full_name),
                "read the fields of 'per', 'event.time', and windows of periods");
}

// Who must answer a notice is remembered with a customer or a group, and there is neither.
void resolver::refuse_awaited(std::span<const resolved::action> actions) const {
    for (const auto& action : actions) {
        for (const auto& a : action.arguments) {
            const bool awaits = a.name == "acknowledge_within" || a.name == "else";
            if (action.name == "notify" && awaits) written::report_not_built(a.at, fmt::format("'{}' in a schedule", a.name), x_found);
        }
    }
}

void resolver::check_schedule_texts(std::span<const resolved::action> actions) const {
    for (const auto& action : actions) {
        for (const auto& a : action.arguments) {
            if (!a.text) continue;
            std::set<field_id> told;
            for (const auto& version : x_into.texts[*a.text].versions) {
                for (const auto f : version.fields) {
                    if (told.insert(f).second) check_schedule_field(f, a.at);
                }
            }
        }
    }
}

// With a key, something must tell which keys there are.
void resolver::check_schedule_key(const resolved::schedule& s) const {
    if (s.per.empty()) return;
    bool reads = false;
    const auto look = [&](const resolved::condition_ptr& c) { reads = reads || (c && !c->windows.empty()); };
    look(s.because.when);
    look(s.because.unless);
    for (const auto& action : s.because.then) {
        for (const auto& a : action.arguments) look(a.computed);
    }
    if (reads || x_document->is_damaged("windows")) return;
    x_found.add(code::bad_indicator, s.at,
                fmt::format("nothing tells for which keys the schedule '{}' is asked: it reads no window", s.name),
                "read a window of periods with the same 'per', or leave 'per' out");
}

void resolver::check_ever_due(const resolved::schedule& s, const place& at) const {
    const auto& c = x_into.calendars[*s.calendar].is;
    constexpr std::int64_t year_2000 = 946'684'800LL * micros_per_second;
    if (next_run(c, s.every, s.closed, year_2000) != INT64_MAX) return;
    x_found.add(code::never_due, at, fmt::format("the schedule '{}' never comes: its calendar is closed whenever it would", s.name),
                "choose a time inside of the hours, or 'closed: next-opening'");
}

ESCALERA_NAMESPACE_END

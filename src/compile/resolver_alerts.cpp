// Alerts: judged in the group stage, which knows the event and the groups' windows and no customer.

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "compile/resolver.hpp"
#include "escalera/language/suggest.hpp"
#include "language/document_walk.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

std::set<field_id> fields_of(std::span<const resolved::key_part> key) {
    std::set<field_id> all;
    for (const auto& p : key) all.insert(p.field);
    return all;
}

bool has_events_of_its_own(root of) noexcept {
    switch (of) {
        case root::complaint:
        case root::assessment:
        case root::offer:
        case root::reply:
        case root::feedback: return true;
        default: return false;
    }
}

}  // namespace

void resolver::take_alerts() {
    for (const auto& a : x_document->alerts) take_alert(a);
}

void resolver::take_alert(const written::alert& a) {
    resolved::alert to;
    to.name = a.is.text;
    to.at = a.is.at;
    const bool has_key = take_alert_key(a, to);
    x_alert = has_key ? &to : nullptr;  // without a key, what may be read is not known either
    to.because.otherwise = a.otherwise;
    to.because.when = take_condition(a.when, condition_home::alert);
    to.because.then = take_actions(a.then, condition_home::alert, false);
    to.until = take_condition(a.until, condition_home::alert_end);
    to.at_end = take_actions(a.at_end, condition_home::alert_end, false);
    check_alert_texts(to.because.then, condition_home::alert);
    check_alert_texts(to.at_end, condition_home::alert_end);
    to.events = mask_of(event_kind::complaint);
    if (to.because.when) {
        for (const auto w : to.because.when->windows) to.events |= mask_of(x_into.windows[w].of);
    }
    const auto& end = a.until ? a.until : a.when;
    const bool can_end = a.until ? to.until != nullptr : to.because.when != nullptr;
    if (has_key && end && can_end) check_alert_end(to, end->key);
    x_alert = nullptr;
    if (a.holds) take_hold(*a.holds, to);
    x_into.alerts.push_back(std::move(to));
}

// False when it has been reported.
bool resolver::take_alert_key(const written::alert& a, resolved::alert& to) {
    const auto what = fmt::format("the alert '{}'", a.is.text);
    to.per = take_key(a.per, what);
    if (to.per.size() != a.per.size() || to.per.empty()) return false;
    const auto of = x_into.fields[to.per.front().field].of;
    for (const auto& p : to.per) {
        const auto& info = x_into.fields[p.field];
        if (p.is == resolved::key_part::kind_of::field && info.of == of && has_events_of_its_own(of)) continue;
        const bool mixed = p.is == resolved::key_part::kind_of::field && has_events_of_its_own(info.of) && has_events_of_its_own(of);
        x_found.add(code::flows_back, p.at,
                    mixed ? fmt::format("{} has a key of '{}' and '{}', which no one event brings", what, name_of(of), name_of(info.of))
                          : fmt::format("{} belongs to no customer: '{}' cannot be part of its key", what, info.full_name),
                    "use fields of the complaint, such as 'complaint.department'; count customers with 'distinct: customer'");
        return false;
    }
    return true;
}

void resolver::take_hold(const written::hold& h, resolved::alert& to) {
    for (const auto& n : h.ladders) {
        std::vector<std::string_view> known;
        for (const auto& l : x_document->ladders) known.emplace_back(l.is.text);
        const auto at = std::find(known.begin(), known.end(), n.text);
        if (at != known.end()) {
            to.held_ladders.push_back(static_cast<std::uint32_t>(at - known.begin()));
        } else if (!x_document->is_damaged("ladders")) {
            const auto near = did_you_mean_or_list(n.text, known);
            x_found.add(code::unknown_ladder, n.at, fmt::format("there is no ladder '{}'", n.text),
                        near.empty() ? std::string("write it under 'ladders:'") : near);
        }
    }
    to.only = take_condition(h.only, condition_home::hold);
    to.hold_unless = take_condition(h.unless, condition_home::hold);
}

// ---- what may be read

void resolver::check_alert_reads(const condition& c, condition_home home) const {
    if (x_alert == nullptr) return;
    const bool at_end = home == condition_home::alert_end;
    for (std::uint32_t i = 0; i < c.nodes.size(); ++i) {
        const auto& n = c[i];
        switch (n.what) {
            case opcode::field:
            case opcode::has: check_alert_field(static_cast<field_id>(n.index), c.place_of(i), home); break;
            case opcode::window:
            case opcode::window_of: {
                const auto& w = x_into.windows[n.index];
                if (w.period) {
                    x_found.add(code::flows_back, c.place_of(i),
                                fmt::format("the alert '{}' cannot read '{}', which changes when a period ends and by no event",
                                            x_alert->name, w.name),
                                "write it as a schedule, or in a rule");
                } else if (!w.of_group) {
                    x_found.add(code::flows_back, c.place_of(i),
                                fmt::format("the alert '{}' belongs to no customer, and cannot read the window '{}', which does",
                                            x_alert->name, w.name),
                                "read a window whose key is made of the event's fields alone");
                } else if (at_end && !is_of_alert_key(n.index, *x_alert)) {
                    x_found.add(code::alert_without_end, c.place_of(i),
                                fmt::format("the window '{}' has another key than the alert '{}': its end is told by its own key alone",
                                            w.name, x_alert->name),
                                "read a window with the same 'per' as the alert");
                }
                break;
            }
            case opcode::reached:
            case opcode::rung:
            case opcode::breached:
            case opcode::left:
            case opcode::score:
                x_found.add(code::flows_back, c.place_of(i),
                            fmt::format("the alert '{}' belongs to no customer, and cannot read what cases have reached", x_alert->name),
                            "read windows of groups, or write it as a rule");
                break;
            case opcode::alert:
                x_found.add(code::flows_back, c.place_of(i), "an alert cannot read alerts: all are judged at once",
                            "write it as a rule with 'events: [alert_began]'");
                break;
            default: break;
        }
    }
}

// At its beginning there is an event; at its end there is only the key.
void resolver::check_alert_field(field_id f, const place& at, condition_home home) const {
    if (x_alert == nullptr) return;
    const auto& info = x_into.fields[f];
    if (home == condition_home::alert_end) {
        if (fields_of(x_alert->per).count(f) != 0) return;
        x_found.add(code::alert_without_end, at,
                    fmt::format("the alert '{}' ends by time alone, when there is no event of which '{}' could be read", x_alert->name,
                                info.full_name),
                    "read windows and the fields of 'per'; an event that should end it can be counted in a window");
        return;
    }
    const bool of_event = info.of == root::event && info.name != "late";
    if (info.of == x_into.fields[x_alert->per.front().field].of || of_event) return;
    x_found.add(code::flows_back, at,
                fmt::format("the alert '{}' belongs to no customer, and can read the fields of its event alone, not '{}'", x_alert->name,
                            info.full_name),
                fmt::format("use fields of '{}' and windows of groups", name_of(x_into.fields[x_alert->per.front().field].of)));
}

void resolver::check_alert_texts(std::span<const resolved::action> actions, condition_home home) const {
    for (const auto& action : actions) {
        for (const auto& a : action.arguments) {
            if (!a.text) continue;
            std::set<field_id> told;
            for (const auto& version : x_into.texts[*a.text].versions) {
                for (const auto f : version.fields) {
                    if (told.insert(f).second) check_alert_field(f, a.at, home);
                }
            }
        }
    }
}

bool resolver::is_of_alert_key(std::uint32_t window, const resolved::alert& a) const {
    const auto& w = x_into.windows[window];
    return w.of_group && fields_of(w.per) == fields_of(a.per);
}

// It stands for one key and must be seen to end there, by time alone.
void resolver::check_alert_end(const resolved::alert& a, const place& at) const {
    const auto& reads = a.until ? *a.until : *a.because.when;
    const auto of_key = std::count_if(reads.windows.begin(), reads.windows.end(), [&](auto w) { return is_of_alert_key(w, a); });
    const bool has_other = std::any_of(reads.windows.begin(), reads.windows.end(),
                                       [&](auto w) { return x_into.windows[w].of_group && !is_of_alert_key(w, a); });
    if (of_key != 0 && (a.until || !has_other)) return;
    if (a.until && !reads.windows.empty()) return;  // told where it reads them
    x_found.add(
        code::alert_without_end, at,
        of_key == 0 ? fmt::format("nothing tells when the alert '{}' ends: no window with its key is read", a.name)
                    : fmt::format("'when' of the alert '{}' reads windows with other keys, so that its end needs saying", a.name),
        a.until ? "read a window with the same 'per' as the alert" : "write 'until: …' with a window that has the same 'per' as the alert");
}

ESCALERA_NAMESPACE_END

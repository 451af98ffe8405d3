// Alerts: begun by events, judged once each instant is over that changed what their ends read. See architecture.md, "When things
// are evaluated" and "Time".

#include <algorithm>

#include "differential/reference_engine.hpp"

namespace judge {

namespace {

std::set<std::string> fields_of(const std::vector<resolved::key_part>& per, const schema& fields) {
    std::set<std::string> all;
    for (const auto& p : per) all.insert(fields[p.field].full_name);
    return all;
}

std::string joined(const std::vector<resolved::key_part>& per, const fields& own, const char* by) {
    std::string all;
    for (const auto& p : per) {
        const auto& v = own.at(p.field);
        all += (all.empty() ? "" : by) + (v.what() == kind::text ? v.as_text() : text_of(v));
    }
    return all;
}

}  // namespace

// ---- groups

known_group* reference_engine::group_of_alert(std::size_t a, const fields& own) {
    const auto& alert = x_rules.alerts[a];
    const auto k = group_of(alert.per, own);
    if (!k) return nullptr;
    auto [at, is_new] = x_groups.try_emplace(*k);
    auto& g = at->second;
    if (!is_new) return &g;
    g.name = joined(alert.per, own, "\x1f");
    while (fields_of(x_rules.windows[g.rank].per, x_rules.fields) != fields_of(alert.per, x_rules.fields)) ++g.rank;
    g.as_customer.is_named = false;
    for (const auto& p : alert.per) g.as_customer.said[p.field] = own.at(p.field);
    return &g;
}

reference_engine::group_reading reference_engine::read_group(std::size_t w, const fields& own, instant as_of) {
    group_reading r;
    const known_customer nobody;
    measure(w, inside(w, key_of(x_rules.windows[w].per, own, nullptr, true), as_of, nobody), false, r.is, r.of);
    return r;
}

bool reference_engine::brings_its_key(std::size_t a, event_kind what) const {
    const auto of = x_rules.fields[x_rules.alerts[a].per.front().field].of;
    return of == root::complaint ? what == event_kind::complaint || what == event_kind::signal
                                 : what != event_kind::corrected && own_root(what) == of;
}

// ---- at an event

// An event that brings the key says how the alert stands; what it says is remembered with its case.
void reference_engine::tell_case(occasion& o) const {
    for (std::size_t a = 0; a < x_rules.alerts.size(); ++a) {
        if (brings_its_key(a, o.e->what)) o.alerts.try_emplace(a, false);
        if (o.kase && o.alerts.count(a) != 0) o.kase->alerts[a] = o.alerts[a];
    }
}

bool reference_engine::stands(std::size_t a, const occasion& o) const {
    if (const auto said = o.alerts.find(a); said != o.alerts.end()) return said->second;
    if (!o.kase) return false;
    const auto then = o.kase->alerts.find(a);
    return then != o.kase->alerts.end() && then->second;
}

void reference_engine::judge_alerts(occasion& o) {
    if (x_rules.alerts.empty()) return;
    auto own = own_fields(*o.e, *o.who);
    default_issue(own);
    moment now;
    now.known = own;
    now.known[field_named("event.kind")] = value(name_of(o.e->what));
    now.known[field_named("event.time")] = value(to_timestamp(o.at));
    now.windows = o.windows;
    now.windows_of = o.windows_of;

    known_customer nobody;
    nobody.is_named = false;
    occasion about;
    about.who = &nobody;
    about.e = o.e;
    about.at = o.at;
    about.as_of = o.at;
    about.first_decision = x_decisions.size();
    std::vector<std::pair<std::size_t, known_group*>> begun;
    for (std::size_t a = 0; a < x_rules.alerts.size(); ++a) {
        const auto& alert = x_rules.alerts[a];
        if (!group_of(alert.per, own)) continue;
        auto& g = *group_of_alert(a, own);
        o.alerts[a] = g.alerts.count(a) != 0;
        if (o.alerts[a] || (alert.events & mask_of(o.e->what)) == 0) continue;
        const auto holds = decide(alert.because.when, now);
        if (holds == truth::no) continue;
        about.alert_key = joined(alert.per, own, ", ");
        const asker who{alert.name, "", &alert.because};
        if (holds == truth::unknown && alert.because.otherwise != written::if_unknown::fire) {
            if (alert.because.otherwise == written::if_unknown::review) review(about, now, who, "the condition could not be decided");
            continue;
        }
        const auto latest = x_group_latest.find(*group_of(alert.per, own));
        const auto began = latest == x_group_latest.end() ? o.at : std::max(o.at, latest->second);
        g.alerts[a] = {began, o.e->id};
        g.marks.insert(began);
        o.alerts[a] = true;
        fire(about, now, who);
        begun.emplace_back(a, &g);
    }
    for (const auto& [a, g] : begun) run_rules_of_alert(a, event_kind::alert_began, *g, o.at, g->alerts[a].began, o.e->id);
    note_changes(o.who->history.back(), nullptr, o.at);
}

// Every group that counts the event, or counted it: its alerts are judged as of `at`.
void reference_engine::note_changes(const past_event& before, const past_event* after, instant at) {
    const auto note = [&](const past_event& p) {
        for (const auto w : p.counted_in) {
            const auto& window = x_rules.windows[w];
            if (!window.of_group) continue;
            const auto g = x_groups.find(*group_of(window.per, p.own));
            if (g == x_groups.end() || g->second.alerts.empty()) continue;
            auto reach = window.within;
            for (const auto& other : x_rules.windows) {
                const bool same = other.of_group && fields_of(other.per, x_rules.fields) == fields_of(window.per, x_rules.fields);
                if (same) reach = std::max(reach, other.within);
            }
            if (reach == length_of_time::without_end || p.time > minus_clamped(x_watermark, reach)) g->second.marks.insert(at);
        }
    };
    if (!before.withdrawn) note(before);
    if (after != nullptr && !after->withdrawn) note(*after);
}

bool reference_engine::is_held(const occasion& o, const moment& now, std::size_t ladder) const {
    for (std::size_t a = 0; a < x_rules.alerts.size(); ++a) {
        const auto& alert = x_rules.alerts[a];
        const auto said = o.alerts.find(a);
        const bool lists = std::count(alert.held_ladders.begin(), alert.held_ladders.end(), ladder) != 0;
        if (said == o.alerts.end() || !said->second || !lists) continue;
        const bool excepted = alert.hold_unless && decide(alert.hold_unless, now) == truth::yes;
        if (decide(alert.only, now) == truth::yes && !excepted) return true;
    }
    return false;
}

// ---- at an instant

instant reference_engine::next_due(const known_group& g) const {
    auto due = instant::max();
    if (g.alerts.empty()) return due;
    for (const auto m : g.marks) due = std::min(due, m);
    for (const auto& [a, standing] : g.alerts) {
        const auto& alert = x_rules.alerts[a];
        for (const auto w : (alert.until ? alert.until : alert.because.when)->windows) {
            const auto& window = x_rules.windows[w];
            if (window.within == length_of_time::without_end) continue;
            for (const auto& [name, who] : x_customers) {
                for (const auto& p : who.history) {
                    if (p.withdrawn || p.counted_in.count(w) == 0) continue;
                    if (key_of(window.per, p.own, nullptr, true) != key_of(window.per, g.as_customer.said, nullptr, true)) continue;
                    const auto falls = plus_clamped(p.time, window.within);
                    if (falls >= standing.began && falls >= x_watermark && falls > g.looked_at) due = std::min(due, falls);
                }
            }
        }
    }
    return due;
}

// Nothing is known there but the key and its windows.
reference_engine::moment reference_engine::look_at_group(known_group& g, instant at, instant as_of) {
    occasion o;
    o.who = &g.as_customer;
    o.at = at;
    o.as_of = as_of;
    moment now;
    now.known = g.as_customer.said;
    for (std::size_t w = 0; w < x_rules.windows.size(); ++w) {
        const auto& window = x_rules.windows[w];
        const bool same = window.of_group && group_of(window.per, g.as_customer.said) &&
                          fields_of(window.per, x_rules.fields).size() == g.as_customer.said.size();
        group_reading r;
        if (same) {
            r = read_group(w, g.as_customer.said, as_of);
        } else {
            measure(w, {}, false, r.is, r.of);
        }
        now.windows.push_back(r.is);
        now.windows_of.push_back(r.of);
    }
    return now;
}

void reference_engine::fire_group(known_group& g, instant due) {
    g.looked_at = due;
    std::vector<std::size_t> ended;
    const auto first = x_decisions.size();
    for (std::size_t a = 0; a < x_rules.alerts.size(); ++a) {
        const auto standing = g.alerts.find(a);
        if (standing == g.alerts.end() || standing->second.began > due) continue;
        const auto& alert = x_rules.alerts[a];
        const auto now = look_at_group(g, due, due);
        const auto found = decide(alert.until ? alert.until : alert.because.when, now);
        if (found != (alert.until ? truth::yes : truth::no)) continue;
        occasion o;
        o.who = &g.as_customer;
        o.at = due;
        o.by_timer = true;
        o.first_decision = first;
        o.alert_key = joined(alert.per, g.as_customer.said, ", ");
        resolved::cause end;
        end.when = alert.until ? alert.until : alert.because.when;
        end.then = alert.at_end;
        fire(o, now, {alert.name, "", &end});
        ended.push_back(a);
    }
    for (const auto a : ended) g.alerts.erase(a);
    for (const auto a : ended) run_rules_of_alert(a, event_kind::alert_ended, g, due, due, "");
    g.marks.erase(g.marks.begin(), g.marks.upper_bound(due));
    if (g.alerts.empty()) g.marks.clear();
}

// ---- what the engine raises itself: the rules section runs once, over the group

void reference_engine::run_rules_of_alert(std::size_t a, event_kind what, known_group& g, instant at, instant as_of,
                                          const std::string& id) {
    event raised;
    raised.what = what;
    raised.id = id;
    raised.time = at;
    const auto now = look_at_group(g, at, as_of);
    occasion o;
    o.who = &g.as_customer;
    o.e = &raised;
    o.at = at;
    o.as_of = as_of;
    o.first_decision = x_decisions.size();
    o.windows = now.windows;
    o.windows_of = now.windows_of;
    for (std::size_t other = 0; other < x_rules.alerts.size(); ++other) o.alerts[other] = g.alerts.count(other) != 0;
    o.alert_key = joined(x_rules.alerts[a].per, g.as_customer.said, ", ");
    o.alert_name = x_rules.alerts[a].name;
    o.by_timer = what == event_kind::alert_ended;
    fire_rules(o);
}

}  // namespace judge

// What windows count: on every question the whole history is walked through. See architecture.md, "Windows and records".

#include <algorithm>

#include "differential/reference_engine.hpp"

namespace judge {

using written::window_what;

// ---- taking an event into the history

void reference_engine::count(occasion& o) {
    past_event p;
    p.what = o.e->what;
    p.id = o.e->id;
    p.time = o.at;
    p.kase = o.kase;
    p.own = own_fields(*o.e, *o.who);
    p.issue_given = p.own.count(field::complaint_issue) != 0;
    default_issue(p.own);
    p.meant = meaning(o);
    moment customer_stage = look(o);
    moment group_stage = customer_stage;
    group_stage.known = p.own;  // it knows the event and nothing else
    for (const auto f : {"event.kind", "event.time", "event.late"}) group_stage.known[field_named(f)] = p.meant.at(field_named(f));
    for (std::size_t w = 0; w < x_rules.windows.size(); ++w) {
        const bool of_group = x_rules.windows[w].of_group;
        if (is_counted(w, p, o.who->is_named, of_group ? group_stage : customer_stage)) p.counted_in.insert(w);
    }
    note_in_groups(p);
    const auto meant = p.meant;
    const auto own = p.own;
    o.who->history.push_back(std::move(p));

    o.windows.resize(x_rules.windows.size());
    o.windows_of.resize(x_rules.windows.size());
    for (std::size_t w = 0; w < x_rules.windows.size(); ++w) answer_window(w, o, meant, own, o.windows[w], o.windows_of[w]);
}

// Whether window w counts the event: of its kind, every part of the key there, something to add up, and `where` holds.
bool reference_engine::is_counted(std::size_t w, const past_event& p, bool has_customer, const facts& as_read) const {
    const auto& window = x_rules.windows[w];
    if (p.what != window.of) return false;
    if (!window.of_group && !has_customer) return false;  // a complaint without a customer counts in groups alone
    const auto& values = window.of_group ? p.own : p.meant;
    if (!key_of(window.per, values, p.kase, has_customer)) return false;
    const bool measures = window.what == window_what::sum || window.what == window_what::share;
    if (measures && values.count(*window.value) == 0) return false;
    return decide(window.where, as_read) == truth::yes;
}

// ---- groups: keys that are no customer's

// The fields and values of a group's key. Windows with the same fields share a group, in whatever order they name them.
key reference_engine::group_of(const std::vector<resolved::key_part>& per, const fields& own) const {
    std::set<std::string> parts;
    for (const auto& part : per) {
        const auto at = own.find(part.field);
        if (at == own.end()) return std::nullopt;
        parts.insert(x_rules.fields[part.field].full_name + "=" + text_of(at->second));
    }
    std::string all;
    for (const auto& p : parts) all += p + "\x1f";
    return all;
}

void reference_engine::note_in_groups(const past_event& p) {
    for (const auto w : p.counted_in) {
        if (!x_rules.windows[w].of_group) continue;
        auto [at, is_new] = x_group_latest.try_emplace(*group_of(x_rules.windows[w].per, p.own), p.time);
        at->second = std::max(at->second, p.time);
    }
}

// ---- answering

void reference_engine::answer_window(std::size_t w, const occasion& o, const fields& meant, const fields& own, window_reading& is,
                                     window_reading& of) {
    const auto& window = x_rules.windows[w];
    const bool ever = window.within == length_of_time::without_end;
    const auto k = key_of(window.per, window.of_group ? own : meant, o.kase, o.who->is_named);
    auto as_of = o.as_of;
    if (k && window.of_group) {
        const auto latest = x_group_latest.find(*group_of(window.per, own));
        as_of = latest == x_group_latest.end() ? o.at : std::max(o.at, latest->second);
    }
    // The history before known_since is not ours.
    const bool incomplete = k && ever && !window.of_group && o.who->is_named && o.who->said.count(field_named("customer.known_since")) != 0;
    measure(w, inside(w, k, as_of, *o.who), incomplete, is, of);
}

// What stands in the window: (as_of - within, as_of]. A customer's window looks at `who` alone.
std::vector<reference_engine::counted_event> reference_engine::inside(std::size_t w, const key& k, instant as_of,
                                                                      const known_customer& who) const {
    const auto& window = x_rules.windows[w];
    const bool ever = window.within == length_of_time::without_end;
    std::vector<counted_event> all;
    const auto look_through = [&](const known_customer& whose) {
        for (const auto& p : whose.history) {
            if (!k || p.withdrawn || p.counted_in.count(w) == 0 || p.time > as_of) continue;
            if (!ever && p.time <= minus_clamped(as_of, window.within)) continue;
            if (key_of(window.per, window.of_group ? p.own : p.meant, p.kase, whose.is_named) != k) continue;
            all.push_back({&p, whose.is_named ? whose.name : std::string()});
        }
    };
    if (window.of_group) {
        for (const auto& [name, whose] : x_customers) look_through(whose);
    } else {
        look_through(who);
    }
    return all;
}

void reference_engine::measure(std::size_t w, const std::vector<counted_event>& events, bool incomplete, window_reading& is,
                               window_reading& of) const {
    const auto& window = x_rules.windows[w];
    const auto value_of = [&](const counted_event& c) {
        const auto& values = window.of_group ? c.event->own : c.event->meant;
        const auto at = values.find(*window.value);
        return at == values.end() ? value() : at->second;
    };
    const auto found = static_cast<std::int64_t>(events.size());
    is = {};
    of = {value(found), incomplete};
    switch (window.what) {
        case window_what::count: is = of; break;
        case window_what::distinct: {
            std::set<std::string> seen;
            for (const auto& c : events) {
                const bool by_customer = *window.value == field_named("complaint.customer") || *window.value == field_named("customer.id");
                const auto v = by_customer ? (c.customer.empty() ? value() : value(c.customer)) : value_of(c);
                if (!v.is_absent()) seen.insert(text_of(v));
            }
            const auto told_apart = static_cast<std::int64_t>(seen.size());
            const bool past_limit = window.limit > 0 && told_apart > window.limit;
            is = {value(past_limit ? window.limit : told_apart), past_limit || incomplete};
            break;
        }
        case window_what::sum: {
            __extension__ __int128 sum = 0;
            const bool of_decimals = window.holds.scalar == kind::dec;
            for (const auto& c : events) sum += of_decimals ? value_of(c).as_decimal().units : value_of(c).as_int();
            const bool fits = sum >= std::numeric_limits<std::int64_t>::min() && sum <= std::numeric_limits<std::int64_t>::max();
            if (!fits || incomplete) break;  // unknown
            const auto total = static_cast<std::int64_t>(sum);
            is.is = of_decimals ? value(decimal{total}) : value(total);
            break;
        }
        case window_what::share: {
            std::int64_t those = 0;
            for (const auto& c : events) those += value_of(c) == value(window.verdict) ? 1 : 0;
            if (found > 0 && !incomplete) is.is = value(static_cast<double>(those) / static_cast<double>(found));
            break;
        }
        case window_what::average: break;  // of periods, which have a judge of their own
    }
}

}  // namespace judge

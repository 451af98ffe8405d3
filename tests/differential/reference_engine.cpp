#include "differential/reference_engine.hpp"

#include <algorithm>
#include <tuple>

#include "differential/reference_names.hpp"

namespace judge {

reference_engine::reference_engine(const resolved_rules& rules) : x_rules(rules), x_names(std::make_unique<names_of_rules>(rules)) {}
reference_engine::~reference_engine() = default;

const scope& reference_engine::names() const { return *x_names; }

std::vector<plain_decision> reference_engine::take() {
    auto all = std::move(x_decisions);
    x_decisions.clear();
    return all;
}

// ---- the life of an event

std::string reference_engine::process(const event& given) {
    ++x_sequence;
    auto e = given;
    if (e.id.empty()) {
        const auto& about = !e.kase.empty() ? e.kase : !e.complaint.empty() ? e.complaint : e.customer;
        e.id = std::string(name_of(e.what)) + ":" + about + ":" + std::to_string(x_sequence);
    }

    if (e.time < x_watermark) return too_late;
    if (e.time > x_greatest) {
        const auto watermark = minus_clamped(e.time, x_rules.lateness);
        pass_time(watermark, false);
        x_greatest = e.time;
        x_watermark = std::max(x_watermark, watermark);
    }

    std::string fate = taken;
    occasion o;
    o.e = &e;
    o.at = e.time;
    o.who = find_customer(e, fate);
    if (o.who == nullptr) return fate;
    auto& who = *o.who;
    for (const auto& p : who.history) {
        if (p.what == e.what && p.id == e.id && !p.id_forgotten) return duplicate;
    }

    // Nothing is changed until the event is known to be taken.
    const auto before = who;
    const auto cases_before = x_next_case;
    o.first_decision = x_decisions.size();
    forget_what_is_out_of_sight(who);
    look_for_giver(o);
    if (o.given != nullptr) who.latest = std::max(who.latest, o.given->time);
    o.late = e.time < who.latest;
    o.as_of = std::max(e.time, who.latest);
    forget_positions(who, o.as_of);
    fate = find_case(o);
    if (fate != taken) {
        who = before;
        x_next_case = cases_before;
        return fate;
    }
    who.latest = o.as_of;
    const auto* spoken_of = e.what == event_kind::withdrawn || e.what == event_kind::corrected ? complaint_spoken_of(who, e) : nullptr;
    const auto was = spoken_of == nullptr ? past_event() : *spoken_of;
    change_case(o);
    if (spoken_of != nullptr) note_changes(was, spoken_of, o.at);
    count(o);
    judge_alerts(o);
    tell_case(o);
    o.first_decision = x_decisions.size();
    run_sections(o);
    forget_old_cases(who);
    if (o.given != nullptr) give(o);
    who.looked_at = minus_clamped(x_watermark, 1);
    return taken;
}

// What is older than every window may go, unless it could still arrive late; an id is known as long as its case is open.
// It does not matter whether a window counts the event: a correction may change that, or whose it is. No window is asked
// as of an instant before the watermark.
void reference_engine::forget_what_is_out_of_sight(known_customer& who) const {
    std::int64_t reach[2] = {0, 0};  // of the customer's windows, of the groups'
    event_mask counted[2] = {0, 0};
    for (const auto& w : x_rules.windows) {
        reach[w.of_group ? 1 : 0] = std::max(reach[w.of_group ? 1 : 0], w.within);
        counted[w.of_group ? 1 : 0] |= mask_of(w.of);
    }
    for (auto& p : who.history) {
        bool in_sight = false;
        for (const auto i : {0, 1}) {
            const bool reaches = reach[i] == length_of_time::without_end || p.time > minus_clamped(x_watermark, reach[i]);
            in_sight = in_sight || ((counted[i] & mask_of(p.what)) != 0 && reaches);
        }
        if (!in_sight && p.time < x_watermark) p.out_of_sight = true;
        if (p.out_of_sight && (!p.kase || !p.kase->is_open())) p.id_forgotten = true;
    }
}

// ---- time passes

void reference_engine::advance(instant now) {
    pass_time(now, true);
    x_watermark = std::max(x_watermark, plus_clamped(now, 1));
    x_greatest = std::max(x_greatest, now);
}

// Fires what is due before `until` (or at it): instant by instant, by the text of the customer's name or the group's key; of
// the same text groups go first.
void reference_engine::pass_time(instant until, bool inclusive) {
    for (;;) {
        auto due = instant::max();
        for (const auto& [k, who] : x_customers) due = std::min(due, next_due(who));
        for (const auto& [k, g] : x_groups) due = std::min(due, next_due(g));
        if (due == instant::max() || due > until || (due == until && !inclusive)) return;
        struct in_line {
            std::string name;
            std::size_t rank;
            std::function<void()> fire;
        };
        std::vector<in_line> all;
        for (auto& [k, who] : x_customers) {
            auto* customer = &who;
            if (next_due(who) == due) all.push_back({who.name, x_rules.windows.size(), [=, this] { fire_timers(*customer, due); }});
        }
        for (auto& [k, g] : x_groups) {
            auto* group = &g;
            if (next_due(g) == due) all.push_back({g.name, g.rank, [=, this] { fire_group(*group, due); }});
        }
        std::sort(all.begin(), all.end(),
                  [](const in_line& a, const in_line& b) { return std::tie(a.name, a.rank) < std::tie(b.name, b.rank); });
        for (const auto& next : all) next.fire();
    }
}

// Open cases close when they have idled; positions are looked at when something falls out of a window that `reset` reads.
instant reference_engine::next_due(const known_customer& who) const {
    auto due = instant::max();
    for (const auto& c : who.cases) {
        if (x_rules.case_idle > 0 && !c->forgotten && c->is_open()) due = std::min(due, plus_clamped(c->last, x_rules.case_idle));
    }
    for (const auto& p : who.positions) {
        const auto& reset = x_rules.ladders[p.ladder].reset;
        if (!reset) continue;
        for (const auto w : reset->windows) {
            const auto& window = x_rules.windows[w];
            if (window.of_group || window.within == length_of_time::without_end) continue;
            for (const auto& e : who.history) {
                if (e.withdrawn || e.out_of_sight || e.counted_in.count(w) == 0) continue;
                const auto falls = plus_clamped(e.time, window.within);
                if (falls > who.looked_at) due = std::min(due, falls);
            }
        }
    }
    return due;
}

void reference_engine::fire_timers(known_customer& who, instant due) {
    for (const auto& c : who.cases) {
        if (x_rules.case_idle <= 0 || c->forgotten || !c->is_open() || plus_clamped(c->last, x_rules.case_idle) > due) continue;
        c->status = "closed";
        plain_decision d;
        d.at = due;
        d.by_timer = true;
        if (who.is_named) d.customer = who.name;
        d.kase = c->id;
        d.rule = "cases";
        d.action = "close";
        d.args = {{"reason", value("idle")}};
        x_decisions.push_back(std::move(d));
    }
    reset_by_time(who, due);
    who.latest = std::max(who.latest, due);
    forget_positions(who, who.latest);
    who.looked_at = due;
}

}  // namespace judge

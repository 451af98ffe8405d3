// Positions on ladders: climbed, reset, forgotten. See architecture.md, "Cases, keys, ids".

#include <algorithm>

#include "differential/reference_engine.hpp"

namespace judge {

position* reference_engine::find_position(known_customer& who, std::size_t ladder, const std::string& k) {
    for (auto& p : who.positions) {
        if (p.ladder == ladder && p.key == k) return &p;
    }
    return nullptr;
}

// ---- forgotten: when no entry is left in any window that the rungs read, and no case of the key is open

bool reference_engine::is_alive(const known_customer& who, const position& p, instant as_of) const {
    const auto& ladder = x_rules.ladders[p.ladder];
    const bool of_customer = ladder.per.size() == 1 && ladder.per[0].is == resolved::key_part::kind_of::customer;
    const auto has_key = [&](const past_event& e) { return key_of(ladder.per, e.meant, e.kase, true) == p.key; };

    for (const auto& c : who.cases) {
        if (!c->forgotten && c->is_open() && (of_customer || c == p.last_case)) return true;
    }
    for (const auto& e : who.history) {
        if (e.out_of_sight) continue;
        if (!of_customer && e.kase && e.kase->is_open() && has_key(e)) return true;
        if (e.withdrawn) continue;
        for (const auto& rung : ladder.rungs) {
            if (!rung.because.when) continue;
            for (const auto w : rung.because.when->windows) {
                const auto& window = x_rules.windows[w];
                if (window.of_group || e.counted_in.count(w) == 0) continue;
                const bool of_whole_customer = std::all_of(window.per.begin(), window.per.end(), [](const auto& part) {
                    return part.is == resolved::key_part::kind_of::customer;
                });
                if (!of_whole_customer && !has_key(e)) continue;
                if (window.within == length_of_time::without_end || e.time > minus_clamped(as_of, window.within)) return true;
            }
        }
    }
    return false;
}

void reference_engine::forget_positions(known_customer& who, instant as_of) const {
    std::vector<position> alive;
    for (const auto& p : who.positions) {
        if (is_alive(who, p, as_of)) alive.push_back(p);
    }
    who.positions = std::move(alive);
}

// ---- reset: on every event of the key, before anything is decided; and when a window that it reads falls

void reference_engine::reset_on_event(occasion& o) {
    const auto now = look(o);
    for (std::size_t l = 0; l < x_rules.ladders.size(); ++l) {
        const auto& ladder = x_rules.ladders[l];
        const auto k = key_of(ladder.per, now.known, o.kase, o.who->is_named);
        const auto* at = k ? find_position(*o.who, l, *k) : nullptr;
        if (!ladder.reset || at == nullptr || decide(ladder.reset, now) != truth::yes) continue;
        o.who->positions.erase(o.who->positions.begin() + (at - o.who->positions.data()));
    }
}

// There is no event: the windows are those of the position's key.
void reference_engine::reset_by_time(known_customer& who, instant due) {
    std::vector<position> kept;
    for (const auto& p : who.positions) {
        const auto& ladder = x_rules.ladders[p.ladder];
        const bool reads_windows = ladder.reset && std::any_of(ladder.reset->windows.begin(), ladder.reset->windows.end(),
                                                               [&](auto w) { return !x_rules.windows[w].of_group; });
        if (!reads_windows) {
            kept.push_back(p);
            continue;
        }
        occasion o;
        o.who = &who;
        o.at = due;
        o.as_of = std::max(due, who.latest);
        if (p.last_case && !p.last_case->forgotten) o.kase = p.last_case;
        fields meant;
        const past_event* last = nullptr;
        for (const auto& e : who.history) {
            const bool later = last == nullptr || e.time >= last->time;
            if (later && !e.out_of_sight && key_of(ladder.per, e.meant, e.kase, true) == p.key) last = &e;
        }
        if (last != nullptr) meant = last->meant;
        o.windows.resize(x_rules.windows.size());
        o.windows_of.resize(x_rules.windows.size());
        for (const auto w : ladder.reset->windows) {
            if (!x_rules.windows[w].of_group) answer_window(w, o, meant, {}, o.windows[w], o.windows_of[w]);
        }
        if (decide(ladder.reset, look(o)) != truth::yes) kept.push_back(p);
    }
    who.positions = std::move(kept);
}

// ---- climbing

void reference_engine::climb(occasion& o) {
    const auto now = look(o);
    for (std::size_t l = 0; l < x_rules.ladders.size(); ++l) {
        if ((x_rules.ladders[l].events & mask_of(o.e->what)) != 0) climb_one(o, now, l);
    }
    settle_grade(o);
}

// A jump fires every rung not yet reached whose own condition holds now; with `jump: highest` only the highest that holds,
// and all below it count as reached.
void reference_engine::climb_one(occasion& o, const moment& now, std::size_t l) {
    const auto& ladder = x_rules.ladders[l];
    const auto k = key_of(ladder.per, now.known, o.kase, o.who->is_named);
    if (!k) return;
    auto* at = find_position(*o.who, l, *k);
    if (at != nullptr && o.kase) at->last_case = o.kase;

    std::set<std::size_t> firing;
    std::set<std::size_t> unknown;
    for (std::size_t r = 0; r < ladder.rungs.size(); ++r) {
        const auto& cause = ladder.rungs[r].because;
        if (at != nullptr && at->reached.count(r) != 0) continue;
        const auto holds = decide(cause.when, now);
        if (holds == truth::no || is_blocked(cause, now)) continue;
        if (holds == truth::yes || cause.otherwise == written::if_unknown::fire) {
            firing.insert(r);
        } else if (cause.otherwise == written::if_unknown::review) {
            unknown.insert(r);
        }
    }
    auto reached = firing;
    if (ladder.highest_only && !firing.empty()) {
        const auto highest = *firing.rbegin();
        firing = {highest};
        for (std::size_t r = 0; r <= highest; ++r) {
            reached.insert(r);
            unknown.erase(r);
        }
    }
    if (!firing.empty()) {
        if (at == nullptr) {
            o.who->positions.push_back({l, *k, {}, o.kase});
            at = &o.who->positions.back();
        }
        at->reached.insert(reached.begin(), reached.end());
    }
    if (!firing.empty() && is_held(o, now, l)) firing.clear();  // reached all the same
    for (std::size_t r = 0; r < ladder.rungs.size(); ++r) {
        const asker who{ladder.name, ladder.rungs[r].name, &ladder.rungs[r].because};
        if (firing.count(r) != 0) fire(o, now, who);
        if (unknown.count(r) != 0) review(o, now, who, "the condition could not be decided");
    }
}

}  // namespace judge

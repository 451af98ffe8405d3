// The sections, in their order. Each reads the state as it stands when the section begins: what its own entries change is
// seen by the next. See architecture.md, "When things are evaluated".

#include <algorithm>

#include "differential/reference_engine.hpp"
#include "differential/reference_names.hpp"

namespace judge {

value reference_engine::moment::field(std::uint32_t f) const {
    const auto at = known.find(static_cast<field_id>(f));
    return at == known.end() ? value() : at->second;
}

value reference_engine::moment::reached(std::uint32_t ladder, std::uint32_t rung) const {
    return value(positions.at(ladder).count(rung) != 0);
}

// The highest rung reached, counted from 1; 0: none.
value reference_engine::moment::rung(std::uint32_t ladder) const {
    const auto& reached_here = positions.at(ladder);
    return value(reached_here.empty() ? std::int64_t{0} : static_cast<std::int64_t>(*reached_here.rbegin()) + 1);
}

reference_engine::moment reference_engine::look(const occasion& o) const {
    moment now;
    now.known = meaning(o);
    now.windows = o.windows;
    now.windows_of = o.windows_of;
    now.positions.resize(x_rules.ladders.size());
    for (std::size_t l = 0; l < x_rules.ladders.size(); ++l) {
        const auto k = key_of(x_rules.ladders[l].per, now.known, o.kase, o.who->is_named);
        const auto* at = k ? find_position(*o.who, l, *k) : nullptr;
        if (at != nullptr) now.positions[l] = at->reached;
    }
    for (std::size_t a = 0; a < x_rules.alerts.size(); ++a) now.alerts.push_back(stands(a, o));
    return now;
}

reference_engine::truth reference_engine::decide(const resolved::condition_ptr& c, const facts& known) const {
    if (!c) return truth::yes;
    if (watch) watch(*c, known);
    const auto found = evaluate(c->tree, *x_names, known);
    if (found.is_unknown()) return truth::unknown;
    return found.is_true() ? truth::yes : truth::no;
}

// `unless` blocks only when true.
bool reference_engine::is_blocked(const resolved::cause& c, const facts& known) const {
    return c.unless && decide(c.unless, known) == truth::yes;
}

void reference_engine::run_sections(occasion& o) {
    const auto what = o.e->what;
    reset_on_event(o);
    if (what == event_kind::complaint || what == event_kind::customer) name_group(o);
    choose_route(o);
    climb(o);
    fire_rules(o);
}

void reference_engine::set_case_field(occasion& o, const char* name, value v) const {
    if (o.kase) o.kase->said[field_named(name)] = std::move(v);
}

// The first that holds names customer.group; a case keeps the group that it opened with.
void reference_engine::name_group(occasion& o) {
    const auto now = look(o);
    for (const auto& g : x_rules.groups) {
        if (decide(g.when, now) != truth::yes) continue;
        o.who->said[field_named("customer.group")] = value(g.name);
        if (o.opened_case) set_case_field(o, "case.group", value(g.name));
        return;
    }
}

// The first that holds sets case.department.
void reference_engine::choose_route(occasion& o) {
    const auto now = look(o);
    for (const auto& r : x_rules.routes) {
        if ((r.events & mask_of(o.e->what)) == 0 || decide(r.when, now) != truth::yes) continue;
        set_case_field(o, "case.department", value(r.to));
        return;
    }
}

// ---- rules: all that hold fire, in the order of the file

void reference_engine::fire_rules(occasion& o) {
    const auto now = look(o);
    std::set<std::uint32_t> one_of_fired;
    for (std::size_t i = 0; i < x_rules.rules.size(); ++i) {
        const auto& rule = x_rules.rules[i];
        if ((rule.events & mask_of(o.e->what)) == 0) continue;
        if (rule.one_of && one_of_fired.count(*rule.one_of) != 0) continue;
        const auto holds = decide(rule.because.when, now);
        if (holds == truth::no || is_blocked(rule.because, now)) continue;
        const asker who{rule.name, "", &rule.because};
        if (holds == truth::unknown && rule.because.otherwise != written::if_unknown::fire) {
            if (rule.because.otherwise == written::if_unknown::review) review(o, now, who, "the condition could not be decided");
            continue;
        }
        if (!may_fire(o, now, i)) continue;
        fire(o, now, who);
        if (rule.one_of) one_of_fired.insert(*rule.one_of);
        if (rule.last) break;
    }
    settle_grade(o);
}

// `once`: whether it has not fired for this key yet, or long enough ago. Where a part of the key is absent it fires.
bool reference_engine::may_fire(occasion& o, const moment& now, std::size_t rule) {
    const auto& r = x_rules.rules[rule];
    if (r.once.empty()) return true;
    const auto k = key_of(r.once, now.known, o.kase, o.who->is_named);
    if (!k) return true;
    const bool per_case = r.once.size() == 1 && r.once[0].is == resolved::key_part::kind_of::kase;
    for (auto& used : o.who->onces) {
        if (used.rule != rule || used.key != *k) continue;
        if (r.again_after == 0 || o.as_of < plus_clamped(used.at, r.again_after)) return false;
        used.at = o.as_of;
        return true;
    }
    o.who->onces.push_back({rule, *k, per_case ? o.kase : nullptr, o.as_of});
    return true;
}

}  // namespace judge

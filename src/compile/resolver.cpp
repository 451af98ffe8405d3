#include "compile/resolver.hpp"

#include <algorithm>

#include <fmt/format.h>

ESCALERA_NAMESPACE_BEGIN

namespace {

std::optional<type> type_by_name(std::string_view name) {
    for (const auto k : {kind::boolean, kind::integer, kind::number, kind::dec, kind::text, kind::time, kind::span}) {
        for (std::uint8_t depth = 0; depth < 3; ++depth) {
            if (to_string(type{k, depth}) == name) return type{k, depth};
        }
    }
    return std::nullopt;
}

// The type of a declared action's argument: a field's type, `role` or `text`.
argument_info to_info(const written::argument& a) {
    if (a.type.text == "role") return {a.is.text, {kind::text, 0}, a.required, argument_role::role};
    if (a.type.text == "text") return {a.is.text, {kind::text, 0}, a.required, argument_role::text};
    return {a.is.text, type_by_name(a.type.text).value_or(type{kind::text, 0}), a.required, argument_role::plain};
}

}  // namespace

resolver::resolver(rules_document_ptr document, diagnostics& found) : x_document(std::move(document)), x_found(found) {
    for (const auto& a : x_document->actions) {
        declared d{a.is.text, {}};
        for (const auto& argument : a.arguments) d.arguments.push_back(to_info(argument));
        x_declared.push_back(std::move(d));
    }
}

resolved_rules resolver::run() {
    take_head();
    take_calendars();
    take_fields();
    check_roles();
    take_cases();
    take_windows();
    take_texts();
    take_groups();
    take_routes();
    take_alerts();
    take_ladders();
    take_rules();
    take_clocks();
    take_authority();
    take_accountability();
    take_follow_ups();
    take_scores();
    take_schedules();
    check_review_role();
    hide_fields();
    return std::move(x_into);
}

void resolver::take_head() {
    const auto& d = *x_document;
    x_into.document = x_document;
    x_into.name = d.name.text;
    if (d.zone) x_into.in_zone = zone::load(d.zone->text).value_or(zone());
    if (d.lateness) x_into.lateness = d.lateness->is.micros;
    if (d.case_idle) x_into.case_idle = d.case_idle->is.micros;
    if (d.unknown_role) x_into.review_role = d.unknown_role->text;
    const auto take = [](const std::optional<written::number>& n) { return n ? static_cast<std::uint32_t>(n->is) : 0U; };
    x_into.limits = {take(d.limits.remember), take(d.limits.entries), take(d.limits.cases), take(d.limits.groups),
                     take(d.limits.hand_overs)};
}

void resolver::take_groups() {
    for (const auto& g : x_document->groups) {
        if (g.confirm_by) static_cast<void>(find_role(*g.confirm_by));
        resolved::group to;
        to.name = g.is.text;
        to.when = take_condition(g.holds.when, condition_home::group);
        to.at = g.is.at;
        if (g.confirm_by) to.confirm_by = g.confirm_by->text;
        if (g.expires) to.expires = g.expires->is.micros;
        x_into.groups.push_back(std::move(to));
    }
}

void resolver::take_routes() {
    for (const auto& r : x_document->routes) {
        x_into.routes.push_back({r.to.text, take_condition(r.holds.when, condition_home::route), take_events(r.events), r.at});
    }
}

void resolver::take_ladders() {
    for (const auto& l : x_document->ladders) {
        resolved::ladder to;
        to.name = l.is.text;
        to.per = take_key(l.per, fmt::format("the ladder '{}'", l.is.text));
        to.events = take_events(l.events);
        to.highest_only = l.highest_only;
        to.reset = take_condition(l.reset, condition_home::ladder);
        to.at = l.is.at;
        for (const auto& r : l.rungs) {
            resolved::cause because;
            because.when = take_condition(r.holds.when, condition_home::ladder);
            because.unless = take_condition(r.unless, condition_home::ladder);
            because.otherwise = r.otherwise;
            because.then = take_actions(r.then, condition_home::ladder, false);
            to.rungs.push_back({r.is.text, std::move(because), r.is.at});
        }
        x_into.ladders.push_back(std::move(to));
    }
}

void resolver::take_rules() {
    std::unordered_map<std::string_view, std::uint32_t> choices;
    for (const auto& r : x_document->rules) {
        resolved::rule to;
        to.name = r.is.text;
        to.because.when = take_condition(r.holds.when, condition_home::rule);
        to.because.unless = take_condition(r.unless, condition_home::rule);
        to.because.otherwise = r.otherwise;
        to.because.then = take_actions(r.then, condition_home::rule, r.calendar.has_value());
        if (r.calendar) to.calendar = find_calendar(*r.calendar);
        to.events = take_events(r.events, raised_events | alert_changes);
        to.once = take_key(r.once, fmt::format("'once' of the rule '{}'", r.is.text));
        to.again_after = r.again_after ? r.again_after->is.micros : 0;
        if ((to.events & raised_events) != 0) {
            if (to.because.when) check_known_to_clocks(*to.because.when, "a rule on what clocks and scores raise");
            if (to.because.unless) check_known_to_clocks(*to.because.unless, "a rule on what clocks and scores raise");
        }
        to.last = r.last;
        to.at = r.is.at;
        if (r.one_of) to.one_of = choices.try_emplace(r.one_of->text, static_cast<std::uint32_t>(choices.size())).first->second;
        x_into.rules.push_back(std::move(to));
    }
    x_into.one_of_count = static_cast<std::uint32_t>(choices.size());
}

// E11: what cannot be decided is looked at by a person, so there must be one.
void resolver::check_review_role() const {
    if (x_document->unknown_role || x_document->is_damaged("unknown")) return;
    const written::name* first = nullptr;
    const auto look = [&](const written::name& n, const auto& has, written::if_unknown otherwise) {
        if (first == nullptr && has.when && otherwise == written::if_unknown::review) first = &n;
    };
    for (const auto& a : x_document->alerts) look(a.is, a, a.otherwise);
    for (const auto& l : x_document->ladders) {
        for (const auto& r : l.rungs) look(r.is, r.holds, r.otherwise);
    }
    for (const auto& r : x_document->rules) look(r.is, r.holds, r.otherwise);
    for (const auto& s : x_document->schedules) look(s.is, s.holds, s.otherwise);
    for (const auto& c : x_document->clocks) {
        for (const auto& s : c.stages) {
            if (first == nullptr && s.when && s.is && s.otherwise == written::if_unknown::review) first = &*s.is;
        }
    }
    if (first == nullptr && !x_document->authority.levels.empty()) first = &x_document->authority.levels.front();
    if (first == nullptr && !x_document->accountability.is.empty()) first = &x_document->accountability.is;
    if (first == nullptr) return;
    diagnostic d{code::missing_key,
                 x_document->head,
                 "the rules lack 'unknown': nobody would review a condition that could not be decided",
                 "write 'unknown: {role: …}', or 'if_unknown: skip' where it may be passed over",
                 {}};
    d.notes.push_back({first->at, fmt::format("'{}' is the first that needs it", first->text)});
    x_found.add(std::move(d));
}

ESCALERA_NAMESPACE_END

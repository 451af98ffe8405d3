#include <algorithm>

#include <fmt/format.h>

#include "compile/resolver.hpp"
#include "escalera/language/suggest.hpp"
#include "language/document_walk.hpp"

ESCALERA_NAMESPACE_BEGIN

using written::window_what;

// The event that supplies the fields of a root; none for what the engine keeps.
static std::optional<event_kind> event_of(root of) noexcept {
    switch (of) {
        case root::complaint: return event_kind::complaint;
        case root::customer: return event_kind::customer;
        case root::assessment: return event_kind::assessment;
        case root::offer: return event_kind::offer;
        case root::reply: return event_kind::replied;
        case root::feedback: return event_kind::feedback;
        case root::kase:
        case root::event:
        case root::clock: return std::nullopt;
    }
    return std::nullopt;
}

void resolver::take_fields() {
    for (const auto& f : x_document->fields) {
        const auto known = x_into.fields.find(f.of, f.is.text);
        if (!known) {
            const auto id = f.holds ? x_into.fields.add(f.of, f.is.text, *f.holds) : std::nullopt;
            if (id && f.required) x_into.fields.require(*id);
            if (!f.holds) {
                x_found.add(code::missing_key, f.is.at, fmt::format("the field '{}' lacks 'type'", f.is.text), "write 'type: string'");
            }
            continue;
        }
        const auto& info = x_into.fields[*known];
        if (f.holds && (!info.built_in || *f.holds != info.holds)) {
            x_found.add(code::duplicate_name, f.is.at,
                        info.built_in ? fmt::format("'{}' is built in, as {}", info.full_name, to_string(info.holds))
                                      : fmt::format("the field '{}' is declared a second time", info.full_name),
                        "choose another name, or leave it out");
            continue;
        }
        if (f.required) x_into.fields.require(*known);
    }
}

void resolver::take_windows() {
    for (const auto& w : x_document->windows) {
        auto& to = x_into.windows.emplace_back();
        to.name = w.is.text;
        to.what = w.what;
        to.at = w.is.at;
        const bool is_ratio = w.what == window_what::share || w.what == window_what::average;
        to.holds = is_ratio ? type{kind::number, 0} : type{kind::integer, 0};
        if (w.is_periodic()) to.period = w.within->is.unit;
        take_window(w, to);
    }
    x_names.emplace(*x_document, x_into);
    for (std::size_t i = 0; i < x_document->windows.size(); ++i) take_window_condition(x_document->windows[i], x_into.windows[i]);
}

void resolver::take_window(const written::window& w, resolved::window& to) {
    if (!w.of.empty()) {
        switch (w.what) {
            case window_what::count: {
                const auto of = find_event(w.of, to.period ? raised_events : 0);
                if (of) to.of = *of;
                break;
            }
            case window_what::sum:
            case window_what::average:
            case window_what::distinct: take_measured_field(w, to); break;
            case window_what::share: take_share(w, to); break;
        }
    } else if (w.hit && w.facts) {
        if (const auto of = find_event(*w.facts, to.period ? raised_events : 0)) to.of = *of;
    }
    to.per = take_key(w.per, fmt::format("the window '{}'", w.is.text));
    const auto is_field = [](const auto& k) { return k.is == resolved::key_part::kind_of::field; };
    to.of_group = !to.period && std::all_of(to.per.begin(), to.per.end(), is_field);
    to.within = w.within ? w.within->is.micros : 0;
    to.limit = w.limit ? w.limit->is : 0;
    to.period ? check_indicator(w, to) : check_rolling(w);
}

void resolver::take_measured_field(const written::window& w, resolved::window& to) {
    const auto id = find_field(w.of, fmt::format("the window '{}'", w.is.text));
    if (!id) return;
    const auto& info = x_into.fields[*id];
    const auto of = event_of(info.of);
    if (!of) {
        x_found.add(code::bad_measure, w.of.at, fmt::format("no event brings '{}', so that nothing can be counted", info.full_name),
                    "name a field of complaint, customer, assessment, offer, reply or feedback");
        return;
    }
    const auto scalar = info.holds.scalar;
    const bool adds_up = scalar == kind::integer || scalar == kind::dec;
    const bool is_added = w.what != window_what::distinct;
    const bool told_apart = scalar == kind::text || scalar == kind::integer || scalar == kind::dec || scalar == kind::boolean;
    if (info.holds.is_list() || !(is_added ? adds_up : told_apart)) {
        x_found.add(code::bad_measure, w.of.at,
                    is_added ? fmt::format("'{}' is {}, which cannot be added up exactly", info.full_name, to_string(info.holds))
                             : fmt::format("values of '{}', {}, cannot be told apart", info.full_name, to_string(info.holds)),
                    is_added ? "name a field of type int or decimal" : "name a field of type string, int, decimal or bool");
        return;
    }
    to.of = *of;
    to.value = *id;
    if (w.what == window_what::sum) to.holds = info.holds;
}

// `share: K`, `of: F`: of F facts, those whose verdict is K. A resolved or closed case's verdict is its decision.
void resolver::take_share(const written::window& w, resolved::window& to) {
    static constexpr std::string_view decisions[] = {"upheld", "partly", "rejected"};
    static constexpr std::string_view ends[] = {"met", "breached"};
    static constexpr std::string_view facts[] = {"resolved", "closed", "clock_ended"};
    if (!w.facts) return;
    const auto of = event_kind_by_name(w.facts->text);
    const bool of_clocks = of == event_kind::clock_ended;
    if (of_clocks && !to.period) {
        written::report_not_built(w.facts->at, "a share of 'clock_ended'", x_found);
        to.of = *of;
        return;
    }
    if (of != event_kind::resolved && of != event_kind::closed && !of_clocks) {
        x_found.add(of ? code::bad_measure : code::unknown_event, w.facts->at,
                    of ? fmt::format("'{}' has no verdict of which a share could be taken", w.facts->text)
                       : fmt::format("there is no event '{}'", w.facts->text),
                    did_you_mean_or_list(w.facts->text, facts));
        return;
    }
    const auto verdicts = of_clocks ? std::span<const std::string_view>(ends) : std::span<const std::string_view>(decisions);
    if (std::find(verdicts.begin(), verdicts.end(), w.of.text) == verdicts.end()) {
        x_found.add(code::bad_measure, w.of.at,
                    of_clocks ? fmt::format("no clock ever ends '{}'", w.of.text) : fmt::format("no case is ever decided '{}'", w.of.text),
                    did_you_mean_or_list(w.of.text, verdicts));
        return;
    }
    to.of = *of;
    to.value = x_into.fields.find(of_clocks ? "clock.verdict" : "case.decision");
    to.verdict = w.of.text;
}

void resolver::take_window_condition(const written::window& w, resolved::window& to) {
    const auto home = to.period ? condition_home::fact : condition_home::window;
    to.where = take_condition(w.where, home);
    to.hit = take_condition(w.hit, home);
    if (to.of_group && to.of != event_kind::clock_ended && !to.per.empty()) check_group_window(w, to);
}

// Windows that are keyed by neither customer nor case are counted before any customer's record is opened: they know the
// event and nothing else.
void resolver::check_group_window(const written::window& w, const resolved::window& of) const {
    const auto own = own_root(of.of);
    const auto is_own = [&](field_id f) { return x_into.fields[f].of == own || x_into.fields[f].of == root::event; };
    const auto report = [&](const place& at, field_id f) {
        x_found.add(code::flows_back, at,
                    fmt::format("the window '{}' belongs to no customer, and can read the fields of its event alone, not '{}'", w.is.text,
                                x_into.fields[f].full_name),
                    fmt::format("use fields of '{}', or add 'customer' or 'case' to 'per'", name_of(own)));
    };
    for (const auto& k : of.per) {
        if (!is_own(k.field)) report(k.at, k.field);
    }
    if (!of.where) return;
    for (std::uint32_t i = 0; i < of.where->nodes.size(); ++i) {
        const auto& n = (*of.where)[i];
        const bool reads = n.what == opcode::field || n.what == opcode::has;
        if (reads && !is_own(static_cast<field_id>(n.index))) report(of.where->place_of(i), static_cast<field_id>(n.index));
    }
}

ESCALERA_NAMESPACE_END

#include <utility>

#include <fmt/format.h>

#include "compile/resolver.hpp"

ESCALERA_NAMESPACE_BEGIN

static std::string_view name_of(condition_home home) noexcept {
    switch (home) {
        case condition_home::window: return "a window";
        case condition_home::alert: return "an alert";
        case condition_home::alert_end: return "the end of an alert";
        case condition_home::hold: return "a hold";
        case condition_home::group: return "a group";
        case condition_home::route: return "a route";
        case condition_home::ladder: return "a ladder";
        case condition_home::rule: return "a rule";
        case condition_home::clock: return "a clock";
        case condition_home::score: return "a score";
        case condition_home::follow_up: return "a follow-up";
        case condition_home::fact: return "a window of periods";
        case condition_home::schedule: return "a schedule";
    }
    return "a condition";
}

resolved::condition_ptr resolver::take_condition(const std::optional<written::condition>& c, condition_home home) const {
    return c ? compile(c->text, home, boolean_type) : nullptr;
}

resolved::condition_ptr resolver::compile(const located_text& text, condition_home home, std::optional<type> wanted) const {
    diagnostics found;
    auto c = compile_condition(text, *x_names, found, wanted);
    add_findings(std::move(found));
    if (!c) return nullptr;
    check_reads(*c, home);
    return std::make_shared<const condition>(std::move(*c));
}

// Where parts of a section could not be read, a name that is missing may be declared there.
void resolver::add_findings(diagnostics found) const {
    const bool windows_lost = x_document->is_damaged("windows");
    const bool fields_lost = x_document->is_damaged("fields");
    const bool ladders_lost = x_document->is_damaged("ladders") || x_document->is_damaged("clocks") || x_document->is_damaged("scores");
    const bool things_lost = ladders_lost || x_document->is_damaged("alerts");
    for (const auto& d : found) {
        if (d.what == code::unknown_name && d.at.in) {
            const auto name = d.at.in->text().substr(d.at.begin, d.at.end - d.at.begin);
            const bool dotted = name.find('.') != std::string_view::npos;
            const bool quoted = name.find('"') != std::string_view::npos || name.find('\'') != std::string_view::npos;
            if (quoted ? things_lost : dotted ? fields_lost : windows_lost) continue;
        }
        x_found.add(d);
    }
}

// Clocks move by time alone, too, when no event stands for a group.
void resolver::check_known_to_clocks(const condition& c, std::string_view who) const {
    for (std::uint32_t i = 0; i < c.nodes.size(); ++i) {
        const auto what = c[i].what;
        if (what != opcode::window && what != opcode::window_of) continue;
        const auto& w = x_into.windows[c[i].index];
        if (!w.of_group) continue;
        x_found.add(code::flows_back, c.place_of(i),
                    fmt::format("{} cannot read the window '{}', which belongs to no customer: it is not known by time alone", who, w.name),
                    "use a window per customer or case, or read it in a rule on the event itself");
    }
}

// Sections run in a fixed order; what a later one sets cannot be read in an earlier one.
void resolver::check_reads(const condition& c, condition_home home) const {
    const bool by_time =
        home == condition_home::clock || home == condition_home::score || home == condition_home::follow_up || home == condition_home::fact;
    if (home == condition_home::schedule) return check_schedule_reads(c);
    if (home == condition_home::fact) check_fact_reads(c);
    if (by_time) check_known_to_clocks(c, name_of(home));
    if (by_time || home == condition_home::rule) return;
    if (home == condition_home::alert || home == condition_home::alert_end) return check_alert_reads(c, home);
    for (std::uint32_t i = 0; i < c.nodes.size(); ++i) {
        const auto what = c[i].what;
        if (what == opcode::reached || what == opcode::rung) {
            x_found.add(code::flows_back, c.place_of(i),
                        fmt::format("{} cannot read what ladders have reached: they are climbed later", name_of(home)),
                        "write it as a rule, which is evaluated after the ladders");
        }
        if (home == condition_home::window && (what == opcode::window || what == opcode::window_of)) {
            x_found.add(code::flows_back, c.place_of(i), "the 'where' of a window cannot read windows: all are counted at once",
                        "read the window in a group, ladder or rule instead");
        }
        if (home == condition_home::window && what == opcode::alert) {
            x_found.add(code::flows_back, c.place_of(i), "the 'where' of a window cannot read alerts: they are judged later",
                        "read the alert in a group, ladder or rule instead");
        }
    }
}

ESCALERA_NAMESPACE_END

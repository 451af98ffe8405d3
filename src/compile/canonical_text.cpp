// The canonical document: what the rules' hash is made of. Every part is written with its name and a line of its own;
// texts carry their length, so that no text can pass for structure.

#include "escalera/compile/canonical_text.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "escalera/language/ast_print.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

class writer {
public:
    void line(std::string_view name, std::string_view text) { x_text += fmt::format("{} {}:{}\n", name, text.size(), text); }
    void line(std::string_view name, std::int64_t number) { x_text += fmt::format("{} {}\n", name, number); }
    void line(std::string_view name, const resolved::condition_ptr& c) {
        if (c) line(name, ast::print(c->tree));
    }
    std::string take() { return std::move(x_text); }

private:
    std::string x_text;
};

void write(writer& out, const value& v) {
    switch (v.what()) {
        case kind::absent: break;
        case kind::boolean: out.line("bool", v.as_bool() ? 1 : 0); break;
        case kind::integer: out.line("int", v.as_int()); break;
        case kind::number: out.line("number", fmt::format("{}", v.as_number())); break;
        case kind::dec: out.line("decimal", v.as_decimal().units); break;
        case kind::text: out.line("string", std::string_view(v.as_text())); break;
        case kind::time: out.line("timestamp", to_rfc3339(v.as_time())); break;
        case kind::span: out.line("duration", fmt::format("{}.{:09}", v.as_span().seconds, v.as_span().nanos)); break;
        case kind::list:
            out.line("list", static_cast<std::int64_t>(v.as_list().size()));
            for (const auto& e : v.as_list()) write(out, e);
            break;
    }
}

class document_writer {
public:
    explicit document_writer(const resolved_rules& rules) : x_rules(rules) {}

    std::string run() {
        x_out.line("name", x_rules.name);
        x_out.line("zone", x_rules.in_zone.name());
        x_out.line("lateness", x_rules.lateness);
        x_out.line("idle", x_rules.case_idle);
        x_out.line("unknown", x_rules.review_role);
        x_out.line("remember", x_rules.limits.remember);
        x_out.line("entries", x_rules.limits.entries);
        x_out.line("cases", x_rules.limits.cases);
        x_out.line("groups", x_rules.limits.groups);
        write_cases();
        write_calendars();
        write_fields();
        write_windows();
        for (const auto& g : x_rules.groups) {
            x_out.line("group", g.name);
            if (!g.confirm_by.empty()) x_out.line("confirm_by", std::string_view(g.confirm_by));
            if (g.expires != 0) x_out.line("expires", g.expires);
            x_out.line("when", g.when);
        }
        for (const auto& r : x_rules.routes) {
            x_out.line("route", r.to);
            x_out.line("events", r.events);
            x_out.line("when", r.when);
        }
        for (const auto& a : x_rules.alerts) write_alert(a);
        for (const auto& l : x_rules.ladders) write_ladder(l);
        for (const auto& r : x_rules.rules) write_rule(r);
        for (const auto& c : x_rules.clocks) write_clock(c);
        write_authority();
        if (x_rules.accountability.is_on) {
            x_out.line("accountability", x_rules.accountability.needs_assessment ? 1 : 0);
            x_out.line("heads", x_rules.accountability.heads);
        }
        for (const auto& f : x_rules.follow_ups) write_follow_up(f);
        for (const auto& s : x_rules.scores) write_score(s);
        for (const auto& s : x_rules.schedules) write_schedule(s);
        return x_out.take();
    }

private:
    // What says nothing is left out: rules that do not know of it are the same as ever.
    void write_cases() {
        if (x_rules.case_calendar) x_out.line("case calendar", std::string_view(x_rules.calendars[*x_rules.case_calendar].name));
        if (x_rules.thorough != 0) x_out.line("thorough", x_rules.thorough);
        if (x_rules.limits.hand_overs != 0) x_out.line("hand_overs", x_rules.limits.hand_overs);
        for (const auto& s : x_rules.steps) {
            x_out.line("step", s.name);
            x_out.line("owner", std::string_view(s.owner));
            x_out.line("optional", s.optional ? 1 : 0);
            x_out.line("done", s.done);
            x_out.line("back", s.back);
        }
    }

    // The order of calendars, fields, windows and texts cannot be observed; that of everything else can.
    void write_calendars() {
        std::vector<const resolved::calendar*> sorted;
        for (const auto& c : x_rules.calendars) sorted.push_back(&c);
        std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
        for (const auto* c : sorted) {
            const auto& in = c->is.in_zone();
            x_out.line("calendar", c->name);
            x_out.line("zone", in.name());
            write_changes(in);
            for (std::size_t day = 0; day < 7; ++day) write_hours("day", static_cast<std::int64_t>(day), c->is.hours().week[day]);
            for (const auto& [day, spans] : c->is.hours().special) write_hours("special", day, spans);
        }
    }

    // What the zone means comes from the machine's database: with other changes these are other rules.
    void write_changes(const zone& in) {
        if (!x_zones.insert(in.name()).second) return;
        for (const auto& change : in.changes()) {
            x_out.line("change", change.at);
            x_out.line("offset", change.after);
        }
    }

    void write_hours(std::string_view name, std::int64_t day, const std::vector<wall_span>& spans) {
        x_out.line(name, day);
        for (const auto& s : spans) {
            x_out.line("from", s.from);
            x_out.line("to", s.to);
        }
    }

    void write_fields() {
        std::vector<std::string> lines;
        for (const auto& f : x_rules.fields.fields()) {
            if (!f.built_in && f.name.find(' ') == std::string::npos) lines.push_back(f.full_name + ":" + to_string(f.holds));
        }
        std::sort(lines.begin(), lines.end());
        for (const auto& l : lines) x_out.line("field", l);
    }

    void write_windows() {
        std::vector<const resolved::window*> sorted;
        for (const auto& w : x_rules.windows) sorted.push_back(&w);
        std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
        for (const auto* w : sorted) {
            x_out.line("window", w->name);
            x_out.line("what", static_cast<std::int64_t>(w->what));
            x_out.line("of", name_of(w->of));
            if (w->value) x_out.line("value", x_rules.fields[*w->value].full_name);
            x_out.line("verdict", w->verdict);
            write_key(w->per);
            x_out.line("within", w->within);
            if (w->period) {
                x_out.line("period", name_of(*w->period));
                write_changes(x_rules.in_zone);
            }
            x_out.line("where", w->where);
            x_out.line("hit", w->hit);
            x_out.line("limit", w->limit);
        }
    }

    void write_key(const std::vector<resolved::key_part>& key) {
        for (const auto& p : key) {
            switch (p.is) {
                case resolved::key_part::kind_of::customer: x_out.line("per", std::string_view("customer")); break;
                case resolved::key_part::kind_of::kase: x_out.line("per", std::string_view("case")); break;
                case resolved::key_part::kind_of::field: x_out.line("per", x_rules.fields[p.field].full_name); break;
            }
        }
    }

    void write_cause(const resolved::cause& c) {
        x_out.line("when", c.when);
        x_out.line("unless", c.unless);
        x_out.line("otherwise", static_cast<std::int64_t>(c.otherwise));
        write_actions(c.then);
    }

    void write_actions(const std::vector<resolved::action>& actions) {
        for (const auto& a : actions) {
            x_out.line("then", a.name);
            write_calendar("hours", a.hours);
            for (const auto& argument : a.arguments) {
                x_out.line("argument", argument.name);
                x_out.line("computed", argument.computed);
                write(x_out, argument.literal);
                if (argument.text) write_text(x_rules.texts[*argument.text]);
            }
        }
    }

    void write_text(const resolved::text& t) {
        for (const auto& v : t.versions) {
            x_out.line("language", v.language);
            for (const auto& piece : v.pieces) x_out.line("piece", piece);
            for (const auto f : v.fields) x_out.line("place", x_rules.fields[f].full_name);
        }
    }

    void write_alert(const resolved::alert& a) {
        x_out.line("alert", a.name);
        write_key(a.per);
        write_cause(a.because);
        for (const auto l : a.held_ladders) x_out.line("hold", x_rules.ladders[l].name);
        x_out.line("only", a.only);
        x_out.line("unless", a.hold_unless);
        x_out.line("until", a.until);
        x_out.line("at_end", static_cast<std::int64_t>(a.at_end.size()));
        write_actions(a.at_end);
    }

    void write_ladder(const resolved::ladder& l) {
        x_out.line("ladder", l.name);
        x_out.line("events", l.events);
        x_out.line("highest", l.highest_only ? 1 : 0);
        write_key(l.per);
        x_out.line("reset", l.reset);
        for (const auto& r : l.rungs) {
            x_out.line("rung", r.name);
            write_cause(r.because);
        }
    }

    void write_rule(const resolved::rule& r) {
        x_out.line("rule", r.name);
        x_out.line("events", r.events);
        write_key(r.once);
        x_out.line("again_after", r.again_after);
        write_calendar("calendar", r.calendar);
        x_out.line("last", r.last ? 1 : 0);
        if (r.one_of) x_out.line("one_of", *r.one_of);
        write_cause(r.because);
    }

    void write_triggers(std::string_view name, const std::vector<resolved::trigger>& all) {
        for (const auto& t : all) {
            x_out.line(name, t.on);
            x_out.line("when", t.when);
        }
    }

    void write_calendar(std::string_view name, const std::optional<std::uint32_t>& c) {
        if (c) x_out.line(name, x_rules.calendars[*c].name);
    }

    void write_clock(const resolved::clock& c) {
        x_out.line("clock", c.name);
        x_out.line("only", c.only);
        write_triggers("start", c.start);
        write_triggers("stop", c.stop);
        write_triggers("cancel", c.cancel);
        write_triggers("reset", c.reset);
        x_out.line("pause", c.pause);
        write_triggers("pause_on", c.pause_on);
        write_triggers("resume", c.resume);
        for (const auto& t : c.targets) {
            x_out.line("target", static_cast<std::int64_t>(t.within.is));
            x_out.line("when", t.when);
            x_out.line("micros", t.within.micros);
            x_out.line("count", t.within.count);
            if (t.due) x_out.line("due", x_rules.fields[*t.due].full_name);
            write_calendar("calendar", t.calendar);
        }
        for (const auto& s : c.stages) {
            x_out.line("stage", s.name);
            x_out.line("at", static_cast<std::int64_t>(s.time.is));
            x_out.line("amount", s.time.amount);
            x_out.line("every", s.every);
            x_out.line("times", s.times);
            x_out.line("combine", s.combine ? 1 : 0);
            write_calendar("hours", s.hours);
            write_cause(s.because);
        }
    }

    void write_length(std::string_view name, const length_of_time& l) {
        x_out.line(name, static_cast<std::int64_t>(l.is));
        x_out.line("micros", l.micros);
        x_out.line("count", l.count);
    }

    void write_follow_up(const resolved::follow_up& f) {
        x_out.line("follow_up", f.name);
        write_triggers("start", f.start);
        write_triggers("cancel", f.cancel);
        write_calendar("hours", f.hours);
        for (const auto& o : f.options) {
            x_out.line("by", std::string_view(o.by));
            x_out.line("when", o.when);
            write_length("after", o.after);
        }
        write_length("again_after", f.again_after);
        x_out.line("times", f.times);
    }

    // The order of levels can be observed; that of grants, which stand in a map, cannot.
    void write_authority() {
        const auto& a = x_rules.authority;
        if (a.levels.empty()) return;
        for (const auto& l : a.levels) x_out.line("authority", l);
        x_out.line("currency", a.currency);
        x_out.line("same_person", a.same_person_may_approve ? 1 : 0);
        std::vector<const grant_plan*> sorted;
        for (const auto& g : a.grants) sorted.push_back(&g);
        std::sort(sorted.begin(), sorted.end(), [](const auto* l, const auto* r) { return l->kind < r->kind; });
        for (const auto* g : sorted) {
            x_out.line("grant", g->kind);
            x_out.line("per_customer", g->per_customer ? 1 : 0);
            x_out.line("within", g->within);
            write_levels(g->levels);
            auto groups = g->groups;
            std::sort(groups.begin(), groups.end(), [](const auto& l, const auto& r) { return l.group < r.group; });
            for (const auto& other : groups) {
                x_out.line("for", other.group);
                write_levels(other.levels);
            }
        }
        for (const auto& f : x_rules.funds) {
            x_out.line("fund", f.name);
            for (const auto& k : f.kinds) x_out.line("kind", k);
            x_out.line("spent", x_rules.windows[f.spent].name);
            x_out.line("budget", f.budget);
            x_out.line("warn_at", f.warn_at);
            if (f.beyond) x_out.line("beyond", a.levels[*f.beyond]);
            write_cause(f.because);
        }
    }

    void write_levels(const std::vector<level_grant>& levels) {
        for (const auto& l : levels) {
            x_out.line("up_to", l.up_to);
            x_out.line("times", l.times);
            x_out.line("in_writing", l.in_writing);
        }
    }

    void write_score(const resolved::score& s) {
        x_out.line("score", s.name);
        x_out.line("per_customer", s.per_customer ? 1 : 0);
        x_out.line("hysteresis", s.hysteresis);
        for (const auto& p : s.points) {
            x_out.line("add", p.add);
            x_out.line("when", p.when);
        }
        for (const auto& l : s.levels) {
            x_out.line("level", l.name);
            x_out.line("at", l.at);
            x_out.line("warns", l.has_then ? 0 : 1);
            write_cause(l.because);
        }
    }

    void write_schedule(const resolved::schedule& s) {
        x_out.line("schedule", s.name);
        if (!s.calendar) write_changes(x_rules.in_zone);
        for (const auto& t : s.every) {
            x_out.line("weekdays", t.weekdays);
            x_out.line("month_day", t.month_day);
            x_out.line("time_of_day", t.time_of_day);
        }
        write_calendar("calendar", s.calendar);
        x_out.line("closed", static_cast<std::int64_t>(s.closed));
        write_key(s.per);
        write_cause(s.because);
    }

    const resolved_rules& x_rules;
    std::set<std::string> x_zones;  // whose changes have been written
    writer x_out;
};

}  // namespace

std::string canonical_text(const resolved_rules& rules) { return document_writer(rules).run(); }

ESCALERA_NAMESPACE_END

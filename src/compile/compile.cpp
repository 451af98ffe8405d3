#include "escalera/compile/compile.hpp"

#include <algorithm>

#include "compile/compiler.hpp"
#include "compile/rule_set_scope.hpp"
#include "escalera/compile/canonical_text.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

known_fields find_known_fields(const schema& s) {
    const auto f = [&s](std::string_view name) { return *s.find(name); };
    return {f("complaint.issue"), f("complaint.category"), f("complaint.outside"),    f("complaint.missing"), f("complaint.customer"),
            f("customer.id"),     f("customer.group"),     f("customer.known_since"), f("case.status"),       f("case.group"),
            f("case.grade"),      f("case.department"),    f("case.held_by"),         f("case.outside"),      f("case.owner"),
            f("case.owners"),     f("case.held_since"),    f("case.held_for"),        f("case.by"),           f("case.recused"),
            f("case.step"),       f("case.thorough"),      f("case.repeat_of"),       f("offer.approved_by")};
}

// The greatest whole number that a window is compared with: what its count must be able to tell apart.
std::int64_t largest_threshold(const condition& c, const std::vector<resolved::window>& windows) {
    std::int64_t largest = 0;
    for (std::uint32_t i = 0; i < c.nodes.size(); ++i) {
        if (c[i].what < opcode::equal || c[i].what > opcode::in) continue;
        bool reads_window = false;
        std::int64_t constant = 0;
        for (const auto o : c.operands_of(i)) {
            const bool of_window = c[o].what == opcode::window || c[o].what == opcode::window_of;
            if (of_window && !windows[c[o].index].period) reads_window = true;
            if (c[o].what != opcode::constant) continue;
            const auto& v = c.constants[c[o].index];
            if (v.what() == kind::integer) constant = std::max(constant, v.as_int());
            if (v.what() == kind::number && v.as_number() > 0 && v.as_number() < 1e9) {
                constant = std::max(constant, static_cast<std::int64_t>(v.as_number()) + 1);
            }
        }
        if (reads_window) largest = std::max(largest, constant);
    }
    return largest;
}

}  // namespace

action_plan::effect effect_of(std::string_view action) noexcept {
    if (action == "priority") return action_plan::effect::priority;
    if (action == "warn") return action_plan::effect::warn;
    if (action == "tag") return action_plan::effect::tag;
    if (action == "fast_lane") return action_plan::effect::fast_lane;
    if (action == "grade") return action_plan::effect::grade;
    if (action == "accountability") return action_plan::effect::accountability;
    if (action == "recuse") return action_plan::effect::recuse;
    return action_plan::effect::request;
}

compiler::compiler(const resolved_rules& rules, diagnostics& found)
    : x_rules(rules), x_found(found), x_result(std::make_shared<rule_set>()), x_out(*x_result), x_slots(rules, *x_result) {}

rule_set_ptr compiler::run() {
    x_out.name = x_rules.name;
    x_out.hash = fixed_hash(canonical_text(x_rules));
    x_out.fields = x_rules.fields;
    x_out.in_zone = x_rules.in_zone;
    for (const auto& c : x_rules.calendars) x_out.calendars.push_back({c.name, c.is});
    x_out.lateness = x_rules.lateness;
    x_out.case_idle = x_rules.case_idle;
    x_out.review_role = x_rules.review_role;
    x_out.one_of_count = x_rules.one_of_count;
    x_out.known = find_known_fields(x_rules.fields);
    x_out.names = std::make_shared<const rule_set_scope>(x_rules);

    x_out.issue_slot = x_slots.field(x_out.known.complaint_issue, 0);
    x_out.category_slot = x_slots.field(x_out.known.complaint_category, 0);
    x_slots.field(x_out.known.case_status, 0);  // an event may say it, and a case closes by it, whether a rule reads it or not
    plan_cases();
    plan_slots();
    x_slots.settle();
    plan_windows();
    lower();
    for (const auto& l : x_out.ladders) {
        for (const auto& r : l.rungs) x_out.ladders_have_always = x_out.ladders_have_always || r.cause.when == none;
    }
    plan_notices();
    set_limits();
    bind_literals();
    if (x_failed) return nullptr;
    return x_result;
}

void compiler::refuse(code what, const place& at, std::string message, std::string suggestion) {
    x_found.add(what, at, std::move(message), std::move(suggestion));
    x_failed = true;
}

// ---- what is read, and when

void compiler::read(const resolved::condition_ptr& c, event_mask at) {
    if (!c) return;
    x_slots.reads(*c, at);
    x_largest_threshold = std::max(x_largest_threshold, largest_threshold(*c, x_rules.windows));
    x_out.owned.push_back(c);
}

void compiler::read(const std::vector<resolved::key_part>& key, event_mask at) {
    for (const auto& p : key) {
        if (p.is == resolved::key_part::kind_of::field) x_slots.field(p.field, at);
    }
}

void compiler::read(const resolved::cause& c, event_mask at) {
    read(c.when, at);
    read(c.unless, at);
    for (const auto& action : c.then) {
        // What is sent on when nobody acknowledges it is written anew then.
        const bool is_sent_on =
            std::any_of(action.arguments.begin(), action.arguments.end(), [](const auto& a) { return a.name == "else"; });
        const auto written_at = is_sent_on ? every_event : at;
        for (const auto& a : action.arguments) {
            read(a.computed, at);
            if (!a.text) continue;
            for (const auto& version : x_rules.texts[*a.text].versions) {
                for (const auto f : version.fields) x_slots.field(f, written_at);
            }
        }
        if (effect_of(action.name) == action_plan::effect::grade) x_slots.field(x_out.known.case_grade, 0);
    }
}

// What a complaint lacks is told by every field that it must bring. Its id and time are always there: without an id it is
// given one, and without a time it is no event.
void compiler::read_required() {
    for (field_id f = 0; f < x_rules.fields.fields().size(); ++f) {
        const auto& info = x_rules.fields[f];
        if (!info.required || f == field::complaint_id || f == field::complaint_time) continue;
        const auto on = own_events(info.of);
        x_out.required.push_back({x_slots.field(f, on), on});
    }
    const auto missing = x_rules.fields.find("complaint.missing");
    if (missing) x_out.missing_slot = x_out.slot_of_field[*missing];
}

void compiler::plan_slots() {
    event_mask everywhere = x_rules.groups.empty() ? 0 : group_events;
    read_alerts();
    for (const auto& g : x_rules.groups) read(g.when, group_events);
    for (const auto& r : x_rules.routes) read(r.when, r.events);
    for (const auto& l : x_rules.ladders) {
        // A reset is looked at on every event of the key. What its windows count must know the key: it keeps the position.
        auto at = l.reset ? every_event : l.events;
        everywhere |= at;
        for (const auto& r : l.rungs) {
            if (!r.because.when) continue;
            for (const auto w : r.because.when->windows) at |= mask_of(x_rules.windows[w].of);
        }
        read(l.per, at);
        read(l.reset, every_event);
        for (const auto& r : l.rungs) read(r.because, l.events);
    }
    for (const auto& r : x_rules.rules) {
        // What the engine raises itself brings no fields, and no case to capture them from.
        const auto events = r.events & ~alert_changes;
        everywhere |= events;
        read(r.because, events);
        read(r.once, events);
    }
    read_required();
    read_clocks();
    read_scores();
    read_authority();
    read_accountability();
    read_follow_ups();
    read_schedules();
    if (!x_rules.clocks.empty() || !x_rules.scores.empty() || !x_rules.follow_ups.empty())
        everywhere = every_event;  // their conditions are asked by time alone, too
    for (const auto& w : x_rules.windows) {
        read(w.where, mask_of(w.of));
        read(w.hit, mask_of(w.of));
        // A window's key is read wherever the window may be, and where it counts.
        read(w.per, w.of_group ? mask_of(w.of) : everywhere | mask_of(w.of));
        if (w.value) x_slots.field(*w.value, mask_of(w.of));
        if (w.within == length_of_time::without_end) x_slots.field(x_out.known.customer_known_since, every_event);
    }
    // Who held a case is told by the departments that it was handed to.
    if (x_out.slot_of_field[x_out.known.case_held_by] != no_slot) x_slots.field(x_out.known.case_department, 0);
}

// ---- the rest

void compiler::set_limits() {
    const auto& given = x_rules.limits;
    auto& limits = x_out.limits;
    const auto twice = std::min<std::int64_t>(x_largest_threshold * 2, 1'000'000);
    limits.remember = given.remember != 0 ? given.remember : std::max<std::uint32_t>(32, static_cast<std::uint32_t>(twice));
    if (given.cases != 0) limits.cases = given.cases;
    if (given.entries != 0) limits.entries = given.entries;
    limits.entries = std::max(limits.entries, limits.remember);
    if (given.groups != 0) limits.groups = given.groups;
    if (given.hand_overs != 0) limits.hand_overs = given.hand_overs;
}

void compiler::bind_literals() {
    const auto bind = [](std::vector<action_plan>& actions) {
        for (auto& action : actions) {
            for (auto& a : action.arguments) a.cells = cells_of(a.literal);
        }
    };
    for (auto& l : x_out.ladders) {
        for (auto& r : l.rungs) bind(r.cause.then);
    }
    for (auto& r : x_out.rules) bind(r.cause.then);
    for (auto& c : x_out.clocks) {
        for (auto& s : c.stages) bind(s.cause.then);
    }
    for (auto& s : x_out.scores) {
        for (auto& l : s.levels) bind(l.cause.then);
    }
    for (auto& f : x_out.authority.funds) bind(f.cause.then);
    for (auto& a : x_out.accountability.asked) bind(a.cause.then);
    for (auto& n : x_out.notices) bind(n.cause.then);
    for (auto& f : x_out.follow_ups) {
        for (auto& o : f.options) bind(o.cause.then);
    }
    for (auto& s : x_out.schedules) bind(s.cause.then);
    for (auto& a : x_out.alerts) {
        bind(a.cause.then);
        bind(a.at_end.then);
    }
}

// The value as cells that point into it: the value itself in [0], a list's elements behind it.
std::vector<cell> compiler::cells_of(const value& v) {
    const auto one = [](const value& x) {
        switch (x.what()) {
            case kind::boolean: return cell::of(x.as_bool());
            case kind::integer: return cell::of(x.as_int());
            case kind::number: return cell::of(x.as_number());
            case kind::dec: return cell::of(x.as_decimal());
            case kind::text: return cell::of(std::string_view(x.as_text()));
            case kind::time: return cell::of(x.as_time());
            case kind::span: return cell::of(x.as_span());
            default: return cell{};
        }
    };
    if (v.what() != kind::list) return {one(v)};
    std::vector<cell> cells(1);
    cells.reserve(1 + v.as_list().size());
    for (const auto& element : v.as_list()) cells.push_back(one(element));
    cells[0] = cell::of_list(cells.data() + 1, static_cast<std::uint32_t>(v.as_list().size()));
    return cells;
}

rule_set_ptr compile(const resolved_rules& rules, diagnostics& found) { return compiler(rules, found).run(); }

static checked<rule_set_ptr> load(rules_document_ptr document, diagnostics found, diagnostics* all) {
    const auto resolved = resolve(std::move(document), found);
    rule_set_ptr rules;
    if (!found.has_errors()) rules = compile(resolved, found);
    found.sort();
    if (all != nullptr) *all = found;
    if (!rules) return found;
    return rules;
}

checked<rule_set_ptr> load_rules(const std::string& path, diagnostics* found) {
    diagnostics all;
    auto document = read_rules_file(path, all);
    return load(std::move(document), std::move(all), found);
}

checked<rule_set_ptr> load_rules_text(std::string name, std::string text, diagnostics* found) {
    diagnostics all;
    auto document = read_rules_text(std::make_shared<const source>(std::move(name), std::move(text)), all);
    return load(std::move(document), std::move(all), found);
}

ESCALERA_NAMESPACE_END

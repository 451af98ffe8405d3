#include "escalera/compile/compile.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "compile/rule_set_scope.hpp"
#include "compile/slots.hpp"
#include "escalera/compile/canonical_text.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

const event_mask group_events = mask_of(event_kind::complaint) | mask_of(event_kind::customer);

known_fields find_known_fields(const schema& s) {
    const auto f = [&s](std::string_view name) { return *s.find(name); };
    return {f("complaint.issue"), f("complaint.category"),   f("complaint.outside"), f("complaint.customer"), f("customer.id"),
            f("customer.group"),  f("customer.known_since"), f("case.status"),       f("case.group"),         f("case.grade"),
            f("case.department"), f("case.held_by"),         f("case.outside")};
}

if_unknown translate(written::if_unknown u) noexcept {
    switch (u) {
        case written::if_unknown::review: return if_unknown::review;
        case written::if_unknown::skip: return if_unknown::skip;
        case written::if_unknown::fire: return if_unknown::fire;
    }
    return if_unknown::review;
}

action_plan::effect effect_of(std::string_view action) noexcept {
    if (action == "priority") return action_plan::effect::priority;
    if (action == "warn") return action_plan::effect::warn;
    if (action == "tag") return action_plan::effect::tag;
    if (action == "fast_lane") return action_plan::effect::fast_lane;
    if (action == "grade") return action_plan::effect::grade;
    return action_plan::effect::request;
}

// The greatest whole number that a window is compared with: what its count must be able to tell apart.
std::int64_t largest_threshold(const condition& c) {
    std::int64_t largest = 0;
    for (std::uint32_t i = 0; i < c.nodes.size(); ++i) {
        if (c[i].what < opcode::equal || c[i].what > opcode::in) continue;
        bool reads_window = false;
        std::int64_t constant = 0;
        for (const auto o : c.operands_of(i)) {
            if (c[o].what == opcode::window || c[o].what == opcode::window_of) reads_window = true;
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

class compiler {
public:
    compiler(const resolved_rules& rules, diagnostics& found)
        : x_rules(rules), x_found(found), x_result(std::make_shared<rule_set>()), x_out(*x_result), x_slots(rules, *x_result) {}

    rule_set_ptr run() {
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
        plan_slots();
        x_slots.settle();
        plan_windows();
        lower();
        for (const auto& l : x_out.ladders) {
            for (const auto& r : l.rungs) x_out.ladders_have_always = x_out.ladders_have_always || r.cause.when == none;
        }
        set_limits();
        bind_literals();
        if (x_failed) return nullptr;
        return x_result;
    }

private:
    void refuse(code what, const place& at, std::string message, std::string suggestion) {
        x_found.add(what, at, std::move(message), std::move(suggestion));
        x_failed = true;
    }

    // ---- what is read, and when

    void read(const resolved::condition_ptr& c, event_mask at) {
        if (!c) return;
        x_slots.reads(*c, at);
        x_largest_threshold = std::max(x_largest_threshold, largest_threshold(*c));
        x_out.owned.push_back(c);
    }
    void read(const std::vector<resolved::key_part>& key, event_mask at) {
        for (const auto& p : key) {
            if (p.is == resolved::key_part::kind_of::field) x_slots.field(p.field, at);
        }
    }
    void read(const resolved::cause& c, event_mask at) {
        read(c.when, at);
        read(c.unless, at);
        for (const auto& action : c.then) {
            for (const auto& a : action.arguments) {
                read(a.computed, at);
                if (!a.text) continue;
                for (const auto& version : x_rules.texts[*a.text].versions) {
                    for (const auto f : version.fields) x_slots.field(f, at);
                }
            }
            if (effect_of(action.name) == action_plan::effect::grade) x_slots.field(x_out.known.case_grade, 0);
        }
    }

    void plan_slots() {
        event_mask everywhere = x_rules.groups.empty() ? 0 : group_events;
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
            everywhere |= r.events;
            read(r.because, r.events);
            read(r.once, r.events);
        }
        for (const auto& w : x_rules.windows) {
            read(w.where, mask_of(w.of));
            // A window's key is read wherever the window may be, and where it counts.
            read(w.per, w.of_group ? mask_of(w.of) : everywhere | mask_of(w.of));
            if (w.value) x_slots.field(*w.value, mask_of(w.of));
            if (w.within == length_of_time::without_end) x_slots.field(x_out.known.customer_known_since, every_event);
        }
        // Who held a case is told by the departments that it was handed to.
        if (x_out.slot_of_field[x_out.known.case_held_by] != no_slot) x_slots.field(x_out.known.case_department, 0);
    }

    // ---- windows

    std::uint16_t part(field_id f) { return index_in(x_out.parts, x_out.slot_of_field[f]); }
    // An empty verdict: the number itself.
    std::uint16_t number(field_id f, const std::string& verdict) {
        const auto slot = x_out.slot_of_field[f];
        for (std::size_t v = 0; v < x_out.values.size(); ++v) {
            if (x_out.values[v] == slot && x_out.verdicts[v] == verdict) return static_cast<std::uint16_t>(v);
        }
        x_out.values.push_back(slot);
        x_out.verdicts.push_back(verdict);
        return static_cast<std::uint16_t>(x_out.values.size() - 1);
    }
    static std::uint16_t index_in(std::vector<slot_id>& list, slot_id s) {
        const auto at = std::find(list.begin(), list.end(), s);
        if (at == list.end()) list.push_back(s);
        return static_cast<std::uint16_t>(std::find(list.begin(), list.end(), s) - list.begin());
    }

    void plan_windows() {
        // The issue is a part of every entry, since corrections move it; ladders ask entries for their keys.
        part(x_out.known.complaint_issue);
        for (const auto& l : x_rules.ladders) {
            for (const auto& p : l.per) {
                if (p.is == resolved::key_part::kind_of::field) part(p.field);
            }
        }
        for (std::uint32_t w = 0; w < x_rules.windows.size(); ++w) plan_window(x_rules.windows[w], w);
        for (std::uint32_t w = 0; w < x_out.group_stage.windows.size(); ++w) join_table(w);
        x_out.customer_stage.kept_for_groups = x_out.group_stage.reach;
        x_out.customer_stage.counted_in_groups = x_out.group_stage.counted;
        for (std::uint32_t w = 0; w < x_out.customer_stage.windows.size(); ++w) sort_out(w);
    }

    void sort_out(std::uint32_t w) {
        auto& stage = x_out.customer_stage;
        const auto& window = stage.windows[w];
        if (window.slot == no_slot && window.of_slot == no_slot) return;
        if (window.what != window_what::count || window.per_case || window.parts.size() > 1) {
            stage.other.push_back(w);
            return;
        }
        const auto part = window.parts.empty() ? plain_window::no_part : window.parts[0];
        stage.plain.push_back({window.within, w, part, window.slot, window.of_slot});
    }

    void plan_window(const resolved::window& from, std::uint32_t index) {
        window_plan w;
        w.name = from.name;
        w.what = static_cast<window_what>(from.what);
        w.of = from.of;
        w.within = from.within;
        w.limit = from.limit;
        w.decimal_sum = from.holds.scalar == kind::dec;
        w.slot = x_slots.all().windows[index];
        w.of_slot = x_slots.all().windows_of[index];
        for (const auto& p : from.per) {
            if (p.is == resolved::key_part::kind_of::kase) w.per_case = true;
            if (p.is == resolved::key_part::kind_of::field) w.parts.push_back(part(p.field));
        }
        std::sort(w.parts.begin(), w.parts.end());
        if (from.value) {
            if (w.what != window_what::distinct) {
                w.value = number(*from.value, from.verdict);
            } else if (*from.value == x_out.known.complaint_customer || *from.value == x_out.known.customer_id) {
                w.distinct = window_plan::of_customer;
            } else {
                w.distinct = part(*from.value);
            }
        }
        auto& stage = from.of_group ? x_out.group_stage : x_out.customer_stage;
        if (stage.windows.size() == stage_plan::most_windows) {
            refuse(code::too_many, from.at,
                   fmt::format("more than {} windows {}", stage_plan::most_windows,
                               from.of_group ? "that are not keyed by the customer" : "keyed by the customer"),
                   "join windows that count alike");
            return;
        }
        x_out.windows.push_back({from.of_group, static_cast<std::uint32_t>(stage.windows.size())});
        stage.reach = std::max(stage.reach, w.within);
        stage.counted |= mask_of(w.of);
        stage.windows.push_back(std::move(w));
    }

    void join_table(std::uint32_t w) {
        const auto& parts = x_out.group_stage.windows[w].parts;
        for (auto& t : x_out.group_tables) {
            if (t.parts == parts) {
                t.windows.push_back(w);
                return;
            }
        }
        x_out.group_tables.push_back({parts, {w}});
    }

    // ---- lowering

    condition_id add(section s, const resolved::condition_ptr& c, event_mask wanted) {
        if (!c) return none;
        auto& list = x_conditions[static_cast<std::size_t>(s)];
        list.push_back({c.get(), wanted});
        return static_cast<condition_id>(list.size() - 1);
    }

    cause_plan plan(section s, const resolved::cause& from, event_mask wanted, condition_lowering& lowering) {
        cause_plan c;
        c.when = add(s, from.when, wanted);
        c.unless = add(s, from.unless, wanted);
        c.otherwise = translate(from.otherwise);
        if (from.when) c.because = reasons(*from.when);
        for (const auto& a : from.then) c.then.push_back(plan(a, lowering));
        return c;
    }

    std::vector<slot_id> reasons(const condition& c) const {
        std::vector<slot_id> slots;
        for (const auto& n : c.nodes) {
            auto slot = no_slot;
            if (n.what == opcode::field) slot = x_slots.all().fields[n.index];
            if (n.what == opcode::window) slot = x_slots.all().windows[n.index];
            if (n.what == opcode::window_of) slot = x_slots.all().windows_of[n.index];
            if (slot != no_slot && std::find(slots.begin(), slots.end(), slot) == slots.end()) slots.push_back(slot);
        }
        return slots;
    }

    action_plan plan(const resolved::action& from, condition_lowering& lowering) {
        action_plan action;
        action.name = from.name;
        action.changes = effect_of(from.name);
        for (const auto& a : from.arguments) {
            argument_plan argument;
            argument.name = a.name;
            argument.required = a.required;
            argument.literal = a.literal;
            if (a.computed) argument.computed = computed(*a.computed, lowering);
            if (a.text) argument.texts = plan_text(a.name, x_rules.texts[*a.text]);
            action.arguments.push_back(std::move(argument));
        }
        return action;
    }

    std::uint32_t computed(const condition& c, condition_lowering& lowering) {
        const auto root = lowering.single(c);
        x_out.computed.push_back({root, &c});
        return root;
    }

    std::vector<text_template> plan_text(const std::string& argument, const resolved::text& from) const {
        std::vector<text_template> versions;
        for (const auto& v : from.versions) {
            text_template t;
            t.argument_name = argument + "." + v.language;
            t.pieces = v.pieces;
            for (const auto f : v.fields) t.slots.push_back(x_out.slot_of_field[f]);
            versions.push_back(std::move(t));
        }
        return versions;
    }

    key_plan plan(const std::vector<resolved::key_part>& from) const {
        key_plan key;
        for (const auto& p : from) {
            const auto slot = p.is == resolved::key_part::kind_of::field ? x_out.slot_of_field[p.field] : no_slot;
            const auto at = std::find(x_out.parts.begin(), x_out.parts.end(), slot);
            const bool is_part = slot != no_slot && at != x_out.parts.end() && !x_out.slots[slot].set_by_rules;
            key.parts.push_back({static_cast<key_part::kind_of>(p.is), slot,
                                 is_part ? static_cast<std::uint16_t>(at - x_out.parts.begin()) : key_part::no_part});
        }
        return key;
    }

    void lower() {
        condition_lowering lowering(x_slots.all(), x_out.code);
        for (std::uint32_t i = 0; i < x_rules.windows.size() && i < x_out.windows.size(); ++i) {
            const auto home = x_out.windows[i];
            auto& stage = home.in_groups ? x_out.group_stage : x_out.customer_stage;
            const auto wanted = mask_of(x_rules.windows[i].of) | mask_of(event_kind::corrected);
            stage.windows[home.index].where = add(section::windows, x_rules.windows[i].where, wanted);
        }
        for (const auto& g : x_rules.groups) {
            resolved::cause cause;
            cause.when = g.when;
            x_out.groups.push_back({g.name, plan(section::groups, cause, group_events, lowering)});
        }
        for (const auto& r : x_rules.routes) {
            resolved::cause cause;
            cause.when = r.when;
            x_out.routes.push_back({r.to, plan(section::routes, cause, r.events, lowering), r.events});
        }
        for (const auto& l : x_rules.ladders) lower_ladder(l, lowering);
        for (const auto& r : x_rules.rules) lower_rule(r, lowering);
        for (std::size_t s = 0; s < section_count; ++s) {
            x_out.sets[s] = lowering.section(x_conditions[s]);
            for (const auto& c : x_conditions[s]) x_out.conditions[s].push_back(c);
        }
    }

    void lower_ladder(const resolved::ladder& from, condition_lowering& lowering) {
        ladder_plan l;
        l.name = from.name;
        l.per = plan(from.per);
        l.events = from.events;
        l.highest_only = from.highest_only;
        if (from.reset) {
            l.reset = computed(*from.reset, lowering);
            l.reset_windows = customer_windows(*from.reset);
        }
        if (from.rungs.size() > ladder_plan::most_rungs) {
            refuse(code::too_many, from.at, fmt::format("ladder '{}' has more than {} rungs", from.name, ladder_plan::most_rungs),
                   "split it");
        }
        for (const auto& r : from.rungs) {
            l.rungs.push_back({r.name, plan(section::ladders, r.because, from.events, lowering)});
            if (!r.because.when) continue;
            for (const auto w : customer_windows(*r.because.when)) {
                if (std::find(l.windows.begin(), l.windows.end(), w) == l.windows.end()) l.windows.push_back(w);
            }
        }
        x_out.ladders.push_back(std::move(l));
    }

    std::vector<std::uint32_t> customer_windows(const condition& c) const {
        std::vector<std::uint32_t> list;
        for (const auto w : c.windows) {
            if (w < x_out.windows.size() && !x_out.windows[w].in_groups) list.push_back(x_out.windows[w].index);
        }
        return list;
    }

    void lower_rule(const resolved::rule& from, condition_lowering& lowering) {
        rule_plan r;
        r.name = from.name;
        r.cause = plan(section::rules, from.because, from.events, lowering);
        r.events = from.events;
        r.again_after = from.again_after;
        r.last = from.last;
        r.one_of = from.one_of.value_or(none);
        const bool per_case = from.once.size() == 1 && from.once[0].is == resolved::key_part::kind_of::kase;
        if (per_case) {
            r.once = rule_plan::once_per::kase;
        } else if (!from.once.empty()) {
            r.once = rule_plan::once_per::key;
            r.key = plan(from.once);
        }
        x_out.rules.push_back(std::move(r));
    }

    // ---- the rest

    void set_limits() {
        const auto& given = x_rules.limits;
        auto& limits = x_out.limits;
        const auto twice = std::min<std::int64_t>(x_largest_threshold * 2, 1'000'000);
        limits.remember = given.remember != 0 ? given.remember : std::max<std::uint32_t>(32, static_cast<std::uint32_t>(twice));
        if (given.cases != 0) limits.cases = given.cases;
        if (given.entries != 0) limits.entries = given.entries;
        limits.entries = std::max(limits.entries, limits.remember);
        if (given.groups != 0) limits.groups = given.groups;
    }

    void bind_literals() {
        const auto bind = [](std::vector<action_plan>& actions) {
            for (auto& action : actions) {
                for (auto& a : action.arguments) a.cells = cells_of(a.literal);
            }
        };
        for (auto& l : x_out.ladders) {
            for (auto& r : l.rungs) bind(r.cause.then);
        }
        for (auto& r : x_out.rules) bind(r.cause.then);
    }

    // The value as cells that point into it: the value itself in [0], a list's elements behind it.
    static std::vector<cell> cells_of(const value& v) {
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

    const resolved_rules& x_rules;
    diagnostics& x_found;
    std::shared_ptr<rule_set> x_result;
    rule_set& x_out;
    slot_planner x_slots;
    std::array<std::vector<section_condition>, section_count> x_conditions;
    std::int64_t x_largest_threshold = 0;
    bool x_failed = false;
};

checked<rule_set_ptr> load(rules_document_ptr document, diagnostics found, diagnostics* all) {
    const auto resolved = resolve(std::move(document), found);
    rule_set_ptr rules;
    if (!found.has_errors()) rules = compile(resolved, found);
    found.sort();
    if (all != nullptr) *all = found;
    if (!rules) return found;
    return rules;
}

}  // namespace

rule_set_ptr compile(const resolved_rules& rules, diagnostics& found) { return compiler(rules, found).run(); }

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

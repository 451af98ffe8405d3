// Decisions: what is asked of the host, with which arguments, because of what. Equal requests are one decision.

#include <algorithm>

#include "differential/reference_engine.hpp"
#include "differential/reference_names.hpp"

namespace judge {

void reference_engine::fire(occasion& o, const moment& now, const asker& who) {
    for (const auto& action : who.cause->then) {
        std::vector<shown> args;
        const bool complete = arguments(now, action, args);
        for (const auto& a : args) {
            if (action.name == "grade" && a.name == "level" && o.kase) o.new_grade = a.is;
        }
        if (complete) {
            issue(o, now, who, action.name, std::move(args));
        } else {
            review(o, now, who, "an argument could not be computed");
        }
    }
}

// A grade is seen from the next section on.
void reference_engine::settle_grade(occasion& o) const {
    if (o.new_grade) set_case_field(o, "case.grade", *o.new_grade);
    o.new_grade.reset();
}

// A person looks at what could not be decided.
void reference_engine::review(occasion& o, const moment& now, const asker& who, const char* why) {
    std::vector<shown> args;
    if (!x_rules.review_role.empty()) args.push_back({"role", value(x_rules.review_role)});
    args.push_back({"why", value(why)});
    issue(o, now, who, "review", std::move(args));
}

void reference_engine::issue(const occasion& o, const moment& now, const asker& who, std::string action, std::vector<shown> args) {
    for (auto i = o.first_decision; i < x_decisions.size(); ++i) {
        auto& d = x_decisions[i];
        if (d.action != action || d.args != args || d.alert != o.alert_key) continue;  // the case is the same: one event speaks of one case
        const cause_name another{who.rule, who.rung};
        const bool named = (d.rule == who.rule && d.rung == who.rung) || std::find(d.also.begin(), d.also.end(), another) != d.also.end();
        if (!named) d.also.push_back(another);
        return;
    }
    plain_decision d;
    d.at = o.at;
    d.by_timer = o.by_timer;
    if (o.e != nullptr && !o.by_timer) d.event = o.e->id;
    d.alert = o.alert_key;
    if (o.who->is_named) d.customer = o.who->name;
    if (o.kase) d.kase = o.kase->id;
    d.rule = who.rule;
    d.rung = who.rung;
    d.action = std::move(action);
    d.args = std::move(args);
    d.because = reasons(now, *who.cause);
    x_decisions.push_back(std::move(d));
}

// An absent `=` argument is left out; false where it is required.
bool reference_engine::arguments(const moment& now, const resolved::action& a, std::vector<shown>& into) const {
    bool complete = true;
    for (const auto& argument : a.arguments) {
        if (argument.computed) {
            const auto found = evaluate(argument.computed->tree, *x_names, now);
            if (found.is_known()) into.push_back({argument.name, found.known()});
            if (found.is_unknown() && argument.required) complete = false;
            continue;
        }
        into.push_back({argument.name, argument.literal});
        if (!argument.text) continue;
        for (const auto& version : x_rules.texts[*argument.text].versions) {
            into.push_back({argument.name + "." + version.language, value(render(now, version))});
        }
    }
    return complete;
}

namespace {

std::string written_out(const value& v) {
    switch (v.what()) {
        case kind::text: return v.as_text();
        case kind::boolean: return v.as_bool() ? "true" : "false";
        case kind::integer: return std::to_string(v.as_int());
        case kind::dec: return to_string(v.as_decimal());
        case kind::time: return to_rfc3339(v.as_time());
        case kind::list: {
            std::string all;
            for (const auto& element : v.as_list()) all += (all.empty() ? "" : ", ") + written_out(element);
            return all;
        }
        default: return "";
    }
}

}  // namespace

// A field that is absent leaves its place empty.
std::string reference_engine::render(const moment& now, const resolved::text_template& t) {
    std::string all;
    for (std::size_t i = 0; i < t.pieces.size(); ++i) {
        all += t.pieces[i];
        if (i < t.fields.size()) all += written_out(now.field(t.fields[i]));
    }
    return all;
}

// The windows and fields that the deciding condition read, in order of appearance, those that are known.
std::vector<shown> reference_engine::reasons(const moment& now, const resolved::cause& c) const {
    std::vector<shown> all;
    if (!c.when) return all;
    struct read {
        std::uint32_t begin;
        shown is;
    };
    std::vector<read> found;
    for (const auto& n : c.when->nodes) {
        const auto begin = c.when->tree[n.written].begin;
        if (n.what == opcode::field)
            found.push_back({begin, {x_rules.fields[static_cast<field_id>(n.index)].full_name, now.field(n.index)}});
        const auto window = [&](const window_reading& r, const char* behind) {
            found.push_back({begin, {x_rules.windows[n.index].name + behind, r.is, r.at_least}});
        };
        if (n.what == opcode::window) window(now.window(n.index), "");
        if (n.what == opcode::window_of) window(now.window_of(n.index), ".of");
    }
    std::stable_sort(found.begin(), found.end(), [](const read& a, const read& b) { return a.begin < b.begin; });
    for (const auto& f : found) {
        const bool is_new = std::none_of(all.begin(), all.end(), [&](const shown& s) { return s.name == f.is.name; });
        if (is_new && !f.is.is.is_absent()) all.push_back(f.is);
    }
    return all;
}

}  // namespace judge

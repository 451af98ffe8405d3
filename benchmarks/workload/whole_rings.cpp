#include "workload/whole_rings.hpp"

#include <charconv>

namespace escalera::bench {

namespace {

struct action {
    std::string_view name;
    request is;
};

struct rung {
    std::string_view name;
    std::span<const action> then;
};

const action specialist[] = {{"assign", request::assign}};
const action team_lead[] = {{"notify", request::tell_specialist}, {"notify", request::lead_step_in}, {"assess", request::assess}};
const action manager[] = {
    {"notify", request::tell_specialist}, {"notify", request::lead_still_open}, {"notify", request::manager_still_open}};
const rung rungs[] = {{"specialist", specialist}, {"team-lead", team_lead}, {"tier-3-manager", manager}};

const named_cell to_specialist[] = {{"role", cell::of(std::string_view("complaint-specialist"))}};
const named_cell idle[] = {{"reason", cell::of(std::string_view("idle"))}};
const cell questions[] = {cell::of(std::string_view("responsible")), cell::of(std::string_view("handled_well")),
                          cell::of(std::string_view("reasonable"))};
const named_cell to_assess[] = {{"questions", cell::of_list(questions, 3)}};

void add_number(std::string& text, std::int64_t n) {
    char digits[24];
    text.append(digits, std::to_chars(digits, digits + sizeof(digits), n).ptr);
}

void add(std::string& text, std::string_view part) {
    add_number(text, static_cast<std::int64_t>(part.size()));
    text.push_back(':');
    text.append(part);
}

}  // namespace

whole_rings::whole_rings(std::size_t events, std::int64_t closes, hash128 rules) : x_closes(closes), x_rules(rules) {
    x_customers.reserve(events / 4);
    x_issues.reserve(events);
}

void whole_rings::process(std::span<const complaint> events) {
    if (x_is_taken) {
        x_decisions.clear();
        x_memory.clear();
        x_is_taken = false;
    }
    for (const auto& e : events) take_one(e);
}

void whole_rings::take_one(const complaint& e) {
    const auto now = e.time.micros;
    for (; !x_waiting.empty() && x_waiting.front().heard + x_closes < now; x_waiting.pop_front()) {
        auto& state = x_issues.find(x_waiting.front().of)->second;
        if (state.repeat.last() != x_waiting.front().heard) continue;
        close(x_waiting.front(), state.open_case);
        state.open_case.clear();
    }
    auto at = x_customers.find(std::string_view(e.customer));
    if (at == x_customers.end()) at = x_customers.emplace(e.customer, customer_state{}).first;
    auto& c = at->second;
    const auto id = hash_of(e.id);
    bool known = false;
    for (const auto other : c.ids) known = known || other == id;
    if (known) {
        ++x_duplicates;
        return;
    }
    c.ids.push_back(id);
    const auto both = pair_of(e);
    auto& state = x_issues[both];
    const auto repeat = state.repeat.add(now, repeat_within, x_closes);
    const auto frequency = c.frequency.add(now, frequency_within, x_closes);
    if (state.repeat.reached == 0) state.cycle.clear();
    if (c.frequency.reached == 0) c.cycle.clear();
    const auto on_issue = state.repeat.climb(repeat, repeat_from);
    const auto on_anything = c.frequency.climb(frequency, frequency_from);
    if (state.open_case.empty()) state.open_case = e.id;
    if ((on_issue | on_anything) != 0) {
        occasion o{x_memory.copy(e.id), x_memory.copy(e.customer), x_memory.copy(state.open_case), e.issue, {}};
        x_decisions.reserve(x_decisions.size() + 12);  // those of one event stay where they are
        if (on_issue != 0 && state.cycle.empty()) state.cycle = e.id;
        if (on_anything != 0 && c.cycle.empty()) c.cycle = e.id;
        if (on_issue != 0) fire({"repeat-complaint", "repeat"}, on_issue, repeat, state.cycle, e, o);
        if (on_anything != 0) fire({"frequent-complainant", "frequency"}, on_anything, frequency, c.cycle, e, o);
    }
    if (x_closes != never_closes) x_waiting.push_back({now, both, e.customer});
}

void whole_rings::close(const closing& c, std::string_view kase) {
    auto& d = x_decisions.emplace_back();
    d.at = {c.heard + x_closes};
    d.due = d.at;
    d.customer = x_memory.copy(c.customer);
    d.kase = x_memory.copy(kase);
    d.rule = "cases";
    d.action = "close";
    d.args = idle;
    d.rules = x_rules;
    d.id = id_of(d, {}, 0);
}

void whole_rings::fire(const ladder& l, unsigned climbed, unsigned count, std::string_view cycle, const complaint& e, occasion& o) {
    auto* reason = x_memory.array<named_cell>(1);
    *reason = {l.window, cell::of(static_cast<std::int64_t>(count))};
    for (unsigned r = 0; r < 3; ++r) {
        if ((climbed >> r & 1U) == 0) continue;
        for (unsigned i = 0; i < rungs[r].then.size(); ++i) {
            const auto& a = rungs[r].then[i];
            if (auto*& first = o.of_request[static_cast<std::size_t>(a.is)]; first != nullptr) {
                if (first->rule == l.name && first->rung == rungs[r].name) continue;
                if (!first->also.empty() && first->also.back().rule == l.name && first->also.back().rung == rungs[r].name) continue;
                auto* also = x_memory.array<also_cause>(first->also.size() + 1);
                for (std::size_t k = 0; k < first->also.size(); ++k) also[k] = first->also[k];
                also[first->also.size()] = {l.name, rungs[r].name};
                first->also = {also, first->also.size() + 1};
                continue;
            }
            auto& d = x_decisions.emplace_back();
            d.at = e.time;
            d.event = o.event;
            d.customer = o.customer;
            d.kase = o.kase;
            d.rule = l.name;
            d.rung = rungs[r].name;
            d.action = a.name;
            d.args = arguments(a.is, o);
            d.because = {reason, 1};
            d.rules = x_rules;
            d.id = id_of(d, cycle, i);
            o.of_request[static_cast<std::size_t>(a.is)] = &d;
        }
    }
}

std::span<const named_cell> whole_rings::arguments(request r, const occasion& o) {
    if (r == request::assign || r == request::tell_specialist) return to_specialist;
    if (r == request::assess) return to_assess;
    const bool step_in = r == request::lead_step_in;
    auto* args = x_memory.array<named_cell>(5);
    args[0] = {"role", cell::of(std::string_view(r == request::manager_still_open ? "tier-3-manager" : "team-lead"))};
    args[1] = {"by", cell::of(std::string_view("sms"))};
    args[2] = {"text", cell::of(std::string_view(step_in ? "step_in" : "still_open"))};
    args[3] = {"text.en", cell::of(step_in ? text("Customer ", " complains again about ", ": please step in at once", o)
                                           : text("Customer ", " keeps complaining about ", "", o))};
    args[4] = {"text.es", cell::of(step_in ? text("El cliente ", " vuelve a quejarse de ", ": intervenga de inmediato", o)
                                           : text("El cliente ", " sigue quejándose de ", "", o))};
    return {args, 5};
}

std::string_view whole_rings::text(std::string_view before, std::string_view between, std::string_view behind, const occasion& o) {
    auto* const begin = x_memory.room(before.size() + o.customer.size() + between.size() + o.issue.size() + behind.size());
    auto* at = begin;
    for (const auto part : {before, o.customer, between, o.issue, behind}) at += part.copy(at, part.size());
    x_memory.give(static_cast<std::size_t>(at - begin));
    return {begin, static_cast<std::size_t>(at - begin)};
}

// As the engine makes it (src/README.md): effect and cause, each text preceded by its length.
hash128 whole_rings::id_of(const decision& d, std::string_view cycle, unsigned position) {
    auto& text = x_id_text;
    text.clear();
    for (const auto part : {d.customer, d.kase, d.rule, d.rung, cycle}) add(text, part);
    add_number(text, position);
    if (d.due) {
        add_number(text, d.at.micros);
    } else {
        add(text, "complaint");
        add(text, d.event);
    }
    return fixed_hash(text);
}

}  // namespace escalera::bench

#pragma once
// Turns a cause that fired into decisions: arguments, reasons, ids, and the merging of equal requests.
//
// A decision's id is a fixed hash over the texts of its effect (customer, case, name, rung, cycle, position in
// `then`) and of its cause (event kind and id, or due time), each preceded by its length, so that no two different lists of
// texts look alike. The rules' hash is not part of it: an edit issues nothing again.
// Two causes that ask for the same action with the same arguments on the same case at the same event give one
// decision; the second is named in `also`.
//
// Threads: none of its own.   Cost: per decision; copies texts that live in the record or the event.

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string_view>

#include "escalera/config.hpp"
#include "escalera/engine/answerable.hpp"
#include "escalera/engine/cell_text.hpp"
#include "escalera/engine/occasion.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/state/case_ledger.hpp"
#include "escalera/state/delays.hpp"
#include "escalera/state/recusals.hpp"

ESCALERA_NAMESPACE_BEGIN

// Who asks.
struct asker {
    std::string_view name;   // of the rule, ladder, group, ...
    std::string_view rung;   // empty: none
    std::string_view cycle;  // id of the event that began the life of a position or clock; empty: none
    const cause_plan* plan = nullptr;
    std::string_view stage = {};         // of a clock; empty: none
    std::uint32_t repeat = 0;            // of a stage that recurs: the how manyth time, from 0
    std::string_view score = {};         // the level of a score; empty: none
    const score_plan* points = nullptr;  // of a score: its points, those that hold are the reason
    std::span<const slot_id> more = {};  // what else was read to decide: of a stage, what its target read
};

namespace detail {

class id_text {
public:
    explicit id_text(buffer<char>& text) noexcept : x_text(text) { x_text.clear(); }

    void add(std::string_view part) noexcept {
        char* at = room_for(most_digits + 1 + part.size());
        if (at == nullptr) return;
        at = digits(at, static_cast<std::int64_t>(part.size()));
        *at++ = ':';
        if (!part.empty()) __builtin_memcpy(at, part.data(), part.size());
        ends_at(at + part.size());
    }
    void add_number(std::int64_t n) noexcept {
        if (char* at = room_for(most_digits); at != nullptr) ends_at(digits(at, n));
    }
    [[nodiscard]] hash128 hash() const noexcept { return fixed_hash({x_text.data(), x_text.size()}); }

private:
    static constexpr std::size_t most_digits = 20;  // of an int64, its sign included

    // Where so much can be written; null when there is no memory.
    [[nodiscard]] char* room_for(std::size_t bytes) noexcept {
        return x_text.reserve(x_text.size() + bytes) ? x_text.data() + x_text.size() : nullptr;
    }
    void ends_at(const char* end) noexcept { x_text.truncate(static_cast<std::size_t>(end - x_text.data())); }
    [[nodiscard]] static char* digits(char* at, std::int64_t n) noexcept {
        if (n < 0 || n > 99) return std::to_chars(at, at + most_digits, n).ptr;
        if (n > 9) *at++ = static_cast<char>('0' + n / 10);
        *at = static_cast<char>('0' + n % 10);
        return at + 1;
    }

    buffer<char>& x_text;
};

// As to_hex(), without allocating.
[[nodiscard]] inline std::array<char, 32> hex_of(hash128 h) noexcept {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<char, 32> text{};
    for (std::size_t i = 0; i < 16; ++i) {
        text[15 - i] = digits[h.high >> (4 * i) & 15U];
        text[31 - i] = digits[h.low >> (4 * i) & 15U];
    }
    return text;
}

[[nodiscard]] inline bool same_cell(const cell& a, const cell& b) noexcept {
    if (a.what != b.what || a.extent != b.extent) return false;
    if (a.what == kind::text) return a.as_text() == b.as_text();
    if (a.what != kind::list) return a.integer == b.integer && a.at_least == b.at_least;
    for (std::uint32_t i = 0; i < a.extent; ++i) {
        if (!same_cell(a.elements[i], b.elements[i])) return false;
    }
    return true;
}

[[nodiscard]] inline bool same_request(const decision& a, const decision& b) noexcept {
    if (a.action != b.action || a.kase != b.kase || a.alert != b.alert || a.key != b.key || a.args.size() != b.args.size()) return false;
    for (std::size_t i = 0; i < a.args.size(); ++i) {
        if (a.args[i].name != b.args[i].name || !same_cell(a.args[i].what, b.args[i].what)) return false;
    }
    return true;
}

}  // namespace detail

template <matcher M>
class emitter {
public:
    // `first`: the first decision of this event, or this instant: with those, equal requests are one.
    emitter(const rule_set& rules, workspace& ws, M& m, const occasion& o, std::size_t first) noexcept
        : x_rules(rules), x_ws(ws), x_matcher(m), x_about(o), x_first(first), x_waits_in(&ws.record) {}
    emitter(const rule_set& rules, workspace& ws, M& m, const occasion& o) noexcept : emitter(rules, ws, m, o, ws.decisions.size()) {}

    // The record in which its notices wait: the customer's, unless it speaks for a group.
    void wait_in(working_record& r) noexcept { x_waits_in = &r; }

    void fire(const asker& who) noexcept {
        for (std::size_t i = 0; i < who.plan->then.size(); ++i) {
            const auto& action = who.plan->then[i];
            const auto before = x_ws.decisions.here();
            decision d = describe(who);
            d.action = action.name;
            bool complete = true;
            d.args = arguments(action, complete);
            const bool is_gated = action.changes == action_plan::effect::accountability && x_rules.accountability.is_on;
            if (complete && is_gated && !may_open(who, action, d, before, static_cast<std::int64_t>(i))) continue;
            if (complete && action.changes == action_plan::effect::recuse) recuse_from_now_on(d);
            const auto barred = complete ? barred_from(action.guarded, d) : std::string_view();
            if (!barred.empty()) {
                refuse(who, before, action.name, barred, static_cast<std::int64_t>(i));
            } else if (complete) {
                add(who, d, before, static_cast<std::int64_t>(i));
                if (action.notice != none && x_ws.decisions.size() > before.count) await(action, d);
            } else {
                x_ws.decisions.rewind(before);
                review(who, "an argument could not be computed", static_cast<std::int64_t>(i));
            }
        }
    }

    // A person looks at what could not be decided (E11).
    void review(const asker& who, std::string_view why, std::int64_t position = -1) noexcept {
        const auto before = x_ws.decisions.here();
        decision d = describe(who);
        d.action = "review";
        const bool has_role = !x_rules.review_role.empty();
        const auto args = x_ws.decisions.memory().template take<named_cell>(has_role ? 2 : 1);
        if (args.empty()) return;
        if (has_role) args[0] = {"role", cell::of(std::string_view(x_rules.review_role))};
        args[has_role ? 1 : 0] = {"why", cell::of(why)};
        d.args = args;
        add(who, d, before, position);
    }

    // A person is asked whether it is so; the id of the decision, under which the answer comes.
    [[nodiscard]] std::array<char, 32> propose(const asker& who, std::string_view role, std::string_view why) noexcept {
        const auto before = x_ws.decisions.here();
        decision d = describe(who);
        d.action = "review";
        const auto args = x_ws.decisions.memory().template take<named_cell>(2);
        if (args.empty()) return {};
        args[0] = {"role", cell::of(role)};
        args[1] = {"why", cell::of(why)};
        d.args = args;
        add(who, d, before, 0);
        return detail::hex_of(d.id);
    }

    // What a section decides by itself: arguments and reasons live in the decisions' memory. The id of the decision, or of the
    // equal one that was there before.
    hash128 issue(const asker& who, std::string_view action, std::span<const named_cell> args, std::span<const named_cell> because,
                  std::int64_t position) noexcept {
        const auto before = x_ws.decisions.here();
        decision d = describe(who);
        d.action = action;
        d.args = args;
        d.because = because;
        return add(who, d, before, position);
    }

    // A request of the engine's own, not of a rule: a case that closes by itself.
    void request(std::string_view name, std::string_view action, std::string_view argument, std::string_view value,
                 std::string_view stage = {}) noexcept {
        static const cause_plan nothing{};
        asker who{name, {}, {}, &nothing};
        who.stage = stage;
        const auto before = x_ws.decisions.here();
        decision d = describe(who);
        d.action = action;
        const auto args = x_ws.decisions.memory().template take<named_cell>(1);
        if (args.empty()) return;
        args[0] = {argument, cell::of(value)};
        d.args = args;
        const auto guarded = action == "assign" ? action_plan::guard::assign : action_plan::guard::open_to_all;
        if (const auto barred = barred_from(guarded, d); !barred.empty()) return refuse(who, before, action, barred, 0);
        add(who, d, before, 0);
    }

private:
    // Nobody answers for what is not verified, unless the rule says so: then it waits, and a person is told.
    [[nodiscard]] bool may_open(const asker& who, const action_plan& action, decision& d, const decision_buffer::mark& before,
                                std::int64_t position) noexcept {
        const bool has_case = x_about.kase != no_case && x_about.alert_cause.empty();
        const auto serial = has_case ? x_ws.record.cases[x_about.kase].serial : 0;
        const bool opens =
            !x_rules.accountability.needs_assessment || says_unverified(d.args) || (has_case && is_verified(x_rules, x_ws, serial));
        if (!opens) {
            const bool waits = has_case && action.accountability != none;
            const bool is_new = !waits || wait_for_assessment(x_rules, x_ws, serial, action.accountability);
            x_ws.decisions.rewind(before);
            if (is_new) review(who, waits ? "accountability waits for an assessment" : "accountability is not verified", position);
            return false;
        }
        if (!has_case) return true;
        d.args = name_the_answerable(x_rules, x_ws, x_about, d.args);
        const auto status = get_attribute(x_ws.record, serial, x_rules.accountability.status, false, x_ws.scratch);
        const bool is_first = status.what != kind::text || status.as_text() == accountability_waiting;
        if (is_first) set_attribute(x_ws.record, serial, x_rules.accountability.status, cell::of(accountability_open));
        return true;
    }

    // ---- who is recused

    // It holds for what comes behind it, in the same list too.
    void recuse_from_now_on(const decision& d) noexcept {
        if (x_about.kase == no_case || d.args.empty()) return;
        recuse(x_rules, x_ws.record, x_ws.record.cases[x_about.kase].serial, d.args.front().what);
    }

    // Who is asked for and recused from the case; empty: nobody.
    [[nodiscard]] std::string_view barred_from(action_plan::guard what, const decision& d) noexcept {
        if (what == action_plan::guard::open_to_all || x_about.kase == no_case) return {};
        auto& r = x_ws.record;
        const auto serial = r.cases[x_about.kase].serial;
        if (!has_attribute(r, serial, x_rules.known.case_recused)) return {};
        const auto is_barred = [&](std::string_view who) noexcept { return is_recused(x_rules, r, serial, cell::of(who)); };
        if (what == action_plan::guard::close) {
            const auto holds = present_holder(r, serial);
            return is_barred(holds.owner) ? holds.owner : is_barred(holds.department) ? holds.department : std::string_view();
        }
        for (const auto& a : d.args) {
            if (a.what.what == kind::text && is_barred(a.what.as_text())) return a.what.as_text();
        }
        return {};
    }

    // A person decides instead.
    void refuse(const asker& who, const decision_buffer::mark& before, std::string_view action, std::string_view barred,
                std::int64_t position) noexcept {
        auto& text = x_ws.key_text;
        text.clear();
        for (const auto part : {action, std::string_view(" refused: "), barred, std::string_view(" is recused from the case")}) {
            text.append(part.data(), part.size());
        }
        const auto why = x_ws.scratch.copy({text.data(), text.size()});
        x_ws.decisions.rewind(before);
        ++x_ws.findings[static_cast<std::size_t>(finding::recused)];
        review(who, x_ws.decisions.memory().copy(why), position);
    }

    // It waits in the record until somebody acknowledges it.
    void await(const action_plan& action, const decision& d) noexcept {
        const auto& plan = x_rules.notices[action.notice];
        notice_state n;
        n.decision = d.id;
        n.plan = action.notice;
        n.kase = x_about.kase == no_case ? 0 : x_ws.record.cases[x_about.kase].serial;
        if (plan.has_limit) n.due = due_after(x_rules, plan.hours, plan.within, x_about.at);
        x_waits_in->notices.push(n);
    }

    [[nodiscard]] decision describe(const asker& who) noexcept {
        auto& memory = x_ws.decisions.memory();
        decision d;
        d.at = {x_about.at};
        d.rule = who.name;
        d.rung = who.rung;
        d.stage = who.stage;
        d.score = who.score;
        d.rules = x_rules.hash;
        if (x_about.is_timer()) {
            d.due = instant{x_about.at};
        } else {
            d.event = memory.copy(x_about.event->id);
        }
        if (x_about.has_customer) d.customer = memory.copy(x_ws.record.name());
        if (x_about.kase != no_case) d.kase = memory.copy(x_ws.record.read(x_ws.record.cases[x_about.kase].id));
        if (!x_about.alert_key.empty()) d.alert = memory.copy(x_about.alert_key);
        if (!x_about.key.empty()) d.key = memory.copy(x_about.key);
        d.because = reasons(who);
        return d;
    }

    [[nodiscard]] std::span<const named_cell> reasons(const asker& who) noexcept {
        auto most = who.plan->because.size() + who.more.size();
        if (who.points != nullptr) {
            for (const auto& p : who.points->points) most += p.because.size();
        }
        const auto all = x_ws.decisions.memory().template take<named_cell>(most);
        std::size_t known = 0;
        if (all.empty()) return {};
        const auto add = [&](slot_id s) noexcept {
            const auto& name = x_rules.slots[s].name;
            const bool is_there = std::any_of(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(known),
                                              [&](const named_cell& c) noexcept { return c.name.data() == name.data(); });
            if (const auto& c = x_ws.row[s]; !c.is_absent() && !is_there) all[known++] = {name, x_ws.decisions.keep(c)};
        };
        for (const auto s : who.plan->because) add(s);
        for (const auto s : who.more) add(s);
        if (who.points == nullptr) return all.subspan(0, known);
        for (const auto& p : who.points->points) {
            if (p.when != none && x_ws.matched.of(p.when) != truth::yes) continue;
            for (const auto s : p.because) add(s);
        }
        return all.subspan(0, known);
    }

    [[nodiscard]] std::span<const named_cell> arguments(const action_plan& action, bool& complete) noexcept {
        std::size_t most = 1;
        for (const auto& a : action.arguments) most += 1 + a.texts.size();
        const auto all = x_ws.decisions.memory().template take<named_cell>(most);
        std::size_t n = 0;
        if (all.empty()) return {};
        for (const auto& a : action.arguments) {
            cell c;
            if (a.computed != none) {
                c = x_ws.decisions.keep(x_matcher.compute(x_rules, a.computed, x_ws.row.view()));
                if (c.is_absent()) {
                    complete = complete && !a.required;
                    continue;
                }
            } else {
                c = a.cells.front();
            }
            all[n++] = {a.name, c};
            for (const auto& t : a.texts) all[n++] = {t.argument_name, cell::of(render(t))};
        }
        if (action.hours != none) {
            const auto opening = x_rules.calendars[action.hours].is.next_opening({x_about.at});
            if (opening && opening->micros != x_about.at) all[n++] = {"not_before", cell::of(to_timestamp(*opening))};
        }
        return all.subspan(0, n);
    }

    // A field that is absent leaves its place in the text empty.
    [[nodiscard]] std::string_view render(const text_template& t) noexcept {
        auto& out = x_ws.key_text;
        out.clear();
        for (std::size_t i = 0; i < t.pieces.size(); ++i) {
            out.append(t.pieces[i].data(), t.pieces[i].size());
            if (i < t.slots.size()) append_text(out, x_ws.row[t.slots[i]]);
        }
        return x_ws.decisions.memory().copy({out.data(), out.size()});
    }

    hash128 add(const asker& who, decision& d, const decision_buffer::mark& before, std::int64_t position) noexcept {
        for (std::size_t i = x_first; i < x_ws.decisions.size(); ++i) {
            if (!detail::same_request(x_ws.decisions[i], d)) continue;
            x_ws.decisions.rewind(before);
            name_also(x_ws.decisions[i], who);
            return x_ws.decisions[i].id;
        }
        detail::id_text id(x_ws.key_text);
        id.add(x_about.has_customer ? d.customer : std::string_view());
        id.add(d.kase);
        id.add(who.name);
        id.add(who.rung);
        id.add(who.cycle);
        if (!x_about.alert_cause.empty()) id.add(x_about.alert_cause);
        id.add_number(position);
        if (!who.stage.empty()) {
            id.add(who.stage);
            id.add_number(who.repeat);
        }
        if (!who.score.empty()) id.add(who.score);
        if (x_about.raised) {
            id.add(name_of(*x_about.raised));
            id.add(x_about.raised_by);  // two clocks may speak at one instant, and two stages of one
            if (!x_about.clock.stage.empty()) {
                id.add(x_about.clock.stage);
                id.add_number(x_about.clock.repeat);
            }
        }
        if (x_about.is_timer()) {
            id.add_number(x_about.at);
        } else {
            id.add(name_of(x_about.event->kind));  // a reply may bear the id of a complaint
            id.add(d.event);
        }
        d.id = id.hash();
        x_ws.decisions.add(d);
        return d.id;
    }

    void name_also(decision& d, const asker& who) noexcept {
        const auto is_he = [&who](const auto& a) noexcept { return a.rule == who.name && a.rung == who.rung && a.stage == who.stage; };
        if (is_he(d) || std::any_of(d.also.begin(), d.also.end(), is_he)) return;
        const auto more = x_ws.decisions.memory().template take<also_cause>(d.also.size() + 1);
        if (more.empty()) return;
        for (std::size_t i = 0; i < d.also.size(); ++i) more[i] = d.also[i];
        more[d.also.size()] = {who.name, who.rung, who.stage};
        d.also = more;
    }

    const rule_set& x_rules;
    workspace& x_ws;
    M& x_matcher;
    const occasion& x_about;
    std::size_t x_first;
    working_record* x_waits_in;
};

ESCALERA_NAMESPACE_END

#pragma once
// The authority section: who may grant what was offered, who is asked where that is too much, and what the answer makes of it.
//
// An `offer` is measured against the grant of its kind: what it asks for and what counts already (the accepted ones of
// the case, or of the customer in a rolling window) must not pass what the level of whoever offers it may. Beyond, the
// request climbs to the lowest level that may, as `approve {level, what}`; where nobody may, or what is needed is not known, a
// person reviews it. `approved` and `refused` answer by the decision's id. Sums are exact.
//
// Threads: none of its own.   Cost: of an offer or an answer: linear in the record's attributes and the grants. Else none.

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

#include "escalera/config.hpp"
#include "escalera/engine/cell_text.hpp"
#include "escalera/engine/emit.hpp"
#include "escalera/engine/occasion.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/match/batch.hpp"
#include "escalera/state/offers.hpp"

ESCALERA_NAMESPACE_BEGIN

template <matcher M>
class authority_runner {
public:
    // `first`: the first decision of this event.
    authority_runner(const rule_set& rules, const keyed_hash& hash, workspace& ws, M& m, const occasion& o, const batch& events,
                     std::size_t index, std::size_t first) noexcept
        : x_rules(rules),
          x_plan(rules.authority),
          x_hash(hash),
          x_ws(ws),
          x_about(o),
          x_events(events),
          x_index(index),
          x_emit(rules, ws, m, o, first) {}

    // An approval that does not count, by who may not give it: the event is not allowed, and the question still waits. Asked before
    // anything is changed.
    [[nodiscard]] bool refuses() noexcept {
        if (x_about.event->kind != event_kind::approved) return false;
        asked a;
        if (find_question(a) == not_there) return false;
        if (!may_approve(a.is.by, told_text(x_plan.offer.approved_by))) return true;
        const auto name = told_text(x_plan.offer.approved_level);
        if (name.empty()) return false;
        const auto level = level_named(name);
        const auto wanted = level_named(a.is.asked);
        return level == no_level || wanted == no_level || level < wanted;
    }

    // An event, whose row stands.
    void take() noexcept {
        const auto kind = x_about.event->kind;
        const bool is_answer = kind == event_kind::approved || kind == event_kind::refused;
        if (kind != event_kind::offer && !is_answer) return;
        drop_aged();
        if (x_ws.flag.exhausted) return;
        if (is_answer) {
            take_answer(kind == event_kind::approved);
        } else {
            judge();
        }
    }

private:
    static constexpr std::size_t not_there = static_cast<std::size_t>(-1);
    static constexpr std::uint32_t no_level = none;

    // What is offered, by this event and what was told of it before.
    struct asked {
        const grant_plan* grant = nullptr;
        remembered_offer is;
        std::uint32_t level = no_level;  // of whoever offers it
        std::string_view approved_by;
        bool is_new_acceptance = false;
    };
    // What counts already.
    struct counted {
        std::int64_t amount = 0;
        std::int64_t times = 0;
        bool amount_known = true;
        bool times_known = true;
    };

    [[nodiscard]] working_record& record() noexcept { return x_ws.record; }
    [[nodiscard]] cell told(slot_id s) const noexcept {
        const auto* column = s == no_slot ? nullptr : x_events.columns[s];
        return column == nullptr ? cell{} : column[x_index];
    }
    [[nodiscard]] std::string_view told_text(slot_id s) const noexcept {
        const auto c = told(s);
        return c.what == kind::text ? c.as_text() : std::string_view();
    }
    [[nodiscard]] std::uint32_t level_named(std::string_view name) const noexcept {
        const auto at = std::find(x_plan.levels.begin(), x_plan.levels.end(), name);
        return at == x_plan.levels.end() ? no_level : static_cast<std::uint32_t>(at - x_plan.levels.begin());
    }
    [[nodiscard]] std::uint32_t owner_of(const grant_plan& g) noexcept {
        return g.per_customer || x_about.kase == no_case ? of_the_customer : record().cases[x_about.kase].serial;
    }

    // ---- an offer

    void judge() noexcept {
        asked a;
        a.is.id = told(x_plan.offer.id).is_absent() ? event_id_hash(*x_about.event) : cell_hash(x_hash, told(x_plan.offer.id));
        const auto kind = told_text(x_plan.offer.kind);
        const auto at = find(a.is.id, kind, a);
        if (at == not_there) a.grant = grant_of(kind);
        const auto accepted = told(x_plan.offer.accepted);
        if (!accepted.is_absent() && !accepted.as_bool()) {  // declined, or given back: it counts no more
            if (at != not_there) forget_offer(record(), at);
            return;
        }
        if (a.grant == nullptr) return review_unknown_kind(kind);
        complete(a, accepted);
        decide(a);
        note_funds(a);
        if (x_ws.flag.exhausted) return;
        keep_offer(record(), owner_of(*a.grant), a.grant->offers, at, a.is, x_ws.scratch);
        if (at == not_there) keep_within_cap(*a.grant);
    }

    // Where the offer of that id stands, and of which grant it is. Without a kind: of the first that has one of that id.
    [[nodiscard]] std::size_t find(std::uint64_t id, std::string_view kind, asked& a) noexcept {
        for (const auto& g : x_plan.grants) {
            if (!kind.empty() && g.kind != kind) continue;
            const auto of = owner_of(g);
            for (std::size_t i = 0; i < record().attributes.size(); ++i) {
                remembered_offer o;
                if (record().attributes[i].kase != of || !offer_at(record(), i, g.offers, o) || o.is_lost || o.id != id) continue;
                a.grant = &g;
                a.is = o;
                for (auto* t : {&a.is.by, &a.is.level, &a.is.asked}) *t = x_ws.scratch.copy(*t);  // the record may be laid out anew
                return i;
            }
        }
        return not_there;
    }

    [[nodiscard]] const grant_plan* grant_of(std::string_view kind) const noexcept {
        const auto at =
            std::find_if(x_plan.grants.begin(), x_plan.grants.end(), [kind](const grant_plan& g) noexcept { return g.kind == kind; });
        return at == x_plan.grants.end() ? nullptr : &*at;
    }

    // Those that no window sees any more.
    [[nodiscard]] bool is_aged(const grant_plan& g, const remembered_offer& o) const noexcept {
        return g.within != 0 && o.at <= minus_clamped({x_about.as_of}, g.within).micros;
    }
    void drop_aged() noexcept {
        for (std::size_t i = 0; i < record().attributes.size() && !x_ws.flag.exhausted;) {
            const bool goes = std::any_of(x_plan.grants.begin(), x_plan.grants.end(), [&](const grant_plan& g) noexcept {
                remembered_offer o;
                return offer_at(record(), i, g.offers, o) && is_aged(g, o);
            });
            if (goes) {
                forget_offer(record(), i);
            } else {
                ++i;
            }
        }
    }

    // What the event leaves out is as it was told before.
    void complete(asked& a, const cell& accepted) noexcept {
        auto& o = a.is;
        const auto amount = told(x_plan.offer.amount);
        if (amount.what == kind::dec) o.amount = amount.integer;
        if (const auto by = told_text(x_plan.offer.by); !by.empty()) o.by = by;
        if (o.by.empty() && x_about.kase != no_case) {
            o.by = x_ws.scratch.copy(present_holder(record(), record().cases[x_about.kase].serial).owner);
        }
        if (const auto level = told_text(x_plan.offer.level); !level.empty()) o.level = level;
        a.level = o.level.empty() ? 0 : level_named(o.level);
        a.approved_by = told_text(x_plan.offer.approved_by);
        if (const auto written = told(x_plan.offer.in_writing); !written.is_absent()) o.is_oral = !written.as_bool();
        const bool is_accepted = !accepted.is_absent();
        a.is_new_acceptance = is_accepted && !o.is_accepted;
        if (a.is_new_acceptance || !o.is_accepted) o.at = x_about.at;
        o.is_accepted = o.is_accepted || is_accepted;
    }

    void decide(asked& a) noexcept {
        auto& o = a.is;
        if (const auto currency = told_text(x_plan.offer.currency); !currency.empty() && currency != x_plan.currency) {
            o.amount = remembered_offer::unknown;
            return review(a, "the amount is in another currency than the limits");
        }
        if (o.amount != remembered_offer::unknown && o.amount < 0) {
            o.amount = remembered_offer::unknown;
            return review(a, "the amount is less than nothing");
        }
        if (a.level == no_level) return review(a, "the level of whoever offers it is not one of authority");
        const auto counts = count(*a.grant, o.id);
        auto own = a.level;
        if (covers(o.approved, o.amount)) {
            if (const auto approver = level_named(o.asked); approver != no_level) own = std::max(own, approver);
        }
        auto level = own;
        for (; level < x_plan.levels.size(); ++level) {
            const auto may = may_grant(a, counts, level);
            if (may == truth::yes) break;
            if (may == truth::unknown) return review(a, why_unknown(a, counts), &counts);
        }
        if (level == own) return;
        if (level == x_plan.levels.size()) return review(a, "no level may grant it", &counts);
        if (!a.approved_by.empty() && is_approved(a, counts, level)) return;
        const bool is_asked = o.waits() && covers(o.asked_for, o.amount) && asks_enough(o.asked, level);
        if (!is_asked) ask(a, counts, level);
    }

    // Whether an approval up to that amount is enough.
    [[nodiscard]] static bool covers(std::int64_t approved, std::int64_t amount) noexcept {
        if (approved == remembered_offer::unknown) return false;
        return approved == INT64_MAX || (amount != remembered_offer::unknown && amount <= approved);
    }
    [[nodiscard]] static std::int64_t whatever(std::int64_t amount) noexcept {
        return amount == remembered_offer::unknown ? INT64_MAX : amount;
    }
    [[nodiscard]] bool asks_enough(std::string_view asked_level, std::uint32_t level) const noexcept {
        const auto before = level_named(asked_level);
        return before != no_level && before >= level;
    }

    // ---- limits

    [[nodiscard]] counted count(const grant_plan& g, std::uint64_t but) noexcept {
        counted c;
        const auto of = owner_of(g);
        const auto since = g.within == 0 ? INT64_MIN : minus_clamped({x_about.as_of}, g.within).micros;
        for (std::size_t i = 0; i < record().attributes.size(); ++i) {
            remembered_offer o;
            if (record().attributes[i].kase != of || !offer_at(record(), i, g.offers, o)) continue;
            if (o.at <= since || (!o.is_lost && (o.id == but || !o.is_accepted))) continue;
            c.times_known = c.times_known && !o.is_lost;
            ++c.times;
            if (o.is_lost || o.amount == remembered_offer::unknown || __builtin_add_overflow(c.amount, o.amount, &c.amount)) {
                c.amount_known = false;
            }
        }
        return c;
    }

    [[nodiscard]] const level_grant& limits_of(const grant_plan& g, std::uint32_t level) noexcept {
        if (!g.groups.empty()) {
            const auto group = get_attribute(record(), of_the_customer, x_rules.known.customer_group, false, x_ws.scratch);
            for (const auto& other : g.groups) {
                if (group.what == kind::text && other.group == group.as_text()) return other.levels[level];
            }
        }
        return g.levels[level];
    }

    [[nodiscard]] truth may_grant(const asked& a, const counted& c, std::uint32_t level) noexcept {
        const auto& limits = limits_of(*a.grant, level);
        const bool never = limits.up_to == level_grant::never || limits.times == level_grant::never;
        if (never || (limits.in_writing == level_grant::never && !a.is.is_oral)) return truth::no;
        auto may = truth::yes;
        if (limits.times != level_grant::unlimited) {
            if (c.times >= limits.times) return truth::no;
            if (!c.times_known) may = truth::unknown;
        }
        if (limits.up_to != level_grant::unlimited) {
            if (a.is.amount == remembered_offer::unknown || !c.amount_known) {
                may = truth::unknown;
            } else {
                std::int64_t sum = 0;
                if (__builtin_add_overflow(c.amount, a.is.amount, &sum) || sum > limits.up_to) return truth::no;
            }
        }
        for (const auto& f : x_plan.funds) {
            if (!is_paid_from(f, a) || (f.beyond != none && level >= f.beyond)) continue;
            const auto over = overdraws(f, a);
            if (over == truth::yes) return truth::no;
            if (over == truth::unknown) may = truth::unknown;
        }
        return may;
    }

    [[nodiscard]] std::string_view why_unknown(const asked& a, const counted& c) const noexcept {
        if (a.is.amount == remembered_offer::unknown) return "the amount is not known";
        return c.amount_known && c.times_known ? "what the fund has spent is not known" : "what was granted before is not known";
    }

    // ---- funds

    [[nodiscard]] bool is_paid_from(const fund_plan& f, const asked& a) const noexcept {
        const bool has_key = std::none_of(f.key.begin(), f.key.end(), [this](slot_id s) noexcept { return x_ws.row[s].is_absent(); });
        return has_key && (f.kinds.empty() || std::find(f.kinds.begin(), f.kinds.end(), a.grant->kind) != f.kinds.end());
    }

    // What the window says counts this event where it tells of the acceptance.
    [[nodiscard]] truth overdraws(const fund_plan& f, const asked& a) const noexcept {
        const auto& spent = x_ws.row[f.spent];
        if (spent.what != kind::dec || a.is.amount == remembered_offer::unknown) return truth::unknown;
        auto sum = spent.integer;
        const bool is_counted = !told(x_plan.offer.accepted).is_absent();
        if ((!is_counted && __builtin_add_overflow(sum, a.is.amount, &sum)) || sum > f.budget) return truth::yes;
        return spent.at_least ? truth::unknown : truth::no;
    }

    // An acceptance with which a fund comes to its warning, or passes its budget.
    void note_funds(const asked& a) noexcept {
        if (!a.is_new_acceptance || a.is.amount == remembered_offer::unknown) return;
        for (const auto& f : x_plan.funds) {
            const auto& spent = x_ws.row[f.spent];
            if (f.cause.then.empty() || !is_paid_from(f, a) || spent.what != kind::dec) continue;
            const auto before = spent.integer - std::min(spent.integer, a.is.amount);
            const bool warns = before < f.warn_from && spent.integer >= f.warn_from;
            const bool passes = before <= f.budget && spent.integer > f.budget;
            if (warns || passes) x_emit.fire({f.name, {}, own_cycle, &f.cause});
        }
    }

    // ---- what is asked

    // Two persons are known to be two only where both are named.
    [[nodiscard]] bool may_approve(std::string_view by, std::string_view approver) const noexcept {
        return x_plan.same_person_may_approve || (!approver.empty() && !by.empty() && by != approver);
    }

    // By the event itself, which names who has agreed.
    [[nodiscard]] bool is_approved(asked& a, const counted& c, std::uint32_t level) noexcept {
        const auto approver = level_named(told_text(x_plan.offer.approved_level));
        if (approver == no_level || approver < level || may_grant(a, c, approver) != truth::yes) return false;
        if (!may_approve(a.is.by, a.approved_by)) {
            review(a, "the person who offered it may not approve it", &c, 1);
            return false;
        }
        a.is.approved = whatever(a.is.amount);
        a.is.asked = x_plan.levels[approver];
        a.is.question = {};
        return true;
    }

    void ask(asked& a, const counted& c, std::uint32_t level) noexcept {
        const auto args = x_ws.decisions.memory().template take<named_cell>(2);
        if (args.empty()) return;
        args[0] = {"level", cell::of(std::string_view(x_plan.levels[level]))};
        args[1] = {"what", cell::of(describe(a))};
        a.is.question = x_emit.issue({a.grant->kind, {}, own_cycle, &nothing}, "approve", args, reasons(a, &c), 0);
        a.is.asked_for = whatever(a.is.amount);
        a.is.approved = remembered_offer::unknown;
        a.is.asked = x_plan.levels[level];
    }

    // "refund 120 COP"
    [[nodiscard]] std::string_view describe(const asked& a) noexcept {
        auto& text = x_ws.key_text;
        text.clear();
        text.append(a.grant->kind.data(), a.grant->kind.size());
        if (a.is.amount != remembered_offer::unknown) {
            text.append(" ", 1);
            append_text(text, cell::of(decimal{a.is.amount}));
            if (!x_plan.currency.empty()) {
                text.append(" ", 1);
                text.append(x_plan.currency.data(), x_plan.currency.size());
            }
        }
        return x_ws.decisions.memory().copy({text.data(), text.size()});
    }

    void review(const asked& a, std::string_view why, const counted* c = nullptr, std::int64_t position = 0) noexcept {
        x_emit.issue({a.grant->kind, {}, own_cycle, &nothing}, "review", review_arguments(why), reasons(a, c), position);
    }
    void review_unknown_kind(std::string_view kind) noexcept {
        const auto because = x_ws.decisions.memory().template take<named_cell>(kind.empty() ? 0 : 1);
        if (!because.empty()) because[0] = {"offer.kind", x_ws.decisions.keep(cell::of(kind))};
        const auto why =
            kind.empty() ? std::string_view("the offer does not say its kind") : std::string_view("no level may grant this kind");
        x_emit.issue({"authority", {}, own_cycle, &nothing}, "review", review_arguments(why), because, 0);
    }
    [[nodiscard]] std::span<const named_cell> review_arguments(std::string_view why) noexcept {
        const auto args = x_ws.decisions.memory().template take<named_cell>(2);
        if (args.empty()) return {};
        args[0] = {"role", cell::of(std::string_view(x_rules.review_role))};
        args[1] = {"why", cell::of(why)};
        return args;
    }

    // Asked against granted: what is offered, by which level, what that may, and what counts already.
    [[nodiscard]] std::span<const named_cell> reasons(const asked& a, const counted* c) noexcept {
        const auto all = x_ws.decisions.memory().template take<named_cell>(most_reasons + 2 * x_plan.funds.size());
        std::size_t n = 0;
        if (all.empty()) return {};
        const auto add = [&](std::string_view name, const cell& is) noexcept { all[n++] = {name, is}; };
        if (a.is.amount != remembered_offer::unknown) add("offer.amount", cell::of(decimal{a.is.amount}));
        if (a.level != no_level)
            add("offer.level", cell::of(std::string_view(x_plan.levels[a.level])));
        else
            add("offer.level", x_ws.decisions.keep(cell::of(a.is.level)));
        if (!a.approved_by.empty()) add("offer.approved_by", x_ws.decisions.keep(cell::of(a.approved_by)));
        if (c == nullptr || a.level == no_level) return all.subspan(0, n);
        const auto& limits = limits_of(*a.grant, a.level);
        if (limits.up_to != level_grant::unlimited) {
            add("limit", cell::of(decimal{std::max<std::int64_t>(limits.up_to, 0)}));
            if (c->amount_known) add("used", cell::of(decimal{c->amount}));
        }
        if (limits.times != level_grant::unlimited) {
            add("times_limit", cell::of(std::max<std::int64_t>(limits.times, 0)));
            if (c->times_known) add("times_used", cell::of(c->times));
        }
        for (const auto& f : x_plan.funds) {
            if (!is_paid_from(f, a) || overdraws(f, a) != truth::yes) continue;
            add(x_rules.slots[f.spent].name, x_ws.row[f.spent]);
            add("budget", cell::of(decimal{f.budget}));
        }
        return all.subspan(0, n);
    }

    // ---- what is answered

    // Where the question stands that the event answers, and what it is about.
    [[nodiscard]] std::size_t find_question(asked& a) noexcept {
        for (const auto& g : x_plan.grants) {
            for (std::size_t i = 0; i < record().attributes.size(); ++i) {
                if (!offer_at(record(), i, g.offers, a.is) || !a.is.waits() || is_aged(g, a.is)) continue;
                const auto name = detail::hex_of(a.is.question);
                if (x_about.event->id != std::string_view(name.data(), name.size())) continue;
                a.grant = &g;
                for (auto* t : {&a.is.by, &a.is.level, &a.is.asked}) *t = x_ws.scratch.copy(*t);
                a.level = a.is.level.empty() ? 0 : level_named(a.is.level);
                return i;
            }
        }
        return not_there;
    }

    void take_answer(bool is_approved) noexcept {
        asked a;
        const auto at = find_question(a);
        if (at == not_there) return;
        if (is_approved) {
            const auto level = level_named(told_text(x_plan.offer.approved_level));
            if (level != no_level) a.is.asked = x_plan.levels[level];
            a.is.approved = a.is.asked_for;
        } else {
            if (!a.is.is_accepted) return forget_offer(record(), at);
            review(a, "it was refused, but the customer has it already");
            a.is.asked = {};
        }
        a.is.question = {};
        keep_offer(record(), record().attributes[at].kase, a.grant->offers, at, a.is, x_ws.scratch);
    }

    // Past the cap the oldest offer is dropped, and until its time nothing is known any more.
    void keep_within_cap(const grant_plan& g) noexcept {
        const auto of = owner_of(g);
        std::size_t known = 0;
        auto lost = not_there;
        auto oldest = not_there;
        remembered_offer mark;
        remembered_offer drops;
        for (std::size_t i = 0; i < record().attributes.size(); ++i) {
            remembered_offer o;
            if (record().attributes[i].kase != of || !offer_at(record(), i, g.offers, o)) continue;
            if (o.is_lost) {
                lost = i;
                mark = o;
                continue;
            }
            ++known;
            if (oldest == not_there) {
                oldest = i;
                drops = o;
            }
        }
        if (known <= x_rules.limits.entries) return;
        ++x_ws.findings[static_cast<std::size_t>(finding::entry_limit)];
        remembered_offer all;
        all.is_lost = true;
        all.at = lost == not_there ? drops.at : std::max(mark.at, drops.at);
        keep_offer(record(), of, g.offers, oldest, all, x_ws.scratch);
        if (lost != not_there && !x_ws.flag.exhausted) forget_offer(record(), lost);
    }

    // Where decisions of a rule bear the same name, theirs have other ids.
    static constexpr std::string_view own_cycle = "authority";
    static constexpr std::size_t most_reasons = 8;
    static inline const cause_plan nothing{};

    const rule_set& x_rules;
    const authority_plan& x_plan;
    const keyed_hash& x_hash;
    workspace& x_ws;
    const occasion& x_about;
    const batch& x_events;
    std::size_t x_index;
    emitter<M> x_emit;
};

ESCALERA_NAMESPACE_END

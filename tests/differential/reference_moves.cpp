// A correction that gives a complaint to another customer: in plain words, taken from one history and told in another.
// See src/README.md, "Cases and customers".

#include <algorithm>

#include "differential/reference_engine.hpp"

namespace judge {

// Requires that what is out of the customer's sight has been forgotten.
void reference_engine::look_for_giver(occasion& o) {
    const auto& e = *o.e;
    if (e.what != event_kind::corrected || e.customer.empty()) return;
    const auto& name = e.complaint.empty() ? e.kase : e.complaint;
    if (name.empty() || complaint_spoken_of(*o.who, e) != nullptr) return;
    if (e.complaint.empty() && case_named(*o.who, e.kase)) return;  // it speaks of the case
    std::size_t owners = 0;
    for (auto& [k, who] : x_customers) {
        auto* complaint = &who == o.who ? nullptr : complaint_spoken_of(who, e);
        if (complaint == nullptr || complaint->withdrawn || !complaint->kase || complaint->kase->forgotten) continue;
        ++owners;
        o.giver = &who;
        o.given = complaint;
    }
    if (owners == 1) return;
    o.giver = nullptr;
    o.given = nullptr;
    x_moved.of_several += owners > 1 ? 1 : 0;
}

key reference_engine::issue_from_now_on(const occasion& o) const {
    auto said = own_fields(*o.e, *o.who);
    if (!o.given->issue_given) default_issue(said);
    const auto issue = said.find(field::complaint_issue);
    if (issue != said.end()) return text_of(issue->second);
    const auto before = o.given->meant.find(field::complaint_issue);
    return before == o.given->meant.end() ? key() : key(text_of(before->second));
}

// The case that the correction names beside the complaint, else the open case of the issue, else a new one. That starts
// as the giver's case stands. One that is resolved or closed opens again where the giver's was open.
void reference_engine::take_over(occasion& o) {
    const auto& e = *o.e;
    const auto& from = *o.given->kase;
    const auto issue = issue_from_now_on(o);
    if (!e.kase.empty() && !e.complaint.empty()) {
        o.kase = case_named(*o.who, e.kase);
        if (!o.kase) o.kase = case_of_complaint(*o.who, e.kase);
    } else if (issue) {
        for (const auto& c : o.who->cases) {
            if (!c->forgotten && c->is_open() && c->issue == issue) o.kase = c;
        }
    }
    const bool others_stay = std::any_of(o.giver->history.begin(), o.giver->history.end(), [&](const past_event& p) {
        return p.what == event_kind::complaint && p.kase == o.given->kase && !p.withdrawn && &p != o.given;
    });
    if (!o.kase) {
        o.kase = std::make_shared<known_case>();
        o.kase->id = e.kase.empty() ? e.complaint : e.kase;
        o.kase->number = x_next_case++;
        o.kase->issue = issue;
        o.kase->status = from.status;
        o.kase->opened = o.given->time;
        o.kase->last = o.given->time;
        o.opened_case = true;
        o.who->cases.push_back(o.kase);
        for (const auto& [f, v] : from.said) {
            if (x_rules.fields[f].of != root::complaint || f == field::complaint_customer || f == field::complaint_case) continue;
            const auto own = o.given->own.find(f);
            const bool is_its_issue = f == (o.given->issue_given ? field::complaint_issue : field::complaint_category) &&
                                      own != o.given->own.end() && own->second == v;
            if (!others_stay || is_its_issue) o.kase->said[f] = v;
        }
    }
    auto& c = *o.kase;
    c.opened = std::min(c.opened, o.given->time);
    c.handed_on = false;
    if (from.is_open() && from.status != "resolved" && (c.status == "resolved" || !c.is_open())) c.status = "open";
}

// The complaint as the correction leaves it: what is its own it keeps, the rest is its new customer's.
void reference_engine::take_in(occasion& o) {
    for (auto& p : o.who->history) {  // it may have been here before
        if (p.what != event_kind::complaint || p.id != o.given->id || !p.moved_away || p.id_forgotten) continue;
        p.id_forgotten = true;
        p.out_of_sight = true;
        ++x_moved.back;
    }
    fields given;
    for (const auto& [f, v] : own_fields(*o.e, *o.who)) {
        if (x_rules.fields[f].of == root::complaint) given[f] = v;
    }
    auto p = *o.given;
    p.kase = o.kase;
    p.issue_given = p.issue_given || given.count(field::complaint_issue) != 0;
    if (!p.issue_given) default_issue(given);
    const auto stays = [&](field_id f) { return x_rules.fields[f].of == root::complaint && f != field::complaint_case; };
    fields own;
    for (const auto& [f, v] : o.given->own) {
        if (stays(f)) own[f] = v;
    }
    fields meant;
    for (const auto& [f, v] : o.given->meant) {
        if (stays(f) || x_rules.fields[f].of == root::event) meant[f] = v;
    }
    for (const auto& [f, v] : meaning(o)) {
        const auto of = x_rules.fields[f].of;
        if (of != root::complaint && of != root::event) meant[f] = v;
    }
    for (const auto& [f, v] : given) own[f] = meant[f] = v;
    own[field::complaint_customer] = meant[field::complaint_customer] = value(o.who->name);
    p.own = std::move(own);
    p.meant = std::move(meant);
    p.counted_in.clear();
    if (!p.out_of_sight) count_again(o, p, given, o.given->counted_in);
    ++x_moved.taken;
    x_moved.of_nobodys += o.giver->is_named ? 0 : 1;
    x_moved.out_of_sight += p.out_of_sight ? 1 : 0;
    note_changes(*o.given, &p, o.at);
    o.given->withdrawn = true;  // no group counts it twice, not even at this event
    o.given->moved_away = true;
    o.who->history.push_back(std::move(p));
}

// With the giver it is known by its id, and that is all.
void reference_engine::give(occasion& o) const {
    auto& from = *o.given->kase;
    const bool others_stay = std::any_of(o.giver->history.begin(), o.giver->history.end(), [&](const past_event& p) {
        return p.what == event_kind::complaint && p.kase == o.given->kase && !p.withdrawn;
    });
    if (!others_stay) {
        from.status = "closed";
        from.handed_on = true;
        for (auto f = from.said.begin(); f != from.said.end();) {
            f = x_rules.fields[f->first].of == root::complaint ? from.said.erase(f) : std::next(f);
        }
    }
    forget_old_cases(*o.giver);
}

}  // namespace judge

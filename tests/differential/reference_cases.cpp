// Whose case an event is, and what it changes there. See architecture.md, "Cases, keys, ids".

#include <algorithm>
#include <array>

#include "differential/reference_engine.hpp"

namespace judge {

namespace {

bool is_one_of(event_kind k, std::initializer_list<event_kind> kinds) { return std::find(kinds.begin(), kinds.end(), k) != kinds.end(); }

}  // namespace

// ---- whose

// An event that names its customer is theirs. A complaint or signal without a customer stands alone, under its own id. Any
// other belongs to the one customer who has the case that it names.
known_customer* reference_engine::find_customer(const event& e, std::string& fate) {
    std::string name = e.customer;
    if (name.empty() && is_one_of(e.what, {event_kind::complaint, event_kind::signal})) name = "\x1f" + e.id;
    if (name.empty()) {
        for (const auto& wanted : {e.kase, e.complaint}) {
            std::vector<std::string> owners;
            for (const auto& [k, who] : x_customers) {
                const auto named = case_named(who, wanted);
                const bool answers = named && (named->is_open() || !named->handed_on);
                if (!wanted.empty() && (answers || case_of_complaint(who, wanted))) owners.push_back(k);
            }
            if (owners.size() == 1 && name.empty()) name = owners.front();
        }
        if (name.empty()) {
            fate = e.kase.empty() && e.complaint.empty() ? wrong_event : unknown_case;
            return nullptr;
        }
    }
    auto [at, is_new] = x_customers.try_emplace(name);
    if (is_new) {
        at->second.is_named = !e.customer.empty();
        at->second.name = e.customer.empty() ? e.id : e.customer;
    }
    return &at->second;
}

// ---- which case

case_ptr reference_engine::case_named(const known_customer& who, const std::string& name) {
    for (auto c = who.cases.rbegin(); c != who.cases.rend(); ++c) {
        if (!(*c)->forgotten && (*c)->id == name) return *c;
    }
    return nullptr;
}

case_ptr reference_engine::case_of_complaint(const known_customer& who, const std::string& id) {
    for (auto p = who.history.rbegin(); p != who.history.rend(); ++p) {
        const bool is_it = p->what == event_kind::complaint && p->id == id && !p->id_forgotten && !p->moved_away;
        if (is_it && p->kase && !p->kase->forgotten) return p->kase;
    }
    return nullptr;
}

// A closed case takes only what looks back on it.
bool reference_engine::is_allowed(event_kind what, const known_case& c) {
    using enum event_kind;
    if (what == reopened) return c.status == "closed" || c.status == "resolved";
    return c.is_open() || is_one_of(what, {complaint, corrected, withdrawn, feedback, assessment, follow_up, event_kind::delivered,
                                           undelivered, acknowledged});
}

std::string reference_engine::find_case(occasion& o) {
    const auto& e = *o.e;
    if (e.what == event_kind::complaint) {
        join_or_open(o);
        return taken;
    }
    if (o.given != nullptr) {
        take_over(o);
        return taken;
    }
    if (e.kase.empty() && e.complaint.empty()) {
        return is_one_of(e.what, {event_kind::customer, event_kind::signal}) ? taken : wrong_event;
    }
    for (const auto& name : {e.kase, e.complaint}) {
        if (o.kase || name.empty()) continue;
        o.kase = case_named(*o.who, name);
        if (!o.kase) o.kase = case_of_complaint(*o.who, name);
    }
    if (!o.kase) return unknown_case;
    return is_allowed(e.what, *o.kase) ? taken : not_allowed;
}

// A complaint joins the case that it names, else the open case of its issue, else it opens one.
void reference_engine::join_or_open(occasion& o) {
    auto& who = *o.who;
    auto own = own_fields(*o.e, who);
    default_issue(own);
    const auto issue = own.find(field_named("complaint.issue"));
    const key this_issue = issue == own.end() ? key() : key(text_of(issue->second));
    if (!o.e->kase.empty()) {
        o.kase = case_named(who, o.e->kase);
    } else if (this_issue) {
        for (const auto& c : who.cases) {
            if (!c->forgotten && c->is_open() && c->issue == this_issue) o.kase = c;
        }
    }
    if (o.kase) return;
    o.kase = std::make_shared<known_case>();
    o.kase->id = o.e->kase.empty() ? o.e->id : o.e->kase;
    o.kase->number = x_next_case++;
    o.kase->issue = this_issue;
    o.kase->opened = o.at;
    o.kase->last = o.at;
    o.opened_case = true;
    who.cases.push_back(o.kase);
}

// ---- what it changes

void reference_engine::change_case(occasion& o) {
    if (o.kase) {
        auto& c = *o.kase;
        c.last = std::max(c.last, o.at);
        switch (o.e->what) {
            case event_kind::complaint:
                c.opened = std::min(c.opened, o.at);  // a late complaint may turn out to be its first
                c.status = "open";
                c.handed_on = false;
                break;
            case event_kind::resolved: c.status = "resolved"; break;
            case event_kind::closed: c.status = "closed"; break;
            case event_kind::reopened:
                c.status = "open";
                ++c.reopened;
                break;
            case event_kind::transferred: ++c.transfers; break;
            default: break;
        }
    }
    keep_what_is_said(o);
    if (o.e->what == event_kind::withdrawn) withdraw(o);
    if (o.e->what == event_kind::corrected) correct(o);
}

// "The case's latest": a complaint, an offer, a reply, feedback replaces what the one before said; a correction, an
// assessment, and whatever an event says of other roots than its own, add to it.
void reference_engine::keep_what_is_said(occasion& o) {
    const auto what = o.e->what;
    const auto own = own_fields(*o.e, *o.who);
    if (o.kase && is_one_of(what, {event_kind::complaint, event_kind::offer, event_kind::replied, event_kind::feedback})) {
        auto& said = o.kase->said;
        for (auto f = said.begin(); f != said.end();) f = x_rules.fields[f->first].of == own_root(what) ? said.erase(f) : std::next(f);
    }
    for (const auto& [f, v] : own) {
        const auto& info = x_rules.fields[f];
        if (info.of == root::customer) {
            o.who->said[f] = v;
        } else if (o.kase && info.full_name == "case.status") {
            static constexpr std::array<std::string_view, 4> words = {"open", "waiting-for-customer", "resolved", "closed"};
            if (std::find(words.begin(), words.end(), v.as_text()) != words.end()) o.kase->status = v.as_text();
        } else if (info.full_name == "case.owner" || info.full_name == "case.department") {
            continue;  // told by hand-overs alone, and by routes
        } else if (o.kase && (what != event_kind::signal || info.of != root::complaint)) {
            o.kase->said[f] = v;
        }
    }
    // Every department that the case was handed to, in order, each once.
    const auto department = own.find(field_named("case.department"));
    if (!o.kase || !is_one_of(what, {event_kind::assigned, event_kind::transferred})) return;
    hand_over(o, own);
    if (department != own.end()) {
        auto& held_by = o.kase->said[field_named("case.held_by")];
        auto list = held_by.is_absent() ? value::list() : held_by.as_list();
        if (std::find(list.begin(), list.end(), department->second) == list.end()) list.push_back(department->second);
        held_by = value(std::move(list));
    }
}

// What is not said stays, but for the person, who does not go along to another department. What changes nothing leaves nothing behind.
void reference_engine::hand_over(occasion& o, const fields& own) const {
    const auto said = [&](const char* name) {
        const auto f = own.find(field_named(name));
        return f == own.end() ? std::string() : std::string(f->second.as_text());
    };
    auto& hands = o.kase->hands;
    const auto owner = said("case.owner");
    const auto department = said("case.department");
    if (owner.empty() && department.empty()) return;
    std::size_t place = 0;
    while (place < hands.size() && hands[place].since <= o.at) ++place;
    auto before = place == 0 ? in_hands{} : hands[place - 1];
    if (before.department.empty()) {
        const auto sent_to = o.kase->said.find(field_named("case.department"));
        if (sent_to != o.kase->said.end()) before.department = std::string(sent_to->second.as_text());
    }
    const bool goes_elsewhere = !department.empty() && department != before.department;
    const in_hands now{o.at, !owner.empty() || goes_elsewhere ? owner : before.owner, department.empty() ? before.department : department};
    const bool is_latest = place == hands.size();
    std::vector<in_hands> all(hands.begin(), hands.begin() + static_cast<std::ptrdiff_t>(place));
    if (!all.empty() && all.back().since == o.at) all.pop_back();
    all.push_back(now);
    all.insert(all.end(), hands.begin() + static_cast<std::ptrdiff_t>(place), hands.end());
    hands.clear();
    for (const auto& h : all) {
        const auto last = hands.empty() ? in_hands{} : hands.back();
        if (h.owner != last.owner || h.department != last.department) hands.push_back(h);
    }
    auto& of_case = o.kase->said;
    of_case.erase(field_named("case.owner"));
    if (!hands.empty() && !hands.back().owner.empty()) of_case[field_named("case.owner")] = value(hands.back().owner);
    if (is_latest && !department.empty()) of_case[field_named("case.department")] = value(department);
}

past_event* reference_engine::complaint_spoken_of(known_customer& who, const event& e) {
    const auto& id = e.complaint.empty() ? e.kase : e.complaint;
    for (auto p = who.history.rbegin(); p != who.history.rend(); ++p) {
        if (p->what == event_kind::complaint && p->id == id && !p->id_forgotten && !p->moved_away) return &*p;
    }
    return nullptr;
}

// It counts in no window any more; a case with no complaint left is closed.
void reference_engine::withdraw(occasion& o) {
    auto* complaint = complaint_spoken_of(*o.who, *o.e);
    if (complaint == nullptr || complaint->withdrawn) return;
    complaint->withdrawn = true;
    for (const auto& p : o.who->history) {
        if (p.what == event_kind::complaint && p.kase == complaint->kase && !p.withdrawn) return;
    }
    complaint->kase->status = "closed";
}

// Counts move to where the complaint belongs. Where a `where` cannot be decided again from what the correction says, the
// complaint counts as it did.
void reference_engine::correct(occasion& o) {
    if (o.given != nullptr) return take_in(o);
    auto* complaint = complaint_spoken_of(*o.who, *o.e);
    if (complaint == nullptr || complaint->withdrawn) return;
    fields given;
    for (const auto& [f, v] : own_fields(*o.e, *o.who)) {
        if (x_rules.fields[f].of == root::complaint) given[f] = v;
    }
    if (given.count(field::complaint_issue) != 0) complaint->issue_given = true;
    if (!complaint->issue_given) default_issue(given);
    // The case goes with its complaint.
    const auto issue = given.find(field::complaint_issue);
    if (issue != given.end() && complaint->meant[field::complaint_issue] != issue->second) complaint->kase->issue = text_of(issue->second);
    for (const auto& [f, v] : given) {
        complaint->own[f] = v;
        complaint->meant[f] = v;
    }
    count_again(o, *complaint, given, complaint->counted_in);
}

void reference_engine::count_again(occasion& o, past_event& complaint, const fields& given, const std::set<std::size_t>& before) {
    auto alone = look(o);
    for (auto f = alone.known.begin(); f != alone.known.end();) {
        f = x_rules.fields[f->first].of == root::complaint ? alone.known.erase(f) : std::next(f);
    }
    for (const auto& [f, v] : given) alone.known[f] = v;
    if (o.who->is_named) alone.known[field::complaint_customer] = value(o.who->name);
    std::set<std::size_t> now;
    for (std::size_t w = 0; w < x_rules.windows.size(); ++w) {
        const bool undecided = decide(x_rules.windows[w].where, alone) == truth::unknown;
        const bool as_before = undecided && before.count(w) != 0;
        if (as_before || (!undecided && is_counted(w, complaint, o.who->is_named, alone))) now.insert(w);
    }
    complaint.counted_in = now;
    note_in_groups(complaint);
}

// A closed case is remembered while something of it is in sight; what hangs on it goes with it.
void reference_engine::forget_old_cases(known_customer& who) {
    for (const auto& c : who.cases) {
        if (c->forgotten || c->is_open()) continue;
        const bool needed =
            std::any_of(who.history.begin(), who.history.end(), [&](const past_event& p) { return p.kase == c && !p.out_of_sight; });
        if (needed) continue;
        c->forgotten = true;
        who.onces.erase(std::remove_if(who.onces.begin(), who.onces.end(), [&](const once_used& u) { return u.kase == c; }),
                        who.onces.end());
    }
}

}  // namespace judge

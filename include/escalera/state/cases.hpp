#pragma once
// The cases of a customer: which one an event speaks of, and what the event makes of it.
//
// A case has the host's id, else the id of its first complaint. A complaint joins the open case of its issue, else
// it opens one; one without an issue opens its own. `reopened` revives the same case; a complaint after closing is
// a repeat and opens a new one.
// Invariants: serials ascend and are never used again; at most one case of an issue that the engine chose is open.
// Threads: owned by one step.   Cost: linear in the customer's cases.

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "escalera/config.hpp"
#include "escalera/model/event_kind.hpp"
#include "escalera/state/attributes.hpp"
#include "escalera/state/case_ledger.hpp"
#include "escalera/state/entries.hpp"
#include "escalera/state/working_record.hpp"

ESCALERA_NAMESPACE_BEGIN

// The case that has what was that one's: itself, unless it was merged into another.
[[nodiscard]] inline std::size_t surviving_case(const working_record& r, std::size_t at) noexcept {
    return r.cases[at].is_merged != 0 ? case_by_serial(r, r.cases[at].complaints) : at;
}

[[nodiscard]] inline std::size_t case_by_id(const working_record& r, std::string_view id) noexcept {
    for (std::size_t i = r.cases.size(); i-- > 0;) {
        if (r.read(r.cases[i].id) == id) return surviving_case(r, i);
    }
    return not_found;
}

// Whether an event that does not say whose it is may mean that case: one whose last complaint went to another customer is
// asked for by who went on with it.
[[nodiscard]] inline bool answers_to_its_name(const case_state& c) noexcept {
    return c.is_handed_on == 0 || c.status != case_status::closed;
}

// The case that the complaint of that id (hashed by event_id_hash) belongs to.
[[nodiscard]] inline std::size_t case_of_complaint(const working_record& r, std::uint64_t complaint) noexcept {
    if (const auto e = find_entry(r, complaint); e != not_found) {
        return r.entry(e).is_withdrawn == moved_away ? not_found : case_by_serial(r, r.entry(e).kase);
    }
    for (const auto& m : r.marks) {
        if (m.id == complaint && m.is_withdrawn != moved_away) return case_by_serial(r, m.kase);
    }
    return not_found;
}

[[nodiscard]] inline std::size_t open_case_of_issue(const working_record& r, std::uint64_t issue) noexcept {
    if (issue == 0 || !r.head.issues.may_hold(issue)) return not_found;
    for (std::size_t i = r.cases.size(); i-- > 0;) {
        if (r.cases[i].issue != issue) continue;
        const auto at = surviving_case(r, i);
        if (at != not_found && r.cases[at].status != case_status::closed) return at;
    }
    return not_found;
}

[[nodiscard]] inline std::size_t open_case(working_record& r, std::string_view id, std::uint64_t issue, std::int64_t at) noexcept {
    const auto before = r.cases.size();
    auto* const c = r.cases.add();
    if (c == nullptr) return not_found;
    *c = case_state{};
    c->serial = r.head.next_case++;
    c->issue = issue;
    c->opened = at;
    c->last = at;
    r.head.issues.add(issue);
    const auto ref = r.keep(id);
    r.cases.edit(before).id = ref;
    return before;
}

// Forgets the cases that `gone(case)` says, asked once each from the oldest on. What hangs on a case goes with it.
template <class Gone>
void forget_cases_if(working_record& r, Gone&& gone) noexcept {
    if (r.cases.erase_if(gone) == 0) return;
    r.head.has_loose_text = 1;
    const auto is_without_case = [&r](std::uint32_t serial) noexcept { return serial != 0 && case_by_serial(r, serial) == not_found; };
    r.attributes.erase_if([&](const attribute& a) noexcept { return is_without_case(a.kase); });
    r.onces.erase_if([&](const once_mark& o) noexcept { return is_without_case(o.kase); });
    r.clocks.erase_if([&](const clock_state& c) noexcept { return is_without_case(c.kase); });
    r.follow_ups.erase_if([&](const follow_up_state& f) noexcept { return is_without_case(f.kase); });
    r.notices.erase_if([&](const notice_state& n) noexcept { return is_without_case(n.kase); });
    r.case_notes.erase_if([&](const case_note& n) noexcept { return is_without_case(n.kase); });
}

// Which events a closed case still takes: those that look back on it.
[[nodiscard]] constexpr bool is_allowed(event_kind kind, case_status status) noexcept {
    if (kind == event_kind::reopened) return status == case_status::closed || status == case_status::resolved;
    if (status != case_status::closed) return true;
    switch (kind) {
        case event_kind::complaint:  // the host says that it belongs there
        case event_kind::corrected:
        case event_kind::withdrawn:
        case event_kind::feedback:
        case event_kind::assessment:
        case event_kind::follow_up:
        case event_kind::delivered:
        case event_kind::undelivered:
        case event_kind::acknowledged: return true;
        default: return false;
    }
}

// What the event's kind alone makes of the case; the fields that it carries are applied apart.
inline void apply_kind(case_state& c, event_kind kind) noexcept {
    switch (kind) {
        case event_kind::complaint:
            ++c.complaints;
            c.is_handed_on = 0;
            c.status = case_status::open;  // complained again: it is not resolved
            break;
        case event_kind::resolved: c.status = case_status::resolved; break;
        case event_kind::closed: c.status = case_status::closed; break;
        case event_kind::reopened:
            c.status = case_status::open;
            ++c.reopened;
            break;
        case event_kind::transferred: ++c.transfers; break;
        default: break;
    }
}

// A complaint's issue is put right: what goes by the old one, the case or one that was merged into it, goes by the new one.
inline void correct_issue(working_record& r, std::uint32_t serial, std::uint64_t was, std::uint64_t is) noexcept {
    auto at = case_by_serial(r, serial);
    if (at == not_found) return;
    for (std::size_t i = 0; i < r.cases.size(); ++i) {
        const auto& c = r.cases[i];
        if (c.is_merged != 0 && c.complaints == serial && c.issue == was && r.cases[at].issue != was) at = i;
    }
    r.cases.edit(at).issue = is;
    r.head.issues.add(is);
}

// One of its complaints was withdrawn, or is another customer's: a case with none left is closed, at `when`.
inline void lose_complaint(working_record& r, std::uint32_t serial, std::int64_t when) noexcept {
    const auto at = case_by_serial(r, serial);
    if (at == not_found) return;
    auto& c = r.cases.edit(at);
    if (c.complaints > 0) --c.complaints;
    if (c.complaints != 0 || c.status == case_status::closed) return;
    c.status = case_status::closed;
    r.closed_a_case = true;
    note_closing(r, at, when);
}

[[nodiscard]] inline bool parse_status(std::string_view text, case_status& out) noexcept {
    for (const auto s : {case_status::open, case_status::waiting_for_customer, case_status::resolved, case_status::closed}) {
        if (name_of(s) == text) {
            out = s;
            return true;
        }
    }
    return false;
}

ESCALERA_NAMESPACE_END

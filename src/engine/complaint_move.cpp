#include "escalera/engine/complaint_move.hpp"

#include <algorithm>

#include "escalera/engine/counting.hpp"
#include "escalera/state/attributes.hpp"
#include "escalera/state/cases.hpp"
#include "escalera/state/entries.hpp"
#include "escalera/state/ladder_positions.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

// Whether the event speaks of what its customer has. A repeated event does too: it is told as such later.
bool is_their_own(const working_record& r, const event_head& head, std::uint64_t complaint) noexcept {
    if (has_complaint(r, complaint)) return true;
    return head.complaint.empty() && case_by_id(r, head.kase) != not_found;
}

}  // namespace

bool complaint_move::find(const rule_set& rules, const keyed_hash& hash, record_store& records, case_directory& directory,
                          const event_head& head, hash128 to, std::int64_t watermark) noexcept {
    const auto name = head.complaint.empty() ? head.kase : head.complaint;
    if (name.empty()) return false;
    const auto id = complaint_id_hash(hash, name);
    const auto words = entry_words(rules, false);
    auto& r = x_giver;
    if (records.contains(to)) {
        if (!records.open(to, r, words)) return false;
        bool stays = knows_id(r, event_id_hash(head));
        if (!stays) {
            drop_aged_entries(r, rules.customer_stage, watermark);
            if (r.head.has_closed != 0) drop_aged_marks(r, watermark);
            stays = is_their_own(r, head, id);
        }
        r.undo();
        if (stays || x_flag.exhausted) return false;
    }
    const auto owner = directory.owner_of(hash, id, to, records, words, r, x_flag);
    if (!owner || !records.open(*owner, r, words) || x_flag.exhausted) return false;
    describe(rules, hash, id);
    x_moved.at = head.time.micros;
    return true;
}

void complaint_move::describe(const rule_set& rules, const keyed_hash& hash, std::uint64_t id) noexcept {
    const auto& r = x_giver;
    x_moved = {};
    x_moved.giver = &r;
    x_moved.who = r.head.is_anonymous != 0 ? 0 : hash.short_hash(r.name()) | 1U;
    if (const auto at = find_entry(r, id); at != not_found) {
        x_moved.entry = r.entry(at);
        x_moved.words = r.words(at);
        x_moved.issue = x_moved.words[0];
    } else {
        const auto& m = *std::find_if(r.marks.begin(), r.marks.end(), [id](const id_mark& mark) noexcept { return mark.id == id; });
        x_moved.entry.id = id;
        x_moved.entry.time = m.time;
        x_moved.entry.kase = m.kase;
        x_moved.entry.issue_is_category = m.issue_is_category != 0 ? 1 : 0;
        x_moved.issue = m.issue;
        x_moved.was_dropped = m.time <= r.head.lost_until;
    }
    const auto& c = r.cases[case_by_serial(r, x_moved.entry.kase)];
    x_moved.status = c.status;
    if (c.status == case_status::closed) x_moved.closed = closing_time(rules, r, c);
    x_moved.is_last = c.complaints <= 1;
}

namespace {

// What the other case is remembered by, as far as it is of this complaint: all where there was no other, else its issue.
void keep_what_was_said(const rule_set& rules, const keyed_hash& hash, const moved_complaint& m, working_record& r,
                        std::uint32_t serial) noexcept {
    const auto named_by = m.entry.issue_is_category != 0 ? field::complaint_category : field::complaint_issue;
    for (const auto& a : m.giver->attributes) {
        if (a.kase != m.entry.kase || !moves_along(rules, a.field)) continue;
        const auto c = read_attribute(*m.giver, a);
        if (!m.is_last && (a.field != named_by || cell_hash(hash, c) != m.issue)) continue;
        add_attribute(r, serial, a.field, c, a.of_list != 0);
    }
}

// Clocks and follow-ups go on where the case does.
template <class Part>
void go_on_with(const Part& all, const moved_complaint& m, working_record& r, Part& to, std::uint32_t serial) noexcept {
    for (const auto& had : all) {
        if (had.kase != m.entry.kase) continue;
        auto has = had;
        has.kase = serial;
        has.cycle = {};
        const auto at = to.size();
        to.push(has);
        if (to.size() == at) return;  // no memory
        const auto cycle = r.keep(m.giver->read(had.cycle));
        to.edit(at).cycle = cycle;
    }
}

std::size_t case_for(const keyed_hash& hash, const event_head& head, std::uint64_t issue, const working_record& r) noexcept {
    if (head.complaint.empty() || head.kase.empty()) return open_case_of_issue(r, issue);
    const auto named = case_by_id(r, head.kase);
    return named != not_found ? named : case_of_complaint(r, complaint_id_hash(hash, head.kase));
}

}  // namespace

std::size_t take_case_over(const rule_set& rules, const keyed_hash& hash, const moved_complaint& m, const event_head& head,
                           std::uint64_t issue, working_record& r, bool& opens) noexcept {
    auto at = case_for(hash, head, issue, r);
    opens = at == not_found;
    if (opens) {
        const auto id = !head.kase.empty() ? head.kase : head.complaint;
        at = open_case(r, id, issue, m.entry.time);
        if (at == not_found) return not_found;
        r.cases.edit(at).status = m.status;
        const auto serial = r.cases[at].serial;
        if (m.status == case_status::closed) note_closing(r, at, std::max(m.closed, m.entry.time));
        keep_what_was_said(rules, hash, m, r, serial);
        if (m.is_last) {
            go_on_with(m.giver->clocks, m, r, r.clocks, serial);
            go_on_with(m.giver->follow_ups, m, r, r.follow_ups, serial);
        }
    }
    const bool was_open = m.status == case_status::open || m.status == case_status::waiting_for_customer;
    if (was_open && r.cases[at].status == case_status::closed) {
        keep_closing(rules, r, at);
        note_opening(r, r.cases[at].serial, m.at);
    }
    auto& c = r.cases.edit(at);
    ++c.complaints;
    c.is_handed_on = 0;
    c.opened = std::min(c.opened, m.entry.time);
    if (was_open && (c.status == case_status::resolved || c.status == case_status::closed)) c.status = case_status::open;
    return at;
}

void complaint_move::give(const rule_set& rules, workspace& ws) noexcept {
    auto& r = x_giver;
    const auto id = x_moved.entry.id;
    const auto serial = x_moved.entry.kase;
    if (const auto at = find_entry(r, id); at != not_found) {
        note_hole(rules, ws, r, at);
        auto& e = r.edit_entry(at);
        e.is_withdrawn = moved_away;
        e.counts = 0;
    } else {
        for (std::size_t i = 0; i < r.marks.size(); ++i) {
            if (r.marks[i].id == id) r.marks.edit(i).is_withdrawn = moved_away;
        }
        if (x_moved.was_dropped) {
            r.head.holes_until = std::max(r.head.holes_until, x_moved.entry.time);
            ++ws.findings[static_cast<std::size_t>(finding::count_unknown)];
        }
    }
    lose_complaint(r, serial, x_moved.at);
    if (x_moved.is_last) {
        if (const auto c = case_by_serial(r, serial); c != not_found) r.cases.edit(c).is_handed_on = 1;
        const auto gone = r.attributes.erase_if([&](const attribute& a) noexcept {
            const bool is_field = a.field < rules.fields.fields().size();  // else it says how an alert stood
            return a.kase == serial && is_field && rules.fields[a.field].of == root::complaint;
        });
        const auto of_case = [serial](const auto& of) noexcept { return of.kase == serial; };
        if (gone + r.clocks.erase_if(of_case) + r.follow_ups.erase_if(of_case) != 0) r.head.has_loose_text = 1;
    }
    tidy_up(r, rules, ws.findings[static_cast<std::size_t>(finding::case_limit)]);
}

ESCALERA_NAMESPACE_END

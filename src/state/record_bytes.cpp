#include "escalera/state/record_bytes.hpp"

#include <algorithm>

#include "escalera/state/attributes.hpp"
#include "escalera/state/case_ledger.hpp"
#include "escalera/state/entries.hpp"
#include "state/clock_bytes.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

const stage_plan& stage_of(const rule_set& rules, bool of_groups) { return of_groups ? rules.group_stage : rules.customer_stage; }

std::uint32_t index_of(const std::vector<std::string>& names, std::string_view name) {
    const auto at = std::find(names.begin(), names.end(), name);
    return at == names.end() ? none : static_cast<std::uint32_t>(at - names.begin());
}

void write_table(byte_writer& out, const name_table& t) {
    out.count(t.names.size());
    for (const auto& n : t.names) out.text(n);
}

name_table read_table(byte_reader& in, const name_table& current) {
    name_table t;
    const auto n = in.count(4);
    for (std::size_t i = 0; i < n && !in.is_bad(); ++i) {
        t.names.emplace_back(in.text());
        t.now.push_back(index_of(current.names, t.names.back()));
    }
    return t;
}

void write_ref(byte_writer& out, const working_record& r, text_ref ref) { out.text(r.read(ref)); }

void write_entries(byte_writer& out, const rule_set& rules, const working_record& r, bool of_group) {
    const auto words = rules.parts.size() + rules.values.size() + (of_group ? 1 : 0);
    out.count(r.entry_count());
    for (std::size_t i = 0; i < r.entry_count(); ++i) {
        const auto& e = r.entry(i);
        out.whole(e.time);
        out.number(e.id);
        out.number(e.counts);
        out.number(e.kase, 4);
        out.number(static_cast<std::uint64_t>(e.kind), 1);
        out.number(e.issue_is_category, 1);
        out.number(e.is_withdrawn, 1);
        for (std::size_t w = 0; w < words; ++w) out.number(r.words(i)[w]);
    }
}

bool read_entries(byte_reader& in, const rule_set& rules, const state_names& names, working_record& r, bool of_group) {
    const auto n = in.count(31);
    for (std::size_t i = 0; i < n && !in.is_bad(); ++i) {
        entry_head e;
        e.time = in.whole();
        e.id = in.number();
        const auto counts = in.number();
        e.kase = static_cast<std::uint32_t>(in.number(4));
        const auto kind = names.kinds.current(in.number(1));
        if (kind == none) return false;
        e.kind = static_cast<event_kind>(kind);
        e.issue_is_category = in.number(1) != 0 ? 1 : 0;
        e.is_withdrawn = static_cast<std::uint8_t>(std::min<std::uint64_t>(in.number(1), moved_away));
        for (std::size_t w = 0; w < names.windows.now.size() && w < 64; ++w) {
            if ((counts >> w & 1U) != 0 && names.windows.now[w] != none) e.counts |= std::uint64_t{1} << names.windows.now[w];
        }
        if (r.entry_count() > 0 && r.entry(r.entry_count() - 1).time > e.time) return false;
        static_cast<void>(insert_entry(r, e));
        if (r.entry_count() != i + 1) return false;
        auto* words = r.edit_words(i);
        for (const auto p : names.parts.now) {
            const auto hash = in.number();
            if (p != none) words[p] = hash;
        }
        for (const auto v : names.values.now) {
            const auto number = in.number();
            if (v != none) words[rules.parts.size() + v] = number;
        }
        if (of_group) words[rules.parts.size() + rules.values.size()] = in.number();
    }
    return !in.is_bad();
}

// What stands in the byte of the status beside it.
constexpr std::uint64_t handed_on = 0x80;
constexpr std::uint64_t merged = 0x40;

void write_cases(byte_writer& out, const rule_set& rules, const working_record& r) {
    out.count(r.cases.size());
    for (const auto& c : r.cases) {
        out.number(c.serial, 4);
        out.number(static_cast<std::uint64_t>(c.status) | (c.is_handed_on != 0 ? handed_on : 0) | (c.is_merged != 0 ? merged : 0), 1);
        out.number(c.reopened, 2);
        out.number(c.issue);
        out.whole(c.opened);
        out.whole(c.last);
        out.number(c.complaints, 4);
        out.number(c.transfers, 4);
        out.whole(c.was_idle != 0 ? closing_time(rules, r, c) : c.last);
        write_ref(out, r, c.id);
    }
}

bool read_cases(byte_reader& in, const rule_set& rules, working_record& r) {
    const auto n = in.count(51);
    for (std::size_t i = 0; i < n && !in.is_bad(); ++i) {
        case_state c;
        c.serial = static_cast<std::uint32_t>(in.number(4));
        const auto written = in.number(1);
        const auto status = written & ~(handed_on | merged);
        if (status > static_cast<std::uint64_t>(case_status::closed)) return false;
        c.is_handed_on = (written & handed_on) != 0 ? 1 : 0;
        c.is_merged = (written & merged) != 0 ? 1 : 0;
        c.status = static_cast<case_status>(status);
        c.reopened = static_cast<std::uint16_t>(in.number(2));
        c.issue = in.number();
        c.opened = in.whole();
        c.last = in.whole();
        c.complaints = static_cast<std::uint32_t>(in.number(4));
        c.transfers = static_cast<std::uint32_t>(in.number(4));
        const auto closed = in.whole();
        if (c.is_merged != 0 && c.status != case_status::closed) return false;
        const bool may_have_idled = c.status == case_status::closed && closed != c.last && rules.case_idle > 0;
        c.was_idle = may_have_idled && plus_clamped({c.last}, rules.case_idle).micros == closed ? 1 : 0;
        if (i > 0 && r.cases[i - 1].serial >= c.serial) return false;
        r.cases.push(c);
        if (r.cases.size() == i) return false;
        r.head.issues.add(c.issue);
        if (c.status == case_status::closed) r.head.has_closed = 1;
        const auto id = r.keep(in.text());
        r.cases.edit(i).id = id;
        // Under rules that let cases idle for another time, it must be said when this one was closed.
        if (closed != c.last && c.was_idle == 0 && c.status == case_status::closed) detail::put_time(r, c.serial, note_of::closed, closed);
    }
    const auto has_case = [&r](const case_state& c) noexcept { return c.is_merged == 0 || case_by_serial(r, c.complaints) != not_found; };
    return !in.is_bad() && std::all_of(r.cases.begin(), r.cases.end(), has_case);
}

void write_case_notes(byte_writer& out, const working_record& r) {
    out.count(r.case_notes.size());
    for (const auto& n : r.case_notes) {
        out.number(n.kase, 4);
        out.number(static_cast<std::uint64_t>(n.what), 1);
        out.number(n.is_forgotten, 1);
        out.whole(n.since);
        write_ref(out, r, n.owner);
        write_ref(out, r, n.department);
    }
}

// Cases have been read, and closings that they tell themselves.
bool read_case_notes(byte_reader& in, const rule_set& rules, working_record& r) {
    const auto n = in.count(22);
    for (std::size_t i = 0; i < n && !in.is_bad(); ++i) {
        case_note c;
        c.kase = static_cast<std::uint32_t>(in.number(4));
        const auto what = in.number(1);
        if (what > static_cast<std::uint64_t>(note_of::resolved)) return false;
        c.what = static_cast<note_of>(what);
        c.is_forgotten = in.number(1) != 0 ? 1 : 0;
        c.since = in.whole();
        const auto owner = in.text();
        const auto department = in.text();
        if (in.is_bad() || case_by_serial(r, c.kase) == not_found) return false;
        if (c.what == note_of::resolved && rules.cases.thorough == 0) continue;
        const auto at = r.case_notes.size();
        r.case_notes.push(c);
        if (r.case_notes.size() == at) return false;
        detail::put_holder(r, at, {owner, department});
    }
    return !in.is_bad();
}

void write_positions(byte_writer& out, const working_record& r) {
    out.count(r.positions.size());
    for (const auto& p : r.positions) {
        out.number(p.ladder, 4);
        out.number(p.reached, 4);
        out.number(p.held, 4);
        out.number(p.held_by, 4);
        out.number(p.key);
        out.whole(p.began);
        out.number(p.last_case, 4);
        write_ref(out, r, p.cycle);
    }
}

// Which rungs the rules still have, by where they stand now.
std::uint32_t rungs_now(const name_table& rungs, std::uint64_t written) {
    std::uint32_t bits = 0;
    for (std::size_t rung = 0; rung < 32; ++rung) {
        if ((written >> rung & 1U) != 0 && rungs.current(rung) != none) bits |= 1U << rungs.current(rung);
    }
    return bits;
}

bool read_positions(byte_reader& in, const state_names& names, working_record& r, bool of_group) {
    const auto n = in.count(40);
    for (std::size_t i = 0; i < n && !in.is_bad(); ++i) {
        ladder_position p;
        const auto written = in.number(4);
        const auto reached = in.number(4);
        const auto held = in.number(4);
        const auto held_by = names.alerts.current(in.number(4));
        p.key = in.number();
        p.began = in.whole();
        p.last_case = static_cast<std::uint32_t>(in.number(4));
        const auto cycle = in.text();
        p.ladder = (of_group ? names.alerts : names.ladders).current(written);
        if (p.ladder == none) continue;
        if (!of_group) {
            p.reached = rungs_now(names.rungs[written], reached);
            p.held = held_by == none ? 0 : rungs_now(names.rungs[written], held) & p.reached;
            p.held_by = held_by == none ? 0 : held_by;
        }
        const auto at = r.positions.size();
        r.positions.push(p);
        if (r.positions.size() == at) return false;
        const auto ref = r.keep(cycle);
        r.positions.edit(at).cycle = ref;
    }
    return !in.is_bad();
}

void write_attributes(byte_writer& out, const working_record& r) {
    out.count(r.attributes.size());
    for (const auto& a : r.attributes) {
        out.number(a.kase, 4);
        out.number(a.field, 2);
        out.number(static_cast<std::uint64_t>(a.what), 1);
        out.number(a.of_list, 1);
        if (a.what == kind::text) {
            write_ref(out, r, {static_cast<std::uint32_t>(a.payload), a.extent});
        } else {
            out.number(a.extent, 4);
            out.whole(a.payload);
        }
    }
}

bool read_attributes(byte_reader& in, const rule_set& rules, const state_names& names, working_record& r) {
    const auto n = in.count(12);
    for (std::size_t i = 0; i < n && !in.is_bad(); ++i) {
        attribute a;
        a.kase = static_cast<std::uint32_t>(in.number(4));
        const auto field = names.fields.current(in.number(2));
        const auto what = in.number(1);
        a.of_list = in.number(1) != 0 ? 1 : 0;
        const bool is_empty_list = what == 0 && a.of_list != 0;
        if ((what == 0 && !is_empty_list) || what >= static_cast<std::uint64_t>(kind::list)) return false;
        a.what = static_cast<kind>(what);
        std::string_view text;
        if (a.what == kind::text) {
            text = in.text();
        } else {
            a.extent = static_cast<std::uint32_t>(in.number(4));
            a.payload = in.whole();
        }
        // A field that is gone, or has another type now, is no longer remembered.
        if (field == none) continue;
        const bool of_alert = field >= rules.fields.fields().size();
        const auto holds = of_alert ? type{kind::boolean, 0} : rules.fields[static_cast<field_id>(field)].holds;
        if (is_empty_list ? !holds.is_list() : holds.scalar != a.what) continue;
        a.field = static_cast<field_id>(field);
        const auto at = r.attributes.size();
        r.attributes.push(a);
        if (a.what == kind::text && r.attributes.size() > at) put_text(r, at, text);
    }
    return !in.is_bad();
}

}  // namespace

state_names names_of(const rule_set& rules, bool of_groups) {
    state_names n;
    const auto add = [](name_table& t, std::string_view name) {
        t.now.push_back(static_cast<std::uint32_t>(t.names.size()));
        t.names.emplace_back(name);
    };
    for (const auto name : event_kind_names()) add(n.kinds, name);
    for (const auto s : rules.parts) add(n.parts, rules.slots[s].name);
    for (std::size_t v = 0; v < rules.values.size(); ++v) {
        const auto& verdict = rules.verdicts[v];
        add(n.values, rules.slots[rules.values[v]].name + (verdict.empty() ? "" : "=" + verdict));
    }
    for (const auto& w : stage_of(rules, of_groups).windows) add(n.windows, w.name);
    for (const auto& l : rules.ladders) {
        add(n.ladders, l.name);
        n.rungs.emplace_back();
        for (const auto& r : l.rungs) add(n.rungs.back(), r.name);
    }
    for (const auto& a : rules.alerts) add(n.alerts, a.name);
    for (const auto& r : rules.rules) add(n.rules, r.name);
    for (const auto& c : rules.clocks) {
        add(n.clocks, c.name);
        n.stages.emplace_back();
        for (const auto& s : c.stages) add(n.stages.back(), s.every == 0 ? s.name : s.name + std::string(recurring_mark));
    }
    for (const auto& f : rules.follow_ups) add(n.follow_ups, f.name);
    for (const auto& p : rules.notices) add(n.notices, p.key);
    for (const auto& f : rules.fields.fields()) add(n.fields, f.full_name);
    for (const auto& a : rules.alerts) add(n.fields, "alert(" + a.name + ")");
    return n;
}

void write_names(byte_writer& out, const state_names& names) {
    write_table(out, names.kinds);
    write_table(out, names.parts);
    write_table(out, names.values);
    write_table(out, names.windows);
    write_table(out, names.ladders);
    for (const auto& r : names.rungs) write_table(out, r);
    write_table(out, names.alerts);
    write_table(out, names.rules);
    write_table(out, names.clocks);
    for (const auto& s : names.stages) write_table(out, s);
    write_table(out, names.follow_ups);
    write_table(out, names.notices);
    write_table(out, names.fields);
}

state_names read_names(byte_reader& in, const rule_set& rules, bool of_groups) {
    const auto current = names_of(rules, of_groups);
    state_names n;
    n.kinds = read_table(in, current.kinds);
    n.parts = read_table(in, current.parts);
    n.values = read_table(in, current.values);
    n.windows = read_table(in, current.windows);
    n.ladders = read_table(in, current.ladders);
    for (const auto ladder : n.ladders.now) n.rungs.push_back(read_table(in, ladder == none ? name_table{} : current.rungs[ladder]));
    n.alerts = read_table(in, current.alerts);
    n.rules = read_table(in, current.rules);
    n.clocks = read_table(in, current.clocks);
    for (const auto clock : n.clocks.now) n.stages.push_back(read_table(in, clock == none ? name_table{} : current.stages[clock]));
    n.follow_ups = read_table(in, current.follow_ups);
    n.notices = read_table(in, current.notices);
    n.fields = read_table(in, current.fields);
    return n;
}

void write_record(byte_writer& out, const rule_set& rules, const working_record& r, bool of_group) {
    out.number(r.head.key.high);
    out.number(r.head.key.low);
    out.whole(r.head.latest);
    out.whole(r.head.lost_until);
    out.whole(r.head.holes_until);
    out.number(r.head.next_case, 4);
    out.number(r.head.is_anonymous, 1);
    out.text(r.name());
    write_entries(out, rules, r, of_group);
    out.count(r.marks.size());
    for (const auto& m : r.marks) {
        out.number(m.id);
        out.whole(m.time);
        out.number(m.kase, 4);
        out.number(m.is_withdrawn, 1);
        out.number(m.issue);
        out.number(m.issue_is_category, 1);
    }
    write_cases(out, rules, r);
    write_case_notes(out, r);
    write_positions(out, r);
    out.count(r.onces.size());
    for (const auto& o : r.onces) {
        out.number(o.key);
        out.whole(o.at);
        out.number(o.rule, 4);
        out.number(o.kase, 4);
    }
    write_clocks(out, r);
    write_follow_ups(out, r);
    write_notices(out, r);
    write_attributes(out, r);
}

bool read_record(byte_reader& in, const rule_set& rules, const state_names& names, working_record& r, bool of_group) {
    r.head.latest = in.whole();
    r.head.lost_until = in.whole();
    r.head.holes_until = in.whole();
    r.head.next_case = static_cast<std::uint32_t>(in.number(4));
    r.head.is_anonymous = in.number(1) != 0 ? 1 : 0;
    r.head.ages_out_of_order = 1;
    r.head.has_closed = 1;  // what may go is looked at when the record is next stepped
    r.set_name(in.text());
    if (!read_entries(in, rules, names, r, of_group)) return false;
    const auto marks = in.count(30);
    for (std::size_t i = 0; i < marks && !in.is_bad(); ++i) {
        id_mark m;
        m.id = in.number();
        m.time = in.whole();
        m.kase = static_cast<std::uint32_t>(in.number(4));
        m.is_withdrawn = static_cast<std::uint16_t>(std::min<std::uint64_t>(in.number(1), moved_away));
        m.issue = in.number();
        m.issue_is_category = in.number(1) != 0 ? 1 : 0;
        add_mark(r, m);
    }
    if (!read_cases(in, rules, r) || !read_case_notes(in, rules, r) || !read_positions(in, names, r, of_group)) return false;
    const auto onces = in.count(24);
    for (std::size_t i = 0; i < onces && !in.is_bad(); ++i) {
        once_mark o;
        o.key = in.number();
        o.at = in.whole();
        o.rule = names.rules.current(in.number(4));
        o.kase = static_cast<std::uint32_t>(in.number(4));
        if (o.rule != none) r.onces.push(o);
    }
    return read_clocks(in, rules, names, r) && read_follow_ups(in, rules, names, r) && read_notices(in, names, r) &&
           read_attributes(in, rules, names, r);
}

ESCALERA_NAMESPACE_END

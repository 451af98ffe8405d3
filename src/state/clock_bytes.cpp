#include "state/clock_bytes.hpp"

#include <algorithm>

#include "escalera/state/clocks.hpp"

ESCALERA_NAMESPACE_BEGIN

void write_clocks(byte_writer& out, const working_record& r) {
    out.count(r.clocks.size());
    for (const auto& c : r.clocks) {
        out.number(c.kase, 4);
        out.number(c.clock, 4);
        out.whole(c.began);
        out.whole(c.since);
        out.whole(c.used);
        out.whole(c.paused);
        out.whole(c.paused_open);
        out.whole(c.given_due);
        out.number(c.told, 4);
        out.number(c.target, 2);
        out.number(static_cast<std::uint64_t>(c.verdict), 1);
        out.number(c.is_paused, 1);
        out.number(c.has_ended, 1);
        out.number(c.is_at_risk, 1);
        for (const auto n : c.repeats) out.number(n, 2);
        out.text(r.read(c.cycle));
    }
}

// When a clock is due is found again: what its calendars say may have changed.
bool read_clocks(byte_reader& in, const rule_set& rules, const state_names& names, working_record& r) {
    const auto n = in.count(77);
    for (std::size_t i = 0; i < n && !in.is_bad(); ++i) {
        clock_state c;
        c.kase = static_cast<std::uint32_t>(in.number(4));
        const auto written = in.number(4);
        c.began = in.whole();
        c.since = in.whole();
        c.used = in.whole();
        c.paused = in.whole();
        c.paused_open = in.whole();
        c.given_due = in.whole();
        const auto told = in.number(4);
        c.target = static_cast<std::uint16_t>(in.number(2));
        const auto verdict = in.number(1);
        c.is_paused = in.number(1) != 0 ? 1 : 0;
        c.has_ended = in.number(1) != 0 ? 1 : 0;
        c.is_at_risk = in.number(1) != 0 ? 1 : 0;
        std::uint16_t repeats[4];
        for (auto& k : repeats) k = static_cast<std::uint16_t>(in.number(2));
        const auto cycle = in.text();
        if (in.is_bad() || verdict > static_cast<std::uint64_t>(clock_verdict::breached) || c.used < 0 || c.paused < 0 || c.paused_open < 0)
            return false;
        c.verdict = static_cast<clock_verdict>(verdict);
        c.clock = names.clocks.current(written);
        const auto kase = std::find_if(r.cases.begin(), r.cases.end(), [&](const case_state& k) noexcept { return k.serial == c.kase; });
        if (c.clock == none || kase == r.cases.end()) continue;
        const auto& plan = rules.clocks[c.clock];
        if (c.target >= plan.targets.size()) c.target = clock_state::no_target;
        std::size_t counted = 0;
        for (std::size_t s = 0; s < names.stages[written].now.size() && s < 32; ++s) {
            const auto stage = names.stages[written].now[s];
            const auto recurs = names.stages[written].names[s].ends_with(recurring_mark);
            const auto k = recurs && counted < 4 ? repeats[counted++] : std::uint16_t{0};
            if (stage == none) continue;
            if ((told >> s & 1U) != 0) c.told |= 1U << stage;
            if (plan.stages[stage].counter < 4) c.repeats[plan.stages[stage].counter] = k;
        }
        settle_clock(rules, c, kase->status != case_status::closed);
        const auto at = r.clocks.size();
        r.clocks.push(c);
        if (r.clocks.size() == at) return false;
        const auto ref = r.keep(cycle);
        r.clocks.edit(at).cycle = ref;
    }
    return !in.is_bad();
}

void write_follow_ups(byte_writer& out, const working_record& r) {
    out.count(r.follow_ups.size());
    for (const auto& f : r.follow_ups) {
        out.number(f.kase, 4);
        out.number(f.plan, 4);
        out.whole(f.due);
        out.number(f.option, 2);
        out.number(f.told, 2);
        out.text(r.read(f.cycle));
    }
}

bool read_follow_ups(byte_reader& in, const rule_set& rules, const state_names& names, working_record& r) {
    const auto n = in.count(24);
    for (std::size_t i = 0; i < n && !in.is_bad(); ++i) {
        follow_up_state f;
        f.kase = static_cast<std::uint32_t>(in.number(4));
        f.plan = names.follow_ups.current(in.number(4));
        f.due = in.whole();
        f.option = static_cast<std::uint16_t>(in.number(2));
        f.told = static_cast<std::uint16_t>(in.number(2));
        const auto cycle = in.text();
        const bool has_case = std::any_of(r.cases.begin(), r.cases.end(), [&](const case_state& c) noexcept { return c.serial == f.kase; });
        if (in.is_bad()) return false;
        if (f.plan == none || !has_case || rules.follow_ups[f.plan].options.empty()) continue;
        const auto at = r.follow_ups.size();
        r.follow_ups.push(f);
        if (r.follow_ups.size() == at) return false;
        const auto ref = r.keep(cycle);
        r.follow_ups.edit(at).cycle = ref;
    }
    return !in.is_bad();
}

void write_notices(byte_writer& out, const working_record& r) {
    out.count(r.notices.size());
    for (const auto& n : r.notices) {
        out.number(n.decision.high);
        out.number(n.decision.low);
        out.whole(n.due);
        out.number(n.kase, 4);
        out.number(n.plan, 4);
    }
}

bool read_notices(byte_reader& in, const state_names& names, working_record& r) {
    const auto n = in.count(32);
    for (std::size_t i = 0; i < n && !in.is_bad(); ++i) {
        notice_state s;
        s.decision.high = in.number();
        s.decision.low = in.number();
        s.due = in.whole();
        s.kase = static_cast<std::uint32_t>(in.number(4));
        s.plan = names.notices.current(in.number(4));
        if (in.is_bad()) return false;
        const bool has_case =
            s.kase == 0 || std::any_of(r.cases.begin(), r.cases.end(), [&](const case_state& c) noexcept { return c.serial == s.kase; });
        if (s.plan == none || !has_case) continue;
        const auto at = r.notices.size();
        r.notices.push(s);
        if (r.notices.size() == at) return false;
    }
    return !in.is_bad();
}

ESCALERA_NAMESPACE_END

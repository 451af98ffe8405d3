#pragma once
// What happens to a record by time alone: clocks fall due, idle cases close, windows that a `reset:` reads fall.
//
// Threads: none of its own.   Cost: linear in the record.

#include <cstdint>

#include "escalera/config.hpp"
#include "escalera/engine/clocks.hpp"
#include "escalera/engine/counting.hpp"
#include "escalera/engine/emit.hpp"
#include "escalera/engine/follow_ups.hpp"
#include "escalera/engine/notices.hpp"
#include "escalera/engine/occasion.hpp"
#include "escalera/engine/resolution_judgement.hpp"
#include "escalera/engine/row.hpp"
#include "escalera/engine/scores.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/state/ladder_positions.hpp"
#include "escalera/state/windows.hpp"

ESCALERA_NAMESPACE_BEGIN

template <matcher M>
class timer_runner {
public:
    timer_runner(const rule_set& rules, const keyed_hash& hash, workspace& ws, M& m, inside<M>& within) noexcept
        : x_rules(rules), x_hash(hash), x_ws(ws), x_matcher(m), x_inside(within) {}

    // Fires all of the record in the workspace that is due at exactly that instant.
    [[nodiscard]] status fire(std::int64_t due) noexcept {
        const auto before = x_ws.decisions.here();
        x_ws.scratch.clear();
        x_ws.facts.clear();
        if (!x_ws.record.clocks.empty()) {
            clock_runner<M> clocks(x_rules, x_hash, x_ws, x_inside, before.count);
            clocks.fire(due);
            score_cases(due, before.count);
        }
        if (!x_ws.record.follow_ups.empty()) {
            follow_up_runner<M> follow_ups(x_rules, x_hash, x_ws, x_inside, before.count);
            follow_ups.fire(due);
        }
        if (!x_ws.record.notices.empty()) {
            notice_runner<M> notices(x_rules, x_hash, x_ws, x_inside, before.count);
            notices.fire(due);
        }
        close_idle_cases(due);
        if (!x_ws.record.case_notes.empty() && x_rules.cases.thorough != 0) {
            judgement_runner<M> judgements(x_rules, x_hash, x_ws, x_inside, before.count);
            judgements.fire(due);
        }
        reset_positions(due);
        x_ws.record.head.latest = std::max(x_ws.record.head.latest, due);
        forget_positions(x_ws.record, x_rules, x_ws.record.head.latest);
        if (x_ws.record.closed_a_case) x_ws.record.head.has_closed = 1;
        if (!x_ws.flag.exhausted) return status::taken;
        x_ws.decisions.rewind(before);
        return status::no_memory;
    }

private:
    [[nodiscard]] occasion at(std::int64_t due) const noexcept {
        occasion o;
        o.at = due;
        o.as_of = std::max(due, x_ws.record.head.latest);
        o.has_customer = x_ws.record.head.is_anonymous == 0;
        return o;
    }

    void close_idle_cases(std::int64_t due) noexcept {
        if (x_rules.case_idle <= 0) return;
        for (std::size_t i = 0; i < x_ws.record.cases.size(); ++i) {
            const auto& c = x_ws.record.cases[i];
            if (c.status == case_status::closed || plus_clamped({c.last}, x_rules.case_idle).micros > due) continue;
            close_idle(i, due);
            settle_clocks(c.serial);
            auto about = at(due);
            about.kase = i;
            emitter<M> emit(x_rules, x_ws, x_matcher, about);
            emit.request("cases", "close", "reason", "idle");
        }
    }

    void close_idle(std::size_t i, std::int64_t due) noexcept {
        auto& c = x_ws.record.cases.edit(i);
        if (x_ws.flag.exhausted) return;
        c.status = case_status::closed;
        c.was_idle = plus_clamped({c.last}, x_rules.case_idle).micros == due ? 1 : 0;
        x_ws.record.closed_a_case = true;
        if (c.was_idle == 0) note_closing(x_ws.record, i, due);
    }

    // What clocks came to may make points.
    void score_cases(std::int64_t due, std::size_t first) noexcept {
        if (x_rules.scores.empty()) return;
        score_runner<M> scores(x_rules, x_hash, x_ws, x_inside, first);
        for (std::size_t i = 0; i < x_ws.happenings.size(); ++i) {
            const auto serial = x_ws.happenings[i].kase;
            const bool is_done = std::any_of(x_ws.happenings.begin(), x_ws.happenings.begin() + static_cast<std::ptrdiff_t>(i),
                                             [serial](const clock_happening& h) noexcept { return h.kase == serial; });
            auto about = at(due);
            about.kase = case_by_serial(x_ws.record, serial);
            if (!is_done && about.kase != not_found) scores.look_at_case(about);
        }
    }

    // What recurs does so no more.
    void settle_clocks(std::uint32_t serial) noexcept {
        for (std::size_t i = 0; i < x_ws.record.clocks.size(); ++i) {
            if (x_ws.record.clocks[i].kase != serial) continue;
            auto& c = x_ws.record.clocks.edit(i);
            if (x_ws.flag.exhausted) return;
            settle_clock(x_rules, c, false);
        }
    }

    void reset_positions(std::int64_t due) noexcept {
        auto& r = x_ws.record;
        const auto gone = r.positions.erase_if([&](const ladder_position& p) noexcept {
            const auto& ladder = x_rules.ladders[p.ladder];
            return !ladder.reset_windows.empty() && resets(ladder, p, due);
        });
        if (gone != 0) r.head.has_loose_text = 1;
    }

    [[nodiscard]] bool resets(const ladder_plan& ladder, const ladder_position& p, std::int64_t due) noexcept {
        auto& r = x_ws.record;
        auto about = at(due);
        if (const auto c = case_by_serial(r, p.last_case); c != not_found) about.kase = c;
        fill_row(x_rules, x_ws, about, nullptr, 0);
        x_ws.parts.resize_uninitialised(x_rules.parts.size());
        if (x_ws.flag.exhausted) return false;
        for (auto& part : x_ws.parts) part = 0;
        for (std::size_t i = r.entry_count(); i-- > 0;) {
            if (detail::ladder_key_of_entry(x_rules, ladder, r, i) != p.key) continue;
            for (std::size_t k = 0; k < x_ws.parts.size(); ++k) x_ws.parts[k] = r.words(i)[k];
            break;
        }
        const entry_key key{x_ws.parts.data(), p.last_case};
        const auto known_since = get_attribute(r, of_the_customer, x_rules.known.customer_known_since, false, x_ws.scratch);
        for (const auto w : ladder.reset_windows) {
            const auto& window = x_rules.customer_stage.windows[w];
            const auto answer = answer_window(x_rules, x_rules.customer_stage, w, r, about.as_of, key, x_ws.told_apart,
                                              known_since.is_absent() || !about.has_customer);
            if (window.slot != no_slot) x_ws.row[window.slot] = answer.is;
            if (window.of_slot != no_slot) x_ws.row[window.of_slot] = answer.of;
        }
        answer_indicators(x_rules, x_ws, about);
        const auto answer = x_matcher.compute(x_rules, ladder.reset, x_ws.row.view());
        return !answer.is_absent() && answer.as_bool();
    }

    const rule_set& x_rules;
    const keyed_hash& x_hash;
    workspace& x_ws;
    M& x_matcher;
    inside<M>& x_inside;
};

ESCALERA_NAMESPACE_END

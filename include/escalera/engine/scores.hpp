#pragma once
// The scores section: points for what holds now, the level that they reach, and what is issued when it changes.
//
// A score is the sum of the points whose condition holds as of the event; it is worked out anew each time, so that it
// falls when they hold no more. A level is reached when the score comes to its number, and left when the score lies more than
// `hysteresis` below it. Reaching a higher level issues the level's actions (a `warn`, unless it says others), of the
// highest alone where several are passed; any change raises `warned`, which runs the rules section once.
//
// Threads: none of its own.   Cost: one match() an event, and work for what changes.

#include <cstdint>
#include <span>

#include "escalera/config.hpp"
#include "escalera/engine/inside.hpp"
#include "escalera/engine/occasion.hpp"
#include "escalera/engine/sections.hpp"
#include "escalera/engine/window_cells.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/state/attributes.hpp"

ESCALERA_NAMESPACE_BEGIN

template <matcher M>
class score_runner {
public:
    // `first`: the first decision of this event, or this instant.
    score_runner(const rule_set& rules, const keyed_hash& hash, workspace& ws, inside<M>& within, std::size_t first,
                 std::span<const window_answer> groups = {}) noexcept
        : x_rules(rules), x_hash(hash), x_ws(ws), x_inside(within), x_first(first), x_groups(groups) {}

    // An event, whose row stands: `m` serves its batch. The row is as it was afterwards.
    void take(const occasion& about, M& m, std::size_t index) noexcept {
        m.match(x_rules, section::scores, index, x_ws.row.view(), x_ws.matched);
        settle(about);
    }

    // A case to which something came by time alone.
    void look_at_case(const occasion& about) noexcept {
        fill_row_of_case(x_rules, x_hash, x_ws, about, x_groups);
        x_inside.begin(x_rules, event_kind::warned).match(x_rules, section::scores, 0, x_ws.row.view(), x_ws.matched);
        settle(about);
    }

private:
    struct standing {
        std::int64_t total = 0;
        std::int64_t level = 0;
    };

    // All are worked out before any is told: what is told runs rules, which match anew.
    void settle(const occasion& about) noexcept {
        x_ws.score_changes.clear();
        for (std::uint32_t s = 0; s < x_rules.scores.size(); ++s) {
            const auto& plan = x_rules.scores[s];
            if (plan.per_customer ? !about.has_customer : about.kase == no_case) continue;
            const auto of = owner_of(plan, about);
            const auto before = remembered(plan, of);
            const standing now{total_of(plan), 0};
            const auto level = level_of(plan, now.total, before.level);
            if (now.total != before.total) set_attribute(x_ws.record, of, plan.total, cell::of(now.total));
            if (level == before.level) continue;
            set_attribute(x_ws.record, of, plan.level, cell::of(level));
            x_ws.score_changes.push({s, static_cast<std::uint32_t>(before.level), static_cast<std::uint32_t>(level)});
        }
        if (x_ws.score_changes.empty() || x_ws.flag.exhausted) return;
        x_ws.outer_row.assign(x_ws.row.data(), x_ws.row.size());
        if (x_ws.flag.exhausted) return;
        for (std::size_t i = 0; i < x_ws.score_changes.size() && !x_ws.flag.exhausted; ++i) tell(about, x_ws.score_changes[i]);
        std::copy(x_ws.outer_row.begin(), x_ws.outer_row.end(), x_ws.row.begin());
    }

    [[nodiscard]] std::uint32_t owner_of(const score_plan& plan, const occasion& about) const noexcept {
        return plan.per_customer ? of_the_customer : x_ws.record.cases[about.kase].serial;
    }

    [[nodiscard]] standing remembered(const score_plan& plan, std::uint32_t of) noexcept {
        const auto total = get_attribute(x_ws.record, of, plan.total, false, x_ws.scratch);
        const auto level = get_attribute(x_ws.record, of, plan.level, false, x_ws.scratch);
        return {total.is_absent() ? 0 : total.integer, level.is_absent() ? 0 : level.integer};
    }

    [[nodiscard]] std::int64_t total_of(const score_plan& plan) const noexcept {
        std::int64_t total = 0;
        for (const auto& p : plan.points) {
            if (p.when == none || x_ws.matched.of(p.when) == truth::yes) total += p.add;
        }
        return total;
    }

    // From 1 on; 0: none. One that was reached is kept as long as the hysteresis lets it.
    [[nodiscard]] static std::int64_t level_of(const score_plan& plan, std::int64_t total, std::int64_t before) noexcept {
        std::int64_t level = 0;
        for (std::size_t l = 0; l < plan.levels.size(); ++l) {
            const auto number = static_cast<std::int64_t>(l) + 1;
            const auto least = plan.levels[l].at - (number <= before ? plan.hysteresis : 0);
            if (total >= least) level = number;
        }
        return level;
    }

    void tell(const occasion& event, const score_change& change) noexcept {
        const auto& plan = x_rules.scores[change.score];
        auto about = event;
        about.is_by_memory = true;
        if (change.now > change.before) {
            const auto& level = plan.levels[change.now - 1];
            fill_row_of_case(x_rules, x_hash, x_ws, about, x_groups);
            asker who{plan.name, {}, {}, &level.cause};
            who.score = level.name;
            who.points = &plan;
            sections<M> run(x_rules, x_hash, x_ws, x_inside.begin(x_rules, event_kind::warned), about, 0, x_first);
            run.run_level(who);
        }
        const bool is_fact = (x_rules.facts & mask_of(event_kind::warned)) != 0;
        const bool is_wanted = is_fact || std::any_of(x_rules.rules.begin(), x_rules.rules.end(), [](const rule_plan& r) noexcept {
                                   return (r.events & mask_of(event_kind::warned)) != 0;
                               });
        if (!is_wanted) return;
        auto warned = about;
        warned.raised = event_kind::warned;
        warned.raised_by = plan.name;
        warned.opens_case = false;
        fill_row_of_case(x_rules, x_hash, x_ws, warned, x_groups);
        sections<M> run(x_rules, x_hash, x_ws, x_inside.begin(x_rules, event_kind::warned), warned, 0, x_first);
        run.run_rules();
        note_facts(x_rules, x_ws, x_inside.begin(x_rules, event_kind::warned), warned, warned.at);
    }

    const rule_set& x_rules;
    const keyed_hash& x_hash;
    workspace& x_ws;
    inside<M>& x_inside;
    std::size_t x_first;
    std::span<const window_answer> x_groups;
};

ESCALERA_NAMESPACE_END

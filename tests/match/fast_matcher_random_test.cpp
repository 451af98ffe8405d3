// Random conditions over random events: the fast matcher against the reference, a batch against one event at a time.
#include "escalera/match/fast_matcher.hpp"

#include <array>
#include <map>
#include <set>

#include "escalera/match/reference_matcher.hpp"
#include "support/catch.hpp"
#include "support/random_conditions.hpp"

using namespace escalera;
using namespace escalera::testing;

namespace {

using condition_list = std::vector<std::shared_ptr<const condition>>;

// A batch of events with the rows that they are matched with.
struct random_events {
    std::vector<event_head> heads;
    std::vector<std::vector<cell>> columns;  // by slot; empty: null
    std::vector<const cell*> column_views;
    std::vector<std::vector<cell>> rows;

    random_events(const small_world& world, std::size_t count, dice& d) {
        static constexpr event_kind kinds[] = {event_kind::complaint, event_kind::complaint, event_kind::corrected, event_kind::customer,
                                               event_kind::step};
        cell_maker make(d);
        heads.resize(count);
        rows.assign(count, std::vector<cell>(world.slots.size()));
        columns.resize(world.slots.size());
        for (auto& head : heads) head.kind = d.any_of(kinds);
        for (std::size_t s = 0; s < world.slots.size(); ++s) {
            const auto& plan = world.slots[s];
            const bool supplied = plan.from == slot_source::field && !d.one_in(8);
            if (supplied) columns[s].resize(count);
            for (std::size_t e = 0; e < count; ++e) {
                const bool own = supplied && (plan.own & mask_of(heads[e].kind)) != 0;
                if (own) columns[s][e] = make.any(plan.holds, false);
                // What the event does not say, or what a section may have changed, comes from elsewhere.
                const bool as_supplied = own && !columns[s][e].is_absent() && !(plan.set_by_rules && d.one_in(2));
                rows[e][s] = as_supplied ? columns[s][e]
                                         : make.any(plan.holds, plan.from == slot_source::window || plan.from == slot_source::window_of);
            }
        }
        for (const auto& c : columns) column_views.push_back(c.empty() ? nullptr : c.data());
    }

    [[nodiscard]] batch whole() const { return {heads, column_views}; }
};

// Every condition's answer for every event.
template <class M>
std::vector<std::vector<truth>> answers_of(M& matcher, const rule_set& rules, const random_events& events, bool one_by_one) {
    memory_flag flag;
    match_result result(flag);
    std::vector<std::vector<truth>> all;
    if (!one_by_one) matcher.begin(rules, events.whole());
    for (std::size_t e = 0; e < events.heads.size(); ++e) {
        std::vector<const cell*> views = events.column_views;
        if (one_by_one) {
            for (auto& view : views) view = view == nullptr ? nullptr : view + e;
            matcher.begin(rules, {std::span(events.heads).subspan(e, 1), views});
        }
        matcher.match(rules, section::rules, one_by_one ? 0 : e, events.rows[e], result);
        auto& answers = all.emplace_back();
        for (condition_id c = 0; c < rules.conditions[static_cast<std::size_t>(section::rules)].size(); ++c)
            answers.push_back(result.of(c));
    }
    REQUIRE_FALSE(flag.exhausted);
    return all;
}

std::string describe_row(const rule_set& rules, const std::vector<cell>& row) {
    std::string text;
    for (std::size_t s = 0; s < row.size(); ++s) {
        if (row[s].is_absent()) continue;
        text += "  " + rules.slots[s].name + (row[s].at_least ? " at least " : " ");
        const auto v = to_value(row[s]);
        if (v.what() == kind::integer) text += std::to_string(v.as_int());
        if (v.what() == kind::boolean) text += v.as_bool() ? "true" : "false";
        if (v.what() == kind::text) text += "'" + v.as_text() + "'";
        if (v.what() == kind::number) text += std::to_string(v.as_number());
        if (v.what() == kind::dec) text += to_string(v.as_decimal());
        if (v.what() == kind::time) text += to_rfc3339(v.as_time());
        if (v.what() == kind::span) text += std::to_string(v.as_span().seconds) + "s+" + std::to_string(v.as_span().nanos);
        if (v.what() == kind::list) text += "list of " + std::to_string(v.as_list().size());
        text += "\n";
    }
    return text;
}

// How often small conditions that contain an opcode came out each way.
struct tally {
    std::map<opcode, std::array<std::size_t, 3>> by_opcode;
    std::size_t evaluated = 0;

    void count(const condition& c, truth is) {
        ++evaluated;
        if (c.nodes.size() > 10) return;
        for (const auto& n : c.nodes) ++by_opcode[n.what][static_cast<std::size_t>(is)];
    }
};

constexpr std::uint64_t seed = 20'260'301;
constexpr auto last_opcode = opcode::span_milliseconds;

// What no rule set can hold, or has nothing but an absent value yet.
const std::set<opcode> never_decided = {opcode::binding, opcode::score, opcode::breached, opcode::left, opcode::alert};

condition_list random_conditions(const small_world& world, dice& d, std::size_t count) {
    condition_writer writer(d);
    condition_list made;
    while (made.size() < count) {
        std::string why;
        const auto text = d.one_in(3) ? writer.predicate() : writer.boolean(1 + static_cast<int>(d.below(4)));
        auto read = read_condition(world, text, why);
        if (!read) {
            // Constants that convert to nothing are mistakes to the type checker, and there are no others.
            INFO(why);
            REQUIRE((why.find("cannot be read") != std::string::npos || why.find("unknown time zone") != std::string::npos));
            continue;
        }
        made.push_back(d.one_in(20) ? nullptr : std::move(read));
    }
    return made;
}

}  // namespace

TEST_CASE("fast and reference matcher agree on random conditions, in batches and one by one") {
    const auto world = random_world();
    dice d(seed);
    tally counted;
    for (int round = 0; round < 100; ++round) {
        const auto conditions = random_conditions(*world, d, 1 + d.below(d.one_in(6) ? 150 : 25));
        std::vector<event_mask> wanted;
        for (std::size_t i = 0; i < conditions.size(); ++i) wanted.push_back(d.one_in(4) ? small_world::own_events : every_event);
        const auto rules = rules_of(world, conditions, section::rules, wanted);
        const random_events events(*world, 1 + d.below(40), d);

        memory_flag flag;
        fast_matcher<> fast(flag);
        reference_matcher reference(flag);
        const auto expected = answers_of(reference, *rules, events, false);
        const auto batched = answers_of(fast, *rules, events, false);
        const auto single = answers_of(fast, *rules, events, true);
        REQUIRE_FALSE(flag.exhausted);
        for (std::size_t e = 0; e < expected.size(); ++e) {
            for (std::size_t c = 0; c < conditions.size(); ++c) {
                if (expected[e][c] != batched[e][c] || expected[e][c] != single[e][c]) {
                    INFO("round " << round << ", event " << e << "\n" << (conditions[c] ? conditions[c]->text.text : "always"));
                    INFO("reference " << int(expected[e][c]) << ", batch " << int(batched[e][c]) << ", single " << int(single[e][c]));
                    INFO(describe_row(*rules, events.rows[e]));
                    FAIL("they differ");
                }
                if (conditions[c] && (wanted[c] & mask_of(events.heads[e].kind)) != 0) counted.count(*conditions[c], expected[e][c]);
            }
        }
    }
    CHECK(counted.evaluated > 20'000);
    for (int op = 0; op <= static_cast<int>(last_opcode); ++op) {
        const auto what = static_cast<opcode>(op);
        if (never_decided.count(what) != 0) continue;
        INFO("opcode " << op);
        CHECK(counted.by_opcode[what][static_cast<std::size_t>(truth::yes)] > 0);
        CHECK(counted.by_opcode[what][static_cast<std::size_t>(truth::no)] > 0);
    }
}

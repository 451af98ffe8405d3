// The engine against the judge, over rules and events made by dice. See rounds.hpp for how many.

#include <cstdlib>
#include <iostream>
#include <map>
#include <set>

#include "differential/comparison.hpp"
#include "differential/predicate_tally.hpp"
#include "differential/random_rules.hpp"
#include "differential/rounds.hpp"
#include "differential/shrink.hpp"
#include "support/catch.hpp"

using namespace judge;

namespace {

// Most files are small; a few have hundreds of rules.
std::size_t how_many_rules(dice& d) {
    if (d.chance(70)) return static_cast<std::size_t>(d.between(1, 12));
    if (d.chance(85)) return static_cast<std::size_t>(d.between(13, 60));
    return static_cast<std::size_t>(d.between(61, 300));
}

struct round {
    rules_parts rules;
    ready_rules ready;
    std::vector<step> steps;
};

round make_round(std::uint64_t seed) {
    dice d(seed);
    round r;
    const auto rules = how_many_rules(d);
    r.rules = random_rules(d, rules);
    r.ready = make_ready(r.rules.text());
    if (!r.ready.compiled) return r;
    stream_shape shape;
    shape.steps = rules > 60 ? 25 : 60;
    shape.lateness = r.rules.lateness;
    shape.lengths = r.rules.lengths;
    r.steps = random_events(d, r.ready.resolved->fields, shape);
    return r;
}

void report(const counts& seen) {
    std::cout << seen.events << " events, " << seen.decisions << " decisions, " << seen.firing << " of " << seen.taken << " taken fired\n";
    if (std::getenv("ESCALERA_DIFFERENTIAL_VERBOSE") == nullptr) return;
    for (const auto& [what, n] : seen.of) std::cout << "  " << what << ": " << n << "\n";
}

void compare_rounds(std::uint64_t rounds, feeding how, counts& seen, predicate_tally* tally) {
    const auto first = first_seed();
    for (auto seed = first; seed < first + rounds; ++seed) {
        const auto r = make_round(seed);
        INFO("seed " << seed);
        INFO(r.ready.findings);
        REQUIRE(r.ready.compiled);
        std::function<void(const condition&, const facts&)> watch;
        if (tally != nullptr) {
            tally->begin();
            watch = [&](const condition& c, const facts& known) { tally->look(c, known, names_of_rules(*r.ready.resolved)); };
        }
        if (const auto difference = first_difference(r.ready, r.steps, how, seen, watch)) {
            FAIL("seed " << seed << "\n" << (is_to_shrink() ? smallest_difference(r.rules, r.steps, how) : *difference));
        }
    }
}

}  // namespace

TEST_CASE("the engine decides as the judge does") {
    counts seen;
    predicate_tally tally;
    const auto rounds = rounds_wanted();
    compare_rounds(rounds, feeding::one_by_one, seen, &tally);
    report(seen);
    if (rounds < 100) return;

    // The streams are worth something: much fires, and whatever can be decided is decided both ways.
    CHECK(seen.firing * 100 >= seen.events * 30);
    for (const auto* fate : {taken, too_late, duplicate, unknown_case, not_allowed, wrong_event}) {
        INFO(fate);
        CHECK(seen.fates[fate] > 0);
    }
    for (const auto* what : {"timer", "rung", "rule", "merged", "action review", "at least", "event withdrawn taken",
                             "event corrected taken", "complaint moved", "nobody's complaint moved", "complaint moved that no window saw",
                             "complaint moved back", "complaint of several not moved", "event reopened taken", "event signal taken",
                             "event customer taken", "event named by the engine", "alert began", "alert ended"}) {
        INFO(what);
        CHECK(seen.of[what] > 0);
    }
    for (const auto& [predicate, outcomes] : tally.seen()) {
        INFO(predicate << " was decided " << outcomes.size() << " way(s) only");
        CHECK(outcomes.count("true") + outcomes.count("false") == 2);
    }
    CHECK(tally.seen().size() >= 30);
}

TEST_CASE("events in batches are decided as one by one") {
    counts seen;
    compare_rounds(rounds_wanted() / 3, feeding::in_batches, seen, nullptr);
}

TEST_CASE("saving and loading in between changes nothing") {
    counts seen;
    compare_rounds(rounds_wanted() / 3, feeding::saved_between, seen, nullptr);
}

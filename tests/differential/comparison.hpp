#pragma once
// The engine and the judge over the same stream: what is the first thing that they disagree about?

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "differential/random_events.hpp"
#include "differential/reference_engine.hpp"
#include "escalera/compile/rule_set.hpp"

namespace judge {

// A rules file made ready for both.
struct ready_rules {
    std::shared_ptr<const resolved_rules> resolved;
    rule_set_ptr compiled;
    std::string findings;  // why it is not ready
};
[[nodiscard]] ready_rules make_ready(const std::string& yaml);

struct counts {
    std::size_t events = 0;
    std::size_t taken = 0;
    std::size_t firing = 0;  // of those: with a decision that is no review
    std::size_t decisions = 0;
    std::map<std::string, std::size_t> fates;
    std::map<std::string, std::size_t> of;  // what is to be seen: merged, reviews, timers, late, ...
};

// How the engine is fed.
enum class feeding {
    one_by_one,
    in_batches,     // as many events at once as stand between two advances
    saved_between,  // saved and loaded again and again
};

// Nothing where they agree. `watch` sees every condition that the judge evaluates.
[[nodiscard]] std::optional<std::string> first_difference(const ready_rules& rules, const std::vector<step>& steps, feeding how,
                                                          counts& seen, const decltype(reference_engine::watch)& watch = {});

[[nodiscard]] std::string line_of(const plain_decision& d);
[[nodiscard]] std::string line_of(const step& s, const schema& names);

}  // namespace judge

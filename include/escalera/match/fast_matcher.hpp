#pragma once
// The fast matcher: bit rows for what tests a slot against constants, programs for the rest.
//
// For each section, the terms that an event leaves possible are the AND of one row a column (condition_set.hpp).
// begin() takes the slots that events themselves supply, field at a time over the batch, and notes the class of each
// cell; match() looks up the rows, adds the slots that only the state knows (windows, case, what was captured), and
// evaluates residual atoms only for terms that are still possible, each at most once an event and section.
//
// Trace is told which predicate decided; the default one costs nothing.
// Threads: one per engine thread.   Cost: an AND of `words` words a column; no allocation in the steady state.

#include <cstddef>
#include <cstdint>
#include <span>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/match/batch.hpp"
#include "escalera/match/matcher.hpp"
#include "escalera/match/program_evaluator.hpp"

ESCALERA_NAMESPACE_BEGIN

// Where nobody asks what decided.
struct no_trace {
    static constexpr bool is_on = false;
};

template <class Trace = no_trace>
class fast_matcher {
public:
    explicit fast_matcher(memory_flag& flag, Trace trace = {}) noexcept;

    void begin(const rule_set& rules, const batch& events) noexcept;
    void match(const rule_set& rules, section s, std::size_t event, std::span<const cell> row, match_result& out) noexcept;
    [[nodiscard]] cell compute(const rule_set& rules, std::uint32_t root, std::span<const cell> row) noexcept;
};

ESCALERA_NAMESPACE_END

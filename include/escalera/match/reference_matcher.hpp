#pragma once
// The matcher that judges the fast one: walks every condition's tree as it was written, for every event.
//
// It shares no evaluator, table or program with the fast matcher: only the row of slots that both are given.
//
// Threads: one per engine thread.   Cost: allocates freely; for tests and explanations.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/match/batch.hpp"
#include "escalera/match/matcher.hpp"

ESCALERA_NAMESPACE_BEGIN

class reference_matcher {
public:
    ESCALERA_API explicit reference_matcher(memory_flag& flag) noexcept;
    reference_matcher(const reference_matcher&) = delete;
    reference_matcher& operator=(const reference_matcher&) = delete;
    ESCALERA_API ~reference_matcher();

    ESCALERA_API void begin(const rule_set& rules, const batch& events) noexcept;
    ESCALERA_API void match(const rule_set& rules, section s, std::size_t event, std::span<const cell> row, match_result& out) noexcept;
    [[nodiscard]] ESCALERA_API cell compute(const rule_set& rules, std::uint32_t root, std::span<const cell> row) noexcept;

private:
    class answers;
    memory_flag* x_flag;
    std::span<const event_head> x_heads;
    std::size_t x_event = 0;
    std::unique_ptr<answers> x_answers;  // what compute() has handed out
};

static_assert(matcher<reference_matcher>);

ESCALERA_NAMESPACE_END

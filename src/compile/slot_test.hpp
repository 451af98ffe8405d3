#pragma once
// Tests of one slot against constants, joined by && and ||; and what they come to for a class of values.
//
// Threads: plain values.   Cost: cold path.

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "escalera/compile/condition.hpp"
#include "escalera/compile/lower_conditions.hpp"
#include "escalera/compile/slot.hpp"
#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

// A value of the slot that stands for its class.
struct sample {
    bool absent = false;
    bool at_least = false;              // the integer, or any larger one
    std::int64_t integer = 0;           // of a bool: 0 or 1
    const std::string* text = nullptr;  // null: one that no test names
};

// Unknown is what is neither.
enum class verdict : std::uint8_t { no, unknown, yes };

struct slot_test {
    enum class what : std::uint8_t { present, is_true, equal, less, less_equal, one_of, all, any };

    slot_id of = no_slot;
    bool of_window = false;  // may be at least n
    kind holds = kind::absent;
    what asks = what::present;
    bool negated = false;
    std::vector<std::int64_t> integers;  // equal, less, less_equal: one; one_of: any number
    std::vector<std::string> texts;
    std::vector<slot_test> operands;  // of all and any
};

// A leaf or a comparison as a test; nothing where it is anything else.
[[nodiscard]] std::optional<slot_test> as_slot_test(const condition& from, std::uint32_t node, const slot_map& slots);

[[nodiscard]] verdict judge(const slot_test& test, const sample& of);

// The constants that a test names.
void collect(const slot_test& test, std::set<std::int64_t>& integers, std::set<std::string>& texts);

// Whether it asks for more than presence.
[[nodiscard]] bool asks_for_value(const slot_test& test);

ESCALERA_NAMESPACE_END

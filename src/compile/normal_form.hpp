#pragma once
// Conditions in negation normal form, and multiplied out into terms.
//
// Every step keeps the three truth values: De Morgan's laws, double negation, distribution, the order of operands, and
// `true`/`false` as operands. What is known of one slot stays together, so that `a == 1 || a == 2 || b` has two terms.
//
// Threads: plain values.   Cost: cold path; terms are bounded by the caller.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "compile/slot_test.hpp"
#include "escalera/compile/condition.hpp"
#include "escalera/compile/lower_conditions.hpp"
#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

// A condition without `!`, but inside its leaves.
struct normal_form {
    enum class what : std::uint8_t { constant, test, residual, all, any };

    what is = what::constant;
    bool truth = false;      // of a constant
    bool negated = false;    // of a residual
    std::uint32_t node = 0;  // of a residual: in the condition
    slot_test test;          // of a test
    std::vector<normal_form> operands;
};

// What must hold together for a condition to hold; one test a slot at most.
struct term {
    struct residual {
        std::uint32_t node = 0;
        bool negated = false;
    };
    std::vector<slot_test> tests;
    std::vector<residual> residuals;
};

[[nodiscard]] normal_form normalise(const condition& from, const slot_map& slots);

// Nothing where there would be more than `most`.
[[nodiscard]] std::optional<std::vector<term>> multiply_out(const normal_form& form, std::size_t most);

ESCALERA_NAMESPACE_END

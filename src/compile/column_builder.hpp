#pragma once
// Builds one column of a condition_set from the tests that terms make of its slot.
//
// Threads: one builder belongs to one thread.   Cost: cold path; terms x classes of the slot.

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "compile/slot_test.hpp"
#include "escalera/compile/condition_set.hpp"
#include "escalera/compile/slot.hpp"
#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

// A term's test of the slot; a term has one at most.
struct test_of_term {
    std::size_t term = 0;
    const slot_test* test = nullptr;
};

[[nodiscard]] column build_column(slot_id of, const std::vector<test_of_term>& tests, std::size_t terms, std::size_t words);

ESCALERA_NAMESPACE_END

#pragma once
// Typed conditions -> the tables and programs that matchers run (condition_set.hpp, program.hpp).
//
// Idea. A condition is turned into negation normal form. What tests one slot against constants, however it is put
// together, is one test of that slot; tests are multiplied out into terms, up to a bound. De Morgan's laws and
// distribution hold in three-valued logic, the law of the excluded middle does not and is not used: nothing that
// could be unknown is simplified away.
//   A test is: a bool slot, alone or == != a bool constant; an int slot == != < <= > >= an int constant; a text slot
//   == != a text constant; either `in` a list of constants; has(slot). Each may be negated, and tests of the same
//   slot may be joined by && and ||.
// Every other predicate becomes a residual atom; equal ones are one atom. `c ? a : b` stays whole: where c is
// unknown, so is the result, whatever a and b say.
//
// Threads: one lowering belongs to one thread.   Cost: cold path; linear in nodes and terms.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "escalera/compile/condition.hpp"
#include "escalera/compile/condition_set.hpp"
#include "escalera/compile/program.hpp"
#include "escalera/compile/slot.hpp"
#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

// Where the names of conditions find their cells. An index that is not there, or says no_slot, is never known.
struct slot_map {
    std::vector<slot_id> fields;                // by field_id
    std::vector<slot_id> windows;               // by the author's order, as `symbol::index`
    std::vector<slot_id> windows_of;            // the same, for `<window>.of`
    std::vector<std::vector<slot_id>> reached;  // by ladder, then by rung
    std::vector<slot_id> rungs;                 // by ladder
    std::vector<slot_id> breached;              // by clock
    std::vector<slot_id> left;                  // by clock
    std::vector<slot_id> scores;                // by score
    std::vector<slot_id> alerts;                // by alert
};

inline constexpr event_mask every_event = ~event_mask{0} >> (32 - event_kind_count);

// One condition of a section, and the kinds of events at which it is wanted: at others it does not hold.
struct section_condition {
    const condition* is = nullptr;  // null: `always`
    event_mask wanted = every_event;
};

// An `=` argument or a `reset:`; `root` is its root node in the program.
struct computed_value {
    std::uint32_t root = 0;
    const condition* is = nullptr;
};

class program_builder;

class condition_lowering {
public:
    static constexpr std::size_t most_terms = 16;  // of one condition

    // Both must outlive it. Nodes are added to `out`.
    ESCALERA_API condition_lowering(const slot_map& slots, program& out);
    condition_lowering(const condition_lowering&) = delete;
    condition_lowering& operator=(const condition_lowering&) = delete;
    ESCALERA_API ~condition_lowering();

    // The conditions of one section, in order: condition_id counts them.
    [[nodiscard]] ESCALERA_API condition_set section(std::span<const section_condition> conditions);

    // A single condition, of any type: its root node.
    [[nodiscard]] ESCALERA_API std::uint32_t single(const condition& c);

private:
    std::unique_ptr<program_builder> x_builder;
};

ESCALERA_NAMESPACE_END

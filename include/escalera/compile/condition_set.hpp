#pragma once
// The conditions of one section, lowered to tables: what the fast matcher runs.
//
// Idea. Each condition is put into negation normal form and multiplied out into terms (conjunctions of atomic
// predicates); one that would need too many stays whole, as a single atom. Atoms that test one slot against
// constants are turned into a column: every value of the slot falls into a class (a dictionary code, or an
// interval between the cuts that conditions name), and each class has two rows of bits, one bit a term:
// `possible` (the atom is not false) and `sure` (the atom is true). An event's terms are the AND of its slots'
// rows, and the three truth values come out exactly as CEL's absorbing && and || have them:
//     term true = sure,  term unknown = possible and not sure,  term false = not possible;
//     condition true = any term true,  else unknown = any term unknown,  else false.
// Everything else is a residual atom, evaluated once and only while a term that needs it is still possible.
//
// Invariants: terms stand in the order of their conditions; a row has `words` words; class 0 of a column is
// "absent". Threads: immutable once built.   Cost: see fast_matcher.hpp.

#include <cstdint>
#include <string>
#include <vector>

#include "escalera/compile/slot.hpp"
#include "escalera/config.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

using condition_id = std::uint32_t;

// One slot's classes and the rows that they select.
struct column {
    enum class classes : std::uint8_t { boolean, integer, text };

    slot_id of = no_slot;
    classes by = classes::boolean;

    // integer: the constants that conditions compare with, ascending. Class 1 + 2i lies below cuts[i] (and above
    // cuts[i - 1]), class 2 + 2i is cuts[i] itself, the last lies above all.
    std::vector<std::int64_t> cuts;

    // text: the constants, in an open table of a power of two, empty places marked by class 0; class 1 is every
    // other text. boolean: class 1 is false, class 2 is true.
    struct entry {
        std::uint64_t hash = 0;
        std::string text;
        std::uint32_t its_class = 0;
    };
    std::vector<entry> dictionary;

    std::uint32_t class_count = 0;
    std::vector<std::uint64_t> possible;  // class_count rows
    std::vector<std::uint64_t> sure;
};

// A predicate that no column holds: its root node in rule_set::code.
struct residual_atom {
    std::uint32_t root = 0;
    bool negated = false;
};

struct condition_set {
    std::uint32_t conditions = 0;
    std::uint32_t words = 0;
    std::vector<condition_id> condition_of_term;
    std::vector<std::uint64_t> all_terms;  // a row with the bit of every term

    std::vector<column> columns;
    std::vector<residual_atom> residuals;

    // The residual atoms of each term: residuals_of_term[first_residual[t] .. first_residual[t + 1]).
    std::vector<std::uint32_t> first_residual;
    std::vector<std::uint32_t> residuals_of_term;
};

ESCALERA_NAMESPACE_END

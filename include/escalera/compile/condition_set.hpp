#pragma once
// The conditions of one section, lowered to tables: what the fast matcher runs.
//
// Idea. Each condition is put into negation normal form and multiplied out into terms (conjunctions of tests of one
// slot and of residual atoms); one that would need too many terms stays whole, as a single residual atom. Tests of
// one slot against constants become a column: every value of the slot falls into a class (a dictionary code, or an
// interval between the cuts that conditions name), and a class selects a row of bits, one bit a term:
// `possible` (no test of the slot in that term is false). A value that is known decides every test of its slot; only
// an absent one and a count that is `at least n` leave some undecided, so only their classes have a second row:
// `doubt` (some test in that term is unknown). The AND of the possible rows and the OR of the doubt rows give the
// three truth values exactly as CEL's absorbing && and || have them:
//     term true = possible and not doubt,  term unknown = possible and doubt,  term false = not possible;
//     condition true = any term true,  else unknown = any term unknown,  else false.
// Everything else is a residual atom, evaluated once and only while a term that needs it is still possible.
//
// Invariants: terms stand in the order of their conditions; a row has `words` words; class 0 of a column is
// "absent". Threads: immutable once built.   Cost: see fast_matcher.hpp.

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "escalera/compile/slot.hpp"
#include "escalera/config.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

using condition_id = std::uint32_t;

// One slot's classes and the rows that they select.
struct column {
    enum class classes : std::uint8_t { presence, boolean, integer, text };

    slot_id of = no_slot;
    classes by = classes::presence;

    // integer: the constants that conditions compare with, ascending. Class 1 + 2i lies below cuts[i] (and above
    // cuts[i - 1]), class 2 + 2i is cuts[i] itself, the last lies above all. Where the slot is a window's, the class
    // of "at least n" is that of n plus known_classes - 1.
    std::vector<std::int64_t> cuts;

    // text: the constants, in an open table of a power of two, empty places marked by class 0; class 1 is every
    // other text. boolean: class 1 is false, class 2 is true. presence: class 1 is whatever is there.
    struct entry {
        std::uint64_t hash = 0;
        std::string text;
        std::uint32_t its_class = 0;
    };
    std::vector<entry> dictionary;

    std::uint32_t known_classes = 0;      // absent, and those of exact values
    std::uint32_t class_count = 0;        // those of "at least n" too
    std::vector<std::uint64_t> possible;  // class_count rows
    std::vector<std::uint64_t> doubt;     // rows of class 0 and of the classes from known_classes on
};

// A predicate that no column holds: its root node in rule_set::code.
struct residual_atom {
    std::uint32_t root = 0;
    bool negated = false;

    friend bool operator==(const residual_atom&, const residual_atom&) = default;
};

struct condition_set {
    static constexpr std::uint32_t block = 8;  // words that a matcher takes at once: a line of cache

    std::uint32_t conditions = 0;
    std::uint32_t words = 0;  // 0, 1 or whole blocks
    std::vector<condition_id> condition_of_term;
    std::vector<std::uint64_t> terms_at;  // a row for each event kind: the terms of conditions that are wanted then

    std::vector<column> columns;
    std::vector<residual_atom> residuals;

    // The residual atoms of each term: residuals_of_term[first_residual[t] .. first_residual[t + 1]).
    std::vector<std::uint32_t> first_residual;
    std::vector<std::uint32_t> residuals_of_term;
};

// The hash of a column's dictionary. Only constants of rules are stored, so nobody outside can make chains grow.
[[nodiscard]] inline std::uint64_t dictionary_hash(std::string_view text) noexcept {
    constexpr std::uint64_t odd = 0x9E37'79B9'7F4A'7C15U;
    std::uint64_t h = text.size() * odd;
    const auto stir = [&](std::uint64_t part) {
        h = (h ^ part) * odd;
        h ^= h >> 32U;
    };
    const char* at = text.data();
    std::size_t left = text.size();
    for (; left >= 8; at += 8, left -= 8) {
        std::uint64_t part = 0;
        std::memcpy(&part, at, 8);
        stir(part);
    }
    if (left != 0) {
        std::uint64_t part = 0;
        for (std::size_t i = 0; i < left; ++i) part |= static_cast<std::uint64_t>(static_cast<unsigned char>(at[i])) << (8 * i);
        stir(part);
    }
    return h;
}

ESCALERA_NAMESPACE_END

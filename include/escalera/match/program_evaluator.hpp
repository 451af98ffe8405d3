#pragma once
// Evaluates programs over a row of cells: residual atoms, `=` arguments, resets.
//
// An absent cell is an unknown; && and || absorb it, everything else passes it on. A count that is `at least n`
// is decided by comparisons where n settles them, and is unknown to everything else.
// Texts and lists that are made on the way live in an arena until forget().
//
// Threads: one evaluator per thread.   Cost: a switch a node; no allocation in the steady state (constant patterns and
// zones are prepared by compile; computed ones are kept, up to a bound), no exceptions.

#include <cstdint>
#include <memory>
#include <span>

#include "escalera/compile/program.hpp"
#include "escalera/config.hpp"
#include "escalera/match/matcher.hpp"
#include "escalera/model/arena.hpp"
#include "escalera/model/buffer.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

class program_evaluator {
public:
    explicit program_evaluator(memory_flag& flag) noexcept;

    // The value of a node; absent where it is unknown.
    [[nodiscard]] cell value(const program& code, std::uint32_t root, std::span<const cell> row) noexcept;

    // The truth of a node that is bool; nothing is left in the arena.
    [[nodiscard]] truth test(const program& code, std::uint32_t root, std::span<const cell> row) noexcept;

    // Frees what values point to.
    void forget() noexcept { x_memory.clear(); }

private:
    arena x_memory;
};

ESCALERA_NAMESPACE_END

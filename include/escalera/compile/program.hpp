#pragma once
// Typed conditions flattened for evaluation: the nodes of all of them in one vector, with slots for names.
//
// The opcodes are those of condition.hpp; field, has, window, window_of, reached, rung and alert all became `slot`
// reads: `opcode::field` reads the cell of slot `index`, `opcode::has` asks whether it is there. Constants are
// cells whose texts and lists the program owns; a list of constants is one constant. The pattern of `matches` and the
// zone of a part of a timestamp are prepared where they are constants: `second` is their index plus 1, 0 where they
// are computed. What is not built yet (clocks) is a constant that is absent.
// Invariants: operands stand before the node that uses them; an index is valid; equal nodes are one node.
// Threads: immutable once built (patterns are safe to share).   Cost: 24 bytes a node.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "escalera/compile/condition.hpp"
#include "escalera/compile/pattern.hpp"
#include "escalera/compile/slot.hpp"
#include "escalera/config.hpp"
#include "escalera/model/value.hpp"
#include "escalera/model/zone.hpp"

ESCALERA_NAMESPACE_BEGIN

struct program_node {
    opcode what = opcode::constant;
    type holds;
    std::uint32_t index = 0;   // slot, constant or macro variable
    std::uint32_t second = 0;  // of `matches`: its pattern; of the parts of a timestamp: their zone
    std::uint32_t first_operand = 0;
    std::uint32_t operand_count = 0;
};

struct program {
    std::vector<program_node> nodes;
    std::vector<std::uint32_t> operands;
    std::vector<cell> constants;
    std::vector<pattern> patterns;
    std::vector<std::optional<zone>> zones;  // nothing where there is no such zone

    // What the constants point into.
    std::vector<std::unique_ptr<std::string>> texts;
    std::vector<std::unique_ptr<cell[]>> lists;
};

ESCALERA_NAMESPACE_END

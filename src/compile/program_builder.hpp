#pragma once
// Copies typed nodes into a program: names become slots, constants cells, and equal nodes one node.
//
// Threads: one builder belongs to one thread.   Cost: cold path; a map lookup a node.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "escalera/compile/condition.hpp"
#include "escalera/compile/lower_conditions.hpp"
#include "escalera/compile/program.hpp"
#include "escalera/compile/slot.hpp"
#include "escalera/config.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

// The slot that a leaf reads; no_slot where it reads none, or one that nobody supplies.
[[nodiscard]] slot_id slot_of(const slot_map& slots, const typed_node& leaf) noexcept;

class program_builder {
public:
    program_builder(const slot_map& slots, program& out) : x_slots(slots), x_out(out) {}

    [[nodiscard]] const slot_map& slots() const noexcept { return x_slots; }

    // Adds a node with all that it uses; the index of the node that stands for it.
    std::uint32_t add(const condition& from, std::uint32_t node);

private:
    program_node leaf(const condition& from, const typed_node& n);
    program_node inner(const condition& from, std::uint32_t node, std::vector<std::uint32_t>& operands);
    std::uint32_t intern(program_node n, const std::vector<std::uint32_t>& operands);

    program_node constant_node(const value& v, type holds);
    program_node absent_node(type holds);
    program_node constant_list(const std::vector<std::uint32_t>& elements, type holds);
    std::uint32_t constant_index(const cell& c);
    cell cell_of(const value& v);
    std::string_view own_text(const std::string& text);

    [[nodiscard]] const cell* constant_at(std::uint32_t node) const noexcept;
    std::uint32_t pattern_index(std::string_view text);
    std::uint32_t zone_index(std::string_view name);

    const slot_map& x_slots;
    program& x_out;
    std::map<std::vector<std::uint32_t>, std::uint32_t> x_nodes;  // what a node is made of -> its index
    std::map<std::string, std::uint32_t, std::less<>> x_constants;
    std::map<std::string, const std::string*, std::less<>> x_texts;
    std::map<std::string, std::uint32_t, std::less<>> x_patterns;
    std::map<std::string, std::uint32_t, std::less<>> x_zones;
};

ESCALERA_NAMESPACE_END

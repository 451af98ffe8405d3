#include "compile/program_builder.hpp"

#include <algorithm>
#include <cstring>
#include <memory>

#include "escalera/model/text_conversion.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

slot_id at(const std::vector<slot_id>& slots, std::uint32_t index) noexcept { return index < slots.size() ? slots[index] : no_slot; }

bool is_part_of_time(opcode what) noexcept { return what >= opcode::full_year && what <= opcode::milliseconds; }

// Bytes that are equal exactly for equal cells; unlike ==, -0.0 differs from 0.0 and NaN is itself.
void append_identity(std::string& bytes, const cell& c) {
    const auto append = [&](const auto& part) { bytes.append(reinterpret_cast<const char*>(&part), sizeof(part)); };
    append(c.what);
    append(c.extent);
    if (c.what == kind::text) {
        bytes.append(c.as_text());
    } else if (c.what == kind::list) {
        for (std::uint32_t i = 0; i < c.extent; ++i) append_identity(bytes, c.elements[i]);
    } else if (c.what == kind::number) {
        append(c.number);
    } else if (c.what != kind::absent) {
        append(c.integer);
    }
}

}  // namespace

slot_id slot_of(const slot_map& slots, const typed_node& leaf) noexcept {
    switch (leaf.what) {
        case opcode::field:
        case opcode::has: return at(slots.fields, leaf.index);
        case opcode::window: return at(slots.windows, leaf.index);
        case opcode::window_of: return at(slots.windows_of, leaf.index);
        case opcode::rung: return at(slots.rungs, leaf.index);
        case opcode::breached: return at(slots.breached, leaf.index);
        case opcode::left: return at(slots.left, leaf.index);
        case opcode::score: return at(slots.scores, leaf.index);
        case opcode::reached: return leaf.index < slots.reached.size() ? at(slots.reached[leaf.index], leaf.second) : no_slot;
        case opcode::alert: return at(slots.alerts, leaf.index);
        default: return no_slot;
    }
}

std::uint32_t program_builder::add(const condition& from, std::uint32_t node) {
    std::vector<std::uint32_t> operands;
    const auto made =
        from[node].operand_count == 0 && from[node].what != opcode::list ? leaf(from, from[node]) : inner(from, node, operands);
    return intern(made, operands);
}

program_node program_builder::leaf(const condition& from, const typed_node& n) {
    if (n.what == opcode::constant) return constant_node(from.constants[n.index], n.holds);
    if (n.what == opcode::variable) return {opcode::variable, n.holds, n.index, 0, 0, 0};
    const auto slot = slot_of(x_slots, n);
    if (n.what == opcode::has && slot == no_slot) return constant_node(value(false), n.holds);
    if (slot == no_slot) return absent_node(n.holds);
    return {n.what == opcode::has ? opcode::has : opcode::field, n.holds, slot, 0, 0, 0};
}

program_node program_builder::inner(const condition& from, std::uint32_t node, std::vector<std::uint32_t>& operands) {
    const auto& n = from[node];
    for (const auto operand : from.operands_of(node)) operands.push_back(add(from, operand));

    const bool all_constant = std::all_of(operands.begin(), operands.end(), [&](std::uint32_t o) {
        const auto* c = constant_at(o);
        return c != nullptr && !c->is_absent();
    });
    if (n.what == opcode::list && all_constant) {
        auto folded = constant_list(operands, n.holds);
        operands.clear();
        return folded;
    }
    program_node made{n.what, n.holds, 0, 0, 0, 0};
    const auto* last = operands.empty() ? nullptr : constant_at(operands.back());
    if (last != nullptr && last->what == kind::text) {
        if (n.what == opcode::matches) made.second = pattern_index(last->as_text()) + 1;
        if (is_part_of_time(n.what) && operands.size() == 2) made.second = zone_index(last->as_text()) + 1;
    }
    return made;
}

std::uint32_t program_builder::intern(program_node n, const std::vector<std::uint32_t>& operands) {
    std::vector<std::uint32_t> identity = {static_cast<std::uint32_t>(n.what), static_cast<std::uint32_t>(n.holds.scalar), n.holds.depth,
                                           n.index, n.second};
    identity.insert(identity.end(), operands.begin(), operands.end());
    const auto index = static_cast<std::uint32_t>(x_out.nodes.size());
    const auto [found, is_new] = x_nodes.try_emplace(std::move(identity), index);
    if (!is_new) return found->second;
    n.first_operand = static_cast<std::uint32_t>(x_out.operands.size());
    n.operand_count = static_cast<std::uint32_t>(operands.size());
    x_out.operands.insert(x_out.operands.end(), operands.begin(), operands.end());
    x_out.nodes.push_back(n);
    return index;
}

program_node program_builder::constant_node(const value& v, type holds) {
    return {opcode::constant, holds, constant_index(cell_of(v)), 0, 0, 0};
}

program_node program_builder::absent_node(type holds) { return {opcode::constant, holds, constant_index(cell{}), 0, 0, 0}; }

program_node program_builder::constant_list(const std::vector<std::uint32_t>& elements, type holds) {
    auto list = std::make_unique<cell[]>(elements.size());
    for (std::size_t i = 0; i < elements.size(); ++i) list[i] = *constant_at(elements[i]);
    const auto whole = cell::of_list(list.get(), static_cast<std::uint32_t>(elements.size()));
    x_out.lists.push_back(std::move(list));
    return {opcode::constant, holds, constant_index(whole), 0, 0, 0};
}

std::uint32_t program_builder::constant_index(const cell& c) {
    std::string identity;
    append_identity(identity, c);
    const auto index = static_cast<std::uint32_t>(x_out.constants.size());
    const auto [found, is_new] = x_constants.try_emplace(std::move(identity), index);
    if (is_new) x_out.constants.push_back(c);
    return found->second;
}

cell program_builder::cell_of(const value& v) {
    switch (v.what()) {
        case kind::absent: return {};
        case kind::boolean: return cell::of(v.as_bool());
        case kind::integer: return cell::of(v.as_int());
        case kind::number: return cell::of(v.as_number());
        case kind::dec: return cell::of(v.as_decimal());
        case kind::text: return cell::of(own_text(v.as_text()));
        case kind::time: return cell::of(v.as_time());
        case kind::span: return cell::of(v.as_span());
        case kind::list: break;
    }
    const auto& elements = v.as_list();
    auto list = std::make_unique<cell[]>(elements.size());
    for (std::size_t i = 0; i < elements.size(); ++i) list[i] = cell_of(elements[i]);
    const auto whole = cell::of_list(list.get(), static_cast<std::uint32_t>(elements.size()));
    x_out.lists.push_back(std::move(list));
    return whole;
}

std::string_view program_builder::own_text(const std::string& text) {
    const auto [found, is_new] = x_texts.try_emplace(text, nullptr);
    if (is_new) found->second = x_out.texts.emplace_back(std::make_unique<std::string>(text)).get();
    return *found->second;
}

const cell* program_builder::constant_at(std::uint32_t node) const noexcept {
    const auto& n = x_out.nodes[node];
    return n.what == opcode::constant ? &x_out.constants[n.index] : nullptr;
}

std::uint32_t program_builder::pattern_index(std::string_view text) {
    const auto [found, is_new] = x_patterns.try_emplace(std::string(text), static_cast<std::uint32_t>(x_out.patterns.size()));
    if (is_new) x_out.patterns.emplace_back(text);
    return found->second;
}

std::uint32_t program_builder::zone_index(std::string_view name) {
    const auto [found, is_new] = x_zones.try_emplace(std::string(name), static_cast<std::uint32_t>(x_out.zones.size()));
    if (is_new) x_out.zones.push_back(zone_from_text(name));
    return found->second;
}

ESCALERA_NAMESPACE_END

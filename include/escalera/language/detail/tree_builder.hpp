#pragma once
// Puts nodes into an ast::tree in the order that its invariants ask for, and knows how deep each one is.
//
// Threads: for one.   Cost: as the tree.

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "escalera/config.hpp"
#include "escalera/language/ast.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace detail {

class tree_builder {
public:
    struct stretch {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
        std::uint32_t mark = 0;
    };

    ast::node_index add(ast::node_kind what, std::span<const ast::node_index> operands, stretch at) {
        ast::node n;
        n.what = what;
        n.begin = at.begin;
        n.end = at.end;
        n.mark = at.mark;
        n.first_operand = static_cast<std::uint32_t>(x_tree.operands.size());
        n.operand_count = static_cast<std::uint16_t>(operands.size());
        std::uint32_t deepest = 0;
        for (const auto o : operands) deepest = std::max(deepest, x_depths[o]);
        x_tree.operands.insert(x_tree.operands.end(), operands.begin(), operands.end());
        x_tree.nodes.push_back(n);
        x_depths.push_back(deepest + 1);
        return x_tree.root();
    }

    ast::node_index add_named(ast::node_kind what, std::span<const ast::node_index> operands, stretch at, std::string name) {
        const auto made = add(what, operands, at);
        x_tree.nodes[made].payload = static_cast<std::uint32_t>(x_tree.names.size());
        x_tree.names.push_back(std::move(name));
        return made;
    }

    ast::node_index add_literal(value v, stretch at) {
        const auto made = add(ast::node_kind::literal, {}, at);
        x_tree.nodes[made].payload = static_cast<std::uint32_t>(x_tree.literals.size());
        x_tree.literals.push_back(std::move(v));
        return made;
    }

    void widen(ast::node_index i, std::uint32_t begin, std::uint32_t end) {
        x_tree.nodes[i].begin = begin;
        x_tree.nodes[i].end = end;
    }

    [[nodiscard]] const ast::tree& tree() const noexcept { return x_tree; }
    [[nodiscard]] std::uint32_t depth_of(ast::node_index i) const noexcept { return x_depths[i]; }
    [[nodiscard]] ast::tree take() { return std::move(x_tree); }

private:
    ast::tree x_tree;
    std::vector<std::uint32_t> x_depths;
};

}  // namespace detail

ESCALERA_NAMESPACE_END

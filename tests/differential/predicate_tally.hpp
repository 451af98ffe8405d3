#pragma once
// Which kinds of predicate came to true, to false and to unknown: `complaint.severity >= 2` is another kind than
// `repeat >= 2` or `complaint.category >= "x"`.

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "differential/reference_names.hpp"
#include "escalera/match/reference_evaluator.hpp"

namespace judge {

class predicate_tally {
public:
    // Before another rules file: its conditions may lie where those of the last one did.
    void begin() { x_nodes.clear(); }

    void look(const escalera::condition& c, const escalera::facts& known, const escalera::scope& names) {
        using namespace escalera;
        auto& nodes = x_nodes[&c];
        if (nodes.empty()) nodes = predicates_of(c);
        for (auto& n : nodes) {
            if (n.outcomes->size() == 3) continue;  // seen all three ways: no more to learn
            const auto found = n.is_whole ? evaluate(c.tree, names, known) : evaluate(n.part, names, known);
            n.outcomes->insert(found.is_unknown() ? "unknown" : found.is_true() ? "true" : "false");
        }
    }

    [[nodiscard]] const std::map<std::string, std::set<std::string>>& seen() const { return x_seen; }

private:
    struct predicate {
        std::set<std::string>* outcomes = nullptr;
        bool is_whole = false;
        decltype(escalera::condition::tree) part;
    };

    std::vector<predicate> predicates_of(const escalera::condition& c) {
        using namespace escalera;
        std::vector<predicate> all;
        if (c.macro_depth != 0) {
            all.push_back({&x_seen[kind_of(c, c.root())], true, {}});
            return all;
        }
        for (std::uint32_t i = 0; i < c.nodes.size(); ++i) {
            if (c[i].holds != boolean_type || c[i].what == opcode::constant) continue;
            // Operands stand before the node that uses them: cut behind it, the tree is that node's own.
            auto part = c.tree;
            part.nodes.resize(c[i].written + 1);
            all.push_back({&x_seen[kind_of(c, i)], false, std::move(part)});
        }
        return all;
    }

    // The operator, and what its operands are: types, fields or windows.
    static std::string kind_of(const escalera::condition& c, std::uint32_t i) {
        using namespace escalera;
        auto what = std::to_string(static_cast<int>(c[i].what));
        for (const auto o : c.operands_of(i)) {
            const auto holds = c[o].holds;
            // Numbers of all three types compare with each other by exact value.
            const bool is_number = holds == type{kind::integer, 0} || holds == type{kind::dec, 0} || holds == type{kind::number, 0};
            what += is_number ? " number" : " " + to_string(holds);
            if (c[o].what == opcode::window || c[o].what == opcode::window_of) what += " of a window";
        }
        return what;
    }

    std::map<std::string, std::set<std::string>> x_seen;
    std::map<const escalera::condition*, std::vector<predicate>> x_nodes;
};

}  // namespace judge

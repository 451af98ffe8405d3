#pragma once
// Which kinds of predicate came to true, to false and to unknown: `complaint.severity >= 2` is another kind than
// `repeat >= 2` or `complaint.category >= "x"`.

#include <map>
#include <set>
#include <string>

#include "differential/reference_names.hpp"
#include "escalera/match/reference_evaluator.hpp"

namespace judge {

class predicate_tally {
public:
    void look(const escalera::condition& c, const escalera::facts& known, const escalera::scope& names) {
        using namespace escalera;
        if (c.macro_depth != 0) return look_at_whole(c, known, names);
        for (std::uint32_t i = 0; i < c.nodes.size(); ++i) {
            if (c[i].holds != boolean_type || c[i].what == opcode::constant) continue;
            // Operands stand before the node that uses them: cut behind it, the tree is that node's own.
            auto part = c.tree;
            part.nodes.resize(c[i].written + 1);
            note(kind_of(c, i), evaluate(part, names, known));
        }
    }

    [[nodiscard]] const std::map<std::string, std::set<std::string>>& seen() const { return x_seen; }

private:
    void look_at_whole(const escalera::condition& c, const escalera::facts& known, const escalera::scope& names) {
        note(kind_of(c, c.root()), evaluate(c.tree, names, known));
    }

    void note(const std::string& what, const escalera::outcome& o) {
        x_seen[what].insert(o.is_unknown() ? "unknown" : o.is_true() ? "true" : "false");
    }

    // The operator, and what its operands are: types, fields or windows.
    static std::string kind_of(const escalera::condition& c, std::uint32_t i) {
        using namespace escalera;
        auto what = std::to_string(static_cast<int>(c[i].what));
        if (c[i].what == opcode::field || c[i].what == opcode::has) what += " " + std::to_string(c[i].index);
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
};

}  // namespace judge

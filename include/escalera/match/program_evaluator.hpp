#pragma once
// Evaluates programs over a row of cells: residual atoms, `=` arguments, resets.
//
// An absent cell is an unknown; && and || absorb it, everything else passes it on. A count that is `at least n`
// is decided by comparisons where n settles them, and is unknown to everything else.
// Texts and lists that are made on the way live in an arena until forget().
//
// Threads: one evaluator per thread.   Cost: a switch a node; no allocation in the steady state (constant patterns and
// zones are prepared by compile; computed ones are kept, up to a bound), no exceptions. Where there is no memory the
// flag is raised and the value is absent.

#include <cstdint>
#include <memory>
#include <span>

#include "escalera/compile/program.hpp"
#include "escalera/config.hpp"
#include "escalera/match/cell_compare.hpp"
#include "escalera/match/matcher.hpp"
#include "escalera/model/arena.hpp"
#include "escalera/model/buffer.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

class program_evaluator {
public:
    ESCALERA_API explicit program_evaluator(memory_flag& flag) noexcept;
    program_evaluator(const program_evaluator&) = delete;
    program_evaluator& operator=(const program_evaluator&) = delete;
    ESCALERA_API ~program_evaluator();

    // The value of a node; absent where it is unknown.
    [[nodiscard]] cell value(const program& code, std::uint32_t root, std::span<const cell> row) noexcept {
        look_at(code, row);
        return evaluate(root);
    }

    // The truth of a node that is bool; nothing is left in the arena.
    [[nodiscard]] truth test(const program& code, std::uint32_t root, std::span<const cell> row) noexcept {
        look_at(code, row);
        const auto before = x_memory.here();
        const auto result = truth_at(root);
        x_memory.rewind(before);
        return result;
    }

    // Frees what values point to.
    void forget() noexcept { x_memory.clear(); }

private:
    class prepared;  // patterns and zones whose text was computed

    void look_at(const program& code, std::span<const cell> row) noexcept {
        x_code = &code;
        x_row = row;
        x_variables.clear();
    }

    [[nodiscard]] std::uint32_t operand(const program_node& n, std::uint32_t i) const noexcept {
        return x_code->operands[n.first_operand + i];
    }
    [[nodiscard]] cell operand_value(const program_node& n, std::uint32_t i) noexcept { return evaluate(operand(n, i)); }

    // As it is, open counts included: for comparisons.
    [[nodiscard]] cell comparand(std::uint32_t index) noexcept {
        const auto& n = x_code->nodes[index];
        if (n.what == opcode::field) return x_row[n.index];
        if (n.what != opcode::conditional) return evaluate(index);
        const auto which = truth_at(operand(n, 0));
        return which == truth::unknown ? cell{} : comparand(operand(n, which == truth::yes ? 1 : 2));
    }

    [[nodiscard]] truth truth_at(std::uint32_t index) noexcept {
        const auto c = evaluate(index);
        return c.is_absent() ? truth::unknown : truth_of(c.as_bool());
    }
    [[nodiscard]] static cell exact(const cell& c) noexcept { return c.at_least ? cell{} : c; }
    [[nodiscard]] static cell cell_of(truth t) noexcept { return t == truth::unknown ? cell{} : cell::of(t == truth::yes); }
    [[nodiscard]] static cell negated(truth t) noexcept { return t == truth::unknown ? cell{} : cell::of(t == truth::no); }

    [[nodiscard]] cell evaluate(std::uint32_t index) noexcept {
        const auto& n = x_code->nodes[index];
        switch (n.what) {
            case opcode::constant: return x_code->constants[n.index];
            case opcode::field: return exact(x_row[n.index]);
            case opcode::has: return cell::of(!x_row[n.index].is_absent());
            case opcode::variable: return x_variables[n.index];
            case opcode::all_of: return cell_of(fold(n, truth::no));
            case opcode::any_of: return cell_of(fold(n, truth::yes));
            case opcode::logical_not: return negated(truth_at(operand(n, 0)));
            case opcode::conditional: return exact(comparand(index));
            case opcode::equal:
            case opcode::not_equal:
            case opcode::less:
            case opcode::less_equal:
            case opcode::greater:
            case opcode::greater_equal: {
                const auto left = comparand(operand(n, 0));
                return cell_of(judge(n.what, left, comparand(operand(n, 1))));
            }
            case opcode::in: {
                const auto element = comparand(operand(n, 0));
                return cell_of(is_in(element, operand_value(n, 1)));
            }
            case opcode::all:
            case opcode::exists:
            case opcode::exists_one:
            case opcode::map:
            case opcode::map_where:
            case opcode::filter: return over_list(n);
            default: return compute(n);
        }
    }

    // && and ||: the truth that settles it, if any operand has it; else unknown, if any is; else the other one.
    [[nodiscard]] truth fold(const program_node& n, truth settles) noexcept {
        auto result = settles == truth::no ? truth::yes : truth::no;
        for (std::uint32_t i = 0; i < n.operand_count; ++i) {
            const auto one = truth_at(operand(n, i));
            if (one == settles) return settles;
            if (one == truth::unknown) result = truth::unknown;
        }
        return result;
    }

    [[nodiscard]] static truth is_in(const cell& element, const cell& list) noexcept {
        if (element.is_absent() || list.is_absent()) return truth::unknown;
        auto result = truth::no;
        for (std::uint32_t i = 0; i < list.extent && result != truth::yes; ++i) {
            result = std::max(result, judge(opcode::equal, element, list.elements[i]));
        }
        return result;
    }

    // The body of a macro for one element; the stack of variables is as deep as macros are nested.
    [[nodiscard]] cell evaluate_with(const cell& element, std::uint32_t body) noexcept {
        const auto depth = x_variables.size();
        x_variables.push(element);
        if (x_variables.size() == depth) return {};
        const auto result = evaluate(body);
        x_variables.truncate(depth);
        return result;
    }

    // Macros; and everything that is left: arithmetic, lists, texts, conversions, parts of times.
    ESCALERA_API cell over_list(const program_node& n) noexcept;
    ESCALERA_API cell compute(const program_node& n) noexcept;

    cell quantify(const program_node& n, const cell& list) noexcept;
    cell transform(const program_node& n, const cell& list) noexcept;
    cell calculate(const program_node& n, const cell& a, const cell& b) noexcept;
    cell make_list(const program_node& n) noexcept;
    cell join_texts(const cell& a, const cell& b) noexcept;
    cell join_lists(const cell& a, const cell& b) noexcept;
    cell match_pattern(const program_node& n, const cell& text, const cell& wanted) noexcept;
    cell part_of_time(const program_node& n, const cell& time, const cell& zone_name) noexcept;
    cell own(std::string_view text) noexcept;

    memory_flag* x_flag;
    const program* x_code = nullptr;
    std::span<const cell> x_row;
    arena x_memory;
    buffer<cell> x_variables;
    std::unique_ptr<prepared> x_prepared;
};

ESCALERA_NAMESPACE_END

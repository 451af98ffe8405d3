#include "compile/slot_test.hpp"

#include <algorithm>

#include "compile/program_builder.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

const value* constant_of(const condition& from, std::uint32_t node) {
    return from[node].what == opcode::constant ? &from.constants[from[node].index] : nullptr;
}

// The constants of a list that is written out; nothing where it is anything else.
std::optional<std::vector<value>> constant_elements(const condition& from, std::uint32_t node) {
    if (const auto* whole = constant_of(from, node)) {
        if (whole->what() != kind::list) return std::nullopt;
        return whole->as_list();
    }
    if (from[node].what != opcode::list) return std::nullopt;
    std::vector<value> elements;
    for (const auto element : from.operands_of(node)) {
        const auto* constant = constant_of(from, element);
        if (constant == nullptr) return std::nullopt;
        elements.push_back(*constant);
    }
    return elements;
}

// The beginning of a test: what slot a leaf reads, and of what kind.
std::optional<slot_test> test_of(const condition& from, std::uint32_t node, const slot_map& slots) {
    const auto& leaf = from[node];
    slot_test test;
    test.of = slot_of(slots, leaf);
    if (leaf.what == opcode::has || test.of == no_slot || leaf.holds.is_list()) return std::nullopt;
    test.of_window = leaf.what == opcode::window || leaf.what == opcode::window_of;
    test.holds = leaf.holds.scalar;
    return test;
}

bool add_constant(slot_test& test, const value& v) {
    if (v.what() != test.holds) return false;
    switch (v.what()) {
        case kind::boolean: test.integers.push_back(v.as_bool() ? 1 : 0); return true;
        case kind::integer: test.integers.push_back(v.as_int()); return true;
        case kind::text: test.texts.push_back(v.as_text()); return true;
        default: return false;
    }
}

bool is_column_kind(kind k) { return k == kind::boolean || k == kind::integer || k == kind::text; }

opcode mirrored(opcode comparison) {
    switch (comparison) {
        case opcode::less: return opcode::greater;
        case opcode::less_equal: return opcode::greater_equal;
        case opcode::greater: return opcode::less;
        case opcode::greater_equal: return opcode::less_equal;
        default: return comparison;
    }
}

// slot OP constant, where the constant is of the slot's kind.
std::optional<slot_test> comparison_test(slot_test test, opcode op, const value& constant) {
    if (!is_column_kind(test.holds) || !add_constant(test, constant)) return std::nullopt;
    if (op == opcode::equal || op == opcode::not_equal) {
        test.asks = slot_test::what::equal;
        test.negated = op == opcode::not_equal;
        return test;
    }
    if (test.holds != kind::integer) return std::nullopt;
    test.asks = op == opcode::less || op == opcode::greater_equal ? slot_test::what::less : slot_test::what::less_equal;
    test.negated = op == opcode::greater || op == opcode::greater_equal;
    return test;
}

std::optional<slot_test> membership_test(slot_test test, const std::vector<value>& elements) {
    if (!is_column_kind(test.holds)) return std::nullopt;
    test.asks = slot_test::what::one_of;
    for (const auto& element : elements) {
        if (!add_constant(test, element)) return std::nullopt;
    }
    return test;
}

verdict known(bool yes) { return yes ? verdict::yes : verdict::no; }

verdict opposite(verdict v) { return v == verdict::unknown ? v : known(v == verdict::no); }

bool is_named(const slot_test& test, const sample& of) {
    if (test.holds == kind::text)
        return of.text != nullptr && std::find(test.texts.begin(), test.texts.end(), *of.text) != test.texts.end();
    return std::find(test.integers.begin(), test.integers.end(), of.integer) != test.integers.end();
}

// Of a count that is n or more.
verdict judge_open(const slot_test& test, std::int64_t n) {
    const auto all_below = [&] { return std::all_of(test.integers.begin(), test.integers.end(), [&](std::int64_t c) { return c < n; }); };
    switch (test.asks) {
        case slot_test::what::equal:
        case slot_test::what::one_of: return all_below() ? verdict::no : verdict::unknown;
        case slot_test::what::less: return n >= test.integers.front() ? verdict::no : verdict::unknown;
        case slot_test::what::less_equal: return n > test.integers.front() ? verdict::no : verdict::unknown;
        default: return verdict::unknown;
    }
}

verdict judge_plainly(const slot_test& test, const sample& of) {
    if (test.asks == slot_test::what::present) return known(!of.absent);
    if (of.absent) return verdict::unknown;
    if (of.at_least) return judge_open(test, of.integer);
    switch (test.asks) {
        case slot_test::what::is_true: return known(of.integer != 0);
        case slot_test::what::less: return known(of.integer < test.integers.front());
        case slot_test::what::less_equal: return known(of.integer <= test.integers.front());
        default: return known(is_named(test, of));
    }
}

}  // namespace

std::optional<slot_test> as_slot_test(const condition& from, std::uint32_t node, const slot_map& slots) {
    const auto& n = from[node];
    const auto operands = from.operands_of(node);
    if (n.what == opcode::has) {
        slot_test test;
        test.of = slot_of(slots, n);
        if (test.of == no_slot) return std::nullopt;
        return test;
    }
    if (operands.empty()) {
        auto test = test_of(from, node, slots);
        if (!test || test->holds != kind::boolean) return std::nullopt;
        test->asks = slot_test::what::is_true;
        return test;
    }
    if (n.what == opcode::in) {
        auto test = test_of(from, operands[0], slots);
        const auto elements = constant_elements(from, operands[1]);
        if (!test || !elements) return std::nullopt;
        return membership_test(std::move(*test), *elements);
    }
    if (n.what < opcode::equal || n.what > opcode::greater_equal) return std::nullopt;
    if (const auto* right = constant_of(from, operands[1])) {
        if (auto test = test_of(from, operands[0], slots)) return comparison_test(std::move(*test), n.what, *right);
    }
    if (const auto* left = constant_of(from, operands[0])) {
        if (auto test = test_of(from, operands[1], slots)) return comparison_test(std::move(*test), mirrored(n.what), *left);
    }
    return std::nullopt;
}

verdict judge(const slot_test& test, const sample& of) {
    if (test.asks != slot_test::what::all && test.asks != slot_test::what::any) {
        const auto plain = judge_plainly(test, of);
        return test.negated ? opposite(plain) : plain;
    }
    const bool all = test.asks == slot_test::what::all;
    auto result = known(all);
    for (const auto& operand : test.operands) {
        const auto one = judge(operand, of);
        result = all ? std::min(result, one) : std::max(result, one);
    }
    return result;
}

void collect(const slot_test& test, std::set<std::int64_t>& integers, std::set<std::string>& texts) {
    integers.insert(test.integers.begin(), test.integers.end());
    texts.insert(test.texts.begin(), test.texts.end());
    for (const auto& operand : test.operands) collect(operand, integers, texts);
}

bool asks_for_value(const slot_test& test) {
    if (test.operands.empty()) return test.asks != slot_test::what::present;
    return std::any_of(test.operands.begin(), test.operands.end(), asks_for_value);
}

ESCALERA_NAMESPACE_END

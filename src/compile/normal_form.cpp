#include "compile/normal_form.hpp"

#include <algorithm>
#include <utility>

ESCALERA_NAMESPACE_BEGIN

namespace {

normal_form constant_form(bool truth) {
    normal_form form;
    form.truth = truth;
    return form;
}

// Two tests of one slot as one.
void add_test(slot_test& to, slot_test more, bool all) {
    const auto wanted = all ? slot_test::what::all : slot_test::what::any;
    if (to.asks != wanted) {
        slot_test group;
        group.of = to.of;
        group.asks = wanted;
        group.operands.push_back(std::move(to));
        to = std::move(group);
    }
    to.operands.push_back(std::move(more));
}

// Tests of one slot among the operands become one test, at the place of the first.
void join_tests_of_one_slot(std::vector<normal_form>& operands, bool all) {
    std::vector<normal_form> joined;
    for (auto& operand : operands) {
        const auto same_slot = [&](const normal_form& f) { return f.is == normal_form::what::test && f.test.of == operand.test.of; };
        const auto home = operand.is == normal_form::what::test ? std::find_if(joined.begin(), joined.end(), same_slot) : joined.end();
        if (home == joined.end()) {
            joined.push_back(std::move(operand));
        } else {
            add_test(home->test, std::move(operand.test), all);
        }
    }
    operands = std::move(joined);
}

normal_form join(std::vector<normal_form> operands, bool all) {
    normal_form form;
    form.is = all ? normal_form::what::all : normal_form::what::any;
    for (auto& operand : operands) {
        if (operand.is == normal_form::what::constant) {
            if (operand.truth == all) continue;  // true && x, false || x
            return constant_form(!all);          // false && x, true || x: whatever x is
        }
        if (operand.is == form.is) {
            std::move(operand.operands.begin(), operand.operands.end(), std::back_inserter(form.operands));
        } else {
            form.operands.push_back(std::move(operand));
        }
    }
    join_tests_of_one_slot(form.operands, all);
    if (form.operands.empty()) return constant_form(all);
    if (form.operands.size() == 1) {
        auto only = std::move(form.operands.front());
        return only;
    }
    return form;
}

normal_form normalise(const condition& from, std::uint32_t node, bool negated, const slot_map& slots) {
    const auto& n = from[node];
    if (n.what == opcode::logical_not) return normalise(from, from.operands_of(node)[0], !negated, slots);
    if (n.what == opcode::constant) return constant_form(from.constants[n.index].as_bool() != negated);
    if (n.what == opcode::all_of || n.what == opcode::any_of) {
        std::vector<normal_form> operands;
        for (const auto operand : from.operands_of(node)) operands.push_back(normalise(from, operand, negated, slots));
        return join(std::move(operands), (n.what == opcode::all_of) != negated);
    }
    normal_form form;
    if (auto test = as_slot_test(from, node, slots)) {
        form.is = normal_form::what::test;
        form.test = std::move(*test);
        form.test.negated = form.test.negated != negated;
        return form;
    }
    form.is = normal_form::what::residual;
    form.node = node;
    form.negated = negated;
    return form;
}

term both(const term& a, const term& b) {
    auto result = a;
    for (const auto& test : b.tests) {
        const auto home = std::find_if(result.tests.begin(), result.tests.end(), [&](const slot_test& t) { return t.of == test.of; });
        if (home == result.tests.end()) {
            result.tests.push_back(test);
        } else {
            add_test(*home, test, true);
        }
    }
    result.residuals.insert(result.residuals.end(), b.residuals.begin(), b.residuals.end());
    return result;
}

std::optional<std::vector<term>> product_of(const normal_form& form, std::size_t most) {
    std::vector<term> result(1);
    for (const auto& operand : form.operands) {
        const auto factors = multiply_out(operand, most);
        if (!factors || result.size() * factors->size() > most) return std::nullopt;
        std::vector<term> product;
        for (const auto& left : result) {
            for (const auto& right : *factors) product.push_back(both(left, right));
        }
        result = std::move(product);
    }
    return result;
}

std::optional<std::vector<term>> sum_of(const normal_form& form, std::size_t most) {
    std::vector<term> result;
    for (const auto& operand : form.operands) {
        auto terms = multiply_out(operand, most);
        if (!terms || result.size() + terms->size() > most) return std::nullopt;
        std::move(terms->begin(), terms->end(), std::back_inserter(result));
    }
    return result;
}

}  // namespace

normal_form normalise(const condition& from, const slot_map& slots) { return normalise(from, from.root(), false, slots); }

std::optional<std::vector<term>> multiply_out(const normal_form& form, std::size_t most) {
    switch (form.is) {
        case normal_form::what::constant: return std::vector<term>(form.truth ? 1 : 0);
        case normal_form::what::test: return std::vector<term>{{{form.test}, {}}};
        case normal_form::what::residual: return std::vector<term>{{{}, {{form.node, form.negated}}}};
        case normal_form::what::all: return product_of(form, most);
        case normal_form::what::any: return sum_of(form, most);
    }
    return std::nullopt;
}

ESCALERA_NAMESPACE_END

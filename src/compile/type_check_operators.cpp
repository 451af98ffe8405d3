#include "type_check_operators.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "escalera/language/ast_print.hpp"
#include "type_checker.hpp"

ESCALERA_NAMESPACE_BEGIN

using ast::node_kind;

namespace {

bool is_relation(node_kind k) noexcept { return k >= node_kind::equal && k <= node_kind::in; }

opcode opcode_of(node_kind k) noexcept {
    switch (k) {
        case node_kind::equal: return opcode::equal;
        case node_kind::not_equal: return opcode::not_equal;
        case node_kind::less: return opcode::less;
        case node_kind::less_equal: return opcode::less_equal;
        case node_kind::greater: return opcode::greater;
        default: return opcode::greater_equal;
    }
}

}  // namespace

std::string way_out_of_arithmetic(node_kind op, type a, type b) {
    const auto has = [&](kind k) { return a == type{k, 0} || b == type{k, 0}; };
    if (has(kind::dec)) {
        return op == node_kind::add || op == node_kind::subtract
                   ? "a decimal is added to and subtracted from a decimal only; comparisons take any numbers"
                   : "decimals are added, subtracted and compared only";
    }
    if (has(kind::integer) && has(kind::number)) return "write double(…) around the int";
    if (op == node_kind::remainder && has(kind::number)) return "% takes ints only";
    if (op == node_kind::add && has(kind::text)) return "write string(…) around what is no string";
    if (has(kind::span) && has(kind::integer)) return "a length of time is written duration(\"8h\")";
    if (has(kind::time) && has(kind::integer)) return "add a length of time: duration(\"8h\")";
    if (op == node_kind::add && has(kind::time)) return "two timestamps can be subtracted";
    return {};
}

std::string way_out_of_comparison(type a, type b) {
    const auto has = [&](kind k) { return a == type{k, 0} || b == type{k, 0}; };
    if (has(kind::text) && (has(kind::integer) || has(kind::number) || has(kind::dec))) return "a number is written without quotes";
    if (has(kind::text) && has(kind::boolean)) return "true and false are written without quotes";
    if (has(kind::text) && has(kind::time)) return "write timestamp(\"2026-03-02T09:00:00Z\")";
    if (has(kind::text) && has(kind::span)) return "write duration(\"8h\")";
    if (has(kind::span) && (has(kind::integer) || has(kind::number))) return "a length of time is written duration(\"8h\")";
    if (a.depth + 1 == b.depth || b.depth + 1 == a.depth) return "a value is looked for in a list with: value in list";
    return {};
}

type_checker::checked_node type_checker::check_logic(node_index i) {
    const auto typed = check_operands(i);
    if (!typed) return std::nullopt;
    const auto word = x_tree[i].what == node_kind::logical_and ? "and" : "or";
    for (std::size_t n = 0; n < typed->size(); ++n) {
        const auto holds = type_of((*typed)[n]);
        if (holds == boolean_type || is_any(holds)) continue;
        const auto operand = x_tree.operand(i, n);
        const auto before = n > 0 ? x_tree.operand(i, n - 1) : operand;
        const bool list_meant = n > 0 && x_tree[operand].what == node_kind::literal && x_tree[before].what == node_kind::equal;
        report(code::type_mismatch, operand, fmt::format("'{}' joins conditions; this is {}", word, with_article(holds)),
               list_meant ? fmt::format("write {} in [{}, {}]", ast::print(x_tree, x_tree.operand(before, 0)),
                                        ast::print(x_tree, x_tree.operand(before, 1)), ast::print(x_tree, operand))
                          : "");
    }
    if (x_wrong) return std::nullopt;
    return emit(i, x_tree[i].what == node_kind::logical_and ? opcode::all_of : opcode::any_of, boolean_type, *typed);
}

type_checker::checked_node type_checker::check_not(node_index i) {
    const auto typed = check_operands(i);
    if (!typed) return std::nullopt;
    const auto holds = type_of(typed->front());
    if (holds != boolean_type && !is_any(holds)) {
        return report(code::type_mismatch, i, fmt::format("'not' turns a condition round; this is {}", with_article(holds)),
                      "it takes only what stands next to it: write not (a in b), not (a == b)");
    }
    return emit(i, opcode::logical_not, boolean_type, *typed);
}

type_checker::checked_node type_checker::check_conditional(node_index i) {
    const auto typed = check_operands(i);
    if (!typed) return std::nullopt;
    const auto condition = type_of((*typed)[0]);
    if (condition != boolean_type && !is_any(condition)) {
        return report(code::type_mismatch, x_tree.operand(i, 0),
                      fmt::format("a condition must stand before '?'; this is {}", with_article(condition)));
    }
    const auto both = unify(type_of((*typed)[1]), type_of((*typed)[2]));
    if (!both) {
        return report_mark(code::type_mismatch, i,
                           fmt::format("both outcomes must have one type; these are {} and {}", to_string(type_of((*typed)[1])),
                                       to_string(type_of((*typed)[2]))),
                           is_numeric(type_of((*typed)[1]).scalar) && is_numeric(type_of((*typed)[2]).scalar)
                               ? "write double(…) around the other number"
                               : "");
    }
    return emit(i, opcode::conditional, *both, *typed);
}

type_checker::checked_node type_checker::check_comparison(node_index i) {
    const auto typed = check_operands(i);
    if (!typed) return std::nullopt;
    const auto a = type_of((*typed)[0]);
    const auto b = type_of((*typed)[1]);
    const auto symbol = ast::symbol_of(x_tree[i].what);
    const bool ordering = x_tree[i].what != node_kind::equal && x_tree[i].what != node_kind::not_equal;
    if (ordering ? are_ordered(a, b) : are_comparable(a, b)) return emit(i, opcode_of(x_tree[i].what), boolean_type, *typed);
    const auto left = x_tree.operand(i, 0);
    if (ordering && is_relation(x_tree[left].what)) {
        return report_mark(code::type_mismatch, i, fmt::format("'{}' cannot follow another comparison", symbol),
                           fmt::format("write {} and {} {} {}", ast::print(x_tree, left), ast::print(x_tree, x_tree.operand(left, 1)),
                                       symbol, ast::print(x_tree, x_tree.operand(i, 1))));
    }
    if (ordering && are_comparable(a, b))
        return report_mark(code::type_mismatch, i, fmt::format("'{}' does not order lists", symbol), "compare their size()");
    return report_mark(code::type_mismatch, i, fmt::format("'{}' cannot compare {} with {}", symbol, with_article(a), with_article(b)),
                       way_out_of_comparison(a, b));
}

type_checker::checked_node type_checker::check_in(node_index i) {
    const auto typed = check_operands(i);
    if (!typed) return std::nullopt;
    const auto element = type_of((*typed)[0]);
    const auto list = type_of((*typed)[1]);
    if (!is_any(list) && !list.is_list()) {
        return report_mark(code::type_mismatch, i, fmt::format("'in' looks into a list; this is {}", with_article(list)),
                           list.scalar == kind::text && element.scalar == kind::text ? "write text.contains(part)"
                                                                                     : "a list is written in brackets: [1, 2]");
    }
    if (!is_any(list) && !are_comparable(element, list.element())) {
        return report_mark(code::type_mismatch, i, fmt::format("'in' cannot look for {} in a {}", with_article(element), to_string(list)),
                           way_out_of_comparison(element, list.element()));
    }
    return emit(i, opcode::in, boolean_type, *typed);
}

type_checker::checked_node type_checker::check_arithmetic(node_index i) {
    if (reported_hyphen(i)) return std::nullopt;
    auto typed = check_operands(i);
    if (!typed) return std::nullopt;
    const auto a = type_of((*typed)[0]);
    const auto b = type_of((*typed)[1]);
    const auto found = arithmetic_overload(x_tree[i].what, a, b);
    if (!found) {
        return report_mark(code::type_mismatch, i,
                           fmt::format("'{}' does not take {} and {}", ast::symbol_of(x_tree[i].what), with_article(a), with_article(b)),
                           way_out_of_arithmetic(x_tree[i].what, a, b));
    }
    if (found->swapped) std::swap((*typed)[0], (*typed)[1]);
    return emit(i, found->what, found->result, *typed);
}

type_checker::checked_node type_checker::check_negate(node_index i) {
    const auto typed = check_operands(i);
    if (!typed) return std::nullopt;
    const auto found = negate_overload(type_of(typed->front()));
    if (!found) return report_mark(code::type_mismatch, i, fmt::format("'-' does not take {}", with_article(type_of(typed->front()))));
    return emit(i, found->what, found->result, *typed);
}

type_checker::checked_node type_checker::check_element(node_index i) {
    const auto typed = check_operands(i);
    if (!typed) return std::nullopt;
    const auto list = type_of((*typed)[0]);
    const auto index = type_of((*typed)[1]);
    if (!is_any(list) && !list.is_list())
        return report_mark(code::type_mismatch, i, fmt::format("'[…]' takes an element of a list; this is {}", with_article(list)));
    if (!is_any(index) && index != type{kind::integer, 0}) {
        return report(code::type_mismatch, x_tree.operand(i, 1),
                      fmt::format("the place in a list is an int, counted from 0; this is {}", with_article(index)));
    }
    return emit(i, opcode::element, is_any(list) ? any_type : list.element(), *typed);
}

type_checker::checked_node type_checker::check_list(node_index i) {
    if (x_tree[i].operand_count > x_limits.list_elements) {
        return report(code::too_costly, i,
                      fmt::format("a list has at most {} elements; this one has {}", x_limits.list_elements, x_tree[i].operand_count));
    }
    const auto typed = check_operands(i);
    if (!typed) return std::nullopt;
    if (!even_out(*typed)) return std::nullopt;
    type element = any_type;
    for (std::size_t n = 0; n < typed->size(); ++n) {
        const auto holds = type_of((*typed)[n]);
        const auto both = unify(element, holds);
        if (!both) {
            const bool numbers = is_numeric(element.scalar) && is_numeric(holds.scalar) && element.depth == 0 && holds.depth == 0;
            return report(
                code::type_mismatch, x_tree.operand(i, n),
                fmt::format("the elements of a list have one type; this is {} among {} values", with_article(holds), to_string(element)),
                numbers ? "write double(…) around the other numbers" : "lists of mixed types (dyn) are not part of conditions");
        }
        element = *both;
    }
    return emit(i, opcode::list, element.list_of(), *typed);
}

// [10, 99.5]: where ints that are written out stand among doubles, they are doubles. Comparisons are exact, so that
// no answer changes by it. One that no double can hold is refused.
bool type_checker::even_out(const std::vector<std::uint32_t>& elements) {
    const auto is = [&](std::uint32_t e, kind k) { return type_of(e) == type{k, 0}; };
    const bool has_number = std::any_of(elements.begin(), elements.end(), [&](auto e) { return is(e, kind::number); });
    const bool only_numbers = std::all_of(elements.begin(), elements.end(), [&](auto e) {
        return is(e, kind::number) || (is(e, kind::integer) && constant_of(e) != nullptr);
    });
    if (!has_number || !only_numbers) return true;
    for (const auto e : elements) {
        if (!is(e, kind::integer)) continue;
        auto& node = x_out->nodes[e];
        const auto whole = x_out->constants[node.index].as_int();
        constexpr std::int64_t largest_exact = std::int64_t{1} << 53U;
        if (whole > largest_exact || whole < -largest_exact) {
            report(code::type_mismatch, node.written, "an int that no double can hold stands among doubles", "write it as a double");
            return false;
        }
        x_out->constants[node.index] = value(static_cast<double>(whole));
        node.holds = type{kind::number, 0};
    }
    return true;
}

ESCALERA_NAMESPACE_END

#include "reference_arithmetic.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "escalera/language/ast_print.hpp"
#include "escalera/model/value_compare.hpp"
#include "escalera/model/wide_int.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace reference {

using ast::node_kind;

outcome failure(unknown_reason why, std::string detail) { return unknown{why, std::move(detail), 0, 0}; }

namespace {

bool is_number(const value& v) noexcept { return v.what() == kind::integer || v.what() == kind::number || v.what() == kind::dec; }

// Calls `with` with the number as the type it has.
template <class With>
auto visit_number(const value& v, const With& with) {
    if (v.what() == kind::integer) return with(v.as_int());
    if (v.what() == kind::number) return with(v.as_number());
    return with(v.as_decimal());
}

std::partial_ordering order_numbers(const value& a, const value& b) {
    return visit_number(a, [&](auto x) { return visit_number(b, [&](auto y) { return compare_exact(x, y); }); });
}

outcome wrong_types(node_kind op, const value& a, const value& b) {
    return failure(unknown_reason::wrong_type,
                   fmt::format("'{}' does not take {} and {}", ast::symbol_of(op), name_of(a.what()), name_of(b.what())));
}

outcome overflow(node_kind op, const value& a, const value& b) {
    return failure(unknown_reason::overflow, fmt::format("{} {} {} is out of range", print_value(a), ast::symbol_of(op), print_value(b)));
}

outcome division_by_zero(node_kind op, const value& a) {
    return failure(unknown_reason::division_by_zero, fmt::format("{} {} 0", print_value(a), ast::symbol_of(op)));
}

outcome int_arithmetic(node_kind op, const value& left, const value& right) {
    const auto a = left.as_int();
    const auto b = right.as_int();
    std::int64_t result = 0;
    const bool smallest_by_minus_one = a == std::numeric_limits<std::int64_t>::min() && b == -1;
    switch (op) {
        case node_kind::add:
            if (__builtin_add_overflow(a, b, &result)) return overflow(op, left, right);
            break;
        case node_kind::subtract:
            if (__builtin_sub_overflow(a, b, &result)) return overflow(op, left, right);
            break;
        case node_kind::multiply:
            if (__builtin_mul_overflow(a, b, &result)) return overflow(op, left, right);
            break;
        case node_kind::divide:
            if (b == 0) return division_by_zero(op, left);
            if (smallest_by_minus_one) return overflow(op, left, right);
            result = a / b;
            break;
        default:
            if (b == 0) return division_by_zero(op, left);
            if (smallest_by_minus_one) return overflow(op, left, right);
            result = a % b;
            break;
    }
    return value(result);
}

outcome number_arithmetic(node_kind op, const value& left, const value& right) {
    const double a = left.as_number();
    const double b = right.as_number();
    switch (op) {
        case node_kind::add: return value(a + b);
        case node_kind::subtract: return value(a - b);
        case node_kind::multiply: return value(a * b);
        case node_kind::divide: return value(a / b);
        default: return wrong_types(op, left, right);
    }
}

outcome decimal_arithmetic(node_kind op, const value& left, const value& right) {
    if (op != node_kind::add && op != node_kind::subtract) return wrong_types(op, left, right);
    const auto result =
        op == node_kind::add ? checked_add(left.as_decimal(), right.as_decimal()) : checked_subtract(left.as_decimal(), right.as_decimal());
    if (!result) return overflow(op, left, right);
    return value(*result);
}

// Seconds and nanoseconds, added or subtracted, nanoseconds brought back into 0..999'999'999. Neither part can
// overflow: both operands are in range.
struct seconds_and_nanos {
    std::int64_t seconds;
    std::int32_t nanos;
};
template <class A, class B>
seconds_and_nanos combine(node_kind op, A a, B b) {
    auto seconds = op == node_kind::add ? a.seconds + b.seconds : a.seconds - b.seconds;
    auto nanos = op == node_kind::add ? a.nanos + b.nanos : a.nanos - b.nanos;
    if (nanos >= nanos_per_second) {
        nanos -= nanos_per_second;
        ++seconds;
    } else if (nanos < 0) {
        nanos += nanos_per_second;
        --seconds;
    }
    return {seconds, nanos};
}

template <class Result, class A, class B>
outcome time_arithmetic(node_kind op, A a, B b, const value& left, const value& right) {
    const auto parts = combine(op, a, b);
    const Result result{parts.seconds, parts.nanos};
    if (!result.in_range()) return overflow(op, left, right);
    return value(result);
}

// The distance of two timestamps must fit into 64 bits of nanoseconds, about 292 years: the limit that the
// conformance cases of CEL set.
outcome distance(const value& left, const value& right) {
    const auto parts = combine(node_kind::subtract, left.as_time(), right.as_time());
    const auto nanos = static_cast<wide_int>(parts.seconds) * nanos_per_second + parts.nanos;
    if (nanos > std::numeric_limits<std::int64_t>::max() || nanos < std::numeric_limits<std::int64_t>::min())
        return overflow(node_kind::subtract, left, right);
    return value(duration{parts.seconds, parts.nanos});
}

outcome concatenation(const value& a, const value& b) {
    auto elements = a.as_list();
    elements.insert(elements.end(), b.as_list().begin(), b.as_list().end());
    return value(std::move(elements));
}

}  // namespace

std::optional<std::partial_ordering> order(const value& a, const value& b) {
    if (is_number(a) && is_number(b)) return order_numbers(a, b);
    if (a.what() != b.what()) return std::nullopt;
    switch (a.what()) {
        case kind::boolean: return a.as_bool() <=> b.as_bool();
        case kind::text: return a.as_text() <=> b.as_text();  // bytes of UTF-8 are in the order of code points
        case kind::time: return a.as_time() <=> b.as_time();
        case kind::span: return a.as_span() <=> b.as_span();
        default: return std::nullopt;
    }
}

std::optional<bool> equal(const value& a, const value& b) {
    if (a.what() != kind::list || b.what() != kind::list) {
        const auto found = order(a, b);
        if (!found) return std::nullopt;
        return *found == std::partial_ordering::equivalent;
    }
    const auto& left = a.as_list();
    const auto& right = b.as_list();
    if (left.size() != right.size()) return false;
    bool all_equal = true;
    for (std::size_t i = 0; i < left.size(); ++i) {
        const auto one = equal(left[i], right[i]);
        if (!one) return std::nullopt;
        all_equal = all_equal && *one;
    }
    return all_equal;
}

outcome arithmetic(node_kind op, const value& a, const value& b) {
    const bool sum = op == node_kind::add;
    const bool difference = op == node_kind::subtract;
    if (a.what() == kind::integer && b.what() == kind::integer) return int_arithmetic(op, a, b);
    if (a.what() == kind::number && b.what() == kind::number) return number_arithmetic(op, a, b);
    if (a.what() == kind::dec && b.what() == kind::dec) return decimal_arithmetic(op, a, b);
    if (sum && a.what() == kind::text && b.what() == kind::text) return value(a.as_text() + b.as_text());
    if (sum && a.what() == kind::list && b.what() == kind::list) return concatenation(a, b);
    if ((sum || difference) && a.what() == kind::time && b.what() == kind::span)
        return time_arithmetic<timestamp>(op, a.as_time(), b.as_span(), a, b);
    if (sum && a.what() == kind::span && b.what() == kind::time) return time_arithmetic<timestamp>(op, b.as_time(), a.as_span(), a, b);
    if ((sum || difference) && a.what() == kind::span && b.what() == kind::span)
        return time_arithmetic<duration>(op, a.as_span(), b.as_span(), a, b);
    if (difference && a.what() == kind::time && b.what() == kind::time) return distance(a, b);
    return wrong_types(op, a, b);
}

outcome negate(const value& a) {
    switch (a.what()) {
        case kind::integer:
            if (a.as_int() == std::numeric_limits<std::int64_t>::min())
                return failure(unknown_reason::overflow, fmt::format("-({}) is out of range", a.as_int()));
            return value(-a.as_int());
        case kind::number: return value(-a.as_number());
        case kind::dec:
            if (const auto result = checked_negate(a.as_decimal())) return value(*result);
            return failure(unknown_reason::overflow, fmt::format("-({}) is out of range", to_string(a.as_decimal())));
        default: return failure(unknown_reason::wrong_type, fmt::format("'-' does not take {}", name_of(a.what())));
    }
}

outcome list_of(std::vector<value> elements) {
    const auto is = [](kind k) { return [k](const value& v) { return v.what() == k; }; };
    if (std::any_of(elements.begin(), elements.end(), is(kind::number))) {
        for (auto& e : elements) {
            if (e.what() == kind::integer) e = value(static_cast<double>(e.as_int()));
        }
    }
    return value(value::list(std::move(elements)));
}

outcome element(const value& list, const value& index) {
    if (list.what() != kind::list || index.what() != kind::integer) {
        return failure(unknown_reason::wrong_type, fmt::format("no element {} of {}", name_of(index.what()), name_of(list.what())));
    }
    const auto& elements = list.as_list();
    const auto i = index.as_int();
    if (i < 0 || static_cast<std::uint64_t>(i) >= elements.size()) {
        return failure(unknown_reason::out_of_range, fmt::format("there is no element {} in a list of {}", i, elements.size()));
    }
    return elements[static_cast<std::size_t>(i)];
}

}  // namespace reference

ESCALERA_NAMESPACE_END

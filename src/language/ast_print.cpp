#include "escalera/language/ast_print.hpp"

#include <fmt/format.h>

#include "escalera/language/string_literal.hpp"
#include "escalera/model/text_conversion.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace ast {

std::string_view symbol_of(node_kind k) noexcept {
    switch (k) {
        case node_kind::logical_and: return "&&";
        case node_kind::logical_or: return "||";
        case node_kind::logical_not: return "!";
        case node_kind::negate: return "-";
        case node_kind::conditional: return "?:";
        case node_kind::equal: return "==";
        case node_kind::not_equal: return "!=";
        case node_kind::less: return "<";
        case node_kind::less_equal: return "<=";
        case node_kind::greater: return ">";
        case node_kind::greater_equal: return ">=";
        case node_kind::in: return "in";
        case node_kind::add: return "+";
        case node_kind::subtract: return "-";
        case node_kind::multiply: return "*";
        case node_kind::divide: return "/";
        case node_kind::remainder: return "%";
        default: return {};
    }
}

namespace {

// How tightly a node binds, as in the grammar: an operand that binds less needs parentheses.
enum class binding : std::uint8_t { expression, disjunction, conjunction, relation, sum, product, unary, member };

binding binding_of(node_kind k) noexcept {
    switch (k) {
        case node_kind::conditional: return binding::expression;
        case node_kind::logical_or: return binding::disjunction;
        case node_kind::logical_and: return binding::conjunction;
        case node_kind::equal:
        case node_kind::not_equal:
        case node_kind::less:
        case node_kind::less_equal:
        case node_kind::greater:
        case node_kind::greater_equal:
        case node_kind::in: return binding::relation;
        case node_kind::add:
        case node_kind::subtract: return binding::sum;
        case node_kind::multiply:
        case node_kind::divide:
        case node_kind::remainder: return binding::product;
        case node_kind::logical_not:
        case node_kind::negate: return binding::unary;
        default: return binding::member;
    }
}

binding tighter(binding b) noexcept { return static_cast<binding>(static_cast<std::uint8_t>(b) + 1); }

std::string_view macro_name(node_kind k) noexcept {
    switch (k) {
        case node_kind::all: return "all";
        case node_kind::exists: return "exists";
        case node_kind::exists_one: return "exists_one";
        case node_kind::map: return "map";
        default: return "filter";
    }
}

class printer {
public:
    explicit printer(const tree& t) : x_tree(t) {}

    void node(node_index i) {
        const auto what = x_tree[i].what;
        switch (what) {
            case node_kind::literal: x_out += print_value(x_tree.literal_of(i)); return;
            case node_kind::name: x_out += x_tree.name_of(i); return;
            case node_kind::select:
                operand(i, 0, binding::member);
                x_out += '.';
                x_out += x_tree.name_of(i);
                return;
            case node_kind::has:
                x_out += "has(";
                operand(i, 0, binding::member);
                x_out += fmt::format(".{})", x_tree.name_of(i));
                return;
            case node_kind::element:
                operand(i, 0, binding::member);
                x_out += '[';
                operand(i, 1, binding::expression);
                x_out += ']';
                return;
            case node_kind::list: arguments(i, 0, '[', ']'); return;
            case node_kind::call:
                x_out += x_tree.name_of(i);
                arguments(i, 0, '(', ')');
                return;
            case node_kind::method:
                operand(i, 0, binding::member);
                x_out += fmt::format(".{}", x_tree.name_of(i));
                arguments(i, 1, '(', ')');
                return;
            case node_kind::all:
            case node_kind::exists:
            case node_kind::exists_one:
            case node_kind::map:
            case node_kind::filter: macro(i); return;
            case node_kind::logical_not:
            case node_kind::negate: prefix(i); return;
            case node_kind::conditional: conditional(i); return;
            case node_kind::logical_and:
            case node_kind::logical_or: chain(i); return;
            default: binary(i); return;
        }
    }

    std::string take() { return std::move(x_out); }

private:
    void operand(node_index i, std::size_t n, binding at_least) {
        const auto inner = x_tree.operand(i, n);
        const bool parentheses = binding_of(x_tree[inner].what) < at_least;
        if (parentheses) x_out += '(';
        node(inner);
        if (parentheses) x_out += ')';
    }

    void arguments(node_index i, std::size_t first, char open, char close) {
        x_out += open;
        for (auto n = first; n < x_tree[i].operand_count; ++n) {
            if (n != first) x_out += ", ";
            operand(i, n, binding::expression);
        }
        x_out += close;
    }

    void macro(node_index i) {
        operand(i, 0, binding::member);
        x_out += fmt::format(".{}({}", macro_name(x_tree[i].what), x_tree.name_of(i));
        for (std::size_t n = 1; n < x_tree[i].operand_count; ++n) {
            x_out += ", ";
            operand(i, n, binding::expression);
        }
        x_out += ')';
    }

    void prefix(node_index i) {
        x_out += symbol_of(x_tree[i].what);
        const auto inner = x_tree.operand(i, 0);
        // "-5" would be read as one literal.
        const bool parentheses = x_tree[i].what == node_kind::negate && is_number_without_minus(inner);
        if (parentheses) {
            x_out += '(';
            node(inner);
            x_out += ')';
        } else {
            operand(i, 0, binding::unary);
        }
    }

    // What the canonical text of the operand begins with, however deep: -(5).size() is no -5.
    bool is_number_without_minus(node_index i) const {
        while (binding_of(x_tree[i].what) == binding::member && x_tree[i].operand_count > 0 && x_tree[i].what != node_kind::list &&
               x_tree[i].what != node_kind::call && x_tree[i].what != node_kind::has) {
            i = x_tree.operand(i, 0);
        }
        if (x_tree[i].what != node_kind::literal) return false;
        const auto& v = x_tree.literal_of(i);
        return (v.what() == kind::integer || v.what() == kind::number) && !print_value(v).starts_with('-');
    }

    void conditional(node_index i) {
        operand(i, 0, binding::disjunction);
        x_out += " ? ";
        operand(i, 1, binding::disjunction);
        x_out += " : ";
        operand(i, 2, binding::expression);
    }

    void chain(node_index i) {
        for (std::size_t n = 0; n < x_tree[i].operand_count; ++n) {
            if (n != 0) x_out += fmt::format(" {} ", symbol_of(x_tree[i].what));
            operand(i, n, tighter(binding_of(x_tree[i].what)));
        }
    }

    void binary(node_index i) {
        const auto own = binding_of(x_tree[i].what);
        operand(i, 0, own);
        x_out += fmt::format(" {} ", symbol_of(x_tree[i].what));
        operand(i, 1, tighter(own));
    }

    const tree& x_tree;
    std::string x_out;
};

}  // namespace

std::string print(const tree& t, node_index i) {
    printer p(t);
    p.node(i);
    return p.take();
}

std::string print(const tree& t) { return t.empty() ? std::string() : print(t, t.root()); }

}  // namespace ast

namespace {

// With a point or an exponent, so that it is no int.
std::string print_number(double d) {
    auto text = text_from_number(d);
    return text.find_first_of(".eIN") == std::string::npos ? text + ".0" : text;
}

std::string print_list(const value::list& elements) {
    std::string out = "[";
    for (const auto& e : elements) {
        if (out.size() > 1) out += ", ";
        out += print_value(e);
    }
    return out + "]";
}

}  // namespace

std::string print_value(const value& v) {
    switch (v.what()) {
        case kind::absent: return "absent";
        case kind::boolean: return v.as_bool() ? "true" : "false";
        case kind::integer: return fmt::format("{}", v.as_int());
        case kind::number: return print_number(v.as_number());
        case kind::dec: return to_string(v.as_decimal());
        case kind::text: return quote(v.as_text());
        case kind::time: return fmt::format("timestamp({})", quote(to_rfc3339(v.as_time())));
        case kind::span: return fmt::format("duration({})", quote(text_from_duration(v.as_span())));
        case kind::list: return print_list(v.as_list());
    }
    return {};
}

ESCALERA_NAMESPACE_END

#pragma once
// Walks a tree once, from the leaves up, and writes the typed nodes beside it. What is wrong is reported where it
// stands; an operand that is wrong itself makes no further messages.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "escalera/compile/condition.hpp"
#include "escalera/compile/overloads.hpp"

ESCALERA_NAMESPACE_BEGIN

class type_checker {
public:
    type_checker(const located_text& text, const ast::tree& tree, const scope& names, diagnostics& found, const condition_limits& limits)
        : x_text(text), x_tree(tree), x_names(names), x_found(found), x_limits(limits) {}

    // Fills nodes, operands, constants and what is read. The root's index; nothing when something was wrong.
    std::optional<std::uint32_t> check(condition& out);

private:
    using node_index = ast::node_index;
    using checked_node = std::optional<std::uint32_t>;  // nothing: already reported

    checked_node check(node_index i);

    // Leaves: type_checker.cpp
    checked_node check_literal(node_index i);
    checked_node check_name(node_index i);
    checked_node check_symbol(node_index i, const symbol& s);
    checked_node check_has(node_index i);
    checked_node unknown_name(node_index i, const std::string& name);
    [[nodiscard]] std::optional<std::uint32_t> variable_named(std::string_view name) const;
    [[nodiscard]] std::string way_out_of_unknown(const std::string& name) const;
    bool reported_hyphen(node_index i);

    // Operators: type_check_operators.cpp
    checked_node check_logic(node_index i);
    checked_node check_not(node_index i);
    checked_node check_conditional(node_index i);
    checked_node check_comparison(node_index i);
    checked_node check_in(node_index i);
    checked_node check_arithmetic(node_index i);
    checked_node check_negate(node_index i);
    checked_node check_element(node_index i);
    checked_node check_list(node_index i);
    bool even_out(const std::vector<std::uint32_t>& elements);

    // Functions and macros: type_check_functions.cpp
    checked_node check_call(node_index i);
    checked_node check_method(node_index i);
    checked_node check_function(node_index i, bool is_method);
    checked_node check_macro(node_index i);
    checked_node check_thing(node_index i, named_thing what, opcode op, type result, std::size_t first);
    checked_node check_reached(node_index i);
    checked_node unknown_function(node_index i, bool is_method, const std::vector<type>& given);
    std::optional<std::string> literal_name(node_index i, std::string_view what);
    bool check_constants(node_index i, opcode op, const std::vector<std::uint32_t>& operands);

    std::optional<std::vector<std::uint32_t>> check_operands(node_index i, std::size_t first = 0);
    std::uint32_t emit(node_index written, opcode what, type holds, const std::vector<std::uint32_t>& operands, std::uint32_t index = 0,
                       std::uint32_t second = 0);
    std::uint32_t emit_constant(node_index written, value v, type holds);
    [[nodiscard]] type type_of(std::uint32_t typed) const { return x_out->nodes[typed].holds; }
    [[nodiscard]] const value* constant_of(std::uint32_t typed) const;
    [[nodiscard]] std::string_view text_of(node_index i) const;

    std::nullopt_t report(code what, node_index i, std::string message, std::string suggestion = {});
    std::nullopt_t report_mark(code what, node_index i, std::string message, std::string suggestion = {});

    const located_text& x_text;
    const ast::tree& x_tree;
    const scope& x_names;
    diagnostics& x_found;
    condition_limits x_limits;
    condition* x_out = nullptr;

    struct macro_variable {
        std::string_view name;
        type holds;
    };
    std::vector<macro_variable> x_variables;  // of the macros around, the outermost first
    bool x_wrong = false;
};

// "bool" "int", as messages name a type: "a bool", "an int".
[[nodiscard]] std::string with_article(type t);

// Names for near-name suggestions.
[[nodiscard]] std::string suggest_from(std::string_view name, const std::vector<std::string>& known);

ESCALERA_NAMESPACE_END

#include "type_checker.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "escalera/language/suggest.hpp"
#include "escalera/language/token.hpp"

ESCALERA_NAMESPACE_BEGIN

using ast::node_kind;

namespace {

void sort_and_make_unique(std::vector<std::uint32_t>& indices) {
    std::sort(indices.begin(), indices.end());
    indices.erase(std::unique(indices.begin(), indices.end()), indices.end());
}

constexpr bool is_name_char(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

}  // namespace

std::string with_article(type t) {
    if (is_any(t)) return "an empty list's element";
    const auto name = to_string(t);
    return fmt::format("{} {}", name.front() == 'i' ? "an" : "a", name);
}

std::string suggest_from(std::string_view name, const std::vector<std::string>& known) {
    const std::vector<std::string_view> views(known.begin(), known.end());
    return did_you_mean_or_list(name, views);
}

std::optional<std::uint32_t> type_checker::check(condition& out) {
    x_out = &out;
    const auto root = check(x_tree.root());
    sort_and_make_unique(out.fields);
    sort_and_make_unique(out.windows);
    if (x_wrong) return std::nullopt;
    return root;
}

type_checker::checked_node type_checker::check(node_index i) {
    switch (x_tree[i].what) {
        case node_kind::literal: return check_literal(i);
        case node_kind::name:
        case node_kind::select: return check_name(i);
        case node_kind::has: return check_has(i);
        case node_kind::element: return check_element(i);
        case node_kind::list: return check_list(i);
        case node_kind::call: return check_call(i);
        case node_kind::method: return check_method(i);
        case node_kind::all:
        case node_kind::exists:
        case node_kind::exists_one:
        case node_kind::map:
        case node_kind::filter: return check_macro(i);
        case node_kind::logical_and:
        case node_kind::logical_or: return check_logic(i);
        case node_kind::logical_not: return check_not(i);
        case node_kind::conditional: return check_conditional(i);
        case node_kind::equal:
        case node_kind::not_equal:
        case node_kind::less:
        case node_kind::less_equal:
        case node_kind::greater:
        case node_kind::greater_equal: return check_comparison(i);
        case node_kind::in: return check_in(i);
        case node_kind::negate: return check_negate(i);
        case node_kind::add:
        case node_kind::subtract:
        case node_kind::multiply:
        case node_kind::divide:
        case node_kind::remainder: return check_arithmetic(i);
    }
    return std::nullopt;
}

// ---- leaves ----

type_checker::checked_node type_checker::check_literal(node_index i) {
    const auto& v = x_tree.literal_of(i);
    return emit_constant(i, v, type{v.what(), 0});
}

type_checker::checked_node type_checker::check_name(node_index i) {
    const auto name = ast::dotted_name(x_tree, i);
    if (name.empty()) {  // a selection from something that is no name
        if (!check(x_tree.operand(i, 0))) return std::nullopt;
        return report(code::type_mismatch, i, fmt::format("'.{}' asks for a part of a value that has none", x_tree.name_of(i)),
                      "only fields of a complaint, a case, ... are reached by a dot");
    }
    const bool past_variables = name.front() == '.';
    const auto bare = past_variables ? name.substr(1) : name;
    const auto first = std::string_view(bare).substr(0, bare.find('.'));
    const auto variable = past_variables ? std::nullopt : variable_named(first);
    if (variable && first.size() == bare.size()) return emit(i, opcode::variable, x_variables[*variable].holds, {}, *variable);
    if (variable) {
        return report(code::type_mismatch, i,
                      fmt::format("'{}' is {} here and has no parts", first, with_article(x_variables[*variable].holds)),
                      fmt::format("give the variable of the macro another name, or write .{}", bare));
    }
    if (const auto found = x_names.find(bare)) return check_symbol(i, *found);
    return unknown_name(i, bare);
}

type_checker::checked_node type_checker::check_symbol(node_index i, const symbol& s) {
    switch (s.what) {
        case symbol_kind::field: x_out->fields.push_back(s.index); return emit(i, opcode::field, s.holds, {}, s.index);
        case symbol_kind::window: x_out->windows.push_back(s.index); return emit(i, opcode::window, s.holds, {}, s.index);
        case symbol_kind::window_of: x_out->windows.push_back(s.index); return emit(i, opcode::window_of, s.holds, {}, s.index);
        case symbol_kind::binding: return emit(i, opcode::binding, s.holds, {}, s.index);
    }
    return std::nullopt;
}

type_checker::checked_node type_checker::check_has(node_index i) {
    const auto before = ast::dotted_name(x_tree, x_tree.operand(i, 0));
    if (before.empty()) return report(code::wrong_arguments, i, "has() takes a field with its root", "write has(complaint.severity)");
    const auto name = fmt::format("{}.{}", before.front() == '.' ? before.substr(1) : before, x_tree.name_of(i));
    const auto first = std::string_view(name).substr(0, name.find('.'));
    if (before.front() != '.' && variable_named(first)) {
        return report(code::type_mismatch, i, fmt::format("'{}' is a variable here and has no parts", first),
                      "give the variable of the macro another name");
    }
    const auto found = x_names.find(name);
    if (!found) return unknown_name(i, name);
    if (found->what == symbol_kind::binding) return emit_constant(i, value(true), boolean_type);
    if (found->what != symbol_kind::field)
        return report(code::wrong_arguments, i, fmt::format("has() asks for fields; '{}' is a window", name),
                      "a window always has a value");
    x_out->fields.push_back(found->index);
    return emit(i, opcode::has, boolean_type, {}, found->index);
}

// ---- names that nothing declares ----

type_checker::checked_node type_checker::unknown_name(node_index i, const std::string& name) {
    constexpr std::string_view types[] = {"bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type", "dyn"};
    if (std::find(std::begin(types), std::end(types), name) != std::end(types)) {
        return report(code::out_of_scope, i, fmt::format("'{}' is a type; types are no values in conditions", name));
    }
    return report(code::unknown_name, i, fmt::format("unknown name '{}'", name), way_out_of_unknown(name));
}

std::string type_checker::way_out_of_unknown(const std::string& name) const {
    const auto lower = lower_case(name);
    if (lower == "true" || lower == "false") return fmt::format("write {}", lower);
    if (lower == "null" || lower == "none" || lower == "nil") return "an absent field is unknown; ask for it with has(root.field)";
    auto known = x_names.names();
    std::vector<std::string> below;
    for (const auto& k : known) {
        if (k.starts_with(name + ".")) below.push_back(k);
    }
    if (!below.empty()) {
        const std::vector<std::string_view> views(below.begin(), below.end());
        return fmt::format("it has the fields {}", quoted_list(views));
    }
    for (const auto& v : x_variables) known.emplace_back(v.name);
    if (known.empty()) return {};
    return suggest_from(name, known);
}

// "same-bill": a minus between two names of which one is unknown. Whether it was reported.
bool type_checker::reported_hyphen(node_index i) {
    if (x_tree[i].what != node_kind::subtract) return false;
    const auto written = text_of(i);
    if (!std::all_of(written.begin(), written.end(), is_name_char)) return false;
    const auto left = ast::dotted_name(x_tree, x_tree.operand(i, 0));
    const auto right = ast::dotted_name(x_tree, x_tree.operand(i, 1));
    const auto is_known = [&](const std::string& name) { return !name.empty() && (variable_named(name) || x_names.find(name)); };
    const bool both_known = is_known(left) && is_known(right);
    if (right.empty() || both_known) return false;
    std::string with_underscore(written);
    std::replace(with_underscore.begin(), with_underscore.end(), '-', '_');
    if (!x_names.find(with_underscore) && (is_known(left) || is_known(right))) return false;
    report(code::hyphenated_name, i, fmt::format("'{}' reads as a subtraction: a name has no hyphen", written),
           fmt::format("write {}", with_underscore));
    return true;
}

std::optional<std::uint32_t> type_checker::variable_named(std::string_view name) const {
    for (auto n = x_variables.size(); n > 0; --n) {
        if (x_variables[n - 1].name == name) return static_cast<std::uint32_t>(n - 1);
    }
    return std::nullopt;
}

// ---- what every check uses ----

std::optional<std::vector<std::uint32_t>> type_checker::check_operands(node_index i, std::size_t first) {
    std::vector<std::uint32_t> typed;
    bool good = true;
    for (auto n = first; n < x_tree[i].operand_count; ++n) {
        const auto one = check(x_tree.operand(i, n));
        good = good && one;
        if (one) typed.push_back(*one);
    }
    if (!good) return std::nullopt;
    return typed;
}

std::uint32_t type_checker::emit(node_index written, opcode what, type holds, const std::vector<std::uint32_t>& operands,
                                 std::uint32_t index, std::uint32_t second) {
    typed_node n;
    n.what = what;
    n.holds = holds;
    n.index = index;
    n.second = second;
    n.first_operand = static_cast<std::uint32_t>(x_out->operands.size());
    n.operand_count = static_cast<std::uint32_t>(operands.size());
    n.written = written;
    x_out->operands.insert(x_out->operands.end(), operands.begin(), operands.end());
    x_out->nodes.push_back(n);
    return x_out->root();
}

std::uint32_t type_checker::emit_constant(node_index written, value v, type holds) {
    x_out->constants.push_back(std::move(v));
    return emit(written, opcode::constant, holds, {}, static_cast<std::uint32_t>(x_out->constants.size() - 1));
}

const value* type_checker::constant_of(std::uint32_t typed) const {
    const auto& n = x_out->nodes[typed];
    return n.what == opcode::constant ? &x_out->constants[n.index] : nullptr;
}

std::string_view type_checker::text_of(node_index i) const {
    return std::string_view(x_text.text).substr(x_tree[i].begin, x_tree[i].end - x_tree[i].begin);
}

std::nullopt_t type_checker::report(code what, node_index i, std::string message, std::string suggestion) {
    x_wrong = true;
    x_found.add(what, x_text.at(x_tree[i].begin, x_tree[i].end), std::move(message), std::move(suggestion));
    return std::nullopt;
}

// At the operator or the function's name, not at all that belongs to it.
std::nullopt_t type_checker::report_mark(code what, node_index i, std::string message, std::string suggestion) {
    x_wrong = true;
    const auto mark = x_tree[i].mark;
    const auto symbol = std::string_view(x_text.text).substr(mark, 1);
    std::size_t length = 1;
    const auto is_word = [](char c) { return is_name_char(c) && c != '.' && c != '-'; };
    if (!symbol.empty() && is_word(symbol.front())) {
        while (mark + length < x_text.text.size() && is_word(x_text.text[mark + length])) ++length;
    } else if (x_text.text.substr(mark, 2).find_first_not_of("=!<>&|") == std::string::npos) {
        length = std::min<std::size_t>(2, x_text.text.size() - mark);
    }
    x_found.add(what, x_text.at(mark, mark + length), std::move(message), std::move(suggestion));
    return std::nullopt;
}

ESCALERA_NAMESPACE_END

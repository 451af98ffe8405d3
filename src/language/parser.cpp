#include "escalera/language/parser.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "escalera/language/detail/token_cursor.hpp"
#include "escalera/language/detail/tree_builder.hpp"
#include "escalera/language/lexer.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

using ast::node_index;
using ast::node_kind;

struct binary_operator {
    token_kind token;
    node_kind node;
    int level;  // 0: relations, 1: sums, 2: products
};
constexpr int loosest = 0;
constexpr int tightest = 2;

constexpr binary_operator binary_operators[] = {
    {token_kind::equal, node_kind::equal, 0},     {token_kind::not_equal, node_kind::not_equal, 0},
    {token_kind::less, node_kind::less, 0},       {token_kind::less_equal, node_kind::less_equal, 0},
    {token_kind::greater, node_kind::greater, 0}, {token_kind::greater_equal, node_kind::greater_equal, 0},
    {token_kind::word_in, node_kind::in, 0},      {token_kind::plus, node_kind::add, 1},
    {token_kind::minus, node_kind::subtract, 1},  {token_kind::star, node_kind::multiply, 2},
    {token_kind::slash, node_kind::divide, 2},    {token_kind::percent, node_kind::remainder, 2},
};

std::optional<node_kind> macro_of(std::string_view name) {
    constexpr std::pair<std::string_view, node_kind> macros[] = {
        {"all", node_kind::all}, {"exists", node_kind::exists}, {"exists_one", node_kind::exists_one}, {"existsOne", node_kind::exists_one},
        {"map", node_kind::map}, {"filter", node_kind::filter},
    };
    for (const auto& [spelled, what] : macros) {
        if (spelled == name) return what;
    }
    return std::nullopt;
}

// "days" behind a number: how many hours one is; 0 for a unit that has no fixed number; nothing for no unit.
std::optional<std::uint64_t> hours_of_unit(std::string_view word) {
    if (word == "day" || word == "days") return 24;
    if (word == "week" || word == "weeks") return 168;
    if (word == "hour" || word == "hours") return 1;
    for (const std::string_view other : {"minute", "minutes", "second", "seconds", "month", "months", "year", "years", "business"}) {
        if (word == other) return 0;
    }
    return std::nullopt;
}

class parser {
public:
    parser(const located_text& text, diagnostics& found, const parse_limits& limits)
        : x_found(found), x_whole(text.text.size()), x_limits(limits), x_tokens(text, read_tokens(text, found), found) {}

    std::optional<ast::tree> parse() {
        if (x_tokens.at_end()) {
            if (!x_found.has_errors()) x_tokens.error(now(), "the condition is empty", "write what must hold, such as repeat >= 3");
            return std::nullopt;
        }
        expression();
        while (!x_tokens.at_end()) go_on_behind_trailing();
        if (x_tokens.failed()) return std::nullopt;
        return x_builder.take();
    }

private:
    // ---- what the grammar says, from the loosest binding to the tightest ----

    node_index expression() {
        const nesting deeper(*this);
        if (x_tokens.gave_up()) return hole();
        const auto condition = disjunction();
        if (!x_tokens.at(token_kind::question)) return condition;
        const auto mark = x_tokens.take();
        const auto then = disjunction();
        if (!x_tokens.expect(token_kind::colon, "':' and what holds otherwise", "write condition ? this : that")) return condition;
        const auto otherwise = expression();
        return make(node_kind::conditional, {condition, then, otherwise}, mark.begin);
    }

    node_index disjunction() {
        return chain(node_kind::logical_or, token_kind::logical_or, [&] { return conjunction(); });
    }
    node_index conjunction() {
        return chain(node_kind::logical_and, token_kind::logical_and, [&] { return binary(loosest); });
    }

    template <class Part>
    node_index chain(node_kind what, token_kind separator, const Part& part) {
        const auto first = part();
        if (operator_here() != separator) return first;
        std::vector<node_index> parts{first};
        const auto mark = now().begin;
        while (operator_here() == separator) {
            x_tokens.take();
            parts.push_back(part());
        }
        return make(what, parts, mark);
    }

    node_index binary(int level) {
        if (level > tightest) return unary();
        auto left = binary(level + 1);
        while (const auto* found = binary_operator_here(level)) {
            const auto mark = x_tokens.take();
            if (found->token == token_kind::percent && refuse_per_cent(mark)) continue;
            const auto right = binary(level + 1);
            left = make(found->node, {left, right}, mark.begin);
        }
        return left;
    }

    const binary_operator* binary_operator_here(int level) {
        const auto here = operator_here();
        for (const auto& candidate : binary_operators) {
            if (candidate.token == here && candidate.level == level) return &candidate;
        }
        return nullptr;
    }

    // The operator at this place, foreign words ("AND") taken for what they mean.
    token_kind operator_here() {
        if (!x_tokens.at(token_kind::identifier)) return now().what;
        if (const auto foreign = foreign_operator_of(now().text)) {
            x_tokens.error(code::wrong_operator, now(), fmt::format("'{}' is no operator of conditions", now().text),
                           fmt::format("write {}", foreign->meant));
            x_tokens.read_as(foreign->what);
        }
        return now().what;
    }

    node_index unary() {
        const nesting deeper(*this);
        if (x_tokens.gave_up()) return hole();
        refuse_foreign_not();
        if (x_tokens.at(token_kind::logical_not)) return prefix(node_kind::logical_not);
        if (x_tokens.at(token_kind::minus) && !is_number(x_tokens.next().what)) return prefix(node_kind::negate);
        return member();
    }

    node_index prefix(node_kind what) {
        const auto mark = x_tokens.take();
        const auto operand = unary();
        return make(what, {operand}, mark.begin, mark.begin);
    }

    node_index member() {
        auto base = primary();
        for (;;) {
            if (x_tokens.at(token_kind::dot)) {
                x_tokens.take();
                base = selection(base);
            } else if (x_tokens.at(token_kind::open_bracket)) {
                const auto open = x_tokens.take();
                const auto index = expression();
                x_tokens.close(open, token_kind::close_bracket, "]");
                base = make(node_kind::element, {base, index}, open.begin);
            } else {
                return base;
            }
        }
    }

    // Behind a dot.
    node_index selection(node_index base) {
        if (!is_selectable(now())) {
            x_tokens.error(now(), fmt::format("a name must follow the dot, not {}", describe(now())));
            return base;
        }
        const auto name = x_tokens.take();
        if (!x_tokens.at(token_kind::open_paren)) return named(node_kind::select, {base}, name, name.text);
        const auto operands = arguments({base});
        if (const auto macro = macro_of(name.text)) return make_macro(*macro, name, operands);
        return named(node_kind::method, operands, name, name.text);
    }

    node_index primary() {
        switch (now().what) {
            case token_kind::integer:
            case token_kind::number:
            case token_kind::minus: return number();
            case token_kind::text: {
                const auto t = x_tokens.take();
                return literal(t.begin, value(t.text));
            }
            case token_kind::word_true:
            case token_kind::word_false: {
                const auto t = x_tokens.take();
                return literal(t.begin, value(t.what == token_kind::word_true));
            }
            case token_kind::identifier: return name_or_call();
            case token_kind::dot: return rooted_name();
            case token_kind::open_paren: return parenthesis();
            case token_kind::open_bracket: return list();
            case token_kind::open_brace: return refuse_braces();
            case token_kind::reserved: return refuse_reserved();
            case token_kind::bad: x_tokens.take(); return hole();
            default: return refuse_missing_operand();
        }
    }

    // A number, with the minus that belongs to it.
    node_index number() {
        const auto begin = now().begin;
        const bool negative = x_tokens.at(token_kind::minus);
        if (negative) x_tokens.take();
        const auto t = x_tokens.take();
        if (t.what == token_kind::number) return literal(begin, value(negative ? -t.number : t.number));
        constexpr auto magnitude_of_smallest = std::uint64_t{1} << 63U;
        if (t.magnitude == magnitude_of_smallest && !negative) {
            x_tokens.error(code::bad_literal, begin, t.end, "an int goes from -9223372036854775808 to 9223372036854775807",
                           "write it with .0 to make it a double");
            return hole();
        }
        return literal(begin, value(static_cast<std::int64_t>(negative ? 0 - t.magnitude : t.magnitude)));
    }

    node_index name_or_call() {
        const auto name = x_tokens.take();
        if (x_tokens.at(token_kind::open_brace)) return refuse_braces();
        if (!x_tokens.at(token_kind::open_paren)) return named(node_kind::name, {}, name, name.text);
        const auto operands = arguments({});
        if (name.text == "has") return make_has(name, operands);
        if (name.text == "makes_good" && operands.size() == 3) return make_comparison_with_sum(name, operands);
        return checked(x_builder.add_named(node_kind::call, operands, {name.begin, x_tokens.last().end, name.begin}, name.text));
    }

    // makes_good(given, lost, cost) is another way to write given >= lost + cost.
    node_index make_comparison_with_sum(const token& name, const std::vector<node_index>& operands) {
        const auto sum = make(node_kind::add, {operands[1], operands[2]}, name.begin);
        return make(node_kind::greater_equal, {operands[0], sum}, name.begin);
    }

    // ".x": past the variables of macros.
    node_index rooted_name() {
        const auto dot = x_tokens.take();
        if (!x_tokens.at(token_kind::identifier)) {
            x_tokens.error(now(), fmt::format("a name must follow the dot, not {}", describe(now())));
            return hole();
        }
        const auto name = x_tokens.take();
        return named(node_kind::name, {}, dot, "." + name.text);
    }

    node_index parenthesis() {
        const auto open = x_tokens.take();
        const auto inside = expression();
        x_tokens.close(open, token_kind::close_paren, ")");
        x_builder.widen(inside, open.begin, x_tokens.last().end);  // a caret under it takes the brackets in
        return inside;
    }

    node_index list() {
        const auto open = x_tokens.take();
        const auto elements = comma_separated({}, token_kind::close_bracket);
        x_tokens.close(open, token_kind::close_bracket, "]");
        return make(node_kind::list, elements, open.begin, open.begin);
    }

    // "(…)" behind a name; the target of a method stands first.
    std::vector<node_index> arguments(std::vector<node_index> target) {
        const auto open = x_tokens.take();
        auto operands = comma_separated(std::move(target), token_kind::close_paren);
        x_tokens.close(open, token_kind::close_paren, ")");
        return operands;
    }

    std::vector<node_index> comma_separated(std::vector<node_index> parts, token_kind closing) {
        while (!x_tokens.at(closing) && !x_tokens.gave_up()) {
            parts.push_back(expression());
            if (!x_tokens.at(token_kind::comma)) break;
            x_tokens.take();
            if (x_tokens.at(closing) && closing == token_kind::close_paren) x_tokens.error(now(), "an argument must follow the comma");
        }
        return parts;
    }

    // ---- macros ----

    // operands: list, variable, body; or for map: list, variable, filter, body.
    node_index make_macro(node_kind what, const token& name, const std::vector<node_index>& operands) {
        const auto way_out =
            fmt::format("write list.{}(x, {})", name.text, what == node_kind::map ? "what to make of x" : "a condition on x");
        if (operands.size() != 3 && !(operands.size() == 4 && what == node_kind::map)) {
            x_tokens.error(code::wrong_arguments, name, fmt::format("{}() takes a variable and an expression", name.text), way_out);
            return hole();
        }
        const auto& variable = x_builder.tree()[operands[1]];
        const auto variable_name = variable.what == node_kind::name ? std::string(x_builder.tree().name_of(operands[1])) : std::string();
        if (variable_name.empty() || variable_name.front() == '.') {
            if (!x_tokens.failed()) {
                x_tokens.error(code::wrong_arguments, variable.begin, variable.end,
                               fmt::format("the first argument of {}() must be a plain name, which stands for each element", name.text),
                               way_out);
            }
            return hole();
        }
        auto parts = operands;
        parts.erase(parts.begin() + 1);
        return named(what, parts, name, variable_name);
    }

    node_index make_has(const token& name, const std::vector<node_index>& operands) {
        if (operands.size() == 1 && x_builder.tree()[operands[0]].what == node_kind::select) {
            const auto field_name = std::string(x_builder.tree().name_of(operands[0]));
            const auto root = x_builder.tree().operand(operands[0], 0);
            return checked(
                x_builder.add_named(node_kind::has, std::vector{root}, {name.begin, x_tokens.last().end, name.begin}, field_name));
        }
        if (!x_tokens.failed())
            x_tokens.error(code::wrong_arguments, name, "has() takes a field with its root", "write has(complaint.severity)");
        return hole();
    }

    // ---- nodes ----

    node_index make(node_kind what, const std::vector<node_index>& operands, std::uint32_t mark,
                    std::optional<std::uint32_t> begin = std::nullopt) {
        const auto first = begin.value_or(operands.empty() ? mark : x_builder.tree()[operands.front()].begin);
        return checked(x_builder.add(what, operands, {first, x_tokens.last().end, mark}));
    }

    node_index named(node_kind what, const std::vector<node_index>& operands, const token& mark, std::string name) {
        const auto first = operands.empty() ? mark.begin : x_builder.tree()[operands.front()].begin;
        return checked(x_builder.add_named(what, operands, {first, x_tokens.last().end, mark.begin}, std::move(name)));
    }

    node_index literal(std::uint32_t begin, value v) {
        return checked(x_builder.add_literal(std::move(v), {begin, x_tokens.last().end, begin}));
    }

    // Stands where an operand is missing, so that the rest can be read; the tree is thrown away.
    node_index hole() { return x_builder.add_literal(value(false), {now().begin, now().begin, now().begin}); }

    node_index checked(node_index made) {
        if (x_builder.depth_of(made) > x_limits.depth) refuse_depth(x_builder.tree()[made].mark);
        if (made >= x_limits.nodes) {
            x_tokens.give_up(0, x_whole, fmt::format("a condition has at most {} parts", x_limits.nodes),
                             "make two rules of it, or a field that is worked out beforehand");
        }
        return made;
    }

    // One more level of brackets or prefixes, for as long as it lives.
    class nesting {
    public:
        explicit nesting(parser& p) : x_parser(p) {
            if (++x_parser.x_nesting > 2 * x_parser.x_limits.depth) x_parser.refuse_depth(x_parser.now().begin);
        }
        ~nesting() { --x_parser.x_nesting; }
        nesting(const nesting&) = delete;
        nesting& operator=(const nesting&) = delete;

    private:
        parser& x_parser;
    };

    // ---- mistakes ----

    [[nodiscard]] const token& now() const { return x_tokens.now(); }

    void refuse_depth(std::size_t at) {
        x_tokens.give_up(at, at + 1, fmt::format("a condition is at most {} levels deep", x_limits.depth),
                         "a list and 'in' say the same as many comparisons");
    }

    void refuse_foreign_not() {
        const auto follows = x_tokens.next().what;
        const bool operand_follows =
            follows == token_kind::identifier || follows == token_kind::word_true || follows == token_kind::word_false;
        if (!x_tokens.at(token_kind::identifier) || lower_case(now().text) != "not" || !operand_follows) return;
        x_tokens.error(code::wrong_operator, now(), fmt::format("'{}' is no operator of conditions", now().text), "write not (or !)");
        x_tokens.read_as(token_kind::logical_not);
    }

    // "20%": a per cent sign behind a number, with nothing to divide by.
    bool refuse_per_cent(const token& mark) {
        const auto& amount = x_tokens.before(2);
        if (!is_number(amount.what) || starts_operand(now().what)) return false;
        const auto per_cent = amount.what == token_kind::integer ? static_cast<double>(amount.magnitude) : amount.number;
        const auto share = amount.what == token_kind::integer ? fmt::format("{:.2f}", per_cent / 100) : fmt::format("{}", per_cent / 100);
        x_tokens.error(code::unit_in_condition, amount.begin, mark.end, "a condition has no per cent sign", fmt::format("write {}", share));
        return true;
    }

    node_index refuse_braces() {
        x_tokens.error(code::out_of_scope, now(), "maps and messages in braces are not part of conditions",
                       "a list is written in brackets: [1, 2]");
        std::size_t open = 0;
        while (!x_tokens.at_end()) {
            const auto t = x_tokens.take();
            open += t.what == token_kind::open_brace ? 1 : 0;
            if (t.what == token_kind::close_brace && --open == 0) break;
        }
        return hole();
    }

    node_index refuse_reserved() {
        x_tokens.error(code::reserved_word, now(), fmt::format("'{}' is a word that the language keeps for itself", now().text),
                       now().text == "if" ? "write condition ? this : that" : "no field, window or variable can be named so");
        x_tokens.take();
        return hole();
    }

    node_index refuse_missing_operand() {
        if (x_tokens.at_end() && !x_tokens.at_start()) {
            x_tokens.error(now(), fmt::format("the condition ends where something must follow {}", describe(x_tokens.last())));
        } else {
            x_tokens.error(now(), fmt::format("{} stands where a value must stand", describe(now())));
        }
        // An operator is passed over, so that what follows it is read; a closing bracket belongs to somebody.
        const bool closes = x_tokens.at(token_kind::close_paren) || x_tokens.at(token_kind::close_bracket) ||
                            x_tokens.at(token_kind::comma) || x_tokens.at(token_kind::colon);
        if (closes || x_tokens.at_end()) return hole();
        x_tokens.take();
        return starts_operand(now().what) ? unary() : hole();
    }

    // Behind a whole expression something else stands.
    void go_on_behind_trailing() {
        report_trailing(now(), x_tokens.last());
        if (!starts_operand(now().what)) x_tokens.take();
        if (starts_operand(now().what)) expression();
    }

    void report_trailing(const token& t, const token& before) {
        const auto unit = t.what == token_kind::identifier && before.what == token_kind::integer ? hours_of_unit(t.text) : std::nullopt;
        if (unit) {
            const bool fixed = *unit != 0 && before.magnitude < 1'000'000;
            x_tokens.error(code::unit_in_condition, before.begin, t.end, "a condition has no units",
                           fixed ? fmt::format("write duration(\"{}h\")", before.magnitude * *unit)
                                 : "lengths of time are written duration(\"8h\"), with h, m and s");
        } else if (t.what == token_kind::close_paren || t.what == token_kind::close_bracket || t.what == token_kind::close_brace) {
            x_tokens.error(t, fmt::format("{} closes what was never opened", describe(t)));
        } else if (t.what == token_kind::colon) {
            x_tokens.error(t, "':' without the '?' that it belongs to", "write condition ? this : that");
        } else if (starts_operand(t.what)) {
            x_tokens.error(t, fmt::format("an operator is missing before {}", describe(t)), "conditions are joined by and, or");
        } else {
            x_tokens.error(t, fmt::format("{} does not belong here", describe(t)));
        }
    }

    const diagnostics& x_found;
    std::size_t x_whole;
    parse_limits x_limits;
    detail::token_cursor x_tokens;
    detail::tree_builder x_builder;
    std::uint32_t x_nesting = 0;
};

}  // namespace

std::optional<ast::tree> parse_condition(const located_text& text, diagnostics& found, const parse_limits& limits) {
    if (text.text.size() > limits.text_bytes) {
        found.add(code::condition_too_large, text.at(0, 0),
                  fmt::format("a condition has at most {} bytes; this one has {}", limits.text_bytes, text.text.size()),
                  "make several rules of it");
        return std::nullopt;
    }
    diagnostics own;
    auto tree = parser(text, own, limits).parse();
    if (own.has_errors()) tree.reset();
    own.sort();  // words were read before the grammar was
    found.append(std::move(own));
    return tree;
}

ESCALERA_NAMESPACE_END

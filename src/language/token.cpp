#include "escalera/language/token.hpp"

#include <utility>

#include <fmt/format.h>

ESCALERA_NAMESPACE_BEGIN

bool starts_operand(token_kind k) noexcept {
    switch (k) {
        case token_kind::bad:
        case token_kind::identifier:
        case token_kind::reserved:
        case token_kind::integer:
        case token_kind::number:
        case token_kind::text:
        case token_kind::word_true:
        case token_kind::word_false:
        case token_kind::logical_not:
        case token_kind::minus:
        case token_kind::dot:
        case token_kind::open_paren:
        case token_kind::open_bracket: return true;
        default: return false;
    }
}

bool is_selectable(const token& t) noexcept {
    switch (t.what) {
        case token_kind::identifier:
        case token_kind::reserved: return true;
        case token_kind::logical_and:
        case token_kind::logical_or:
        case token_kind::logical_not: return !t.text.empty();  // the words, not the symbols
        default: return false;
    }
}

std::string describe(const token& t) {
    constexpr std::pair<token_kind, std::string_view> symbols[] = {
        {token_kind::logical_and, "&&"},   {token_kind::logical_or, "||"},   {token_kind::logical_not, "!"}, {token_kind::equal, "=="},
        {token_kind::not_equal, "!="},     {token_kind::less, "<"},          {token_kind::less_equal, "<="}, {token_kind::greater, ">"},
        {token_kind::greater_equal, ">="}, {token_kind::plus, "+"},          {token_kind::minus, "-"},       {token_kind::star, "*"},
        {token_kind::slash, "/"},          {token_kind::percent, "%"},       {token_kind::question, "?"},    {token_kind::colon, ":"},
        {token_kind::comma, ","},          {token_kind::dot, "."},           {token_kind::open_paren, "("},  {token_kind::close_paren, ")"},
        {token_kind::open_bracket, "["},   {token_kind::close_bracket, "]"}, {token_kind::open_brace, "{"},  {token_kind::close_brace, "}"},
    };
    switch (t.what) {
        case token_kind::end: return "the end";
        case token_kind::integer:
        case token_kind::number: return "a number";
        case token_kind::text: return "a string";
        default: break;
    }
    if (!t.text.empty()) return fmt::format("'{}'", t.text);
    for (const auto& [what, symbol] : symbols) {
        if (what == t.what) return fmt::format("'{}'", symbol);
    }
    return "this";
}

std::string lower_case(std::string_view word) {
    std::string out(word);
    for (auto& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return out;
}

std::optional<foreign_operator> foreign_operator_of(std::string_view word) {
    constexpr std::pair<std::string_view, foreign_operator> words[] = {
        {"and", {token_kind::logical_and, "and (or &&)"}},
        {"or", {token_kind::logical_or, "or (or ||)"}},
        {"in", {token_kind::word_in, "in"}},
        {"is", {token_kind::equal, "=="}},
        {"eq", {token_kind::equal, "=="}},
        {"equals", {token_kind::equal, "=="}},
        {"ne", {token_kind::not_equal, "!="}},
        {"lt", {token_kind::less, "<"}},
        {"gt", {token_kind::greater, ">"}},
        {"le", {token_kind::less_equal, "<="}},
        {"ge", {token_kind::greater_equal, ">="}},
        {"mod", {token_kind::percent, "%"}},
        {"like", {token_kind::equal, "text.contains(\"…\") or text.matches(\"…\")"}},
        {"contains", {token_kind::equal, "text.contains(\"…\")"}},
        {"matches", {token_kind::equal, "text.matches(\"…\")"}},
    };
    const auto lower = lower_case(word);
    for (const auto& [spelled, found] : words) {
        if (spelled == lower) return found;
    }
    return std::nullopt;
}

ESCALERA_NAMESPACE_END

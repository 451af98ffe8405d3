#pragma once
// The words that a condition is made of.
//
// Threads: plain values.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

enum class token_kind : std::uint8_t {
    end,         // behind the last one
    bad,         // a literal that cannot be read, or is out of scope; reported by the lexer
    identifier,  // and the words that mean something only at their place: has, all, size, ...
    reserved,    // a word that CEL keeps for itself: if, for, while, ...
    integer,
    number,
    text,
    word_true,
    word_false,
    word_in,
    logical_and,  // && and
    logical_or,   // || or
    logical_not,  // ! not
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    plus,
    minus,
    star,
    slash,
    percent,
    question,
    colon,
    comma,
    dot,
    open_paren,
    close_paren,
    open_bracket,
    close_bracket,
    open_brace,
    close_brace,
};

struct token {
    token_kind what = token_kind::end;
    std::uint32_t begin = 0;  // bytes of the condition's text
    std::uint32_t end = 0;
    std::string text;             // of an identifier or another word as written; of a string literal its value
    std::uint64_t magnitude = 0;  // of an integer, at most 2^63
    double number = 0;
};

[[nodiscard]] constexpr bool is_number(token_kind k) noexcept { return k == token_kind::integer || k == token_kind::number; }

// Whether a value can begin with it.
[[nodiscard]] ESCALERA_API bool starts_operand(token_kind k) noexcept;

// What a name after a dot may be: an identifier or a word that means something elsewhere.
[[nodiscard]] ESCALERA_API bool is_selectable(const token& t) noexcept;

// As messages name it: "'&&'", "a number", "the end".
[[nodiscard]] ESCALERA_API std::string describe(const token& t);

// An operator that another language spells by this word, such as AND, eq, is; and how it is written here.
struct foreign_operator {
    token_kind what = token_kind::bad;
    std::string_view meant;
};
[[nodiscard]] ESCALERA_API std::optional<foreign_operator> foreign_operator_of(std::string_view word);

// The same word in small ASCII letters.
[[nodiscard]] ESCALERA_API std::string lower_case(std::string_view word);

ESCALERA_NAMESPACE_END

#pragma once
// Condition text -> tokens, as CEL (Common Expression Language) spells them:
//
//   IDENT   = [A-Za-z_][A-Za-z0-9_]*
//   NUMBER  = [0-9]+ | 0x[0-9A-Fa-f]+ | [0-9]*.[0-9]+ EXP? | [0-9]+ EXP ;  EXP = [eE][+-]?[0-9]+
//   STRING  = [rR]? ( '…' | "…" | '''…''' | """…""" )     escapes: string_literal.hpp
//   blanks are space, tab, line feed, form feed and carriage return; // begins a comment
//
// `and or not` are && || !. What comes from other languages (= <> & AND ≥ …) is reported and read as what was meant, so
// that the rest is checked too.
// Threads: reentrant.   Cost: linear in the text.

#include <vector>

#include "escalera/config.hpp"
#include "escalera/language/diagnostic.hpp"
#include "escalera/language/located_text.hpp"
#include "escalera/language/token.hpp"

ESCALERA_NAMESPACE_BEGIN

// Always ends with token_kind::end.
[[nodiscard]] ESCALERA_API std::vector<token> read_tokens(const located_text& text, diagnostics& found);

// Whether a name may stand in a condition: an IDENT that is no word of the language.
[[nodiscard]] ESCALERA_API bool is_plain_identifier(std::string_view name) noexcept;

// A word that means something else in a condition: true, in, and, if, ... Windows and fields may not be named so.
[[nodiscard]] ESCALERA_API bool is_word_of_language(std::string_view word) noexcept;

ESCALERA_NAMESPACE_END

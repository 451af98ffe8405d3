#pragma once
// Condition text -> tree.
//
//   condition   = expression ;
//   expression  = or [ "?" or ":" expression ] ;
//   or          = and { ( "||" | "or" ) and } ;
//   and         = relation { ( "&&" | "and" ) relation } ;
//   relation    = sum { ( "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" ) sum } ;
//   sum         = product { ( "+" | "-" ) product } ;
//   product     = unary { ( "*" | "/" | "%" ) unary } ;
//   unary       = ( "!" | "not" ) unary | "-" unary | member ;
//   member      = primary { "." IDENT [ "(" [ arguments ] ")" ] | "[" expression "]" } ;
//   primary     = [ "." ] IDENT | IDENT "(" [ arguments ] ")" | "(" expression ")"
//               | "[" [ arguments [ "," ] ] "]" | [ "-" ] NUMBER | STRING | "true" | "false" ;
//   arguments   = expression { "," expression } ;
//
//   has(a.b) and list.all(x, p), exists, exists_one, map(x, e), map(x, p, e), filter are macros: their variable is a
//   simple IDENT. A minus directly before a NUMBER belongs to it, so that the smallest int can be written.
//   The tokens are in lexer.hpp. Maps, messages, bytes, uint and null are recognised and refused by name.
//
// After a mistake the parser goes on behind it where it can, and reports what it finds there too.
// Threads: reentrant.   Cost: linear in the text; the depth of the recursion is bounded by parse_limits::depth.

#include <cstdint>
#include <optional>

#include "escalera/config.hpp"
#include "escalera/language/ast.hpp"
#include "escalera/language/diagnostic.hpp"
#include "escalera/language/located_text.hpp"

ESCALERA_NAMESPACE_BEGIN

struct parse_limits {
    std::uint32_t text_bytes = 64 * 1024;
    std::uint32_t nodes = 10'000;
    std::uint32_t depth = 128;  // of the tree, and of parentheses
};

// Nothing when there was a mistake; every mistake is in `found`, with its place in the source.
[[nodiscard]] ESCALERA_API std::optional<ast::tree> parse_condition(const located_text& text, diagnostics& found,
                                                                    const parse_limits& limits = {});

ESCALERA_NAMESPACE_END

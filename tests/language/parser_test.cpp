#include "escalera/language/parser.hpp"

#include "escalera/language/ast_print.hpp"

#include "support/catch.hpp"

using namespace escalera;

namespace {

located_text text_of(const std::string& text) { return located_text::verbatim(std::make_shared<source>("<test>", text), 0, text); }

// Every finding as "E0302@3-4 message | suggestion", offsets in bytes.
std::vector<std::string> findings(const std::string& text, const parse_limits& limits = {}) {
    diagnostics found;
    const auto tree = parse_condition(text_of(text), found, limits);
    CHECK_FALSE(tree);
    std::vector<std::string> out;
    for (const auto& d : found) {
        out.push_back(std::string(row_of(d.what).id) + "@" + std::to_string(d.at.begin) + "-" + std::to_string(d.at.end) + " " + d.message +
                      (d.suggestion.empty() ? "" : " | " + d.suggestion));
    }
    return out;
}

std::string only_finding(const std::string& text) {
    const auto all = findings(text);
    CAPTURE(text, all);
    REQUIRE(all.size() == 1);
    return all[0];
}

ast::tree parse(const std::string& text) {
    diagnostics found;
    auto tree = parse_condition(text_of(text), found);
    REQUIRE(tree);
    return std::move(*tree);
}

std::string repeated(const std::string& part, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += part;
    return out;
}

}  // namespace

TEST_CASE("every node knows its place") {
    const auto t = parse("case.grade + 1 >= size( l )");
    const auto& root = t[t.root()];
    CHECK(root.what == ast::node_kind::greater_equal);
    CHECK(root.begin == 0);
    CHECK(root.end == 27);
    CHECK(root.mark == 15);
    const auto& sum = t[t.operand(t.root(), 0)];
    CHECK(sum.begin == 0);
    CHECK(sum.end == 14);
    CHECK(sum.mark == 11);
    const auto& call = t[t.operand(t.root(), 1)];
    CHECK(call.begin == 18);
    CHECK(call.end == 27);
    CHECK(call.mark == 18);
    const auto in_brackets = parse("(a + b) * (c)");
    CHECK(in_brackets[in_brackets.root()].begin == 0);
    CHECK(in_brackets[in_brackets.root()].end == 13);
    for (ast::node_index i = 0; i < t.nodes.size(); ++i) {
        for (const auto o : t.operands_of(i)) CHECK(o < i);
    }
}

TEST_CASE("what is written as in another language is named and read on") {
    CHECK(only_finding("a = b") == "E0303@2-3 '=' is no operator of conditions | write ==");
    CHECK(only_finding("a <> b") == "E0303@2-4 '<>' is no operator of conditions | write !=");
    CHECK(only_finding("a === b") == "E0303@2-5 '===' is no operator of conditions | write ==");
    CHECK(only_finding("a => b") == "E0303@2-4 '=>' is no operator of conditions | write >=");
    CHECK(only_finding("a & b") == "E0303@2-3 '&' is no operator of conditions | write && (or the word and)");
    CHECK(only_finding("a | b") == "E0303@2-3 '|' is no operator of conditions | write || (or the word or)");
    CHECK(only_finding("a AND b") == "E0303@2-5 'AND' is no operator of conditions | write and (or &&)");
    CHECK(only_finding("a Or b") == "E0303@2-4 'Or' is no operator of conditions | write or (or ||)");
    CHECK(only_finding("NOT a") == "E0303@0-3 'NOT' is no operator of conditions | write not (or !)");
    CHECK(only_finding("a is b") == "E0303@2-4 'is' is no operator of conditions | write ==");
    CHECK(only_finding("a IN [1]") == "E0303@2-4 'IN' is no operator of conditions | write in");
    CHECK(only_finding("a \xE2\x89\xA5 3") == "E0303@2-5 '\xE2\x89\xA5' is no operator of conditions | write >=");
    CHECK(only_finding("a like 'x'") ==
          "E0303@2-6 'like' is no operator of conditions | write text.contains(\"\xE2\x80\xA6\") or text.matches(\"\xE2\x80\xA6\")");
    CHECK(findings("a = 1 AND b <> 2").size() == 3);
}

TEST_CASE("makes_good() is a comparison with a sum") {
    CHECK(ast::print(parse("makes_good(offer.amount, complaint.claim, complaint.cost)")) ==
          "offer.amount >= complaint.claim + complaint.cost");
    CHECK(ast::print(parse("not makes_good(a, b, c ? d : e)")) == ast::print(parse("not (a >= b + (c ? d : e))")));
    CHECK(ast::print(parse("makes_good(a, b)")) == "makes_good(a, b)");  // which the type checker refuses
}

TEST_CASE("units and per cent signs offer what to write") {
    CHECK(only_finding("x > 3d") == "E0305@4-6 '3d' is not a number | write duration(\"72h\")");
    CHECK(only_finding("x > 2w") == "E0305@4-6 '2w' is not a number | write duration(\"336h\")");
    CHECK(only_finding("x > 90m") == "E0305@4-7 '90m' is not a number | write duration(\"90m\")");
    CHECK(only_finding("x > 1.5h") == "E0305@4-8 '1.5h' is not a number | write duration(\"1.5h\")");
    CHECK(only_finding("x > 3 days") == "E0305@4-10 a condition has no units | write duration(\"72h\")");
    CHECK(only_finding("x > 20%") == "E0305@4-7 a condition has no per cent sign | write 0.20");
    CHECK(only_finding("x > 20% and y") == "E0305@4-7 a condition has no per cent sign | write 0.20");
    CHECK(only_finding("(x > 2.5%)") == "E0305@5-9 a condition has no per cent sign | write 0.025");
    CHECK(parse("x % 20 > 3").nodes.size() == 5);
}

TEST_CASE("what is missing is said where it is missed") {
    CHECK(only_finding("") == "E0302@0-0 the condition is empty | write what must hold, such as repeat >= 3");
    CHECK(only_finding("a >") == "E0302@3-3 the condition ends where something must follow '>'");
    CHECK(only_finding("a and") == "E0302@5-5 the condition ends where something must follow 'and'");
    CHECK(only_finding("(a") == "E0302@2-2 ')' is missing before the end");
    CHECK(only_finding("[1, 2") == "E0302@5-5 ']' is missing before the end");
    CHECK(only_finding("f(a, )") == "E0302@5-6 an argument must follow the comma");
    CHECK(only_finding("a )") == "E0302@2-3 ')' closes what was never opened");
    CHECK(only_finding("a b") == "E0302@2-3 an operator is missing before 'b' | conditions are joined by and, or");
    CHECK(only_finding("a 1") == "E0302@2-3 an operator is missing before a number | conditions are joined by and, or");
    CHECK(only_finding("== b") == "E0302@0-2 '==' stands where a value must stand");
    CHECK(only_finding("a ? b") == "E0302@5-5 ':' and what holds otherwise is missing before the end | write condition ? this : that");
    CHECK(only_finding("a.") == "E0302@2-2 a name must follow the dot, not the end");
    CHECK(only_finding("a.1") == "E0302@1-3 an operator is missing before a number | conditions are joined by and, or");
    CHECK(only_finding("a : b") == "E0302@2-3 ':' without the '?' that it belongs to | write condition ? this : that");
}

TEST_CASE("an unclosed bracket says where it was opened") {
    diagnostics found;
    (void)parse_condition(text_of("a and (b or c"), found);
    REQUIRE(found.size() == 1);
    REQUIRE(found[0].notes.size() == 1);
    CHECK(found[0].notes[0].at.begin == 6);
    CHECK(found[0].notes[0].message == "opened here");
}

TEST_CASE("parts of CEL that conditions do not have are named") {
    CHECK(only_finding("1u") == "E0307@0-2 unsigned numbers (uint) are not part of conditions | write 1");
    CHECK(only_finding("b'x'") == "E0307@0-4 byte strings (bytes) are not part of conditions | write the string without the b");
    CHECK(only_finding("x == null") ==
          "E0307@5-9 null is not part of conditions | an absent field is unknown; ask for it with has(root.field)");
    CHECK(only_finding("{'a': 1}.a == 1").substr(0, 11) == "E0307@0-1 m");
    CHECK(only_finding("M{a: 1}").substr(0, 9) == "E0307@1-2");
    CHECK(only_finding("if") == "E0306@0-2 'if' is a word that the language keeps for itself | write condition ? this : that");
    CHECK(only_finding("x > while").substr(0, 9) == "E0306@4-9");
}

TEST_CASE("literals that cannot be read") {
    CHECK(only_finding("9223372036854775808").substr(0, 12) == "E0304@0-19 a");
    CHECK(only_finding("99999999999999999999").substr(0, 12) == "E0304@0-20 a");
    CHECK(only_finding("x == 'abc") == "E0304@5-6 a string that is opened and never closed | close it with '");
    CHECK(only_finding("'a\\qb'") ==
          "E0304@2-4 \\q is no escape | write \\\\ for a backslash, or put an r before the string (r\"\xE2\x80\xA6\") to have it taken as "
          "it is");
    CHECK(only_finding("1_000") == "E0304@0-5 a number has no underscores | write the digits without them");
    CHECK(only_finding("12abc") == "E0304@0-5 'abc' runs into the number before it");
    CHECK(only_finding("1e999") == "E0304@0-5 a number that is larger than any double");
}

TEST_CASE("characters that no condition has") {
    CHECK(only_finding("a == \xE2\x80\x9Cx").substr(0, 52) == "E0301@5-8 the quotation mark \xE2\x80\x9C is not one of the l");
    CHECK(only_finding("a ; b").substr(0, 33) == "E0301@2-3 a condition has no semi");
    CHECK(only_finding("a\xC2\xA0") == "E0301@1-3 a blank that is no plain space | replace it by a space");
    CHECK(only_finding("a @") == "E0301@2-3 '@' cannot stand in a condition");
    CHECK(only_finding("caf\xC3\xA9").substr(0, 9) == "E0301@3-5");
    CHECK(only_finding(std::string("a\0", 2)) == "E0301@1-2 'U+0000' cannot stand in a condition");
    CHECK(only_finding("a \xFF") == "E0301@2-3 a byte that is not UTF-8 | save the file as UTF-8");
}

TEST_CASE("macros need a plain variable") {
    CHECK(only_finding("l.all(1, true)").substr(0, 9) == "E0405@6-7");
    CHECK(only_finding("l.all(a.b, true)").substr(0, 9) == "E0405@6-9");
    CHECK(only_finding("l.exists(x)").substr(0, 9) == "E0405@2-8");
    CHECK(only_finding("has(x)") == "E0405@0-3 has() takes a field with its root | write has(complaint.severity)");
}

TEST_CASE("several mistakes are found at once") {
    const auto all = findings("a = 1 and (b > and c == 'x\\q') or 3d");
    CAPTURE(all);
    REQUIRE(all.size() == 4);
    CHECK(all[0].substr(0, 9) == "E0303@2-3");
    CHECK(all[1].substr(0, 10) == "E0302@15-1");
    CHECK(all[2].substr(0, 11) == "E0304@26-28");
    CHECK(all[3].substr(0, 11) == "E0305@34-36");
}

TEST_CASE("limits are diagnostics, not crashes") {
    CHECK(parse(repeated("(", 60) + "7" + repeated(")", 60)).nodes.size() == 1);
    CHECK(only_finding(repeated("(", 100'000 / 2)).substr(0, 5) == "E0308");
    CHECK(only_finding(repeated("!", 60'000) + "a").substr(0, 5) == "E0308");
    CHECK(only_finding(repeated("[", 60'000)).substr(0, 5) == "E0308");
    CHECK(only_finding("a" + repeated("+a", 200)).substr(0, 5) == "E0308");
    CHECK(only_finding("a" + repeated(".b", 200)).substr(0, 5) == "E0308");
    CHECK(only_finding("a" + repeated(" ? a : a", 200)).substr(0, 5) == "E0308");
    CHECK(only_finding("[" + repeated("a,", 15'000) + "a]").substr(0, 5) == "E0308");
    CHECK(only_finding(repeated(" ", 70'000) + "a").substr(0, 9) == "E0308@0-0");
    CHECK(findings(repeated("a b ", 10'000)).size() == 8);
    CHECK(findings(repeated("a b AND ", 100)).size() == 8);  // the last one stops the reading in the middle of a correction
    // A chain of one operator is no nesting.
    CHECK(parse("a" + repeated(" && a", 2000)).nodes.size() == 2002);
}

TEST_CASE("a place inside a YAML text is the place in the file") {
    const auto in = std::make_shared<source>("rules.yaml", "  when: 'it''s' == x AND y\n");
    // The decoded text is "it's' == x AND y" without the doubled quote; runs as the YAML reader gives them.
    located_text text{"x == \"a\" AND y", in, {{0, 8}, {5, 15}}, 26};
    diagnostics found;
    (void)parse_condition(text, found);
    REQUIRE(found.size() == 1);
    CHECK(found[0].at.begin == 19);
    CHECK(found[0].at.where().line == 1);
    CHECK(found[0].at.where().column == 20);
}

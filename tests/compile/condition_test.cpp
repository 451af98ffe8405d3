#include "escalera/compile/condition.hpp"

#include "support/catch.hpp"
#include "support/fixed_scope.hpp"

using namespace escalera;
using escalera::testing::fixed_scope;

namespace {

const fixed_scope names;

located_text text_of(const std::string& text) { return located_text::verbatim(std::make_shared<source>("<test>", text), 0, text); }

condition compiled(const std::string& text, std::optional<type> wanted = std::nullopt) {
    diagnostics found;
    auto c = compile_condition(text_of(text), names, found, wanted);
    CAPTURE(text);
    for (const auto& d : found) UNSCOPED_INFO(d.message);
    REQUIRE(c);
    return std::move(*c);
}

// Every finding as "E0401 [what it stands under] message | suggestion".
std::vector<std::string> findings(const std::string& text, std::optional<type> wanted = std::nullopt) {
    diagnostics found;
    CHECK_FALSE(compile_condition(text_of(text), names, found, wanted));
    std::vector<std::string> out;
    for (const auto& d : found) {
        out.push_back(std::string(row_of(d.what).id) + " [" + text.substr(d.at.begin, d.at.end - d.at.begin) + "] " + d.message +
                      (d.suggestion.empty() ? "" : " | " + d.suggestion));
    }
    return out;
}

std::string only_finding(const std::string& text, std::optional<type> wanted = std::nullopt) {
    const auto all = findings(text, wanted);
    CAPTURE(text, all);
    REQUIRE(all.size() == 1);
    return all[0];
}

std::string type_of(const std::string& text) { return to_string(compiled(text).result()); }
opcode opcode_of(const std::string& text) { return compiled(text).nodes.back().what; }

}  // namespace

TEST_CASE("names become fields, windows and what windows are shares of") {
    const auto c =
        compiled("complaint.severity >= 3 and repeat > 2 and late_share > 0.2 and late_share.of >= 20 and repeat < 9", boolean_type);
    CHECK(c.fields == std::vector<std::uint32_t>{names.field("complaint.severity")});
    CHECK(c.windows == std::vector<std::uint32_t>{fixed_scope::repeat, fixed_scope::late_share});
    CHECK(c.result() == boolean_type);
    CHECK(c[c.root()].what == opcode::all_of);
    CHECK(c.operands_of(c.root()).size() == 5);
    for (std::uint32_t i = 0; i < c.nodes.size(); ++i) {
        for (const auto o : c.operands_of(i)) CHECK(o < i);
    }
}

TEST_CASE("every operator finds its overload") {
    CHECK(opcode_of("1 + 2") == opcode::add_int);
    CHECK(opcode_of("1.0 + 2.0") == opcode::add_number);
    CHECK(opcode_of("complaint.claim + offer.amount") == opcode::add_decimal);
    CHECK(opcode_of("'a' + 'b'") == opcode::add_text);
    CHECK(opcode_of("case.held_by + case.recused") == opcode::add_list);
    CHECK(opcode_of("event.time - complaint.time") == opcode::subtract_time);
    CHECK(opcode_of("event.time - duration('1h')") == opcode::subtract_time_span);
    const auto swapped = compiled("duration('1h') + event.time");
    CHECK(swapped.nodes.back().what == opcode::add_time_span);
    CHECK(swapped[swapped.operands_of(swapped.root())[0]].what == opcode::field);
    CHECK(opcode_of("-complaint.claim") == opcode::negate_decimal);
    CHECK(opcode_of("7 % 2") == opcode::remainder_int);
    CHECK(opcode_of("size('a')") == opcode::size_text);
    CHECK(opcode_of("case.held_by.size()") == opcode::size_list);
    CHECK(opcode_of("int(complaint.claim)") == opcode::int_from_decimal);
    CHECK(opcode_of("complaint.text.matches(r'\\d')") == opcode::matches);
    CHECK(opcode_of("event.time.getHours('America/Bogota')") == opcode::hours);
    CHECK(opcode_of("clock.used.getHours()") == opcode::span_hours);
    CHECK(opcode_of("int(repeat)") == opcode::window);  // int(int) is what it is asked of
    CHECK(opcode_of("[1, 2].map(x, x > 1, x)") == opcode::map_where);
    CHECK(opcode_of("repeat in [1, 2]") == opcode::in);
}

TEST_CASE("types are worked out") {
    CHECK(type_of("event.time - complaint.time") == "duration");
    CHECK(type_of("[1, 2]") == "list(int)");
    CHECK(type_of("[1, 2.5]") == "list(number)");
    CHECK(type_of("[]") == "list");
    CHECK(type_of("[[], [1]]") == "list(list(int))");
    CHECK(type_of("case.held_by.map(p, size(p))") == "list(int)");
    CHECK(type_of("case.held_by.filter(p, p != 'ana')") == "list(string)");
    CHECK(type_of("true ? [] : ['a']") == "list(string)");
    CHECK(type_of("[] + [1]") == "list(int)");
    CHECK(type_of("[].map(x, x + 1)") == "list(int)");
    CHECK(type_of("clock.left('first-response')") == "duration");
    CHECK(type_of("score('risk')") == "int");
    CHECK(type_of("paid_out") == "decimal");
}

TEST_CASE("int, number and decimal compare, and mix in nothing else") {
    CHECK(type_of("complaint.claim > 100 and complaint.claim < 99.5 and repeat == 3.0 and paid_out >= complaint.claim and 5 in [1.5, 5]") ==
          "bool");
    CHECK(type_of("complaint.claim in [10, 99.5]") == "bool");
    CHECK(only_finding("complaint.claim + 1") ==
          "E0402 [+] '+' does not take a decimal and an int | a decimal is added to and subtracted from a decimal only; comparisons take "
          "any numbers");
    CHECK(only_finding("complaint.claim * 2") ==
          "E0402 [*] '*' does not take a decimal and an int | decimals are added, subtracted and compared only");
    CHECK(only_finding("repeat + 0.5") == "E0402 [+] '+' does not take an int and a number | write double(\xE2\x80\xA6) around the int");
    CHECK(only_finding("[repeat, 0.5]").substr(0, 11) == "E0402 [0.5]");
    CHECK(only_finding("[9007199254740993, 0.5]").substr(0, 24) == "E0402 [9007199254740993]");
}

TEST_CASE("what macros name shadows what is around") {
    const auto c = compiled("case.held_by.exists(repeat, repeat == 'ana' and .repeat > 2)");
    CHECK(c.windows.size() == 1);
    CHECK(c.macro_depth == 1);
    const auto nested = compiled("[1, 2].exists(x, [3, 4].exists(y, x == y and x > 0))");
    CHECK(nested.macro_depth == 2);
    std::vector<std::uint32_t> depths;
    for (const auto& n : nested.nodes) {
        if (n.what == opcode::variable) depths.push_back(n.index);
    }
    CHECK(depths == std::vector<std::uint32_t>{0, 1, 0});
    CHECK(only_finding("['a'].exists(complaint, complaint.severity > 2)").substr(0, 69) ==
          "E0402 [complaint.severity] 'complaint' is a string here and has no pa");
    CHECK(type_of("['a'].exists(case, case.size() > 2)") == "bool");
}

TEST_CASE("names that nothing declares, with near ones") {
    CHECK(only_finding("complaint.chanel == 'web'") ==
          "E0401 [complaint.chanel] unknown name 'complaint.chanel' | did you mean 'complaint.channel'?");
    CHECK(only_finding("severity > 2") == "E0401 [severity] unknown name 'severity' | did you mean 'complaint.severity'?");
    CHECK(only_finding("repaet > 2") == "E0401 [repaet] unknown name 'repaet' | did you mean 'repeat'?");
    CHECK(only_finding("offer > 2") ==
          "E0401 [offer] unknown name 'offer' | it has the fields 'offer.id', 'offer.kind', 'offer.amount', 'offer.accepted', "
          "'offer.approved_by', 'offer.approved_level', 'offer.by', 'offer.level', 'offer.currency', 'offer.in_writing' and 'offer.fund'");
    CHECK(only_finding("True") == "E0401 [True] unknown name 'True' | write true");
    CHECK(only_finding("has(complaint.severty)") ==
          "E0401 [has(complaint.severty)] unknown name 'complaint.severty' | did you mean 'complaint.severity'?");
    CHECK(only_finding("repeat.of > 2").substr(0, 17) == "E0401 [repeat.of]");
    CHECK(only_finding("complaint.severity.x > 2").substr(0, 5) == "E0401");
    CHECK(findings("repaet > 2 and frequncy > 3 and complaint.chanel == 'web'").size() == 3);
}

TEST_CASE("a hyphen in a name offers the underscore") {
    CHECK(only_finding("same-bill >= 3") == "E0403 [same-bill] 'same-bill' reads as a subtraction: a name has no hyphen | write same_bill");
    CHECK(only_finding("outage-people >= 50") ==
          "E0403 [outage-people] 'outage-people' reads as a subtraction: a name has no hyphen | write outage_people");
    CHECK(type_of("repeat-frequency") == "int");
    CHECK(only_finding("repeat - frequncy").substr(0, 5) == "E0401");
    CHECK(only_finding("repeat-frequncy").substr(0, 5) == "E0401");
}

TEST_CASE("types that do not fit, with a way out") {
    CHECK(only_finding("complaint.severity == '3'") ==
          "E0402 [==] '==' cannot compare an int with a string | a number is written without quotes");
    CHECK(only_finding("customer.escalated == 'true'") ==
          "E0402 [==] '==' cannot compare a bool with a string | true and false are written without quotes");
    CHECK(only_finding("clock.used > 3") ==
          "E0402 [>] '>' cannot compare a duration with an int | a length of time is written duration(\"8h\")");
    CHECK(only_finding("event.time > '2026-01-01'") ==
          "E0402 [>] '>' cannot compare a timestamp with a string | write timestamp(\"2026-03-02T09:00:00Z\")");
    CHECK(only_finding("case.held_by == 'ana'") ==
          "E0402 [==] '==' cannot compare a list(string) with a string | a value is looked for in a list with: value in list");
    CHECK(only_finding("'a' in complaint.text") == "E0402 [in] 'in' looks into a list; this is a string | write text.contains(part)");
    CHECK(only_finding("1 < repeat < 5") == "E0402 [<] '<' cannot follow another comparison | write 1 < repeat and repeat < 5");
    CHECK(only_finding("complaint.channel == 'web' or 'app'") ==
          "E0402 ['app'] 'or' joins conditions; this is a string | write complaint.channel in [\"web\", \"app\"]");
    CHECK(only_finding("not complaint.channel in ['web']") ==
          "E0402 [not complaint.channel] 'not' turns a condition round; this is a string | it takes only what stands next to it: write not "
          "(a in b), not (a == b)");
    CHECK(only_finding("repeat and true") == "E0402 [repeat] 'and' joins conditions; this is an int");
    CHECK(only_finding("true ? 1 : 'a'") == "E0402 [?] both outcomes must have one type; these are int and string");
    CHECK(only_finding("[1, 'a']") ==
          "E0402 ['a'] the elements of a list have one type; this is a string among int values | lists of mixed types (dyn) are not part "
          "of conditions");
    CHECK(only_finding("case.held_by < case.recused") == "E0402 [<] '<' does not order lists | compare their size()");
    CHECK(only_finding("'a' + 1") ==
          "E0402 [+] '+' does not take a string and an int | write string(\xE2\x80\xA6) around what is no string");
    CHECK(only_finding("case.held_by[0.5]").substr(0, 11) == "E0402 [0.5]");
    CHECK(only_finding("(complaint.text).length == 3").substr(0, 30) == "E0401 [(complaint.text).length");
}

TEST_CASE("the result must be what is needed") {
    CHECK(only_finding("repeat", boolean_type) ==
          "E0406 [repeat] a condition must be true or false; this is an int | compare it: repeat >= 1");
    CHECK(only_finding("'x'", boolean_type) == "E0406 ['x'] a condition must be true or false; this is a string");
    CHECK(only_finding("true", type{kind::integer, 0}) == "E0406 [true] an int is needed here; this is a bool");
    CHECK(to_string(compiled("[]", type{kind::text, 1}).result()) == "list");
}

TEST_CASE("functions that do not exist or take something else") {
    CHECK(only_finding("complaint.text.startswith('a')") ==
          "E0404 [startswith] unknown function 'startswith' | did you mean 'startsWith'?");
    CHECK(only_finding("contains(complaint.text, 'a')") ==
          "E0404 [contains] contains() is asked of a value | write value.contains(\xE2\x80\xA6)");
    CHECK(only_finding("repeat.string()") == "E0404 [string] string() takes its value in the brackets | write string(value)");
    CHECK(only_finding("complaint.text.contains(3)") == "E0405 [contains] contains() of a string does not take int");
    CHECK(only_finding("size(3)") == "E0405 [size] size() does not take int");
    CHECK(only_finding("size()") == "E0405 [size] size() does not take nothing");
    CHECK(only_finding("number('3')") == "E0404 [number] unknown function 'number' | write double(\xE2\x80\xA6)");
    CHECK(only_finding("uint(3)").substr(0, 12) == "E0307 [uint]");
    CHECK(only_finding("int == 3").substr(0, 11) == "E0307 [int]");
}

TEST_CASE("ladders, rungs, clocks, scores and alerts are named in quotes and checked") {
    const auto reached = compiled("case.reached('frequent-complainant', 'team-lead')");
    CHECK(reached.nodes.back().what == opcode::reached);
    CHECK(reached.nodes.back().index == 1);
    CHECK(reached.nodes.back().second == 1);
    CHECK(opcode_of("case.rung('repeat-complaint') >= 2") == opcode::greater_equal);
    CHECK(opcode_of("clock.breached('first-response')") == opcode::breached);
    CHECK(opcode_of("alert('district-outage')") == opcode::alert);
    CHECK(only_finding("case.reached('repeat-complain', 'team-lead')") ==
          "E0401 ['repeat-complain'] unknown ladder 'repeat-complain' | did you mean 'repeat-complaint'?");
    CHECK(only_finding("case.reached('repeat-complaint', 'teamlead')") ==
          "E0401 ['teamlead'] ladder 'repeat-complaint' has no rung 'teamlead' | did you mean 'team-lead'?");
    CHECK(only_finding("score('rsk') > 3") == "E0401 ['rsk'] unknown score 'rsk' | did you mean 'risk'?");
    CHECK(only_finding("clock.left('x') > duration('1h')") == "E0401 ['x'] unknown clock 'x' | the only one known is 'first-response'");
    CHECK(only_finding("alert(complaint.text)").substr(0, 22) == "E0405 [complaint.text]");
    CHECK(only_finding("score(risk) > 3") == "E0405 [risk] the name of a score must be written out in quotes | write \"risk\"");
    CHECK(only_finding("case.reached('repeat-complaint')").substr(0, 15) == "E0405 [reached]");
    CHECK(only_finding("case.rung()").substr(0, 12) == "E0405 [rung]");
}

TEST_CASE("texts that can never be read are found when loading") {
    CHECK(only_finding("complaint.text.matches('(')").substr(0, 39) == "E0408 ['('] the pattern cannot be read:");
    CHECK(only_finding("clock.used > duration('3 days')").substr(0, 16) == "E0409 ['3 days']");
    CHECK(only_finding("event.time > timestamp('2026-01-01')").substr(0, 20) == "E0409 ['2026-01-01']");
    CHECK(only_finding("event.time.getHours('Bogota') > 8") ==
          "E0409 ['Bogota'] unknown time zone 'Bogota' | zones are named as \"America/Bogota\" or written as \"+02:00\"");
    CHECK(only_finding("complaint.text.matches('(a{1000}){1000}')").substr(0, 5) == "E0408");
}

TEST_CASE("cost is bounded when loading") {
    std::string list = "[0";
    for (int i = 1; i < 256; ++i) list += ", " + std::to_string(i);
    CHECK(type_of("repeat in " + list + "]") == "bool");
    CHECK(only_finding("repeat in " + list + ", 256]").substr(0, 5) == "E0407");
    CHECK(only_finding("[1].all(a, [1].all(b, [1].all(c, true)))").substr(0, 11) == "E0407 [all]");
    CHECK(type_of("case.held_by.exists(a, case.recused.exists(b, a == b))") == "bool");
    std::string chained = "['foo', 'bar']";
    for (int i = 0; i < 40; ++i) chained += ".map(x, x + x)";
    CHECK(only_finding("size(" + chained + ") > 0").substr(0, 5) == "E0407");
    CHECK(only_finding("complaint.missing.map(a, complaint.missing.map(b, complaint.text + complaint.text + complaint.text)).size() > 0")
              .substr(0, 5) == "E0407");
    CHECK(compiled("repeat >= 3").cost < 10);
}

TEST_CASE("has() asks for fields") {
    const auto c = compiled("has(complaint.severity) and complaint.severity > 3");
    CHECK(c.fields.size() == 1);
    CHECK(opcode_of("has(case.cause)") == opcode::has);
    CHECK(only_finding("has(late_share.of)").substr(0, 5) == "E0405");
}

TEST_CASE("nothing is folded that could hide an error") {
    const auto c = compiled("1 / 0 == 1 and false");
    CHECK(c.nodes.size() == 7);
    CHECK(compiled("-9223372036854775808").constants[0] == value(std::numeric_limits<std::int64_t>::min()));
}

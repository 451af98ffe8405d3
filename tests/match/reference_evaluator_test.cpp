#include "escalera/match/reference_evaluator.hpp"

#include "escalera/compile/condition.hpp"

#include "support/catch.hpp"
#include "support/fixed_scope.hpp"

#include <map>

using namespace escalera;
using escalera::testing::fixed_scope;

namespace {

const fixed_scope names;

class known : public facts {
public:
    std::map<std::uint32_t, value> fields;
    std::map<std::uint32_t, window_reading> windows;
    value a_bool{true};
    value an_int{std::int64_t{2}};
    value a_span{duration{60, 0}};

    [[nodiscard]] value field(std::uint32_t f) const override { return fields.count(f) != 0 ? fields.at(f) : value(); }
    [[nodiscard]] window_reading window(std::uint32_t w) const override { return windows.count(w) != 0 ? windows.at(w) : window_reading{}; }
    [[nodiscard]] window_reading window_of(std::uint32_t) const override { return {value(std::int64_t{20}), false}; }
    [[nodiscard]] value reached(std::uint32_t ladder, std::uint32_t rung) const override { return value(ladder == 0 && rung <= 1); }
    [[nodiscard]] value rung(std::uint32_t) const override { return an_int; }
    [[nodiscard]] value breached(std::uint32_t) const override { return a_bool; }
    [[nodiscard]] value left(std::uint32_t) const override { return a_span; }
    [[nodiscard]] value score(std::uint32_t) const override { return an_int; }
    [[nodiscard]] value alert(std::uint32_t) const override { return a_bool; }
};

outcome evaluate_text(const std::string& text, const facts& with) {
    diagnostics found;
    const auto c = compile_condition(located_text::verbatim(std::make_shared<source>("<test>", text), 0, text), names, found, std::nullopt);
    CAPTURE(text);
    for (const auto& d : found) UNSCOPED_INFO(d.message);
    REQUIRE(c);
    return evaluate(c->tree, names, with);
}

std::string answer(const std::string& text, const facts& with = known()) {
    const auto result = evaluate_text(text, with);
    if (result.is_unknown()) return "unknown";
    return result.is_true() ? "true" : result.is_false() ? "false" : "value";
}

known with_severity(std::int64_t severity) {
    known k;
    k.fields[names.field("complaint.severity")] = value(severity);
    return k;
}

known with_window(std::uint32_t which, std::int64_t count, bool at_least) {
    known k;
    k.windows[which] = {value(count), at_least};
    return k;
}

}  // namespace

TEST_CASE("an absent field is unknown, and and, or and has() deal with it") {
    CHECK(answer("complaint.severity > 3") == "unknown");
    CHECK(answer("complaint.severity > 3 or true") == "true");
    CHECK(answer("complaint.severity > 3 and false") == "false");
    CHECK(answer("complaint.severity > 3 and true") == "unknown");
    CHECK(answer("not (complaint.severity > 3)") == "unknown");
    CHECK(answer("has(complaint.severity)") == "false");
    CHECK(answer("has(complaint.severity) and complaint.severity > 3") == "false");
    CHECK(answer("has(complaint.severity) and complaint.severity > 3", with_severity(4)) == "true");
    CHECK(answer("complaint.severity > 3 ? true : true") == "unknown");
    CHECK(answer("complaint.severity in [1, 2]") == "unknown");
    CHECK(answer("[complaint.severity].size() == 1") == "unknown");
    CHECK(answer("[1, 2].exists(x, x == complaint.severity)") == "unknown");
    CHECK(answer("[1, 2].exists(x, x == complaint.severity or x == 2)") == "true");
    CHECK(answer("[1, 2].all(x, x == complaint.severity and x == 2)") == "false");
    CHECK(answer("[1, 2].exists_one(x, x == complaint.severity or x == 2)") == "unknown");
}

TEST_CASE("an unknown says why and where") {
    const auto absent = evaluate_text("repeat > 2 and complaint.severity > 3", with_window(fixed_scope::repeat, 3, false));
    REQUIRE(absent.is_unknown());
    CHECK(absent.reason().why == unknown_reason::absent);
    CHECK(absent.reason().begin == 15);
    CHECK(absent.reason().end == 33);
    CHECK(absent.reason().detail == "complaint.severity is absent");
    const auto why = [](const std::string& text) { return evaluate_text(text, with_severity(0)).reason().why; };
    CHECK(why("1 / complaint.severity") == unknown_reason::division_by_zero);
    CHECK(why("1 % complaint.severity") == unknown_reason::division_by_zero);
    CHECK(why("9223372036854775807 + 1") == unknown_reason::overflow);
    CHECK(why("[1][2]") == unknown_reason::out_of_range);
    CHECK(why("int('x')") == unknown_reason::bad_text);
    CHECK(why("'a'.matches('(' + '')") == unknown_reason::bad_pattern);
    CHECK(why("timestamp(0).getHours('No' + 'where')") == unknown_reason::bad_zone);
    CHECK(why("repeat > 2") == unknown_reason::undecided_count);
}

TEST_CASE("a count of at least n decides what every such count would") {
    const auto at_least_5 = with_window(fixed_scope::repeat, 5, true);
    CHECK(answer("repeat >= 3", at_least_5) == "true");
    CHECK(answer("repeat >= 5", at_least_5) == "true");
    CHECK(answer("repeat >= 6", at_least_5) == "unknown");
    CHECK(answer("repeat > 4", at_least_5) == "true");
    CHECK(answer("repeat > 5", at_least_5) == "unknown");
    CHECK(answer("repeat < 5", at_least_5) == "false");
    CHECK(answer("repeat < 6", at_least_5) == "unknown");
    CHECK(answer("repeat <= 4", at_least_5) == "false");
    CHECK(answer("repeat <= 5", at_least_5) == "unknown");
    CHECK(answer("repeat == 4", at_least_5) == "false");
    CHECK(answer("repeat == 5", at_least_5) == "unknown");
    CHECK(answer("repeat != 4", at_least_5) == "true");
    CHECK(answer("repeat != 7", at_least_5) == "unknown");
    CHECK(answer("3 <= repeat", at_least_5) == "true");
    CHECK(answer("5 > repeat", at_least_5) == "false");
    CHECK(answer("repeat > 4.5", at_least_5) == "true");
    CHECK(answer("repeat in [1, 2, 3]", at_least_5) == "false");
    CHECK(answer("repeat in [1, 7]", at_least_5) == "unknown");
    CHECK(answer("repeat + 1 > 3", at_least_5) == "unknown");
    CHECK(answer("-repeat < 0", at_least_5) == "unknown");
    CHECK(answer("[repeat].size() == 1", at_least_5) == "unknown");
    CHECK(answer("(true ? repeat : 0) >= 5", at_least_5) == "true");
    CHECK(answer("repeat", at_least_5) == "unknown");
    CHECK(answer("repeat >= 6 or repeat >= 5", at_least_5) == "true");

    auto both = at_least_5;
    both.windows[fixed_scope::frequency] = {value(std::int64_t{9}), true};
    CHECK(answer("repeat < frequency", both) == "unknown");
    both.windows[fixed_scope::frequency] = {value(std::int64_t{4}), false};
    CHECK(answer("repeat > frequency", both) == "true");
    CHECK(answer("frequency < repeat", both) == "true");
    CHECK(answer("frequency >= repeat", both) == "false");
}

TEST_CASE("shares, sums, ladders, clocks, scores and alerts are asked for") {
    known k;
    k.windows[fixed_scope::paid_out] = {value(decimal{1'000'000}), false};
    k.windows[fixed_scope::late_share] = {value(0.25), false};
    CHECK(answer("paid_out == 100", k) == "true");
    CHECK(answer("late_share > 0.2 and late_share.of >= 20", k) == "true");
    CHECK(answer("case.reached('repeat-complaint', 'team-lead')") == "true");
    CHECK(answer("case.reached('repeat-complaint', 'tier-3-manager')") == "false");
    CHECK(answer("case.rung('repeat-complaint') == 2") == "true");
    CHECK(answer("clock.breached('first-response')") == "true");
    CHECK(answer("clock.left('first-response') < duration('2m')") == "true");
    CHECK(answer("score('risk') > 1 and alert('district-outage')") == "true");
    k.a_span = value();
    CHECK(answer("clock.left('first-response') < duration('2m')", k) == "unknown");
}

TEST_CASE("the variables of macros shadow windows and fields") {
    const auto three = with_window(fixed_scope::repeat, 3, false);
    CHECK(answer("[7].exists(repeat, repeat == 7)", three) == "true");
    CHECK(answer("[7].exists(repeat, .repeat == 3)", three) == "true");
    CHECK(answer("[7].exists(x, repeat == 3)", three) == "true");
    CHECK(answer("[1, 2].all(x, [1, 2].exists(y, y == x))", three) == "true");
}

TEST_CASE("fields of every type are read") {
    known k;
    k.fields[names.field("complaint.text")] = value("caf\xC3\xA9 cerrado");
    k.fields[names.field("case.held_by")] = value(value::list{value("ana"), value("luis")});
    k.fields[names.field("event.time")] = value(timestamp{1'772'442'000, 0});
    k.fields[names.field("complaint.claim")] = value(decimal{995'000});
    k.fields[names.field("customer.upheld_share")] = value(0.04);
    CHECK(answer("complaint.text.matches('(?i)CAF.') and size(complaint.text) == 12", k) == "true");
    CHECK(answer("'ana' in case.held_by and case.held_by[1].startsWith('lu')", k) == "true");
    CHECK(answer("event.time.getHours('America/Bogota') == 4", k) == "true");
    CHECK(answer("complaint.claim == 99.5 and complaint.claim in [10, 99.5]", k) == "true");
    CHECK(answer("customer.upheld_share < 0.05", k) == "true");
}

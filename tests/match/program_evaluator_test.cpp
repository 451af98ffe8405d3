// Values of expressions, by hand from the language's specification; tests of the matchers compare the two evaluators.
#include "escalera/match/program_evaluator.hpp"

#include <limits>

#include "support/catch.hpp"
#include "support/hand_made_rules.hpp"

using namespace escalera;
using namespace escalera::testing;

namespace {

// Evaluates expressions over a few fields.
class expressions {
public:
    expressions() {
        x_world.add_field("complaint.text", text_type);
        x_world.add_field("complaint.severity", int_type);
        x_world.add_field("complaint.claim", decimal_type);
        x_world.add_field("complaint.rate", number_type);
        x_world.add_field("complaint.time", time_type);
        x_world.add_field("complaint.wait", span_type);
        x_world.add_field("complaint.marks", int_type.list_of());
        x_row.resize(x_world.slots.size());
    }

    expressions& set(std::size_t field, cell c) {
        x_row[x_world.map.fields[field]] = c;
        return *this;
    }

    // What an expression comes to; absent where it is unknown.
    value operator()(const std::string& text) {
        std::string why;
        const auto read = read_condition(x_world, text, why, std::nullopt);
        INFO(why);
        REQUIRE(read != nullptr);
        program code;
        condition_lowering lowering(x_world.map, code);
        const auto root = lowering.single(*read);
        x_evaluator.forget();
        return to_value(x_evaluator.value(code, root, x_row));
    }

    std::string text(const std::string& t) { return (*this)(t).as_text(); }
    std::int64_t integer(const std::string& t) { return (*this)(t).as_int(); }
    bool unknown(const std::string& t) { return (*this)(t).is_absent(); }
    bool holds(const std::string& t) {
        const auto v = (*this)(t);
        return !v.is_absent() && v.as_bool();
    }

private:
    small_world x_world;
    std::vector<cell> x_row;
    memory_flag x_flag;
    program_evaluator x_evaluator{x_flag};
};

enum : std::size_t { text_field, grade, claim, rate, time_field, wait, marks };

}  // namespace

TEST_CASE("ints: checked arithmetic, towards zero") {
    expressions e;
    e.set(grade, cell::of(std::numeric_limits<std::int64_t>::max()));
    CHECK(e.unknown("complaint.severity + 1"));
    CHECK(e.unknown("complaint.severity * 2"));
    CHECK(e.integer("-complaint.severity - 1") == std::numeric_limits<std::int64_t>::min());
    CHECK(e.unknown("-(-complaint.severity - 1)"));
    CHECK(e.unknown("(-complaint.severity - 1) / -1"));
    e.set(grade, cell::of(std::int64_t{-7}));
    CHECK(e.integer("complaint.severity / 2") == -3);
    CHECK(e.integer("complaint.severity % 4") == -3);
    CHECK(e.unknown("complaint.severity / 0"));
    CHECK(e.unknown("complaint.severity % 0"));
}

TEST_CASE("numbers: IEEE, and exact comparison with ints and decimals") {
    expressions e;
    e.set(rate, cell::of(0.1)).set(claim, cell::of(decimal{1000})).set(grade, cell::of(std::int64_t{9'007'199'254'740'993}));
    CHECK(e.holds("complaint.rate > complaint.claim"));
    CHECK(e.holds("complaint.rate / 0.0 > 1e308"));
    CHECK(e.holds("complaint.severity > 9007199254740992.0"));
    CHECK(e.holds("complaint.severity != 9007199254740992.0"));
    e.set(rate, cell::of(std::numeric_limits<double>::quiet_NaN()));
    CHECK_FALSE(e.holds("complaint.rate == complaint.rate"));
    CHECK(e.holds("complaint.rate != complaint.rate"));
    CHECK_FALSE(e.holds("complaint.rate < 1.0 || complaint.rate >= 1.0"));
    CHECK_FALSE(e.holds("complaint.rate in [1.0, 2.0]"));
}

TEST_CASE("comparisons across kinds are exact on either side of zero") {
    expressions e;
    e.set(claim, cell::of(decimal{-1})).set(rate, cell::of(-(922337203685477.625 / 9223372036854775808.0)));
    CHECK(e.holds("complaint.claim > complaint.rate"));
    e.set(claim, cell::of(decimal{0})).set(rate, cell::of(-4.9e-324));
    CHECK(e.holds("complaint.claim > complaint.rate"));
    e.set(claim, cell::of(decimal{-25'000})).set(rate, cell::of(-2.5)).set(grade, cell::of(std::int64_t{-2}));
    CHECK(e.holds("complaint.claim == complaint.rate"));
    CHECK(e.holds("complaint.claim < complaint.severity"));
    CHECK(e.holds("complaint.severity > complaint.rate"));
    e.set(claim, cell::of(decimal{std::numeric_limits<std::int64_t>::min()})).set(rate, cell::of(-922337203685477.5808));
    CHECK(e.holds("complaint.claim < 0.0"));
    CHECK(e.holds("complaint.claim > -922337203685478"));
}

TEST_CASE("decimals add up checked, and convert") {
    expressions e;
    e.set(claim, cell::of(decimal{123'456}));
    CHECK(e.text("string(complaint.claim + complaint.claim)") == "24.6912");
    CHECK(e.text("string(-complaint.claim)") == "-12.3456");
    CHECK(e.integer("int(-complaint.claim)") == -12);
    CHECK(e("double(complaint.claim)") == value(12.3456));
    e.set(claim, cell::of(decimal{std::numeric_limits<std::int64_t>::max()}));
    CHECK(e.unknown("complaint.claim + complaint.claim"));
    CHECK(e.text("string(complaint.claim)") == "922337203685477.5807");
    CHECK(e("double(complaint.claim)") == value(922337203685477.5807));
}

TEST_CASE("texts: joined, searched, measured in code points") {
    expressions e;
    e.set(text_field, cell::of(std::string_view("Ünde")));
    CHECK(e.text("complaint.text + '!'") == "Ünde!");
    CHECK(e.text("'' + ''").empty());
    CHECK(e.integer("size(complaint.text)") == 4);
    CHECK(e.holds("complaint.text.contains('nd') && complaint.text.startsWith('Ü') && complaint.text.endsWith('de')"));
    CHECK(e.holds("complaint.text.matches('^.nde$')"));
    CHECK(e.holds("complaint.text.matches('n' + 'd')"));
    CHECK(e.unknown("complaint.text.matches('(' + '')"));
    CHECK(e.holds("'a' < 'b' && 'a' < 'aa' && 'Z' < 'a' && complaint.text > 'zzz'"));
}

TEST_CASE("conversions say nothing rather than something wrong") {
    expressions e;
    const auto say = [&](std::string_view s) { e.set(text_field, cell::of(s)); };
    say("-12");
    CHECK(e.integer("int(complaint.text)") == -12);
    CHECK(e("double(complaint.text)") == value(-12.0));
    CHECK(e.unknown("bool(complaint.text)"));
    say("12 ");
    CHECK(e.unknown("int(complaint.text)"));
    say("9223372036854775808");
    CHECK(e.unknown("int(complaint.text)"));
    say("true");
    CHECK(e.holds("bool(complaint.text)"));
    say("1h30m");
    CHECK(e("duration(complaint.text)") == value(duration{5400, 0}));
    say("2026-03-01T12:00:00.5+02:00");
    CHECK(e("timestamp(complaint.text)") == value(timestamp{1'772'359'200, 500'000'000}));
    CHECK(e.text("string(timestamp(complaint.text))") == "2026-03-01T10:00:00.5Z");
    e.set(rate, cell::of(-2.9));
    CHECK(e.integer("int(complaint.rate)") == -2);
    e.set(rate, cell::of(9223372036854775808.0));
    CHECK(e.unknown("int(complaint.rate)"));
    CHECK(e.text("string(0.5)") == "0.5");
    CHECK(e.text("string(1e20)") == "1e+20");
    CHECK(e.text("string(-1.0 / 0.0)") == "-Inf");
    CHECK(e.text("string(true)") == "true");
    CHECK(e.text("string(duration('-90.5s'))") == "-90.5s");
    CHECK(e.unknown("timestamp(253402300800)"));
}

TEST_CASE("times and durations: checked, and read in a zone") {
    expressions e;
    e.set(time_field, cell::of(timestamp{1'772'366'400, 250'000'000}));  // Sunday 2026-03-01 12:00:00.25 UTC
    CHECK(e.text("string(complaint.time + duration('36h'))") == "2026-03-03T00:00:00.25Z");
    CHECK(e.text("string(complaint.time - duration('0.5s'))") == "2026-03-01T11:59:59.75Z");
    CHECK(e("complaint.time - timestamp('2026-03-01T11:00:00Z')") == value(duration{3600, 250'000'000}));
    CHECK(e.unknown("timestamp('9999-12-31T23:59:59Z') + duration('1s')"));
    CHECK(e.unknown("timestamp('9999-12-31T23:59:59Z') - timestamp('0001-01-01T00:00:00Z')"));
    CHECK(e.unknown("duration('87600000h') + duration('87600000h')"));
    CHECK(e.integer("complaint.time.getFullYear()") == 2026);
    CHECK(e.integer("complaint.time.getMonth()") == 2);
    CHECK(e.integer("complaint.time.getDate()") == 1);
    CHECK(e.integer("complaint.time.getDayOfMonth()") == 0);
    CHECK(e.integer("complaint.time.getDayOfWeek()") == 0);
    CHECK(e.integer("complaint.time.getDayOfYear()") == 59);
    CHECK(e.integer("complaint.time.getHours('America/Bogota')") == 7);
    CHECK(e.integer("complaint.time.getMinutes('+05:45')") == 45);
    CHECK(e.integer("complaint.time.getMilliseconds()") == 250);
    e.set(text_field, cell::of(std::string_view("Asia/Tokyo")));
    CHECK(e.integer("complaint.time.getHours(complaint.text)") == 21);
    e.set(text_field, cell::of(std::string_view("Mars/Olympus")));
    CHECK(e.unknown("complaint.time.getHours(complaint.text)"));
    e.set(wait, cell::of(duration{-2, 500'000'000}));  // -1.5 s
    CHECK(e.integer("complaint.wait.getSeconds()") == -1);
    CHECK(e.integer("complaint.wait.getMilliseconds()") == -500);
    CHECK(e.integer("duration('-90m').getHours()") == -1);
}

TEST_CASE("lists and macros absorb unknowns where CEL says so") {
    expressions e;
    std::vector<cell> three = {cell::of(std::int64_t{1}), cell::of(std::int64_t{0}), cell::of(std::int64_t{3})};
    e.set(marks, cell::of_list(three.data(), 3));
    CHECK(e.holds("complaint.marks == [1, 0, 3]"));
    CHECK(e.holds("complaint.marks + [4] == [1, 0, 3, 4]"));
    CHECK(e.holds("complaint.marks.map(m, m * 2) == [2, 0, 6]"));
    CHECK(e.holds("complaint.marks.map(m, m > 0, m - 1) == [0, 2]"));
    CHECK(e.holds("complaint.marks.filter(m, m != 0) == [1, 3]"));
    CHECK(e.holds("complaint.marks.exists(m, 6 / m == 2)"));  // 6 / 0 on the way
    CHECK_FALSE(e.holds("complaint.marks.all(m, 6 / m > 5)"));
    CHECK(e.unknown("complaint.marks.all(m, 6 / m > 1)"));
    CHECK(e.unknown("complaint.marks.exists_one(m, 6 / m == 2)"));
    CHECK(e.holds("complaint.marks.exists_one(m, m == 3)"));
    CHECK(e.unknown("complaint.marks.map(m, 6 / m)"));
    CHECK(e.unknown("complaint.marks.filter(m, 6 / m > 1)"));
    CHECK(e.integer("complaint.marks[2]") == 3);
    CHECK(e.unknown("complaint.marks[3]"));
    CHECK(e.unknown("complaint.marks[-1]"));
    CHECK(e.holds("complaint.marks.all(m, [0, 1, 3].exists(n, n == m))"));
    CHECK(e.holds("[1, 2] != [1, 2, 3] && [1, 2] != [2, 1]"));
    CHECK(e.unknown("size([1, complaint.severity])"));
}

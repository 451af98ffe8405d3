#include "escalera/adapters/decision_writer.hpp"

#include <array>
#include <limits>
#include <sstream>

#include "support/catch.hpp"

using namespace escalera;

namespace {

std::string told(const cell& c) {
    std::string text;
    append_json(text, c);
    return text;
}

std::string told(const decision& d) {
    std::string text;
    append_json(text, d);
    return text;
}

instant at(std::string_view text) { return to_instant(*parse_rfc3339(text)); }

}  // namespace

TEST_CASE("a decision is one JSON line with its keys in the order of the format") {
    const std::array<named_cell, 2> args = {{{"role", cell::of(std::string_view("team-lead"))}, {"by", cell::of(std::string_view("sms"))}}};
    const std::array<named_cell, 1> because = {{{"repeat", cell::of(std::int64_t{3})}}};
    const std::array<also_cause, 2> also = {{{"frequent-complainant", "team-lead"}, {"third-on-one-bill", ""}}};
    decision d;
    d.id = {0x0123456789abcdef, 0xfedcba9876543210};
    d.at = at("2026-03-09T15:00:00Z");
    d.due = at("2026-03-09T15:00:00.5Z");
    d.event = "C-1042";
    d.customer = "42";
    d.kase = "C-1017";
    d.rule = "repeat-complaint";
    d.rung = "team-lead";
    d.stage = "75%";
    d.alert = "outage";
    d.score = "warning";
    d.action = "notify";
    d.args = args;
    d.because = because;
    d.also = also;
    d.rules = {0, 1};
    CHECK(
        told(d) ==
        R"({"id":"0123456789abcdeffedcba9876543210","at":"2026-03-09T15:00:00Z","due":"2026-03-09T15:00:00.5Z","event":"C-1042","customer":"42",)"
        R"("case":"C-1017","rule":"repeat-complaint","rung":"team-lead","stage":"75%","alert":"outage","score":"warning","action":"notify",)"
        R"("args":{"role":"team-lead","by":"sms"},"because":{"repeat":3},"also":[{"rule":"frequent-complainant","rung":"team-lead"},{"rule":"third-on-one-bill"}],)"
        R"("rules":"00000000000000000000000000000001"})");
}

TEST_CASE("what does not apply is left out") {
    const std::array<named_cell, 1> nothing = {{{"person", cell{}}}};
    decision d;
    d.at = at("2026-03-09T15:00:00Z");
    d.rule = "r";
    d.action = "tag";
    d.args = nothing;
    CHECK(
        told(d) ==
        R"({"id":"00000000000000000000000000000000","at":"2026-03-09T15:00:00Z","rule":"r","action":"tag","rules":"00000000000000000000000000000000"})");
}

TEST_CASE("values in JSON") {
    CHECK(told(cell::of(true)) == "true");
    CHECK(told(cell::of(std::int64_t{-7})) == "-7");
    CHECK(told(cell::of(decimal{199'900})) == "19.99");
    CHECK(told(cell::of(0.1)) == "0.1");
    CHECK(told(cell::of(std::numeric_limits<double>::quiet_NaN())) == "\"NaN\"");
    CHECK(told(cell::of(-std::numeric_limits<double>::infinity())) == "\"-Infinity\"");
    CHECK(told(cell::of(*parse_rfc3339("2026-03-09T15:00:00.25Z"))) == "\"2026-03-09T15:00:00.25Z\"");
    CHECK(told(cell::of(duration{90, 0})) == "\"90s\"");
    CHECK(told(cell::of(duration{-2, 500'000'000})) == "\"-1.5s\"");
    CHECK(told(cell::of(duration{-1, 750'000'000})) == "\"-0.25s\"");
    CHECK(told(cell{}) == "null");
    auto count = cell::of(std::int64_t{33});
    count.at_least = true;
    CHECK(told(count) == "{\"at_least\":33}");
    const std::array<cell, 2> elements = {cell::of(std::string_view("a")), cell::of(std::int64_t{2})};
    CHECK(told(cell::of_list(elements.data(), 2)) == "[\"a\",2]");
    CHECK(told(cell::of_list(nullptr, 0)) == "[]");
}

TEST_CASE("texts are escaped, and mended where they are not UTF-8") {
    CHECK(told(cell::of(std::string_view("a\"b\\c\n\r\t\x1F\x7F/caf\xC3\xA9"))) == "\"a\\\"b\\\\c\\n\\r\\t\\u001f\x7F/caf\xC3\xA9\"");
    CHECK(told(cell::of(std::string_view("x\0y", 3))) == "\"x\\u0000y\"");
    CHECK(told(cell::of(std::string_view("caf\xE9"))) == "\"caf\xEF\xBF\xBD\"");
}

TEST_CASE("a writer notices when it cannot write") {
    std::ostringstream out;
    decision_writer writer(out);
    decision d;
    d.action = "tag";
    CHECK(writer.write(d));
    CHECK(out.str().ends_with("}\n"));
    out.setstate(std::ios::badbit);
    CHECK_FALSE(writer.write(d));
    CHECK_FALSE(writer.flush());
}

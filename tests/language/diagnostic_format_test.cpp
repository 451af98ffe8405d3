#include "escalera/language/diagnostic_format.hpp"

#include <boost/json.hpp>

#include "support/catch.hpp"

using namespace escalera;
namespace json = boost::json;

namespace {

source_ptr text_of(std::string text, std::string name = "rules/a b.yaml") {
    return std::make_shared<source>(std::move(name), std::move(text));
}

diagnostic at(const source_ptr& in, std::string_view needle, std::string suggestion = "") {
    const auto begin = in->text().find(needle);
    return {code::unknown_key, {in, begin, begin + needle.size()}, "unknown key", std::move(suggestion), {}};
}

}  // namespace

TEST_CASE("a finding shows its line, underlined") {
    const auto in = text_of("a: 1\n    when: chanel == \"phone\"\n");
    auto d = at(in, "chanel", "did you mean 'channel'?");
    d.notes.push_back({{in, 0, 1}, "in rule 'x'"});
    CHECK(to_text(d) ==
          "rules/a b.yaml:2:11: error[E0203]: unknown key\n"
          "    2 |     when: chanel == \"phone\"\n"
          "      |           ^~~~~~ did you mean 'channel'?\n"
          "rules/a b.yaml:1:1: note: in rule 'x'\n");
}

TEST_CASE("the underline stands under the right columns") {
    SECTION("behind accents, which are one column") {
        CHECK(to_text(at(text_of("é: niño x\n"), "x")) ==
              "rules/a b.yaml:1:9: error[E0203]: unknown key\n"
              "    1 | é: niño x\n"
              "      |         ^\n");
    }
    SECTION("behind and under wide characters, which are two") {
        CHECK(to_text(at(text_of("投诉: 电话 x\n"), "电话")) ==
              "rules/a b.yaml:1:5: error[E0203]: unknown key\n"
              "    1 | 投诉: 电话 x\n"
              "      |       ^~~~\n");
        CHECK(to_text(at(text_of("投诉: 电话 x\n"), "x")) ==
              "rules/a b.yaml:1:8: error[E0203]: unknown key\n"
              "    1 | 投诉: 电话 x\n"
              "      |            ^\n");
    }
    SECTION("behind a combining mark, which is none") {
        CHECK(to_text(at(text_of("e\xCC\x81: x\n"), "x")) ==
              "rules/a b.yaml:1:5: error[E0203]: unknown key\n"
              "    1 | e\xCC\x81: x\n"
              "      |    ^\n");
    }
    SECTION("behind a tab, shown as one blank") {
        CHECK(to_text(at(text_of("a:\tx\n"), "x")) ==
              "rules/a b.yaml:1:4: error[E0203]: unknown key\n"
              "    1 | a: x\n"
              "      |    ^\n");
    }
    SECTION("behind a byte order mark, which is no column") {
        CHECK(to_text(at(text_of("\xEF\xBB\xBF"
                                 "ab: x\r\n"),
                         "x")) ==
              "rules/a b.yaml:1:5: error[E0203]: unknown key\n"
              "    1 | ab: x\n"
              "      |     ^\n");
    }
    SECTION("over the end of a line it ends with the line") {
        CHECK(to_text(at(text_of("a: xx\nb: y\n"), "xx\nb")) ==
              "rules/a b.yaml:1:4: error[E0203]: unknown key\n"
              "    1 | a: xx\n"
              "      |    ^~\n");
    }
    SECTION("at the end of the text it is a point behind it") {
        const auto in = text_of("a: x");
        CHECK(to_text(diagnostic{code::unknown_key, {in, 4, 4}, "unknown key", "", {}}) ==
              "rules/a b.yaml:1:5: error[E0203]: unknown key\n"
              "    1 | a: x\n"
              "      |     ^\n");
    }
}

TEST_CASE("a terminal is not made to act on what a file holds") {
    const auto shown = to_text(at(text_of("a: \x1B[31m x \xE2\x80\xAE\n"), "x"));
    CHECK(shown.find('\x1B') == std::string::npos);
    CHECK(shown.find("\xE2\x80\xAE") == std::string::npos);
}

TEST_CASE("a long line is cut around the place meant") {
    const auto in = text_of(std::string(5000, 'a') + "HERE" + std::string(5000, 'b'));
    const auto shown = to_text(at(in, "HERE"));
    CHECK(shown.size() < 500);
    const auto lines_begin = shown.find('\n') + 1;
    const auto second = shown.find('\n', lines_begin) + 1;
    const auto here = shown.find("HERE", lines_begin) - lines_begin;
    CHECK(shown.find('^', second) - second == here);
}

TEST_CASE("all findings are followed by their number") {
    const auto in = text_of("a: x\nb: x\n");
    diagnostics found;
    found.add(at(in, "a"));
    found.add(at(in, "b"));
    const auto text = to_text(found);
    CHECK(text.substr(text.size() - 9) == "2 errors\n");
    CHECK(to_text(diagnostics()).empty());
}

TEST_CASE("JSON has every part of a finding") {
    const auto in = text_of("é: \"chanel\"\n");
    diagnostics found;
    auto d = at(in, "chanel", "did you mean \"channel\"?");
    d.notes.push_back({{in, 0, 2}, "here"});
    found.add(d);
    CHECK(to_json(found) ==
          "[{\"file\":\"rules/a "
          "b.yaml\",\"line\":1,\"column\":5,\"end_line\":1,\"end_column\":11,\"code\":\"E0203\",\"name\":\"unknown_key\","
          "\"severity\":\"error\",\"message\":\"unknown key\",\"suggestion\":\"did you mean \\\"channel\\\"?\","
          "\"notes\":[{\"file\":\"rules/a b.yaml\",\"line\":1,\"column\":1,\"end_line\":1,\"end_column\":2,\"message\":\"here\"}]}]\n");
    CHECK(to_json(diagnostics()) == "[]\n");
}

TEST_CASE("SARIF 2.1.0 has the parts that the standard requires") {
    const auto in = text_of("a: x\nb: x\n");
    diagnostics found;
    found.add(at(in, "b", "remove it"));
    auto other = at(in, "a");
    other.what = code::duplicate_key;
    other.notes.push_back({{in, 5, 6}, "here"});
    found.add(other);
    const auto log = json::parse(to_sarif(found));
    CHECK(log.at("version") == "2.1.0");
    CHECK(log.at("$schema").as_string().find("sarif-2.1.0") != json::string::npos);
    const auto& run = log.at("runs").at(0);
    CHECK(run.at("columnKind") == "unicodeCodePoints");
    const auto& driver = run.at("tool").at("driver");
    CHECK(driver.at("name") == "escalera");
    REQUIRE(driver.at("rules").as_array().size() == 2);
    CHECK(driver.at("rules").at(0).at("id") == "E0111");
    CHECK(driver.at("rules").at(1).at("id") == "E0203");
    const auto& first = run.at("results").at(0);
    CHECK(first.at("ruleId") == "E0203");
    CHECK(first.at("ruleIndex").to_number<int>() == 1);
    CHECK(first.at("level") == "error");
    CHECK(first.at("message").at("text") == "unknown key: remove it");
    const auto& where = first.at("locations").at(0).at("physicalLocation");
    CHECK(where.at("artifactLocation").at("uri") == "rules/a%20b.yaml");
    CHECK(where.at("region").at("startLine").to_number<int>() == 2);
    CHECK(where.at("region").at("startColumn").to_number<int>() == 1);
    CHECK(where.at("region").at("endColumn").to_number<int>() == 2);
    CHECK(run.at("results").at(1).at("relatedLocations").at(0).at("message").at("text") == "here");
    CHECK(json::parse(to_sarif(diagnostics())).at("runs").at(0).at("results").as_array().empty());
}

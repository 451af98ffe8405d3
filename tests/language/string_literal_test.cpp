#include "escalera/language/string_literal.hpp"

#include "support/catch.hpp"

#include <rapidcheck.h>

using namespace escalera;

namespace {
std::string read(std::string_view text) {
    std::vector<escape_error> errors;
    auto result = read_escapes(text, errors);
    CHECK(errors.empty());
    return result;
}
escape_error error_in(std::string_view text) {
    std::vector<escape_error> errors;
    (void)read_escapes(text, errors);
    REQUIRE(errors.size() == 1);
    return errors[0];
}
}  // namespace

TEST_CASE("escapes stand for what the specification says") {
    CHECK(read(R"(\a\b\f\n\r\t\v)") == "\a\b\f\n\r\t\v");
    CHECK(read(R"(\\\?\"\'\`)") == "\\?\"'`");
    CHECK(read(R"(\x41\X7e\101)") == "A~A");
    CHECK(read(R"(\xe9)") == "\xC3\xA9");  // a code point, not a byte
    CHECK(read(R"(\u270c\U0001f431)") == "\xE2\x9C\x8C\xF0\x9F\x90\xB1");
    CHECK(read(R"(\ud83d\ude2c)") == "\xF0\x9F\x98\xAC");
    CHECK(read(R"(\000)") == std::string(1, '\0'));
}

TEST_CASE("a bad escape is reported with its place") {
    const auto bad = error_in(R"(ab\qcd)");
    CHECK(bad.begin == 2);
    CHECK(bad.end == 4);
    CHECK(bad.message == "\\q is no escape");
    CHECK(error_in(R"(\xg0)").begin == 0);
    CHECK(error_in(R"(ab\u12)").begin == 2);
    CHECK(error_in(R"(\ud83d)").message == "an escape that stands for no character");
    CHECK(error_in(R"(\U00110000)").message == "an escape that stands for no character");
    CHECK(error_in(R"(\ud83d\u0041)").begin == 0);
    CHECK(error_in("\\\xC3\xA9").end == 3);  // the whole character
    CHECK(error_in(R"(\)").begin == 0);
}

TEST_CASE("quoting a text and reading it gives it back") {
    rc::check([](const std::string& text) {
        const auto quoted = quote(text);
        std::vector<escape_error> errors;
        RC_ASSERT(quoted.front() == '"' && quoted.back() == '"');
        RC_ASSERT(read_escapes(std::string_view(quoted).substr(1, quoted.size() - 2), errors) == text);
        RC_ASSERT(errors.empty());
    });
}

#include "escalera/adapters/text_encoding.hpp"

#include "support/catch.hpp"

using namespace escalera;

// Cases by hand from RFC 3629, section 4 (the grammar of UTF-8).
TEST_CASE("valid UTF-8 is accepted") {
    for (const std::string_view text : {"", "plain", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                                        "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "0123456789\xC3\xA9 0123456789"}) {
        CHECK(first_invalid_utf8(text) == std::string_view::npos);
    }
}

TEST_CASE("invalid UTF-8 is found at its first byte") {
    CHECK(first_invalid_utf8("ab\x80") == 2);            // a continuation without a beginning
    CHECK(first_invalid_utf8("\xC0\xAF") == 0);          // overlong
    CHECK(first_invalid_utf8("\xE0\x80\xAF") == 0);      // overlong
    CHECK(first_invalid_utf8("\xF0\x80\x80\xAF") == 0);  // overlong
    CHECK(first_invalid_utf8("x\xED\xA0\x80") == 1);     // a surrogate
    CHECK(first_invalid_utf8("\xF4\x90\x80\x80") == 0);  // above U+10FFFF
    CHECK(first_invalid_utf8("\xF5\x80\x80\x80") == 0);
    CHECK(first_invalid_utf8("abcdefghij\xC3") == 10);  // cut short
    CHECK(first_invalid_utf8("abcdefgh\xE2\x82") == 8);
    CHECK(first_invalid_utf8("\xFF") == 0);
}

TEST_CASE("bad bytes are replaced one by one and the rest is kept") {
    CHECK(with_valid_utf8("caf\xE9!") == "caf\xEF\xBF\xBD!");
    CHECK(with_valid_utf8("\xFF\xFE") == "\xEF\xBF\xBD\xEF\xBF\xBD");
    CHECK(with_valid_utf8("ok") == "ok");
}

TEST_CASE("code points are counted, not bytes") {
    CHECK(count_code_points("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80") == 4);
    CHECK(count_code_points("\xE9z") == 2);
}

TEST_CASE("Latin-1 becomes UTF-8") {
    std::string text;
    append_latin1(text, "Se\xF1or \xA3\xFF");
    CHECK(text == "Se\xC3\xB1or \xC2\xA3\xC3\xBF");
}

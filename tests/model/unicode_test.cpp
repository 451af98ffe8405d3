#include "escalera/model/unicode.hpp"

#include "support/catch.hpp"

using namespace escalera;

TEST_CASE("code points are read and written in all four lengths") {
    for (const char32_t c : {U'\0', U'A', U'\x7F', U'\x80', U'\x7FF', U'\x800', U'\xD7FF', U'\xE000', U'\xFFFF', U'\x10000', U'\x10FFFF'}) {
        std::string text;
        append_utf8(text, c);
        const auto back = first_code_point(text);
        REQUIRE(back);
        CHECK(back->is == c);
        CHECK(back->bytes == text.size());
        CHECK(count_code_points(text) == 1);
    }
}

TEST_CASE("what is not UTF-8 is found") {
    CHECK(find_broken_utf8("a\xC3") == 1);             // cut off
    CHECK(find_broken_utf8("\x80") == 0);              // no lead
    CHECK(find_broken_utf8("\xC0\x80") == 0);          // overlong
    CHECK(find_broken_utf8("\xE0\x80\x80") == 0);      // overlong
    CHECK(find_broken_utf8("ok\xED\xA0\x80") == 2);    // a surrogate
    CHECK(find_broken_utf8("\xF4\x90\x80\x80") == 0);  // past the last one
    CHECK(find_broken_utf8("\xF5\x80\x80\x80") == 0);
    CHECK_FALSE(find_broken_utf8("πέντε \xF0\x9F\x90\xB1"));
    CHECK_FALSE(first_code_point(""));
}

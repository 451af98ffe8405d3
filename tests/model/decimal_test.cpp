#include "escalera/model/decimal.hpp"

#include "support/catch.hpp"

using namespace escalera;

TEST_CASE("a decimal is read to four digits and printed in its shortest form") {
    CHECK(parse_decimal("12")->units == 120'000);
    CHECK(parse_decimal("-3.5")->units == -35'000);
    CHECK(parse_decimal("0.0001")->units == 1);
    CHECK(parse_decimal("922337203685477.5807")->units == INT64_MAX);
    CHECK(parse_decimal("-922337203685477.5808")->units == INT64_MIN);
    CHECK(to_string(decimal{INT64_MIN}) == "-922337203685477.5808");
    CHECK(to_string(decimal{-35'000}) == "-3.5");
    CHECK(to_string(decimal{1}) == "0.0001");
}

TEST_CASE("a text that is no decimal is refused") {
    const auto* text =
        GENERATE("", "-", "+", ".5", "5.", "1.23456", "1e3", " 1", "1 ", "1,5", "0x1", "922337203685477.5808", "--1", "1.2.3");
    CAPTURE(text);
    CHECK_FALSE(parse_decimal(text));
}

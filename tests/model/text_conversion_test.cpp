#include "escalera/model/text_conversion.hpp"

#include "support/catch.hpp"

#include <cmath>
#include <limits>

using namespace escalera;

TEST_CASE("ints are read whole or not at all") {
    CHECK(int_from_text("0") == 0);
    CHECK(int_from_text("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
    CHECK(int_from_text("+7") == 7);
    for (const auto* bad : {"", "-", "+", "+-1", "1.0", " 1", "1 ", "0x1", "9223372036854775808", "1e3"}) {
        CAPTURE(bad);
        CHECK_FALSE(int_from_text(bad));
    }
}

TEST_CASE("numbers are read to the nearest double") {
    CHECK(number_from_text("0.1") == 0.1);
    CHECK(number_from_text("1e400") == std::nullopt);
    CHECK(number_from_text("-1e400") == std::nullopt);
    CHECK(number_from_text("1e-400") == 0.0);
    CHECK(std::signbit(*number_from_text("-1e-400")));
    CHECK(number_from_text("0e999999999999") == 0.0);
    CHECK(number_from_text("5e-324") == 5e-324);
    CHECK(number_from_text("1.7976931348623157e308") == std::numeric_limits<double>::max());
    CHECK(number_from_text("+.5") == 0.5);
    CHECK(std::isnan(*number_from_text("NaN")));
    CHECK(number_from_text("-Infinity") == -std::numeric_limits<double>::infinity());
    for (const auto* bad : {"", ".", "1,5", "0x1p3", "1e", "--1", "+-1", " 1", "infinit", "1f"}) {
        CAPTURE(bad);
        CHECK_FALSE(number_from_text(bad));
    }
}

TEST_CASE("numbers are written with the fewest digits that read back") {
    CHECK(text_from_number(0.1) == "0.1");
    CHECK(text_from_number(1.0) == "1");
    CHECK(text_from_number(123456.0) == "123456");
    CHECK(text_from_number(1000000.0) == "1e+06");
    CHECK(text_from_number(1234567.0) == "1.234567e+06");
    CHECK(text_from_number(-0.0045) == "-0.0045");
    CHECK(text_from_number(0.0001) == "0.0001");
    CHECK(text_from_number(0.00001) == "1e-05");
    CHECK(text_from_number(-0.0) == "-0");
    CHECK(text_from_number(std::numeric_limits<double>::infinity()) == "+Inf");
    CHECK(text_from_number(std::nan("")) == "NaN");
}

TEST_CASE("lengths of time are read as CEL writes them") {
    CHECK(duration_from_text("1h30m") == duration{5400, 0});
    CHECK(duration_from_text("-1.5s") == duration{-2, 500'000'000});
    CHECK(duration_from_text("1\xC2\xB5s") == duration{0, 1000});
    CHECK(duration_from_text("0.0000000019s") == duration{0, 1});  // parts of a nanosecond are cut off
    CHECK(duration_from_text("-0.0000000019s") == duration{-1, 999'999'999});
    CHECK(duration_from_text("315576000000000000000ns") == duration{315'576'000'000, 0});
    CHECK(duration_from_text("315576000000s") == duration{315'576'000'000, 0});
    for (const auto* bad : {"", "s", "1", "1d", "-", "1h 2m", "1.2.3s", "1h-2m", "315576000001s", "99999999999999999999999h",
                            "9999922337203685477580799998ns", "1sm"}) {
        CAPTURE(bad);
        CHECK_FALSE(duration_from_text(bad));
    }
    CHECK(text_from_duration({5400, 0}) == "5400s");
    CHECK(text_from_duration({-2, 500'000'000}) == "-1.5s");
    CHECK(text_from_duration({-1, 999'999'999}) == "-0.000000001s");
    CHECK(text_from_duration({0, 0}) == "0s");
}

TEST_CASE("a timestamp needs its T, a zone may lack its plus") {
    CHECK(time_from_text("1970-01-01T00:00:01Z") == timestamp{1, 0});
    CHECK_FALSE(time_from_text("1970-01-01 00:00:01Z"));
    CHECK(zone_from_text("02:00")->offset_at(0) == 7200);
    CHECK(zone_from_text("-02:30")->offset_at(0) == -9000);
    CHECK_FALSE(zone_from_text("Nowhere/Land"));
    CHECK_FALSE(zone_from_text(""));
}

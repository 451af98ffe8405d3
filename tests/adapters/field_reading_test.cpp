#include "escalera/adapters/field_reading.hpp"

#include "support/catch.hpp"

using namespace escalera;

namespace {

std::string told(const value& v) {
    switch (v.what()) {
        case kind::boolean: return v.as_bool() ? "bool true" : "bool false";
        case kind::integer: return "int " + std::to_string(v.as_int());
        case kind::number: return "number " + std::to_string(v.as_number());
        case kind::dec: return "decimal " + to_string(v.as_decimal());
        case kind::text: return "string " + v.as_text();
        case kind::time: return "timestamp " + to_rfc3339(v.as_time());
        case kind::list: {
            std::string text = "[";
            for (const auto& element : v.as_list()) text += (text.size() == 1 ? "" : ", ") + told(element);
            return text + "]";
        }
        default: return "?";
    }
}
std::string told(const value_reading& r) { return r.has_value() ? told(*r) : "! " + r.error().why; }

std::string text(kind k, std::string_view t, std::uint8_t depth = 0) { return told(value_from_text({k, depth}, t, {})); }

std::string json(kind k, const std::string& t, std::uint8_t depth = 0) {
    json_line line;
    REQUIRE_FALSE(line.parse("{\"x\":" + t + "}").has_value());
    return told(value_from_json({k, depth}, line.nodes(), 1));
}

std::string name(const std::string& t) {
    json_line line;
    REQUIRE_FALSE(line.parse("{\"x\":" + t + "}").has_value());
    const auto read = name_from_json(line.nodes()[1]);
    return read.has_value() ? *read : "! " + read.error().why;
}

}  // namespace

TEST_CASE("numbers are read exactly") {
    CHECK(exact_units("12", 0) == 12);
    CHECK(exact_units("-12", 4) == -120000);
    CHECK(exact_units("1.10", 4) == 11000);
    CHECK(exact_units("0.0001", 4) == 1);
    CHECK(exact_units("0.00010000", 4) == 1);
    CHECK(exact_units("1e2", 0) == 100);
    CHECK(exact_units("1.5E+1", 0) == 15);
    CHECK(exact_units("1500e-2", 0) == 15);
    CHECK(exact_units("3.0", 0) == 3);
    CHECK(exact_units("0e99999", 0) == 0);
    CHECK(exact_units("9223372036854775807", 0) == INT64_MAX);
    CHECK(exact_units("-9223372036854775808", 0) == INT64_MIN);
    CHECK(exact_units("922337203685477.5807", 4) == INT64_MAX);
    CHECK(exact_units("007", 0) == 7);  // cells are often padded
}

TEST_CASE("what is not exact, or no number, is not read") {
    for (const std::string_view bad : {"",
                                       "-",
                                       "+",
                                       ".",
                                       "1.",
                                       ".5",
                                       "1.5",
                                       "x",
                                       "1x",
                                       "1 2",
                                       "0x10",
                                       "1e",
                                       "1e+",
                                       "1e1.5",
                                       "--1",
                                       "1e-1",
                                       "9223372036854775808",
                                       "-9223372036854775809",
                                       "1e19",
                                       "1e99999999999",
                                       "1,000",
                                       "NaN"}) {
        INFO(bad);
        CHECK_FALSE(exact_units(bad, 0).has_value());
    }
    CHECK_FALSE(exact_units("0.00001", 4).has_value());
    CHECK_FALSE(exact_units("922337203685477.5808", 4).has_value());
}

TEST_CASE("values out of cells") {
    CHECK(text(kind::text, " as it is ") == "string  as it is ");
    CHECK(text(kind::boolean, "Yes") == "bool true");
    CHECK(text(kind::boolean, "FALSE") == "bool false");
    CHECK(text(kind::boolean, " 1 ") == "bool true");
    CHECK(text(kind::integer, " -7 ") == "int -7");
    CHECK(text(kind::integer, "7.0") == "int 7");
    CHECK(text(kind::dec, "19.99") == "decimal 19.99");
    CHECK(text(kind::number, "0.25") == "number 0.250000");
    CHECK(text(kind::number, "+1e3") == "number 1000.000000");
    CHECK(text(kind::time, "2026-03-02T14:00:00Z") == "timestamp 2026-03-02T14:00:00Z");
    CHECK(text(kind::text, "one", 1) == "[string one]");
}

TEST_CASE("cells that their fields cannot hold say why") {
    CHECK(text(kind::boolean, "maybe") == "! 'maybe' is no bool (true, false, yes, no, 1, 0)");
    CHECK(text(kind::integer, "3 - Moderate") == "! '3 - Moderate' is no int of 64 bits");
    CHECK(text(kind::integer, "99999999999999999999") == "! '99999999999999999999' is no int of 64 bits");
    CHECK(text(kind::dec, "1.23456") == "! '1.23456' is no decimal with at most four digits behind the point");
    CHECK(text(kind::number, "inf") == "! 'inf' is no number");
    CHECK(text(kind::number, "nan") == "! 'nan' is no number");
    CHECK(text(kind::number, "1e999") == "! '1e999' is no number");
    CHECK(text(kind::time, "29/2/2016") == "! '29/2/2016' is no time in the form 2026-03-02T14:00:00Z");
    CHECK(text(kind::integer, std::string(59, 'x') + "\xC3\xA9" + std::string(50, 'y')) ==
          "! '" + std::string(59, 'x') + "...' is no int of 64 bits");
    CHECK(text(kind::span, "3d") == "! a duration cannot be read from a file");
}

TEST_CASE("values out of JSON") {
    CHECK(json(kind::text, "\"x\"") == "string x");
    CHECK(json(kind::boolean, "true") == "bool true");
    CHECK(json(kind::integer, "9223372036854775807") == "int 9223372036854775807");
    CHECK(json(kind::integer, "3.0") == "int 3");
    CHECK(json(kind::dec, "0.1") == "decimal 0.1");
    CHECK(json(kind::dec, "922337203685477.5807") == "decimal 922337203685477.5807");  // a double would lose digits
    CHECK(json(kind::dec, "\"19.99\"") == "decimal 19.99");
    CHECK(json(kind::number, "1e-3") == "number 0.001000");
    CHECK(json(kind::time, "\"2026-03-02T15:00:00.123456789+01:00\"") == "timestamp 2026-03-02T14:00:00.123456789Z");
    CHECK(json(kind::text, R"(["a","b"])", 1) == "[string a, string b]");
    CHECK(json(kind::integer, "[]", 1) == "[]");
    CHECK(json(kind::integer, "[[1],[]]", 2) == "[[int 1], []]");
}

TEST_CASE("JSON values of the wrong kind say what is wanted") {
    CHECK(json(kind::text, "5") == "! takes a string, not a number");
    CHECK(json(kind::integer, "\"5\"") == "! takes an int, not a string");
    CHECK(json(kind::integer, "5.5") == "! '5.5' is no int of 64 bits");
    CHECK(json(kind::boolean, "\"true\"") == "! takes a bool, not a string");
    CHECK(json(kind::dec, "true") == "! takes a decimal, not a bool");
    CHECK(json(kind::dec, "1e-5") == "! '1e-5' is no decimal with at most four digits behind the point");
    CHECK(json(kind::time, "1456708560") == "! takes a timestamp, not a number");
    CHECK(json(kind::time, "\"yesterday\"") == "! 'yesterday' is no time in the form 2026-03-02T14:00:00Z");
    CHECK(json(kind::text, "\"x\"", 1) == "! takes a list(string), not a string");
    CHECK(json(kind::text, "[1]", 1) == "! takes a string, not a number");
    CHECK(json(kind::text, "[null]", 1) == "! takes a string, not null");
    CHECK(json(kind::text, "{}") == "! takes a string, not an object");
    std::string many = "[0";
    for (int i = 1; i <= 256; ++i) many += ",0";
    CHECK(json(kind::integer, many + "]", 1) == "! has more than 256 elements");
}

TEST_CASE("ids may be whole numbers") {
    CHECK(name("\"C-1\"") == "C-1");
    CHECK(name("42") == "42");
    CHECK(name("123456789012345678901234567890") == "123456789012345678901234567890");
    CHECK(name("4.2") == "! takes a string or a whole number, not a fraction");
    CHECK(name("true") == "! takes a string or a whole number, not a bool");
}

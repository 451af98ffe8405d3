#include "escalera/adapters/json_line.hpp"

#include <rapidcheck.h>
#include <boost/json.hpp>

#include "support/catch.hpp"

using namespace escalera;

namespace {

std::string told(std::string_view line) {
    json_line reader;
    const auto fault = reader.parse(line);
    if (fault) return std::to_string(fault->column) + " " + fault->particulars;
    std::string text;
    for (const auto& node : reader.nodes()) {
        text += (text.empty() ? "" : " ") + std::string(node.key) + (node.key.empty() ? "" : "=");
        switch (node.what) {
            case json_kind::object: text += "{}"; break;
            case json_kind::list: text += "[]"; break;
            case json_kind::text: text += "'" + std::string(node.text) + "'"; break;
            default: text += node.text;
        }
        text += "@" + std::to_string(node.offset) + ".." + std::to_string(node.end);
    }
    return text;
}

}  // namespace

TEST_CASE("an object becomes a flat tree with places") {
    CHECK(told("{}") == "{}@0..1");
    CHECK(told(R"( {"a": "x\u00e9\n", "b":[1,{"c":true}] ,"d":null} )") ==
          "{}@1..7 a='x\xC3\xA9\n'@7..2 b=[]@24..6 1@25..4 {}@27..6 c=true@32..6 d=null@44..7");
}

TEST_CASE("numbers keep their text") {
    CHECK(told(R"({"a":1.10,"b":-0,"c":1e400,"d":123456789012345678901234567890,"e":0.1E+2})") ==
          "{}@0..6 a=1.10@5..2 b=-0@14..3 c=1e400@21..4 d=123456789012345678901234567890@31..5 e=0.1E+2@66..6");
}

TEST_CASE("a key twice in one object is a fault at any depth") {
    CHECK(told(R"({"a":1,"b":2,"a":3})") == "18 'a' stands twice in one object");
    CHECK(told(R"({"x":[{"y":{"k":1,"k":1}}]})") == "23 'k' stands twice in one object");
    CHECK(told(R"({"a":1,"\u0061":2})") == "17 'a' stands twice in one object");
    CHECK(told(R"({"a":{"k":1},"b":{"k":1},"k":1})").starts_with("{}"));
}

TEST_CASE("what is not a JSON object is a fault with a place") {
    CHECK(told("") == "1 nothing is there");
    CHECK(told("[1]") == "1 a line is an object: { ... }");
    CHECK(told("7") == "1 a line is an object: { ... }");
    CHECK(told(R"({"a":tru})") == "6 'tru' is no JSON value");
    CHECK(told(R"({"unread":{"deep":[nul]}})").starts_with("20 "));
    CHECK(told(R"({"a":01})") == "6 '01' is no JSON value");
    CHECK(told(R"({"a":"x)") == "1 a string is never closed");
    CHECK(told("{\"a\":\"x\ty\"}") == "1 a control character stands in a string unescaped");
    CHECK(told("{\"a\":\"\xC3\"}") == "7 byte 0xC3 is not UTF-8");
    CHECK(told("{\"\xC3\xA9\xC3\xA9\":\"\xFF\"}") == "8 byte 0xFF is not UTF-8");
    json_line reader;
    CHECK(reader.parse("{\"a\":\"\xFF\"}")->why == reject_reason::bad_encoding);
    CHECK(reader.parse("{\"a\":1,}")->why == reject_reason::bad_json);
    CHECK(reader.parse("{\"a\":1,\"a\":1}")->why == reject_reason::duplicate_key);
    CHECK_FALSE(reader.parse("{\"a\":1}").has_value());
}

TEST_CASE("nesting is bounded") {
    const auto nested = [](std::size_t lists) { return "{\"a\":" + std::string(lists, '[') + std::string(lists, ']') + "}"; };
    CHECK(told(nested(json_line::deepest - 1)).starts_with("{}"));
    CHECK(told(nested(json_line::deepest)).find("nested deeper than 64") != std::string::npos);
    CHECK(told(nested(100'000)).find("nested") != std::string::npos);
    CHECK(told("{\"a\":" + std::string(100'000, '[')) == "1 an object or list is never closed, or something follows behind it");
    CHECK(told(R"({"a":1} trailing)") == "1 an object or list is never closed, or something follows behind it");
}

// Boost.JSON is the judge: what it takes, we take, and the other way round. (Numbers too large for a double, keys twice
// and depth are told apart above.)
TEST_CASE("exactly what RFC 8259 allows is taken, however a text is damaged") {
    const std::string good = R"({"event":"complaint","n":[0,-1.5e3,{"k\"ey":"v\u20ac\\"}],"t":true,"f":false,"z":null,"e":{},"l":[]})";
    const auto boost_takes = [](const std::string& text) {
        boost::system::error_code error;
        const auto value = boost::json::parse(text, error);
        return !error && value.is_object();
    };
    REQUIRE(boost_takes(good));
    const bool holds = rc::check([&] {
        auto text = good;
        const auto edits = *rc::gen::inRange(1, 3);
        for (int i = 0; i < edits; ++i) {
            const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
            const auto piece =
                *rc::gen::element<std::string>("", ",", ":", "\"", "{", "}", "[", "]", "1", "-", ".", "e", " ", "\t", "\\", "x", "true",
                                               "null", "\x01", "\\u", "\\ud800", "\xC3", "\xC3\xA9", "0", "/", "+", "\0");
            text.replace(at, *rc::gen::inRange<std::size_t>(0, 2), piece);
        }
        json_line reader;
        const auto fault = reader.parse(text);
        if (fault && fault->why == reject_reason::duplicate_key) return;
        RC_ASSERT(!fault == boost_takes(text));
    });
    CHECK(holds);
}

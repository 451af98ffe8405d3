#include "escalera/language/lexer.hpp"

#include "support/catch.hpp"

using namespace escalera;

namespace {
std::vector<token> tokens(const std::string& text) {
    diagnostics found;
    auto all = read_tokens(located_text::verbatim(std::make_shared<source>("<test>", text), 0, text), found);
    CHECK(found.empty());
    REQUIRE_FALSE(all.empty());
    CHECK(all.back().what == token_kind::end);
    all.pop_back();
    return all;
}
}  // namespace

TEST_CASE("words and symbols mean the same operators") {
    for (const auto& [word, symbol] : std::vector<std::pair<std::string, std::string>>{{"and", "&&"}, {"or", "||"}, {"not", "!"}}) {
        CHECK(tokens(word).front().what == tokens(symbol).front().what);
    }
    CHECK(tokens("android").front().what == token_kind::identifier);
    CHECK(tokens("inside").front().what == token_kind::identifier);
}

TEST_CASE("numbers end where they end") {
    const auto sum = tokens("1.5+2");
    REQUIRE(sum.size() == 3);
    CHECK(sum[0].number == 1.5);
    CHECK(sum[2].magnitude == 2);
    const auto method = tokens("1.size");
    REQUIRE(method.size() == 3);
    CHECK(method[1].what == token_kind::dot);
    CHECK(tokens("0xff")[0].magnitude == 255);
    CHECK(tokens("9223372036854775808")[0].magnitude == std::uint64_t{1} << 63U);
}

TEST_CASE("comments and blanks are passed over, places stay") {
    const auto all = tokens("a // b and c\n\t== b");
    REQUIRE(all.size() == 3);
    CHECK(all[1].begin == 14);
    CHECK(all[2].begin == 17);
    CHECK(all[2].end == 18);
    CHECK(tokens("// only this").empty());
    CHECK(tokens("'// not this'").front().text == "// not this");
}

TEST_CASE("strings hold their value") {
    CHECK(tokens(R"('a\'b')")[0].text == "a'b");
    CHECK(tokens(R"(r'a\'+'b')")[0].text == "a\\");
    CHECK(tokens("'''a''b'''")[0].text == "a''b");
    CHECK(tokens("\"\"\"\n\"\"\"")[0].text == "\n");
    CHECK(tokens("rb")[0].what == token_kind::identifier);
}

TEST_CASE("names that can stand in a condition") {
    for (const auto* good : {"repeat", "same_bill", "_x", "a1", "has", "all", "is"}) CHECK(is_plain_identifier(good));
    for (const auto* bad : {"", "1a", "same-bill", "a.b", "true", "in", "and", "or", "not", "null", "if", "while", "caf\xC3\xA9", "a b"})
        CHECK_FALSE(is_plain_identifier(bad));
    CHECK(is_word_of_language("namespace"));
    CHECK_FALSE(is_word_of_language("size"));
}

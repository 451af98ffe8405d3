#include "escalera/adapters/jsonl_reader.hpp"

#include "support/catch.hpp"
#include "support/compressed.hpp"

using namespace escalera;

namespace {

std::string told(const std::string& text, std::size_t pieces = 0, std::size_t max_row_bytes = 1000) {
    jsonl_reader reader(source_of_text(text, pieces), max_row_bytes);
    std::string result;
    while (true) {
        switch (reader.next()) {
            case row_outcome::row: result += std::to_string(reader.line()) + ":" + std::string(reader.text()) + "\n"; break;
            case row_outcome::fault:
                result += std::to_string(reader.fault().line) + ":" + std::to_string(reader.fault().column) + " " +
                          std::string(name_of(reader.fault().why)) + " " + reader.row_text() + "\n";
                break;
            case row_outcome::end: return result + "end";
            case row_outcome::failed: return result + "failed";
        }
    }
}

}  // namespace

TEST_CASE("JSON lines are read with their numbers") {
    CHECK(told("{\"a\":1}\n{\"a\":2}\n") == "1:{\"a\":1}\n2:{\"a\":2}\nend");
    CHECK(told("\xEF\xBB\xBF{\"a\":1}\r\n\r\n  \n{\"a\":2}") == "1:{\"a\":1}\n4:{\"a\":2}\nend");
    CHECK(told("") == "end");
    CHECK(told("\n\n") == "end");
}

TEST_CASE("a bad JSON line spoils no other") {
    CHECK(told("{\"a\":1}\n{\"a\":\n{\"a\":2,\"a\":3}\n{\"a\":3}\nnull\n{\"a\":4}{}\n\"x\"") ==
          "1:{\"a\":1}\n2:1 bad JSON {\"a\":\n3:12 duplicate key {\"a\":2,\"a\":3}\n4:{\"a\":3}\n5:1 bad JSON null\n6:8 bad JSON "
          "{\"a\":4}{}\n7:1 bad JSON \"x\"\nend");
}

TEST_CASE("a JSON line may not be longer than the limit") {
    const std::string text = "{\"a\":1}\n{\"a\":12}\n{\"a\":3}\n";
    CHECK(told(text, 0, 7) == "1:{\"a\":1}\n2:1 row too long {\"a\":12\n3:{\"a\":3}\nend");
    CHECK(told(text, 0, 8) == "1:{\"a\":1}\n2:{\"a\":12}\n3:{\"a\":3}\nend");
    CHECK(told("{\"a\":1234}", 0, 7) == "1:1 row too long {\"a\":12\nend");
}

TEST_CASE("pieces make no difference to JSON lines") {
    const std::string text = "\xEF\xBB\xBF{\"a\":1}\r\n\n{\"a\":\"0123456789012345\"}\n{\"b\":\xFF}\n{\"a\":2}";
    const auto whole = told(text, 0, 12);
    CHECK(whole == "1:{\"a\":1}\n3:1 row too long {\"a\":\"012345\n4:6 bad encoding {\"b\":\xFF}\n5:{\"a\":2}\nend");
    for (std::size_t pieces = 1; pieces <= text.size(); ++pieces) CHECK(told(text, pieces, 12) == whole);
}

TEST_CASE("JSON lines cut short fail behind the last whole line") {
    std::string text;
    for (int i = 0; i < 3000; ++i) text += "{\"id\":\"C-" + std::to_string(i * 7919 % 10007) + "\",\"n\":" + std::to_string(i) + "}\n";
    const auto packed = support::zstd(text);
    jsonl_reader reader(decompressed(source_of_text(packed.substr(0, packed.size() - 1)), compression::zstd));
    std::size_t rows = 0;
    auto outcome = reader.next();
    for (; outcome == row_outcome::row; outcome = reader.next()) ++rows;
    CHECK(outcome == row_outcome::failed);
    CHECK(reader.failed() == input_error::cut_short);
    CHECK(rows <= 3000);
}

TEST_CASE("a line that a failure cuts off is neither read nor rejected") {
    std::string text;
    for (int i = 0; i < 20000; ++i) text += "{\"id\":\"C-" + std::to_string(i * 7919 % 10007) + "\",\"n\":" + std::to_string(i) + "}\n";
    const auto packed = support::gzip(text);
    jsonl_reader reader(decompressed(source_of_text(packed.substr(0, packed.size() / 2)), compression::gzip));
    std::size_t rows = 0;
    auto outcome = reader.next();
    for (; outcome == row_outcome::row; outcome = reader.next()) ++rows;
    CHECK(outcome == row_outcome::failed);
    CHECK(rows > 5000);
}

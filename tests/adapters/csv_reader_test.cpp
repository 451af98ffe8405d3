#include "escalera/adapters/csv_reader.hpp"

#include "support/catch.hpp"
#include "support/compressed.hpp"

using namespace escalera;
using namespace std::string_literals;

namespace {

// What a reader says of a text, a line a row: "2:a|b" for a row that begins in line 2, "2:5 stray quote" for a fault.
std::string told(std::string text, csv_options options = {}, std::size_t pieces = 0) {
    csv_reader reader(source_of_text(std::move(text), pieces), std::move(options));
    std::string result;
    const auto cells = [&](const auto& row) {
        std::string line;
        for (const auto& cell : row) line += (line.empty() ? "" : "|") + (cell.empty() ? "~"s : std::string(cell));
        return line;
    };
    for (auto outcome = reader.begin();; outcome = reader.next()) {
        switch (outcome) {
            case row_outcome::row:
                result += reader.cells().empty() ? "names" : std::to_string(reader.line()) + ":" + cells(reader.cells());
                break;
            case row_outcome::fault:
                result += std::to_string(reader.fault().line) + ":" + std::to_string(reader.fault().column) + " " +
                          std::string(name_of(reader.fault().why));
                break;
            case row_outcome::end: return result + "end";
            case row_outcome::failed: return result + "failed";
        }
        result += "\n";
    }
}

csv_options with(void (*change)(csv_options&)) {
    csv_options options;
    change(options);
    return options;
}

}  // namespace

TEST_CASE("rows and their lines") {
    CHECK(told("a,b\n1,2\n3,4\n") == "1:a|b\n2:1|2\n3:3|4\nend");
    CHECK(told("a,b\r\n1,2\r\n3,4") == "1:a|b\n2:1|2\n3:3|4\nend");
    CHECK(told("a,b\r1,2\r3,4\r") == "1:a|b\n2:1|2\n3:3|4\nend");
    CHECK(told("\xEF\xBB\xBF"
               "a,b\n1,2\n") == "1:a|b\n2:1|2\nend");
    CHECK(told("a\n1\n") == "1:a\n2:1\nend");
}

TEST_CASE("nothing at all") {
    CHECK(told("") == "end");
    CHECK(told("\xEF\xBB\xBF") == "end");
    CHECK(told("\n\r\n\r\n\r\r\n") == "end");
    CHECK(told("a,b\n") == "1:a|b\nend");
    CHECK(told("a,b") == "1:a|b\nend");
}

TEST_CASE("empty lines are skipped but counted as lines") { CHECK(told("\n\na,b\n\r\n1,2\n\n\n3,4\n\n") == "3:a|b\n5:1|2\n8:3|4\nend"); }

TEST_CASE("empty cells") {
    CHECK(told("a,b,c\n,,\n1,,\n,,3\n") == "1:a|b|c\n2:~|~|~\n3:1|~|~\n4:~|~|3\nend");
    CHECK(told("a\n\"\"\n") == "1:a\n2:~\nend");  // an empty cell in quotes is a row, an empty line is not
    CHECK(told("a,b\n1,") == "1:a|b\n2:1|~\nend");
}

TEST_CASE("quoted cells") {
    CHECK(told("a,b\n\"1,5\",\"x \"\"y\"\"\"\n") == "1:a|b\n2:1,5|x \"y\"\nend");
    CHECK(told("a,b\n\"\"\"\",\"\"\"\"\"\"\n") == "1:a|b\n2:\"|\"\"\nend");
    CHECK(told("\"a\",\"b\"\r\n\"1\",\"2\"\r\n") == "1:a|b\n2:1|2\nend");
    CHECK(told("a,b\n\"1\"") == "1:a|b\n2:1 too few cells\nend");
    CHECK(told("a,b\n1,\"2\"") == "1:a|b\n2:1|2\nend");
}

TEST_CASE("line breaks inside quotes belong to the cell, and the next row knows its line") {
    CHECK(told("a,b\n\"x\ny\",1\nz,2\n") == "1:a|b\n2:x\ny|1\n4:z|2\nend");
    CHECK(told("a,b\r\n\"x\r\ny\r\n\",1\r\nz,2\r\n") == "1:a|b\n2:x\r\ny\r\n|1\n5:z|2\nend");
}

TEST_CASE("other delimiters") {
    const auto semicolon = with([](csv_options& o) { o.delimiter = ';'; });
    CHECK(told("a;b\n1,5;\"x;y\"\n", semicolon) == "1:a|b\n2:1,5|x;y\nend");
    const auto tab = with([](csv_options& o) { o.delimiter = '\t'; });
    CHECK(told("a\tb\n1\t2 3\n", tab) == "1:a|b\n2:1|2 3\nend");
}

TEST_CASE("names in place of a header") {
    const auto named = with([](csv_options& o) { o.names = {"x", "y"}; });
    CHECK(told("1,2\n3\n", named) == "names\n1:1|2\n2:1 too few cells\nend");
}

TEST_CASE("Latin-1 becomes UTF-8 where it is declared") {
    const auto latin1 = with([](csv_options& o) { o.encoding = text_encoding::latin1; });
    CHECK(told("a,b\nSe\xF1or,\"\xE9\"\"\xE8\"\n", latin1) == "1:a|b\n2:Se\xC3\xB1or|\xC3\xA9\"\xC3\xA8\nend");
    CHECK(told("a,b\nSe\xF1or,x\n1,2\n") == "1:a|b\n2:3 bad encoding\n3:1|2\nend");
    CHECK(told("a,b\n\xC3\xA9\xC3\xA9,\xE9\n", {}) == "1:a|b\n2:4 bad encoding\nend");  // columns are characters
}

TEST_CASE("UTF-16 is a failure that says so") {
    for (const auto& text : {"\xFF\xFE"
                             "a\0,\0"s,
                             "\xFE\xFF\0a\0,"s, "\0\0\xFE\xFF\0\0\0a"s}) {
        csv_reader reader(source_of_text(text), {});
        CHECK(reader.begin() == row_outcome::failed);
        CHECK(reader.failed() == input_error::not_utf8);
        CHECK(reader.failed().message() == "the file is UTF-16 or UTF-32; save it as UTF-8");
    }
}

TEST_CASE("too few and too many cells") {
    CHECK(told("a,b\n1\n1,2\n1,22,3\n1,2,\"3\",4\n5,6\n") ==
          "1:a|b\n2:1 too few cells\n3:1|2\n4:6 too many cells\n5:5 too many cells\n6:5|6\nend");
    csv_reader reader(source_of_text("a,b,c\n1,2\n"), {});
    reader.begin();
    CHECK(reader.next() == row_outcome::fault);
    CHECK(reader.fault().particulars == "2 where the header names 3");
    CHECK(reader.row_text() == "1,2");
}

TEST_CASE("a quote where none may stand spoils its line and no other") {
    CHECK(told("a,b\n1\"2,3\n4,5\n") == "1:a|b\n2:2 stray quote\n3:4|5\nend");
    CHECK(told("a,b\n1, \"2\"\n4,5\n") == "1:a|b\n2:4 stray quote\n3:4|5\nend");
    CHECK(told("a,b\n\"1\"x,3\n4,5\n") == "1:a|b\n2:4 stray quote\n3:4|5\nend");
    CHECK(told("a,b\n\"1\n2\" ,3\n4,5\n") == "1:a|b\n3:3 stray quote\n4:4|5\nend");
    CHECK(told("a,b\nx\"\r\n4,5\n") == "1:a|b\n2:2 stray quote\n3:4|5\nend");
}

TEST_CASE("a quote left open at the end of the file is one fault, and nothing behind it is taken for data") {
    CHECK(told("a,b\n1,2\n3,\"4\n5,6\n7,8\n") == "1:a|b\n2:1|2\n3:3 unclosed quote\nend");
    CHECK(told("a,b\n\"") == "1:a|b\n2:1 unclosed quote\nend");
    CHECK(told("a,b\n1,\"\"\"") == "1:a|b\n2:3 unclosed quote\nend");
    CHECK(told("a,\"b\n1,2\n") == "1:3 unclosed quote\nend");  // in the header
}

TEST_CASE("a row may not be longer than the limit, and reading goes on behind it") {
    auto limited = with([](csv_options& o) { o.max_row_bytes = 8; });
    CHECK(told("a,b\n1234,678\n5,6\n", limited) == "1:a|b\n2:1234|678\n3:5|6\nend");
    CHECK(told("a,b\n1234,6789\n5,6\n", limited) == "1:a|b\n2:1 row too long\n3:5|6\nend");
    CHECK(told("a,b\n\"12\n\n\n\n\n\n\",9\n5,6\n", limited) == "1:a|b\n2:1 row too long\n8:1 unclosed quote\nend");
    CHECK(told("a,b\n1,\"23456789012345", limited) == "1:a|b\n2:1 row too long\nend");
    CHECK(told("a,b\n1\"3456789012345\n5,6", limited) == "1:a|b\n2:1 row too long\n3:5|6\nend");
    CHECK(told("a,b\n123456789\r\r\r\r\n5,6", limited) == "1:a|b\n2:1 row too long\n6:5|6\nend");
}

TEST_CASE("a fault shows the row's own text") {
    csv_reader reader(source_of_text("a,b\r\n\"x\r\ny\"z,1\r\n" + std::string(5000, 'x') + "\n", 3),
                      with([](csv_options& o) { o.max_row_bytes = 4000; }));
    reader.begin();
    CHECK(reader.next() == row_outcome::fault);
    CHECK(reader.row_text() == "\"x\r\ny\"z,1");
    CHECK(reader.next() == row_outcome::fault);
    CHECK(reader.row_text() == std::string(1000, 'x'));
    CHECK(reader.next() == row_outcome::end);
}

TEST_CASE("cells know their place") {
    csv_reader reader(source_of_text("a,b,c\n\xC3\xA9\xC3\xA9,\"x\ny\",z\n"), {});
    reader.begin();
    reader.next();
    CHECK(reader.position_of_cell(0).column == 1);
    CHECK(reader.position_of_cell(1).line == 2);
    CHECK(reader.position_of_cell(1).column == 4);
    CHECK(reader.position_of_cell(2).line == 3);
    CHECK(reader.position_of_cell(2).column == 4);
}

TEST_CASE("input cut short gives the rows before it, then fails; the row that was cut is neither") {
    std::string text = "a,b\n";
    for (int i = 0; i < 2000; ++i) text += std::to_string(i * 7919 % 1000) + ",\"x" + std::to_string(i * 104729 % 7919) + "\"\n";
    const auto packed = support::gzip(text);
    for (const auto keep : {packed.size() - 1, packed.size() / 2, packed.size() / 3}) {
        csv_reader reader(decompressed(source_of_text(packed.substr(0, keep)), compression::gzip), {});
        REQUIRE(reader.begin() == row_outcome::row);
        std::size_t rows = 0;
        auto outcome = reader.next();
        for (; outcome == row_outcome::row; outcome = reader.next()) {
            CHECK(reader.line() == rows + 2);
            ++rows;
        }
        CHECK(outcome == row_outcome::failed);
        CHECK(reader.failed() == input_error::cut_short);
        CHECK(rows > 300);
        if (keep == packed.size() - 1) CHECK(rows == 2000);
        CHECK(reader.next() == row_outcome::failed);  // and stays so
    }
}

TEST_CASE("pieces make no difference") {
    const auto text =
        "\xEF\xBB\xBF"
        "a,b\r\n\"x\r\ny\",\"1 \"\"2\"\"\"\r\n\r\n3\"4,5\r\n\xC3\xA9,\xE9\n\"6\"7,8\r9\n,\r\n"
        "1,2,3\r\n12345678901234567890123456789012345\r\r\n\"1\n2\n3\n4\n5\n6\n7\n8\n9\n0\n1\n2\n3\n4\n5\n6\n\",\n1,\"2\n3"s;
    const auto options = with([](csv_options& o) { o.max_row_bytes = 30; });
    const auto whole = told(text, options);
    CHECK(whole ==
          "1:a|b\n2:x\r\ny|1 \"2\"\n5:2 stray quote\n6:3 bad encoding\n7:4 stray quote\n8:1 too few cells\n9:~|~\n10:5 too many cells\n"
          "11:1 row too long\n13:1 row too long\n28:1 too few cells\n30:4 stray quote\n31:1 too few cells\nend");
    for (std::size_t pieces = 1; pieces <= text.size(); ++pieces) CHECK(told(text, options, pieces) == whole);
}

// Found by fuzz_csv. A UTF-16 or UTF-32 byte order mark was only seen where it arrived in one piece: a pipe that gave its
// first byte alone turned the failure "not UTF-8" into rejected rows.

#include <string>

#include "escalera/adapters/csv_reader.hpp"
#include "support/catch.hpp"

using namespace escalera;

TEST_CASE("a mark of UTF-16 or UTF-32 is told, however its bytes arrive") {
    for (const auto& mark :
         {std::string("\xFF\xFE"), std::string("\xFE\xFF"), std::string("\0\0\xFE\xFF", 4), std::string("\xFF\xFE\0\0", 4)}) {
        for (std::size_t piece = 1; piece <= 5; ++piece) {
            csv_reader reader(source_of_text(mark + "a,b\n1,2\n", piece), {});
            CHECK(reader.begin() == row_outcome::failed);
        }
    }
}

TEST_CASE("what only begins like a mark is text") {
    for (std::size_t piece = 1; piece <= 3; ++piece) {
        csv_reader with_mark(source_of_text("\xEF\xBB\xBF"
                                            "a,b\n1,2\n",
                                            piece),
                             {});
        CHECK(with_mark.begin() == row_outcome::row);
        CHECK(with_mark.cells().size() == 2);
        csv_reader accented(source_of_text("\xEF\xBB\x80,b\n1,2\n", piece), {});
        CHECK(accented.begin() == row_outcome::row);
        csv_reader short_one(source_of_text("\xEF", piece), {});
        CHECK(short_one.begin() != row_outcome::failed);
    }
}

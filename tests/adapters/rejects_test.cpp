#include "escalera/adapters/rejects.hpp"

#include <sstream>

#include "support/catch.hpp"

using namespace escalera;

namespace {
rejection at_row(std::uint32_t file, std::uint64_t row, reject_reason why) { return {{file, 1, row + 1, row}, why, {}, {}}; }
std::uint64_t count(const file_tally& t, reject_reason why) { return t.by_reason[static_cast<std::size_t>(why)]; }
}  // namespace

TEST_CASE("a rejection is one JSON line with file, line, column, reason and row, in that order") {
    const rejection r{{0, 7, 12, 11}, reject_reason::bad_time, "'32/13/2016' is no day", "INC1,\"32/13/2016\"\tx"};
    CHECK(to_json_line(r, "calls.csv") ==
          R"({"file":"calls.csv","line":12,"column":7,"reason":"bad time: '32/13/2016' is no day","row":"INC1,\"32/13/2016\"\tx"})");
}

TEST_CASE("a row that is not UTF-8 is still written as valid JSON") {
    const rejection r{{0, 1, 1, 1}, reject_reason::bad_encoding, {}, "caf\xE9,\xFF"};
    CHECK(to_json_line(r, "a\xFF.csv") ==
          "{\"file\":\"a\xEF\xBF\xBD.csv\",\"line\":1,\"column\":1,\"reason\":\"bad encoding\",\"row\":\"caf\xEF\xBF\xBD,\xEF\xBF\xBD\"}");
}

TEST_CASE("every row is accounted for, per file and per reason") {
    std::ostringstream out;
    rejects sink(&out);
    const auto a = sink.add_file("a.csv");
    const auto b = sink.add_file("b.csv");
    sink.accept(a);
    sink.reject(at_row(a, 2, reject_reason::too_few_cells));
    sink.reject(at_row(a, 3, reject_reason::too_few_cells));
    sink.reject(at_row(b, 4, reject_reason::bad_json));
    sink.accept(b);

    CHECK(sink.files()[0].read == 3);
    CHECK(sink.files()[0].accepted == 1);
    CHECK(sink.files()[0].rejected == 2);
    CHECK(count(sink.files()[0], reject_reason::too_few_cells) == 2);
    CHECK(count(sink.files()[0], reject_reason::bad_json) == 0);
    CHECK(count(sink.files()[1], reject_reason::bad_json) == 1);
    CHECK(sink.total().read == 5);
    CHECK(sink.total().accepted == 2);
    CHECK(sink.total().rejected == 3);
    const auto text = out.str();
    CHECK(std::count(text.begin(), text.end(), '\n') == 3);
    CHECK(sink.good());
}

TEST_CASE("a row refused after it was read moves from accepted to rejected once") {
    std::ostringstream out;
    rejects sink(&out);
    const auto a = sink.add_file("a.csv");
    sink.accept(a);
    sink.accept(a);
    sink.refuse(at_row(a, 2, reject_reason::too_late));
    sink.refuse(at_row(a, 2, reject_reason::too_late));  // the row's second event
    CHECK(sink.files()[0].read == 2);
    CHECK(sink.files()[0].accepted == 1);
    CHECK(sink.files()[0].rejected == 1);
    CHECK(count(sink.files()[0], reject_reason::too_late) == 1);
    const auto text = out.str();
    CHECK(std::count(text.begin(), text.end(), '\n') == 2);
}

TEST_CASE("only the first rejections are kept, all are counted") {
    rejects sink;
    const auto a = sink.add_file("a.csv");
    for (std::uint64_t row = 1; row <= 100; ++row) sink.reject(at_row(a, row, reject_reason::bad_value));
    CHECK(sink.first().size() == rejects::kept);
    CHECK(sink.first().front().at.row == 1);
    CHECK(sink.total().rejected == 100);
}

TEST_CASE("a rejects file that cannot be written is noticed") {
    std::ostringstream out;
    out.setstate(std::ios::badbit);
    rejects sink(&out);
    sink.add_file("a.csv");
    sink.reject(at_row(0, 1, reject_reason::bad_value));
    CHECK_FALSE(sink.good());
}

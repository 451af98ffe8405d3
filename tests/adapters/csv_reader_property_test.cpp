// CSV written by an independent writer, in every legal spelling, is read back as it was.
#include <rapidcheck.h>

#include "escalera/adapters/csv_reader.hpp"
#include "support/catch.hpp"

using namespace escalera;

namespace {

using table = std::vector<std::vector<std::string>>;

rc::Gen<std::string> some_cell() {
    const auto piece =
        rc::gen::element<std::string>("a", "7", " ", ",", ";", "\"", "\n", "\r", "\r\n", "\xC3\xA9", "\xF0\x9F\x98\x80", "\t", "NULL");
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece), [](const std::vector<std::string>& pieces) {
        std::string cell;
        for (const auto& p : pieces) cell += p;
        return cell;
    });
}

bool needs_quotes(const std::string& cell) { return cell.find_first_of(",\"\r\n") != std::string::npos; }

// Every cell in quotes or, where it may, without; every row with one of the line ends.
std::string write(const table& rows, bool last_line_end) {
    std::string text;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        for (std::size_t c = 0; c < rows[r].size(); ++c) {
            const auto& cell = rows[r][c];
            if (c != 0) text += ',';
            const bool lonely = rows[r].size() == 1 && cell.empty();  // would be an empty line
            if (!needs_quotes(cell) && !lonely && *rc::gen::arbitrary<bool>()) {
                text += cell;
                continue;
            }
            text += '"';
            for (const char x : cell) text += x == '"' ? "\"\"" : std::string(1, x);
            text += '"';
        }
        if (r + 1 < rows.size() || last_line_end) text += *rc::gen::element<std::string>("\n", "\r\n", "\n\n", "\r\n\r\n", "\r");
    }
    return text;
}

}  // namespace

TEST_CASE("what a CSV writer wrote is what the reader reads, in whatever pieces it arrives") {
    const bool holds = rc::check([] {
        const auto columns = *rc::gen::inRange<std::size_t>(1, 5);
        const auto row = rc::gen::container<std::vector<std::string>>(columns, some_cell());
        const auto rows = *rc::gen::suchThat(rc::gen::container<table>(row), [](const table& t) { return !t.empty(); });
        const auto text = write(rows, *rc::gen::arbitrary<bool>());

        csv_reader reader(source_of_text(text, *rc::gen::inRange<std::size_t>(1, 40)), {});
        table read;
        RC_ASSERT(reader.begin() == row_outcome::row);
        read.push_back(reader.header());
        while (reader.next() == row_outcome::row) read.emplace_back(reader.cells().begin(), reader.cells().end());
        RC_ASSERT(read == rows);
    });
    CHECK(holds);
}

TEST_CASE("any bytes at all are read to the end, the same in any pieces") {
    const bool holds = rc::check([] {
        const auto bytes = *rc::gen::container<std::string>(rc::gen::element('a', ',', '"', '\n', '\r', '\xC3', '\xA9', '\xFF', ' '));
        csv_options options;
        options.max_row_bytes = *rc::gen::inRange<std::size_t>(1, 60);
        const auto trace = [&](std::size_t pieces) {
            csv_reader reader(source_of_text(bytes, pieces), options);
            std::string all;
            for (auto outcome = reader.begin(); outcome != row_outcome::end; outcome = reader.next()) {
                RC_ASSERT(outcome != row_outcome::failed);
                all += std::to_string(reader.line()) + (outcome == row_outcome::fault ? std::string(name_of(reader.fault().why)) : "") +
                       "\x01";
                all +=
                    reader.row_text() + "\x02" + std::to_string(reader.fault().line) + ":" + std::to_string(reader.fault().column) + "\n";
            }
            return all;
        };
        RC_ASSERT(trace(*rc::gen::inRange<std::size_t>(1, 10)) == trace(0));
    });
    CHECK(holds);
}

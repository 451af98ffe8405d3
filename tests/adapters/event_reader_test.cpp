#include "escalera/adapters/event_reader.hpp"

#include "escalera/adapters/map_file.hpp"
#include "support/catch.hpp"
#include "support/compressed.hpp"
#include "support/event_text.hpp"
#include "support/temporary_file.hpp"

using namespace escalera;

namespace {

struct fixture {
    support::temporary_directory folder;
    schema fields;
    rejects rejected;
    event_reader_options options;

    std::string add(std::string_view name, std::string_view contents) {
        options.inputs.push_back(folder.write(name, contents));
        return options.inputs.back();
    }
    void use_map(const std::string& text) {
        diagnostics found;
        options.map = read_map(std::make_shared<source>("m.yaml", "escalera-map: 1\n" + text), fields, found);
        for (const auto& d : found) FAIL(d.message);
    }

    // All events, a line each, behind file:line and row; then how it ended.
    std::string told() {
        event_reader reader(options, fields, rejected);
        std::string text;
        input_event e;
        while (true) {
            switch (reader.next(e)) {
                case read_state::event:
                    text += std::to_string(e.at.file) + ":" + std::to_string(e.at.line) + " #" + std::to_string(e.at.row) + " " +
                            support::text_of(e.what, fields) + (e.row.empty() ? "" : " <" + e.row + ">") + "\n";
                    break;
                case read_state::end: return text + "end";
                case read_state::stopped: return text + "stopped";
                case read_state::failed: return text + "failed: " + reader.failure().message();
            }
        }
    }
    std::string tallies() const {
        std::string text;
        for (const auto& f : rejected.files())
            text += std::to_string(f.read) + "=" + std::to_string(f.accepted) + "+" + std::to_string(f.rejected) + " ";
        return text;
    }
};

const std::string line_1 = R"({"event":"complaint","id":"C-1","time":"2026-03-02T14:00:00Z","customer":"ana"})";
const std::string line_2 = R"({"event":"replied","time":"2026-03-01T14:00:00Z","case":"C-1"})";

}  // namespace

TEST_CASE("JSON lines are events, each with its place; an id is given where there is none") {
    fixture f;
    f.add("a.jsonl", line_1 + "\nnonsense\n\n" + line_2 + "\n");
    CHECK(f.told() ==
          "0:1 #1 complaint C-1 at 2026-03-02T14:00:00Z customer=ana\n"
          "0:4 #3 replied replied:C-1:2 at 2026-03-01T14:00:00Z case=C-1\nend");
    CHECK(f.tallies() == "3=2+1 ");
    CHECK(f.rejected.first()[0].at.line == 2);
    CHECK(f.rejected.first()[0].row == "nonsense");
    CHECK(f.rejected.first()[0].why == reject_reason::bad_json);
}

TEST_CASE("several inputs follow one another, plain and compressed") {
    fixture f;
    f.add("a.jsonl", line_1 + "\n");
    f.add("b.jsonl.gz", support::gzip(line_2 + "\n"));
    f.add("c.jsonl.zst", support::zstd(line_1));
    f.add("d.jsonl", "");
    f.options.keep_rows = true;
    CHECK(f.told() == "0:1 #1 complaint C-1 at 2026-03-02T14:00:00Z customer=ana <" + line_1 +
                          ">\n"
                          "1:1 #2 replied replied:C-1:2 at 2026-03-01T14:00:00Z case=C-1 <" +
                          line_2 +
                          ">\n"
                          "2:1 #3 complaint C-1 at 2026-03-02T14:00:00Z customer=ana <" +
                          line_1 + ">\nend");
    CHECK(f.tallies() == "1=1+0 1=1+0 1=1+0 0=0+0 ");
}

TEST_CASE("CSV becomes events by a map, several a row, in the order of the map") {
    fixture f;
    f.use_map(R"(events:
  - complaint: {time: {column: T, format: "%d/%m/%Y"}, id: row, customer: C, issue: I}
  - closed: {time: {column: E, format: "%d/%m/%Y"}, complaint: [C, I]}
)");
    f.add(
        "a.csv",
        "\xEF\xBB\xBFT,C,I,E,extra\r\n2/3/2026,ana,\"a\r\nb\",1/3/2026,\r\n,,,,\r\n40/3/2026,x,y,,\r\n2/3/2026,bo\r\n3/3/2026,bo,c,,x\r\n");
    f.add("b.csv.gz", support::gzip("E,T,I,C\n,3/3/2026,d,eve\n"));
    CHECK(f.told() ==
          "0:2 #1 complaint 1 at 2026-03-02T00:00:00Z customer=ana complaint.issue='a\r\nb'\n"
          "0:2 #1 closed closed:ana\x1F"
          "a\r\nb:2 at 2026-03-01T00:00:00Z complaint=ana\x1F"
          "a\r\nb\n"
          "0:7 #5 complaint 5 at 2026-03-03T00:00:00Z customer=bo complaint.issue='c'\n"
          "1:2 #6 complaint 6 at 2026-03-03T00:00:00Z customer=eve complaint.issue='d'\nend");
    CHECK(f.tallies() == "5=2+3 1=1+0 ");
    const auto& r = f.rejected.first();
    REQUIRE(r.size() == 3);
    CHECK(r[0].reason() == "makes no event: the times of all its events are absent");
    CHECK(r[0].at.line == 4);
    CHECK(r[1].reason() == "bad time: time: '40/3/2026' is no time in the form '%d/%m/%Y'");
    CHECK(r[1].at.line == 5);
    CHECK(r[1].at.column == 1);
    CHECK(r[1].row == "40/3/2026,x,y,,");
    CHECK(r[2].reason() == "too few cells: 2 where the header names 5");
}

TEST_CASE("a bad cell is told by its line and column") {
    fixture f;
    f.use_map("events: [{complaint: {time: T, id: N, severity: S}}]\n");
    f.add("a.csv", "N,\"odd\nname\",T,S\n\xC3\xA9,x,2026-03-02T14:00:00Z,\"high\"\n");
    CHECK(f.told() == "end");
    CHECK(f.rejected.first()[0].at.line == 3);
    CHECK(f.rejected.first()[0].at.column == 26);
}

TEST_CASE("JSON lines by a map: keys and paths, lists and wrong shapes") {
    fixture f;
    f.use_map(
        "rows: jsonl\nabsent: [none]\nevents: [{complaint: {time: when, id: no, customer: who.id, severity: n, missing: gaps, issue: "
        "a.b}}]\n");
    f.add("a.jsonl", R"({"when":"2026-03-02T14:00:00Z","no":7,"who":{"id":"ana"},"n":2,"gaps":["x"],"a.b":"dotted"})"
                     "\n"
                     R"({"when":"2026-03-02T14:00:00Z","no":8,"who":{"id":"none"},"n":null,"more":1})"
                     "\n"
                     R"({"when":"2026-03-02T14:00:00Z","no":9,"n":"two"})"
                     "\n"
                     R"({"when":"2026-03-02T14:00:00Z","no":10,"who":{"id":["ana"]}})"
                     "\n"
                     R"({"no":11})"
                     "\n");
    CHECK(f.told() ==
          "0:1 #1 complaint 7 at 2026-03-02T14:00:00Z customer=ana complaint.severity=2 complaint.missing=['x'] complaint.issue='dotted'\n"
          "0:2 #2 complaint 8 at 2026-03-02T14:00:00Z\nend");
    const auto& r = f.rejected.first();
    REQUIRE(r.size() == 3);
    CHECK(r[0].reason() == "bad value: severity: 'two' is no int of 64 bits");
    CHECK(r[0].at.column == 43);
    CHECK(r[1].reason() == "bad value: customer holds a list");
    CHECK(r[2].reason() == "makes no event: its time is absent");
}

TEST_CASE("strict stops at the first rejected row, behind the events before it") {
    fixture f;
    f.options.strict = true;
    f.add("a.jsonl", line_1 + "\nnonsense\n" + line_1 + "\n");
    CHECK(f.told() == "0:1 #1 complaint C-1 at 2026-03-02T14:00:00Z customer=ana\nstopped");
    CHECK(f.tallies() == "2=1+1 ");
}

TEST_CASE("what cannot be read fails behind the events before it") {
    fixture f;
    f.add("a.jsonl", line_1 + "\n");
    const auto missing = (f.folder.path() / "missing.jsonl").string();
    f.options.inputs.push_back(missing);
    CHECK(f.told() ==
          "0:1 #1 complaint C-1 at 2026-03-02T14:00:00Z customer=ana\nfailed: opening '" + missing + "': No such file or directory");

    fixture cut;
    std::string lines;
    for (int i = 0; i < 5; ++i) lines += line_1 + "\n";
    const auto packed = support::gzip(lines);
    const auto name = cut.add("a.jsonl.gz", packed.substr(0, packed.size() - 4));
    const auto told = cut.told();
    CHECK(std::count(told.begin(), told.end(), '\n') == 5);
    CHECK(told.find("failed: reading '" + name + "': the compressed data ends too early") != std::string::npos);
    CHECK(cut.tallies() == "5=5+0 ");
}

TEST_CASE("a map that does not fit a file fails before any row, and says which columns") {
    fixture f;
    f.use_map("events: [{complaint: {time: Date, id: Number}}]\n");
    const auto name = f.add("a.csv", "date,Number\n2026-03-02T14:00:00Z,1\n");
    event_reader reader(f.options, f.fields, f.rejected);
    input_event e;
    CHECK(reader.next(e) == read_state::failed);
    CHECK(reader.failure().message() == "reading the header of '" + name + "': the map does not fit the file");
    REQUIRE(reader.findings().size() == 1);
    CHECK(reader.findings()[0].message == "the header of '" + name + "' has no column 'Date'");
    CHECK(reader.findings()[0].suggestion == "did you mean 'date'?");
}

TEST_CASE("a CSV file without a map, and a header that cannot be read") {
    fixture f;
    const auto name = f.add("a.csv.gz", "x");
    CHECK(f.told() == "failed: opening '" + name + "': a CSV file needs --map, which says what its columns mean");

    fixture g;
    g.use_map("events: [{complaint: {time: T, id: N}}]\n");
    const auto header = g.add("a.csv", "T,N\xE9\n");
    CHECK(g.told() == "failed: reading the header of '" + header +
                          "', line 1, column 4: bad encoding: byte 0xE9 is not UTF-8; if the file is Latin-1, say 'encoding: latin-1' in "
                          "the map: the map does not fit the file");
}

TEST_CASE("sorting is by time, then by row, whatever the memory") {
    const auto time = [](int i) { return "2026-03-0" + std::to_string(1 + i * 7 % 5) + "T00:00:00Z"; };
    std::string lines;
    for (int i = 0; i < 200; ++i) {
        lines += R"({"event":"signal","time":")" + time(i) + R"(","missing":["x)" + std::to_string(i) + R"("],"severity":)" +
                 std::to_string(i) + R"(,"due":"2026-01-01T00:00:00.5Z","claim":"1.5","outside":true})" + "\n";
    }
    const auto run = [&](std::size_t memory) {
        fixture f;
        f.options.sort = true;
        f.options.sort_memory = memory;
        f.options.sort_directory = f.folder.path();
        f.options.keep_rows = true;
        f.add("a.jsonl", lines);
        const auto told = f.told();
        std::size_t left = 0;
        for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(f.folder.path())) ++left;
        CHECK(left == 1);  // the input: runs have no name
        return told;
    };
    const auto in_memory = run(std::size_t{1} << 30);
    std::size_t at = 0;
    for (int day = 0; day < 5; ++day) {
        for (int i = 0; i < 200; ++i) {
            if (i * 7 % 5 != day) continue;
            const auto found = in_memory.find("complaint.severity=" + std::to_string(i) + " ", at);
            REQUIRE(found != std::string::npos);
            at = found;
        }
    }
    CHECK(in_memory.find("signal signal::1 at 2026-03-01") != std::string::npos);
    CHECK(run(20'000) == in_memory);
    CHECK(run(1) == in_memory);  // a run for every event: runs are merged on the way
}

TEST_CASE("a failure while sorting comes behind what was read before it, sorted") {
    fixture f;
    f.options.sort = true;
    f.add("a.jsonl", line_1 + "\n" + line_2 + "\n");
    f.options.inputs.push_back((f.folder.path() / "missing").string());
    const auto told = f.told();
    CHECK(told.starts_with("0:2 #2 replied replied:C-1:1 at 2026-03-01T14:00:00Z case=C-1\n0:1 #1 complaint"));
    CHECK(told.find("failed: opening") != std::string::npos);
}

TEST_CASE("a folder for sorting that does not exist is a failure") {
    fixture f;
    f.options.sort = true;
    f.options.sort_memory = 1;
    f.options.sort_directory = f.folder.path() / "missing";
    f.add("a.jsonl", line_1 + "\n");
    CHECK(f.told() == "failed: sorting the events by time: a temporary file for --sort could not be written or read");
}

TEST_CASE("progress counts the bytes of all inputs") {
    fixture f;
    f.add("a.jsonl", line_1 + "\n");
    f.add("b.jsonl", line_1 + "\n");
    event_reader reader(f.options, f.fields, f.rejected);
    const auto size = 2 * (line_1.size() + 1);
    CHECK(reader.progress().taken == 0);
    CHECK(reader.progress().total == size);
    input_event e;
    while (reader.next(e) == read_state::event) {
    }
    CHECK(reader.progress().taken == size);
    CHECK(reader.notes().events == 2);
}

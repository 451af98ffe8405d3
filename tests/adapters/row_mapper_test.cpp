#include "escalera/adapters/row_mapper.hpp"

#include "escalera/adapters/read_notes.hpp"
#include "support/catch.hpp"
#include "support/event_text.hpp"

using namespace escalera;

namespace {

struct fixture {
    schema fields;
    read_notes notes;
    std::shared_ptr<const map_file> map;

    explicit fixture(const std::string& events, const std::string& head = "") {
        diagnostics found;
        map = read_map(std::make_shared<source>("m.yaml", "escalera-map: 1\n" + head + "events:\n" + events), fields, found);
        for (const auto& d : found) FAIL(d.message);
    }

    // The events of a row whose cells are the map's columns in the order in which it names them.
    std::string told(const std::vector<std::string>& row, std::uint64_t number = 7) {
        std::vector<source_cell> cells;
        for (const auto& text : row) cells.push_back({false, text, {}, 0});
        row_mapper mapper(*map, notes);
        if (const auto fault = mapper.apply(cells, number)) {
            return (fault->column ? std::to_string(*fault->column) + " " : "") + std::string(name_of(fault->why)) + ": " +
                   fault->particulars;
        }
        std::string text;
        for (const auto& e : mapper.events()) text += (text.empty() ? "" : "\n") + support::text_of(e, fields);
        return text;
    }
};

}  // namespace

TEST_CASE("a row becomes an event") {
    fixture f("  - complaint: {time: T, id: N, customer: C, issue: I, claim: A, severity: S, outside: O}\n");
    CHECK(f.told({"2026-03-02T14:00:00Z", "C-1", "ana", "bill", "19.90", "2", "yes"}) ==
          "complaint C-1 at 2026-03-02T14:00:00Z customer=ana complaint.issue='bill' complaint.claim=19.9d complaint.severity=2 "
          "complaint.outside=true");
}

TEST_CASE("empty cells and declared ones are absent") {
    fixture f("  - complaint: {time: T, id: N, customer: C, severity: S}\n", "absent: ['?', 'Caller ?']\n");
    CHECK(f.told({"2026-03-02T14:00:00Z", "C-1", "Caller ?", "?"}) == "complaint C-1 at 2026-03-02T14:00:00Z");
    CHECK(f.told({"2026-03-02T14:00:00Z", "C-1", "", ""}) == "complaint C-1 at 2026-03-02T14:00:00Z");
    CHECK(f.told({"2026-03-02T14:00:00Z", "C-1", " ?", "1"}) == "complaint C-1 at 2026-03-02T14:00:00Z customer= ? complaint.severity=1");
}

TEST_CASE("several events a row, each with its own time") {
    fixture f(R"(  - complaint: {time: {column: Received, format: "%m/%d/%Y"}, id: N}
  - resolved: {time: {column: Sent, format: "%d.%m.%Y", zone: +02:00}, complaint: N}
)",
              "zone: America/New_York\nabsent: ['-']\n");
    CHECK(f.told({"7/29/2013", "C-1", "30.7.2013"}) ==
          "complaint C-1 at 2013-07-29T04:00:00Z\nresolved  at 2013-07-29T22:00:00Z complaint=C-1");
    CHECK(f.told({"7/29/2013", "C-1", "-"}) == "complaint C-1 at 2013-07-29T04:00:00Z");
    CHECK(f.told({"", "C-1", "30.7.2013"}) == "resolved  at 2013-07-29T22:00:00Z complaint=C-1");
    CHECK(f.told({"", "C-1", "-"}) == "makes no event: the times of all its events are absent");
    CHECK(f.told({"7/29/2013", "C-1", "7/30/2013"}) ==
          "2 bad time: time: '7/30/2013' is no time in the form '%d.%m.%Y'");  // nothing of the row is taken
    CHECK(f.told({"7/29/2013", "", "30.7.2013"}) == "missing field: a 'resolved' event needs a case, a complaint or a customer");
}

TEST_CASE("columns are joined to one key") {
    fixture f("  - complaint: {time: T, id: row, customer: [A, B], issue: {column: [B, A], join: ' / '}}\n");
    CHECK(f.told({"2026-03-02T14:00:00Z", "x", "y"}, 12) == "complaint 12 at 2026-03-02T14:00:00Z customer=x\x1Fy complaint.issue='y / x'");
    CHECK(f.told({"2026-03-02T14:00:00Z", "x", ""}) == "complaint 7 at 2026-03-02T14:00:00Z");
    CHECK(f.told({"2026-03-02T14:00:00Z",
                  "x\x1F"
                  "z",
                  "y"}) == "1 bad value: customer joins columns by the character U+001F, and one of them holds it");
}

TEST_CASE("a time out of two columns") {
    fixture f(R"(  - complaint: {time: {column: [D, T], format: "%d-%m-%Y %I:%M:%S %p"}, id: N}
)");
    CHECK(f.told({"22-04-2015", "3:53:50 PM", "1"}) == "complaint 1 at 2015-04-22T15:53:50Z");
    CHECK(f.told({"22-04-2015", "", "1"}) == "makes no event: its time is absent");
}

TEST_CASE("values, else and is") {
    fixture f(R"(  - complaint:
      time: T
      id: N
      channel: {column: V, values: {Web: web, Fax: ~}}
      product: {column: V, values: {Web: online}, else: other}
      cause: {column: V, values: {Web: online}, else: ~}
      outside: {column: V, is: [Referral, Court]}
      severity: {column: S, values: {high: 3}}
)");
    const std::string head = "complaint 1 at 2026-03-02T14:00:00Z ";
    const auto row = [&](const std::string& v, const std::string& s = "") { return f.told({"2026-03-02T14:00:00Z", "1", v, s}); };
    CHECK(row("Web") == head + "complaint.channel='web' complaint.product='online' complaint.cause='online' complaint.outside=false");
    CHECK(row("Fax") == head + "complaint.product='other' complaint.outside=false");
    CHECK(row("Court") == head + "complaint.channel='Court' complaint.product='other' complaint.outside=true");
    CHECK(row("web") == head + "complaint.channel='web' complaint.product='other' complaint.outside=false");  // letters count
    CHECK(row("", "high") == head + "complaint.severity=3");
    CHECK(row("", "4") == head + "complaint.severity=4");
    CHECK(row("", "low") == "3 bad value: severity: 'low' is no int of 64 bits");
}

TEST_CASE("constants, lists and other roots") {
    fixture f(R"(  - complaint:
      time: T
      id: N
      channel: {value: import}
      missing: {column: M, split: ";"}
      customer: {id: C, tier: {value: vip}}
      reply.by_person: {value: yes}
)");
    CHECK(f.told({"2026-03-02T14:00:00Z", "1", "phone;;address", "ana"}) ==
          "complaint 1 at 2026-03-02T14:00:00Z customer=ana complaint.channel='import' complaint.missing=['phone','address'] "
          "customer.tier='vip' reply.by_person=true");
    std::string many;
    for (int i = 0; i < 257; ++i) many += "x;";
    CHECK(f.told({"2026-03-02T14:00:00Z", "1", many, "ana"}) == "2 bad value: missing: has more than 256 elements");
}

TEST_CASE("a finer time than a microsecond is cut and counted in maps too") {
    fixture f("  - complaint: {time: T, id: N}\n");
    CHECK(f.told({"2026-03-02T14:00:00.0000019Z", "1"}) == "complaint 1 at 2026-03-02T14:00:00.000001Z");
    CHECK(f.notes.truncated_times == 1);
}

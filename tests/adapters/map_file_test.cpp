#include "escalera/adapters/map_file.hpp"

#include "support/catch.hpp"

using namespace escalera;

namespace {

struct loaded {
    std::shared_ptr<const map_file> map;
    diagnostics found;
};

loaded load(std::string text) {
    loaded result;
    result.map = read_map(std::make_shared<source>("m.yaml", std::move(text)), {}, result.found);
    return result;
}

// Every finding, a line each: "3:5 E0701 message; suggestion".
std::string findings(const diagnostics& found) {
    std::string text;
    for (const auto& d : found) {
        const auto at = d.at.where();
        text += std::to_string(at.line) + ":" + std::to_string(at.column) + " " + std::string(row_of(d.what).id) + " " + d.message +
                (d.suggestion.empty() ? "" : "; " + d.suggestion) + "\n";
    }
    return text;
}

// The findings of a map whose complaint has these lines, each behind eight blanks from line 7 on.
std::string of_fields(const std::string& lines) {
    std::string text = "escalera-map: 1\nevents:\n  - complaint:\n      time: t\n      id: n\n";
    return findings(load(text + lines).found);
}

}  // namespace

TEST_CASE("the map of the documentation is read") {
    const auto [map, found] = load(R"(escalera-map: 1
rows: csv
zone: America/New_York
absent: ["?", "Caller ?", N/A]
events:
  - complaint:
      time: {column: Date received, format: "%m/%d/%Y"}
      id: Complaint ID
      customer: [Company, ZIP code]
      issue: [Product, Issue]
      category: Product
      channel: {column: Submitted via, values: {Web: web, Referral: regulator}, else: other}
      outside: {column: Submitted via, is: Referral}
  - resolved:
      time: {column: Date sent to company, format: "%m/%d/%Y"}
      complaint: Complaint ID
)");
    CHECK(findings(found) == "");
    REQUIRE(map != nullptr);
    CHECK(map->absent == std::vector<std::string>{"?", "Caller ?", "N/A"});
    REQUIRE(map->events.size() == 2);
    CHECK(map->events[0].fields.size() == 7);
    CHECK(map->events[1].what == event_kind::resolved);
    std::vector<std::string> columns;
    for (const auto& c : map->columns) columns.push_back(c.name);
    CHECK(columns == std::vector<std::string>{"Date received", "Complaint ID", "Company", "ZIP code", "Product", "Issue", "Submitted via",
                                              "Date sent to company"});
    CHECK(map->columns[3].at.where() == position{9, 27});
}

TEST_CASE("options of CSV") {
    const auto [map, found] = load(
        "escalera-map: 1\ndelimiter: tab\nencoding: Latin-1\nheader: [t, n]\nabsent: [~, NULL, '']\nevents: [{complaint: {time: t, id: "
        "n}}]\n");
    CHECK(findings(found) == "");
    REQUIRE(map != nullptr);
    CHECK(map->delimiter == '\t');
    CHECK(map->encoding == text_encoding::latin1);
    CHECK(map->header == std::vector<std::string>{"t", "n"});
    CHECK(map->absent == std::vector<std::string>{"~", "NULL", ""});
    CHECK(load("escalera-map: 1\ndelimiter: ';'\nheader: yes\nevents: [{complaint: {time: t, id: n}}]\n").map->delimiter == ';');
}

TEST_CASE("a map's head is checked") {
    CHECK(findings(load("").found) == "1:1 E0202 the map is empty; begin with 'escalera-map: 1'\n");
    CHECK(findings(load("- a\n").found) == "1:1 E0201 a map begins with 'escalera-map: 1' and is expected here, not a list\n");
    CHECK(findings(load("events: [{complaint: {time: t, id: n}}]\n").found) ==
          "1:1 E0202 the map does not say its format; begin with 'escalera-map: 1'\n");
    CHECK(findings(load("escalera-map: 2\nevents: [{complaint: {time: t, id: n}}]\n").found) ==
          "1:15 E0208 version '2' of the map format is not known; write 'escalera-map: 1'\n");
    CHECK(findings(load("escalera-map: 1\n").found) == "1:1 E0202 the map makes no events; write 'events:' and a list of them\n");
    CHECK(findings(load("escalera-map: 1\nevents: []\n").found) == "2:9 E0205 the map makes no events; name at least one\n");
    CHECK(
        findings(load("escalera-map: 1\nevnts: []\n").found).starts_with("2:1 E0203 'evnts' is no key of a map; did you mean 'events'?\n"));
}

TEST_CASE("several mistakes are all found, each at its place") {
    const auto [map, found] = load(R"(escalera-map: 1
rows: cvs
delimiter: ";;"
encoding: utf-16
header: no
zone: America/Bogotá
events:
  - complaint: {time: t, id: n}
    resolved: {time: t}
  - complain: {time: t, id: n}
  - breached: {time: t}
  - complaint: {issue: a}
  - resolved: {time: t}
  - complaint
)");
    CHECK(map == nullptr);
    CHECK(findings(found) ==
          "2:7 E0205 rows cannot be 'cvs'; write csv or jsonl\n"
          "3:12 E0205 a delimiter is one ASCII character that is no quote and no line break, or tab\n"
          "4:11 E0205 the encoding 'utf-16' is not known; write utf-8 or latin-1\n"
          "5:9 E0205 header cannot be 'no'; write yes, or [names of the columns] for a file without a header\n"
          "6:7 E0704 there is no time zone 'America/Bogot\xC3\xA1'; write a name such as America/Bogota, or an offset such as +02:00\n"
          "8:5 E0201 each entry of 'events' is one kind of event; begin each kind with its own '- '\n"
          "10:5 E0702 there is no event 'complain'; did you mean 'complaint'?\n"
          "11:5 E0702 'breached' is raised by the engine and is no input\n"
          "12:5 E0202 a 'complaint' event needs a time; write 'time: {column: ..., format: ...}'\n"
          "12:5 E0202 a 'complaint' event needs an id; name its column, or write 'id: row' for the row's number\n"
          "13:5 E0202 a 'resolved' event needs a case, a complaint or a customer; name the column of the complaint's id: 'complaint: ...'\n"
          "14:5 E0201 an event ('complaint: {...}') is expected here, not a single value\n");
}

TEST_CASE("fields that do not exist have near names") {
    CHECK(of_fields("      chanel: x\n") == "6:7 E0701 a 'complaint' event has no field 'chanel'; did you mean 'channel'?\n");
    CHECK(of_fields("      reply: {by_persn: x}\n") ==
          "6:15 E0701 a 'complaint' event has no field 'reply.by_persn'; did you mean 'reply.by_person'?\n");
    CHECK(of_fields("      clock.used: x\n").starts_with("6:7 E0701 a 'complaint' event has no field 'clock.used'"));
    CHECK(of_fields("      customer: {colum: x}\n").starts_with("6:18 E0701 a 'complaint' event has no field 'customer.colum'"));
    CHECK(of_fields("      complaint.issue: x\n      issue: y\n") == "7:7 E0204 'issue' says the same field as 'complaint.issue'\n");
}

TEST_CASE("forms that do not suit their field say why") {
    CHECK(of_fields("      issue: {column: x, format: '%F'}\n") == "6:34 E0705 'format' is for times; 'issue' is of type string\n");
    CHECK(of_fields("      issue: {column: x, zone: UTC}\n") == "6:32 E0705 'zone' is for times; 'issue' is of type string\n");
    CHECK(of_fields("      issue: {column: x, is: y}\n") == "6:30 E0705 'is' answers true or false; 'issue' is of type string\n");
    CHECK(of_fields("      issue: {column: x, split: ','}\n") == "6:33 E0705 'split' is for lists; 'issue' is of type string\n");
    CHECK(of_fields("      outside: {column: x, is: y, values: {a: yes}}\n") ==
          "6:32 E0705 'is' and 'values' do not stand together; leave one of them out\n");
    CHECK(of_fields("      issue: {column: x, else: y}\n") == "6:32 E0202 'else' stands with 'values', which says what it is else to\n");
    CHECK(of_fields("      issue: {colunm: x}\n").find("'colunm' is no key of a column's form; did you mean 'column'?") !=
          std::string::npos);
    CHECK(of_fields("      severity: row\n") == "6:17 E0705 'row', the number of the row, cannot be the value of 'severity'\n");
    CHECK(of_fields("      due: {column: x, format: '%d/%m'}\n") == "6:33 E0703 a time needs year, month and day (%Y %m %d), or %s\n");
    CHECK(of_fields("      due: {column: x, format: '%d/%m/%Q'}\n").starts_with("6:39 E0703 '%Q' is no part of a time"));
    CHECK(of_fields("      due: {column: x, zone: Mars}\n").starts_with("6:30 E0704 there is no time zone 'Mars'"));
    CHECK(of_fields("      severity: {column: x, values: {high: three}}\n") ==
          "6:44 E0205 'severity' cannot take this value: 'three' is no int of 64 bits\n");
    CHECK(of_fields("      severity: {value: three}\n") == "6:25 E0205 'severity' cannot take this value: 'three' is no int of 64 bits\n");
    CHECK(of_fields("      issue: []\n") == "6:14 E0205 a list of columns names at least one\n");
    CHECK(of_fields("      issue:\n").starts_with("6:"));
}

TEST_CASE("options of CSV do not stand with JSON lines") {
    CHECK(findings(load("escalera-map: 1\nrows: jsonl\ndelimiter: ';'\nevents: [{complaint: {time: t, id: n}}]\n").found) ==
          "3:12 E0705 'delimiter' is for rows of csv; leave it out, or write 'rows: csv'\n");
}

TEST_CASE("the map's columns are found in a header, or the nearest name is offered") {
    const auto map = load("escalera-map: 1\nevents:\n  - complaint: {time: Date received, id: ID, issue: Issue}\n").map;
    REQUIRE(map != nullptr);
    diagnostics found;
    CHECK(join_header(*map, {"ID", "x", "Date received", "Issue"}, "a.csv", found) == std::vector<std::size_t>{2, 0, 3});
    CHECK(found.empty());
    (void)join_header(*map, {"ID", "Date recieved", "Issue", "Issue"}, "a.csv", found);
    CHECK(findings(found) ==
          "3:23 E0706 the header of 'a.csv' has no column 'Date received'; did you mean 'Date recieved'?\n"
          "3:53 E0707 the header of 'a.csv' names the column 'Issue' twice; rename one of the two in the file\n");
}

#include "escalera/adapters/json_event.hpp"

#include "escalera/adapters/read_notes.hpp"
#include "support/catch.hpp"
#include "support/event_text.hpp"

using namespace escalera;

namespace {

struct fixture {
    schema fields;
    read_notes notes;
    json_line line;

    // The event, or "column reason: particulars".
    std::string told(std::string_view text) {
        if (const auto fault = line.parse(text)) return "no JSON";
        json_event reader(fields, notes);
        event e;
        const auto fault = reader.read(text, line.nodes(), e);
        if (!fault) return support::text_of(e, fields);
        return std::to_string(fault->column) + " " + std::string(name_of(fault->why)) + ": " + fault->particulars;
    }
};

}  // namespace

TEST_CASE("a complaint by bare names") {
    fixture f;
    CHECK(f.told(R"({"event":"complaint","id":"C-1","time":"2026-03-02T14:00:00Z","customer":"ana","issue":"bill"})") ==
          "complaint C-1 at 2026-03-02T14:00:00Z customer=ana complaint.issue='bill'");
    CHECK(
        f.told(
            R"({"severity":2,"claim":19.99,"outside":true,"missing":["phone","address"],"time":"2026-03-02T15:00:00+01:00","id":7,"event":"complaint"})") ==
        "complaint 7 at 2026-03-02T14:00:00Z complaint.severity=2 complaint.claim=19.99d complaint.outside=true "
        "complaint.missing=['phone','address']");
}

TEST_CASE("fields of other roots stand under their root, or by full name") {
    fixture f;
    CHECK(f.told(R"({"event":"replied","id":"R-7","time":"2026-03-02T15:00:00Z","case":"C-1","reply":{"by_person":true}})") ==
          "replied R-7 at 2026-03-02T15:00:00Z case=C-1 reply.by_person=true");
    CHECK(
        f.told(R"({"event":"replied","id":"R-7","time":"2026-03-02T15:00:00Z","complaint":"C-1","by_person":true,"case.status":"open"})") ==
        "replied R-7 at 2026-03-02T15:00:00Z complaint=C-1 reply.by_person=true case.status='open'");
    CHECK(
        f.told(
            R"({"event":"complaint","id":"C-1","time":"2026-03-02T14:00:00Z","customer":{"id":"ana","tier":"vip"},"case":{"id":"K-1","owner":"bo"}})") ==
        "complaint C-1 at 2026-03-02T14:00:00Z customer=ana case=K-1 customer.tier='vip' case.owner='bo'");
    CHECK(f.told(R"({"event":"complaint","complaint":{"id":"C-1","time":"2026-03-02T14:00:00Z","customer":"ana","category":"x"}})") ==
          "complaint C-1 at 2026-03-02T14:00:00Z customer=ana complaint.category='x'");
    CHECK(f.told(R"({"event":"corrected","id":"X","time":"2026-03-02T14:00:00Z","complaint":{"id":"C-1","category":"x"}})") ==
          "corrected X at 2026-03-02T14:00:00Z complaint=C-1 complaint.category='x'");
    CHECK(f.told(R"({"event":"step","id":"S","time":"2026-03-02T14:00:00Z","case":"C-1","status":"resolved"})") ==
          "step S at 2026-03-02T14:00:00Z case=C-1 case.status='resolved'");
    CHECK(f.told(R"({"event":"customer","time":"2026-03-02T14:00:00Z","customer":"ana","tier":"vip","upheld_share":0.25})") ==
          "customer  at 2026-03-02T14:00:00Z customer=ana customer.tier='vip' customer.upheld_share=0.250000");
}

TEST_CASE("a customer event that names no customer means the customer by its id") {
    fixture f;
    CHECK(f.told(R"({"event":"customer","id":"ana","time":"2026-03-02T14:00:00Z","tier":"vip"})") ==
          "customer  at 2026-03-02T14:00:00Z customer=ana customer.tier='vip'");
    CHECK(f.told(R"({"event":"customer","id":"E-1","customer":"ana","time":"2026-03-02T14:00:00Z"})") ==
          "customer E-1 at 2026-03-02T14:00:00Z customer=ana");
}

TEST_CASE("fields of the rules file's own are read like built-in ones") {
    fixture f;
    f.fields.add(root::complaint, "district", {kind::text, 0});
    CHECK(f.told(R"({"event":"signal","id":"S","time":"2026-03-02T14:00:00Z","district":"north"})") ==
          "signal S at 2026-03-02T14:00:00Z complaint.district='north'");
}

TEST_CASE("null and empty names are absent") {
    fixture f;
    CHECK(
        f.told(
            R"({"event":"complaint","id":"C-1","time":"2026-03-02T14:00:00Z","customer":null,"issue":null,"reply":null,"severity":null})") ==
        "complaint C-1 at 2026-03-02T14:00:00Z");
    CHECK(f.told(R"({"event":"complaint","id":"","time":"2026-03-02T14:00:00Z","customer":""})") == "complaint  at 2026-03-02T14:00:00Z");
}

TEST_CASE("names that are no fields are passed over and counted") {
    fixture f;
    const auto line =
        R"({"event":"complaint","id":"C-1","time":"2026-03-02T14:00:00Z","chanel":"web","x":{"y":[1]},"customer":{"id":"a","shoe":5},"clock":{"used":1}})";
    CHECK(f.told(line) == "complaint C-1 at 2026-03-02T14:00:00Z customer=a");
    CHECK(f.told(line) == "complaint C-1 at 2026-03-02T14:00:00Z customer=a");
    CHECK(f.notes.ignored_fields ==
          std::map<std::string, std::uint64_t, std::less<>>{{"chanel", 2}, {"clock.used", 2}, {"customer.shoe", 2}, {"x", 2}});
}

TEST_CASE("names of unknown fields are not kept without bound") {
    fixture f;
    for (int i = 0; i < 1500; ++i) f.told(R"({"event":"complaint","time":"2026-03-02T14:00:00Z","k)" + std::to_string(i) + "\":1}");
    CHECK(f.notes.ignored_fields.size() == read_notes::names_kept);
    CHECK(f.notes.more_ignored_fields);
}

TEST_CASE("a time finer than a microsecond is cut towards the past and counted") {
    fixture f;
    CHECK(f.told(R"({"event":"complaint","id":"C-1","time":"2026-03-02T14:00:00.123456789Z"})") ==
          "complaint C-1 at 2026-03-02T14:00:00.123456Z");
    CHECK(f.told(R"({"event":"complaint","id":"C-1","time":"1969-12-31T23:59:59.9999999Z"})") ==
          "complaint C-1 at 1969-12-31T23:59:59.999999Z");
    CHECK(f.told(R"({"event":"complaint","id":"C-1","time":"2026-03-02T14:00:00.123456000Z"})") ==
          "complaint C-1 at 2026-03-02T14:00:00.123456Z");
    CHECK(f.notes.truncated_times == 2);
}

TEST_CASE("a line without a kind that input can have makes no event") {
    fixture f;
    CHECK(f.told(R"({"id":"C-1"})") == R"(1 unknown event: the line says no "event"; a complaint begins with {"event":"complaint", ...)");
    CHECK(f.told(R"({"event":"complaintt"})") == "10 unknown event: 'complaintt'; did you mean 'complaint'?");
    CHECK(f.told(R"({"event":"breached"})") == "10 unknown event: 'breached' is raised by the engine and is no input");
    CHECK(f.told(R"({"event":5})") == "10 unknown event: 'event' takes a string, not a number");
    CHECK(f.told(R"({"event":null})") == "10 unknown event: 'event' takes a string, not null");
}

TEST_CASE("an event that lacks what its kind needs makes no event") {
    fixture f;
    CHECK(f.told(R"({"event":"complaint","id":"C-1"})") == "1 missing field: a 'complaint' event needs a time");
    CHECK(f.told(R"({"event":"complaint","id":"C-1","time":null})") == "1 missing field: a 'complaint' event needs a time");
    CHECK(f.told(R"({"event":"replied","time":"2026-03-02T14:00:00Z"})") ==
          "1 missing field: a 'replied' event needs a case, a complaint or a customer");
    CHECK(f.told(R"({"event":"offer","time":"2026-03-02T14:00:00Z","id":"O-1"})") ==
          "1 missing field: an 'offer' event needs a case, a complaint or a customer");
    CHECK(f.told(R"({"event":"customer","time":"2026-03-02T14:00:00Z","case":"C-1"})") ==
          "1 missing field: a 'customer' event needs a customer");
}

TEST_CASE("values that do not fit are faults at their place") {
    fixture f;
    CHECK(f.told(R"({"event":"complaint","time":"2 March"})") ==
          "29 bad time: time: '2 March' is no time in the form 2026-03-02T14:00:00Z");
    CHECK(f.told(R"({"event":"complaint","time":1456708560})") == "29 bad time: time: takes a timestamp, not a number");
    CHECK(f.told(R"({"event":"complaint","issue":5})") == "30 bad value: complaint.issue: takes a string, not a number");
    CHECK(f.told(R"({"event":"complaint","severity":"high"})") == "33 bad value: complaint.severity: takes an int, not a string");
    CHECK(f.told(R"({"event":"complaint","customer":{"id":true}})") ==
          "39 bad value: customer: takes a string or a whole number, not a bool");
    CHECK(f.told(R"({"event":"complaint","issue":{"a":1}})") == "30 bad value: complaint.issue: takes a string, not an object");
    CHECK(f.told(R"({"event":"replied","reply":true})") == "28 bad value: 'reply' takes an object of its fields, not a bool");
    CHECK(f.told(R"({"event":"complaint","id":["a"]})") == "27 bad value: id: takes a string or a whole number, not a list");
}

TEST_CASE("a field said twice in two spellings is a fault") {
    fixture f;
    CHECK(f.told(R"({"event":"complaint","issue":"a","complaint":{"issue":"a"}})") ==
          "55 duplicate key: 'complaint.issue' is said twice, in two spellings");
    CHECK(f.told(R"({"event":"complaint","id":"a","complaint.id":"a"})") == "46 duplicate key: 'id' is said twice, in two spellings");
    CHECK(f.told(R"({"event":"complaint","customer":"a","customer.id":"a"})") ==
          "51 duplicate key: 'customer' is said twice, in two spellings");
}

TEST_CASE("an id is given to an event that has none") {
    event e;
    e.what = event_kind::replied;
    e.customer = "ana";
    CHECK(given_id(e, 17) == "replied:ana:17");
    e.complaint = "C-1";
    CHECK(given_id(e, 18) == "replied:C-1:18");
    e.kase = "K-1";
    CHECK(given_id(e, 19) == "replied:K-1:19");
}

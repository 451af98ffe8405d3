// Windows of periods: what is a fact, of which period and key, and who reads it when (rules/README.md, "Windows of periods").
#include "escalera/engine/indicators.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "escalera/engine/look.hpp"
#include "support/catch.hpp"
#include "support/engine_run.hpp"

using support::engine_run;
using support::lines;

namespace {

// 2026-03-02 is a Monday.
std::string rules(const std::string& windows, const std::string& more = "") {
    return R"(escalera: 1
name: indicators
unknown: {role: desk}
roles: {desk: {by: [queue]}}
fields:
  feedback: {points: int, refund: decimal}
actions: {tell: {share: {type: number, required: false}, of: {type: int, required: false}, n: {type: int, required: false}}}
routes:
  - when: complaint.category == "late"
    to: transport
  - to: service
windows:
  repeat: {count: complaint, per: [customer, issue], within: 10d}
)" + windows +
           more;
}

const std::string satisfied = R"(  satisfied: {share: {when: feedback.satisfied}, of: feedback, per: case.department, within: last week}
)";
const std::string tell_satisfied = R"(rules:
  - name: tell
    always: true
    then: [{tell: {share: =satisfied, of: =satisfied.of}}]
)";

int n = 0;
std::string next_id() { return "E-" + std::to_string(++n); }

void complain(engine_run& run, const std::string& time, const std::string& id, const std::string& more = "") {
    REQUIRE(run.take("complaint", time, R"("id":")" + id + R"(","customer":"c-)" + id + R"(","issue":"x")" + more) == "taken");
}
void happen(engine_run& run, const std::string& kind, const std::string& time, const std::string& complaint, const std::string& more = "") {
    REQUIRE(run.take(kind, time,
                     R"("id":")" + next_id() + R"(","customer":"c-)" + complaint + R"(","complaint":")" + complaint + "\"" + more) ==
            "taken");
}
void answer(engine_run& run, const std::string& time, const std::string& complaint, bool is_satisfied) {
    happen(run, "feedback", time, complaint, std::string(R"(,"feedback":{"satisfied":)") + (is_satisfied ? "true}" : "false}"));
}

std::string told(engine_run& run, std::string_view name, std::vector<std::string_view> key) {
    const auto found = run.engine().indicator(name, key);
    if (!found) return "nothing";
    const auto c = found->is.what() == escalera::kind::number    ? std::to_string(found->is.as_number())
                   : found->is.what() == escalera::kind::integer ? std::to_string(found->is.as_int())
                   : found->is.what() == escalera::kind::dec     ? to_string(found->is.as_decimal())
                                                                 : std::string("~");
    return c + " of " + std::to_string(found->of) + " " + to_rfc3339(found->from).substr(5, 5) + ".." + to_rfc3339(found->to).substr(5, 5);
}

}  // namespace

TEST_CASE("facts of a week are seen by every event of the next week, and by none before") {
    engine_run run(rules(satisfied, tell_satisfied));
    complain(run, "03-02 09:00", "C-1");
    CHECK(run.decided() == lines{"tell: tell of=0"});  // a share of nothing is not known, and left out
    answer(run, "03-03 09:00", "C-1", true);
    answer(run, "03-04 09:00", "C-1", false);
    answer(run, "03-05 09:00", "C-1", true);
    complain(run, "03-08 23:59:59.999999", "C-2");
    CHECK(run.decided() == lines{"tell: tell of=0"});
    complain(run, "03-09 00:00", "C-3");
    CHECK(run.decided() == lines{"tell: tell share=0.666667 of=3"});
    answer(run, "03-09 00:00", "C-3", false);  // of this week
    complain(run, "03-15 23:59", "C-4");
    CHECK(run.decided() == lines{"tell: tell share=0.666667 of=3"});
    complain(run, "03-16 00:00", "C-5");
    CHECK(run.decided() == lines{"tell: tell share=0.000000 of=1"});
    complain(run, "03-23 00:00", "C-6");
    CHECK(run.decided() == lines{"tell: tell of=0"});
}

TEST_CASE("each key has its own facts, and an event reads those of the department that a route has just chosen") {
    engine_run run(rules(satisfied, tell_satisfied));
    complain(run, "03-02 09:00", "C-1");
    complain(run, "03-02 09:00", "C-2", R"(,"category":"late")");
    answer(run, "03-03 09:00", "C-1", true);
    answer(run, "03-03 09:00", "C-2", false);
    answer(run, "03-03 10:00", "C-2", false);
    complain(run, "03-09 09:00", "C-3", R"(,"category":"late")");
    CHECK(run.decided() == lines{"tell: tell share=0.000000 of=2"});
    complain(run, "03-09 09:00", "C-4");
    CHECK(run.decided() == lines{"tell: tell share=1.000000 of=1"});
}

TEST_CASE("a fact that cannot be decided, or has no key, is none; and a known event is no second one") {
    engine_run run(rules(R"(  satisfied: {share: {when: feedback.satisfied}, of: feedback, per: complaint.product, within: last week}
)"));
    complain(run, "03-02 09:00", "C-1", R"(,"product":"tv")");
    complain(run, "03-02 09:00", "C-2");
    answer(run, "03-03 09:00", "C-1", true);
    happen(run, "feedback", "03-03 10:00", "C-1");  // nothing is said
    answer(run, "03-03 11:00", "C-2", true);        // about no product
    const std::string again = R"("id":"F","customer":"c-C-1","complaint":"C-1","feedback":{"satisfied":false})";
    CHECK(run.take("feedback", "03-03 12:00", again) == "taken");
    CHECK(run.take("feedback", "03-03 12:00", again) == "duplicate");
    CHECK(run.take("feedback", "03-03 13:00", R"("id":"G","customer":"nobody","complaint":"C-9","feedback":{"satisfied":true})") ==
          "unknown case");
    run.pass("03-09 00:00");
    CHECK(told(run, "satisfied", {"tv"}) == "0.500000 of 2 03-02..03-09");
    CHECK(run.engine().indicators("satisfied").size() == 1);
}

TEST_CASE("count, sum and average, with a where that reads windows and the case") {
    engine_run run(rules(R"(  again: {count: complaint, per: case.department, within: last week, where: repeat >= 2}
  points: {average: feedback.points, per: case.department, within: last week}
  refunds: {sum: feedback.refund, per: case.department, within: last week}
  refund: {average: feedback.refund, within: last month}
  reopened: {share: {when: case.reopened >= 1}, of: closed, per: case.department, within: last month}
)"));
    const auto complains = [&](const std::string& time, const std::string& id) {
        REQUIRE(run.take("complaint", time, R"("id":")" + id + R"(","customer":"c-C-1","issue":"x")") == "taken");
    };
    complains("03-02 09:00", "C-1");
    complains("03-02 10:00", "C-2");
    complains("03-02 11:00", "C-3");
    happen(run, "feedback", "03-03 09:00", "C-1", R"(,"feedback":{"points":4,"refund":10.5})");
    happen(run, "feedback", "03-03 10:00", "C-1", R"(,"feedback":{"points":5})");
    happen(run, "feedback", "03-08 10:00", "C-1", R"(,"feedback":{"refund":-0.25})");
    happen(run, "resolved", "03-08 11:00", "C-1");
    happen(run, "closed", "03-08 12:00", "C-1");
    happen(run, "reopened", "03-08 13:00", "C-1");
    happen(run, "closed", "03-08 14:00", "C-1");
    CHECK(told(run, "again", {"service"}) == "0 of 0 02-23..03-02");
    run.pass("03-09 00:00");
    CHECK(told(run, "again", {"service"}) == "2 of 2 03-02..03-09");
    CHECK(told(run, "points", {"service"}) == "4.500000 of 2 03-02..03-09");
    CHECK(told(run, "refunds", {"service"}) == "10.25 of 2 03-02..03-09");
    CHECK(told(run, "refund", {}) == "~ of 0 02-01..03-01");
    run.pass("04-01 00:00");
    CHECK(told(run, "refund", {}) == "5.125000 of 2 03-01..04-01");
    CHECK(told(run, "reopened", {"service"}) == "0.500000 of 2 03-01..04-01");
    CHECK(told(run, "refunds", {"service"}) == "0 of 0 03-23..03-30");
    CHECK(told(run, "refunds", {}) == "nothing");
    CHECK(told(run, "no_such", {"service"}) == "nothing");
}

TEST_CASE("what clocks raise is a fact of the instant at which it falls") {
    engine_run run(rules(R"(  on_time: {share: met, of: clock_ended, where: clock.name == "answer", per: case.department, within: last day}
  late: {share: breached, of: clock_ended, per: [clock.name, case.department], within: last day}
  at_risk: {count: at_risk, within: last day}
)",
                         R"(clocks:
  - name: answer
    start: complaint
    stop: replied
    target: {within: 8h}
    stages:
      - {at: 50%, then: [{tag: {name: half}}]}
)"));
    complain(run, "03-02 15:59:59", "C-1");  // late one second before midnight
    complain(run, "03-02 16:00", "C-2");     // late at midnight, which is the next day
    complain(run, "03-02 17:00", "C-3");
    happen(run, "replied", "03-02 18:00", "C-3");
    run.pass("03-03 00:00");
    CHECK(told(run, "on_time", {"service"}) == "0.500000 of 2 03-02..03-03");
    CHECK(told(run, "late", {"answer", "service"}) == "0.500000 of 2 03-02..03-03");
    CHECK(told(run, "at_risk", {}) == "2 of 2 03-02..03-03");
    run.pass("03-04 00:00");
    CHECK(told(run, "on_time", {"service"}) == "0.000000 of 1 03-03..03-04");
}

TEST_CASE("with lateness a period is read once nothing of it can come any more") {
    auto text = rules(satisfied, tell_satisfied);
    text.insert(text.find("unknown:"), "lateness: 2h\n");
    engine_run run(text);
    complain(run, "03-02 09:00", "C-1");
    answer(run, "03-03 09:00", "C-1", true);
    complain(run, "03-09 01:00", "C-2");
    CHECK(run.decided() == lines{"tell: tell of=0"});
    answer(run, "03-08 23:30", "C-1", false);  // late, of last week
    complain(run, "03-09 01:59:59", "C-3");
    CHECK(run.decided() == lines{"tell: tell of=0"});
    complain(run, "03-09 02:00", "C-4");
    CHECK(run.decided() == lines{"tell: tell share=0.500000 of=2"});
    CHECK(run.take("feedback", "03-08 23:59", R"("id":"F","customer":"c-C-1","complaint":"C-1","feedback":{"satisfied":true})") ==
          "too late");
    complain(run, "03-09 00:30", "C-5");  // a late one of its own customer: as of half past ten the evening before
    CHECK(run.decided() == lines{"tell: tell of=0"});
}

TEST_CASE("the same however customers are split, and in whatever order they come within a period") {
    struct fact {
        std::string time;
        std::string complaint;
        bool is_satisfied;
    };
    std::vector<fact> facts;
    for (int i = 0; i < 12; ++i) facts.push_back({"03-03 09:" + std::to_string(10 + i), "C-" + std::to_string(i % 4), i % 3 == 0});
    const auto come = [&](bool one_customer) {
        auto text = rules(satisfied);
        text.insert(text.find("unknown:"), "lateness: 1h\n");
        engine_run run(text);
        for (int c = 0; c < 4; ++c) {
            const auto id = "C-" + std::to_string(c);
            REQUIRE(run.take("complaint", "03-02 09:00",
                             R"("id":")" + id + R"(","case":")" + id + R"(","issue":"x","customer":")" + (one_customer ? "ana" : id) +
                                 "\"") == "taken");
        }
        for (const auto& f : facts) {
            const auto customer = one_customer ? "ana" : f.complaint;
            REQUIRE(run.take("feedback", f.time,
                             R"("id":"F)" + f.time + R"(","case":")" + f.complaint + R"(","customer":")" + customer +
                                 R"(","feedback":{"satisfied":)" + (f.is_satisfied ? "true}" : "false}")) == "taken");
        }
        run.pass("03-10 00:00");
        return told(run, "satisfied", {"service"});
    };
    const auto expected = "0.333333 of 12 03-02..03-09";
    CHECK(come(false) == expected);
    CHECK(come(true) == expected);
    std::reverse(facts.begin(), facts.end());
    CHECK(come(false) == expected);
    CHECK(come(true) == expected);
    std::rotate(facts.begin(), facts.begin() + 5, facts.end());
    CHECK(come(false) == expected);
}

TEST_CASE("sums are exact in whatever order they grow, and past 64 bits they are not known") {
    const auto total = [](const std::vector<std::string>& points) {
        engine_run run(rules("  points: {sum: feedback.points, within: last day}\n"));
        complain(run, "03-02 09:00", "C-1");
        for (const auto& p : points) happen(run, "feedback", "03-02 10:00", "C-1", R"(,"feedback":{"points":)" + p + "}");
        run.pass("03-03 00:00");
        return told(run, "points", {});
    };
    CHECK(total({"9223372036854775807", "1", "-1"}) == "9223372036854775807 of 3 03-02..03-03");
    CHECK(total({"-1", "1", "9223372036854775807"}) == "9223372036854775807 of 3 03-02..03-03");
    CHECK(total({"9223372036854775807", "1"}) == "~ of 2 03-02..03-03");
}

TEST_CASE("what is counted survives saving and loading, and what can be read no more is left out") {
    const auto text = rules(satisfied, tell_satisfied);
    engine_run run(text);
    complain(run, "03-02 09:00", "C-1");
    complain(run, "03-02 09:00", "C-2", R"(,"category":"late")");
    answer(run, "03-03 09:00", "C-1", true);
    answer(run, "03-03 09:00", "C-2", true);
    answer(run, "03-09 09:00", "C-1", false);
    const auto bytes = run.engine().save();

    engine_run again(text);
    REQUIRE(again.engine().load(bytes) == escalera::state_error::ok);
    CHECK(again.engine().save() == bytes);
    CHECK(told(again, "satisfied", {"service"}) == "1.000000 of 1 03-02..03-09");
    const auto ids_so_far = n;
    for (auto* r : {&run, &again}) {
        n = ids_so_far;
        answer(*r, "03-10 09:00", "C-1", true);
        complain(*r, "03-16 00:00", "C-3");
        CHECK(r->decided() == lines{"tell: tell share=0.500000 of=2"});
        CHECK(told(*r, "satisfied", {"transport"}) == "~ of 0 03-09..03-16");
        r->pass("05-01 00:00");
        CHECK(r->engine().indicators("satisfied").empty());
    }
    CHECK(again.engine().save() == run.engine().save());

    // Other rules: a window that is counted by months now is another; one that is gone is dropped.
    auto by_months = text;
    by_months.replace(by_months.find("last week"), 9, "last month");
    engine_run other(by_months);
    REQUIRE(other.engine().load(bytes) == escalera::state_error::ok);
    other.pass("04-01 00:00");
    CHECK(told(other, "satisfied", {"service"}) == "~ of 0 03-01..04-01");
    engine_run without(rules(""));
    REQUIRE(without.engine().load(bytes) == escalera::state_error::ok);
    auto of_numbers = text;
    of_numbers.replace(of_numbers.find("per: case.department"), 20, "per: complaint.severity");
    engine_run numbers(of_numbers);
    REQUIRE(numbers.engine().load(bytes) == escalera::state_error::ok);
    CHECK(numbers.engine().indicators("satisfied").empty());
}

TEST_CASE("as many keys are kept as limits allow; those that can be read no more make room") {
    auto text = rules("  by_product: {count: complaint, per: complaint.product, within: last day}\n");
    text.insert(text.find("unknown:"), "limits: {groups: 2}\n");
    engine_run run(text);
    for (int i = 0; i < 3; ++i) complain(run, "03-02 09:00", "C-" + std::to_string(i), R"(,"product":"p)" + std::to_string(i) + "\"");
    const auto left_out = [&] { return run.engine().metrics().findings[static_cast<std::size_t>(escalera::finding::group_limit)]; };
    CHECK(left_out() == 1);
    complain(run, "03-02 10:00", "C-4", R"(,"product":"p1")");
    CHECK(left_out() == 1);
    run.pass("03-03 00:00");
    CHECK(told(run, "by_product", {"p0"}) == "1 of 1 03-02..03-03");
    CHECK(told(run, "by_product", {"p1"}) == "2 of 2 03-02..03-03");
    CHECK(told(run, "by_product", {"p2"}) == "0 of 0 03-02..03-03");
    complain(run, "03-04 09:00", "C-5", R"(,"product":"p3")");
    complain(run, "03-04 09:00", "C-6", R"(,"product":"p4")");
    CHECK(left_out() == 1);
    CHECK(run.engine().metrics().groups == 2);
}

TEST_CASE("withdrawing and putting right leave facts as they were when they came") {
    engine_run run(rules("  all: {count: complaint, per: case.department, within: last week}\n"));
    complain(run, "03-02 09:00", "C-1");
    happen(run, "corrected", "03-03 09:00", "C-1", R"(,"category":"late")");
    happen(run, "withdrawn", "03-04 09:00", "C-1");
    run.pass("03-09 00:00");
    CHECK(told(run, "all", {"service"}) == "1 of 1 03-02..03-09");
}

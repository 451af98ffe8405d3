// Scores: points, levels, hysteresis (rules/README.md, "Scores").

#include <set>
#include <string>

#include "support/catch.hpp"
#include "support/engine_run.hpp"

using support::engine_run;
using support::lines;

namespace {

std::string rules(const std::string& scores, const std::string& more = "") {
    return R"(escalera: 1
name: scores
unknown: {role: desk}
roles: {desk: {by: [queue]}}
actions: {tell: {points: {type: int, required: false}, kind: {type: string, required: false}}}
windows:
  repeat: {count: complaint, per: [customer, issue], within: 10d}
)" + more + "scores:\n" +
           scores;
}

const std::string warning = R"(  case-warning:
    per: case
    points:
      - {when: repeat >= 2, add: 2}
      - {when: case.transfers >= 2, add: 3}
      - {when: feedback.satisfied == false, add: 3}
    levels: {yellow: 3, orange: 5, red: 8}
)";

const std::string watch = R"(rules:
  - name: watch
    events: [warned]
    always: true
    then: [{tell: {points: '=score("case-warning")', kind: =event.kind}}]
)";

void complain(engine_run& run, const std::string& time, const std::string& id, const std::string& more = "") {
    REQUIRE(run.take("complaint", time, R"("id":")" + id + R"(","customer":"ana","issue":"bill")" + more) == "taken");
}
void happen(engine_run& run, const std::string& kind, const std::string& time, const std::string& id, const std::string& more = "") {
    REQUIRE(run.take(kind, time, R"("id":")" + id + R"(","customer":"ana","complaint":"C-1")" + more) == "taken");
}

}  // namespace

TEST_CASE("a level that is reached is warned of once, the highest alone where several are passed") {
    engine_run run(rules(warning));
    complain(run, "03-02 09:00", "C-1");
    complain(run, "03-02 10:00", "C-2");
    CHECK(run.decided().empty());  // two points
    happen(run, "transferred", "03-02 11:00", "T-1");
    CHECK(run.decided().empty());
    happen(run, "transferred", "03-02 12:00", "T-2");
    CHECK(run.decided() == lines{"case-warning: warn level=orange"});
    REQUIRE(run.engine().decisions().size() == 1);
    CHECK(run.engine().decisions()[0].score == "orange");
    CHECK(run.engine().decisions()[0].event == "T-2");
    CHECK(run.reasons() == lines{"case-warning: warn because repeat=2 case.transfers=2"});
    happen(run, "transferred", "03-02 13:00", "T-3");
    CHECK(run.decided().empty());
    happen(run, "feedback", "03-02 14:00", "F-1", R"(,"satisfied":false)");
    CHECK(run.reasons() == lines{"case-warning: warn because repeat=2 case.transfers=3 feedback.satisfied=false"});
}

TEST_CASE("points go when they hold no more, and a level that is reached again is another warning") {
    engine_run run(rules(warning));
    std::set<std::string> ids;
    complain(run, "03-02 09:00", "C-1");
    happen(run, "feedback", "03-02 10:00", "F-1", R"(,"satisfied":false)");
    REQUIRE(run.decided() == lines{"case-warning: warn level=yellow"});
    ids.insert(to_hex(run.engine().decisions()[0].id));
    happen(run, "feedback", "03-02 11:00", "F-2", R"(,"satisfied":true)");
    CHECK(run.decided().empty());
    happen(run, "feedback", "03-02 12:00", "F-3", R"(,"satisfied":false)");
    REQUIRE(run.decided() == lines{"case-warning: warn level=yellow"});
    ids.insert(to_hex(run.engine().decisions()[0].id));
    CHECK(ids.size() == 2);
}

TEST_CASE("hysteresis keeps a level until the score lies more than that below it") {
    for (const int hysteresis : {0, 2, 3}) {
        engine_run run(rules(warning + "    hysteresis: " + std::to_string(hysteresis) + "\n", watch));
        complain(run, "03-02 09:00", "C-1");
        complain(run, "03-02 09:30", "C-2");
        happen(run, "feedback", "03-02 10:00", "F-1", R"(,"satisfied":false)");  // five: orange
        CHECK(run.decided() == lines{"case-warning: warn level=orange", "watch: tell points=5 kind=warned"});
        happen(run, "feedback", "03-02 11:00", "F-2", R"(,"satisfied":true)");  // two: below yellow by one, below orange by three
        CHECK(run.decided() == (hysteresis == 3 ? lines{} : lines{"watch: tell points=2 kind=warned"}));
        happen(run, "feedback", "03-02 12:00", "F-3", R"(,"satisfied":false)");
        CHECK(run.decided() == (hysteresis == 3 ? lines{} : lines{"case-warning: warn level=orange", "watch: tell points=5 kind=warned"}));
    }
}

TEST_CASE("a level may say what it asks for; a score of the customer goes over all cases") {
    engine_run run(rules(R"(  trouble:
    per: customer
    points:
      - {always: true, add: 1}
      - {when: customer.escalated, add: 4}
    levels:
      watched: {at: 5, then: [{notify: {role: desk}}, {tag: {name: watched}}]}
)"));
    complain(run, "03-02 09:00", "C-1");
    CHECK(run.decided().empty());
    REQUIRE(run.take("customer", "03-02 10:00", R"("customer":{"id":"ana","escalated":true})") == "taken");
    CHECK(run.decided() == lines{"trouble: notify role=desk", "trouble: tag name=watched"});
    CHECK(run.engine().decisions()[0].score == "watched");
    CHECK(run.engine().decisions()[0].kase.empty());
    REQUIRE(run.take("complaint", "03-02 11:00", R"("id":"C-9","customer":"ana","issue":"router")") == "taken");
    CHECK(run.decided().empty());
}

TEST_CASE("what is said of a level, and the rules on it, read the event that led to it") {
    engine_run run(rules(R"(  s:
    per: case
    points: [{when: feedback.satisfied == false, add: 3}]
    levels: {high: {at: 3, then: [{tell: {points: =feedback.score}}]}}
)",
                         R"(rules:
  - name: read
    events: [warned]
    when: feedback.score <= 2
    then: [{tell: {points: =feedback.score}}]
)"));
    complain(run, "03-02 09:00", "C-1");
    happen(run, "feedback", "03-02 10:00", "F-1", R"(,"satisfied":false,"score":2)");
    CHECK(run.decided() == lines{"s: tell points=2 also read"});
}

TEST_CASE("a point that cannot be decided does not count; score() says how the event before left it") {
    engine_run run(rules(R"(  s:
    per: case
    points:
      - {when: complaint.severity >= 1, add: 2}
      - {always: true, add: 1}
    levels: {high: 3}
)",
                         R"(rules:
  - name: read
    events: [complaint, replied]
    always: true
    then: [{tell: {points: '=score("s")'}}]
)"));
    complain(run, "03-02 09:00", "C-1");
    CHECK(run.decided() == lines{"read: tell points=0"});
    happen(run, "replied", "03-02 10:00", "R-1");
    CHECK(run.decided() == lines{"read: tell points=1"});
    complain(run, "03-02 11:00", "C-2", R"(,"severity":1)");
    CHECK(run.decided() == lines{"read: tell points=1", "s: warn level=high"});
}

TEST_CASE("a clock that is breached by time makes points at that instant") {
    engine_run run(rules(R"(  s:
    per: case
    points: [{when: clock.breached("answer"), add: 3}]
    levels: {yellow: 3}
clocks:
  - name: answer
    start: complaint
    stop: replied
    target: {within: 2h}
)"));
    complain(run, "03-02 09:00", "C-1");
    run.pass("03-02 12:00");
    CHECK(run.timed() == lines{"03-02 11:00 s: warn level=yellow"});
    CHECK(run.engine().decisions()[0].due == engine_run::instant_of("03-02 11:00"));
}

TEST_CASE("scores survive saving and loading") {
    engine_run run(rules(warning, watch));
    engine_run other(rules(warning, watch));
    const auto both = [&](auto&& act) {
        act(run);
        act(other);
        CHECK(run.timed() == other.timed());
        const auto bytes = other.engine().save();
        CHECK(bytes == run.engine().save());
        REQUIRE(other.engine().load(bytes) == escalera::state_error::ok);
    };
    both([](engine_run& r) { complain(r, "03-02 09:00", "C-1"); });
    both([](engine_run& r) { happen(r, "feedback", "03-02 10:00", "F-1", R"(,"satisfied":false)"); });
    both([](engine_run& r) { complain(r, "03-02 11:00", "C-2"); });
    both([](engine_run& r) { happen(r, "feedback", "03-02 12:00", "F-2", R"(,"satisfied":true)"); });
}

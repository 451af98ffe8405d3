// Clocks: targets, pauses, stages, verdicts (architecture.md, "Time"; rules/README.md, "Clocks").
// 2026-03-02 is a Monday; the office opens from 08:00 to 12:00 and from 13:00 to 18:00, nine hours a day, Monday to Friday.

#include <set>
#include <string>

#include "support/catch.hpp"
#include "support/engine_run.hpp"

using support::engine_run;
using support::lines;

namespace {

std::string rules(const std::string& clocks, const std::string& more = "") {
    return R"(escalera: 1
name: clocks
unknown: {role: desk}
roles: {desk: {by: [queue]}}
actions: {tell: {name: {type: string, required: false}, used: {type: duration, required: false}, verdict: {type: string, required: false}, late: {type: bool, required: false}, left: {type: duration, required: false}}}
calendars:
  always: {week: {mon-sun: "00:00-24:00"}}
  office: {week: {mon-fri: ["08:00-12:00", "13:00-18:00"]}}
)" + more + "clocks:\n" +
           clocks;
}

const std::string first_response = R"(  - name: first-response
    start: complaint
    stop: {on: replied, when: reply.by_person}
    pause: case.status == "waiting-for-customer"
    target:
      - {when: customer.tier == "vip", within: 1h, calendar: always}
      - {within: 8h, calendar: office}
    stages:
      - at: 75%
        then: [{tag: {name: warning}}]
      - at: 100%
        then: [{tag: {name: late}}]
)";

const std::string spoken = R"(rules:
  - name: spoken
    events: [at_risk, breached, met, clock_ended]
    always: true
    then: [{tell: {name: =event.kind, used: =clock.used, verdict: =clock.verdict}}]
)";

void complain(engine_run& run, const std::string& time, const std::string& id = "C-1", const std::string& more = "") {
    REQUIRE(run.take("complaint", time, R"("id":")" + id + R"(","customer":"ana","issue":"bill")" + more) == "taken");
}

void reply(engine_run& run, const std::string& time, bool by_person = true, const std::string& id = "R-1") {
    REQUIRE(run.take("replied", time,
                     R"("id":")" + id + R"(","customer":"ana","complaint":"C-1","reply":{"by_person":)" + (by_person ? "true" : "false") +
                         "}") == "taken");
}

void say_status(engine_run& run, const std::string& time, const std::string& status) {
    REQUIRE(run.take("step", time, R"("customer":"ana","complaint":"C-1","case":"C-1","status":")" + status + "\"") == "taken");
}

}  // namespace

TEST_CASE("stages fall due in open time, over nights and lunch") {
    engine_run run(rules(first_response));
    complain(run, "03-02 17:00");
    CHECK(run.decided().empty());
    CHECK(run.engine().next_due() == engine_run::instant_of("03-03 14:00"));
    run.pass("03-04 00:00");
    CHECK(run.timed() == lines{"03-03 14:00 first-response@75%: tag name=warning", "03-03 16:00 first-response@100%: tag name=late"});
    CHECK(run.engine().decisions()[0].due == engine_run::instant_of("03-03 14:00"));
    CHECK(run.engine().decisions()[0].kase == "C-1");
    run.pass("04-30 00:00");
    CHECK(run.decided().empty());
}

TEST_CASE("a stop at the deadline itself is in time, a microsecond later is not") {
    for (const bool in_time : {true, false}) {
        engine_run run(rules(first_response, spoken));
        complain(run, "03-02 17:00");
        reply(run, in_time ? "03-03 16:00" : "03-03 16:00:00.000001");
        const lines met = {"03-03 14:00 first-response@75%: tag name=warning", "03-03 14:00 spoken: tell name=at_risk used=21600s",
                           "03-03 16:00 spoken: tell name=met used=28800s verdict=met",
                           "03-03 16:00 spoken: tell name=clock_ended used=28800s verdict=met"};
        const lines late = {"03-03 14:00 first-response@75%: tag name=warning", "03-03 14:00 spoken: tell name=at_risk used=21600s",
                            "03-03 16:00 first-response@100%: tag name=late",
                            "03-03 16:00 spoken: tell name=breached used=28800s verdict=breached",
                            "03-03 16:00 spoken: tell name=clock_ended used=28800s verdict=breached"};
        CHECK(run.timed() == (in_time ? met : late));
        run.pass("03-30 00:00");
        CHECK(run.decided().empty());
    }
}

TEST_CASE("what clocks raise at an event names the event, what they raise by time names the due time") {
    engine_run run(rules(first_response, spoken));
    complain(run, "03-02 09:00");
    reply(run, "03-02 10:00");
    REQUIRE(run.engine().decisions().size() == 2);
    CHECK(run.engine().decisions()[0].event == "R-1");
    CHECK_FALSE(run.engine().decisions()[0].due.has_value());
    CHECK(run.engine().decisions()[0].id != run.engine().decisions()[1].id);
    complain(run, "03-02 11:00", "C-2");
    run.pass("03-10 00:00");
    REQUIRE(run.engine().decisions().size() == 5);
    CHECK(run.engine().decisions()[1].event.empty());
    CHECK(run.engine().decisions()[1].due.has_value());
}

TEST_CASE("only a stop whose condition holds stops; one that cannot be decided does not") {
    engine_run run(rules(first_response));
    complain(run, "03-02 09:00");
    reply(run, "03-02 10:00", false);
    REQUIRE(run.take("replied", "03-02 10:30", R"("id":"R-9","customer":"ana","complaint":"C-1")") == "taken");
    run.pass("03-04 00:00");
    CHECK(run.timed() == lines{"03-02 16:00 first-response@75%: tag name=warning", "03-02 18:00 first-response@100%: tag name=late"});
}

TEST_CASE("a pause is taken out of open time") {
    engine_run run(rules(first_response));
    complain(run, "03-02 17:00");
    say_status(run, "03-03 09:00", "waiting-for-customer");
    run.pass("03-04 08:59");
    CHECK(run.decided().empty());
    say_status(run, "03-04 09:00", "open");
    CHECK(run.decided().empty());
    run.pass("03-09 00:00");
    CHECK(run.timed() == lines{"03-04 14:00 first-response@75%: tag name=warning", "03-04 16:00 first-response@100%: tag name=late"});
}

TEST_CASE("a pause survives a change of target, and what is past then is told at the change, in order") {
    engine_run run(rules(first_response, spoken));
    complain(run, "03-02 17:00");
    say_status(run, "03-03 09:00", "waiting-for-customer");  // two hours are used
    REQUIRE(run.take("customer", "03-03 09:30", R"("customer":{"id":"ana","tier":"vip"})") == "taken");
    CHECK(run.decided().empty());
    run.pass("03-04 08:59");
    CHECK(run.decided().empty());
    say_status(run, "03-04 09:00", "open");
    CHECK(run.timed() == lines{"03-04 09:00 first-response@75%: tag name=warning", "03-04 09:00 first-response@100%: tag name=late",
                               "03-04 09:00 spoken: tell name=breached used=7200s verdict=breached",
                               "03-04 09:00 spoken: tell name=clock_ended used=7200s verdict=breached"});
    CHECK_FALSE(run.engine().decisions()[0].due.has_value());
}

TEST_CASE("a new target keeps the open time used, and no stage is told twice") {
    engine_run run(rules(R"(  - name: answer
    start: complaint
    stop: replied
    calendar: office
    target:
      - {when: complaint.severity >= 3, within: 4h}
      - {within: 8h}
    stages:
      - at: 50%
        then: [{tag: {name: half}}]
      - at: 100%
        then: [{tag: {name: late}}]
)"));
    complain(run, "03-02 08:00");
    run.pass("03-02 13:00");
    CHECK(run.timed() == lines{"03-02 12:00 answer@50%: tag name=half"});
    // Three hours past lunch five are used: of four allowed now, all.
    complain(run, "03-02 14:00", "C-2", R"(,"severity":3)");
    CHECK(run.timed() == lines{"03-02 14:00 answer@100%: tag name=late"});
    complain(run, "03-02 15:00", "C-3", R"(,"severity":1)");
    CHECK(run.decided().empty());
    run.pass("03-09 00:00");
    CHECK(run.decided().empty());
}

TEST_CASE("days end at midnight of the file's zone, business days at the last closing") {
    engine_run run(rules(R"(  - name: regulator
    only: complaint.channel == "regulator"
    start: complaint
    stop: {on: replied, when: reply.final}
    pause: never
    target: {within: 15 days}
    stages:
      - at: day 10
        then: [{tag: {name: tenth}}]
      - at: 100%
        then: [{tag: {name: late}}]
  - name: department
    start: transferred
    stop: replied
    target: {within: 2 business-days, calendar: office}
    stages:
      - at: 100%
        then: [{tag: {name: slow}}]
)"));
    complain(run, "03-02 10:00", "C-1", R"(,"channel":"regulator")");
    REQUIRE(run.take("transferred", "03-06 10:00", R"("id":"T-1","customer":"ana","complaint":"C-1","case":{"department":"net"})") ==
            "taken");
    run.pass("04-30 00:00");
    CHECK(run.timed() == lines{"03-10 18:00 department@100%: tag name=slow", "03-13 00:00 regulator@day 10: tag name=tenth",
                               "03-18 00:00 regulator@100%: tag name=late"});
}

TEST_CASE("`only` is looked at when the clock would start") {
    engine_run run(rules(R"(  - name: regulator
    only: complaint.channel == "regulator"
    start: complaint
    stop: replied
    target: {within: 1h}
    stages: [{at: 100%, then: [{tag: {name: late}}]}]
)"));
    complain(run, "03-02 10:00");
    complain(run, "03-02 10:01", "C-2", R"(,"channel":"web")");
    run.pass("03-03 00:00");
    CHECK(run.decided().empty());
    complain(run, "03-03 10:00", "C-3", R"(,"channel":"regulator")");
    run.pass("03-04 00:00");
    CHECK(run.timed() == lines{"03-03 11:00 regulator@100%: tag name=late"});
}

TEST_CASE("a target may be a date that the host gives; without one nothing is due") {
    engine_run run(rules(R"(  - name: promised
    start: complaint
    stop: closed
    target: {due: complaint.due}
    stages:
      - at: 50%
        then: [{tag: {name: half}}]
      - at: 2h before
        then: [{tag: {name: soon}}]
      - at: 100%
        then: [{tag: {name: late}}]
      - at: 1h after
        then: [{tag: {name: later}}]
)"));
    complain(run, "03-02 00:00");
    run.pass("03-04 23:59");
    CHECK(run.decided().empty());
    REQUIRE(run.take("complaint", "03-05 00:00", R"("id":"C-2","customer":"bo","issue":"bill","due":"2026-03-06T00:00:00Z")") == "taken");
    run.pass("03-10 00:00");
    CHECK(run.timed() == lines{"03-05 12:00 promised@50%: tag name=half", "03-05 22:00 promised@2h before: tag name=soon",
                               "03-06 00:00 promised@100%: tag name=late", "03-06 01:00 promised@1h after: tag name=later"});
    // Due before it came in: late at once.
    REQUIRE(run.take("complaint", "03-12 00:00", R"("id":"C-3","customer":"cy","issue":"bill","due":"2026-03-11T00:00:00Z")") == "taken");
    CHECK(run.timed() == lines{"03-12 00:00 promised@2h before: tag name=soon", "03-12 00:00 promised@100%: tag name=late",
                               "03-12 00:00 promised@1h after: tag name=later"});
    run.pass("03-13 00:00");
    CHECK(run.timed() == lines{"03-12 00:00 promised@50%: tag name=half"});  // of no time at all: due now, told when now is over
}

TEST_CASE("a start on a running clock changes nothing; once it has stopped, the next start is another life") {
    engine_run run(rules(first_response));
    complain(run, "03-02 08:00");
    complain(run, "03-02 11:00", "C-2");
    run.pass("03-03 00:00");
    CHECK(run.timed() == lines{"03-02 15:00 first-response@75%: tag name=warning", "03-02 17:00 first-response@100%: tag name=late"});
    const auto first = run.engine().decisions()[0].id;
    reply(run, "03-03 08:00");
    complain(run, "03-04 08:00", "C-3");
    run.pass("03-05 00:00");
    CHECK(run.timed() == lines{"03-04 15:00 first-response@75%: tag name=warning", "03-04 17:00 first-response@100%: tag name=late"});
    CHECK(run.engine().decisions()[0].id != first);
}

TEST_CASE("cancel takes a clock away without a verdict, reset begins it anew, and withdrawing all leaves nothing to answer") {
    const auto yaml = rules(R"(  - name: answer
    start: complaint
    stop: replied
    cancel: [refused, {on: step, when: case.status == "resolved"}]
    reset: reopened
    target: {within: 4h}
    stages: [{at: 100%, then: [{tag: {name: late}}]}]
)",
                            spoken);
    {
        engine_run run(yaml);
        complain(run, "03-02 08:00");
        REQUIRE(run.take("refused", "03-02 09:00", R"("id":"X","customer":"ana","complaint":"C-1")") == "taken");
        CHECK(run.decided().empty());
        run.pass("03-10 00:00");
        CHECK(run.decided().empty());
    }
    {
        engine_run run(yaml);
        complain(run, "03-02 08:00");
        REQUIRE(run.take("resolved", "03-02 10:00", R"("id":"X","customer":"ana","complaint":"C-1")") == "taken");
        REQUIRE(run.take("reopened", "03-02 11:00", R"("id":"Y","customer":"ana","complaint":"C-1")") == "taken");
        run.pass("03-10 00:00");
        REQUIRE(run.timed().size() == 3);
        CHECK(run.timed()[0] == "03-02 15:00 answer@100%: tag name=late");
    }
    {
        engine_run run(yaml);
        complain(run, "03-02 08:00");
        REQUIRE(run.take("withdrawn", "03-02 09:00", R"("id":"W","customer":"ana","complaint":"C-1")") == "taken");
        run.pass("03-10 00:00");
        CHECK(run.decided().empty());
    }
}

TEST_CASE("stages recur until the clock stops, or as often as they may; a closed case recurs no more") {
    const std::string yaml = rules(R"(  - name: answer
    start: complaint
    stop: replied
    target: {within: 4h}
    stages:
      - {at: 100%, every: 2h, times: 3, then: [{tag: {name: late}}]}
      - {at: 1h after, every: 4h, then: [{tag: {name: still}}]}
)");
    engine_run run(yaml);
    complain(run, "03-02 08:00");
    run.pass("03-02 21:30");
    CHECK(run.timed() == lines{"03-02 12:00 answer@100%: tag name=late", "03-02 13:00 answer@1h after: tag name=still",
                               "03-02 14:00 answer@100%: tag name=late", "03-02 16:00 answer@100%: tag name=late",
                               "03-02 17:00 answer@1h after: tag name=still", "03-02 21:00 answer@1h after: tag name=still"});
    std::set<std::string> ids;
    for (const auto& d : run.engine().decisions()) ids.insert(to_hex(d.id));
    CHECK(ids.size() == 6);
    REQUIRE(run.take("closed", "03-02 22:00", R"("id":"X","customer":"ana","complaint":"C-1")") == "taken");
    run.pass("03-10 00:00");
    CHECK(run.decided().empty());
    CHECK(run.engine().next_due() == escalera::instant::max());
}

TEST_CASE("notice hours are apart from the clock's hours; what falls on one opening may be combined") {
    for (const bool combine : {false, true}) {
        engine_run run(rules(std::string(R"(  - name: answer
    start: complaint
    stop: replied
    calendar: always
    hours: office
    target: {within: 4h}
    stages:
      - {at: 75%, then: [{tag: {name: warning}}]}
      - {at: 100%, every: 6h, combine: )") +
                                 (combine ? "true" : "false") + ", then: [{tag: {name: late}}]}\n",
                             spoken));
        complain(run, "03-02 14:30");  // at risk at 17:30, late at 18:30, 00:30, 06:30 and 12:30
        run.pass("03-03 14:00");
        const lines begin = {"03-02 17:30 answer@75%: tag name=warning", "03-02 17:30 spoken: tell name=at_risk used=10800s",
                             "03-02 18:30 spoken: tell name=breached used=14400s verdict=breached",
                             "03-02 18:30 spoken: tell name=clock_ended used=14400s verdict=breached"};
        auto expected = begin;
        expected.push_back("03-03 08:00 answer@100%: tag name=late");  // equal requests of one instant are one, combined or not
        expected.push_back("03-03 13:00 answer@100%: tag name=late");
        CHECK(run.timed() == expected);
    }
}

TEST_CASE("rules read whether a clock is breached and what is left, as the previous event left it") {
    engine_run run(rules(first_response, R"(rules:
  - name: watch
    events: [complaint, replied]
    always: true
    then: [{tell: {late: '=clock.breached("first-response")', left: '=clock.left("first-response")'}}]
)"));
    complain(run, "03-02 17:00");
    CHECK(run.decided() == lines{"watch: tell late=false"});  // it starts behind the rules
    reply(run, "03-03 09:00", false);
    CHECK(run.decided() == lines{"watch: tell late=false left=21600s"});
    reply(run, "03-03 17:00", false, "R-2");
    REQUIRE(run.decided().size() == 3);
    CHECK(run.decided()[2] == "watch: tell late=true left=-3600s");
}

TEST_CASE("two clocks that fall due at one instant are told in the order of the file, and equal requests once") {
    const std::string one = R"(    start: complaint
    stop: replied
    target: {within: 1h}
    stages: [{at: 100%, then: [{notify: {role: desk}}]}]
)";
    engine_run run(rules("  - name: b\n" + one + "  - name: a\n" + one));
    complain(run, "03-02 08:00");
    run.pass("03-03 00:00");
    CHECK(run.decided() == lines{"b@100%: notify role=desk also a@100%"});
}

TEST_CASE("a stage may have a condition: false passes it by, unknown is reviewed") {
    engine_run run(rules(R"(  - name: answer
    start: complaint
    stop: replied
    target: {within: 1h}
    stages:
      - at: 100%
        when: complaint.severity >= 2
        then: [{tag: {name: late}}]
)"));
    complain(run, "03-02 08:00", "C-1", R"(,"severity":1)");
    run.pass("03-02 10:00");
    CHECK(run.decided().empty());
    REQUIRE(run.take("complaint", "03-02 11:00", R"("id":"C-2","customer":"bo","issue":"bill")") == "taken");
    run.pass("03-02 13:00");
    CHECK(run.decided() == lines{"answer@100%: review role=desk why=the condition could not be decided"});
    REQUIRE(run.take("complaint", "03-02 14:00", R"("id":"C-3","customer":"cy","issue":"bill","severity":2)") == "taken");
    run.pass("03-02 16:00");
    CHECK(run.reasons() == lines{"answer@100%: tag because complaint.severity=2"});
}

TEST_CASE("a late event counts at its own time") {
    engine_run run("lateness: 2h\n" + rules(first_response, spoken).substr(0));
    complain(run, "03-02 08:00");
    REQUIRE(run.take("complaint", "03-02 18:30", R"("id":"Z","customer":"zoe","issue":"bill")") == "taken");
    CHECK(run.timed() == lines{"03-02 15:00 first-response@75%: tag name=warning", "03-02 15:00 spoken: tell name=at_risk used=21600s"});
    reply(run, "03-02 16:59");
    CHECK(run.timed() == lines{"03-02 16:59 spoken: tell name=met used=28740s verdict=met",
                               "03-02 16:59 spoken: tell name=clock_ended used=28740s verdict=met"});
}

TEST_CASE("nothing changes when the state is saved and loaded between events") {
    engine_run run(rules(first_response, spoken));
    engine_run other(rules(first_response, spoken));
    const auto both = [&](auto&& act) {
        act(run);
        act(other);
        CHECK(run.timed() == other.timed());
        const auto bytes = other.engine().save();
        CHECK(bytes == run.engine().save());
        REQUIRE(other.engine().load(bytes) == escalera::state_error::ok);
        CHECK(other.engine().next_due() >= run.engine().next_due());  // it has forgotten deadlines that moved away
    };
    both([](engine_run& r) { complain(r, "03-02 17:00"); });
    both([](engine_run& r) { say_status(r, "03-03 09:00", "waiting-for-customer"); });
    both([](engine_run& r) { r.pass("03-04 08:59"); });
    both([](engine_run& r) { say_status(r, "03-04 09:00", "open"); });
    both([](engine_run& r) { r.pass("03-04 14:00"); });
    both([](engine_run& r) { reply(r, "03-04 15:30"); });
    both([](engine_run& r) { r.pass("04-04 15:00"); });
}

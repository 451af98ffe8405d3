// What pauses, changes of target, hours and late events leave of a clock. Each of these once came out otherwise than
// rules/README.md says, and was found by the model in tests/cli/clock_oracle.py.
// 2026-03-02 is a Monday; the office opens from 08:00 to 12:00 and from 13:00 to 18:00, Monday to Friday.

#include <string>

#include "support/catch.hpp"
#include "support/engine_run.hpp"

using support::engine_run;
using support::lines;

namespace {

std::string rules(const std::string& clock, const std::string& head = "") {
    return head + R"(escalera: 1
name: clocks
unknown: {role: desk}
roles: {desk: {by: [queue]}}
actions: {tell: {name: string, used: {type: duration, required: false}, left: {type: duration, required: false}}}
calendars: {office: {week: {mon-fri: ["08:00-12:00", "13:00-18:00"]}}}
windows: {seen: {count: complaint, per: customer, within: 30d}}
rules:
  - name: spoken
    events: [at_risk, breached, met]
    always: true
    then: [{tell: {name: =event.kind, used: =clock.used}}]
  - name: watch
    events: [acknowledged]
    always: true
    then: [{tell: {name: left, left: =clock.left("answer")}}]
clocks:
  - name: answer
    start: complaint
)" + clock;
}

const std::string late = "    stages: [{at: 100%, then: [{tag: {name: late}}]}]\n";
const std::string waiting = "    pause: case.status == \"waiting-for-customer\"\n";

void complain(engine_run& run, const std::string& time, const std::string& id = "C-1", const std::string& more = "") {
    REQUIRE(run.take("complaint", time, R"("id":")" + id + R"(","customer":"ana","issue":"bill")" + more) == "taken");
}

void say(engine_run& run, const std::string& kind, const std::string& time, const std::string& more = "") {
    REQUIRE(run.take(kind, time, R"("customer":"ana","complaint":"C-1")" + more) == "taken");
}

const std::string waits = R"(,"status":"waiting-for-customer")";
const std::string works = R"(,"status":"open")";

}  // namespace

TEST_CASE("one of two complaints withdrawn from a closed case leaves its clock running") {
    engine_run run(rules("    stop: replied\n    target: {within: 4h}\n" + late));
    complain(run, "03-02 08:00");
    complain(run, "03-02 08:30", "C-2");
    say(run, "closed", "03-02 09:00");
    say(run, "withdrawn", "03-02 09:30");
    run.pass("03-03 00:00");
    CHECK(run.timed() == lines{"03-02 12:00 answer@100%: tag name=late", "03-02 12:00 spoken: tell name=breached used=14400s"});
}

TEST_CASE("a stage that a new target leaves behind waits for its hours too") {
    engine_run run(rules(R"(    stop: replied
    hours: office
    target: [{when: complaint.severity >= 3, due: complaint.due}, {within: 100h}]
)" + late));
    complain(run, "03-02 17:00");
    complain(run, "03-02 20:00", "C-2", R"(,"severity":3,"due":"2026-03-02T17:30:00Z")");  // the office was open then, but is not now
    CHECK(run.timed() == lines{"03-02 20:00 spoken: tell name=breached used=10800s"});
    run.pass("03-04 00:00");
    CHECK(run.timed() == lines{"03-03 08:00 answer@100%: tag name=late"});
}

TEST_CASE("what comes behind the deadline is counted from it, pauses taken out") {
    engine_run run(rules("    stop: replied\n" + waiting + R"(    target: {within: 2h}
    stages:
      - {at: 100%, every: 2h, then: [{tag: {name: late}}]}
      - {at: 1h30m after, then: [{tag: {name: later}}]}
)"));
    complain(run, "03-02 08:00");
    say(run, "step", "03-02 10:30", waits);
    say(run, "step", "03-02 11:00", works);
    CHECK(run.decided().empty());
    run.pass("03-02 13:00");
    CHECK(run.timed() == lines{"03-02 12:00 answer@1h30m after: tag name=later", "03-02 12:30 answer@100%: tag name=late"});
}

TEST_CASE("under a target in days the calendar's open time is used, which a later target keeps") {
    engine_run run(rules(R"(    stop: replied
    calendar: office
    target: [{when: complaint.severity >= 3, within: 4h}, {within: 15 days}]
)" + late));
    complain(run, "03-02 17:00");
    say(run, "acknowledged", "03-03 08:30");
    CHECK(run.decided() == lines{"watch: tell name=left left=354600s"});  // 8.5 hours of this day and ten of nine
    complain(run, "03-03 09:00", "C-2", R"(,"severity":3)");
    CHECK(run.decided().empty());
    run.pass("03-04 00:00");
    CHECK(run.timed() == lines{"03-03 11:00 answer@100%: tag name=late", "03-03 11:00 spoken: tell name=breached used=14400s"});
}

TEST_CASE("a date that the host gives comes in a pause too") {
    engine_run run(rules("    stop: replied\n" + waiting + "    target: {due: complaint.due}\n" + late));
    complain(run, "03-02 08:00", "C-1", R"(,"due":"2026-03-02T12:00:00Z")");
    say(run, "step", "03-02 09:00", waits);
    say(run, "step", "03-02 10:00", works);
    say(run, "acknowledged", "03-02 11:00");
    CHECK(run.decided() == lines{"watch: tell name=left left=3600s"});
    say(run, "step", "03-02 11:30", waits);
    run.pass("03-02 13:00");
    CHECK(run.timed() == lines{"03-02 12:00 answer@100%: tag name=late", "03-02 12:00 spoken: tell name=breached used=9000s"});
    say(run, "replied", "03-02 14:00");
    CHECK(run.decided().empty());
}

TEST_CASE("a clock that is late when it is found is not at risk any more") {
    engine_run run(rules(R"(    stop: replied
    target: {due: complaint.due}
    stages:
      - {at: 2h before, when: complaint.severity >= 2, then: [{tag: {name: soon}}]}
      - {at: 100%, then: [{tag: {name: late}}]}
)"));
    complain(run, "03-02 08:00", "C-1", R"(,"severity":2,"due":"2026-03-01T08:00:00Z")");  // the stage reads this complaint
    CHECK(run.decided() == lines{"answer@2h before: tag name=soon", "answer@100%: tag name=late", "spoken: tell name=breached used=0s"});
}

TEST_CASE("a share of no open time at all is reached at the start") {
    engine_run run(rules(R"(    stop: replied
    calendar: office
    target: {due: complaint.due}
    stages:
      - {at: 50%, then: [{tag: {name: half}}]}
      - {at: 100%, then: [{tag: {name: late}}]}
)"));
    complain(run, "03-02 19:00", "C-1", R"(,"due":"2026-03-02T21:00:00Z")");
    run.pass("03-04 00:00");
    CHECK(run.timed() == lines{"03-02 19:00 answer@50%: tag name=half", "03-02 19:00 spoken: tell name=at_risk used=0s",
                               "03-02 21:00 answer@100%: tag name=late", "03-02 21:00 spoken: tell name=breached used=0s"});
}

TEST_CASE("what is known of a customer is no event of the case") {
    engine_run run(rules("    stop: {when: customer.tier == \"vip\"}\n    target: {within: 4h}\n"));
    complain(run, "03-02 08:00");
    REQUIRE(run.take("customer", "03-02 09:00", R"("customer":{"id":"ana","tier":"vip"})") == "taken");
    CHECK(run.decided().empty());
    say(run, "step", "03-02 10:00", works);
    CHECK(run.decided() == lines{"spoken: tell name=met used=7200s"});
}

TEST_CASE("at one event a cancelled clock may start anew, and a pause goes before what would end it") {
    engine_run run(rules(R"(    stop: replied
    cancel: reopened
    reset: transferred
    pause: [{on: step, when: case.status == "waiting-for-customer"}]
    resume: [step]
    target: {within: 2h}
)" + late + R"(  - name: again
    start: [complaint, transferred]
    stop: replied
    cancel: transferred
    target: {within: 3h}
    stages: [{at: 100%, then: [{tag: {name: again}}]}]
)"));
    complain(run, "03-02 08:00");
    say(run, "step", "03-02 09:00", waits);
    say(run, "step", "03-02 09:30", waits);
    say(run, "step", "03-02 10:00", works);
    run.pass("03-02 10:59");
    CHECK(run.decided().empty());
    say(run, "transferred", "03-02 10:59:30");
    run.pass("03-02 15:00");
    CHECK(run.timed() == lines{"03-02 12:59:30 answer@100%: tag name=late", "03-02 12:59:30 spoken: tell name=breached used=7200s",
                               "03-02 13:59:30 again@100%: tag name=again", "03-02 13:59:30 spoken: tell name=breached used=10800s"});
}

TEST_CASE("with lateness a deadline that has passed is told before a pause, and no sooner than it must by anything else") {
    const std::string yaml = rules("    stop: replied\n" + waiting + "    target: {within: 1h}\n" + late, "lateness: 2h\n");
    {
        engine_run run(yaml);
        complain(run, "03-02 08:00");
        say(run, "step", "03-02 09:30", waits);
        CHECK(run.timed() == lines{"03-02 09:30 answer@100%: tag name=late", "03-02 09:30 spoken: tell name=breached used=3600s"});
    }
    {
        engine_run run(yaml);
        complain(run, "03-02 08:00");
        say(run, "step", "03-02 09:30", works);
        CHECK(run.decided().empty());
        say(run, "replied", "03-02 08:50");
        CHECK(run.timed() == lines{"03-02 08:50 spoken: tell name=met used=3000s"});
    }
}

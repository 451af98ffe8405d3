// Two cases become one: nothing of either is lost, and nothing is counted twice.

#include "escalera/engine/case_merge.hpp"

#include "escalera/engine/case_reading.hpp"
#include "support/catch.hpp"
#include "support/engine_run.hpp"

using support::engine_run;
using support::lines;

namespace {

const std::string head = R"(escalera: 1
name: merged
unknown: {role: desk}
lateness: 2h
cases: {idle: 30d}
roles: {desk: {by: [queue]}, lead: {by: [sms]}}
actions:
  tell: {in_case: {type: string, required: false}, status: {type: string, required: false}, repeat: {type: int, required: false}, in_all: {type: int, required: false}, of_case: {type: int, required: false}, transfers: {type: int, required: false}, reopened: {type: int, required: false}, product: {type: string, required: false}, owner: {type: string, required: false}}
windows:
  repeat: {count: complaint, per: [customer, issue], within: 30d}
  in_all: {count: complaint, per: customer, within: 30d}
  of_case: {count: complaint, per: case, within: 30d}
)";

const std::string watching = head + R"(
rules:
  - name: watch
    events: [complaint, corrected, withdrawn, merged, replied, resolved, closed, reopened, transferred, assigned, feedback]
    always: true
    then:
      - tell: {in_case: =case.id, status: =case.status, repeat: =repeat, in_all: =in_all, of_case: =of_case, transfers: =case.transfers, reopened: =case.reopened, product: =complaint.product, owner: =case.owner}
)";

std::string told(engine_run& run) {
    const auto all = run.decided();
    return all.size() == 1 ? all[0].substr(std::string("watch: tell ").size()) : std::to_string(all.size()) + " decisions";
}

void two_cases(engine_run& run) {
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill","product":"p1")");
    run.take("complaint", "03-02 10:00", R"("id":"C-2","customer":"ana","issue":"router","product":"p2")");
}

std::string merge(engine_run& run, const std::string& time, const std::string& into, const std::string& from,
                  const std::string& more = {}) {
    return run.take("merged", time,
                    R"("id":"M-)" + time + into + from + R"(","case":")" + into + R"(","complaint":")" + from + "\"" + more);
}

lines ledger(engine_run& run, const std::string& id, const std::string& now) {
    const auto view = run.engine().view_case(id, engine_run::instant_of(now));
    if (!view) return {"no such case"};
    lines all;
    std::int64_t wall = 0;
    for (const auto& h : view->held) {
        const auto who = h.owner + (h.department.empty() ? "" : "@" + h.department);
        all.push_back((who.empty() ? "nobody" : who) + " " + to_rfc3339(h.from).substr(11, 5) + "-" + to_rfc3339(h.to).substr(11, 5));
        wall += h.wall;
    }
    CHECK(wall == view->wall);
    return all;
}

}  // namespace

TEST_CASE("the surviving case has the complaints of both, each counted once") {
    engine_run run(watching);
    two_cases(run);
    CHECK(merge(run, "03-02 11:00", "C-1", "C-2") == "taken");
    CHECK(told(run) == "in_case=C-1 status=open repeat=1 in_all=2 of_case=2 transfers=0 reopened=0 product=p2");
    run.take("withdrawn", "03-02 12:00", R"("id":"W-1","customer":"ana","complaint":"C-1")");
    CHECK(told(run) == "in_case=C-1 status=open repeat=1 in_all=1 of_case=1 transfers=0 reopened=0 product=p2");
    run.take("withdrawn", "03-02 13:00", R"("id":"W-2","customer":"ana","complaint":"C-2")");
    CHECK(told(run) == "in_case=C-1 status=closed repeat=0 in_all=0 of_case=0 transfers=0 reopened=0 product=p2");
}

TEST_CASE("an event to the other case reaches the surviving one, and so does a complaint on its issue") {
    engine_run run(watching);
    two_cases(run);
    merge(run, "03-02 11:00", "C-1", "C-2");
    for (const auto* who : {R"(,"customer":"ana")", ""}) {
        const std::string id = *who == 0 ? "R-1" : "R-2";
        CHECK(run.take("replied", "03-02 12:00", R"("id":")" + id + R"(","case":"C-2")" + who) == "taken");
        CHECK(told(run).substr(0, 11) == "in_case=C-1");
    }
    run.take("complaint", "03-02 13:00", R"("id":"C-3","customer":"ana","issue":"router","product":"p3")");
    CHECK(told(run) == "in_case=C-1 status=open repeat=2 in_all=3 of_case=3 transfers=0 reopened=0 product=p3");
    run.take("complaint", "03-02 14:00", R"("id":"C-4","customer":"ana","issue":"bill","case":"C-2","product":"p4")");
    CHECK(told(run) == "in_case=C-1 status=open repeat=2 in_all=4 of_case=4 transfers=0 reopened=0 product=p4");
    CHECK(run.engine().view_case("C-2", engine_run::instant_of("03-02 14:00"))->id == "C-1");
    CHECK(run.engine().view_case("C-1", engine_run::instant_of("03-02 14:00"))->merged == lines{"C-2"});
    // Closed, it is closed for both names; the next complaint on either issue is a repeat.
    run.take("closed", "03-02 15:00", R"("id":"E-1","case":"C-2")");
    run.take("complaint", "03-02 16:00", R"("id":"C-5","customer":"ana","issue":"router","product":"p5")");
    CHECK(told(run) == "in_case=C-5 status=open repeat=3 in_all=5 of_case=1 transfers=0 reopened=0 product=p5");
    CHECK(run.take("replied", "03-02 16:30", R"("id":"R-9","case":"C-2")") == "not allowed");
}

TEST_CASE("a case that was merged into goes into a third one with all that it has") {
    engine_run run(watching);
    two_cases(run);
    run.take("complaint", "03-02 10:30", R"("id":"C-3","customer":"ana","issue":"line","product":"p3")");
    merge(run, "03-02 11:00", "C-2", "C-1");
    CHECK(told(run).substr(0, 11) == "in_case=C-2");
    CHECK(merge(run, "03-02 12:00", "C-3", "C-1") == "taken");  // named by what C-2 has taken in
    CHECK(told(run) == "in_case=C-3 status=open repeat=1 in_all=3 of_case=3 transfers=0 reopened=0 product=p3");
    for (const auto* name : {"C-1", "C-2", "C-3"}) {
        run.take("replied", "03-02 13:00", std::string(R"("id":"R-)") + name + R"(","case":")" + name + "\"");
        CHECK(told(run).substr(0, 11) == "in_case=C-3");
    }
    CHECK(run.engine().view_case("C-1", engine_run::instant_of("03-02 14:00"))->merged == lines{"C-1", "C-2"});
}

TEST_CASE("a merge that cannot be is a finding, and changes nothing") {
    engine_run run(watching);
    two_cases(run);
    run.take("complaint", "03-02 10:30", R"("id":"B-1","customer":"ben","issue":"bill")");
    const auto before = run.engine().save();
    CHECK(merge(run, "03-02 10:30", "C-1", "C-9") == "unknown case");
    CHECK(merge(run, "03-02 10:30", "C-9", "C-1") == "unknown case");
    CHECK(merge(run, "03-02 10:30", "C-1", "C-1") == "not allowed");
    CHECK(merge(run, "03-02 10:30", "C-1", "B-1") == "unknown case");
    CHECK(merge(run, "03-02 10:30", "C-1", "B-1", R"(,"customer":"ana")") == "unknown case");
    CHECK(run.take("merged", "03-02 10:30", R"("id":"M-1","case":"C-1")") == "wrong event");
    CHECK(run.take("merged", "03-02 10:30", R"("id":"M-2","complaint":"C-1")") == "wrong event");
    CHECK(run.take("merged", "03-02 10:30", R"("id":"M-3","customer":"ana")") == "wrong event");
    run.take("closed", "03-02 10:30", R"("id":"E-1","case":"C-1")");
    CHECK(merge(run, "03-02 10:30", "C-1", "C-2") == "not allowed");
    run.take("reopened", "03-02 10:30", R"("id":"E-2","case":"C-1")");
    merge(run, "03-02 10:30", "C-1", "C-2");
    CHECK(merge(run, "03-02 10:30", "C-2", "C-1") == "not allowed");
    CHECK(merge(run, "03-02 10:30", "C-1", "C-2", R"(,"note":1)") == "duplicate");
    engine_run other(watching);
    REQUIRE(other.engine().load(before) == escalera::state_error::ok);
    other.take("merged", "03-02 10:30", R"("id":"M-1","case":"C-1","complaint":"B-1")");
    CHECK((other.engine().save().size() == before.size()));
}

TEST_CASE("transfers and reopenings are added up, and the older opening is the case's") {
    engine_run run(watching);
    two_cases(run);
    run.take("transferred", "03-02 10:10", R"("id":"T-1","case":"C-1","department":"network")");
    run.take("transferred", "03-02 10:20", R"("id":"T-2","case":"C-2","department":"billing")");
    run.take("resolved", "03-02 10:30", R"("id":"E-1","case":"C-1")");
    run.take("reopened", "03-02 10:40", R"("id":"E-2","case":"C-1")");
    merge(run, "03-02 11:00", "C-2", "C-1");
    CHECK(told(run) == "in_case=C-2 status=open repeat=1 in_all=2 of_case=2 transfers=2 reopened=1 product=p2");
    CHECK(to_rfc3339(run.engine().view_case("C-1", engine_run::instant_of("03-02 12:00"))->opened) == "2026-03-02T09:00:00Z");
}

TEST_CASE("a resolved case that takes in an open one is open, a closed one it takes in does not open it") {
    engine_run run(watching);
    two_cases(run);
    run.take("complaint", "03-02 10:30", R"("id":"C-3","customer":"ana","issue":"line","product":"p3")");
    run.take("closed", "03-02 10:40", R"("id":"E-1","case":"C-3")");
    run.take("resolved", "03-02 10:50", R"("id":"E-2","case":"C-1")");
    merge(run, "03-02 11:00", "C-1", "C-3");
    CHECK(told(run) == "in_case=C-1 status=resolved repeat=1 in_all=3 of_case=2 transfers=0 reopened=0 product=p3");
    merge(run, "03-02 12:00", "C-1", "C-2");
    CHECK(told(run) == "in_case=C-1 status=open repeat=1 in_all=3 of_case=3 transfers=0 reopened=0 product=p3");
}

TEST_CASE("the ledger is the surviving case's, before that the other's") {
    engine_run run(watching);
    two_cases(run);
    run.take("assigned", "03-02 09:30", R"("id":"A-1","case":"C-1","owner":"bo")");
    run.take("assigned", "03-02 10:30", R"("id":"A-2","case":"C-1","owner":"eva")");
    run.take("assigned", "03-02 11:00", R"("id":"A-3","case":"C-2","owner":"kim")");
    merge(run, "03-02 12:00", "C-2", "C-1");
    CHECK(ledger(run, "C-2", "03-02 13:00") == lines{"nobody 09:00-09:30", "bo 09:30-10:00", "nobody 10:00-11:00", "kim 11:00-13:00"});
    CHECK(told(run) == "in_case=C-2 status=open repeat=1 in_all=2 of_case=2 transfers=0 reopened=0 product=p2 owner=kim");
}

TEST_CASE("who had the other case goes on where the surviving one was in nobody's hands") {
    engine_run run(watching);
    two_cases(run);
    run.take("assigned", "03-02 10:30", R"("id":"A-1","case":"C-2","owner":"kim","department":"network")");
    merge(run, "03-02 12:00", "C-1", "C-2");
    CHECK(ledger(run, "C-1", "03-02 13:00") == lines{"nobody 09:00-12:00", "kim@network 12:00-13:00"});
    CHECK(told(run) == "in_case=C-1 status=open repeat=1 in_all=2 of_case=2 transfers=0 reopened=0 product=p2 owner=kim");
}

TEST_CASE("of a case that was closed before, the ledger leaves out what lies between") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill","product":"p1")");
    run.take("assigned", "03-02 09:30", R"("id":"A-1","case":"C-1","owner":"bo")");
    run.take("closed", "03-02 10:00", R"("id":"E-1","case":"C-1")");
    run.take("complaint", "03-02 11:00", R"("id":"C-2","customer":"ana","issue":"bill","product":"p2")");
    run.take("assigned", "03-02 11:30", R"("id":"A-2","case":"C-2","owner":"bo")");
    merge(run, "03-02 12:00", "C-2", "C-1");
    CHECK(ledger(run, "C-1", "03-02 13:00") == lines{"nobody 09:00-09:30", "bo 09:30-10:00", "nobody 11:00-11:30", "bo 11:30-13:00"});
    CHECK(run.engine().view_case("C-1", engine_run::instant_of("03-02 13:00"))->wall == std::int64_t{3} * 3600 * 1'000'000);
}

TEST_CASE("of one clock the one that runs goes on, of two the one that began earlier") {
    const std::string clocks = head + R"(
clocks:
  - name: answer
    start: complaint
    stop: replied
    target: {within: 8h}
    stages:
      - {at: 100%, then: [{notify: {role: lead}}]}
rules:
  - name: ended
    events: [clock_ended]
    when: clock.name == "answer"
    then:
      - tell: {in_case: =case.id, status: =clock.verdict}
)";
    engine_run both(clocks);
    two_cases(both);
    merge(both, "03-02 11:00", "C-2", "C-1");
    both.pass("03-03 12:00");
    CHECK(both.timed() == lines{"03-02 17:00 answer@100%: notify role=lead", "03-02 17:00 ended: tell in_case=C-2 status=breached"});

    engine_run one(clocks);
    two_cases(one);
    one.take("replied", "03-02 10:30", R"("id":"R-1","case":"C-1")");
    CHECK(one.decided() == lines{"ended: tell in_case=C-1 status=met"});
    merge(one, "03-02 11:00", "C-1", "C-2");
    one.pass("03-03 12:00");
    CHECK(one.timed() == lines{"03-02 18:00 answer@100%: notify role=lead", "03-02 18:00 ended: tell in_case=C-1 status=breached"});
}

TEST_CASE("what was reached or has fired for either case does not come again") {
    const std::string climbing = head + R"(
ladders:
  steps:
    per: case
    rungs:
      - name: first
        when: of_case >= 1
        then:
          - notify: {role: desk}
      - name: third
        when: of_case >= 3
        then:
          - notify: {role: lead}
rules:
  - name: hello
    when: in_all >= 1
    once: case
    then:
      - tag: {name: hello}
)";
    engine_run run(climbing);
    two_cases(run);
    CHECK(run.decided() == lines{"steps/first: notify role=desk", "hello: tag name=hello"});
    merge(run, "03-02 11:00", "C-1", "C-2");
    run.take("complaint", "03-02 12:00", R"("id":"C-3","customer":"ana","issue":"router")");
    CHECK(run.decided() == lines{"steps/third: notify role=lead"});
    run.take("complaint", "03-02 13:00", R"("id":"C-4","customer":"ana","issue":"bill")");
    CHECK(run.decided().empty());
}

TEST_CASE("persons recused from either case are recused from the one") {
    engine_run run(watching);
    two_cases(run);
    run.take("replied", "03-02 10:10", R"("id":"R-1","case":{"id":"C-1","recused":["bo"]})");
    run.take("replied", "03-02 10:20", R"("id":"R-2","case":{"id":"C-2","recused":["bo","eva"]})");
    merge(run, "03-02 11:00", "C-1", "C-2");
    for (const auto* who : {"bo", "eva"}) {
        CHECK(run.take("assigned", "03-02 12:00", std::string(R"("id":"A-)") + who + R"(","case":"C-1","owner":")" + who + "\"") ==
              "not allowed");
    }
    CHECK(run.take("assigned", "03-02 12:00", R"("id":"A-1","case":"C-2","owner":"kim")") == "taken");
}

TEST_CASE("a merged case is the same after the state was saved and loaded") {
    engine_run run(watching);
    two_cases(run);
    run.take("assigned", "03-02 10:30", R"("id":"A-1","case":"C-2","owner":"kim")");
    merge(run, "03-02 11:00", "C-1", "C-2");
    engine_run other(watching);
    REQUIRE(other.engine().load(run.engine().save()) == escalera::state_error::ok);
    CHECK((other.engine().save() == run.engine().save()));
    CHECK(other.take("replied", "03-02 12:00", R"("id":"R-1","case":"C-2")") == "taken");
    CHECK(told(other).substr(0, 11) == "in_case=C-1");
    CHECK(ledger(other, "C-2", "03-02 13:00") == ledger(run, "C-2", "03-02 13:00"));
    other.take("complaint", "03-02 13:00", R"("id":"C-3","customer":"ana","issue":"router","product":"p3")");
    CHECK(told(other) == "in_case=C-1 status=open repeat=2 in_all=3 of_case=3 transfers=0 reopened=0 product=p3 owner=kim");
}

TEST_CASE("a correction of a complaint that came in with the other case changes what that one goes by") {
    engine_run run(watching);
    two_cases(run);
    merge(run, "03-02 11:00", "C-1", "C-2");
    run.take("corrected", "03-02 12:00", R"("id":"K-1","customer":"ana","complaint":"C-2","issue":"modem")");
    run.take("complaint", "03-02 13:00", R"("id":"C-3","customer":"ana","issue":"modem","product":"p3")");
    CHECK(told(run).substr(0, 11) == "in_case=C-1");
    run.take("complaint", "03-02 14:00", R"("id":"C-4","customer":"ana","issue":"bill","product":"p4")");
    CHECK(told(run).substr(0, 11) == "in_case=C-1");
    run.take("complaint", "03-02 15:00", R"("id":"C-5","customer":"ana","issue":"router","product":"p5")");
    CHECK(told(run).substr(0, 11) == "in_case=C-5");
}

TEST_CASE("a merged case goes when the surviving one goes") {
    engine_run run(watching + "limits: {cases: 2}\n");
    two_cases(run);
    merge(run, "03-02 11:00", "C-1", "C-2");
    CHECK(run.take("replied", "03-02 11:30", R"("id":"R-0","case":"C-2")") == "taken");
    run.take("closed", "03-02 12:00", R"("id":"E-1","case":"C-1")");
    // A month on no window sees its complaints any more.
    run.take("complaint", "04-20 09:00", R"("id":"C-3","customer":"ana","issue":"line")");
    run.take("complaint", "04-20 10:00", R"("id":"C-4","customer":"ana","issue":"line")");
    CHECK(run.take("feedback", "04-20 11:00", R"("id":"F-1","case":"C-2")") == "unknown case");
    CHECK(run.take("feedback", "04-20 11:00", R"("id":"F-2","case":"C-1")") == "unknown case");
}

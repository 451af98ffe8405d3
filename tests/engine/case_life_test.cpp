// Who is recused, which steps a case takes, and what an event may therefore not do.

#include "escalera/engine/case_life.hpp"

#include "support/catch.hpp"
#include "support/engine_run.hpp"

using support::engine_run;
using support::lines;

namespace {

const std::string head = R"(escalera: 1
name: life
unknown: {role: desk}
roles: {desk: {by: [queue]}, lead: {by: [sms]}, eva: {by: [queue]}}
actions:
  tell: {owner: {type: string, required: false}, status: {type: string, required: false}, step: {type: string, required: false}, recused: {type: list(string), required: false}}
)";

const std::string recusing = head + R"(
rules:
  - name: accused
    when: has(complaint.about)
    then:
      - recuse: {person: =complaint.about}
  - name: same-section
    when: complaint.category == "at-once"
    if_unknown: skip
    then:
      - assign: {role: lead, person: bo}
  - name: take
    events: [replied]
    when: has(reply.department)
    then:
      - assign: {role: lead, person: =reply.department}
  - name: role
    events: [feedback]
    always: true
    then:
      - assign: {role: eva}
  - name: agree
    events: [offer]
    always: true
    then:
      - approve: {level: =offer.kind}
  - name: finish
    events: [resolved]
    always: true
    then:
      - close: {reason: done}
  - name: watch
    events: [step]
    always: true
    then:
      - tell: {owner: =case.owner, status: =case.status, recused: =case.recused}
)";

std::uint64_t recused_findings(engine_run& run) {
    return run.engine().metrics().findings[static_cast<std::size_t>(escalera::finding::recused)];
}

void complain(engine_run& run) { run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill","about":"bo")"); }

}  // namespace

TEST_CASE("what would be asked of who is recused goes to a person instead, and says why") {
    engine_run run(recusing);
    complain(run);
    CHECK(run.decided() == lines{"accused: recuse person=bo"});
    run.take("replied", "03-02 10:00", R"("id":"R-1","case":"C-1","department":"bo")");
    CHECK(run.decided() == lines{"take: review role=desk why=assign refused: bo is recused from the case"});
    run.take("replied", "03-02 10:30", R"("id":"R-2","case":"C-1","department":"kim")");
    CHECK(run.decided() == lines{"take: assign role=lead person=kim"});
    run.take("offer", "03-02 11:00", R"("id":"O-1","case":"C-1","offer":{"kind":"bo"})");
    CHECK(run.decided() == lines{"agree: review role=desk why=approve refused: bo is recused from the case"});
    run.take("offer", "03-02 11:30", R"("id":"O-2","case":"C-1","offer":{"kind":"manager"})");
    CHECK(run.decided() == lines{"agree: approve level=manager"});
    CHECK(recused_findings(run) == 2);
}

TEST_CASE("recused is recused for what stands behind it in the same section") {
    engine_run run(recusing);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill","about":"bo","category":"at-once")");
    CHECK(run.decided() ==
          lines{"accused: recuse person=bo", "same-section: review role=desk why=assign refused: bo is recused from the case"});
}

TEST_CASE("a unit or a role is recused as a person is") {
    engine_run run(recusing);
    complain(run);
    run.take("step", "03-02 09:30", R"("id":"S-1","case":"C-1","recused":["eva","network"])");
    // What an event says of who is recused goes in place of what was said before.
    CHECK(run.decided() == lines{"watch: tell status=open recused=[eva,network]"});
    run.take("feedback", "03-02 10:00", R"("id":"F-1","case":"C-1")");
    CHECK(run.decided() == lines{"role: review role=desk why=assign refused: eva is recused from the case"});
    CHECK(run.take("transferred", "03-02 11:00", R"("id":"T-1","case":"C-1","department":"network")") == "not allowed");
    CHECK(run.take("transferred", "03-02 11:00", R"("id":"T-2","case":"C-1","department":"billing")") == "taken");
}

TEST_CASE("who is recused takes no case over, and neither approves nor closes it") {
    engine_run run(recusing);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    run.take("assigned", "03-02 09:10", R"("id":"A-1","case":"C-1","owner":"bo","department":"network")");
    run.take("step", "03-02 09:20", R"("id":"S-1","case":"C-1","recused":["bo","kim"])");
    const auto refused = [&](const char* kind, const char* id, const char* more) {
        return run.take(kind, "03-02 10:00", std::string(R"("id":")") + id + R"(","case":"C-1")" + more);
    };
    CHECK(refused("assigned", "A-2", R"(,"owner":"kim")") == "not allowed");
    CHECK(refused("approved", "P-1", R"(,"by":"kim")") == "not allowed");
    CHECK(refused("approved", "P-2", R"(,"offer":{"approved_by":"bo"})") == "not allowed");
    CHECK(refused("closed", "E-1", "") == "not allowed");  // by bo, who holds it
    CHECK(refused("closed", "E-2", R"(,"by":"kim")") == "not allowed");
    CHECK(recused_findings(run) == 5);
    // All of that left the case as it was.
    run.take("step", "03-02 10:30", R"("id":"S-2","case":"C-1")");
    CHECK(run.decided() == lines{"watch: tell owner=bo status=open recused=[bo,kim]"});
    // A decision of the rules to close it is refused for the same reason.
    run.take("resolved", "03-02 10:40", R"("id":"E-3","case":"C-1")");
    CHECK(run.decided() == lines{"finish: review role=desk why=close refused: bo is recused from the case"});
    const auto later = [&](const char* kind, const char* id, const char* more) {
        return run.take(kind, "03-02 11:00", std::string(R"("id":")") + id + R"(","case":"C-1")" + more);
    };
    CHECK(later("approved", "P-3", R"(,"by":"lee")") == "taken");
    CHECK(later("assigned", "A-3", R"(,"owner":"lee")") == "taken");
    CHECK(later("closed", "E-4", R"(,"by":"lee")") == "taken");
}

TEST_CASE("a case whose department is recused is closed by somebody else or not at all") {
    engine_run run(recusing);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    run.take("assigned", "03-02 09:10", R"("id":"A-1","case":"C-1","owner":"bo","department":"network")");
    run.take("step", "03-02 09:20", R"("id":"S-1","case":"C-1","recused":["network"])");
    CHECK(run.take("closed", "03-02 10:00", R"("id":"E-1","case":"C-1")") == "not allowed");
    CHECK(run.take("closed", "03-02 10:00", R"("id":"E-2","case":"C-1","by":"bo")") == "not allowed");
    CHECK(run.take("closed", "03-02 10:00", R"("id":"E-3","case":"C-1","by":"lee")") == "taken");
}

TEST_CASE("who is recused from one case is not from another, and stays recused after saving and loading") {
    engine_run run(recusing);
    complain(run);
    run.take("complaint", "03-02 09:30", R"("id":"C-2","customer":"ana","issue":"line")");
    engine_run other(recusing);
    REQUIRE(other.engine().load(run.engine().save()) == escalera::state_error::ok);
    CHECK(other.take("assigned", "03-02 10:00", R"("id":"A-1","case":"C-1","owner":"bo")") == "not allowed");
    CHECK(other.take("assigned", "03-02 10:00", R"("id":"A-2","case":"C-2","owner":"bo")") == "taken");
}

// ---- steps

namespace {

const std::string stepping = R"(escalera: 1
name: steps
zone: UTC
unknown: {role: desk}
roles: {desk: {by: [queue]}, lead: {by: [sms]}}
calendars:
  office: {week: {mon-fri: "09:00-17:00"}}
cases:
  calendar: office
  steps:
    - recorded
    - {name: assign, owner: desk, limit: 4h, done: assigned}
    - {name: cause, optional: true, limit: 2 business-days}
    - {name: propose, owner: lead}
    - {name: approve, owner: lead, limit: 1h, done: approved, back: refused}
    - tell
actions:
  tell: {step: {type: string, required: false}, late: {type: bool, required: false}}
rules:
  - name: watch
    events: [complaint, step, assigned, approved, refused, closed, reopened]
    always: true
    then:
      - tell: {step: =case.step, late: '=clock.breached("step-assign")'}
  - name: late
    events: [breached]
    always: true
    then:
      - tag: {name: =clock.name}
)";

std::string step_of(engine_run& run) {
    const auto all = run.decided();
    return all.empty() ? "" : all.back();
}

std::string step(engine_run& run, const std::string& time, const std::string& to) {
    return run.take("step", time, R"("id":"S-)" + time + to + R"(","case":"C-1","step":")" + to + "\"");
}

}  // namespace

TEST_CASE("a case takes its steps in their order, over optional ones, and back") {
    engine_run run(stepping);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    CHECK(run.decided() == lines{"watch: tell step=recorded late=false"});
    CHECK(step(run, "03-02 09:10", "propose") == "not allowed");  // over what is not optional
    CHECK(step(run, "03-02 09:10", "dream") == "not allowed");
    CHECK(step(run, "03-02 09:20", "assign") == "taken");
    CHECK(run.decided() == lines{"cases@assign: assign role=desk", "watch: tell step=assign late=false"});
    CHECK(step(run, "03-02 09:30", "propose") == "taken");  // over an optional one
    CHECK(run.decided() == lines{"cases@propose: assign role=lead", "watch: tell step=propose late=false"});
    CHECK(step(run, "03-02 09:40", "recorded") == "taken");  // back
    CHECK(run.decided() == lines{"watch: tell step=recorded late=false"});
    CHECK(step(run, "03-02 09:50", "cause") == "not allowed");
    CHECK(step(run, "03-02 09:50", "recorded") == "taken");  // where it is
    CHECK(run.decided() == lines{"watch: tell step=recorded late=false"});
}

TEST_CASE("events end a step or lead back from it") {
    engine_run run(stepping);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    step(run, "03-02 09:10", "assign");
    run.take("assigned", "03-02 09:20", R"("id":"A-1","case":"C-1","owner":"bo")");
    CHECK(step_of(run) == "watch: tell step=cause late=false");
    run.take("assigned", "03-02 09:30", R"("id":"A-2","case":"C-1","owner":"kim")");
    CHECK(step_of(run) == "watch: tell step=cause late=false");
    step(run, "03-02 09:40", "propose");
    step(run, "03-02 09:50", "approve");
    run.take("refused", "03-02 10:00", R"("id":"N-1","case":"C-1")");
    CHECK(run.decided() == lines{"cases@propose: assign role=lead", "watch: tell step=propose late=false"});
    run.take("approved", "03-02 10:10", R"("id":"P-1","case":"C-1")");
    CHECK(step_of(run) == "watch: tell step=propose late=false");
    step(run, "03-02 10:20", "approve");
    run.take("approved", "03-02 10:30", R"("id":"P-2","case":"C-1")");
    CHECK(step_of(run) == "watch: tell step=tell late=false");
    run.take("refused", "03-02 10:40", R"("id":"N-2","case":"C-1")");
    CHECK(step_of(run) == "watch: tell step=tell late=false");
}

TEST_CASE("the limit of a step is a clock: who has the step hears when it is over") {
    engine_run run(stepping);
    run.take("complaint", "03-02 15:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    step(run, "03-02 15:00", "assign");
    run.pass("03-04 00:00");
    // Four hours of the office: two on Monday, two on Tuesday.
    CHECK(run.timed() == lines{"03-03 11:00 step-assign@100%: notify role=desk", "03-03 11:00 late: tag name=step-assign"});
    run.take("assigned", "03-04 09:00", R"("id":"A-1","case":"C-1","owner":"bo")");
    CHECK(step_of(run) == "watch: tell step=cause late=true");
    step(run, "03-04 10:00", "propose");
    run.pass("03-20 00:00");
    CHECK(run.decided().empty());  // the cause was found in time
}

TEST_CASE("a closed case is at no step's limit, and open again it is where it was") {
    engine_run run(stepping);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    step(run, "03-02 09:10", "assign");
    run.take("closed", "03-02 10:00", R"("id":"E-1","case":"C-1")");
    run.pass("03-10 00:00");
    CHECK(run.decided().empty());
    run.take("reopened", "03-10 09:00", R"("id":"E-2","case":"C-1")");
    CHECK(step_of(run) == "watch: tell step=assign late=false");
    run.pass("03-11 00:00");
    CHECK(run.timed() == lines{"03-10 13:00 step-assign@100%: notify role=desk", "03-10 13:00 late: tag name=step-assign"});
}

TEST_CASE("a complaint may say where its case begins, and what is no step begins at the first") {
    engine_run run(stepping);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill","case":{"step":"propose"})");
    CHECK(run.decided() == lines{"cases@propose: assign role=lead", "watch: tell step=propose late=false"});
    run.take("complaint", "03-02 09:00", R"("id":"C-2","customer":"ana","issue":"line","case":{"step":"dream"})");
    CHECK(run.decided() == lines{"watch: tell step=recorded late=false"});
}

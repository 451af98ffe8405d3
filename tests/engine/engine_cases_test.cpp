// Cases, keys, ids (architecture.md): whose case an event is, and what becomes of it.

#include "support/catch.hpp"
#include "support/engine_run.hpp"

using support::engine_run;
using support::lines;

namespace {

// Every event is told with its case, its status, and how often the customer complained on the issue within 30 days.
const std::string watching = R"(escalera: 1
name: cases
unknown: {role: desk}
cases: {idle: 10d}
roles: {desk: {by: [queue]}}
actions:
  tell: {in_case: {type: string, required: false}, status: {type: string, required: false}, repeat: {type: int, required: false}, transfers: {type: int, required: false}, reopened: {type: int, required: false}, opened: {type: timestamp, required: false}}
windows:
  repeat: {count: complaint, per: [customer, issue], within: 30d}
rules:
  - name: watch
    events: [complaint, corrected, withdrawn, replied, resolved, closed, reopened, transferred, assigned, feedback, assessment, step]
    always: true
    then:
      - tell: {in_case: =case.id, status: =case.status, repeat: =repeat, transfers: =case.transfers, reopened: =case.reopened}
)";

std::string told(engine_run& run) {
    const auto all = run.decided();
    if (all.size() != 1) return std::to_string(all.size()) + " decisions";
    return all[0].substr(std::string("watch: tell ").size());
}

}  // namespace

TEST_CASE("a complaint joins the open case of its issue, else it opens one with its own id") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    CHECK(told(run) == "in_case=C-1 status=open repeat=1 transfers=0 reopened=0");
    run.take("complaint", "03-03 09:00", R"("id":"C-2","customer":"ana","issue":"bill")");
    CHECK(told(run) == "in_case=C-1 status=open repeat=2 transfers=0 reopened=0");
    run.take("complaint", "03-03 10:00", R"("id":"C-3","customer":"ana","issue":"router")");
    CHECK(told(run) == "in_case=C-3 status=open repeat=1 transfers=0 reopened=0");
    run.take("complaint", "03-03 11:00", R"("id":"C-4","customer":"ben","issue":"bill")");
    CHECK(told(run) == "in_case=C-4 status=open repeat=1 transfers=0 reopened=0");
}

TEST_CASE("the issue of a complaint that names none is its category; one without both opens its own case and is no repeat") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","category":"bill")");
    CHECK(told(run) == "in_case=C-1 status=open repeat=1 transfers=0 reopened=0");
    run.take("complaint", "03-02 10:00", R"("id":"C-2","customer":"ana","issue":"bill","category":"fees")");
    CHECK(told(run) == "in_case=C-1 status=open repeat=2 transfers=0 reopened=0");
    run.take("complaint", "03-02 11:00", R"("id":"C-3","customer":"ana")");
    CHECK(told(run) == "in_case=C-3 status=open repeat=0 transfers=0 reopened=0");
    run.take("complaint", "03-02 12:00", R"("id":"C-4","customer":"ana")");
    CHECK(told(run) == "in_case=C-4 status=open repeat=0 transfers=0 reopened=0");
}

TEST_CASE("a complaint after closing is a repeat with a case of its own; one on a resolved case opens it again") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    run.take("resolved", "03-02 10:00", R"("id":"E-1","case":"C-1")");
    CHECK(told(run) == "in_case=C-1 status=resolved repeat=1 transfers=0 reopened=0");
    run.take("complaint", "03-02 11:00", R"("id":"C-2","customer":"ana","issue":"bill")");
    CHECK(told(run) == "in_case=C-1 status=open repeat=2 transfers=0 reopened=0");
    run.take("closed", "03-02 12:00", R"("id":"E-2","case":"C-1")");
    CHECK(told(run) == "in_case=C-1 status=closed repeat=2 transfers=0 reopened=0");
    run.take("complaint", "03-02 13:00", R"("id":"C-3","customer":"ana","issue":"bill")");
    CHECK(told(run) == "in_case=C-3 status=open repeat=3 transfers=0 reopened=0");
}

TEST_CASE("the host's id names the case, and a complaint that gives it joins that case, closed or not") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill","case":"H-7")");
    CHECK(told(run) == "in_case=H-7 status=open repeat=1 transfers=0 reopened=0");
    run.take("closed", "03-02 10:00", R"("id":"E-1","case":"H-7")");
    CHECK(told(run) == "in_case=H-7 status=closed repeat=1 transfers=0 reopened=0");
    run.take("complaint", "03-02 11:00", R"("id":"C-2","customer":"ana","issue":"router","case":"H-7")");
    CHECK(told(run) == "in_case=H-7 status=open repeat=1 transfers=0 reopened=0");
    // An event may also name the case by any complaint in it.
    run.take("replied", "03-02 12:00", R"("id":"E-2","complaint":"C-1")");
    CHECK(told(run).substr(0, 11) == "in_case=H-7");
}

TEST_CASE("reopened revives the same case, and needs one that is closed or resolved") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    CHECK(run.take("reopened", "03-02 09:30", R"("id":"E-0","case":"C-1")") == "not allowed");
    run.take("closed", "03-02 10:00", R"("id":"E-1","case":"C-1")");
    CHECK(run.take("reopened", "03-02 11:00", R"("id":"E-2","case":"C-1")") == "taken");
    CHECK(told(run) == "in_case=C-1 status=open repeat=1 transfers=0 reopened=1");
    run.take("resolved", "03-02 12:00", R"("id":"E-3","case":"C-1")");
    CHECK(run.take("reopened", "03-02 13:00", R"("id":"E-4","case":"C-1")") == "taken");
    CHECK(told(run) == "in_case=C-1 status=open repeat=1 transfers=0 reopened=2");
}

TEST_CASE("a closed case takes only what looks back on it") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    run.take("closed", "03-02 10:00", R"("id":"E-1","case":"C-1")");
    int n = 0;
    const auto fate = [&](const char* kind) {
        return run.take(kind, "03-02 11:00", R"("case":"C-1","id":"X-)" + std::to_string(++n) + "\"");
    };
    for (const auto* kind :
         {"replied", "assigned", "transferred", "step", "offer", "resolved", "closed", "consulted", "approved", "refused"}) {
        INFO(kind);
        CHECK(fate(kind) == "not allowed");
    }
    CHECK(run.decided().empty());
    for (const auto* kind : {"feedback", "assessment", "follow_up", "delivered", "undelivered", "acknowledged", "corrected"}) {
        INFO(kind);
        CHECK(fate(kind) == "taken");
    }
}

TEST_CASE("an event that names nothing known is refused, and changes nothing") {
    engine_run run(watching);
    CHECK(run.take("replied", "03-02 09:00", R"("id":"E-1","case":"C-9")") == "unknown case");
    CHECK(run.take("replied", "03-02 09:00", R"("id":"E-2","case":"C-9","customer":"ana")") == "unknown case");
    CHECK(run.take("replied", "03-02 09:00", R"("id":"E-3","customer":"ana")") == "wrong event");
    CHECK(run.decided().empty());
    run.take("complaint", "03-02 10:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    CHECK(run.take("replied", "03-02 11:00", R"("id":"E-4","case":"C-1","customer":"ben")") == "unknown case");
    CHECK(run.take("replied", "03-02 11:00", R"("id":"E-4","case":"C-1","customer":"ana")") == "taken");
}

TEST_CASE("an event without a customer belongs to whose case it names; an id that several use finds nobody") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    CHECK(run.take("replied", "03-02 10:00", R"("id":"E-1","case":"C-1")") == "taken");
    run.take("complaint", "03-02 11:00", R"("id":"C-1","customer":"ben","issue":"bill")");
    CHECK(run.take("replied", "03-02 12:00", R"("id":"E-2","case":"C-1")") == "unknown case");
    CHECK(run.take("replied", "03-02 12:00", R"("id":"E-3","case":"C-1","customer":"ben")") == "taken");
}

TEST_CASE("only transferred counts as a transfer, and an assigned may name the holder again") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    run.take("transferred", "03-02 10:00", R"("id":"E-1","case":"C-1","department":"network")");
    CHECK(told(run) == "in_case=C-1 status=open repeat=1 transfers=1 reopened=0");
    run.take("assigned", "03-02 11:00", R"("id":"E-2","case":"C-1","owner":"bo")");
    run.take("assigned", "03-02 12:00", R"("id":"E-3","case":"C-1","owner":"bo")");
    CHECK(told(run) == "in_case=C-1 status=open repeat=1 transfers=1 reopened=0");
}

TEST_CASE("a withdrawn complaint counts no more, its id stays known, and a case with none left is closed") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    run.take("complaint", "03-02 10:00", R"("id":"C-2","customer":"ana","issue":"bill")");
    run.take("withdrawn", "03-02 11:00", R"("id":"E-1","complaint":"C-2","customer":"ana")");
    CHECK(told(run) == "in_case=C-1 status=open repeat=1 transfers=0 reopened=0");
    // Withdrawn twice is withdrawn once: the other complaint keeps the case open.
    run.take("withdrawn", "03-02 12:00", R"("id":"E-2","complaint":"C-2","customer":"ana")");
    CHECK(told(run) == "in_case=C-1 status=open repeat=1 transfers=0 reopened=0");
    CHECK(run.take("complaint", "03-02 13:00", R"("id":"C-2","customer":"ana","issue":"bill")") == "duplicate");
    run.take("withdrawn", "03-02 14:00", R"("id":"E-3","complaint":"C-1","customer":"ana")");
    CHECK(told(run) == "in_case=C-1 status=closed repeat=0 transfers=0 reopened=0");
    CHECK(run.take("complaint", "03-02 15:00", R"("id":"C-1","customer":"ana","issue":"bill")") == "duplicate");
}

TEST_CASE("a correction moves the counts, and the case with them") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    run.take("complaint", "03-02 10:00", R"("id":"C-2","customer":"ana","issue":"router")");
    run.take("corrected", "03-02 11:00", R"("id":"E-1","customer":"ana","complaint":{"id":"C-2","issue":"bill"})");
    CHECK(told(run) == "in_case=C-2 status=open repeat=2 transfers=0 reopened=0");
    run.take("complaint", "03-02 12:00", R"("id":"C-3","customer":"ana","issue":"router")");
    CHECK(told(run) == "in_case=C-3 status=open repeat=1 transfers=0 reopened=0");
    run.take("complaint", "03-02 13:00", R"("id":"C-4","customer":"ana","issue":"bill")");
    CHECK(told(run) == "in_case=C-2 status=open repeat=3 transfers=0 reopened=0");
    // What was withdrawn stays so, however it is corrected.
    run.take("withdrawn", "03-02 14:00", R"("id":"E-2","complaint":"C-4","customer":"ana")");
    run.take("corrected", "03-02 15:00", R"("id":"E-3","customer":"ana","complaint":{"id":"C-4","issue":"router"})");
    run.take("complaint", "03-02 16:00", R"("id":"C-5","customer":"ana","issue":"router")");
    CHECK(told(run) == "in_case=C-3 status=open repeat=2 transfers=0 reopened=0");
}

TEST_CASE("an issue that was the category is put right with it; one that was given is not") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","category":"bill")");
    run.take("complaint", "03-02 10:00", R"("id":"C-2","customer":"ana","issue":"fee","category":"fee")");
    run.take("corrected", "03-02 11:00", R"("id":"E-1","customer":"ana","complaint":{"id":"C-1","category":"network"})");
    run.take("corrected", "03-02 12:00", R"("id":"E-2","customer":"ana","complaint":{"id":"C-2","category":"network"})");
    run.take("complaint", "03-02 13:00", R"("id":"C-3","customer":"ana","issue":"network")");
    CHECK(told(run) == "in_case=C-1 status=open repeat=2 transfers=0 reopened=0");
    run.take("complaint", "03-02 14:00", R"("id":"C-4","customer":"ana","issue":"fee")");
    CHECK(told(run) == "in_case=C-2 status=open repeat=2 transfers=0 reopened=0");
}

TEST_CASE("an idle case closes itself, visibly, at the exact instant") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    run.take("replied", "03-03 09:00", R"("id":"E-1","case":"C-1")");
    run.pass("03-13 08:59:59.999999");
    CHECK(run.decided().empty());
    run.pass("03-13 09:00");
    CHECK(run.decided() == lines{"cases: close reason=idle"});
    const auto closing = run.engine().decisions();
    REQUIRE(closing.size() == 1);
    CHECK(to_rfc3339(closing[0].at) == "2026-03-13T09:00:00Z");
    REQUIRE(closing[0].due);
    CHECK(closing[0].event.empty());
    CHECK(closing[0].customer == "ana");
    CHECK(closing[0].kase == "C-1");
    run.take("complaint", "03-13 10:00", R"("id":"C-2","customer":"ana","issue":"bill")");
    CHECK(told(run) == "in_case=C-2 status=open repeat=2 transfers=0 reopened=0");
}

TEST_CASE("what falls at an instant and what arrives at it are judged together, once the instant is over") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    // Exactly ten days later: the case has not closed yet, and goes on.
    run.take("complaint", "03-12 09:00", R"("id":"C-2","customer":"ana","issue":"bill")");
    CHECK(told(run) == "in_case=C-1 status=open repeat=2 transfers=0 reopened=0");
    run.take("complaint", "03-22 09:00:00.000001", R"("id":"C-3","customer":"ana","issue":"bill")");
    CHECK(run.decided() == lines{"cases: close reason=idle", "watch: tell in_case=C-3 status=open repeat=3 transfers=0 reopened=0"});
}

TEST_CASE("a complaint without a customer stands alone") {
    engine_run run(watching);
    CHECK(run.take("complaint", "03-02 09:00", R"("id":"C-1","issue":"bill")") == "taken");
    CHECK(told(run) == "in_case=C-1 status=open repeat=0 transfers=0 reopened=0");
    CHECK(run.take("complaint", "03-02 10:00", R"("id":"C-2","issue":"bill")") == "taken");
    CHECK(told(run) == "in_case=C-2 status=open repeat=0 transfers=0 reopened=0");
    CHECK(run.take("complaint", "03-02 11:00", R"("id":"C-2","issue":"bill")") == "duplicate");
    CHECK(run.take("replied", "03-02 12:00", R"("id":"E-1","case":"C-2")") == "taken");
    CHECK(run.engine().decisions()[0].customer.empty());
}

TEST_CASE("a closed case is remembered while something of it is, and forgotten then") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    run.take("closed", "03-02 10:00", R"("id":"E-1","case":"C-1")");
    CHECK(run.take("feedback", "03-20 09:00", R"("id":"E-2","case":"C-1","customer":"ana")") == "taken");
    run.take("complaint", "05-20 09:00", R"("id":"C-2","customer":"ana","issue":"bill")");
    run.take("complaint", "05-20 10:00", R"("id":"C-3","customer":"ana","issue":"bill")");
    CHECK(run.take("feedback", "05-20 11:00", R"("id":"E-3","case":"C-1","customer":"ana")") == "unknown case");
}

TEST_CASE("a case that no customer is known of closes by time without one") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","issue":"bill")");
    run.pass("03-12 09:00");
    REQUIRE(run.decided() == lines{"cases: close reason=idle"});
    CHECK(run.engine().decisions()[0].customer.empty());
    CHECK(run.engine().decisions()[0].kase == "C-1");
}

TEST_CASE("an event that says the case is closed closes it, whether or not a rule reads the status") {
    engine_run run(R"(escalera: 1
name: cases
cases: {idle: 10d}
windows: {repeat: {count: complaint, per: [customer, issue], within: 30d}}
)");
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    CHECK(run.take("step", "03-02 10:00", R"("id":"E-1","case":{"id":"C-1","status":"closed"})") == "taken");
    CHECK(run.take("replied", "03-02 11:00", R"("id":"E-2","case":"C-1")") == "not allowed");
    run.pass("03-20 09:00");
    CHECK(run.decided().empty());
}

TEST_CASE("who held a case is known, whether or not a rule reads who holds it") {
    engine_run run(R"(escalera: 1
name: cases
unknown: {role: desk}
roles: {desk: {by: [queue]}}
rules:
  - name: pushed
    when: size(case.held_by) >= 2
    if_unknown: skip
    then: [{tag: {name: pushed}}]
)");
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    run.take("transferred", "03-02 10:00", R"("id":"E-1","case":{"id":"C-1","department":"network"})");
    run.take("transferred", "03-02 11:00", R"("id":"E-2","case":{"id":"C-1","department":"sales"})");
    run.take("complaint", "03-02 12:00", R"("id":"C-2","customer":"ana","issue":"bill")");
    CHECK(run.decided() == lines{"pushed: tag name=pushed"});
}

TEST_CASE("an empty list is remembered as a list, before and after the state is saved") {
    const std::string rules = R"(escalera: 1
name: lists
unknown: {role: desk}
roles: {desk: {by: [queue]}}
fields: {complaint: {tags: list(string)}}
rules:
  - name: bare
    events: [replied]
    when: size(complaint.tags) == 0
    then: [{tag: {name: bare}}]
)";
    engine_run run(rules);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","tags":[])");
    run.take("replied", "03-02 10:00", R"("id":"E-1","case":"C-1")");
    CHECK(run.decided() == lines{"bare: tag name=bare"});
    engine_run later(rules);
    REQUIRE(later.engine().load(run.engine().save()) == escalera::state_error::ok);
    later.take("replied", "03-02 11:00", R"("id":"E-2","case":"C-1")");
    CHECK(later.decided() == lines{"bare: tag name=bare"});
    later.take("complaint", "03-02 12:00", R"("id":"C-2","customer":"ben")");
    later.take("replied", "03-02 13:00", R"("id":"E-3","case":"C-2")");
    CHECK(later.decided() == lines{"bare: review role=desk why=the condition could not be decided"});
}

TEST_CASE("whose case a name means does not depend on what was forgotten, or on when the state was saved") {
    // One customer's complaint C-2 joined case C-1; C-2 is a case of another's.
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    run.take("replied", "03-02 09:30", R"("id":"E-0","case":"C-1")");
    run.take("complaint", "03-02 10:00", R"("id":"C-2","customer":"ana","issue":"bill")");
    run.take("complaint", "03-02 11:00", R"("id":"C-2","customer":"ben","issue":"bill")");
    CHECK(run.take("replied", "03-02 12:00", R"("id":"E-1","case":"C-2")") == "unknown case");
    // Ana's is closed, and gone from every window: the name is ben's alone.
    run.take("closed", "03-02 13:00", R"("id":"E-2","case":"C-1","customer":"ana")");
    run.take("replied", "03-11 09:00", R"("id":"E-3","case":"C-2","customer":"ben")");
    run.take("replied", "03-20 09:00", R"("id":"E-4","case":"C-2","customer":"ben")");
    run.take("replied", "03-29 09:00", R"("id":"E-5","case":"C-2","customer":"ben")");
    run.take("complaint", "04-02 09:00", R"("id":"C-9","customer":"ana","issue":"router")");
    CHECK(run.take("replied", "04-02 12:00", R"("id":"E-6","case":"C-2")") == "taken");
}

TEST_CASE("a state that was loaded is saved as the same bytes, what was withdrawn long ago included") {
    const std::string rules = R"(escalera: 1
name: cases
unknown: {role: desk}
roles: {desk: {by: [queue]}}
rules:
  - name: watch
    always: true
    then: [{tag: {name: seen}}]
)";
    engine_run run(rules);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    run.take("complaint", "03-02 10:00", R"("id":"C-2","customer":"ana","issue":"bill")");
    run.take("withdrawn", "03-02 11:00", R"("id":"E-1","complaint":"C-2","customer":"ana")");
    run.take("complaint", "03-05 09:00", R"("id":"C-3","customer":"ana","issue":"bill")");
    engine_run later(rules);
    REQUIRE(later.engine().load(run.engine().save()) == escalera::state_error::ok);
    CHECK(later.engine().save() == run.engine().save());
    CHECK(later.take("complaint", "03-06 09:00", R"("id":"C-2","customer":"ana","issue":"bill")") == "duplicate");
}

TEST_CASE("a correction moves an open case whose complaint no window sees any more") {
    engine_run run(R"(escalera: 1
name: cases
unknown: {role: desk}
roles: {desk: {by: [queue]}}
actions: {tell: {in_case: {type: string, required: false}}}
windows: {repeat: {count: complaint, per: [customer, issue], within: 1d}}
rules:
  - name: watch
    always: true
    then: [{tell: {in_case: =case.id}}]
)");
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    run.take("complaint", "03-02 10:00", R"("id":"C-2","customer":"ana","category":"fee")");
    run.take("complaint", "03-05 09:00", R"("id":"C-3","customer":"ana","issue":"other")");
    run.take("corrected", "03-05 10:00", R"("id":"E-1","customer":"ana","complaint":{"id":"C-1","issue":"router"})");
    run.take("corrected", "03-05 11:00", R"("id":"E-2","customer":"ana","complaint":{"id":"C-2","category":"loss"})");
    run.take("complaint", "03-05 12:00", R"("id":"C-4","customer":"ana","issue":"router")");
    CHECK(run.decided() == lines{"watch: tell in_case=C-1"});
    run.take("complaint", "03-05 13:00", R"("id":"C-5","customer":"ana","issue":"loss")");
    CHECK(run.decided() == lines{"watch: tell in_case=C-2"});
    run.take("complaint", "03-05 14:00", R"("id":"C-6","customer":"ana","issue":"bill")");
    CHECK(run.decided() == lines{"watch: tell in_case=C-6"});
}

TEST_CASE("what a complaint lacks of its required fields is told, and remembered with the case") {
    engine_run run(R"yaml(escalera: 1
name: t
unknown: {role: desk}
roles: {desk: {by: [queue]}}
fields:
  complaint: {bill: {type: string, required: true}, address: {required: true}, issue: {required: true}}
  feedback: {score: {required: true}}
actions: {tell: {lacks: {type: "list(string)", required: false
}
}
}
rules:
  - name: incomplete
    events: [complaint, replied]
    when: size(complaint.missing) > 0
    then: [{tell: {lacks: =complaint.missing}}]
)yaml");
    CHECK(run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","category":"billing")") == "taken");
    CHECK(run.decided() == lines{"incomplete: tell lacks=[address,bill]"});
    CHECK(run.take("replied", "03-02 10:00", R"("id":"R-1","customer":"ana","complaint":"C-1")") == "taken");
    CHECK(run.decided() == lines{"incomplete: tell lacks=[address,bill]"});
    CHECK(run.take("complaint", "03-02 11:00", R"("id":"C-2","customer":"ana","category":"billing","bill":"B-1","address":"here")") ==
          "taken");
    CHECK(run.decided().empty());
    CHECK(run.take("replied", "03-02 12:00", R"("id":"R-2","customer":"ana","complaint":"C-1")") == "taken");
    CHECK(run.decided().empty());
    const auto incomplete = [&run] { return run.engine().metrics().findings[static_cast<std::size_t>(escalera::finding::incomplete)]; };
    CHECK(incomplete() == 1);
    CHECK(run.take("feedback", "03-02 13:00", R"("id":"F-1","customer":"ana","complaint":"C-1","satisfied":true)") == "taken");
    CHECK(incomplete() == 2);
    // A host may know better.
    CHECK(run.take("complaint", "03-02 14:00", R"("id":"C-3","customer":"bo","issue":"x","missing":["signature"])") == "taken");
    CHECK(run.decided() == lines{"incomplete: tell lacks=[signature]"});
}

TEST_CASE("a harsh label is proposed by formula, and in force once a person confirms it, until it expires") {
    const std::string yaml = R"(escalera: 1
name: t
unknown: {role: desk}
roles: {desk: {by: [queue]}, lead: {by: [sms]}}
windows: {often: {count: complaint, per: customer, within: 10d}}
groups:
  - name: malicious
    when: often >= 2
    confirm_by: lead
    expires: 5d
  - name: ordinary
actions: {tell: {group: {type: string, required: false}}}
rules:
  - name: watch
    events: [complaint, approved, replied]
    always: true
    then: [{tell: {group: =customer.group}}]
)";
    const auto complain = [](engine_run& run, const std::string& time, const std::string& id) {
        CHECK(run.take("complaint", time, R"("id":")" + id + R"(","customer":"ana","issue":"bill")") == "taken");
    };
    const auto answer = [](engine_run& run, const std::string& kind, const std::string& time, const std::string& id) {
        CHECK(run.take(kind, time, R"("id":")" + id + R"(","customer":"ana","complaint":"C-1")") == "taken");
    };
    const lines ordinary = {"watch: tell group=ordinary"};
    const lines proposed = {"malicious: review role=lead why=confirm the group 'malicious'", "watch: tell group=ordinary"};
    const lines malicious = {"watch: tell group=malicious"};
    engine_run run(yaml);
    complain(run, "03-02 09:00", "C-1");
    CHECK(run.decided() == ordinary);
    complain(run, "03-02 10:00", "C-2");
    REQUIRE(run.decided() == proposed);
    auto id = to_hex(run.engine().decisions()[0].id);
    CHECK(run.engine().load(run.engine().save()) == escalera::state_error::ok);
    complain(run, "03-02 11:00", "C-3");
    CHECK(run.decided() == ordinary);  // asked once
    answer(run, "approved", "03-02 12:00", "another");
    CHECK(run.decided() == ordinary);
    answer(run, "approved", "03-02 13:00", id);
    CHECK(run.decided() == malicious);
    complain(run, "03-07 12:59", "C-4");
    CHECK(run.decided() == malicious);
    complain(run, "03-07 13:00", "C-5");
    REQUIRE(run.decided() == proposed);
    id = to_hex(run.engine().decisions()[0].id);
    answer(run, "refused", "03-07 14:00", id);
    complain(run, "03-12 13:59", "C-6");
    CHECK(run.decided() == ordinary);
    complain(run, "03-12 14:00", "C-7");
    CHECK(run.decided() == proposed);
}

// The hand-over ledger, as a host reads it: who held a case from when to when, in wall and in open time.

#include "escalera/engine/case_reading.hpp"

#include "support/catch.hpp"
#include "support/engine_run.hpp"

using support::engine_run;
using support::lines;

namespace {

// Mondays to Fridays 09:00 to 17:00. 2026-03-02 is a Monday.
const std::string rules = R"(escalera: 1
name: ledger
unknown: {role: desk}
lateness: 3h
cases: {idle: 10d, calendar: office}
roles: {desk: {by: [queue]}}
calendars:
  office: {week: {mon-fri: "09:00-17:00"}}
routes:
  - when: complaint.category == "late"
    to: transport
  - to: service
windows:
  all: {count: complaint, per: customer, within: 60d}
actions:
  tell: {owner: {type: string, required: false}, department: {type: string, required: false}, since: {type: timestamp, required: false}, held: {type: duration, required: false}, owners: {type: list(string), required: false}, by: {type: list(string), required: false}}
rules:
  - name: watch
    events: [complaint, corrected, withdrawn, replied, resolved, closed, reopened, transferred, assigned, feedback, step]
    always: true
    then:
      - tell: {owner: =case.owner, department: =case.department, since: =case.held_since, held: =case.held_for, owners: =case.owners, by: =case.held_by}
)";

std::string hours(std::int64_t micros) {
    const auto minutes = micros / 60'000'000;
    return std::to_string(minutes / 60) + ":" + (minutes % 60 < 10 ? "0" : "") + std::to_string(minutes % 60);
}

std::string when(escalera::instant t) { return escalera::to_rfc3339(t).substr(5, 11); }

// "bo@network 03-02T10:00 +2:00/2:00", a line a stretch, and last the whole.
lines ledger(engine_run& run, const std::string& id, const std::string& now) {
    const auto view = run.engine().view_case(id, engine_run::instant_of(now));
    if (!view) return {"no such case"};
    lines all;
    std::int64_t wall = 0;
    std::int64_t open = 0;
    for (const auto& h : view->held) {
        const auto who = h.is_forgotten ? "?" : h.owner + (h.department.empty() ? "" : "@" + h.department);
        all.push_back((who.empty() ? "nobody" : who) + " " + when(h.from) + " +" + hours(h.wall) + "/" + hours(h.open));
        wall += h.wall;
        open += h.open;
    }
    all.push_back("all +" + hours(view->wall) + "/" + hours(view->open));
    CHECK(wall == view->wall);
    CHECK(open == view->open);
    return all;
}

std::string told(engine_run& run) {
    const auto all = run.decided();
    return all.size() == 1 ? all[0].substr(std::string("watch: tell ").size()) : std::to_string(all.size()) + " decisions";
}

void complain(engine_run& run) { run.take("complaint", "03-02 10:00", R"("id":"C-1","customer":"ana","issue":"bill","category":"late")"); }

}  // namespace

TEST_CASE("a case is nobody's until it is assigned, and then in the hands of who is named last") {
    engine_run run(rules);
    complain(run);
    CHECK(ledger(run, "C-1", "03-02 11:00") == lines{"nobody 03-02T10:00 +1:00/1:00", "all +1:00/1:00"});
    run.take("assigned", "03-02 12:00", R"("id":"A-1","case":"C-1","owner":"bo")");
    // Nothing says of which department bo is: of the one that the case was sent to.
    CHECK(told(run) == "owner=bo department=transport since=2026-03-02T12:00:00Z held=0s owners=[bo]");
    run.take("transferred", "03-02 16:00", R"("id":"T-1","case":"C-1","department":"network")");
    // Who was in one department does not go along to another.
    CHECK(told(run) == "department=network since=2026-03-02T16:00:00Z held=0s owners=[bo] by=[network]");
    run.take("assigned", "03-03 10:00", R"("id":"A-2","case":"C-1","owner":"eva")");
    CHECK(told(run) == "owner=eva department=network since=2026-03-03T10:00:00Z held=0s owners=[bo,eva] by=[network]");
    run.take("replied", "03-03 11:30", R"("id":"R-1","case":"C-1")");
    CHECK(told(run) == "owner=eva department=network since=2026-03-03T10:00:00Z held=5400s owners=[bo,eva] by=[network]");
    CHECK(ledger(run, "C-1", "03-03 12:00") == lines{"nobody 03-02T10:00 +2:00/2:00", "bo@transport 03-02T12:00 +4:00/4:00",
                                                     "@network 03-02T16:00 +18:00/2:00", "eva@network 03-03T10:00 +2:00/2:00",
                                                     "all +26:00/10:00"});
}

TEST_CASE("an assigned naming the present holder changes nothing, a transferred counts all the same") {
    engine_run run(rules);
    complain(run);
    run.take("assigned", "03-02 11:00", R"("id":"A-1","case":"C-1","owner":"bo","department":"network")");
    run.take("assigned", "03-02 12:00", R"("id":"A-2","case":"C-1","owner":"bo")");
    run.take("assigned", "03-02 13:00", R"("id":"A-3","case":"C-1","department":"network")");
    run.take("transferred", "03-02 14:00", R"("id":"T-1","case":"C-1","department":"network","owner":"bo")");
    CHECK(ledger(run, "C-1", "03-02 15:00") ==
          lines{"nobody 03-02T10:00 +1:00/1:00", "bo@network 03-02T11:00 +4:00/4:00", "all +5:00/5:00"});
    CHECK(run.engine().view_case("C-1", engine_run::instant_of("03-02 15:00"))->transfers == 1);
}

TEST_CASE("owner and holder change by assigned and transferred alone") {
    engine_run run(rules);
    complain(run);
    run.take("assigned", "03-02 11:00", R"("id":"A-1","case":"C-1","owner":"bo","department":"network")");
    run.take("step", "03-02 12:00", R"("id":"S-1","case":"C-1","owner":"eva","department":"billing")");
    CHECK(told(run) == "owner=bo department=network since=2026-03-02T11:00:00Z held=3600s owners=[bo] by=[network]");
    CHECK(run.engine().metrics().findings[static_cast<std::size_t>(escalera::finding::no_hand_over)] == 1);
    // A route changes the department that the case is sent to, not who has it.
    run.take("complaint", "03-02 13:00", R"("id":"C-2","customer":"ana","issue":"bill","category":"other")");
    CHECK(told(run) == "owner=bo department=service since=2026-03-02T11:00:00Z held=7200s owners=[bo] by=[network]");
    CHECK(ledger(run, "C-1", "03-02 14:00") ==
          lines{"nobody 03-02T10:00 +1:00/1:00", "bo@network 03-02T11:00 +3:00/3:00", "all +4:00/4:00"});
}

TEST_CASE("while it is closed a case is in nobody's hands, and open again it is in those in which it was") {
    engine_run run(rules);
    complain(run);
    run.take("assigned", "03-02 12:00", R"("id":"A-1","case":"C-1","owner":"bo")");
    run.take("closed", "03-02 16:00", R"("id":"E-1","case":"C-1")");
    const lines closed{"nobody 03-02T10:00 +2:00/2:00", "bo@transport 03-02T12:00 +4:00/4:00", "all +6:00/6:00"};
    CHECK(ledger(run, "C-1", "03-05 10:00") == closed);
    // What comes later to a closed case makes its life no longer.
    run.take("feedback", "03-03 10:00", R"("id":"F-1","case":"C-1")");
    CHECK(told(run) == "owner=bo department=transport since=2026-03-02T12:00:00Z held=14400s owners=[bo]");
    CHECK(ledger(run, "C-1", "03-05 10:00") == closed);
    CHECK(to_rfc3339(*run.engine().view_case("C-1", engine_run::instant_of("03-05 10:00"))->closed) == "2026-03-02T16:00:00Z");
    run.take("reopened", "03-04 10:00", R"("id":"E-2","case":"C-1")");
    CHECK(told(run) == "owner=bo department=transport since=2026-03-02T12:00:00Z held=14400s owners=[bo]");
    run.take("assigned", "03-04 12:00", R"("id":"A-2","case":"C-1","owner":"eva")");
    CHECK(ledger(run, "C-1", "03-04 13:00") == lines{"nobody 03-02T10:00 +2:00/2:00", "bo@transport 03-02T12:00 +4:00/4:00",
                                                     "bo@transport 03-04T10:00 +2:00/2:00", "eva@transport 03-04T12:00 +1:00/1:00",
                                                     "all +9:00/9:00"});
}

TEST_CASE("a case that idles was closed when it did") {
    engine_run run(rules);
    complain(run);
    run.take("assigned", "03-02 12:00", R"("id":"A-1","case":"C-1","owner":"bo")");
    run.pass("03-20 12:00");
    // Ten days after the latest event: eight working days of eight hours, and the rest of two.
    CHECK(ledger(run, "C-1", "03-30 10:00") ==
          lines{"nobody 03-02T10:00 +2:00/2:00", "bo@transport 03-02T12:00 +240:00/64:00", "all +242:00/66:00"});
    run.take("reopened", "03-20 13:00", R"("id":"E-1","case":"C-1")");
    CHECK(ledger(run, "C-1", "03-20 14:00") == lines{"nobody 03-02T10:00 +2:00/2:00", "bo@transport 03-02T12:00 +240:00/64:00",
                                                     "bo@transport 03-20T13:00 +1:00/1:00", "all +243:00/67:00"});
}

TEST_CASE("a late hand-over counts at its own time, until the next one that is known") {
    engine_run run(rules);
    complain(run);
    run.take("assigned", "03-02 12:00", R"("id":"A-1","case":"C-1","owner":"bo")");
    run.take("assigned", "03-02 14:00", R"("id":"A-2","case":"C-1","owner":"eva")");
    run.take("assigned", "03-02 13:00", R"("id":"A-3","case":"C-1","owner":"kim")");
    CHECK(told(run).substr(0, 9) == "owner=eva");
    CHECK(ledger(run, "C-1", "03-02 15:00") == lines{"nobody 03-02T10:00 +2:00/2:00", "bo@transport 03-02T12:00 +1:00/1:00",
                                                     "kim@transport 03-02T13:00 +1:00/1:00", "eva@transport 03-02T14:00 +1:00/1:00",
                                                     "all +5:00/5:00"});
    // It had been eva's all along since then.
    run.take("assigned", "03-02 13:00", R"("id":"A-4","case":"C-1","owner":"eva")");
    CHECK(ledger(run, "C-1", "03-02 15:00") == lines{"nobody 03-02T10:00 +2:00/2:00", "bo@transport 03-02T12:00 +1:00/1:00",
                                                     "eva@transport 03-02T13:00 +2:00/2:00", "all +5:00/5:00"});
}

TEST_CASE("past the limit the first hands are forgotten, and the shares still add up") {
    engine_run run(rules + "limits: {hand_overs: 3}\n");
    complain(run);
    for (int i = 1; i <= 5; ++i) {
        const auto n = std::to_string(i);
        run.take("assigned", "03-02 1" + n + ":00", R"("id":"A-)" + n + R"(","case":"C-1","owner":"p)" + n + "\"");
    }
    CHECK(ledger(run, "C-1", "03-02 16:00") == lines{"nobody 03-02T10:00 +1:00/1:00", "? 03-02T11:00 +3:00/3:00",
                                                     "p4@transport 03-02T14:00 +1:00/1:00", "p5@transport 03-02T15:00 +1:00/1:00",
                                                     "all +6:00/6:00"});
    CHECK(run.engine().metrics().findings[static_cast<std::size_t>(escalera::finding::ledger_limit)] == 2);
}

TEST_CASE("a ledger survives saving and loading, and stays with its case when a complaint moves") {
    engine_run run(rules);
    complain(run);
    run.take("assigned", "03-02 12:00", R"("id":"A-1","case":"C-1","owner":"bo")");
    run.take("closed", "03-02 13:00", R"("id":"E-1","case":"C-1")");
    run.take("reopened", "03-02 15:00", R"("id":"E-2","case":"C-1")");
    const auto before = ledger(run, "C-1", "03-02 16:00");
    CHECK(before == lines{"nobody 03-02T10:00 +2:00/2:00", "bo@transport 03-02T12:00 +1:00/1:00", "bo@transport 03-02T15:00 +1:00/1:00",
                          "all +4:00/4:00"});
    engine_run other(rules);
    REQUIRE(other.engine().load(run.engine().save()) == escalera::state_error::ok);
    CHECK(ledger(other, "C-1", "03-02 16:00") == before);
    CHECK((other.engine().save() == run.engine().save()));
    other.take("corrected", "03-02 16:00", R"("id":"K-1","complaint":"C-1","customer":"ben")");
    // Ana's case has lost its only complaint, and was closed by that; Ben's begins with the complaint, in nobody's hands.
    CHECK(other.engine().view_case("C-1", engine_run::instant_of("03-02 17:00"), "ana")->held.back().to ==
          engine_run::instant_of("03-02 16:00"));
    CHECK(ledger(other, "C-1", "03-02 17:00") == lines{"nobody 03-02T10:00 +7:00/7:00", "all +7:00/7:00"});
}

TEST_CASE("a case that idled under other rules was closed when it was") {
    engine_run run(rules);
    complain(run);
    run.pass("03-20 10:00");
    auto other_rules = rules;
    other_rules.replace(other_rules.find("idle: 10d"), 9, "idle: 90d");
    engine_run other(other_rules);
    REQUIRE(other.engine().load(run.engine().save()) == escalera::state_error::ok);
    CHECK(to_rfc3339(*other.engine().view_case("C-1", engine_run::instant_of("03-30 10:00"))->closed) == "2026-03-12T10:00:00Z");
}

TEST_CASE("a case is found by a complaint in it, and what is unknown is nothing") {
    engine_run run(rules);
    complain(run);
    run.take("complaint", "03-02 11:00", R"("id":"C-2","customer":"ana","issue":"bill")");
    const auto now = engine_run::instant_of("03-02 12:00");
    CHECK(run.engine().view_case("C-2", now)->id == "C-1");
    CHECK(run.engine().view_case("C-2", now)->complaints == 2);
    CHECK(run.engine().view_case("C-1", now)->customer == "ana");
    CHECK_FALSE(run.engine().view_case("C-9", now).has_value());
    CHECK_FALSE(run.engine().view_case("C-1", now, "ben").has_value());
    run.take("complaint", "03-02 11:00", R"("id":"C-1","customer":"ben","issue":"bill")");
    CHECK_FALSE(run.engine().view_case("C-1", now).has_value());
    CHECK(run.engine().view_case("C-1", now, "ben")->customer == "ben");
}

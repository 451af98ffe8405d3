// Follow-ups: when somebody is asked afterwards (rules/README.md, "Follow-ups").
// 2026-03-02 is a Monday; the office opens from 08:00 to 18:00, Monday to Friday.

#include <string>

#include "support/catch.hpp"
#include "support/engine_run.hpp"

using support::engine_run;
using support::lines;

namespace {

std::string rules(const std::string& follow_ups) {
    return R"(escalera: 1
name: follow-ups
calendars:
  office: {week: {mon-fri: "08:00-18:00"}}
follow_ups:
)" + follow_ups;
}

const std::string after_resolution = R"(  - name: after-resolution
    start: resolved
    plan:
      - {when: customer.tier == "vip", by: phone, after: 2h}
      - {by: sms, after: 3 days}
    not_reached: {again_after: 2 days, times: 1}
    cancel: [reopened, withdrawn]
    hours: office
)";

void complain(engine_run& run, const std::string& time, const std::string& more = "") {
    REQUIRE(run.take("complaint", time, R"("id":"C-1","customer":"ana","issue":"bill")" + more) == "taken");
}
void happen(engine_run& run, const std::string& kind, const std::string& time, const std::string& id, const std::string& more = "") {
    REQUIRE(run.take(kind, time, R"("id":")" + id + R"(","customer":"ana","complaint":"C-1")" + more) == "taken");
}

}  // namespace

TEST_CASE("a follow-up is due at the first open instant of its day, or after so much open time") {
    {
        engine_run run(rules(after_resolution));
        complain(run, "03-02 09:00");
        happen(run, "resolved", "03-05 16:00", "S-1");  // three days later is a Sunday
        run.pass("04-01 00:00");
        CHECK(run.timed() == lines{"03-09 08:00 after-resolution: follow_up by=sms"});
        CHECK(run.engine().decisions()[0].due == engine_run::instant_of("03-09 08:00"));
        CHECK(run.engine().decisions()[0].kase == "C-1");
    }
    {
        engine_run run(rules(after_resolution));
        complain(run, "03-02 09:00", R"(,"customer.tier":"vip")");
        happen(run, "resolved", "03-02 17:00", "S-1");
        run.pass("04-01 00:00");
        CHECK(run.timed() == lines{"03-03 09:00 after-resolution: follow_up by=phone"});
    }
    {
        engine_run run(rules(R"(  - name: later
    start: {on: closed, when: case.decision == "rejected"}
    plan: {by: letter, after: 2 business-days}
    hours: office
)"));
        complain(run, "03-02 09:00");
        happen(run, "closed", "03-06 09:00", "X-1", R"(,"case.decision":"rejected")");
        run.pass("04-01 00:00");
        CHECK(run.timed() == lines{"03-10 08:00 later: follow_up by=letter"});
    }
}

TEST_CASE("without hours, days are those of the file's zone") {
    engine_run run(rules(R"(  - name: later
    start: resolved
    plan: {by: letter, after: 2 days}
)"));
    complain(run, "03-02 09:00");
    happen(run, "resolved", "03-06 09:00", "S-1");
    run.pass("04-01 00:00");
    CHECK(run.timed() == lines{"03-08 00:00 later: follow_up by=letter"});
}

TEST_CASE("who was not reached is asked again, as often as the rules say") {
    engine_run run(rules(after_resolution));
    complain(run, "03-02 09:00");
    happen(run, "resolved", "03-02 10:00", "S-1");
    run.pass("03-05 09:00");
    CHECK(run.timed() == lines{"03-05 08:00 after-resolution: follow_up by=sms"});
    const auto first = run.engine().decisions()[0].id;
    happen(run, "follow_up", "03-05 10:00", "F-1", R"(,"feedback":{"reached":false})");
    run.pass("03-09 07:00");
    CHECK(run.decided().empty());  // the day is a Saturday
    run.pass("03-09 09:00");
    CHECK(run.timed() == lines{"03-09 08:00 after-resolution: follow_up by=sms"});
    CHECK(run.engine().decisions()[0].id != first);
    happen(run, "feedback", "03-09 10:00", "F-2", R"(,"reached":false)");
    run.pass("04-30 00:00");
    CHECK(run.decided().empty());
}

TEST_CASE("who was reached is left alone; an answer that does not say so changes nothing") {
    for (const bool says : {true, false}) {
        engine_run run(rules(after_resolution));
        complain(run, "03-02 09:00");
        happen(run, "resolved", "03-02 10:00", "S-1");
        run.pass("03-05 09:00");
        happen(run, "follow_up", "03-05 10:00", "F-1", says ? R"(,"feedback":{"reached":true})" : "");
        happen(run, "feedback", "03-05 11:00", "F-2", R"(,"reached":false)");
        run.pass("04-30 00:00");
        CHECK(run.decided().size() == (says ? 0 : 1));
    }
}

TEST_CASE("a follow-up is cancelled before it is due; a start while it is pending changes nothing") {
    {
        engine_run run(rules(after_resolution));
        complain(run, "03-02 09:00");
        happen(run, "resolved", "03-02 10:00", "S-1");
        happen(run, "reopened", "03-03 10:00", "O-1");
        run.pass("03-12 07:00");
        CHECK(run.decided().empty());
        happen(run, "resolved", "03-12 10:00", "S-2");
        run.pass("04-30 00:00");
        CHECK(run.timed() == lines{"03-16 08:00 after-resolution: follow_up by=sms"});
    }
    {
        engine_run run(rules(after_resolution));
        complain(run, "03-02 09:00");
        happen(run, "resolved", "03-02 10:00", "S-1");
        happen(run, "resolved", "03-03 10:00", "S-2");
        run.pass("04-30 00:00");
        CHECK(run.timed() == lines{"03-05 08:00 after-resolution: follow_up by=sms"});
    }
}

TEST_CASE("follow-ups survive saving and loading") {
    engine_run run(rules(after_resolution));
    engine_run other(rules(after_resolution));
    const auto both = [&](auto&& act) {
        act(run);
        act(other);
        CHECK(run.timed() == other.timed());
        const auto bytes = other.engine().save();
        CHECK(bytes == run.engine().save());
        REQUIRE(other.engine().load(bytes) == escalera::state_error::ok);
    };
    both([](engine_run& r) { complain(r, "03-02 09:00"); });
    both([](engine_run& r) { happen(r, "resolved", "03-02 10:00", "S-1"); });
    both([](engine_run& r) { r.pass("03-05 09:00"); });
    both([](engine_run& r) { happen(r, "follow_up", "03-05 10:00", "F-1", R"(,"feedback":{"reached":false})"); });
    both([](engine_run& r) { r.pass("03-30 09:00"); });
}

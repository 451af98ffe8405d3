// Notices that are to be acknowledged (rules/README.md, "Notices that are acknowledged").

#include <string>

#include "support/catch.hpp"
#include "support/engine_run.hpp"

using support::engine_run;
using support::lines;

namespace {

const std::string rules = R"(escalera: 1
name: notices
roles: {lead: {by: [sms]}, manager: {by: [phone]}}
calendars:
  office: {week: {mon-fri: "08:00-18:00"}}
texts: {step_in: {en: "{complaint.customer} complains about {complaint.issue}"}}
rules:
  - name: urgent
    always: true
    calendar: office
    then:
      - notify: {role: lead, by: sms, text: step_in, acknowledge_within: 30m, else: manager}
)";
const std::string first =
    "urgent: notify role=lead by=sms text=step_in text.en=ana complains about bill acknowledge_within=30m else=manager";
const std::string second = "urgent: notify role=manager text=step_in text.en=ana complains about bill";

std::string complain(engine_run& run, const std::string& time, const std::string& id = "C-1") {
    REQUIRE(run.take("complaint", time, R"("id":")" + id + R"(","customer":"ana","issue":"bill")") == "taken");
    REQUIRE(run.engine().decisions().size() == 1);
    return to_hex(run.engine().decisions()[0].id);
}
void happen(engine_run& run, const std::string& kind, const std::string& time, const std::string& id) {
    REQUIRE(run.take(kind, time, R"("id":")" + id + R"(","customer":"ana","complaint":"C-1")") == "taken");
}

}  // namespace

TEST_CASE("a notice that nobody acknowledges goes to somebody else, once, in open time") {
    engine_run run(rules);
    complain(run, "03-02 17:45");
    CHECK(run.decided() == lines{first});
    run.pass("03-10 00:00");
    CHECK(run.timed() == lines{"03-03 08:15 " + second});
    CHECK(run.engine().decisions()[0].due == engine_run::instant_of("03-03 08:15"));
}

TEST_CASE("one that is acknowledged in time goes nowhere else; another's id does not count") {
    for (const bool right : {true, false}) {
        engine_run run(rules);
        const auto id = complain(run, "03-02 09:00");
        happen(run, "acknowledged", "03-02 09:30", right ? id : "somebody");
        CHECK(run.decided().empty());
        CHECK(run.engine().load(run.engine().save()) == escalera::state_error::ok);
        run.pass("03-10 00:00");
        CHECK(run.decided() == (right ? lines{} : lines{second}));
    }
}

TEST_CASE("one that is not delivered is sent on at once, and not again") {
    engine_run run(rules);
    const auto id = complain(run, "03-02 09:00");
    happen(run, "delivered", "03-02 09:01", id);
    CHECK(run.decided().empty());
    happen(run, "undelivered", "03-02 09:10", id);
    CHECK(run.decided() == lines{second});
    CHECK(run.engine().decisions()[0].event == id);
    run.pass("03-10 00:00");
    CHECK(run.decided().empty());
}

TEST_CASE("two notices of one rule wait apart") {
    engine_run run(rules);
    const auto one = complain(run, "03-02 09:00");
    complain(run, "03-02 09:05", "C-2");
    happen(run, "acknowledged", "03-02 09:06", one);
    run.pass("03-10 00:00");
    CHECK(run.timed() == lines{"03-02 09:35 " + second});
}

// Notices of alerts that are to be acknowledged (rules/README.md, "Notices that are acknowledged").
#include <string>

#include "support/catch.hpp"
#include "support/engine_run.hpp"

using support::engine_run;
using support::lines;

namespace {

const std::string rules = R"(escalera: 1
name: alert-notices
unknown: {role: desk}
roles: {desk: {by: [queue]}, lead: {by: [sms]}, head: {by: [phone]}}
texts: {many: {en: "many in {complaint.product}"}}
windows:
  people: {distinct: customer, per: complaint.product, within: 2h}
alerts:
  - name: crowd
    per: complaint.product
    when: people >= 2
    then:
      - notify: {role: lead, text: many, acknowledge_within: 30m, else: head}
    at_end:
      - notify: {role: lead, acknowledge_within: 10m, else: head}
)";
const std::string first = "crowd: notify role=lead text=many text.en=many in tv acknowledge_within=30m else=head";
const std::string second = "crowd: notify role=head text=many text.en=many in tv";

// The id of the decision with which the alert begins.
std::string begin(engine_run& run) {
    REQUIRE(run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"x","product":"tv")") == "taken");
    REQUIRE(run.take("complaint", "03-02 09:10", R"("id":"C-2","customer":"ben","issue":"x","product":"tv")") == "taken");
    REQUIRE(run.decided() == lines{first});
    return to_hex(run.engine().decisions()[0].id);
}

}  // namespace

TEST_CASE("a notice of an alert that nobody acknowledges goes to somebody else, once, with the alert's key") {
    engine_run run(rules);
    begin(run);
    run.pass("03-02 10:00");
    REQUIRE(run.timed() == lines{"03-02 09:40 " + second});
    CHECK(run.engine().decisions()[0].alert == "tv");
    run.pass("03-02 11:00");
    CHECK(run.timed() == lines{"03-02 11:00 crowd: notify role=lead acknowledge_within=10m else=head"});  // the alert ends
    run.pass("03-03 00:00");
    CHECK(run.timed() == lines{"03-02 11:10 crowd: notify role=head"});
    run.pass("03-10 00:00");
    CHECK(run.decided().empty());
}

TEST_CASE("one that is acknowledged with the alert's key goes nowhere else") {
    engine_run run(rules);
    const auto id = begin(run);
    CHECK(run.take("acknowledged", "03-02 09:20", R"("id":")" + id + R"(","complaint.product":"radio")") == "wrong event");
    CHECK(run.take("acknowledged", "03-02 09:20", R"("id":")" + id + "\"") == "wrong event");
    CHECK(run.take("acknowledged", "03-02 09:20", R"("id":"somebody","complaint.product":"tv")") == "wrong event");
    CHECK(run.take("acknowledged", "03-02 09:20", R"("id":")" + id + R"(","complaint.product":"tv")") == "taken");
    CHECK(run.decided().empty());
    run.pass("03-02 10:30");
    CHECK(run.decided().empty());
}

TEST_CASE("an undelivered notice of an alert is sent on at once, and not again") {
    engine_run run(rules);
    const auto id = begin(run);
    CHECK(run.take("undelivered", "03-02 09:20", R"("id":")" + id + R"(","complaint.product":"tv")") == "taken");
    CHECK(run.decided() == lines{second});
    CHECK(run.engine().decisions()[0].event == id);
    run.pass("03-02 10:30");
    CHECK(run.decided().empty());
}

TEST_CASE("a notice of a rule on what an alert raises waits too, and so does one behind the alert's end; both are saved") {
    auto more = rules;
    more +=
        "rules:\n  - {name: told, events: [alert_ended], always: true, then: [notify: {role: lead, acknowledge_within: 20m, else: "
        "head}]}\n";
    engine_run run(more);
    begin(run);
    run.pass("03-02 11:05");
    engine_run later(more);
    REQUIRE(later.engine().load(run.engine().save()) == escalera::state_error::ok);
    CHECK((later.engine().save() == run.engine().save()));
    later.pass("03-03 00:00");
    CHECK(later.timed() == lines{"03-02 11:10 crowd: notify role=head", "03-02 11:20 told: notify role=head"});
    // Then nothing of the group is left.
    CHECK((later.engine().save().size() < run.engine().save().size()));
}

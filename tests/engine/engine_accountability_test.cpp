// Accountability: what waits for an assessment, whom it names, and its result (rules/README.md, "Accountability").
#include <string>

#include "support/catch.hpp"
#include "support/engine_run.hpp"

using support::engine_run;
using support::lines;

namespace {

const std::string outside = R"(  - name: outside
    when: complaint.outside
    if_unknown: skip
    once: case
    then:
      - tag: {name: outside}
      - accountability: {department: complaints, grounds: taken outside}
)";

std::string rules(const std::string& section, const std::string& more = "", const std::string& rule = outside) {
    return "escalera: 1\nname: accountability\nunknown: {role: desk}\nroles: {desk: {by: [queue]}, head: {by: [email], of: department}}\n" +
           section + more + "rules:\n" + rule;
}
const std::string strict = "accountability: {needs: assessment, heads: head}\n";

void complain(engine_run& run, const std::string& id = "C-1", const std::string& more = "") {
    REQUIRE(run.take("complaint", "03-02 09:00",
                     R"("id":")" + id + R"(","customer":"ana","issue":")" + id + R"(","outside":true)" + more) == "taken");
}
lines happen(engine_run& run, const std::string& kind, const std::string& time, const std::string& fields) {
    static int number = 0;
    REQUIRE(run.take(kind, time, R"("id":"E-)" + std::to_string(++number) + R"(","customer":"ana","complaint":"C-1",)" + fields) ==
            "taken");
    return run.decided();
}

const std::string waits = "outside: review role=desk why=accountability waits for an assessment";
const std::string opens = "outside: accountability department=complaints grounds=taken outside caused_in=[complaints] heads=head";

}  // namespace

TEST_CASE("nothing opens unverified: it waits, once, and the assessment opens it under the same rule") {
    engine_run run(rules(strict));
    complain(run);
    CHECK(run.decided() == lines{"outside: tag name=outside", waits});
    CHECK(happen(run, "assessment", "03-02 10:00", R"("reasonable":true)").empty());
    CHECK(happen(run, "assessment", "03-02 11:00", R"("responsible":true)") == lines{opens});
    CHECK(run.engine().decisions()[0].event == "E-2");
    CHECK(happen(run, "assessment", "03-02 12:00", R"("responsible":true)").empty());  // it has been opened
}

TEST_CASE("without the section it opens as it is asked for, and nothing is added") {
    engine_run run(rules(""));
    complain(run);
    CHECK(run.decided() == lines{"outside: tag name=outside", "outside: accountability department=complaints grounds=taken outside"});
}

TEST_CASE("what was badly handled is verified too; what needs nothing, or says that it is unverified, opens at once") {
    engine_run run(rules(strict));
    complain(run);
    CHECK(happen(run, "assessment", "03-02 11:00", R"("handled_well":false)") == lines{opens});
    engine_run free(rules("accountability: {needs: nothing, heads: head}\n"));
    complain(free);
    CHECK(free.decided() == lines{"outside: tag name=outside", opens});
    engine_run presumed(rules(strict, "", R"(  - name: outside
    always: true
    then: [accountability: {department: complaints, grounds: hurt, unverified: true}]
)"));
    complain(presumed);
    CHECK(presumed.decided() ==
          lines{"outside: accountability department=complaints grounds=hurt unverified=true caused_in=[complaints] heads=head"});
}

TEST_CASE("who is not responsible answers for nothing, whatever is said later") {
    engine_run run(rules(strict));
    complain(run);
    CHECK(happen(run, "assessment", "03-02 11:00", R"("responsible":false)").empty());
    CHECK(happen(run, "assessment", "03-02 12:00", R"("responsible":true)").empty());
}

TEST_CASE("an assessment that comes first opens it at once; another case's does not") {
    engine_run run(rules(strict, "", R"(  - name: outside
    events: [feedback]
    always: true
    then: [accountability: {department: complaints, grounds: taken outside}]
)"));
    complain(run);
    complain(run, "C-2");
    REQUIRE(run.take("assessment", "03-02 10:00", R"("id":"A-1","customer":"ana","complaint":"C-2","responsible":true)") == "taken");
    CHECK(happen(run, "feedback", "03-02 11:00", R"("satisfied":false)") == lines{waits});
    CHECK(happen(run, "feedback", "03-02 11:30", R"("satisfied":false)").empty());  // it waits already
    CHECK(happen(run, "assessment", "03-02 12:00", R"("responsible":true)") == lines{opens});
    CHECK(happen(run, "feedback", "03-02 13:00", R"("satisfied":false)") == lines{opens});
}

TEST_CASE("two lists: those who caused it, and those who handled it") {
    engine_run run(rules(strict));
    complain(run, "C-1", R"(,"about":"Leo","department":"counter")");
    CHECK(happen(run, "assigned", "03-02 10:00", R"("owner":"Ida")").empty());
    CHECK(happen(run, "transferred", "03-02 11:00", R"("department":"network")").empty());
    CHECK(happen(run, "transferred", "03-02 12:00", R"("department":"billing")").empty());
    const auto opened = happen(run, "assessment", "03-02 13:00", R"("responsible":true,"evidence":["video","letter"])");
    REQUIRE(opened.size() == 1);
    CHECK(opened[0].find("caused=[Leo] caused_in=[complaints,counter]") != std::string::npos);
    CHECK(opened[0].find("handled_in=[network,billing] heads=head evidence=[video,letter]") != std::string::npos);
    engine_run said(rules(strict, "", R"(  - name: outside
    always: true
    then: [accountability: {department: a, grounds: g, persons: [Max], handled: [Mia], evidence: [memo], unverified: true}]
)"));
    complain(said, "C-1", R"(,"about":"Leo")");
    CHECK(said.decided() == lines{"outside: accountability department=a grounds=g persons=[Max] handled=[Mia] evidence=[memo] "
                                  "unverified=true caused=[Max] caused_in=[a] heads=head"});
}

TEST_CASE("the result stays with the case, and one of nothing that is open is reviewed") {
    const std::string watch = R"(  - name: now
    events: [feedback]
    always: true
    then: [tag: {name: =case.accountability}]
)";
    engine_run run(rules(strict, "", outside + watch));
    complain(run);
    const auto now = [&](const std::string& time) { return happen(run, "feedback", time, R"("satisfied":true)"); };
    CHECK(now("03-02 10:00") == lines{"now: tag name=waiting"});
    CHECK(happen(run, "assessment", "03-02 11:00", R"("result":"liable")") ==
          lines{"accountability: review role=desk why=a result of an accountability that is not open"});
    CHECK(now("03-02 11:10") == lines{"now: tag name=waiting"});
    CHECK(happen(run, "assessment", "03-02 12:00", R"("responsible":true)").size() == 1);
    CHECK(now("03-02 12:10") == lines{"now: tag name=open"});
    CHECK(happen(run, "assessment", "03-02 13:00", R"("result":"guilty")") ==
          lines{"accountability: review role=desk why=a result that is none of questioned, liable, cleared"});
    int hour = 14;
    for (const std::string result : {"questioned", "liable", "cleared"}) {
        const auto at = "03-02 " + std::to_string(hour++);
        CHECK(happen(run, "assessment", at + ":00", R"("result":")" + result + "\"").empty());
        CHECK(now(at + ":10") == lines{"now: tag name=" + result});
    }
}

TEST_CASE("what waits is saved with the state") {
    engine_run run(rules(strict));
    complain(run);
    engine_run later(rules(strict));
    REQUIRE(later.engine().load(run.engine().save()) == escalera::state_error::ok);
    CHECK((later.engine().save() == run.engine().save()));
    CHECK(happen(later, "assessment", "03-02 11:00", R"("responsible":true)") == lines{opens});
}

TEST_CASE("a rung's accountability waits under the rung's name") {
    const std::string ladder = R"(windows: {repeat: {count: complaint, per: customer, within: 10d}}
ladders:
  climb:
    per: customer
    rungs:
      - {name: top, when: repeat >= 1, then: [accountability: {department: d, grounds: g}]}
)";
    engine_run run(rules(strict, ladder, "  - {name: r, always: true, then: [tag: {name: x}]}\n"));
    complain(run);
    CHECK(run.decided().at(0) == "climb/top: review role=desk why=accountability waits for an assessment");
    CHECK(happen(run, "assessment", "03-02 11:00", R"("responsible":true)") ==
          lines{"climb/top: accountability department=d grounds=g caused_in=[d] heads=head"});
}

// How thorough a resolution was (R20): a repeat within so many days shows that it was not, and time that it was.

#include "escalera/engine/resolution_judgement.hpp"

#include "support/catch.hpp"
#include "support/engine_run.hpp"

using support::engine_run;
using support::lines;

namespace {

const std::string rules = R"(escalera: 1
name: thorough
unknown: {role: desk}
lateness: 1h
cases: {thorough: 10d}
roles: {desk: {by: [queue]}}
actions:
  tell: {in_case: {type: string, required: false}, thorough: {type: bool, required: false}, repeat_of: {type: string, required: false}, product: {type: string, required: false}}
windows:
  all: {count: complaint, per: customer, within: 60d}
rules:
  - name: watch
    events: [complaint, feedback]
    when: all >= 0
    then:
      - tell: {in_case: =case.id, thorough: =case.thorough, repeat_of: =case.repeat_of}
  - name: judged
    events: [resolution_judged]
    when: event.kind == "resolution_judged"
    then:
      - tell: {in_case: =case.id, thorough: =case.thorough, product: =complaint.product}
)";

void complain(engine_run& run, const std::string& time, const std::string& id, const std::string& more = {}) {
    run.take("complaint", time, R"("id":")" + id + R"(","customer":"ana","issue":"bill","product":"p-)" + id + "\"" + more);
}

}  // namespace

TEST_CASE("a new complaint after closing shows the earlier case's resolution not to be thorough") {
    engine_run run(rules);
    complain(run, "03-02 09:00", "C-1");
    CHECK(run.decided() == lines{"watch: tell in_case=C-1"});
    run.take("resolved", "03-03 09:00", R"("id":"E-1","case":"C-1")");
    run.take("closed", "03-03 10:00", R"("id":"E-2","case":"C-1")");
    complain(run, "03-12 09:00", "C-2");
    CHECK(run.decided() == lines{"watch: tell in_case=C-2 repeat_of=C-1", "judged: tell in_case=C-1 thorough=false product=p-C-1"});
    // It is judged once.
    complain(run, "03-12 10:00", "C-3");
    CHECK(run.decided() == lines{"watch: tell in_case=C-2 repeat_of=C-1"});
    run.pass("05-01 00:00");
    CHECK(run.decided().empty());
}

TEST_CASE("a complaint on a resolved case shows that case's own resolution not to be thorough") {
    engine_run run(rules);
    complain(run, "03-02 09:00", "C-1");
    run.take("resolved", "03-03 09:00", R"("id":"E-1","case":"C-1")");
    complain(run, "03-04 09:00", "C-2");
    CHECK(run.decided() == lines{"watch: tell in_case=C-1 thorough=false", "judged: tell in_case=C-1 thorough=false product=p-C-2"});
    // Resolved anew, it is not known again.
    run.take("resolved", "03-05 09:00", R"("id":"E-2","case":"C-1")");
    run.take("feedback", "03-05 10:00", R"("id":"F-1","case":"C-1")");
    CHECK(run.decided() == lines{"watch: tell in_case=C-1"});
}

TEST_CASE("when nobody complains again for so long, the resolution was thorough") {
    engine_run run(rules);
    complain(run, "03-02 09:00", "C-1");
    run.take("resolved", "03-03 09:00", R"("id":"E-1","case":"C-1")");
    run.take("closed", "03-03 10:00", R"("id":"E-2","case":"C-1")");
    run.pass("03-13 08:59:59");
    CHECK(run.decided().empty());
    run.pass("03-13 09:00");
    CHECK(run.timed() == lines{"03-13 09:00 judged: tell in_case=C-1 thorough=true product=p-C-1"});
    run.take("feedback", "03-14 09:00", R"("id":"F-1","case":"C-1")");
    CHECK(run.decided() == lines{"watch: tell in_case=C-1 thorough=true"});
    complain(run, "03-14 10:00", "C-2");
    CHECK(run.decided() == lines{"watch: tell in_case=C-2"});
}

TEST_CASE("the days are half-open: at their very end a complaint is none of them") {
    for (const bool is_inside : {true, false}) {
        engine_run run(rules);
        complain(run, "03-02 09:00", "C-1");
        run.take("resolved", "03-03 09:00", R"("id":"E-1","case":"C-1")");
        run.take("closed", "03-03 10:00", R"("id":"E-2","case":"C-1")");
        complain(run, is_inside ? "03-13 08:59:59.999999" : "03-13 09:00", "C-2");
        CHECK(run.decided().size() == (is_inside ? 2 : 1));
    }
}

TEST_CASE("another issue, another customer, and a case that was reopened say nothing of a resolution") {
    engine_run run(rules);
    complain(run, "03-02 09:00", "C-1");
    run.take("resolved", "03-03 09:00", R"("id":"E-1","case":"C-1")");
    run.take("complaint", "03-04 09:00", R"("id":"C-2","customer":"ana","issue":"line")");
    CHECK(run.decided() == lines{"watch: tell in_case=C-2"});
    run.take("complaint", "03-04 10:00", R"("id":"C-3","customer":"ben","issue":"bill")");
    CHECK(run.decided() == lines{"watch: tell in_case=C-3"});
    run.take("reopened", "03-05 09:00", R"("id":"E-2","case":"C-1")");
    complain(run, "03-06 09:00", "C-4");
    CHECK(run.decided() == lines{"watch: tell in_case=C-1"});
    run.pass("04-01 00:00");
    CHECK(run.decided().empty());
}

TEST_CASE("a late complaint from before the resolution is no repeat") {
    engine_run run(rules);
    complain(run, "03-02 09:00", "C-1");
    run.take("resolved", "03-03 09:00", R"("id":"E-1","case":"C-1")");
    run.take("closed", "03-03 09:10", R"("id":"E-2","case":"C-1")");
    complain(run, "03-03 08:50", "C-2");
    CHECK(run.decided() == lines{"watch: tell in_case=C-2"});
}

TEST_CASE("two cases of one issue are judged by one complaint, and the later is named") {
    engine_run run(rules);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill","product":"a")");
    run.take("resolved", "03-02 10:00", R"("id":"E-1","case":"C-1")");
    run.take("closed", "03-02 11:00", R"("id":"E-2","case":"C-1")");
    run.take("complaint", "03-02 12:00", R"("id":"C-2","customer":"ana","issue":"line","product":"b")");
    run.take("corrected", "03-02 12:30", R"("id":"K-1","customer":"ana","complaint":"C-2","issue":"bill")");
    run.take("resolved", "03-02 13:00", R"("id":"E-3","case":"C-2")");
    run.take("closed", "03-02 14:00", R"("id":"E-4","case":"C-2")");
    complain(run, "03-03 09:00", "C-3");
    CHECK(run.decided() == lines{"watch: tell in_case=C-3 repeat_of=C-2", "judged: tell in_case=C-1 thorough=false product=a",
                                 "judged: tell in_case=C-2 thorough=false product=b"});
}

TEST_CASE("what is not judged yet survives saving and loading, and keeps its case") {
    engine_run run(rules);
    complain(run, "03-02 09:00", "C-1");
    run.take("resolved", "03-03 09:00", R"("id":"E-1","case":"C-1")");
    run.take("closed", "03-03 10:00", R"("id":"E-2","case":"C-1")");
    engine_run other(rules);
    REQUIRE(other.engine().load(run.engine().save()) == escalera::state_error::ok);
    CHECK((other.engine().save() == run.engine().save()));
    CHECK(other.engine().next_due() == engine_run::instant_of("03-13 09:00"));
    other.pass("03-20 00:00");
    CHECK(other.timed() == lines{"03-13 09:00 judged: tell in_case=C-1 thorough=true product=p-C-1"});
}

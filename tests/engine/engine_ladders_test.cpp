// Ladders: climbing, jumps, keys, reset, forgetting (architecture.md, "Cases, keys, ids").

#include "support/catch.hpp"
#include "support/engine_run.hpp"

using support::engine_run;
using support::lines;

namespace {

std::string ladder(const std::string& options,
                   const std::string& windows = "  repeat: {count: complaint, per: [customer, issue], within: 10d}\n") {
    return "escalera: 1\nname: ladders\nunknown: {role: desk}\nroles: {desk: {by: [queue]}}\nactions: {tell: {rung: {type: int, required: "
           "false}, lead: {type: bool, required: false}}}\nwindows:\n" +
           windows + "ladders:\n  climb:\n" + options +
           R"(    rungs:
      - name: specialist
        when: repeat >= 2
        then: [{tag: {name: specialist}}]
      - name: lead
        when: repeat >= 3
        then: [{tag: {name: lead}}]
      - name: manager
        when: repeat >= 4
        then: [{tag: {name: manager}}]
)";
}

const std::string per_issue = "    per: [customer, issue]\n";
const std::string watch = R"(rules:
  - name: watch
    events: [complaint, closed, replied, reopened]
    always: true
    then: [{tell: {rung: =case.rung("climb"), lead: '=case.reached("climb", "lead")'}}]
)";

}  // namespace

TEST_CASE("each rung fires once for its key") {
    engine_run run(ladder(per_issue));
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    CHECK(run.decided().empty());
    run.take("complaint", "03-02 10:00", R"("id":"C-2","customer":"ana","issue":"bill")");
    CHECK(run.decided() == lines{"climb/specialist: tag name=specialist"});
    run.take("complaint", "03-02 11:00", R"("id":"C-3","customer":"ana","issue":"router")");
    CHECK(run.decided().empty());
    run.take("complaint", "03-02 12:00", R"("id":"C-4","customer":"ana","issue":"router")");
    CHECK(run.decided() == lines{"climb/specialist: tag name=specialist"});
    run.take("complaint", "03-02 13:00", R"("id":"C-5","customer":"ana","issue":"bill")");
    CHECK(run.reasons() == lines{"climb/lead: tag because repeat=3"});
    run.take("complaint", "03-02 14:00", R"("id":"C-6","customer":"ana","issue":"bill")");
    run.take("complaint", "03-02 15:00", R"("id":"C-7","customer":"ana","issue":"bill")");
    CHECK(run.decided().empty());
}

TEST_CASE("a jump fires every rung passed that holds, from low to high; with jump: highest only the highest") {
    // The window counts by customer, so that a second issue begins high up.
    const std::string windows = "  repeat: {count: complaint, per: customer, within: 10d}\n";
    for (const bool highest : {false, true}) {
        engine_run run(ladder(per_issue + (highest ? "    jump: highest\n" : ""), windows) + watch);
        for (const auto* id : {"1", "2", "3"})
            run.take("complaint", "03-02 09:00", R"("customer":"ana","issue":"bill","id":"C-)" + std::string(id) + "\"");
        run.take("complaint", "03-02 10:00", R"("id":"C-4","customer":"ana","issue":"router")");
        const lines all = {"climb/specialist: tag name=specialist", "climb/lead: tag name=lead", "climb/manager: tag name=manager",
                           "watch: tell rung=3 lead=true"};
        const lines one = {"climb/manager: tag name=manager", "watch: tell rung=3 lead=true"};
        CHECK(run.decided() == (highest ? one : all));
        run.take("complaint", "03-02 11:00", R"("id":"C-5","customer":"ana","issue":"router")");
        CHECK(run.decided() == lines{"watch: tell rung=3 lead=true"});
    }
}

TEST_CASE("a rung below whose own condition does not hold does not fire, and fires later when it does") {
    engine_run run(R"(escalera: 1
name: t
unknown: {role: desk}
roles: {desk: {by: [queue]}}
ladders:
  climb:
    per: case
    rungs:
      - name: low
        when: complaint.channel == "web"
        then: [{tag: {name: low}}]
      - name: high
        when: complaint.severity >= 3
        then: [{tag: {name: high}}]
)");
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill","severity":3,"channel":"phone")");
    CHECK(run.decided() == lines{"climb/high: tag name=high"});
    run.take("complaint", "03-02 10:00", R"("id":"C-2","customer":"ana","issue":"bill","severity":3,"channel":"web")");
    CHECK(run.decided() == lines{"climb/low: tag name=low"});
    // Undecided: a review each time, and the rung is not reached by it.
    run.take("complaint", "03-02 11:00", R"("id":"C-3","customer":"ana","issue":"router","channel":"phone")");
    CHECK(run.decided() == lines{"climb/high: review role=desk why=the condition could not be decided"});
    run.take("complaint", "03-02 12:00", R"("id":"C-4","customer":"ana","issue":"router","channel":"phone","severity":4)");
    CHECK(run.decided() == lines{"climb/high: tag name=high"});
}

TEST_CASE("a rung that unless blocks is not reached") {
    auto rules = ladder(per_issue);
    rules.insert(rules.find("        then: [{tag: {name: specialist}}]"), "        unless: complaint.channel == \"web\"\n");
    engine_run run(rules);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    run.take("complaint", "03-02 10:00", R"("id":"C-2","customer":"ana","issue":"bill","channel":"web")");
    CHECK(run.decided().empty());
    // Unless blocks only when true: here the channel is not known.
    run.take("complaint", "03-02 11:00", R"("id":"C-3","customer":"ana","issue":"bill")");
    CHECK(run.decided() == lines{"climb/specialist: tag name=specialist", "climb/lead: tag name=lead"});
}

TEST_CASE("a position is forgotten when no entry is left in its windows and no case is open") {
    engine_run run(ladder(per_issue) + watch);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    run.take("complaint", "03-02 10:00", R"("id":"C-2","customer":"ana","issue":"bill")");
    // An open case keeps it, though the window is empty.
    run.take("replied", "04-02 10:00", R"("id":"E-1","case":"C-1")");
    CHECK(run.decided() == lines{"watch: tell rung=1 lead=false"});
    run.take("closed", "04-02 11:00", R"("id":"E-2","case":"C-1")");
    CHECK(run.decided() == lines{"watch: tell rung=1 lead=false"});
    // From now on it is gone: the next complaints begin a new life.
    run.take("complaint", "04-03 09:00", R"("id":"C-3","customer":"ana","issue":"bill")");
    CHECK(run.decided() == lines{"watch: tell rung=0 lead=false"});
    run.take("complaint", "04-03 10:00", R"("id":"C-4","customer":"ana","issue":"bill")");
    CHECK(run.decided() == lines{"climb/specialist: tag name=specialist", "watch: tell rung=1 lead=false"});
}

TEST_CASE("an entry in a window keeps the position over the end of the case") {
    engine_run run(ladder(per_issue) + watch);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    run.take("complaint", "03-02 10:00", R"("id":"C-2","customer":"ana","issue":"bill")");
    run.take("closed", "03-02 11:00", R"("id":"E-1","case":"C-1")");
    run.take("complaint", "03-12 09:59:59", R"("id":"C-3","customer":"ana","issue":"bill")");
    CHECK(run.decided() == lines{"watch: tell rung=1 lead=false"});
}

TEST_CASE("the ids of a second life differ from those of the first") {
    engine_run run(ladder(per_issue));
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill","case":"H-1")");
    run.take("complaint", "03-02 10:00", R"("id":"C-2","customer":"ana","issue":"bill","case":"H-1")");
    REQUIRE(run.engine().decisions().size() == 1);
    const auto first = run.engine().decisions()[0].id;
    run.take("closed", "03-02 11:00", R"("id":"E-1","case":"H-1")");
    run.take("complaint", "04-03 09:00", R"("id":"C-3","customer":"ana","issue":"bill","case":"H-1")");
    run.take("complaint", "04-03 10:00", R"("id":"C-4","customer":"ana","issue":"bill","case":"H-1")");
    REQUIRE(run.engine().decisions().size() == 1);
    CHECK(run.engine().decisions()[0].id != first);
}

TEST_CASE("reset is looked at on every event of the key") {
    engine_run run(ladder(per_issue + "    reset: case.status == \"resolved\"\n") + watch);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    run.take("complaint", "03-02 10:00", R"("id":"C-2","customer":"ana","issue":"bill")");
    CHECK(run.decided() == lines{"climb/specialist: tag name=specialist", "watch: tell rung=1 lead=false"});
    run.take("resolved", "03-02 11:00", R"("id":"E-1","case":"C-1")");
    run.take("replied", "03-02 12:00", R"("id":"E-2","case":"C-1")");
    CHECK(run.decided() == lines{"watch: tell rung=0 lead=false"});
    run.take("complaint", "03-02 13:00", R"("id":"C-3","customer":"ana","issue":"bill")");
    CHECK(run.decided() == lines{"climb/specialist: tag name=specialist", "climb/lead: tag name=lead", "watch: tell rung=2 lead=true"});
}

TEST_CASE("a reset that reads a window is looked at at the instant it falls, by time alone") {
    engine_run run(ladder(per_issue + "    reset: repeat <= 1\n") + watch);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    run.take("complaint", "03-05 09:00", R"("id":"C-2","customer":"ana","issue":"bill")");
    CHECK(run.decided() == lines{"climb/specialist: tag name=specialist", "watch: tell rung=1 lead=false"});
    // At 03-12 09:00 the first falls, and with it the position.
    run.take("replied", "03-12 09:00", R"("id":"E-1","case":"C-1")");
    CHECK(run.decided() == lines{"watch: tell rung=0 lead=false"});
    run.take("complaint", "03-12 10:00", R"("id":"C-3","customer":"ana","issue":"bill")");
    CHECK(run.decided() == lines{"climb/specialist: tag name=specialist", "watch: tell rung=1 lead=false"});
    run.take("replied", "03-14 10:00", R"("id":"E-2","case":"C-1")");
    CHECK(run.decided() == lines{"watch: tell rung=1 lead=false"});
    run.pass("03-15 09:00");
    run.take("complaint", "03-15 10:00", R"("id":"C-4","customer":"ana","issue":"bill")");
    CHECK(run.decided() == lines{"climb/specialist: tag name=specialist", "watch: tell rung=1 lead=false"});
}

TEST_CASE("where a part of the key is absent the ladder is left alone") {
    engine_run run(ladder("    per: [customer, complaint.product]\n", "  repeat: {count: complaint, per: customer, within: 10d}\n"));
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana")");
    run.take("complaint", "03-02 10:00", R"("id":"C-2","customer":"ana")");
    CHECK(run.decided().empty());
    run.take("complaint", "03-02 11:00", R"("id":"C-3","customer":"ana","product":"fibre")");
    CHECK(run.decided() == lines{"climb/specialist: tag name=specialist", "climb/lead: tag name=lead"});
}

TEST_CASE("on an event that is no complaint the key is that of the case's latest complaint") {
    engine_run run(
        ladder(per_issue + "    events: [complaint, replied]\n", "  repeat: {count: replied, per: [customer, issue], within: 10d}\n"));
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    run.take("replied", "03-02 10:00", R"("id":"E-1","case":"C-1")");
    CHECK(run.decided().empty());
    run.take("replied", "03-02 11:00", R"("id":"E-2","case":"C-1")");
    CHECK(run.decided() == lines{"climb/specialist: tag name=specialist"});
}

TEST_CASE("reset is looked at on every event of the key, also where only complaints climb") {
    engine_run run(ladder("    per: [customer, complaint.product]\n    reset: assessment.handled_well\n",
                          "  repeat: {count: complaint, per: customer, within: 10d}\n"));
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill","product":"fibre")");
    run.take("complaint", "03-02 10:00", R"("id":"C-2","customer":"ana","issue":"bill","product":"fibre")");
    CHECK(run.decided() == lines{"climb/specialist: tag name=specialist"});
    run.take("assessment", "03-02 11:00", R"("id":"E-1","case":"C-1","assessment":{"handled_well":true})");
    run.take("assessment", "03-02 12:00", R"("id":"E-2","case":"C-1","assessment":{"handled_well":false})");
    run.take("complaint", "03-02 13:00", R"("id":"C-3","customer":"ana","issue":"bill","product":"fibre")");
    CHECK(run.decided() == lines{"climb/specialist: tag name=specialist", "climb/lead: tag name=lead"});
}

TEST_CASE("a position lives as long as a window of its rungs counts something of its key, whatever it counts") {
    engine_run run(R"(escalera: 1
name: ladders
unknown: {role: desk}
roles: {desk: {by: [queue]}}
windows: {gone: {count: withdrawn, per: [customer, category], within: 1d}}
ladders:
  climb:
    per: [customer, complaint.product]
    rungs: [{name: any, when: gone >= 0, then: [{tag: {name: any}}]}]
)");
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","category":"bill","product":"fibre")");
    CHECK(run.decided() == lines{"climb/any: tag name=any"});
    CHECK(run.take("withdrawn", "03-02 10:00", R"("id":"E-1","complaint":"C-1","customer":"ana")") == "taken");
    run.take("complaint", "03-03 09:59", R"("id":"C-2","customer":"ana","product":"mobile")");
    run.take("closed", "03-03 09:59", R"("id":"E-2","case":"C-2","customer":"ana")");
    run.take("complaint", "03-03 09:59", R"("id":"C-3","customer":"ana","product":"fibre")");
    CHECK(run.decided().empty());
    run.take("closed", "03-03 09:59", R"("id":"E-3","case":"C-3","customer":"ana")");
    run.take("complaint", "03-03 10:00", R"("id":"C-4","customer":"ana","product":"fibre")");
    CHECK(run.decided() == lines{"climb/any: tag name=any"});
}

TEST_CASE("events of two kinds with one id give decisions of two ids") {
    support::engine_run run(R"(
escalera: 1
name: ids
unknown: {role: desk}
roles:
  desk: {by: [queue]}
rules:
  - name: heard
    events: [replied, resolved]
    when: event.kind != "complaint"
    then:
      - tag: {name: heard}
)");
    REQUIRE(run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")") == "taken");
    REQUIRE(run.take("replied", "03-02 10:00", R"("id":"S-2","customer":"ana","complaint":"C-1")") == "taken");
    REQUIRE(run.engine().decisions().size() == 1);
    const auto first = run.engine().decisions()[0].id;
    REQUIRE(run.take("resolved", "03-02 11:00", R"("id":"S-2","customer":"ana","complaint":"C-1")") == "taken");
    REQUIRE(run.engine().decisions().size() == 1);
    CHECK_FALSE(run.engine().decisions()[0].id == first);
}

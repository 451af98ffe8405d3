// Alerts: begun by an event, ended by time, holding rungs meanwhile (architecture.md, "When things are evaluated", "Time").

#include <set>
#include <string>

#include "support/catch.hpp"
#include "support/engine_run.hpp"

using support::engine_run;
using support::lines;

namespace {

const std::string head = R"(
escalera: 1
name: alerts
unknown: {role: desk}
roles:
  desk: {by: [queue]}
  head-of-network: {by: [sms]}
fields:
  complaint: {district: string, outage: bool}
texts:
  clear: {en: "{complaint.district} is quiet again"}
)";

// Three people of a district within an hour; quiet below two.
const std::string outage = R"(
windows:
  people: {distinct: customer, per: complaint.district, within: 1h, where: complaint.outage}
  repeat: {count: complaint, per: [customer, issue], within: 30d}
alerts:
  - name: outage
    per: complaint.district
    when: people >= 3
    then:
      - warn: red
    until: people < 2
    at_end:
      - notify: {role: head-of-network, text: clear}
)";

std::string complaint(const std::string& id, const std::string& customer, const std::string& district = "north",
                      const std::string& more = R"("outage":true)") {
    return R"("id":")" + id + R"(","customer":")" + customer + R"(","issue":"net","complaint.district":")" + district + "\"" +
           (more.empty() ? "" : "," + more);
}

std::string at(const escalera::decision& d) { return to_rfc3339(d.at).substr(5, 11); }

// "02-03T10:20 outage north: warn", with the cause: an event, or "due".
lines told(engine_run& run) {
    lines all;
    for (const auto& d : run.engine().decisions()) {
        all.push_back(at(d) + " " + (d.due ? "due" : std::string(d.event)) + " " + engine_run::cause_of(d) +
                      (d.alert.empty() ? "" : " [" + std::string(d.alert) + "]") + ": " + std::string(d.action));
    }
    return all;
}

}  // namespace

TEST_CASE("an alert begins with the complaint that reaches it, once, and ends at the exact instant") {
    engine_run run(head + outage);
    run.take("complaint", "03-02 09:00", complaint("C-1", "ana"));
    run.take("complaint", "03-02 09:10", complaint("C-2", "ben"));
    run.take("complaint", "03-02 09:15", complaint("C-3", "ben"));  // the same person
    CHECK(run.decided().empty());
    run.take("complaint", "03-02 09:20", complaint("C-4", "cy"));
    CHECK(told(run) == lines{"03-02T09:20 C-4 outage [north]: warn"});
    CHECK(run.reasons() == lines{"outage: warn because people=3"});
    run.take("complaint", "03-02 09:30", complaint("C-5", "dan"));
    CHECK(run.decided().empty());
    // Ana falls at 10:00, Ben at 10:15, Cy at 10:20: then only Dan is left.
    CHECK(run.engine().next_due() == engine_run::instant_of("03-02 09:30"));  // what dan changed is judged once 09:30 is over
    run.pass("03-02 10:19:59.999999");
    CHECK(run.decided().empty());
    run.pass("03-02 12:00");
    CHECK(told(run) == lines{"03-02T10:20 due outage [north]: notify"});
    CHECK(run.decided() == lines{"outage: notify role=head-of-network text=clear text.en=north is quiet again"});
    CHECK(run.reasons() == lines{"outage: notify because people=1"});
}

TEST_CASE("districts have alerts of their own") {
    engine_run run(head + outage);
    for (const auto* who : {"ana", "ben", "cy"}) {
        run.take("complaint", "03-02 09:00", complaint("N-" + std::string(who), who, "north"));
        run.take("complaint", "03-02 09:00", complaint("S-" + std::string(who), who, "south"));
    }
    CHECK(told(run) == lines{"03-02T09:00 S-cy outage [south]: warn"});
    run.pass("03-02 10:00");
    CHECK(told(run) == lines{"03-02T10:00 due outage [north]: notify", "03-02T10:00 due outage [south]: notify"});
}

TEST_CASE("what leaves at an instant and what arrives at it are judged together") {
    engine_run run(head + outage);
    run.take("complaint", "03-02 09:00", complaint("C-1", "ana"));
    run.take("complaint", "03-02 09:00", complaint("C-2", "ben"));
    run.take("complaint", "03-02 09:30", complaint("C-3", "cy"));
    CHECK(told(run) == lines{"03-02T09:30 C-3 outage [north]: warn"});
    // At 10:00 two leave and one arrives, though not the first of that instant.
    run.take("complaint", "03-02 10:00", complaint("C-4", "cy"));
    run.take("complaint", "03-02 10:00", complaint("C-5", "dan"));
    run.take("complaint", "03-02 10:10", complaint("C-6", "cy"));
    CHECK(run.decided().empty());
    run.pass("03-02 11:30");
    CHECK(told(run) == lines{"03-02T11:00 due outage [north]: notify"});
}

TEST_CASE("without until an alert ends when its condition no longer holds, and may begin again") {
    engine_run run(head + R"(
windows:
  people: {distinct: customer, per: complaint.district, within: 1h}
alerts:
  - name: outage
    per: complaint.district
    when: people >= 2 and complaint.outage
    then:
      - warn: red
    at_end:
      - warn: green
)");
    run.take("complaint", "03-02 09:00", complaint("C-1", "ana"));
    run.take("complaint", "03-02 09:10", complaint("C-2", "ben"));
    CHECK(told(run) == lines{"03-02T09:10 C-2 outage [north]: warn"});
    // One event that is no outage does not end it: without an event nobody knows what complaint.outage is.
    run.take("complaint", "03-02 09:20", complaint("C-3", "ben", "north", R"("outage":false)"));
    run.take("complaint", "03-02 09:50", complaint("C-4", "ben"));
    CHECK(run.decided().empty());
    run.take("complaint", "03-02 10:30", complaint("C-5", "cy"));
    CHECK(told(run) == lines{"03-02T10:00 due outage [north]: warn", "03-02T10:30 C-5 outage [north]: warn"});
}

TEST_CASE("rungs that an alert holds count as reached, are not issued, and not later either") {
    engine_run run(head + outage + R"(    hold:
      ladders: [again]
      only: complaint.outage
      unless: customer.tier == "vip"
ladders:
  again:
    per: [customer, issue]
    rungs:
      - name: second
        when: repeat >= 2
        then:
          - assign: {role: desk}
      - name: third
        when: repeat >= 3
        then:
          - notify: {role: desk}
rules:
  - name: counts-as-reached
    when: case.reached("again", "second")
    then:
      - tag: {name: seen}
)");
    const auto vip = R"("outage":true,"customer.tier":"vip")";
    run.take("complaint", "03-02 08:00", complaint("C-3", "fay"));
    run.take("complaint", "03-02 08:30", complaint("C-1", "ana"));
    run.take("complaint", "03-02 09:00", complaint("C-2", "eve", "north", vip));
    run.take("complaint", "03-02 09:05", complaint("C-4", "ana"));
    CHECK(told(run) == lines{"03-02T09:05 C-4 again/second: assign", "03-02T09:05 C-4 counts-as-reached: tag"});
    run.take("complaint", "03-02 09:10", complaint("C-5", "gus"));  // the third within an hour: it stands
    run.take("complaint", "03-02 09:20", complaint("C-6", "fay"));
    CHECK(told(run) == lines{"03-02T09:20 C-6 counts-as-reached: tag"});
    const auto look = run.engine().look("again", "second");
    REQUIRE(look);
    CHECK(look->held_by == "outage");
    CHECK(run.engine().metrics().held == 1);
    // Not only: what is no outage is not held. A condition that is unknown does not hold it.
    run.take("complaint", "03-02 09:21", complaint("C-7", "ana", "north", R"("outage":false)"));
    CHECK(told(run) == lines{"03-02T09:21 C-7 again/third: notify", "03-02T09:21 C-7 counts-as-reached: tag"});
    CHECK(run.engine().look("again", "third")->held_by.empty());
    // The exception.
    run.take("complaint", "03-02 09:22", complaint("C-8", "eve", "north", vip));
    CHECK(told(run) == lines{"03-02T09:22 C-8 again/second: assign", "03-02T09:22 C-8 counts-as-reached: tag"});
    // Elsewhere nothing is held.
    run.take("complaint", "03-02 09:23", complaint("C-9", "hal", "south"));
    run.take("complaint", "03-02 09:24", complaint("C-10", "hal", "south"));
    CHECK(told(run) == lines{"03-02T09:24 C-10 again/second: assign", "03-02T09:24 C-10 counts-as-reached: tag"});
    // Once it has ended, the held rung is not made up for; the next one is issued.
    run.take("complaint", "03-03 09:00", complaint("C-11", "fay"));
    CHECK(told(run) == lines{"03-02T10:20 due outage [north]: notify", "03-03T09:00 C-11 again/third: notify",
                             "03-03T09:00 C-11 counts-as-reached: tag"});
}

TEST_CASE("the complaint that begins an alert is held by it, as all that follow") {
    engine_run run(head + outage + R"(    hold:
      ladders: [again]
ladders:
  again:
    per: [customer, issue]
    jump: highest
    rungs:
      - {name: second, when: repeat >= 2, then: [assign: {role: desk}]}
      - {name: third, when: repeat >= 3, then: [notify: {role: desk}]}
)");
    run.take("complaint", "03-01 09:00", complaint("C-1", "ana"));
    run.take("complaint", "03-02 09:00", complaint("C-2", "ben"));
    run.take("complaint", "03-02 09:00", complaint("C-3", "cy"));
    run.take("complaint", "03-02 09:00", complaint("C-4", "ana"));
    CHECK(run.decided() == lines{"outage: warn level=red"});
    run.take("complaint", "03-02 09:01", complaint("C-5", "ana"));
    CHECK(run.decided().empty());
    CHECK(run.engine().look("again", "third")->held_by == "outage");
    CHECK(run.engine().look("again", "second")->held_by.empty());  // it had been reached
}

TEST_CASE("what began and ended runs rules over the group, once") {
    engine_run run(head + outage + R"(rules:
  - name: told
    events: [alert_began, alert_ended]
    when: event.alert == "outage" and complaint.district == "north"
    then:
      - tag: {name: =event.kind}
      - tag: {name: '=people >= 2 ? "many" : "few"'}
      - tag: {name: '=alert("outage") ? "stands" : "over"'}
  - name: seldom
    events: [alert_began]
    always: true
    once: [complaint.district]
    again_after: 7d
    then:
      - consult: {with: [network], chair: desk}
  - name: of-complaints
    when: alert("outage")
    then:
      - tag: {name: during}
)");
    const auto surge = [&](const std::string& day) {
        run.take("complaint", day + " 09:00", complaint("A" + day, "ana"));
        run.take("complaint", day + " 09:00", complaint("B" + day, "ben"));
        run.take("complaint", day + " 09:00", complaint("C" + day, "cy"));
    };
    surge("03-02");
    CHECK(run.decided() == lines{"outage: warn level=red", "told: tag name=alert_began", "told: tag name=many", "told: tag name=stands",
                                 "seldom: consult with=[network] chair=desk", "of-complaints: tag name=during"});
    CHECK(told(run)[1] == "03-02T09:00 C03-02 told [north]: tag");
    run.pass("03-02 12:00");
    CHECK(run.decided() == lines{"outage: notify role=head-of-network text=clear text.en=north is quiet again",
                                 "told: tag name=alert_ended", "told: tag name=few", "told: tag name=over"});
    CHECK(told(run)[1] == "03-02T10:00 due told [north]: tag");
    surge("03-05");
    CHECK(run.decided().size() == 5);  // `seldom` was a few days ago
    surge("03-10");
    CHECK(run.decided().size() == 6);
}

TEST_CASE("an assessment, days later, knows that its complaint was one of many") {
    engine_run run(head + outage + R"(rules:
  - name: answer-for-it
    events: [assessment]
    when: alert("outage") and assessment.responsible
    then:
      - accountability: {department: network, grounds: mass complaints}
)");
    run.take("complaint", "03-01 09:00", complaint("C-0", "zoe"));
    run.take("complaint", "03-02 09:00", complaint("C-1", "ana"));
    run.take("complaint", "03-02 09:00", complaint("C-2", "ben"));
    run.take("complaint", "03-02 09:00", complaint("C-3", "cy"));
    const auto responsible = [](const std::string& id, const std::string& of) {
        return R"("id":")" + id + R"(","complaint":")" + of + R"(","responsible":true)";
    };
    run.pass("03-02 12:00");
    CHECK(run.decided().size() == 1);  // it is over
    run.take("assessment", "03-06 09:00", responsible("A-1", "C-3"));
    CHECK(run.decided() == lines{"answer-for-it: accountability department=network grounds=mass complaints"});
    // Ana complained before it began, Zoe before anybody else.
    run.take("assessment", "03-06 09:00", responsible("A-2", "C-1"));
    CHECK(run.decided().empty());
    run.take("assessment", "03-06 09:00", responsible("A-3", "C-0"));
    CHECK(run.decided().empty());
}

TEST_CASE("without its key an alert does not stand") {
    engine_run run(head + outage + R"(rules:
  - name: calm
    when: not alert("outage")
    then:
      - tag: {name: calm}
)");
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana")");
    CHECK(run.decided() == lines{"calm: tag name=calm"});
}

TEST_CASE("a withdrawal and a correction can end an alert, once their instant is over") {
    engine_run run(head + outage);
    for (const auto* who : {"ana", "ben", "cy"}) run.take("complaint", "03-02 09:00", complaint(std::string("C-") + who, who));
    CHECK(run.decided() == lines{"outage: warn level=red"});
    run.take("withdrawn", "03-02 09:20", R"("id":"W-1","complaint":"C-ana")");
    run.take("corrected", "03-02 09:25", R"("id":"K-1","complaint":"C-ben","complaint.district":"south","outage":true)");
    CHECK(run.decided().empty());
    run.take("complaint", "03-02 09:26", complaint("C-4", "dan", "west"));
    CHECK(told(run) == lines{"03-02T09:25 due outage [north]: notify"});
}

TEST_CASE("a condition that cannot be decided is reviewed, unless the alert says otherwise") {
    const auto rules = [](const std::string& otherwise) {
        return head +
               "windows:\n  people: {distinct: customer, per: complaint.district, within: 1h}\nalerts:\n  - name: outage\n"
               "    per: complaint.district\n    when: people >= 2 and complaint.outage\n" +
               otherwise + "    then:\n      - warn: red\n    until: people < 2\n";
    };
    const auto decided = [](const std::string& yaml) {
        engine_run run(yaml);
        run.take("complaint", "03-02 09:00", complaint("C-1", "ana", "north", ""));
        run.take("complaint", "03-02 09:00", complaint("C-2", "ben", "north", ""));
        return run.decided();
    };
    CHECK(decided(rules("")) == lines{"outage: review role=desk why=the condition could not be decided"});
    CHECK(decided(rules("    if_unknown: skip\n")) == lines{});
    CHECK(decided(rules("    if_unknown: fire\n")) == lines{"outage: warn level=red"});
}

TEST_CASE("a late event counts at its own time, and what was decided stays") {
    engine_run run("lateness: 1h\n" + head.substr(1) + outage);
    run.take("complaint", "03-02 09:00", complaint("C-1", "ana"));
    run.take("complaint", "03-02 09:50", complaint("C-2", "ben"));
    run.take("complaint", "03-02 09:10", complaint("C-3", "cy"));  // judged as of 09:50
    CHECK(told(run) == lines{"03-02T09:10 C-3 outage [north]: warn"});
    // Ana falls at 10:00, Cy at 10:10: one is left, but that is certain only an hour later.
    run.take("complaint", "03-02 11:05", complaint("C-4", "dan"));
    CHECK(run.decided().empty());
    run.take("complaint", "03-02 11:12", complaint("C-5", "ana"));
    CHECK(told(run) == lines{"03-02T10:10 due outage [north]: notify"});
}

TEST_CASE("an alert that stands is saved with the state, and its end with it") {
    engine_run run(head + outage);
    for (const auto* who : {"ana", "ben", "cy"}) run.take("complaint", "03-02 09:00", complaint(std::string("C-") + who, who));
    engine_run other(head + outage);
    REQUIRE(other.engine().load(run.engine().save()) == escalera::state_error::ok);
    CHECK(other.engine().save() == run.engine().save());
    other.take("complaint", "03-02 09:30", complaint("C-4", "dan"));
    CHECK(other.decided().empty());
    other.pass("03-02 12:00");
    CHECK(told(other) == lines{"03-02T10:00 due outage [north]: notify"});
}

TEST_CASE("who is forgotten counts no longer, and an alert may end for it") {
    engine_run run(head + outage);
    for (const auto* who : {"ana", "ben", "cy"}) run.take("complaint", "03-02 09:00", complaint(std::string("C-") + who, who));
    run.engine().forget("ana");
    run.engine().forget("ben");
    run.pass("03-02 09:30");
    CHECK(told(run) == lines{"03-02T09:00 due outage [north]: notify"});
}

TEST_CASE("the id of an alert's decision depends on its key, its cause and whether it began or ended") {
    engine_run run(head + outage);
    std::set<std::string> ids;
    const auto collect = [&] {
        for (const auto& d : run.engine().take()) ids.insert(to_hex(d.id));
    };
    for (const auto* where : {"north", "south"}) {
        for (const auto* who : {"ana", "ben", "cy"}) {
            run.engine().process(run.read("complaint", "03-02 09:00", complaint(std::string(where) + who, who, where)));
        }
        collect();
    }
    static_cast<void>(run.engine().advance(engine_run::instant_of("03-02 12:00")));
    collect();
    CHECK(ids.size() == 4);
}

TEST_CASE("equal requests of alerts for one key are one decision that names both") {
    engine_run run(head + outage + R"(  - name: severe
    per: complaint.district
    when: people >= 3
    then:
      - warn: red
    until: people < 1
)");
    for (const auto* who : {"ana", "ben", "cy"}) run.take("complaint", "03-02 09:00", complaint(std::string("C-") + who, who));
    CHECK(run.decided() == lines{"outage: warn level=red also severe"});
}

TEST_CASE("a group that nothing can see any more makes room for others") {
    engine_run run(head + outage + "limits: {groups: 10}\n");
    for (int day = 2; day < 9; ++day) {
        const auto date = "03-0" + std::to_string(day);
        for (int i = 0; i < 10; ++i) {
            const auto name = std::to_string(day) + "-" + std::to_string(i);
            CHECK(run.take("complaint", date + " 09:00", complaint("C" + name, "c" + name, "d" + name)) == "taken");
        }
        CHECK(run.engine().metrics().groups == 10);
        CHECK(run.engine().metrics().findings[static_cast<std::size_t>(escalera::finding::group_limit)] == 0);
    }
    run.pass("03-08 09:59:59");
    CHECK(run.engine().metrics().groups == 10);
    run.pass("03-08 10:00");
    CHECK(run.engine().metrics().groups == 0);
    CHECK(run.engine().next_due() == escalera::instant::max());
}

TEST_CASE("past the limit of groups no alert begins in a new one") {
    engine_run run(head + R"(
windows:
  severe: {count: signal, per: complaint.district, within: 1h}
alerts:
  - name: outage
    per: complaint.district
    when: complaint.severity > 8
    then:
      - warn: red
    until: severe == 0
limits: {groups: 1}
)");
    run.take("complaint", "03-02 09:00", complaint("C-1", "ana", "north", R"("severity":9)"));
    CHECK(told(run) == lines{"03-02T09:00 C-1 outage [north]: warn"});
    run.take("complaint", "03-02 09:00", complaint("C-2", "ana", "south", R"("severity":9)"));
    CHECK(run.decided().empty());
    CHECK(run.engine().metrics().findings[static_cast<std::size_t>(escalera::finding::group_limit)] == 1);
    // What never held its ground ends with the instant that began it.
    run.take("complaint", "03-02 09:01", complaint("C-3", "ana", "south", R"("severity":9)"));
    CHECK(told(run) == lines{"03-02T09:01 C-3 outage [south]: warn"});
}

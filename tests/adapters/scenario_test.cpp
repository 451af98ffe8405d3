#include "escalera/adapters/scenario.hpp"

#include <array>

#include "support/catch.hpp"
#include "support/event_text.hpp"

using namespace escalera;

namespace {

struct loaded {
    std::vector<scenario> scenarios;
    diagnostics found;
    schema fields;
};

loaded load(std::string text) {
    loaded result;
    const auto file = open_scenarios(std::make_shared<source>("s.yaml", std::move(text)), result.found);
    if (file) result.scenarios = read_scenarios(*file, result.fields, *zone::load("Europe/Berlin"), result.found);
    return result;
}

std::string findings(const diagnostics& found) {
    std::string text;
    for (const auto& d : found) {
        const auto at = d.at.where();
        text += std::to_string(at.line) + ":" + std::to_string(at.column) + " " + std::string(row_of(d.what).id) + " " + d.message +
                (d.suggestion.empty() ? "" : "; " + d.suggestion) + "\n";
    }
    return text;
}

const std::string head = "escalera-test: 1\nrules: r.yaml\nscenarios:\n  - name: n\n    zone: America/Bogota\n    steps:\n";

// The steps of a scenario in Bogota, a line each; or the findings. The first step stands in line 7, from column 7 on.
std::string steps(const std::string& text) {
    const auto [scenarios, found, fields] = load(head + text);
    if (!found.empty()) return findings(found);
    std::string result;
    for (const auto& step : scenarios.at(0).steps) {
        switch (step.is) {
            case scenario_step::kind_of::happens: result += support::text_of(step.what, fields); break;
            case scenario_step::kind_of::advance: result += "advance to " + to_rfc3339(step.time); break;
            case scenario_step::kind_of::expect: result += "expect " + std::to_string(step.expected.size()); break;
            case scenario_step::kind_of::expect_some: result += "expect_some " + std::to_string(step.expected.size()); break;
        }
        result += "\n";
    }
    return result;
}

// Whether a decision fits what a scenario expects.
bool fits_text(const std::string& expected, const decision& made) {
    const auto [scenarios, found, fields] = load(head + "      - expect: [" + expected + "]\n");
    INFO(findings(found));
    REQUIRE(found.empty());
    return fits(scenarios.at(0).steps.at(0).expected.at(0), made);
}

}  // namespace

TEST_CASE("the scenario of the documentation is read") {
    const auto [scenarios, found, fields] = load(R"(escalera-test: 1
rules: ../repeat-ladder.yaml
scenarios:
  - name: the third complaint on a bill texts the team lead
    zone: America/Bogota
    steps:
      - at: 2026-03-02 09:00
        complaint: {id: C-1, customer: ana, issue: bill, category: billing}
      - after: 3d
        complaint: {id: C-2, customer: ana, issue: bill, category: billing}
      - expect:
          - {rule: repeat-complaint, rung: specialist, action: assign}
      - after: 2d
        complaint: {id: C-3, customer: ana, issue: bill, category: billing}
      - expect_some:
          - {rung: team-lead, action: notify, args: {role: team-lead, by: sms}}
      - advance: 48h
      - expect: []
)");
    CHECK(findings(found) == "");
    REQUIRE(scenarios.size() == 1);
    const auto& s = scenarios[0];
    CHECK(s.name == "the third complaint on a bill texts the team lead");
    CHECK(s.in.name() == "America/Bogota");
    REQUIRE(s.steps.size() == 7);
    CHECK(support::text_of(s.steps[0].what, fields) ==
          "complaint C-1 at 2026-03-02T14:00:00Z customer=ana complaint.issue='bill' complaint.category='billing'");
    CHECK(to_rfc3339(s.steps[1].time) == "2026-03-05T14:00:00Z");
    CHECK(s.steps[2].expected.at(0).texts ==
          std::vector<std::pair<std::string, std::string>>{{"rule", "repeat-complaint"}, {"rung", "specialist"}, {"action", "assign"}});
    CHECK(s.steps[4].is == scenario_step::kind_of::expect_some);
    CHECK(s.steps[4].expected.at(0).args.at(1).second.text == "sms");
    CHECK(to_rfc3339(s.steps[5].time) == "2026-03-09T14:00:00Z");
    CHECK(s.steps[6].expected.empty());
}

TEST_CASE("times and lengths of time") {
    CHECK(steps("      - {at: 2026-03-02 09:00:30, signal: {}}\n      - {after: 1h30m, signal: {}}\n      - {signal: {id: S}}\n      - "
                "{at: '2026-03-02T00:00:00Z', signal: {}}\n") ==
          "signal signal::1 at 2026-03-02T14:00:30Z\nsignal signal::2 at 2026-03-02T15:30:30Z\nsignal S at 2026-03-02T15:30:30Z\nsignal "
          "signal::4 at 2026-03-02T00:00:00Z\n");
    CHECK(steps("      - {at: 2026-03-02, signal: {}}\n      - {advance: 2026-03-03 01:00}\n      - {after: 2 days, signal: {}}\n") ==
          "signal signal::1 at 2026-03-02T05:00:00Z\nadvance to 2026-03-03T06:00:00Z\nsignal signal::2 at 2026-03-05T06:00:00Z\n");
}

TEST_CASE("days are days of the zone, not so many hours") {
    // Without a zone of its own a scenario has that of the rules, here Berlin, whose clocks went forward on 2026-03-29.
    const auto [scenarios, found, fields] = load(
        "escalera-test: 1\nrules: r.yaml\nscenarios:\n  - name: n\n    steps: [{at: 2026-03-28 12:00, signal: {}}, {advance: 1 day}, "
        "{advance: 1d}]\n");
    CHECK(findings(found) == "");
    CHECK(to_rfc3339(scenarios.at(0).steps.at(0).time) == "2026-03-28T11:00:00Z");
    CHECK(to_rfc3339(scenarios.at(0).steps.at(1).time) == "2026-03-29T10:00:00Z");
    CHECK(to_rfc3339(scenarios.at(0).steps.at(2).time) == "2026-03-30T10:00:00Z");
}

TEST_CASE("events in scenarios have the names and values of files") {
    CHECK(steps("      - at: 2026-03-02 09:00\n        complaint: {id: 7, customer: {id: ana, tier: vip}, claim: 19.90, severity: 2, "
                "outside: true, due: 2026-03-03 09:00, missing: [phone, address], cause: ~}\n"
                "      - replied: {case: '7', by_person: yes, reply.final: false}\n"
                "      - customer: {id: ana, since: 2020-01-01}\n") ==
          "complaint 7 at 2026-03-02T14:00:00Z customer=ana customer.tier='vip' complaint.claim=19.9d complaint.severity=2 "
          "complaint.outside=true "
          "complaint.due=2026-03-03T14:00:00Z complaint.missing=['phone','address']\n"
          "replied replied:7:2 at 2026-03-02T14:00:00Z case=7 reply.by_person=true reply.final=false\n"
          "customer customer:ana:3 at 2026-03-02T14:00:00Z customer=ana customer.since=2020-01-01T05:00:00Z\n");
}

TEST_CASE("a scenario file's head is checked") {
    CHECK(findings(load("").found) == "1:1 E0201 this is no scenario file; begin with 'escalera-test: 1'\n");
    CHECK(findings(load("escalera-test: 2\nrule: x\n").found) ==
          "2:1 E0203 'rule' is no key of a scenario file; did you mean 'rules'?\n"
          "1:16 E0208 version '2' of the scenario format is not known; write 'escalera-test: 1'\n"
          "1:1 E0202 the file does not say which rules it tests; write 'rules: ' and the path of the rules file, beside this one\n"
          "1:1 E0202 the file has no scenarios; write 'scenarios:' and a list of them\n");
    CHECK(findings(
              load("escalera-test: 1\nrules: r\nscenarios:\n  - zone: Mars\n  - {name: a, steps: []}\n  - {name: a, steps: []}\n").found) ==
          "4:5 E0202 the scenario has no name; say in a sentence what it shows: 'name: ...'\n"
          "4:11 E0704 there is no time zone 'Mars'; write a name such as America/Bogota, or an offset such as +02:00\n"
          "4:5 E0202 the scenario has no steps; write 'steps:' and a list of them\n"
          "6:5 E0204 there is a scenario 'a' already\n");
}

TEST_CASE("steps that cannot be carried out say why") {
    CHECK(steps("      - signal: {}\n") == "7:9 E0712 the first event needs a time; write 'at: 2026-03-02 09:00'\n");
    CHECK(steps("      - {after: 3d, signal: {}}\n") ==
          "7:17 E0712 there is no step before that 'after' could count from; begin with 'at: 2026-03-02 09:00'\n");
    CHECK(steps("      - {at: yesterday, signal: {}}\n") ==
          "7:14 E0712 'yesterday' is no time; write 2026-03-02 09:00, or 2026-03-02T14:00:00Z\n");
    CHECK(steps("      - {at: 2026-03-02, after: 3d, signal: {}}\n")
              .starts_with("7:33 E0711 a step happens 'at' a time or 'after' the step before, not both"));
    CHECK(steps("      - {at: 2026-03-02}\n").starts_with("7:9 E0711 the step does nothing"));
    CHECK(steps("      - {at: 2026-03-02, signal: {}, expect: []}\n")
              .starts_with("7:38 E0711 one step does one thing, and this one has 'signal' already"));
    CHECK(steps("      - {at: 2026-03-02, expect: []}\n").starts_with("7:14 E0711 'at' stands with events, not with 'expect'"));
    CHECK(steps("      - {at: 2026-03-02, sginal: {}}\n").find("E0203 'sginal' is no key of a step; did you mean 'signal'?") !=
          std::string::npos);
    CHECK(steps("      - {at: 2026-03-02, breached: {}}\n").find("E0203 'breached' is no key of a step") != std::string::npos);
    CHECK(steps("      - {at: 2026-03-02, signal: {}}\n      - advance: 2026-03-01\n").starts_with("8:18 E0712 time does not go back"));
    CHECK(steps("      - {at: 2026-03-02, signal: {}}\n      - advance: 2 business-days\n")
              .starts_with("8:18 E0712 a scenario cannot wait '2 business-days'"));
    CHECK(steps("      - {at: 2026-03-02, signal: {}}\n      - advance: ever\n").starts_with("8:18 E0712 a scenario cannot wait 'ever'"));
    CHECK(steps("      - {at: 2026-03-02, signal: {}}\n      - advance: soon\n").starts_with("8:18 E0712 "));
    CHECK(steps("      - at\n") == "7:9 E0201 a step ('- at: ...') is expected here, not a single value\n");
}

TEST_CASE("events in scenarios are checked like a map's") {
    const std::string at = "      - at: 2026-03-02\n        complaint: ";
    CHECK(steps(at + "{id: C, isue: x}\n") == "8:28 E0701 a 'complaint' event has no field 'isue'; did you mean 'issue'?\n");
    CHECK(steps(at + "{id: C, severity: high}\n") == "8:38 E0205 severity: 'high' is no int of 64 bits\n");
    CHECK(steps(at + "{id: C, time: 2026-03-02}\n").starts_with("8:28 E0711 the step says the time of its event"));
    CHECK(steps(at + "{id: C, issue: a, complaint: {issue: b}}\n").find("E0204 'complaint.issue' is said twice, in two spellings") !=
          std::string::npos);
    CHECK(steps(at + "C-1\n").starts_with("8:20 E0201 the event's fields"));
    CHECK(steps("      - {at: 2026-03-02, replied: {id: R}}\n") ==
          "7:35 E0202 a 'replied' event needs a case, a complaint or a customer\n");
}

TEST_CASE("expectations are checked") {
    CHECK(steps("      - expect: {rule: x}\n") == "7:17 E0201 a list of decisions ([] for none) is expected here, not a mapping\n");
    CHECK(steps("      - expect: [x]\n") == "7:18 E0201 a decision ({rule: ..., action: ...}) is expected here, not a single value\n");
    CHECK(steps("      - expect: [{rul: x}]\n").starts_with("7:19 E0203 'rul' is no key of an expected decision; did you mean 'rule'?"));
    CHECK(steps("      - expect: [{at: noon}]\n").starts_with("7:23 E0712 'noon' is no time"));
    CHECK(steps("      - expect: [{args: x}]\n").starts_with("7:25 E0201 a mapping of names to values"));
}

TEST_CASE("what is written is compared, what is left out is not") {
    const std::array<cell, 2> persons = {cell::of(std::string_view("ana")), cell::of(std::string_view("bo"))};
    const std::array<named_cell, 4> args = {{{"role", cell::of(std::string_view("lead"))},
                                             {"level", cell::of(std::int64_t{3})},
                                             {"persons", cell::of_list(persons.data(), 2)},
                                             {"amount", cell::of(decimal{15'000})}}};
    auto capped = cell::of(std::int64_t{33});
    capped.at_least = true;
    const std::array<named_cell, 3> because = {{{"repeat", capped}, {"share", cell::of(0.5)}, {"open", cell::of(true)}}};
    const std::array<also_cause, 1> also = {{{"frequent", "top"}}};
    decision d;
    d.at = to_instant(*parse_rfc3339("2026-03-02T14:00:00Z"));
    d.rule = "repeat";
    d.action = "notify";
    d.customer = "42";
    d.args = args;
    d.because = because;
    d.also = also;

    for (const auto* good :
         {"{}", "{rule: repeat}", "{rule: repeat, action: notify, customer: 42, rung: ~}", "{at: 2026-03-02 09:00}", "{args: {role: lead}}",
          "{args: {level: 3.0, persons: [ana, bo]}}", "{args: {amount: 1.50}}", "{args: {person: ~}}",
          "{because: {repeat: {at_least: 33}, share: 0.5, open: true}}", "{also: [{rule: frequent, rung: top}]}"}) {
        INFO(good);
        CHECK(fits_text(good, d));
    }
    for (const auto* bad :
         {"{rule: repeatt}", "{rung: top}", "{at: 2026-03-02 09:01}", "{due: 2026-03-02 09:00}", "{args: {role: leadd}}",
          "{args: {role: ~}}", "{args: {level: 4}}", "{args: {persons: [bo, ana]}}", "{args: {persons: [ana]}}", "{args: {persons: ana}}",
          "{args: {amount: 1.51}}", "{args: {person: x}}", "{because: {repeat: 33}}", "{because: {repeat: {at_least: 32}}}",
          "{because: {share: 0.51}}", "{because: {open: false}}", "{also: []}", "{also: [{rule: frequent}]}"}) {
        INFO(bad);
        CHECK_FALSE(fits_text(bad, d));
    }
}

TEST_CASE("times and lengths of time in values") {
    const auto is = [](std::string text) { return expected_value{std::move(text), {}, false, false}; };
    CHECK(fits(is("90m"), cell::of(duration{5400, 0})));
    CHECK(fits(is("1h30m"), cell::of(duration{5400, 0})));
    CHECK_FALSE(fits(is("90s"), cell::of(duration{5400, 0})));
    CHECK_FALSE(fits(is("1 day"), cell::of(duration{86'400, 0})));
    CHECK(fits(is("2026-03-02T14:00:00Z"), cell::of(*parse_rfc3339("2026-03-02T14:00:00Z"))));
    CHECK_FALSE(fits(is("2026-03-02T14:00:01Z"), cell::of(*parse_rfc3339("2026-03-02T14:00:00Z"))));
}

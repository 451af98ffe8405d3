// `reached`: rules on the stages of clocks (rules/README.md, "Clocks").
#include <set>
#include <string>

#include "support/catch.hpp"
#include "support/engine_run.hpp"

using support::engine_run;
using support::lines;

namespace {

const std::string rules = R"(escalera: 1
name: reached
unknown: {role: desk}
roles: {desk: {by: [queue]}}
actions: {tell: {stage: string, of: string, verdict: {type: string, required: false}}}
clocks:
  - name: reply
    start: complaint
    stop: replied
    target: {within: 10h}
    stages:
      - {at: 50%, then: [{warn: yellow}]}
      - {name: quiet, at: 60%, when: complaint.severity > 8, if_unknown: skip, then: [{warn: red}]}
      - {name: again, at: 1h after, every: 1h, times: 2, then: [{warn: orange}]}
rules:
  - name: spoken
    events: [reached]
    always: true
    then: [{tell: {stage: =clock.stage, of: =clock.name, verdict: =clock.verdict}}]
  - name: others
    events: [breached]
    when: has(clock.stage)
    then: [{warn: black}]
)";

}  // namespace

TEST_CASE("a stage that is told raises reached behind its own actions, whatever its when says") {
    engine_run run(rules);
    REQUIRE(run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")") == "taken");
    run.pass("03-03 09:00");
    CHECK(run.timed() == lines{"03-02 14:00 reply@50%: warn level=yellow", "03-02 14:00 spoken: tell stage=50% of=reply",
                               "03-02 15:00 spoken: tell stage=quiet of=reply", "03-02 20:00 reply@again: warn level=orange",
                               "03-02 20:00 spoken: tell stage=again of=reply verdict=breached",
                               "03-02 21:00 reply@again: warn level=orange",
                               "03-02 21:00 spoken: tell stage=again of=reply verdict=breached"});
    std::set<std::string> ids;
    for (const auto& d : run.engine().decisions()) ids.insert(to_hex(d.id));
    CHECK(ids.size() == 7);
}

TEST_CASE("stages of one instant have ids of their own") {
    auto two = rules;
    two.replace(two.find("at: 60%"), 7, "at: 50%");
    engine_run run(two);
    REQUIRE(run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")") == "taken");
    run.pass("03-02 15:00");
    REQUIRE(run.timed() == lines{"03-02 14:00 reply@50%: warn level=yellow", "03-02 14:00 spoken: tell stage=50% of=reply",
                                 "03-02 14:00 spoken: tell stage=quiet of=reply"});
    CHECK(to_hex(run.engine().decisions()[1].id) != to_hex(run.engine().decisions()[2].id));
}

// Schedules: when they come, of which keys they are asked, and in which order (rules/README.md, "Schedules").
#include "escalera/engine/schedules.hpp"

#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/engine_run.hpp"

using support::engine_run;
using support::lines;

namespace {

// 2026-03-02 is a Monday.
std::string rules(const std::string& schedules, const std::string& more = "") {
    return R"(escalera: 1
name: schedules
unknown: {role: desk}
roles: {desk: {by: [queue]}, head: {by: [email], of: department}}
actions: {tell: {share: {type: number, required: false}, of: {type: int, required: false}, about: {type: string, required: false}}}
calendars:
  office: {week: {mon-fri: "08:00-18:00"}, holidays: [2026-03-09]}
windows:
  late: {share: breached, of: clock_ended, per: complaint.product, within: last week}
  asked: {count: complaint, per: complaint.product, within: last week}
  all: {count: complaint, within: last week}
  by_two: {count: complaint, per: [complaint.product, complaint.channel], within: last day}
clocks:
  - name: answer
    start: complaint
    stop: replied
    target: {within: 8h}
)" + more + "schedules:\n" +
           schedules;
}

const std::string weekly = R"(  - name: late-product
    every: monday 09:00
    per: complaint.product
    when: late >= 0.5 and late.of >= 2
    then: [{tell: {share: =late, of: =late.of, about: =complaint.product}}]
)";

int n = 0;
void complain(engine_run& run, const std::string& time, const std::string& product, const std::string& more = "") {
    const auto id = "C-" + std::to_string(++n);
    REQUIRE(run.take("complaint", time,
                     R"("id":")" + id + R"(","customer":"c-)" + id + R"(","issue":"x","product":")" + product + "\"" + more) == "taken");
}

// With the key that each is about.
lines told(engine_run& run) {
    lines all;
    for (const auto& d : run.engine().decisions()) {
        all.push_back(to_rfc3339(d.at).substr(5, 11) + " [" + std::string(d.key) + "] " + engine_run::line_of(d));
    }
    return all;
}

}  // namespace

TEST_CASE("a schedule asks for each key of which something was counted, in their order, as of its own time") {
    engine_run run(rules(weekly));
    complain(run, "03-02 09:00", "tv");
    complain(run, "03-02 09:00", "tv");
    complain(run, "03-03 09:00", "phone");
    complain(run, "03-03 09:00", "phone");
    complain(run, "03-04 09:00", "radio");  // one alone
    run.pass("03-09 08:59:59");
    CHECK(told(run).empty());
    run.pass("03-09 09:00");
    CHECK(told(run) == lines{"03-09T09:00 [phone] late-product: tell share=1.000000 of=2 about=phone",
                             "03-09T09:00 [tv] late-product: tell share=1.000000 of=2 about=tv"});
    const auto& d = run.engine().decisions()[0];
    CHECK(d.due == engine_run::instant_of("03-09 09:00"));
    CHECK(d.event.empty());
    CHECK(d.customer.empty());
    CHECK(d.kase.empty());
    CHECK(run.reasons() ==
          lines{"late-product: tell because late=1.000000 late.of=2", "late-product: tell because late=1.000000 late.of=2"});
    run.pass("03-31 00:00");  // nothing was counted any more
    CHECK(told(run).empty());
}

TEST_CASE("its decisions have ids of their own, the same again in a week of the same") {
    engine_run run(rules(weekly));
    for (const auto* day : {"03-02", "03-10"}) {
        complain(run, std::string(day) + " 09:00", "tv");
        complain(run, std::string(day) + " 10:00", "tv");
    }
    std::vector<std::string> ids;
    for (const auto* until : {"03-09 09:00", "03-16 09:00"}) {
        run.pass(until);
        for (const auto& d : run.engine().decisions()) ids.push_back(to_hex(d.id));
    }
    // Taken at the event, not by advance: the first Monday's came before the event of the tenth.
    CHECK(ids.size() == 1);
    engine_run again(rules(weekly));
    complain(again, "03-10 09:00", "tv");
    complain(again, "03-10 10:00", "tv");
    again.pass("03-16 09:00");
    REQUIRE(again.engine().decisions().size() == 1);
    CHECK(to_hex(again.engine().decisions()[0].id) == ids[0]);
}

TEST_CASE("it comes before the event that moves time past it, and once all that arrives with it has been taken") {
    engine_run run(rules(R"(  - name: each-day
    every: day 12:00
    always: true
    then: [{tell: {about: noon}}]
)",
                         R"(rules:
  - name: seen
    always: true
    then: [{tell: {about: =complaint.product}}]
)"));
    complain(run, "03-02 12:00", "at-noon");
    CHECK(told(run) == lines{"03-02T12:00 [] seen: tell about=at-noon"});
    complain(run, "03-02 12:00:00.000001", "behind");
    CHECK(told(run) == lines{"03-02T12:00 [] each-day: tell about=noon", "03-02T12:00 [] seen: tell about=behind"});
    complain(run, "03-04 13:00", "later");
    CHECK(told(run) == lines{"03-03T12:00 [] each-day: tell about=noon", "03-04T12:00 [] each-day: tell about=noon",
                             "03-04T13:00 [] seen: tell about=later"});
}

TEST_CASE("nothing is made up for the time before the first event") {
    engine_run run(rules("  - {name: each-day, every: day 12:00, always: true, then: [{tell: {about: noon}}]}\n"));
    CHECK(run.engine().next_due() == escalera::instant::max());
    complain(run, "03-02 12:00:01", "tv");
    CHECK(told(run).empty());
    engine_run idle(rules("  - {name: each-day, every: day 12:00, always: true, then: [{tell: {about: noon}}]}\n"));
    idle.pass("03-02 13:00");
    CHECK(told(idle).empty());
    CHECK(idle.engine().next_due() == engine_run::instant_of("03-03 12:00"));
    idle.pass("03-03 13:00");
    CHECK(told(idle) == lines{"03-03T12:00 [] each-day: tell about=noon"});
}

TEST_CASE("while its calendar is closed it waits for the opening, or does not come") {
    const std::string end = R"(
    calendar: office
    per: complaint.product
    when: asked >= 1
    then: [{tell: {about: =complaint.product}}]
)";
    engine_run run(rules("  - name: waits\n    every: monday 09:00\n    closed: next-opening" + end +
                         "  - name: skips\n    every: monday 09:00\n    closed: skip" + end));
    complain(run, "03-03 09:00", "tv");
    complain(run, "03-10 09:00", "tv");  // the ninth was a holiday: what comes then is done on the tenth at eight
    CHECK(told(run) == lines{"03-10T08:00 [tv] waits: tell about=tv"});
    run.pass("03-16 10:00");
    CHECK(told(run) == lines{"03-16T09:00 [tv] waits: tell about=tv also skips"});
}

TEST_CASE("at one instant keys stand among customers by their text, and equal requests of one key are one") {
    engine_run run(rules(R"(  - {name: a, every: day 08:00, per: complaint.product, when: asked >= 0, then: [{tell: {about: same}}]}
  - {name: b, every: day 08:00, per: complaint.product, when: asked >= 0, then: [{tell: {about: same}}]}
  - {name: c, every: day 08:00, always: true, then: [{tell: {about: all}}]}
)",
                         R"(rules:
  - name: too-late
    events: [breached]
    always: true
    then: [{tell: {about: =complaint.product}}]
)"));
    const auto take = [&](const std::string& time, const std::string& customer, const std::string& product) {
        const auto id = "C-" + std::to_string(++n);
        REQUIRE(run.take("complaint", time, R"("id":")" + id + R"(","customer":")" + customer + R"(","product":")" + product + "\"") ==
                "taken");
    };
    take("03-02 09:00", "x", "d");
    take("03-02 09:00", "x", "m");
    take("03-09 00:00", "b", "p");
    take("03-09 00:00", "m", "q");
    take("03-09 00:00", "z", "r");
    run.pass("03-09 08:00");
    CHECK(told(run) == lines{"03-09T08:00 [] c: tell about=all", "03-09T08:00 [] too-late: tell about=p",
                             "03-09T08:00 [d] a: tell about=same also b", "03-09T08:00 [m] a: tell about=same also b",
                             "03-09T08:00 [] too-late: tell about=q", "03-09T08:00 [] too-late: tell about=r"});
}

TEST_CASE("a key of several fields is the same in whatever order they are named") {
    engine_run run(rules(R"(  - name: pairs
    every: day 09:00
    per: [complaint.channel, complaint.product]
    when: by_two >= 1
    then: [{tell: {about: =complaint.channel + " " + complaint.product}}]
)"));
    complain(run, "03-02 09:00", "b", R"(,"channel":"x")");
    complain(run, "03-02 09:00", "a", R"(,"channel":"y")");
    complain(run, "03-02 09:00", "c");
    run.pass("03-03 09:00");
    CHECK(told(run) == lines{"03-03T09:00 [x, b] pairs: tell about=x b", "03-03T09:00 [y, a] pairs: tell about=y a"});
}

TEST_CASE("what cannot be decided is reviewed, unless the schedule says otherwise") {
    const std::string body = "every: monday 09:00, per: complaint.product, when: late >= 0.5 or asked >= 9, then: [{tell: {about: x}}]";
    engine_run run(rules("  - {name: review, " + body + "}\n  - {name: fire, if_unknown: fire, " + body +
                         "}\n  - {name: skip, if_unknown: skip, " + body + "}\n  - {name: blocked, if_unknown: fire, unless: asked == 1, " +
                         body + "}\n"));
    complain(run, "03-02 09:00", "tv");
    REQUIRE(run.take("withdrawn", "03-02 10:00",
                     R"("id":"W","customer":"c-C-)" + std::to_string(n) + R"(","complaint":"C-)" + std::to_string(n) + "\"") ==
            "taken");  // so that no clock has ended
    run.pass("03-09 09:00");
    CHECK(told(run) ==
          lines{"03-09T09:00 [tv] review: review role=desk why=the condition could not be decided", "03-09T09:00 [tv] fire: tell about=x"});
}

TEST_CASE("a schedule reads the field of its key, in texts too, and the time at which it comes") {
    engine_run run(rules(R"(  - name: report
    every: month 1 00:00
    per: complaint.product
    when: by_month > 0 and event.time.getMonth() == 3
    then: [{notify: {role: head, text: much}}]
)",
                         "texts: {much: {en: \"Much about {product}\"}}\n")
                       .insert(rules("").find("  late:"), "  by_month: {count: complaint, per: complaint.product, within: last month}\n"));
    complain(run, "03-15 09:00", "tv");
    run.pass("04-01 00:00");
    CHECK(told(run) == lines{"04-01T00:00 [tv] report: notify role=head text=much text.en=Much about tv"});
}

TEST_CASE("with lateness a schedule comes once its instant is over for good, and sees all of the period") {
    auto text = rules(weekly);
    text.insert(text.find("unknown:"), "lateness: 1d\n");
    engine_run run(text);
    complain(run, "03-02 09:00", "tv");
    complain(run, "03-09 10:00", "radio");
    CHECK(told(run).empty());
    complain(run, "03-08 10:30", "tv");  // a day late, all but half an hour
    complain(run, "03-10 09:00", "radio");
    CHECK(told(run).empty());
    complain(run, "03-10 09:00:00.000001", "radio");
    CHECK(told(run) == lines{"03-09T09:00 [tv] late-product: tell share=1.000000 of=2 about=tv"});
}

TEST_CASE("a saved state goes on with its schedules where it was") {
    engine_run run(rules(weekly));
    complain(run, "03-02 09:00", "tv");
    complain(run, "03-02 09:00", "tv");
    run.pass("03-09 08:00");
    engine_run again(rules(weekly));
    REQUIRE(again.engine().load(run.engine().save()) == escalera::state_error::ok);
    CHECK(again.engine().next_due() == engine_run::instant_of("03-09 09:00"));
    for (auto* r : {&run, &again}) {
        r->pass("03-09 09:00");
        CHECK(told(*r).size() == 1);
    }
    CHECK(again.engine().save() == run.engine().save());
    engine_run third(rules(weekly));
    REQUIRE(third.engine().load(run.engine().save()) == escalera::state_error::ok);
    third.pass("03-09 10:00");
    CHECK(told(third).empty());  // it has been done
}

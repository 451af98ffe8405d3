// `cases:`: what it may say, and what is wrong with it.
#include "escalera/compile/resolve.hpp"

#include <string>
#include <vector>

#include "escalera/compile/compile.hpp"
#include "support/catch.hpp"

using namespace escalera;

namespace {

using list = std::vector<std::string>;

const std::string head =
    "escalera: 1\n"
    "name: t\n"
    "unknown: {role: desk}\n"
    "roles: {desk: {by: [queue]}}\n"
    "calendars: {office: {week: {mon-fri: \"09:00-17:00\"}}}\n";  // five lines

list findings(const std::string& text) {
    diagnostics found;
    static_cast<void>(load_rules_text("t.yaml", text, &found));
    list all;
    for (const auto& d : found) {
        const auto p = d.at.where();
        all.push_back(std::to_string(p.line) + ":" + std::to_string(p.column) + " " + std::string(row_of(d.what).name));
    }
    return all;
}

// Stands on line 6.
list cases(const std::string& text) { return findings(head + "cases: " + text + "\n"); }

std::string hash_of(const std::string& text) {
    const auto rules = load_rules_text("t.yaml", text);
    REQUIRE(rules.has_value());
    return to_hex((*rules)->hash);
}

}  // namespace

TEST_CASE("each key of cases may stand alone, one must") {
    for (const auto* good : {"{idle: 90d}", "{calendar: office}", "{thorough: 30d}", "{steps: [a, b]}",
                             "{idle: 90d, calendar: office, thorough: 12h, steps: [a]}"}) {
        INFO(good);
        CHECK(cases(good) == list{});
    }
    CHECK(cases("{}") == list{"6:8 missing_key"});
    CHECK(cases("{thorogh: 30d}") == list{"6:9 unknown_key"});
    CHECK(cases("{idle: 0s}") == list{"6:15 bad_duration"});
    CHECK(cases("{thorough: 0s}") == list{"6:19 bad_duration"});
    CHECK(cases("{thorough: 15 days}") == list{"6:19 bad_duration"});
    CHECK(cases("{calendar: offcie}").size() == 1);
    CHECK(cases("{steps: []}") == list{"6:16 bad_value"});
    CHECK(cases("{steps: 3}") == list{"6:16 wrong_shape"});
}

TEST_CASE("a step names roles, calendars and events that are there") {
    CHECK(cases("{steps: [{name: a, owner: desk, limit: 4h, calendar: office, done: [assigned, replied], optional: true}, {name: b, back: "
                "refused}]}") == list{});
    CHECK(cases("{steps: [{owner: desk}]}") == list{"6:18 missing_key"});
    CHECK(cases("{steps: [a, a]}") == list{"6:20 duplicate_name"});
    CHECK(cases("{steps: [{name: a, owner: dsk}]}") == list{"6:34 unknown_role"});
    CHECK(cases("{steps: [{name: a, owner: dsk, limit: 4h}]}") == list{"6:34 unknown_role"});
    CHECK(cases("{steps: [{name: a, limit: 4h, calendar: shop}]}").size() == 1);
    CHECK(cases("{steps: [{name: a, calendar: office}]}").size() == 1);
    CHECK(cases("{steps: [{name: a, done: asigned}, b]}") == list{"6:33 unknown_event"});
    CHECK(cases("{steps: [{name: a, done: breached}, b]}") == list{"6:33 inner_trigger"});
    CHECK(cases("{steps: [{name: a, done: customer}, b]}") == list{"6:33 inner_trigger"});
    CHECK(cases("{steps: [{name: a, done: step}, b]}") == list{"6:33 inner_trigger"});
    CHECK(cases("{steps: [{name: a, back: refused}, b]}") == list{"6:33 bad_value"});
    CHECK(cases("{steps: [a, {name: b, done: approved}]}") == list{"6:36 bad_value"});
    CHECK(cases("{steps: [\"a'b\"]}") == list{"6:17 bad_name"});
    CHECK(cases("{steps: [{name: a, optional: perhaps}]}").size() == 1);
}

TEST_CASE("the limit of a step is a length as a clock takes it") {
    for (const auto* good : {"4h", "3 days"}) CHECK(cases(std::string("{steps: [{name: a, limit: ") + good + "}]}") == list{});
    CHECK(cases("{calendar: office, steps: [{name: a, limit: 2 business-days}]}") == list{});
    CHECK(cases("{steps: [{name: a, limit: 2 business-days}]}") == list{"6:34 no_calendar"});
    CHECK(cases("{steps: [{name: a, limit: 3d, calendar: office}]}") == list{"6:34 days_under_calendar"});
    CHECK(cases("{steps: [{name: a, limit: ever}]}") == list{"6:34 bad_duration"});
    CHECK(cases("{steps: [{name: a, limit: 0s}]}") == list{"6:34 bad_duration"});
    // The clock has a name, and nobody else may bear it.
    const std::string asking = "rules:\n  - name: r\n    when: clock.breached(\"step-a\")\n    then: [{warn: red}]\n";
    CHECK(findings(head + "cases: {steps: [{name: a, limit: 4h}]}\n" + asking) == list{});
    CHECK(findings(head + "cases: {steps: [a]}\n" + asking).size() == 1);
    const std::string other = "clocks:\n  - {name: step-a, start: complaint, stop: replied, target: {within: 1h}}\n";
    CHECK(findings(head + "cases: {steps: [{name: a, limit: 4h}]}\n" + other) == list{"6:24 duplicate_name"});
}

TEST_CASE("what cases say is part of the rules' hash, and nothing said is as ever") {
    const auto plain = hash_of(head);
    CHECK(plain == hash_of(head));
    list all{plain};
    for (const auto* one :
         {"{thorough: 30d}", "{thorough: 31d}", "{calendar: office}", "{steps: [a, b]}", "{steps: [b, a]}",
          "{steps: [a, {name: b, optional: true}]}", "{steps: [{name: a, done: assigned}, b]}", "{steps: [a, {name: b, back: refused}]}",
          "{steps: [a, {name: b, owner: desk}]}", "{steps: [a, {name: b, limit: 4h}]}"}) {
        all.push_back(hash_of(head + "cases: " + one + "\n"));
    }
    all.push_back(hash_of(head + "limits: {hand_overs: 9}\n"));
    const std::size_t count = all.size();
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    CHECK(all.size() == count);
}

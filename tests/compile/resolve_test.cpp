#include "escalera/compile/resolve.hpp"

#include <string>
#include <vector>

#include "support/catch.hpp"

using namespace escalera;

namespace {

struct outcome {
    diagnostics found;
    resolved_rules rules;
};

outcome resolve_text(std::string text) {
    outcome o;
    auto document = read_rules_text(std::make_shared<source>("t.yaml", std::move(text)), o.found);
    o.rules = resolve(std::move(document), o.found);
    o.found.sort();
    return o;
}

using list = std::vector<std::string>;

list findings(const outcome& o) {
    list all;
    for (const auto& d : o.found) {
        const auto p = d.at.where();
        all.push_back(std::to_string(p.line) + ":" + std::to_string(p.column) + " " + std::string(row_of(d.what).name));
    }
    return all;
}

const std::string head =
    "escalera: 1\n"
    "name: t\n"
    "unknown: {role: desk}\n"
    "roles: {desk: {by: [queue, sms]}}\n"
    "texts: {hello: {en: \"Hello {issue} {{x}} {customer.tier}!\"}}\n";  // five lines

list rule(const std::string& text) { return findings(resolve_text(head + "rules:\n  - name: r\n    " + text + "\n")); }
list action(const std::string& text) {
    return findings(resolve_text(head + "rules:\n  - name: r\n    always: true\n    then:\n      - " + text + "\n"));
}
list window(const std::string& text) { return findings(resolve_text(head + "windows:\n  w: {" + text + "}\n")); }

}  // namespace

TEST_CASE("names, keys, conditions and actions are looked up") {
    const auto o = resolve_text(head + R"(fields: {complaint: {bill: string}}
windows:
  repeat: {count: complaint, per: [customer, issue], within: 90d}
  bills: {distinct: complaint.bill, per: customer, within: 30d, limit: 7}
  paid: {sum: offer.amount, per: customer, within: 365d, where: offer.accepted}
  by_case: {count: transferred, per: case, within: ever}
  group: {count: complaint, per: [product, complaint.channel], within: 1h}
  upheld: {share: upheld, of: resolved, per: customer, within: 365d}
routes:
  - when: paid > 10
    to: a
  - to: b
ladders:
  l:
    per: customer
    reset: repeat == 0
    rungs:
      - name: one
        when: repeat >= 2
        then:
          - assign: {role: desk, person: =case.owner}
      - name: two
        when: repeat >= 3
        unless: upheld.of < 10 or upheld < 0.5
        if_unknown: fire
        then:
          - warn: red
rules:
  - name: r
    events: [complaint, assessment]
    when: case.reached("l", "two")
    once: [customer, complaint.bill]
    again_after: 1d
    one_of: x
    then:
      - notify: {by: sms, role: desk, text: hello}
      - assess: {questions: [responsible]}
      - priority: 2
      - consult: {with: =case.held_by, chair: desk, within: 2h}
  - name: s
    always: true
    one_of: x
    last: true
    then:
      - call_back: {note: =complaint.text}
actions: {call_back: {by: {type: role, required: false}, note: string}}
)");
    CHECK(findings(o) == list{});
    const auto& r = o.rules;
    using kind_of = resolved::key_part::kind_of;
    REQUIRE(r.windows.size() == 6);
    CHECK(r.windows[0].per.at(0).is == kind_of::customer);
    CHECK(r.fields[r.windows[0].per.at(1).field].full_name == "complaint.issue");
    CHECK_FALSE(r.windows[0].of_group);
    CHECK(r.windows[1].limit == 7);
    CHECK(r.fields[*r.windows[1].value].full_name == "complaint.bill");
    CHECK(r.windows[2].of == event_kind::offer);
    CHECK(r.windows[2].holds == type{kind::dec, 0});
    CHECK(r.windows[2].where != nullptr);
    CHECK(r.windows[3].of == event_kind::transferred);
    CHECK(r.windows[3].per.at(0).is == kind_of::kase);
    CHECK(r.windows[3].within == length_of_time::without_end);
    CHECK(r.windows[4].of_group);
    CHECK(r.windows[5].holds == type{kind::number, 0});
    CHECK(r.windows[5].verdict == "upheld");
    REQUIRE(r.routes.size() == 2);
    CHECK(r.routes[0].when->windows == std::vector<std::uint32_t>{2});
    CHECK(r.routes[1].when == nullptr);
    REQUIRE(r.ladders.size() == 1);
    CHECK(r.ladders[0].reset != nullptr);
    CHECK(r.ladders[0].rungs.at(1).because.otherwise == written::if_unknown::fire);
    const auto& assign = r.ladders[0].rungs.at(0).because.then.at(0);
    CHECK(assign.arguments.at(1).computed->text.text == "case.owner");
    REQUIRE(r.rules.size() == 2);
    CHECK(r.rules[0].events == (mask_of(event_kind::complaint) | mask_of(event_kind::assessment)));
    CHECK(r.rules[0].again_after == 86'400'000'000);
    CHECK(r.rules[0].one_of == r.rules[1].one_of);
    CHECK(r.one_of_count == 1);
    const auto& notify = r.rules[0].because.then.at(0);
    CHECK(notify.arguments.at(0).name == "by");  // in the order written
    CHECK(notify.arguments.at(2).text == 0U);
    CHECK(r.rules[0].because.then.at(2).arguments.at(0).literal == value(std::int64_t{2}));
    REQUIRE(r.texts.size() == 1);
    const auto& hello = r.texts[0].versions.at(0);
    CHECK(hello.pieces == list{"Hello ", " {x} ", "!"});
    CHECK(r.fields[hello.fields.at(0)].full_name == "complaint.issue");
}

TEST_CASE("roles, channels, actions and arguments that do not exist are told") {
    CHECK(action("notify: {role: dsk}") == list{"10:24 unknown_role"});
    CHECK(action("notify: {role: desk, by: email}") == list{"10:34 unknown_channel"});
    CHECK(action("notifi: {role: desk}") == list{"10:9 unknown_action"});
    CHECK(action("notify: {rol: desk}") == list{"10:18 unknown_key"});
    CHECK(action("notify: {by: sms}") == list{"10:9 missing_key"});
    CHECK(action("notify") == list{"10:9 missing_key"});
    CHECK(action("notify: desk") == list{"10:17 wrong_shape"});
    CHECK(action("notify: {role: desk, text: helo}") == list{"10:36 unknown_text"});
    CHECK(action("notify: {role: =case.owner}") == list{"10:24 bad_argument"});
    CHECK(action("priority: high") == list{"10:19 bad_argument"});
    CHECK(action("priority: [1]") == list{"10:19 bad_argument"});
    CHECK(action("grade: {level: 3, provisional: perhaps}") == list{"10:40 bad_argument"});
    CHECK(action("assess: {questions: [=case.owner]}") == list{"10:30 bad_argument"});
    CHECK(action("tag: {name: =case.grade}") == list{"10:22 wrong_result"});
    CHECK(action("tag: {name: =case.grad}") == list{"10:22 unknown_name"});
    CHECK(action("follow_up: {by: sms, after: 3 weeks}") == list{"10:37 bad_duration"});
    CHECK(action("follow_up: {by: sms, after: 3 days}") == list{});
    CHECK(action("follow_up: {by: sms, after: 2 business-days}") == list{"10:37 no_calendar"});
    CHECK(action("notify: {role: desk, acknowledge_within: 3h}") == list{"10:30 missing_key"});
    CHECK(findings(resolve_text("escalera: 1\nname: t\nunknown: {role: desk}\n")) == list{"3:17 unknown_role"});
    CHECK(findings(resolve_text("escalera: 1\nname: t\nroles: {a: {by: x, absent: a}, b: {by: x, absent: c}}\n")) ==
          list{"3:28 bad_value", "3:51 unknown_role"});
}

TEST_CASE("rules that nobody would review are told") {
    const std::string text = "escalera: 1\nname: t\nrules:\n  - {name: r, when: case.grade == 1, then: [close: {reason: x}]}\n";
    CHECK(findings(resolve_text(text)) == list{"1:11 missing_key"});
}

TEST_CASE("windows that cannot be counted are told") {
    CHECK(window("count: complaint, per: custmer, within: 1d") == list{"7:30 unknown_field"});
    CHECK(window("count: compliant, per: customer, within: 1d") == list{"7:14 unknown_event"});
    CHECK(window("count: breached, per: customer, within: 1d") == list{"7:14 not_built_yet"});
    CHECK(window("sum: text, per: customer, within: 1d") == list{"7:12 bad_measure"});
    CHECK(window("sum: case.grade, per: customer, within: 1d") == list{"7:12 bad_measure"});
    CHECK(window("distinct: missing, per: customer, within: 1d") == list{"7:17 bad_measure"});
    CHECK(window("count: complaint, per: complaint.time, within: 1d") == list{"7:30 bad_measure"});
    CHECK(window("count: complaint, per: customer, within: 1d, where: 1 + 1") == list{"7:59 wrong_result"});
    CHECK(window("count: complaint, per: customer, within: 1d, where: w > 1") == list{"7:59 flows_back"});
    CHECK(window("count: complaint, per: product, within: 1d, where: customer.escalated") == list{"7:58 flows_back"});
    CHECK(window("count: complaint, per: case.department, within: 1d") == list{"7:30 flows_back"});
    CHECK(window("count: complaint, per: [case, case.department], within: 1d") == list{});
    CHECK(window("share: upheld, of: offer, per: customer, within: 1d") == list{"7:26 bad_measure"});
    CHECK(window("share: uphold, of: resolved, per: customer, within: 1d") == list{"7:14 bad_measure"});
    CHECK(window("share: upheld, of: resloved, per: customer, within: 1d") == list{"7:26 unknown_event"});
}

TEST_CASE("what is read before it is set is told") {
    const std::string ladder = "ladders:\n  l: {per: customer, rungs: [{name: a, always: true, then: [close: {reason: x}]}]}\n";
    CHECK(findings(resolve_text(head + ladder + "groups:\n  - name: g\n    when: case.rung(\"l\") > 0\n  - name: h\n")) ==
          list{"10:11 flows_back"});
    CHECK(findings(resolve_text(head + ladder + "rules:\n  - name: g\n    when: case.rung(\"l\") > 0\n    then: [close: {reason: x}]\n")) ==
          list{});
}

TEST_CASE("events of rules and texts with placeholders are looked up") {
    CHECK(rule("events: [complaint, compliant]\n    always: true\n    then: [close: {reason: x}]") == list{"8:25 unknown_event"});
    CHECK(rule("events: [reached]\n    always: true\n    then: [close: {reason: x}]") == list{});
    CHECK(rule("events: [breached]\n    always: true\n    then: [close: {reason: x}]") == list{});
    CHECK(findings(resolve_text("escalera: 1\nname: t\ntexts: {a: {en: \"x {isue} {y\", es: \"} {customer.tire}\"}}\n")) ==
          list{"3:21 bad_placeholder", "3:27 bad_placeholder", "3:37 bad_placeholder", "3:40 bad_placeholder"});
}

TEST_CASE("fields of the file join those built in") {
    const auto with = [](const std::string& fields) {
        return resolve_text("escalera: 1\nname: t\nfields: {complaint: {" + fields + "}}\n");
    };
    CHECK(findings(with("bill: string, issue: {required: true}")) == list{});
    const auto o = with("issue: {required: true}");
    CHECK(o.rules.fields[*o.rules.fields.find("complaint.issue")].required);
    CHECK(findings(with("issue: int")) == list{"3:22 duplicate_name"});
    CHECK(findings(with("bill: {required: true}")) == list{"3:22 missing_key"});
}

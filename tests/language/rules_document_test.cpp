#include "escalera/language/rules_document.hpp"

#include <string>
#include <vector>

#include "support/catch.hpp"

using namespace escalera;

namespace {

struct reading {
    diagnostics found;
    rules_document_ptr document;
};

reading read(std::string text) {
    reading r;
    r.document = read_rules_text(std::make_shared<source>("t.yaml", std::move(text)), r.found);
    r.found.sort();
    return r;
}

using list = std::vector<std::string>;

list findings(const reading& r) {
    list all;
    for (const auto& d : r.found) {
        const auto p = d.at.where();
        all.push_back(std::to_string(p.line) + ":" + std::to_string(p.column) + " " + std::string(row_of(d.what).name));
    }
    return all;
}

const std::string head = "escalera: 1\nname: t\n";

}  // namespace

TEST_CASE("every built section is read as written") {
    const auto r = read(R"(escalera: 1
name: telecom
zone: America/Bogota
lateness: 10m
unknown: {role: desk}
cases: {idle: 90d}
fields:
  complaint: {bill: string, tags: list(string), issue: {required: true}}
roles:
  desk: {by: [queue]}
  lead: {by: sms, of: unit, skill: complaints, absent: desk}
windows:
  repeat: {count: complaint, per: [customer, issue], within: 90d}
  people: {distinct: customer, per: complaint.bill, within: ever, where: complaint.outside, limit: 50}
groups:
  - name: frequent
    when: repeat >= 3
  - name: ordinary
routes:
  - {when: complaint.category == "contract", to: management, events: [complaint, corrected]}
  - to: service
ladders:
  climb:
    per: customer
    events: [complaint]
    jump: highest
    reset: repeat == 0
    rungs:
      - name: first
        when: repeat >= 2
        if_unknown: fire
        unless: case.group == "x"
        then:
          - assign: {role: desk}
          - warn: red
rules:
  - name: r
    events: complaint
    always: true
    once: [customer, complaint.bill]
    again_after: 90d
    last: true
    one_of: kind
    if_unknown: skip
    then:
      - notify: {role: lead, by: sms, text: hello}
texts:
  hello: {en: "Hello {customer.id}", es: Hola}
actions:
  call_back: {by: role, note: {type: string, required: false}}
limits: {remember: 500, entries: 4000, cases: 10, groups: 9}
)");
    CHECK(findings(r) == list{});
    const auto& d = *r.document;
    CHECK(d.name.text == "telecom");
    CHECK(d.zone->text == "America/Bogota");
    CHECK(d.lateness->is.micros == 600'000'000);
    CHECK(d.unknown_role->text == "desk");
    CHECK(d.case_idle->is.micros == 7'776'000'000'000);
    REQUIRE(d.fields.size() == 3);
    CHECK(d.fields[1].holds == type{kind::text, 1});
    CHECK(d.fields[2].required);
    CHECK_FALSE(d.fields[2].holds);
    REQUIRE(d.roles.size() == 2);
    CHECK(d.roles[1].by.at(0).text == "sms");
    CHECK(d.roles[1].absent->text == "desk");
    REQUIRE(d.windows.size() == 2);
    CHECK(d.windows[0].per.size() == 2);
    CHECK(d.windows[1].what == written::window_what::distinct);
    CHECK(d.windows[1].within->is.micros == length_of_time::without_end);
    CHECK(d.windows[1].where->text.text == "complaint.outside");
    CHECK(d.windows[1].limit->is == 50);
    REQUIRE(d.groups.size() == 2);
    CHECK_FALSE(d.groups[1].holds.when);
    REQUIRE(d.routes.size() == 2);
    CHECK(d.routes[0].events.size() == 2);
    REQUIRE(d.ladders.size() == 1);
    CHECK(d.ladders[0].highest_only);
    CHECK(d.ladders[0].reset->text.text == "repeat == 0");
    const auto& rung = d.ladders[0].rungs.at(0);
    CHECK(rung.otherwise == written::if_unknown::fire);
    CHECK(rung.unless->text.text == "case.group == \"x\"");
    CHECK(rung.then.at(1).is.text == "warn");
    CHECK(rung.then.at(1).arguments->scalar() == "red");
    REQUIRE(d.rules.size() == 1);
    const auto& rule = d.rules[0];
    CHECK(rule.holds.always);
    CHECK(rule.once.size() == 2);
    CHECK(rule.last);
    CHECK(rule.one_of->text == "kind");
    CHECK(rule.otherwise == written::if_unknown::skip);
    CHECK(d.texts.at(0).versions.size() == 2);
    CHECK_FALSE(d.actions.at(0).arguments.at(1).required);
    CHECK(d.limits.remember->is == 500);
    CHECK(d.kept.empty());
}

TEST_CASE("an unknown key is told once, with the nearest known one, and read as that") {
    const auto r = read(head + "windws:\n  repeat: {cuont: complaint, per: customer, within: 90d}\n");
    CHECK(findings(r) == list{"3:1 unknown_key", "4:12 unknown_key"});
    CHECK(r.found[0].suggestion == "did you mean 'windows'?");
    CHECK(r.document->windows.size() == 1);
    const auto far = read(head + "banana: 1\n");
    CHECK(findings(far) == list{"3:1 unknown_key"});
    CHECK_FALSE(far.found[0].suggestion.empty());
}

TEST_CASE("what must be there is asked for") {
    CHECK(findings(read("")) == list{"1:1 missing_key"});
    CHECK(findings(read("name: t\n")) == list{"1:1 missing_key"});
    CHECK(findings(read("escalera: 1\n")) == list{"1:11 missing_key"});
    CHECK(findings(read("escalera: 2\nname: t\n")) == list{"1:11 unsupported_version"});
    CHECK(findings(read(head + "windows:\n  w: {count: complaint}\n")) == list{"4:7 missing_key", "4:7 missing_key"});
    CHECK(findings(read(head + "rules:\n  - name: r\n    then: [close: {reason: x}]\n")) == list{"4:5 missing_key"});
    CHECK(findings(read(head + "rules:\n  - name: r\n    always: true\n")) == list{"4:5 missing_key"});
    CHECK(findings(read(head + "ladders:\n  l: {per: customer}\n")) == list{"4:7 missing_key"});
    CHECK(findings(read(head + "unknown: {}\n")) == list{"3:10 missing_key"});
}

TEST_CASE("values of another kind are told, with the form to write") {
    CHECK(findings(read("- a\n")) == list{"1:1 wrong_shape"});
    CHECK(findings(read(head + "zone: Europe/Atlantis\n")) == list{"3:7 bad_value"});
    CHECK(findings(read(head + "lateness: 5\n")) == list{"3:11 bad_duration"});
    CHECK(findings(read(head + "lateness: 5 days\n")) == list{"3:11 bad_duration"});
    CHECK(findings(read(head + "rules: {name: r}\n")) == list{"3:8 wrong_shape"});
    CHECK(findings(read(head + "windows: [a]\n")) == list{"3:10 wrong_shape"});
    CHECK(findings(read(head + "limits: {remember: 0}\n")) == list{"3:20 bad_value"});
    CHECK(findings(read(head + "limits: {remember: many}\n")) == list{"3:20 bad_value"});
    CHECK(findings(read(head + "fields: {complaint: {bill: text}}\n")) == list{"3:28 bad_value"});
    CHECK(findings(read(head + "fields: {case: {x: int}}\n")) == list{"3:10 unknown_key"});
    CHECK(findings(read(head + "fields: {complaint: {bill-no: string}}\n")) == list{"3:22 bad_name"});
    CHECK(findings(read(head + "windows:\n  same-bill: {count: complaint, per: customer, within: 1d}\n")) == list{"4:3 bad_name"});
    CHECK(findings(read(head + "windows:\n  case: {count: complaint, per: customer, within: 1d}\n")) == list{"4:3 bad_name"});
    CHECK(findings(read(head + "windows:\n  in: {count: complaint, per: customer, within: 1d}\n")) == list{"4:3 bad_name"});
    CHECK(findings(read(head + "windows:\n  w: {count: complaint, sum: claim, per: customer, within: 1d}\n")) == list{"4:25 bad_value"});
    CHECK(findings(read(head + "windows:\n  w: {count: complaint, per: customer, within: 0s}\n")) == list{"4:48 bad_duration"});
    CHECK(findings(read(head + "actions: {notify: {}}\n")) == list{"3:11 duplicate_name"});
    CHECK(findings(read(head + "routes:\n  - to: a\n  - to: b\n")) == list{"4:5 missing_key"});
    CHECK(findings(read(head + "groups:\n  - {name: a, always: true}\n  - name: a\n")) == list{"4:15 bad_value", "5:11 duplicate_name"});
}

TEST_CASE("rules are checked as far as they stand alone") {
    const std::string rule = head + "rules:\n  - name: r\n    always: true\n    then: [close: {reason: x}]\n";
    CHECK(findings(read(rule)) == list{});
    CHECK(findings(read(rule + "    once: customer\n")) == list{"7:5 missing_key"});
    CHECK(findings(read(rule + "    once: case\n")) == list{});
    CHECK(findings(read(rule + "    again_after: 3d\n")) == list{"7:5 missing_key"});
    CHECK(findings(read(rule + "    when: x\n")) == list{"5:5 bad_value"});
    CHECK(findings(read(rule + "    if_unknown: firee\n")) == list{"7:17 bad_value"});
    CHECK(findings(read(rule + "    last: yes\n")) == list{"7:11 bad_value"});
    CHECK(findings(read(rule + "    calendar: [office]\n")) == list{"7:15 wrong_shape"});
    CHECK(findings(read(rule + "  - name: r\n    always: true\n    then: [close]\n")) == list{"7:11 duplicate_name"});
    CHECK(findings(read(head + "rules:\n  - name: r\n    always: true\n    then:\n      - notify:\n        role: x\n")) ==
          list{"8:9 wrong_shape"});
}

TEST_CASE("conditions that YAML has taken apart are told as such") {
    const auto condition = [&](const std::string& text) {
        return findings(read(head + "groups:\n  - name: a\n    when: " + text + "\n  - name: b\n"));
    };
    CHECK(condition("x == 1  # a comment") == list{});
    CHECK(condition("x == \"a #b\"") == list{"5:19 condition_cut_by_comment"});
    CHECK(condition("[1, 2]") == list{"5:11 condition_first_character"});
    CHECK(condition("{a: b}") == list{"5:11 condition_first_character"});
    CHECK(findings(read(head + "routes:\n  - {when: x == \"a, b\", to: y}\n")) == list{"4:21 condition_in_braces"});
    CHECK(findings(read(head + "routes:\n  - {when: f(a, b) > 1, to: y}\n")) == list{"4:17 condition_in_braces"});
}

TEST_CASE("sections of later versions are kept and told") {
    const auto r = read(head + "migrate:\n  - name: a\n");
    CHECK(findings(r) == list{"3:1 not_built_yet"});
    CHECK(r.document->kept.size() == 1);
}

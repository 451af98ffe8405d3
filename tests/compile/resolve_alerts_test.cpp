// Alerts: what they may read, and how their end must be told.
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
    "texts: {who: {en: \"{customer.tier}\"}, what: {en: \"{severity}\"}, where: {en: \"{product}\"}}\n"
    "windows:\n"
    "  people: {distinct: customer, per: product, within: 1h}\n"
    "  both: {count: complaint, per: [product, channel], within: 1h}\n"
    "  mine: {count: complaint, per: customer, within: 1h}\n"
    "  signals: {count: signal, per: product, within: 1h}\n"
    "ladders: {climb: {per: customer, rungs: [{name: low, always: true, then: [tag: {name: x}]}]}}\n";  // eleven lines

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

// The alert begins on line 12; `lines` stand on the lines behind its name, indented.
list alert(const std::vector<std::string>& lines) {
    auto text = head + "alerts:\n  - name: a\n";
    for (const auto& l : lines) text += "    " + l + "\n";
    return findings(text);
}

const std::string per = "per: product";
const std::string then = "then: [{warn: red}]";

}  // namespace

TEST_CASE("an alert needs a name, a key, a condition and actions") {
    CHECK(alert({per, "when: people >= 3", then}) == list{});
    CHECK(findings(head + "alerts:\n  - {}\n") == list{"13:5 missing_key", "13:5 missing_key", "13:5 missing_key", "13:5 missing_key"});
    CHECK(alert({per, "when: people >= 3"}) == list{"13:5 missing_key"});
    CHECK(alert({per, "whne: people >= 3", then}) == list{"15:5 unknown_key"});
    CHECK(alert({per, "when: people >= 3", then, "always: true"}) == list{"17:5 unknown_key"});
    CHECK(alert({per, "when: people >= 3", then, "hold: {}"}) == list{"17:11 missing_key"});
    CHECK(alert({per, "when: people >= 3", then, "at_end: []"}) == list{"17:13 bad_value"});
    CHECK(findings(head + "alerts:\n  - {name: a, per: product, when: people > 1, then: [warn: red]}\n"
                          "  - {name: a, per: product, when: people > 2, then: [warn: red]}\n") == list{"14:12 duplicate_name"});
}

TEST_CASE("an alert belongs to no customer: it reads its event's fields and the windows of groups") {
    CHECK(alert({"per: [product, channel]", "when: both >= 3 and complaint.severity > 2 and event.kind == \"complaint\"", then}) == list{});
    CHECK(alert({"per: customer", "when: people >= 3", then}) == list{"14:10 flows_back"});
    CHECK(alert({"per: case.department", "when: people >= 3", then}) == list{"14:10 flows_back"});
    CHECK(alert({"per: customer.region", "when: people >= 3", then}) == list{"14:10 flows_back"});
    CHECK(alert({"per: [product, reply.department]", "when: people >= 3", then}) == list{"14:20 flows_back"});
    CHECK(alert({"per: prodct", "when: people >= 3", then}) == list{"14:10 unknown_field"});
    const auto reads = [](const std::string& when) { return alert({per, "when: people >= 3 and " + when, then}); };
    CHECK(reads("mine >= 2") == list{"15:27 flows_back"});
    CHECK(reads("customer.tier == \"vip\"") == list{"15:27 flows_back"});
    CHECK(reads("has(case.cause)") == list{"15:27 flows_back"});
    CHECK(reads("event.late") == list{"15:27 flows_back"});
    CHECK(reads("case.reached(\"climb\", \"low\")") == list{"15:27 flows_back"});
    CHECK(reads("alert(\"a\")") == list{"15:27 flows_back"});
    CHECK(alert({per, "when: people >= 3", "then: [tag: {name: =customer.tier}]"}) == list{"16:25 flows_back"});
    CHECK(alert({per, "when: people >= 3", "then: [notify: {role: desk, text: who}]"}) == list{"16:39 flows_back"});
    CHECK(alert({per, "when: people >= 3", "then: [notify: {role: desk, text: what}]"}) == list{});
    CHECK(alert({per, "when: people >= 3", "then: [notify: {role: desk, acknowledge_within: 1h, else: desk}]"}) == list{});
}

TEST_CASE("the end of an alert is told by time and by its own key alone") {
    CHECK(alert({per, "when: complaint.severity > 8", then, "until: people < 2"}) == list{});
    CHECK(alert({per, "when: complaint.severity > 8", then}) == list{"15:5 alert_without_end"});
    CHECK(alert({per, "when: people > 8 and both > 2", then}) == list{"15:5 alert_without_end"});
    CHECK(alert({per, "when: people > 8 and both > 2", then, "until: people < 8"}) == list{});
    CHECK(alert({per, "when: people > 8", then, "until: people < 8 or both < 2"}) == list{"17:26 alert_without_end"});
    CHECK(alert({per, "when: people > 8", then, "until: complaint.product == \"x\""}) == list{"17:5 alert_without_end"});
    CHECK(alert({per, "when: people > 8", then, "until: people < 8 and complaint.severity < 1"}) == list{"17:27 alert_without_end"});
    CHECK(alert({per, "when: people > 8", then, "until: people < 8 and complaint.product == \"x\""}) == list{});
    CHECK(alert({per, "when: people > 8", then, "at_end: [notify: {role: desk, text: where}]"}) == list{});
    CHECK(alert({per, "when: people > 8", then, "at_end: [notify: {role: desk, text: what}]"}) == list{"17:41 alert_without_end"});
    // The order of a key's fields is no matter.
    CHECK(alert({"per: [channel, product]", "when: both >= 3", then}) == list{});
}

TEST_CASE("a hold names ladders, and reads what they may read") {
    const auto hold = [](const std::string& text) { return alert({per, "when: people >= 3", then, "hold: {" + text + "}"}); };
    CHECK(hold("ladders: climb, only: mine > 1, unless: customer.tier == \"vip\"") == list{});
    CHECK(hold("ladders: [clim]") == list{"17:22 unknown_ladder"});
    CHECK(hold("ladders: climb, only: case.rung(\"climb\") > 1") == list{"17:34 flows_back"});
}

TEST_CASE("alert() names an alert, where alerts have been judged") {
    const std::string an_alert = "alerts: [{name: a, per: product, when: people > 1, then: [warn: red]}]\n";
    CHECK(findings(head + an_alert + "routes: [{when: \"alert('a')\", to: x}]\n") == list{});
    CHECK(findings(head + an_alert + "routes: [{when: \"alert('b')\", to: x}]\n") == list{"13:24 unknown_name"});
    auto with_window = head;
    with_window.replace(with_window.find("ladders:"), 0,
                        "  calm: {count: complaint, per: customer, within: 1h, where: \"not alert('a')\"}\n");
    CHECK(findings(with_window + an_alert) == list{"11:67 flows_back"});
}

TEST_CASE("what an alert raises runs rules, and nothing else") {
    const std::string an_alert = "alerts: [{name: a, per: product, when: people > 1, then: [warn: red]}]\n";
    CHECK(findings(head + an_alert + "rules: [{name: r, events: [alert_began, alert_ended], always: true, then: [warn: red]}]\n") ==
          list{});
    CHECK(findings(head + an_alert + "routes: [{events: [alert_began], to: x}]\n") == list{"13:20 inner_trigger"});
    CHECK(findings(head + an_alert + "rules: [{name: r, events: [reached], always: true, then: [warn: red]}]\n") == list{});
}

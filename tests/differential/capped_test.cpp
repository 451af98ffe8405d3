// What `limits: {remember: K}` may cost: the judge, who forgets nothing, says what a count truly is.
//
// Past K a count is "at least", and may be told from a threshold up to K still. What a withdrawal or a correction would
// need and was dropped makes a count unknown. So the engine may say that it does not know where it says why; what it does
// say must be true.

#include <map>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "differential/comparison.hpp"
#include "differential/dice.hpp"
#include "differential/engine_under_test.hpp"
#include "differential/rounds.hpp"
#include "differential/shrink.hpp"
#include "support/catch.hpp"
#include "support/event_text.hpp"

using namespace judge;

namespace {

// Nothing that a rule of these does is read again: so what the engine does not know it does not carry on.
struct capped_rules {
    std::string text;
    std::int64_t remember = 0;
    std::int64_t lateness = 0;  // seconds
    std::vector<std::string> windows;
};

capped_rules random_capped_rules(dice& d) {
    capped_rules r;
    r.remember = d.between(2, 6);
    r.lateness = d.chance(50) ? 7200 : 0;
    r.text = "escalera: 1\nname: capped\nunknown: {role: desk}\nlimits: {remember: " + std::to_string(r.remember) +
             "}\nlateness: " + std::to_string(r.lateness) + "s\nroles: {desk: {by: [queue]}}\nwindows:\n";
    const auto windows = d.between(1, 4);
    for (std::int64_t w = 0; w < windows; ++w) {
        const auto hours = d.between(0, 2) * 20 + 4;
        const std::string what = d.text({"count", "count", "distinct", "sum"});
        const auto name = what + std::to_string(w);
        r.windows.push_back(name);
        const auto* of = what == "count" ? "complaint" : what == "sum" ? "complaint.severity" : "complaint.channel";
        const std::string per = d.text({"customer", "[customer, issue]", "[customer, issue]", "[customer, category]", "case"});
        const auto within = d.chance(15) ? "ever" : std::to_string(hours) + "h";
        r.text += fmt::format("  {}:\n    {}: {}\n    per: {}\n    within: {}\n", name, what, of, per, within);
        if (d.chance(25)) r.text += "    where: complaint.severity >= 1\n";
    }
    r.text += "rules:\n";
    for (const auto& w : r.windows) {
        for (std::int64_t t = 1; t <= r.remember + 2; ++t) {
            const auto n = std::to_string(t);
            const auto rule = [&](const std::string& name, const char* compare) {
                r.text += fmt::format("  - {{name: {0}, when: {1}{2}{3}, then: [{{tag: {{name: {0}}}}}]}}\n", name, w, compare, n);
            };
            rule(fmt::format("{}-from-{}", w, n), " >= ");
            rule(fmt::format("{}-is-{}", w, n), " == ");
        }
    }
    return r;
}

// Many complaints of few customers about little; each id once, for what was forgotten is taken again.
std::vector<event> random_capped_events(dice& d, const schema& fields, const capped_rules& r) {
    std::vector<event> all;
    std::vector<event> complaints;
    auto now = to_instant(*parse_rfc3339("2026-03-02T09:00:00Z")).micros;
    const auto customers = static_cast<std::size_t>(d.between(1, 2));
    for (int n = 1; n <= 70; ++n) {
        now += d.between(0, d.chance(5) ? 40 : 2) * 3600 * micros_per_second;
        event e;
        e.time = {now};
        if (r.lateness > 0 && d.chance(20)) e.time.micros -= d.between(0, r.lateness) * micros_per_second;
        e.id = "E-" + std::to_string(n);
        const auto set = [&](const char* name, value v) { e.fields.emplace_back(*fields.find(name), std::move(v)); };
        if (!complaints.empty() && d.chance(20)) {
            const auto& about = complaints[complaints.size() - 1 - d.skewed(complaints.size())];
            e.what = d.chance(50) ? event_kind::withdrawn : d.chance(70) ? event_kind::corrected : event_kind::closed;
            e.customer = about.customer;
            e.complaint = about.id;
            if (e.what == event_kind::corrected) {
                if (d.chance(30)) e.customer = "c" + std::to_string(d.below(customers));  // it may be another's
                set(d.chance(50) ? "complaint.issue" : "complaint.category", value(d.text({"bill", "router"})));
            }
        } else {
            e.customer = "c" + std::to_string(d.below(customers));
            set("complaint.category", value(d.text({"bill", "bill", "bill", "router"})));
            if (d.chance(40)) set("complaint.issue", value(d.text({"bill", "bill", "router"})));
            if (d.chance(80)) set("complaint.channel", value(d.text({"web", "phone", "mail", "shop", "letter", "chat", "fax"})));
            if (d.chance(80)) set("complaint.severity", value(d.between(0, 3)));
            complaints.push_back(e);
        }
        all.push_back(e);
    }
    return all;
}

struct capped_counts {
    std::size_t fired = 0;
    std::size_t at_least = 0;
    std::size_t unknown = 0;
    std::size_t moved = 0;
};

using said_of = std::map<std::string, plain_decision>;  // by rule

void say(said_of& to, const plain_decision& d) {
    to[d.rule] = d;
    for (const auto& a : d.also) to[a.rule] = d;
}

const shown* window_of(const plain_decision& d) { return d.because.empty() ? nullptr : &d.because.front(); }

std::int64_t threshold_of(const std::string& rule) { return std::stoll(rule.substr(rule.rfind('-') + 1)); }

// Empty: nothing that the engine says is untrue, and it knows what it must know.
std::string untruth(const said_of& said, const said_of& truth, std::int64_t remember, bool something_is_unknown, capped_counts& seen) {
    for (const auto& [rule, d] : said) {
        const auto true_one = truth.find(rule);
        const auto* is = window_of(d);
        if (d.action == "review") {
            ++seen.unknown;
            // Whether there are at least so many can always be told up to K, unless something was taken out of a full key.
            // Of a sum, and of how many are different, nothing is promised once entries were dropped.
            const bool is_count = rule.rfind("count", 0) == 0 && rule.find("-from-") != std::string::npos;
            const bool may_be = something_is_unknown || !is_count || threshold_of(rule) > remember;
            if (!may_be) return "cannot be decided: " + line_of(d);
            continue;
        }
        ++seen.fired;
        if (true_one == truth.end()) return "not so: " + line_of(d);
        const auto* is_truly = window_of(true_one->second);
        if (is == nullptr || is_truly == nullptr) continue;
        seen.at_least += is->at_least ? 1 : 0;
        if (is->at_least ? is->is.as_int() > is_truly->is.as_int() : is->is != is_truly->is) {
            return "wrong count: " + line_of(d) + "\n       truly: " + line_of(true_one->second);
        }
    }
    for (const auto& [rule, d] : truth) {
        if (said.count(rule) == 0) return "not seen: " + line_of(d);
    }
    return {};
}

std::string first_untruth(const ready_rules& ready, const std::vector<event>& events, std::int64_t remember, capped_counts& seen) {
    reference_engine truth(*ready.resolved);
    engine_under_test e(ready.compiled);
    for (const auto& event : events) {
        const auto outcome = e.process(event);
        // A complaint that was dropped and whose case is closed is not known any more: the engine says so of the event.
        if (outcome == unknown_case) continue;
        if (truth.process(event) != outcome) return "engine: " + outcome;
        said_of expected;
        said_of found;
        for (const auto& decided : truth.take()) say(expected, decided);
        for (const auto& decided : e.take()) say(found, decided.is);
        auto wrong = untruth(found, expected, remember, e.has_unknown_counts(), seen);
        if (!wrong.empty()) return wrong;
    }
    seen.moved += truth.moved().taken;
    return {};
}

std::string smallest_untruth(const capped_rules& rules, const ready_rules& ready, std::vector<event> events) {
    capped_counts ignored;
    const auto still = [&] { return !first_untruth(ready, events, rules.remember, ignored).empty(); };
    while (leave_out(events, still)) {
    }
    std::string text = rules.text;
    for (const auto& e : events) text += support::text_of(e, ready.resolved->fields) + "\n";
    return text + first_untruth(ready, events, rules.remember, ignored);
}

}  // namespace

TEST_CASE("past what is remembered the engine says at least, or that it does not know, and never what is not so") {
    capped_counts seen;
    const auto rounds = rounds_wanted() / 2;
    const auto first = first_seed();
    for (auto seed = first; seed < first + rounds; ++seed) {
        dice d(seed);
        const auto rules = random_capped_rules(d);
        const auto ready = make_ready(rules.text);
        INFO("seed " << seed << "\n" << ready.findings);
        REQUIRE(ready.compiled);
        const auto events = random_capped_events(d, ready.resolved->fields, rules);
        const auto untruth = first_untruth(ready, events, rules.remember, seen);
        if (!untruth.empty()) FAIL((is_to_shrink() ? smallest_untruth(rules, ready, events) : untruth));
    }
    if (rounds < 50) return;
    CHECK(seen.fired > 1000);
    CHECK(seen.at_least > 100);
    CHECK(seen.unknown > 100);
    CHECK(seen.moved > 50);
}

#include "differential/random_rules.hpp"

#include "differential/random_conditions.hpp"

namespace judge {

namespace {

std::string indented(const std::string& text, int by) { return std::string(static_cast<std::size_t>(by), ' ') + text + "\n"; }

class maker {
public:
    explicit maker(dice& d) : x(d) {}

    rules_parts make(std::size_t rules) {
        make_head();
        const auto windows = rules > 20 ? x.between(4, 14) : x.between(1, 6);
        for (std::int64_t i = 0; i < windows; ++i) make_window(static_cast<std::size_t>(i));
        const auto ladders = x.chance(60) ? x.between(1, 3) : 0;
        const auto alerts = x.chance(50) ? x.between(1, 3) : 0;
        for (std::int64_t i = 0; i < alerts; ++i) make_alert(static_cast<std::size_t>(i), static_cast<std::size_t>(ladders));
        const auto groups = x.chance(50) ? x.below(4) : 0;
        for (std::size_t i = 0; i < groups; ++i) make_group(i, i + 1 == groups);
        const auto routes = x.chance(50) ? x.below(4) : 0;
        for (std::size_t i = 0; i < routes; ++i) make_route(i, i + 1 == routes);
        for (std::int64_t i = 0; i < ladders; ++i) make_ladder(static_cast<std::size_t>(i));
        for (std::size_t i = 0; i < rules; ++i) make_rule(i);
        return x_out;
    }

private:
    // A condition in block style, where YAML eats nothing.
    void add_condition(std::string& to, const char* key, const std::string& condition, int by) {
        to += indented(std::string(key) + (x.chance(50) ? ": >-" : ": |-"), by) + indented(condition, by + 2);
    }

    void make_head() {
        auto& h = x_out.head;
        h = "escalera: 1\nname: random\n";
        if (x.chance(30)) h += "zone: America/Bogota\n";
        if (x.chance(40)) {
            x_out.lateness = x.between(1, 4) * 1800;
            h += "lateness: " + std::to_string(x_out.lateness) + "s\n";
        }
        h += "unknown: {role: desk}\n";
        if (x.chance(50)) {
            const auto idle = length();
            h += "cases: {idle: " + idle + "}\n";
        }
        h += "limits: {remember: 2000}\n";
        h += "fields:\n  complaint: {bill: string, district: string, outage: bool, points: int, weight: number, tags: list(string)}\n"
             "roles:\n  desk: {by: [queue]}\n  lead: {by: [sms, queue], of: unit}\n  manager: {by: [sms]}\n";
        x_out.tail =
            "texts:\n"
            "  hello: {en: \"About {category} since {complaint.time}: {severity}{{}}\", es: \"Sobre {complaint.bill} {customer.tier}\"}\n"
            "  short: {en: \"Claim {complaint.claim}, tags {complaint.tags}, {complaint.outage}\"}\n"
            "actions:\n"
            "  call_back:\n    by: role\n    note: {type: string, required: false}\n    count: {type: int, required: false}\n    amount: "
            "{type: decimal, required: false}\n    since: {type: timestamp, required: false}\n"
            "    flag: {type: bool, required: false}\n    tags: {type: list(string), required: false}\n"
            "  ask: {what: string, level: int}\n"
            "  ping: {}\n";
    }

    // A length of time that events are apt to hit exactly.
    std::string length() {
        static const std::vector<std::pair<const char*, std::int64_t>> all = {
            {"1h", 3600}, {"90m", 5400}, {"12h", 43200}, {"1d", 86400}, {"3d", 259200}, {"7d", 604800}, {"30d", 2592000}};
        const auto& [text, seconds] = x.one_of(all);
        x_out.lengths.push_back(seconds);
        return text;
    }

    void make_window(std::size_t i) {
        const auto name = "w" + std::to_string(i);
        auto text = indented(name + ":", 2);
        const bool of_group = x.chance(20);
        std::string root = "complaint";
        std::string holds = "int";
        std::string per;
        switch (of_group ? x.below(6) : x.below(11)) {
            case 10:
            case 5: text += indented("count: " + x.text({"corrected", "withdrawn"}), 4); break;
            case 4: text += indented("sum: complaint.severity", 4); break;
            case 9:
                text += indented("sum: " + x.text({"complaint.claim", "offer.amount"}), 4);
                holds = "decimal";
                break;
            case 6: text += indented("sum: complaint.points", 4); break;
            case 7:
                text += indented("share: upheld", 4) + indented("of: resolved", 4);
                holds = "share";
                break;
            case 8:
                text += indented(
                    "count: " + x.text({"replied", "offer", "transferred", "reopened", "assessment", "resolved", "feedback", "customer"}),
                    4);
                break;
            case 3:
                text += indented("distinct: " + x.text({"complaint.channel", "category", "customer"}), 4);
                if (x.chance(30)) text += indented("limit: " + std::to_string(x.between(1, 4)), 4);
                break;
            case 2: text += indented("count: signal", 4); break;
            default: text += indented("count: complaint", 4); break;
        }
        if (of_group) {
            per = x.text({"complaint.district", "[district, category]", "complaint.category", "issue", "[category, district]"});
        } else {
            per =
                x.text({"customer", "customer", "[customer, issue]", "[customer, issue]", "[issue, customer]", "[customer, complaint.bill]",
                        "[customer, category]", "case", "[customer, case]", "[customer, customer.tier]", "[customer, product]"});
        }
        text += indented("per: " + per, 4);
        const bool ever = x.chance(8);
        text += indented("within: " + (ever ? "ever" : length()), 4);
        if (x.chance(35)) {
            readable may;
            if (of_group) may.root = root;
            add_condition(text, "where", random_condition(x, may, static_cast<int>(x.below(3))), 4);
        }
        x_out.windows.push_back(text);
        x_may.windows.push_back({name, holds});
    }

    std::string a_condition(bool of_rule, int deepest = 3) {
        auto may = x_may;
        if (!of_rule) may.ladders.clear();
        return random_condition(x, may, static_cast<int>(x.below(static_cast<std::size_t>(deepest) + 1)));
    }

    // Each has windows of its own, so that it can end.
    void make_alert(std::size_t i, std::size_t ladders) {
        static const std::vector<const char*> keys = {"complaint.district", "complaint.district", "complaint.category", "issue",
                                                      "[district, category]"};
        const std::string per = x.one_of(keys);
        readable may;
        may.root = "complaint";
        const auto windows = x.between(1, 2);
        for (std::int64_t w = 0; w < windows; ++w) {
            const auto name = "a" + std::to_string(i) + "_" + std::to_string(w);
            auto text = indented(name + ":", 2);
            text += indented(x.text({"distinct: customer", "count: complaint", "count: complaint", "count: signal",
                                     "distinct: complaint.channel", "sum: complaint.severity"}),
                             4);
            text += indented("per: " + per, 4) + indented("within: " + (x.chance(5) ? std::string("ever") : length()), 4);
            if (x.chance(25)) {
                readable own;
                own.root = "complaint";
                add_condition(text, "where", random_condition(x, own, 1), 4);
            }
            x_out.windows.push_back(text);
            may.windows.push_back({name, "int"});
            x_may.windows.push_back({name, "int"});
        }
        const auto name = "alert" + std::to_string(i);
        auto text = indented("- name: " + name, 2) + indented("per: " + per, 4);
        const auto first = may.windows.front().name;
        auto when = first + " >= " + std::to_string(x.between(1, 3));
        if (x.chance(35)) when = "(" + when + x.text({" and ", " or "}) + random_condition(x, may, 1) + ")";
        add_condition(text, "when", when, 4);
        if (x.chance(40)) text += indented("if_unknown: " + x.text({"skip", "fire", "review"}), 4);
        text += indented("then:", 4);
        for (auto n = x.between(1, 2); n > 0; --n) text += indented("- " + action_of_alert(first), 6);
        if (x.chance(60)) {
            const auto last = may.windows.back().name;
            add_condition(
                text, "until",
                last + x.text({" < 2", " == 0", " < 1", " != 1", " >= 2", " <= 2"}) + (x.chance(30) ? " or " + first + " < 1" : ""), 4);
        }
        if (x.chance(60)) {
            text += indented("at_end:", 4);
            text += indented("- " + x.text({"warn: green", "notify: {role: lead, by: sms}", "ping",
                                            ("call_back: {by: lead, count: =" + first + "}").c_str(),
                                            ("ask: {what: over, level: =" + first + "}").c_str()}),
                             6);
        }
        if (ladders > 0 && x.chance(60)) {
            text += indented("hold:", 4) + indented("ladders: " + std::string(ladders > 1 && x.chance(50) ? "[l0, l1]" : "l0"), 6);
            if (x.chance(50)) add_condition(text, "only", a_condition(false, 1), 6);
            if (x.chance(50)) add_condition(text, "unless", a_condition(false, 1), 6);
        }
        x_out.alerts.push_back(text);
        x_may.alerts.push_back(name);
    }

    std::string action_of_alert(const std::string& window) {
        switch (x.below(6)) {
            case 0: return "notify: {role: desk, text: short}";
            case 1: return "warn: " + x.text({"red", "orange"});
            case 2: return "ask: {what: =complaint.category, level: =complaint.severity}";
            case 3: return "call_back: {by: lead, note: =complaint.text, count: =" + window + "}";
            case 4: return "tag: {name: " + x.text({"hot", "cold"}) + "}";
            default: return "notify: {role: lead, by: sms}";
        }
    }

    void make_group(std::size_t i, bool last) {
        auto text = indented("- name: " + (last ? std::string("ordinary") : "g" + std::to_string(i)), 2);
        if (!last || x.chance(30)) add_condition(text, "when", a_condition(false), 4);
        x_out.groups.push_back(text);
    }

    std::string events(int percent) {
        if (!x.chance(percent)) return "";
        return "events: " +
               x.text({"[complaint, assessment]", "[complaint, replied, offer]", "[transferred]", "[complaint, corrected, withdrawn]",
                       "[customer, complaint]", "[signal, complaint]", "[resolved, closed, reopened, complaint]",
                       "[step, feedback, complaint]", "[complaint, acknowledged, follow_up]"});
    }

    void make_route(std::size_t i, bool last) {
        auto text = indented("- to: " + (i < 2 ? "d" + std::to_string(i) : std::string("transport")), 2);
        const auto at = events(30);
        if (!at.empty()) text += indented(at, 4);
        if (!last || x.chance(30)) add_condition(text, "when", a_condition(false), 4);
        x_out.routes.push_back(text);
    }

    void make_ladder(std::size_t i) {
        const auto name = "l" + std::to_string(i);
        auto text = indented(name + ":", 2);
        text +=
            indented("per: " + x.text({"customer", "case", "[customer, issue]", "[customer, complaint.bill]", "[customer, category]"}), 4);
        const auto at = events(30);
        if (!at.empty()) text += indented(at, 4);
        if (x.chance(30)) text += indented("jump: highest", 4);
        if (x.chance(50)) add_condition(text, "reset", x.chance(50) ? falling() : a_condition(false, 2), 4);
        text += indented("rungs:", 4);
        const auto rungs = x.between(1, 4);
        std::vector<std::string> names;
        for (std::int64_t r = 0; r < rungs; ++r) {
            names.push_back("r" + std::to_string(r));
            text += indented("- name: " + names.back(), 6);
            add_cause(text, 8, x.chance(50) ? climbing(r + 1) : a_condition(false));
        }
        x_out.ladders.push_back(text);
        x_may.ladders.emplace_back(name, names);
    }

    std::string climbing(std::int64_t n) {
        for (const auto& w : x_may.windows) {
            if (w.holds == "int" && x.chance(60)) return w.name + " >= " + std::to_string(n);
        }
        return a_condition(false);
    }

    // True once something has fallen out of a window.
    std::string falling() {
        for (const auto& w : x_may.windows) {
            if (w.holds == "int" && x.chance(50)) return w.name + x.text({" == 0", " < 2"});
        }
        return a_condition(false, 2);
    }

    // What rungs and rules have in common.
    void add_cause(std::string& to, int by, const std::string& when) {
        if (x.chance(5)) {
            to += indented("always: true", by);
        } else {
            add_condition(to, "when", when, by);
        }
        if (x.chance(15)) add_condition(to, "unless", a_condition(by == 4, 1), by);
        if (x.chance(40)) to += indented("if_unknown: " + x.text({"skip", "fire", "skip", "review"}), by);
        to += indented("then:", by);
        const auto actions = x.between(1, 3);
        for (std::int64_t a = 0; a < actions; ++a) to += indented("- " + action(), by + 2);
    }

    std::string action() {
        switch (x.below(14)) {
            case 0:
            case 1: return "assign: {role: " + x.text({"desk", "lead"}) + "}";
            case 2:
            case 3: return "notify: {role: lead, by: sms}";
            case 4: return "notify: {role: desk, text: " + x.text({"hello", "short"}) + "}";
            case 5: return "warn: " + x.text({"red", "orange"});
            case 6: return "priority: " + std::to_string(x.between(1, 3));
            case 7: return "grade: {level: " + std::to_string(x.between(1, 3)) + "}";
            case 8: return "grade: {level: =complaint.severity, provisional: true}";
            case 9:
                return "ask: {what: =" + x.text({"complaint.category", "customer.tier", "case.department", "complaint.product"}) +
                       ", level: =" + x.text({"complaint.severity", "case.grade", "case.transfers + 1"}) + "}";
            case 10:
                return "call_back: {by: lead, note: =" + x.text({"complaint.text", "case.group", "event.kind"}) + ", count: =" + an_int() +
                       "}";
            case 11:
                return "call_back: {by: desk, amount: =complaint.claim, since: =case.opened, flag: =complaint.outage, tags: "
                       "=complaint.tags}";
            case 12: return "tag: {name: " + x.text({"hot", "cold"}) + "}";
            default: return "ping";
        }
    }

    std::string an_int() {
        for (const auto& w : x_may.windows) {
            if (w.holds == "int" && x.chance(40)) return w.name;
        }
        return "complaint.points * 3";
    }

    void make_rule(std::size_t i) {
        auto text = indented("- name: rule" + std::to_string(i), 2);
        auto at = events(35);
        if (!x_may.alerts.empty() && x.chance(20))
            at = "events: " + x.text({"[alert_began]", "[alert_ended]", "[alert_began, alert_ended, complaint]"});
        if (!at.empty()) text += indented(at, 4);
        if (x.chance(25)) {
            switch (x.below(3)) {
                case 0: text += indented("once: case", 4); break;
                case 1: text += indented("once: case", 4) + indented("again_after: " + length(), 4); break;
                default:
                    text += indented("once: " + x.text({"customer", "[customer, issue]", "[customer, complaint.bill]", "[case, category]",
                                                        "complaint.district"}),
                                     4) +
                            indented("again_after: " + length(), 4);
                    break;
            }
        }
        if (x.chance(5)) text += indented("last: true", 4);
        if (x.chance(15)) text += indented("one_of: " + x.text({"a", "b"}), 4);
        add_cause(text, 4, a_condition(true));
        x_out.rules.push_back(text);
    }

    dice& x;
    rules_parts x_out;
    readable x_may;
};

void add_section(std::string& to, const char* name, const std::vector<std::string>& parts) {
    if (parts.empty()) return;
    to += std::string(name) + ":\n";
    for (const auto& p : parts) to += p;
}

}  // namespace

std::string rules_parts::text() const {
    auto all = head;
    add_section(all, "windows", windows);
    add_section(all, "groups", groups);
    add_section(all, "routes", routes);
    add_section(all, "alerts", alerts);
    add_section(all, "ladders", ladders);
    add_section(all, "rules", rules);
    return all + tail;
}

rules_parts random_rules(dice& d, std::size_t rules) { return maker(d).make(rules); }

}  // namespace judge

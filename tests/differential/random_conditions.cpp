#include "differential/random_conditions.hpp"

#include <functional>

namespace judge {

namespace {

std::string number(std::int64_t n) { return std::to_string(n); }
std::string quoted(const std::string& s) { return "\"" + s + "\""; }

struct text_field {
    const char* name;
    std::vector<std::string> values;
};

const std::vector<text_field>& text_fields() {
    static const std::vector<text_field> all = {
        {"complaint.category", {"bill", "network", "staff", "late"}},
        {"complaint.issue", {"bill", "router", "fee"}},
        {"complaint.channel", {"phone", "web", "regulator"}},
        {"complaint.product", {"mobile", "fibre"}},
        {"complaint.text", {"again and again", "broken", "12", "bill 7"}},
        {"complaint.bill", {"B-1", "B-2"}},
        {"complaint.district", {"north", "south"}},
        {"customer.tier", {"vip", "gold", "basic"}},
        {"customer.group", {"ordinary", "g0", "g1"}},
        {"customer.region", {"coast", "hills"}},
        {"customer.id", {"c0", "c1", "c2"}},
        {"case.status", {"open", "resolved", "closed", "waiting-for-customer"}},
        {"case.department", {"d0", "d1", "transport"}},
        {"case.group", {"ordinary", "g0", "g1"}},
        {"case.owner", {"ana", "ben"}},
        {"case.decision", {"upheld", "rejected", "partly"}},
        {"offer.kind", {"refund", "gift"}},
        {"reply.department", {"d0", "d1"}},
    };
    return all;
}

class maker {
public:
    maker(dice& d, const readable& may) : x(d), x_may(may) {}

    std::string condition(int depth) {
        if (depth <= 0 || x.chance(30)) return atom();
        switch (x.below(7)) {
            case 0: return "(" + condition(depth - 1) + x.text({" and ", " && "}) + condition(depth - 1) + ")";
            case 1: return "(" + condition(depth - 1) + x.text({" or ", " || "}) + condition(depth - 1) + ")";
            case 2: return x.text({"not ", "!"}) + ("(" + condition(depth - 1) + ")");
            case 3: return "(" + condition(depth - 1) + " && " + condition(depth - 1) + " && " + condition(depth - 1) + ")";
            case 4: return "(" + condition(depth - 1) + " || " + condition(depth - 1) + " || " + condition(depth - 1) + ")";
            case 5: return "(" + condition(depth - 1) + " ? " + condition(depth - 1) + " : " + condition(depth - 1) + ")";
            default: return "!" + ("(" + condition(depth - 1) + " && " + condition(depth - 1) + ")");
        }
    }

private:
    std::string atom() {
        for (;;) {
            const auto made = try_atom();
            if (!made.empty()) return made;
        }
    }

    bool may_read(const std::string& field) const { return x_may.root.empty() || field.rfind(x_may.root + ".", 0) == 0; }

    std::string try_atom() {
        if (!x_may.windows.empty() && x.chance(35)) return of_window();
        if (!x_may.ladders.empty() && x.chance(15)) return of_ladder();
        if (!x_may.alerts.empty() && x.chance(12)) return "alert(" + quoted(x.one_of(x_may.alerts)) + ")";
        if (x_may.root.empty() && x.chance(8)) return seldom_decided();
        switch (x.below(12)) {
            case 0:
            case 1:
            case 2: return of_text();
            case 3:
            case 4: return of_int();
            case 5: return of_bool();
            case 6: return of_has();
            case 7: return of_list();
            case 8: return of_time();
            case 9: return of_amount();
            case 10: return x.chance(20) ? x.text({"true", "false"}) : of_text();
            default: return of_conversion();
        }
    }

    std::string compare() { return x.text({" == ", " != ", " < ", " <= ", " > ", " >= "}); }

    std::string of_text() {
        const auto& f = x.one_of(text_fields());
        if (!may_read(f.name)) return "";
        const std::string name = f.name;
        const auto v = x.one_of(f.values);
        switch (x.below(9)) {
            case 0:
            case 1:
            case 2: return name + " == " + quoted(v);
            case 3: return name + " != " + quoted(v);
            case 4: return name + " in [" + quoted(v) + ", " + quoted(x.one_of(f.values)) + "]";
            case 5:
                return name + x.text({".startsWith(", ".endsWith(", ".contains("}) +
                       quoted(x.chance(50) ? v.substr(0, 2) : v.substr(v.size() - 1)) + ")";
            case 6: return name + ".matches(" + quoted(x.text({"^b", "[0-9]+$", "i.?l", "^[a-n]"})) + ")";
            case 7: return name + compare() + quoted(v);
            default: return "size(" + name + ")" + compare() + number(x.between(2, 8));
        }
    }

    std::string of_int() {
        const auto f =
            x.text({"complaint.severity", "complaint.points", "feedback.score", "case.grade", "case.transfers", "case.reopened"});
        if (!may_read(f)) return "";
        switch (x.below(9)) {
            case 0:
            case 1:
            case 2: return f + compare() + number(x.between(0, 4));
            case 3: return f + " in [1, 3]";
            case 4: return f + " * 4611686018427387904" + compare() + number(x.between(0, 3));  // overflows from 2 on
            case 5: return "6 / " + f + " == " + number(x.between(1, 6));                       // and by zero
            case 6: return f + " % 2 == 1";
            case 7: return f + " + 1 - 2 * " + f + compare() + "-" + f;
            default: return f + compare() + x.text({"1.0", "2.0", "0.0", "1.5"});
        }
    }

    std::string of_bool() {
        const auto f =
            x.text({"complaint.outage", "complaint.outside", "complaint.confirmed", "customer.escalated", "offer.accepted",
                    "assessment.responsible", "assessment.handled_well", "reply.by_person", "reply.final", "feedback.satisfied"});
        if (!may_read(f)) return "";
        switch (x.below(4)) {
            case 0: return f + " == false";
            case 1: return "!" + f;
            default: return f;
        }
    }

    std::string of_has() {
        const auto f =
            x.text({"complaint.severity", "complaint.product", "complaint.bill", "complaint.tags", "customer.tier", "customer.group",
                    "case.department", "case.cause", "case.grade", "assessment.responsible", "offer.amount", "feedback.score"});
        return may_read(f) ? "has(" + f + ")" : "";
    }

    std::string of_list() {
        if (!may_read("complaint.tags")) return "";
        switch (x.below(8)) {
            case 0: return quoted(x.text({"red", "blue"})) + " in complaint.tags";
            case 1: return "complaint.tags.exists(t, t == " + quoted(x.text({"red", "blue"})) + ")";
            case 2: return "complaint.tags.all(t, t != " + quoted(x.text({"red", "blue"})) + ")";
            case 3: return "size(complaint.tags)" + compare() + number(x.between(0, 2));
            case 4: return "complaint.tags[1] == " + quoted(x.text({"red", "blue"}));  // often past the end
            case 5: return "complaint.tags.exists_one(t, t.startsWith(\"r\"))";
            case 6: return "size(complaint.tags.filter(t, t == \"red\")) == 1";
            default: return x_may.root.empty() ? "case.held_by.exists(h, h == \"d0\")" : "complaint.tags == [\"red\"]";
        }
    }

    std::string of_time() {
        if (!may_read("complaint.time")) return "";
        switch (x_may.root.empty() ? x.below(5) : x.below(2)) {
            case 0: return "complaint.time.getHours()" + compare() + number(x.between(0, 23));
            case 1:
                return x.chance(25) ? "complaint.time" + compare() + "event.time"
                                    : "complaint.time" + compare() + "timestamp(\"2026-03-" + number(x.between(10, 28)) + "T00:00:00Z\")";
            case 2: return "event.time - case.opened" + compare() + "duration(" + quoted(x.text({"1h", "24h", "72h"})) + ")";
            case 3: return "event.time - complaint.time" + compare() + "duration(" + quoted(x.text({"0s", "30m", "5h"})) + ")";
            default: return x.chance(50) ? "event.late" : "event.kind == " + quoted(x.text({"complaint", "replied", "customer", "closed"}));
        }
    }

    std::string of_amount() {
        const auto f = x.text({"complaint.claim", "offer.amount", "complaint.weight", "customer.upheld_share"});
        return may_read(f) ? f + compare() + x.text({"0.5", "0.5", "12.5", "0.05", "100", "1", "0"}) : "";
    }

    // What would seldom come out both ways, or be known at all, were it not asked often.
    std::string seldom_decided() {
        return x.text({"complaint.time == event.time", "complaint.time != event.time", "complaint.time >= event.time",
                       "complaint.tags == [\"red\"]", "event.time - complaint.time == duration(\"0s\")",
                       "event.time - case.opened != duration(\"1h\")", "offer.accepted", "reply.by_person", "reply.final",
                       "offer.kind <= \"gift\"", "complaint.tags.exists_one(t, t == \"red\")", "assessment.handled_well",
                       "complaint.tags.all(t, t == \"red\")", "complaint.tags.exists(t, t == \"blue\")"});
    }

    std::string of_conversion() {
        switch (x.below(5)) {
            case 0: return may_read("complaint.text") ? "int(complaint.text)" + compare() + number(x.between(5, 15)) : "";
            case 1: return may_read("complaint.severity") ? "string(complaint.severity) == " + quoted(number(x.between(0, 4))) : "";
            case 2: return may_read("complaint.severity") ? "double(complaint.severity) / 2.0" + compare() + "1.0" : "";
            case 3: return may_read("complaint.category") ? "complaint.category + \"-x\" == " + quoted(x.text({"bill-x", "late-x"})) : "";
            default: return may_read("complaint.points") ? "-complaint.points" + compare() + number(x.between(-3, 0)) : "";
        }
    }

    std::string of_window() {
        const auto& w = x.one_of(x_may.windows);
        if (w.holds == "share") {
            return x.chance(50) ? w.name + compare() + x.text({"0.0", "0.5", "1.0"}) : w.name + ".of" + compare() + number(x.between(1, 3));
        }
        if (w.holds == "decimal") return w.name + compare() + x.text({"0", "1", "0.5", "12.5", "20.5", "100"});
        switch (x.below(8)) {
            case 0: return w.name + " + 1" + compare() + number(x.between(2, 5));
            case 1: {
                const auto& other = x.one_of(x_may.windows);
                return other.holds == "int" ? w.name + compare() + other.name : w.name + " == 1";
            }
            case 2: return w.name + " in [2, 4]";
            default: return w.name + x.text({" >= ", " >= ", " == ", " > ", " < ", " <= "}) + number(x.between(1, 5));
        }
    }

    std::string of_ladder() {
        const auto& [name, rungs] = x.one_of(x_may.ladders);
        if (x.chance(50)) return "case.rung(" + quoted(name) + ")" + compare() + number(x.between(0, 2));
        return "case.reached(" + quoted(name) + ", " + quoted(x.one_of(rungs)) + ")";
    }

    dice& x;
    const readable& x_may;
};

}  // namespace

std::string random_condition(dice& d, const readable& may, int depth) { return maker(d, may).condition(depth); }

}  // namespace judge

#include "differential/random_events.hpp"

#include <limits>

namespace judge {

using namespace escalera;

namespace {

class maker {
public:
    maker(dice& d, const schema& fields, const stream_shape& shape) : x(d), x_fields(fields), x_shape(shape) {
        x_customers = static_cast<std::size_t>(x.between(1, 5));
        x_now = *to_micros("2026-03-02T09:00:00Z");
    }

    std::vector<step> make() {
        while (x_steps.size() < x_shape.steps) {
            move_time();
            if (x.chance(4)) {
                advance();
            } else if (!x_complaints.empty() && x.chance(6)) {
                give_to_another();
            } else if (!x_complaints.empty() && x.chance(40)) {
                something_about_a_complaint();
            } else if (x.chance(8)) {
                about_no_case();
            } else {
                complain();
            }
            if (x.chance(7)) repeat_an_event();
        }
        return std::move(x_steps);
    }

private:
    static std::optional<std::int64_t> to_micros(std::string_view text) { return to_instant(*parse_rfc3339(text)).micros; }

    // ---- time

    void move_time() {
        constexpr std::int64_t second = micros_per_second;
        switch (x.below(8)) {
            case 0: break;  // at the same instant
            case 1:
            case 2: x_now += x.between(1, 3600) * second; break;
            case 3:
            case 4: x_now += x.between(1, 24) * 3600 * second; break;
            case 5: x_now += x.between(0, 2) == 0 ? x.between(1, 20) * 86400 * second : second; break;
            default: fall_on_an_edge(); break;
        }
    }

    // Exactly one length after something that happened, or one microsecond beside.
    void fall_on_an_edge() {
        if (x_times.empty() || x_shape.lengths.empty()) return;
        for (int attempt = 0; attempt < 6; ++attempt) {
            const auto edge = x.one_of(x_times) + x.one_of(x_shape.lengths) * micros_per_second + (x.chance(60) ? 0 : x.between(-1, 1));
            if (edge < x_now || edge - x_now > std::int64_t{86400} * 10 * micros_per_second) continue;
            x_now = edge;
            return;
        }
    }

    // Some events arrive late, a few of them too late.
    std::int64_t time_of_event() {
        if (x_shape.lateness > 0 && x.chance(20)) return x_now - x.between(0, x_shape.lateness * 11 / 10) * micros_per_second;
        if (x.chance(2)) return x_now - 1;
        return x_now;
    }

    void advance() {
        x_now += x.between(0, 2) * 43200 * micros_per_second;
        step s;
        s.is_advance = true;
        s.to = {x_now};
        x_steps.push_back(s);
        if (!x.chance(30)) ++x_now;  // else what follows is said to have happened when all had been told
    }

    // ---- fields

    void set(event& e, const char* name, value v) {
        const auto f = *x_fields.find(name);
        for (const auto& [known, is] : e.fields) {
            if (known == f) return;
        }
        e.fields.emplace_back(f, std::move(v));
    }
    void sometimes(event& e, int percent, const char* name, std::initializer_list<const char*> values) {
        if (x.chance(percent)) set(e, name, value(x.text(values)));
    }
    void sometimes(event& e, int percent, const char* name) {
        if (x.chance(percent)) set(e, name, value(x.chance(50)));
    }

    void describe_complaint(event& e) {
        sometimes(e, 50, "complaint.issue", {"bill", "bill", "router", "fee"});
        sometimes(e, 80, "complaint.category", {"bill", "bill", "network", "staff", "late"});
        sometimes(e, 60, "complaint.channel", {"phone", "web", "regulator"});
        sometimes(e, 60, "complaint.product", {"mobile", "fibre"});
        sometimes(e, 60, "complaint.text", {"again and again", "broken", "12", "7", "bill 7"});
        sometimes(e, 60, "complaint.bill", {"B-1", "B-2"});
        sometimes(e, 70, "complaint.district", {"north", "south"});
        sometimes(e, 60, "complaint.outage");
        sometimes(e, 50, "complaint.outside");
        sometimes(e, 50, "complaint.confirmed");
        if (x.chance(70)) set(e, "complaint.severity", value(x.between(0, 4)));
        if (x.chance(60))
            set(e, "complaint.points", value(x.chance(4) ? std::numeric_limits<std::int64_t>::max() - x.between(0, 2) : x.between(-2, 3)));
        if (x.chance(50)) set(e, "complaint.claim", value(x.chance(3) ? decimal{std::numeric_limits<std::int64_t>::max() - 5} : amount()));
        if (x.chance(40)) set(e, "complaint.weight", value(static_cast<double>(x.between(0, 5)) / 2.0));
        if (x.chance(50)) {
            value::list tags;
            for (auto n = x.below(3); n > 0; --n) tags.emplace_back(x.text({"red", "blue"}));
            set(e, "complaint.tags", value(std::move(tags)));
        }
    }

    // Mostly one of those that conditions compare with.
    decimal amount() {
        static const std::vector<std::int64_t> known = {0, 5000, 10000, 125000, 205000, 1000000};
        return {x.chance(60) ? x.one_of(known) : x.between(-20, 300) * 2500};
    }

    // Fields of other roots than the event's own: they add to what the case is remembered by.
    void say_more(event& e) {
        if (!x.chance(20)) return;
        switch (x.below(9)) {
            case 0: set(e, "case.owner", value(x.text({"ana", "ben"}))); break;
            case 1: set(e, "case.cause", value("process")); break;
            case 2: sometimes(e, 100, "assessment.responsible"); break;
            case 3: set(e, "feedback.score", value(x.between(0, 4))); break;
            case 4: sometimes(e, 100, "assessment.handled_well"); break;
            case 5: sometimes(e, 100, "offer.accepted"); break;
            case 6: sometimes(e, 100, x.chance(50) ? "reply.by_person" : "reply.final"); break;
            case 7: sometimes(e, 100, "feedback.satisfied"); break;
            default:
                if (e.what == event_kind::replied || e.what == event_kind::assigned)
                    sometimes(e, 100, "case.status", {"waiting-for-customer", "open"});
                break;
        }
    }

    void describe_customer(event& e, int percent) {
        sometimes(e, percent, "customer.tier", {"vip", "gold", "basic"});
        sometimes(e, percent / 2, "customer.region", {"coast", "hills"});
        sometimes(e, percent / 2, "customer.escalated");
        if (x.chance(percent / 3)) set(e, "customer.upheld_share", value(static_cast<double>(x.between(0, 4)) / 4.0));
        if (x.chance(percent / 20)) set(e, "customer.known_since", value(timestamp{1'760'000'000, 0}));
    }

    // ---- events

    struct complaint_made {
        std::string id;
        std::string customer;
        std::string kase;
    };

    void push(event e) {
        e.time = {time_of_event()};
        x_times.push_back(e.time.micros);
        step s;
        s.e = std::move(e);
        x_steps.push_back(std::move(s));
    }

    std::string next_id(const char* prefix) { return prefix + std::to_string(++x_last_id); }

    void complain() {
        event e;
        e.what = event_kind::complaint;
        e.id = next_id("C-");
        if (x.chance(4) && !x_complaints.empty()) {  // an id that is taken, perhaps by another
            e.id = x.one_of(x_complaints).id;
            x_shared.push_back(x_complaints.size());
        }
        if (!x.chance(5)) e.customer = "c" + std::to_string(x.skewed(x_customers));
        if (x.chance(8)) e.kase = "H-" + std::to_string(x.below(3)) + (e.customer.empty() ? e.id : e.customer);
        describe_complaint(e);
        describe_customer(e, 25);
        say_more(e);
        x_complaints.push_back({e.id, e.customer, e.kase});
        push(std::move(e));
    }

    void something_about_a_complaint() {
        // Mostly one of the latest.
        const auto back = x.skewed(x_complaints.size());
        const auto about = x_complaints[x_complaints.size() - 1 - back];
        event e;
        if (!about.customer.empty() && !x.chance(20)) e.customer = about.customer;
        if (x.chance(30)) e.kase = about.kase.empty() ? about.id : about.kase;
        if (e.kase.empty() || x.chance(30)) e.complaint = about.id;
        if (x.chance(3)) e.complaint = e.kase = "nobody";
        if (x.chance(1)) e.complaint = e.kase = "";  // about nothing at all
        if (!x.chance(10)) e.id = next_id("E-");
        choose_kind(e);
        describe_customer(e, 5);
        say_more(e);
        push(std::move(e));
    }

    // It was somebody else who complained. Sometimes that was a mistake too, and it goes back.
    void give_to_another() {
        const bool is_shared = !x_shared.empty() && x.chance(30);
        auto& about = x_complaints[is_shared ? x.one_of(x_shared) : x_complaints.size() - 1 - x.skewed(x_complaints.size())];
        const auto before = about.customer;
        const auto now = "c" + std::to_string(x.below(x_customers));
        push(correction_to(now, about));
        if (!before.empty() && x.chance(30)) {
            move_time();
            push(correction_to(before, about));
        } else if (x.chance(70)) {
            about.customer = now;  // later events know
        }
    }

    event correction_to(const std::string& customer, const complaint_made& about) {
        event e;
        e.what = event_kind::corrected;
        e.id = next_id("E-");
        e.customer = customer;
        if (x.chance(30)) e.kase = about.kase.empty() ? about.id : about.kase;
        if (e.kase.empty() || x.chance(80)) e.complaint = about.id;
        describe_correction(e);
        describe_customer(e, 10);
        say_more(e);
        return e;
    }

    void describe_correction(event& e) {
        sometimes(e, 50, "complaint.issue", {"bill", "router", "fee"});
        sometimes(e, 60, "complaint.category", {"bill", "network", "staff"});
        sometimes(e, 20, "complaint.product", {"mobile", "fibre"});
        sometimes(e, 20, "complaint.district", {"north", "south"});
    }

    void choose_kind(event& e) {
        static const std::vector<event_kind> kinds = {
            event_kind::corrected,   event_kind::corrected,  event_kind::withdrawn,    event_kind::withdrawn,   event_kind::assigned,
            event_kind::transferred, event_kind::consulted,  event_kind::replied,      event_kind::replied,     event_kind::step,
            event_kind::assessment,  event_kind::assessment, event_kind::offer,        event_kind::offer,       event_kind::resolved,
            event_kind::resolved,    event_kind::feedback,   event_kind::reopened,     event_kind::closed,      event_kind::closed,
            event_kind::follow_up,   event_kind::delivered,  event_kind::acknowledged, event_kind::undelivered, event_kind::approved,
            event_kind::refused,     event_kind::closed,     event_kind::closed};
        e.what = x.one_of(kinds);
        switch (e.what) {
            case event_kind::corrected: describe_correction(e); break;
            case event_kind::withdrawn:
                sometimes(e, 20, "complaint.category", {"bill", "network"});
                sometimes(e, 20, "complaint.district", {"north", "south"});
                break;
            case event_kind::assigned:
                sometimes(e, 90, "case.owner", {"ana", "ben"});
                sometimes(e, 20, "case.department", {"d0", "d1"});
                break;
            case event_kind::transferred:
                sometimes(e, 80, "case.department", {"d0", "d1"});
                sometimes(e, 20, "case.owner", {"ana", "ben"});
                break;
            case event_kind::replied:
                sometimes(e, 70, "reply.by_person");
                sometimes(e, 60, "reply.final");
                sometimes(e, 60, "reply.department", {"d0", "d1"});
                break;
            case event_kind::step:
                sometimes(e, 50, "case.status", {"open", "waiting-for-customer", "resolved", "closed"});
                sometimes(e, 30, "case.cause", {"process", "staff"});
                if (x.chance(20)) set(e, "case.grade", value(x.between(1, 3)));
                break;
            case event_kind::assessment:
                sometimes(e, 60, "assessment.responsible");
                sometimes(e, 50, "assessment.handled_well");
                break;
            case event_kind::offer:
                sometimes(e, 80, "offer.kind", {"refund", "gift"});
                sometimes(e, 60, "offer.accepted");
                if (x.chance(80)) set(e, "offer.amount", value(amount()));
                break;
            case event_kind::resolved: sometimes(e, 70, "case.decision", {"upheld", "partly", "rejected"}); break;
            case event_kind::feedback:
                sometimes(e, 80, "feedback.satisfied");
                if (x.chance(70)) set(e, "feedback.score", value(x.between(0, 4)));
                break;
            default: break;
        }
    }

    void about_no_case() {
        event e;
        e.what = x.chance(50) ? event_kind::customer : event_kind::signal;
        e.id = next_id("S-");
        if (e.what == event_kind::customer || x.chance(70)) e.customer = "c" + std::to_string(x.skewed(x_customers));
        if (e.what == event_kind::signal) describe_complaint(e);
        describe_customer(e, e.what == event_kind::customer ? 70 : 5);
        push(std::move(e));
    }

    // The very same, or the same id at a later time.
    void repeat_an_event() {
        if (x_steps.empty()) return;
        auto again = x_steps[x_steps.size() - 1 - x.skewed(x_steps.size())];
        if (again.is_advance) return;
        if (x.chance(70)) again.e.time = {time_of_event()};
        x_steps.push_back(std::move(again));
    }

    dice& x;
    const schema& x_fields;
    const stream_shape& x_shape;
    std::size_t x_customers = 1;
    std::int64_t x_now = 0;
    std::size_t x_last_id = 0;
    std::vector<std::int64_t> x_times;
    std::vector<complaint_made> x_complaints;
    std::vector<std::size_t> x_shared;  // those of an id that was taken
    std::vector<step> x_steps;
};

}  // namespace

std::vector<step> random_events(dice& d, const schema& fields, const stream_shape& shape) { return maker(d, fields, shape).make(); }

}  // namespace judge

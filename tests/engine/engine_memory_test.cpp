// The steady state allocates nothing; and whichever allocation fails, the event is not taken, nothing has changed, and
// the same event is taken the next time as if nothing had happened.
#include "escalera/engine/engine.hpp"

#include <map>
#include <string>
#include <vector>

#include "escalera/adapters/decision_writer.hpp"
#include "escalera/compile/compile.hpp"
#include "escalera/language/diagnostic_format.hpp"
#include "support/catch.hpp"
#include "support/counted_memory.hpp"
#include "support/everything.hpp"

using namespace escalera;
using escalera::testing::counted_memory;
using support::everything;

namespace {

rule_set_ptr load(const char* text) {
    auto rules = load_rules_text("rules.yaml", text);
    INFO((rules.has_value() ? std::string() : to_text(rules.error())));
    REQUIRE(rules.has_value());
    return *rules;
}

constexpr hash_seed seed{1, 2, 3, 4};
constexpr std::int64_t minute = std::int64_t{60} * 1'000'000;

// A stream of all kinds that goes on for ever in the same manner.
class stream {
public:
    stream(const rule_set& rules, std::size_t customers) : x_rules(rules), x_customers(customers) {}

    event next() {
        ++x_number;
        x_time += minute * (1 + dice(120));
        event e;
        const auto customer = dice(x_customers);
        e.customer = "customer-" + std::to_string(customer);
        // Now and then late, but within what is allowed.
        e.time = {dice(10) == 0 ? x_time - 20 * minute : x_time};
        auto& last = x_last[customer];
        static constexpr event_kind others[] = {
            event_kind::replied,    event_kind::resolved,  event_kind::feedback, event_kind::withdrawn,   event_kind::corrected,
            event_kind::assessment, event_kind::corrected, event_kind::reopened, event_kind::transferred, event_kind::assigned,
            event_kind::assigned,   event_kind::merged,    event_kind::merged,   event_kind::closed,      event_kind::step,
            event_kind::offer,      event_kind::offer,     event_kind::approved};
        if (dice(3) != 0 || last.empty()) {
            e.what = event_kind::complaint;
            e.id = "complaint-number-" + std::to_string(dice(20) == 0 ? x_number - 1 : x_number);
            x_before[customer] = last;
            last = e.id;
            set(e, "complaint.issue", value("issue-" + std::to_string(dice(4))));
            set(e, "complaint.category", value(dice(2) == 0 ? "late" : "bill"));
            set(e, "complaint.district", value("district-" + std::to_string(dice(3))));
            if (dice(4) != 0) set(e, "complaint.severity", value(static_cast<std::int64_t>(dice(5))));
            return e;
        }
        e.what = others[dice(std::size(others))];
        e.id = "event-" + std::to_string(x_number);
        e.complaint = last;
        if (dice(2) == 0) e.customer.clear();  // the directory finds whose it is
        if (e.what == event_kind::corrected && dice(2) == 0) give_to_another(e, customer);
        if (e.what == event_kind::corrected) set(e, "complaint.issue", value("issue-" + std::to_string(dice(4))));
        if (e.what == event_kind::offer) offer(e);
        if (e.what == event_kind::assigned) set(e, "case.owner", value("owner-" + std::to_string(dice(3))));
        if (e.what == event_kind::transferred && dice(2) == 0) set(e, "case.department", value("unit-" + std::to_string(dice(2))));
        if (e.what == event_kind::step) set(e, "case.step", value(dice(2) == 0 ? "cause" : "tell"));
        if (e.what == event_kind::merged) {
            e.id = "join-" + std::to_string(x_number);
            e.kase = last;
            e.complaint = x_before[customer];
        }
        if (e.what == event_kind::assessment) set(e, "assessment.responsible", value(dice(2) == 0));
        return e;
    }
    std::vector<event> take(std::size_t count) {
        std::vector<event> all;
        while (all.size() < count) all.push_back(next());
        return all;
    }

private:
    void offer(event& e) {
        set(e, "offer.id", value("offer-" + std::to_string(dice(4))));
        set(e, "offer.kind", value(dice(3) == 0 ? "goodwill" : "refund"));
        set(e, "offer.amount", value(decimal{static_cast<std::int64_t>(dice(60)) * decimal::scale}));
        set(e, "offer.fund", value("fund"));
        if (dice(2) == 0) set(e, "offer.accepted", value(true));
    }
    void give_to_another(event& e, std::size_t customer) {
        const auto other = (customer + 1) % x_customers;
        e.id = "gift-" + std::to_string(x_number);
        e.customer = "customer-" + std::to_string(other);
        x_last[other] = e.complaint;
    }
    std::size_t dice(std::size_t sides) {
        x_state = x_state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
        return static_cast<std::size_t>(x_state >> 33U) % sides;
    }
    void set(event& e, const char* field, value v) {
        const auto id = x_rules.fields.find(field);
        REQUIRE(id.has_value());
        e.fields.emplace_back(*id, std::move(v));
    }

    const rule_set& x_rules;
    std::size_t x_customers;
    std::size_t x_number = 0;
    std::uint64_t x_state = 20'260'302;
    std::int64_t x_time = std::int64_t{1'772'000'000} * 1'000'000;
    std::map<std::size_t, std::string> x_last;
    std::map<std::size_t, std::string> x_before;
};

std::string decided(engine& e) {
    std::string all;
    for (const auto& d : e.take()) append_json(all, d);
    return all;
}

// What is left when the event's time has come but the event has not been taken: time has passed, that is all.
void let_time_come(engine& e, const event& about) {
    event nobodys;
    nobodys.what = event_kind::replied;
    nobodys.id = "nobody's";
    nobodys.customer = "nobody";
    nobodys.kase = "nobody's";
    nobodys.time = about.time;
    REQUIRE(e.process(nobodys) == status::unknown_case);
}

}  // namespace

TEST_CASE("a steady state allocates nothing") {
    const auto rules = load(everything);
    stream all(*rules, 50);
    engine e(rules, {seed});
    for (int i = 0; i < 30'000; ++i) {
        static_cast<void>(e.process(all.next()));
        static_cast<void>(e.take());
    }
    const auto events = all.take(3'000);
    std::size_t taken = 0;
    std::size_t decisions = 0;
    std::string first_that_allocates;
    first_that_allocates.reserve(100);
    const auto before = counted_memory::allocations.load();
    for (const auto& event : events) {
        taken += e.process(event) == status::taken ? 1 : 0;
        decisions += e.take().size();
        if (counted_memory::allocations.load() != before && first_that_allocates.empty()) first_that_allocates = event.id;
    }
    const auto allocated = counted_memory::allocations.load() - before;
    INFO("the first that allocates: " << first_that_allocates);
    CHECK(allocated == 0);
    CHECK(taken > 2'000);
    CHECK(decisions > 1'000);
}

TEST_CASE("whichever allocation fails, the event is not taken and nothing has changed") {
    const auto rules = load(everything);
    auto events = stream(*rules, 3).take(90);
    engine reference(rules, {seed});
    std::size_t failures = 0;
    std::size_t failed_gifts = 0;
    std::size_t failed_offers = 0;
    std::size_t failed_answers = 0;
    std::string question;  // the decision that asked last for approval
    std::size_t failed_joins = 0;
    for (std::size_t i = 0; i < events.size(); ++i) {
        INFO("event " << i);
        if (events[i].what == event_kind::approved && !question.empty()) {
            events[i].id = question;
            question.clear();
        }
        const auto state = reference.save();
        engine untaken(rules, {seed});
        REQUIRE(untaken.load(state) == state_error::ok);
        let_time_come(untaken, events[i]);
        const auto state_untaken = untaken.save();
        const auto passed = decided(untaken);
        const auto expected_status = untaken.process(events[i]);
        const auto expected = decided(untaken);
        const auto state_taken = untaken.save();

        for (std::size_t n = 1;; ++n) {
            INFO("allocation " << n);
            engine e(rules, {seed});
            REQUIRE(e.load(state) == state_error::ok);
            counted_memory::fail_at(n);
            const auto got = e.process(events[i]);
            const bool has_failed = counted_memory::fails_at == 0;
            counted_memory::fail_never();
            if (got != status::no_memory) {
                CHECK(got == expected_status);
                CHECK(decided(e) == passed + expected);
                if (!has_failed) break;
                continue;  // what failed could be done without
            }
            ++failures;
            if (events[i].id.rfind("gift", 0) == 0 && expected_status == status::taken) ++failed_gifts;
            if (events[i].what == event_kind::offer && expected_status == status::taken) ++failed_offers;
            if (events[i].what == event_kind::approved && expected_status == status::taken) ++failed_answers;
            if (events[i].id.rfind("join", 0) == 0 && expected_status == status::taken) ++failed_joins;
            // Time may have passed before memory ran out, or some of it, or none; then it passes now.
            auto so_far = decided(e);
            CHECK(passed.compare(0, so_far.size(), so_far) == 0);
            let_time_come(e, events[i]);
            so_far += decided(e);
            CHECK(so_far == passed);
            CHECK((e.save() == state_untaken));
            CHECK(e.process(events[i]) == expected_status);
            CHECK(decided(e) == expected);
            CHECK((e.save() == state_taken));
        }
        static_cast<void>(reference.process(events[i]));
        for (const auto& d : reference.take()) {
            if (d.action == "approve") question = to_hex(d.id);
        }
    }
    CHECK(failures > 500);
    CHECK(failed_offers > 20);
    CHECK(failed_answers > 0);
    CHECK(failed_gifts > 20);  // a complaint that was to be another customer's
    CHECK(failed_joins > 5);   // two cases that were to be one
}

TEST_CASE("where memory runs out while time passes, what has fired is not fired again") {
    const auto rules = load(everything);
    const auto events = stream(*rules, 5).take(60);
    engine reference(rules, {seed});
    for (const auto& event : events) static_cast<void>(reference.process(event));
    static_cast<void>(reference.take());
    const auto state = reference.save();
    const instant later{events.back().time.micros + minute * 60 * 24 * 40};
    REQUIRE(reference.advance(later) == status::taken);
    const auto expected = decided(reference);
    REQUIRE_FALSE(expected.empty());
    const auto state_after = reference.save();
    std::size_t failures = 0;
    for (std::size_t n = 1;; ++n) {
        INFO("allocation " << n);
        engine e(rules, {seed});
        REQUIRE(e.load(state) == state_error::ok);
        counted_memory::fail_at(n);
        auto got = e.advance(later);
        const bool has_failed = counted_memory::fails_at == 0;
        counted_memory::fail_never();
        auto all = decided(e);
        if (got == status::no_memory) {
            ++failures;
            got = e.advance(later);
            all += decided(e);
        }
        CHECK(got == status::taken);
        CHECK(all == expected);
        CHECK((e.save() == state_after));
        if (!has_failed) break;
    }
    CHECK(failures > 5);
}

TEST_CASE("an event that is not taken leaves the groups as they were") {
    // A late correction of nobody's complaint counts in no group: neither now nor in what is saved.
    const auto rules = load(R"(
escalera: 1
name: groups
lateness: 3h
unknown: {role: desk}
roles:
  desk: {by: [queue]}
windows:
  put_right: {count: corrected, per: complaint.category, within: 1d}
rules:
  - name: many
    events: [corrected]
    when: put_right >= 2
    then:
      - tag: {name: often}
)");
    const auto category = *rules->fields.find("complaint.category");
    const auto at = [](int minutes) { return instant{std::int64_t{1'772'000'000} * 1'000'000 + minutes * minute}; };
    const auto event_of = [&](event_kind what, const char* id, int minutes, const char* about) {
        event e;
        e.what = what;
        e.id = id;
        e.customer = "ana";
        e.time = at(minutes);
        e.complaint = about;
        e.fields.emplace_back(category, value("bill"));
        return e;
    };
    engine e(rules, {seed});
    REQUIRE(e.process(event_of(event_kind::complaint, "C-1", 0, "")) == status::taken);
    REQUIRE(e.process(event_of(event_kind::corrected, "E-1", 60, "C-1")) == status::taken);
    REQUIRE(e.process(event_of(event_kind::corrected, "E-2", 120, "C-1")) == status::taken);
    const auto before = e.save();
    engine untouched(rules, {seed});
    REQUIRE(untouched.load(before) == state_error::ok);
    REQUIRE(e.process(event_of(event_kind::corrected, "E-3", 90, "nobody's")) == status::unknown_case);
    REQUIRE(untouched.process(event_of(event_kind::replied, "E-3", 90, "nobody's")) == status::unknown_case);
    CHECK((e.save() == untouched.save()));
    engine fresh(rules, {seed});
    const auto empty = fresh.save();
    REQUIRE(e.load(empty) == state_error::ok);
    CHECK(e.process(event_of(event_kind::complaint, "C-2", 180, "")) == status::taken);
}

TEST_CASE("complaints with neither customer nor id are strangers to each other") {
    const auto rules = load(everything);
    const auto issue = *rules->fields.find("complaint.issue");
    engine e(rules, {seed});
    for (int i = 0; i < 2; ++i) {
        event c;
        c.what = event_kind::complaint;
        c.time = {std::int64_t{1'772'000'000} * 1'000'000 + i * minute};
        c.fields.emplace_back(issue, value("bill"));
        REQUIRE(e.process(c) == status::taken);
    }
    CHECK(e.metrics().customers == 2);
}

TEST_CASE("where memory stays exhausted, an event ends and is not taken") {
    const auto rules = load(everything);
    const auto events = stream(*rules, 2).take(40);
    engine reference(rules, {seed});
    std::size_t failures = 0;
    for (const auto& event : events) {
        const auto state = reference.save();
        for (std::size_t n = 1;; ++n) {
            engine e(rules, {seed});
            REQUIRE(e.load(state) == state_error::ok);
            counted_memory::fail_at(n, true);
            const auto got = e.process(event);
            const bool has_failed = counted_memory::fails_at == 1;
            counted_memory::fail_never();
            if (!has_failed) break;
            if (got != status::no_memory) continue;  // what failed could be done without
            ++failures;
            static_cast<void>(e.take());
            engine alike(rules, {seed});
            REQUIRE(alike.load(state) == state_error::ok);
            CHECK(e.process(event) == alike.process(event));
        }
        static_cast<void>(reference.process(event));
        static_cast<void>(reference.take());
    }
    CHECK(failures > 300);
}

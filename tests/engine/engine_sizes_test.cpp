// How large an event, and what is remembered of a customer, may be: past that an event is refused whole, and said to be.

#include <optional>
#include <string>
#include <vector>

#include "escalera/engine/binding.hpp"
#include "support/catch.hpp"
#include "support/engine_run.hpp"

using escalera::event;
using escalera::event_kind;
using escalera::status;
using escalera::value;
using support::engine_run;

namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;

// The demand is captured for each case: a reply reads it. Nothing of `product` is remembered.
const std::string rules = R"(escalera: 1
name: sizes
windows:
  lately: {count: complaint, per: customer, within: 30d}
  in_district: {count: complaint, per: complaint.unit, within: 30d}
rules:
  - name: answered
    events: [replied]
    when: complaint.demand.startsWith("a refund")
    if_unknown: skip
    then: [{tag: {name: refund}}]
  - name: product
    when: complaint.product == "phone" or "spam" in complaint.missing
    if_unknown: skip
    then: [{tag: {name: phone}}]
)";

event complaint(const std::string& id, const std::string& customer) {
    event e;
    e.id = id;
    e.customer = customer;
    e.time = engine_run::instant_of("03-02 09:00");
    return e;
}

void put(engine_run& run, event& e, const char* field, value v) { e.fields.emplace_back(*run.rules().fields.find(field), std::move(v)); }

struct host_complaint {
    std::string id;
    std::string customer;
    escalera::instant time;
    std::optional<std::string> demand;
    std::vector<std::string> missing;
    std::string product = {};
    std::string unit = {};
};

}  // namespace

TEST_CASE("a text of a MiB is taken, a longer one refused whole, wherever it stands") {
    engine_run run(rules);
    auto e = complaint("C-1", "ana");
    put(run, e, "complaint.demand", value("a refund" + std::string(mebibyte - 8, '!')));
    CHECK(run.engine().process(e) == status::taken);
    CHECK(run.take("replied", "03-02 09:00", R"("id":"R-1","case":"C-1","customer":"ana")") == "taken");
    CHECK(run.decided() == support::lines{"answered: tag name=refund"});

    static_cast<void>(run.engine().take());
    for (const auto* field : {"complaint.demand", "complaint.product", "complaint.unit"}) {
        auto long_one = complaint("C-2", "ana");
        put(run, long_one, field, value(std::string(mebibyte + 1, 'x')));
        INFO(field);
        CHECK(run.engine().process(long_one) == status::too_large);
        CHECK(run.engine().decisions().empty());
    }
    const std::string long_name(mebibyte + 1, 'n');
    CHECK(run.engine().process(complaint(long_name, "ana")) == status::too_large);
    CHECK(run.engine().process(complaint("C-2", long_name)) == status::too_large);
    auto in_long_case = complaint("C-2", "ana");
    in_long_case.kase = long_name;
    CHECK(run.engine().process(in_long_case) == status::too_large);
    auto list = complaint("C-2", "ana");
    put(run, list, "complaint.missing", value(value::list{value("demand"), value(long_name)}));
    CHECK(run.engine().process(list) == status::too_large);
    auto long_list = complaint("C-2", "ana");
    put(run, long_list, "complaint.missing", value(value::list(257, value("demand"))));
    CHECK(run.engine().process(long_list) == status::too_large);

    // Nothing of them is remembered: the id is free.
    CHECK(run.engine().metrics().customers == 1);
    auto again = complaint("C-2", "ana");
    put(run, again, "complaint.missing", value(value::list(256, value("demand"))));
    CHECK(run.engine().process(again) == status::taken);
}

TEST_CASE("so it is with a host's own structs, and the others of the batch are taken") {
    engine_run run(rules);
    using escalera::member;
    const auto bound = escalera::bind<host_complaint>(
        run.rules(), event_kind::complaint,
        {member<&host_complaint::id>("complaint.id"), member<&host_complaint::customer>("complaint.customer"),
         member<&host_complaint::time>("complaint.time"), member<&host_complaint::demand>("complaint.demand"),
         member<&host_complaint::missing>("complaint.missing"), member<&host_complaint::product>("complaint.product"),
         member<&host_complaint::unit>("complaint.unit")});
    REQUIRE(bound.has_value());
    const auto at = engine_run::instant_of("03-02 09:00");
    const std::string long_text(mebibyte + 1, 'x');
    const std::vector<host_complaint> all = {
        {"C-1", "ana", at, std::string(mebibyte, 'x'), {}},
        {"C-2", "ana", at, long_text, {}},
        {"C-3", long_text, at, std::nullopt, {}},
        {long_text, "ana", at, std::nullopt, {}},
        {"C-5", "ana", at, std::nullopt, {"a", long_text}},
        {"C-6", "ana", at, std::nullopt, std::vector<std::string>(257, "a")},
        {"C-7", "ana", at, std::nullopt, std::vector<std::string>(256, "a")},
    };
    run.engine().process(*bound, all);
    std::vector<status> fared(run.engine().statuses().begin(), run.engine().statuses().end());
    CHECK(fared == std::vector<status>{status::taken, status::too_large, status::too_large, status::too_large, status::too_large,
                                       status::too_large, status::taken});
    CHECK(run.engine().metrics().events[static_cast<std::size_t>(status::too_large)] == 5);
    const host_complaint again{all[1].id, "ana", at, "short", {}};
    CHECK(run.engine().process(*bound, again) == status::taken);
}

TEST_CASE("a customer of whom more would be remembered than a record holds keeps what is there") {
    engine_run run(rules);
    std::size_t taken = 0;
    auto fared = status::taken;
    for (; fared == status::taken && taken < 200; ++taken) {
        auto e = complaint("C-" + std::to_string(taken), "ana");
        put(run, e, "complaint.issue", value("issue " + std::to_string(taken)));
        put(run, e, "complaint.demand", value("a refund" + std::string(mebibyte - 8, '!')));
        fared = run.engine().process(e);
    }
    CHECK(fared == status::too_large);
    CHECK(taken == 128);  // 127 of a MiB each and the rest of the record have room in 128 MiB
    // What is there is there, others are not concerned, and what needs no more room is taken.
    CHECK(run.take("replied", "03-02 09:00", R"("id":"R-1","case":"C-126","customer":"ana")") == "taken");
    CHECK(run.decided() == support::lines{"answered: tag name=refund"});
    CHECK(run.engine().process(complaint("C-127", "ana")) == status::taken);
    CHECK(run.engine().process(complaint("C-1", "ben")) == status::taken);
    CHECK(run.engine().advance(engine_run::instant_of("04-30 09:00")) == status::taken);
}

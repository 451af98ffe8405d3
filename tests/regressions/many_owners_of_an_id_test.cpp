// The directory of cases kept 64 customers an id. Where more had used one ("1", as shops number their complaints) and had been
// forgotten since, an event that named it found nobody, though exactly one customer still had it.

#include <string>

#include "support/catch.hpp"
#include "support/engine_run.hpp"

namespace {

const std::string rules = R"(escalera: 1
name: r
windows:
  lately: {count: complaint, per: customer, within: 1d}
rules:
  - {name: each, always: true, then: [{tag: {name: t}}]}
)";

std::string of(int customer, const std::string& fields) { return R"("customer":"c)" + std::to_string(customer) + "\"," + fields; }

}  // namespace

TEST_CASE("an id that a hundred customers had once finds the one who has it now") {
    support::engine_run run(rules);
    for (int c = 0; c < 100; ++c) {
        REQUIRE(run.take("complaint", "03-02 09:00", of(c, R"("id":"1","issue":"bill")")) == "taken");
        if (c == 0) REQUIRE(run.take("replied", "03-02 09:00", R"("id":"E-0","case":"1")") == "taken");
        REQUIRE(run.take("closed", "03-02 09:00", of(c, R"("id":"E-)" + std::to_string(c + 1) + R"(","case":"1")")) == "taken");
    }
    CHECK(run.take("feedback", "03-02 11:00", R"("id":"F-0","case":"1")") == "unknown case");  // a hundred have it
    for (int c = 0; c < 100; ++c) {
        REQUIRE(run.take("complaint", "03-09 09:00", of(c, R"("id":"2-)" + std::to_string(c) + R"(","issue":"bill")")) == "taken");
    }
    CHECK(run.take("feedback", "03-09 10:00", R"("id":"F-1","case":"1")") == "unknown case");  // nobody any more
    REQUIRE(run.take("complaint", "03-09 11:00", of(100, R"("id":"1","issue":"bill")")) == "taken");
    CHECK(run.take("feedback", "03-09 12:00", R"("id":"F-2","case":"1")") == "taken");
    // Who had it and has it again is found too, and then nobody is meant; nor after the state was saved.
    REQUIRE(run.take("complaint", "03-09 13:00", of(7, R"("id":"1","issue":"router")")) == "taken");
    CHECK(run.take("feedback", "03-09 14:00", R"("id":"F-3","case":"1")") == "unknown case");
    support::engine_run later(rules);
    REQUIRE(later.engine().load(run.engine().save()) == escalera::state_error::ok);
    CHECK(later.take("feedback", "03-09 14:00", R"("id":"F-3","case":"1")") == "unknown case");
}

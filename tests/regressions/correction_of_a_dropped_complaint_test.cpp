// Found by the judge of caps, seed 2264. A cap drops the oldest complaint of a case that is closed: it leaves no mark. A correction
// that gave it another issue changed nothing and said nothing, and the count of that issue was one short, told as exact.

#include "support/catch.hpp"
#include "support/engine_run.hpp"

using support::engine_run;
using support::lines;

TEST_CASE("a correction of a complaint that a cap dropped, its case being closed, makes counts unknown that may reach it") {
    engine_run run(R"(escalera: 1
name: r
unknown: {role: desk}
roles: {desk: {by: [queue]}}
limits: {remember: 2}
windows:
  grave: {count: complaint, per: [customer, issue], within: ever, where: complaint.severity >= 1}
rules:
  - {name: some, when: grave >= 1, then: [{tag: {name: some}}]}
)");
    REQUIRE(run.take("complaint", "03-04 00:00", R"("id":"C-1","customer":"ana","category":"bill","severity":1)") == "taken");
    REQUIRE(run.take("complaint", "03-05 11:00", R"("id":"C-2","customer":"ana","category":"bill","severity":2)") == "taken");
    REQUIRE(run.take("closed", "03-06 19:00", R"("id":"E-1","customer":"ana","complaint":"C-2")") == "taken");
    REQUIRE(run.take("complaint", "03-06 20:00", R"("id":"C-3","customer":"ana","category":"bill","severity":2)") == "taken");
    CHECK(run.decided() == lines{"some: tag name=some"});
    REQUIRE(run.take("corrected", "03-08 17:00", R"("id":"E-2","customer":"ana","complaint":"C-1","category":"router")") == "taken");
    CHECK(run.engine().metrics().findings[static_cast<std::size_t>(escalera::finding::count_unknown)] == 1);
    REQUIRE(run.take("complaint", "03-10 23:00", R"("id":"C-4","customer":"ana","category":"router")") == "taken");
    CHECK(run.decided() == lines{"some: review role=desk why=the condition could not be decided"});
    // What is not counted that far back is known as before.
    REQUIRE(run.take("complaint", "03-11 09:00", R"("id":"C-5","customer":"ben","category":"router","severity":1)") == "taken");
    CHECK(run.decided() == lines{"some: tag name=some"});
}

// Found by the judge, seed 2976 of 10,000, and by valgrind: a case remembers how alerts stood behind all its fields, and where its
// complaint went to another customer that was looked up as a field: memory behind the list of fields was read, and what stood there
// decided whether the case forgot how the alert had stood.

#include "support/catch.hpp"
#include "support/engine_run.hpp"

using support::engine_run;
using support::lines;

TEST_CASE("a case remembers how an alert stood, also when its complaint has gone to another customer") {
    engine_run run(R"(escalera: 1
name: r
unknown: {role: desk}
roles: {desk: {by: [queue]}}
fields:
  complaint: {district: string}
windows:
  near: {count: complaint, per: complaint.district, within: 1h}
alerts:
  - {name: outage, per: complaint.district, when: near >= 2, then: [{tag: {name: outage}}]}
rules:
  - {name: one-of-many, events: [feedback], when: alert("outage"), then: [{tag: {name: many}}]}
  - {name: alone, events: [feedback], when: not alert("outage"), then: [{tag: {name: alone}}]}
)");
    REQUIRE(run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","district":"north")") == "taken");
    REQUIRE(run.take("complaint", "03-02 09:10", R"("id":"C-2","customer":"ben","district":"north")") == "taken");
    REQUIRE(run.take("feedback", "03-02 09:20", R"("id":"F-1","customer":"ben","case":"C-2")") == "taken");
    CHECK(run.decided() == lines{"one-of-many: tag name=many"});
    REQUIRE(run.take("corrected", "03-02 09:30", R"("id":"E-1","customer":"cleo","complaint":"C-2")") == "taken");
    REQUIRE(run.take("feedback", "03-04 09:00", R"("id":"F-2","customer":"ben","case":"C-2")") == "taken");
    CHECK(run.decided() == lines{"one-of-many: tag name=many"});
    // With cleo the case is a new one: no event of it has brought the district yet.
    REQUIRE(run.take("feedback", "03-04 09:10", R"("id":"F-3","customer":"cleo","case":"C-2")") == "taken");
    CHECK(run.decided() == lines{"alone: tag name=alone"});
}

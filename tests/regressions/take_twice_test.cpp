// Found by fuzz_engine. take() hands over "everything decided since the last take()", but a second take() with nothing
// in between gave the same decisions again: a host that took until nothing was left would have sent them for ever.

#include "support/catch.hpp"
#include "support/engine_run.hpp"

TEST_CASE("what was taken is not given a second time") {
    const auto rules = escalera::load_rules_text("r.yaml", R"(escalera: 1
name: r
rules:
  - {name: each, always: true, then: [{tag: {name: t}}]}
)");
    REQUIRE(rules.has_value());
    escalera::engine engine(*rules);
    escalera::event e;
    e.id = "C-1";
    e.customer = "ana";
    CHECK(engine.process(e) == escalera::status::taken);
    CHECK(engine.decisions().size() == 1);
    CHECK(engine.take().size() == 1);
    CHECK(engine.take().empty());
    CHECK(engine.decisions().empty());
    e.id = "C-2";
    CHECK(engine.process(e) == escalera::status::taken);
    CHECK(engine.take().size() == 1);
}

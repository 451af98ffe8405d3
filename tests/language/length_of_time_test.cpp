#include "escalera/language/length_of_time.hpp"

#include "support/catch.hpp"

using namespace escalera;
using kind_of = length_of_time::kind_of;

TEST_CASE("lengths of time as authors write them") {
    CHECK(read_length("0s").length == length_of_time{kind_of::elapsed, 0, 0});
    CHECK(read_length("8h").length == length_of_time{kind_of::elapsed, 28'800'000'000, 0});
    CHECK(read_length("30m").length == length_of_time{kind_of::elapsed, 1'800'000'000, 0});
    CHECK(read_length("90d").length == length_of_time{kind_of::elapsed, 7'776'000'000'000, 0, true});
    CHECK(read_length("1h30m").length == length_of_time{kind_of::elapsed, 5'400'000'000, 0});
    CHECK(read_length("250ms").length == length_of_time{kind_of::elapsed, 250'000, 0});
    CHECK(read_length("15 days").length == length_of_time{kind_of::days, 0, 15});
    CHECK(read_length("1 day").length == length_of_time{kind_of::days, 0, 1});
    CHECK(read_length("2 business-days").length == length_of_time{kind_of::business_days, 0, 2});
    CHECK(read_length("ever").length->is == kind_of::ever);
    CHECK(read_length("last week").length->is == kind_of::last_period);
    CHECK(read_length("last week").length->unit == period_unit::week);
    CHECK(read_length("last quarter").length->unit == period_unit::quarter);
    CHECK_FALSE(read_length("last fortnight").length);
}

TEST_CASE("what is no length of time says why, and what to write") {
    CHECK(read_length("8").suggestion == "did you mean '8h', '8m' or '8d'?");
    CHECK(read_length("8 hours").suggestion == "did you mean '8h'?");
    CHECK(read_length("8 h").suggestion == "did you mean '8h'?");
    CHECK(read_length("8hrs").suggestion == "did you mean '8h'?");
    CHECK(read_length("2w").suggestion == "did you mean '14d'?");
    CHECK(read_length("15days").suggestion == "did you mean '15 days'?");
    CHECK(read_length("2 workdays").suggestion == "did you mean '2 business-days'?");
    CHECK(read_length("3 months").suggestion == "months and years differ in length: write days, as in '30d' or '365d'");
    for (const auto* bad : {"", "h", "-8h", "8x", "8h2", "1m1h", "1h1h", "1.5h", "99999999999999999999h", "9999999999999d", "day",
                            "for ever", "last decade", "999999 days"}) {
        INFO(bad);
        const auto r = read_length(bad);
        CHECK_FALSE(r.length);
        CHECK_FALSE(r.problem.empty());
        CHECK_FALSE(r.suggestion.empty());
    }
}

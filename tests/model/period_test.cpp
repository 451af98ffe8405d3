#include "escalera/model/period.hpp"

#include <string>

#include "escalera/model/instant.hpp"
#include "support/catch.hpp"

using namespace escalera;

namespace {

std::int64_t at(const char* text) { return to_instant(*parse_rfc3339(text)).micros; }

std::string told(const char* zone_name, period_unit unit, const char* time) {
    const auto p = period_at(zone::load(zone_name).value(), unit, at(time));
    return to_rfc3339(instant{p.begin}) + " " + to_rfc3339(instant{p.end});
}

}  // namespace

TEST_CASE("a week is from Monday to Monday in the zone") {
    CHECK(told("UTC", period_unit::week, "2026-03-04T12:00:00Z") == "2026-03-02T00:00:00Z 2026-03-09T00:00:00Z");
    CHECK(told("UTC", period_unit::week, "2026-03-02T00:00:00Z") == "2026-03-02T00:00:00Z 2026-03-09T00:00:00Z");
    CHECK(told("UTC", period_unit::week, "2026-03-01T23:59:59.999999Z") == "2026-02-23T00:00:00Z 2026-03-02T00:00:00Z");
    CHECK(told("America/Bogota", period_unit::week, "2026-03-02T04:59:59Z") == "2026-02-23T05:00:00Z 2026-03-02T05:00:00Z");
    CHECK(told("America/Bogota", period_unit::week, "2026-03-02T05:00:00Z") == "2026-03-02T05:00:00Z 2026-03-09T05:00:00Z");
    CHECK(told("UTC", period_unit::week, "1969-12-31T12:00:00Z") == "1969-12-29T00:00:00Z 1970-01-05T00:00:00Z");
}

TEST_CASE("days, months, quarters and years begin at midnight of their first day") {
    CHECK(told("Europe/Berlin", period_unit::day, "2026-03-29T12:00:00Z") == "2026-03-28T23:00:00Z 2026-03-29T22:00:00Z");  // 23 hours
    CHECK(told("UTC", period_unit::month, "2028-02-29T12:00:00Z") == "2028-02-01T00:00:00Z 2028-03-01T00:00:00Z");
    CHECK(told("UTC", period_unit::month, "2026-12-31T12:00:00Z") == "2026-12-01T00:00:00Z 2027-01-01T00:00:00Z");
    CHECK(told("UTC", period_unit::quarter, "2026-03-31T23:59:59Z") == "2026-01-01T00:00:00Z 2026-04-01T00:00:00Z");
    CHECK(told("UTC", period_unit::quarter, "1969-12-31T00:00:00Z") == "1969-10-01T00:00:00Z 1970-01-01T00:00:00Z");
    CHECK(told("Europe/Berlin", period_unit::year, "2026-07-01T00:00:00Z") == "2025-12-31T23:00:00Z 2026-12-31T23:00:00Z");
}

TEST_CASE("a clock that is put back over midnight does not give an hour to two days") {
    // In Newfoundland 00:01 became 23:01 of the day before: midnight came twice, and the day begins with the first.
    CHECK(told("America/St_Johns", period_unit::day, "2006-10-29T02:29:59Z") == "2006-10-28T02:30:00Z 2006-10-29T02:30:00Z");
    CHECK(told("America/St_Johns", period_unit::day, "2006-10-29T02:45:00Z") == "2006-10-29T02:30:00Z 2006-10-30T03:30:00Z");
    CHECK(told("America/St_Johns", period_unit::day, "2006-10-29T03:45:00Z") == "2006-10-29T02:30:00Z 2006-10-30T03:30:00Z");
}

TEST_CASE("periods are numbered without a gap") {
    const auto berlin = zone::load("Europe/Berlin").value();
    for (std::size_t u = 0; u < period_unit_count; ++u) {
        const auto unit = static_cast<period_unit>(u);
        auto p = period_at(berlin, unit, at("1968-11-03T10:00:00Z"));
        for (int i = 0; i < 30; ++i) {
            const auto next = period_numbered(berlin, unit, p.index + 1);
            CHECK(next.begin == p.end);
            CHECK(period_at(berlin, unit, p.end) == next);
            CHECK(period_at(berlin, unit, p.end - 1) == p);
            p = next;
        }
        CHECK(period_unit_by_name(name_of(unit)) == unit);
    }
    CHECK_FALSE(period_unit_by_name("fortnight"));
}

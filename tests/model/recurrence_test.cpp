#include "escalera/model/recurrence.hpp"

#include <string>
#include <vector>

#include "escalera/language/recurrence_text.hpp"
#include "support/catch.hpp"

using namespace escalera;

namespace {

std::int64_t at(const std::string& text) { return to_instant(*parse_rfc3339(text)).micros; }

std::vector<recurring_time> times(const std::vector<std::string>& texts) {
    std::vector<recurring_time> all;
    for (const auto& t : texts) all.push_back(read_recurrence(t).time.value());
    return all;
}

std::string next(const char* zone_name, const std::vector<std::string>& every, const std::string& after) {
    return to_rfc3339(instant{next_occurrence(zone::load(zone_name).value(), times(every), at(after))});
}

// Monday to Friday from 8 to 18, closed on Friday the 6th.
calendar office(const char* zone_name = "UTC") {
    opening_hours hours;
    for (std::size_t d = 1; d <= 5; ++d) hours.week[d] = {{8 * 3600, 18 * 3600}};
    hours.special[days_from_civil({2026, 3, 6})] = {};
    return calendar::make(zone::load(zone_name).value(), hours).value();
}

std::string run(const std::vector<std::string>& every, when_closed closed, const std::string& after) {
    return to_rfc3339(instant{next_run(office(), times(every), closed, at(after))});
}

}  // namespace

TEST_CASE("a weekday at a time comes once a week, strictly after the instant asked for") {
    CHECK(next("America/Bogota", {"monday 09:00"}, "2026-03-02T13:59:59.999999Z") == "2026-03-02T14:00:00Z");
    CHECK(next("America/Bogota", {"monday 09:00"}, "2026-03-02T14:00:00Z") == "2026-03-09T14:00:00Z");
    CHECK(next("UTC", {"mon-fri 08:30"}, "2026-03-06T08:30:00Z") == "2026-03-09T08:30:00Z");
    CHECK(next("UTC", {"fri-mon 08:30"}, "2026-03-02T08:30:00Z") == "2026-03-06T08:30:00Z");
    CHECK(next("UTC", {"day 23:59:59"}, "2026-03-02T23:59:59Z") == "2026-03-03T23:59:59Z");
    CHECK(next("UTC", {"thursday 07:00", "tue 12:00"}, "2026-03-02T00:00:00Z") == "2026-03-03T12:00:00Z");
    CHECK(next("Pacific/Kiritimati", {"day 00:00"}, "2026-03-02T09:59:59Z") == "2026-03-02T10:00:00Z");
}

TEST_CASE("a month that lacks the day has it on its last") {
    CHECK(next("UTC", {"month 31 09:00"}, "2026-01-31T09:00:00Z") == "2026-02-28T09:00:00Z");
    CHECK(next("UTC", {"month 31 09:00"}, "2026-02-28T09:00:00Z") == "2026-03-31T09:00:00Z");
    CHECK(next("UTC", {"month last 09:00"}, "2028-02-01T00:00:00Z") == "2028-02-29T09:00:00Z");
    CHECK(next("UTC", {"month 1 00:00"}, "2026-12-15T00:00:00Z") == "2027-01-01T00:00:00Z");
}

TEST_CASE("a time that the wall skips moves forward, one that it shows twice is the first") {
    CHECK(next("Europe/Berlin", {"day 02:30"}, "2026-03-28T12:00:00Z") == "2026-03-29T01:30:00Z");
    CHECK(next("Europe/Berlin", {"day 02:30"}, "2026-10-24T12:00:00Z") == "2026-10-25T00:30:00Z");
    CHECK(next("Europe/Berlin", {"day 02:30"}, "2026-10-25T00:30:00Z") == "2026-10-26T01:30:00Z");
}

TEST_CASE("what comes while a calendar is closed waits for its next opening, once") {
    // Thursday's is done on Thursday, Friday is a holiday; all of Friday to Monday waits for Monday.
    CHECK(run({"day 07:00"}, when_closed::next_opening, "2026-03-04T12:00:00Z") == "2026-03-05T08:00:00Z");
    CHECK(run({"day 07:00"}, when_closed::next_opening, "2026-03-05T08:00:00Z") == "2026-03-09T08:00:00Z");
    CHECK(run({"day 07:00"}, when_closed::next_opening, "2026-03-07T12:00:00Z") == "2026-03-09T08:00:00Z");
    CHECK(run({"day 07:00"}, when_closed::next_opening, "2026-03-09T08:00:00Z") == "2026-03-10T08:00:00Z");
    // At 9 the desk is open: Friday's waits for Monday at 8, Monday's own comes at 9.
    CHECK(run({"day 09:00"}, when_closed::next_opening, "2026-03-05T09:00:00Z") == "2026-03-09T08:00:00Z");
    CHECK(run({"day 09:00"}, when_closed::next_opening, "2026-03-09T08:00:00Z") == "2026-03-09T09:00:00Z");
    CHECK(run({"day 18:00"}, when_closed::next_opening, "2026-03-04T12:00:00Z") == "2026-03-05T08:00:00Z");  // closing time is closed
}

TEST_CASE("what comes while a calendar is closed can be left out") {
    CHECK(run({"day 09:00"}, when_closed::skip, "2026-03-05T09:00:00Z") == "2026-03-09T09:00:00Z");
    CHECK(run({"friday 09:00"}, when_closed::skip, "2026-03-02T00:00:00Z") == "2026-03-13T09:00:00Z");
    CHECK(next_run(office(), times({"sunday 09:00"}), when_closed::skip, at("2026-03-05T09:00:00Z")) == INT64_MAX);
}

TEST_CASE("nothing comes beyond the years of calendars") {
    CHECK(next_occurrence({}, times({"day 12:00"}), at("2400-12-31T11:00:00Z")) == at("2400-12-31T12:00:00Z"));
    CHECK(next_occurrence({}, times({"day 12:00"}), at("2400-12-31T12:00:00Z")) == INT64_MAX);
    CHECK(next_occurrence({}, times({"day 12:00"}), INT64_MAX) == INT64_MAX);
    CHECK(to_rfc3339(instant{next_occurrence({}, times({"day 12:00"}), INT64_MIN)}) == "1900-01-01T12:00:00Z");
    CHECK(next_run(office(), times({"day 12:00"}), when_closed::next_opening, INT64_MAX - 1) == INT64_MAX);
}

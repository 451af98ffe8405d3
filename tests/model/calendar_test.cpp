#include "escalera/model/calendar.hpp"

#include <limits>
#include <random>

#include "support/catch.hpp"

using namespace escalera;

namespace {

constexpr std::int64_t second = micros_per_second;
constexpr std::int64_t minute = 60 * second;
constexpr std::int64_t hour = 60 * minute;

instant at(const char* text) { return to_instant(parse_rfc3339(text).value()); }
std::int64_t day(const char* text) { return days_from_civil(date_from_text(text).value()); }

std::vector<wall_span> spans(std::initializer_list<std::pair<const char*, const char*>> written) {
    std::vector<wall_span> all;
    for (const auto& [from, to] : written) all.push_back({wall_time_from_text(from).value(), wall_time_from_text(to).value()});
    return all;
}

enum : std::size_t { sunday, monday, tuesday, wednesday, thursday, friday, saturday };

opening_hours week_of(std::initializer_list<std::size_t> days, const std::vector<wall_span>& each) {
    opening_hours hours;
    for (const auto d : days) hours.week[d] = each;
    return hours;
}

calendar make(const char* in, const opening_hours& hours) { return calendar::make(zone::load(in).value(), hours).value(); }

calendar office(const char* in) { return make(in, week_of({monday, tuesday, wednesday, thursday, friday}, spans({{"09:00", "18:00"}}))); }

calendar always(const char* in) {
    return make(in, week_of({sunday, monday, tuesday, wednesday, thursday, friday, saturday}, spans({{"00:00", "24:00"}})));
}

// The office of the rules format's example.
calendar bogota() {
    auto hours = week_of({monday, tuesday, wednesday, thursday, friday}, spans({{"08:00", "12:00"}, {"13:00", "18:00"}}));
    hours.week[saturday] = spans({{"09:00", "13:00"}});
    hours.special[day("2026-12-25")] = {};
    hours.special[day("2027-01-01")] = {};
    hours.special[day("2026-12-24")] = spans({{"08:00", "12:00"}});
    return make("America/Bogota", hours);
}

std::string shown(std::optional<instant> t) { return t ? to_rfc3339(*t) : "none"; }

}  // namespace

TEST_CASE("open time is added from the start on, closing time included") {
    const auto c = office("Europe/Berlin");  // UTC+1 in March, until the 29th
    const auto nine = at("2026-03-02T09:00:00+01:00");
    CHECK(shown(c.add(nine, 8 * hour)) == "2026-03-02T16:00:00Z");
    CHECK(shown(c.add(nine, 9 * hour)) == "2026-03-02T17:00:00Z");
    CHECK(shown(c.add(nine, 9 * hour + 1)) == "2026-03-03T08:00:00.000001Z");
    CHECK(shown(c.add(at("2026-03-01T03:00:00Z"), hour)) == "2026-03-02T09:00:00Z");
    CHECK(shown(c.add(at("2026-03-06T16:30:00.25Z"), hour)) == "2026-03-09T08:30:00.25Z");
    CHECK(shown(c.add(nine, 45 * hour)) == "2026-03-06T17:00:00Z");
    CHECK(shown(c.add(nine, 45 * hour + second)) == "2026-03-09T08:00:01Z");
    CHECK(shown(c.add(nine, -1)) == "none");
}

TEST_CASE("adding nothing rolls to the next opening, closing time being closed") {
    const auto c = office("Europe/Berlin");
    CHECK(shown(c.add(at("2026-03-02T10:00:00Z"), 0)) == "2026-03-02T10:00:00Z");
    CHECK(shown(c.add(at("2026-03-02T08:00:00Z"), 0)) == "2026-03-02T08:00:00Z");
    CHECK(shown(c.add(at("2026-03-02T17:00:00Z"), 0)) == "2026-03-03T08:00:00Z");
    CHECK(shown(c.add(at("2026-03-07T10:00:00Z"), 0)) == "2026-03-09T08:00:00Z");
    CHECK(c.is_open(at("2026-03-02T08:00:00Z")));
    CHECK(c.is_open(at("2026-03-02T16:59:59.999999Z")));
    CHECK_FALSE(c.is_open(at("2026-03-02T17:00:00Z")));
    CHECK_FALSE(c.is_open(at("2026-03-07T10:00:00Z")));
    CHECK(shown(c.next_opening(at("2026-03-07T10:00:00Z"))) == "2026-03-09T08:00:00Z");
}

TEST_CASE("open time is taken away in a mirror: the latest instant from which it leads to the start") {
    const auto c = office("Europe/Berlin");
    CHECK(shown(c.sub(at("2026-03-02T08:30:00Z"), hour)) == "2026-02-27T16:30:00Z");
    CHECK(shown(c.sub(at("2026-03-02T08:30:00Z"), 30 * minute)) == "2026-03-02T08:00:00Z");
    CHECK(shown(c.sub(at("2026-03-02T20:00:00Z"), 9 * hour)) == "2026-03-02T08:00:00Z");
    CHECK(shown(c.sub(at("2026-03-02T20:00:00Z"), 9 * hour + 1)) == "2026-02-27T16:59:59.999999Z");
    // Nothing: the mirror of the next opening is the last closing.
    CHECK(shown(c.sub(at("2026-03-02T17:00:00Z"), 0)) == "2026-03-02T17:00:00Z");
    CHECK(shown(c.sub(at("2026-03-02T08:00:00Z"), 0)) == "2026-02-27T17:00:00Z");
    CHECK(shown(c.sub(at("2026-03-02T12:00:00Z"), 0)) == "2026-03-02T12:00:00Z");
    CHECK(shown(c.sub(at("2026-03-07T12:00:00Z"), 0)) == "2026-03-06T17:00:00Z");
}

TEST_CASE("between counts the open time of a half-open interval, and a reversed one holds none") {
    const auto c = bogota();                                                                         // UTC-5
    CHECK(c.between(at("2026-03-06T17:00:00-05:00"), at("2026-03-09T09:00:00-05:00")) == 6 * hour);  // 1 + sat 4 + 1
    CHECK(c.between(at("2026-03-02T11:00:00-05:00"), at("2026-03-02T14:00:00-05:00")) == 2 * hour);
    CHECK(c.between(at("2026-12-23T00:00:00-05:00"), at("2026-12-28T00:00:00-05:00")) == (9 + 4 + 0 + 4) * hour);
    CHECK(c.between(at("2026-03-02T14:00:00Z"), at("2026-03-02T14:00:00Z")) == 0);
    CHECK(c.between(at("2026-03-03T14:00:00Z"), at("2026-03-02T14:00:00Z")) == 0);
    CHECK(c.between(at("2026-03-02T08:00:00.5-05:00"), at("2026-03-02T08:00:00.75-05:00")) == 250'000);
}

TEST_CASE("a change of the clock stretches and shrinks spans") {
    auto hours = week_of({sunday}, spans({{"01:00", "04:00"}}));
    const auto one_to_four = make("Europe/Berlin", hours);
    CHECK(one_to_four.between(at("2026-03-29T00:00:00Z"), at("2026-03-29T12:00:00Z")) == 2 * hour);
    CHECK(one_to_four.between(at("2026-10-24T20:00:00Z"), at("2026-10-25T12:00:00Z")) == 4 * hour);

    // Both ends meet behind the gap: nothing is left. The week after it is an hour again.
    const auto two_to_three = make("Europe/Berlin", week_of({sunday}, spans({{"02:00", "03:00"}})));
    CHECK(two_to_three.between(at("2026-03-28T00:00:00Z"), at("2026-03-30T00:00:00Z")) == 0);
    CHECK(shown(two_to_three.add(at("2026-03-28T00:00:00Z"), minute)) == "2026-04-05T00:01:00Z");

    // Inside the gap a wall time moves forward by the gap.
    const auto in_the_gap = make("Europe/Berlin", week_of({sunday}, spans({{"02:15", "02:45"}})));
    CHECK(shown(in_the_gap.add(at("2026-03-29T00:00:00Z"), 0)) == "2026-03-29T01:15:00Z");
    CHECK(in_the_gap.between(at("2026-03-29T00:00:00Z"), at("2026-03-29T12:00:00Z")) == 30 * minute);
    const auto out_of_the_gap = make("Europe/Berlin", week_of({sunday}, spans({{"02:30", "05:00"}})));
    CHECK(out_of_the_gap.between(at("2026-03-29T00:00:00Z"), at("2026-03-29T12:00:00Z")) == 90 * minute);
    const auto closing_in_the_gap = make("Europe/Berlin", week_of({sunday}, spans({{"02:30", "03:10"}})));
    CHECK(closing_in_the_gap.between(at("2026-03-29T00:00:00Z"), at("2026-03-29T12:00:00Z")) == 0);
    // Where it comes to lie on another span, the time counts once.
    const auto twice = make("Europe/Berlin", week_of({sunday}, spans({{"02:00", "02:45"}, {"03:00", "04:00"}})));
    CHECK(twice.between(at("2026-03-29T00:00:00Z"), at("2026-03-29T12:00:00Z")) == hour);

    // What the wall shows twice is the first.
    const auto until_half = make("Europe/Berlin", week_of({sunday}, spans({{"01:00", "02:30"}})));
    CHECK(shown(until_half.add(at("2026-10-24T20:00:00Z"), 90 * minute)) == "2026-10-25T00:30:00Z");
    CHECK(until_half.between(at("2026-10-24T20:00:00Z"), at("2026-10-25T12:00:00Z")) == 90 * minute);
    const auto from_half = make("Europe/Berlin", week_of({sunday}, spans({{"02:30", "03:00"}})));
    CHECK(from_half.between(at("2026-10-24T20:00:00Z"), at("2026-10-25T12:00:00Z")) == 90 * minute);
}

TEST_CASE("half an hour at Lord Howe, a midnight at Sao Paulo, a month at Casablanca, a day at Apia") {
    const auto lord_howe = always("Australia/Lord_Howe");
    CHECK(lord_howe.between(at("2026-10-04T00:00:00+10:30"), at("2026-10-05T00:00:00+11:00")) == 23 * hour + 30 * minute);
    const auto night = make("Australia/Lord_Howe", week_of({sunday}, spans({{"02:00", "02:30"}})));
    CHECK(night.between(at("2026-10-03T00:00:00Z"), at("2026-10-05T00:00:00Z")) == 0);
    CHECK(night.between(at("2026-10-10T00:00:00Z"), at("2026-10-12T00:00:00Z")) == 30 * minute);
    const auto autumn = make("Australia/Lord_Howe", week_of({sunday}, spans({{"01:00", "03:00"}})));
    CHECK(autumn.between(at("2026-04-04T00:00:00Z"), at("2026-04-06T00:00:00Z")) == 2 * hour + 30 * minute);

    const auto saturday_night = make("America/Sao_Paulo", week_of({saturday}, spans({{"22:00", "24:00"}})));
    CHECK(saturday_night.between(at("2018-11-03T12:00:00Z"), at("2018-11-05T12:00:00Z")) == 2 * hour);  // 24:00 is 01:00
    CHECK(saturday_night.between(at("2018-02-17T12:00:00Z"), at("2018-02-19T12:00:00Z")) == 3 * hour);  // 23:00 comes twice
    const auto sunday_night = make("America/Sao_Paulo", week_of({sunday}, spans({{"00:00", "02:00"}})));
    CHECK(shown(sunday_night.add(at("2018-11-04T00:00:00Z"), 0)) == "2018-11-04T03:00:00Z");
    CHECK(sunday_night.between(at("2018-11-03T12:00:00Z"), at("2018-11-05T12:00:00Z")) == hour);

    // Ramadan 2026: UTC+0 from 15 February, UTC+1 again from 22 March.
    const auto casablanca = office("Africa/Casablanca");
    CHECK(shown(casablanca.add(at("2026-02-13T16:00:00Z"), 2 * hour)) == "2026-02-16T10:00:00Z");
    CHECK(shown(casablanca.add(at("2026-03-20T17:00:00Z"), 2 * hour)) == "2026-03-23T09:00:00Z");

    // Samoa left out Friday, 30 December 2011: its hours move by the gap, onto Saturday.
    const auto apia = office("Pacific/Apia");
    CHECK(shown(apia.add(at("2011-12-29T17:00:00-10:00"), 2 * hour)) == "2011-12-30T20:00:00Z");
    CHECK(always("Pacific/Apia").between(at("2011-12-29T12:00:00-10:00"), at("2011-12-31T12:00:00+14:00")) == 24 * hour);
    // A day that the wall never shows is no business day.
    CHECK(shown(apia.end_of_business_day(at("2011-12-29T17:00:00-10:00"), 1)) == "2012-01-02T04:00:00Z");
    CHECK(shown(apia.end_of_day(at("2011-12-29T17:00:00-10:00"), 1)) == "2011-12-30T10:00:00Z");
}

TEST_CASE("pauses are taken out, in any order and however they overlap") {
    const auto c = office("UTC");
    const auto nine = at("2026-03-02T09:00:00Z");
    const auto paused = [](std::initializer_list<std::pair<const char*, const char*>> written) {
        std::vector<time_interval> all;
        for (const auto& [from, to] : written) all.push_back({at(from), at(to)});
        return pauses(all);
    };
    const auto noon = paused({{"2026-03-02T12:00:00Z", "2026-03-02T13:00:00Z"}});
    CHECK(shown(c.add(nine, 3 * hour, noon)) == "2026-03-02T12:00:00Z");
    CHECK(shown(c.add(nine, 3 * hour + second, noon)) == "2026-03-02T13:00:01Z");
    CHECK(shown(c.add(at("2026-03-02T12:30:00Z"), 0, noon)) == "2026-03-02T13:00:00Z");
    CHECK(shown(c.add(at("2026-03-02T12:30:00Z"), hour, noon)) == "2026-03-02T14:00:00Z");
    CHECK(shown(c.sub(at("2026-03-02T14:00:00Z"), hour, noon)) == "2026-03-02T13:00:00Z");
    CHECK(shown(c.sub(at("2026-03-02T14:00:00Z"), 2 * hour, noon)) == "2026-03-02T11:00:00Z");
    CHECK(shown(c.sub(at("2026-03-02T12:30:00Z"), 0, noon)) == "2026-03-02T12:00:00Z");
    CHECK(c.between(nine, at("2026-03-02T18:00:00Z"), noon) == 8 * hour);
    CHECK_FALSE(c.is_open(at("2026-03-02T12:00:00Z"), noon));
    CHECK(c.is_open(at("2026-03-02T13:00:00Z"), noon));

    const auto messy = paused({{"2026-03-02T12:30:00Z", "2026-03-02T14:00:00Z"},    // unsorted
                               {"2026-03-02T12:00:00Z", "2026-03-02T13:00:00Z"},    // overlapping
                               {"2026-03-02T16:00:00Z", "2026-03-02T15:00:00Z"},    // reversed: nothing
                               {"2026-03-02T10:00:00Z", "2026-03-02T10:00:00Z"},    // empty
                               {"2026-03-02T17:00:00Z", "2026-03-03T10:00:00Z"}});  // over a night
    CHECK(messy.intervals().size() == 2);
    CHECK(c.between(nine, at("2026-03-03T11:00:00Z"), messy) == (3 + 3 + 1) * hour);
    CHECK(shown(c.add(nine, 6 * hour, messy)) == "2026-03-02T17:00:00Z");
    CHECK(shown(c.add(nine, 6 * hour + 1, messy)) == "2026-03-03T10:00:00.000001Z");
    CHECK(shown(c.sub(at("2026-03-03T10:00:00Z"), 6 * hour, messy)) == "2026-03-02T09:00:00Z");
    // From a pause that begins before the start, and one that never ends.
    CHECK(shown(c.add(nine, hour, paused({{"2026-03-01T00:00:00Z", "2026-03-02T09:30:00Z"}}))) == "2026-03-02T10:30:00Z");
    CHECK(shown(c.add(nine, hour, pauses({{nine, instant::max()}}))) == "none");
    CHECK(shown(c.sub(nine, hour, pauses({{instant::min(), nine}}))) == "none");
    CHECK(c.between(nine, at("2026-03-02T18:00:00Z"), pauses({{instant::min(), instant::max()}})) == 0);
}

TEST_CASE("days end at midnight, business days at their last closing") {
    const auto c = bogota();
    CHECK(shown(c.end_of_day(at("2026-03-02T10:00:00-05:00"), 15)) == "2026-03-18T05:00:00Z");
    CHECK(shown(c.end_of_day(at("2026-03-02T10:00:00-05:00"), 0)) == "2026-03-03T05:00:00Z");
    CHECK(shown(c.end_of_day(at("2026-03-02T10:00:00-05:00"), -1)) == "none");
    // Wednesday the 23rd: Thursday the 24th closes at noon, the 25th is a holiday, Saturday closes at one.
    const auto wednesday_noon = at("2026-12-23T12:00:00-05:00");
    CHECK(shown(c.end_of_business_day(wednesday_noon, 1)) == "2026-12-24T17:00:00Z");
    CHECK(shown(c.end_of_business_day(wednesday_noon, 2)) == "2026-12-26T18:00:00Z");
    CHECK(shown(c.end_of_business_day(wednesday_noon, 3)) == "2026-12-28T23:00:00Z");
    CHECK(shown(c.end_of_business_day(at("2026-12-25T12:00:00-05:00"), 1)) == "2026-12-26T18:00:00Z");
    CHECK(shown(c.end_of_business_day(wednesday_noon, 0)) == "none");
    // 23:30 on Wednesday is Thursday in UTC, but the day is the wall's.
    CHECK(shown(c.end_of_business_day(at("2026-12-23T23:30:00-05:00"), 1)) == "2026-12-24T17:00:00Z");
    // 166 weeks of six days less two holidays are 994, on Monday, 7 May; six more end on Monday, the 14th.
    CHECK(shown(c.end_of_business_day(at("2026-03-02T12:00:00-05:00"), 1000)) == "2029-05-14T23:00:00Z");
    CHECK(shown(always("Europe/Berlin").end_of_business_day(at("2026-03-28T12:00:00Z"), 1)) == "2026-03-29T22:00:00Z");
}

TEST_CASE("years from 1900 to 2400, and nothing beyond") {
    const auto c = always("America/New_York");
    CHECK(c.between(calendar::first, calendar::last) == calendar::last.micros - calendar::first.micros);
    CHECK(shown(c.add(calendar::first, calendar::last.micros - calendar::first.micros)) == "2401-01-01T00:00:00Z");
    CHECK(shown(c.add(calendar::last, 1)) == "none");
    CHECK(shown(c.add(at("2026-03-02T00:00:00Z"), std::numeric_limits<std::int64_t>::max())) == "none");
    CHECK(shown(c.sub(at("2026-03-02T00:00:00Z"), std::numeric_limits<std::int64_t>::max())) == "none");
    CHECK(shown(c.sub(calendar::first, 1)) == "none");
    CHECK(shown(c.add(instant::min(), 0)) == "none");
    CHECK(shown(c.add(instant::max(), 0)) == "none");
    CHECK_FALSE(c.between(at("1899-12-31T23:59:59Z"), at("1950-01-01T00:00:00Z")));
    CHECK_FALSE(c.is_open(at("1899-12-31T23:59:59Z")));
    CHECK(shown(c.end_of_day(at("2400-12-31T12:00:00Z"), 1)) == "none");
    CHECK(shown(c.end_of_business_day(at("2400-12-30T12:00:00Z"), 400)) == "none");
    CHECK(shown(c.end_of_business_day(at("1900-01-02T12:00:00Z"), 1)) == "1900-01-04T05:00:00Z");

    const auto berlin = office("Europe/Berlin");  // 2400-10-29 is the last change
    CHECK(shown(berlin.add(at("2400-10-27T15:00:00Z"), 2 * hour)) == "2400-10-30T09:00:00Z");
    CHECK(shown(berlin.add(at("1900-01-01T00:00:00Z"), 0)) == "1900-01-01T08:00:00Z");

    auto once = week_of({}, {});
    once.special[day("2026-12-24")] = spans({{"09:00", "12:00"}});
    const auto one_day = make("UTC", once);
    CHECK(shown(one_day.add(at("2026-01-01T00:00:00Z"), 3 * hour)) == "2026-12-24T12:00:00Z");
    CHECK(shown(one_day.add(at("2026-01-01T00:00:00Z"), 3 * hour + 1)) == "none");
    CHECK(shown(one_day.sub(at("2027-01-01T00:00:00Z"), 3 * hour)) == "2026-12-24T09:00:00Z");
    CHECK(shown(one_day.add(at("2027-01-01T00:00:00Z"), 0)) == "none");
    CHECK(shown(one_day.sub(at("2026-01-01T00:00:00Z"), 0)) == "none");
    CHECK(shown(one_day.end_of_business_day(at("2026-01-01T00:00:00Z"), 1)) == "2026-12-24T12:00:00Z");
    CHECK(shown(one_day.end_of_business_day(at("2026-01-01T00:00:00Z"), 2)) == "none");
}

TEST_CASE("what is no calendar is refused") {
    const auto utc = zone();
    CHECK_FALSE(calendar::make(utc, {}));
    opening_hours closed;
    closed.special[day("2026-12-24")] = {};
    CHECK_FALSE(calendar::make(utc, closed));
    // Open only where the clock leaves the hour out.
    opening_hours swallowed;
    swallowed.special[day("2026-03-29")] = spans({{"02:00", "03:00"}});
    CHECK_FALSE(calendar::make(zone::load("Europe/Berlin").value(), swallowed));
    for (const auto& bad : {std::vector<wall_span>{{3600, 3600}}, std::vector<wall_span>{{7200, 3600}}, std::vector<wall_span>{{-1, 3600}},
                            std::vector<wall_span>{{0, 86'401}}, std::vector<wall_span>{{0, 7200}, {7199, 9000}}}) {
        CHECK_FALSE(calendar::make(utc, week_of({monday}, bad)));
    }
    CHECK(calendar::make(utc, week_of({monday}, {{7200, 9000}, {0, 7200}})));  // touching, in any order
}

TEST_CASE("times of the day and dates are read as they are written, and not otherwise") {
    CHECK(wall_time_from_text("09:00") == 32'400);
    CHECK(wall_time_from_text("24:00") == 86'400);
    CHECK(wall_time_from_text("23:59:59") == 86'399);
    for (const auto* bad : {"", "9:00", "09", "09:", "09:0", "09:60", "24:01", "25:00", "09:00:60", "09:00:", "-1:00", "09:00 ", "09.00"}) {
        INFO(bad);
        CHECK_FALSE(wall_time_from_text(bad));
    }
    CHECK(text_from_wall_time(32'400) == "09:00");
    CHECK(text_from_wall_time(86'400) == "24:00");
    CHECK(text_from_wall_time(61) == "00:01:01");
    CHECK(date_from_text("2024-02-29") == civil_date{2024, 2, 29});
    for (const auto* bad : {"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "26-01-01", "2026-01-01T", "2026/01/01"}) {
        INFO(bad);
        CHECK_FALSE(date_from_text(bad));
    }
    CHECK(text_from_date({2026, 3, 2}) == "2026-03-02");
}

TEST_CASE("open spans are those that a person would name") {
    const auto c = bogota();
    const auto from = at("2026-03-02T09:00:00-05:00");
    const auto to = at("2026-03-03T08:30:00-05:00");
    CHECK(c.open_span(from, to) == time_interval{from, at("2026-03-02T12:00:00-05:00")});
    CHECK(c.open_span(at("2026-03-02T12:00:00-05:00"), to) ==
          time_interval{at("2026-03-02T13:00:00-05:00"), at("2026-03-02T18:00:00-05:00")});
    CHECK(c.open_span(at("2026-03-02T18:00:00-05:00"), to) == time_interval{at("2026-03-03T08:00:00-05:00"), to});
    CHECK_FALSE(c.open_span(at("2026-03-02T18:00:00-05:00"), at("2026-03-03T08:00:00-05:00")));
    const auto a = at("2026-03-02T00:00:00Z");
    const auto b = at("2028-11-26T00:00:00Z");
    CHECK(always("Europe/Berlin").open_span(a, b) == time_interval{a, b});
}

TEST_CASE("adding and taking away, counted back, is what was asked for") {
    std::mt19937_64 dice(7);
    auto hours = week_of({monday, wednesday, saturday}, spans({{"00:00", "02:30"}, {"09:15", "12:00"}, {"22:00", "24:00"}}));
    hours.week[sunday] = spans({{"00:00", "24:00"}});
    for (int i = 0; i < 40; ++i) hours.special[day("2020-01-01") + static_cast<std::int64_t>(dice() % 4000)] = {};
    for (const auto* name : {"Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "UTC"}) {
        const auto c = make(name, hours);
        std::size_t wrong = 0;
        for (int i = 0; i < 3000; ++i) {
            const instant start{at("1950-01-01T00:00:00Z").micros + static_cast<std::int64_t>(dice() % (150ULL * 365 * 86'400'000'000ULL))};
            const auto open = static_cast<std::int64_t>(dice() % (i % 2 == 0 ? 40ULL * 3'600'000'000ULL : 4000ULL * 3'600'000'000ULL)) + 1;
            const auto end = c.add(start, open);
            const auto begin = c.sub(start, open);
            const bool good = end && begin && c.between(start, *end) == open && c.between(start, {end->micros - 1}) == open - 1 &&
                              c.between(*begin, start) == open && c.between({begin->micros + 1}, start) == open - 1;
            wrong += good ? 0 : 1;
        }
        INFO(name);
        CHECK(wrong == 0);
    }
}

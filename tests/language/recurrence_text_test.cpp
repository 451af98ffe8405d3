#include "escalera/language/recurrence_text.hpp"

#include "support/catch.hpp"

using namespace escalera;

TEST_CASE("a day and a time of day") {
    CHECK(read_recurrence("monday 09:00").time == recurring_time{0b0000010, 0, 9 * 3600});
    CHECK(read_recurrence("sun 00:00").time == recurring_time{0b0000001, 0, 0});
    CHECK(read_recurrence("mon-fri 08:30").time == recurring_time{0b0111110, 0, 8 * 3600 + 1800});
    CHECK(read_recurrence("saturday-monday 23:59:59").time == recurring_time{0b1000011, 0, 86'399});
    CHECK(read_recurrence("day 18:00").time == recurring_time{0x7F, 0, 18 * 3600});
    CHECK(read_recurrence("month 15 12:00").time == recurring_time{0x7F, 15, 12 * 3600});
    CHECK(read_recurrence("month last 12:00").time == recurring_time{0x7F, recurring_time::last_day, 12 * 3600});
}

TEST_CASE("what is wrong with the time of a schedule is told with the form to write") {
    const auto told = [](std::string_view text) {
        const auto reading = read_recurrence(text);
        CHECK_FALSE(reading.time);
        return reading.problem + " | " + reading.suggestion;
    };
    CHECK(told("monday") == "'monday' lacks a time of day | did you mean 'monday 09:00'?");
    CHECK(told("09:00") == "'09:00' lacks a day | did you mean 'day 09:00'?");
    CHECK(told("mondey 09:00") == "'mondey' is no day | did you mean 'monday'?");
    CHECK(told("mon-fry 09:00") == "'fry' is no day | did you mean 'fri'?");
    CHECK(told("monday 9 am") == "'am' is no time of day | write it as in '09:00'");
    CHECK(told("monday 25:00") == "'25:00' is no time of day | write it as in '09:00'");
    CHECK(told("day 24:00") == "24:00 is the next day's 00:00 | write '00:00' of the day that begins then");
    CHECK(told("month 32 09:00") == "a month has no day '32' | write 'month 1' to 'month 31', or 'month last'");
    CHECK(told("month 0 09:00") == "a month has no day '0' | write 'month 1' to 'month 31', or 'month last'");
    CHECK(told("month 09:00") == "'month' lacks its day | did you mean 'month 1 09:00'?");
    CHECK(told("8h").substr(0, 24) == "'8h' is no time of day |");
    CHECK_FALSE(read_recurrence("").time);
}

#include "escalera/language/icalendar.hpp"

#include "escalera/model/calendar.hpp"
#include "support/catch.hpp"

using namespace escalera;

namespace {

struct reading {
    std::vector<std::string> days;
    std::vector<std::string> findings;  // "E0530 message"
};

reading read(const std::string& events) {
    diagnostics found;
    reading result;
    const auto text = std::make_shared<const source>("holidays.ics", "BEGIN:VCALENDAR\r\n" + events + "END:VCALENDAR\r\n");
    for (const auto d : read_icalendar_days(text, found)) result.days.push_back(text_from_date(civil_from_days(d)));
    for (const auto& d : found) result.findings.push_back(std::string(row_of(d.what).id) + " " + d.message);
    return result;
}

std::string event(const std::string& lines) { return "BEGIN:VEVENT\r\n" + lines + "END:VEVENT\r\n"; }

using days = std::vector<std::string>;

// Those of a few years of an event that comes again.
days some(const reading& r, const std::string& from, const std::string& to) {
    days result;
    for (const auto& d : r.days) {
        if (d >= from && d < to) result.push_back(d);
    }
    return result;
}

}  // namespace

TEST_CASE("a whole-day event is its days, the end excluded") {
    CHECK(read(event("DTSTART;VALUE=DATE:20261225\r\n")).days == days{"2026-12-25"});
    CHECK(read(event("DTSTART:20261225\r\nDTEND:20261226\r\n")).days == days{"2026-12-25"});
    CHECK(read(event("DTSTART;VALUE=DATE:20261230\r\nDTEND;VALUE=DATE:20270102\r\n")).days ==
          days{"2026-12-30", "2026-12-31", "2027-01-01"});
    CHECK(read(event("DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261225\r\n")).days == days{"2026-12-25"});
    CHECK(read(event("DTSTART;VALUE=DATE:20261225\r\nDURATION:P2D\r\n")).days == days{"2026-12-25", "2026-12-26"});
    CHECK(read(event("DTSTART;VALUE=DATE:20261225\r\nDURATION:P1W\r\n")).days.size() == 7);
    CHECK(read(event("DTSTART;VALUE=DATE:20261225\r\nRDATE;VALUE=DATE:20261227,20270103\r\n")).days ==
          days{"2026-12-25", "2026-12-27", "2027-01-03"});
}

TEST_CASE("folded lines are one, and two events may share a day") {
    CHECK(read("BEGIN:VEVENT\r\nDTST\r\n ART;VALUE=DATE:2026\r\n\t1225\r\nEND:VEVENT\r\n").days == days{"2026-12-25"});
    CHECK(read("BEGIN:VEVENT\nDTSTART:20261225\nEND:VEVENT\n" + event("DTSTART:20261225\r\n")).days == days{"2026-12-25"});
    CHECK(read(event("DTSTART;X-NOTE=\"a:b\";VALUE=DATE:20261225\r\n")).days == days{"2026-12-25"});
}

TEST_CASE("events come again by the year") {
    const auto yearly = read(event("DTSTART;VALUE=DATE:20250501\r\nRRULE:FREQ=YEARLY\r\n"));
    CHECK(some(yearly, "2000", "2028") == days{"2025-05-01", "2026-05-01", "2027-05-01"});
    CHECK(yearly.days.back() == "2400-05-01");
    CHECK(read(event("DTSTART:20250501\r\nRRULE:FREQ=YEARLY;COUNT=2\r\n")).days == days{"2025-05-01", "2026-05-01"});
    CHECK(read(event("DTSTART:20250501\r\nRRULE:FREQ=YEARLY;UNTIL=20270501\r\n")).days == days{"2025-05-01", "2026-05-01", "2027-05-01"});
    CHECK(some(read(event("DTSTART:20250501\r\nRRULE:FREQ=YEARLY;INTERVAL=2\r\n")), "2000", "2030") ==
          days{"2025-05-01", "2027-05-01", "2029-05-01"});
    CHECK(some(read(event("DTSTART:20240229\r\nRRULE:FREQ=YEARLY\r\n")), "2000", "2030") == days{"2024-02-29", "2028-02-29"});
    CHECK(some(read(event("DTSTART:20250501\r\nRRULE:FREQ=YEARLY\r\nEXDATE;VALUE=DATE:20260501\r\n")), "2000", "2028") ==
          days{"2025-05-01", "2027-05-01"});
    // Thanksgiving is the fourth Thursday of November, Memorial Day the last Monday of May; elections are on the first
    // Tuesday behind a Monday of November.
    CHECK(some(read(event("DTSTART:20251127\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\r\n")), "2000", "2028") ==
          days{"2025-11-27", "2026-11-26", "2027-11-25"});
    CHECK(some(read(event("DTSTART:20250526\r\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO\r\n")), "2000", "2028") ==
          days{"2025-05-26", "2026-05-25", "2027-05-31"});
    CHECK(some(read(event("DTSTART:20241105\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=TU\r\n")), "2000", "2027") ==
          days{"2024-11-05", "2025-11-04", "2026-11-03"});
    CHECK(read(event("DTSTART:17760704\r\nRRULE:FREQ=YEARLY\r\n")).days.front() == "1900-07-04");
}

TEST_CASE("what is no holiday is passed over, and what is not understood is told") {
    const auto timed = read(event("DTSTART:20260105T150000Z\r\nRRULE:FREQ=WEEKLY\r\n") + event("DTSTART:20261225\r\n"));
    CHECK(timed.days == days{"2026-12-25"});
    CHECK(timed.findings == std::vector<std::string>{"W0530 an event has a time of day, and is no holiday"});
    CHECK(read(event("DTSTART:20261225\r\nSTATUS:CANCELLED\r\n")).days.empty());
    CHECK(read(event("DTSTART:20261225\r\nBEGIN:VALARM\r\nDURATION:PT5M\r\nEND:VALARM\r\n")).findings.empty());

    const auto only = [](const std::string& lines) {
        const auto r = read(event(lines));
        CHECK(r.days.empty());
        REQUIRE(r.findings.size() == 1);
        return r.findings.front();
    };
    CHECK(only("SUMMARY:x\r\n") == "E0530 the event has no 'DTSTART'");
    CHECK(only("DTSTART:20260230\r\n") == "E0530 '20260230' is no date");
    CHECK(only("DTSTART:20261225\r\nDTEND:20261224\r\n") == "E0530 the event ends before it begins");
    CHECK(only("DTSTART:20261225\r\nDTEND:20501224\r\n") == "E0530 the event is longer than ten years");
    CHECK(only("DTSTART:20261225\r\nRRULE:FREQ=WEEKLY\r\n") == "E0530 'FREQ=WEEKLY' is not read in a rule of repetition");
    CHECK(only("DTSTART:20261225\r\nRRULE:FREQ=YEARLY;BYSETPOS=1\r\n") == "E0530 'BYSETPOS=1' is not read in a rule of repetition");
    CHECK(only("DTSTART:20261225\r\nRRULE:FREQ=YEARLY;BYDAY=4TH\r\n") == "E0530 'BYDAY' needs 'BYMONTH'");
    CHECK(only("DTSTART:20261225\r\nRRULE:FREQ=YEARLY;COUNT=0\r\n") == "E0530 'COUNT=0' is not read in a rule of repetition");
    CHECK(only("DTSTART:20261225\r\nRECURRENCE-ID:20261225\r\n") == "E0530 'RECURRENCE-ID' is not read");
    CHECK(read("BEGIN:VEVENT\r\nDTSTART:20261225\r\n").findings == std::vector<std::string>{"E0530 the event does not end"});

    diagnostics found;
    CHECK(read_icalendar_days(std::make_shared<const source>("x.ics", "hello"), found).empty());
    REQUIRE(found.size() == 1);
    CHECK(found[0].message == "'x.ics' is no iCalendar file");
}

#include "escalera/adapters/time_format.hpp"

#include "support/catch.hpp"

using namespace escalera;

namespace {

// What a text says in a pattern, in UTC; "-" if nothing.
std::string told(std::string_view pattern, std::string_view text, std::string_view zone_name = "UTC") {
    const auto format = time_format::of(pattern);
    REQUIRE(format.has_value());
    const auto time = format->read(text, *zone::load(zone_name));
    return time ? to_rfc3339(*time) : "-";
}

std::string refused(std::string_view pattern) {
    const auto format = time_format::of(pattern);
    return format ? "" : std::to_string(format.error().at) + " " + format.error().message;
}

}  // namespace

TEST_CASE("dates with and without padding") {
    CHECK(told("%d/%m/%Y %H:%M", "29/2/2016 01:16") == "2016-02-29T01:16:00Z");
    CHECK(told("%d/%m/%Y %H:%M", "5/3/2016 12:00") == "2016-03-05T12:00:00Z");
    CHECK(told("%m/%d/%Y", "7/29/2013") == "2013-07-29T00:00:00Z");
    CHECK(told("%m/%d/%Y", "07/29/2013") == "2013-07-29T00:00:00Z");
    CHECK(told("%Y%m%d", "20160229") == "2016-02-29T00:00:00Z");
    CHECK(told("%d-%m-%y", "22-04-15") == "2015-04-22T00:00:00Z");
    CHECK(told("%d-%m-%y", "22-04-69") == "1969-04-22T00:00:00Z");
    CHECK(told("%d-%m-%y", "22-04-68") == "2068-04-22T00:00:00Z");
}

TEST_CASE("the twelve-hour clock") {
    CHECK(told("%m/%d/%Y %I:%M:%S %p", "04/16/2018 05:30:13 AM") == "2018-04-16T05:30:13Z");
    CHECK(told("%m/%d/%Y %I:%M:%S %p", "04/16/2018 05:30:13 pm") == "2018-04-16T17:30:13Z");
    CHECK(told("%d-%m-%Y %I:%M:%S %p", "22-04-2015 3:53:50 PM") == "2015-04-22T15:53:50Z");
    CHECK(told("%F %I:%M %p", "2015-04-22 12:00 AM") == "2015-04-22T00:00:00Z");
    CHECK(told("%F %I:%M %p", "2015-04-22 12:00 PM") == "2015-04-22T12:00:00Z");
    CHECK(told("%F %I:%M %p", "2015-04-22 0:30 AM") == "-");
    CHECK(told("%F %I:%M %p", "2015-04-22 13:00 PM") == "-");
    CHECK(told("%F %I:%M %p", "2015-04-22 01:00") == "-");
}

TEST_CASE("names, fractions, offsets and seconds since 1970") {
    CHECK(told("%d-%b-%y", "22-Apr-15") == "2015-04-22T00:00:00Z");
    CHECK(told("%d %B %Y", "1 SEPTEMBER 2020") == "2020-09-01T00:00:00Z");
    CHECK(told("%A, %d %B %Y", "Tuesday, 1 Sep 2020") == "2020-09-01T00:00:00Z");
    CHECK(told("%Y-%m-%dT%H:%M:%S.%f%z", "2020-09-01T10:00:00.25+02:00") == "2020-09-01T08:00:00.25Z");
    CHECK(told("%Y-%m-%dT%H:%M:%S%z", "2020-09-01T10:00:00-0530") == "2020-09-01T15:30:00Z");
    CHECK(told("%Y-%m-%dT%H:%M:%S%z", "2020-09-01t10:00:00z") == "2020-09-01T10:00:00Z");
    CHECK(told("%s", "1456708560") == "2016-02-29T01:16:00Z");
    CHECK(told("%s", "-1") == "1969-12-31T23:59:59Z");
    CHECK(told("100%% %F", "100% 2020-01-02") == "2020-01-02T00:00:00Z");
    CHECK(told("%D %R", "01/02/20   03:04") == "2020-01-02T03:04:00Z");
    CHECK(told("%F", " 2020-01-02 ") == "2020-01-02T00:00:00Z");
}

TEST_CASE("wall times are read in their zone") {
    CHECK(told("%F %T", "2026-01-15 12:00:00", "America/New_York") == "2026-01-15T17:00:00Z");
    CHECK(told("%F %T", "2026-07-15 12:00:00", "America/New_York") == "2026-07-15T16:00:00Z");
    CHECK(told("%F %T", "2026-03-08 02:30:00", "America/New_York") == "2026-03-08T07:30:00Z");  // skipped: 03:30 EDT
    CHECK(told("%F %T", "2026-11-01 01:30:00", "America/New_York") == "2026-11-01T05:30:00Z");  // twice: the first, EDT
    CHECK(told("%F %T %z", "2026-07-15 12:00:00 +00:00", "America/New_York") == "2026-07-15T12:00:00Z");
}

TEST_CASE("texts that do not fit are no times") {
    for (const std::string_view text : {"", "29/2/2016", "29/2/2016 01:16:00", "29/2/2016 01:16 ", "x29/2/2016 01:16", "30/2/2016 01:16",
                                        "29/2/2015 01:16", "0/2/2016 01:16", "29/13/2016 01:16", "29/2/16 01:16", "29/2/2016 24:00",
                                        "29/2/2016 23:60", "29-2-2016 01:16", "29/2/2016T01:16", "29/2/2016 -1:16", "?"}) {
        INFO(text);
        CHECK(told("%d/%m/%Y %H:%M", text) == (text == "29/2/2016 01:16 " ? "2016-02-29T01:16:00Z" : "-"));
    }
    CHECK(told("%F %T", "2020-01-02 03:04:60") == "-");
    CHECK(told("%Y-%m-%d", "0000-01-01") == "-");
    CHECK(told("%s", "999999999999") == "-");
    CHECK(told("%d %b %Y", "1 Foo 2020") == "-");
}

TEST_CASE("without a pattern a time is RFC 3339") {
    const time_format plain;
    CHECK(to_rfc3339(*plain.read("2026-03-02T14:00:00Z", {})) == "2026-03-02T14:00:00Z");
    CHECK(to_rfc3339(*plain.read(" 2026-03-02 14:00:00+01:00", {})) == "2026-03-02T13:00:00Z");
    CHECK_FALSE(plain.read("2026-03-02", {}).has_value());
    CHECK_FALSE(plain.read("2026-03-02T14:00:00", {}).has_value());
}

TEST_CASE("patterns that cannot be read say why") {
    CHECK(refused("%d/%m %H:%M") == "0 a time needs year, month and day (%Y %m %d), or %s");
    CHECK(refused("") == "0 a time needs year, month and day (%Y %m %d), or %s");
    CHECK(refused("%F %I:%M") == "0 %I (hour 1 to 12) needs %p (AM or PM)");
    CHECK(refused("%F %H:%M %p") == "0 %p (AM or PM) needs %I (hour 1 to 12)");
    CHECK(refused("%F %Y") == "3 '%Y' says again what another part says");
    CHECK(refused("%m/%b/%Y") == "3 '%b' says again what another part says");
    CHECK(refused("%F %") == "3 '%' stands alone at the end; a percent sign is written %%");
    CHECK(refused("%Y-%m-%d %Q").starts_with("9 '%Q' is no part of a time"));
}

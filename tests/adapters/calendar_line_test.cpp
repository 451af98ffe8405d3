#include "escalera/adapters/calendar_line.hpp"

#include "support/catch.hpp"

using namespace escalera;

namespace {

std::string answer(const std::string& line) { return calendar_line().answer(line); }

const std::string office = R"("calendar": {"tz": "Europe/Berlin",
 "hours": {"mon": [["09:00","18:00"]], "tue": [["13:00","18:00"],["09:00","12:00"]], "sun": []},
 "holidays": ["2026-12-22", "2026-12-21"], "overrides": {"2026-12-21": [["09:00","12:00"]]}})";

// One line: what stands behind the office.
std::string ask(const std::string& rest) {
    auto line = "{" + office + "," + rest + "}";
    std::erase(line, '\n');
    return answer(line);
}

bool is_error(const std::string& got, const std::string& part) {
    INFO(got);
    const bool good = got.starts_with("{\"error\":\"") && got.find(part) != std::string::npos;
    CHECK(good);
    return good;
}

}  // namespace

TEST_CASE("a line asks a calendar, and a line answers") {
    CHECK(ask(R"("op":"add","start":"2026-03-02T08:00:00Z","seconds":28800)") == R"({"at":"2026-03-02T16:00:00Z"})");
    CHECK(ask(R"("op":"add","start":"2026-03-02T09:00:00+01:00","seconds":32400.25)") == R"({"at":"2026-03-03T08:00:00.25Z"})");
    CHECK(ask(R"("op":"add","start":"2026-03-02T09:00:00+01:00","seconds":3.6e3)") == R"({"at":"2026-03-02T09:00:00Z"})");
    CHECK(ask(R"("op":"add","start":"2026-03-02T09:00:00.123456789+01:00","seconds":0)") == R"({"at":"2026-03-02T08:00:00.123456Z"})");
    CHECK(ask(R"("op":"sub","start":"2026-03-03T12:00:00+01:00","seconds":10800)") == R"({"at":"2026-03-03T08:00:00Z"})");
    CHECK(ask(R"("op":"between","start":"2026-03-02T00:00:00Z","end":"2026-03-05T00:00:00Z")") == R"({"seconds":61200})");
    CHECK(ask(R"("op":"between","start":"2026-03-02T08:00:00.5Z","end":"2026-03-02T08:00:02Z")") == R"({"seconds":1.5})");
    CHECK(ask(R"("op":"between","start":"2026-03-05T00:00:00Z","end":"2026-03-02T00:00:00Z")") == R"({"seconds":0})");
    CHECK(ask(R"("op":"add","start":"2026-03-02T08:00:00Z","seconds":3600,"pauses":[["2026-03-02T08:30:00Z","2026-03-02T09:00:00Z"]])") ==
          R"({"at":"2026-03-02T09:30:00Z"})");
    CHECK(ask(R"("op":"add","start":"2026-03-02T08:00:00Z","seconds":3600,"pauses":null,"end":null,"id":7)") ==
          R"({"at":"2026-03-02T09:00:00Z"})");
}

TEST_CASE("a holiday is closed, and an override beats it") {
    // 2026-12-21 is a Monday with an override, the 22nd a holiday.
    CHECK(ask(R"("op":"between","start":"2026-12-21T00:00:00Z","end":"2026-12-23T00:00:00Z")") == R"({"seconds":10800})");
}

TEST_CASE("whatever is wrong with a line is told in its place") {
    const std::string good = R"("op":"add","start":"2026-03-02T08:00:00Z","seconds":1)";
    is_error(answer(""), "nothing is there");
    is_error(answer("{"), "");
    is_error(answer("[1]"), "a line is an object");
    is_error(answer("{}"), "lacks 'calendar'");
    is_error(ask(R"("op":"add","start":"2026-03-02T08:00:00Z")"), "lacks 'seconds'");
    is_error(ask(R"("op":"between","start":"2026-03-02T08:00:00Z")"), "lacks 'end'");
    is_error(ask(R"("op":"add","seconds":1)"), "lacks 'start'");
    is_error(ask(R"("start":"2026-03-02T08:00:00Z","seconds":1)"), "lacks 'op'");
    is_error(ask(R"("op":"subtract","start":"2026-03-02T08:00:00Z","seconds":1)"), "there is no operation 'subtract'");
    is_error(ask(R"("op":"add","start":"2026-03-02T08:00:00Z","seconds":-1)"), "less than nothing");
    is_error(ask(R"("op":"add","start":"2026-03-02T08:00:00Z","seconds":"1")"), "'seconds' takes a number, not a string");
    is_error(ask(R"("op":"add","start":"2026-03-02T08:00:00Z","seconds":1e300)"), "more than there is time");
    is_error(ask(R"("op":"add","start":"2026-03-02T08:00:00Z","seconds":999999999999)"), "not so much open time after");
    is_error(ask(R"("op":"sub","start":"1900-01-02T08:00:00Z","seconds":99999)"), "not so much open time before");
    is_error(ask(R"("op":"add","start":"2026-03-02T08:00:00","seconds":1)"), "'start' is no time");
    is_error(ask(R"("op":"add","start":"2026-02-30T08:00:00Z","seconds":1)"), "'start' is no time");
    is_error(ask(R"("op":"add","start":"1899-12-31T23:00:00Z","seconds":1)"), "'start' lies outside of the years 1900 to 2400");
    is_error(ask(R"("op":"add","start":17,"seconds":1)"), "'start' takes a string");
    is_error(ask(R"("op":"add","start":"2026-03-02T08:00:00Z","seconds":1,"end":"2026-03-02T08:00:00Z")"), "'add' takes no 'end'");
    is_error(ask(R"("op":"between","start":"2026-03-02T08:00:00Z","seconds":1,"end":"2026-03-02T08:00:00Z")"),
             "'between' takes no 'seconds'");
    is_error(ask(good + R"(,"pause":[])"), "did you mean 'pauses'?");
    is_error(ask(good + R"(,"pauses":[["2026-03-02T08:00:00Z"]])"), "'pauses'[0] takes two times");
    is_error(ask(good + R"(,"pauses":[["2026-03-02T08:00:00Z", null]])"), "takes a string, not null");

    const auto with = [&](const std::string& c) { return answer("{\"calendar\":" + c + "," + good + "}"); };
    is_error(with(R"({"hours":{"mon":[["09:00","18:00"]]}})"), "lacks 'tz'");
    is_error(with(R"({"tz":"Europe/Berlin"})"), "lacks 'hours'");
    is_error(with(R"({"tz":"Europe/Bonn","hours":{"mon":[["09:00","18:00"]]}})"), "there is no time zone 'Europe/Bonn'");
    is_error(with(R"({"tz":"UTC","hours":{}})"), "never opens");
    is_error(with(R"({"tz":"UTC","hours":{"mon":[]},"overrides":{"2026-01-01":[]}})"), "never opens");
    is_error(with(R"({"tz":"UTC","hours":{"moon":[["09:00","18:00"]]}})"), "there is no weekday 'moon'; did you mean 'mon'?");
    is_error(with(R"({"tz":"UTC","hours":{"mon":[["9:00","18:00"]]}})"), "a time that is none");
    is_error(with(R"({"tz":"UTC","hours":{"mon":[["09:00","24:01"]]}})"), "a time that is none");
    is_error(with(R"({"tz":"UTC","hours":{"mon":[["22:00","06:00"]]}})"), "closes before it opens");
    is_error(with(R"({"tz":"UTC","hours":{"mon":[["09:00","09:00"]]}})"), "closes before it opens");
    is_error(with(R"({"tz":"UTC","hours":{"mon":[["09:00","12:00"],["11:59","18:00"]]}})"), "overlaps");
    is_error(with(R"({"tz":"UTC","hours":{"mon":["09:00","18:00"]}})"), "takes a list, not a string");
    is_error(with(R"({"tz":"UTC","hours":{"mon":[["09:00","12:00","13:00"]]}})"), "takes two times");
    is_error(with(R"({"tz":"UTC","hours":{"mon":[["09:00","18:00"]]},"holidays":["2026-02-29"]})"),
             "'2026-02-29' in 'holidays' is no date");
    is_error(with(R"({"tz":"UTC","hours":{"mon":[["09:00","18:00"]]},"holidays":["0206-02-28"]})"), "outside of the years");
    is_error(with(R"({"tz":"UTC","hours":{"mon":[["09:00","18:00"]]},"holiday":[]})"), "did you mean 'holidays'?");
    is_error(with(R"({"tz":"UTC","hours":{"mon":[["09:00","18:00"]]},"overrides":{"24.12.":[]}})"), "'24.12.' in 'overrides' is no date");
}

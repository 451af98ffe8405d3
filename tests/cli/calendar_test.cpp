#include "support/catch.hpp"

#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace {

struct answer {
    int code = -1;
    std::string out;
    std::string err;
};

std::string read_all(const std::filesystem::path& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

// Runs `escalera calendar` with a line of shell words.
answer run(const std::string& words, const std::string& input = {}) {
    const auto folder = std::filesystem::temp_directory_path() / ("escalera-calendar-test-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "in") << input;
    const auto line = std::string(ESCALERA_COMMAND) + " calendar " + words + " <" + (folder / "in").string() + " >" +
                      (folder / "out").string() + " 2>" + (folder / "err").string();
    const int status = std::system(line.c_str());
    answer a{WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_all(folder / "out"), read_all(folder / "err")};
    std::filesystem::remove_all(folder);
    return a;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// The office of Bogota: 08:00 to 12:00 and 13:00 to 18:00, Fridays until noon, Saturdays 09:00 to 13:00.
const std::string office = std::string(ESCALERA_SOURCE_DIR) + "/tests/language/accept/calendars.yaml office ";

}  // namespace

TEST_CASE("calendar tells when open time has passed, and the spans that it walked") {
    const auto a = run(office + "--from '2026-03-02 16:00' --add 8h");
    CHECK(a.code == 0);
    CHECK(a.out ==
          "2026-03-03T15:00:00-05:00\n"
          "8h of open time of 'office' (America/Bogota) from 2026-03-02T16:00:00-05:00:\n"
          "  Mon 2026-03-02  16:00 to 18:00  2h\n"
          "  Tue 2026-03-03  08:00 to 12:00  4h\n"
          "  Tue 2026-03-03  13:00 to 15:00  2h\n");
    CHECK(run(office + "--from 2026-03-02T21:00:00Z --add 8h").out == a.out);
    CHECK(has(run(office + "--from '2026-03-07 20:00' --add 0s").out, "2026-03-09T08:00:00-05:00\n"));
    CHECK(has(run(office + "--from '2026-03-02' --add 1000h").out, " more …\n"));
}

TEST_CASE("calendar goes back, and measures between") {
    CHECK(run(office + "--from '2026-03-02 09:30' --sub 2h30m").out ==
          "2026-02-28T12:00:00-05:00\n"
          "2h30m of open time of 'office' (America/Bogota) up to 2026-03-02T09:30:00-05:00:\n"
          "  Sat 2026-02-28  12:00 to 13:00  1h\n"
          "  Mon 2026-03-02  08:00 to 09:30  1h30m\n");
    CHECK(run(office + "--between '2026-03-02 17:00' '2026-03-03 09:00:30'").out ==
          "2h30s\n"
          "open time of 'office' (America/Bogota) from 2026-03-02T17:00:00-05:00 to 2026-03-03T09:00:30-05:00:\n"
          "  Mon 2026-03-02  17:00 to 18:00  1h\n"
          "  Tue 2026-03-03  08:00 to 09:00:30  1h30s\n");
    CHECK(run(office + "--between '2026-03-03 09:00' '2026-03-02 17:00'").out.starts_with("0s\n"));
}

TEST_CASE("calendar counts days and business days") {
    CHECK(run(office + "--from '2026-03-02 16:00' --add '15 days'").out ==
          "2026-03-18T00:00:00-05:00\nmidnight in America/Bogota at the end of day 15 after 2026-03-02T16:00:00-05:00\n");
    CHECK(run(office + "--from '2026-12-23 16:00' --add '2 business-days'").out ==
          "2026-12-26T13:00:00-05:00\n"
          "the last closing of open day 2 of 'office' (America/Bogota) after the day of 2026-12-23T16:00:00-05:00:\n"
          "  1  Thu 2026-12-24, closes 2026-12-24T12:00:00-05:00\n"
          "  2  Sat 2026-12-26, closes 2026-12-26T13:00:00-05:00\n");
}

TEST_CASE("times are in the zone of the rules, whatever the calendar's") {
    const auto berlin = std::string(ESCALERA_SOURCE_DIR) + "/tests/language/accept/calendars.yaml berlin ";
    CHECK(run(berlin + "--from '2026-03-02 00:00' --add 5h").out ==
          "2026-03-02T08:00:00-05:00\n"
          "5h of open time of 'berlin' (Europe/Berlin) from 2026-03-02T00:00:00-05:00:\n"
          "  Mon 2026-03-02  02:00 to 06:00  4h\n"  // 08:00 to 12:00 in Berlin
          "  Mon 2026-03-02  07:00 to 08:00  1h\n");
}

TEST_CASE("a question that makes no sense is refused in one sentence") {
    const auto refused = [](const std::string& words, const std::string& part, int code = 2) {
        const auto a = run(words);
        INFO(words << "\n" << a.err);
        CHECK(a.code == code);
        CHECK(a.out.empty());
        CHECK(has(a.err, part));
    };
    refused("", "name a rules file");
    refused(office, "ask one of --add, --sub and --between");
    refused(office + "--add 8h", "--from is missing");
    refused(office + "--from '2026-03-02 09:00' --add 8h --sub 8h", "ask one of");
    refused(office + "--from '2026-03-02 09:00' --between 2026-03-02 2026-03-03", "leave out --from");
    refused(office + "--from yesterday --add 8h", "'yesterday' is no time");
    refused(office + "--from 2026-03-02 --add 8hours", "did you mean '8h'?");
    refused(office + "--from 2026-03-02 --add 2d", "write '48h' of open time, or '2 days', or '2 business-days'");
    refused(office + "--from 2026-03-02 --sub '2 days'", "--sub takes open time");
    refused(office + "--from 2026-03-02 --add ever", "'ever' is no limit");
    refused(office + "--from 2400-12-30 --add 900h", "no such time", 1);
    refused(std::string(ESCALERA_SOURCE_DIR) + "/tests/language/accept/calendars.yaml ofice --from 2026-03-02 --add 8h",
            "did you mean 'office'?");
    refused("nowhere.yaml office --from 2026-03-02 --add 8h", "nowhere.yaml", 3);
    refused(office + "--jsonl", "from standard input only");
}

TEST_CASE("a line of --jsonl is answered by a line, bad ones too") {
    const auto a = run("--jsonl",
                       "{\"calendar\":{\"tz\":\"UTC\",\"hours\":{\"mon\":[[\"09:00\",\"18:00\"]]}},\"op\":\"add\",\"start\":"
                       "\"2026-03-02T09:00:00Z\",\"seconds\":3600}\n\n{\n");
    CHECK(a.code == 0);
    CHECK(a.out.starts_with("{\"at\":\"2026-03-02T10:00:00Z\"}\n{\"error\":\""));
    CHECK(std::count(a.out.begin(), a.out.end(), '\n') == 3);
}

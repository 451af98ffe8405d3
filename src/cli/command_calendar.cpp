// escalera calendar: when a limit ends, and why; or a stream of such questions answered line by line.
#include <iostream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/rules_loading.hpp"
#include "escalera/adapters/calendar_line.hpp"
#include "escalera/adapters/time_format.hpp"
#include "escalera/language/length_of_time.hpp"
#include "escalera/language/suggest.hpp"

namespace escalera::cli {

namespace {

const command_line takes = {
    "calendar",
    "Tells when a limit in a calendar's open time ends, and the open spans that lead there.",
    {{"RULES", "a rules file", 0, 1}, {"NAME", "one of its calendars", 0, 1}},
    {{"--from", "TIME", "where --add and --sub begin: RFC 3339, or a wall time of the rules' zone such as '2026-03-02 09:00'"},
     {"--add", "LENGTH", "when has so much passed? 8h is open time, '15 days' and '2 business-days' are days"},
     {"--sub", "LENGTH", "from when on does so much open time lead to --from?"},
     {"--between", "T1 T2", "how much open time lies between two times?", occurs::once, {}, false, 2},
     {"--jsonl", "", "answer lines of {\"calendar\": …, \"op\": …, \"start\": …, …} from standard input"}},
    "Examples:\n"
    "  escalera calendar rules.yaml office --from '2026-03-02 16:00' --add 8h\n"
    "  escalera calendar rules.yaml office --from 2026-03-02T16:00:00Z --add '2 business-days'\n"
    "  escalera calendar rules.yaml office --between '2026-03-02 09:00' '2026-03-06 12:00'\n"
    "  escalera calendar --jsonl < questions.jsonl\n"
    "A question is {\"calendar\": {\"tz\": \"Europe/Berlin\", \"hours\": {\"mon\": [[\"09:00\", \"18:00\"]]}, \"holidays\": [],\n"
    "\"overrides\": {\"2026-12-24\": [[\"09:00\", \"12:00\"]]}}, \"op\": \"add\", \"start\": \"2026-03-02T09:00:00Z\", \"seconds\": "
    "28800,\n"
    "\"pauses\": []}; op is add, sub or between, the last with \"end\" in place of \"seconds\".\n",
};

int answer_lines() {
    std::ios::sync_with_stdio(false);
    calendar_line asked;
    for (std::string line; std::getline(std::cin, line);) std::cout << asked.answer(line) << '\n' << std::flush;
    return std::cin.bad() || !std::cout ? input_failure : good;
}

// ---- as people read it

constexpr std::string_view weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

std::string fraction_of(instant t) {
    const auto nanos = to_timestamp(t).nanos;
    if (nanos == 0) return {};
    auto text = fmt::format(".{:09}", nanos);
    while (text.back() == '0') text.pop_back();
    return text;
}

std::string show_offset(int seconds) {
    const auto size = seconds < 0 ? -seconds : seconds;
    auto text = fmt::format("{}{:02}:{:02}", seconds < 0 ? '-' : '+', size / 3600, size / 60 % 60);
    if (size % 60 != 0) text += fmt::format(":{:02}", size % 60);
    return text;
}

// "2026-03-02T16:00:00-05:00"
std::string show_time(instant t, const zone& in) {
    const auto seconds = to_timestamp(t).seconds;
    const auto wall = in.to_civil(seconds);
    return fmt::format("{}T{:02}:{:02}:{:02}{}{}", text_from_date(wall.date), wall.hour, wall.minute, wall.second, fraction_of(t),
                       show_offset(in.offset_at(seconds)));
}

std::string show_day(const civil_date& d) {
    return fmt::format("{} {}", weekdays[static_cast<std::size_t>(weekday_from_days(days_from_civil(d)))], text_from_date(d));
}

std::string show_clock(const civil_time& t, instant at) {
    return text_from_wall_time(t.hour * 3600 + t.minute * 60 + t.second) + fraction_of(at);
}

// "1h30m", "0s", "2.5s"
std::string show_length(std::int64_t micros) {
    const auto seconds = micros / micros_per_second;
    std::string text;
    if (seconds >= 3600) text += fmt::format("{}h", seconds / 3600);
    if (seconds / 60 % 60 != 0) text += fmt::format("{}m", seconds / 60 % 60);
    const auto fraction = fraction_of({micros % micros_per_second});
    if (seconds % 60 != 0 || !fraction.empty() || text.empty()) text += fmt::format("{}{}s", seconds % 60, fraction);
    return text;
}

std::string show_span(const time_interval& s, const zone& in) {
    const auto from = in.to_civil(to_timestamp(s.from).seconds);
    const auto to = in.to_civil(to_timestamp(s.to).seconds);
    const auto day_before = civil_from_days(days_from_civil(to.date) - 1);
    auto end = show_clock(to, s.to);
    if (end == "00:00" && from.date == day_before) {
        end = "24:00";
    } else if (!(from.date == to.date)) {
        end = fmt::format("{} {}", show_day(to.date), end);
    }
    return fmt::format("  {}  {} to {}  {}", show_day(from.date), show_clock(from, s.from), end, show_length(s.to.micros - s.from.micros));
}

// A readable few: the first and the last, and what lies between them counted.
void print_few(const std::vector<std::string>& lines) {
    constexpr std::size_t first = 5;
    constexpr std::size_t last = 3;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const bool left_out = lines.size() > first + last + 1 && i >= first && i < lines.size() - last;
        if (!left_out) fmt::print("{}\n", lines[i]);
        if (left_out && i == first) fmt::print("  … {} more …\n", lines.size() - first - last);
    }
}

// ---- the question

class calendar_question {
public:
    calendar_question(const arguments& given, const rule_set& rules, const calendar_plan& of)
        : x_given(given), x_zone(rules.in_zone), x_name(of.name), x_calendar(of.is) {}

    int run() const {
        if (x_given.has("--between")) return tell_between();
        const bool adds = x_given.has("--add");
        const auto written = x_given.value(adds ? "--add" : "--sub");
        const auto from = read_time(x_given.value("--from"));
        if (!from) return refuse_time(x_given.value("--from"));
        const auto read = read_length(written);
        if (!read.length) return refuse_usage("calendar", fmt::format("{}; {}", read.problem, read.suggestion));
        using kind_of = length_of_time::kind_of;
        switch (read.length->is) {
            case kind_of::elapsed: return tell_open_time(*from, read.length->micros, written, adds);
            case kind_of::days:
            case kind_of::business_days:
                if (!adds) return refuse_usage("calendar", "--sub takes open time, such as 8h");
                return read.length->is == kind_of::days ? tell_days(*from, read.length->count)
                                                        : tell_business_days(*from, read.length->count);
            case kind_of::ever:
            case kind_of::last_period: break;
        }
        return refuse_usage("calendar", fmt::format("'{}' is no limit; write 8h, '15 days' or '2 business-days'", written));
    }

private:
    std::optional<instant> read_time(const std::string& text) const {
        if (const auto exact = parse_rfc3339(text)) return to_instant(*exact);
        for (const std::string_view pattern : {"%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"}) {
            if (const auto read = time_format::of(pattern)->read(text, x_zone)) return to_instant(*read);
        }
        return std::nullopt;
    }

    static int refuse_time(const std::string& text) {
        return refuse_usage("calendar",
                            fmt::format("'{}' is no time; write 2026-03-02T09:00:00Z, or '2026-03-02 09:00' for the rules' zone", text));
    }

    static int no_answer() {
        fmt::print(stderr, "escalera calendar: there is no such time in the years {} to {}\n", calendar::first_year, calendar::last_year);
        return findings;
    }

    [[nodiscard]] std::string in_calendar() const { return fmt::format("'{}' ({})", x_name, x_calendar.in_zone().name()); }

    void print_spans(instant from, instant to) const {
        std::vector<std::string> lines;
        for (auto span = x_calendar.open_span(from, to); span; span = x_calendar.open_span(span->to, to)) {
            lines.push_back(show_span(*span, x_zone));
        }
        print_few(lines);
        if (lines.empty()) fmt::print("  no open time between them\n");
    }

    int tell_between() const {
        const auto ends = x_given.values("--between");
        const auto from = read_time(ends[0]);
        const auto to = read_time(ends[1]);
        if (!from || !to) return refuse_time(from ? ends[1] : ends[0]);
        const auto open = x_calendar.between(*from, *to);
        if (!open) return no_answer();
        fmt::print("{}\nopen time of {} from {} to {}:\n", show_length(*open), in_calendar(), show_time(*from, x_zone),
                   show_time(*to, x_zone));
        print_spans(*from, *to);
        return good;
    }

    int tell_open_time(instant from, std::int64_t open, const std::string& written, bool adds) const {
        if (written.find('d') != std::string::npos) {
            return refuse_usage("calendar", fmt::format("'{}' is so many times 24 hours: under a calendar write '{}h' of open time, "
                                                        "or '{} days', or '{} business-days'",
                                                        written, open / 3'600'000'000, open / 86'400'000'000, open / 86'400'000'000));
        }
        const auto at = adds ? x_calendar.add(from, open) : x_calendar.sub(from, open);
        if (!at) return no_answer();
        fmt::print("{}\n{} of open time of {} {} {}:\n", show_time(*at, x_zone), show_length(open), in_calendar(), adds ? "from" : "up to",
                   show_time(from, x_zone));
        print_spans(adds ? from : *at, adds ? *at : from);
        return good;
    }

    int tell_days(instant from, std::int64_t days) const {
        const auto at = x_calendar.end_of_day(from, days);
        if (!at) return no_answer();
        fmt::print("{}\nmidnight in {} at the end of day {} after {}\n", show_time(*at, x_zone), x_calendar.in_zone().name(), days,
                   show_time(from, x_zone));
        return good;
    }

    int tell_business_days(instant from, std::int64_t days) const {
        const auto at = x_calendar.end_of_business_day(from, days);
        if (!at) return days < 1 ? refuse_usage("calendar", "write '1 business-days' or more") : no_answer();
        fmt::print("{}\nthe last closing of open day {} of {} after the day of {}:\n", show_time(*at, x_zone), days, in_calendar(),
                   show_time(from, x_zone));
        std::vector<std::string> lines;
        for (std::int64_t n = 1; n <= days; ++n) {
            const auto closing = x_calendar.end_of_business_day(from, n);
            // A closing at 24:00 belongs to the day before.
            const auto wall = x_calendar.in_zone().to_civil(to_timestamp({closing->micros - 1}).seconds);
            lines.push_back(fmt::format("  {}  {}, closes {}", n, show_day(wall.date), show_time(*closing, x_zone)));
        }
        print_few(lines);
        return good;
    }

    const arguments& x_given;
    const zone& x_zone;
    const std::string& x_name;
    const calendar& x_calendar;
};

int answer_once(const arguments& given) {
    const bool between = given.has("--between");
    const auto asked = static_cast<int>(between) + static_cast<int>(given.has("--add")) + static_cast<int>(given.has("--sub"));
    if (!given.has("RULES") || !given.has("NAME"))
        return refuse_usage("calendar", "name a rules file and one of its calendars, or ask with --jsonl");
    if (asked != 1) return refuse_usage("calendar", "ask one of --add, --sub and --between");
    if (between == given.has("--from"))
        return refuse_usage("calendar",
                            between ? "--between has its own times; leave out --from" : "--from is missing: where does it begin?");
    int leave_with = good;
    const auto rules = load_rules_or_explain(given.value("RULES"), leave_with);
    if (!rules) return leave_with;
    std::vector<std::string_view> known;
    for (const auto& c : rules->calendars) {
        if (c.name == given.value("NAME")) return calendar_question(given, *rules, c).run();
        known.emplace_back(c.name);
    }
    return refuse_usage("calendar", known.empty() ? std::string("the rules have no calendars")
                                                  : fmt::format("there is no calendar '{}'; {}", given.value("NAME"),
                                                                did_you_mean_or_list(given.value("NAME"), known)));
}

}  // namespace

int command_calendar(int argc, char** argv) {
    int leave_with = good;
    const auto given = read_arguments(argc, argv, takes, leave_with);
    if (!given) return leave_with;
    if (!given->has("--jsonl")) return answer_once(*given);
    for (const auto* other : {"RULES", "NAME", "--from", "--add", "--sub", "--between"}) {
        if (given->has(other)) return refuse_usage("calendar", "--jsonl takes its questions from standard input only");
    }
    return answer_lines();
}

}  // namespace escalera::cli

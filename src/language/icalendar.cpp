#include "escalera/language/icalendar.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "escalera/model/calendar.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr std::array<std::string_view, 7> weekdays = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};
constexpr std::int64_t first_day = days_from_civil({calendar::first_year, 1, 1});
constexpr std::int64_t last_day = days_from_civil({calendar::last_year, 12, 31});
constexpr std::int64_t longest_event = 3660;  // days: what is longer is a mistake, and would fill the table

std::string upper(std::string_view text) {
    std::string result(text);
    for (auto& c : result) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return result;
}

std::optional<std::int64_t> to_number(std::string_view text) noexcept {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    if (text.empty() || text.size() > 6) return std::nullopt;
    std::int64_t n = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        n = n * 10 + (c - '0');
    }
    return negative ? -n : n;
}

std::optional<civil_date> to_date(std::string_view text) noexcept {
    if (text.size() != 8 || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    const civil_date d{*to_number(text.substr(0, 4)), static_cast<int>(*to_number(text.substr(4, 2))),
                       static_cast<int>(*to_number(text.substr(6, 2)))};
    if (!is_valid(d)) return std::nullopt;
    return d;
}

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(at);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

// "NAME;PARAMETER=…:value", unfolded.
struct content_line {
    std::string name;        // in capitals
    std::string parameters;  // in capitals
    std::string value;
    place at;
};

struct weekday_rule {
    std::int64_t nth = 0;  // 0: each
    int weekday = 0;
};

struct yearly_rule {
    std::int64_t interval = 1;
    std::optional<std::int64_t> count;
    std::optional<std::int64_t> until;  // a day
    std::vector<std::int64_t> months;
    std::vector<std::int64_t> days;  // of the month; negative: from its end
    std::vector<weekday_rule> weekdays;
};

struct event {
    place at;
    std::optional<civil_date> start;
    std::optional<std::int64_t> end;     // a day, exclusive
    std::optional<std::int64_t> length;  // of DURATION, days
    std::optional<yearly_rule> again;
    std::vector<std::int64_t> added;
    std::vector<std::int64_t> excepted;
    bool timed = false;
    bool cancelled = false;
    std::vector<diagnostic> wrong;  // told unless the event turns out to be none of ours
};

class reader {
public:
    reader(const source_ptr& text, diagnostics& found) : x_in(text), x_text(text->text()), x_found(found) {
        if (x_text.starts_with("\xEF\xBB\xBF")) x_at = 3;
    }

    std::vector<std::int64_t> run() {
        std::optional<event> current;
        std::string inside;  // a part of an event, such as VALARM, which says nothing of its days
        bool any = false;
        for (content_line line; next(line);) {
            const auto value = upper(line.value);
            any = any || (line.name == "BEGIN" && value == "VCALENDAR");
            if (!inside.empty()) {
                if (line.name == "END" && value == inside) inside.clear();
            } else if (line.name == "BEGIN" && value == "VEVENT") {
                if (current) refuse(current->at, "the event does not end", "write 'END:VEVENT' before the next one begins");
                current.emplace();
                current->at = line.at;
            } else if (line.name == "BEGIN" && current) {
                inside = value;
            } else if (line.name == "END" && value == "VEVENT" && current) {
                take(*current);
                current.reset();
            } else if (current) {
                read_property(line, *current);
            }
        }
        if (!any) refuse({x_in, 0, 0}, fmt::format("'{}' is no iCalendar file", x_in->name()), "it begins with 'BEGIN:VCALENDAR'");
        if (current) refuse(current->at, "the event does not end", "write 'END:VEVENT'");
        if (x_timed > 0) {
            x_found.add(code::timed_event, x_first_timed,
                        x_timed == 1 ? std::string("an event has a time of day, and is no holiday")
                                     : fmt::format("{} events have a time of day, and are no holidays; this is the first", x_timed),
                        "write 'DTSTART;VALUE=DATE:20261225' for a whole day");
        }
        std::sort(x_days.begin(), x_days.end());
        x_days.erase(std::unique(x_days.begin(), x_days.end()), x_days.end());
        return std::move(x_days);
    }

private:
    void refuse(place at, std::string message, std::string way_out) {
        x_found.add(code::bad_icalendar, std::move(at), std::move(message), std::move(way_out));
    }

    // A line that begins with a blank goes on with the one before.
    bool next(content_line& line) {
        line = {};
        std::string whole;
        const auto begin = x_at;
        auto end = x_at;
        while (x_at < x_text.size()) {
            const bool goes_on = x_text[x_at] == ' ' || x_text[x_at] == '\t';
            if (!whole.empty() && !goes_on) break;
            auto stop = std::min(x_text.find('\n', x_at), x_text.size());
            const auto behind = std::min(stop + 1, x_text.size());
            if (stop > x_at && x_text[stop - 1] == '\r') --stop;
            const auto skip = goes_on && !whole.empty() ? std::size_t{1} : std::size_t{0};
            whole += x_text.substr(x_at + skip, stop - x_at - skip);
            if (end == begin) end = stop;
            x_at = behind;
        }
        if (whole.empty()) return x_at < x_text.size();
        bool quoted = false;
        std::size_t colon = 0;
        for (; colon < whole.size() && (quoted || whole[colon] != ':'); ++colon) quoted = quoted != (whole[colon] == '"');
        const auto head = upper(std::string_view(whole).substr(0, colon));
        const auto semicolon = std::min(head.find(';'), head.size());
        line = {head.substr(0, semicolon),
                head.substr(semicolon),
                colon < whole.size() ? whole.substr(colon + 1) : std::string(),
                {x_in, begin, end}};
        while (line.value.ends_with(' ')) line.value.pop_back();
        return true;
    }

    void read_property(const content_line& line, event& e) {
        if (line.name == "DTSTART") {
            e.start = read_date(line, e);
        } else if (line.name == "DTEND") {
            if (const auto d = read_date(line, e)) e.end = days_from_civil(*d);
        } else if (line.name == "DURATION") {
            read_duration(line, e);
        } else if (line.name == "RRULE") {
            read_rule(line, e);
        } else if (line.name == "RDATE" || line.name == "EXDATE") {
            auto& days = line.name == "RDATE" ? e.added : e.excepted;
            for (const auto part : split(line.value, ',')) {
                if (const auto d = to_date(part.substr(0, 8))) {
                    days.push_back(days_from_civil(*d));
                } else {
                    wrong(line, e, fmt::format("'{}' is no date", part), "write it as in 20261225");
                }
            }
        } else if (line.name == "RECURRENCE-ID" || line.name == "EXRULE") {
            wrong(line, e, fmt::format("'{}' is not read", line.name), "write the days that differ as events of their own, with EXDATE");
        } else if (line.name == "STATUS") {
            e.cancelled = upper(line.value) == "CANCELLED";
        }
    }

    static void wrong(const content_line& line, event& e, std::string message, std::string way_out) {
        e.wrong.push_back({code::bad_icalendar, line.at, std::move(message), std::move(way_out), {}});
    }

    std::optional<civil_date> read_date(const content_line& line, event& e) {
        if (const auto d = to_date(line.value)) return d;
        if (line.value.size() > 8 && (line.value[8] == 'T' || line.value[8] == 't') && to_date(line.value.substr(0, 8))) {
            e.timed = true;
        } else {
            wrong(line, e, fmt::format("'{}' is no date", line.value), "write it as in 20261225");
        }
        return std::nullopt;
    }

    // "P3D", "P1W"
    void read_duration(const content_line& line, event& e) {
        const auto value = upper(line.value);
        const bool counted = value.size() > 2 && value.starts_with('P') && (value.back() == 'D' || value.back() == 'W');
        const auto n = counted ? to_number(std::string_view(value).substr(1, value.size() - 2)) : std::nullopt;
        if (n && *n > 0) {
            e.length = *n * (value.back() == 'W' ? 7 : 1);
        } else if (value.find('T') != std::string::npos) {
            e.timed = true;
        } else {
            wrong(line, e, fmt::format("'{}' is no length in days", line.value), "write it as in 'P1D' or 'P1W'");
        }
    }

    bool read_numbers(std::string_view value, std::int64_t most, bool negative, std::vector<std::int64_t>& into) {
        for (const auto part : split(value, ',')) {
            const auto n = to_number(part);
            if (!n || *n == 0 || *n > most || *n < (negative ? -most : 1)) return false;
            into.push_back(*n);
        }
        return true;
    }

    bool read_weekdays(std::string_view value, std::vector<weekday_rule>& into) {
        for (const auto part : split(value, ',')) {
            if (part.size() < 2) return false;
            const auto at = std::find(weekdays.begin(), weekdays.end(), part.substr(part.size() - 2));
            const auto nth = part.size() == 2 ? std::optional<std::int64_t>(0) : to_number(part.substr(0, part.size() - 2));
            if (at == weekdays.end() || !nth || (part.size() > 2 && *nth == 0) || *nth > 5 || *nth < -5) return false;
            into.push_back({*nth, static_cast<int>(at - weekdays.begin())});
        }
        return true;
    }

    bool read_rule_part(std::string_view key, std::string_view value, yearly_rule& to) {
        std::vector<std::int64_t> one;
        if (key == "FREQ") return value == "YEARLY";
        if (key == "WKST") return true;  // says something of weeks only
        if (key == "BYMONTH") return read_numbers(value, 12, false, to.months);
        if (key == "BYMONTHDAY") return read_numbers(value, 31, true, to.days);
        if (key == "BYDAY") return read_weekdays(value, to.weekdays);
        if (key == "INTERVAL" || key == "COUNT") {
            const auto n = to_number(value);
            if (!n || *n < 1) return false;
            key == "COUNT" ? to.count = *n : to.interval = *n;
            return true;
        }
        if (key != "UNTIL") return false;
        const auto d = to_date(value.substr(0, 8));
        if (d) to.until = days_from_civil(*d);
        return d.has_value();
    }

    void read_rule(const content_line& line, event& e) {
        yearly_rule rule;
        const auto value = upper(line.value);
        bool yearly = false;
        for (const auto part : split(value, ';')) {
            const auto equals = std::min(part.find('='), part.size());
            const auto key = part.substr(0, equals);
            yearly = yearly || part == "FREQ=YEARLY";
            if (equals < part.size() && read_rule_part(key, part.substr(equals + 1), rule)) continue;
            wrong(line, e, fmt::format("'{}' is not read in a rule of repetition", part),
                  "FREQ=YEARLY with INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY and BYDAY is; other days can be listed by RDATE");
            return;
        }
        if (!yearly || (!rule.weekdays.empty() && rule.months.empty())) {
            wrong(line, e, yearly ? "'BYDAY' needs 'BYMONTH'" : "the rule of repetition lacks 'FREQ=YEARLY'",
                  "write it as in 'FREQ=YEARLY;BYMONTH=11;BYDAY=4TH'");
            return;
        }
        e.again = std::move(rule);
    }

    // ---- days

    void take(const event& e) {
        if (e.cancelled) return;
        if (e.timed) {
            if (x_timed++ == 0) x_first_timed = e.at;
            return;
        }
        for (const auto& d : e.wrong) x_found.add(d);
        if (!e.wrong.empty()) return;
        if (!e.start) {
            refuse(e.at, "the event has no 'DTSTART'", "write 'DTSTART;VALUE=DATE:20261225'");
            return;
        }
        const auto start = days_from_civil(*e.start);
        auto length = e.length.value_or(1);
        if (e.end) length = *e.end == start ? 1 : *e.end - start;
        if (length < 1 || length > longest_event) {
            refuse(e.at, length < 1 ? "the event ends before it begins" : "the event is longer than ten years",
                   "'DTEND' is the day after the last one");
            return;
        }
        const auto add = [&](std::int64_t day) {
            if (std::find(e.excepted.begin(), e.excepted.end(), day) != e.excepted.end()) return;
            for (auto d = std::max(day, first_day); d < day + length && d <= last_day; ++d) x_days.push_back(d);
        };
        for (const auto d : e.added) add(d);
        if (!e.again) {
            add(start);
            return;
        }
        std::int64_t met = 0;
        for (auto year = e.start->year; year <= calendar::last_year; year += e.again->interval) {
            for (const auto d : days_of_year(*e.again, *e.start, year)) {
                if (d < start) continue;
                if ((e.again->until && d > *e.again->until) || (e.again->count && met >= *e.again->count)) return;
                ++met;
                add(d);
            }
        }
    }

    static std::vector<std::int64_t> days_of_year(const yearly_rule& rule, const civil_date& start, std::int64_t year) {
        std::vector<std::int64_t> days;
        for (int month = 1; month <= 12; ++month) {
            const bool named = std::find(rule.months.begin(), rule.months.end(), month) != rule.months.end();
            const bool every = rule.months.empty() && !rule.days.empty();
            if (!named && !every && !(rule.months.empty() && month == start.month)) continue;
            const int last = days_in_month(year, month);
            for (int day = 1; day <= last; ++day) {
                const auto since = days_from_civil({year, month, day});
                const auto is_day = [&](std::int64_t n) { return n == day || n == day - last - 1; };
                const auto is_weekday = [&](const weekday_rule& w) {
                    const bool nth = w.nth == 0 || w.nth == (day - 1) / 7 + 1 || w.nth == -((last - day) / 7 + 1);
                    return nth && w.weekday == weekday_from_days(since);
                };
                const bool by_day = rule.days.empty() || std::any_of(rule.days.begin(), rule.days.end(), is_day);
                const bool by_weekday = rule.weekdays.empty() || std::any_of(rule.weekdays.begin(), rule.weekdays.end(), is_weekday);
                const bool by_start = !rule.days.empty() || !rule.weekdays.empty() || day == start.day;
                if (by_day && by_weekday && by_start) days.push_back(since);
            }
        }
        return days;
    }

    source_ptr x_in;
    std::string_view x_text;
    std::size_t x_at = 0;
    diagnostics& x_found;
    std::vector<std::int64_t> x_days;
    std::size_t x_timed = 0;
    place x_first_timed;
};

}  // namespace

std::vector<std::int64_t> read_icalendar_days(const source_ptr& text, diagnostics& found) { return reader(text, found).run(); }

ESCALERA_NAMESPACE_END

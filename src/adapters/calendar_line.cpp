#include "escalera/adapters/calendar_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "escalera/adapters/typed_json.hpp"
#include "escalera/language/suggest.hpp"
#include "escalera/model/calendar.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr std::array<std::string_view, 7> weekdays = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr std::string_view members[] = {"calendar", "op", "start", "seconds", "end", "pauses"};
constexpr std::string_view calendar_members[] = {"tz", "hours", "holidays", "overrides"};
constexpr std::string_view operations[] = {"add", "sub", "between"};

// Why a line has no answer; caught by answer().
struct refused {
    std::string why;
};

[[noreturn]] void refuse(std::string why) { throw refused{std::move(why)}; }

// A value and its way around: a node of the line's tree, by index.
class element {
public:
    element(std::span<const json_node> nodes, std::size_t at, std::string name) : x_nodes(nodes), x_at(at), x_name(std::move(name)) {}

    [[nodiscard]] const std::string& name() const noexcept { return x_name; }
    [[nodiscard]] std::string_view key() const noexcept { return node().key; }
    [[nodiscard]] bool is_null() const noexcept { return node().what == json_kind::null; }

    void expect(json_kind wanted) const {
        if (node().what != wanted) refuse(fmt::format("{} takes {}, not {}", x_name, name_of(wanted), name_of(node().what)));
    }
    [[nodiscard]] std::string_view text() const {
        expect(json_kind::text);
        return node().text;
    }
    [[nodiscard]] std::string_view number() const {
        expect(json_kind::number);
        return node().text;
    }

    // Elements of a list, or members of an object.
    [[nodiscard]] std::vector<element> children() const {
        std::vector<element> all;
        std::size_t n = 0;
        for (std::size_t i = x_at + 1; i < node().end; i = x_nodes[i].end) {
            const auto& key = x_nodes[i].key;
            all.emplace_back(x_nodes, i, key.data() == nullptr ? fmt::format("{}[{}]", x_name, n) : fmt::format("'{}'", key));
            ++n;
        }
        return all;
    }

private:
    [[nodiscard]] const json_node& node() const noexcept { return x_nodes[x_at]; }

    std::span<const json_node> x_nodes;
    std::size_t x_at;
    std::string x_name;
};

// "28800", "0.5", "2.88e4" as microseconds, rounded to the nearest; nothing where they do not fit.
std::optional<std::int64_t> micros_from_number(std::string_view text) {
    const bool negative = text.starts_with('-');
    std::string digits;
    std::int64_t exponent = 6;
    bool behind_point = false;
    std::size_t i = negative ? 1 : 0;
    for (; i < text.size() && text[i] != 'e' && text[i] != 'E'; ++i) {
        if (text[i] == '.') {
            behind_point = true;
        } else {
            digits += text[i];
            exponent -= behind_point ? 1 : 0;
        }
    }
    if (i < text.size()) {
        const bool down = text[i + 1] == '-';
        std::int64_t written = 0;
        for (const char c : text.substr(i + 1)) {
            if (c >= '0' && c <= '9' && written < 1'000'000) written = written * 10 + (c - '0');
        }
        exponent += down ? -written : written;
    }
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    if (digits.empty()) return 0;
    const auto whole_digits = static_cast<std::int64_t>(digits.size()) + exponent;  // before the point of a microsecond
    if (whole_digits > 18) return std::nullopt;
    std::int64_t micros = 0;
    for (std::int64_t at = 0; at < whole_digits; ++at) {
        const auto d = static_cast<std::size_t>(at);
        micros = micros * 10 + (d < digits.size() ? digits[d] - '0' : 0);
    }
    const bool round_up = whole_digits >= 0 && whole_digits < static_cast<std::int64_t>(digits.size()) &&
                          digits[static_cast<std::size_t>(whole_digits)] >= '5';
    micros += round_up ? 1 : 0;
    return negative ? -micros : micros;
}

std::string text_from_seconds(std::int64_t micros) {
    auto text = fmt::format("{}", micros / micros_per_second);
    if (const auto rest = micros % micros_per_second; rest != 0) {
        text += fmt::format(".{:06}", rest);
        while (text.back() == '0') text.pop_back();
    }
    return text;
}

instant read_time(const element& from) {
    const auto t = parse_rfc3339(from.text());
    if (!t) refuse(fmt::format("{} is no time: write RFC 3339 with an offset, as in 2026-03-02T09:00:00Z", from.name()));
    return to_instant(*t);
}

// [["09:00", "12:00"], …]
std::vector<wall_span> read_spans(const element& from) {
    from.expect(json_kind::list);
    std::vector<wall_span> spans;
    for (const auto& pair : from.children()) {
        pair.expect(json_kind::list);
        const auto ends = pair.children();
        if (ends.size() != 2) refuse(fmt::format("{} takes two times, when it opens and when it closes", pair.name()));
        const auto opens = wall_time_from_text(ends[0].text());
        const auto closes = wall_time_from_text(ends[1].text());
        if (!opens || !closes) refuse(fmt::format("{} has a time that is none: write it as in 09:00", pair.name()));
        if (*closes <= *opens) refuse(fmt::format("{} closes before it opens", pair.name()));
        for (const auto& s : spans) {
            if (*opens < s.to && s.from < *closes) refuse(fmt::format("{} overlaps another span of its day", pair.name()));
        }
        spans.push_back({*opens, *closes});
    }
    return spans;
}

std::int64_t read_day(std::string_view text, const std::string& where) {
    const auto date = date_from_text(text);
    if (!date) refuse(fmt::format("'{}' in {} is no date: write it as in 2026-12-25", text, where));
    if (date->year < calendar::first_year || date->year > calendar::last_year)
        refuse(fmt::format("'{}' in {} lies outside of the years {} to {}", text, where, calendar::first_year, calendar::last_year));
    return days_from_civil(*date);
}

calendar read_calendar(const element& from) {
    from.expect(json_kind::object);
    std::optional<zone> in;
    opening_hours hours;
    std::vector<std::int64_t> holidays;
    bool has_hours = false;
    for (const auto& member : from.children()) {
        if (member.is_null()) continue;
        if (member.key() == "tz") {
            in = zone::load(member.text());
            if (!in) refuse(fmt::format("there is no time zone '{}'", member.text()));
        } else if (member.key() == "hours") {
            member.expect(json_kind::object);
            has_hours = true;
            for (const auto& day : member.children()) {
                const auto at = std::find(weekdays.begin(), weekdays.end(), day.key());
                if (at == weekdays.end())
                    refuse(fmt::format("there is no weekday '{}'; {}", day.key(), did_you_mean_or_list(day.key(), weekdays)));
                if (!day.is_null()) hours.week[static_cast<std::size_t>(at - weekdays.begin())] = read_spans(day);
            }
        } else if (member.key() == "holidays") {
            member.expect(json_kind::list);
            for (const auto& day : member.children()) holidays.push_back(read_day(day.text(), member.name()));
        } else if (member.key() == "overrides") {
            member.expect(json_kind::object);
            for (const auto& day : member.children()) hours.special[read_day(day.key(), member.name())] = read_spans(day);
        } else {
            refuse(
                fmt::format("unknown member '{}' in 'calendar'; {}", member.key(), did_you_mean_or_list(member.key(), calendar_members)));
        }
    }
    if (!in) refuse("'calendar' lacks 'tz'");
    if (!has_hours) refuse("'calendar' lacks 'hours'");
    for (const auto day : holidays) hours.special.try_emplace(day);  // an override beats a holiday
    auto made = calendar::make(*in, std::move(hours));
    if (!made) refuse("the calendar never opens");
    return *made;
}

pauses read_pauses(const element& from) {
    from.expect(json_kind::list);
    std::vector<time_interval> intervals;
    for (const auto& pair : from.children()) {
        pair.expect(json_kind::list);
        const auto ends = pair.children();
        if (ends.size() != 2) refuse(fmt::format("{} takes two times, from and to", pair.name()));
        intervals.push_back({read_time(ends[0]), read_time(ends[1])});
    }
    return pauses(std::move(intervals));
}

instant read_instant(const element& from) {
    const auto t = read_time(from);
    if (t < calendar::first || t > calendar::last)
        refuse(fmt::format("{} lies outside of the years {} to {}", from.name(), calendar::first_year, calendar::last_year));
    return t;
}

struct question {
    std::array<std::optional<element>, std::size(members)> parts;

    explicit question(const element& whole) {
        for (auto& member : whole.children()) {
            const auto at = std::find(std::begin(members), std::end(members), member.key());
            if (at != std::end(members)) {
                if (!member.is_null()) parts[static_cast<std::size_t>(at - std::begin(members))] = std::move(member);
            } else if (const auto near = nearest(member.key(), members); !near.empty()) {
                refuse(fmt::format("unknown member '{}'; did you mean '{}'?", member.key(), near));
            }
        }
    }

    [[nodiscard]] const std::optional<element>& find(std::string_view name) const {
        return parts[static_cast<std::size_t>(std::find(std::begin(members), std::end(members), name) - std::begin(members))];
    }
    [[nodiscard]] const element& require(std::string_view name) const {
        const auto& found = find(name);
        if (!found) refuse(fmt::format("the line lacks '{}'", name));
        return *found;
    }
    void exclude(std::string_view name, std::string_view operation) const {
        if (find(name)) refuse(fmt::format("'{}' takes no '{}'", operation, name));
    }
};

std::string answer_to(const question& asked) {
    const auto in = read_calendar(asked.require("calendar"));
    const auto operation = asked.require("op").text();
    if (std::find(std::begin(operations), std::end(operations), operation) == std::end(operations))
        refuse(fmt::format("there is no operation '{}'; {}", operation, did_you_mean_or_list(operation, operations)));
    const auto start = read_instant(asked.require("start"));
    const auto without = asked.find("pauses") ? read_pauses(*asked.find("pauses")) : pauses();
    if (operation == "between") {
        asked.exclude("seconds", operation);
        const auto open = in.between(start, read_instant(asked.require("end")), without);
        return fmt::format("{{\"seconds\":{}}}", text_from_seconds(*open));
    }
    asked.exclude("end", operation);
    const auto open = micros_from_number(asked.require("seconds").number());
    if (!open) refuse("'seconds' is more than there is time");
    if (*open < 0) refuse("'seconds' is less than nothing");
    const auto at = operation == "add" ? in.add(start, *open, without) : in.sub(start, *open, without);
    if (!at)
        refuse(fmt::format("there is not so much open time {} 'start' in the years {} to {}", operation == "add" ? "after" : "before",
                           calendar::first_year, calendar::last_year));
    return fmt::format("{{\"at\":\"{}\"}}", to_rfc3339(*at));
}

}  // namespace

std::string calendar_line::answer(std::string_view line) {
    const auto error = [](std::string_view why) { return fmt::format("{{\"error\":{}}}", write_json_string(why)); };
    if (const auto fault = x_line.parse(line)) {
        return error(fault->particulars.empty() ? name_of(fault->why) : std::string_view(fault->particulars));
    }
    try {
        return answer_to(question(element(x_line.nodes(), 0, "the line")));
    } catch (const refused& r) {
        return error(r.why);
    }
}

ESCALERA_NAMESPACE_END

// `calendars:`: when desks are open.
#include <algorithm>
#include <map>
#include <unordered_map>

#include <fmt/format.h>

#include "escalera/language/suggest.hpp"
#include "escalera/model/zone.hpp"
#include "read_sections.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace written {

namespace {

constexpr std::string_view weekdays[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr std::string_view form_of_hours = "write '09:00-18:00', a list of such spans, or [] for a closed day";
constexpr std::string_view form_of_days = "write a day or a range of days: mon, tue, wed, thu, fri, sat, sun, mon-fri";

std::string_view without_blanks(std::string_view text) noexcept {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

// ---- hours -------------------------------------------------------------------------------------------------------

std::string suggestion_for_time(std::string_view text) {
    const auto padded = fmt::format("0{}", text);
    if (wall_time_from_text(padded)) return fmt::format("did you mean '{}'?", padded);
    return "write hours and minutes, as in '09:00'; the day ends at '24:00'";
}

std::string suggestion_for_reversed(const wall_span& s) {
    if (s.to == 0) return fmt::format("did you mean '{}-24:00'?", text_from_wall_time(s.from));
    if (s.to == s.from) return "write [] for a closed day, '00:00-24:00' for a whole one";
    return fmt::format("a span stays in its day: write '{}-24:00' here and '00:00-{}' on the next day", text_from_wall_time(s.from),
                       text_from_wall_time(s.to));
}

std::optional<wall_span> read_span(const yaml_node& node, std::string_view what, diagnostics& found) {
    if (!expect(node, yaml_kind::scalar, what, form_of_hours, found)) return std::nullopt;
    const auto text = node.scalar();
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) {
        found.add(code::bad_hours, node.at, fmt::format("'{}' are no opening hours", text), std::string(form_of_hours));
        return std::nullopt;
    }
    const auto from_text = without_blanks(text.substr(0, dash));
    const auto to_text = without_blanks(text.substr(dash + 1));
    const auto from = wall_time_from_text(from_text);
    const auto to = wall_time_from_text(to_text);
    if (!from || !to) {
        const auto wrong = from ? to_text : from_text;
        found.add(code::bad_hours, node.at, fmt::format("'{}' is no time of the day", wrong), suggestion_for_time(wrong));
        return std::nullopt;
    }
    if (*to <= *from) {
        found.add(code::reversed_hours, node.at,
                  *to == *from ? fmt::format("'{}' ends as it begins", text) : fmt::format("'{}' ends before it begins", text),
                  suggestion_for_reversed({*from, *to}));
        return std::nullopt;
    }
    return wall_span{*from, *to};
}

// One span, or a list of them in any order.
std::vector<wall_span> read_spans(const yaml_node& node, std::string_view what, diagnostics& found) {
    std::vector<wall_span> spans;
    if (!node.is_sequence()) {
        if (const auto s = read_span(node, what, found)) spans.push_back(*s);
        return spans;
    }
    std::map<std::int32_t, std::pair<wall_span, place>> read;  // by the beginning
    for (const auto* item : node.items) {
        const auto s = read_span(*item, what, found);
        if (!s) continue;
        auto other = read.lower_bound(s->to);  // the last that begins before this one ends
        if (other != read.begin() && s->from < (--other)->second.first.to) {
            found.add({code::overlapping_hours,
                       item->at,
                       fmt::format("'{}' overlaps other hours of {}", item->scalar(), what),
                       "join them, or let one begin where the other ends",
                       {{other->second.second, "with these"}}});
            continue;
        }
        read.emplace(s->from, std::pair(*s, item->at));
    }
    for (const auto& [from, s] : read) spans.push_back(s.first);
    return spans;
}

// ---- days --------------------------------------------------------------------------------------------------------

struct day_range {
    std::size_t first = 0;
    std::size_t count = 0;
};

std::optional<std::size_t> read_weekday(std::string_view text, const name& whole, diagnostics& found) {
    const auto at = std::find(std::begin(weekdays), std::end(weekdays), text);
    if (at != std::end(weekdays)) return static_cast<std::size_t>(at - std::begin(weekdays));
    std::string start(text.substr(0, 3));
    for (auto& c : start) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool long_form = std::find(std::begin(weekdays), std::end(weekdays), start) != std::end(weekdays);
    found.add(code::unknown_weekday, whole.at, fmt::format("there is no weekday '{}'", text),
              long_form ? fmt::format("did you mean '{}'?", start) : std::string(form_of_days));
    return std::nullopt;
}

// "sat", "mon-fri"; "fri-mon" goes over the week's end.
std::optional<day_range> read_days(const name& n, diagnostics& found) {
    const std::string_view text = n.text;
    const auto dash = text.find('-');
    const auto first = read_weekday(without_blanks(text.substr(0, dash)), n, found);
    if (!first) return std::nullopt;
    if (dash == std::string_view::npos) return day_range{*first, 1};
    const auto last = read_weekday(without_blanks(text.substr(dash + 1)), n, found);
    if (!last) return std::nullopt;
    return day_range{*first, (*last + 7 - *first) % 7 + 1};
}

// A day by itself is more precise than a range with it, wherever the two stand.
void read_week(const yaml_node& node, std::string_view what, calendar& into, diagnostics& found) {
    std::array<std::optional<day_hours>, 7> ranges;
    for_each_named(node, what, "write {mon-fri: \"09:00-18:00\"}", found, [&](const name& n, const yaml_node& value) {
        const auto days = read_days(n, found);
        const day_hours hours{read_spans(value, fmt::format("'{}'", n.text), found), n.at};
        if (!days) return;
        for (std::size_t i = 0; i < days->count; ++i) {
            const auto day = (days->first + i) % 7;
            auto& slot = days->count == 1 ? into.week[day] : ranges[day];
            if (!slot) {
                slot = hours;
                continue;
            }
            found.add({code::duplicate_day,
                       n.at,
                       fmt::format("'{}' is here for the second time", weekdays[day]),
                       "say each day once; a day by itself goes before a range with it",
                       {{slot->at, "first here"}}});
            return;
        }
    });
    for (std::size_t day = 0; day < 7; ++day) {
        if (!into.week[day]) into.week[day] = ranges[day];
    }
}

std::optional<std::int64_t> read_date(const name& n, diagnostics& found) {
    const auto date = date_from_text(n.text);
    if (!date) {
        found.add(code::bad_date, n.at, fmt::format("'{}' is no date", n.text), "write year, month and day, as in 2026-12-25");
        return std::nullopt;
    }
    if (date->year < escalera::calendar::first_year || date->year > escalera::calendar::last_year) {
        found.add(code::bad_date, n.at, fmt::format("'{}' lies outside of the years of calendars", n.text),
                  fmt::format("they are {} to {}", escalera::calendar::first_year, escalera::calendar::last_year));
        return std::nullopt;
    }
    return days_from_civil(*date);
}

void read_holidays(const yaml_node& node, std::string_view what, calendar& into, diagnostics& found) {
    std::unordered_map<std::int64_t, place> met;
    const auto add = [&](const yaml_node& item) {
        const auto n = read_name(item, what, found);
        const auto day = n ? read_date(*n, found) : std::nullopt;
        if (!day) return;
        const auto [before, fresh] = met.try_emplace(*day, n->at);
        if (fresh) {
            into.holidays.push_back({*day, n->at});
            return;
        }
        found.add({code::duplicate_day,
                   n->at,
                   fmt::format("'{}' is here for the second time", n->text),
                   "keep one of them",
                   {{before->second, "first here"}}});
    };
    if (!node.is_sequence()) {
        add(node);
        return;
    }
    for (const auto* item : node.items) add(*item);
}

void read_calendar(const name& n, const yaml_node& node, rules_document& into, diagnostics& found) {
    static constexpr std::string_view known[] = {"zone", "week", "holidays", "special", "include", "ics"};
    const auto before = found.size() + found.dropped();
    const auto what = fmt::format("the calendar '{}'", n.text);
    calendar c;
    c.is = n;
    const mapping_view in(node, what, known, found);
    c.in = read_name(in, "zone");
    if (c.in && !zone::load(c.in->text)) {
        found.add(code::bad_value, c.in->at, fmt::format("there is no time zone '{}'", c.in->text),
                  "write an IANA name such as 'America/Bogota', 'UTC', or an offset such as '+02:00'");
        c.in.reset();
    }
    c.include = read_name(in, "include");
    if (const auto* week = in.find("week")) read_week(*week, fmt::format("'week' of {}", what), c, found);
    if (const auto* holidays = in.find("holidays")) read_holidays(*holidays, fmt::format("a holiday of {}", what), c, found);
    if (const auto* special = in.find("special")) {
        for_each_named(*special, fmt::format("'special' of {}", what), "write {2026-12-24: \"08:00-12:00\"}", found,
                       [&](const name& date, const yaml_node& value) {
                           const auto day = read_date(date, found);
                           auto spans = read_spans(value, fmt::format("'{}'", date.text), found);
                           if (day) c.special.push_back({*day, {std::move(spans), date.at}});
                       });
    }
    if (const auto* ics = in.find("ics")) c.ics = read_names(*ics, fmt::format("'ics' of {}", what), found);
    const auto lost = [&](std::string_view key) {
        if (!in.has(key)) return false;
        const auto* value = in.find(key);
        return value == nullptr || value->damaged;
    };
    c.unreadable = found.size() + found.dropped() != before || node.is_broken() || node.damaged ||
                   std::any_of(std::begin(known), std::end(known), lost);
    into.calendars.push_back(std::move(c));
}

}  // namespace

void read_calendars(const yaml_node& node, rules_document& into, diagnostics& found) {
    for_each_named(node, "'calendars'", "write {office: {week: {mon-fri: \"09:00-18:00\"}}}", found,
                   [&](const name& n, const yaml_node& value) { read_calendar(n, value, into, found); });
}

}  // namespace written

ESCALERA_NAMESPACE_END

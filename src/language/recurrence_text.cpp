#include "escalera/language/recurrence_text.hpp"

#include <array>
#include <charconv>

#include <fmt/format.h>

#include "escalera/language/suggest.hpp"
#include "escalera/model/calendar.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr std::string_view forms = "write 'monday 09:00', 'mon-fri 09:00', 'day 18:00', 'month 1 09:00' or 'month last 17:00'";
constexpr std::array<std::string_view, 7> weekdays = {"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};

recurrence_reading refuse(std::string problem, std::string suggestion = std::string(forms)) {
    return {std::nullopt, std::move(problem), std::move(suggestion)};
}

std::optional<std::size_t> weekday_of(std::string_view text) noexcept {
    for (std::size_t d = 0; d < weekdays.size(); ++d) {
        if (text == weekdays[d] || text == weekdays[d].substr(0, 3)) return d;
    }
    return std::nullopt;
}

std::string unknown_day(std::string_view text) {
    std::array<std::string_view, 15> known = {"day", "mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    std::copy(weekdays.begin(), weekdays.end(), known.begin() + 8);
    auto near = did_you_mean(text, known);
    return near.empty() ? std::string(forms) : near;
}

std::optional<std::int32_t> month_day_of(std::string_view text) noexcept {
    if (text == "last") return recurring_time::last_day;
    std::int32_t n = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (failed != std::errc() || end != text.data() + text.size() || n < 1 || n > 31) return std::nullopt;
    return n;
}

// "monday", "mon-fri": which weekdays.
std::optional<std::uint8_t> weekdays_of(std::string_view text, recurrence_reading& refused) {
    const auto dash = text.find('-');
    const auto first_name = text.substr(0, dash);
    const auto last_name = dash == std::string_view::npos ? first_name : text.substr(dash + 1);
    const auto first = weekday_of(first_name);
    const auto last = weekday_of(last_name);
    if (!first || !last) {
        const auto wrong = first ? last_name : first_name;
        refused = refuse(fmt::format("'{}' is no day", wrong), unknown_day(wrong));
        return std::nullopt;
    }
    std::uint8_t days = 0;
    for (auto d = *first;; d = (d + 1) % 7) {
        days = static_cast<std::uint8_t>(days | 1U << d);
        if (d == *last) return days;
    }
}

}  // namespace

recurrence_reading read_recurrence(std::string_view text) {
    const auto blank = text.rfind(' ');
    const auto days = blank == std::string_view::npos ? std::string_view() : text.substr(0, blank);
    const auto time_text = blank == std::string_view::npos ? text : text.substr(blank + 1);
    const auto time = wall_time_from_text(time_text);
    if (!time && (weekday_of(text) || text == "day" || text.starts_with("month "))) {
        return refuse(fmt::format("'{}' lacks a time of day", text), fmt::format("did you mean '{} 09:00'?", text));
    }
    if (!time) return refuse(fmt::format("'{}' is no time of day", time_text), "write it as in '09:00'");
    if (*time >= wall_span::whole_day) return refuse("24:00 is the next day's 00:00", "write '00:00' of the day that begins then");
    if (days.empty()) return refuse(fmt::format("'{}' lacks a day", text), fmt::format("did you mean 'day {}'?", time_text));
    recurring_time found;
    found.time_of_day = *time;
    if (days == "day") return {found, {}, {}};
    if (days == "month") return refuse("'month' lacks its day", fmt::format("did you mean 'month 1 {}'?", time_text));
    constexpr std::string_view of_month = "month ";
    if (days.starts_with(of_month)) {
        const auto day = month_day_of(days.substr(of_month.size()));
        if (!day)
            return refuse(fmt::format("a month has no day '{}'", days.substr(of_month.size())),
                          "write 'month 1' to 'month 31', or 'month last'");
        found.month_day = *day;
        return {found, {}, {}};
    }
    recurrence_reading refused;
    const auto which = weekdays_of(days, refused);
    if (!which) return refused;
    found.weekdays = *which;
    return {found, {}, {}};
}

ESCALERA_NAMESPACE_END

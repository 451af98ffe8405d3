#include "escalera/model/calendar.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "model/calendar_table.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

// Digits of a fixed width from the front of a text; -1 where others stand there.
int take_digits(std::string_view& text, std::size_t count) noexcept {
    if (text.size() < count) return -1;
    int n = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        n = n * 10 + (text[i] - '0');
    }
    text.remove_prefix(count);
    return n;
}

bool take(std::string_view& text, char c) noexcept {
    if (!text.starts_with(c)) return false;
    text.remove_prefix(1);
    return true;
}

// Puts them in order; false where one is no span of a day or overlaps another.
bool arrange(std::vector<wall_span>& spans) {
    std::sort(spans.begin(), spans.end(), [](const wall_span& a, const wall_span& b) { return a.from < b.from; });
    std::int32_t open_from = 0;
    for (const auto& s : spans) {
        if (s.from < open_from || s.to <= s.from || s.to > wall_span::whole_day) return false;
        open_from = s.to;
    }
    return true;
}

constexpr bool is_in_range(instant t) noexcept { return t >= calendar::first && t <= calendar::last; }

std::optional<instant> in_range(std::optional<std::int64_t> micros) noexcept {
    if (!micros || !is_in_range({*micros})) return std::nullopt;
    return instant{*micros};
}

}  // namespace

std::optional<std::int32_t> wall_time_from_text(std::string_view text) noexcept {
    const int hour = take_digits(text, 2);
    if (hour < 0 || !take(text, ':')) return std::nullopt;
    const int minute = take_digits(text, 2);
    const int second = take(text, ':') ? take_digits(text, 2) : 0;
    if (!text.empty() || minute < 0 || minute > 59 || second < 0 || second > 59) return std::nullopt;
    const int seconds = hour * 3600 + minute * 60 + second;
    if (seconds > wall_span::whole_day) return std::nullopt;
    return seconds;
}

std::string text_from_wall_time(std::int32_t seconds) {
    auto text = fmt::format("{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
    if (seconds % 60 != 0) text += fmt::format(":{:02}", seconds % 60);
    return text;
}

std::optional<civil_date> date_from_text(std::string_view text) noexcept {
    civil_date d;
    d.year = take_digits(text, 4);
    if (d.year < 0 || !take(text, '-')) return std::nullopt;
    d.month = take_digits(text, 2);
    if (!take(text, '-')) return std::nullopt;
    d.day = take_digits(text, 2);
    if (!text.empty() || !is_valid(d)) return std::nullopt;
    return d;
}

std::string text_from_date(const civil_date& d) { return fmt::format("{:04}-{:02}-{:02}", d.year, d.month, d.day); }

pauses::pauses(std::vector<time_interval> intervals) : x_intervals(std::move(intervals)) {
    std::erase_if(x_intervals, [](const time_interval& i) { return i.to <= i.from; });
    std::sort(x_intervals.begin(), x_intervals.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
    std::size_t kept = 0;
    for (const auto& i : x_intervals) {
        if (kept > 0 && i.from <= x_intervals[kept - 1].to) {
            x_intervals[kept - 1].to = std::max(x_intervals[kept - 1].to, i.to);
        } else {
            x_intervals[kept++] = i;
        }
    }
    x_intervals.resize(kept);
}

std::optional<calendar> calendar::make(const zone& in, opening_hours hours) {
    for (auto& spans : hours.week) {
        if (!arrange(spans)) return std::nullopt;
    }
    for (auto& [day, spans] : hours.special) {
        if (!arrange(spans)) return std::nullopt;
    }
    auto t = std::make_shared<const table>(in, std::move(hours));
    if (t->open_until(first.micros) == t->open_until(last.micros)) return std::nullopt;
    return calendar(std::move(t));
}

const zone& calendar::in_zone() const noexcept { return x_table->in; }

const opening_hours& calendar::hours() const noexcept { return x_table->hours; }

bool calendar::is_open(instant t, const pauses& without) const noexcept {
    const auto opening = next_opening(t, without);
    return opening && *opening == t;
}

std::optional<instant> calendar::next_opening(instant t, const pauses& without) const noexcept { return add(t, 0, without); }

std::optional<instant> calendar::add(instant start, std::int64_t open, const pauses& without) const noexcept {
    if (!is_in_range(start) || open < 0) return std::nullopt;
    const auto answer = [this](instant from, std::int64_t rest) {
        const auto passed = x_table->open_until(from.micros);
        std::int64_t wanted = 0;
        if (__builtin_add_overflow(passed, rest, &wanted)) return std::optional<instant>();
        return in_range(rest > 0 ? x_table->earliest(wanted) : x_table->latest(wanted));
    };
    auto at = start;
    auto rest = open;
    for (const auto& pause : without.intervals()) {
        if (pause.to <= at) continue;
        if (pause.from > at) {
            const auto available = x_table->open_until(std::min(pause.from, last).micros) - x_table->open_until(at.micros);
            if (available >= std::max(rest, std::int64_t{1})) return answer(at, rest);
            rest -= available;
        }
        at = pause.to;
        if (at > last) return std::nullopt;
    }
    return answer(at, rest);
}

std::optional<instant> calendar::sub(instant start, std::int64_t open, const pauses& without) const noexcept {
    if (!is_in_range(start) || open < 0) return std::nullopt;
    const auto answer = [this](instant to, std::int64_t rest) {
        const auto wanted = x_table->open_until(to.micros) - rest;  // neither is negative
        return in_range(rest > 0 ? x_table->latest(wanted) : x_table->earliest(wanted));
    };
    auto at = start;
    auto rest = open;
    const auto intervals = without.intervals();
    for (auto pause = intervals.rbegin(); pause != intervals.rend(); ++pause) {
        if (pause->from >= at) continue;
        if (pause->to < at) {
            const auto available = x_table->open_until(at.micros) - x_table->open_until(std::max(pause->to, first).micros);
            if (available >= std::max(rest, std::int64_t{1})) return answer(at, rest);
            rest -= available;
        }
        at = pause->from;
        if (at < first) return std::nullopt;
    }
    return answer(at, rest);
}

std::optional<std::int64_t> calendar::between(instant from, instant to, const pauses& without) const noexcept {
    if (!is_in_range(from) || !is_in_range(to)) return std::nullopt;
    if (to <= from) return 0;
    auto open = x_table->open_until(to.micros) - x_table->open_until(from.micros);
    for (const auto& pause : without.intervals()) {
        const auto begin = std::max(pause.from, from);
        const auto end = std::min(pause.to, to);
        if (begin < end) open -= x_table->open_until(end.micros) - x_table->open_until(begin.micros);
    }
    return open;
}

std::optional<instant> calendar::end_of_day(instant start, std::int64_t days) const noexcept {
    if (!is_in_range(start) || days < 0 || days >= table::last_day - table::first_day) return std::nullopt;
    const auto day = x_table->day_of(start) + days;
    if (day >= table::last_day) return std::nullopt;
    return in_range(x_table->midnight(day + 1) * micros_per_second);
}

std::optional<instant> calendar::end_of_business_day(instant start, std::int64_t open_days) const noexcept {
    if (!is_in_range(start) || open_days < 1) return std::nullopt;
    const auto day = x_table->open_day(x_table->day_of(start) + 1, open_days - 1);
    if (!day) return std::nullopt;
    std::optional<std::int64_t> closing;
    for (const auto& s : x_table->spans_of(*day)) {
        const auto begin = x_table->on_wall(*day, s.from);
        const auto end = x_table->on_wall(*day, s.to);
        if (begin < end && (!closing || *closing < end)) closing = end;
    }
    return closing ? in_range(*closing * micros_per_second) : std::nullopt;
}

std::optional<time_interval> calendar::open_span(instant from, instant to) const noexcept {
    if (!is_in_range(from) || !is_in_range(to)) return std::nullopt;
    const auto opening = next_opening(from);
    if (!opening || *opening >= to) return std::nullopt;
    auto end = x_table->end_of_span(opening->micros);
    while (end < to.micros && x_table->latest(x_table->open_until(end)) == end) end = x_table->end_of_span(end);
    return time_interval{*opening, std::min(instant{end}, to)};
}

ESCALERA_NAMESPACE_END

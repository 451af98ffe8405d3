#include "model/calendar_table.hpp"

#include <algorithm>

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr std::int64_t seconds_per_day = wall_span::whole_day;
constexpr std::int64_t day = seconds_per_day * micros_per_second;
constexpr std::int64_t week = 7 * day;

constexpr std::int64_t floor_divide(std::int64_t a, std::int64_t b) noexcept { return a / b - (a % b < 0 ? 1 : 0); }

// The last part that `before` holds for; null where it holds for none. It holds for a beginning of the list only.
template <class Parts, class Before>
const detail::open_part* last_part(const Parts& parts, Before before) noexcept {
    const auto behind = std::partition_point(parts.begin(), parts.end(), before);
    return behind == parts.begin() ? nullptr : &*(behind - 1);
}

std::int64_t passed_in(const detail::open_part& p, std::int64_t at) noexcept { return p.open_before + std::min(at, p.end) - p.begin; }

}  // namespace

namespace detail {

week_table::week_table(const std::array<std::vector<wall_span>, 7>& spans) {
    constexpr std::int64_t monday = 1;
    for (std::int64_t i = 0; i < 7; ++i) {
        const auto weekday = static_cast<std::size_t>((i + monday) % 7);
        x_opens[weekday] = !spans[weekday].empty();
        x_open_days += x_opens[weekday] ? 1 : 0;
        for (const auto& s : spans[weekday]) {
            const auto begin = i * day + s.from * micros_per_second;
            const auto end = i * day + s.to * micros_per_second;
            if (!x_parts.empty() && x_parts.back().end == begin) {
                x_parts.back().end = end;
            } else {
                x_parts.push_back({begin, end, x_open});
            }
            x_open += end - begin;
        }
    }
}

// A wall time as a Monday since the table begins, and what has passed of that week.
constexpr std::int64_t first_monday = calendar::first.micros - week;
static_assert(first_monday == days_from_civil({1899, 12, 25}) * day);

std::int64_t week_table::open_until(std::int64_t wall) const noexcept {
    const auto weeks = floor_divide(wall - first_monday, week);
    const auto rest = wall - first_monday - weeks * week;
    const auto* p = last_part(x_parts, [&](const open_part& o) { return o.begin <= rest; });
    return weeks * x_open + (p == nullptr ? 0 : passed_in(*p, rest));
}

std::int64_t week_table::earliest(std::int64_t open) const noexcept {
    const auto weeks = floor_divide(open - 1, x_open);
    const auto rest = open - weeks * x_open;  // 1 to the whole week
    const auto* p = last_part(x_parts, [&](const open_part& o) { return o.open_before < rest; });
    return first_monday + weeks * week + p->begin + rest - p->open_before;
}

std::int64_t week_table::latest(std::int64_t open) const noexcept {
    const auto weeks = floor_divide(open, x_open);
    const auto rest = open - weeks * x_open;  // 0 to less than the whole week
    const auto* p = last_part(x_parts, [&](const open_part& o) { return o.open_before <= rest; });
    return first_monday + weeks * week + p->begin + rest - p->open_before;
}

std::int64_t week_table::end_of_span(std::int64_t wall) const noexcept {
    const auto weeks = floor_divide(wall - first_monday, week);
    const auto rest = wall - first_monday - weeks * week;
    const auto* p = last_part(x_parts, [&](const open_part& o) { return o.begin <= rest; });
    return first_monday + weeks * week + (p == nullptr ? rest : p->end);
}

}  // namespace detail

// ---- making it ---------------------------------------------------------------------------------------------------

calendar::table::table(const zone& z, opening_hours h) : in(z), hours(std::move(h)), x_week(hours.week) {
    auto next = first_day;
    const auto days = irregular_days();
    for (std::size_t i = 0; i < days.size();) {
        auto end = i + 1;
        while (end < days.size() && days[end] == days[end - 1] + 1) ++end;
        add_regular(next, days[i]);
        next = days[end - 1] + 1;
        add_irregular(days[i], next);
        i = end;
    }
    add_regular(next, last_day);
    x_end = midnight(last_day) * micros_per_second;
}

// A wall time that a change skips comes to lie behind the gap, as far again: so far reaches what is not as usual.
std::vector<std::int64_t> calendar::table::irregular_days() const {
    std::vector<std::int64_t> days;
    const auto add = [&](std::int64_t d) {
        if (d >= first_day && d < last_day) days.push_back(d);
    };
    for (const auto& c : in.changes()) {
        const auto begin = c.at + std::min(c.before, c.after);
        const auto end = c.at + std::max(c.before, c.after) + std::max(c.after - c.before, 0);
        for (auto d = floor_divide(begin, seconds_per_day); d <= floor_divide(end, seconds_per_day); ++d) add(d);
    }
    for (const auto& [d, spans] : hours.special) add(d);
    std::sort(days.begin(), days.end());
    days.erase(std::unique(days.begin(), days.end()), days.end());
    return days;
}

void calendar::table::add_regular(std::int64_t from_day, std::int64_t to_day) {
    if (from_day == to_day) return;
    piece p;
    p.first_day = from_day;
    const auto begin = midnight(from_day);
    p.begin = begin * micros_per_second;
    p.offset = (from_day * seconds_per_day - begin) * micros_per_second;
    p.open_before = x_open;
    p.open_days_before = x_open_days;
    p.base = x_open - x_week.open_until(p.begin + p.offset);
    x_open = p.base + x_week.open_until(to_day * day);
    x_pieces.push_back(p);
    x_open_days = open_days_until(to_day);
}

void calendar::table::add_irregular(std::int64_t from_day, std::int64_t to_day) {
    piece p;
    p.regular = false;
    p.first_day = from_day;
    p.begin = x_pieces.empty() ? midnight(from_day) * micros_per_second : from_day * day - x_pieces.back().offset;
    p.open_before = x_open;
    p.open_days_before = x_open_days;
    p.first_part = static_cast<std::uint32_t>(x_parts.size());
    p.first_flag = static_cast<std::uint32_t>(x_opens.size());

    std::vector<detail::open_part> raw;
    for (auto d = from_day; d < to_day; ++d) {
        const bool exists = midnight(d) < midnight(d + 1);
        bool opens = false;
        for (const auto& s : spans_of(d)) {
            const auto begin = on_wall(d, s.from) * micros_per_second;
            const auto end = on_wall(d, s.to) * micros_per_second;
            if (begin >= end) continue;  // a gap has swallowed it
            raw.push_back({begin, end, 0});
            opens = exists;
        }
        x_opens.push_back(opens ? 1 : 0);
        x_open_days += opens ? 1 : 0;
    }
    std::sort(raw.begin(), raw.end(), [](const auto& a, const auto& b) { return a.begin < b.begin; });
    for (const auto& r : raw) {
        const bool touches = x_parts.size() > p.first_part && r.begin <= x_parts.back().end;
        if (touches) {
            x_open += std::max(r.end - x_parts.back().end, std::int64_t{0});
            x_parts.back().end = std::max(x_parts.back().end, r.end);
        } else {
            x_parts.push_back({r.begin, r.end, x_open});
            x_open += r.end - r.begin;
        }
    }
    p.part_count = static_cast<std::uint32_t>(x_parts.size()) - p.first_part;
    x_pieces.push_back(p);
}

// ---- open time ---------------------------------------------------------------------------------------------------

std::span<const detail::open_part> calendar::table::parts_of(const piece& p) const noexcept {
    return std::span(x_parts).subspan(p.first_part, p.part_count);
}

const calendar::table::piece& calendar::table::piece_at(std::int64_t micros) const noexcept {
    const auto behind = std::partition_point(x_pieces.begin() + 1, x_pieces.end(), [&](const piece& p) { return p.begin <= micros; });
    return *(behind - 1);
}

std::int64_t calendar::table::open_until(std::int64_t micros) const noexcept {
    const auto& p = piece_at(micros);
    if (p.regular) return p.base + x_week.open_until(micros + p.offset);
    const auto* part = last_part(parts_of(p), [&](const detail::open_part& o) { return o.begin <= micros; });
    return part == nullptr ? p.open_before : passed_in(*part, micros);
}

std::optional<std::int64_t> calendar::table::earliest(std::int64_t open) const noexcept {
    if (open <= 0 || open > x_open) return std::nullopt;
    const auto behind = std::partition_point(x_pieces.begin(), x_pieces.end(), [&](const piece& p) { return p.open_before < open; });
    const auto& p = *(behind - 1);
    if (p.regular) return x_week.earliest(open - p.base) - p.offset;
    const auto* part = last_part(parts_of(p), [&](const detail::open_part& o) { return o.open_before < open; });
    return part->begin + open - part->open_before;
}

std::optional<std::int64_t> calendar::table::latest(std::int64_t open) const noexcept {
    if (open < 0 || open >= x_open) return std::nullopt;
    const auto behind = std::partition_point(x_pieces.begin(), x_pieces.end(), [&](const piece& p) { return p.open_before <= open; });
    const auto& p = *(behind - 1);
    if (p.regular) return x_week.latest(open - p.base) - p.offset;
    const auto* part = last_part(parts_of(p), [&](const detail::open_part& o) { return o.open_before <= open; });
    return part->begin + open - part->open_before;
}

std::int64_t calendar::table::end_of_span(std::int64_t micros) const noexcept {
    const auto& p = piece_at(micros);
    if (!p.regular) {
        const auto* part = last_part(parts_of(p), [&](const detail::open_part& o) { return o.begin <= micros; });
        return part == nullptr ? micros : part->end;
    }
    const auto end = &p == &x_pieces.back() ? x_end : (&p + 1)->begin;
    return std::min(end, x_week.end_of_span(micros + p.offset) - p.offset);
}

// ---- days --------------------------------------------------------------------------------------------------------

const std::vector<wall_span>& calendar::table::spans_of(std::int64_t d) const {
    const auto found = hours.special.find(d);
    return found != hours.special.end() ? found->second : hours.week[static_cast<std::size_t>(weekday_from_days(d))];
}

std::int64_t calendar::table::on_wall(std::int64_t d, std::int32_t seconds) const noexcept {
    return in.to_unix_seconds(civil_from_wall_seconds(d * seconds_per_day + seconds));
}

std::int64_t calendar::table::day_of(instant t) const noexcept {
    const auto seconds = floor_divide(t.micros, micros_per_second);
    return floor_divide(seconds + in.offset_at(seconds), seconds_per_day);
}

std::int64_t calendar::table::open_days_until(std::int64_t d) const noexcept {
    const auto behind = std::partition_point(x_pieces.begin() + 1, x_pieces.end(), [&](const piece& p) { return p.first_day <= d; });
    const auto& p = *(behind - 1);
    auto count = p.open_days_before;
    if (!p.regular) {
        const auto flag_count = behind == x_pieces.end() ? d - p.first_day : std::min(d, behind->first_day) - p.first_day;
        for (std::int64_t i = 0; i < flag_count; ++i) count += x_opens[p.first_flag + static_cast<std::size_t>(i)];
        return count;
    }
    const auto weeks = (d - p.first_day) / 7;
    count += weeks * x_week.open_days();
    for (auto i = p.first_day + weeks * 7; i < d; ++i) count += x_week.opens(weekday_from_days(i)) ? 1 : 0;
    return count;
}

std::optional<std::int64_t> calendar::table::open_day(std::int64_t d, std::int64_t n) const noexcept {
    if (n < 0 || n >= x_open_days) return std::nullopt;
    const auto wanted = open_days_until(d) + n;  // as many open days lie before it
    if (wanted >= x_open_days) return std::nullopt;
    const auto behind =
        std::partition_point(x_pieces.begin() + 1, x_pieces.end(), [&](const piece& p) { return p.open_days_before <= wanted; });
    const auto& p = *(behind - 1);
    auto rest = wanted - p.open_days_before;
    auto at = p.first_day;
    if (p.regular) {
        at += rest / x_week.open_days() * 7;
        rest %= x_week.open_days();
        while (!x_week.opens(weekday_from_days(at)) || rest-- > 0) ++at;
        return at;
    }
    for (auto flag = p.first_flag; x_opens[flag] == 0 || rest-- > 0; ++flag) ++at;
    return at;
}

ESCALERA_NAMESPACE_END

#include "escalera/adapters/time_format.hpp"

#include <fmt/format.h>

#include <array>

#include "escalera/model/civil.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr std::string_view directives = "YymbBhdeHIMSfpzsaA";

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

// What a directive says something about: two of one kind in a pattern contradict each other.
char subject(char directive) noexcept {
    switch (directive) {
        case 'y': return 'Y';
        case 'b':
        case 'B':
        case 'h': return 'm';
        case 'e': return 'd';
        case 'I': return 'H';
        case 'A': return 'a';
        default: return directive;
    }
}

std::string_view expansion(char directive) noexcept {
    switch (directive) {
        case 'F': return "%Y-%m-%d";
        case 'D': return "%m/%d/%y";
        case 'T': return "%H:%M:%S";
        case 'R': return "%H:%M";
        default: return {};
    }
}

// Reads a text from the front; every step answers whether it found what it was asked for.
class reader {
public:
    explicit reader(std::string_view text) noexcept : x_rest(text) {}

    bool literal(char c) noexcept {
        if (is_blank(c)) return blanks();
        if (x_rest.empty() || lower(x_rest.front()) != lower(c)) return false;
        x_rest.remove_prefix(1);
        return true;
    }

    // As many digits as there are, from `least` to `most`.
    bool number(int least, int most, std::int64_t& out) noexcept {
        int count = 0;
        std::int64_t value = 0;
        for (; count < most && !x_rest.empty() && is_digit(x_rest.front()); ++count) {
            value = value * 10 + (x_rest.front() - '0');
            x_rest.remove_prefix(1);
        }
        out = value;
        return count >= least;
    }

    bool fraction(std::int32_t& nanos) noexcept {
        const auto before = x_rest.size();
        std::int64_t value = 0;
        if (!number(1, 9, value)) return false;
        for (auto digits = before - x_rest.size(); digits < 9; ++digits) value *= 10;
        nanos = static_cast<std::int32_t>(value);
        return true;
    }

    // The number (from 0) of the name that stands here, whole or its first three letters.
    template <std::size_t N>
    bool name(const std::array<std::string_view, N>& names, int& out) noexcept {
        for (std::size_t i = 0; i < N; ++i) {
            const auto taken = starts_with(names[i]) ? names[i].size() : starts_with(names[i].substr(0, 3)) ? 3 : 0;
            if (taken == 0) continue;
            x_rest.remove_prefix(taken);
            out = static_cast<int>(i);
            return true;
        }
        return false;
    }

    bool offset(int& seconds) noexcept {
        if (literal('Z')) {
            seconds = 0;
            return true;
        }
        if (x_rest.empty() || (x_rest.front() != '+' && x_rest.front() != '-')) return false;
        const int sign = x_rest.front() == '-' ? -1 : 1;
        x_rest.remove_prefix(1);
        std::int64_t hours = 0;
        std::int64_t minutes = 0;
        if (!number(2, 2, hours)) return false;
        if (!x_rest.empty() && x_rest.front() == ':') x_rest.remove_prefix(1);
        if (!number(2, 2, minutes) || hours > 23 || minutes > 59) return false;
        seconds = sign * static_cast<int>(hours * 3600 + minutes * 60);
        return true;
    }

    bool unix_seconds(std::int64_t& seconds) noexcept {
        const bool negative = !x_rest.empty() && x_rest.front() == '-';
        if (negative) x_rest.remove_prefix(1);
        if (!number(1, 12, seconds)) return false;
        if (negative) seconds = -seconds;
        return true;
    }

    [[nodiscard]] bool at_end() const noexcept { return x_rest.empty(); }

private:
    bool blanks() noexcept {
        const auto before = x_rest.size();
        while (!x_rest.empty() && is_blank(x_rest.front())) x_rest.remove_prefix(1);
        return x_rest.size() != before;
    }
    bool starts_with(std::string_view lower_case) const noexcept {
        if (x_rest.size() < lower_case.size()) return false;
        for (std::size_t i = 0; i < lower_case.size(); ++i) {
            if (lower(x_rest[i]) != lower_case[i]) return false;
        }
        return true;
    }

    std::string_view x_rest;
};

constexpr std::array<std::string_view, 12> month_names = {"january", "february", "march",     "april",   "may",      "june",
                                                          "july",    "august",   "september", "october", "november", "december"};
constexpr std::array<std::string_view, 7> weekday_names = {"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
constexpr std::array<std::string_view, 2> half_names = {"am", "pm"};

struct time_parts {
    std::int64_t year = 1970;
    std::int64_t month = 1;
    std::int64_t day = 1;
    std::int64_t hour = 0;
    std::int64_t minute = 0;
    std::int64_t second = 0;
    std::int32_t nanos = 0;
    int half = -1;  // 0: AM, 1: PM
    std::optional<int> offset;
    std::optional<std::int64_t> unix_seconds;
};

bool read_directive(char directive, reader& in, time_parts& parts) noexcept {
    int index = 0;
    switch (directive) {
        case 'Y': return in.number(4, 4, parts.year);
        case 'y':
            if (!in.number(2, 2, parts.year)) return false;
            parts.year += parts.year >= 69 ? 1900 : 2000;
            return true;
        case 'm': return in.number(1, 2, parts.month);
        case 'b':
        case 'B':
        case 'h':
            if (!in.name(month_names, index)) return false;
            parts.month = index + 1;
            return true;
        case 'd':
        case 'e': return in.number(1, 2, parts.day);
        case 'H': return in.number(1, 2, parts.hour);
        case 'I': return in.number(1, 2, parts.hour) && parts.hour >= 1 && parts.hour <= 12;
        case 'M': return in.number(1, 2, parts.minute);
        case 'S': return in.number(1, 2, parts.second);
        case 'f': return in.fraction(parts.nanos);
        case 'p': return in.name(half_names, parts.half);
        case 'a':
        case 'A': return in.name(weekday_names, index);
        case 'z': parts.offset = 0; return in.offset(*parts.offset);
        default: parts.unix_seconds = 0; return in.unix_seconds(*parts.unix_seconds);
    }
}

std::optional<timestamp> to_timestamp(time_parts parts, const zone& in) noexcept {
    timestamp result{0, parts.nanos};
    if (parts.unix_seconds) {
        result.seconds = *parts.unix_seconds;
    } else {
        if (parts.half >= 0) parts.hour = parts.hour % 12 + (parts.half == 1 ? 12 : 0);
        if (parts.hour > 23 || parts.minute > 59 || parts.second > 59) return std::nullopt;
        const civil_time wall{{parts.year, static_cast<int>(parts.month), static_cast<int>(parts.day)},
                              static_cast<int>(parts.hour),
                              static_cast<int>(parts.minute),
                              static_cast<int>(parts.second)};
        if (!is_valid(wall.date)) return std::nullopt;
        result.seconds = parts.offset ? wall_seconds(wall) - *parts.offset : in.to_unix_seconds(wall);
    }
    if (!result.in_range()) return std::nullopt;
    return result;
}

}  // namespace

boost::system::result<time_format, time_format::problem> time_format::of(std::string_view pattern) {
    std::string expanded;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const auto whole = pattern[i] == '%' && i + 1 < pattern.size() ? expansion(pattern[i + 1]) : std::string_view{};
        if (whole.empty()) {
            if (pattern[i] == '%' && i + 1 < pattern.size() && pattern[i + 1] == '%') expanded += pattern[i++];
            expanded += pattern[i];
        } else {
            expanded += whole;
            ++i;
        }
    }

    time_format result;
    result.x_pattern = pattern;
    std::string seen;
    for (std::size_t i = 0; i < expanded.size(); ++i) {
        if (expanded[i] != '%') {
            result.x_steps.push_back({0, expanded[i]});
            continue;
        }
        const char directive = ++i < expanded.size() ? expanded[i] : '\0';
        const auto at = directive == '\0' ? pattern.size() - 1 : std::min(pattern.find(std::string{'%', directive}), pattern.size() - 1);
        if (directive == '%') {
            result.x_steps.push_back({0, '%'});
            continue;
        }
        if (directive == '\0') return problem{"'%' stands alone at the end; a percent sign is written %%", at};
        if (directives.find(directive) == std::string_view::npos) {
            return problem{
                fmt::format("'%{}' is no part of a time; known are %Y %y %m %b %B %d %e %H %I %M %S %f %p %z %s %a %A %F %D %T %R %%",
                            directive),
                at};
        }
        if (seen.find(subject(directive)) != std::string::npos)
            return problem{fmt::format("'%{}' says again what another part says", directive), at};
        seen += subject(directive);
        result.x_steps.push_back({directive, 0});
    }

    const auto has = [&](char c) { return seen.find(c) != std::string::npos; };
    const bool twelve = expanded.find("%I") != std::string::npos;
    if (!has('s') && !(has('Y') && has('m') && has('d'))) return problem{"a time needs year, month and day (%Y %m %d), or %s", 0};
    if (twelve != has('p')) return problem{twelve ? "%I (hour 1 to 12) needs %p (AM or PM)" : "%p (AM or PM) needs %I (hour 1 to 12)", 0};
    return result;
}

std::optional<timestamp> time_format::read(std::string_view text, const zone& in) const noexcept {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    if (x_steps.empty()) return parse_rfc3339(text);

    reader from(text);
    time_parts parts;
    for (const auto& s : x_steps) {
        if (!(s.directive == 0 ? from.literal(s.literal) : read_directive(s.directive, from, parts))) return std::nullopt;
    }
    if (!from.at_end()) return std::nullopt;
    return to_timestamp(parts, in);
}

ESCALERA_NAMESPACE_END

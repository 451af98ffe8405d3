#include "escalera/language/length_of_time.hpp"

#include <array>

#include <fmt/format.h>

ESCALERA_NAMESPACE_BEGIN

namespace {

struct unit {
    std::string_view name;
    std::int64_t micros;
};

constexpr std::array<unit, 5> units = {{
    {"d", 86'400'000'000},
    {"h", 3'600'000'000},
    {"m", 60'000'000},
    {"s", 1'000'000},
    {"ms", 1'000},
}};

constexpr std::string_view forms = "write '8h', '30m', '90d', '15 days' or '2 business-days'";

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'; }

length_reading refuse(std::string problem, std::string suggestion = std::string(forms)) {
    return {std::nullopt, std::move(problem), std::move(suggestion)};
}

std::optional<std::int64_t> take_number(std::string_view& text) noexcept {
    std::int64_t n = 0;
    std::size_t i = 0;
    for (; i < text.size() && is_digit(text[i]); ++i) {
        if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, text[i] - '0', &n)) return std::nullopt;
    }
    if (i == 0) return std::nullopt;
    text.remove_prefix(i);
    return n;
}

std::string_view take_word(std::string_view& text) noexcept {
    std::size_t i = 0;
    while (i < text.size() && is_letter(text[i])) ++i;
    const auto word = text.substr(0, i);
    text.remove_prefix(i);
    return word;
}

// What an unknown unit most likely means.
std::string suggestion_for(std::int64_t n, std::string_view word) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 18> meant = {{
        {"hour", "h"},
        {"hours", "h"},
        {"hr", "h"},
        {"hrs", "h"},
        {"H", "h"},
        {"min", "m"},
        {"mins", "m"},
        {"minute", "m"},
        {"minutes", "m"},
        {"M", "m"},
        {"sec", "s"},
        {"secs", "s"},
        {"second", "s"},
        {"seconds", "s"},
        {"S", "s"},
        {"D", "d"},
        {"msec", "ms"},
        {"milliseconds", "ms"},
    }};
    for (const auto& [written, means] : meant) {
        if (word == written) return fmt::format("did you mean '{}{}'?", n, means);
    }
    if (word == "w" || word == "week" || word == "weeks") return fmt::format("did you mean '{}d'?", n * 7);
    if (word == "month" || word == "months" || word == "year" || word == "years" || word == "y" || word == "mo") {
        return "months and years differ in length: write days, as in '30d' or '365d'";
    }
    if (word == "business-hours" || word == "business-hour")
        return fmt::format("did you mean '{}h'? under a calendar, hours are open time", n);
    if (word == "workdays" || word == "working-days" || word == "workday" || word == "business") {
        return fmt::format("did you mean '{} business-days'?", n);
    }
    return std::string(forms);
}

length_reading read_counted(std::string_view text) {
    const auto whole = text;
    const auto n = take_number(text);
    if (!n) return refuse(fmt::format("'{}' is too long a time", whole));
    const bool blank = text.starts_with(' ');
    while (text.starts_with(' ')) text.remove_prefix(1);
    const auto word = take_word(text);
    if (!text.empty() || word.empty()) return refuse(fmt::format("'{}' is no length of time", whole));
    length_of_time length;
    length.count = *n;
    if (word == "days" || word == "day") {
        length.is = length_of_time::kind_of::days;
    } else if (word == "business-days" || word == "business-day") {
        length.is = length_of_time::kind_of::business_days;
    } else {
        for (const auto& u : units) {
            if (u.name == word && blank)
                return refuse(fmt::format("'{}' has a blank in it", whole), fmt::format("did you mean '{}{}'?", *n, word));
        }
        return refuse(fmt::format("'{}' is no unit of time", word), suggestion_for(*n, word));
    }
    if (!blank) return refuse(fmt::format("'{}' lacks a blank", whole), fmt::format("did you mean '{} {}'?", *n, word));
    if (length.count > 36'525) return refuse(fmt::format("'{}' is longer than a hundred years", whole));
    return {length, {}, {}};
}

length_reading read_elapsed(std::string_view text) {
    const auto whole = text;
    length_of_time length;
    std::size_t next_unit = 0;
    while (!text.empty()) {
        auto rest = text;
        const auto n = take_number(rest);
        if (!n)
            return is_digit(text.front()) ? refuse(fmt::format("'{}' is too long a time", whole))
                                          : refuse(fmt::format("'{}' is no length of time", whole));
        const auto word = take_word(rest);
        std::size_t u = 0;
        while (u < units.size() && units[u].name != word) ++u;
        if (u == units.size()) return refuse(fmt::format("'{}' is no unit of time", word), suggestion_for(*n, word));
        if (u < next_unit) return refuse(fmt::format("the units of '{}' do not go from large to small", whole), "write it as in '1h30m'");
        next_unit = u + 1;
        std::int64_t part = 0;
        if (__builtin_mul_overflow(*n, units[u].micros, &part) || __builtin_add_overflow(length.micros, part, &length.micros)) {
            return refuse(fmt::format("'{}' is too long a time", whole));
        }
        length.has_days = length.has_days || word == "d";
        text = rest;
    }
    return {length, {}, {}};
}

}  // namespace

length_reading read_length(std::string_view text) {
    length_of_time special;
    if (text == "ever") {
        special.is = length_of_time::kind_of::ever;
        special.micros = length_of_time::without_end;
        return {special, {}, {}};
    }
    if (text.starts_with("last ")) {
        const auto unit = period_unit_by_name(text.substr(5));
        if (!unit)
            return refuse(fmt::format("'{}' is no length of time", text),
                          "write 'last day', 'last week', 'last month', 'last quarter' or 'last year'");
        special.is = length_of_time::kind_of::last_period;
        special.unit = *unit;
        return {special, {}, {}};
    }
    if (text.empty()) return refuse("a length of time is missing");
    if (text.front() == '-') return refuse(fmt::format("'{}' is less than nothing", text));
    if (!is_digit(text.front())) return refuse(fmt::format("'{}' is no length of time", text));
    auto rest = text;
    const auto n = take_number(rest);
    if (n && rest.empty()) return refuse(fmt::format("'{}' has no unit", text), fmt::format("did you mean '{0}h', '{0}m' or '{0}d'?", *n));
    if (n && (rest.starts_with(" ") || rest.starts_with("day") || rest.starts_with("business"))) return read_counted(text);
    return read_elapsed(text);
}

ESCALERA_NAMESPACE_END

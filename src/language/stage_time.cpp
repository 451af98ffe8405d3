#include "escalera/language/stage_time.hpp"

#include <charconv>

#include <fmt/format.h>

#include "escalera/language/length_of_time.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr std::string_view forms = "write '75%', 'day 10', '2h before' or '30m after'";

stage_time_reading refuse(std::string problem, std::string suggestion = std::string(forms)) {
    return {std::nullopt, std::move(problem), std::move(suggestion)};
}

std::optional<std::int64_t> whole_number(std::string_view text) noexcept {
    std::int64_t n = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return n;
}

stage_time_reading read_counted(stage_time::kind_of is, std::string_view number, std::int64_t most, std::string_view whole) {
    const auto n = whole_number(number);
    if (!n) return refuse(fmt::format("'{}' is no time of a stage", whole));
    if (*n >= 1 && *n <= most) return {stage_time{is, *n, false}, {}, {}};
    const bool of_days = is == stage_time::kind_of::day;
    return refuse(fmt::format("'{}' cannot be a time of a stage", whole),
                  of_days ? fmt::format("days are counted from 1 to {}", most) : fmt::format("write 1% to {}%", most));
}

stage_time_reading read_around(stage_time::kind_of is, std::string_view text, std::string_view whole) {
    auto reading = read_length(text);
    if (!reading.length) return refuse(std::move(reading.problem), std::move(reading.suggestion));
    if (reading.length->is != length_of_time::kind_of::elapsed) {
        return refuse(fmt::format("'{}' cannot be a time of a stage: days before or after a target differ in length", whole),
                      "write hours, as in '8h before', or the day that is meant, as in 'day 10'");
    }
    return {stage_time{is, reading.length->micros, reading.length->has_days}, {}, {}};
}

}  // namespace

stage_time_reading read_stage_time(std::string_view text) {
    using kind_of = stage_time::kind_of;
    constexpr std::string_view before = " before";
    constexpr std::string_view after = " after";
    if (text.ends_with('%')) return read_counted(kind_of::percent, text.substr(0, text.size() - 1), stage_time::most_percent, text);
    if (text.starts_with("day ")) return read_counted(kind_of::day, text.substr(4), stage_time::most_days, text);
    if (text.ends_with(before)) return read_around(kind_of::before, text.substr(0, text.size() - before.size()), text);
    if (text.ends_with(after)) return read_around(kind_of::after, text.substr(0, text.size() - after.size()), text);
    if (const auto n = whole_number(text))
        return refuse(fmt::format("'{}' lacks a unit", text), fmt::format("did you mean '{}%' or 'day {}'?", *n, *n));
    if (read_length(text).length)
        return refuse(fmt::format("'{}' does not say from where", text), fmt::format("write '{0} before' or '{0} after'", text));
    return refuse(fmt::format("'{}' is no time of a stage", text));
}

ESCALERA_NAMESPACE_END

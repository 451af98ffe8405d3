#include "reference_functions.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "escalera/compile/pattern.hpp"
#include "escalera/language/ast_print.hpp"
#include "escalera/model/civil.hpp"
#include "escalera/model/text_conversion.hpp"
#include "escalera/model/unicode.hpp"
#include "escalera/model/zone.hpp"
#include "reference_arithmetic.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace reference {

namespace {

outcome no_overload(std::string_view name, std::span<const value> arguments) {
    std::string given;
    for (const auto& a : arguments) given += fmt::format("{}{}", given.empty() ? "" : ", ", name_of(a.what()));
    return failure(unknown_reason::wrong_type, fmt::format("there is no {}({})", name, given));
}

outcome unreadable(const value& text, std::string_view what) {
    return failure(unknown_reason::bad_text, fmt::format("{} is no {}", print_value(text), what));
}

template <class Read>
outcome read_text(const value& text, std::string_view what, const Read& read) {
    if (auto result = read(std::string_view(text.as_text()))) return value(std::move(*result));
    return unreadable(text, what);
}

// ---- conversions ----

outcome to_int(const value& v) {
    switch (v.what()) {
        case kind::integer: return v;
        case kind::number: {
            // Both ends are out: the largest int is no double, and CEL takes the smallest for one that was rounded.
            const double d = v.as_number();
            if (!(d > -9223372036854775808.0 && d < 9223372036854775808.0))
                return failure(unknown_reason::out_of_range, fmt::format("{} does not fit an int", print_value(v)));
            return value(static_cast<std::int64_t>(d));
        }
        case kind::dec: return value(v.as_decimal().units / decimal::scale);
        case kind::text: return read_text(v, "int", int_from_text);
        case kind::time: return value(v.as_time().seconds);
        default: return no_overload("int", {&v, 1});
    }
}

outcome to_number(const value& v) {
    switch (v.what()) {
        case kind::number: return v;
        case kind::integer: return value(static_cast<double>(v.as_int()));
        case kind::dec: return read_text(value(to_string(v.as_decimal())), "double", number_from_text);  // rounded once
        case kind::text: return read_text(v, "double", number_from_text);
        default: return no_overload("double", {&v, 1});
    }
}

outcome to_text(const value& v) {
    switch (v.what()) {
        case kind::text: return v;
        case kind::boolean: return value(v.as_bool() ? "true" : "false");
        case kind::integer: return value(fmt::format("{}", v.as_int()));
        case kind::number: return value(text_from_number(v.as_number()));
        case kind::dec: return value(to_string(v.as_decimal()));
        case kind::time: return value(to_rfc3339(v.as_time()));
        case kind::span: return value(text_from_duration(v.as_span()));
        default: return no_overload("string", {&v, 1});
    }
}

outcome to_bool(const value& v) {
    if (v.what() == kind::boolean) return v;
    if (v.what() == kind::text) return read_text(v, "bool", bool_from_text);
    return no_overload("bool", {&v, 1});
}

outcome to_time(const value& v) {
    if (v.what() == kind::time) return v;
    if (v.what() == kind::text) return read_text(v, "timestamp", time_from_text);
    if (v.what() != kind::integer) return no_overload("timestamp", {&v, 1});
    const timestamp result{v.as_int(), 0};
    if (!result.in_range()) return failure(unknown_reason::out_of_range, fmt::format("timestamp({}) is out of range", v.as_int()));
    return value(result);
}

outcome to_span(const value& v) {
    if (v.what() == kind::span) return v;
    if (v.what() == kind::text) return read_text(v, "duration", duration_from_text);
    return no_overload("duration", {&v, 1});
}

// ---- texts and lists ----

outcome size_of(const value& v) {
    if (v.what() == kind::text) return value(static_cast<std::int64_t>(count_code_points(v.as_text())));
    if (v.what() == kind::list) return value(static_cast<std::int64_t>(v.as_list().size()));
    return no_overload("size", {&v, 1});
}

outcome matches(const value& text, const value& pattern_text) {
    const pattern p(pattern_text.as_text());
    if (!p.is_good()) return failure(unknown_reason::bad_pattern, p.error());
    return value(p.is_found_in(text.as_text()));
}

outcome text_function(std::string_view name, std::span<const value> arguments) {
    if (arguments.size() != 2 || arguments[0].what() != kind::text || arguments[1].what() != kind::text)
        return no_overload(name, arguments);
    const auto& text = arguments[0].as_text();
    const auto& part = arguments[1].as_text();
    if (name == "contains") return value(text.find(part) != std::string::npos);
    if (name == "startsWith") return value(text.starts_with(part));
    if (name == "endsWith") return value(text.ends_with(part));
    return matches(arguments[0], arguments[1]);
}

// ---- parts of a timestamp or a duration ----

std::optional<std::int64_t> part_of_time(std::string_view name, timestamp t, const zone& at) {
    const auto civil = at.to_civil(t.seconds);
    const auto days = days_from_civil(civil.date);
    if (name == "getFullYear") return civil.date.year;
    if (name == "getMonth") return civil.date.month - 1;
    if (name == "getDate") return civil.date.day;
    if (name == "getDayOfMonth") return civil.date.day - 1;
    if (name == "getDayOfWeek") return weekday_from_days(days);
    if (name == "getDayOfYear") return days - days_from_civil({civil.date.year, 1, 1});
    if (name == "getHours") return civil.hour;
    if (name == "getMinutes") return civil.minute;
    if (name == "getSeconds") return civil.second;
    if (name == "getMilliseconds") return t.nanos / 1'000'000;
    return std::nullopt;
}

// Towards zero; the milliseconds are those within the second.
std::optional<std::int64_t> part_of_duration(std::string_view name, duration d) {
    auto seconds = d.seconds;
    auto nanos = d.nanos;
    if (seconds < 0 && nanos > 0) {
        ++seconds;
        nanos -= nanos_per_second;
    }
    if (name == "getHours") return seconds / 3600;
    if (name == "getMinutes") return seconds / 60;
    if (name == "getSeconds") return seconds;
    if (name == "getMilliseconds") return nanos / 1'000'000;
    return std::nullopt;
}

outcome part(std::string_view name, std::span<const value> arguments) {
    const bool with_zone = arguments.size() == 2 && arguments[1].what() == kind::text;
    if (arguments.empty() || arguments.size() > 2 || (arguments.size() == 2 && !with_zone)) return no_overload(name, arguments);
    std::optional<std::int64_t> result;
    if (arguments[0].what() == kind::time) {
        const auto at = with_zone ? zone_from_text(arguments[1].as_text()) : zone();
        if (!at) return failure(unknown_reason::bad_zone, fmt::format("there is no time zone {}", print_value(arguments[1])));
        result = part_of_time(name, arguments[0].as_time(), *at);
    } else if (arguments[0].what() == kind::span && arguments.size() == 1) {
        result = part_of_duration(name, arguments[0].as_span());
    }
    if (!result) return no_overload(name, arguments);
    return value(*result);
}

}  // namespace

outcome function(std::string_view name, std::span<const value> arguments) {
    if (name.starts_with("get")) return part(name, arguments);
    if (name == "contains" || name == "startsWith" || name == "endsWith" || name == "matches") return text_function(name, arguments);
    if (arguments.size() != 1) return no_overload(name, arguments);
    if (name == "size") return size_of(arguments[0]);
    if (name == "int") return to_int(arguments[0]);
    if (name == "double") return to_number(arguments[0]);
    if (name == "string") return to_text(arguments[0]);
    if (name == "bool") return to_bool(arguments[0]);
    if (name == "timestamp") return to_time(arguments[0]);
    if (name == "duration") return to_span(arguments[0]);
    return no_overload(name, arguments);
}

}  // namespace reference

ESCALERA_NAMESPACE_END

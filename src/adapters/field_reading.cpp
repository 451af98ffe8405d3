#include "escalera/adapters/field_reading.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "escalera/adapters/text_encoding.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

std::string_view trimmed(std::string_view text) noexcept {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// As much of a text as a message can carry.
std::string shown(std::string_view text) {
    constexpr std::size_t most = 60;
    if (text.size() <= most) return fmt::format("'{}'", text);
    auto cut = most;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;  // not inside a character
    return fmt::format("'{}...'", text.substr(0, cut));
}

bool same_letters(std::string_view text, std::string_view lower_case) noexcept {
    if (text.size() != lower_case.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
        if (c != lower_case[i]) return false;
    }
    return true;
}

std::optional<bool> bool_of(std::string_view text) noexcept {
    for (const std::string_view yes : {"true", "yes", "1"}) {
        if (same_letters(text, yes)) return true;
    }
    for (const std::string_view no : {"false", "no", "0"}) {
        if (same_letters(text, no)) return false;
    }
    return std::nullopt;
}

std::optional<double> number_of(std::string_view text) noexcept {
    if (text.starts_with('+')) text.remove_prefix(1);
    double result = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), result);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(result)) return std::nullopt;
    return result;
}

value_reading no_such(std::string_view text, std::string_view kind_name) {
    return misfit{fmt::format("{} is no {}", shown(text), kind_name)};
}

value_reading number_value(kind scalar, std::string_view text) {
    if (scalar == kind::integer) {
        if (const auto i = exact_units(text, 0)) return value(*i);
        return no_such(text, "int of 64 bits");
    }
    if (scalar == kind::dec) {
        if (const auto units = exact_units(text, 4)) return value(decimal{*units});
        return no_such(text, "decimal with at most four digits behind the point");
    }
    if (const auto d = number_of(text)) return value(*d);
    return no_such(text, "number");
}

value_reading time_value(std::string_view text, const time_reading& times) {
    if (const auto t = times.format.read(text, times.in)) return value(*t);
    const auto& pattern = times.format.pattern();
    if (!pattern.empty()) return misfit{fmt::format("{} is no time in the form '{}'", shown(text), pattern)};
    return misfit{fmt::format("{} is no time in the form 2026-03-02T14:00:00Z", shown(text))};
}

}  // namespace

std::optional<std::int64_t> exact_units(std::string_view text, int digits) noexcept {
    const bool negative = text.starts_with('-');
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);

    // The exponent first: it says where the point really stands.
    std::int64_t exponent = 0;
    if (const auto e = text.find_first_of("eE"); e != std::string_view::npos) {
        auto written = text.substr(e + 1);
        if (written.starts_with('+')) written.remove_prefix(1);
        const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), exponent);
        if (written.empty() || error != std::errc{} || end != written.data() + written.size()) return std::nullopt;
        if (exponent > 100'000 || exponent < -100'000) return std::nullopt;
        text = text.substr(0, e);
    }
    const auto point = text.find('.');
    const auto whole = text.substr(0, point);
    const auto fraction = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    if (whole.empty() || (point != std::string_view::npos && fraction.empty())) return std::nullopt;

    // Digit i of the whole is worth 10^(whole.size() - 1 - i + exponent).
    std::int64_t units = 0;
    const auto add = [&](char c, std::int64_t power) {
        if (c < '0' || c > '9') return false;
        if (c == '0') return true;
        if (power + digits < 0) return false;  // finer than the units
        std::int64_t worth = c - '0';
        for (auto p = power + digits; p > 0; --p) {
            if (__builtin_mul_overflow(worth, 10, &worth)) return false;
        }
        // Below zero, so that the smallest value can be read too.
        return !__builtin_sub_overflow(units, worth, &units);
    };
    auto power = static_cast<std::int64_t>(whole.size()) - 1 + exponent;
    for (const char c : whole) {
        if (!add(c, power--)) return std::nullopt;
    }
    for (const char c : fraction) {
        if (!add(c, power--)) return std::nullopt;
    }
    if (negative) return units;
    std::int64_t result = 0;
    if (__builtin_sub_overflow(std::int64_t{0}, units, &result)) return std::nullopt;
    return result;
}

value_reading value_from_text(type holds, std::string_view text, const time_reading& times) {
    if (holds.is_list()) {
        auto element = value_from_text(holds.element(), text, times);
        if (!element) return element;
        return value(value::list{std::move(*element)});
    }
    switch (holds.scalar) {
        case kind::text: return value(text);
        case kind::boolean:
            if (const auto b = bool_of(trimmed(text))) return value(*b);
            return no_such(text, "bool (true, false, yes, no, 1, 0)");
        case kind::time: return time_value(text, times);
        case kind::integer:
        case kind::number:
        case kind::dec: return number_value(holds.scalar, trimmed(text));
        default: return misfit{fmt::format("a {} cannot be read from a file", to_string(holds))};
    }
}

value_reading value_from_json(type holds, std::span<const json_node> nodes, std::size_t at) {
    const auto& node = nodes[at];
    const auto wrong_kind = [&]() -> value_reading {
        return misfit{
            fmt::format("takes {} {}, not {}", holds == type{kind::integer, 0} ? "an" : "a", to_string(holds), name_of(node.what))};
    };
    if (holds.is_list()) {
        if (node.what != json_kind::list) return wrong_kind();
        value::list list;
        for (std::size_t i = at + 1; i < node.end; i = nodes[i].end) {
            if (list.size() == longest_list) return misfit{fmt::format("has more than {} elements", longest_list)};
            auto element = value_from_json(holds.element(), nodes, i);
            if (!element) return element;
            list.push_back(std::move(*element));
        }
        return value(std::move(list));
    }
    switch (holds.scalar) {
        case kind::text: return node.what == json_kind::text ? value_reading(value(node.text)) : wrong_kind();
        case kind::boolean: return node.what == json_kind::boolean ? value_reading(value(node.text == "true")) : wrong_kind();
        case kind::time: return node.what == json_kind::text ? time_value(node.text, {}) : wrong_kind();
        case kind::dec:
            if (node.what == json_kind::text || node.what == json_kind::number) return number_value(kind::dec, node.text);
            return wrong_kind();
        case kind::integer:
        case kind::number: return node.what == json_kind::number ? number_value(holds.scalar, node.text) : wrong_kind();
        default: return misfit{fmt::format("is a {}, which cannot be read from a file", to_string(holds))};
    }
}

name_reading name_from_json(const json_node& node) {
    const bool digits_only = node.text.find_first_of(".eE") == std::string_view::npos;
    if (node.what == json_kind::text || (node.what == json_kind::number && digits_only))
        return name_reading(boost::system::in_place_value, node.text);
    const auto given = node.what == json_kind::number ? "a fraction" : name_of(node.what);
    return misfit{fmt::format("takes a string or a whole number, not {}", given)};
}

ESCALERA_NAMESPACE_END

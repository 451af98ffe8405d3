#include "escalera/model/instant.hpp"

#include <fmt/format.h>

#include "escalera/model/civil.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

// Reads from the front of a text; every step answers whether it found what it was asked for.
class cursor {
public:
    explicit cursor(std::string_view text) noexcept : x_rest(text) {}

    bool digits(int count, int& out) noexcept {
        if (x_rest.size() < static_cast<std::size_t>(count)) return false;
        int value = 0;
        for (int i = 0; i < count; ++i) {
            const char c = x_rest[static_cast<std::size_t>(i)];
            if (c < '0' || c > '9') return false;
            value = value * 10 + (c - '0');
        }
        x_rest.remove_prefix(static_cast<std::size_t>(count));
        out = value;
        return true;
    }

    bool any_of(std::string_view accepted, char& out) noexcept {
        if (x_rest.empty() || accepted.find(x_rest.front()) == std::string_view::npos) return false;
        out = x_rest.front();
        x_rest.remove_prefix(1);
        return true;
    }
    bool one_of(std::string_view accepted) noexcept {
        char found = 0;
        return any_of(accepted, found);
    }

    // The digits behind a point as nanoseconds: one to nine of them.
    bool fraction(std::int32_t& nanos) noexcept {
        std::int32_t value = 0;
        int count = 0;
        for (int digit = 0; count < 9 && digits(1, digit); ++count) value = value * 10 + digit;
        if (count == 0) return false;
        for (; count < 9; ++count) value *= 10;
        nanos = value;
        return true;
    }

    [[nodiscard]] bool at_end() const noexcept { return x_rest.empty(); }

private:
    std::string_view x_rest;
};

bool read_offset(cursor& in, int& offset_seconds) noexcept {
    char sign = 0;
    int hours = 0;
    int minutes = 0;
    if (in.one_of("Zz")) {
        offset_seconds = 0;
        return true;
    }
    if (!in.any_of("+-", sign) || !in.digits(2, hours) || !in.one_of(":") || !in.digits(2, minutes)) return false;
    if (hours > 23 || minutes > 59) return false;
    offset_seconds = (hours * 60 + minutes) * (sign == '-' ? -60 : 60);
    return true;
}

}  // namespace

std::optional<timestamp> parse_rfc3339(std::string_view text) noexcept {
    cursor in(text);
    int year = 0;
    civil_time wall;
    std::int32_t nanos = 0;
    int offset = 0;
    const bool read = in.digits(4, year) && in.one_of("-") && in.digits(2, wall.date.month) && in.one_of("-") &&
                      in.digits(2, wall.date.day) && in.one_of("Tt ") && in.digits(2, wall.hour) && in.one_of(":") &&
                      in.digits(2, wall.minute) && in.one_of(":") && in.digits(2, wall.second) && (!in.one_of(".") || in.fraction(nanos)) &&
                      read_offset(in, offset) && in.at_end();
    wall.date.year = year;
    if (!read || !is_valid(wall.date) || wall.hour > 23 || wall.minute > 59 || wall.second > 59) return std::nullopt;
    const timestamp result{wall_seconds(wall) - offset, nanos};
    if (!result.in_range()) return std::nullopt;
    return result;
}

std::string to_rfc3339(timestamp t) {
    const auto c = civil_from_wall_seconds(t.seconds);
    auto text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", c.date.year, c.date.month, c.date.day, c.hour, c.minute, c.second);
    if (t.nanos != 0) {
        text += fmt::format(".{:09}", t.nanos);
        while (text.back() == '0') text.pop_back();
    }
    return text + 'Z';
}

std::string to_rfc3339(instant t) { return to_rfc3339(to_timestamp(t)); }

ESCALERA_NAMESPACE_END

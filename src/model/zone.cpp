// The one place that knows Abseil's time library.
#include "escalera/model/zone.hpp"

#include <absl/time/time.h>

#include <map>
#include <memory>
#include <mutex>

ESCALERA_NAMESPACE_BEGIN

namespace {

// "+02:00", "-0530", "+2": a sign, hours up to 23, and minutes if any.
std::optional<int> parse_fixed_offset(std::string_view text) noexcept {
    if (text.size() < 2 || (text.front() != '+' && text.front() != '-')) return std::nullopt;
    const int sign = text.front() == '-' ? -1 : 1;
    text.remove_prefix(1);
    const auto number = [](std::string_view digits) -> std::optional<int> {
        int value = 0;
        for (const char c : digits) {
            if (c < '0' || c > '9') return std::nullopt;
            value = value * 10 + (c - '0');
        }
        return value;
    };
    std::string_view hours = text;
    std::string_view minutes = "0";
    if (const auto colon = text.find(':'); colon != std::string_view::npos) {
        hours = text.substr(0, colon);
        minutes = text.substr(colon + 1);
        if (minutes.size() != 2) return std::nullopt;
    } else if (text.size() == 4) {
        hours = text.substr(0, 2);
        minutes = text.substr(2);
    }
    if (hours.empty() || hours.size() > 2) return std::nullopt;
    const auto h = number(hours);
    const auto m = number(minutes);
    if (!h || !m || *h > 23 || *m > 59) return std::nullopt;
    return sign * (*h * 3600 + *m * 60);
}

// Loaded zones live for ever: there are few, and a pointer to one is all that a `zone` carries.
const absl::TimeZone* load_rules(const std::string& name) {
    static std::mutex guard;
    static std::map<std::string, std::unique_ptr<absl::TimeZone>> loaded;
    const std::lock_guard lock(guard);
    if (const auto found = loaded.find(name); found != loaded.end()) return found->second.get();
    absl::TimeZone rules;
    if (!absl::LoadTimeZone(name, &rules)) return nullptr;
    return loaded.emplace(name, std::make_unique<absl::TimeZone>(rules)).first->second.get();
}

const absl::TimeZone& rules_of(const void* rules) noexcept { return *static_cast<const absl::TimeZone*>(rules); }

bool looks_like_a_zone_name(std::string_view name) noexcept {
    if (name.empty() || name.size() > 64 || name == "localtime" || name.front() == '/' || name.find("..") != std::string_view::npos)
        return false;
    for (const char c : name) {
        const bool allowed =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '_' || c == '-' || c == '+';
        if (!allowed) return false;
    }
    // Abseil's own spelling of fixed offsets; we have one.
    return !name.starts_with("Fixed/");
}

}  // namespace

std::optional<zone> zone::load(std::string_view name) {
    zone result;
    result.x_name = name;
    if (name == "UTC" || name == "Z" || name == "Etc/UTC") return result;
    if (const auto offset = parse_fixed_offset(name)) {
        result.x_offset = *offset;
        return result;
    }
    if (!looks_like_a_zone_name(name)) return std::nullopt;
    const auto* rules = load_rules(result.x_name);
    if (rules == nullptr) return std::nullopt;
    result.x_rules = rules;
    return result;
}

int zone::offset_at(std::int64_t unix_seconds) const noexcept {
    if (x_rules == nullptr) return x_offset;
    return rules_of(x_rules).At(absl::FromUnixSeconds(unix_seconds)).offset;
}

civil_time zone::to_civil(std::int64_t unix_seconds) const noexcept {
    return civil_from_wall_seconds(unix_seconds + offset_at(unix_seconds));
}

std::int64_t zone::to_unix_seconds(const civil_time& wall) const noexcept {
    if (x_rules == nullptr) return wall_seconds(wall) - x_offset;
    const absl::CivilSecond civil(wall.date.year, wall.date.month, wall.date.day, wall.hour, wall.minute, wall.second);
    // `pre` reads the wall by the offset in force before the change: that is the first of two, and in a gap it
    // lands behind the gap, as far as the wall time stood inside it.
    return absl::ToUnixSeconds(rules_of(x_rules).At(civil).pre);
}

ESCALERA_NAMESPACE_END

// The one place that knows Abseil's time library.
#include "escalera/model/zone.hpp"

#include <absl/time/time.h>

#include <map>
#include <memory>
#include <mutex>
#include <vector>

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

struct loaded_zone {
    absl::TimeZone rules;
    mutable std::once_flag changes_found;
    mutable std::vector<zone_change> changes;

    [[nodiscard]] int offset_at(std::int64_t unix_seconds) const noexcept { return rules.At(absl::FromUnixSeconds(unix_seconds)).offset; }
    void find_changes() const;
};

constexpr std::int64_t first_change = days_from_civil({1899, 1, 1}) * 86'400;
constexpr std::int64_t last_change = days_from_civil({2403, 1, 1}) * 86'400;

// Abseil lists the changes up to some year after which it no longer does, and reads later times by the rules of four
// hundred years before, when the calendar is the same: so are the changes, and each is proved by the offset itself.
void loaded_zone::find_changes() const {
    const auto add = [this](std::int64_t at) {
        const auto before = offset_at(at - 1);
        const auto after = offset_at(at);
        if (before != after && at < last_change && (changes.empty() || changes.back().at < at)) changes.push_back({at, before, after});
    };
    absl::TimeZone::CivilTransition next;
    auto at = absl::FromUnixSeconds(first_change);
    while (at < absl::FromUnixSeconds(last_change) && rules.NextTransition(at, &next)) {
        const auto found = rules.At(next.to).trans;
        if (found <= at) break;
        at = found;
        add(absl::ToUnixSeconds(at));
    }
    constexpr std::int64_t four_hundred_years = 146'097LL * 86'400;
    const auto listed = changes;
    for (const auto& c : listed) {
        if (c.at + four_hundred_years > listed.back().at) add(c.at + four_hundred_years);
    }
}

// Loaded zones live for ever: there are few, and a pointer to one is all that a `zone` carries.
const loaded_zone* load_rules(const std::string& name) {
    static std::mutex guard;
    static std::map<std::string, std::unique_ptr<loaded_zone>> loaded;
    const std::lock_guard lock(guard);
    if (const auto found = loaded.find(name); found != loaded.end()) return found->second.get();
    auto fresh = std::make_unique<loaded_zone>();
    if (!absl::LoadTimeZone(name, &fresh->rules)) return nullptr;
    return loaded.emplace(name, std::move(fresh)).first->second.get();
}

const loaded_zone& zone_of(const void* rules) noexcept { return *static_cast<const loaded_zone*>(rules); }

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
    return zone_of(x_rules).offset_at(unix_seconds);
}

civil_time zone::to_civil(std::int64_t unix_seconds) const noexcept {
    return civil_from_wall_seconds(unix_seconds + offset_at(unix_seconds));
}

std::int64_t zone::to_unix_seconds(const civil_time& wall) const noexcept {
    if (x_rules == nullptr) return wall_seconds(wall) - x_offset;
    const absl::CivilSecond civil(wall.date.year, wall.date.month, wall.date.day, wall.hour, wall.minute, wall.second);
    // `pre` reads the wall by the offset in force before the change: that is the first of two, and in a gap it
    // lands behind the gap, as far as the wall time stood inside it.
    return absl::ToUnixSeconds(zone_of(x_rules).rules.At(civil).pre);
}

std::span<const zone_change> zone::changes() const {
    if (x_rules == nullptr) return {};
    const auto& loaded = zone_of(x_rules);
    std::call_once(loaded.changes_found, [&] { loaded.find_changes(); });
    return loaded.changes;
}

ESCALERA_NAMESPACE_END

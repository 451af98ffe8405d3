#include "escalera/model/event_kind.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {
constexpr std::array<std::string_view, event_kind_count> names = {
    "complaint", "corrected", "merged",      "withdrawn", "customer",    "assigned",     "transferred", "consulted",
    "replied",   "step",      "assessment",  "offer",     "approved",    "refused",      "resolved",    "feedback",
    "reopened",  "closed",    "follow_up",   "delivered", "undelivered", "acknowledged", "signal",      "at_risk",
    "breached",  "met",       "clock_ended", "reached",   "alert_began", "alert_ended",  "warned",      "resolution_judged",
};
}  // namespace

std::span<const std::string_view> event_kind_names() noexcept { return names; }

std::string_view name_of(event_kind k) noexcept { return names[static_cast<std::size_t>(k)]; }

std::optional<event_kind> event_kind_by_name(std::string_view name) noexcept {
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == name) return static_cast<event_kind>(i);
    }
    return std::nullopt;
}

ESCALERA_NAMESPACE_END

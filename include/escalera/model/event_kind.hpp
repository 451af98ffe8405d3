#pragma once
// What can happen to a complaint or a customer: the events that come in, and those the engine raises itself.
//
// Threads: a plain value.   Cost: name lookups walk a short table.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

enum class event_kind : std::uint8_t {
    complaint,
    corrected,
    merged,
    withdrawn,
    customer,
    assigned,
    transferred,
    consulted,
    replied,
    step,
    assessment,
    offer,
    approved,
    refused,
    resolved,
    feedback,
    reopened,
    closed,
    follow_up,
    delivered,
    undelivered,
    acknowledged,
    signal,
    // Raised inside, never read from input.
    at_risk,
    breached,
    met,
    clock_ended,
    reached,
    alert_began,
    alert_ended,
    warned,
    resolution_judged,
};

inline constexpr std::size_t event_kind_count = 32;
inline constexpr std::size_t input_event_kind_count = 23;

[[nodiscard]] constexpr bool is_internal(event_kind k) noexcept { return static_cast<std::size_t>(k) >= input_event_kind_count; }

// All names, in the order of the enumeration.
[[nodiscard]] ESCALERA_API std::span<const std::string_view> event_kind_names() noexcept;
[[nodiscard]] ESCALERA_API std::string_view name_of(event_kind k) noexcept;
[[nodiscard]] ESCALERA_API std::optional<event_kind> event_kind_by_name(std::string_view name) noexcept;

ESCALERA_NAMESPACE_END

#pragma once
// Time zones by IANA name or fixed offset, behind one small type.
//
// A wall time that a zone skips (a spring gap) moves forward by the gap; one that it shows twice (autumn) is the
// first: the rules of architecture.md under "Time". "localtime" is refused, since it would make decisions depend
// on the machine.
//
// Threads: immutable and shared; loading the same name again is cheap.   Cost: a conversion is O(log transitions).
// The rules of a zone come from the system's tz database (package tzdata).

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "escalera/config.hpp"
#include "escalera/model/civil.hpp"
#include "escalera/model/instant.hpp"

ESCALERA_NAMESPACE_BEGIN

// An instant from which on the wall is read by another offset.
struct zone_change {
    std::int64_t at = 0;  // seconds since 1970 UTC
    int before = 0;       // seconds east of UTC until then
    int after = 0;        // and from then on

    friend constexpr bool operator==(const zone_change&, const zone_change&) noexcept = default;
};

class zone {
public:
    // UTC.
    zone() noexcept = default;

    // "America/Bogota", "UTC", "Z", "+02:00", "-0530", "UTC+1" is refused. Nothing when there is no such zone.
    [[nodiscard]] ESCALERA_API static std::optional<zone> load(std::string_view name);

    // The name it was loaded by; "UTC" by default.
    [[nodiscard]] const std::string& name() const noexcept { return x_name; }

    // Seconds east of UTC at that instant.
    [[nodiscard]] ESCALERA_API int offset_at(std::int64_t unix_seconds) const noexcept;

    [[nodiscard]] ESCALERA_API civil_time to_civil(std::int64_t unix_seconds) const noexcept;

    // The instant (seconds since 1970 UTC) at which the wall shows this time: the first if it does so twice, moved
    // forward by the gap if it never does.
    [[nodiscard]] ESCALERA_API std::int64_t to_unix_seconds(const civil_time& wall) const noexcept;

    // Every change of the offset from 1899 to 2402, in order; a new abbreviation alone is no change. Found once a zone,
    // then shared: the first call takes as long as some thousand conversions.
    [[nodiscard]] ESCALERA_API std::span<const zone_change> changes() const;

private:
    std::string x_name = "UTC";
    const void* x_rules = nullptr;  // what is loaded of it, immortal; null for a fixed offset
    int x_offset = 0;               // of a fixed offset, seconds
};

ESCALERA_NAMESPACE_END

#pragma once
// When a stage of a clock is reached, as an author writes it: "75%", "day 10", "2h before", "30m after".
//
//   stage_time = digits "%" | "day " digits | length ( " before" | " after" ) ;
//
// A share is one of the open time that the target allows, 100% the target itself; "day 10" is the instant at which
// `10 days` from the start end; before and after are lengths of open time around the target (of wall time without a calendar).
// Threads: pure.   Cost: linear in the text.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

struct stage_time {
    enum class kind_of : std::uint8_t { percent, day, before, after };

    static constexpr std::int64_t most_percent = 1000;
    static constexpr std::int64_t most_days = 3660;

    kind_of is = kind_of::percent;
    std::int64_t amount = 100;  // per cent; the day; microseconds before or after
    bool has_days = false;      // before, after: written with a `d`

    friend bool operator==(const stage_time&, const stage_time&) noexcept = default;
};

struct stage_time_reading {
    std::optional<stage_time> time;
    std::string problem;     // what is wrong, where there is no time
    std::string suggestion;  // the form to write
};

[[nodiscard]] ESCALERA_API stage_time_reading read_stage_time(std::string_view text);

ESCALERA_NAMESPACE_END

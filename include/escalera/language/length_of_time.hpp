#pragma once
// A length of time as an author writes it: "8h", "90d", "1h30m", "15 days", "2 business-days", "ever", "last week".
//
//   length = UNIT_LENGTH { UNIT_LENGTH } | NUMBER ( "day" | "days" | "business-day" | "business-days" ) | "ever"
//          | "last " ( "day" | "week" | "month" | "quarter" | "year" ) ;
//   UNIT_LENGTH = digits ( "ms" | "s" | "m" | "h" | "d" ) ;   units from large to small, each at most once
//
// "90d" is 90 times 24 hours; "15 days" are days of the calendar, "2 business-days" open days: only limits have those.
// "last week" is the last one that has ended: only windows have those.
// Threads: pure.   Cost: linear in the text.

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "escalera/config.hpp"
#include "escalera/model/period.hpp"

ESCALERA_NAMESPACE_BEGIN

struct length_of_time {
    enum class kind_of : std::uint8_t { elapsed, days, business_days, ever, last_period };

    // A window that reaches back for ever.
    static constexpr std::int64_t without_end = std::numeric_limits<std::int64_t>::max();

    kind_of is = kind_of::elapsed;
    std::int64_t micros = 0;               // elapsed; `without_end` for ever
    std::int64_t count = 0;                // days, business days
    bool has_days = false;                 // elapsed, and written with a `d`: that many times 24 hours
    period_unit unit = period_unit::week;  // last_period

    friend bool operator==(const length_of_time&, const length_of_time&) noexcept = default;
};

struct length_reading {
    std::optional<length_of_time> length;
    std::string problem;     // what is wrong, where there is no length
    std::string suggestion;  // the form to write
};

[[nodiscard]] ESCALERA_API length_reading read_length(std::string_view text);

ESCALERA_NAMESPACE_END

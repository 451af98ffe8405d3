#pragma once
// When a schedule runs, as an author writes it: "day 18:00", "monday 09:00", "mon-fri 08:30", "month 1 09:00", "month last 17:00".
//
//   recurrence = ( "day" | WEEKDAY [ "-" WEEKDAY ] | "month " ( digits | "last" ) ) " " TIME ;
//   WEEKDAY = "mon" … "sun" | "monday" … "sunday" ;   TIME = "00:00" … "23:59", with seconds if need be
//
// Threads: pure.   Cost: linear in the text.

#include <optional>
#include <string>
#include <string_view>

#include "escalera/config.hpp"
#include "escalera/model/recurrence.hpp"

ESCALERA_NAMESPACE_BEGIN

struct recurrence_reading {
    std::optional<recurring_time> time;
    std::string problem;     // what is wrong, where there is no time
    std::string suggestion;  // the form to write
};

[[nodiscard]] ESCALERA_API recurrence_reading read_recurrence(std::string_view text);

ESCALERA_NAMESPACE_END

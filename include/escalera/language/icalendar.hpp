#pragma once
// The whole-day events of an iCalendar file (RFC 5545): what a calendar imports as holidays by `ics:`.
//
// Read are VEVENTs whose DTSTART is a date: DTEND (exclusive) or DURATION in days and weeks, RDATE, EXDATE, and RRULE with
// FREQ=YEARLY, INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY and BYDAY ("4TH": the fourth Thursday of its month). Folded lines are
// joined. Cancelled events are none. An event with a time of day is no holiday: it is passed over with a warning. Whatever
// else would change which days are meant is an error with its place in the file.
//
// Threads: pure.   Cost: linear in the file, and in the years for each event that comes again.

#include <cstdint>
#include <vector>

#include "escalera/config.hpp"
#include "escalera/language/diagnostic.hpp"
#include "escalera/language/source.hpp"

ESCALERA_NAMESPACE_BEGIN

// Days since 1970-01-01, from 1900 to 2400, in order, each once.
[[nodiscard]] ESCALERA_API std::vector<std::int64_t> read_icalendar_days(const source_ptr& text, diagnostics& found);

ESCALERA_NAMESPACE_END

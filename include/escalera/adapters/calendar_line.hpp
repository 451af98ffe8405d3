#pragma once
// Questions to a calendar as JSON lines: one line asks, one line answers. The door of `escalera calendar --jsonl`.
//
//   {"calendar": {"tz": "Europe/Berlin", "hours": {"mon": [["09:00", "18:00"]], "sun": []},
//                 "holidays": ["2026-12-25"], "overrides": {"2026-12-24": [["09:00", "12:00"]]}},
//    "op": "add" | "sub" | "between", "start": TIME, "seconds": N | "end": TIME, "pauses": [[TIME, TIME], …]}
//
// answers {"at": TIME} or {"seconds": N}, and {"error": …} for whatever is wrong or has no answer. Days that `hours` does not
// name are closed, an override beats a holiday, null stands for what is left out. Times are RFC 3339 with an offset or Z,
// answers are in UTC; seconds may have a fraction, down to a microsecond.
// Members beside these are the asker's own and passed over, but for one whose name is nearly one of these; in `calendar`
// every other is an error.
//
// Threads: belongs to one thread.   Cost: a calendar a line, so a fraction of a millisecond.

#include <string>
#include <string_view>

#include "escalera/adapters/json_line.hpp"
#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

class calendar_line {
public:
    // The answer, without a line break.
    [[nodiscard]] ESCALERA_API std::string answer(std::string_view line);

private:
    json_line x_line;
};

ESCALERA_NAMESPACE_END

#pragma once
// Decisions as JSON lines, one a line, keys always in this order, absent ones left out:
//
//   id at due event customer case rule rung stage alert score action args because also rules
//
// Times are RFC 3339 in UTC; ids and hashes hexadecimal. In `args` and `because` an int, number or decimal is a JSON
// number (NaN and the infinities are strings), a duration a string of seconds ("-1.5s"), a list a list; a count that may
// be larger is {"at_least": 33}. Absent values are left out.
// The same decision gives the same bytes everywhere.
// Threads: a writer belongs to one thread.   Cost: linear in the text; one buffer, used again.

#include <iosfwd>
#include <string>

#include "escalera/config.hpp"
#include "escalera/model/decision.hpp"

ESCALERA_NAMESPACE_BEGIN

// Without a line break.
ESCALERA_API void append_json(std::string& to, const decision& d);

// A value as in `args`; null where it is absent.
ESCALERA_API void append_json(std::string& to, const cell& c);

class decision_writer {
public:
    // `out` must outlive it.
    explicit decision_writer(std::ostream& out) noexcept : x_out(&out) {}

    // False once something could not be written.
    ESCALERA_API bool write(const decision& d);
    ESCALERA_API bool flush();

private:
    std::ostream* x_out;
    std::string x_line;
};

ESCALERA_NAMESPACE_END

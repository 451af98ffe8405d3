#pragma once
// A JSON line without a map -> an event:
//
//   {"event":"complaint","id":"C-1","time":"2026-03-02T14:00:00Z","customer":"ana","issue":"bill"}
//   {"event":"replied","id":"R-7","time":"2026-03-02T15:00:00Z","case":"C-1","reply":{"by_person":true}}
//
// Names are those of event_shape.hpp: bare, full ("reply.by_person") or nested under their root. `customer`, `case` and
// `complaint` are a string (or a whole number) or an object of that root: {"id":"ana","tier":"vip"}. null is absent.
// A name that is no field is passed over and counted: exports carry more than rules read. A value that its field cannot
// hold, a field said twice in two spellings, an unknown kind or a missing field make the line a fault, and no event.
// Threads: one a thread.   Cost: linear in the line.

#include <optional>
#include <span>
#include <string_view>

#include "escalera/adapters/event_shape.hpp"
#include "escalera/adapters/json_line.hpp"
#include "escalera/adapters/rejects.hpp"
#include "escalera/config.hpp"
#include "escalera/model/event.hpp"

ESCALERA_NAMESPACE_BEGIN

struct read_notes;

class json_event {
public:
    // Both must outlive it.
    json_event(const schema& fields, read_notes& notes) : x_shape(fields), x_notes(&notes) {}

    // Overwrites `into`. Its id stays empty where the line gives none. The fault's line is not set.
    [[nodiscard]] ESCALERA_API std::optional<row_fault> read(std::string_view line, std::span<const json_node> nodes, event& into);

private:
    class reading;

    event_shape x_shape;
    read_notes* x_notes;
};

ESCALERA_NAMESPACE_END

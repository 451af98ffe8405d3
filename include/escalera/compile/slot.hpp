#pragma once
// Slots: the inputs of conditions, numbered densely. A row of cells, one a slot, is all that a matcher sees.
//
// A slot stands for a field, a window's count, what a share is of, a rung reached. Where its cell comes from
// depends on the event: a field of the event's own root is read from the event, any other from what the case or
// the customer remembers.
// Threads: immutable once built.   Cost: plain data.

#include <cstdint>
#include <string>

#include "escalera/config.hpp"
#include "escalera/model/event_kind.hpp"
#include "escalera/model/schema.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

using slot_id = std::uint16_t;
inline constexpr slot_id no_slot = 0xFFFF;

// A set of event kinds, one bit each.
using event_mask = std::uint32_t;
[[nodiscard]] constexpr event_mask mask_of(event_kind k) noexcept { return 1U << static_cast<unsigned>(k); }
static_assert(event_kind_count <= 32);

// What clocks raise.
inline constexpr event_mask clock_events = mask_of(event_kind::at_risk) | mask_of(event_kind::breached) | mask_of(event_kind::met) |
                                           mask_of(event_kind::clock_ended) | mask_of(event_kind::reached);

// What the engine itself raises, and rules may stand on.
// What alerts raise: of no customer.
inline constexpr event_mask alert_changes = mask_of(event_kind::alert_began) | mask_of(event_kind::alert_ended);
inline constexpr event_mask raised_events = clock_events | mask_of(event_kind::warned) | mask_of(event_kind::resolution_judged);

enum class slot_source : std::uint8_t {
    field,         // of complaint, customer, assessment, offer, reply or feedback; index: field_id
    kase,          // of the case; index: field_id
    event,         // event.kind, event.time, event.late, event.alert; index: field_id
    window,        // index: window
    window_of,     // index: window
    published,     // of a window that is counted by periods; index: window
    published_of,  // index: window
    reached,       // index: ladder; second: rung
    rung,          // index: ladder
    clock,         // clock.name, clock.used, clock.verdict, clock.stage, of the event that a clock raised; index: field_id
    breached,      // index: clock
    left,          // index: clock
    score,         // index: score
    alert,         // index: alert; `own`: kinds that bring its key
};

// Which part of a case a slot of slot_source::kase reads: one that every case has, or an attribute that events set.
enum class case_part : std::uint8_t { attribute, id, status, opened, transfers, reopened, owner, owners, held_since, held_for };

// Which part of the event a slot of slot_source::event reads.
enum class event_part : std::uint8_t { kind, time, late, alert };

// Which part of what a clock says a slot of slot_source::clock reads.
enum class clock_part : std::uint8_t { name, used, verdict, stage };

struct slot_plan {
    slot_source from = slot_source::field;
    type holds;
    std::uint32_t index = 0;
    std::uint32_t second = 0;
    event_mask own = 0;                           // kinds whose event alone says what the field is: what it leaves out is absent
    bool captured = false;                        // read away from its own event too: remembered with the case or the customer
    bool set_by_rules = false;                    // an earlier section may change it (customer.group, case.department, ...)
    std::string name;                             // as an author writes it: "complaint.category", "repeat"
    bool asked = false;                           // some rule reads it; else only the engine does
    case_part part = case_part::attribute;        // of slot_source::kase
    event_part part_of_event = event_part::kind;  // of slot_source::event
    clock_part part_of_clock = clock_part::name;  // of slot_source::clock
};

ESCALERA_NAMESPACE_END

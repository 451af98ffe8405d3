#pragma once
// Numbers the inputs of conditions, and finds out which fields are read away from their own event.

#include <vector>

#include "escalera/compile/lower_conditions.hpp"
#include "escalera/compile/resolve.hpp"
#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

// The kinds whose events bring the fields of a root.
[[nodiscard]] event_mask own_events(root of) noexcept;

// The kinds of events that bring fields of a root.
[[nodiscard]] event_mask events_that_bring(root of) noexcept;

class slot_planner {
public:
    slot_planner(const resolved_rules& rules, rule_set& out);

    // Every field, window and position that a condition reads gets a slot; `read_at`: the kinds of events at
    // which it is evaluated.
    void reads(const condition& c, event_mask read_at);
    slot_id field(field_id f, event_mask read_at);
    slot_id window(std::uint32_t w) { return window(w, false); }

    // After all reads: which slots must be captured. `all` is handed to the lowering.
    void settle();
    [[nodiscard]] const slot_map& all() const noexcept { return x_map; }

private:
    slot_id add(slot_plan plan);
    slot_id window(std::uint32_t w, bool of);
    slot_id reached(std::uint32_t ladder, std::uint32_t rung);
    slot_id rung(std::uint32_t ladder);
    slot_id clock(std::uint32_t c, bool left);
    slot_id score(std::uint32_t s);
    slot_id alert(std::uint32_t a, event_mask read_at);

    const resolved_rules& x_rules;
    rule_set& x_out;
    slot_map x_map;
    std::vector<event_mask> x_read_at;  // by slot
};

ESCALERA_NAMESPACE_END

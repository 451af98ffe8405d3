#pragma once
// What alert() answers for an event of a customer.
//
// An event that brings the alert's key is told whether the alert stands there now. Any other event of a case is told how
// it stood at the latest event of the case that did: so an assessment, days later, still knows that the complaint was
// one of many. Where no event of the case ever brought the key, the alert does not stand.
//
// Threads: none of its own.   Cost: one pass over the alerts that conditions ask for.

#include <cstdint>

#include "escalera/config.hpp"
#include "escalera/engine/occasion.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/state/attributes.hpp"

ESCALERA_NAMESPACE_BEGIN

// Where a case remembers how an alert stood: behind the fields.
[[nodiscard]] inline field_id alert_field(const rule_set& rules, std::uint32_t alert) noexcept {
    return static_cast<field_id>(rules.fields.fields().size() + alert);
}

namespace detail {

// Whether the event says how the alert stands: it brings the key, or could have.
[[nodiscard]] inline bool says_alert(const slot_plan& slot, const occasion& o) noexcept {
    if (slot.index >= o.alerts.size()) return false;
    const bool is_own = o.event != nullptr && (slot.own & mask_of(o.event->kind)) != 0;
    return is_own || o.alerts[slot.index] != alert_state::no_key;
}

}  // namespace detail

// What the event says is remembered with its case.
inline void note_alerts(const rule_set& rules, workspace& ws, const occasion& o) noexcept {
    if (o.kase == no_case) return;
    for (const auto s : rules.alert_slots) {
        const auto& slot = rules.slots[s];
        if (!slot.captured || !detail::says_alert(slot, o)) continue;
        const auto stands = cell::of(o.alerts[slot.index] == alert_state::stands);
        set_attribute(ws.record, ws.record.cases[o.kase].serial, alert_field(rules, slot.index), stands);
    }
}

[[nodiscard]] inline cell alert_cell(const rule_set& rules, workspace& ws, const occasion& o, const slot_plan& slot) noexcept {
    if (detail::says_alert(slot, o)) return cell::of(o.alerts[slot.index] == alert_state::stands);
    if (!slot.captured || o.kase == no_case) return cell::of(false);
    const auto then = get_attribute(ws.record, ws.record.cases[o.kase].serial, alert_field(rules, slot.index), false, ws.scratch);
    return then.is_absent() ? cell::of(false) : then;
}

ESCALERA_NAMESPACE_END

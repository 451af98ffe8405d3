#pragma once
// Who may not deal with a case: the persons and units of `case.recused`, as events and `recuse` have named them.
//
// Threads: owned by one step.   Cost: linear in the record's attributes.

#include <cstdint>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/state/attributes.hpp"

ESCALERA_NAMESPACE_BEGIN

[[nodiscard]] inline bool is_recused(const rule_set& rules, const working_record& r, std::uint32_t serial, const cell& who) noexcept {
    if (who.what != kind::text || who.extent == 0) return false;
    for (const auto& a : r.attributes) {
        if (a.kase == serial && a.field == rules.known.case_recused && holds_text(r, a, who)) return true;
    }
    return false;
}

inline void recuse(const rule_set& rules, working_record& r, std::uint32_t serial, const cell& who) noexcept {
    if (who.what != kind::text || who.extent == 0 || is_recused(rules, r, serial, who)) return;
    add_attribute(r, serial, rules.known.case_recused, who, true);
}

ESCALERA_NAMESPACE_END

#pragma once
// Windows that are counted by periods, as steps run them: facts of the customer's stage, and where their answers go.
//
// Conditions are roots in rule_set::code: `none` holds always.
// Threads: immutable once built.   Cost: plain data.

#include <cstdint>
#include <string>
#include <vector>

#include "escalera/compile/cause_plan.hpp"
#include "escalera/compile/slot.hpp"
#include "escalera/config.hpp"
#include "escalera/model/event_kind.hpp"
#include "escalera/model/period.hpp"

ESCALERA_NAMESPACE_BEGIN

enum class indicator_what : std::uint8_t { count, sum, share, average };

struct indicator_plan {
    std::string name;
    indicator_what what = indicator_what::count;
    event_kind of = event_kind::complaint;  // the events that are its facts
    period_unit unit = period_unit::week;
    std::vector<slot_id> per;    // its key's fields, as the author has them
    std::uint32_t table = 0;     // of its key, in rule_set::indicator_tables
    std::uint32_t where = none;  // which of those events
    std::uint32_t hit = none;    // share: which of the facts make it up; none: those of the verdict
    slot_id value = no_slot;     // sum, average: what is added up; share by verdict: what must be the verdict
    std::string verdict;
    bool is_decimal = false;    // sum, average: of decimals
    slot_id slot = no_slot;     // where its answer goes; no_slot where nothing reads it
    slot_id of_slot = no_slot;  // where `.of` goes
};

// The indicators of one key.
struct indicator_table_plan {
    static constexpr std::size_t most_fields = 16;

    std::vector<slot_id> key;  // in the order of the fields' names; empty: one for all
    std::vector<std::uint32_t> indicators;
    bool is_read = false;  // in the customer's stage
};

ESCALERA_NAMESPACE_END

#pragma once
// What rules ask to be answered for, and where a case remembers how it went.
//
// Threads: immutable once built.   Cost: plain data.

#include <string>
#include <vector>

#include "escalera/compile/cause_plan.hpp"
#include "escalera/compile/slot.hpp"
#include "escalera/config.hpp"
#include "escalera/model/schema.hpp"

ESCALERA_NAMESPACE_BEGIN

// One action `accountability`, by where it stands.
struct asked_accountability {
    std::string key;   // tells it from every other, across edits that leave it where it is
    std::string rule;  // as the decision names its cause
    std::string rung;
    std::string stage;
    std::string score;
    cause_plan cause;  // that action alone
};

struct accountability_plan {
    bool is_on = false;  // there is such a section: else the action is a request like any other
    bool needs_assessment = true;
    std::string heads;                        // the role of the heads of departments; empty: not said
    std::vector<asked_accountability> asked;  // by action_plan::accountability
    slot_id result = no_slot;                 // of assessment.result
    field_id responsible = 0;
    field_id handled_well = 0;
    field_id evidence = 0;
    field_id about = 0;       // complaint.about
    field_id department = 0;  // complaint.department
    field_id status = 0;      // case.accountability
    field_id waits = 0;       // keys of those that wait, under a name that neither files nor conditions can write
};

ESCALERA_NAMESPACE_END

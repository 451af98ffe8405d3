#pragma once
// Scores as steps run them: points, and the levels that they reach.
//
// Threads: immutable once built.   Cost: plain data.

#include <cstdint>
#include <string>
#include <vector>

#include "escalera/compile/cause_plan.hpp"
#include "escalera/compile/slot.hpp"
#include "escalera/config.hpp"
#include "escalera/model/schema.hpp"

ESCALERA_NAMESPACE_BEGIN

struct score_point_plan {
    condition_id when = none;  // in the section `scores`; none: always
    std::int64_t add = 0;
    std::vector<slot_id> because;
};

struct score_level_plan {
    std::string name;
    std::int64_t at = 0;
    cause_plan cause;  // what is issued when it is reached from below
};

struct score_plan {
    static constexpr std::size_t most_points = 64;

    std::string name;
    bool per_customer = false;  // else per case
    std::vector<score_point_plan> points;
    std::vector<score_level_plan> levels;  // from low to high
    std::int64_t hysteresis = 0;           // a level is left only when the score lies more than that below it

    // Where it is remembered: fields that no file and no condition can name.
    field_id total = 0;
    field_id level = 0;  // 0: none, 1: the lowest
};

ESCALERA_NAMESPACE_END

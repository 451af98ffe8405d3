#pragma once
// Streams made by dice: a few customers who complain again and again about little, late, twice, by mistake and after all;
// and everything else that can happen to a complaint. Many events fall exactly on the edge of a window.

#include <string>
#include <vector>

#include "differential/dice.hpp"
#include "escalera/model/event.hpp"
#include "escalera/model/schema.hpp"

namespace judge {

// An event, or time that passes without one.
struct step {
    bool is_advance = false;
    escalera::instant to;
    escalera::event e;
};

struct stream_shape {
    std::size_t steps = 60;
    std::int64_t lateness = 0;          // seconds
    std::vector<std::int64_t> lengths;  // seconds: times apt to be hit exactly
};

[[nodiscard]] std::vector<step> random_events(dice& d, const escalera::schema& fields, const stream_shape& shape);

}  // namespace judge

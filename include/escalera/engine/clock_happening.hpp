#pragma once
// What came to a clock at some instant, noted before it is told.
//
// Threads: plain data.   Cost: none.

#include <cstdint>
#include <string_view>

#include "escalera/config.hpp"
#include "escalera/state/record.hpp"

ESCALERA_NAMESPACE_BEGIN

// In the order in which those of one instant are told.
enum class happening_kind : std::uint8_t { stage, at_risk, breached, met, ended };

struct clock_happening {
    std::int64_t at = 0;
    std::int64_t used = 0;   // open time until then, microseconds
    std::string_view cycle;  // id of the event that began the clock; in the workspace's scratch
    std::uint32_t kase = 0;  // serial
    std::uint32_t clock = 0;
    std::uint32_t stage = 0;
    std::uint32_t repeat = 0;
    std::uint16_t target = clock_state::no_target;
    happening_kind what = happening_kind::stage;
    clock_verdict verdict = clock_verdict::pending;
};

ESCALERA_NAMESPACE_END

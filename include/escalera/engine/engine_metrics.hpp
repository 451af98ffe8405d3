#pragma once
// What an engine tells of itself: how events fared, what was found beside, and what it holds.
//
// Threads: plain data.   Cost: none.

#include <array>
#include <cstdint>

#include "escalera/config.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/model/instant.hpp"

ESCALERA_NAMESPACE_BEGIN

struct engine_metrics {
    std::array<std::uint64_t, status_count> events{};     // by status
    std::array<std::uint64_t, finding_count> findings{};  // by finding
    std::uint64_t decisions = 0;
    std::uint64_t held = 0;       // rungs that were not issued, since an alert held them
    std::uint64_t customers = 0;  // records held
    std::uint64_t groups = 0;     // group records held
    std::uint64_t timers = 0;     // records waiting for an instant
    std::uint64_t bytes = 0;      // of records and their index
    instant watermark = instant::min();
};

ESCALERA_NAMESPACE_END

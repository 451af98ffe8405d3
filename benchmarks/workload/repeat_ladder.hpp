#pragma once
// The workload: a year of complaints, few customers with many, many with few.
//
// Customer ranks are N * u^2 for u uniform in [0, 1): a tenth of a per cent of the complaints come from the most
// frequent complainant, and most customers complain once or never. Issues are uniform over `issues`. Times grow by
// random steps, so that the events span a year. About 1 complaint in 200 is sent twice.
// Made from a seed alone: the same on every machine.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "escalera/model/instant.hpp"

namespace escalera::bench {

// A host's own struct.
struct complaint {
    std::string id;
    std::string customer;
    std::string issue;
    instant time;
};
BOOST_DESCRIBE_STRUCT(complaint, (), (id, customer, issue, time))

struct recipe {
    std::size_t events = 4'000'000;
    std::size_t customers = 1'000'000;
    std::size_t issues = 64;
    std::uint64_t seed = 20'260'101;
};

[[nodiscard]] std::vector<complaint> make_complaints(const recipe& r);

// What every contestant must answer: which rung of which ladder was climbed at which event, folded into a number that
// depends on all of them, and how many there were.
struct answer {
    std::uint64_t climbed = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t fold = 0;

    // `ladder`: 0 the repeat ladder, 1 the frequency ladder; `rung` from 0.
    void climb(std::size_t event, unsigned ladder, unsigned rung) noexcept {
        ++climbed;
        std::uint64_t x = (event * 8 + ladder * 4 + rung + 1) * 0x9E3779B97F4A7C15U;
        x ^= x >> 29U;
        fold += x * 0xBF58476D1CE4E5B9U;  // a sum: the order within one event is no part of the answer
    }
    friend bool operator==(const answer&, const answer&) = default;
};

// The ladders of rules/repeat-ladder.yaml, as the baselines have them by hand.
inline constexpr std::int64_t repeat_within = std::int64_t{90} * 86'400 * 1'000'000;
inline constexpr std::int64_t frequency_within = std::int64_t{30} * 86'400 * 1'000'000;
// `cases: {idle: 90d}`: what was reached is forgotten after so long without news. Without that line, never.
inline constexpr std::int64_t closes_after = repeat_within;
inline constexpr std::int64_t never_closes = INT64_MAX;
inline constexpr unsigned repeat_from[] = {2, 3, 4};
inline constexpr unsigned frequency_from[] = {3, 4, 5};

// The hand-written contestants.
[[nodiscard]] answer run_maps(const std::vector<complaint>& events, std::int64_t closes);   // 1a: std::unordered_map and std::deque
[[nodiscard]] answer run_rings(const std::vector<complaint>& events, std::int64_t closes);  // 1b: flat map and fixed rings, reserved

}  // namespace escalera::bench

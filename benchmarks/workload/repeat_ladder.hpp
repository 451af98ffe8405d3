#pragma once
// The workload: a year of complaints, few customers with many, many with few.
//
// Customer ranks are N * u^2 for u uniform in [0, 1): a tenth of a per cent of the complaints come from the most
// frequent complainant, and most customers complain once or never. Issues are uniform over `issues`. Times grow by
// random steps, so that the events span a year. About 1 complaint in 200 is sent twice.
// Made from a seed alone: the same on every machine.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
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

// What the shipped ladders ask for, with their arguments; and that a case closes because nothing was heard for so long.
enum class request : std::uint8_t { assign, tell_specialist, lead_step_in, assess, lead_still_open, manager_still_open, close };
// By rung, the same in both ladders: a set of requests, one bit each.
inline constexpr unsigned requests_of_rung[] = {0b000001, 0b001110, 0b110010};

[[nodiscard]] inline std::uint64_t hash_of(std::string_view text) noexcept { return std::hash<std::string_view>{}(text); }

// What every contestant must answer: all decisions (what, caused by which complaint, on which case), folded into a number
// that depends on all of them, and how many there were. Equal requests of both ladders at one complaint are one decision.
struct answer {
    std::uint64_t decisions = 0;
    std::uint64_t closed = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t fold = 0;

    void decide(std::uint64_t cause, request what, std::uint64_t kase) noexcept {
        ++decisions;
        std::uint64_t x = (cause * 8 + static_cast<std::uint64_t>(what) + 1) * 0x9E3779B97F4A7C15U + kase;
        x ^= x >> 29U;
        fold += x * 0xBF58476D1CE4E5B9U;  // a sum: the order within one event is no part of the answer
    }
    // `rungs`: those that a complaint climbed, on both ladders, one bit each.
    void climb(std::string_view complaint, unsigned rungs, std::string_view kase) noexcept {
        if (rungs == 0) return;
        unsigned requests = 0;
        for (unsigned r = 0; r < 3; ++r) requests |= (rungs >> r & 1U) != 0 ? requests_of_rung[r] : 0U;
        for (unsigned i = 0; i < 6; ++i) {
            if ((requests >> i & 1U) != 0) decide(hash_of(complaint), static_cast<request>(i), hash_of(kase));
        }
    }
    void close(std::int64_t due, std::string_view kase) noexcept {
        ++closed;
        decide(static_cast<std::uint64_t>(due), request::close, hash_of(kase));
    }
    friend bool operator==(const answer&, const answer&) = default;
};

// The ladders of rules/repeat-ladder.yaml, as the baselines have them by hand.
inline constexpr std::int64_t repeat_within = std::int64_t{90} * 86'400 * 1'000'000;
inline constexpr std::int64_t frequency_within = std::int64_t{30} * 86'400 * 1'000'000;
// `cases: {idle: 90d}`: a case closes after so long without news, which is a decision; and what was reached is forgotten
// once all are closed. Without that line, never.
inline constexpr std::int64_t closes_after = repeat_within;
inline constexpr std::int64_t never_closes = INT64_MAX;
inline constexpr unsigned repeat_from[] = {2, 3, 4};
inline constexpr unsigned frequency_from[] = {3, 4, 5};

// The hand-written contestants.
[[nodiscard]] answer run_maps(const std::vector<complaint>& events, std::int64_t closes);   // 1a: std::unordered_map and std::deque
[[nodiscard]] answer run_rings(const std::vector<complaint>& events, std::int64_t closes);  // 1b: flat map and fixed rings, reserved

}  // namespace escalera::bench

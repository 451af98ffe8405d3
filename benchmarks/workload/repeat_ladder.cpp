#include "workload/repeat_ladder.hpp"

#include <random>

#include <fmt/format.h>

namespace escalera::bench {

std::vector<complaint> make_complaints(const recipe& r) {
    std::mt19937_64 random(r.seed);
    // Our own mapping to [0, 1): the standard distributions differ between libraries.
    const auto uniform = [&random] { return static_cast<double>(random() >> 11U) * 0x1p-53; };
    const double year = 365.0 * 86'400 * 1e6;
    const double step = 2 * year / static_cast<double>(r.events);
    std::vector<complaint> events;
    events.reserve(r.events);
    auto time = std::int64_t{1'767'225'600} * 1'000'000;  // 2026-01-01T00:00:00Z
    for (std::size_t i = 0; i < r.events; ++i) {
        time += static_cast<std::int64_t>(uniform() * step);
        if (i != 0 && uniform() < 0.005) {
            auto again = events[events.size() - 1 - static_cast<std::size_t>(uniform() * 3) % events.size()];
            again.time = {time};
            events.push_back(std::move(again));
            continue;
        }
        const auto u = uniform();
        const auto customer = static_cast<std::size_t>(static_cast<double>(r.customers) * u * u);
        const auto issue = static_cast<std::size_t>(uniform() * static_cast<double>(r.issues));
        events.push_back({fmt::format("C{}", i), fmt::format("k{}", customer), fmt::format("issue-{}", issue), {time}});
    }
    return events;
}

}  // namespace escalera::bench

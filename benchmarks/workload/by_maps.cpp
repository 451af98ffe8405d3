// 1a: what is written in an afternoon: std::unordered_map by customer and by customer and issue, std::deque of times.
#include <deque>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "workload/repeat_ladder.hpp"

namespace escalera::bench {

namespace {

struct history {
    std::deque<std::int64_t> times;
    std::int64_t last = 0;
    unsigned reached = 0;  // a bit a rung

    // Counts those inside (now - within, now], this one included. What was reached is forgotten once every case has
    // closed, which it does when nothing was heard for so long.
    std::size_t add(std::int64_t now, std::int64_t within, std::int64_t closes) {
        if (last != 0 && now - last > closes) reached = 0;
        last = now;
        while (!times.empty() && times.front() <= now - within) times.pop_front();
        times.push_back(now);
        return times.size();
    }
};

void climb(history& h, std::size_t count, const unsigned (&from)[3], std::size_t event, unsigned ladder, answer& out) {
    for (unsigned rung = 0; rung < 3; ++rung) {
        if (count < from[rung] || (h.reached >> rung & 1U) != 0) continue;
        h.reached |= 1U << rung;
        out.climb(event, ladder, rung);
    }
}

}  // namespace

answer run_maps(const std::vector<complaint>& events, std::int64_t closes) {
    answer out;
    std::unordered_map<std::string, history> by_customer;
    std::unordered_map<std::string, history> by_issue;
    std::unordered_map<std::string, std::unordered_set<std::string>> ids;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const auto& e = events[i];
        if (!ids[e.customer].insert(e.id).second) {
            ++out.duplicates;
            continue;
        }
        auto& repeat = by_issue[e.customer + '\x1f' + e.issue];
        climb(repeat, repeat.add(e.time.micros, repeat_within, closes), repeat_from, i, 0, out);
        auto& frequency = by_customer[e.customer];
        climb(frequency, frequency.add(e.time.micros, frequency_within, closes), frequency_from, i, 1, out);
    }
    return out;
}

}  // namespace escalera::bench

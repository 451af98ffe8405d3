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
    unsigned reached = 0;   // a bit a rung
    std::string open_case;  // of a customer and issue: the id of its first complaint; empty: none is open

    // Counts those inside (now - within, now], this one included. What was reached is forgotten once every case has
    // closed, which it does when nothing was heard for so long.
    std::size_t add(std::int64_t now, std::int64_t within, std::int64_t closes) {
        if (last != 0 && now - last > closes) reached = 0;
        last = now;
        while (!times.empty() && times.front() <= now - within) times.pop_front();
        times.push_back(now);
        return times.size();
    }

    // The rungs that are climbed now.
    unsigned climb(std::size_t count, const unsigned (&from)[3]) {
        unsigned climbed = 0;
        for (unsigned rung = 0; rung < 3; ++rung) {
            if (count >= from[rung]) climbed |= 1U << rung;
        }
        climbed &= ~reached;
        reached |= climbed;
        return climbed;
    }
};

// When a case may close: if nothing was heard since.
struct closing {
    std::int64_t due = 0;
    std::int64_t heard = 0;
    history* of = nullptr;
};

}  // namespace

answer run_maps(const std::vector<complaint>& events, std::int64_t closes) {
    answer out;
    std::unordered_map<std::string, history> by_customer;
    std::unordered_map<std::string, history> by_issue;
    std::unordered_map<std::string, std::unordered_set<std::string>> ids;
    std::deque<closing> waiting;
    for (const auto& e : events) {
        const auto now = e.time.micros;
        for (; !waiting.empty() && waiting.front().due < now; waiting.pop_front()) {
            auto& c = waiting.front();
            if (c.of->last != c.heard) continue;
            out.close(c.due, c.of->open_case);
            c.of->open_case.clear();
        }
        if (!ids[e.customer].insert(e.id).second) {
            ++out.duplicates;
            continue;
        }
        auto& repeat = by_issue[e.customer + '\x1f' + e.issue];
        auto& frequency = by_customer[e.customer];
        auto climbed = repeat.climb(repeat.add(now, repeat_within, closes), repeat_from);
        climbed |= frequency.climb(frequency.add(now, frequency_within, closes), frequency_from);
        if (repeat.open_case.empty()) repeat.open_case = e.id;
        out.climb(e.id, climbed, repeat.open_case);
        if (closes != never_closes) waiting.push_back({now + closes, now, &repeat});
    }
    return out;
}

}  // namespace escalera::bench

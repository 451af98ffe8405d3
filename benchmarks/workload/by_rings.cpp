// 1b: a good user's code: boost::unordered_flat_map with string keys looked up without copies, reserved, and fixed rings of the
// latest times, since no threshold is above 5. Ids are remembered by their 64-bit hash, a vector a customer.
#include <deque>
#include <string>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "workload/rings.hpp"

namespace escalera::bench {

namespace {

struct customer_state {
    ring<5> frequency;
    std::vector<std::uint64_t> ids;
};

struct issue_state {
    ring<4> repeat;
    std::string open_case;  // the id of its first complaint; empty: none is open
};

// When a case may close: if nothing was heard since. All wait equally long, so that a queue keeps them in order.
struct closing {
    std::int64_t heard = 0;
    pair_key of;
};

}  // namespace

answer run_rings(const std::vector<complaint>& events, std::int64_t closes) {
    answer out;
    boost::unordered_flat_map<std::string, customer_state, text_hash, std::equal_to<>> customers;
    boost::unordered_flat_map<pair_key, issue_state, pair_hash> issues;
    std::deque<closing> waiting;
    customers.reserve(events.size() / 4);
    issues.reserve(events.size());
    const text_hash hash;
    for (const auto& e : events) {
        const auto now = e.time.micros;
        for (; !waiting.empty() && waiting.front().heard + closes < now; waiting.pop_front()) {
            auto& state = issues.find(waiting.front().of)->second;
            if (state.repeat.last() != waiting.front().heard) continue;
            out.close(waiting.front().heard + closes, state.open_case);
            state.open_case.clear();
        }
        auto at = customers.find(std::string_view(e.customer));
        if (at == customers.end()) at = customers.emplace(e.customer, customer_state{}).first;
        auto& c = at->second;
        const auto id = hash(e.id);
        bool known = false;
        for (const auto other : c.ids) known = known || other == id;
        if (known) {
            ++out.duplicates;
            continue;
        }
        c.ids.push_back(id);
        const auto both = pair_of(e);
        auto& state = issues[both];
        auto climbed = state.repeat.climb(state.repeat.add(now, repeat_within, closes), repeat_from);
        climbed |= c.frequency.climb(c.frequency.add(now, frequency_within, closes), frequency_from);
        if (state.open_case.empty()) state.open_case = e.id;
        out.climb(e.id, climbed, state.open_case);
        if (closes != never_closes) waiting.push_back({now, both});
    }
    return out;
}

}  // namespace escalera::bench

// 1b: a good user's code: boost::unordered_flat_map with string keys looked up without copies, reserved, and fixed rings of the
// latest times, since no threshold is above 5. Ids are remembered by their 64-bit hash, a vector a customer.
#include <array>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include <boost/container_hash/hash.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include "workload/repeat_ladder.hpp"

namespace escalera::bench {

namespace {

struct text_hash {
    using is_transparent = void;
    using is_avalanching = void;
    std::size_t operator()(std::string_view s) const noexcept { return hash_of(s); }
};

template <std::size_t N>
struct ring {
    std::array<std::int64_t, N> times{};
    std::uint32_t next = 0;
    std::uint16_t size = 0;
    std::uint16_t reached = 0;

    [[nodiscard]] std::int64_t last() const noexcept { return size == 0 ? 0 : times[(next + N - 1) % N]; }

    unsigned add(std::int64_t now, std::int64_t within, std::int64_t closes) noexcept {
        if (size != 0 && now - last() > closes) reached = 0;
        times[next] = now;
        next = (next + 1) % N;
        if (size < N) ++size;
        unsigned count = 0;
        for (std::size_t i = 0; i < size; ++i) count += times[i] > now - within ? 1 : 0;
        return count;
    }

    unsigned climb(unsigned count, const unsigned (&from)[3]) noexcept {
        unsigned climbed = 0;
        for (unsigned rung = 0; rung < 3; ++rung) climbed |= (count >= from[rung] ? 1U : 0U) << rung;
        climbed &= ~static_cast<unsigned>(reached);
        reached = static_cast<std::uint16_t>(reached | climbed);
        return climbed;
    }
};

struct customer_state {
    ring<5> frequency;
    std::vector<std::uint64_t> ids;
};

struct issue_state {
    ring<4> repeat;
    std::string open_case;  // the id of its first complaint; empty: none is open
};

// (customer, issue) by the hash of both texts: 64 bits are taken to be enough here.
struct pair_key {
    std::uint64_t of = 0;
    friend bool operator==(pair_key, pair_key) = default;
};
struct pair_hash {
    using is_avalanching = void;
    std::size_t operator()(pair_key k) const noexcept { return k.of; }
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
        std::size_t both = hash(e.customer);
        boost::hash_combine(both, hash(e.issue));
        auto& state = issues[pair_key{both}];
        auto climbed = state.repeat.climb(state.repeat.add(now, repeat_within, closes), repeat_from);
        climbed |= c.frequency.climb(c.frequency.add(now, frequency_within, closes), frequency_from);
        if (state.open_case.empty()) state.open_case = e.id;
        out.climb(e.id, climbed, state.open_case);
        if (closes != never_closes) waiting.push_back({now, pair_key{both}});
    }
    return out;
}

}  // namespace escalera::bench

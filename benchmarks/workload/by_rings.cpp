// 1b: a good user's code: boost::unordered_flat_map with string keys looked up without copies, reserved, and fixed rings of the
// latest times, since no threshold is above 5. Ids are remembered by their 64-bit hash, a vector a customer.
#include <array>
#include <functional>
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
    std::size_t operator()(std::string_view s) const noexcept { return std::hash<std::string_view>{}(s); }
};

template <std::size_t N>
struct ring {
    std::array<std::int64_t, N> times{};
    std::uint32_t next = 0;
    std::uint16_t size = 0;
    std::uint16_t reached = 0;

    unsigned add(std::int64_t now, std::int64_t within, std::int64_t closes) noexcept {
        if (size != 0 && now - times[(next + N - 1) % N] > closes) reached = 0;
        times[next] = now;
        next = (next + 1) % N;
        if (size < N) ++size;
        unsigned count = 0;
        for (std::size_t i = 0; i < size; ++i) count += times[i] > now - within ? 1 : 0;
        return count;
    }
};

struct customer_state {
    ring<5> frequency;
    std::vector<std::uint64_t> ids;
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

template <class Ring>
void climb(Ring& r, unsigned count, const unsigned (&from)[3], std::size_t event, unsigned ladder, answer& out) noexcept {
    for (unsigned rung = 0; rung < 3; ++rung) {
        if (count < from[rung] || (r.reached >> rung & 1U) != 0) continue;
        r.reached = static_cast<std::uint16_t>(r.reached | 1U << rung);
        out.climb(event, ladder, rung);
    }
}

}  // namespace

answer run_rings(const std::vector<complaint>& events, std::int64_t closes) {
    answer out;
    boost::unordered_flat_map<std::string, customer_state, text_hash, std::equal_to<>> customers;
    boost::unordered_flat_map<pair_key, ring<4>, pair_hash> issues;
    customers.reserve(events.size() / 4);
    issues.reserve(events.size());
    const text_hash hash;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const auto& e = events[i];
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
        auto& repeat = issues[pair_key{both}];
        climb(repeat, repeat.add(e.time.micros, repeat_within, closes), repeat_from, i, 0, out);
        climb(c.frequency, c.frequency.add(e.time.micros, frequency_within, closes), frequency_from, i, 1, out);
    }
    return out;
}

}  // namespace escalera::bench

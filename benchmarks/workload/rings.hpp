#pragma once
// What both contestants with rings are made of: keys, and the latest times of a customer or of a customer and issue.

#include <array>
#include <cstdint>
#include <string_view>

#include <boost/container_hash/hash.hpp>

#include "workload/repeat_ladder.hpp"

namespace escalera::bench {

struct text_hash {
    using is_transparent = void;
    using is_avalanching = void;
    std::size_t operator()(std::string_view s) const noexcept { return hash_of(s); }
};

// No threshold is above 5, so that as many times are enough.
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

// (customer, issue) by the hash of both texts: 64 bits are taken to be enough here.
struct pair_key {
    std::uint64_t of = 0;
    friend bool operator==(pair_key, pair_key) = default;
};
struct pair_hash {
    using is_avalanching = void;
    std::size_t operator()(pair_key k) const noexcept { return k.of; }
};
[[nodiscard]] inline pair_key pair_of(const complaint& e) noexcept {
    std::size_t both = hash_of(e.customer);
    boost::hash_combine(both, hash_of(e.issue));
    return {both};
}

}  // namespace escalera::bench

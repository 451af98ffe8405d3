#pragma once
// 128-bit hashes: a fixed one for ids that must be the same on every machine for ever, and a keyed one for keys
// inside the state, so that nobody can choose customer ids that collide.
//
// Both are XXH3 (xxHash 0.8): the fixed one with its default secret, over the canonical bytes; the keyed one with
// a secret derived from a seed that is saved with the state. The keyed hash never shows in a decision.
//
// Threads: plain values.   Cost: some 5 ns for a short text, no allocation.

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

struct hash128 {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    friend constexpr bool operator==(hash128, hash128) noexcept = default;
    friend constexpr auto operator<=>(hash128, hash128) noexcept = default;
};

// 32 hexadecimal digits, the high half first.
[[nodiscard]] ESCALERA_API std::string to_hex(hash128 h);

[[nodiscard]] ESCALERA_API hash128 fixed_hash(std::string_view bytes) noexcept;

// The seed of the keyed hash; saved with the state.
using hash_seed = std::array<std::uint64_t, 4>;

class keyed_hash {
public:
    ESCALERA_API explicit keyed_hash(const hash_seed& seed) noexcept;

    [[nodiscard]] ESCALERA_API hash128 operator()(std::string_view bytes) const noexcept;
    // For keys within one record, where 64 bits are plenty.
    [[nodiscard]] ESCALERA_API std::uint64_t short_hash(std::string_view bytes) const noexcept;

    [[nodiscard]] const hash_seed& seed() const noexcept { return x_seed; }

private:
    hash_seed x_seed;
    alignas(64) std::array<unsigned char, 192> x_secret{};
};

// Mixes two 64-bit hashes into one that depends on their order (the finaliser of SplitMix64 over a combination).
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) noexcept {
    std::uint64_t x = a * 0x9E3779B97F4A7C15U + b + 0x7F4A7C15U;
    x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
    x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
    return x ^ (x >> 31U);
}

ESCALERA_NAMESPACE_END

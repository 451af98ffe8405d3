#pragma once
// Numbers that look random and are the same everywhere: SplitMix64, and ways to choose by it.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

namespace judge {

class dice {
public:
    explicit dice(std::uint64_t seed) : x_state(seed * 0x9E3779B97F4A7C15U + 0x1234567) {}

    std::uint64_t next() {
        x_state += 0x9E3779B97F4A7C15U;
        auto z = x_state;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31U);
    }

    // From 0 to n - 1.
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }
    // Both included.
    std::int64_t between(std::int64_t low, std::int64_t high) {
        return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
    }
    bool chance(int percent) { return below(100) < static_cast<std::size_t>(percent); }
    // Small numbers far more often: how often customers complain.
    std::size_t skewed(std::size_t n) { return below(below(n) + 1); }

    template <class T>
    const T& one_of(const std::vector<T>& all) {
        return all[below(all.size())];
    }
    std::string text(std::initializer_list<const char*> all) { return *(all.begin() + below(all.size())); }

private:
    std::uint64_t x_state;
};

}  // namespace judge

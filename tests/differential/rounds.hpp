#pragma once
// How long the differential tests go on, and where they begin.
//
//   ESCALERA_DIFFERENTIAL_ROUNDS=10000   how many rule sets (the long run; a few hundred otherwise)
//   ESCALERA_DIFFERENTIAL_SEED=7         where to begin: a round that failed names its seed
//   ESCALERA_DIFFERENTIAL_SHRINK=0       a difference is not made small: for those who ask only whether there is one

#include <cstdint>
#include <cstdlib>

namespace judge {

inline std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

inline std::uint64_t rounds_wanted() { return number_from("ESCALERA_DIFFERENTIAL_ROUNDS", 300); }
inline bool is_to_shrink() { return number_from("ESCALERA_DIFFERENTIAL_SHRINK", 1) != 0; }
inline std::uint64_t first_seed() { return number_from("ESCALERA_DIFFERENTIAL_SEED", 1); }

}  // namespace judge

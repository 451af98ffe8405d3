// The one place that knows xxHash.
#include "escalera/model/hash.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <fmt/format.h>

ESCALERA_NAMESPACE_BEGIN

std::string to_hex(hash128 h) { return fmt::format("{:016x}{:016x}", h.high, h.low); }

hash128 fixed_hash(std::string_view bytes) noexcept {
    const auto h = XXH3_128bits(bytes.data(), bytes.size());
    return {h.high64, h.low64};
}

keyed_hash::keyed_hash(const hash_seed& seed) noexcept : x_seed(seed) {
    static_assert(sizeof(x_secret) >= XXH3_SECRET_SIZE_MIN);
    // Each stretch of the secret is the seed hashed with the stretch's number.
    for (std::uint64_t i = 0; i < x_secret.size() / 16; ++i) {
        const std::array<std::uint64_t, 5> block = {x_seed[0], x_seed[1], x_seed[2], x_seed[3], i};
        XXH128_canonical_t out;
        XXH128_canonicalFromHash(&out, XXH3_128bits_withSeed(block.data(), sizeof(block), x_seed[i % 4]));
        for (std::size_t b = 0; b < 16; ++b) x_secret[i * 16 + b] = out.digest[b];
    }
}

hash128 keyed_hash::operator()(std::string_view bytes) const noexcept {
    const auto h = XXH3_128bits_withSecret(bytes.data(), bytes.size(), x_secret.data(), x_secret.size());
    return {h.high64, h.low64};
}

std::uint64_t keyed_hash::short_hash(std::string_view bytes) const noexcept {
    return XXH3_64bits_withSecret(bytes.data(), bytes.size(), x_secret.data(), x_secret.size());
}

ESCALERA_NAMESPACE_END

#pragma once
// Which record falls due when: a radix heap of (instant, key).
//
// Time only goes forward, so what is pushed is never due before what was popped last. Instants are read as numbers of 22 digits
// in base 8; entries lie in buckets by the first digit in which theirs differs from the instant popped last, and by what that
// digit is there: so buckets stand in the order of time. When the first is empty, the next that is not is dealt out again, to
// buckets of later digits only; so an entry moves at most 22 times, in sequence, and mostly a few (Ahuja, Mehlhorn, Orlin,
// Tarjan, "Faster algorithms for the shortest path problem", 1990, whose heaps of more than one level these are).
//
// A record has at most one entry that matters: the one at its record_head::queued_due; an entry at any other instant
// is stale and is thrown away when it comes up. So moving a deadline away costs nothing.
// Order: by instant; entries of one instant come up together, for the engine to sort by the keys' texts.
// Invariant: room for an entry in every bucket is kept free by reserve(), so that push and pop cannot fail.
// Threads: one shard owns it.   Cost: push O(1), pop O(1) amortised in the span of time; only growth allocates.

#include <array>
#include <bit>
#include <cstdint>

#include "escalera/config.hpp"
#include "escalera/model/buffer.hpp"
#include "escalera/model/hash.hpp"

ESCALERA_NAMESPACE_BEGIN

class timer_queue {
public:
    struct entry {
        std::int64_t due = 0;
        hash128 key;
    };

    explicit timer_queue(memory_flag& flag) noexcept : x_chunks(flag) {}

    // Makes room for so many more; false when there is no memory.
    [[nodiscard]] bool reserve(std::size_t more = 1) noexcept {
        const auto wanted = more / chunk_entries + 1 + bucket_count;
        while (x_free_chunks < wanted) {
            const auto next = static_cast<std::uint32_t>(x_chunks.size());
            x_chunks.push({});
            if (x_chunks.size() == next) return false;
            give_back(next);
        }
        return true;
    }
    // Requires room, and a time not before that of the entry popped last.
    void push(std::int64_t due, hash128 key) noexcept {
        static_cast<void>(put({due, key}));
        ++x_size;
    }
    [[nodiscard]] bool empty() const noexcept { return x_size == 0; }
    [[nodiscard]] std::size_t size() const noexcept { return x_size; }
    // INT64_MAX when nothing is due ever.
    [[nodiscard]] std::int64_t next() const noexcept { return x_size == 0 ? INT64_MAX : x_buckets[first_used()].least; }

    // Requires that it is not empty. Calls near(key, is_next) for entries that come near, and again when they are among the
    // next: they will be popped soon.
    template <class F>
    [[nodiscard]] entry pop(F&& near) noexcept {
        const auto b = first_used();
        if (b != at_hand) deal_out(b, near);
        auto& first = x_buckets[at_hand];
        auto& c = x_chunks[first.chunk];
        const auto top = c.entries[--c.size];
        if (c.size == 0) drop_chunk(first);
        --x_size;
        return top;
    }
    [[nodiscard]] entry pop() noexcept {
        return pop([](hash128, bool) noexcept {});
    }

    void clear() noexcept {
        for (std::size_t b = 0; b < bucket_count; ++b) {
            while (x_buckets[b].chunk != no_chunk) drop_chunk(x_buckets[b]);
        }
        x_size = 0;
        x_last = INT64_MIN;
    }
    void swap(timer_queue& other) noexcept {
        x_chunks.swap(other.x_chunks);
        x_buckets.swap(other.x_buckets);
        std::swap(x_used, other.x_used);
        std::swap(x_free, other.x_free);
        std::swap(x_free_chunks, other.x_free_chunks);
        std::swap(x_size, other.x_size);
        std::swap(x_last, other.x_last);
    }

private:
    static constexpr std::size_t at_hand = 0;  // the bucket of what is due at the instant popped last
    static constexpr std::size_t bits_a_digit = 3;
    static constexpr std::size_t digit_values = std::size_t{1} << bits_a_digit;
    static constexpr std::size_t digits = (64 + bits_a_digit - 1) / bits_a_digit;
    static constexpr std::size_t bucket_count = 1 + digits * digit_values;
    static constexpr std::uint32_t chunk_entries = 21;  // a chunk is 512 bytes
    static constexpr std::uint32_t no_chunk = 0xFFFF'FFFF;
    static constexpr std::size_t near_bucket = 10 * digit_values;  // within 2^30 us, some 18 minutes
    static constexpr std::size_t next_bucket = 9 * digit_values;   // some two minutes

    struct chunk {
        std::uint32_t next = no_chunk;
        std::uint32_t size = 0;
        std::array<entry, chunk_entries> entries;
    };
    struct bucket {
        std::uint32_t chunk = no_chunk;  // the one that is being filled; the others hang on it
        std::int64_t least = INT64_MAX;
    };

    [[nodiscard]] std::size_t bucket_of(std::int64_t due) const noexcept {
        constexpr std::uint64_t sign = std::uint64_t{1} << 63U;  // times before 1970 come first
        const auto number = static_cast<std::uint64_t>(due) ^ sign;
        const auto differs = number ^ static_cast<std::uint64_t>(x_last) ^ sign;
        if (differs == 0) return at_hand;
        const auto digit = (static_cast<std::size_t>(std::bit_width(differs)) - 1) / bits_a_digit;
        return 1 + digit * digit_values + (number >> (digit * bits_a_digit) & (digit_values - 1));
    }
    // Requires that one is.
    [[nodiscard]] std::size_t first_used() const noexcept {
        std::size_t word = 0;
        while (x_used[word] == 0) ++word;
        return word * 64 + static_cast<std::size_t>(std::countr_zero(x_used[word]));
    }

    void give_back(std::uint32_t c) noexcept {
        x_chunks[c].next = x_free;
        x_chunks[c].size = 0;
        x_free = c;
        ++x_free_chunks;
    }
    void drop_chunk(bucket& b) noexcept {
        const auto c = b.chunk;
        b.chunk = x_chunks[c].next;
        give_back(c);
        if (b.chunk != no_chunk) return;
        b.least = INT64_MAX;
        mark_used(static_cast<std::size_t>(&b - x_buckets.data()), false);
    }
    void mark_used(std::size_t b, bool is) noexcept {
        const auto bit = std::uint64_t{1} << (b % 64);
        x_used[b / 64] = is ? x_used[b / 64] | bit : x_used[b / 64] & ~bit;
    }

    // The bucket that it went to.
    std::size_t put(const entry& e) noexcept {
        const auto at = bucket_of(e.due);
        auto& b = x_buckets[at];
        if (b.chunk == no_chunk || x_chunks[b.chunk].size == chunk_entries) {
            const auto c = x_free;
            x_free = x_chunks[c].next;
            --x_free_chunks;
            x_chunks[c].next = b.chunk;
            b.chunk = c;
            mark_used(at, true);
        }
        auto& c = x_chunks[b.chunk];
        c.entries[c.size++] = e;
        if (e.due < b.least) b.least = e.due;
        return at;
    }

    // The bucket's least instant becomes the one that others are told from: so all of it goes to earlier buckets.
    template <class F>
    void deal_out(std::size_t at, F&& near) noexcept {
        auto& b = x_buckets[at];
        x_last = b.least;
        auto c = b.chunk;
        b = bucket{};
        mark_used(at, false);
        while (c != no_chunk) {
            const auto next = x_chunks[c].next;
            for (std::uint32_t i = 0; i < x_chunks[c].size; ++i) {
                const auto e = x_chunks[c].entries[i];
                const auto to = put(e);
                if (at > next_bucket && to <= next_bucket) {
                    near(e.key, true);
                } else if (at > near_bucket && to <= near_bucket) {
                    near(e.key, false);
                }
            }
            give_back(c);
            c = next;
        }
    }

    buffer<chunk> x_chunks;
    std::array<bucket, bucket_count> x_buckets;
    std::array<std::uint64_t, (bucket_count + 63) / 64> x_used{};  // bit b: bucket b holds something
    std::uint32_t x_free = no_chunk;
    std::size_t x_free_chunks = 0;
    std::size_t x_size = 0;
    std::int64_t x_last = INT64_MIN;
};

ESCALERA_NAMESPACE_END

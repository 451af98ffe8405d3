#pragma once
// Which record falls due when: a heap of (instant, key).
//
// A record has at most one entry that matters: the one at its record_head::queued_due; an entry at any other instant
// is stale and is thrown away when it comes up. So moving a deadline away costs nothing.
// Order: by instant; entries of one instant come up together, for the engine to sort by the keys' texts.
// Threads: one shard owns it.   Cost: O(log n) a push or pop; pushing may allocate.

#include <algorithm>
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

    explicit timer_queue(memory_flag& flag) noexcept : x_heap(flag) {}

    [[nodiscard]] bool reserve_one() noexcept { return x_heap.reserve(x_heap.size() + 1); }
    void push(std::int64_t due, hash128 key) noexcept {
        x_heap.push({due, key});
        std::push_heap(x_heap.begin(), x_heap.end(), later);
    }
    [[nodiscard]] bool empty() const noexcept { return x_heap.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return x_heap.size(); }
    // INT64_MAX when nothing is due ever.
    [[nodiscard]] std::int64_t next() const noexcept { return x_heap.empty() ? INT64_MAX : x_heap[0].due; }

    [[nodiscard]] entry pop() noexcept {
        std::pop_heap(x_heap.begin(), x_heap.end(), later);
        const auto top = x_heap.back();
        x_heap.truncate(x_heap.size() - 1);
        return top;
    }
    void clear() noexcept { x_heap.clear(); }
    void swap(timer_queue& other) noexcept { x_heap.swap(other.x_heap); }

private:
    static bool later(const entry& a, const entry& b) noexcept { return a.due > b.due || (a.due == b.due && a.key > b.key); }

    buffer<entry> x_heap;
};

ESCALERA_NAMESPACE_END

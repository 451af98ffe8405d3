#pragma once
// Where records rest: an index from key to block, and blocks of whole cache lines.
//
// The index is an open table of 16-byte slots, four to a line; a block's first line is the record's head. So one
// event touches one line of the index and the lines of one block, and both can be asked for ahead of time
// (prefetch_slot, then prefetch_block some events later), which hides the memory's latency in a batch.
//
// Invariants: at most 7/8 of the slots are used; a block belongs to one key; sizes are multiples of 64 bytes.
// Threads: one shard owns it.   Cost: find is O(1); store copies the record. Only growth allocates.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "escalera/config.hpp"
#include "escalera/state/record.hpp"

ESCALERA_NAMESPACE_BEGIN

class record_store {
public:
    record_store() = default;
    record_store(const record_store&) = delete;
    record_store& operator=(const record_store&) = delete;
    ESCALERA_API ~record_store();

    ESCALERA_API void swap(record_store& other) noexcept;

    [[nodiscard]] std::size_t size() const noexcept { return x_used; }
    // Bytes held, free ones included.
    [[nodiscard]] ESCALERA_API std::size_t bytes() const noexcept;

    void prefetch_slot(hash128 key) const noexcept {
        if (!x_slots.empty()) __builtin_prefetch(&x_slots[key.low & x_mask]);
    }
    void prefetch_block(hash128 key) const noexcept {
        if (x_slots.empty()) return;
        const auto at = locate(key);
        if (at == not_found) return;
        const auto* block = address(x_slots[at].block);
        __builtin_prefetch(block);
        __builtin_prefetch(block + 64);
        __builtin_prefetch(block + 128);
        __builtin_prefetch(block + 192);
    }

    // Fills `out` from the record of that key; false, and `out` an empty record, when there is none.
    [[nodiscard]] ESCALERA_API bool load(hash128 key, working_record& out) const noexcept;
    // Empty when there is no such record.
    [[nodiscard]] ESCALERA_API std::string_view name_of(hash128 key) const noexcept;
    [[nodiscard]] bool contains(hash128 key) const noexcept { return !x_slots.empty() && locate(key) != not_found; }

    // Makes sure that the next store(), of this very record, cannot fail. False when there is no memory. Where several
    // records are prepared before any is stored, the last says how many.
    [[nodiscard]] ESCALERA_API bool prepare(working_record& record, std::size_t records = 1) noexcept;
    // Writes the record back, or drops it when nothing in it is worth keeping.
    ESCALERA_API void store(working_record& record) noexcept;
    ESCALERA_API void erase(hash128 key) noexcept;

    // Calls f(hash128) for every record, in no particular order: sort before it shows.
    template <class F>
    void for_each_key(F&& f) const {
        for (const auto& s : x_slots) {
            if (s.block != no_block) f(head_at(s.block).key);
        }
    }

private:
    static constexpr std::uint32_t no_block = 0xFFFF'FFFF;
    static constexpr std::size_t not_found = static_cast<std::size_t>(-1);
    static constexpr std::size_t line = 64;
    static constexpr std::size_t lines_per_chunk = 1U << 15U;  // 2 MiB
    static constexpr std::size_t exact_classes = 64;           // up to 4 KiB by the line, above by powers of two
    static constexpr std::size_t class_total = exact_classes + 16;

    struct slot {
        std::uint64_t low = 0;
        std::uint32_t block = no_block;
        std::uint32_t lines = 0;
    };

    [[nodiscard]] std::byte* address(std::uint32_t block) const noexcept {
        return x_chunks[block / lines_per_chunk] + (block % lines_per_chunk) * line;
    }
    [[nodiscard]] const record_head& head_at(std::uint32_t block) const noexcept {
        return *reinterpret_cast<const record_head*>(address(block));
    }

    [[nodiscard]] std::size_t locate(hash128 key) const noexcept {
        for (std::size_t i = key.low & x_mask;; i = (i + 1) & x_mask) {
            const auto& s = x_slots[i];
            if (s.block == no_block) return not_found;
            if (s.low == key.low && head_at(s.block).key == key) return i;
        }
    }

    bool make_room_for(std::size_t records) noexcept;
    [[nodiscard]] static std::size_t class_of(std::size_t lines) noexcept;
    [[nodiscard]] static std::size_t lines_of_class(std::size_t c) noexcept;
    [[nodiscard]] std::uint32_t take_block(std::size_t lines) noexcept;
    void give_back(std::uint32_t block, std::size_t lines) noexcept;
    void remove_slot(std::size_t at) noexcept;

    std::vector<slot> x_slots;
    std::size_t x_mask = 0;
    std::size_t x_used = 0;
    std::vector<std::byte*> x_chunks;
    std::size_t x_next_line = 0;  // in the last chunk
    std::array<std::uint32_t, class_total> x_free{};
    bool x_free_ready = false;
};

ESCALERA_NAMESPACE_END

#pragma once
// Where records rest: an index from key to block, and blocks of whole cache lines.
//
// The index is an open table of 16-byte slots, four to a line; a block begins with the record's head. So one event
// touches one line of the index and some lines of one block, and both can be asked for ahead of time (prefetch_slot,
// then prefetch_block some events later), which hides the memory's latency in a batch.
//
// Invariants: at most 7/8 of the slots are used; a block belongs to one key. A record is opened into a working_record,
// changed there, and either committed or undone; a key is open in one working_record at a time.
// Threads: one shard owns it.   Cost: finding is O(1). Only growth allocates.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "escalera/config.hpp"
#include "escalera/state/block_pool.hpp"
#include "escalera/state/record.hpp"
#include "escalera/state/working_record.hpp"

ESCALERA_NAMESPACE_BEGIN

class record_store {
public:
    record_store() = default;
    record_store(const record_store&) = delete;
    record_store& operator=(const record_store&) = delete;
    ~record_store() { give_back_pages(reinterpret_cast<std::byte*>(x_slots), x_size * sizeof(slot)); }

    ESCALERA_API void swap(record_store& other) noexcept;

    [[nodiscard]] std::size_t size() const noexcept { return x_used; }
    // Bytes held, free ones included.
    [[nodiscard]] std::size_t bytes() const noexcept { return x_size * sizeof(slot) + x_pool.bytes(); }

    void prefetch_slot(hash128 key) const noexcept {
        if (x_size != 0) ask_for(&x_slots[key.low & x_mask]);
    }
    // The head and what is read of most records; of a long one the rest follows when it is needed.
    void prefetch_block(hash128 key) const noexcept {
        if (x_size == 0) return;
        auto at = key.low & x_mask;
        while (x_slots[at].low != key.low) {
            if (x_slots[at].lines == 0) return;
            at = (at + 1) & x_mask;
        }
        const auto& s = x_slots[at];
        constexpr std::uint32_t most_lines = 12;
        const auto* block = x_pool.address(s.block);
        for (std::uint32_t i = 0; i < s.lines && i < most_lines; ++i) ask_for(block + i * block_pool::line);
    }

    // Opens the record of that key; a new one, and false, when there is none. `words`: of an entry. Where there is no
    // memory the record's flag is raised; otherwise there is room to commit `records` new ones.
    [[nodiscard]] bool open(hash128 key, working_record& r, std::size_t words, std::size_t records = 1) noexcept {
        const auto at = x_size == 0 ? not_found : locate(key);
        if (at == not_found) {
            open_new(key, r, words, records);
            return false;
        }
        static_cast<void>(r.open(x_pool, x_slots[at].block, x_slots[at].lines, words));
        r.found_at = at;
        return true;
    }
    // To look at: false, and nothing is open, when there is no such record. Undo it afterwards.
    [[nodiscard]] bool look(hash128 key, working_record& r, std::size_t words) const noexcept {
        const auto at = x_size == 0 ? not_found : locate(key);
        return at != not_found && r.open(x_pool, x_slots[at].block, x_slots[at].lines, words);
    }
    // What was changed stays, or the record goes when nothing in it is worth keeping. Cannot fail. Closes it.
    ESCALERA_API void commit(working_record& r) noexcept;

    // Empty when there is no such record. Valid until the record is opened.
    [[nodiscard]] ESCALERA_API std::string_view name_of(hash128 key) const noexcept;
    // The record must be there.
    [[nodiscard]] bool is_anonymous(hash128 key) const noexcept { return head_at(x_slots[locate(key)].block).is_anonymous != 0; }
    [[nodiscard]] bool contains(hash128 key) const noexcept { return x_size != 0 && locate(key) != not_found; }
    // The record must not be open.
    ESCALERA_API void erase(hash128 key) noexcept;

    // Calls f(hash128) for every record, in no particular order: sort before it shows.
    template <class F>
    void for_each_key(F&& f) const {
        for (std::size_t i = 0; i < x_size; ++i) {
            if (x_slots[i].lines != 0) f(head_at(x_slots[i].block).key);
        }
    }

private:
    static constexpr std::size_t not_found = static_cast<std::size_t>(-1);

    // All zero: free.
    struct slot {
        std::uint64_t low = 0;
        std::uint32_t block = 0;
        std::uint32_t lines = 0;
    };

    [[nodiscard]] const record_head& head_at(std::uint32_t block) const noexcept {
        return *reinterpret_cast<const record_head*>(x_pool.address(block));
    }

    // Where a record that was opened has its slot: mostly still where it was found.
    [[nodiscard]] std::size_t slot_of(const working_record& r) const noexcept {
        if (r.found_at < x_size && x_slots[r.found_at].lines != 0 && x_slots[r.found_at].block == r.opened_block()) return r.found_at;
        return x_size == 0 ? not_found : locate(r.head.key);
    }
    [[nodiscard]] std::size_t locate(hash128 key) const noexcept {
        for (std::size_t i = key.low & x_mask;; i = (i + 1) & x_mask) {
            const auto& s = x_slots[i];
            if (s.lines == 0) return not_found;
            if (s.low == key.low && head_at(s.block).key == key) return i;
        }
    }

    ESCALERA_API void open_new(hash128 key, working_record& r, std::size_t words, std::size_t records) noexcept;
    [[nodiscard]] bool make_room_for(std::size_t records) noexcept;
    void remove_slot(std::size_t at) noexcept;

    slot* x_slots = nullptr;
    std::size_t x_size = 0;
    std::size_t x_mask = 0;
    std::size_t x_used = 0;
    mutable block_pool x_pool;  // who only looks takes and gives back nothing
};

ESCALERA_NAMESPACE_END

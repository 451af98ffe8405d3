#pragma once
// What is counted by periods: for each key (a department, say) and period the facts of each indicator.
//
// A step notes facts and counts none of them: they are counted when it is committed, so that nothing needs undoing. A fact
// belongs to the period of its own time, and only whole periods that have ended are ever read: so it does not matter in what
// order facts come within a period, or which customer's record they come from. Sums are exact (128 bits), whatever the order.
//
// A period can be read until the next but one ends, `lateness` included; after that it may go, and a key goes with its last
// period. What may go is swept out when room is needed, which nothing outside can see.
// Invariant: counting cannot fail once make_room() has succeeded.
// Threads: one shard owns it.   Cost: counting and reading are a hash and a short walk; only growth allocates.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/model/buffer.hpp"
#include "escalera/model/hash.hpp"
#include "escalera/model/period.hpp"
#include "escalera/model/wide_int.hpp"
#include "escalera/state/byte_form.hpp"

ESCALERA_NAMESPACE_BEGIN

// Raised by a step, and not counted yet. Its key is told by its bytes: see append_key_part().
struct indicator_fact {
    std::uint32_t indicator = 0;  // in rule_set::indicators
    std::uint32_t key_from = 0;   // in fact_list::keys
    std::uint32_t key_size = 0;
    std::int64_t at = 0;
    std::int64_t value = 0;  // what is added up; of a share 1 or 0
};

struct fact_list {
    explicit fact_list(memory_flag& flag) noexcept : all(flag), keys(flag) {}
    buffer<indicator_fact> all;
    buffer<char> keys;

    void clear() noexcept {
        all.clear();
        keys.clear();
    }
};

// Adds one field of a key to its bytes; false, and nothing added, where it is absent.
ESCALERA_API bool append_key_part(buffer<char>& key, const cell& c) noexcept;
// The fields of a key, in the order of its table; texts lie in the bytes. False where they are no key of so many fields.
[[nodiscard]] ESCALERA_API bool read_key_parts(std::string_view key, std::span<cell> parts) noexcept;

// The facts of one indicator and key in one period.
struct period_total {
    std::int64_t facts = 0;
    wide_int sum = 0;  // of a share: how many of them make it up
};

// What an indicator answers of a period, and how many facts that is of.
[[nodiscard]] ESCALERA_API cell answer_of(const indicator_plan& plan, const period_total& total) noexcept;

class indicator_store {
public:
    indicator_store(const rule_set& rules, const keyed_hash& hash, memory_flag& flag) noexcept
        : x_rules(rules), x_hash(hash), x_flag(flag), x_keys(flag), x_totals(flag), x_text(flag), x_slots(flag) {
        x_swept_at.fill(INT64_MAX);
    }

    // Room to count these; false, with the flag raised, when there is no memory.
    [[nodiscard]] ESCALERA_API bool make_room(const fact_list& facts, std::int64_t watermark) noexcept;
    // Requires room. How many were left out since there are as many keys as `limits: {groups}` allows.
    ESCALERA_API std::uint64_t count(const fact_list& facts, std::int64_t watermark) noexcept;

    // What a key's indicator came to in the last period that had ended by then; nothing counted: zeros.
    [[nodiscard]] ESCALERA_API period_total published(std::uint32_t indicator, std::string_view key, std::int64_t as_of) const noexcept;
    [[nodiscard]] period last_ended(period_unit unit, std::int64_t as_of) const noexcept {
        return period_numbered(x_rules.in_zone, unit, now_in(unit, as_of).index - 1);
    }

    // Calls f(key) for every key of that table of which one of these indicators counted something in the last period that had ended
    // by then. In no particular order; the key is valid until something is counted.
    template <class F>
    void for_each_published(std::uint32_t table, std::span<const std::uint32_t> indicators, std::int64_t as_of, F&& f) const noexcept {
        for (const auto& k : x_keys) {
            if (k.table == table && has_published(k, indicators, as_of)) f(text_of(k));
        }
    }

    [[nodiscard]] std::size_t size() const noexcept { return x_keys.size(); }
    [[nodiscard]] std::size_t bytes() const noexcept {
        return x_keys.capacity() * sizeof(key_entry) + x_totals.capacity() * sizeof(total_entry) + x_text.capacity() +
               x_slots.capacity() * sizeof(std::uint32_t);
    }

    // By name and text, in their order; what may go is left out. May throw std::bad_alloc.
    ESCALERA_API void write(byte_writer& out, std::int64_t watermark) const;
    // False when the bytes are none of these. What the rules no longer count is dropped. The flag says whether there was memory.
    [[nodiscard]] ESCALERA_API bool read(byte_reader& in);

    // The hash is that of whoever owns it, and changes with it.
    void swap(indicator_store& other) noexcept {
        x_keys.swap(other.x_keys);
        x_totals.swap(other.x_totals);
        x_text.swap(other.x_text);
        x_slots.swap(other.x_slots);
        std::swap(x_free, other.x_free);
        std::swap(x_free_count, other.x_free_count);
        std::swap(x_swept_at, other.x_swept_at);
    }

private:
    static constexpr std::uint32_t no_total = 0xFFFF'FFFF;
    static constexpr auto not_found = static_cast<std::size_t>(-1);

    struct key_entry {
        hash128 hash;
        std::uint32_t table = 0;
        std::uint32_t text_from = 0;
        std::uint32_t text_size = 0;
        std::uint32_t first = no_total;
    };
    struct total_entry {
        wide_int sum = 0;
        std::int64_t period = 0;
        std::int64_t facts = 0;
        std::uint32_t indicator = 0;
        std::uint32_t next = no_total;
    };
    using horizons = std::array<std::int64_t, period_unit_count>;  // the first period of each unit that can be read still

    [[nodiscard]] period now_in(period_unit unit, std::int64_t as_of) const noexcept;
    [[nodiscard]] horizons horizons_at(std::int64_t watermark) const noexcept;
    [[nodiscard]] bool is_past(const total_entry& t, const horizons& h) const noexcept {
        return t.period < h[static_cast<std::size_t>(x_rules.indicators[t.indicator].unit)];
    }
    [[nodiscard]] std::string_view text_of(const key_entry& k) const noexcept { return {x_text.data() + k.text_from, k.text_size}; }
    [[nodiscard]] hash128 hash_of(std::uint32_t table, std::string_view key) const noexcept;
    [[nodiscard]] std::size_t find(std::uint32_t table, std::string_view key) const noexcept;
    [[nodiscard]] ESCALERA_API bool has_published(const key_entry& k, std::span<const std::uint32_t> indicators,
                                                  std::int64_t as_of) const noexcept;
    [[nodiscard]] std::size_t find_or_add(std::uint32_t table, std::string_view key, std::int64_t watermark) noexcept;
    [[nodiscard]] total_entry& total_of(std::size_t key, std::uint32_t indicator, std::int64_t period) noexcept;
    void sweep(std::int64_t watermark) noexcept;
    void index_all() noexcept;
    void put_slot(std::size_t key) noexcept;
    [[nodiscard]] bool read_table(byte_reader& in);

    const rule_set& x_rules;
    const keyed_hash& x_hash;
    memory_flag& x_flag;
    buffer<key_entry> x_keys;
    buffer<total_entry> x_totals;
    buffer<char> x_text;
    buffer<std::uint32_t> x_slots;    // an open table of 1 + index into x_keys; 0: free
    std::uint32_t x_free = no_total;  // totals that are not in use hang together
    std::size_t x_free_count = 0;
    horizons x_swept_at{};                                  // nothing more may go until one of these has moved
    mutable std::array<period, period_unit_count> x_now{};  // of each unit, the one asked for last
};

ESCALERA_NAMESPACE_END

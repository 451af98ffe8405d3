#pragma once
// 1b, whole decisions: the same flat map and rings, but what is decided is handed out whole, as the engine does it: ids, times,
// customer, case, rule and rung, arguments with their texts rendered, reasons, and who else asked. A cause that the other
// ladder shares is named in `also`.
//
// Texts are copied where they outlive the events: into an arena that is used again after each take().

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "escalera/model/decision.hpp"
#include "workload/rings.hpp"

namespace escalera::bench {

// Memory that is taken by bumping, and used again once it is cleared.
class text_arena {
public:
    void clear() noexcept { x_chunk = x_used = 0; }
    // Room for so many bytes, of which fewer may be used: give() says how many.
    [[nodiscard]] char* room(std::size_t bytes) {
        x_used = (x_used + 7) & ~std::size_t{7};
        while (x_chunk < x_chunks.size() && x_used + bytes > size) {
            ++x_chunk;
            x_used = 0;
        }
        if (x_chunk == x_chunks.size()) x_chunks.push_back(std::make_unique<char[]>(size));
        return x_chunks[x_chunk].get() + x_used;
    }
    void give(std::size_t bytes) noexcept { x_used += bytes; }
    [[nodiscard]] std::string_view copy(std::string_view s) {
        auto* at = room(s.size());
        s.copy(at, s.size());
        give(s.size());
        return {at, s.size()};
    }
    template <class T>
    [[nodiscard]] T* array(std::size_t n) {
        auto* at = room(n * sizeof(T));
        give(n * sizeof(T));
        return new (at) T[n];
    }

private:
    static constexpr std::size_t size = std::size_t{64} * 1024;
    std::vector<std::unique_ptr<char[]>> x_chunks;
    std::size_t x_chunk = 0;
    std::size_t x_used = 0;
};

class whole_rings {
public:
    whole_rings(std::size_t events, std::int64_t closes, hash128 rules);

    void process(std::span<const complaint> events);
    // What was decided since the last one; valid until events are processed again.
    [[nodiscard]] std::span<const decision> take() noexcept {
        x_is_taken = true;
        return x_decisions;
    }
    [[nodiscard]] std::uint64_t duplicates() const noexcept { return x_duplicates; }

private:
    struct customer_state {
        ring<5> frequency;
        std::string cycle;  // the complaint that first climbed; a decision's id names it
        std::vector<std::uint64_t> ids;
    };
    struct issue_state {
        ring<4> repeat;
        std::string cycle;
        std::string open_case;  // the id of its first complaint; empty: none is open
    };
    struct closing {
        std::int64_t heard = 0;
        pair_key of;
        std::string customer;
    };
    struct ladder {
        std::string_view name;
        std::string_view window;
    };
    // What the decisions of one complaint share.
    struct occasion {
        std::string_view event;
        std::string_view customer;
        std::string_view kase;
        std::string_view issue;
        decision* of_request[6] = {};
    };

    void take_one(const complaint& e);
    void close(const closing& c, std::string_view kase);
    void fire(const ladder& l, unsigned climbed, unsigned count, std::string_view cycle, const complaint& e, occasion& o);
    [[nodiscard]] std::span<const named_cell> arguments(request r, const occasion& o);
    [[nodiscard]] std::string_view text(std::string_view before, std::string_view between, std::string_view behind, const occasion& o);
    [[nodiscard]] hash128 id_of(const decision& d, std::string_view cycle, unsigned position);

    std::int64_t x_closes;
    hash128 x_rules;
    boost::unordered_flat_map<std::string, customer_state, text_hash, std::equal_to<>> x_customers;
    boost::unordered_flat_map<pair_key, issue_state, pair_hash> x_issues;
    std::deque<closing> x_waiting;
    std::vector<decision> x_decisions;
    text_arena x_memory;
    std::string x_id_text;
    bool x_is_taken = false;
    std::uint64_t x_duplicates = 0;
};

}  // namespace escalera::bench

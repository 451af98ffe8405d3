#include "escalera/state/record_store.hpp"

#include <algorithm>
#include <utility>

ESCALERA_NAMESPACE_BEGIN

void record_store::swap(record_store& other) noexcept {
    std::swap(x_slots, other.x_slots);
    std::swap(x_size, other.x_size);
    std::swap(x_mask, other.x_mask);
    std::swap(x_used, other.x_used);
    x_pool.swap(other.x_pool);
}

void record_store::open_new(hash128 key, working_record& r, std::size_t words, std::size_t records) noexcept {
    if (!r.open_new(x_pool, key, words)) return;
    if (!make_room_for(records)) r.raise_flag();
}

void record_store::commit(working_record& r) noexcept {
    if (!r.has_moved() && !r.lost_entries && r.is_worth_keeping()) return r.settle();  // its slot says where it is
    const auto at = slot_of(r);
    if (!r.is_worth_keeping()) {
        if (at != not_found) remove_slot(at);
        r.dissolve();
        return;
    }
    if (r.lost_entries) r.shrink();
    if (at != not_found) {
        x_slots[at].block = r.block();
        x_slots[at].lines = r.lines();
    } else {
        auto free = r.head.key.low & x_mask;
        while (x_slots[free].lines != 0) free = (free + 1) & x_mask;
        x_slots[free] = {r.head.key.low, r.block(), r.lines()};
        ++x_used;
    }
    r.settle();
}

std::string_view record_store::name_of(hash128 key) const noexcept {
    const auto at = x_size == 0 ? not_found : locate(key);
    if (at == not_found) return {};
    const auto& head = head_at(x_slots[at].block);
    const auto* text = x_pool.address(x_slots[at].block) + std::size_t{head.begins.back()} * 8;
    return {reinterpret_cast<const char*>(text), head.name_size};
}

void record_store::erase(hash128 key) noexcept {
    const auto at = x_size == 0 ? not_found : locate(key);
    if (at == not_found) return;
    x_pool.give_back(x_slots[at].block, x_slots[at].lines);
    remove_slot(at);
}

// Shifts back what probed past the hole, so that no tombstones are needed.
void record_store::remove_slot(std::size_t at) noexcept {
    for (std::size_t next = (at + 1) & x_mask; x_slots[next].lines != 0; next = (next + 1) & x_mask) {
        const auto home = x_slots[next].low & x_mask;
        if (((next - home) & x_mask) >= ((next - at) & x_mask)) {
            x_slots[at] = x_slots[next];
            at = next;
        }
    }
    x_slots[at] = slot{};
    --x_used;
}

bool record_store::make_room_for(std::size_t records) noexcept {
    if (x_used + records <= x_size / 8 * 7) return true;
    const auto size = std::max<std::size_t>(1024, x_size * 2);
    auto* grown = reinterpret_cast<slot*>(take_pages(size * sizeof(slot)));
    if (grown == nullptr) return false;
    for (std::size_t i = 0; i < x_size; ++i) {
        if (x_slots[i].lines == 0) continue;
        auto at = x_slots[i].low & (size - 1);
        while (grown[at].lines != 0) at = (at + 1) & (size - 1);
        grown[at] = x_slots[i];
    }
    give_back_pages(reinterpret_cast<std::byte*>(x_slots), x_size * sizeof(slot));
    x_slots = grown;
    x_size = size;
    x_mask = size - 1;
    return true;
}

std::string_view name_of(case_status s) noexcept {
    switch (s) {
        case case_status::open: return "open";
        case case_status::waiting_for_customer: return "waiting-for-customer";
        case case_status::resolved: return "resolved";
        case case_status::closed: return "closed";
    }
    return "open";
}

ESCALERA_NAMESPACE_END

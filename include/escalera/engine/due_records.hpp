#pragma once
// The records that fall due at one instant, in the order in which they are told: by the texts of their names.
//
// Invariant: after sort() no key stands twice. Names are looked at only while sort() runs.
// Threads: none of its own.   Cost: each name is looked up once, not at every comparison: at a midnight that ends many limits
// there may be all customers in it.

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "escalera/config.hpp"
#include "escalera/model/buffer.hpp"
#include "escalera/model/hash.hpp"

ESCALERA_NAMESPACE_BEGIN

class due_records {
public:
    // Where a record stands among those of one instant; of one name the lesser rank goes first.
    struct place {
        std::string_view name;
        std::size_t rank = 0;
    };

    explicit due_records(memory_flag& flag) noexcept : x_all(flag) {}

    void clear() noexcept { x_all.clear(); }
    // Room for so many in all; false when there is no memory.
    [[nodiscard]] bool reserve(std::size_t size) noexcept { return x_all.reserve(size); }
    // Requires room.
    void push(hash128 key) noexcept { x_all.push({key, {}}); }

    [[nodiscard]] std::size_t size() const noexcept { return x_all.size(); }
    [[nodiscard]] hash128 operator[](std::size_t i) const noexcept { return x_all[i].key; }

    // `place_of(key)` says the place. Names must stay where they are until it is done.
    template <class PlaceOf>
    void sort(PlaceOf&& place_of) noexcept {
        if (x_all.size() < 2) return;
        for (auto& r : x_all) r.at = place_of(r.key);
        std::sort(x_all.begin(), x_all.end(), [](const record& a, const record& b) noexcept {
            const auto by_name = a.at.name.compare(b.at.name);
            return by_name != 0 ? by_name < 0 : a.at.rank < b.at.rank;
        });
        const auto* const end =
            std::unique(x_all.begin(), x_all.end(), [](const record& a, const record& b) noexcept { return a.key == b.key; });
        x_all.truncate(static_cast<std::size_t>(end - x_all.begin()));
    }

private:
    struct record {
        hash128 key;
        place at;
    };
    buffer<record> x_all;
};

ESCALERA_NAMESPACE_END

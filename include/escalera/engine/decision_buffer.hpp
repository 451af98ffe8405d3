#pragma once
// Decisions on their way out: one list, in order, with the memory that their texts live in.
//
// Threads: none of its own.   Cost: adding copies what does not live in the rule set; nothing is allocated in a
// steady state.

#include <cstddef>
#include <span>

#include "escalera/config.hpp"
#include "escalera/model/arena.hpp"
#include "escalera/model/buffer.hpp"
#include "escalera/model/decision.hpp"

ESCALERA_NAMESPACE_BEGIN

class decision_buffer {
public:
    explicit decision_buffer(memory_flag& flag) noexcept : x_list(flag), x_memory(flag) {}

    [[nodiscard]] std::span<const decision> all() const noexcept { return x_list.view(); }
    [[nodiscard]] std::size_t size() const noexcept { return x_list.size(); }
    [[nodiscard]] decision& operator[](std::size_t i) noexcept { return x_list[i]; }
    void clear() noexcept {
        x_list.clear();
        x_memory.clear();
    }

    // For steps: what was added since a mark can be taken back whole.
    struct mark {
        std::size_t count = 0;
        arena::mark memory;
    };
    [[nodiscard]] mark here() const noexcept { return {x_list.size(), x_memory.here()}; }
    void rewind(const mark& m) noexcept {
        x_list.truncate(m.count);
        x_memory.rewind(m.memory);
    }
    void add(const decision& d) noexcept { x_list.push(d); }
    [[nodiscard]] arena& memory() noexcept { return x_memory; }

    // A cell whose text and elements live in this buffer.
    [[nodiscard]] cell keep(const cell& c) noexcept {
        if (c.what == kind::text) return cell::of(x_memory.copy(c.as_text()));
        if (c.what != kind::list) return c;
        const auto elements = x_memory.take<cell>(c.extent);
        for (std::size_t i = 0; i < elements.size(); ++i) elements[i] = keep(c.elements[i]);
        return cell::of_list(elements.data(), static_cast<std::uint32_t>(elements.size()));
    }

private:
    buffer<decision> x_list;
    arena x_memory;
};

ESCALERA_NAMESPACE_END

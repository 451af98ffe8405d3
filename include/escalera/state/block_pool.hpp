#pragma once
// Blocks of whole cache lines: taken, given back, and taken again by whoever needs as many lines.
//
// Lines come in chunks of 2 MiB that the kernel is asked to back by huge pages, since records are reached at random:
// the first chunk is small, so that a small engine stays small. A block larger than a chunk has one of its own.
// Invariants: a block keeps its place until it is given back; blocks of up to 64 lines are exact, larger ones are
// rounded up to a power of two.
// Threads: one shard owns it.   Cost: O(1), but for a new chunk.

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

class block_pool {
public:
    static constexpr std::uint32_t no_block = 0xFFFF'FFFF;
    static constexpr std::size_t line = 64;

    block_pool() noexcept { x_free.fill(no_block); }
    block_pool(const block_pool&) = delete;
    block_pool& operator=(const block_pool&) = delete;
    ESCALERA_API ~block_pool();
    ESCALERA_API void swap(block_pool& other) noexcept;

    // no_block when there is no memory.
    [[nodiscard]] std::uint32_t take(std::size_t lines) noexcept {
        const auto c = class_of(lines);
        if (c < x_free.size() && x_free[c] != no_block) {
            const auto block = x_free[c];
            __builtin_memcpy(&x_free[c], address(block), sizeof(std::uint32_t));
            return block;
        }
        return take_new(lines);
    }
    void give_back(std::uint32_t block, std::size_t lines) noexcept {
        const auto c = class_of(lines);
        __builtin_memcpy(address(block), &x_free[c], sizeof(std::uint32_t));
        x_free[c] = block;
    }
    // How many lines a block has that was asked for so many.
    [[nodiscard]] static constexpr std::size_t lines_given(std::size_t lines) noexcept {
        const auto c = class_of(lines);
        return c < exact_classes ? c + 1 : exact_classes << (c - exact_classes + 1);
    }

    [[nodiscard]] std::byte* address(std::uint32_t block) const noexcept {
        return x_chunks[block / lines_per_chunk].data + (block % lines_per_chunk) * line;
    }
    // Bytes held, free ones included.
    [[nodiscard]] std::size_t bytes() const noexcept { return x_bytes; }

private:
    static constexpr std::size_t lines_per_chunk = 1U << 15U;  // 2 MiB
    static constexpr std::size_t first_lines = 1U << 10U;      // of the first chunk: 64 KiB
    static constexpr std::size_t exact_classes = 64;           // up to 4 KiB by the line, above by powers of two
    static constexpr std::size_t class_total = exact_classes + 16;

    [[nodiscard]] static constexpr std::size_t class_of(std::size_t lines) noexcept {
        if (lines <= exact_classes) return lines - 1;
        return exact_classes + static_cast<std::size_t>(64 - __builtin_clzll((lines - 1) / exact_classes)) - 1;
    }
    [[nodiscard]] ESCALERA_API std::uint32_t take_new(std::size_t lines) noexcept;
    [[nodiscard]] bool add_chunk(std::size_t lines) noexcept;

    struct chunk {
        std::byte* data = nullptr;
        std::size_t bytes = 0;
    };
    std::vector<chunk> x_chunks;
    std::size_t x_next_line = 0;  // in the chunk that is being handed out
    std::size_t x_end_line = 0;
    std::size_t x_current = 0;  // that chunk
    std::size_t x_bytes = 0;
    std::array<std::uint32_t, class_total> x_free{};
};

// Asks for the line of memory there ahead of time. The empty statement is for gcc, which takes a function that does nothing
// but prefetch for one without effect, and leaves out its calls.
inline void ask_for(const void* at) noexcept {
    __builtin_prefetch(at);
    asm volatile("");
}

// Memory for large arrays that are reached at random, on huge pages where the kernel has them. Zeroed; null when there is none.
[[nodiscard]] ESCALERA_API std::byte* take_pages(std::size_t bytes) noexcept;
ESCALERA_API void give_back_pages(std::byte* at, std::size_t bytes) noexcept;

ESCALERA_NAMESPACE_END

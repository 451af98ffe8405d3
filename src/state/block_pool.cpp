#include "escalera/state/block_pool.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#ifdef __linux__
#include <sys/mman.h>
#endif

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr std::size_t huge_page = std::size_t{2} << 20U;

std::align_val_t alignment_of(std::size_t bytes) noexcept { return std::align_val_t{bytes >= huge_page ? huge_page : block_pool::line}; }

std::byte* take_aligned(std::size_t bytes) noexcept {
    auto* at = static_cast<std::byte*>(::operator new(bytes, alignment_of(bytes), std::nothrow));
#ifdef MADV_HUGEPAGE
    // Only asked for: where the kernel declines, small pages serve as well.
    if (at != nullptr && bytes >= huge_page) static_cast<void>(madvise(at, bytes / huge_page * huge_page, MADV_HUGEPAGE));
#endif
    return at;
}

}  // namespace

std::byte* take_pages(std::size_t bytes) noexcept {
    auto* at = take_aligned(bytes);
    if (at != nullptr) std::memset(at, 0, bytes);
    return at;
}

void give_back_pages(std::byte* at, std::size_t bytes) noexcept { ::operator delete(at, alignment_of(bytes)); }

block_pool::~block_pool() {
    for (const auto& c : x_chunks) give_back_pages(c.data, c.bytes);
}

void block_pool::swap(block_pool& other) noexcept {
    x_chunks.swap(other.x_chunks);
    std::swap(x_next_line, other.x_next_line);
    std::swap(x_end_line, other.x_end_line);
    std::swap(x_current, other.x_current);
    std::swap(x_bytes, other.x_bytes);
    x_free.swap(other.x_free);
}

bool block_pool::add_chunk(std::size_t lines) noexcept {
    try {
        x_chunks.reserve(x_chunks.size() + 1);
    } catch (const std::bad_alloc&) {
        return false;
    }
    auto* data = take_aligned(lines * line);
    if (data == nullptr) return false;
    x_chunks.push_back({data, lines * line});
    x_bytes += lines * line;
    return true;
}

std::uint32_t block_pool::take_new(std::size_t lines) noexcept {
    if (class_of(lines) >= class_total) return no_block;
    const auto wanted = lines_given(lines);
    if (wanted > lines_per_chunk) {
        if (!add_chunk(wanted)) return no_block;
        return static_cast<std::uint32_t>((x_chunks.size() - 1) * lines_per_chunk);
    }
    if (x_next_line + wanted > x_end_line) {
        const auto size = x_chunks.empty() && wanted <= first_lines ? first_lines : lines_per_chunk;
        if (!add_chunk(size)) return no_block;
        // The rest of the old chunk is not lost: it becomes free blocks.
        while (x_next_line < x_end_line) {
            const auto rest = std::min(x_end_line - x_next_line, exact_classes);
            give_back(static_cast<std::uint32_t>(x_current * lines_per_chunk + x_next_line), rest);
            x_next_line += rest;
        }
        x_current = x_chunks.size() - 1;
        x_next_line = 0;
        x_end_line = size;
    }
    const auto block = x_current * lines_per_chunk + x_next_line;
    x_next_line += wanted;
    return static_cast<std::uint32_t>(block);
}

ESCALERA_NAMESPACE_END

#pragma once
// Counts every allocation of a test binary, and makes the n-th fail: for tests that nothing is allocated in the steady
// state, and that nothing breaks where memory runs out. To be included by one file of a binary: it defines the
// replaceable allocation functions.

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace escalera::testing {

struct counted_memory {
    static inline std::atomic<std::size_t> allocations{0};
    static inline std::atomic<std::size_t> fails_at{0};  // the allocation that fails, counted from now on; 0: none
    static inline std::atomic<bool> fails_from_there{false};

    // The n-th allocation from now on fails; all that follow too where `and_later`.
    static void fail_at(std::size_t n, bool and_later = false) noexcept {
        fails_from_there = and_later;
        fails_at = n;
    }
    static void fail_never() noexcept { fails_at = 0; }

    static void* allocate(std::size_t size, std::size_t alignment) noexcept {
        ++allocations;
        if (auto left = fails_at.load(); left != 0) {
            if (left == 1 && fails_from_there) return nullptr;
            fails_at = left - 1;
            if (left == 1) return nullptr;
        }
        if (alignment <= alignof(std::max_align_t)) return std::malloc(size == 0 ? 1 : size);
        return std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
    }
    static void* allocate_or_throw(std::size_t size, std::size_t alignment) {
        if (auto* p = allocate(size, alignment)) return p;
        throw std::bad_alloc();
    }
};

}  // namespace escalera::testing

// NOLINTBEGIN: these are the names and shapes that the language gives them
void* operator new(std::size_t size) { return escalera::testing::counted_memory::allocate_or_throw(size, 1); }
void* operator new[](std::size_t size) { return escalera::testing::counted_memory::allocate_or_throw(size, 1); }
void* operator new(std::size_t size, std::align_val_t a) {
    return escalera::testing::counted_memory::allocate_or_throw(size, static_cast<std::size_t>(a));
}
void* operator new[](std::size_t size, std::align_val_t a) {
    return escalera::testing::counted_memory::allocate_or_throw(size, static_cast<std::size_t>(a));
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return escalera::testing::counted_memory::allocate(size, 1); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return escalera::testing::counted_memory::allocate(size, 1); }
void* operator new(std::size_t size, std::align_val_t a, const std::nothrow_t&) noexcept {
    return escalera::testing::counted_memory::allocate(size, static_cast<std::size_t>(a));
}
void* operator new[](std::size_t size, std::align_val_t a, const std::nothrow_t&) noexcept {
    return escalera::testing::counted_memory::allocate(size, static_cast<std::size_t>(a));
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete[](void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete[](void* p, std::size_t) noexcept { std::free(p); }
void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete[](void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }
void operator delete[](void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }
// NOLINTEND

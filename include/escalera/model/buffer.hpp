#pragma once
// A growing array of plain elements that never throws: a failed allocation raises a flag that whoever asked looks
// at once, at the end, and the element is left out.
//
// A step fills many small arrays; checking each push would bury what it does. Because nothing outside is changed
// before the flag has been looked at, a step that ran out of memory simply did not happen.
// Invariant: size() <= capacity(); memory is kept by clear(), so a steady state allocates nothing.
// Threads: none of its own.   Cost: push is a compare and a store; growth doubles.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

// Shared by the buffers of one workspace.
struct memory_flag {
    bool exhausted = false;
    bool too_large = false;     // beside `exhausted`: more than one record may have was asked for; trying again is of no use
    bool has_headroom = false;  // what time brings may need more than events may: see working_record::most_bytes
};

template <class T>
class buffer {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    explicit buffer(memory_flag& flag) noexcept : x_flag(&flag) {}
    buffer(const buffer&) = delete;
    buffer& operator=(const buffer&) = delete;
    ~buffer() { ::operator delete (x_data, std::align_val_t{alignment}); }

    [[nodiscard]] T* data() noexcept { return x_data; }
    [[nodiscard]] const T* data() const noexcept { return x_data; }
    [[nodiscard]] std::size_t size() const noexcept { return x_size; }
    [[nodiscard]] std::size_t capacity() const noexcept { return x_capacity; }
    [[nodiscard]] bool empty() const noexcept { return x_size == 0; }
    [[nodiscard]] T& operator[](std::size_t i) noexcept { return x_data[i]; }
    [[nodiscard]] const T& operator[](std::size_t i) const noexcept { return x_data[i]; }
    [[nodiscard]] T* begin() noexcept { return x_data; }
    [[nodiscard]] T* end() noexcept { return x_data + x_size; }
    [[nodiscard]] const T* begin() const noexcept { return x_data; }
    [[nodiscard]] const T* end() const noexcept { return x_data + x_size; }
    [[nodiscard]] T& back() noexcept { return x_data[x_size - 1]; }
    [[nodiscard]] std::span<const T> view() const noexcept { return {x_data, x_size}; }

    void clear() noexcept { x_size = 0; }
    void truncate(std::size_t size) noexcept { x_size = size; }

    // False, and the flag raised, when there is no memory.
    bool reserve(std::size_t wanted) noexcept { return wanted <= x_capacity || grow(wanted); }

    void push(const T& element) noexcept {
        if (x_size == x_capacity && !grow(x_size + 1)) return;
        x_data[x_size++] = element;
    }

    void append(const T* first, std::size_t count) noexcept {
        if (count == 0 || !reserve(x_size + count)) return;
        std::memcpy(static_cast<void*>(x_data + x_size), first, count * sizeof(T));
        x_size += count;
    }

    void assign(const T* first, std::size_t count) noexcept {
        clear();
        append(first, count);
    }

    void insert(std::size_t at, const T& element) noexcept {
        const T kept = element;  // it may lie in this very buffer
        if (x_size == x_capacity && !grow(x_size + 1)) return;
        std::memmove(static_cast<void*>(x_data + at + 1), x_data + at, (x_size - at) * sizeof(T));
        x_data[at] = kept;
        ++x_size;
    }

    void erase(std::size_t at, std::size_t count = 1) noexcept {
        std::memmove(static_cast<void*>(x_data + at), x_data + at + count, (x_size - at - count) * sizeof(T));
        x_size -= count;
    }

    // The elements change places; each buffer keeps its flag.
    void swap(buffer& other) noexcept {
        std::swap(x_data, other.x_data);
        std::swap(x_size, other.x_size);
        std::swap(x_capacity, other.x_capacity);
    }

    // Makes the size `size`, whatever the new elements hold.
    void resize_uninitialised(std::size_t size) noexcept {
        if (reserve(size)) x_size = size;
    }

private:
    static constexpr std::size_t element_size = sizeof(T);  // NOLINT(bugprone-sizeof-expression): elements may be pointers
    static constexpr std::size_t alignment = alignof(T) > 16 ? alignof(T) : 16;

    bool grow(std::size_t wanted) noexcept {
        std::size_t capacity = x_capacity == 0 ? 16 : x_capacity * 2;
        if (capacity < wanted) capacity = wanted;
        auto* grown = static_cast<T*>(::operator new (capacity* element_size, std::align_val_t{alignment}, std::nothrow));
        if (grown == nullptr) {
            x_flag->exhausted = true;
            return false;
        }
        if (x_size != 0) std::memcpy(static_cast<void*>(grown), x_data, x_size * element_size);
        ::operator delete (x_data, std::align_val_t{alignment});
        x_data = grown;
        x_capacity = capacity;
        return true;
    }

    T* x_data = nullptr;
    std::size_t x_size = 0;
    std::size_t x_capacity = 0;
    memory_flag* x_flag;
};

ESCALERA_NAMESPACE_END

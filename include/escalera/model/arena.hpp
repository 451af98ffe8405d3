#pragma once
// Memory for texts and lists that live until they are forgotten together: allocated by bumping, in chunks that stay
// where they are, so that views into it hold.
//
// A failed allocation raises the memory flag and yields an empty stretch.
// Threads: none of its own.   Cost: an add and a compare; chunks are kept by clear(), so a steady state allocates
// nothing.

#include <cstddef>
#include <cstring>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>

#include "escalera/config.hpp"
#include "escalera/model/buffer.hpp"

ESCALERA_NAMESPACE_BEGIN

class arena {
public:
    explicit arena(memory_flag& flag) noexcept : x_flag(&flag), x_chunks(flag) {}
    arena(const arena&) = delete;
    arena& operator=(const arena&) = delete;
    ~arena() {
        for (const auto& c : x_chunks) ::operator delete(c.data);
    }

    // What was taken since a mark is forgotten by rewinding to it.
    struct mark {
        std::size_t chunk = 0;
        std::size_t used = 0;
    };
    [[nodiscard]] mark here() const noexcept { return {x_current, x_used}; }
    void rewind(mark m) noexcept {
        x_current = m.chunk;
        x_used = m.used;
    }
    void clear() noexcept {
        rewind({});
        x_saw_misfit = false;
    }

    // That something which was to be viewed here is larger than an event may be: whoever asks looks for it.
    void note_misfit() noexcept { x_saw_misfit = true; }
    [[nodiscard]] bool saw_misfit() const noexcept { return x_saw_misfit; }

    // Elements with their default values; fewer than asked for (none) only when there is no memory.
    template <class T>
    [[nodiscard]] std::span<T> take(std::size_t count) noexcept {
        static_assert(std::is_trivially_copyable_v<T> && alignof(T) <= alignment);
        if (count == 0) return {};
        auto* at = bytes(count * sizeof(T));
        if (at == nullptr) return {};
        auto* first = reinterpret_cast<T*>(at);
        for (std::size_t i = 0; i < count; ++i) new (first + i) T{};
        return {first, count};
    }

    [[nodiscard]] std::string_view copy(std::string_view s) noexcept {
        if (s.empty()) return {};
        auto* at = bytes(s.size());
        if (at == nullptr) return {};
        std::memcpy(at, s.data(), s.size());
        return {reinterpret_cast<const char*>(at), s.size()};
    }

private:
    static constexpr std::size_t alignment = 16;
    static constexpr std::size_t chunk_size = std::size_t{16} * 1024;

    struct chunk {
        std::byte* data = nullptr;
        std::size_t size = 0;
    };

    std::byte* bytes(std::size_t size) noexcept {
        size = (size + alignment - 1) & ~(alignment - 1);
        if (x_current < x_chunks.size() && size <= x_chunks[x_current].size - x_used) {
            auto* at = x_chunks[x_current].data + x_used;
            x_used += size;
            return at;
        }
        for (; x_current < x_chunks.size(); ++x_current, x_used = 0) {
            if (size > x_chunks[x_current].size - x_used) continue;
            auto* at = x_chunks[x_current].data + x_used;
            x_used += size;
            return at;
        }
        return grow(size);
    }

    std::byte* grow(std::size_t size) noexcept {
        if (!x_chunks.reserve(x_chunks.size() + 1)) return nullptr;
        const auto wanted = size > chunk_size ? size : chunk_size;
        auto* data = static_cast<std::byte*>(::operator new(wanted, std::nothrow));
        if (data == nullptr) {
            x_flag->exhausted = true;
            return nullptr;
        }
        x_chunks.push({data, wanted});
        x_current = x_chunks.size() - 1;
        x_used = size;
        return data;
    }

    memory_flag* x_flag;
    buffer<chunk> x_chunks;
    std::size_t x_current = 0;
    std::size_t x_used = 0;
    bool x_saw_misfit = false;
};

ESCALERA_NAMESPACE_END

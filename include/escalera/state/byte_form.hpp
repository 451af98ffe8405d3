#pragma once
// Numbers and texts as bytes that are the same on every machine: fixed little-endian widths, lengths before texts.
//
// A reader that is asked for more than is there, or for a length that cannot be, turns bad and answers zeros from
// then on: hostile bytes end in an error, in time linear in their length.
// Threads: none of its own.   Cost: linear.

#include <cstdint>
#include <string>
#include <string_view>

#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

class byte_writer {
public:
    void number(std::uint64_t n, int width = 8) {
        for (int i = 0; i < width; ++i) x_bytes.push_back(static_cast<char>(n >> (8 * i) & 0xFFU));
    }
    void whole(std::int64_t n) { number(static_cast<std::uint64_t>(n)); }
    void count(std::size_t n) { number(n, 4); }
    void text(std::string_view s) {
        count(s.size());
        x_bytes.append(s);
    }
    [[nodiscard]] const std::string& bytes() const noexcept { return x_bytes; }
    [[nodiscard]] std::string take() noexcept { return std::move(x_bytes); }

private:
    std::string x_bytes;
};

class byte_reader {
public:
    explicit byte_reader(std::string_view bytes) noexcept : x_rest(bytes) {}

    [[nodiscard]] std::uint64_t number(int width = 8) noexcept {
        if (x_rest.size() < static_cast<std::size_t>(width)) {
            fail();
            return 0;
        }
        std::uint64_t n = 0;
        for (int i = 0; i < width; ++i)
            n |= static_cast<std::uint64_t>(static_cast<unsigned char>(x_rest[static_cast<std::size_t>(i)])) << (8 * i);
        x_rest.remove_prefix(static_cast<std::size_t>(width));
        return n;
    }
    [[nodiscard]] std::int64_t whole() noexcept { return static_cast<std::int64_t>(number()); }
    // How many of something follow, each at least `each` bytes long.
    [[nodiscard]] std::size_t count(std::size_t each = 1) noexcept {
        const auto n = static_cast<std::size_t>(number(4));
        if (n <= x_rest.size() / each) return n;
        fail();
        return 0;
    }
    [[nodiscard]] std::string_view text() noexcept {
        const auto n = count();
        const auto s = x_rest.substr(0, n);
        x_rest.remove_prefix(n);
        return s;
    }
    void fail() noexcept {
        x_is_bad = true;
        x_rest = {};
    }
    [[nodiscard]] bool is_bad() const noexcept { return x_is_bad; }
    [[nodiscard]] bool at_end() const noexcept { return x_rest.empty(); }

private:
    std::string_view x_rest;
    bool x_is_bad = false;
};

ESCALERA_NAMESPACE_END

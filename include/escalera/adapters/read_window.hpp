#pragma once
// A window over a byte source that shows what has been read and not yet used, for readers that look for the end of
// a line or row.
//
// Invariant: data() is valid until the next more() or use(). A byte order mark of UTF-8 at the very beginning is
// dropped; one of UTF-16 or UTF-32 is a failure (input_error::not_utf8).
// Threads: belongs to one reader.   Cost: bytes are moved only when a row does not fit behind the ones before it.

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "escalera/adapters/input.hpp"
#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

class read_window {
public:
    ESCALERA_API explicit read_window(std::unique_ptr<byte_source> from);

    // What is there and not yet used.
    [[nodiscard]] std::string_view data() const noexcept { return {x_buffer.data() + x_begin, x_end - x_begin}; }

    // Reads more behind it; false at the end of the source, or where it failed.
    ESCALERA_API bool more();

    // Forgets the first `count` bytes.
    void use(std::size_t count) noexcept { x_begin += count; }

    // Set once the source has failed.
    [[nodiscard]] const boost::system::error_code& failed() const noexcept { return x_failed; }
    [[nodiscard]] const byte_source& source() const noexcept { return *x_from; }

private:
    void make_room();
    bool append();
    bool drop_byte_order_mark();

    std::unique_ptr<byte_source> x_from;
    std::vector<char> x_buffer;
    std::size_t x_begin = 0;
    std::size_t x_end = 0;
    bool x_began = false;
    bool x_over = false;
    boost::system::error_code x_failed;
};

ESCALERA_NAMESPACE_END

#include "escalera/adapters/read_window.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <utility>

ESCALERA_NAMESPACE_BEGIN

namespace {
constexpr std::size_t usual_read = std::size_t{64} << 10;
}

read_window::read_window(std::unique_ptr<byte_source> from) : x_from(std::move(from)), x_buffer(2 * usual_read) {}

bool read_window::more() {
    if (!x_began) {
        x_began = true;
        return drop_byte_order_mark();
    }
    return append();
}

bool read_window::append() {
    if (x_over) return false;
    make_room();
    const auto got = x_from->read(x_buffer.data() + x_end, x_buffer.size() - x_end, x_failed);
    x_end += got;
    x_over = got == 0;
    return got != 0;
}

void read_window::make_room() {
    if (x_buffer.size() - x_end >= usual_read) return;
    const auto size = x_end - x_begin;
    std::memmove(x_buffer.data(), x_buffer.data() + x_begin, size);
    x_begin = 0;
    x_end = size;
    if (x_buffer.size() - x_end < usual_read) x_buffer.resize(2 * x_buffer.size());
}

bool read_window::drop_byte_order_mark() {
    using namespace std::string_view_literals;
    constexpr auto utf8 = "\xEF\xBB\xBF"sv;
    // Both orders of UTF-16, and UTF-32: its marks begin with one of UTF-16's, or with two zero bytes.
    constexpr std::array others = {"\xFF\xFE"sv, "\xFE\xFF"sv, "\0\0\xFE\xFF"sv};
    const auto may_become = [this](std::string_view mark) { return data().size() < mark.size() && mark.starts_with(data()); };
    bool any = append();
    // Waits for no more bytes than it takes to tell.
    while (any && (may_become(utf8) || std::any_of(others.begin(), others.end(), may_become))) any = append();
    const auto text = data();
    if (std::any_of(others.begin(), others.end(), [text](std::string_view mark) { return text.starts_with(mark); })) {
        x_failed = input_error::not_utf8;
        x_over = true;
        x_end = x_begin;
        return false;
    }
    if (text.starts_with(utf8)) use(utf8.size());
    return !data().empty() || append();
}

ESCALERA_NAMESPACE_END

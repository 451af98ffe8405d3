#include "escalera/language/source.hpp"

#include <algorithm>

ESCALERA_NAMESPACE_BEGIN

namespace {
constexpr bool is_continuation(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }
}  // namespace

source::source(std::string name, std::string text) : x_name(std::move(name)), x_text(std::move(text)) {
    // A line ends with LF, CRLF or a CR alone, as YAML has it.
    constexpr std::size_t waypoint_every = 4096;
    x_line_starts.push_back(0);
    const std::size_t mark = x_text.starts_with("\xEF\xBB\xBF") ? 3 : 0;  // is no column
    std::uint32_t column = 0;
    auto last = mark;
    for (auto i = mark; i < x_text.size(); ++i) {
        const bool lone_cr = x_text[i] == '\r' && (i + 1 == x_text.size() || x_text[i + 1] != '\n');
        if (x_text[i] == '\n' || lone_cr) {
            x_line_starts.push_back(i + 1);
            column = 0;
            last = i + 1;
            continue;
        }
        if (i - last >= waypoint_every && !is_continuation(x_text[i])) {
            x_waypoints.push_back({i, column});
            last = i;
        }
        column += is_continuation(x_text[i]) ? 0 : 1;
    }
}

position source::position_of(std::size_t offset) const noexcept {
    offset = std::min(offset, x_text.size());
    const auto next = std::upper_bound(x_line_starts.begin(), x_line_starts.end(), offset);
    const auto line = static_cast<std::uint32_t>(next - x_line_starts.begin());
    const auto start = *(next - 1);
    // An offset inside a character counts as its first byte.
    while (offset > start && offset < x_text.size() && is_continuation(x_text[offset])) --offset;
    // A byte order mark is no column.
    std::size_t from = start == 0 && x_text.starts_with("\xEF\xBB\xBF") ? std::min<std::size_t>(3, offset) : start;
    std::uint32_t column = 1;
    const auto passed =
        std::upper_bound(x_waypoints.begin(), x_waypoints.end(), offset, [](std::size_t o, const waypoint& w) { return o < w.offset; });
    if (passed != x_waypoints.begin() && (passed - 1)->offset > from) {
        from = (passed - 1)->offset;
        column = 1 + (passed - 1)->column;
    }
    for (auto i = from; i < offset; ++i) column += is_continuation(x_text[i]) ? 0 : 1;
    return {line, column};
}

std::string_view source::line(std::uint32_t number) const noexcept {
    if (number == 0 || number > x_line_starts.size()) return {};
    auto start = x_line_starts[number - 1];
    auto end = number < x_line_starts.size() ? x_line_starts[number] : x_text.size();
    while (end > start && (x_text[end - 1] == '\n' || x_text[end - 1] == '\r')) --end;
    if (start == 0 && x_text.starts_with("\xEF\xBB\xBF")) start = std::min<std::size_t>(3, end);
    return std::string_view(x_text).substr(start, end - start);
}

std::size_t source::offset_of(position p) const noexcept {
    if (p.line == 0 || p.line > x_line_starts.size()) return x_text.size();
    const auto content = line(p.line);
    auto offset = static_cast<std::size_t>(content.data() - x_text.data());
    const auto end = offset + content.size();
    for (std::uint32_t column = 1; column < p.column && offset < end; ++column) {
        ++offset;
        while (offset < end && is_continuation(x_text[offset])) ++offset;
    }
    return offset;
}

ESCALERA_NAMESPACE_END

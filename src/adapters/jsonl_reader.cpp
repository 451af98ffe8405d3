#include "escalera/adapters/jsonl_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

ESCALERA_NAMESPACE_BEGIN

jsonl_reader::jsonl_reader(std::unique_ptr<byte_source> from, std::size_t max_row_bytes)
    : x_window(std::move(from)), x_max_bytes(max_row_bytes) {}

row_outcome jsonl_reader::next() {
    while (find_line()) {
        if (x_too_long) {
            skip_long_line();
            if (failed()) return row_outcome::failed;
            x_fault = {reject_reason::row_too_long, fmt::format("more than {} bytes", x_max_bytes), x_number, 1};
            return row_outcome::fault;
        }
        if (x_text.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        auto fault = x_line.parse(x_text);
        if (!fault) return row_outcome::row;
        x_fault = std::move(*fault);
        x_fault.line = x_number;
        return row_outcome::fault;
    }
    return failed() ? row_outcome::failed : row_outcome::end;
}

// The next line, or the beginning of one that is too long. False at the end; a line that a failure cuts off is none.
bool jsonl_reader::find_line() {
    x_window.use(x_used);
    x_used = 0;
    x_too_long = false;
    std::size_t looked = 0;
    while (true) {
        const auto data = x_window.data();
        const auto end = data.substr(0, x_max_bytes + 1).find('\n', looked);
        if (end != std::string_view::npos || data.size() > x_max_bytes) {
            x_too_long = end == std::string_view::npos;
            x_text = data.substr(0, end);
            x_used = x_too_long ? 0 : end + 1;
            break;
        }
        looked = data.size();
        if (x_window.more()) continue;
        if (failed() || x_window.data().empty()) return false;
        x_text = x_window.data();
        x_used = x_text.size();
        break;
    }
    if (x_text.ends_with('\r')) x_text.remove_suffix(1);
    ++x_number;
    return true;
}

// Drops the line piece by piece; keeps its beginning to show.
void jsonl_reader::skip_long_line() {
    constexpr std::size_t shown = 1000;
    x_long_line = x_window.data().substr(0, std::min(shown, x_max_bytes));
    x_text = x_long_line;
    do {
        const auto end = x_window.data().find('\n');
        x_window.use(end == std::string_view::npos ? x_window.data().size() : end + 1);
        if (end != std::string_view::npos) return;
    } while (x_window.more());
}

ESCALERA_NAMESPACE_END

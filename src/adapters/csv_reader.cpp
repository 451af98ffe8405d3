#include "escalera/adapters/csv_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

ESCALERA_NAMESPACE_BEGIN

namespace {

bool is_line_break(char c) noexcept { return c == '\n' || c == '\r'; }

// LF, CRLF and CR, each counted once.
std::uint64_t count_line_breaks(std::string_view text) noexcept {
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'))) ++count;
    }
    return count;
}

}  // namespace

csv_reader::csv_reader(std::unique_ptr<byte_source> from, csv_options options) : x_window(std::move(from)), x_options(std::move(options)) {}

row_outcome csv_reader::begin() {
    if (!x_options.names.empty()) {
        x_header = x_options.names;
        return row_outcome::row;
    }
    const auto outcome = next();
    if (outcome != row_outcome::row) return outcome;
    x_header_line = x_row_line;
    for (const auto name : x_cells) x_header.emplace_back(name);
    return outcome;
}

row_outcome csv_reader::next() {
    x_window.use(x_used);
    x_used = x_row_size = 0;
    x_spans.clear();
    x_cells.clear();
    x_faulty = x_too_long = false;
    if (!skip_blank_lines()) return failed() ? row_outcome::failed : row_outcome::end;
    x_row_line = x_next_line;
    return scan_row();
}

// True if the window holds a byte at that offset of the row.
bool csv_reader::have(std::size_t at) {
    while (x_window.data().size() <= at) {
        if (!x_window.more()) return false;
    }
    return true;
}

// False when nothing but empty lines is left.
bool csv_reader::skip_blank_lines() {
    while (have(0)) {
        const char first = x_window.data().front();
        if (!is_line_break(first)) return true;
        const bool both = first == '\r' && have(1) && x_window.data()[1] == '\n';
        x_window.use(both ? 2 : 1);
        ++x_next_line;
    }
    return false;
}

row_outcome csv_reader::scan_row() {
    std::size_t at = 0;
    while (true) {
        if (have(at) && x_window.data()[at] == '"') {
            if (!scan_quoted(at) && failed()) return row_outcome::failed;
        } else {
            scan_unquoted(at);
        }
        if (x_faulty) scan_to_line_end(at);
        if (at > x_options.max_row_bytes) return skip_long_row();
        if (!have(at)) {
            if (failed()) return row_outcome::failed;
            return end_row(at);
        }
        if (is_line_break(x_window.data()[at])) return end_row(at);
        ++at;  // the delimiter: another cell follows, if only an empty one at the end of the file
    }
}

// From the opening quote to behind the closing one. False where the cell never ends.
bool csv_reader::scan_quoted(std::size_t& at) {
    const auto opening = at;
    cell_span cell{at + 1, 0, true, false};
    ++at;
    while (have(at) && at <= x_options.max_row_bytes) {
        const auto rest = x_window.data().substr(at);
        const auto* quote = static_cast<const char*>(std::memchr(rest.data(), '"', rest.size()));
        if (quote == nullptr) {
            at += rest.size();
            continue;
        }
        at += static_cast<std::size_t>(quote - rest.data()) + 1;
        if (have(at) && x_window.data()[at] == '"') {
            cell.doubled = true;
            ++at;
            continue;
        }
        cell.end = at - 1;
        x_spans.push_back(cell);
        if (have(at) && x_window.data()[at] != x_options.delimiter && !is_line_break(x_window.data()[at])) {
            set_fault(reject_reason::stray_quote, "text behind the closing quote of a cell", at);
        }
        return true;
    }
    // Where the row became too long, the caller says so.
    if (at <= x_options.max_row_bytes) set_fault(reject_reason::unclosed_quote, "the quote that opens here is never closed", opening);
    return false;
}

void csv_reader::scan_unquoted(std::size_t& at) {
    const auto begin = at;
    const auto stops = [this](char c) { return c == x_options.delimiter || c == '"' || is_line_break(c); };
    while (have(at) && at <= x_options.max_row_bytes) {
        const auto rest = x_window.data().substr(at);
        const auto stop = std::find_if(rest.begin(), rest.end(), stops);
        at += static_cast<std::size_t>(stop - rest.begin());
        if (stop == rest.end()) continue;
        if (*stop == '"') set_fault(reject_reason::stray_quote, "a quote inside a cell that does not begin with one", at);
        break;
    }
    x_spans.push_back({begin, at, false, false});
}

// Behind a fault the rest of the line is not looked at.
void csv_reader::scan_to_line_end(std::size_t& at) {
    while (have(at) && at <= x_options.max_row_bytes) {
        const auto rest = x_window.data().substr(at);
        const auto stop = std::find_if(rest.begin(), rest.end(), is_line_break);
        at += static_cast<std::size_t>(stop - rest.begin());
        if (stop != rest.end()) break;
    }
}

// The row ends at `at`, where a line break or the end of the file stands.
row_outcome csv_reader::end_row(std::size_t at) {
    x_row_size = x_used = at;
    if (have(at)) {
        const bool both = x_window.data()[at] == '\r' && have(at + 1) && x_window.data()[at + 1] == '\n';
        x_used += both ? 2 : 1;
    }
    x_next_line = x_row_line + count_line_breaks(row()) + 1;
    if (x_faulty) return row_outcome::fault;
    if (const auto bad = x_options.encoding == text_encoding::utf8 ? first_invalid_utf8(row()) : std::string_view::npos;
        bad != std::string_view::npos) {
        set_fault(reject_reason::bad_encoding,
                  fmt::format("byte 0x{:02X} is not UTF-8; if the file is Latin-1, say 'encoding: latin-1' in the map",
                              static_cast<unsigned char>(row()[bad])),
                  bad);
        return row_outcome::fault;
    }
    if (!x_header.empty() && x_spans.size() != x_header.size()) {
        const bool few = x_spans.size() < x_header.size();
        set_fault(few ? reject_reason::too_few_cells : reject_reason::too_many_cells,
                  fmt::format("{} where the header names {}", x_spans.size(), x_header.size()),
                  few ? 0 : x_spans[x_header.size()].begin - (x_spans[x_header.size()].quoted ? 1 : 0));
        return row_outcome::fault;
    }
    make_cells();
    return row_outcome::row;
}

// Drops everything up to the first line feed behind the limit, piece by piece; keeps the row's beginning to show.
row_outcome csv_reader::skip_long_row() {
    constexpr std::size_t shown = 1000;
    x_too_long = true;
    x_long_row = x_window.data().substr(0, std::min(shown, x_options.max_row_bytes));
    set_fault(reject_reason::row_too_long, fmt::format("more than {} bytes; is a quote missing?", x_options.max_row_bytes), 0);
    auto limit = x_options.max_row_bytes;
    while (true) {
        const auto data = x_window.data();
        const auto end = data.find('\n', std::min(limit, data.size()));
        const auto count = end == std::string_view::npos ? data.size() : end + 1;
        // A CR at the end of a piece is left for the next one, which may begin with its LF.
        const bool cr_last = end == std::string_view::npos && !data.empty() && data.back() == '\r';
        if (cr_last && count == 1 && x_window.more()) continue;
        const auto used = cr_last && count > 1 ? count - 1 : count;
        x_next_line += count_line_breaks(data.substr(0, used));
        x_window.use(used);
        limit -= std::min(limit, used);
        if (end != std::string_view::npos) return row_outcome::fault;
        if (!x_window.more()) {
            x_window.use(x_window.data().size());
            return failed() ? row_outcome::failed : row_outcome::fault;
        }
    }
}

void csv_reader::set_fault(reject_reason why, std::string particulars, std::size_t at) {
    if (x_faulty && !x_too_long) return;
    x_faulty = true;
    const auto where = position_at(at);
    x_fault = {why, std::move(particulars), where.line, where.column};
}

void csv_reader::make_cells() {
    x_scratch.clear();
    x_scratch.reserve(2 * x_row_size);  // Latin-1 at most doubles: views into it stay valid
    for (const auto& span : x_spans) {
        auto text = row().substr(span.begin, span.end - span.begin);
        const bool latin1 = x_options.encoding == text_encoding::latin1;
        if (!span.doubled && !latin1) {
            x_cells.push_back(text);
            continue;
        }
        const auto begin = x_scratch.size();
        while (!text.empty()) {
            // Up to and with the first quote of a doubled one; the second is dropped.
            const auto quote = span.doubled ? text.find('"') : std::string_view::npos;
            const auto part = text.substr(0, quote == std::string_view::npos ? quote : quote + 1);
            latin1 ? append_latin1(x_scratch, part) : void(x_scratch.append(part));
            text.remove_prefix(quote == std::string_view::npos ? part.size() : part.size() + 1);
        }
        x_cells.emplace_back(x_scratch.data() + begin, x_scratch.size() - begin);
    }
}

row_position csv_reader::position_at(std::size_t at) const noexcept {
    const auto before = x_window.data().substr(0, at);
    const auto line_break = before.find_last_of("\r\n");
    const auto in_line = line_break == std::string_view::npos ? before : before.substr(line_break + 1);
    const auto column = x_options.encoding == text_encoding::latin1 ? in_line.size() : count_code_points(in_line);
    return {x_row_line + count_line_breaks(before), static_cast<std::uint32_t>(column + 1)};
}

row_position csv_reader::position_of_cell(std::size_t cell) const noexcept {
    return position_at(x_spans[cell].begin - (x_spans[cell].quoted ? 1 : 0));
}

std::string csv_reader::row_text() const {
    const auto text = x_too_long ? std::string_view(x_long_row) : row();
    if (x_options.encoding == text_encoding::utf8) return std::string(text);
    std::string result;
    append_latin1(result, text);
    return result;
}

ESCALERA_NAMESPACE_END

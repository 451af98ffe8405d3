#include "edited_text.hpp"

#include <algorithm>

ESCALERA_NAMESPACE_BEGIN

edited_text::edited_text(source_ptr in) : x_in(std::move(in)) {
    x_first = x_in->text().starts_with("\xEF\xBB\xBF") ? 3 : 0;
    rebuild();
}

void edited_text::overwrite(std::size_t begin, std::size_t length, char with) {
    if (x_overwritten.empty()) x_overwritten = x_in->text();
    x_overwritten.replace(begin, length, length, with);
}

void edited_text::overwrite_unreadable(std::size_t begin, std::size_t length) {
    constexpr std::size_t most = 1000;
    overwrite(begin, length, '_');
    if (x_unreadable.size() < most) x_unreadable.push_back(begin);
}

bool edited_text::holds_unreadable(std::size_t begin, std::size_t end) const noexcept {
    if (x_unreadable.empty()) return false;
    const auto next = std::lower_bound(x_unreadable.begin(), x_unreadable.end(), source_offset(begin));
    return next != x_unreadable.end() && *next < source_offset(end);
}

void edited_text::add(text_edit edit) {
    std::erase_if(x_edits, [&](const text_edit& e) { return e.begin < edit.end && edit.begin < e.end; });
    const auto place = std::find_if(x_edits.begin(), x_edits.end(), [&](const text_edit& e) { return e.begin >= edit.end; });
    x_edits.insert(place, std::move(edit));
    rebuild();
}

void edited_text::rebuild() {
    const auto all = x_overwritten.empty() ? x_in->text() : std::string_view(x_overwritten);
    x_text.clear();
    x_pieces.assign(1, {0, x_first, true, false});
    auto from = x_first;
    for (const auto& e : x_edits) {
        x_text.append(all.substr(from, e.begin - from));
        x_pieces.push_back({x_text.size(), e.begin, false, e.placeholder});
        x_text += e.with;
        x_pieces.push_back({x_text.size(), e.end, true, false});
        from = e.end;
    }
    x_text.append(all.substr(from));
}

const edited_text::piece& edited_text::piece_at(std::size_t offset) const noexcept {
    const auto next =
        std::upper_bound(x_pieces.begin(), x_pieces.end(), offset, [](std::size_t o, const piece& p) { return o < p.offset; });
    return *(next - 1);
}

std::size_t edited_text::source_offset(std::size_t offset) const noexcept {
    const auto& p = piece_at(std::min(offset, x_text.size()));
    return p.copied ? p.origin + (std::min(offset, x_text.size()) - p.offset) : p.origin;
}

std::size_t edited_text::offset_of(std::size_t source_offset) const noexcept {
    auto next =
        std::upper_bound(x_pieces.begin(), x_pieces.end(), source_offset, [](std::size_t o, const piece& p) { return o < p.origin; });
    if (next == x_pieces.begin()) return 0;
    const auto& p = *(next - 1);
    return p.copied ? std::min(p.offset + (source_offset - p.origin), x_text.size()) : p.offset;
}

bool edited_text::in_placeholder(std::size_t offset) const noexcept { return piece_at(offset).placeholder; }

ESCALERA_NAMESPACE_END

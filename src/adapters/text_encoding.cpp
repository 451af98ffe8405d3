#include "escalera/adapters/text_encoding.hpp"

#include <cstring>

ESCALERA_NAMESPACE_BEGIN

namespace {

unsigned byte_at(std::string_view text, std::size_t i) noexcept { return static_cast<unsigned char>(text[i]); }

bool is_continuation(std::string_view text, std::size_t i) noexcept { return i < text.size() && (byte_at(text, i) & 0xC0U) == 0x80U; }

// Bytes of the valid character that begins at `i`; 0 if none does.
std::size_t character_length(std::string_view text, std::size_t i) noexcept {
    const unsigned first = byte_at(text, i);
    if (first < 0x80) return 1;
    if (first < 0xC2 || first > 0xF4 || !is_continuation(text, i + 1)) return 0;
    if (first < 0xE0) return 2;
    const unsigned second = byte_at(text, i + 1);
    if (first < 0xF0) {
        const bool overlong = first == 0xE0 && second < 0xA0;
        const bool surrogate = first == 0xED && second > 0x9F;
        return !overlong && !surrogate && is_continuation(text, i + 2) ? 3 : 0;
    }
    const bool overlong = first == 0xF0 && second < 0x90;
    const bool too_high = first == 0xF4 && second > 0x8F;
    return !overlong && !too_high && is_continuation(text, i + 2) && is_continuation(text, i + 3) ? 4 : 0;
}

// The first offset from `i` on at which a byte is not ASCII.
std::size_t skip_ascii(std::string_view text, std::size_t i) noexcept {
    while (i + 8 <= text.size()) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, text.data() + i, 8);
        if ((eight & 0x8080808080808080U) != 0) break;
        i += 8;
    }
    while (i < text.size() && byte_at(text, i) < 0x80) ++i;
    return i;
}

}  // namespace

std::size_t first_invalid_utf8(std::string_view text) noexcept {
    for (std::size_t i = skip_ascii(text, 0); i < text.size(); i = skip_ascii(text, i)) {
        const auto length = character_length(text, i);
        if (length == 0) return i;
        i += length;
    }
    return std::string_view::npos;
}

std::string with_valid_utf8(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const auto bad = first_invalid_utf8(text);
        result.append(text.substr(0, bad));
        if (bad == std::string_view::npos) break;
        result.append("\xEF\xBF\xBD");
        text.remove_prefix(bad + 1);
    }
    return result;
}

std::size_t count_code_points(std::string_view text) noexcept {
    std::size_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++count) {
        const auto length = character_length(text, i);
        i += length == 0 ? 1 : length;
    }
    return count;
}

void append_latin1(std::string& to, std::string_view latin1) {
    for (const char c : latin1) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            to.push_back(c);
        } else {
            to.push_back(static_cast<char>(0xC0U | (byte >> 6U)));
            to.push_back(static_cast<char>(0x80U | (byte & 0x3FU)));
        }
    }
}

ESCALERA_NAMESPACE_END

#include "yaml_text_check.hpp"

#include <cstdint>
#include <string_view>

#include <fmt/format.h>

ESCALERA_NAMESPACE_BEGIN

namespace {

// Of one kind of mistake, so many are told one by one; a file full of them is told as such.
constexpr std::size_t told_one_by_one = 20;

struct decoded_character {
    std::uint32_t value = 0;
    std::size_t length = 1;
    bool valid = false;
};

// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
decoded_character decode(std::string_view s) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(s[i])); };
    const auto first = byte(0);
    if (first < 0x80) return {first, 1, true};
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || s.size() < length) return {first, 1, false};
    auto value = first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U) return {first, 1, false};
        value = (value << 6U) | (byte(i) & 0x3FU);
    }
    constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool valid = value >= smallest[length] && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
    return {value, valid ? length : 1, valid};
}

constexpr bool is_control(std::uint32_t c) noexcept {
    const bool c0 = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
    return c0 || (c >= 0x7F && c <= 0x9F && c != 0x85) || c == 0xFEFF || c == 0xFFFE || c == 0xFFFF;
}

std::string_view foreign_encoding(std::string_view text) noexcept {
    using namespace std::string_view_literals;
    if (text.starts_with("\xFF\xFE\0\0"sv) || text.starts_with("\0\0\xFE\xFF"sv)) return "UTF-32";
    if (text.starts_with("\xFF\xFE"sv) || text.starts_with("\xFE\xFF"sv)) return "UTF-16";
    if (text.size() < 4) return {};
    if (text[0] == '\0' && text[1] == '\0' && text[2] == '\0') return "UTF-32";
    if (text[1] == '\0' && text[2] == '\0' && text[3] == '\0') return "UTF-32";
    if ((text[0] == '\0' && text[2] == '\0') || (text[1] == '\0' && text[3] == '\0')) return "UTF-16";
    return {};
}

constexpr bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Behind the quoted text that begins at `at`, or the end.
std::size_t behind_quoted(std::string_view text, std::size_t at) noexcept {
    for (auto i = at + 1; i < text.size(); ++i) {
        if (text[i] == text[at]) return i + 1;
        if (text[i] == '\\' && text[at] == '"') ++i;
    }
    return text.size();
}

class checker {
public:
    checker(edited_text& text, diagnostics& found) : x_edited(text), x_found(found), x_text(text.in()->text()) {}

    void run() {
        for (std::size_t i = x_text.starts_with("\xEF\xBB\xBF") ? 3 : 0; i < x_text.size();) i += check(i);
        if (x_bad_bytes + x_controls + x_returns != 0) x_edited.refresh();
    }

private:
    std::size_t check(std::size_t i) {
        const auto c = static_cast<unsigned char>(x_text[i]);
        if (c >= 0x20 && c < 0x7F) return 1;
        if (c == '\n' || c == '\t') return 1;
        if (c == '\r') return check_return(i);
        const auto character = decode(x_text.substr(i));
        if (!character.valid) {
            tell(x_bad_bytes, code::bad_encoding, i, 1, fmt::format("the byte 0x{:02X} is no UTF-8 here", c), "save the file as UTF-8");
            x_edited.overwrite_unreadable(i, 1);
        } else if (is_control(character.value)) {
            tell(x_controls, code::control_character, i, character.length, name_of_control(character.value), "remove it");
            x_edited.overwrite_unreadable(i, character.length);
        }
        return character.length;
    }

    std::size_t check_return(std::size_t i) {
        if (i + 1 < x_text.size() && x_text[i + 1] == '\n') return 2;
        tell(x_returns, code::lone_carriage_return, i, 1, "a carriage return without a line feed",
             "end lines with LF or CRLF: save the file anew");
        x_edited.overwrite(i, 1, '\n');
        return 1;
    }

    static std::string name_of_control(std::uint32_t c) {
        if (c == 0) return "a NUL character";
        if (c == 0xFEFF) return "a byte order mark in the middle of the file";
        return fmt::format("the control character U+{:04X}", c);
    }

    void tell(std::size_t& count, code what, std::size_t i, std::size_t length, std::string message, std::string suggestion) {
        if (++count > told_one_by_one) return;
        if (count == told_one_by_one) message += "; there may be more of them";
        x_found.add(what, {x_edited.in(), i, i + length}, std::move(message), std::move(suggestion));
    }

    edited_text& x_edited;
    diagnostics& x_found;
    std::string_view x_text;
    std::size_t x_bad_bytes = 0;
    std::size_t x_controls = 0;
    std::size_t x_returns = 0;
};

}  // namespace

bool check_text(edited_text& text, diagnostics& found) {
    const auto all = text.in()->text();
    if (const auto other = foreign_encoding(all); !other.empty()) {
        found.add(code::bad_encoding, {text.in(), 0, 0}, fmt::format("the file is written in {}", other), "save it as UTF-8");
        return false;
    }
    checker(text, found).run();
    return true;
}

// Quoted texts and comments are passed over; brackets in plain and block texts count too, but most of those are closed.
std::optional<std::size_t> first_bracket_too_deep(std::string_view text, std::size_t most) noexcept {
    std::size_t depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const char before = i == 0 ? '\n' : text[i - 1];
        if (c == '#' && is_space(before)) {
            while (i < text.size() && text[i] != '\n') ++i;
        } else if ((c == '"' || c == '\'') && (is_space(before) || before == '[' || before == '{' || before == ',' || before == ':')) {
            i = behind_quoted(text, i) - 1;
        } else if (c == '[' || c == '{') {
            if (++depth > most) return i;
        } else if ((c == ']' || c == '}') && depth > 0) {
            --depth;
        }
    }
    return std::nullopt;
}

ESCALERA_NAMESPACE_END

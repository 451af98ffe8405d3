#include "scalar_places.hpp"

#include <algorithm>

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }
constexpr bool is_break(char c) noexcept { return c == '\n' || c == '\r'; }
constexpr bool is_space(char c) noexcept { return is_blank(c) || is_break(c); }

class walk {
public:
    walk(std::string_view text, std::size_t begin, std::string_view decoded) : x_text(text), x_at(begin), x_decoded(decoded) {}

    std::optional<scalar_places> plain();
    std::optional<scalar_places> single_quoted();
    std::optional<scalar_places> double_quoted();
    std::optional<scalar_places> block();

private:
    [[nodiscard]] bool at_end() const noexcept { return x_at >= x_text.size(); }
    [[nodiscard]] bool all_decoded() const noexcept { return x_done == x_decoded.size(); }
    [[nodiscard]] char here() const noexcept { return x_at < x_text.size() ? x_text[x_at] : '\0'; }
    [[nodiscard]] char next() const noexcept { return x_at + 1 < x_text.size() ? x_text[x_at + 1] : '\0'; }

    // The next decoded byte is `c` and comes from `origin`.
    bool take(char c, std::size_t origin);
    bool copy();                            // a character that stands for itself
    bool spaces(bool after_escaped_break);  // blanks, or line breaks and the blanks around them, folded
    bool escape();
    std::size_t skip_break() noexcept;                        // its offset
    void gap(std::size_t text_end, std::size_t decoded_end);  // of a block scalar
    std::optional<scalar_places> result(bool closed);

    std::string_view x_text;
    std::size_t x_at;
    std::string_view x_decoded;
    std::size_t x_done = 0;
    scalar_places x_found;
};

bool walk::take(char c, std::size_t origin) {
    if (all_decoded() || x_decoded[x_done] != c) return false;
    auto& runs = x_found.runs;
    const bool goes_on = !runs.empty() && runs.back().original + (x_done - runs.back().decoded) == origin;
    if (!goes_on) runs.push_back({x_done, origin});
    ++x_done;
    x_found.last_end = origin + 1;
    return true;
}

bool walk::copy() {
    if (!take(here(), x_at)) return false;
    ++x_at;
    return true;
}

std::size_t walk::skip_break() noexcept {
    const auto start = x_at;
    x_at += here() == '\r' && next() == '\n' ? 2 : 1;
    return start;
}

// One break becomes a blank (nothing, if it was escaped); of several the first vanishes and the others stay.
bool walk::spaces(bool after_escaped_break) {
    const auto start = x_at;
    while (is_blank(here())) ++x_at;
    if (!is_break(here())) {
        for (auto i = start; i < x_at; ++i) {
            if (!take(x_text[i], i)) return false;
        }
        return true;
    }
    const auto first = skip_break();
    std::size_t others = 0;
    while (true) {
        while (is_blank(here())) ++x_at;
        if (!is_break(here())) break;
        if (!take('\n', skip_break())) return false;
        ++others;
    }
    return others != 0 || after_escaped_break || take(' ', first);
}

std::optional<scalar_places> walk::result(bool closed) {
    if (!all_decoded()) return std::nullopt;
    x_found.end = x_at;
    x_found.closed = closed;
    return std::move(x_found);
}

std::optional<scalar_places> walk::plain() {
    while (!all_decoded()) {
        if (at_end() || !(is_space(here()) ? spaces(false) : copy())) return std::nullopt;
    }
    return result(true);
}

std::optional<scalar_places> walk::single_quoted() {
    ++x_at;
    while (!at_end()) {
        if (here() == '\'' && next() != '\'') {
            ++x_at;
            return result(true);
        }
        if (here() == '\'') {
            if (!take('\'', x_at)) return std::nullopt;
            x_at += 2;
        } else if (!(is_space(here()) ? spaces(false) : copy())) {
            return std::nullopt;
        }
    }
    return result(false);
}

std::optional<scalar_places> walk::double_quoted() {
    ++x_at;
    while (!at_end()) {
        if (here() == '"') {
            ++x_at;
            return result(true);
        }
        const bool done = here() == '\\' ? escape() : is_space(here()) ? spaces(false) : copy();
        if (!done) return std::nullopt;
    }
    return result(false);
}

// How many hexadecimal digits follow the letter of an escape.
constexpr std::size_t digits_of_escape(char letter) noexcept {
    switch (letter) {
        case 'x': return 2;
        case 'u': return 4;
        case 'U': return 8;
        default: return 0;
    }
}

constexpr std::size_t length_of_character(char first) noexcept {
    const auto b = static_cast<unsigned char>(first);
    return b < 0x80 ? 1 : b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
}

// What an escape stands for is taken from the decoded text: exactly one character.
bool walk::escape() {
    if (is_break(next())) {
        ++x_at;
        return spaces(true);
    }
    if (all_decoded()) return false;
    const auto origin = x_at;
    const auto length = length_of_character(x_decoded[x_done]);
    for (std::size_t i = 0; i < length && !all_decoded(); ++i) {
        x_found.runs.push_back({x_done, origin});
        ++x_done;
    }
    x_at = std::min(x_text.size(), origin + 2 + digits_of_escape(next()));
    x_found.last_end = x_at;
    return true;
}

// Characters other than blanks and breaks are the same on both sides; what is between them is matched as a gap.
std::optional<scalar_places> walk::block() {
    while (!at_end() && !is_break(here())) ++x_at;  // the header, with its comment
    if (!at_end()) skip_break();
    while (!all_decoded()) {
        auto decoded_end = x_done;
        while (decoded_end < x_decoded.size() && is_space(x_decoded[decoded_end])) ++decoded_end;
        auto text_end = x_at;
        while (text_end < x_text.size() && is_space(x_text[text_end])) ++text_end;
        if (decoded_end == x_decoded.size()) {
            gap(text_end, decoded_end);
            break;
        }
        gap(text_end, decoded_end);
        x_at = text_end;
        if (at_end() || !copy()) return std::nullopt;
    }
    if (!x_found.runs.empty()) x_at = std::max(x_at, x_found.last_end);
    return result(true);
}

// Blanks before the first break are those at the end of a line; a break or folded blank is the next break;
// blanks behind the last break are the nearest ones before what follows.
void walk::gap(std::size_t text_end, std::size_t decoded_end) {
    while (x_done < decoded_end && x_at < text_end && is_blank(here()) && x_decoded[x_done] == here()) {
        // Indentation is no content: on a new line, only what exceeds it is.
        const bool on_new_line = x_at > 0 && is_break(x_text[x_at - 1]);
        if (on_new_line) break;
        copy();
    }
    auto tail = decoded_end;
    while (tail > x_done && is_blank(x_decoded[tail - 1])) --tail;
    const bool has_break = std::any_of(x_decoded.begin() + static_cast<std::ptrdiff_t>(x_done),
                                       x_decoded.begin() + static_cast<std::ptrdiff_t>(tail), is_break);
    const bool at_start = x_done == 0 && tail == 0;
    if (!has_break && !at_start) tail = decoded_end;
    auto origin = x_at;
    while (x_done < tail) {
        while (x_at < text_end && !is_break(here())) ++x_at;
        if (x_at < text_end) origin = skip_break();
        take(x_decoded[x_done], origin);
    }
    const auto left = decoded_end - x_done;
    const auto from = text_end >= left ? text_end - left : text_end;
    for (std::size_t i = 0; i < left; ++i) take(x_decoded[x_done], from + i);
    x_at = std::max(x_at, from + left);
}

}  // namespace

std::optional<scalar_places> find_scalar_places(std::string_view text, std::size_t begin, scalar_style style, std::string_view decoded) {
    walk w(text, begin, decoded);
    switch (style) {
        case scalar_style::plain: return w.plain();
        case scalar_style::single_quoted: return w.single_quoted();
        case scalar_style::double_quoted: return w.double_quoted();
        case scalar_style::literal:
        case scalar_style::folded: return w.block();
    }
    return std::nullopt;
}

ESCALERA_NAMESPACE_END

#include "escalera/language/string_literal.hpp"

#include <optional>

#include <fmt/format.h>

#include "escalera/model/unicode.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr bool is_surrogate(char32_t c) noexcept { return c >= 0xD800 && c <= 0xDFFF; }

std::optional<char32_t> simple_escape(char c) noexcept {
    switch (c) {
        case 'a': return U'\a';
        case 'b': return U'\b';
        case 'f': return U'\f';
        case 'n': return U'\n';
        case 'r': return U'\r';
        case 't': return U'\t';
        case 'v': return U'\v';
        case '\\':
        case '?':
        case '"':
        case '\'':
        case '`': return static_cast<char32_t>(c);
        default: return std::nullopt;
    }
}

int digit_value(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return 99;
}

class escape_reader {
public:
    escape_reader(std::string_view text, std::vector<escape_error>& errors) : x_text(text), x_errors(errors) {}

    std::string read() {
        std::string out;
        while (x_at < x_text.size()) {
            if (x_text[x_at] != '\\') {
                out.push_back(x_text[x_at++]);
            } else if (const auto c = escape()) {
                append_utf8(out, *c);
            }
        }
        return out;
    }

private:
    // At a backslash: the code point meant, or nothing and an error.
    std::optional<char32_t> escape() {
        const auto begin = x_at++;
        if (x_at == x_text.size()) return fail(begin, "a backslash at the end of a string", "write \\\\ for a backslash");
        const char letter = x_text[x_at];
        if (const auto simple = simple_escape(letter)) {
            ++x_at;
            return simple;
        }
        switch (letter) {
            case 'x':
            case 'X': return numbered(begin, 1, 2, 16, "two hexadecimal digits");
            case 'u': return surrogate_pair(begin, numbered(begin, 1, 4, 16, "four hexadecimal digits"));
            case 'U': return scalar(begin, numbered(begin, 1, 8, 16, "eight hexadecimal digits"));
            case '0':
            case '1':
            case '2':
            case '3': return numbered(begin, 0, 3, 8, "three octal digits");
            default: break;
        }
        const auto shown = first_code_point(x_text.substr(x_at));
        const auto length = shown ? shown->bytes : 1;
        x_at += length;
        return fail(begin, fmt::format("\\{} is no escape", x_text.substr(begin + 1, length)),
                    "write \\\\ for a backslash, or put an r before the string (r\"…\") to have it taken as it is");
    }

    // `skip` letters, then exactly `count` digits.
    std::optional<char32_t> numbered(std::size_t begin, std::size_t skip, std::size_t count, int base, std::string_view what) {
        x_at += skip;
        char32_t is = 0;
        for (std::size_t i = 0; i < count; ++i, ++x_at) {
            const int digit = x_at < x_text.size() ? digit_value(x_text[x_at]) : 99;
            if (digit >= base) return fail(begin, fmt::format("{} takes {}", x_text.substr(begin, 1 + (skip != 0 ? 1 : 0)), what), {});
            is = is * static_cast<char32_t>(base) + static_cast<char32_t>(digit);
        }
        return is;
    }

    std::optional<char32_t> scalar(std::size_t begin, std::optional<char32_t> c) {
        if (c && (*c > 0x10FFFF || is_surrogate(*c)))
            return fail(begin, "an escape that stands for no character", "code points end at \\U0010FFFF");
        return c;
    }

    std::optional<char32_t> surrogate_pair(std::size_t begin, std::optional<char32_t> high) {
        if (!high || *high < 0xD800 || *high > 0xDBFF || !x_text.substr(x_at).starts_with("\\u")) return scalar(begin, high);
        const auto low_begin = x_at++;
        const auto low = numbered(low_begin, 1, 4, 16, "four hexadecimal digits");
        if (!low) return std::nullopt;
        if (*low < 0xDC00 || *low > 0xDFFF) return scalar(begin, high);
        return 0x10000 + ((*high - 0xD800) << 10U) + (*low - 0xDC00);
    }

    std::nullopt_t fail(std::size_t begin, std::string message, std::string suggestion) {
        x_errors.push_back({begin, x_at, std::move(message), std::move(suggestion)});
        return std::nullopt;
    }

    std::string_view x_text;
    std::vector<escape_error>& x_errors;
    std::size_t x_at = 0;
};

std::string_view named_escape(char c) noexcept {
    switch (c) {
        case '\a': return "\\a";
        case '\b': return "\\b";
        case '\f': return "\\f";
        case '\n': return "\\n";
        case '\r': return "\\r";
        case '\t': return "\\t";
        case '\v': return "\\v";
        case '\\': return "\\\\";
        case '"': return "\\\"";
        default: return {};
    }
}

}  // namespace

std::string read_escapes(std::string_view between_quotes, std::vector<escape_error>& errors) {
    return escape_reader(between_quotes, errors).read();
}

std::string quote(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto escape = named_escape(c);
        if (!escape.empty()) {
            out += escape;
        } else if (static_cast<unsigned char>(c) < 0x20 || c == '\x7F') {
            out += fmt::format("\\x{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
        } else {
            out.push_back(c);
        }
    }
    return out + '"';
}

ESCALERA_NAMESPACE_END

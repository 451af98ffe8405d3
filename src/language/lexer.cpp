#include "escalera/language/lexer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include <fmt/format.h>

#include "escalera/language/string_literal.hpp"
#include "escalera/model/text_conversion.hpp"
#include "escalera/model/unicode.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
constexpr bool is_name_char(char c) noexcept { return is_letter(c) || is_digit(c); }
constexpr bool is_hex_digit(char c) noexcept { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
constexpr bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

struct word {
    std::string_view text;
    token_kind what;
};

constexpr word words[] = {
    {"true", token_kind::word_true},  {"false", token_kind::word_false}, {"in", token_kind::word_in},
    {"and", token_kind::logical_and}, {"or", token_kind::logical_or},    {"not", token_kind::logical_not},
};

constexpr std::string_view reserved_words[] = {
    "as",  "break", "const",   "continue",  "else",   "for", "function", "if",    "import",
    "let", "loop",  "package", "namespace", "return", "var", "void",     "while",
};

// What is right, and what people write instead. Longer ones first, so that the first match is the one meant.
struct sign {
    std::string_view text;
    token_kind what;
    std::string_view meant;  // empty: it is right
};

constexpr sign signs[] = {
    {"===", token_kind::equal, "=="},
    {"!==", token_kind::not_equal, "!="},
    {"==", token_kind::equal, ""},
    {"!=", token_kind::not_equal, ""},
    {"<=", token_kind::less_equal, ""},
    {">=", token_kind::greater_equal, ""},
    {"<>", token_kind::not_equal, "!="},
    {"=>", token_kind::greater_equal, ">="},
    {"=<", token_kind::less_equal, "<="},
    {":=", token_kind::equal, "=="},
    {"&&", token_kind::logical_and, ""},
    {"||", token_kind::logical_or, ""},
    {"=", token_kind::equal, "=="},
    {"&", token_kind::logical_and, "&& (or the word and)"},
    {"|", token_kind::logical_or, "|| (or the word or)"},
    {"\xE2\x89\xA0", token_kind::not_equal, "!="},      // ≠
    {"\xE2\x89\xA4", token_kind::less_equal, "<="},     // ≤
    {"\xE2\x89\xA5", token_kind::greater_equal, ">="},  // ≥
    {"\xE2\x88\x92", token_kind::minus, "-"},           // a minus sign that is no hyphen
    {"\xE2\x80\x93", token_kind::minus, "-"},           // en dash
    {"\xC3\x97", token_kind::star, "*"},                // ×
    {"\xC3\xB7", token_kind::slash, "/"},               // ÷
    {"<", token_kind::less, ""},
    {">", token_kind::greater, ""},
    {"!", token_kind::logical_not, ""},
    {"+", token_kind::plus, ""},
    {"-", token_kind::minus, ""},
    {"*", token_kind::star, ""},
    {"/", token_kind::slash, ""},
    {"%", token_kind::percent, ""},
    {"?", token_kind::question, ""},
    {":", token_kind::colon, ""},
    {",", token_kind::comma, ""},
    {".", token_kind::dot, ""},
    {"(", token_kind::open_paren, ""},
    {")", token_kind::close_paren, ""},
    {"[", token_kind::open_bracket, ""},
    {"]", token_kind::close_bracket, ""},
    {"{", token_kind::open_brace, ""},
    {"}", token_kind::close_brace, ""},
};

// Typographers' quotes, which word processors put in.
bool is_curly_quote(char32_t c) noexcept { return (c >= 0x2018 && c <= 0x201F) || c == 0xAB || c == 0xBB; }
bool is_odd_blank(char32_t c) noexcept { return c == 0xA0 || c == 0x3000 || c == 0xFEFF || (c >= 0x2000 && c <= 0x200B) || c == 0x202F; }

// The hours that a length of time has, for units that durations do not know.
std::string duration_for(std::string_view amount, std::string_view unit) {
    struct known_unit {
        std::string_view name;
        int times;
        char symbol;
    };
    static constexpr known_unit units[] = {
        {"d", 24, 'h'},      {"day", 24, 'h'}, {"days", 24, 'h'}, {"w", 168, 'h'},    {"week", 168, 'h'},  {"weeks", 168, 'h'},
        {"h", 1, 'h'},       {"hour", 1, 'h'}, {"hours", 1, 'h'}, {"m", 1, 'm'},      {"min", 1, 'm'},     {"minute", 1, 'm'},
        {"minutes", 1, 'm'}, {"s", 1, 's'},    {"sec", 1, 's'},   {"second", 1, 's'}, {"seconds", 1, 's'},
    };
    for (const auto& known : units) {
        if (known.name != unit) continue;
        if (const auto whole = int_from_text(amount); whole && *whole < 1'000'000'000)
            return fmt::format("duration(\"{}{}\")", *whole * known.times, known.symbol);
        if (known.times == 1) return fmt::format("duration(\"{}{}\")", amount, known.symbol);
    }
    if (unit == "ms" || unit == "us" || unit == "ns") return fmt::format("duration(\"{}{}\")", amount, unit);
    return {};
}

class lexer {
public:
    lexer(const located_text& text, diagnostics& found) : x_located(text), x_text(text.text), x_found(found) {}

    std::vector<token> read() {
        if (const auto broken = find_broken_utf8(x_text)) {
            report(code::unexpected_character, *broken, *broken + 1, "a byte that is not UTF-8", "save the file as UTF-8");
        } else {
            while (skip_blanks(), x_at < x_text.size()) read_one();
        }
        push(token_kind::end, x_text.size());
        return std::move(x_tokens);
    }

private:
    void skip_blanks() {
        while (x_at < x_text.size()) {
            if (is_blank(x_text[x_at])) {
                ++x_at;
            } else if (rest().starts_with("//")) {
                x_at = std::min(x_text.find_first_of("\r\n", x_at), x_text.size());
            } else {
                return;
            }
        }
    }

    void read_one() {
        const char c = x_text[x_at];
        if (const auto prefix = string_prefix()) {
            read_string(*prefix);
        } else if (is_letter(c)) {
            read_word();
        } else if (is_digit(c) || (c == '.' && x_at + 1 < x_text.size() && is_digit(x_text[x_at + 1]))) {
            read_number();
        } else if (!read_sign()) {
            refuse_character();
        }
    }

    // ---- words and signs ----

    void read_word() {
        const auto begin = x_at;
        while (x_at < x_text.size() && is_name_char(x_text[x_at])) ++x_at;
        const auto spelled = x_text.substr(begin, x_at - begin);
        auto what = token_kind::identifier;
        for (const auto& w : words) {
            if (w.text == spelled) what = w.what;
        }
        if (std::find(std::begin(reserved_words), std::end(reserved_words), spelled) != std::end(reserved_words))
            what = token_kind::reserved;
        if (spelled == "null" && !(!x_tokens.empty() && x_tokens.back().what == token_kind::dot)) {
            report(code::out_of_scope, begin, x_at, "null is not part of conditions",
                   "an absent field is unknown; ask for it with has(root.field)");
            what = token_kind::bad;
        }
        push(what, begin).text = spelled;
    }

    bool read_sign() {
        for (const auto& s : signs) {
            if (!rest().starts_with(s.text)) continue;
            const auto begin = x_at;
            x_at += s.text.size();
            if (!s.meant.empty()) {
                report(code::wrong_operator, begin, x_at, fmt::format("'{}' is no operator of conditions", s.text),
                       fmt::format("write {}", s.meant));
            }
            push(s.what, begin);
            return true;
        }
        return false;
    }

    void refuse_character() {
        const auto c = first_code_point(rest()).value_or(code_point{U'?', 1});
        const auto begin = x_at;
        x_at += c.bytes;
        const auto shown = c.is < 0x20 || c.is == 0x7F ? fmt::format("U+{:04X}", static_cast<std::uint32_t>(c.is))
                                                       : std::string(x_text.substr(begin, c.bytes));
        if (is_curly_quote(c.is)) {
            report(code::unexpected_character, begin, x_at, fmt::format("the quotation mark {} is not one of the language", shown),
                   "write straight quotes: \"…\" or '…'");
        } else if (is_odd_blank(c.is)) {
            report(code::unexpected_character, begin, x_at, "a blank that is no plain space", "replace it by a space");
        } else if (c.is == ';') {
            report(code::unexpected_character, begin, x_at, "a condition has no semicolon", "join conditions with and, or");
            push(token_kind::logical_and, begin);
        } else if (c.is > 0x7F) {
            report(code::unexpected_character, begin, x_at, fmt::format("'{}' cannot stand in a condition outside quotes", shown),
                   "names have ASCII letters, digits and underscores only; text belongs in quotes");
        } else {
            report(code::unexpected_character, begin, x_at, fmt::format("'{}' cannot stand in a condition", shown), {});
        }
    }

    // ---- numbers ----

    void read_number() {
        const auto begin = x_at;
        const bool hex = rest().starts_with("0x") || rest().starts_with("0X");
        bool whole = true;
        if (hex) {
            x_at += 2;
            while (x_at < x_text.size() && is_hex_digit(x_text[x_at])) ++x_at;
        } else {
            skip_digits();
            if (x_at + 1 < x_text.size() && x_text[x_at] == '.' && is_digit(x_text[x_at + 1])) {
                whole = false;
                ++x_at;
                skip_digits();
            }
            if (skip_exponent()) whole = false;
        }
        const auto digits = x_text.substr(begin, x_at - begin);
        if (refuse_suffix(begin, digits)) return;
        if (whole) {
            push_integer(begin, hex ? digits.substr(2) : digits, hex ? 16 : 10);
        } else {
            push_number(begin, digits);
        }
    }

    void skip_digits() {
        while (x_at < x_text.size() && is_digit(x_text[x_at])) ++x_at;
    }

    bool skip_exponent() {
        auto at = x_at;
        if (at == x_text.size() || (x_text[at] != 'e' && x_text[at] != 'E')) return false;
        ++at;
        if (at < x_text.size() && (x_text[at] == '+' || x_text[at] == '-')) ++at;
        if (at == x_text.size() || !is_digit(x_text[at])) return false;
        x_at = at;
        skip_digits();
        return true;
    }

    // Letters that run into a number: a unit, an unsigned literal, or a slip.
    bool refuse_suffix(std::size_t begin, std::string_view digits) {
        const auto suffix_begin = x_at;
        while (x_at < x_text.size() && is_name_char(x_text[x_at])) ++x_at;
        if (x_at == suffix_begin) return false;
        const auto suffix = x_text.substr(suffix_begin, x_at - suffix_begin);
        if (suffix == "u" || suffix == "U") {
            report(code::out_of_scope, begin, x_at, "unsigned numbers (uint) are not part of conditions", fmt::format("write {}", digits));
        } else if (const auto length = duration_for(digits, suffix); !length.empty()) {
            report(code::unit_in_condition, begin, x_at, fmt::format("'{}{}' is not a number", digits, suffix),
                   fmt::format("write {}", length));
        } else if (suffix.front() == '_') {
            report(code::bad_literal, begin, x_at, "a number has no underscores", "write the digits without them");
        } else {
            report(code::bad_literal, begin, x_at, fmt::format("'{}' runs into the number before it", suffix), {});
        }
        push(token_kind::bad, begin);
        return true;
    }

    void push_integer(std::size_t begin, std::string_view digits, int base) {
        constexpr std::uint64_t largest = std::uint64_t{1} << 63U;  // with a minus in front it is an int; the parser sees to it
        std::uint64_t magnitude = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), magnitude, base);
        if (error == std::errc::result_out_of_range || magnitude > largest) {
            report(code::bad_literal, begin, x_at, "an int goes from -9223372036854775808 to 9223372036854775807",
                   base == 10 ? "write it with .0 to make it a double" : "");
            push(token_kind::bad, begin);
        } else if (error != std::errc()) {
            report(code::bad_literal, begin, x_at, "0x takes hexadecimal digits", {});
            push(token_kind::bad, begin);
        } else {
            push(token_kind::integer, begin).magnitude = magnitude;
        }
    }

    void push_number(std::size_t begin, std::string_view digits) {
        const auto d = number_from_text(digits);
        if (!d) {
            report(code::bad_literal, begin, x_at, "a number that is larger than any double", {});
            push(token_kind::bad, begin);
            return;
        }
        push(token_kind::number, begin).number = *d;
    }

    // ---- strings ----

    struct string_start {
        std::size_t length = 0;
        bool raw = false;
        bool bytes = false;
    };

    // At the beginning of a string: how many letters stand before its quote.
    std::optional<string_start> string_prefix() const {
        string_start p;
        for (; p.length < 2 && x_at + p.length < x_text.size(); ++p.length) {
            const char c = x_text[x_at + p.length];
            if ((c == 'r' || c == 'R') && !p.raw) {
                p.raw = true;
            } else if ((c == 'b' || c == 'B') && !p.bytes) {
                p.bytes = true;
            } else {
                break;
            }
        }
        const auto quote_at = x_at + p.length;
        if (quote_at < x_text.size() && (x_text[quote_at] == '"' || x_text[quote_at] == '\'')) return p;
        return std::nullopt;
    }

    void read_string(string_start p) {
        const auto begin = x_at;
        x_at += p.length;
        const char quote_char = x_text[x_at];
        const std::string triple(3, quote_char);
        const auto closing = rest().starts_with(triple) ? triple : std::string(1, quote_char);
        x_at += closing.size();
        const auto body_begin = x_at;
        const auto body_end = find_closing(closing, p.raw);
        if (!body_end) {
            x_at = closing.size() == 3 ? x_text.size() : std::min(x_text.find_first_of("\r\n", body_begin), x_text.size());
            report(code::bad_literal, begin, begin + p.length + closing.size(), "a string that is opened and never closed",
                   fmt::format("close it with {}", closing));
            push(token_kind::bad, begin);
            return;
        }
        x_at = *body_end + closing.size();
        if (p.bytes) {
            report(code::out_of_scope, begin, x_at, "byte strings (bytes) are not part of conditions", "write the string without the b");
            push(token_kind::bad, begin);
            return;
        }
        const auto body = x_text.substr(body_begin, *body_end - body_begin);
        push(token_kind::text, begin).text = p.raw ? std::string(body) : unescape(body, body_begin);
    }

    // Where the closing quotes stand. A backslash keeps the next character from closing, but in a raw string.
    std::optional<std::size_t> find_closing(std::string_view closing, bool raw) const {
        for (auto at = x_at; at < x_text.size(); ++at) {
            if (x_text.substr(at).starts_with(closing)) return at;
            if (closing.size() == 1 && (x_text[at] == '\n' || x_text[at] == '\r')) return std::nullopt;
            if (x_text[at] == '\\' && !raw) ++at;
        }
        return std::nullopt;
    }

    std::string unescape(std::string_view body, std::size_t body_begin) {
        std::vector<escape_error> errors;
        auto text = read_escapes(body, errors);
        for (auto& e : errors)
            report(code::bad_literal, body_begin + e.begin, body_begin + e.end, std::move(e.message), std::move(e.suggestion));
        return text;
    }

    // ---- ----

    [[nodiscard]] std::string_view rest() const { return x_text.substr(x_at); }

    token& push(token_kind what, std::size_t begin) {
        auto& t = x_tokens.emplace_back();
        t.what = what;
        t.begin = static_cast<std::uint32_t>(begin);
        t.end = static_cast<std::uint32_t>(x_at);
        return t;
    }

    void report(code what, std::size_t begin, std::size_t end, std::string message, std::string suggestion) {
        x_found.add(what, x_located.at(begin, end), std::move(message), std::move(suggestion));
    }

    const located_text& x_located;
    std::string_view x_text;
    diagnostics& x_found;
    std::size_t x_at = 0;
    std::vector<token> x_tokens;
};

}  // namespace

std::vector<token> read_tokens(const located_text& text, diagnostics& found) { return lexer(text, found).read(); }

bool is_word_of_language(std::string_view word_text) noexcept {
    for (const auto& w : words) {
        if (w.text == word_text) return true;
    }
    return word_text == "null" || std::find(std::begin(reserved_words), std::end(reserved_words), word_text) != std::end(reserved_words);
}

bool is_plain_identifier(std::string_view name) noexcept {
    return !name.empty() && is_letter(name.front()) && std::all_of(name.begin(), name.end(), is_name_char) && !is_word_of_language(name);
}

ESCALERA_NAMESPACE_END

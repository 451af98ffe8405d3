#include "unfinished_text.hpp"

#include <cstddef>

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr bool is_word(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

// Behind the string that opens at `at`, or npos if it does not end.
std::size_t behind_string(std::string_view text, std::size_t at, bool raw) noexcept {
    const char quote = text[at];
    const char three[] = {quote, quote, quote};
    const std::string_view triple(three, 3);
    const bool is_triple = text.substr(at).starts_with(triple);
    const auto close = is_triple ? triple : triple.substr(0, 1);
    for (auto i = at + close.size(); i < text.size(); ++i) {
        if (text.substr(i).starts_with(close)) return i + close.size();
        if (text[i] == '\\' && !raw) ++i;
    }
    return std::string_view::npos;
}

}  // namespace

unfinished_text what_is_unfinished(std::string_view condition) noexcept {
    int open = 0;
    for (std::size_t i = 0; i < condition.size();) {
        const char c = condition[i];
        if (c == '"' || c == '\'') {
            const bool prefixed = i > 0 && (condition[i - 1] == 'r' || condition[i - 1] == 'R');
            const bool raw = prefixed && (i < 2 || !is_word(condition[i - 2]));
            i = behind_string(condition, i, raw);
            if (i == std::string_view::npos) return {true, open > 0};
            continue;
        }
        if (c == '(' || c == '[' || c == '{') ++open;
        if (c == ')' || c == ']' || c == '}') --open;
        ++i;
    }
    return {false, open > 0};
}

ESCALERA_NAMESPACE_END

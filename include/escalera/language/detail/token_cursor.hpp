#pragma once
// Where the parser stands in the tokens of a condition, and what it has to report.
//
// One place is reported once; past a few mistakes, or past a limit, the cursor stands at the end and says no more:
// what would be found then follows from what was found before.
// Threads: for one.

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "escalera/config.hpp"
#include "escalera/language/diagnostic.hpp"
#include "escalera/language/located_text.hpp"
#include "escalera/language/token.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace detail {

class token_cursor {
public:
    token_cursor(const located_text& text, std::vector<token> tokens, diagnostics& found)
        : x_text(text), x_found(found), x_tokens(std::move(tokens)) {}

    [[nodiscard]] const token& now() const noexcept { return x_tokens[x_at]; }
    [[nodiscard]] const token& next() const noexcept { return x_tokens[x_at + 1 < x_tokens.size() ? x_at + 1 : x_at]; }
    [[nodiscard]] const token& last() const noexcept { return before(1); }
    [[nodiscard]] const token& before(std::size_t n) const noexcept { return x_tokens[x_at < n ? 0 : x_at - n]; }
    [[nodiscard]] bool at(token_kind what) const noexcept { return now().what == what; }
    [[nodiscard]] bool at_start() const noexcept { return x_at == 0; }
    [[nodiscard]] bool at_end() const noexcept { return at(token_kind::end); }

    // The token at hand, and one step on.
    token take() {
        const auto& t = x_tokens[x_at];
        if (t.what != token_kind::end) ++x_at;
        return t;
    }

    // Takes the token at hand for another kind, since that is what was meant. The end stays the end.
    void read_as(token_kind what) {
        if (!at_end()) x_tokens[x_at].what = what;
    }

    void error(code what, std::size_t begin, std::size_t end, std::string message, std::string suggestion = {},
               std::vector<diagnostic_note> notes = {}) {
        x_failed = true;
        if (x_gave_up || x_reported_at == begin + 1) return;
        x_reported_at = begin + 1;
        x_found.add({what, x_text.at(begin, end), std::move(message), std::move(suggestion), std::move(notes)});
        if (++x_errors >= most_errors) stop();
    }
    void error(code what, const token& t, std::string message, std::string suggestion = {}) {
        error(what, t.begin, t.end, std::move(message), std::move(suggestion));
    }
    void error(const token& t, std::string message, std::string suggestion = {}) {
        error(code::syntax_error, t.begin, t.end, std::move(message), std::move(suggestion));
    }

    // A limit is passed: nothing more is read.
    void give_up(std::size_t begin, std::size_t end, std::string message, std::string suggestion) {
        if (x_gave_up) return;
        x_failed = true;
        x_found.add(code::condition_too_large, x_text.at(begin, end), std::move(message), std::move(suggestion));
        stop();
    }

    bool expect(token_kind what, std::string_view wanted, std::string suggestion = {}) {
        if (at(what)) {
            take();
            return true;
        }
        error(now(), fmt::format("{} is missing before {}", wanted, describe(now())), std::move(suggestion));
        return false;
    }

    // The bracket that belongs to `open`; where it is missing, what stands before the next one is skipped.
    void close(const token& open, token_kind what, std::string_view shown) {
        if (at(what)) {
            take();
            return;
        }
        error(code::syntax_error, now().begin, now().end, fmt::format("'{}' is missing before {}", shown, describe(now())), {},
              {{x_text.at(open.begin, open.end), "opened here"}});
        std::size_t depth = 0;
        for (auto i = x_at; x_tokens[i].what != token_kind::end; ++i) {
            depth += x_tokens[i].what == open.what ? 1 : 0;
            if (x_tokens[i].what != what) continue;
            if (depth == 0) {
                x_at = i + 1;
                return;
            }
            --depth;
        }
    }

    [[nodiscard]] bool failed() const noexcept { return x_failed; }
    [[nodiscard]] bool gave_up() const noexcept { return x_gave_up; }

private:
    static constexpr std::size_t most_errors = 8;

    void stop() {
        x_gave_up = true;
        x_at = x_tokens.size() - 1;
    }

    const located_text& x_text;
    diagnostics& x_found;
    std::vector<token> x_tokens;
    std::size_t x_at = 0;
    std::size_t x_reported_at = 0;  // 1 + where the last mistake stands
    std::size_t x_errors = 0;
    bool x_failed = false;
    bool x_gave_up = false;
};

}  // namespace detail

ESCALERA_NAMESPACE_END

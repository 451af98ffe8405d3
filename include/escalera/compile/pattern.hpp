#pragma once
// A regular expression of matches(): RE2's syntax, found anywhere in a text.
//
// Time is linear in the text, whatever the pattern; memory is capped, and a pattern that needs more is refused.
// Threads: immutable and shared.   Cost: made when loaded; a search is linear in the text.

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

class pattern {
public:
    static constexpr std::size_t memory_cap = std::size_t{1} << 20U;  // bytes, of one pattern

    ESCALERA_API explicit pattern(std::string_view text);

    // Why it is none; empty when it is one.
    [[nodiscard]] const std::string& error() const noexcept { return x_error; }
    [[nodiscard]] bool is_good() const noexcept { return x_error.empty(); }

    // Requires is_good().
    [[nodiscard]] ESCALERA_API bool is_found_in(std::string_view text) const;

    // The same where nothing may be thrown; nothing when there is no memory to search with.
    [[nodiscard]] ESCALERA_API std::optional<bool> find_in(std::string_view text) const noexcept;

private:
    std::shared_ptr<const void> x_program;
    std::string x_error;
};

ESCALERA_NAMESPACE_END

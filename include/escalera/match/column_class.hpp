#pragma once
// The class of a cell in a column: which row of bits it selects (condition_set.hpp).
//
// Threads: pure functions.   Cost: a few instructions; a text is hashed and compared once.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "escalera/compile/condition_set.hpp"
#include "escalera/config.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace detail {

[[nodiscard]] inline std::uint32_t class_of_integer(const column& c, std::int64_t i) noexcept {
    constexpr std::ptrdiff_t most_walked = 8;  // so many are looked at one by one (most counts are small), more are searched
    const auto* const first = c.cuts.data();
    const auto* const last = first + c.cuts.size();
    const auto* cut = first;
    if (last - first <= most_walked) {
        while (cut != last && *cut < i) ++cut;
    } else {
        cut = std::lower_bound(first, last, i);
    }
    return 1 + 2 * static_cast<std::uint32_t>(cut - first) + (cut != last && *cut == i ? 1 : 0);
}

[[nodiscard]] inline std::uint32_t class_of_text(const column& c, std::string_view text) noexcept {
    const auto hash = dictionary_hash(text);
    const auto mask = c.dictionary.size() - 1;
    for (auto at = hash & mask;; at = (at + 1) & mask) {
        const auto& entry = c.dictionary[at];
        if (entry.its_class == 0) return 1;
        if (entry.hash == hash && entry.text == text) return entry.its_class;
    }
}

}  // namespace detail

[[nodiscard]] inline std::uint32_t class_of(const column& c, const cell& v) noexcept {
    if (v.is_absent()) return 0;
    switch (c.by) {
        case column::classes::presence: return 1;
        case column::classes::boolean: return v.as_bool() ? 2 : 1;
        case column::classes::text: return detail::class_of_text(c, v.as_text());
        case column::classes::integer: break;
    }
    const auto known = detail::class_of_integer(c, v.integer);
    return v.at_least ? known + c.known_classes - 1 : known;
}

// Whether some test of a cell of that class is unknown, and its row then.
[[nodiscard]] inline bool leaves_doubt(const column& c, std::uint32_t its_class) noexcept {
    return its_class == 0 || its_class >= c.known_classes;
}
[[nodiscard]] inline std::size_t doubt_row(const column& c, std::uint32_t its_class) noexcept {
    return its_class == 0 ? 0 : its_class - c.known_classes + 1;
}

ESCALERA_NAMESPACE_END

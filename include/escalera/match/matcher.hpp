#pragma once
// What a matcher is: event + rule set -> the conditions of a section that hold, or cannot be decided.
//
// A matcher remembers nothing between events. begin() sees a batch's columns and may prepare what depends on the
// events alone; match() is then asked section by section, with the row of all slots as they stand for that event.
// The fast matcher and the reference matcher both are one; an engine takes either.
// Threads: one per engine thread.   Cost: see the matchers.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/match/batch.hpp"
#include "escalera/model/buffer.hpp"

ESCALERA_NAMESPACE_BEGIN

enum class truth : std::uint8_t { no, unknown, yes };

// The conditions of a section that are not false, in ascending order, and the truth of each.
class match_result {
public:
    explicit match_result(memory_flag& flag) noexcept : x_hits(flag), x_truths(flag) {}

    struct hit {
        condition_id condition = 0;
        truth is = truth::no;
    };

    [[nodiscard]] std::span<const hit> hits() const noexcept { return x_hits.view(); }
    [[nodiscard]] truth of(condition_id c) const noexcept { return c < x_truths.size() ? static_cast<truth>(x_truths[c]) : truth::no; }

    // For matchers: begin with as many conditions as the section has, all false; then add in ascending order.
    // Adding the same condition twice keeps the greater truth.
    void begin(std::size_t conditions) noexcept {
        for (const auto& h : x_hits) x_truths[h.condition] = 0;
        x_hits.clear();
        if (x_truths.size() >= conditions) return;
        const auto old = x_truths.size();
        x_truths.resize_uninitialised(conditions);
        for (auto i = old; i < x_truths.size(); ++i) x_truths[i] = 0;
    }
    void add(condition_id c, truth is) noexcept {
        if (c >= x_truths.size()) return;  // there was no memory for it
        const auto as_number = static_cast<std::uint8_t>(is);
        if (x_truths[c] >= as_number) return;
        if (x_truths[c] == 0) {
            if (!x_hits.reserve(x_hits.size() + 1)) return;
            x_hits.push({c, is});
        } else {
            x_hits.back().is = is;
        }
        x_truths[c] = as_number;
    }

private:
    buffer<hit> x_hits;
    buffer<std::uint8_t> x_truths;
};

template <class M>
concept matcher = requires(M m, const rule_set& rules, const batch& events, section s, std::size_t event, std::span<const cell> row,
                           match_result& out, std::uint32_t root) {
    { m.begin(rules, events) }
    noexcept;
    { m.match(rules, s, event, row, out) }
    noexcept;
    // The value of an `=` argument or a `reset:`; absent where it is unknown. What it points to lives until the next
    // begin(), or until another event of the batch is matched.
    { m.compute(rules, root, row) }
    noexcept->std::same_as<cell>;
};

ESCALERA_NAMESPACE_END

#pragma once
// A text taken out of a source, decoded on the way (quotes, escapes, folding, indentation), with the way back:
// every byte of the decoded text knows the byte of the source that it came from.
//
// Invariant: `runs` is sorted by `decoded`; its first run starts at decoded offset 0. Inside a run the two
// offsets advance together; a run that stands for an escape or a folded break is one byte of text long per run.
// Threads: a plain value.   Cost: source_offset() is O(log runs).

#include <algorithm>
#include <string>
#include <vector>

#include "escalera/config.hpp"
#include "escalera/language/diagnostic.hpp"
#include "escalera/language/source.hpp"

ESCALERA_NAMESPACE_BEGIN

struct located_text {
    struct run {
        std::size_t decoded = 0;
        std::size_t original = 0;
    };

    std::string text;
    source_ptr in;
    std::vector<run> runs;         // empty: text and source run together from offset 0
    std::size_t original_end = 0;  // source offset just behind the last character; 0 with no runs

    // A text that stands in its source as it is, from `begin` on.
    static located_text verbatim(source_ptr in, std::size_t begin, std::string text) {
        located_text t{std::move(text), std::move(in), {{0, begin}}, 0};
        t.original_end = begin + t.text.size();
        return t;
    }

    [[nodiscard]] std::size_t source_offset(std::size_t decoded) const noexcept {
        if (runs.empty()) return decoded;
        if (decoded >= text.size()) return original_end;
        const auto next = std::upper_bound(runs.begin(), runs.end(), decoded, [](std::size_t d, const run& r) { return d < r.decoded; });
        const auto& in_run = *(next - 1);
        return in_run.original + (decoded - in_run.decoded);
    }

    // The stretch of the source behind the decoded bytes [begin, end).
    [[nodiscard]] place at(std::size_t begin, std::size_t end) const {
        const auto first = source_offset(begin);
        const auto last = end > begin ? source_offset(end - 1) + 1 : first;
        return {in, first, last};
    }
    [[nodiscard]] place whole() const { return at(0, text.size()); }
};

ESCALERA_NAMESPACE_END

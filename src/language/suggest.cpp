#include "escalera/language/suggest.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr std::size_t longest_compared = 64;  // names longer than this are no typing mistakes of one another

char folded(char c) noexcept {
    if (c == '-') return '_';
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Optimal string alignment distance (a swap of neighbours costs one).
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> now(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        now[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = folded(a[i - 1]) == folded(b[j - 1]);
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            const bool swapped = i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) && folded(a[i - 2]) == folded(b[j - 1]);
            if (swapped) now[j] = std::min(now[j], before_last[j - 2] + 1);
        }
        std::swap(before_last, last);
        std::swap(last, now);
    }
    return last[b.size()];
}

// "category" for "complaint.category" and the other way round: the name is right, the root is missing.
bool differs_by_root(std::string_view a, std::string_view b) noexcept {
    const auto ends_with_name = [](std::string_view full, std::string_view bare) {
        return full.size() > bare.size() + 1 && full.ends_with(bare) && full[full.size() - bare.size() - 1] == '.';
    };
    return ends_with_name(a, b) || ends_with_name(b, a);
}

}  // namespace

std::string_view nearest(std::string_view name, std::span<const std::string_view> known) {
    std::string_view best;
    auto best_distance = std::numeric_limits<std::size_t>::max();
    if (name.empty() || name.size() > longest_compared) return best;
    const auto allowed = std::max<std::size_t>(1, name.size() / 3);
    for (const auto k : known) {
        if (k.size() > longest_compared) continue;
        const auto d = differs_by_root(name, k) ? 1 : distance(name, k);
        if (d <= allowed && d < best_distance && d < k.size()) {
            best = k;
            best_distance = d;
        }
    }
    return best;
}

std::string did_you_mean(std::string_view name, std::span<const std::string_view> known) {
    const auto best = nearest(name, known);
    return best.empty() ? std::string() : fmt::format("did you mean '{}'?", best);
}

std::string did_you_mean_or_list(std::string_view name, std::span<const std::string_view> known) {
    auto best = did_you_mean(name, known);
    if (!best.empty() || known.empty()) return best;
    return fmt::format("{} {}", known.size() == 1 ? "the only one known is" : "known are", quoted_list(known));
}

std::string quoted_list(std::span<const std::string_view> names, std::size_t at_most) {
    std::string out;
    const auto shown = std::min(names.size(), at_most);
    for (std::size_t i = 0; i < shown; ++i) {
        const bool last = i + 1 == names.size();
        out += fmt::format("{}'{}'", i == 0 ? "" : last ? " and " : ", ", names[i]);
    }
    if (names.size() > shown) out += fmt::format(" and {} more", names.size() - shown);
    return out;
}

ESCALERA_NAMESPACE_END

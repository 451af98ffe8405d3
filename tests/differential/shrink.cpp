#include "differential/shrink.hpp"

#include <algorithm>

namespace judge {

namespace {

std::optional<std::string> difference(const rules_parts& rules, const std::vector<step>& steps, feeding how) {
    const auto ready = make_ready(rules.text());
    counts ignored;
    return ready.compiled ? first_difference(ready, steps, how, ignored) : std::nullopt;
}

}  // namespace

std::string smallest_difference(rules_parts rules, std::vector<step> steps, feeding how) {
    const auto still = [&] { return difference(rules, steps, how).has_value(); };
    if (!still()) return "it does not happen again";
    for (bool smaller = true; smaller;) {
        smaller = leave_out(steps, still);
        for (auto* list : rules.lists()) smaller = leave_out(*list, still) || smaller;
        for (auto& s : steps) smaller = leave_out(s.e.fields, still) || smaller;
    }
    auto text = rules.text();
    const auto ready = make_ready(text);
    text += "\n";
    for (const auto& s : steps) text += line_of(s, ready.resolved->fields) + "\n";
    return text + difference(rules, steps, how).value_or("(what was smallest does not happen again)");
}

}  // namespace judge

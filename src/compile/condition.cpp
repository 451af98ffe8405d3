#include "escalera/compile/condition.hpp"

#include <fmt/format.h>

#include "cost.hpp"
#include "escalera/language/parser.hpp"
#include "type_checker.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

void report_wrong_result(const condition& c, type wanted, diagnostics& found) {
    const auto is = c.result();
    if (wanted == boolean_type) {
        const auto written = std::string_view(c.text.text).substr(0, 40);
        const bool count = is == type{kind::integer, 0} && c.text.text.size() <= 40;
        found.add(code::wrong_result, c.text.whole(), fmt::format("a condition must be true or false; this is {}", with_article(is)),
                  count ? fmt::format("compare it: {} >= 1", written) : "");
    } else {
        found.add(code::wrong_result, c.text.whole(), fmt::format("{} is needed here; this is {}", with_article(wanted), with_article(is)));
    }
}

}  // namespace

std::optional<condition> type_check(const located_text& text, ast::tree tree, const scope& names, diagnostics& found,
                                    std::optional<type> wanted, const condition_limits& limits) {
    if (tree.empty()) return std::nullopt;
    condition c;
    c.text = text;
    c.tree = std::move(tree);
    if (!type_checker(c.text, c.tree, names, found, limits).check(c)) return std::nullopt;
    if (wanted && !unify(c.result(), *wanted)) {
        report_wrong_result(c, *wanted, found);
        return std::nullopt;
    }
    c.cost = cost_bound(c, limits);
    if (c.cost > limits.cost) {
        found.add(code::too_costly, c.text.whole(), "this condition could take too many steps",
                  "use shorter lists, or nest and chain macros less");
        return std::nullopt;
    }
    return c;
}

std::optional<condition> compile_condition(const located_text& text, const scope& names, diagnostics& found, std::optional<type> wanted,
                                           const condition_limits& limits) {
    auto tree = parse_condition(text, found);
    if (!tree) return std::nullopt;
    return type_check(text, std::move(*tree), names, found, wanted, limits);
}

ESCALERA_NAMESPACE_END

// Any bytes as a condition: it is read or refused, never more. What is read prints to a text that reads as the same
// tree; what types evaluates to a value of that type, or to unknown, but never to "these types do not go together".

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "escalera/compile/condition.hpp"
#include "escalera/language/ast_print.hpp"
#include "escalera/language/parser.hpp"
#include "escalera/match/reference_evaluator.hpp"
#include "support/fixed_scope.hpp"

namespace {

using namespace escalera;

located_text text_of(std::string text) {
    auto in = std::make_shared<source>("<fuzz>", text);
    return located_text::verbatim(std::move(in), 0, std::move(text));
}

void require(bool holds) {
    if (!holds) std::abort();
}

void print_and_read_again(const ast::tree& tree) {
    diagnostics found;
    const auto again = parse_condition(text_of(ast::print(tree)), found);
    // The canonical text of a large condition may be past the limits of length.
    if (!again) require(found.size() == 1 && found[0].what == code::condition_too_large);
    if (again) require(ast::same_tree(tree, *again));
}

// Values for some fields and windows; the others are absent.
class some_facts final : public facts {
public:
    [[nodiscard]] value field(std::uint32_t f) const override {
        const auto holds = x_schema[static_cast<field_id>(f)].holds;
        if (f % 5 == 0) return {};
        if (holds.is_list()) return value(value::list{value("ana"), value("")});
        switch (holds.scalar) {
            case kind::boolean: return value(f % 2 == 0);
            case kind::integer: return value(std::int64_t{f});
            case kind::number: return value(0.5);
            case kind::dec: return value(decimal{f * 2'500});
            case kind::text: return value("text");
            case kind::time: return value(timestamp{1'772'442'000, 1});
            case kind::span: return value(duration{90, 0});
            default: return {};
        }
    }
    [[nodiscard]] window_reading window(std::uint32_t w) const override {
        if (w == testing::fixed_scope::paid_out) return {value(decimal{5}), false};
        if (w == testing::fixed_scope::late_share) return {value(0.25), false};
        return {value(std::int64_t{3}), w % 2 == 0};
    }

private:
    schema x_schema;
};

void evaluate_typed(const condition& c, const scope& names) {
    static const some_facts known;
    const auto answer = evaluate(c.tree, names, known);
    require(answer.is_known() || answer.reason().why != unknown_reason::wrong_type);
    for (std::uint32_t i = 0; i < c.nodes.size(); ++i) {
        for (const auto o : c.operands_of(i)) require(o < i);
    }
    if (answer.is_known() && !c.result().is_list() && c.result().scalar != kind::absent)
        require(answer.known().what() == c.result().scalar);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const testing::fixed_scope names;
    const auto text = text_of(std::string(reinterpret_cast<const char*>(data), size));
    diagnostics found;
    auto tree = parse_condition(text, found);
    require(tree.has_value() == !found.has_errors());
    for (const auto& d : found) require(d.at.end <= size && d.at.begin <= d.at.end);
    if (!tree) return 0;
    print_and_read_again(*tree);
    condition_limits limits;
    limits.cost = 200'000;  // a run must be quick
    const auto c = type_check(text, std::move(*tree), names, found, std::nullopt, limits);
    require(c.has_value() == !found.has_errors());
    if (c) evaluate_typed(*c, names);
    return 0;
}

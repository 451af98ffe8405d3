#include "escalera/match/reference_evaluator.hpp"

#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "reference_arithmetic.hpp"
#include "reference_functions.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

using ast::node_index;
using ast::node_kind;

// A value on its way up. A count past its limit is known to be at least `is`; only comparisons can do with that.
struct reading {
    outcome is;
    bool at_least = false;

    reading(outcome o, bool bound = false) : is(std::move(o)), at_least(bound) {}  // NOLINT: an outcome is a reading
    reading(value v) : is(std::move(v)) {}                                         // NOLINT
    reading(unknown u) : is(std::move(u)) {}                                       // NOLINT
};

class evaluator {
public:
    evaluator(const ast::tree& tree, const scope& names, const facts& known) : x_tree(tree), x_names(names), x_known(known) {}

    outcome exact(node_index i) {
        auto found = evaluate(i);
        if (found.is.is_known() && found.at_least) return undecided(i, found.is.known());
        return found.is;
    }

private:
    reading evaluate(node_index i) {
        auto result = evaluate_node(i);
        if (result.is.is_unknown() && result.is.reason().end == 0) {
            auto reason = result.is.reason();
            reason.begin = x_tree[i].begin;
            reason.end = x_tree[i].end;
            return reason;
        }
        return result;
    }

    reading evaluate_node(node_index i) {
        switch (x_tree[i].what) {
            case node_kind::literal: return x_tree.literal_of(i);
            case node_kind::name:
            case node_kind::select: return name(i);
            case node_kind::has: return has(i);
            case node_kind::list: return list(i);
            case node_kind::call:
            case node_kind::method: return call(i);
            case node_kind::all: return any_decides(i, false);
            case node_kind::exists: return any_decides(i, true);
            case node_kind::exists_one: return exists_one(i);
            case node_kind::map: return map(i);
            case node_kind::filter: return filter(i);
            case node_kind::logical_and: return logic(i, false);
            case node_kind::logical_or: return logic(i, true);
            case node_kind::logical_not: return logical_not(i);
            case node_kind::conditional: return conditional(i);
            case node_kind::equal:
            case node_kind::not_equal:
            case node_kind::less:
            case node_kind::less_equal:
            case node_kind::greater:
            case node_kind::greater_equal: return comparison(i);
            case node_kind::in: return in(i);
            case node_kind::negate: return with_exact(i, [](const std::vector<value>& v) { return reference::negate(v[0]); });
            case node_kind::element: return with_exact(i, [](const std::vector<value>& v) { return reference::element(v[0], v[1]); });
            case node_kind::add:
            case node_kind::subtract:
            case node_kind::multiply:
            case node_kind::divide:
            case node_kind::remainder:
                return with_exact(i, [&](const std::vector<value>& v) { return reference::arithmetic(x_tree[i].what, v[0], v[1]); });
        }
        return wrong("a node of no kind");
    }

    // ---- names ----

    reading name(node_index i) {
        const auto written = ast::dotted_name(x_tree, i);
        const bool past_variables = written.starts_with('.');
        if (!past_variables) {
            const auto first = written.substr(0, written.find('.'));
            if (const auto* bound = variable_named(first)) {
                if (first.size() == written.size()) return *bound;
                return wrong(fmt::format("{} has no parts", first));
            }
        }
        const auto found = x_names.find(past_variables ? written.substr(1) : written);
        if (!found) return wrong(fmt::format("nothing is named {}", written));
        switch (found->what) {
            case symbol_kind::field: return present(x_known.field(found->index), written);
            case symbol_kind::binding: return present(x_known.binding(found->index), written);
            case symbol_kind::window: return window(x_known.window(found->index), written);
            case symbol_kind::window_of: return window(x_known.window_of(found->index), written);
        }
        return wrong(written);
    }

    static reading present(value v, std::string_view what) {
        if (v.is_absent()) return unknown{unknown_reason::absent, fmt::format("{} is absent", what), 0, 0};
        return v;
    }

    static reading window(window_reading w, std::string_view what) {
        if (w.is.is_absent()) return unknown{unknown_reason::undecided_count, fmt::format("{} is unknown", what), 0, 0};
        return {outcome(std::move(w.is)), w.at_least};
    }

    reading has(node_index i) {
        auto written = fmt::format("{}.{}", ast::dotted_name(x_tree, x_tree.operand(i, 0)), x_tree.name_of(i));
        if (written.starts_with('.')) written.erase(0, 1);
        const auto found = x_names.find(written);
        if (!found) return wrong(fmt::format("nothing is named {}", written));
        if (found->what == symbol_kind::field) return value(!x_known.field(found->index).is_absent());
        if (found->what == symbol_kind::binding) return value(true);
        return wrong(fmt::format("{} is no field", written));
    }

    const value* variable_named(std::string_view wanted) const {
        for (auto n = x_variables.size(); n > 0; --n) {
            if (x_variables[n - 1].name == wanted) return &x_variables[n - 1].is;
        }
        return nullptr;
    }

    // ---- logic: a deciding operand wins, whatever the others are ----

    // && is decided by false, || by true.
    reading logic(node_index i, bool decider) {
        std::optional<outcome> first_unknown;
        for (const auto operand : x_tree.operands_of(i)) {
            const auto one = condition(operand);
            if (one.is_unknown()) {
                if (!first_unknown) first_unknown = one;
            } else if (one.known().as_bool() == decider) {
                return value(decider);
            }
        }
        if (first_unknown) return *first_unknown;
        return value(!decider);
    }

    reading logical_not(node_index i) {
        const auto one = condition(x_tree.operand(i, 0));
        if (one.is_unknown()) return one;
        return value(!one.known().as_bool());
    }

    reading conditional(node_index i) {
        const auto decides = condition(x_tree.operand(i, 0));
        if (decides.is_unknown()) return decides;
        return evaluate(x_tree.operand(i, decides.known().as_bool() ? 1 : 2));
    }

    // An operand that must be a bool.
    outcome condition(node_index i) {
        auto one = exact(i);
        if (one.is_known() && one.known().what() != kind::boolean)
            return at(i, wrong(fmt::format("{} is no condition", name_of(one.known().what()))));
        return one;
    }

    // ---- comparisons ----

    reading comparison(node_index i) {
        const auto a = evaluate(x_tree.operand(i, 0));
        if (a.is.is_unknown()) return a;
        const auto b = evaluate(x_tree.operand(i, 1));
        if (b.is.is_unknown()) return b;
        if (a.at_least || b.at_least) return comparison_of_counts(i, a, b);
        const auto what = x_tree[i].what;
        if (what == node_kind::equal || what == node_kind::not_equal) {
            const auto same = reference::equal(a.is.known(), b.is.known());
            if (!same) return no_comparison(i, a.is.known(), b.is.known());
            return value(*same == (what == node_kind::equal));
        }
        const auto found = reference::order(a.is.known(), b.is.known());
        if (!found) return no_comparison(i, a.is.known(), b.is.known());
        return value(holds(what, *found));
    }

    static bool holds(node_kind what, std::partial_ordering found) {
        switch (what) {
            case node_kind::equal: return found == 0;
            case node_kind::not_equal: return found != 0;
            case node_kind::less: return found < 0;
            case node_kind::less_equal: return found <= 0;
            case node_kind::greater: return found > 0;
            default: return found >= 0;
        }
    }

    // A count that is at least n lies anywhere from n upwards. It is decided where every such count answers alike.
    reading comparison_of_counts(node_index i, const reading& a, const reading& b) {
        const auto found = reference::order(a.is.known(), b.is.known());
        if (!found) return no_comparison(i, a.is.known(), b.is.known());
        const auto what = x_tree[i].what;
        if (*found == std::partial_ordering::unordered) return value(holds(what, *found));
        const bool can_be_less = *found < 0 || b.at_least;
        const bool can_be_equal = *found == 0 || (*found < 0 && a.at_least) || (*found > 0 && b.at_least);
        const bool can_be_greater = *found > 0 || a.at_least;
        bool can_hold = false;
        bool can_fail = false;
        const auto consider = [&](bool possible, std::partial_ordering which) {
            if (possible) (holds(what, which) ? can_hold : can_fail) = true;
        };
        consider(can_be_less, std::partial_ordering::less);
        consider(can_be_equal, std::partial_ordering::equivalent);
        consider(can_be_greater, std::partial_ordering::greater);
        if (can_hold != can_fail) return value(can_hold);
        return undecided(i, a.at_least ? a.is.known() : b.is.known());
    }

    reading in(node_index i) {
        const auto wanted = evaluate(x_tree.operand(i, 0));
        if (wanted.is.is_unknown()) return wanted;
        const auto list = exact(x_tree.operand(i, 1));
        if (list.is_unknown()) return list;
        if (list.known().what() != kind::list) return wrong("'in' looks into lists");
        bool undecided_somewhere = false;
        for (const auto& element : list.known().as_list()) {
            if (wanted.at_least) {
                const auto found = reference::order(wanted.is.known(), element);
                if (!found) return no_comparison(i, wanted.is.known(), element);
                undecided_somewhere = undecided_somewhere || *found <= 0;
                continue;
            }
            const auto same = reference::equal(wanted.is.known(), element);
            if (!same) return no_comparison(i, wanted.is.known(), element);
            if (*same) return value(true);
        }
        if (undecided_somewhere) return undecided(i, wanted.is.known());
        return value(false);
    }

    // ---- lists and macros ----

    reading list(node_index i) {
        return with_exact(i, [](const std::vector<value>& v) { return reference::list_of(v); });
    }

    // Calls `each` with what the body comes to for every element, the variable bound to it, until it answers false.
    template <class Each>
    std::optional<outcome> for_each_element(node_index i, const Each& each) {
        const auto range = exact(x_tree.operand(i, 0));
        if (range.is_unknown()) return range;
        if (range.known().what() != kind::list) return wrong("macros walk through lists");
        for (const auto& element : range.known().as_list()) {
            x_variables.push_back({x_tree.name_of(i), element});
            const bool go_on = each(element);
            x_variables.pop_back();
            if (!go_on) break;
        }
        return std::nullopt;
    }

    // exists is decided by the first true, all by the first false; unknowns only count where nothing decides.
    reading any_decides(node_index i, bool decider) {
        bool decided = false;
        std::optional<outcome> first_unknown;
        const auto failed = for_each_element(i, [&](const value&) {
            auto one = condition(x_tree.operand(i, 1));
            if (one.is_unknown()) {
                if (!first_unknown) first_unknown = std::move(one);
                return true;
            }
            decided = one.known().as_bool() == decider;
            return !decided;
        });
        if (failed) return *failed;
        if (decided) return value(decider);
        if (first_unknown) return *first_unknown;
        return value(!decider);
    }

    reading exists_one(node_index i) {
        std::size_t count = 0;
        const auto failed = collect(i, 1, [&](const value&) { ++count; });
        if (failed) return *failed;
        return value(count == 1);
    }

    reading filter(node_index i) {
        value::list kept;
        const auto failed = collect(i, 1, [&](const value& element) { kept.push_back(element); });
        if (failed) return *failed;
        return value(std::move(kept));
    }

    reading map(node_index i) {
        const bool filtered = x_tree[i].operand_count == 3;
        value::list made;
        std::optional<outcome> first_unknown;
        const auto make = [&](const value&) {
            auto one = exact(x_tree.operand(i, filtered ? 2 : 1));
            if (one.is_known()) {
                made.push_back(one.known());
            } else {
                first_unknown = std::move(one);
            }
            return !first_unknown;
        };
        const auto failed = filtered ? collect(i, 1, make) : for_each_element(i, make);
        if (failed) return *failed;
        if (first_unknown) return *first_unknown;
        return value(std::move(made));
    }

    // Calls `take` for each element of which the body's operand n holds; one unknown makes all unknown.
    template <class Take>
    std::optional<outcome> collect(node_index i, std::size_t n, const Take& take) {
        std::optional<outcome> first_unknown;
        auto failed = for_each_element(i, [&](const value& element) {
            auto one = condition(x_tree.operand(i, n));
            if (one.is_unknown()) {
                first_unknown = std::move(one);
            } else if (one.known().as_bool()) {
                take(element);
            }
            return !first_unknown;
        });
        return failed ? failed : first_unknown;
    }

    // ---- functions ----

    reading call(node_index i) {
        const bool is_method = x_tree[i].what == node_kind::method;
        if (const auto special = thing(i, is_method)) return *special;
        if (!is_method && x_tree[i].operand_count == 1) {
            // A conversion to what it is already changes nothing: a count that is open stays so.
            const auto function = x_tree.name_of(i);
            if (function == "int" || function == "double") return conversion(i, function == "int" ? kind::integer : kind::number);
        }
        return with_exact(i, [&](const std::vector<value>& v) { return reference::function(x_tree.name_of(i), v); });
    }

    reading conversion(node_index i, kind to) {
        const auto operand = x_tree.operand(i, 0);
        auto from = evaluate(operand);
        if (from.is.is_unknown() || from.is.known().what() == to) return from;
        if (from.at_least) return undecided(operand, from.is.known());
        return reference::function(x_tree.name_of(i), std::vector<value>{from.is.known()});
    }

    // case.reached("…", "…") and the like; nothing when it is an ordinary function.
    std::optional<reading> thing(node_index i, bool is_method) {
        const auto function = x_tree.name_of(i);
        if (!is_method) {
            if (function == "score") return thing_value(i, 0, named_thing::score, [&](std::uint32_t s) { return x_known.score(s); });
            if (function == "alert") return thing_value(i, 0, named_thing::alert, [&](std::uint32_t a) { return x_known.alert(a); });
            return std::nullopt;
        }
        const auto target = x_tree.operand(i, 0);
        if (x_tree[target].what != node_kind::name) return std::nullopt;
        auto root = x_tree.name_of(target);
        if (root.starts_with('.')) root.remove_prefix(1);
        if (variable_named(x_tree.name_of(target)) != nullptr) return std::nullopt;
        if (root == "case" && function == "reached") return reached(i);
        if (root == "case" && function == "rung")
            return thing_value(i, 1, named_thing::ladder, [&](std::uint32_t l) { return x_known.rung(l); });
        if (root == "clock" && function == "breached")
            return thing_value(i, 1, named_thing::clock, [&](std::uint32_t c) { return x_known.breached(c); });
        if (root == "clock" && function == "left")
            return thing_value(i, 1, named_thing::clock, [&](std::uint32_t c) { return x_known.left(c); });
        return std::nullopt;
    }

    template <class Ask>
    reading thing_value(node_index i, std::size_t first, named_thing what, const Ask& ask) {
        const auto name = x_tree[i].operand_count == first + 1 ? text_literal(x_tree.operand(i, first)) : std::nullopt;
        const auto found = name ? x_names.find(what, *name) : std::nullopt;
        if (!found) return wrong(fmt::format("{}() names nothing that is declared", x_tree.name_of(i)));
        return present(ask(*found), fmt::format("{}(\"{}\")", x_tree.name_of(i), *name));
    }

    reading reached(node_index i) {
        const bool two = x_tree[i].operand_count == 3;
        const auto ladder_name = two ? text_literal(x_tree.operand(i, 1)) : std::nullopt;
        const auto rung_name = two ? text_literal(x_tree.operand(i, 2)) : std::nullopt;
        const auto ladder = ladder_name ? x_names.find(named_thing::ladder, *ladder_name) : std::nullopt;
        const auto rung = ladder && rung_name ? x_names.rung(*ladder, *rung_name) : std::nullopt;
        if (!rung) return wrong("reached() names nothing that is declared");
        return present(x_known.reached(*ladder, *rung), "reached()");
    }

    std::optional<std::string> text_literal(node_index i) const {
        if (x_tree[i].what != node_kind::literal || x_tree.literal_of(i).what() != kind::text) return std::nullopt;
        return x_tree.literal_of(i).as_text();
    }

    // ---- ----

    // All operands as exact values; the first that is unknown is the answer.
    template <class Make>
    reading with_exact(node_index i, const Make& make) {
        std::vector<value> values;
        for (const auto operand : x_tree.operands_of(i)) {
            auto one = exact(operand);
            if (one.is_unknown()) return one;
            values.push_back(one.known());
        }
        return make(values);
    }

    static unknown wrong(std::string detail) { return {unknown_reason::wrong_type, std::move(detail), 0, 0}; }

    unknown at(node_index i, unknown u) const {
        u.begin = x_tree[i].begin;
        u.end = x_tree[i].end;
        return u;
    }

    unknown no_comparison(node_index i, const value& a, const value& b) const {
        return at(i, wrong(fmt::format("{} and {} cannot be compared", name_of(a.what()), name_of(b.what()))));
    }

    unknown undecided(node_index i, const value& bound) const {
        const auto count = bound.what() == kind::integer ? fmt::format("the count is at least {}, which does not settle it", bound.as_int())
                                                         : std::string("the window is past its limit");
        return {unknown_reason::undecided_count, count, x_tree[i].begin, x_tree[i].end};
    }

    struct variable {
        std::string_view name;
        value is;
    };

    const ast::tree& x_tree;
    const scope& x_names;
    const facts& x_known;
    std::vector<variable> x_variables;  // the innermost last
};

}  // namespace

outcome evaluate(const ast::tree& tree, const scope& names, const facts& known) { return evaluator(tree, names, known).exact(tree.root()); }

ESCALERA_NAMESPACE_END

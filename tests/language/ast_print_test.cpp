#include "escalera/language/ast_print.hpp"

#include "escalera/language/detail/tree_builder.hpp"
#include "escalera/language/parser.hpp"

#include "support/catch.hpp"

#include <cmath>

#include <rapidcheck.h>

using namespace escalera;
using ast::node_index;
using ast::node_kind;

namespace {

located_text text_of(const std::string& text) { return located_text::verbatim(std::make_shared<source>("<test>", text), 0, text); }

ast::tree parse(const std::string& text) {
    diagnostics found;
    auto tree = parse_condition(text_of(text), found);
    INFO(text);
    for (const auto& d : found) UNSCOPED_INFO(d.message);
    REQUIRE(tree);
    return std::move(*tree);
}

std::string canonical(const std::string& text) { return ast::print(parse(text)); }

// Grows random trees of every kind of node that a condition can have.
class grower {
public:
    ast::tree grow() {
        any(*rc::gen::inRange(0, 6));
        return x_builder.take();
    }

private:
    node_index any(int depth) {
        if (depth == 0) return leaf();
        switch (*rc::gen::inRange(0, 12)) {
            case 0: return add(node_kind::conditional, {any(depth - 1), any(depth - 1), any(depth - 1)});
            case 1: return add(*rc::gen::element(node_kind::logical_and, node_kind::logical_or), several(depth, 2, 4));
            case 2: return add(*rc::gen::element(node_kind::logical_not, node_kind::negate), {any(depth - 1)});
            case 3: return add(node_kind::list, several(depth, 0, 3));
            case 4: return add(node_kind::element, {any(depth - 1), any(depth - 1)});
            case 5: return named(node_kind::select, {any(depth - 1)});
            case 6: return named(node_kind::call, several(depth, 0, 3));
            case 7: return named(node_kind::method, several(depth, 1, 3));
            case 8: return named(node_kind::has, {any(depth - 1)});
            case 9:
                return named(*rc::gen::element(node_kind::all, node_kind::exists, node_kind::exists_one, node_kind::filter, node_kind::map),
                             several(depth, 2, 2));
            case 10: return named(node_kind::map, several(depth, 3, 3));
            default:
                return add(static_cast<node_kind>(
                               *rc::gen::inRange(static_cast<int>(node_kind::equal), static_cast<int>(node_kind::remainder) + 1)),
                           several(depth, 2, 2));
        }
    }

    node_index leaf() {
        switch (*rc::gen::inRange(0, 5)) {
            case 0: return x_builder.add_literal(value(*rc::gen::arbitrary<std::int64_t>()), {});
            case 1: return x_builder.add_literal(value(*rc::gen::suchThat<double>([](double d) { return std::isfinite(d); })), {});
            case 2: return x_builder.add_literal(value(*rc::gen::container<std::string>(rc::gen::inRange('\x01', '\x7F'))), {});
            case 3: return x_builder.add_literal(value(*rc::gen::arbitrary<bool>()), {});
            default:
                return x_builder.add_named(node_kind::name, {}, {}, *rc::gen::element<std::string>("x", "complaint", "_a1", ".x", "size"));
        }
    }

    std::vector<node_index> several(int depth, int at_least, int at_most) {
        std::vector<node_index> made;
        const int count = *rc::gen::inRange(at_least, at_most + 1);
        made.reserve(static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i) made.push_back(any(depth - 1));
        return made;
    }

    node_index add(node_kind what, const std::vector<node_index>& operands) { return x_builder.add(what, operands, {}); }
    node_index named(node_kind what, const std::vector<node_index>& operands) {
        return x_builder.add_named(what, operands, {}, *rc::gen::element<std::string>("f", "size", "category", "not_a_word"));
    }

    detail::tree_builder x_builder;
};

}  // namespace

TEST_CASE("the canonical text has one spelling for all") {
    CHECK(canonical("not a and b or c") == "!a && b || c");
    CHECK(canonical("a&&(b||c)") == "a && (b || c)");
    CHECK(canonical("(a && b) && c") == "(a && b) && c");
    CHECK(canonical("a && b && c") == "a && b && c");
    CHECK(canonical("((1+2))*3") == "(1 + 2) * 3");
    CHECK(canonical("1-(2-3)") == "1 - (2 - 3)");
    CHECK(canonical("(1-2)-3") == "1 - 2 - 3");
    CHECK(canonical("0xFF == 'a'.size ( )") == "255 == \"a\".size()");
    CHECK(canonical("'say \"hi\"'") == "\"say \\\"hi\\\"\"");
    CHECK(canonical("-(5)") == "-(5)");
    CHECK(canonical("-5") == "-5");
    CHECK(canonical("- x") == "-x");
    CHECK(canonical("-(5).size()") == "-(5.size())");
    CHECK(canonical("1e3") == "1000.0");
    CHECK(canonical("(a ? b : c) ? d : e ? f : g") == "(a ? b : c) ? d : e ? f : g");
    CHECK(canonical("a ? (b ? c : d) : e") == "a ? (b ? c : d) : e");
    CHECK(canonical("list . filter( x , x>1 )") == "list.filter(x, x > 1)");
    CHECK(canonical("l.existsOne(x, x)") == "l.exists_one(x, x)");
    CHECK(canonical("has( a . b )") == "has(a.b)");
    CHECK(canonical("(a == b) == c") == "a == b == c");
    CHECK(canonical("a == (b == c)") == "a == (b == c)");
    CHECK(canonical("!(a in b)") == "!(a in b)");
    CHECK(canonical("(-x)[0]") == "(-x)[0]");
    CHECK(canonical(".x.y") == ".x.y");
    CHECK(canonical("[1,2,]") == "[1, 2]");
}

TEST_CASE("parsing what was printed gives the same tree") {
    rc::check([] {
        const auto tree = grower().grow();
        const auto printed = ast::print(tree);
        diagnostics found;
        const auto again = parse_condition(text_of(printed), found);
        RC_LOG() << printed << (found.empty() ? "" : found[0].message);
        RC_ASSERT(again.has_value());
        RC_ASSERT(ast::same_tree(tree, *again));
        RC_ASSERT(ast::print(*again) == printed);
    });
}

TEST_CASE("trees that differ in one thing are not the same") {
    for (const auto& [a, b] : std::vector<std::pair<std::string, std::string>>{{"a", "b"},
                                                                               {"1", "2"},
                                                                               {"1", "1.0"},
                                                                               {"0.0", "-0.0"},
                                                                               {"'a'", "a"},
                                                                               {"a && b", "a || b"},
                                                                               {"a && b && c", "(a && b) && c"},
                                                                               {"f(a)", "a.f()"},
                                                                               {"a.b", "has(a.b)"},
                                                                               {"l.all(x, p)", "l.all(y, p)"},
                                                                               {"[a]", "[a, a]"},
                                                                               {"-5", "-(5)"}}) {
        CAPTURE(a, b);
        CHECK_FALSE(ast::same_tree(parse(a), parse(b)));
        CHECK(ast::same_tree(parse(a), parse(a)));
    }
}

TEST_CASE("values are printed as an author would write them") {
    CHECK(print_value(value(std::int64_t{3})) == "3");
    CHECK(print_value(value(3.0)) == "3.0");
    CHECK(print_value(value(1e6)) == "1e+06");
    CHECK(print_value(value("a\n\"b\"")) == "\"a\\n\\\"b\\\"\"");
    CHECK(print_value(value(timestamp{0, 500'000'000})) == "timestamp(\"1970-01-01T00:00:00.5Z\")");
    CHECK(print_value(value(duration{90, 0})) == "duration(\"90s\")");
    CHECK(print_value(value(decimal{12'500})) == "1.25");
    CHECK(print_value(value(value::list{value(true), value("x")})) == "[true, \"x\"]");
}

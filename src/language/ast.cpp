#include "escalera/language/ast.hpp"

#include <cmath>

ESCALERA_NAMESPACE_BEGIN

namespace ast {

namespace {

bool same_literal(const value& a, const value& b) noexcept {
    if (a.what() == kind::number && b.what() == kind::number) {
        const double x = a.as_number();
        const double y = b.as_number();
        return (std::isnan(x) && std::isnan(y)) || (x == y && std::signbit(x) == std::signbit(y));
    }
    return a == b;
}

bool same_node(const tree& a, node_index i, const tree& b, node_index j) noexcept {
    if (a[i].what != b[j].what || a[i].operand_count != b[j].operand_count) return false;
    if (a[i].what == node_kind::literal ? !same_literal(a.literal_of(i), b.literal_of(j))
                                        : has_name(a[i].what) && a.name_of(i) != b.name_of(j)) {
        return false;
    }
    for (std::size_t n = 0; n < a[i].operand_count; ++n) {
        if (!same_node(a, a.operand(i, n), b, b.operand(j, n))) return false;
    }
    return true;
}

}  // namespace

bool same_tree(const tree& a, const tree& b) noexcept {
    if (a.empty() || b.empty()) return a.empty() == b.empty();
    return same_node(a, a.root(), b, b.root());
}

std::string dotted_name(const tree& t, node_index i) {
    if (t[i].what == node_kind::name) return std::string(t.name_of(i));
    if (t[i].what != node_kind::select) return {};
    auto before = dotted_name(t, t.operand(i, 0));
    if (before.empty()) return {};
    return before + "." + std::string(t.name_of(i));
}

}  // namespace ast

ESCALERA_NAMESPACE_END

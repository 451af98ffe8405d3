#include "escalera/language/diagnostic.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

ESCALERA_NAMESPACE_BEGIN

namespace {

std::string_view name_of(const place& p) noexcept { return p.in ? std::string_view(p.in->name()) : std::string_view(); }

auto order(const diagnostic& d) noexcept {
    return std::tuple(name_of(d.at), d.at.begin, d.at.end, row_of(d.what).id, std::string_view(d.message));
}

std::string summary(const diagnostics& found) {
    if (found.empty()) return "rules were refused";
    const auto& first = found[0];
    const auto where = first.at.where();
    return fmt::format("{}:{}:{}: {}{}", name_of(first.at), where.line, where.column, first.message,
                       found.size() > 1 ? fmt::format(" (and {} more)", found.size() - 1) : std::string());
}

}  // namespace

void diagnostics::sort() {
    std::stable_sort(x_list.begin(), x_list.end(), [](const auto& a, const auto& b) { return order(a) < order(b); });
    const auto same = [](const auto& a, const auto& b) { return order(a) == order(b); };
    x_list.erase(std::unique(x_list.begin(), x_list.end(), same), x_list.end());
}

rules_error::rules_error(diagnostics found) : std::runtime_error(summary(found)), x_found(std::move(found)) {}

void throw_exception_from_error(const diagnostics& found, const boost::source_location& /*where*/) { throw rules_error(found); }

ESCALERA_NAMESPACE_END

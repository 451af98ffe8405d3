#pragma once
// What the names in conditions mean, for as long as a rule set lives: the reference matcher looks them up each time.

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "escalera/compile/resolve.hpp"
#include "escalera/compile/scope.hpp"
#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

class rule_set_scope final : public scope {
public:
    explicit rule_set_scope(const resolved_rules& rules);

    using scope::find;
    using scope::names;
    [[nodiscard]] std::optional<symbol> find(std::string_view dotted_name) const override;
    [[nodiscard]] std::vector<std::string> names() const override;
    [[nodiscard]] std::optional<std::uint32_t> find(named_thing what, std::string_view name) const override;
    [[nodiscard]] std::optional<std::uint32_t> rung(std::uint32_t ladder, std::string_view name) const override;

private:
    std::map<std::string, symbol, std::less<>> x_symbols;
    std::vector<std::pair<std::string, std::vector<std::string>>> x_ladders;  // with their rungs
    std::vector<std::string> x_clocks;
    std::vector<std::string> x_scores;
    std::vector<std::string> x_alerts;
};

ESCALERA_NAMESPACE_END

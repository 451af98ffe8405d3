#include "compile/rule_set_scope.hpp"

#include <algorithm>

ESCALERA_NAMESPACE_BEGIN

rule_set_scope::rule_set_scope(const resolved_rules& rules) {
    for (std::uint32_t f = 0; f < rules.fields.fields().size(); ++f) {
        const auto& info = rules.fields[static_cast<field_id>(f)];
        x_symbols[info.full_name] = {symbol_kind::field, f, info.holds};
    }
    for (std::uint32_t w = 0; w < rules.windows.size(); ++w) {
        x_symbols[rules.windows[w].name] = {symbol_kind::window, w, rules.windows[w].holds};
        x_symbols[rules.windows[w].name + ".of"] = {symbol_kind::window_of, w, type{kind::integer, 0}};
    }
    for (const auto& a : rules.alerts) x_alerts.push_back(a.name);
    for (const auto& l : rules.ladders) {
        x_ladders.emplace_back(l.name, std::vector<std::string>());
        for (const auto& r : l.rungs) x_ladders.back().second.push_back(r.name);
    }
    for (const auto& c : rules.clocks) x_clocks.push_back(c.name);
    for (const auto& s : rules.scores) x_scores.push_back(s.name);
}

std::optional<symbol> rule_set_scope::find(std::string_view dotted_name) const {
    const auto at = x_symbols.find(dotted_name);
    if (at == x_symbols.end()) return std::nullopt;
    return at->second;
}

std::vector<std::string> rule_set_scope::names() const {
    std::vector<std::string> all;
    for (const auto& [name, means] : x_symbols) all.push_back(name);
    return all;
}

std::optional<std::uint32_t> rule_set_scope::find(named_thing what, std::string_view name) const {
    const auto index_in = [&](const std::vector<std::string>& names) -> std::optional<std::uint32_t> {
        const auto at = std::find(names.begin(), names.end(), name);
        if (at == names.end()) return std::nullopt;
        return static_cast<std::uint32_t>(at - names.begin());
    };
    if (what == named_thing::clock) return index_in(x_clocks);
    if (what == named_thing::score) return index_in(x_scores);
    if (what == named_thing::alert) return index_in(x_alerts);
    if (what != named_thing::ladder) return std::nullopt;
    for (std::uint32_t l = 0; l < x_ladders.size(); ++l) {
        if (x_ladders[l].first == name) return l;
    }
    return std::nullopt;
}

std::optional<std::uint32_t> rule_set_scope::rung(std::uint32_t ladder, std::string_view name) const {
    const auto& rungs = x_ladders[ladder].second;
    for (std::uint32_t r = 0; r < rungs.size(); ++r) {
        if (rungs[r] == name) return r;
    }
    return std::nullopt;
}

ESCALERA_NAMESPACE_END

#pragma once
// What the names in conditions mean to the judge: fields, windows, ladders and their rungs.

#include <map>
#include <string>
#include <vector>

#include "escalera/compile/resolve.hpp"

namespace judge {

class names_of_rules : public escalera::scope {
public:
    explicit names_of_rules(const escalera::resolved_rules& rules) : x_rules(rules) {
        for (std::uint32_t w = 0; w < rules.windows.size(); ++w) {
            x_windows[rules.windows[w].name] = {escalera::symbol_kind::window, w, rules.windows[w].holds};
            x_windows[rules.windows[w].name + ".of"] = {escalera::symbol_kind::window_of, w, {escalera::kind::integer, 0}};
        }
    }

    [[nodiscard]] std::optional<escalera::symbol> find(std::string_view name) const override {
        if (const auto w = x_windows.find(std::string(name)); w != x_windows.end()) return w->second;
        if (const auto f = x_rules.fields.find(name)) return escalera::symbol{escalera::symbol_kind::field, *f, x_rules.fields[*f].holds};
        return std::nullopt;
    }
    [[nodiscard]] std::vector<std::string> names() const override { return {}; }

    [[nodiscard]] std::optional<std::uint32_t> find(escalera::named_thing what, std::string_view name) const override {
        for (std::uint32_t a = 0; what == escalera::named_thing::alert && a < x_rules.alerts.size(); ++a) {
            if (x_rules.alerts[a].name == name) return a;
        }
        for (std::uint32_t l = 0; what == escalera::named_thing::ladder && l < x_rules.ladders.size(); ++l) {
            if (x_rules.ladders[l].name == name) return l;
        }
        return std::nullopt;
    }
    [[nodiscard]] std::optional<std::uint32_t> rung(std::uint32_t ladder, std::string_view name) const override {
        const auto& rungs = x_rules.ladders[ladder].rungs;
        for (std::uint32_t r = 0; r < rungs.size(); ++r) {
            if (rungs[r].name == name) return r;
        }
        return std::nullopt;
    }

private:
    const escalera::resolved_rules& x_rules;
    std::map<std::string, escalera::symbol> x_windows;
};

}  // namespace judge

#pragma once
// A scope for tests: the built-in fields, a few windows, ladders, clocks, scores and alerts.

#include <string>
#include <vector>

#include "escalera/compile/scope.hpp"
#include "escalera/model/schema.hpp"

namespace escalera::testing {

class fixed_scope : public scope {
public:
    using scope::find;
    using scope::names;

    static constexpr std::uint32_t repeat = 0;
    static constexpr std::uint32_t frequency = 1;
    static constexpr std::uint32_t paid_out = 2;
    static constexpr std::uint32_t late_share = 3;

    [[nodiscard]] std::optional<symbol> find(std::string_view name) const override {
        if (const auto field = x_fields.find(name)) return symbol{symbol_kind::field, *field, x_fields[*field].holds};
        if (name == "repeat") return symbol{symbol_kind::window, repeat, {kind::integer, 0}};
        if (name == "frequency") return symbol{symbol_kind::window, frequency, {kind::integer, 0}};
        if (name == "paid_out") return symbol{symbol_kind::window, paid_out, {kind::dec, 0}};
        if (name == "late_share") return symbol{symbol_kind::window, late_share, {kind::number, 0}};
        if (name == "late_share.of") return symbol{symbol_kind::window_of, late_share, {kind::integer, 0}};
        if (name == "same_bill") return symbol{symbol_kind::window, 4, {kind::integer, 0}};
        return std::nullopt;
    }
    [[nodiscard]] std::vector<std::string> names() const override {
        std::vector<std::string> all = {"repeat", "frequency", "paid_out", "late_share", "late_share.of", "same_bill"};
        for (const auto& f : x_fields.fields()) all.push_back(f.full_name);
        return all;
    }
    [[nodiscard]] std::optional<std::uint32_t> find(named_thing what, std::string_view name) const override {
        return place_of(name, names(what));
    }
    [[nodiscard]] std::vector<std::string> names(named_thing what) const override {
        switch (what) {
            case named_thing::ladder: return {"repeat-complaint", "frequent-complainant"};
            case named_thing::clock: return {"first-response"};
            case named_thing::score: return {"risk"};
            case named_thing::alert: return {"district-outage"};
        }
        return {};
    }
    [[nodiscard]] std::optional<std::uint32_t> rung(std::uint32_t ladder, std::string_view name) const override {
        return place_of(name, rungs(ladder));
    }
    [[nodiscard]] std::vector<std::string> rungs(std::uint32_t /*ladder*/) const override {
        return {"specialist", "team-lead", "tier-3-manager"};
    }

    [[nodiscard]] field_id field(std::string_view name) const { return *x_fields.find(name); }

private:
    static std::optional<std::uint32_t> place_of(std::string_view name, const std::vector<std::string>& all) {
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (all[i] == name) return static_cast<std::uint32_t>(i);
        }
        return std::nullopt;
    }

    schema x_fields;
};

}  // namespace escalera::testing

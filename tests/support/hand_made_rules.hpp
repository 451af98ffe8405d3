#pragma once
// A small world of fields, windows and ladders, and rule sets put together by hand from conditions: what the tests
// of lowering and matching stand on.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "escalera/compile/condition.hpp"
#include "escalera/compile/lower_conditions.hpp"
#include "escalera/compile/rule_set.hpp"
#include "escalera/compile/scope.hpp"
#include "escalera/compile/slot.hpp"
#include "escalera/language/located_text.hpp"
#include "escalera/language/source.hpp"
#include "escalera/model/value.hpp"

namespace escalera::testing {

inline constexpr type bool_type{kind::boolean, 0};
inline constexpr type int_type{kind::integer, 0};
inline constexpr type number_type{kind::number, 0};
inline constexpr type decimal_type{kind::dec, 0};
inline constexpr type text_type{kind::text, 0};
inline constexpr type time_type{kind::time, 0};
inline constexpr type span_type{kind::span, 0};

// Every slot has a name; slots of fields, of windows, of `<window>.of`, of ladders stand in this order of making.
class small_world final : public scope {
public:
    static constexpr event_mask own_events = mask_of(event_kind::complaint) | mask_of(event_kind::corrected);

    slot_id add_field(std::string name, type holds, bool set_by_rules = false) {
        slot_plan plan{slot_source::field, holds, static_cast<std::uint32_t>(map.fields.size()), 0, own_events, true, set_by_rules, name};
        x_symbols[std::move(name)] = {symbol_kind::field, plan.index, holds};
        map.fields.push_back(add_slot(std::move(plan)));
        return map.fields.back();
    }
    // A field that nobody supplies a slot for.
    void add_unread_field(std::string name, type holds) {
        x_symbols[std::move(name)] = {symbol_kind::field, static_cast<std::uint32_t>(map.fields.size()), holds};
        map.fields.push_back(no_slot);
    }
    slot_id add_window(const std::string& name, type holds) {
        const auto index = static_cast<std::uint32_t>(map.windows.size());
        x_symbols[name] = {symbol_kind::window, index, holds};
        x_symbols[name + ".of"] = {symbol_kind::window_of, index, int_type};
        map.windows.push_back(add_slot({slot_source::window, holds, index, 0, 0, false, false, name}));
        map.windows_of.push_back(add_slot({slot_source::window_of, int_type, index, 0, 0, false, false, name + ".of"}));
        return map.windows.back();
    }
    void add_ladder(const std::string& name, const std::vector<std::string>& rung_names) {
        const auto index = static_cast<std::uint32_t>(x_ladders.size());
        map.reached.emplace_back();
        for (std::uint32_t r = 0; r < rung_names.size(); ++r) {
            map.reached.back().push_back(add_slot({slot_source::reached, bool_type, index, r, 0, false, false, rung_names[r]}));
        }
        map.rungs.push_back(add_slot({slot_source::rung, int_type, index, 0, 0, false, false, name}));
        x_ladders.emplace_back(name, rung_names);
    }

    [[nodiscard]] std::optional<symbol> find(std::string_view name) const override {
        const auto found = x_symbols.find(std::string(name));
        return found == x_symbols.end() ? std::nullopt : std::optional(found->second);
    }
    [[nodiscard]] std::vector<std::string> names() const override {
        std::vector<std::string> all;
        for (const auto& [name, is] : x_symbols) all.push_back(name);
        return all;
    }
    [[nodiscard]] std::optional<std::uint32_t> find(named_thing what, std::string_view name) const override {
        if (what != named_thing::ladder) return 0;  // one clock, score and alert of any name, none of them built yet
        for (std::uint32_t i = 0; i < x_ladders.size(); ++i) {
            if (x_ladders[i].first == name) return i;
        }
        return std::nullopt;
    }
    [[nodiscard]] std::optional<std::uint32_t> rung(std::uint32_t ladder, std::string_view name) const override {
        const auto& rungs = x_ladders[ladder].second;
        for (std::uint32_t i = 0; i < rungs.size(); ++i) {
            if (rungs[i] == name) return i;
        }
        return std::nullopt;
    }

    slot_map map;
    std::vector<slot_plan> slots;

private:
    slot_id add_slot(slot_plan plan) {
        slots.push_back(std::move(plan));
        return static_cast<slot_id>(slots.size() - 1);
    }

    std::map<std::string, symbol> x_symbols;
    std::vector<std::pair<std::string, std::vector<std::string>>> x_ladders;
};

// Null where the text is no condition of that type; `why` then says so.
inline std::shared_ptr<const condition> read_condition(const scope& names, const std::string& text, std::string& why,
                                                       std::optional<type> wanted = bool_type) {
    diagnostics found;
    auto in = std::make_shared<const source>("test", text);
    auto read = compile_condition(located_text::verbatim(in, 0, text), names, found, wanted);
    if (read) return std::make_shared<const condition>(std::move(*read));
    why = text;
    for (const auto& d : found) why += "\n  " + d.message;
    return nullptr;
}

// One section's conditions (null: always) as a rule set.
inline std::shared_ptr<rule_set> rules_of(std::shared_ptr<const small_world> world,
                                          const std::vector<std::shared_ptr<const condition>>& conditions, section s = section::rules,
                                          const std::vector<event_mask>& wanted = {}) {
    auto rules = std::make_shared<rule_set>();
    rules->slots = world->slots;
    rules->slot_of_field = world->map.fields;
    for (std::uint32_t w = 0; w < world->map.windows.size(); ++w) {
        rules->windows.push_back({false, w});
        rules->customer_stage.windows.emplace_back();
        rules->customer_stage.windows.back().slot = world->map.windows[w];
        rules->customer_stage.windows.back().of_slot = world->map.windows_of[w];
    }
    auto& in_section = rules->conditions[static_cast<std::size_t>(s)];
    for (std::size_t i = 0; i < conditions.size(); ++i) {
        in_section.push_back({conditions[i].get(), i < wanted.size() ? wanted[i] : every_event});
        if (conditions[i]) rules->owned.push_back(conditions[i]);
    }
    condition_lowering lowering(world->map, rules->code);
    rules->sets[static_cast<std::size_t>(s)] = lowering.section(in_section);
    rules->names = std::move(world);
    return rules;
}

}  // namespace escalera::testing

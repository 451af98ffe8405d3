#pragma once
// What a host may ask of an engine beside its decisions: how a rule stood at the last event, and what has been published.
// Include this where an engine of another matcher than the usual is asked.
//
// Threads: those of the engine.   Cost: cold path; linear in the rules, or in the keys that are kept.

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "escalera/config.hpp"
#include "escalera/engine/cell_text.hpp"
#include "escalera/engine/engine.hpp"

ESCALERA_NAMESPACE_BEGIN

template <matcher M>
std::optional<typename basic_engine<M>::standing> basic_engine<M>::look(std::string_view name, std::string_view rung) {
    for (const auto& l : x_rules->ladders) {
        for (const auto& r : l.rungs) {
            if (l.name != name || (r.name != rung && !rung.empty())) continue;
            auto found = look_at(section::ladders, r.cause);
            found.held_by = held_by(l, r);
            return found;
        }
    }
    for (const auto& r : x_rules->rules) {
        if (r.name == name) return look_at(section::rules, r.cause);
    }
    return std::nullopt;
}

template <matcher M>
typename basic_engine<M>::standing basic_engine<M>::look_at(section s, const cause_plan& cause) {
    standing found;
    if (x_ws.row.size() != x_rules->slots.size()) return found;
    x_matcher.match(*x_rules, s, 0, x_ws.row.view(), x_ws.matched);
    found.holds = cause.when == none ? truth::yes : x_ws.matched.of(cause.when);
    found.is_blocked = cause.unless != none && x_ws.matched.of(cause.unless) == truth::yes;
    for (const auto slot : cause.because) found.because.push_back({x_rules->slots[slot].name, x_ws.row[slot]});
    return found;
}

template <matcher M>
std::string basic_engine<M>::held_by(const ladder_plan& l, const rung_plan& r) const {
    for (const auto& h : x_ws.held) {
        const bool is_it = &l == &x_rules->ladders[h.ladder] && (h.rungs >> static_cast<std::size_t>(&r - l.rungs.data()) & 1U) != 0;
        if (is_it) return x_rules->alerts[h.alert].name;
    }
    return {};
}

// ---- what has been published

namespace detail {

inline std::string text_of(const cell& c) {
    memory_flag flag;
    buffer<char> text(flag);
    append_text(text, c);
    if (flag.exhausted) throw std::bad_alloc();
    return {text.data(), text.size()};
}

}  // namespace detail

template <matcher M>
std::optional<published_indicator> basic_engine<M>::indicator(std::string_view name, std::span<const std::string_view> key) const {
    for (auto& one : indicators(name)) {
        if (std::equal(one.key.begin(), one.key.end(), key.begin(), key.end())) return std::move(one);
    }
    for (std::uint32_t i = 0; i < x_rules->indicators.size(); ++i) {
        const auto& plan = x_rules->indicators[i];
        if (plan.name != name || plan.per.size() != key.size() || x_watermark == INT64_MIN) continue;
        const auto ended = x_indicators.last_ended(plan.unit, x_watermark);
        return published_indicator{{key.begin(), key.end()}, to_value(answer_of(plan, {})), 0, {ended.begin}, {ended.end}};
    }
    return std::nullopt;
}

template <matcher M>
std::vector<published_indicator> basic_engine<M>::indicators(std::string_view name) const {
    std::vector<published_indicator> all;
    for (std::uint32_t i = 0; i < x_rules->indicators.size() && x_watermark != INT64_MIN; ++i) {
        const auto& plan = x_rules->indicators[i];
        if (plan.name != name) continue;
        const auto& fields = x_rules->indicator_tables[plan.table].key;
        const auto ended = x_indicators.last_ended(plan.unit, x_watermark);
        std::vector<std::string> keys;
        x_indicators.for_each_published(plan.table, std::span(&i, 1), x_watermark, [&](std::string_view k) { keys.emplace_back(k); });
        for (const auto& k : keys) {
            std::array<cell, indicator_table_plan::most_fields> parts;
            static_cast<void>(read_key_parts(k, {parts.data(), fields.size()}));
            const auto total = x_indicators.published(i, k, x_watermark);
            auto& one = all.emplace_back();
            for (const auto s : plan.per) {
                one.key.push_back(
                    detail::text_of(parts[static_cast<std::size_t>(std::find(fields.begin(), fields.end(), s) - fields.begin())]));
            }
            one.is = to_value(answer_of(plan, total));
            one.of = total.facts;
            one.from = {ended.begin};
            one.to = {ended.end};
        }
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
    return all;
}

ESCALERA_NAMESPACE_END

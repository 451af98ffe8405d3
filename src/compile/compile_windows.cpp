#include <algorithm>

#include <fmt/format.h>

#include "compile/compiler.hpp"

ESCALERA_NAMESPACE_BEGIN

std::uint16_t compiler::part(field_id f) { return index_in(x_out.parts, x_out.slot_of_field[f]); }

// An empty verdict: the number itself.
std::uint16_t compiler::number(field_id f, const std::string& verdict) {
    const auto slot = x_out.slot_of_field[f];
    for (std::size_t v = 0; v < x_out.values.size(); ++v) {
        if (x_out.values[v] == slot && x_out.verdicts[v] == verdict) return static_cast<std::uint16_t>(v);
    }
    x_out.values.push_back(slot);
    x_out.verdicts.push_back(verdict);
    return static_cast<std::uint16_t>(x_out.values.size() - 1);
}

std::uint16_t compiler::index_in(std::vector<slot_id>& list, slot_id s) {
    const auto at = std::find(list.begin(), list.end(), s);
    if (at == list.end()) list.push_back(s);
    return static_cast<std::uint16_t>(std::find(list.begin(), list.end(), s) - list.begin());
}

void compiler::plan_windows() {
    // The issue is a part of every entry, since corrections move it; ladders ask entries for their keys.
    part(x_out.known.complaint_issue);
    for (const auto& l : x_rules.ladders) {
        for (const auto& p : l.per) {
            if (p.is == resolved::key_part::kind_of::field) part(p.field);
        }
    }
    for (std::uint32_t w = 0; w < x_rules.windows.size(); ++w) plan_window(x_rules.windows[w], w);
    for (std::uint32_t w = 0; w < x_out.group_stage.windows.size(); ++w) join_table(w);
    plan_alert_tables();
    x_out.customer_stage.kept_for_groups = x_out.group_stage.reach;
    x_out.customer_stage.counted_in_groups = x_out.group_stage.counted;
    for (std::uint32_t w = 0; w < x_out.customer_stage.windows.size(); ++w) sort_out(w);
}

void compiler::sort_out(std::uint32_t w) {
    auto& stage = x_out.customer_stage;
    const auto& window = stage.windows[w];
    if (window.slot == no_slot && window.of_slot == no_slot) return;
    if (window.what != window_what::count || window.per_case || window.parts.size() > 1) {
        stage.other.push_back(w);
        return;
    }
    const auto part = window.parts.empty() ? plain_window::no_part : window.parts[0];
    stage.plain.push_back({window.within, w, part, window.slot, window.of_slot});
}

void compiler::plan_window(const resolved::window& from, std::uint32_t index) {
    if (from.period) return plan_indicator(from, index);
    window_plan w;
    w.name = from.name;
    w.what = static_cast<window_what>(from.what);
    w.of = from.of;
    w.within = from.within;
    w.limit = from.limit;
    w.decimal_sum = from.holds.scalar == kind::dec;
    w.slot = x_slots.all().windows[index];
    w.of_slot = x_slots.all().windows_of[index];
    for (const auto& p : from.per) {
        if (p.is == resolved::key_part::kind_of::kase) w.per_case = true;
        if (p.is == resolved::key_part::kind_of::field) w.parts.push_back(part(p.field));
    }
    std::sort(w.parts.begin(), w.parts.end());
    w.parts.erase(std::unique(w.parts.begin(), w.parts.end()), w.parts.end());
    if (from.value) {
        if (w.what != window_what::distinct) {
            w.value = number(*from.value, from.verdict);
        } else if (*from.value == x_out.known.complaint_customer || *from.value == x_out.known.customer_id) {
            w.distinct = window_plan::of_customer;
        } else {
            w.distinct = part(*from.value);
        }
    }
    auto& stage = from.of_group ? x_out.group_stage : x_out.customer_stage;
    if (stage.windows.size() == stage_plan::most_windows) {
        refuse(code::too_many, from.at,
               fmt::format("more than {} windows {}", stage_plan::most_windows,
                           from.of_group ? "that are not keyed by the customer" : "keyed by the customer"),
               "join windows that count alike");
        return;
    }
    x_out.windows.push_back({from.of_group, static_cast<std::uint32_t>(stage.windows.size())});
    stage.reach = std::max(stage.reach, w.within);
    stage.counted |= mask_of(w.of);
    stage.windows.push_back(std::move(w));
}

void compiler::join_table(std::uint32_t w) {
    const auto& window = x_out.group_stage.windows[w];
    auto t =
        std::find_if(x_out.group_tables.begin(), x_out.group_tables.end(), [&](const auto& table) { return table.parts == window.parts; });
    if (t == x_out.group_tables.end()) {
        x_out.group_tables.push_back({window.parts, {}, 0, {}});
        t = x_out.group_tables.end() - 1;
    }
    t->windows.push_back(w);
    t->reach = std::max(t->reach, window.within);
}

ESCALERA_NAMESPACE_END

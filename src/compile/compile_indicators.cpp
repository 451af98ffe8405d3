// Windows of periods are counted and read in the customer's stage; schedules read them of a key, by time alone.

#include <algorithm>

#include <fmt/format.h>

#include "compile/compiler.hpp"

ESCALERA_NAMESPACE_BEGIN

void compiler::plan_indicator(const resolved::window& from, std::uint32_t index) {
    indicator_plan i;
    i.name = from.name;
    switch (from.what) {
        case written::window_what::sum: i.what = indicator_what::sum; break;
        case written::window_what::share: i.what = indicator_what::share; break;
        case written::window_what::average: i.what = indicator_what::average; break;
        case written::window_what::count:
        case written::window_what::distinct: break;
    }
    i.of = from.of;
    i.unit = *from.period;
    for (const auto& p : from.per) i.per.push_back(x_out.slot_of_field[p.field]);
    if (i.per.size() > indicator_table_plan::most_fields) {
        refuse(code::too_many, from.at,
               fmt::format("the window '{}' has a key of more than {} fields", from.name, indicator_table_plan::most_fields),
               "leave some of them out");
    }
    i.table = indicator_table(from.per);
    i.verdict = from.verdict;
    if (from.value) {
        i.value = x_out.slot_of_field[*from.value];
        i.is_decimal = x_out.slots[i.value].holds.scalar == kind::dec;
    }
    i.slot = x_slots.all().windows[index];
    i.of_slot = x_slots.all().windows_of[index];
    auto& table = x_out.indicator_tables[i.table];
    table.is_read = table.is_read || x_read_by_rules[index];
    x_out.publishes_to_rules = x_out.publishes_to_rules || table.is_read;
    x_out.facts |= mask_of(i.of);
    const auto place = static_cast<std::uint32_t>(x_out.indicators.size());
    table.indicators.push_back(place);
    x_out.windows.push_back({false, place, true});
    x_out.indicators.push_back(std::move(i));
}

// In whatever order a key names its fields, it is the same.
std::uint32_t compiler::indicator_table(const std::vector<resolved::key_part>& key) {
    std::vector<slot_id> slots;
    for (const auto& p : key) slots.push_back(x_out.slot_of_field[p.field]);
    const auto by_name = [this](slot_id a, slot_id b) { return x_out.slots[a].name < x_out.slots[b].name; };
    std::sort(slots.begin(), slots.end(), by_name);
    slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
    auto& tables = x_out.indicator_tables;
    const auto at = std::find_if(tables.begin(), tables.end(), [&](const auto& t) { return t.key == slots; });
    if (at != tables.end()) return static_cast<std::uint32_t>(at - tables.begin());
    tables.push_back({std::move(slots), {}, false});
    return static_cast<std::uint32_t>(tables.size() - 1);
}

void compiler::lower_indicator(const resolved::window& from, std::uint32_t index, condition_lowering& lowering) {
    auto& i = x_out.indicators[index];
    if (from.where) i.where = computed(*from.where, lowering);
    if (from.hit) i.hit = computed(*from.hit, lowering);
}

// What has a slot by now is read by others than schedules.
void compiler::read_schedules() {
    for (std::size_t w = 0; w < x_rules.windows.size(); ++w) {
        x_read_by_rules.push_back(x_slots.all().windows[w] != no_slot || x_slots.all().windows_of[w] != no_slot);
    }
    for (const auto& s : x_rules.schedules) {
        read(s.per, 0);
        read(s.because, 0);
    }
}

void compiler::lower_schedules(condition_lowering& lowering) {
    for (const auto& from : x_rules.schedules) {
        schedule_plan s;
        s.name = from.name;
        s.every = from.every;
        s.calendar = from.calendar.value_or(none);
        s.closed = from.closed;
        for (const auto& p : from.per) s.key.push_back(x_out.slot_of_field[p.field]);
        const auto reads = [&](const resolved::condition_ptr& c) {
            if (!c) return;
            for (const auto w : c->windows) {
                if (w >= x_out.windows.size() || !x_out.windows[w].is_published) continue;
                const auto home = x_out.windows[w];
                s.table = x_out.indicators[home.index].table;
                if (std::find(s.indicators.begin(), s.indicators.end(), home.index) == s.indicators.end())
                    s.indicators.push_back(home.index);
            }
        };
        reads(from.because.when);
        reads(from.because.unless);
        for (const auto& action : from.because.then) {
            for (const auto& a : action.arguments) reads(a.computed);
        }
        if (from.because.when) s.when = computed(*from.because.when, lowering);
        if (from.because.unless) s.unless = computed(*from.because.unless, lowering);
        resolved::cause follows;
        follows.otherwise = from.because.otherwise;
        follows.then = from.because.then;
        s.cause = plan(section::rules, follows, 0, lowering);
        if (from.because.when) s.cause.because = reasons(*from.because.when);
        x_out.schedules.push_back(std::move(s));
    }
}

ESCALERA_NAMESPACE_END

#include "escalera/engine/schedules.hpp"

#include <algorithm>
#include <array>
#include <tuple>

ESCALERA_NAMESPACE_BEGIN

void schedule_times::set(std::size_t schedule, std::int64_t since) noexcept {
    const auto& plan = x_rules.schedules[schedule];
    x_next[schedule] = plan.calendar == none ? next_occurrence(x_rules.in_zone, plan.every, since)
                                             : next_run(x_rules.calendars[plan.calendar].is, plan.every, plan.closed, since);
}

bool schedule_times::gather(const indicator_store& indicators, memory_flag& flag, std::int64_t due) noexcept {
    x_due.clear();
    x_text.clear();
    x_at = 0;
    for (std::uint32_t s = 0; s < x_next.size(); ++s) {
        if (x_next[s] != due) continue;
        const auto& plan = x_rules.schedules[s];
        if (plan.key.empty()) {
            add(s, {});
        } else {
            indicators.for_each_published(plan.table, plan.indicators, due, [&](std::string_view key) noexcept { add(s, key); });
        }
    }
    std::size_t longest = 0;
    for (const auto& d : x_due) longest = std::max<std::size_t>(longest, d.name_size);
    if (!x_done.reserve(longest) || flag.exhausted) return false;
    std::sort(x_due.begin(), x_due.end(), [this](const due_schedule& a, const due_schedule& b) noexcept {
        return std::tuple(name_of(a), key_of(a), a.schedule) < std::tuple(name_of(b), key_of(b), b.schedule);
    });
    const std::string_view done(x_done.data(), x_done.size());
    while (x_has_done && x_at < x_due.size() && name_of(x_due[x_at]) <= done) ++x_at;
    return true;
}

// Its name has the fields in the order of the schedule's `per`.
void schedule_times::add(std::uint32_t schedule, std::string_view key) noexcept {
    const auto& plan = x_rules.schedules[schedule];
    due_schedule d;
    d.schedule = schedule;
    d.key_from = static_cast<std::uint32_t>(x_text.size());
    d.key_size = static_cast<std::uint32_t>(key.size());
    x_text.append(key.data(), key.size());
    d.name_from = static_cast<std::uint32_t>(x_text.size());
    if (!plan.key.empty()) {
        const auto& table = x_rules.indicator_tables[plan.table];
        std::array<cell, indicator_table_plan::most_fields> parts;
        if (!read_key_parts(key, {parts.data(), table.key.size()})) return;
        for (std::size_t i = 0; i < plan.key.size(); ++i) {
            const auto at = static_cast<std::size_t>(std::find(table.key.begin(), table.key.end(), plan.key[i]) - table.key.begin());
            if (i != 0) x_text.push('\x1f');
            append_text(x_text, parts[at]);
        }
    }
    d.name_size = static_cast<std::uint32_t>(x_text.size() - d.name_from);
    x_due.push(d);
}

// ---- bytes

void schedule_times::write(byte_writer& out) const {
    out.number(x_has_done ? 1 : 0, 1);
    out.text(x_has_done ? std::string_view(x_done.data(), x_done.size()) : std::string_view());
}

bool schedule_times::read(byte_reader& in, std::int64_t watermark) {
    x_has_done = in.number(1) != 0;
    const auto done = in.text();
    x_done.assign(done.data(), done.size());
    if (watermark != INT64_MIN) begin(watermark);
    return !in.is_bad();
}

ESCALERA_NAMESPACE_END

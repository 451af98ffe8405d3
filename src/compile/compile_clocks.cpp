#include <fmt/format.h>

#include "compile/compiler.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

std::uint32_t calendar_of(const std::optional<std::uint32_t>& c) noexcept { return c.value_or(none); }

opening_hours whole_week() {
    opening_hours all;
    for (auto& day : all.week) day = {{0, wall_span::whole_day}};
    return all;
}

}  // namespace

// Triggers are looked at on their own events; targets and pauses on every event of the case, and by time alone.
void compiler::read_clocks() {
    for (const auto& c : x_rules.clocks) {
        const auto read_all = [&](const std::vector<resolved::trigger>& triggers) {
            for (const auto& t : triggers) read(t.when, t.on);
        };
        for (const auto& t : c.start) read(c.only, t.on);
        for (const auto* triggers : {&c.start, &c.stop, &c.cancel, &c.reset, &c.pause_on, &c.resume}) read_all(*triggers);
        read(c.pause, every_event);
        for (const auto& t : c.targets) {
            read(t.when, every_event);
            if (t.due) x_slots.field(*t.due, every_event);
        }
        for (const auto& s : c.stages) read(s.because, every_event);
    }
}

void compiler::lower_clocks(condition_lowering& lowering) {
    for (const auto& from : x_rules.clocks) {
        clock_plan c;
        c.name = from.name;
        event_mask starts = 0;
        for (const auto& t : from.start) starts |= t.on;
        c.only = add(section::clocks, from.only, starts);
        c.start = plan(from.start);
        c.stop = plan(from.stop);
        c.cancel = plan(from.cancel);
        c.reset = plan(from.reset);
        c.pause = add(section::clocks, from.pause, every_event);
        c.pause_on = plan(from.pause_on);
        c.resume = plan(from.resume);
        for (const auto& t : from.targets) c.targets.push_back(plan(t));
        lower_stages(from, c, lowering);
        x_out.clocks.push_back(std::move(c));
    }
}

std::vector<clock_trigger> compiler::plan(const std::vector<resolved::trigger>& from) {
    std::vector<clock_trigger> all;
    for (const auto& t : from) all.push_back({t.on, add(section::clocks, t.when, t.on)});
    return all;
}

clock_target compiler::plan(const resolved::target& from) {
    using length_kind = length_of_time::kind_of;
    clock_target t;
    t.when = add(section::clocks, from.when, every_event);
    if (from.when) t.because = reasons(*from.when);
    t.calendar = calendar_of(from.calendar);
    t.amount = from.within.is == length_kind::elapsed ? from.within.micros : from.within.count;
    if (from.due) {
        t.is = clock_target::kind_of::due;
        t.due = x_out.slot_of_field[*from.due];
    } else if (from.within.is == length_kind::days) {
        t.is = clock_target::kind_of::days;
        if (t.calendar == none) need_days();
    } else if (from.within.is == length_kind::business_days) {
        t.is = clock_target::kind_of::business_days;
    }
    return t;
}

void compiler::need_days() {
    if (!x_out.around_the_clock) x_out.around_the_clock = calendar::make(x_rules.in_zone, whole_week());
}

void compiler::lower_stages(const resolved::clock& from, clock_plan& to, condition_lowering& lowering) {
    if (from.stages.size() > clock_plan::most_stages) {
        refuse(code::too_many, from.at, fmt::format("the clock '{}' has more than {} stages", from.name, clock_plan::most_stages),
               "split it");
    }
    std::size_t recurring = 0;
    for (const auto& s : from.stages) {
        clock_stage_plan stage;
        stage.name = s.name;
        stage.at = static_cast<clock_stage_plan::kind_of>(s.time.is);
        stage.amount = s.time.amount;
        if (s.time.is == stage_time::kind_of::day) need_days();
        stage.every = s.every;
        stage.times = s.times;
        if (s.every != 0) stage.counter = static_cast<std::uint8_t>(recurring++);
        stage.combine = s.combine;
        stage.hours = calendar_of(s.hours);
        stage.cause = plan(section::stages, s.because, every_event, lowering);
        to.stages.push_back(std::move(stage));
    }
    if (recurring <= clock_plan::most_recurring) return;
    refuse(code::too_many, from.at, fmt::format("the clock '{}' has more than {} stages that recur", from.name, clock_plan::most_recurring),
           "split it");
}

ESCALERA_NAMESPACE_END

#include "compile/compiler.hpp"

ESCALERA_NAMESPACE_BEGIN

delay_plan delay_of(const length_of_time& l) noexcept {
    using length_kind = length_of_time::kind_of;
    delay_plan d;
    d.amount = l.is == length_kind::elapsed ? l.micros : l.count;
    if (l.is == length_kind::days) d.is = delay_plan::kind_of::days;
    if (l.is == length_kind::business_days) d.is = delay_plan::kind_of::business_days;
    return d;
}

void compiler::read_follow_ups() {
    const auto result = x_rules.fields.find("feedback.reached");
    for (const auto& f : x_rules.follow_ups) {
        for (const auto* triggers : {&f.start, &f.cancel}) {
            for (const auto& t : *triggers) read(t.when, t.on);
        }
        for (const auto& o : f.options) read(o.when, every_event);
        if (result) x_slots.field(*result, mask_of(event_kind::feedback) | mask_of(event_kind::follow_up));
    }
}

void compiler::lower_follow_ups(condition_lowering& lowering) {
    if (const auto result = x_rules.fields.find("feedback.reached")) x_out.reached_slot = x_out.slot_of_field[*result];
    const auto plan_triggers = [&](const std::vector<resolved::trigger>& from) {
        std::vector<clock_trigger> all;
        for (const auto& t : from) all.push_back({t.on, add(section::follow_ups, t.when, t.on)});
        return all;
    };
    for (const auto& from : x_rules.follow_ups) {
        follow_up_plan f;
        f.name = from.name;
        f.start = plan_triggers(from.start);
        f.cancel = plan_triggers(from.cancel);
        f.hours = from.hours.value_or(none);
        f.again_after = delay_of(from.again_after);
        f.times = from.times;
        for (const auto& o : from.options) {
            follow_up_option option;
            resolved::cause cause;
            cause.when = o.when;
            option.cause = plan(section::follow_ups, cause, every_event, lowering);
            option.when = option.cause.when;
            option.after = delay_of(o.after);
            option.cause.then.push_back(request("follow_up", "by", o.by));
            if (option.after.is == delay_plan::kind_of::days && f.hours == none) need_days();
            f.options.push_back(std::move(option));
        }
        if (f.again_after.is == delay_plan::kind_of::days && f.hours == none) need_days();
        x_out.follow_ups.push_back(std::move(f));
    }
}

ESCALERA_NAMESPACE_END

#pragma once
// The steps of compile(), one subject a source file: what is read and when (compile.cpp), windows (compile_windows.cpp),
// the sections (compile_sections.cpp), alerts (compile_alerts.cpp), clocks (compile_clocks.cpp), scores (compile_scores.cpp).
//
// Threads: no shared state.   Cost: cold path.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compile/slots.hpp"
#include "escalera/compile/compile.hpp"
#include "escalera/compile/lower_conditions.hpp"
#include "escalera/compile/rule_set.hpp"

ESCALERA_NAMESPACE_BEGIN

// `approved` too: it may put a label in force.
inline constexpr event_mask group_events = mask_of(event_kind::complaint) | mask_of(event_kind::customer) | mask_of(event_kind::approved);

[[nodiscard]] delay_plan delay_of(const length_of_time& l) noexcept;
[[nodiscard]] action_plan::effect effect_of(std::string_view action) noexcept;
[[nodiscard]] action_plan::guard guard_of(std::string_view action) noexcept;

class compiler {
public:
    compiler(const resolved_rules& rules, diagnostics& found);
    rule_set_ptr run();

private:
    void refuse(code what, const place& at, std::string message, std::string suggestion);

    // what is read, and when (compile.cpp)
    void read(const resolved::condition_ptr& c, event_mask at);
    void read(const std::vector<resolved::key_part>& key, event_mask at);
    void read(const resolved::cause& c, event_mask at);
    void read_required();
    void plan_slots();

    // cases (compile_cases.cpp)
    void plan_cases();

    // windows (compile_windows.cpp)
    std::uint16_t part(field_id f);
    // An empty verdict: the number itself.
    std::uint16_t number(field_id f, const std::string& verdict);
    static std::uint16_t index_in(std::vector<slot_id>& list, slot_id s);
    void plan_windows();
    void sort_out(std::uint32_t w);
    void plan_window(const resolved::window& from, std::uint32_t index);
    void join_table(std::uint32_t w);

    // windows of periods, schedules (compile_indicators.cpp)
    void plan_indicator(const resolved::window& from, std::uint32_t index);
    std::uint32_t indicator_table(const std::vector<resolved::key_part>& key);
    void lower_indicator(const resolved::window& from, std::uint32_t index, condition_lowering& lowering);
    void read_schedules();
    void lower_schedules(condition_lowering& lowering);

    // lowering (compile_sections.cpp)
    condition_id add(section s, const resolved::condition_ptr& c, event_mask wanted);
    cause_plan plan(section s, const resolved::cause& from, event_mask wanted, condition_lowering& lowering);
    std::vector<slot_id> reasons(const condition& c) const;
    action_plan plan(const resolved::action& from, condition_lowering& lowering);
    std::uint32_t computed(const condition& c, condition_lowering& lowering);
    std::vector<text_template> plan_text(const std::string& argument, const resolved::text& from) const;
    key_plan plan(const std::vector<resolved::key_part>& from) const;
    void lower();
    void lower_ladder(const resolved::ladder& from, condition_lowering& lowering);
    std::vector<std::uint32_t> customer_windows(const condition& c) const;
    void lower_rule(const resolved::rule& from, condition_lowering& lowering);

    // alerts (compile_alerts.cpp)
    void read_alerts();
    void plan_alert_tables();
    void lower_alert(const resolved::alert& from, std::uint32_t index, condition_lowering& lowering);
    [[nodiscard]] std::uint32_t table_of(const resolved::alert& a) const;

    // clocks (compile_clocks.cpp)
    void read_clocks();
    void lower_clocks(condition_lowering& lowering);
    void lower_stages(const resolved::clock& from, clock_plan& to, condition_lowering& lowering);
    std::vector<clock_trigger> plan(const std::vector<resolved::trigger>& from);
    clock_target plan(const resolved::target& from);
    void need_days();

    // follow-ups (compile_follow_ups.cpp)
    void read_follow_ups();
    void lower_follow_ups(condition_lowering& lowering);

    // notices that are to be acknowledged (compile_notices.cpp)
    struct notice_home {
        std::string rule;
        std::string rung;
        std::string stage;
        std::string score;
        std::uint32_t calendar = none;
        place at;
        bool at_end = false;  // of an alert
    };
    void plan_notices();
    void plan_notices(cause_plan& cause, const notice_home& home);

    // accountability (compile_accountability.cpp)
    void read_accountability();
    void plan_accountability(action_plan& action, const notice_home& home, std::size_t position);

    // scores (compile_scores.cpp)
    void read_scores();
    void lower_scores(condition_lowering& lowering);
    // An action of the engine's own making, with one argument.
    [[nodiscard]] static action_plan request(const std::string& name, const std::string& argument, const std::string& value);

    // authority (compile_authority.cpp)
    void read_authority();
    void lower_authority(condition_lowering& lowering);

    // the rest (compile.cpp)
    void set_limits();
    void bind_literals();
    // The value as cells that point into it: the value itself in [0], a list's elements behind it.
    static std::vector<cell> cells_of(const value& v);

    const resolved_rules& x_rules;
    diagnostics& x_found;
    std::shared_ptr<rule_set> x_result;
    rule_set& x_out;
    slot_planner x_slots;
    std::array<std::vector<section_condition>, section_count> x_conditions;
    std::vector<bool> x_read_by_rules;  // by window: something but a schedule reads it
    std::int64_t x_largest_threshold = 0;
    bool x_failed = false;
};

ESCALERA_NAMESPACE_END

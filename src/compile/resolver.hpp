#pragma once
// The steps of resolve(), one subject a source file: fields and windows, keys and events, conditions, actions, texts.
//
// Threads: no shared state.   Cost: cold path.

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compile/name_scope.hpp"
#include "escalera/compile/resolve.hpp"

ESCALERA_NAMESPACE_BEGIN

// Where a condition stands: what it may read depends on it.
enum class condition_home : std::uint8_t {
    window,
    alert,
    alert_end,
    hold,
    group,
    route,
    ladder,
    rule,
    clock,
    score,
    follow_up,
    fact,
    schedule
};

class resolver {
public:
    resolver(rules_document_ptr document, diagnostics& found);

    [[nodiscard]] resolved_rules run();

private:
    // calendars (resolver_calendars.cpp)
    void take_calendars();
    [[nodiscard]] std::optional<std::uint32_t> calendar_named(std::string_view name) const;
    [[nodiscard]] std::optional<std::uint32_t> find_calendar(const written::name& n) const;

    // cases (resolver_cases.cpp)
    void take_cases();

    // fields, windows (resolver_windows.cpp)
    void take_fields();
    void take_windows();
    void take_window(const written::window& w, resolved::window& to);
    void take_measured_field(const written::window& w, resolved::window& to);
    void take_share(const written::window& w, resolved::window& to);
    void take_window_condition(const written::window& w, resolved::window& to);
    void check_group_window(const written::window& w, const resolved::window& of) const;

    // windows of periods, schedules (resolver_indicators.cpp)
    void check_indicator(const written::window& w, resolved::window& to) const;
    void check_rolling(const written::window& w) const;
    void take_schedules();
    void take_schedule(const written::schedule& s);
    void check_schedule_reads(const condition& c) const;
    void check_schedule_key(const resolved::schedule& s) const;
    void check_schedule_texts(std::span<const resolved::action> actions) const;
    void refuse_awaited(std::span<const resolved::action> actions) const;
    void check_schedule_field(field_id f, const place& at) const;
    void check_ever_due(const resolved::schedule& s, const place& at) const;
    void check_fact_reads(const condition& c) const;

    // keys, events, roles (resolver_names.cpp)
    [[nodiscard]] std::optional<field_id> find_field(const written::name& n, std::string_view what) const;
    [[nodiscard]] std::vector<resolved::key_part> take_key(std::span<const written::name> parts, std::string_view what) const;
    [[nodiscard]] std::optional<event_kind> find_event(const written::name& n, event_mask inside = 0) const;
    // `inside`: which of the events that the engine itself raises may be named.
    [[nodiscard]] event_mask take_events(std::span<const written::name> names, event_mask inside = 0) const;
    [[nodiscard]] const written::role* find_role(const written::name& n) const;
    void check_roles() const;

    // conditions (resolver_conditions.cpp)
    [[nodiscard]] resolved::condition_ptr take_condition(const std::optional<written::condition>& c, condition_home home) const;
    [[nodiscard]] resolved::condition_ptr compile(const located_text& text, condition_home home, std::optional<type> wanted) const;
    void check_reads(const condition& c, condition_home home) const;
    void check_known_to_clocks(const condition& c, std::string_view who) const;
    void add_findings(diagnostics found) const;

    // alerts (resolver_alerts.cpp)
    void take_alerts();
    void take_alert(const written::alert& a);
    [[nodiscard]] bool take_alert_key(const written::alert& a, resolved::alert& to);
    void take_hold(const written::hold& h, resolved::alert& to);
    void check_alert_reads(const condition& c, condition_home home) const;
    void check_alert_field(field_id f, const place& at, condition_home home) const;
    void check_alert_texts(std::span<const resolved::action> actions, condition_home home) const;
    void check_alert_end(const resolved::alert& a, const place& at) const;
    [[nodiscard]] bool is_of_alert_key(std::uint32_t window, const resolved::alert& a) const;

    // texts, actions (resolver_actions.cpp)
    void take_texts();
    [[nodiscard]] resolved::text_template take_template(const written::text_version& v) const;
    [[nodiscard]] std::vector<resolved::action> take_actions(std::span<const written::action> actions, condition_home home,
                                                             bool calendar) const;
    [[nodiscard]] std::optional<resolved::action> take_action(const written::action& a, condition_home home, bool calendar) const;
    void take_argument(const argument_info& info, const yaml_node& value, const place& key, condition_home home, bool calendar,
                       resolved::action& to) const;
    [[nodiscard]] bool take_literal(const argument_info& info, const yaml_node& value, bool calendar, resolved::argument& to) const;
    [[nodiscard]] bool check_meaning(const argument_info& info, const written::name& value, bool calendar, resolved::argument& to) const;
    void check_channel(const resolved::action& a) const;
    void take_hours(resolved::action& a) const;

    // clocks (resolver_clocks.cpp)
    void take_clocks();
    [[nodiscard]] std::vector<resolved::trigger> take_triggers(std::span<const written::trigger> triggers) const;
    void take_targets(const written::clock& from, resolved::clock& to) const;
    void take_target(const written::target& from, std::optional<std::uint32_t> calendar, resolved::clock& to) const;
    void take_stages(const written::clock& from, resolved::clock& to) const;
    void check_stage_days(const written::clock_stage& s, bool calendar) const;

    // follow-ups (resolver_follow_ups.cpp)
    void take_follow_ups();
    void check_delay(const std::optional<written::length>& after, bool calendar) const;

    // scores (resolver_scores.cpp)
    void take_scores();
    void hide_fields();

    // authority (resolver_authority.cpp)
    void take_authority();
    void take_accountability();
    [[nodiscard]] std::optional<std::uint32_t> find_level(const written::name& n) const;
    void take_level_limits(const written::grant& g, std::vector<level_grant>& to, bool all) const;
    void take_level_limits(const written::grant& g, std::span<const written::level_limit> limits, std::string_view key,
                           std::int64_t level_grant::*limit, std::vector<level_grant>& to, bool all) const;
    void take_group_authority(const written::group_authority& g);
    void take_fund(const written::fund& f);

    // the lists (resolver.cpp)
    void take_head();
    void take_groups();
    void take_routes();
    void take_ladders();
    void take_rules();
    void check_review_role() const;

    struct declared {
        std::string name;
        std::vector<argument_info> arguments;
    };

    rules_document_ptr x_document;
    diagnostics& x_found;
    resolved_rules x_into;
    std::vector<declared> x_declared;  // actions of the file
    std::optional<name_scope> x_names;
    std::unordered_map<std::string, std::uint32_t> x_texts;  // by name
    const resolved::alert* x_alert = nullptr;                // whose conditions and actions are being read
    const resolved::schedule* x_schedule = nullptr;          // the same
};

ESCALERA_NAMESPACE_END

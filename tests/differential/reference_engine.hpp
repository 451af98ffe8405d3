#pragma once
// The judge of the engine: the same semantics, by brute force over full history, written to be read.
//
// It starts from resolved_rules and shares no evaluator, matcher, record or window code with the engine: conditions
// are evaluated by the reference evaluator, everything else is here. Where the two disagree, the documents decide.
// It knows no caps: its counts are the true ones.
//
//   reference_engine.cpp     the life of an event, and of time passing
//   reference_cases.cpp      whose case an event is, and what it changes there
//   reference_moves.cpp      corrections that give a complaint to another customer
//   reference_fields.cpp     what a field means on an event
//   reference_windows.cpp    what windows count
//   reference_ladders.cpp    positions: climbed, reset, forgotten
//   reference_alerts.cpp     alerts: begun, ended, and the rungs that they hold
//   reference_sections.cpp   groups, routes, rules
//   reference_decisions.cpp  decisions: arguments, reasons, merging
//
// Threads: none of its own.   Cost: every event reads the whole history.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "differential/reference_history.hpp"
#include "escalera/compile/resolve.hpp"
#include "escalera/match/reference_evaluator.hpp"

namespace judge {

using namespace escalera;

// How an event fared, in the words of the engine's status.
inline constexpr const char* taken = "taken";
inline constexpr const char* too_late = "too late";
inline constexpr const char* duplicate = "duplicate";
inline constexpr const char* unknown_case = "unknown case";
inline constexpr const char* not_allowed = "not allowed";
inline constexpr const char* wrong_event = "wrong event";

class names_of_rules;

class reference_engine {
public:
    explicit reference_engine(const resolved_rules& rules);
    ~reference_engine();

    std::string process(const event& e);
    void advance(instant now);
    // All decisions since the last take(), in order.
    std::vector<plain_decision> take();

    // Called for each condition that is evaluated, if set: tests see there that every kind of predicate was decided both ways.
    std::function<void(const condition&, const facts&)> watch;
    [[nodiscard]] const scope& names() const;

    // What corrections that gave a complaint to another customer have come to, for who asks whether there were any.
    struct moves {
        std::size_t taken = 0;
        std::size_t of_nobodys = 0;    // a complaint that was without a customer
        std::size_t out_of_sight = 0;  // of one that no window saw any more
        std::size_t back = 0;          // to who had it before
        std::size_t of_several = 0;    // refused: several have one of that name
    };
    [[nodiscard]] const moves& moved() const { return x_moved; }

private:
    // What conditions read, frozen at the beginning of a section.
    struct moment : facts {
        const resolved_rules* rules = nullptr;
        fields known;
        std::vector<window_reading> windows;
        std::vector<window_reading> windows_of;
        std::vector<std::set<std::size_t>> positions;  // by ladder
        std::vector<bool> alerts;                      // whether each stands

        [[nodiscard]] value field(std::uint32_t f) const override;
        [[nodiscard]] window_reading window(std::uint32_t w) const override { return windows.at(w); }
        [[nodiscard]] window_reading window_of(std::uint32_t w) const override { return windows_of.at(w); }
        [[nodiscard]] value reached(std::uint32_t ladder, std::uint32_t rung) const override;
        [[nodiscard]] value rung(std::uint32_t ladder) const override;
        [[nodiscard]] value alert(std::uint32_t a) const override { return value(bool(alerts.at(a))); }
    };

    // The event in hand; of a timer there is no event.
    struct occasion {
        known_customer* who = nullptr;
        const event* e = nullptr;
        instant at;
        instant as_of;
        bool late = false;
        bool opened_case = false;
        case_ptr kase;
        known_customer* giver = nullptr;  // a correction takes `given` from there
        past_event* given = nullptr;
        std::size_t first_decision = 0;
        std::vector<window_reading> windows;
        std::vector<window_reading> windows_of;
        std::optional<value> new_grade;  // seen from the next section on

        std::map<std::size_t, bool> alerts;  // of those whose key the event brings: whether it stands
        // Of what an alert asks for itself, or the rules that it runs: its key as it is shown; its name; whether time ended it.
        std::string alert_key;
        std::string alert_name;
        bool by_timer = false;
    };

    struct asker {
        std::string rule;
        std::string rung;
        const resolved::cause* cause = nullptr;
    };

    enum class truth { no, yes, unknown };

    // reference_engine.cpp
    void pass_time(instant until, bool inclusive);
    [[nodiscard]] instant next_due(const known_customer& who) const;
    void fire_timers(known_customer& who, instant due);
    void forget_what_is_out_of_sight(known_customer& who) const;

    // reference_cases.cpp
    [[nodiscard]] known_customer* find_customer(const event& e, std::string& fate);
    [[nodiscard]] static case_ptr case_named(const known_customer& who, const std::string& name);
    [[nodiscard]] static case_ptr case_of_complaint(const known_customer& who, const std::string& id);
    [[nodiscard]] static past_event* complaint_spoken_of(known_customer& who, const event& e);
    [[nodiscard]] static bool is_allowed(event_kind what, const known_case& c);
    [[nodiscard]] std::string find_case(occasion& o);
    void join_or_open(occasion& o);
    void change_case(occasion& o);
    void keep_what_is_said(occasion& o);
    void hand_over(occasion& o, const fields& own) const;
    void withdraw(occasion& o);
    void correct(occasion& o);
    void count_again(occasion& o, past_event& complaint, const fields& given, const std::set<std::size_t>& before);
    static void forget_old_cases(known_customer& who);

    // reference_moves.cpp
    void look_for_giver(occasion& o);
    [[nodiscard]] key issue_from_now_on(const occasion& o) const;
    void take_over(occasion& o);
    void take_in(occasion& o);
    void give(occasion& o) const;

    // reference_fields.cpp
    [[nodiscard]] fields own_fields(const event& e, const known_customer& who) const;
    [[nodiscard]] fields meaning(const occasion& o) const;
    void default_issue(fields& f) const;
    [[nodiscard]] key key_of(const std::vector<resolved::key_part>& parts, const fields& f, const case_ptr& kase, bool has_customer) const;
    [[nodiscard]] field_id field_named(const char* full_name) const;

    // reference_windows.cpp
    void count(occasion& o);
    [[nodiscard]] bool is_counted(std::size_t w, const past_event& p, bool has_customer, const facts& as_read) const;
    void answer_window(std::size_t w, const occasion& o, const fields& meant, const fields& own, window_reading& is, window_reading& of);
    void note_in_groups(const past_event& p);
    struct counted_event {
        const past_event* event;
        std::string customer;  // empty: none
    };
    [[nodiscard]] std::vector<counted_event> inside(std::size_t w, const key& k, instant as_of, const known_customer& who) const;
    void measure(std::size_t w, const std::vector<counted_event>& events, bool incomplete, window_reading& is, window_reading& of) const;
    [[nodiscard]] key group_of(const std::vector<resolved::key_part>& per, const fields& own) const;

    // reference_ladders.cpp
    [[nodiscard]] bool is_alive(const known_customer& who, const position& p, instant as_of) const;
    void forget_positions(known_customer& who, instant as_of) const;
    void reset_on_event(occasion& o);
    void reset_by_time(known_customer& who, instant due);
    void climb(occasion& o);
    void climb_one(occasion& o, const moment& now, std::size_t ladder);
    [[nodiscard]] static position* find_position(known_customer& who, std::size_t ladder, const std::string& k);

    // reference_alerts.cpp
    struct group_reading {
        window_reading is;
        window_reading of;
    };
    [[nodiscard]] known_group* group_of_alert(std::size_t a, const fields& own);
    [[nodiscard]] group_reading read_group(std::size_t w, const fields& own, instant as_of);
    void judge_alerts(occasion& o);
    void begin_alert(std::size_t a, known_group& g, occasion& about, const moment& now);
    void note_changes(const past_event& before, const past_event* after, instant at);
    void tell_case(occasion& o) const;
    [[nodiscard]] bool brings_its_key(std::size_t a, event_kind what) const;
    [[nodiscard]] bool stands(std::size_t a, const occasion& o) const;
    [[nodiscard]] instant next_due(const known_group& g) const;
    void fire_group(known_group& g, instant due);
    [[nodiscard]] moment look_at_group(known_group& g, instant at, instant as_of);
    void run_rules_of_alert(std::size_t a, event_kind what, known_group& g, instant at, instant as_of, const std::string& id);
    [[nodiscard]] bool is_held(const occasion& o, const moment& now, std::size_t ladder) const;

    // reference_sections.cpp
    void run_sections(occasion& o);
    [[nodiscard]] moment look(const occasion& o) const;
    [[nodiscard]] truth decide(const resolved::condition_ptr& c, const facts& known) const;  // none: holds
    [[nodiscard]] bool is_blocked(const resolved::cause& c, const facts& known) const;
    void name_group(occasion& o);
    void choose_route(occasion& o);
    void fire_rules(occasion& o);
    [[nodiscard]] bool may_fire(occasion& o, const moment& now, std::size_t rule);
    void set_case_field(occasion& o, const char* name, value v) const;
    void settle_grade(occasion& o) const;

    // reference_decisions.cpp
    void fire(occasion& o, const moment& now, const asker& who);
    void review(occasion& o, const moment& now, const asker& who, const char* why);
    void issue(const occasion& o, const moment& now, const asker& who, std::string action, std::vector<shown> args);
    [[nodiscard]] bool arguments(const moment& now, const resolved::action& a, std::vector<shown>& into) const;
    [[nodiscard]] std::vector<shown> reasons(const moment& now, const resolved::cause& c) const;
    [[nodiscard]] static std::string render(const moment& now, const resolved::text_template& t);

    const resolved_rules& x_rules;
    std::unique_ptr<names_of_rules> x_names;
    std::map<std::string, known_customer> x_customers;  // by name; complaints without one by "\x1f" and their id
    std::map<std::string, instant> x_group_latest;      // by group_of()
    std::map<std::string, known_group> x_groups;        // those of alerts, by group_of()
    std::vector<plain_decision> x_decisions;
    instant x_watermark = instant::min();
    instant x_greatest = instant::min();
    std::uint64_t x_sequence = 0;
    std::size_t x_next_case = 1;
    moves x_moved;
};

// The issue, the parts of keys and so on as text: equal texts, equal values.
[[nodiscard]] std::string text_of(const value& v);

}  // namespace judge

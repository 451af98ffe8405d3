#pragma once
// A stream of events that fits a rules file: what `escalera bench` runs.
//
// The fields are those that the rules read or count by; their values are those that conditions compare them with,
// values just beside, and some that no rule names. A few customers complain often and many seldom. Most events are
// complaints; the other kinds that the rules look at follow complaints that came shortly before.
// Times rise, over twice the longest window, so that windows fill and complaints fall out of them again.
//
// Same rules, shape and seed: same events, on any machine.
// Threads: one at a time.   Cost: a batch is kept, not the stream.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "escalera/compile/rule_set.hpp"
#include "escalera/model/event.hpp"

namespace escalera::cli {

struct stream_shape {
    std::uint64_t events = 0;
    std::uint64_t seed = 1;
};

class bench_stream {
public:
    // The rules must outlive it.
    bench_stream(const rule_set& rules, const stream_shape& shape);

    // The next events, at most `most`; empty at the end. Valid until the next call.
    [[nodiscard]] std::span<const event> next(std::size_t most);

private:
    // One field that events bring, and what they may say there.
    struct supplied {
        field_id id = 0;
        type holds;
        bool always = false;
        std::vector<value> named;  // by the rules
    };

    std::uint64_t roll();
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(roll() % n); }
    bool chance(unsigned percent) { return below(100) < percent; }
    std::size_t skewed(std::size_t n) { return below(below(n) + 1); }

    void choose_kinds(const rule_set& rules);
    void choose_fields(const rule_set& rules);
    [[nodiscard]] value value_for(const supplied& f, instant now);
    [[nodiscard]] value value_beside(const value& named);
    [[nodiscard]] value unnamed_value(type holds, instant now);
    void write(event& e);
    void complain(event& e);
    void follow(event& e);
    void describe(event& e, root of);

    std::uint64_t x_left;
    std::uint64_t x_state;
    std::uint64_t x_made = 0;
    std::size_t x_customers;
    std::int64_t x_step;  // microseconds between two events
    instant x_now;
    std::vector<event_kind> x_kinds;              // beside complaints
    std::vector<std::vector<supplied>> x_fields;  // by root

    struct earlier {
        std::string id;
        std::string customer;
    };
    std::vector<earlier> x_recent;  // complaints that other events can follow
    std::vector<event> x_batch;
};

}  // namespace escalera::cli

// A million clocks that run over a month: complaints that each start two clocks, replies that stop one of them, and then
// nothing but time. Says what taking the events costs, and what a timer that fires costs.
//
// The answer is counted by hand, without calendars or timers of ours: of each complaint, when its stages are due in office
// hours and days, and whether the reply came before.
#include <cstdint>
#include <cstdio>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "escalera/compile/compile.hpp"
#include "escalera/engine/engine.hpp"
#include "spread.hpp"

namespace {

using namespace escalera;
using namespace escalera::bench;

constexpr std::string_view this_program = "clocks_bench";

constexpr std::string_view rules_text = R"(escalera: 1
name: clocks
zone: UTC
unknown: {role: desk}
roles:
  desk: {by: [queue]}
  team-lead: {by: [queue]}
calendars:
  office: {week: {mon-fri: ["08:00-12:00", "13:00-18:00"]}}
clocks:
  - name: first-response
    start: complaint
    stop: replied
    target:
      - {within: 8h, calendar: office}
    stages:
      - at: 75%
        then:
          - notify: {role: team-lead}
      - at: 100%
        then:
          - warn: orange
  - name: final-answer
    start: complaint
    stop: closed
    target:
      - {within: 15 days}
    stages:
      - at: day 10
        then:
          - notify: {role: desk}
      - at: 100%
        then:
          - warn: red
)";

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t minute = 60 * second;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;
constexpr std::int64_t monday = 20'514 * day;  // 2026-03-02 00:00 UTC
constexpr std::int64_t month = 31 * day;

// Complaint i of n: they come over four weekdays' first three, evenly; every other one is answered within two days.
struct story {
    std::int64_t complained = 0;
    std::int64_t replied = INT64_MAX;  // never
};
story story_of(std::size_t i, std::size_t n) {
    story s;
    s.complained = monday + static_cast<std::int64_t>(static_cast<double>(i) / static_cast<double>(n) * static_cast<double>(3 * day));
    if (i % 2 == 0) s.replied = s.complained + static_cast<std::int64_t>((i * 2'654'435'761U) % 2880) * minute + minute;
    return s;
}

// ---- by hand

// Open so long before `at`, since Monday: five days of nine hours with an hour of lunch.
std::int64_t open_until(std::int64_t at) {
    const auto days = (at - monday) / day;
    const auto weeks = days / 7;
    const auto weekday = days % 7;
    auto open = (weeks * 5 + std::min<std::int64_t>(weekday, 5)) * 9 * hour;
    if (weekday < 5) {
        const auto time = at - monday - days * day;
        open += std::clamp<std::int64_t>(time - 8 * hour, 0, 4 * hour) + std::clamp<std::int64_t>(time - 13 * hour, 0, 5 * hour);
    }
    return open;
}
// The first instant at which that much was open: found by halving, since open_until() never falls.
std::int64_t when_open(std::int64_t wanted) {
    std::int64_t low = monday;
    std::int64_t high = monday + 2 * month;
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        if (open_until(middle) < wanted) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

struct answer {
    std::uint64_t decisions = 0;
    std::uint64_t fold = 0;

    void decide(std::string_view kase, std::string_view action, std::string_view stage, std::int64_t at) {
        ++decisions;
        const auto text = fmt::format("{}/{}/{}/{}", kase, action, stage, at);
        fold += std::hash<std::string_view>{}(text) | 1U;
    }
    friend bool operator==(const answer&, const answer&) = default;
};

std::string id_of(std::size_t i) { return fmt::format("C{}", i); }

answer by_hand(std::size_t n) {
    answer a;
    for (std::size_t i = 0; i < n; ++i) {
        const auto s = story_of(i, n);
        const auto id = id_of(i);
        const auto begins = open_until(s.complained);
        for (const auto& [share, action, stage] : {std::tuple{6, "notify", "75%"}, std::tuple{8, "warn", "100%"}}) {
            const auto due = when_open(begins + share * hour);
            if (due < s.replied) a.decide(id, action, stage, due);  // a reply at that very instant comes before
        }
        const auto midnight = s.complained / day * day;
        a.decide(id, "notify", "day 10", midnight + 11 * day);
        a.decide(id, "warn", "100%", midnight + 16 * day);
    }
    return a;
}

// ---- the engine

event event_of(event_kind what, std::size_t i, std::int64_t at) {
    event e;
    e.what = what;
    e.time = {at};
    const auto id = id_of(i);
    e.id = what == event_kind::complaint ? id : "R" + id;
    e.customer = fmt::format("customer {}", i);
    if (what == event_kind::replied) e.complaint = id;
    return e;
}

std::vector<event> make_events(std::size_t n) {
    std::vector<event> all;
    for (std::size_t i = 0; i < n; ++i) {
        const auto s = story_of(i, n);
        all.push_back(event_of(event_kind::complaint, i, s.complained));
        if (s.replied != INT64_MAX) all.push_back(event_of(event_kind::replied, i, s.replied));
    }
    std::stable_sort(all.begin(), all.end(), [](const event& a, const event& b) { return a.time < b.time; });
    return all;
}

struct measured {
    answer answers;
    double intake = 0;       // ns an event, with the timers that fire meanwhile
    double waiting = 0;      // ns a decision, over the rest of the month
    std::uint64_t left = 0;  // decisions of that rest
    std::size_t timers = 0;  // that wait when the last event is in
    double bytes = 0;        // a customer
};

measured run(const rule_set_ptr& rules, const std::vector<event>& events) {
    measured m;
    engine e(rules);
    double spent = 0;
    const auto listen = [&m](std::span<const decision> decisions) {
        for (const auto& d : decisions) m.answers.decide(d.kase, d.action, d.stage, d.at.micros);
    };
    constexpr std::size_t at_once = 4096;
    for (std::size_t first = 0; first < events.size(); first += at_once) {
        const auto begin = std::clock();
        e.process(std::span(events).subspan(first, std::min(at_once, events.size() - first)));
        spent += nanoseconds_since(begin);
        listen(e.take());
    }
    m.intake = spent / static_cast<double>(events.size());
    m.timers = e.metrics().timers;
    m.bytes = static_cast<double>(e.metrics().bytes) / static_cast<double>(e.metrics().customers);
    const auto before = m.answers.decisions;
    spent = 0;
    for (auto now = events.back().time.micros; now < monday + month; now += hour) {
        const auto begin = std::clock();
        e.advance({now});
        spent += nanoseconds_since(begin);
        listen(e.take());
    }
    m.left = m.answers.decisions - before;
    m.waiting = spent / static_cast<double>(m.left);
    return m;
}

constexpr std::string_view help = R"(clocks_bench: clocks of many cases over a month, decisions checked against a count by hand, then timed

  --check           few clocks, once: answers only
  --complaints N    each starts two clocks (500000)
  --repetitions N   (5)
  --help            this
)";

}  // namespace

int main(int argc, char** argv) {
    std::size_t complaints = 500'000;
    std::size_t repetitions = 5;
    for (int i = 1; i < argc; ++i) {
        const std::string_view name = argv[i];
        if (name == "--help") {
            fmt::print("{}", help);
            return 0;
        }
        if (name == "--check") {
            complaints = 20'000;
            repetitions = 1;
            continue;
        }
        if (i + 1 == argc) refuse(this_program, fmt::format("'{}' is unknown, or lacks its value", name));
        const auto given = number_of(this_program, name, argv[++i]);
        if (name == "--complaints") {
            complaints = given;
        } else if (name == "--repetitions") {
            repetitions = given;
        } else {
            refuse(this_program, fmt::format("'{}' is unknown", name));
        }
    }
    const auto rules = load_rules_text("clocks.yaml", std::string(rules_text)).value();
    const auto events = make_events(complaints);
    const auto expected = by_hand(complaints);
    keep_memory();
    std::vector<double> intake;
    std::vector<double> waiting;
    measured last;
    for (std::size_t r = 0; r < repetitions; ++r) {
        last = run(rules, events);
        if (last.answers != expected) {
            fmt::print(stderr, "wrong answer: {} decisions, by hand {}\n", last.answers.decisions, expected.decisions);
            return 1;
        }
        intake.push_back(last.intake);
        waiting.push_back(last.waiting);
        fmt::print(stderr, "{}/{} {:>6.0f} ns an event, {:>6.0f} ns a decision by time\n", r + 1, repetitions, last.intake, last.waiting);
    }
    fmt::print("{} complaints, {} clocks, {} events, {} repetitions; answers equal: {} decisions\n", complaints, 2 * complaints,
               events.size(), repetitions, expected.decisions);
    fmt::print("events taken, {} of the decisions among them   {} ns an event\n", expected.decisions - last.left, spread(intake, ".0f"));
    fmt::print("then a month goes by, hour by hour                 {} ns a decision, {} of them\n", spread(waiting, ".0f"), last.left);
    fmt::print("timers waiting before: {}; {:.0f} bytes a customer\n", last.timers, last.bytes);
    return 0;
}

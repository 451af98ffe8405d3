// escalera bench: how fast a rules file is, on a stream made to fit it.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "cli/arguments.hpp"
#include "cli/bench_stream.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/progress_bar.hpp"
#include "cli/rules_loading.hpp"
#include "cli/running_engine.hpp"

namespace escalera::cli {

namespace {

constexpr std::size_t at_once = 4096;

command_line takes() {
    command_line c;
    c.name = "bench";
    c.about =
        "How fast rules are: a stream of events is made to fit the rules file, and run through them in batches. What it takes to "
        "make the stream is not counted.";
    c.positionals = {{"RULES", "the rules file"}};
    c.options = {
        {"--events", "N", "how many events; default 200000"},
        {"--repetitions", "N", "how often the whole stream is run, each time from nothing; default 5"},
        {"--seed", "N", "another stream of the same kind; default 1"},
    };
    c.examples =
        "  escalera bench rules/telecom.yaml\n"
        "  escalera bench rules/telecom.yaml --events 4000000 --repetitions 9\n";
    return c;
}

struct settings {
    stream_shape stream{200'000, 1};
    std::uint64_t repetitions = 5;
};

// False, and a sentence on standard error, when the word is no number from `least` to `most`.
bool read_number(const arguments& given, std::string_view option, std::uint64_t least, std::uint64_t most, std::uint64_t& into) {
    if (!given.has(option)) return true;
    const auto word = given.value(option);
    std::uint64_t n = 0;
    const auto [end, wrong] = std::from_chars(word.data(), word.data() + word.size(), n);
    if (wrong == std::errc() && end == word.data() + word.size() && n >= least && n <= most) {
        into = n;
        return true;
    }
    refuse_usage("bench", fmt::format("{} takes a whole number from {} to {}, not '{}'", option, least, most, word));
    return false;
}

// What a run answers; two runs over one stream must answer alike.
struct run_answer {
    std::uint64_t decisions = 0;
    std::uint64_t hash = 0;  // over the ids of the decisions, in order

    friend bool operator==(const run_answer&, const run_answer&) = default;
};

struct run_result {
    run_answer answer;
    double nanoseconds = 0;
    engine_metrics metrics;
};

run_result run_once(const rule_set_ptr& rules, const settings& s, std::uint64_t repetition, progress_bar& bar) {
    using clock = std::chrono::steady_clock;
    run_result r;
    bench_stream stream(*rules, s.stream);
    running_engine e(rules, hash_seed{s.stream.seed, 1, 2, 3});  // the same memory each time, so that times are comparable
    clock::duration took{};
    std::uint64_t done = 0;
    for (auto events = stream.next(at_once); !events.empty(); events = stream.next(at_once)) {
        const auto begin = clock::now();
        e.process(events);
        const auto decisions = e.take();
        took += clock::now() - begin;
        r.answer.decisions += decisions.size();
        for (const auto& d : decisions) r.answer.hash = mix(mix(r.answer.hash, d.id.high), d.id.low);
        done += events.size();
        bar.show(repetition * s.stream.events + done, s.repetitions * s.stream.events,
                 fmt::format("repetition {} of {}", repetition + 1, s.repetitions));
    }
    r.nanoseconds = std::chrono::duration<double, std::nano>(took).count();
    r.metrics = e.metrics();
    return r;
}

double median(std::vector<double> v) {
    std::sort(v.begin(), v.end());
    return v.size() % 2 == 1 ? v[v.size() / 2] : (v[v.size() / 2 - 1] + v[v.size() / 2]) / 2;
}

std::string spread(const std::vector<double>& v) {
    const auto [least, greatest] = std::minmax_element(v.begin(), v.end());
    return fmt::format("{:>12.0f}   [{:.0f} .. {:.0f}]", median(v), *least, *greatest);
}

void report(const arguments& given, const settings& s, const std::vector<run_result>& runs) {
    const auto events = static_cast<double>(s.stream.events);
    std::vector<double> ns;
    std::vector<double> rate;
    for (const auto& r : runs) {
        ns.push_back(r.nanoseconds / events);
        rate.push_back(r.nanoseconds > 0 ? events * 1e9 / r.nanoseconds : 0);
    }
    const auto& first = runs.front();
    const auto& m = first.metrics;
    fmt::print("{}: {} events, seed {}; median of {} [least .. greatest]\n", given.value("RULES"), s.stream.events, s.stream.seed,
               runs.size());
    fmt::print("  events a second     {}\n", spread(rate));
    fmt::print("  nanoseconds an event{}\n", spread(ns));
    fmt::print("  decisions           {:>12}   {:.3f} an event, hash {:016x}\n", first.answer.decisions,
               static_cast<double>(first.answer.decisions) / events, first.answer.hash);
    fmt::print("  customers           {:>12}\n", m.customers);
    fmt::print("  bytes a customer    {:>12.0f}\n",
               m.customers == 0 ? 0.0 : static_cast<double>(m.bytes) / static_cast<double>(m.customers));
    for (std::size_t i = 1; i < status_count; ++i) {
        if (m.events[i] != 0) fmt::print("  {:<20}{:>12}   events not taken\n", name_of(static_cast<status>(i)), m.events[i]);
    }
    if (first.answer.decisions == 0) fmt::print("  These rules decided nothing on such a stream: the time is that of looking.\n");
}

}  // namespace

int command_bench(int argc, char** argv) {
    int leave_with = good;
    const auto given = read_arguments(argc, argv, takes(), leave_with);
    if (!given) return leave_with;
    settings s;
    constexpr std::uint64_t most_events = 1'000'000'000;
    if (!read_number(*given, "--events", 1, most_events, s.stream.events)) return usage;
    if (!read_number(*given, "--repetitions", 1, 1000, s.repetitions)) return usage;
    if (!read_number(*given, "--seed", 0, UINT64_MAX, s.stream.seed)) return usage;
    const auto rules = load_rules_or_explain(given->value("RULES"), leave_with);
    if (!rules) return leave_with;

    std::vector<run_result> runs;
    progress_bar bar("running", true);
    for (std::uint64_t i = 0; i < s.repetitions; ++i) {
        runs.push_back(run_once(rules, s, i, bar));
        const auto& r = runs.back();
        if (r.metrics.events[static_cast<std::size_t>(status::no_memory)] != 0) {
            bar.clear();
            fmt::print(stderr, "escalera bench: out of memory\n");
            return input_failure;
        }
        if (r.answer == runs.front().answer) continue;
        bar.clear();
        fmt::print(stderr, "escalera bench: repetition {} decided otherwise than the first: {} decisions, hash {:016x}, not {}, {:016x}\n",
                   i + 1, r.answer.decisions, r.answer.hash, runs.front().answer.decisions, runs.front().answer.hash);
        return findings;
    }
    bar.clear();
    report(*given, s, runs);
    return good;
}

}  // namespace escalera::cli

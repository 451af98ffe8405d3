// Runs a workload through the engine and the hand-written baselines, side by side, and checks that all give the same
// answer before a time is reported. See README.md, or --help.
//
// Each repetition runs every contestant once, in turn, so that what slows the machine slows all of them alike; ratios
// are taken within a repetition. Medians are printed with the least and the greatest. Times are the processor's, the
// kernel's share included: all contestants have one thread, and waiting for others who use the machine is no work.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <iterator>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "escalera/compile/compile.hpp"
#include "escalera/engine/engine.hpp"
#include "spread.hpp"
#include "workload/repeat_ladder.hpp"
#include "workload/whole_rings.hpp"

namespace {

using namespace escalera;
using namespace escalera::bench;

struct contestant {
    std::string name;
    std::function<answer(const std::vector<complaint>&)> run;
    std::vector<double> ns_an_event;
};

// What a decision of the shipped ladders asks for.
request request_of(const decision& d) {
    if (d.action == "assign") return request::assign;
    if (d.action == "assess") return request::assess;
    if (d.action == "close") return request::close;
    const auto text_is = [&d](std::string_view name) {
        return std::any_of(d.args.begin(), d.args.end(),
                           [name](const named_cell& a) { return a.name == "text" && a.what.as_text() == name; });
    };
    const auto role = d.args.front().what.as_text();
    if (role == "complaint-specialist") return request::tell_specialist;
    if (role == "tier-3-manager") return request::manager_still_open;
    return text_is("step_in") ? request::lead_step_in : request::lead_still_open;
}

void fold(answer& out, std::span<const decision> decisions) {
    for (const auto& d : decisions) {
        if (d.due) {
            out.close(d.due->micros, d.kase);
        } else {
            out.decide(hash_of(d.event), request_of(d), hash_of(d.kase));
        }
    }
}

constexpr std::size_t at_once = 4096;

// Calls f(span) for so many events after the other.
template <class F>
void in_batches(const std::vector<complaint>& events, std::size_t size, F&& f) {
    for (std::size_t first = 0; first < events.size(); first += size) {
        f(std::span(events).subspan(first, std::min(size, events.size() - first)));
    }
}

// The engine from YAML.
answer run_engine(const rule_set_ptr& rules, const binding<complaint>& bound, const std::vector<complaint>& events, bool one_by_one) {
    answer out;
    engine e(rules);
    in_batches(events, one_by_one ? 1 : at_once, [&](std::span<const complaint> some) {
        e.process(bound, some);
        fold(out, e.take());
    });
    const auto m = e.metrics();
    out.duplicates = m.events[static_cast<std::size_t>(status::duplicate)];
    return out;
}

answer run_whole_rings(const rule_set_ptr& rules, const std::vector<complaint>& events, std::int64_t closes) {
    answer out;
    whole_rings rings(events.size(), closes, rules->hash);
    in_batches(events, at_once, [&](std::span<const complaint> some) {
        rings.process(some);
        fold(out, rings.take());
    });
    out.duplicates = rings.duplicates();
    return out;
}

bool same(const named_cell& a, const named_cell& b) { return a.name == b.name && detail::same_cell(a.what, b.what); }
bool same(const also_cause& a, const also_cause& b) { return a.rule == b.rule && a.rung == b.rung; }
template <class T>
bool same(std::span<const T> a, std::span<const T> b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const T& x, const T& y) { return same(x, y); });
}
bool same(const decision& a, const decision& b) {
    return a.id == b.id && a.at == b.at && a.due == b.due && a.event == b.event && a.customer == b.customer && a.kase == b.kase &&
           a.rule == b.rule && a.rung == b.rung && a.stage == b.stage && a.alert == b.alert && a.score == b.score && a.action == b.action &&
           a.rules == b.rules && same(a.args, b.args) && same(a.because, b.because) && same(a.also, b.also);
}

// Whether the engine and the whole decisions by hand agree in every field of every decision, in the same order.
bool agree(const rule_set_ptr& rules, const binding<complaint>& bound, const std::vector<complaint>& events, std::int64_t closes) {
    engine e(rules);
    whole_rings rings(events.size(), closes, rules->hash);
    bool equal = true;
    in_batches(events, at_once, [&](std::span<const complaint> some) {
        e.process(bound, some);
        rings.process(some);
        const auto ours = e.take();
        const auto theirs = rings.take();
        for (std::size_t i = 0; i < std::max(ours.size(), theirs.size()) && equal; ++i) {
            equal = i < ours.size() && i < theirs.size() && same(ours[i], theirs[i]);
            if (equal) continue;
            fmt::print(stderr, "decision {} of the batch that begins with '{}' differs between the engine and '1b, whole decisions'\n", i,
                       some.front().id);
        }
    });
    return equal;
}

struct settings {
    recipe what;
    std::size_t repetitions = 5;
    std::string json;
    bool check = false;
    bool keeps_memory = false;
    bool with_maps = true;
    bool open = true;
    bool closes = true;
};

constexpr std::string_view help = R"(workload_bench: the engine and hand-written baselines on one workload, answers checked, then timed

  --check             small, once: answers only, and every field of every decision
  --events N          how many complaints (4000000)
  --customers N       of so many customers (1000000)
  --issues N          on so many issues (64)
  --repetitions N     each contestant runs so often (5)
  --only open|closes  without, or with, `cases: {idle: 90d}`; both unless said
  --without-1a        leaves out the slowest contestant, which takes most of the time
  --keep-memory       memory that a contestant gives back stays with the process: how fast kernel and machine hand it
                      out is left out, for all of them
  --json FILE         writes medians there too
  --help              this
)";

constexpr std::string_view this_program = "workload_bench";

settings read_settings(int argc, char** argv) {
    settings s;
    for (int i = 1; i < argc; ++i) {
        const std::string_view name = argv[i];
        if (name == "--help") {
            fmt::print("{}", help);
            std::exit(0);
        }
        if (name == "--check") {
            s.what.events = 200'000;
            s.what.customers = 50'000;
            s.repetitions = 1;
            s.check = true;
            continue;
        }
        if (name == "--keep-memory") {
            s.keeps_memory = true;
            continue;
        }
        if (name == "--without-1a") {
            s.with_maps = false;
            continue;
        }
        if (i + 1 == argc) refuse(this_program, fmt::format("'{}' is unknown, or lacks its value", name));
        const std::string_view given = argv[++i];
        if (name == "--events") {
            s.what.events = number_of(this_program, name, given);
        } else if (name == "--customers") {
            s.what.customers = number_of(this_program, name, given);
        } else if (name == "--issues") {
            s.what.issues = number_of(this_program, name, given);
        } else if (name == "--repetitions") {
            s.repetitions = number_of(this_program, name, given);
        } else if (name == "--json") {
            s.json = given;
        } else if (name == "--only" && (given == "open" || given == "closes")) {
            s.open = given == "open";
            s.closes = !s.open;
        } else {
            refuse(this_program, fmt::format("'{} {}' is unknown", name, given));
        }
    }
    return s;
}

// The shipped ladders, with or without `cases: {idle: 90d}`: closing idle cases is more work, and many more decisions.
rule_set_ptr load_ladders(bool closes) {
    std::ifstream in(std::string(ESCALERA_SOURCE_DIR) + "/rules/repeat-ladder.yaml");
    std::string text((std::istreambuf_iterator<char>(in)), {});
    const auto at = text.find("\ncases: {idle: 90d}");
    if (at == std::string::npos) throw std::runtime_error("rules/repeat-ladder.yaml no longer says when cases close");
    if (!closes) text.erase(at, text.find('\n', at + 1) - at);
    return load_rules_text("repeat-ladder.yaml", std::move(text)).value();
}

// Runs all contestants in turn; false, and a word on standard error, when one answers wrongly.
bool compete(std::vector<contestant>& all, const std::vector<complaint>& events, const answer& expected, std::size_t repetitions) {
    for (std::size_t r = 0; r < repetitions; ++r) {
        for (auto& c : all) {
            const auto begin = std::clock();
            const auto got = c.run(events);
            const auto took = nanoseconds_since(begin);
            if (got != expected) {
                fmt::print(stderr, "wrong answer from '{}': decisions {} (expected {}), closed {} ({}), duplicates {} ({})\n", c.name,
                           got.decisions, expected.decisions, got.closed, expected.closed, got.duplicates, expected.duplicates);
                return false;
            }
            c.ns_an_event.push_back(took / static_cast<double>(events.size()));
            fmt::print(stderr, "{}/{} {:<36}{:>6.0f} ns an event\n", r + 1, repetitions, c.name, c.ns_an_event.back());
        }
    }
    return true;
}

// Ratios are to the contestants at these places.
constexpr std::size_t at_folded = 0;
constexpr std::size_t at_whole = 1;

std::vector<double> ratios(const contestant& c, const contestant& to) {
    std::vector<double> all;
    for (std::size_t r = 0; r < c.ns_an_event.size(); ++r) all.push_back(c.ns_an_event[r] / to.ns_an_event[r]);
    return all;
}

std::string report(const std::vector<contestant>& all, const answer& expected, std::string_view title) {
    fmt::print("{}\nanswers equal: {} decisions, of which {} closed a case; {} duplicates\n{:<34}{:>22}{:>22}{:>24}\n", title,
               expected.decisions, expected.closed, expected.duplicates, "", "ns an event", "ratio to 1b", "ratio to 1b, whole");
    std::string json;
    for (const auto& c : all) {
        const auto to_folded = ratios(c, all[at_folded]);
        const auto to_whole = ratios(c, all[at_whole]);
        fmt::print("{:<34}{:>22}{:>22}{:>24}\n", c.name, spread(c.ns_an_event, ".0f"), spread(to_folded, ".2f"), spread(to_whole, ".2f"));
        json += fmt::format(
            "{}{{\"workload\":\"{}\",\"name\":\"{}\",\"ns_an_event\":{:.1f},\"ratio_to_1b\":{:.3f},"
            "\"ratio_to_1b_whole\":{:.3f}}}",
            json.empty() ? "" : ",", title, c.name, median(c.ns_an_event), median(to_folded), median(to_whole));
    }
    fmt::print("\n");
    return json;
}

}  // namespace

int main(int argc, char** argv) {
    const auto given = read_settings(argc, argv);
    if (given.keeps_memory) keep_memory();
    fmt::print("repeat ladder: {} events, {} customers, {} issues, {} repetitions\n\n", given.what.events, given.what.customers,
               given.what.issues, given.repetitions);
    const auto events = make_complaints(given.what);
    std::string json;
    for (const bool closes : {false, true}) {
        if (closes ? !given.closes : !given.open) continue;
        const auto rules = load_ladders(closes);
        const auto bound = bind<complaint>(*rules).value();
        const auto after = closes ? closes_after : never_closes;
        if (given.check && !agree(rules, bound, events, after)) return 1;
        std::vector<contestant> all;
        all.push_back({"1b by hand: flat map, rings", [after](const auto& e) { return run_rings(e, after); }, {}});
        all.push_back({"1b, whole decisions", [&, after](const auto& e) { return run_whole_rings(rules, e, after); }, {}});
        all.push_back({"engine from YAML, batches", [&](const auto& e) { return run_engine(rules, bound, e, false); }, {}});
        all.push_back({"engine from YAML, one by one", [&](const auto& e) { return run_engine(rules, bound, e, true); }, {}});
        if (given.with_maps) all.push_back({"1a by hand: unordered_map, deque", [after](const auto& e) { return run_maps(e, after); }, {}});
        const auto expected = given.with_maps ? run_maps(events, after) : run_rings(events, after);
        if (!compete(all, events, expected, given.repetitions)) return 1;
        json += (json.empty() ? "[" : ",") + report(all, expected, closes ? "ladders, idle cases close after 90 days" : "ladders");
    }
    if (!given.json.empty()) std::ofstream(given.json) << json << "]\n";
    return 0;
}

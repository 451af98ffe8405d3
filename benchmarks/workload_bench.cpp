// Runs a workload through the engine and the hand-written baselines, side by side, and checks that all give the same
// answer before a time is reported.
//
//   workload_bench [--check] [--events N] [--customers N] [--issues N] [--repetitions N] [--json FILE]
//
// Each repetition runs every contestant once, in turn, so that what slows the machine slows all of them alike; ratios
// are taken within a repetition. Medians are printed with the least and the greatest.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "escalera/compile/compile.hpp"
#include "escalera/engine/engine.hpp"
#include "workload/repeat_ladder.hpp"

namespace {

using namespace escalera;
using namespace escalera::bench;

struct contestant {
    std::string name;
    std::function<answer(const std::vector<complaint>&)> run;
    std::vector<double> ns_an_event;
};

unsigned rung_of(std::string_view name) { return name == "specialist" ? 0 : name == "team-lead" ? 1 : 2; }

// The engine from YAML. Rungs are read off the decisions, and off the causes that were merged into them.
answer run_engine(const rule_set_ptr& rules, const binding<complaint>& bound, const std::vector<complaint>& events, bool one_by_one) {
    answer out;
    engine e(rules);
    const std::size_t at_once = one_by_one ? 1 : 4096;
    std::vector<std::uint32_t> seen;  // rungs of this event, so that several actions of one rung count once
    for (std::size_t first = 0; first < events.size(); first += at_once) {
        const auto n = std::min(at_once, events.size() - first);
        e.process(bound, std::span(events).subspan(first, n));
        std::size_t at = first;
        std::string_view last;
        const auto climb = [&](std::string_view ladder, std::string_view rung) {
            const auto l = ladder == "repeat-complaint" ? 0U : 1U;
            const auto code = l * 4 + rung_of(rung);
            if (std::find(seen.begin(), seen.end(), code) != seen.end()) return;
            seen.push_back(code);
            out.climb(at, l, rung_of(rung));
        };
        for (const auto& d : e.take()) {
            if (d.due) continue;  // a case that closed by itself: no rung
            if (d.event != last) seen.clear();
            last = d.event;
            while (events[at].id != d.event) ++at;
            climb(d.rule, d.rung);
            for (const auto& a : d.also) climb(a.rule, a.rung);
        }
    }
    const auto m = e.metrics();
    out.duplicates = m.events[static_cast<std::size_t>(status::duplicate)];
    return out;
}

double median(std::vector<double> v) {
    std::sort(v.begin(), v.end());
    return v.size() % 2 == 1 ? v[v.size() / 2] : (v[v.size() / 2 - 1] + v[v.size() / 2]) / 2;
}

std::string spread(const std::vector<double>& v, const char* form) {
    const auto [least, greatest] = std::minmax_element(v.begin(), v.end());
    return fmt::format(fmt::runtime(fmt::format("{{:{0}}} [{{:{0}}}..{{:{0}}}]", form)), median(v), *least, *greatest);
}

struct settings {
    recipe what;
    std::size_t repetitions = 5;
    std::string json;
};

settings read_settings(int argc, char** argv) {
    settings s;
    for (int i = 1; i < argc; i += 2) {
        const std::string_view name = argv[i];
        if (name == "--check") {
            s.what.events = 200'000;
            s.what.customers = 50'000;
            s.repetitions = 1;
            --i;
            continue;
        }
        if (i + 1 == argc) break;
        const auto number = static_cast<std::size_t>(std::strtoull(argv[i + 1], nullptr, 10));
        if (name == "--events") s.what.events = number;
        if (name == "--customers") s.what.customers = number;
        if (name == "--issues") s.what.issues = number;
        if (name == "--repetitions") s.repetitions = number;
        if (name == "--json") s.json = argv[i + 1];
    }
    return s;
}

}  // namespace

int main(int argc, char** argv) {
    const auto given = read_settings(argc, argv);
    const auto rules = load_rules(std::string(ESCALERA_SOURCE_DIR) + "/rules/repeat-ladder.yaml").value();
    const auto bound = bind<complaint>(*rules).value();
    fmt::print("repeat ladder: {} events, {} customers, {} issues, {} repetitions\n", given.what.events, given.what.customers,
               given.what.issues, given.repetitions);
    const auto events = make_complaints(given.what);

    std::vector<contestant> all;
    all.push_back({"1a by hand: unordered_map, deque", run_maps, {}});
    all.push_back({"1b by hand: flat map, rings", run_rings, {}});
    all.push_back({"engine from YAML, batches", [&](const auto& e) { return run_engine(rules, bound, e, false); }, {}});
    all.push_back({"engine from YAML, one by one", [&](const auto& e) { return run_engine(rules, bound, e, true); }, {}});

    const auto expected = run_maps(events);
    for (std::size_t r = 0; r < given.repetitions; ++r) {
        for (auto& c : all) {
            const auto begin = std::chrono::steady_clock::now();
            const auto got = c.run(events);
            const auto took = std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count();
            if (got != expected) {
                fmt::print(stderr, "wrong answer from '{}': climbed {} (expected {}), duplicates {} ({})\n", c.name, got.climbed,
                           expected.climbed, got.duplicates, expected.duplicates);
                return 1;
            }
            c.ns_an_event.push_back(took / static_cast<double>(events.size()));
        }
    }
    fmt::print("answers equal: {} rungs climbed, {} duplicates\n\n{:<36}{:>26}   {}\n", expected.climbed, expected.duplicates, "",
               "ns an event", "ratio to 1b");
    std::string json;
    for (const auto& c : all) {
        std::vector<double> ratio;
        for (std::size_t r = 0; r < given.repetitions; ++r) ratio.push_back(c.ns_an_event[r] / all[1].ns_an_event[r]);
        fmt::print("{:<36}{:>26}   {}\n", c.name, spread(c.ns_an_event, ".0f"), spread(ratio, ".2f"));
        json += fmt::format("{}{{\"name\":\"{}\",\"ns_an_event\":{:.1f},\"ratio_to_1b\":{:.3f}}}", json.empty() ? "[" : ",", c.name,
                            median(c.ns_an_event), median(ratio));
    }
    if (!given.json.empty()) std::ofstream(given.json) << json << "]\n";
    return 0;
}

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
#include <fstream>
#include <functional>
#include <iterator>
#include <stdexcept>
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

// The engine from YAML.
answer run_engine(const rule_set_ptr& rules, const binding<complaint>& bound, const std::vector<complaint>& events, bool one_by_one) {
    answer out;
    engine e(rules);
    const std::size_t at_once = one_by_one ? 1 : 4096;
    for (std::size_t first = 0; first < events.size(); first += at_once) {
        e.process(bound, std::span(events).subspan(first, std::min(at_once, events.size() - first)));
        for (const auto& d : e.take()) {
            if (d.due) {
                out.close(d.due->micros, d.kase);
            } else {
                out.decide(hash_of(d.event), request_of(d), hash_of(d.kase));
            }
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

// The shipped ladders, with or without `cases: {idle: 90d}`: closing idle cases is work (and decisions) that the baselines
// do not have.
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
            const auto begin = std::chrono::steady_clock::now();
            const auto got = c.run(events);
            const auto took = std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count();
            if (got != expected) {
                fmt::print(stderr, "wrong answer from '{}': decisions {} (expected {}), closed {} ({}), duplicates {} ({})\n", c.name,
                           got.decisions, expected.decisions, got.closed, expected.closed, got.duplicates, expected.duplicates);
                return false;
            }
            c.ns_an_event.push_back(took / static_cast<double>(events.size()));
        }
    }
    return true;
}

std::string report(const std::vector<contestant>& all, const answer& expected, std::string_view title) {
    fmt::print("{}\nanswers equal: {} decisions, of which {} closed a case; {} duplicates\n{:<36}{:>26}   {}\n", title, expected.decisions,
               expected.closed, expected.duplicates, "", "ns an event", "ratio to 1b");
    std::string json;
    for (const auto& c : all) {
        std::vector<double> ratio;
        for (std::size_t r = 0; r < c.ns_an_event.size(); ++r) ratio.push_back(c.ns_an_event[r] / all[1].ns_an_event[r]);
        fmt::print("{:<36}{:>26}   {}\n", c.name, spread(c.ns_an_event, ".0f"), spread(ratio, ".2f"));
        json += fmt::format("{}{{\"workload\":\"{}\",\"name\":\"{}\",\"ns_an_event\":{:.1f},\"ratio_to_1b\":{:.3f}}}",
                            json.empty() ? "" : ",", title, c.name, median(c.ns_an_event), median(ratio));
    }
    fmt::print("\n");
    return json;
}

}  // namespace

int main(int argc, char** argv) {
    const auto given = read_settings(argc, argv);
    fmt::print("repeat ladder: {} events, {} customers, {} issues, {} repetitions\n\n", given.what.events, given.what.customers,
               given.what.issues, given.repetitions);
    const auto events = make_complaints(given.what);
    std::string json;
    for (const bool closes : {false, true}) {
        const auto rules = load_ladders(closes);
        const auto bound = bind<complaint>(*rules).value();
        const auto after = closes ? closes_after : never_closes;
        std::vector<contestant> all;
        all.push_back({"1a by hand: unordered_map, deque", [after](const auto& e) { return run_maps(e, after); }, {}});
        all.push_back({"1b by hand: flat map, rings", [after](const auto& e) { return run_rings(e, after); }, {}});
        all.push_back({"engine from YAML, batches", [&](const auto& e) { return run_engine(rules, bound, e, false); }, {}});
        all.push_back({"engine from YAML, one by one", [&](const auto& e) { return run_engine(rules, bound, e, true); }, {}});
        const auto expected = run_maps(events, after);
        if (!compete(all, events, expected, given.repetitions)) return 1;
        json += (json.empty() ? "[" : ",") + report(all, expected, closes ? "ladders, idle cases close after 90 days" : "ladders");
    }
    if (!given.json.empty()) std::ofstream(given.json) << json << "]\n";
    return 0;
}

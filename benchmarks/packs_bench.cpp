// The shipped packs on one stream: what the whole telecom pack (cases, clocks, scores, alerts, groups) costs beside the bare
// repeat ladder. The stream is made to fit the telecom rules, as `escalera bench` makes it; the ladder is given the same
// events, with those of their fields that it knows.
//
// The answer is checked: one event at a time, and a state saved and loaded half way, must decide what batches decide.
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "cli/bench_stream.hpp"
#include "escalera/compile/compile.hpp"
#include "escalera/engine/engine.hpp"
#include "spread.hpp"

namespace {

using namespace escalera;
using namespace escalera::bench;

constexpr std::string_view this_program = "packs_bench";

struct contestant {
    std::string name;
    rule_set_ptr rules;
    std::vector<event> events;
    std::vector<double> ns_an_event;
    std::uint64_t decisions = 0;
};

rule_set_ptr pack(std::string_view name) { return load_rules(fmt::format("{}/rules/{}.yaml", ESCALERA_SOURCE_DIR, name)).value(); }

std::vector<event> stream_for(const rule_set& rules, std::size_t count) {
    std::vector<event> all;
    cli::bench_stream stream(rules, {count, 1});
    for (auto some = stream.next(4096); !some.empty(); some = stream.next(4096)) all.insert(all.end(), some.begin(), some.end());
    return all;
}

// The same events for rules with other fields; what these do not know is left out.
std::vector<event> for_rules(const std::vector<event>& events, const rule_set& from, const rule_set& to) {
    std::vector<std::optional<field_id>> known;
    for (const auto& f : from.fields.fields()) known.push_back(to.fields.find(f.of, f.name));
    auto all = events;
    for (auto& e : all) {
        decltype(e.fields) kept;
        for (auto& [f, v] : e.fields) {
            if (known[f]) kept.emplace_back(*known[f], std::move(v));
        }
        e.fields = std::move(kept);
    }
    return all;
}

struct answer {
    std::uint64_t decisions = 0;
    std::uint64_t hash = 0;  // over the ids of the decisions, in order

    void take(std::span<const decision> some) {
        decisions += some.size();
        for (const auto& d : some) hash = mix(mix(hash, d.id.high), d.id.low);
    }
    friend bool operator==(const answer&, const answer&) = default;
};

enum class way { batches, one_by_one, saved_half_way };

answer run(const contestant& c, way how, double* nanoseconds = nullptr) {
    answer a;
    std::optional<engine> e(std::in_place, c.rules);
    double spent = 0;
    const std::size_t at_once = how == way::one_by_one ? 1 : 4096;
    bool is_saved = false;
    for (std::size_t first = 0; first < c.events.size(); first += at_once) {
        if (how == way::saved_half_way && !is_saved && first >= c.events.size() / 2) {
            const auto bytes = e->save();
            e.emplace(c.rules);
            if (e->load(bytes) != state_error::ok) return {};
            is_saved = true;
        }
        const auto begin = std::clock();
        e->process(std::span(c.events).subspan(first, std::min(at_once, c.events.size() - first)));
        spent += nanoseconds_since(begin);
        a.take(e->take());
    }
    if (nanoseconds != nullptr) *nanoseconds = spent;
    return a;
}

constexpr std::string_view help = R"(packs_bench: the telecom pack beside the bare repeat ladder on one stream, answers checked, then timed

  --check           few events, once: answers only
  --events N        (1000000)
  --repetitions N   (5)
  --help            this
)";

}  // namespace

int main(int argc, char** argv) {
    std::size_t count = 1'000'000;
    std::size_t repetitions = 5;
    bool check = false;
    for (int i = 1; i < argc; ++i) {
        const std::string_view name = argv[i];
        if (name == "--help") {
            fmt::print("{}", help);
            return 0;
        }
        if (name == "--check") {
            count = 20'000;
            repetitions = 1;
            check = true;
            continue;
        }
        if (i + 1 == argc) refuse(this_program, fmt::format("'{}' is unknown, or lacks its value", name));
        const auto given = number_of(this_program, name, argv[++i]);
        if (name == "--events") {
            count = given;
        } else if (name == "--repetitions") {
            repetitions = given;
        } else {
            refuse(this_program, fmt::format("'{}' is unknown", name));
        }
    }
    const auto telecom = pack("telecom");
    const auto ladder = pack("repeat-ladder");
    std::vector<contestant> all;
    all.push_back({"repeat-ladder.yaml", ladder, {}, {}, 0});
    all.push_back({"telecom.yaml", telecom, stream_for(*telecom, count), {}, 0});
    all[0].events = for_rules(all[1].events, *telecom, *ladder);
    keep_memory();
    for (std::size_t r = 0; r < repetitions; ++r) {
        for (auto& c : all) {
            double took = 0;
            const auto found = run(c, way::batches, &took);
            if (r == 0) {
                c.decisions = found.decisions;
                for (const auto how : {way::one_by_one, way::saved_half_way}) {
                    if (run(c, how) == found) continue;
                    fmt::print(stderr, "{} decides otherwise {}\n", c.name,
                               how == way::one_by_one ? "one event at a time" : "when its state is saved and loaded half way");
                    return 1;
                }
            }
            c.ns_an_event.push_back(took / static_cast<double>(count));
            fmt::print(stderr, "{}/{} {:<20}{:>8.0f} ns an event\n", r + 1, repetitions, c.name, c.ns_an_event.back());
        }
    }
    if (check && (all[0].decisions == 0 || all[1].decisions == 0)) {
        fmt::print(stderr, "nothing was decided: the stream does not fit the rules\n");
        return 1;
    }
    fmt::print("one stream of {} events, {} repetitions; answers equal in batches, one by one, and saved half way\n", count, repetitions);
    for (const auto& c : all) {
        std::vector<double> ratios;
        for (std::size_t r = 0; r < c.ns_an_event.size(); ++r) ratios.push_back(c.ns_an_event[r] / all[0].ns_an_event[r]);
        fmt::print("{:<20}{:>26} ns an event   {:>20} of the ladder   {} decisions\n", c.name, spread(c.ns_an_event, ".0f"),
                   spread(ratios, ".2f"), c.decisions);
    }
    return 0;
}

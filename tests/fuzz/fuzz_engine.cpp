// Any bytes as a stream of events, on rules of a few kinds. Three engines take it: one event at a time; in batches, as
// large as advances let them be; and one that is saved and loaded into a fresh engine on the way. All three must give
// each event the same status, decide the same and end in the same state.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "escalera/adapters/decision_writer.hpp"
#include "escalera/engine/engine.hpp"
#include "support/fuzzed_stream.hpp"

using namespace escalera;
using support::fuzzed_step;

namespace {

[[noreturn]] void fail(const char* what) {
    std::fprintf(stderr, "fuzz_engine: %s\n", what);
    std::abort();
}

void require(bool holds, const char* what) {
    if (!holds) fail(what);
}

const engine_options fixed_seed{hash_seed{1, 2, 3, 4}};

// One way of taking a stream.
class run {
public:
    explicit run(rule_set_ptr rules) : x_rules(std::move(rules)), x_engine(std::make_unique<engine>(x_rules, fixed_seed)) {}

    void take_one_by_one(const std::vector<fuzzed_step>& steps, bool saves) {
        for (const auto& s : steps) {
            if (s.is == fuzzed_step::kind_of::event) {
                x_statuses.push_back(x_engine->process(s.what));
                require(x_engine->statuses().size() == 1 && x_engine->statuses()[0] == x_statuses.back(), "one event, one status");
                gather();
            } else if (s.is == fuzzed_step::kind_of::save_and_load) {
                if (saves) save_and_load();
            } else {
                do_other(s);
            }
        }
    }

    void take_in_batches(const std::vector<fuzzed_step>& steps) {
        std::vector<event> batch;
        const auto flush = [&] {
            if (batch.empty()) return;
            x_engine->process(batch);
            require(x_engine->statuses().size() == batch.size(), "as many statuses as events");
            x_statuses.insert(x_statuses.end(), x_engine->statuses().begin(), x_engine->statuses().end());
            gather();
            batch.clear();
        };
        for (const auto& s : steps) {
            if (s.is == fuzzed_step::kind_of::event) {
                batch.push_back(s.what);
            } else if (s.is != fuzzed_step::kind_of::save_and_load) {
                flush();
                do_other(s);
            }
        }
        flush();
    }

    void equals(const run& other, const char* how) const {
        require(x_statuses == other.x_statuses, (std::string("other statuses ") + how).c_str());
        if (x_decided != other.x_decided) {
            std::fprintf(stderr, "--- one by one\n%s--- %s\n%s", x_decided.c_str(), how, other.x_decided.c_str());
            fail("other decisions");
        }
        require(x_engine->save() == other.x_engine->save(), (std::string("another state ") + how).c_str());
    }

    void save_and_load() {
        const auto bytes = x_engine->save();
        auto fresh = std::make_unique<engine>(x_rules);
        require(fresh->load(bytes) == state_error::ok, "what was saved can be loaded");
        require(fresh->save() == bytes, "what was loaded is saved as it was");
        // The queue of an engine at work may still hold an instant at which nothing is left to do.
        require(fresh->next_due() >= x_engine->next_due(), "a loaded engine does not wake earlier");
        x_engine = std::move(fresh);
    }

private:
    void do_other(const fuzzed_step& s) {
        if (s.is == fuzzed_step::kind_of::advance) {
            const auto fared = x_engine->advance(s.to);
            require(fared == status::taken || fared == status::no_memory, "time passes");
            gather();
        } else if (s.is == fuzzed_step::kind_of::forget) {
            x_engine->forget(s.customer);
        } else {
            gather();
        }
    }

    void gather() {
        for (const auto& d : x_engine->take()) {
            require(!d.action.empty() && !d.rule.empty() && (d.due || !d.event.empty()),
                    "a decision says what, by what rule, and since what");
            append_json(x_decided, d);
            x_decided += '\n';
        }
        require(x_engine->decisions().empty(), "what is taken is handed over");
    }

    rule_set_ptr x_rules;
    std::unique_ptr<engine> x_engine;
    std::vector<status> x_statuses;
    std::string x_decided;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    support::byte_source bytes(data, size);
    const auto rules = support::fuzzed_rules_at(bytes.next());
    const auto steps = support::fuzzed_stream(bytes, rules->fields).steps(400);
    run one_by_one(rules);
    one_by_one.take_one_by_one(steps, false);
    run batches(rules);
    batches.take_in_batches(steps);
    one_by_one.equals(batches, "in batches");
    run saved(rules);
    saved.take_one_by_one(steps, true);
    saved.save_and_load();
    one_by_one.equals(saved, "saved and loaded on the way");
    return 0;
}

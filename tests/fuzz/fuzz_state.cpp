// Any bytes as a saved state: an error, after which the engine is as it was, or a state that works on and can be saved
// again. The hash at the end would stop every mutant at the door, so the bytes also edit true states, under a hash
// that fits; and a state of some rules is loaded under others.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "escalera/engine/engine.hpp"
#include "escalera/model/hash.hpp"
#include "support/fuzzed_stream.hpp"

using namespace escalera;
using support::fuzzed_step;

namespace {

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "fuzz_state: %s\n", what);
    std::abort();
}

const engine_options fixed_seed{hash_seed{1, 2, 3, 4}};

void take(engine& e, const std::vector<fuzzed_step>& steps) {
    for (const auto& s : steps) {
        if (s.is == fuzzed_step::kind_of::event) static_cast<void>(e.process(s.what));
        if (s.is == fuzzed_step::kind_of::advance) static_cast<void>(e.advance(s.to));
        static_cast<void>(e.take());
    }
}

std::vector<fuzzed_step> some_steps(const rule_set& rules, std::uint32_t seed, std::size_t count) {
    std::vector<std::uint8_t> noise(count * 12);
    for (auto& b : noise) {
        seed = seed * 1'664'525U + 1'013'904'223U;
        b = static_cast<std::uint8_t>(seed >> 24U);
        if (b >= 250) b = 1;  // nothing extreme: the state is to hold much
    }
    support::byte_source bytes(noise.data(), noise.size());
    return support::fuzzed_stream(bytes, rules.fields).steps(count);
}

// The 16 bytes of a hash, in the order in which states have them.
std::string bytes_of(hash128 h, bool high_first) {
    std::string s(16, '\0');
    const std::array<std::uint64_t, 2> halves = high_first ? std::array{h.high, h.low} : std::array{h.low, h.high};
    for (std::size_t i = 0; i < 16; ++i) s[i] = static_cast<char>((halves[i / 8] >> (8 * (i % 8))) & 0xFFU);
    return s;
}

// A state with its hash taken out. Where the hash stands, and what it counts, is found out: the layout may change.
struct true_state {
    std::string head;  // before the hash, and not counted by it
    std::string body;
    bool high_first = false;
    bool hash_is_last = false;

    [[nodiscard]] std::string sealed() const {
        const auto hash = bytes_of(fixed_hash(body), high_first);
        return hash_is_last ? head + body + hash : head + hash + body;
    }
};

true_state open_state(const std::string& saved) {
    for (std::size_t i = 0; i < 256; ++i) {
        const bool hash_is_last = i % 4 >= 2;
        const auto end_of_head = i / 4;
        const auto begin = end_of_head + (hash_is_last ? 0 : 16);
        if (begin + 16 > saved.size()) break;
        const true_state s{saved.substr(0, end_of_head), saved.substr(begin, saved.size() - begin - (hash_is_last ? 16 : 0)), i % 2 == 0,
                           hash_is_last};
        if (s.sealed() == saved) return s;
    }
    require(false, "it is no longer seen how states are hashed: teach this target");
    return {};
}

const true_state& state_of(std::size_t rules) {
    static const auto all = [] {
        std::array<true_state, support::fuzzed_rules.size()> states;
        for (std::size_t r = 0; r < states.size(); ++r) {
            const auto loaded = support::fuzzed_rules_at(r);
            engine e(loaded, fixed_seed);
            take(e, some_steps(*loaded, static_cast<std::uint32_t>(r) + 1, 60));
            states[r] = open_state(e.save());
        }
        return states;
    }();
    return all[rules % all.size()];
}

// Each edit is five bytes: where (two), what to do, how much, with what.
std::string edited(support::byte_source& bytes) {
    auto state = state_of(bytes.next());
    while (!bytes.empty() && !state.body.empty()) {
        const auto at = (static_cast<std::size_t>(bytes.next()) << 8U | bytes.next()) % state.body.size();
        const auto what = bytes.below(4);
        const auto many = bytes.next();
        const auto with = static_cast<char>(bytes.next());
        if (what == 0) state.body[at] = with;
        if (what == 1) state.body[at] = static_cast<char>(state.body[at] + with);
        if (what == 2) state.body.erase(at, many);
        if (what == 3) state.body.insert(at, many, with);
    }
    return state.sealed();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    support::byte_source bytes(data, size);
    const auto mode = bytes.next();
    const auto rules = support::fuzzed_rules_at(mode >> 1U);
    const auto state = mode % 2 == 0 || size == 0 ? edited(bytes) : std::string(reinterpret_cast<const char*>(data) + 1, size - 1);

    engine e(rules, fixed_seed);
    take(e, some_steps(*rules, 7, 8));
    const auto before = e.save();
    if (e.load(state) != state_error::ok) {
        require(e.save() == before, "what cannot be loaded leaves the engine as it was");
        return 0;
    }
    const auto saved = e.save();
    engine again(rules);
    require(again.load(saved) == state_error::ok, "what was loaded can be saved and loaded again");
    require(again.save() == saved, "and is the same then");
    take(e, some_steps(*rules, 9, 30));
    static_cast<void>(e.advance(instant::max()));
    static_cast<void>(e.take());
    require(again.load(e.save()) == state_error::ok, "and after work too");
    return 0;
}

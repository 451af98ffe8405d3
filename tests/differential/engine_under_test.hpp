#pragma once
// The engine as the differential tests see it. It stands behind a door, so that a change of the engine (a planted bug,
// say) compiles one unit here and no more.
//
// Threads: one at a time.   Cost: what the engine costs, and plain copies of its decisions.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "differential/reference_history.hpp"
#include "escalera/compile/rule_set.hpp"
#include "escalera/model/event.hpp"

namespace judge {

class engine_under_test {
public:
    explicit engine_under_test(escalera::rule_set_ptr rules, std::uint64_t seed = 1);
    ~engine_under_test();

    // How the event fared, in the engine's words.
    [[nodiscard]] std::string process(const escalera::event& e);
    [[nodiscard]] std::vector<std::string> process(std::span<const escalera::event> events);
    void advance(escalera::instant now);

    struct decided {
        std::string id;
        plain_decision is;
    };
    // All since the last take().
    [[nodiscard]] std::vector<decided> take();

    [[nodiscard]] std::string save() const;
    // What went wrong; empty: nothing.
    [[nodiscard]] std::string load(const std::string& bytes);
    // Whether it has ever said that a count is not known.
    [[nodiscard]] bool has_unknown_counts() const;

private:
    struct parts;
    std::unique_ptr<parts> x_parts;
};

}  // namespace judge

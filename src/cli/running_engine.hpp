#pragma once
// An engine behind a wall: the commands that run one need not compile what runs for each event, which takes longer than all
// of a command. The library has it compiled already.
//
// Threads: one at a time.   Cost: a call through a pointer for each batch.

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "escalera/compile/rule_set.hpp"
#include "escalera/engine/engine_metrics.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/model/decision.hpp"
#include "escalera/model/event.hpp"
#include "escalera/model/hash.hpp"
#include "escalera/model/instant.hpp"

namespace escalera::cli {

class running_engine {
public:
    // How many events it takes in one go without taking them apart.
    static constexpr std::size_t batch = 256;

    // Without a seed one is drawn at random, as engine_options says.
    explicit running_engine(rule_set_ptr rules, std::optional<hash_seed> seed = {});
    running_engine(const running_engine&) = delete;
    running_engine& operator=(const running_engine&) = delete;
    ~running_engine();

    // As engine's, each of them.
    status process(const event& e);
    status process(std::span<const event> events);
    status advance(instant now);
    [[nodiscard]] std::span<const status> statuses() const;
    [[nodiscard]] std::span<const decision> decisions() const;
    [[nodiscard]] std::span<const decision> take();
    [[nodiscard]] engine_metrics metrics() const;

    // As engine::standing.
    struct standing {
        truth holds = truth::no;
        bool is_blocked = false;
        std::string held_by;
        std::vector<named_cell> because;
    };
    [[nodiscard]] std::optional<standing> look(std::string_view name, std::string_view rung) const;

private:
    struct parts;
    std::unique_ptr<parts> x_parts;
};

}  // namespace escalera::cli

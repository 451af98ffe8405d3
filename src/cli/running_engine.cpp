#include "cli/running_engine.hpp"

#include <utility>

#include "escalera/engine/engine.hpp"

namespace escalera::cli {

static_assert(running_engine::batch == event_columns::capacity);

struct running_engine::parts {
    engine running;
};

running_engine::running_engine(rule_set_ptr rules, std::optional<hash_seed> seed)
    : x_parts(new parts{engine(std::move(rules), engine_options{seed})}) {}
running_engine::~running_engine() = default;

status running_engine::process(const event& e) { return x_parts->running.process(e); }
status running_engine::process(std::span<const event> events) { return x_parts->running.process(events); }
status running_engine::advance(instant now) { return x_parts->running.advance(now); }
std::span<const status> running_engine::statuses() const { return x_parts->running.statuses(); }
std::span<const decision> running_engine::decisions() const { return x_parts->running.decisions(); }
std::span<const decision> running_engine::take() { return x_parts->running.take(); }
engine_metrics running_engine::metrics() const { return x_parts->running.metrics(); }

std::optional<running_engine::standing> running_engine::look(std::string_view name, std::string_view rung) const {
    auto found = x_parts->running.look(name, rung);
    if (!found) return std::nullopt;
    return standing{found->holds, found->is_blocked, std::move(found->held_by), std::move(found->because)};
}

}  // namespace escalera::cli

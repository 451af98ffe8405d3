#pragma once
// What rules can ask the host to do: the table of built-in actions, their arguments and types. Rules files may
// declare more under `actions:`.
//
// Threads: immutable.   Cost: lookups walk a short table.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "escalera/config.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

// What an argument takes beyond its type.
enum class argument_role : std::uint8_t {
    plain,     // a value of its type
    role,      // the name of a role
    channel,   // one of the `by:` of the role in the argument `role` beside it
    text,      // the name of an entry of `texts:`
    duration,  // a length of time: "2 business-days", "30m"
};

struct argument_info {
    std::string_view name;
    type holds;
    bool required = true;
    argument_role means = argument_role::plain;
    bool built = true;  // false: parsed, and a finding `not built yet`
};

struct action_info {
    std::string_view name;
    std::span<const argument_info> arguments;
    bool bare = false;  // written with its first argument alone: `warn: red`

    [[nodiscard]] const argument_info* find(std::string_view argument) const noexcept {
        for (const auto& a : arguments) {
            if (a.name == argument) return &a;
        }
        return nullptr;
    }
};

[[nodiscard]] ESCALERA_API std::span<const action_info> built_in_actions() noexcept;
[[nodiscard]] ESCALERA_API const action_info* find_action(std::string_view name) noexcept;

ESCALERA_NAMESPACE_END

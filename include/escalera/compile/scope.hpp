#pragma once
// What the names in a condition mean. The type checker and the reference evaluator ask through this interface;
// who knows the rules file, or the bindings of `escalera eval`, answers.
//
// Threads: asked by the thread that loads; an implementation is immutable meanwhile.   Cost: cold path.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "escalera/config.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

enum class symbol_kind : std::uint8_t {
    field,      // "complaint.category"; index: field_id
    window,     // "repeat"; index: of the window
    window_of,  // "late_share.of": how many facts a share is a share of; index: of the window
    binding,    // a value given from outside (`escalera eval`); index: of the binding
};

struct symbol {
    symbol_kind what = symbol_kind::field;
    std::uint32_t index = 0;
    type holds;
};

// What functions name by a string: case.reached("ladder", "rung"), clock.left("clock"), score("…"), alert("…").
enum class named_thing : std::uint8_t { ladder, clock, score, alert };

class scope {
public:
    virtual ~scope() = default;

    // A field, window or binding by its whole name, dots and all; nothing when there is none.
    [[nodiscard]] virtual std::optional<symbol> find(std::string_view dotted_name) const = 0;

    // Every name that find() answers to: near names in messages are taken from these.
    [[nodiscard]] virtual std::vector<std::string> names() const = 0;

    [[nodiscard]] virtual std::optional<std::uint32_t> find(named_thing /*what*/, std::string_view /*name*/) const { return std::nullopt; }
    [[nodiscard]] virtual std::vector<std::string> names(named_thing /*what*/) const { return {}; }

    // The rungs of a ladder, counted from 0 at the lowest.
    [[nodiscard]] virtual std::optional<std::uint32_t> rung(std::uint32_t /*ladder*/, std::string_view /*name*/) const {
        return std::nullopt;
    }
    [[nodiscard]] virtual std::vector<std::string> rungs(std::uint32_t /*ladder*/) const { return {}; }
};

ESCALERA_NAMESPACE_END

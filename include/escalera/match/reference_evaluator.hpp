#pragma once
// The judge: evaluates a condition's tree as it was written, slowly and obviously.
//
// It knows nothing of typed nodes, folding or lowering, looks every name up each time, checks types while it
// runs, and shares no code with the fast matcher. What it says a condition means is what the condition means.
//
// Threads: reentrant.   Cost: allocates freely; for tests, `escalera eval` and explanations.

#include <cstdint>
#include <optional>

#include "escalera/compile/scope.hpp"
#include "escalera/config.hpp"
#include "escalera/language/ast.hpp"
#include "escalera/match/outcome.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

// What a window answers: exactly that, or at least that.
struct window_reading {
    value is;  // int; decimal for a sum, number for a share; absent: unknown
    bool at_least = false;
};

// What is known while a condition is evaluated; indices are those that the scope gave.
class facts {
public:
    virtual ~facts() = default;

    // Absent where nobody supplied it.
    [[nodiscard]] virtual value field(std::uint32_t /*field*/) const { return {}; }
    [[nodiscard]] virtual window_reading window(std::uint32_t /*window*/) const { return {}; }
    [[nodiscard]] virtual window_reading window_of(std::uint32_t /*window*/) const { return {}; }
    [[nodiscard]] virtual value binding(std::uint32_t /*binding*/) const { return {}; }

    // Absent: unknown.
    [[nodiscard]] virtual value reached(std::uint32_t /*ladder*/, std::uint32_t /*rung*/) const { return {}; }
    [[nodiscard]] virtual value rung(std::uint32_t /*ladder*/) const { return {}; }
    [[nodiscard]] virtual value breached(std::uint32_t /*clock*/) const { return {}; }
    [[nodiscard]] virtual value left(std::uint32_t /*clock*/) const { return {}; }
    [[nodiscard]] virtual value score(std::uint32_t /*score*/) const { return {}; }
    [[nodiscard]] virtual value alert(std::uint32_t /*alert*/) const { return {}; }
};

[[nodiscard]] ESCALERA_API outcome evaluate(const ast::tree& tree, const scope& names, const facts& known);

ESCALERA_NAMESPACE_END

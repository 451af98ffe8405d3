#pragma once
// What a condition comes to: a value, or unknown with the reason. The third truth value is a type of its own, so
// that no caller can mistake it for false.
//
// Threads: a plain value.   Cost: as `value`; the message is only made where somebody will read it.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "escalera/config.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

enum class unknown_reason : std::uint8_t {
    absent,            // a field that nobody supplied, a clock that does not run
    undecided_count,   // a count past its limit: at least n, and n does not settle it
    overflow,          // of int, decimal, timestamp or duration
    division_by_zero,  // / and % of ints
    out_of_range,      // an index past the end of a list, a number that does not fit its new type
    bad_text,          // a text that is no int, number, bool, timestamp, duration
    bad_pattern,       // a regular expression that RE2 refuses
    bad_zone,          // no such time zone
    wrong_type,        // an overload that does not exist; never after type_check()
};

// The words for messages: "a field that is absent", ...
[[nodiscard]] ESCALERA_API std::string_view describe(unknown_reason r) noexcept;

struct unknown {
    unknown_reason why = unknown_reason::absent;
    std::string detail;       // what exactly: "9223372036854775807 + 1"
    std::uint32_t begin = 0;  // bytes of the condition's text
    std::uint32_t end = 0;
};

class outcome {
public:
    outcome(value v) : x_is(std::move(v)) {}    // NOLINT: a value is an outcome
    outcome(unknown u) : x_is(std::move(u)) {}  // NOLINT: so is an unknown

    [[nodiscard]] bool is_known() const noexcept { return x_is.index() == 0; }
    [[nodiscard]] bool is_unknown() const noexcept { return x_is.index() == 1; }
    [[nodiscard]] bool is_true() const { return is_known() && known().what() == kind::boolean && known().as_bool(); }
    [[nodiscard]] bool is_false() const { return is_known() && known().what() == kind::boolean && !known().as_bool(); }

    // Each requires it to be so.
    [[nodiscard]] const value& known() const { return std::get<value>(x_is); }
    [[nodiscard]] const unknown& reason() const { return std::get<unknown>(x_is); }

private:
    std::variant<value, unknown> x_is;
};

ESCALERA_NAMESPACE_END

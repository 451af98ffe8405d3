#pragma once
// What operators and functions make of cells that are there: arithmetic, conversions, parts of times. An absent
// answer is an unknown: overflow, division by zero, a text that is no number.
//
// Threads: pure functions.   Cost: a few instructions, or linear in the text; no allocation.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "escalera/compile/condition.hpp"
#include "escalera/config.hpp"
#include "escalera/model/value.hpp"
#include "escalera/model/zone.hpp"

ESCALERA_NAMESPACE_BEGIN

// Whether the opcode is one that calculate() knows.
[[nodiscard]] cell calculate_int(opcode what, const cell& a, const cell& b) noexcept;
[[nodiscard]] cell calculate_number(opcode what, const cell& a, const cell& b) noexcept;
[[nodiscard]] cell calculate_decimal(opcode what, const cell& a, const cell& b) noexcept;
[[nodiscard]] cell calculate_time(opcode what, const cell& a, const cell& b) noexcept;

// Conversions to anything but a text.
[[nodiscard]] cell convert(opcode what, const cell& from) noexcept;

// Conversions to a text: written into `space`, which is long enough for any.
using text_space = std::array<char, 64>;
[[nodiscard]] std::string_view write_text(const cell& from, text_space& space) noexcept;

// full_year to milliseconds of a timestamp, so many seconds east of UTC.
[[nodiscard]] cell part_of_timestamp(opcode what, timestamp t, int offset_seconds) noexcept;
// span_hours to span_milliseconds.
[[nodiscard]] cell part_of_duration(opcode what, duration d) noexcept;

[[nodiscard]] std::int64_t count_code_points_of(std::string_view text) noexcept;

ESCALERA_NAMESPACE_END

#pragma once
// Texts to values and back, as the conversions of CEL (Common Expression Language) have them: int("12"),
// double("1e3"), bool("true"), duration("1h30m"), string(0.5), string(duration("90s")).
// Decimals are in decimal.hpp.
//
// Nothing depends on the locale. Blanks are not skipped.
// Threads: pure functions.   Cost: linear in the text.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "escalera/config.hpp"
#include "escalera/model/instant.hpp"
#include "escalera/model/zone.hpp"

ESCALERA_NAMESPACE_BEGIN

// An optional sign and decimal digits; nothing where it does not fit.
[[nodiscard]] ESCALERA_API std::optional<std::int64_t> int_from_text(std::string_view text) noexcept;

// "12", "-1.5e3", ".5", "NaN", "inf", "-Infinity" (any case). Nothing when the number is too large to be finite; one that
// is too small is zero.
[[nodiscard]] ESCALERA_API std::optional<double> number_from_text(std::string_view text) noexcept;

// "true" and "false", also capitalised or in capitals; "t", "T", "1", "f", "F", "0".
[[nodiscard]] ESCALERA_API std::optional<bool> bool_from_text(std::string_view text) noexcept;

// "1h30m", "-1.5h", "250ms", "0": numbers with the units h m s ms us ns. Parts of a nanosecond are cut off.
[[nodiscard]] ESCALERA_API std::optional<duration> duration_from_text(std::string_view text) noexcept;

// RFC 3339 with its T: "2026-03-02T09:00:00Z", "…T09:00:00.5+02:00".
[[nodiscard]] ESCALERA_API std::optional<timestamp> time_from_text(std::string_view text) noexcept;

// What zone::load() takes, and "02:00" for "+02:00".
[[nodiscard]] ESCALERA_API std::optional<zone> zone_from_text(std::string_view text);

// The fewest digits that read back as the same number; exponents from 1e+06 on and below 1e-04: "0.5", "1e+06".
// "NaN", "+Inf", "-Inf".
[[nodiscard]] ESCALERA_API std::string text_from_number(double d);

// Seconds with up to nine fractional digits: "90s", "-1.5s".
[[nodiscard]] ESCALERA_API std::string text_from_duration(duration d);

ESCALERA_NAMESPACE_END

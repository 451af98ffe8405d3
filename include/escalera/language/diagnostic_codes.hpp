#pragma once
// Every code that a diagnostic can bear: one row a code, no parallel tables.
//
// E01xx reading a file (encoding, YAML)        E02xx names and shape of a rules file
// E03xx conditions: text and grammar           E04xx conditions: names and types
// E05xx meaning of a section                   E06xx not built yet
// E07xx maps, scenarios and other files        E08xx a host's structs        W0xxx warnings
// A code is never given a second meaning; one that goes is not used again.
// Each code of a rules file has a file in tests/language/reject/ that shows it; a test fails where it is missing.

#include <cstdint>
#include <span>
#include <string_view>

#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

enum class severity : std::uint8_t { note, warning, error };

enum class code : std::uint16_t {
#define ESCALERA_CODE(id, name, level, title) name,
#include "escalera/language/diagnostic_codes.inc"
#undef ESCALERA_CODE
};

struct code_row {
    code is;
    std::string_view id;    // "E0401"
    std::string_view name;  // "unknown_name"
    severity level;
    std::string_view title;  // a short sentence: what kind of mistake this is
};

[[nodiscard]] ESCALERA_API std::span<const code_row> all_codes() noexcept;
[[nodiscard]] ESCALERA_API const code_row& row_of(code c) noexcept;

ESCALERA_NAMESPACE_END

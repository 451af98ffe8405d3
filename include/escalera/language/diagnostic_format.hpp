#pragma once
// Findings for people and for programs.
//
//   rules/telecom.yaml:14:11: error[E0401]: unknown name 'chanel'
//      14 |     when: chanel == "phone" and severity >= 3
//         |           ^~~~~~ did you mean 'channel'?
//   rules/telecom.yaml:12:5: note: in rule 'repeat-outage'
//
// JSON is an array of objects with the keys `file line column end_line end_column code name severity message
// suggestion notes`, in this order; a note has `file line column end_line end_column message`. The end is behind the
// last character. SARIF is version 2.1.0, with columns in code points.
//
// In text, characters that a terminal would act on are shown as U+FFFD, and lines longer than 160 columns are cut
// around the place meant.
// Threads: pure.   Cost: linear in the output.

#include <string>

#include "escalera/config.hpp"
#include "escalera/language/diagnostic.hpp"

ESCALERA_NAMESPACE_BEGIN

enum class finding_format : std::uint8_t { text, json, sarif };

[[nodiscard]] ESCALERA_API std::string to_text(const diagnostic& finding);

// One after the other, in the order of the list.
[[nodiscard]] ESCALERA_API std::string to_text(const diagnostics& found);
[[nodiscard]] ESCALERA_API std::string to_json(const diagnostics& found);
[[nodiscard]] ESCALERA_API std::string to_sarif(const diagnostics& found);
[[nodiscard]] ESCALERA_API std::string format(const diagnostics& found, finding_format as);

ESCALERA_NAMESPACE_END

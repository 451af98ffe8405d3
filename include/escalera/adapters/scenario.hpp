#pragma once
// A rules file's own unit test, as its author wrote it: events at given times, and the decisions that must come of them.
//
//   escalera-test: 1
//   rules: ../repeat-ladder.yaml        # beside this file
//   scenarios:
//     - name: the third complaint on a bill texts the team lead
//       zone: America/Bogota            # of times without an offset; default the rules' own
//       steps:
//         - at: 2026-03-02 09:00        # a wall time of the zone, or RFC 3339
//           complaint: {id: C-1, customer: ana, issue: bill}
//         - after: 3d                   # behind the step before: 3d, 48h, 1h30m, or 2 days (the same wall time)
//           complaint: {id: C-2, customer: ana, issue: bill}
//         - expect:                     # all decisions since the last `expect`, in order; what is left out is not compared
//             - {rule: repeat-complaint, rung: specialist, action: assign, args: {role: complaint-specialist}}
//         - expect_some: [{action: assign}]   # these are among them
//         - advance: 48h                # or a time
//         - expect: []
//
// An event is a kind and its fields, by the names of event_shape.hpp. Without `at` and `after` it happens at the time of
// the step before. `at` may go back (a late event); `advance` may not.
// Threads: plain data.   Cost: cold path.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "escalera/config.hpp"
#include "escalera/language/diagnostic.hpp"
#include "escalera/language/yaml_node.hpp"
#include "escalera/model/decision.hpp"
#include "escalera/model/event.hpp"
#include "escalera/model/schema.hpp"
#include "escalera/model/zone.hpp"

ESCALERA_NAMESPACE_BEGIN

// A value that a decision must carry, as written: one text, or a list of them.
struct expected_value {
    std::string text;
    std::vector<expected_value> items;
    bool is_list = false;
    bool at_least = false;  // {at_least: 33}
};

struct expected_decision {
    place at;
    // rule, rung, stage, alert, score, action, event, customer and case; an empty text: there must be none.
    std::vector<std::pair<std::string, std::string>> texts;
    std::optional<instant> time;  // at
    std::optional<instant> due;
    std::vector<std::pair<std::string, expected_value>> args;  // an empty text that is no list: absent
    std::vector<std::pair<std::string, expected_value>> because;
    std::optional<std::vector<std::pair<std::string, std::string>>> also;  // rule and rung of each, in order
};

struct scenario_step {
    enum class kind_of : std::uint8_t { happens, advance, expect, expect_some };

    kind_of is = kind_of::happens;
    place at;
    event what;    // of happens
    instant time;  // of happens and advance
    std::vector<expected_decision> expected;
};

struct scenario {
    std::string name;
    place at;
    zone in;
    std::vector<scenario_step> steps;
};

// A scenario file opened: which rules it is about is known, what its events mean is not yet.
struct scenario_file {
    yaml_document_ptr document;
    std::string rules;  // as written: a path beside the file
    place rules_at;
};

// Nothing where there are errors.
[[nodiscard]] ESCALERA_API std::optional<scenario_file> open_scenarios(source_ptr text, diagnostics& found);

// The scenarios, read with the fields of those rules. What could be read, with errors in `found` for the rest.
[[nodiscard]] ESCALERA_API std::vector<scenario> read_scenarios(const scenario_file& file, const schema& fields, const zone& of_rules,
                                                                diagnostics& found);

// Whether a decision is as expected, in all that is written there.
[[nodiscard]] ESCALERA_API bool fits(const expected_decision& expected, const decision& made);
[[nodiscard]] ESCALERA_API bool fits(const expected_value& expected, const cell& made);

ESCALERA_NAMESPACE_END

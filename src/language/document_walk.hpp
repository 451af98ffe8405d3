#pragma once
// Typed access to YAML nodes: each function answers with what an author meant, or adds a finding and answers nothing.
//
// A node that is `broken` has been reported already: it is passed over in silence. A key that is not known but near to a
// known one that is missing is reported and then taken for that one, so that one slip gives one finding.
// Threads: no shared state.   Cost: linear in the node.

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "escalera/language/rules_document.hpp"
#include "escalera/language/yaml_node.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace written {

// The entries of a mapping whose keys are known beforehand.
class mapping_view {
public:
    // `what` names the mapping in messages: "a rule". A node of another kind is reported; then nothing is found in it.
    mapping_view(const yaml_node& node, std::string_view what, std::span<const std::string_view> known, diagnostics& found);

    // Null when it is missing or could not be read.
    [[nodiscard]] const yaml_node* find(std::string_view key) const noexcept;
    // The same, a missing one being reported.
    [[nodiscard]] const yaml_node* require(std::string_view key) const;
    [[nodiscard]] bool has(std::string_view key) const noexcept;
    // Where the key stands; the mapping's beginning where it is missing.
    [[nodiscard]] place place_of(std::string_view key) const;
    // What YAML has split off the condition of that key, and taken for a key; null where it has not.
    [[nodiscard]] const yaml_node* split_off(std::string_view condition_key) const noexcept;
    void report_missing(std::string_view key, std::string_view way_out) const;

    // Parts of it could not be read: what seems missing may not be.
    [[nodiscard]] bool is_damaged() const noexcept { return x_node->damaged; }
    [[nodiscard]] bool is_readable() const noexcept { return x_readable; }
    [[nodiscard]] diagnostics& found() const noexcept { return *x_found; }
    [[nodiscard]] std::string_view what() const noexcept { return x_what; }

private:
    struct entry {
        std::string_view key;  // as it is known
        const yaml_entry* as_written = nullptr;
    };
    void take(const yaml_entry& e, std::span<const std::string_view> known);
    void note_missing(std::span<const std::string_view> known);
    bool note_split_condition(std::size_t index);

    const yaml_node* x_node;
    std::string_view x_what;
    diagnostics* x_found;
    bool x_readable = false;
    std::vector<entry> x_entries;
    std::vector<std::string_view> x_missing;  // known keys that are not there, noted at the first unknown one
    std::size_t x_unknown = 0;
    std::vector<std::pair<std::string_view, const yaml_node*>> x_splits;  // key of a condition, what YAML split off
};

[[nodiscard]] bool expect(const yaml_node& node, yaml_kind wanted, std::string_view what, std::string_view form, diagnostics& found);

// `what` names the value in messages: "the zone".
[[nodiscard]] std::optional<name> read_name(const yaml_node& node, std::string_view what, diagnostics& found);
[[nodiscard]] std::optional<name> read_name(const mapping_view& in, std::string_view key);
// One value or a list of them.
[[nodiscard]] std::vector<name> read_names(const yaml_node& node, std::string_view what, diagnostics& found);
[[nodiscard]] std::optional<bool> read_bool(const yaml_node& node, std::string_view what, diagnostics& found);
[[nodiscard]] std::optional<number> read_number(const yaml_node& node, std::string_view what, std::int64_t least, std::int64_t most,
                                                diagnostics& found);
// One of a few words; its index.
[[nodiscard]] std::optional<std::size_t> read_choice(const yaml_node& node, std::string_view what,
                                                     std::span<const std::string_view> choices, diagnostics& found);
[[nodiscard]] std::optional<length> read_length_of_time(const yaml_node& node, std::string_view what, diagnostics& found);
// One that is so long whatever the calendar: no `15 days`, no `business-days`, no `last week`; `ever` only if asked for.
[[nodiscard]] std::optional<length> read_elapsed(const yaml_node& node, std::string_view what, bool ever, diagnostics& found);
[[nodiscard]] std::optional<condition> read_condition(const mapping_view& in, std::string_view key);
[[nodiscard]] guard read_guard(const mapping_view& in);

// Names of windows and fields: letters, digits and '_', not a keyword.
[[nodiscard]] bool check_identifier(const name& n, std::string_view what, diagnostics& found);
void report_not_built(const place& at, std::string_view what, diagnostics& found);

// Keys whose values are conditions.
[[nodiscard]] std::span<const std::string_view> condition_keys() noexcept;

}  // namespace written

ESCALERA_NAMESPACE_END

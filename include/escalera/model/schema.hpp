#pragma once
// The fields that rules can read: those built in (the table in rules/README.md), and those that a rules file
// adds under `fields:`.
//
// A field is known by its index in the schema; built-in fields stand first and have the same index in every
// schema. Names are "root.name" ("complaint.category").
// Invariant: full names are unique; indices never change once given.
// Threads: immutable after it is built; building is for one thread.   Cost: a lookup by name is a hash lookup.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "escalera/config.hpp"
#include "escalera/model/event_kind.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

// What a field speaks of. `complaint` to `feedback` are supplied by events; `kase` (written "case"), `event` and
// `clock` are kept by the engine.
enum class root : std::uint8_t { complaint, customer, kase, assessment, offer, reply, feedback, event, clock };
inline constexpr std::size_t root_count = 9;

[[nodiscard]] ESCALERA_API std::span<const std::string_view> root_names() noexcept;
[[nodiscard]] ESCALERA_API std::string_view name_of(root r) noexcept;
[[nodiscard]] ESCALERA_API std::optional<root> root_by_name(std::string_view name) noexcept;

// The root whose fields an event of that kind carries by bare name in JSON lines, maps and scenarios: a
// complaint's own for complaint, corrected, withdrawn, merged and signal; `reply` for replied; the case's for
// what happens to a case.
[[nodiscard]] ESCALERA_API root own_root(event_kind k) noexcept;

using field_id = std::uint16_t;

struct field_info {
    root of = root::complaint;
    std::string name;       // "category"
    std::string full_name;  // "complaint.category"
    type holds;
    bool required = false;
    bool built_in = true;
};

// Indices of built-in fields that the code itself needs to name. A test holds them to the table.
namespace field {
inline constexpr field_id complaint_id = 0;
inline constexpr field_id complaint_customer = 1;
inline constexpr field_id complaint_case = 2;
inline constexpr field_id complaint_time = 3;
inline constexpr field_id complaint_issue = 4;
inline constexpr field_id complaint_category = 5;
}  // namespace field

class schema {
public:
    // The built-in fields.
    ESCALERA_API schema();

    // Adds a field; nothing when the full name is taken already.
    ESCALERA_API std::optional<field_id> add(root of, std::string_view name, type holds);

    // Marks a field as one that every event of its own must bring; where it is absent, that is a finding.
    void require(field_id id) noexcept { x_fields[id].required = true; }

    [[nodiscard]] ESCALERA_API std::optional<field_id> find(std::string_view full_name) const;
    [[nodiscard]] ESCALERA_API std::optional<field_id> find(root of, std::string_view name) const;

    [[nodiscard]] const field_info& operator[](field_id id) const noexcept { return x_fields[id]; }
    [[nodiscard]] std::span<const field_info> fields() const noexcept { return x_fields; }

private:
    std::vector<field_info> x_fields;
    boost::unordered_flat_map<std::string, field_id> x_by_name;
};

ESCALERA_NAMESPACE_END

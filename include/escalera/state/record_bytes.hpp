#pragma once
// A record's logical form as bytes: what is remembered, by name, independent of memory layout and of the order in
// which a rules file lists its windows, ladders, rules and fields.
//
// A name_table is written once before the records: the names that numbers in them stand for. Read under other rules,
// what those still name is kept, the rest is dropped.
// Threads: reentrant.   Cost: linear in the record.

#include <cstdint>
#include <string>
#include <vector>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/state/byte_form.hpp"
#include "escalera/state/working_record.hpp"

ESCALERA_NAMESPACE_BEGIN

inline constexpr std::uint32_t state_version = 7;

// The names that a stage's records speak in, and where they stand in the rules now (`none`: nowhere).
struct name_table {
    std::vector<std::string> names;
    std::vector<std::uint32_t> now;

    // Where a written number stands now; `none` for what the rules no longer name, and for numbers out of range.
    [[nodiscard]] std::uint32_t current(std::uint64_t written) const noexcept { return written < now.size() ? now[written] : none; }
};

struct state_names {
    name_table kinds;    // of events
    name_table parts;    // fields that entries keep hashes of
    name_table values;   // fields that entries keep numbers of
    name_table windows;  // of the stage
    name_table ladders;
    std::vector<name_table> rungs;  // by ladder
    name_table alerts;
    name_table rules;
    name_table clocks;
    std::vector<name_table> stages;  // by clock
    name_table follow_ups;
    name_table notices;
    name_table fields;  // of attributes: the schema's, then an alert() each
};

[[nodiscard]] ESCALERA_API state_names names_of(const rule_set& rules, bool of_groups);
ESCALERA_API void write_names(byte_writer& out, const state_names& names);
// As written, with `now` looked up in these rules.
[[nodiscard]] ESCALERA_API state_names read_names(byte_reader& in, const rule_set& rules, bool of_groups);

ESCALERA_API void write_record(byte_writer& out, const rule_set& rules, const working_record& r, bool of_group);
// What follows the key. False when the bytes make no record. `r` is open as a new record of that key.
[[nodiscard]] ESCALERA_API bool read_record(byte_reader& in, const rule_set& rules, const state_names& names, working_record& r,
                                            bool of_group);

ESCALERA_NAMESPACE_END

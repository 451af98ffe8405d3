#pragma once
// Clocks, follow-ups and notices of a record as bytes; part of record_bytes.
//
// Threads: no shared state.   Cost: linear in the clocks.

#include <string_view>

#include "escalera/config.hpp"
#include "escalera/state/byte_form.hpp"
#include "escalera/state/record_bytes.hpp"

ESCALERA_NAMESPACE_BEGIN

// Behind the name of a stage that recurs: one that does so no more is another stage.
inline constexpr std::string_view recurring_mark = "\x1f+";

void write_clocks(byte_writer& out, const working_record& r);
// Cases have been read. False when the bytes make no clocks.
[[nodiscard]] bool read_clocks(byte_reader& in, const rule_set& rules, const state_names& names, working_record& r);

void write_follow_ups(byte_writer& out, const working_record& r);
[[nodiscard]] bool read_follow_ups(byte_reader& in, const rule_set& rules, const state_names& names, working_record& r);

void write_notices(byte_writer& out, const working_record& r);
[[nodiscard]] bool read_notices(byte_reader& in, const state_names& names, working_record& r);

ESCALERA_NAMESPACE_END

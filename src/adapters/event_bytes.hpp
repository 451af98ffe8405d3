#pragma once
// An input event as bytes and back, for the runs of --sort. A run is read by the process that wrote it: the form has no
// version and promises nothing to others.
//
// Threads: pure functions.   Cost: linear in the event.

#include <string>
#include <string_view>

#include "escalera/adapters/event_reader.hpp"
#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace detail {

void append_bytes(std::string& to, const input_event& e);

// Reads one event from the front of `bytes`, which append_bytes() wrote; false where they end too early.
bool read_bytes(std::string_view& bytes, input_event& into);

// What an event takes in memory, roughly.
std::size_t memory_of(const input_event& e) noexcept;

}  // namespace detail

ESCALERA_NAMESPACE_END

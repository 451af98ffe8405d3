#pragma once
// Events as they reach a matcher: heads, and one column of cells for each slot that events supply.
//
// A host's structs are read into the columns member by member, dynamic events field by field; a single event is a
// batch of one.
// Invariants: columns[s] is null for a slot that no event supplies, else it has `size` cells; a cell that
// the event does not say is absent. A cell that is there, of a slot that comes from a field and that no
// section sets (slot_plan::set_by_rules), is also the one in the row that the event is matched with.
// Threads: a view; whoever fills it owns it.   Cost: none.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "escalera/compile/slot.hpp"
#include "escalera/config.hpp"
#include "escalera/model/event_kind.hpp"
#include "escalera/model/instant.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

// What an event may carry: one text (an id included) has at most so many bytes, a list so many elements, as files are read
// too. The cost bound of conditions counts on the second.
inline constexpr std::size_t longest_text_of_event = std::size_t{1} << 20;
inline constexpr std::size_t longest_list_of_event = 256;

struct event_head {
    event_kind kind = event_kind::complaint;
    bool is_too_large = false;  // some text or list of it is longer than an event's may be
    instant time;
    std::string_view id;         // of the event; a complaint's own id
    std::string_view customer;   // empty: not given
    std::string_view kase;       // the host's id of the case; empty: not given
    std::string_view complaint;  // the complaint spoken of; empty: not given
    std::uint64_t id_hash = 0;   // keyed_hash::short_hash of the id; the engine fills it
};

struct batch {
    std::span<const event_head> heads;
    std::span<const cell* const> columns;  // by slot

    [[nodiscard]] std::size_t size() const noexcept { return heads.size(); }
};

ESCALERA_NAMESPACE_END

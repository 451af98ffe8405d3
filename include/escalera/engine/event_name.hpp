#pragma once
// What an event is called that came without an id: "<kind>:<case, complaint or customer>:<intake sequence>".
//
// Threads: none of its own.   Cost: one copy of the name.

#include <charconv>
#include <cstdint>
#include <string_view>

#include "escalera/config.hpp"
#include "escalera/match/batch.hpp"
#include "escalera/model/arena.hpp"
#include "escalera/model/buffer.hpp"
#include "escalera/model/hash.hpp"

ESCALERA_NAMESPACE_BEGIN

// It says what the event is; it cannot be recognised when repeated. `memory` holds the name as long as the batch lives.
inline void name_event(event_head& head, std::uint64_t sequence, const keyed_hash& hash, buffer<char>& text, arena& memory) noexcept {
    text.clear();
    const auto add = [&text](std::string_view s) noexcept { text.append(s.data(), s.size()); };
    add(name_of(head.kind));
    add(":");
    add(!head.kase.empty() ? head.kase : !head.complaint.empty() ? head.complaint : head.customer);
    add(":");
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof(digits), sequence).ptr;
    add({digits, static_cast<std::size_t>(end - digits)});
    head.id = memory.copy({text.data(), text.size()});
    head.id_hash = hash.short_hash(head.id);
}

ESCALERA_NAMESPACE_END

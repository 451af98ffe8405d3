#pragma once
// basic_engine::view_case. Include this where an engine of another matcher than the usual is asked for cases.
//
// Threads: as the engine.   Cost: a record, and the directory of cases where it is not made yet.

#include <optional>
#include <string_view>

#include "escalera/config.hpp"
#include "escalera/engine/case_view.hpp"
#include "escalera/engine/engine.hpp"
#include "escalera/state/case_ledger.hpp"
#include "escalera/state/cases.hpp"

ESCALERA_NAMESPACE_BEGIN

// By its own id, that of a complaint in it, or of a case that was merged into it. May throw std::bad_alloc.
[[nodiscard]] ESCALERA_API case_view view_of(const rule_set& rules, const working_record& r, std::size_t kase, instant now);

template <matcher M>
std::optional<case_view> basic_engine<M>::view_case(std::string_view id, instant now, std::string_view customer) {
    auto& r = x_ws.record;
    event_head asked;
    asked.kase = id;
    const auto words = entry_words(*x_rules, false);
    x_ws.flag.exhausted = false;
    const auto key = customer.empty() ? x_directory.find(x_hash, x_records, words, r, x_ws.flag, asked) : std::optional(x_hash(customer));
    std::optional<case_view> found;
    if (key && !x_ws.flag.exhausted && x_records.look(*key, r, words)) {
        auto at = case_by_id(r, id);
        if (at == not_found) at = case_of_complaint(r, complaint_id_hash(x_hash, id));
        if (at != not_found) found = view_of(*x_rules, r, at, now);
    }
    r.undo();
    const bool has_failed = x_ws.flag.exhausted;
    x_ws.flag.exhausted = false;
    if (has_failed) throw std::bad_alloc();
    return found;
}

ESCALERA_NAMESPACE_END

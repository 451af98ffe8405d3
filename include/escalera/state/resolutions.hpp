#pragma once
// Resolutions of which it is not known yet how thorough they are: a repeat within `cases: {thorough}` shows that one is not.
//
// Threads: pure.   Cost: linear in the customer's notes.

#include <algorithm>
#include <cstdint>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/state/working_record.hpp"

ESCALERA_NAMESPACE_BEGIN

[[nodiscard]] inline bool is_resolution(const case_note& n, std::uint32_t serial) noexcept {
    return n.kase == serial && n.what == note_of::resolved;
}

[[nodiscard]] inline bool has_pending_resolution(const working_record& r, std::uint32_t serial) noexcept {
    return std::any_of(r.case_notes.begin(), r.case_notes.end(),
                       [serial](const case_note& n) noexcept { return is_resolution(n, serial); });
}

// A case has one at most: the latest.
inline void drop_resolution(working_record& r, std::uint32_t serial) noexcept {
    r.case_notes.erase_if([serial](const case_note& n) noexcept { return is_resolution(n, serial); });
}
inline void put_resolution(working_record& r, std::uint32_t serial, std::int64_t at) noexcept {
    drop_resolution(r, serial);
    case_note n;
    n.kase = serial;
    n.what = note_of::resolved;
    n.since = at;
    r.case_notes.push(n);
}

// When time alone shows it to be thorough.
[[nodiscard]] inline std::int64_t due_of_resolution(const rule_set& rules, const case_note& n) noexcept {
    return plus_clamped({n.since}, rules.cases.thorough).micros;
}
[[nodiscard]] inline std::int64_t next_due_of_resolutions(const working_record& r, const rule_set& rules) noexcept {
    auto due = INT64_MAX;
    if (rules.cases.thorough == 0) return due;
    for (const auto& n : r.case_notes) {
        if (n.what == note_of::resolved) due = std::min(due, due_of_resolution(rules, n));
    }
    return due;
}

ESCALERA_NAMESPACE_END

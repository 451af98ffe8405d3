#pragma once
// What is left of the follow-ups that were begun, and of the notices that wait to be acknowledged.
//
// Threads: pure.   Cost: linear in them.

#include <algorithm>
#include <cstdint>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/state/working_record.hpp"

ESCALERA_NAMESPACE_BEGIN

[[nodiscard]] inline std::int64_t next_due_of_follow_ups(const working_record& r) noexcept {
    auto due = INT64_MAX;
    for (const auto& f : r.follow_ups) due = std::min(due, f.due);
    return due;
}

[[nodiscard]] inline std::int64_t next_due_of_notices(const working_record& r) noexcept {
    auto due = INT64_MAX;
    for (const auto& n : r.notices) due = std::min(due, n.due);
    return due;
}

// A case that somebody is still to be asked about is not forgotten yet.
[[nodiscard]] inline bool has_pending_follow_up(const working_record& r, std::uint32_t kase) noexcept {
    return std::any_of(r.follow_ups.begin(), r.follow_ups.end(),
                       [kase](const follow_up_state& f) noexcept { return f.kase == kase && f.due != INT64_MAX; }) ||
           std::any_of(r.notices.begin(), r.notices.end(),
                       [kase](const notice_state& n) noexcept { return n.kase == kase && n.due != INT64_MAX; });
}

ESCALERA_NAMESPACE_END

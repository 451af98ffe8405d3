#pragma once
// What a step is about: one event (or one timer) on one record, and what it is told beside.
//
// Threads: a view of the caller's memory.   Cost: none.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/engine/alert_state.hpp"
#include "escalera/match/batch.hpp"
#include "escalera/model/hash.hpp"
#include "escalera/state/windows.hpp"
#include "escalera/state/working_record.hpp"

ESCALERA_NAMESPACE_BEGIN

struct moved_complaint;  // engine/complaint_move.hpp

// What the step is told beside the event.
struct frame {
    std::int64_t watermark = INT64_MIN;      // nothing before it is taken any more
    std::uint64_t sequence = 0;              // of intake
    std::span<const window_answer> groups;   // what the group windows answered, by index in the group stage
    std::span<const alert_state> alerts;     // by alert
    const moved_complaint* moved = nullptr;  // what a correction takes from another customer
};

inline constexpr std::size_t no_case = static_cast<std::size_t>(-1);

// What a clock says in the event that it raises.
struct clock_fact {
    std::string_view name;
    std::int64_t used = 0;     // open time, microseconds
    std::string_view verdict;  // "met", "breached"; empty: none yet
    std::string_view stage;    // of `reached`; empty: of no stage
    std::uint32_t repeat = 0;  // of a stage that recurs: the how manyth time, from 0
};

struct occasion {
    const event_head* event = nullptr;  // null: a timer
    std::optional<event_kind> raised;   // the event that the engine itself raises; `event` is what led to it
    std::string_view raised_by;         // the clock or score that raised it
    clock_fact clock;                   // of an event that a clock raised
    std::int64_t as_of = 0;             // conditions are evaluated as of here
    std::int64_t at = 0;                // the event's time; the timer's due time
    std::size_t kase = no_case;         // index into working_record::cases
    bool has_customer = true;           // false: keyed by the event's own id
    bool late = false;
    bool opens_case = false;
    cell missing;               // of a complaint: the names of required fields that it lacks, a list
    bool is_by_memory = false;  // what is read is what the case remembers, this event included, and not the event itself

    [[nodiscard]] bool is_timer() const noexcept { return event == nullptr; }
    // Of an event, or of one that the engine raises.
    [[nodiscard]] event_kind kind() const noexcept { return raised ? *raised : event->kind; }
    [[nodiscard]] bool has_kind() const noexcept { return raised || event != nullptr; }

    std::span<const alert_state> alerts;  // by alert, for this event's own case; empty: no event brings any key
    // Of what a group is asked for, not a customer: the alert's key as it is shown, and as it is told in ids.
    std::string_view alert_key;
    std::string_view alert_cause;
    std::string_view key;  // of what a schedule is asked of, as it is shown; alert_cause has it as it is told in ids
};

// Whether the event need not say whose it is: a complaint or a signal, and what answers a notice of an alert, which is no
// customer's.
[[nodiscard]] inline bool may_be_nobodys(const event_head& head) noexcept {
    if (head.kind == event_kind::complaint || head.kind == event_kind::signal) return true;
    const bool answers = head.kind == event_kind::acknowledged || head.kind == event_kind::undelivered;
    return answers && head.kase.empty() && head.complaint.empty();
}

// What the group stage is about: the event alone.
[[nodiscard]] inline occasion occasion_of_group(const event_head& head) noexcept {
    occasion about;
    about.event = &head;
    about.at = head.time.micros;
    about.as_of = head.time.micros;
    about.has_customer = !head.customer.empty();
    return about;
}

// The hash of an event's id: by kind, since a complaint and a reply may bear the same one. Never 0.
[[nodiscard]] inline std::uint64_t event_id_hash(event_kind kind, std::uint64_t short_hash) noexcept {
    return mix(short_hash, static_cast<std::uint64_t>(kind) + 1) | 1U;
}
[[nodiscard]] inline std::uint64_t event_id_hash(const event_head& head) noexcept { return event_id_hash(head.kind, head.id_hash); }
[[nodiscard]] inline std::uint64_t complaint_id_hash(const keyed_hash& hash, std::string_view id) noexcept {
    return event_id_hash(event_kind::complaint, hash.short_hash(id));
}

// The hash of a cell as a part of a key; 0: absent.
[[nodiscard]] inline std::uint64_t cell_hash(const keyed_hash& hash, const cell& c) noexcept {
    switch (c.what) {
        case kind::absent: return 0;
        case kind::text: return hash.short_hash(c.as_text()) | 1U;
        case kind::number: {
            const double plain = c.number == 0.0 ? 0.0 : c.number;  // -0.0 is 0.0
            std::uint64_t bits = 0;
            __builtin_memcpy(&bits, &plain, sizeof(bits));
            return mix(bits, 2) | 1U;
        }
        case kind::list: {
            std::uint64_t h = c.extent;
            for (std::uint32_t i = 0; i < c.extent; ++i) h = mix(h, cell_hash(hash, c.elements[i]));
            return h | 1U;
        }
        default: return mix(static_cast<std::uint64_t>(c.integer), c.extent + 3U) | 1U;
    }
}

ESCALERA_NAMESPACE_END

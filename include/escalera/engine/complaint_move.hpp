#pragma once
// A correction that gives a complaint to another customer.
//
// `corrected` says customer B, and a complaint that B does not know and one other customer, A, has. Then A's entry stays
// as moved away: its id is known, and it counts nowhere. A's case loses the complaint, and closes when none is left; from
// then on it answers to its name only where the event says whose it is. With B the complaint stands at its own time, in
// a case of B's, and B's sections run. What was decided before is not revised.
//
// A's record is open beside B's until the event is committed or undone, and is changed by give() alone, the last that can fail.
// Threads: owned by one engine.   Cost: a look at one more record for a correction that names its customer.

#include <cstddef>
#include <cstdint>

#include "escalera/config.hpp"
#include "escalera/engine/case_directory.hpp"
#include "escalera/engine/occasion.hpp"
#include "escalera/engine/workspace.hpp"
#include "escalera/match/batch.hpp"
#include "escalera/model/hash.hpp"
#include "escalera/state/record_store.hpp"

ESCALERA_NAMESPACE_BEGIN

// What is taken from one customer to be given to another.
struct moved_complaint {
    entry_head entry;                        // as A has it; where only a mark is left, what that still says
    const std::uint64_t* words = nullptr;    // its parts, and behind them its numbers; null: no window sees it any more
    std::uint64_t issue = 0;                 // keyed hash; 0: none
    bool was_dropped = false;                // by a cap: windows that reach it cannot count it with B either
    bool is_last = false;                    // A's case has no other: what that remembers of its complaint is of this one
    case_status status = case_status::open;  // of A's case
    std::int64_t closed = 0;                 // when that was, where it is
    std::int64_t at = 0;                     // the correction's own time
    std::uint64_t who = 0;                   // A, as groups know complainants; 0: nobody
    const working_record* giver = nullptr;
};

// The receiver's case, by its place in the record; it is there on return, and has the complaint: one that the correction
// names beside it, else the open one of the issue, else a new one (`opens`) that starts as the giver's stands. A resolved
// or closed one opens again where the giver's was open. no_case: no memory.
[[nodiscard]] ESCALERA_API std::size_t take_case_over(const rule_set& rules, const keyed_hash& hash, const moved_complaint& m,
                                                      const event_head& head, std::uint64_t issue, working_record& r, bool& opens) noexcept;

class complaint_move {
public:
    explicit complaint_move(memory_flag& flag) noexcept : x_flag(flag), x_giver(flag) {}

    // What the event takes from whom; null: it is no such correction, or there is no memory (the flag says so). Before the
    // record of its customer, `to`, is opened.
    [[nodiscard]] const moved_complaint* look(const rule_set& rules, const keyed_hash& hash, record_store& records,
                                              case_directory& directory, const event_head& head, hash128 to,
                                              std::int64_t watermark) noexcept {
        if (head.kind != event_kind::corrected || head.customer.empty()) return nullptr;
        return find(rules, hash, records, directory, head, to, watermark) ? &x_moved : nullptr;
    }

    // Takes it from the giver. Requires that look() found something, and that the receiver has it.
    ESCALERA_API void give(const rule_set& rules, workspace& ws) noexcept;

    // Cannot fail.
    void commit(record_store& records) noexcept {
        if (x_giver.is_open()) records.commit(x_giver);
    }
    void undo() noexcept { x_giver.undo(); }

private:
    [[nodiscard]] ESCALERA_API bool find(const rule_set& rules, const keyed_hash& hash, record_store& records, case_directory& directory,
                                         const event_head& head, hash128 to, std::int64_t watermark) noexcept;
    void describe(const rule_set& rules, const keyed_hash& hash, std::uint64_t id) noexcept;

    memory_flag& x_flag;
    working_record x_giver;
    moved_complaint x_moved;
};

ESCALERA_NAMESPACE_END

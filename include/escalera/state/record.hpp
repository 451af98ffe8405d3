#pragma once
// What is remembered about one customer (or one group): the plain parts of a record.
//
// A record rests as one block of memory: a head, then its parts one behind the other, each with
// some room to grow (working_record.hpp). Entries are what windows count: each keeps its time, the hash of its id (an
// id counts once), a bit for each window that counts it, the hashes of the fields that windows are keyed by, and the
// numbers that they add up.
// Invariants: entries stand in order of (time, arrival); cases in order of their serial; a text_ref points into
// the record's own text, which begins with its name.
// Threads: plain data.   Cost: none.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/model/hash.hpp"
#include "escalera/model/instant.hpp"

ESCALERA_NAMESPACE_BEGIN

struct text_ref {
    std::uint32_t offset = 0;
    std::uint32_t size = 0;
};

// Whether something was added before: "no" is certain, "yes" is not. 64 bits serve a few dozen additions.
struct small_filter {
    std::uint64_t bits = 0;

    [[nodiscard]] static constexpr std::uint64_t bits_of(std::uint64_t hash) noexcept {
        return (std::uint64_t{1} << (hash >> 58U)) | (std::uint64_t{1} << (hash >> 52U & 63U));
    }
    [[nodiscard]] constexpr bool may_hold(std::uint64_t hash) const noexcept { return (bits & bits_of(hash)) == bits_of(hash); }
    constexpr void add(std::uint64_t hash) noexcept { bits |= bits_of(hash); }
};

// Which part of a record, in the order in which they lie in its block.
enum class part_of : std::uint8_t { entries, cases, positions, marks, onces, clocks, follow_ups, notices, case_notes, attributes, text };
inline constexpr std::size_t part_count = 11;

struct record_head {
    hash128 key;
    std::int64_t latest = INT64_MIN;          // the greatest time of an event taken
    std::int64_t queued_due = INT64_MAX;      // the earliest instant at which the timer queue will look at it
    std::int64_t lost_until = INT64_MIN;      // entries up to here may have been dropped by a cap
    std::int64_t holes_until = INT64_MIN;     // counts that reach back before this are not known: a dropped entry was needed
    small_filter ids;                         // of entries and marks
    small_filter issues;                      // of cases
    std::uint32_t next_case = 1;              // serial of the next case
    std::uint32_t first_entry = 0;            // those before it have aged: they only wait for the block to be laid out anew
    std::uint32_t name_size : 28 = 0;         // of the customer's id, or the group's key
    std::uint32_t is_anonymous : 1 = 0;       // a complaint without a customer: the name is its own id
    std::uint32_t has_closed : 1 = 0;         // some case is closed, or some mark stands for no open case: look what may go
    std::uint32_t ages_out_of_order : 1 = 0;  // some entry may be out of sight before one that is earlier
    std::uint32_t has_loose_text : 1 = 0;     // some text is referred to no more: the next laying out leaves it out

    // How the block is laid out: elements of each part, and where each but the first begins, in units of 8 bytes.
    std::array<std::uint32_t, part_count> counts{};
    std::array<std::uint32_t, part_count - 1> begins{};
};
static_assert(sizeof(record_head) == 160);

// Of a complaint that is another customer's now: its id is known, and that is all.
inline constexpr std::uint8_t moved_away = 3;

// The fixed part of an entry; behind it stand rule_set::parts hashes and rule_set::values numbers.
struct entry_head {
    std::int64_t time = 0;
    std::uint64_t id = 0;      // keyed hash of kind and id
    std::uint64_t counts = 0;  // bit w: window w of the stage counts this entry
    std::uint32_t kase = 0;    // serial; 0: none
    event_kind kind = event_kind::complaint;
    std::uint8_t issue_is_category = 0;  // it named no issue of its own
    std::uint8_t is_withdrawn = 0;       // it counts no more; 2: and no window counted it before either; or moved_away
    std::uint8_t unused = 0;
};
static_assert(sizeof(entry_head) == 32);

// An id whose entry was dropped while its case is open: it must still not count twice, and a correction of its issue
// still moves the case. In a group's record: an instant at which the alerts that stand are to be judged (`time` alone).
struct id_mark {
    std::uint64_t id = 0;
    std::int64_t time = 0;
    std::uint64_t issue = 0;  // keyed hash; 0: none
    std::uint32_t kase = 0;
    std::uint16_t is_withdrawn = 0;  // or moved_away
    std::uint16_t issue_is_category = 0;
};

enum class case_status : std::uint8_t { open, waiting_for_customer, resolved, closed };
[[nodiscard]] ESCALERA_API std::string_view name_of(case_status s) noexcept;

struct case_state {
    std::uint32_t serial = 0;
    case_status status = case_status::open;
    std::uint8_t is_handed_on : 1 = 0;  // the last of its complaints went to another customer
    std::uint8_t was_idle : 1 = 0;      // it closed itself, so long after `last` as the rules let it idle
    std::uint8_t is_merged : 1 = 0;     // another case has all that was its own; it stays for its id and its issue, closed
    std::uint16_t reopened = 0;
    text_ref id;
    std::uint64_t issue = 0;  // keyed hash; 0: none
    std::int64_t opened = 0;
    std::int64_t last = 0;         // the latest event on it
    std::uint32_t complaints = 0;  // of one that is merged: the serial of the case that has them
    std::uint32_t transfers = 0;
};
static_assert(sizeof(case_state) == 48);

enum class note_of : std::uint8_t { held, closed, opened, resolved };

// Something of a case's life whose time matters later: in whose hands it has been since then, that it was closed then
// (where that cannot be told from the case itself) or opened again, that it was resolved then and it is not yet known how thoroughly.
struct case_note {
    std::uint32_t kase = 0;  // serial
    note_of what = note_of::held;
    std::uint8_t is_forgotten = 0;  // of `held`: several hands, of whom a limit left nothing but the time
    std::uint16_t unused = 0;
    text_ref owner;       // of size 0: nobody
    text_ref department;  // the same
    std::int64_t since = 0;
};
static_assert(sizeof(case_note) == 32);

// How far one ladder has been climbed for one key. In a group's record: an alert that stands, `ladder` being its index.
struct ladder_position {
    std::uint64_t key = 0;
    std::int64_t began = 0;
    text_ref cycle;  // id of the event that began it
    std::uint32_t ladder = 0;
    std::uint32_t reached = 0;    // bit r: rung r
    std::uint32_t last_case = 0;  // serial of the case that last touched it
    std::uint32_t held = 0;       // of those reached, the rungs that were not issued, since an alert held them
    std::uint32_t held_by = 0;    // the alert that held last; where none has, no matter
    std::uint32_t unused = 0;
};

// That a rule with `once` has fired for a key.
struct once_mark {
    std::uint64_t key = 0;
    std::int64_t at = 0;
    std::uint32_t rule = 0;
    std::uint32_t kase = 0;  // once per case: its serial
};

enum class clock_verdict : std::uint8_t { pending, met, breached };

// One life of a clock of a case. It is kept until the case is forgotten or the clock begins anew.
struct clock_state {
    static constexpr std::uint16_t no_target = 0xFFFF;

    std::uint32_t kase = 0;   // serial
    std::uint32_t clock = 0;  // index of the plan
    text_ref cycle;           // id of the event that began it
    std::int64_t began = 0;
    std::int64_t since = 0;             // it has stood still, or run, since then
    std::int64_t used = 0;              // open time until `since`, in microseconds
    std::int64_t paused = 0;            // time that it has stood still until `since`
    std::int64_t paused_open = 0;       // the same in open time
    std::int64_t given_due = 0;         // of a target that a field names
    std::int64_t deadline = INT64_MAX;  // as it runs now
    std::int64_t next_due = INT64_MAX;  // when something happens to it by time alone
    std::uint32_t told = 0;             // bit s: stage s is past in this life
    std::uint16_t target = no_target;
    clock_verdict verdict = clock_verdict::pending;
    std::uint8_t is_paused : 1 = 0;
    std::uint8_t has_ended : 1 = 0;   // stopped
    std::uint8_t is_at_risk : 1 = 0;  // a stage before the target has been reached
    std::uint8_t unused = 0;
    std::uint16_t repeats[4] = {};  // of stages that recur: how often they were reached
};
static_assert(sizeof(clock_state) == 104);

// A follow-up of a case that has begun.
struct follow_up_state {
    std::uint32_t kase = 0;  // serial
    std::uint32_t plan = 0;
    text_ref cycle;                // id of the event that began it
    std::int64_t due = INT64_MAX;  // INT64_MAX: issued, and waiting for an answer
    std::uint16_t option = 0;
    std::uint16_t told = 0;  // how often it was issued
    std::uint32_t unused = 0;
};

// A notice that waits to be acknowledged.
struct notice_state {
    hash128 decision;              // its id
    std::int64_t due = INT64_MAX;  // when it is sent on; INT64_MAX: only if it is not delivered
    std::uint32_t kase = 0;        // serial; 0: of no case
    std::uint32_t plan = 0;
};

// A field of a case (or, with serial 0, of the customer) that is read away from its own event. Text lies in the
// record's text; a list is as many attributes of the same field, an empty one a single attribute of kind absent.
struct attribute {
    std::uint32_t kase = 0;
    field_id field = 0;
    kind what = kind::absent;
    std::uint8_t of_list = 0;
    std::uint32_t extent = 0;
    std::uint32_t unused = 0;
    std::int64_t payload = 0;  // as in `cell`; of a text: its offset
};

ESCALERA_NAMESPACE_END

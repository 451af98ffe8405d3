#pragma once
// All that is remembered about one customer (or one group), as plain parts in one block of memory.
//
// A record rests as a block: a head of one cache line, then its parts one behind the other (see record_block.hpp).
// A step works on a working_record: the same parts in the buffers of its workspace. It is loaded from the block,
// changed, and written back only when the whole step has succeeded; so a step that fails changes nothing.
//
// Entries are what windows count. Each keeps its time, the hash of its id (an id counts once), a bit for each
// window that counts it, the hashes of the fields that windows are keyed by, and the numbers that they add up.
// Invariants: entries stand in order of (time, arrival); cases in order of their serial; a text_ref points into
// the record's own text.
// Threads: owned by one step at a time.   Cost: plain data; loading and storing are memcpy.

#include <cstdint>
#include <string_view>

#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/model/buffer.hpp"
#include "escalera/model/hash.hpp"
#include "escalera/model/instant.hpp"

ESCALERA_NAMESPACE_BEGIN

struct text_ref {
    std::uint32_t offset = 0;
    std::uint32_t size = 0;
};

struct record_head {
    hash128 key;
    std::int64_t latest = INT64_MIN;       // the greatest time of an event taken
    std::int64_t queued_due = INT64_MAX;   // the earliest instant at which the timer queue will look at it
    std::int64_t lost_until = INT64_MIN;   // entries up to here may have been dropped by a cap
    std::int64_t holes_until = INT64_MIN;  // counts that reach back before this are not known: a dropped entry was needed
    std::uint32_t next_case = 1;           // serial of the next case
    text_ref name;                         // the customer's id, or the group's key
    std::uint32_t is_anonymous = 0;        // a complaint without a customer: `name` is its own id
};

// The fixed part of an entry; behind it stand rule_set::parts hashes and rule_set::values numbers.
struct entry_head {
    std::int64_t time = 0;
    std::uint64_t id = 0;      // keyed hash of kind and id
    std::uint64_t counts = 0;  // bit w: window w of the stage counts this entry
    std::uint32_t kase = 0;    // serial; 0: none
    event_kind kind = event_kind::complaint;
    std::uint8_t issue_is_category = 0;  // it named no issue of its own
    std::uint8_t is_withdrawn = 0;       // it counts no more; 2: and no window counted it before either
    std::uint8_t unused = 0;
};
static_assert(sizeof(entry_head) == 32);

// An id whose entry was dropped by a cap while its case is open: it must still not count twice.
struct id_mark {
    std::uint64_t id = 0;
    std::int64_t time = 0;
    std::uint32_t kase = 0;
    std::uint32_t is_withdrawn = 0;
};

enum class case_status : std::uint8_t { open, waiting_for_customer, resolved, closed };
[[nodiscard]] ESCALERA_API std::string_view name_of(case_status s) noexcept;

struct case_state {
    std::uint32_t serial = 0;
    case_status status = case_status::open;
    std::uint8_t unused = 0;
    std::uint16_t reopened = 0;
    text_ref id;
    std::uint64_t id_hash = 0;
    std::uint64_t issue = 0;  // keyed hash; 0: none
    std::int64_t opened = 0;
    std::int64_t last = 0;  // the latest event on it
    std::uint32_t complaints = 0;
    std::uint32_t transfers = 0;
};

// How far one ladder has been climbed for one key.
struct ladder_position {
    std::uint64_t key = 0;
    std::int64_t began = 0;
    text_ref cycle;  // id of the event that began it
    std::uint32_t ladder = 0;
    std::uint32_t reached = 0;    // bit r: rung r
    std::uint32_t last_case = 0;  // serial of the case that last touched it
    std::uint32_t unused = 0;
};

// That a rule with `once` has fired for a key.
struct once_mark {
    std::uint64_t key = 0;
    std::int64_t at = 0;
    std::uint32_t rule = 0;
    std::uint32_t kase = 0;  // once per case: its serial
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

class working_record {
public:
    explicit working_record(memory_flag& flag) noexcept
        : entries(flag), marks(flag), cases(flag), positions(flag), onces(flag), attributes(flag), text(flag) {}

    record_head head;
    buffer<std::uint64_t> entries;  // `stride` words each
    buffer<id_mark> marks;
    buffer<case_state> cases;
    buffer<ladder_position> positions;
    buffer<once_mark> onces;
    buffer<attribute> attributes;
    buffer<char> text;

    // Words of an entry; given by the plan.
    std::size_t stride = sizeof(entry_head) / 8;
    bool text_was_dropped = false;  // some text is no longer used: store() leaves it out

    void reset(hash128 key) noexcept {
        head = record_head{};
        head.key = key;
        entries.clear();
        marks.clear();
        cases.clear();
        positions.clear();
        onces.clear();
        attributes.clear();
        text.clear();
        text_was_dropped = false;
    }

    [[nodiscard]] std::size_t entry_count() const noexcept { return entries.size() / stride; }
    [[nodiscard]] entry_head& entry(std::size_t i) noexcept { return *reinterpret_cast<entry_head*>(entries.data() + i * stride); }
    [[nodiscard]] const entry_head& entry(std::size_t i) const noexcept {
        return *reinterpret_cast<const entry_head*>(entries.data() + i * stride);
    }
    [[nodiscard]] std::uint64_t* words(std::size_t i) noexcept { return entries.data() + i * stride + sizeof(entry_head) / 8; }
    [[nodiscard]] const std::uint64_t* words(std::size_t i) const noexcept { return entries.data() + i * stride + sizeof(entry_head) / 8; }

    [[nodiscard]] text_ref keep(std::string_view s) noexcept {
        const text_ref ref{static_cast<std::uint32_t>(text.size()), static_cast<std::uint32_t>(s.size())};
        text.append(s.data(), s.size());
        return ref;
    }
    [[nodiscard]] std::string_view read(text_ref ref) const noexcept { return {text.data() + ref.offset, ref.size}; }

    [[nodiscard]] bool is_worth_keeping() const noexcept {
        return !entries.empty() || !marks.empty() || !cases.empty() || !positions.empty() || !onces.empty() || !attributes.empty();
    }
};

ESCALERA_NAMESPACE_END

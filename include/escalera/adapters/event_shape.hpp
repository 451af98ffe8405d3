#pragma once
// The one shape in which files speak of events: what each name means in an event of a kind, and an event put together
// name by name. JSON lines, maps and scenarios share it.
//
// A bare name is `id`, `time`, `customer`, `case` or `complaint` (of the event itself), else a field of the kind's own
// root (own_root() in schema.hpp): `issue` in a complaint, `by_person` in a reply. "root.name" is any other field that
// input can supply. `complaint.id` of a complaint is its id, `customer.id` its customer, `case.id` its case. Fields of
// `event` and `clock` are the engine's own.
// Threads: a shape is immutable but for its memory of names: one a thread.   Cost: a hash lookup a name.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "escalera/config.hpp"
#include "escalera/model/event.hpp"
#include "escalera/model/schema.hpp"

ESCALERA_NAMESPACE_BEGIN

enum class slot_kind : std::uint8_t { nothing, id, time, customer, kase, complaint, field };

// Where a named value goes.
struct slot {
    slot_kind what = slot_kind::nothing;
    field_id field = 0;  // of slot_kind::field
    type holds{kind::text, 0};

    // A name, rather than a value: id, customer, case or complaint.
    [[nodiscard]] bool is_name() const noexcept {
        return what == slot_kind::id || what == slot_kind::customer || what == slot_kind::kase || what == slot_kind::complaint;
    }
    friend bool operator==(const slot&, const slot&) noexcept = default;
};

class event_shape {
public:
    // `fields` must outlive it.
    explicit event_shape(const schema& fields) noexcept : x_fields(&fields) {}

    // A bare or a full name; slot_kind::nothing when it is no field.
    [[nodiscard]] ESCALERA_API slot find(event_kind of, std::string_view name);
    [[nodiscard]] ESCALERA_API slot find(event_kind of, root in, std::string_view name) const;

    // Every name that find() knows, bare ones first: for "did you mean".
    [[nodiscard]] ESCALERA_API std::vector<std::string> known_names(event_kind of) const;

    // What a value in that slot is called in a message: "complaint.issue", "customer".
    [[nodiscard]] ESCALERA_API std::string name_of_slot(const slot& s) const;

    [[nodiscard]] const schema& fields() const noexcept { return *x_fields; }

private:
    struct text_hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return boost::hash<std::string_view>{}(text); }
    };
    using memory = boost::unordered_flat_map<std::string, slot, text_hash, std::equal_to<>>;

    [[nodiscard]] slot look_up(event_kind of, std::string_view name) const;

    const schema* x_fields;
    std::array<memory, input_event_kind_count> x_known;
};

// Whether it may be said of an event of that kind that it happened without naming a case, complaint or customer.
[[nodiscard]] ESCALERA_API bool stands_alone(event_kind k) noexcept;

// Puts an event together. Each slot may be filled once.
class event_builder {
public:
    explicit event_builder(event& into) noexcept : x_event(&into) {}

    ESCALERA_API void begin(event_kind k);

    // False when the slot is filled already.
    ESCALERA_API bool set_name(slot_kind what, std::string_view text);
    ESCALERA_API bool set_time(timestamp t);
    ESCALERA_API bool set_field(field_id field, value v);

    // What is missing: "a 'complaint' event needs a time"; nothing when the event is whole. A `customer` event that names
    // no customer but an id means the customer's.
    [[nodiscard]] ESCALERA_API std::optional<std::string> finish();

    [[nodiscard]] event_kind kind() const noexcept { return x_event->what; }
    [[nodiscard]] bool has_time() const noexcept { return x_has_time; }
    // The time was finer than a microsecond and was cut.
    [[nodiscard]] bool time_was_cut() const noexcept { return x_time_cut; }

private:
    event* x_event;
    std::uint8_t x_names_set = 0;
    bool x_has_time = false;
    bool x_time_cut = false;
};

// "<kind>:<case or customer>:<intake sequence>": the id of an event that came without one.
[[nodiscard]] ESCALERA_API std::string given_id(const event& e, std::uint64_t sequence);

ESCALERA_NAMESPACE_END

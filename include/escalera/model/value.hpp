#pragma once
// What a field or an expression can hold, in two forms: `value` owns its text and lists, for reading, literals
// and answers; `cell` is a 16-byte view of one, for columns and the per-event path.
//
// The kinds are closed: bool, int, number (double), decimal, string, timestamp, duration, and lists of them.
// "Absent" is no value of any kind; whoever reads an absent field gets an unknown, never a zero.
//
// Threads: plain values.   Cost: a cell copies in two words; a value may allocate.

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "escalera/config.hpp"
#include "escalera/model/decimal.hpp"
#include "escalera/model/instant.hpp"

ESCALERA_NAMESPACE_BEGIN

enum class kind : std::uint8_t { absent, boolean, integer, number, dec, text, time, span, list };

// The name an author writes in `fields:` and reads in messages: "bool", "int", "number", "decimal", "string",
// "timestamp", "duration", "list".
[[nodiscard]] ESCALERA_API std::string_view name_of(kind k) noexcept;

// A scalar kind and how many lists stand around it: list(list(int)) is {integer, 2}. The empty list's element
// is `absent` until something tells more.
struct type {
    kind scalar = kind::absent;
    std::uint8_t depth = 0;

    friend constexpr bool operator==(type, type) noexcept = default;

    [[nodiscard]] constexpr bool is_list() const noexcept { return depth != 0; }
    [[nodiscard]] constexpr type element() const noexcept { return {scalar, static_cast<std::uint8_t>(depth - 1)}; }
    [[nodiscard]] constexpr type list_of() const noexcept { return {scalar, static_cast<std::uint8_t>(depth + 1)}; }
};

// "int", "list(string)".
[[nodiscard]] ESCALERA_API std::string to_string(type t);

class value {
public:
    using list = std::vector<value>;

    value() noexcept = default;  // absent
    explicit value(bool b) noexcept : x_data(b) {}
    explicit value(std::int64_t i) noexcept : x_data(i) {}
    explicit value(double d) noexcept : x_data(d) {}
    explicit value(decimal d) noexcept : x_data(d) {}
    explicit value(std::string s) noexcept : x_data(std::move(s)) {}
    explicit value(std::string_view s) : x_data(std::string(s)) {}
    explicit value(const char* s) : x_data(std::string(s)) {}
    explicit value(timestamp t) noexcept : x_data(t) {}
    explicit value(duration d) noexcept : x_data(d) {}
    explicit value(list l) noexcept : x_data(std::move(l)) {}

    // The alternatives stand in the order of `kind`.
    [[nodiscard]] kind what() const noexcept { return static_cast<kind>(x_data.index()); }
    [[nodiscard]] bool is_absent() const noexcept { return what() == kind::absent; }

    // Each requires what() to be its kind.
    [[nodiscard]] bool as_bool() const { return std::get<bool>(x_data); }
    [[nodiscard]] std::int64_t as_int() const { return std::get<std::int64_t>(x_data); }
    [[nodiscard]] double as_number() const { return std::get<double>(x_data); }
    [[nodiscard]] decimal as_decimal() const { return std::get<decimal>(x_data); }
    [[nodiscard]] const std::string& as_text() const { return std::get<std::string>(x_data); }
    [[nodiscard]] timestamp as_time() const { return std::get<timestamp>(x_data); }
    [[nodiscard]] duration as_span() const { return std::get<duration>(x_data); }
    [[nodiscard]] const list& as_list() const { return std::get<list>(x_data); }

    // Same kind and same contents; NaN differs from itself. CEL's mixed comparisons are in the evaluators.
    friend bool operator==(const value&, const value&) = default;

private:
    std::variant<std::monostate, bool, std::int64_t, double, decimal, std::string, timestamp, duration, list> x_data;
};

// A view of a value. Text and list elements live elsewhere and must outlive the cell: the event that is being
// processed, or the rule set.
struct cell {
    kind what = kind::absent;
    bool at_least = false;     // a count whose true value may be larger (a window past its cap)
    std::uint32_t extent = 0;  // bytes of a text, elements of a list, nanos of a time or span
    union {
        std::int64_t integer = 0;  // also seconds, decimal units, bool
        double number;
        const char* chars;
        const cell* elements;
    };

    static cell of(bool b) noexcept { return make(kind::boolean, b ? 1 : 0, 0); }
    static cell of(std::int64_t i) noexcept { return make(kind::integer, i, 0); }
    static cell of(decimal d) noexcept { return make(kind::dec, d.units, 0); }
    static cell of(timestamp t) noexcept { return make(kind::time, t.seconds, static_cast<std::uint32_t>(t.nanos)); }
    static cell of(duration d) noexcept { return make(kind::span, d.seconds, static_cast<std::uint32_t>(d.nanos)); }
    static cell of(double d) noexcept {
        cell c;
        c.what = kind::number;
        c.number = d;
        return c;
    }
    static cell of(std::string_view s) noexcept {
        cell c;
        c.what = kind::text;
        c.extent = static_cast<std::uint32_t>(s.size());
        c.chars = s.data();
        return c;
    }
    static cell of_list(const cell* first, std::uint32_t count) noexcept {
        cell c;
        c.what = kind::list;
        c.extent = count;
        c.elements = first;
        return c;
    }

    [[nodiscard]] bool is_absent() const noexcept { return what == kind::absent; }
    [[nodiscard]] bool as_bool() const noexcept { return integer != 0; }
    [[nodiscard]] decimal as_decimal() const noexcept { return {integer}; }
    [[nodiscard]] std::string_view as_text() const noexcept { return {chars, extent}; }
    [[nodiscard]] timestamp as_time() const noexcept { return {integer, static_cast<std::int32_t>(extent)}; }
    [[nodiscard]] duration as_span() const noexcept { return {integer, static_cast<std::int32_t>(extent)}; }

private:
    static cell make(kind k, std::int64_t payload, std::uint32_t extent) noexcept {
        cell c;
        c.what = k;
        c.extent = extent;
        c.integer = payload;
        return c;
    }
};
static_assert(sizeof(cell) == 16);

// A copy of what a cell views; that a count may be larger than it says is left out.
[[nodiscard]] ESCALERA_API value to_value(const cell& c);

ESCALERA_NAMESPACE_END

#pragma once
// A field's value out of a text (a cell of CSV, a scalar of YAML) or a JSON value: exact, or a sentence that says why
// not.
//
// From a text: bool is true, false, yes, no, 1 or 0 in either case; int and decimal are exact (an exponent or a
// fraction of zeros is allowed where the value stays exact); number is a finite double; a list is one element.
// From JSON: the kind must fit the field; a decimal and a timestamp may stand in a string; an id may be a whole
// number, whose digits are the id. No number goes through a double but those of `number` fields.
// Threads: pure functions.   Cost: linear in the text.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

#include "escalera/adapters/json_line.hpp"
#include "escalera/adapters/time_format.hpp"
#include "escalera/config.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

// Why a value cannot be read: "'abc' is no int of 64 bits".
struct misfit {
    std::string why;
};

using value_reading = boost::system::result<value, misfit>;
using name_reading = boost::system::result<std::string, misfit>;

// How times are read: pattern and zone.
struct time_reading {
    time_format format;
    zone in;
};

inline constexpr std::size_t longest_list = 256;

[[nodiscard]] ESCALERA_API value_reading value_from_text(type holds, std::string_view text, const time_reading& times);

// The value of nodes[at]; not for null and objects.
[[nodiscard]] ESCALERA_API value_reading value_from_json(type holds, std::span<const json_node> nodes, std::size_t at);

// An id, a customer's or a case's name: a string, or the digits of a whole number.
[[nodiscard]] ESCALERA_API name_reading name_from_json(const json_node& node);

// The text of a number with an optional fraction and exponent, as that many units of 10^-digits; nothing when it is
// no number, has more digits behind the point, or does not fit.
[[nodiscard]] ESCALERA_API std::optional<std::int64_t> exact_units(std::string_view text, int digits) noexcept;

ESCALERA_NAMESPACE_END

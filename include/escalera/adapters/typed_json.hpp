#pragma once
// Values as JSON with their types beside them: {"type": "int", "value": "1"}.
//
//   bool: true, false           int: a decimal string ("1"; a JSON integer is read too)
//   double: a number, or "NaN" "Infinity" "-Infinity"                decimal, string: a string
//   timestamp: RFC 3339 with up to nine digits      duration: seconds, "-1.5s"
//   list: a list of such values
//
// Numbers are read and written without a loss: no double is off by its last digit.
// Threads: a reader is for one thread, the functions are pure.   Cost: linear in the text.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "escalera/config.hpp"
#include "escalera/model/value.hpp"

ESCALERA_NAMESPACE_BEGIN

struct named_value {
    std::string name;
    value is;
    type holds;
};

// One line of `escalera eval --jsonl`: {"expr": …, "bindings": {"x": {"type": …, "value": …}}}.
struct eval_request {
    std::string expression;
    std::vector<named_value> bindings;
};

// What is wrong with a line or a value, as a sentence.
struct json_problem {
    std::string message;
};

class typed_json_reader {
public:
    ESCALERA_API typed_json_reader();
    ESCALERA_API ~typed_json_reader();
    typed_json_reader(const typed_json_reader&) = delete;
    typed_json_reader& operator=(const typed_json_reader&) = delete;

    [[nodiscard]] ESCALERA_API std::variant<eval_request, json_problem> read_request(std::string_view line);

    // JSON without types: an integer is an int, another number a double; absent where the text is no JSON, or null, or
    // an object.
    [[nodiscard]] ESCALERA_API value read_plain(std::string_view json);

private:
    struct parts;
    std::unique_ptr<parts> x_parts;
};

// A text as a value of a type that is named ("int", "timestamp", ...); nothing when it is none or the type is unknown.
[[nodiscard]] ESCALERA_API std::optional<value> value_from_text(std::string_view type_name, std::string_view text);

// The type of a value; nothing for a list of unlike elements.
[[nodiscard]] ESCALERA_API std::optional<type> type_of(const value& v);

// {"type":…,"value":…}, on one line.
[[nodiscard]] ESCALERA_API std::string write_typed_json(const value& v);

// "…" with JSON's escapes.
[[nodiscard]] ESCALERA_API std::string write_json_string(std::string_view text);

ESCALERA_NAMESPACE_END

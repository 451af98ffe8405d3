#include "escalera/adapters/typed_json.hpp"

#include <charconv>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <simdjson.h>

#include "escalera/model/text_conversion.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

using simdjson::dom::element_type;
using json = simdjson::dom::element;

constexpr std::size_t deepest_list = 32;

// What a value of that type must look like, for messages.
std::string_view form_of(std::string_view type_name) noexcept {
    if (type_name == "bool") return "true or false";
    if (type_name == "int") return "a decimal string such as \"12\"";
    if (type_name == "double") return "a number, \"NaN\", \"Infinity\" or \"-Infinity\"";
    if (type_name == "decimal") return "a string such as \"12.50\"";
    if (type_name == "string") return "a string";
    if (type_name == "timestamp") return "a string in RFC 3339, such as \"2026-03-02T09:00:00Z\"";
    if (type_name == "duration") return "a string of seconds, such as \"-1.5s\"";
    if (type_name.starts_with("list")) return "a list of {\"type\": …, \"value\": …}";
    return {};
}

class json_values {
public:
    // A value with its type beside it. On failure `problem` says why.
    std::optional<value> typed(json from, std::size_t depth = 0) {
        std::string_view type_name;
        json content;
        if (!from.is_object() || from["type"].get(type_name) != simdjson::SUCCESS || from["value"].get(content) != simdjson::SUCCESS) {
            return fail("a value is written {\"type\": …, \"value\": …}");
        }
        if (form_of(type_name).empty())
            return fail(fmt::format(
                "there is no type '{}' here; known are bool, int, double, decimal, string, timestamp, duration and list", type_name));
        auto result = type_name.starts_with("list") ? typed_list(content, depth) : scalar(type_name, content);
        if (!result && x_problem.empty()) return fail(fmt::format("a value of type {} is {}", type_name, form_of(type_name)));
        return result;
    }

    // JSON as it is.
    value plain(json from, std::size_t depth = 0) {
        switch (from.type()) {
            case element_type::BOOL: return value(bool(from));
            case element_type::INT64: return value(std::int64_t(from));
            case element_type::UINT64:
            case element_type::DOUBLE: return value(double(from));
            case element_type::STRING: return value(std::string_view(from));
            case element_type::ARRAY: return plain_list(from, depth);
            default: return {};
        }
    }

    [[nodiscard]] const std::string& problem() const noexcept { return x_problem; }

private:
    std::optional<value> scalar(std::string_view type_name, json content) {
        bool truth = false;
        std::int64_t whole = 0;
        double number = 0;
        std::string_view text;
        if (content.get(text) == simdjson::SUCCESS) return value_from_text(type_name, text);
        if (type_name == "bool" && content.get(truth) == simdjson::SUCCESS) return value(truth);
        if (type_name == "int" && content.get(whole) == simdjson::SUCCESS) return value(whole);
        if (type_name == "double" && content.get(number) == simdjson::SUCCESS) return value(number);
        return std::nullopt;
    }

    std::optional<value> typed_list(json content, std::size_t depth) {
        if (!content.is_array() || depth == deepest_list) return std::nullopt;
        value::list elements;
        for (const json e : simdjson::dom::array(content)) {
            auto one = typed(e, depth + 1);
            if (!one) return std::nullopt;
            elements.push_back(std::move(*one));
        }
        return value(std::move(elements));
    }

    value plain_list(json content, std::size_t depth) {
        if (depth == deepest_list) return {};
        value::list elements;
        for (const json e : simdjson::dom::array(content)) {
            elements.push_back(plain(e, depth + 1));
            if (elements.back().is_absent()) return {};
        }
        return value(std::move(elements));
    }

    std::nullopt_t fail(std::string message) {
        x_problem = std::move(message);
        return std::nullopt;
    }

    std::string x_problem;
};

// A key that stands twice would be read once, and the other passed over.
std::optional<json_problem> twice(const simdjson::dom::object& in) {
    std::set<std::string_view> seen;
    for (const auto& [name, content] : in) {
        if (!seen.insert(name).second) return json_problem{fmt::format("'{}' stands twice in one object", name)};
    }
    return std::nullopt;
}

std::variant<eval_request, json_problem> request_of(json line) {
    eval_request request;
    std::string_view expression;
    if (!line.is_object() || line["expr"].get(expression) != simdjson::SUCCESS)
        return json_problem{"a line is {\"expr\": …, \"bindings\": {…}}"};
    if (auto problem = twice(line)) return std::move(*problem);
    request.expression = expression;
    json bindings;
    if (line["bindings"].get(bindings) != simdjson::SUCCESS || bindings.is_null()) return request;
    if (!bindings.is_object()) return json_problem{"bindings are {\"name\": {\"type\": …, \"value\": …}}"};
    if (auto problem = twice(bindings)) return std::move(*problem);
    for (const auto& [name, content] : simdjson::dom::object(bindings)) {
        json_values values;
        auto one = values.typed(content);
        if (!one) return json_problem{fmt::format("binding '{}': {}", name, values.problem())};
        const auto holds = type_of(*one);
        if (!holds) return json_problem{fmt::format("binding '{}': the elements of a list have one type", name)};
        request.bindings.push_back({std::string(name), std::move(*one), *holds});
    }
    return request;
}

std::string write_number(double d) {
    if (std::isnan(d)) return "\"NaN\"";
    if (std::isinf(d)) return d < 0 ? "\"-Infinity\"" : "\"Infinity\"";
    char buffer[40];
    std::string text(buffer, std::to_chars(buffer, buffer + sizeof buffer, d).ptr);
    return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

std::string write_list(const value::list& elements) {
    std::string out = "[";
    for (const auto& e : elements) {
        if (out.size() > 1) out += ',';
        out += write_typed_json(e);
    }
    return out + "]";
}

std::string write_typed(std::string_view type_name, const std::string& content) {
    return fmt::format("{{\"type\":\"{}\",\"value\":{}}}", type_name, content);
}

}  // namespace

struct typed_json_reader::parts {
    simdjson::dom::parser parser;
};

typed_json_reader::typed_json_reader() : x_parts(std::make_unique<parts>()) {}
typed_json_reader::~typed_json_reader() = default;

std::variant<eval_request, json_problem> typed_json_reader::read_request(std::string_view line) {
    if (line.find_first_not_of(" \t\r\n") == std::string_view::npos) return json_problem{"the line is empty"};
    json read;
    if (const auto error = x_parts->parser.parse(line.data(), line.size()).get(read))
        return json_problem{fmt::format("the line is no JSON: {}", simdjson::error_message(error))};
    return request_of(read);
}

value typed_json_reader::read_plain(std::string_view text) {
    json read;
    if (x_parts->parser.parse(text.data(), text.size()).get(read) != simdjson::SUCCESS) return {};
    return json_values().plain(read);
}

std::optional<value> value_from_text(std::string_view type_name, std::string_view text) {
    const auto as_value = [](auto read) -> std::optional<value> { return read ? std::optional(value(*read)) : std::nullopt; };
    if (type_name == "bool") return text == "true" || text == "false" ? std::optional(value(text == "true")) : std::nullopt;
    if (type_name == "int") return as_value(int_from_text(text));
    if (type_name == "double") return as_value(number_from_text(text));
    if (type_name == "decimal") return as_value(parse_decimal(text));
    if (type_name == "string") return value(text);
    if (type_name == "timestamp") return as_value(time_from_text(text));
    if (type_name == "duration") return as_value(duration_from_text(text));
    return std::nullopt;
}

std::optional<type> type_of(const value& v) {
    if (v.what() != kind::list) return type{v.what(), 0};
    type element;
    for (const auto& e : v.as_list()) {
        const auto one = type_of(e);
        if (!one) return std::nullopt;
        const bool fits_before = one->scalar == kind::absent && one->depth <= element.depth;
        const bool widens = element.scalar == kind::absent && element.depth <= one->depth;
        if (widens) {
            element = *one;
        } else if (!fits_before && *one != element) {
            return std::nullopt;
        }
    }
    return element.list_of();
}

std::string write_typed_json(const value& v) {
    switch (v.what()) {
        case kind::absent: return "null";
        case kind::boolean: return write_typed("bool", v.as_bool() ? "true" : "false");
        case kind::integer: return write_typed("int", fmt::format("\"{}\"", v.as_int()));
        case kind::number: return write_typed("double", write_number(v.as_number()));
        case kind::dec: return write_typed("decimal", fmt::format("\"{}\"", to_string(v.as_decimal())));
        case kind::text: return write_typed("string", write_json_string(v.as_text()));
        case kind::time: return write_typed("timestamp", fmt::format("\"{}\"", to_rfc3339(v.as_time())));
        case kind::span: return write_typed("duration", fmt::format("\"{}\"", text_from_duration(v.as_span())));
        case kind::list: return write_typed("list", write_list(v.as_list()));
    }
    return "null";
}

std::string write_json_string(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\b': out += "\\b"; break;
            case '\f': out += "\\f"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) {
                    out += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
                } else {
                    out.push_back(c);
                }
        }
    }
    return out + '"';
}

ESCALERA_NAMESPACE_END

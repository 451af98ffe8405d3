// The one place that knows simdjson. Its on-demand front is used, since it alone gives the text of numbers; it does
// not look at what nobody reads, so the whole tree is read here, and the text of every scalar is checked.
#include "escalera/adapters/json_line.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "escalera/adapters/text_encoding.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

namespace ondemand = simdjson::ondemand;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

std::size_t skip_digits(std::string_view text, std::size_t at) noexcept {
    while (at < text.size() && is_digit(text[at])) ++at;
    return at;
}

// The grammar of a number in RFC 8259, section 6.
bool is_json_number(std::string_view text) noexcept {
    std::size_t at = text.starts_with('-') ? 1 : 0;
    const auto integer_end = skip_digits(text, at);
    if (integer_end == at || (text[at] == '0' && integer_end > at + 1)) return false;
    at = integer_end;
    if (at < text.size() && text[at] == '.') {
        const auto fraction_end = skip_digits(text, at + 1);
        if (fraction_end == at + 1) return false;
        at = fraction_end;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
        const auto exponent_end = skip_digits(text, at);
        if (exponent_end == at) return false;
        at = exponent_end;
    }
    return at == text.size();
}

std::string_view trimmed(std::string_view text) noexcept {
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r' || text.back() == '\n'))
        text.remove_suffix(1);
    return text;
}

// Why reading stopped, thrown out of the walk below and caught by parse().
struct stopped {
    row_fault fault;
};

}  // namespace

struct json_line::state {
    simdjson::ondemand::parser parser;
    std::string padded;
    std::size_t size = 0;
    std::vector<json_node> nodes;
    std::vector<std::pair<std::string_view, std::size_t>> keys;

    std::optional<row_fault> parse(std::string_view line) {
        nodes.clear();
        if (const auto bad = first_invalid_utf8(line); bad != std::string_view::npos) {
            return fault(reject_reason::bad_encoding, fmt::format("byte 0x{:02X} is not UTF-8", static_cast<unsigned char>(line[bad])),
                         line, bad);
        }
        size = line.size();
        padded.assign(line);
        padded.resize(size + simdjson::SIMDJSON_PADDING, '\0');
        try {
            read_document();
            return std::nullopt;
        } catch (const stopped& s) {
            return s.fault;
        } catch (const simdjson::simdjson_error& e) {
            return fault(reject_reason::bad_json, simdjson::error_message(e.error()), line, 0);
        }
    }

    static row_fault fault(reject_reason why, std::string particulars, std::string_view line, std::size_t at) {
        return {why, std::move(particulars), 1, column_at(line, at)};
    }
    [[noreturn]] void stop(reject_reason why, std::string particulars, std::size_t at) const {
        throw stopped{fault(why, std::move(particulars), std::string_view(padded).substr(0, size), at)};
    }
    [[noreturn]] void stop_at_location(std::string particulars, ondemand::document& document) const {
        const char* here = nullptr;
        const bool known = document.current_location().get(here) == simdjson::SUCCESS;
        stop(reject_reason::bad_json, std::move(particulars), known ? offset_of(here) : 0);
    }
    std::size_t offset_of(const char* here) const noexcept {
        return here >= padded.data() && here <= padded.data() + size ? static_cast<std::size_t>(here - padded.data()) : 0;
    }

    void read_document() {
        ondemand::document document;
        if (const auto error = parser.iterate(padded.data(), size, padded.size()).get(document))
            stop(reject_reason::bad_json, reason_of(error), 0);
        ondemand::json_type type{};
        if (const auto error = document.type().get(type)) stop(reject_reason::bad_json, reason_of(error), 0);
        if (type != ondemand::json_type::object) stop(reject_reason::bad_json, "a line is an object: { ... }", 0);
        ondemand::object object;
        if (const auto error = document.get_object().get(object)) stop_at_location(reason_of(error), document);
        nodes.push_back({json_kind::object, {}, {}, static_cast<std::size_t>(padded.find('{')), 0});
        read_members(object, document, 1);
        nodes[0].end = static_cast<std::uint32_t>(nodes.size());
        // This version tells that the text is over only by having no location any more.
        const char* here = nullptr;
        if (document.current_location().get(here) == simdjson::SUCCESS) {
            stop(reject_reason::bad_json, "something follows behind the object", offset_of(here));
        }
    }

    // Says what is wrong in words of JSON, not of the library.
    static std::string reason_of(simdjson::error_code error) {
        switch (error) {
            case simdjson::EMPTY: return "nothing is there";
            case simdjson::UNCLOSED_STRING: return "a string is never closed";
            case simdjson::UNESCAPED_CHARS: return "a control character stands in a string unescaped";
            case simdjson::STRING_ERROR: return "a string with a wrong escape";
            case simdjson::INCOMPLETE_ARRAY_OR_OBJECT: return "an object or list is never closed, or something follows behind it";
            case simdjson::DEPTH_ERROR: return "nested too deeply";
            default: return "a comma, colon, bracket or value is missing or out of place";
        }
    }

    void check_depth(std::size_t depth, ondemand::document& document) const {
        if (depth > deepest) stop_at_location(fmt::format("nested deeper than {}", deepest), document);
    }

    void read_members(ondemand::object& object, ondemand::document& document, std::size_t depth) {
        const auto self = nodes.size() - 1;
        for (auto member : object) {
            ondemand::field field;
            if (const auto error = std::move(member).get(field)) stop_at_location(reason_of(error), document);
            const auto key_at = offset_of(field.key().raw());
            std::string_view key;
            if (const auto error = field.unescaped_key().get(key)) stop(reject_reason::bad_json, reason_of(error), key_at);
            read_value(field.value(), key, document, depth + 1);
        }
        check_duplicates(self);
    }

    void read_items(ondemand::array& array, ondemand::document& document, std::size_t depth) {
        for (auto item : array) {
            ondemand::value value;
            if (const auto error = std::move(item).get(value)) stop_at_location(reason_of(error), document);
            read_value(value, {}, document, depth + 1);
        }
    }

    void read_value(ondemand::value value, std::string_view key, ondemand::document& document, std::size_t depth) {
        check_depth(depth, document);
        const char* here = nullptr;
        const auto at = document.current_location().get(here) == simdjson::SUCCESS ? offset_of(here) : 0;
        ondemand::json_type type{};
        if (const auto error = value.type().get(type)) stop(reject_reason::bad_json, "no JSON value", at);
        const auto self = nodes.size();
        nodes.push_back({json_kind::null, key, {}, at, 0});
        switch (type) {
            case ondemand::json_type::object: {
                nodes[self].what = json_kind::object;
                ondemand::object object;
                if (const auto error = value.get_object().get(object)) stop_at_location(reason_of(error), document);
                read_members(object, document, depth);
                break;
            }
            case ondemand::json_type::array: {
                nodes[self].what = json_kind::list;
                ondemand::array array;
                if (const auto error = value.get_array().get(array)) stop_at_location(reason_of(error), document);
                read_items(array, document, depth);
                break;
            }
            case ondemand::json_type::string: {
                nodes[self].what = json_kind::text;
                if (const auto error = value.get_string().get(nodes[self].text)) stop(reject_reason::bad_json, reason_of(error), at);
                break;
            }
            default: read_atom(value, nodes[self]);
        }
        nodes[self].end = static_cast<std::uint32_t>(nodes.size());
    }

    void read_atom(ondemand::value& value, json_node& into) const {
        into.text = trimmed(value.raw_json_token());
        if (into.text == "null") return;
        if (into.text == "true" || into.text == "false") {
            into.what = json_kind::boolean;
            return;
        }
        into.what = json_kind::number;
        if (!is_json_number(into.text))
            stop(reject_reason::bad_json, fmt::format("'{}' is no JSON value", into.text.substr(0, 40)), into.offset);
    }

    void check_duplicates(std::size_t object) {
        keys.clear();
        for (std::size_t i = object + 1; i < nodes.size(); i = nodes[i].end) keys.emplace_back(nodes[i].key, nodes[i].offset);
        std::sort(keys.begin(), keys.end());
        const auto same = std::adjacent_find(keys.begin(), keys.end(), [](const auto& a, const auto& b) { return a.first == b.first; });
        if (same != keys.end())
            stop(reject_reason::duplicate_key, fmt::format("'{}' stands twice in one object", same->first), (same + 1)->second);
    }
};

std::string_view name_of(json_kind k) noexcept {
    switch (k) {
        case json_kind::null: return "null";
        case json_kind::boolean: return "a bool";
        case json_kind::number: return "a number";
        case json_kind::text: return "a string";
        case json_kind::list: return "a list";
        case json_kind::object: return "an object";
    }
    return "null";
}

json_line::json_line() : x_state(std::make_unique<state>()) {}
json_line::json_line(json_line&&) noexcept = default;
json_line::~json_line() = default;

std::optional<row_fault> json_line::parse(std::string_view line) { return x_state->parse(line); }

std::span<const json_node> json_line::nodes() const noexcept { return x_state->nodes; }

std::uint32_t column_at(std::string_view line, std::size_t offset) noexcept {
    return static_cast<std::uint32_t>(count_code_points(line.substr(0, offset)) + 1);
}

ESCALERA_NAMESPACE_END

#include "yaml_explain.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <yaml-cpp/exceptions.h>

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }
constexpr bool is_break(char c) noexcept { return c == '\n' || c == '\r'; }
constexpr bool is_key_character(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

std::string way_out_for_condition(std::string_view key) {
    return fmt::format("write '{}: >-' and the condition on the next line, indented: there YAML leaves it alone", key);
}

bool is_one_of(std::string_view key, std::span<const std::string_view> keys) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

// "{when: …" anywhere in the line: the key, if it is a condition's.
std::string_view condition_key_in_braces(std::string_view line, std::span<const std::string_view> keys) {
    for (const auto key : keys) {
        for (auto at = line.find(key); at != std::string_view::npos; at = line.find(key, at + 1)) {
            const auto before = line.substr(0, at).find_last_not_of(' ');
            const bool opens = before != std::string_view::npos && (line[before] == '{' || line[before] == ',');
            if (opens && line.substr(at + key.size()).starts_with(":")) return key;
        }
    }
    return {};
}

struct words {
    std::string message;
    std::string suggestion;
};

words words_for(const std::string& message, char found) {
    using namespace YAML::ErrorMsg;
    if (message == END_OF_MAP) {
        return {"this does not fit into the mapping around it",
                "check the indentation, the colon and blank behind the key, and that nothing follows a closing quote"};
    }
    if (message == END_OF_SEQ) return {"this does not fit into the list around it", "check the indentation and the '- ' before each entry"};
    if (message == END_OF_MAP_FLOW)
        return {"the mapping in {} is not closed before this", "close it with '}', or quote the value before this"};
    if (message == END_OF_SEQ_FLOW)
        return {"the list in [] is not closed before this", "close it with ']', or quote the value before this"};
    if (message == MAP_VALUE) {
        return {"no value can begin at this ':'",
                "a value that contains ': ' must be quoted; check the indentation and the quotes before it"};
    }
    if (message == MAP_KEY) return {"no key can begin here", "check the indentation"};
    if (message == BLOCK_ENTRY) return {"no list can begin at this '-'", "put it on a line of its own, indented under its key"};
    if (message == FLOW_END) return {"this bracket closes nothing", "remove it, or add the one that opens"};
    if (message == UNKNOWN_TOKEN) {
        return {fmt::format("no value can begin with '{}'", found), "put the value into quotes"};
    }
    if (message == CHAR_IN_BLOCK) return {"this cannot stand behind '|' or '>'", "begin the text on the next line"};
    if (message == CHAR_IN_ALIAS || message == ALIAS_NOT_FOUND) {
        return {"a value that begins with '*' is an alias, and this is none", "put the value into quotes"};
    }
    if (message == CHAR_IN_ANCHOR || message == ANCHOR_NOT_FOUND) {
        return {"a value that begins with '&' is an anchor, and this is none", "put the value into quotes"};
    }
    return {fmt::format("YAML cannot read this: {}", message), "check indentation, quotes and brackets"};
}

std::size_t end_of_word(std::string_view text, std::size_t at) noexcept {
    auto end = at;
    while (end < text.size() && !is_blank(text[end]) && !is_break(text[end]) && text[end] != ',') ++end;
    return end;
}

// What YAML did to the condition `value` of `key`, if it is one of the known traps.
std::optional<diagnostic> explain_condition(const source_ptr& in, std::string_view key, std::size_t begin, std::size_t end,
                                            std::size_t at) {
    const auto value = in->text().substr(begin, end - begin);
    if (value.empty()) return std::nullopt;
    const auto first = value.front();
    if (std::string_view("\"'![&*%@`{|>").find(first) != std::string_view::npos) {
        const auto* what = first == '"' || first == '\'' ? "a quoted text, and what follows it for a mistake"
                           : first == '['                ? "a list"
                           : first == '{'                ? "a mapping"
                           : first == '*'                ? "an alias"
                                                         : "something of its own";
        return diagnostic{code::condition_first_character,
                          {in, begin, begin + 1},
                          fmt::format("a condition cannot begin with '{}' here: YAML takes it for {}", first, what),
                          way_out_for_condition(key),
                          {}};
    }
    const auto text = in->text();
    auto colon = at < text.size() && text[at] == ':' ? at : std::string_view::npos;
    if (colon == std::string_view::npos) {
        const auto inside = value.find(": ");
        if (inside == std::string_view::npos) return std::nullopt;
        colon = begin + inside;
    }
    if (colon < begin || colon >= end) return std::nullopt;
    const bool question = text.substr(begin, colon - begin).find('?') != std::string_view::npos;
    return diagnostic{question ? code::condition_question : code::condition_colon,
                      {in, colon, colon + 1},
                      question ? "YAML takes the ':' of this '? :' for a key's" : "YAML takes this ': ' for the end of a key",
                      way_out_for_condition(key),
                      {}};
}

}  // namespace

entry_line entry_line_at(std::string_view text, std::size_t offset) noexcept {
    entry_line line;
    offset = std::min(offset, text.size());
    line.begin = offset;
    while (line.begin > 0 && text[line.begin - 1] != '\n') --line.begin;
    line.end = offset;
    while (line.end < text.size() && !is_break(text[line.end])) ++line.end;
    if (line.end < line.begin) line.end = line.begin;
    line.content = line.begin;
    while (line.content < line.end && text[line.content] == ' ') ++line.content;
    line.indentation = line.content - line.begin;
    line.dashes_end = line.content;
    while (line.content + 1 < line.end && text[line.content] == '-' && text[line.content + 1] == ' ') {
        while (line.content < line.end && (text[line.content] == '-' || text[line.content] == ' ')) ++line.content;
        line.dashes_end = line.content;
    }
    line.key_end = line.content;
    line.value = line.end;
    auto i = line.content;
    const char quote = i < line.end && (text[i] == '"' || text[i] == '\'') ? text[i] : '\0';
    if (quote != '\0') ++i;
    while (i < line.end && is_key_character(text[i])) ++i;
    if (quote != '\0' && i < line.end && text[i] == quote) ++i;
    if (i == line.content || i >= line.end || text[i] != ':') return line;
    if (i + 1 < line.end && !is_blank(text[i + 1])) return line;
    line.key_end = i;
    line.value = i + 1;
    while (line.value < line.end && is_blank(text[line.value])) ++line.value;
    return line;
}

diagnostic explain_failure(const source_ptr& in, const yaml_failure& why, std::size_t at, const entry_line& line,
                           std::span<const std::string_view> condition_keys) {
    const auto text = in->text();
    const auto key = text.substr(line.content, line.key_end - line.content);
    if (line.has_key() && is_one_of(key, condition_keys)) {
        if (auto told = explain_condition(in, key, line.value, line.end, at)) return std::move(*told);
    }
    const auto whole = text.substr(line.begin, line.end - line.begin);
    if (const auto inner = condition_key_in_braces(whole, condition_keys); !inner.empty()) {
        const auto from = std::clamp(at, line.begin, line.end);
        return {code::condition_in_braces,
                {in, from, from + (from < line.end ? 1 : 0)},
                fmt::format("YAML takes the condition of '{}' apart here: inside {{}} it may not contain ',', '[', ']', '{{', '}}' or ': '",
                            inner),
                way_out_for_condition(inner),
                {}};
    }
    if (why.why == yaml_failure::reason::unknown_alias) {
        const auto end = end_of_word(text, at);
        return {code::yaml_syntax,
                {in, at, end},
                fmt::format("'{}' is an alias of nothing above", text.substr(at, end - at)),
                "a text that begins with '*' must be quoted",
                {}};
    }
    auto told = words_for(why.message, at < text.size() ? text[at] : ' ');
    return {code::yaml_syntax, {in, at, std::max(at, end_of_word(text, at))}, std::move(told.message), std::move(told.suggestion), {}};
}

ESCALERA_NAMESPACE_END

#include "document_walk.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_map>

#include <fmt/format.h>

#include "escalera/language/suggest.hpp"
#include "unfinished_text.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace written {

namespace {

constexpr std::string_view keys_of_conditions[] = {"when", "where", "unless", "reset", "only", "until", "pause"};

constexpr std::string_view keywords[] = {
    "true", "false",    "null", "in",     "and", "or",   "not",     "as",        "break",  "const", "continue", "else",
    "for",  "function", "if",   "import", "let", "loop", "package", "namespace", "return", "var",   "void",     "while",
};

bool is_condition_key(std::string_view key) noexcept {
    return std::find(std::begin(keys_of_conditions), std::end(keys_of_conditions), key) != std::end(keys_of_conditions);
}

constexpr bool is_identifier(std::string_view s) noexcept {
    if (s.empty() || (s[0] >= '0' && s[0] <= '9')) return false;
    return std::all_of(s.begin(), s.end(),
                       [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
}

place start_of(const yaml_node& node) { return {node.at.in, node.at.begin, node.at.begin}; }

}  // namespace

std::span<const std::string_view> condition_keys() noexcept { return keys_of_conditions; }

// ---- mappings ----------------------------------------------------------------------------------------------------

mapping_view::mapping_view(const yaml_node& node, std::string_view what, std::span<const std::string_view> known, diagnostics& found)
    : x_node(&node), x_what(what), x_found(&found) {
    if (!expect(node, yaml_kind::mapping, what, fmt::format("write it with keys: {}", quoted_list(known, 5)), found)) return;
    x_readable = true;
    for (std::size_t i = 0; i < node.entries.size(); ++i) {
        const auto& e = node.entries[i];
        const bool is_known = std::find(known.begin(), known.end(), e.key->scalar()) != known.end();
        if (is_known) {
            x_entries.push_back({e.key->scalar(), &e});
        } else if (!note_split_condition(i)) {
            take(e, known);
        }
    }
}

void mapping_view::note_missing(std::span<const std::string_view> known) {
    x_missing.assign(known.begin(), known.end());
    for (const auto& e : x_node->entries) std::erase(x_missing, e.key->scalar());
}

void mapping_view::take(const yaml_entry& e, std::span<const std::string_view> known) {
    constexpr std::size_t told_with_near_names = 100;
    if (x_unknown++ == 0) note_missing(known);
    const auto key = e.key->scalar();
    const bool look = x_unknown <= told_with_near_names;
    const auto near = look ? nearest(key, x_missing) : std::string_view();
    auto way_out = !near.empty() ? fmt::format("did you mean '{}'?", near) : look ? did_you_mean_or_list(key, known) : std::string();
    x_found->add(code::unknown_key, e.key->at, fmt::format("unknown key '{}' in {}", key, x_what), std::move(way_out));
    if (near.empty()) return;
    x_entries.push_back({near, &e});
    std::erase(x_missing, near);
}

// In `{when: x == "a, b", to: y}` YAML sees the keys `when`, `b"` and `to`.
bool mapping_view::note_split_condition(std::size_t index) {
    if (!x_node->flow || index == 0) return false;
    for (auto i = index; i-- > 0;) {
        const auto& e = x_node->entries[i];
        if (!is_condition_key(e.key->scalar())) {
            if (!e.value->is_null()) return false;
            continue;
        }
        if (!e.value->is_plain()) return false;
        const auto cut = what_is_unfinished(e.value->scalar());
        if (!cut.in_string && !cut.in_bracket) return false;
        x_splits.emplace_back(e.key->scalar(), x_node->entries[index].key);
        return true;
    }
    return false;
}

const yaml_node* mapping_view::split_off(std::string_view condition_key) const noexcept {
    for (const auto& [key, behind] : x_splits) {
        if (key == condition_key) return behind;
    }
    return nullptr;
}

bool mapping_view::has(std::string_view key) const noexcept {
    return std::any_of(x_entries.begin(), x_entries.end(), [&](const entry& e) { return e.key == key; });
}

const yaml_node* mapping_view::find(std::string_view key) const noexcept {
    for (const auto& e : x_entries) {
        if (e.key == key) return e.as_written->value->is_broken() ? nullptr : e.as_written->value;
    }
    return nullptr;
}

const yaml_node* mapping_view::require(std::string_view key) const {
    const auto* node = find(key);
    if (node == nullptr && !has(key)) report_missing(key, fmt::format("write '{}: …'", key));
    return node;
}

void mapping_view::report_missing(std::string_view key, std::string_view way_out) const {
    if (!x_readable || x_node->damaged || has(key)) return;
    auto at = start_of(*x_node);
    if (!x_node->entries.empty()) at = x_node->entries.front().key->at;
    x_found->add(code::missing_key, at, fmt::format("{} lacks '{}'", x_what, key), std::string(way_out));
}

place mapping_view::place_of(std::string_view key) const {
    for (const auto& e : x_entries) {
        if (e.key == key) return e.as_written->key->at;
    }
    return start_of(*x_node);
}

bool expect(const yaml_node& node, yaml_kind wanted, std::string_view what, std::string_view form, diagnostics& found) {
    if (node.what == wanted) return true;
    if (!node.is_broken()) {
        found.add(code::wrong_shape, node.at, fmt::format("{} must be {}, and this is {}", what, name_of(wanted), name_of(node.what)),
                  std::string(form));
    }
    return false;
}

// ---- single values -----------------------------------------------------------------------------------------------

std::optional<name> read_name(const yaml_node& node, std::string_view what, diagnostics& found) {
    if (!expect(node, yaml_kind::scalar, what, "write one word or a quoted text", found)) return std::nullopt;
    const auto text = node.scalar();
    constexpr std::size_t longest = 200;
    const bool several_lines = text.find('\n') != std::string_view::npos;
    if (!text.empty() && !several_lines && text.size() <= longest) return name{std::string(text), node.at};
    found.add(code::bad_value, node.at, text.empty() ? fmt::format("{} is empty", what) : fmt::format("{} is too long for a name", what),
              fmt::format("write a text of one line, at most {} bytes long", longest));
    return std::nullopt;
}

std::optional<name> read_name(const mapping_view& in, std::string_view key) {
    const auto* node = in.find(key);
    if (node == nullptr) return std::nullopt;
    return read_name(*node, fmt::format("'{}' of {}", key, in.what()), in.found());
}

std::vector<name> read_names(const yaml_node& node, std::string_view what, diagnostics& found) {
    std::vector<name> names;
    std::unordered_map<std::string, place> met;
    const auto add = [&](const yaml_node& n) {
        auto one = read_name(n, what, found);
        if (!one) return;
        const auto [before, fresh] = met.try_emplace(one->text, one->at);
        if (fresh) {
            names.push_back(std::move(*one));
            return;
        }
        found.add({code::duplicate_name,
                   one->at,
                   fmt::format("'{}' is here for the second time", one->text),
                   "keep one of them",
                   {{before->second, "first here"}}});
    };
    if (!node.is_sequence()) {
        add(node);
        return names;
    }
    for (const auto* item : node.items) add(*item);
    if (node.items.empty())
        found.add(code::bad_value, node.at, fmt::format("{} is an empty list", what), "name at least one, or leave it out");
    return names;
}

std::optional<bool> read_bool(const yaml_node& node, std::string_view what, diagnostics& found) {
    if (node.is_broken()) return std::nullopt;
    if (node.is_scalar() && node.scalar() == "true") return true;
    if (node.is_scalar() && node.scalar() == "false") return false;
    found.add(code::bad_value, node.at, fmt::format("{} is yes or no", what), "write 'true' or 'false'");
    return std::nullopt;
}

std::optional<number> read_number(const yaml_node& node, std::string_view what, std::int64_t least, std::int64_t most, diagnostics& found) {
    if (!expect(node, yaml_kind::scalar, what, fmt::format("write a whole number, from {} to {}", least, most), found)) return std::nullopt;
    const auto text = node.scalar();
    std::int64_t n = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), n);
    const bool whole = failed == std::errc() && end == text.data() + text.size();
    if (whole && n >= least && n <= most) return number{n, node.at};
    found.add(code::bad_value, node.at, fmt::format("{} cannot be '{}'", what, text),
              fmt::format("write a whole number, from {} to {}", least, most));
    return std::nullopt;
}

std::optional<std::size_t> read_choice(const yaml_node& node, std::string_view what, std::span<const std::string_view> choices,
                                       diagnostics& found) {
    if (!expect(node, yaml_kind::scalar, what, fmt::format("write one of {}", quoted_list(choices)), found)) return std::nullopt;
    const auto at = std::find(choices.begin(), choices.end(), node.scalar());
    if (at != choices.end()) return static_cast<std::size_t>(at - choices.begin());
    found.add(code::bad_value, node.at, fmt::format("{} cannot be '{}'", what, node.scalar()),
              did_you_mean_or_list(node.scalar(), choices));
    return std::nullopt;
}

std::optional<length> read_length_of_time(const yaml_node& node, std::string_view what, diagnostics& found) {
    if (!expect(node, yaml_kind::scalar, what, "write a length of time, such as '8h' or '90d'", found)) return std::nullopt;
    auto reading = read_length(node.scalar());
    if (reading.length) return length{*reading.length, node.at};
    found.add(code::bad_duration, node.at, std::move(reading.problem), std::move(reading.suggestion));
    return std::nullopt;
}

std::optional<length> read_elapsed(const yaml_node& node, std::string_view what, bool ever, diagnostics& found) {
    using kind_of = length_of_time::kind_of;
    auto read = read_length_of_time(node, what, found);
    if (!read || read->is.is == kind_of::elapsed || (ever && read->is.is == kind_of::ever)) return read;
    const auto text = node.scalar();
    const bool days = read->is.is == kind_of::days;
    const auto way_out = days ? fmt::format("did you mean '{}d', that many times 24 hours?", read->is.count)
                              : std::string("write a length such as '8h' or '90d'");
    found.add(code::bad_duration, node.at,
              fmt::format("{} cannot be '{}'{}", what, text, days ? ": it would differ from calendar to calendar" : ""), way_out);
    return std::nullopt;
}

// ---- conditions --------------------------------------------------------------------------------------------------

namespace {

// ` #` begins a comment wherever it stands in a plain scalar. Inside a string it takes the rest of the condition away.
bool report_cut(const yaml_node& node, std::string_view key, diagnostics& found) {
    if (!node.is_plain() || !what_is_unfinished(node.scalar()).in_string || !node.text.in) return false;
    const auto text = node.text.in->text();
    auto at = node.text.original_end;
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
    if (at >= text.size() || text[at] != '#' || at == node.text.original_end) return false;
    found.add(code::condition_cut_by_comment, {node.text.in, at, at + 1}, "YAML cuts the condition off here: ' #' begins a comment",
              fmt::format("write '{}: >-' and the condition on the next line, indented: there '#' is text", key));
    return true;
}

}  // namespace

std::optional<condition> read_condition(const mapping_view& in, std::string_view key) {
    const auto* node = in.find(key);
    if (node == nullptr) return std::nullopt;
    auto& found = in.found();
    if (node->is_sequence() || node->is_mapping()) {
        const char first = node->is_sequence() ? '[' : '{';
        found.add(code::condition_first_character, {node->at.in, node->at.begin, node->at.begin + 1},
                  fmt::format("'{}' is a condition, and YAML takes this for {}", key, name_of(node->what)),
                  node->flow ? fmt::format("a condition that begins with '{}' must stand behind '{}: >-', on the next line", first, key)
                             : std::string("write the condition on one line, or on the next line behind '>-'"));
        return std::nullopt;
    }
    if (!expect(*node, yaml_kind::scalar, fmt::format("'{}'", key), "write a condition, such as: repeat >= 2", found)) return std::nullopt;
    if (report_cut(*node, key, found)) return std::nullopt;
    if (const auto* behind = in.split_off(key)) {
        found.add(code::condition_in_braces, behind->at,
                  fmt::format("YAML takes the condition of '{}' apart here: inside {{}} it may not contain ','", key),
                  fmt::format("write '{}: >-' on a line of its own and the condition on the next line, indented", key));
        return std::nullopt;
    }
    return condition{node->text, in.place_of(key)};
}

guard read_guard(const mapping_view& in) {
    guard g;
    g.when = read_condition(in, "when");
    g.unreadable = in.has("when") && !g.when;
    const auto* always = in.find("always");
    if (always == nullptr) return g;
    const auto answer = read_bool(*always, "'always'", in.found());
    if (!answer) {
        g.unreadable = true;
    } else if (!*answer) {
        in.found().add(code::bad_value, always->at, "'always: false' would never hold",
                       "write 'always: true', or a condition behind 'when:'");
        g.unreadable = true;
    } else if (in.has("when")) {
        in.found().add(code::bad_value, in.place_of("always"), "'when' and 'always' exclude each other", "keep one of them");
        g.unreadable = true;
    } else {
        g.always = true;
    }
    return g;
}

// ---- names -------------------------------------------------------------------------------------------------------

bool check_identifier(const name& n, std::string_view what, diagnostics& found) {
    const bool keyword = std::find(std::begin(keywords), std::end(keywords), n.text) != std::end(keywords);
    const bool is_root = root_by_name(n.text).has_value();
    if (is_identifier(n.text) && !keyword && !is_root) return true;
    if (keyword || is_root) {
        found.add(code::bad_name, n.at, fmt::format("{} cannot be called '{}', which means something in conditions", what, n.text),
                  fmt::format("call it '{}_{}'", n.text, what == "a window" ? "count" : "value"));
        return false;
    }
    auto better = n.text;
    for (auto& c : better) c = c == '-' || c == ' ' || c == '.' ? '_' : c;
    found.add(
        code::bad_name, n.at,
        fmt::format("{} cannot be called '{}': its name stands in conditions, where only letters, digits and '_' make names", what, n.text),
        is_identifier(better) ? fmt::format("call it '{}'", better) : std::string("begin with a letter"));
    return false;
}

void report_not_built(const place& at, std::string_view what, diagnostics& found) {
    found.add(code::not_built_yet, at, fmt::format("{} is not built yet", what),
              "leave it out until a later version of escalera carries it out");
}

}  // namespace written

ESCALERA_NAMESPACE_END

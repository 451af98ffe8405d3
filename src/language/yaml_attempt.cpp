#include "yaml_attempt.hpp"

#include <algorithm>
#include <istream>
#include <streambuf>
#include <unordered_map>

#include <fmt/format.h>
#include <yaml-cpp/anchor.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "scalar_places.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }
constexpr bool is_space(char c) noexcept { return is_blank(c) || c == '\n' || c == '\r'; }

struct limit_reached {};

// A container that is being read, and what its tree weighs with aliases expanded.
struct open_node {
    yaml_node* node = nullptr;
    YAML::anchor_t anchor = 0;
    std::size_t begin = 0;  // in the edited text
    std::size_t end = 0;    // behind its last child
    std::size_t weight = 1;
    std::size_t height = 1;
    const yaml_node* key = nullptr;  // of a mapping: read, its value not yet
    std::size_t key_end = 0;
    bool key_pending = false;
    bool skip_value = false;
    std::unordered_map<std::string_view, const yaml_node*> keys;
};

struct anchored {
    const yaml_node* node = nullptr;  // null while it is being read
    std::size_t weight = 0;
    std::size_t height = 0;
};

struct child {
    yaml_node* node = nullptr;
    std::size_t weight = 1;
    std::size_t height = 1;
    std::size_t begin = 0;
    std::size_t end = 0;
    bool is_alias = false;
};

class tree_builder final : public YAML::EventHandler {
public:
    tree_builder(const edited_text& text, const yaml_limits& limits, std::span<const std::string_view> condition_keys, yaml_attempt& into)
        : x_text(text), x_limits(limits), x_condition_keys(condition_keys), x_into(into) {}

    void OnDocumentStart(const YAML::Mark& mark) override;
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override;
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value style) override;
    void OnSequenceEnd() override { end_container(']'); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value style) override;
    void OnMapEnd() override { end_container('}'); }

    void note_open_flows();
    void report_depth(std::size_t where);
    [[nodiscard]] std::size_t offset_of(const YAML::Mark& mark) const noexcept;

private:
    [[nodiscard]] std::string_view text() const noexcept { return x_text.text(); }
    [[nodiscard]] place at(std::size_t begin, std::size_t end) const;
    void report(code what, std::size_t begin, std::size_t end, std::string message, std::string suggestion);

    yaml_node* make(yaml_kind what);
    void count_node(std::size_t at, std::size_t weight, std::size_t height);
    void start_container(yaml_kind what, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, bool flow);
    void end_container(char closing);
    void attach(const child& c);
    void attach_to_mapping(open_node& to, const child& c);
    void take_key(open_node& to, const child& c);
    void remember(YAML::anchor_t anchor, const child& c);

    [[nodiscard]] bool in_condition() const;
    void report_condition_start(std::size_t begin, std::size_t content);
    [[nodiscard]] std::size_t behind_properties(std::size_t begin) const noexcept;
    void check_tag(std::size_t begin, std::size_t content, const std::string& tag, std::string_view allowed);
    void locate(yaml_node& node, child& c, std::size_t content, const std::string& value);
    [[nodiscard]] std::size_t place_of_nothing(std::size_t mark) const noexcept;

    const edited_text& x_text;
    const yaml_limits& x_limits;
    std::span<const std::string_view> x_condition_keys;
    yaml_attempt& x_into;
    std::vector<open_node> x_open;
    std::unordered_map<YAML::anchor_t, anchored> x_anchors;
    std::size_t x_nodes = 0;
    bool x_second = false;
};

// The library counts bytes of the text it was given (0-based); it is never given a byte order mark.
std::size_t tree_builder::offset_of(const YAML::Mark& mark) const noexcept {
    return mark.pos < 0 ? x_into.last_end : std::min(static_cast<std::size_t>(mark.pos), text().size());
}

place tree_builder::at(std::size_t begin, std::size_t end) const {
    const auto first = x_text.source_offset(begin);
    return {x_text.in(), first, std::max(first, end > begin ? x_text.source_offset(end - 1) + 1 : first)};
}

void tree_builder::report(code what, std::size_t begin, std::size_t end, std::string message, std::string suggestion) {
    x_into.found.add(what, at(begin, end), std::move(message), std::move(suggestion));
}

void tree_builder::OnDocumentStart(const YAML::Mark& mark) {
    if (x_second) {
        auto begin = offset_of(mark);
        const auto line = text().rfind("---", begin);  // the mark is on the document's first node or on its "---"
        if (line != std::string_view::npos && line > x_into.last_end) begin = line;
        report(code::second_document, begin, std::min(begin + 3, text().size()), "a second document begins here, and would be ignored",
               "one file holds one document: remove the '---' or move what follows into a file of its own");
        throw limit_reached();
    }
    x_second = true;
}

yaml_node* tree_builder::make(yaml_kind what) {
    auto& node = x_into.document->nodes.emplace_back();
    node.what = what;
    return &node;
}

void tree_builder::report_depth(std::size_t where) {
    report(code::too_deep, where, where, fmt::format("lists and mappings are nested more than {} deep", x_limits.depth),
           "no part of the format needs that; write it flatter");
}

void tree_builder::count_node(std::size_t where, std::size_t weight, std::size_t height) {
    if (x_open.size() + height > x_limits.depth) {
        report_depth(where);
        throw limit_reached();
    }
    x_nodes += weight;
    if (x_nodes <= x_limits.nodes) return;
    if (weight > 1) {
        report(code::alias_expansion, where, where,
               fmt::format("with this alias the file stands for more than {} values, far more than is written", x_limits.nodes),
               "write the values out, or fewer aliases of aliases");
    } else {
        report(code::too_large, where, where, fmt::format("the file holds more than {} values", x_limits.nodes),
               "split it with 'include:'");
    }
    throw limit_reached();
}

// An anchor (&name) and a tag (!name) stand before the content, in any order.
std::size_t tree_builder::behind_properties(std::size_t begin) const noexcept {
    const auto all = text();
    auto i = begin;
    while (i < all.size() && (all[i] == '&' || all[i] == '!')) {
        while (i < all.size() && !is_space(all[i])) ++i;
        const auto behind = i;
        while (i < all.size() && is_space(all[i])) ++i;
        if (i < all.size() && all[i] == '#') return behind;
    }
    return i;
}

bool tree_builder::in_condition() const {
    if (x_open.empty() || !x_open.back().key_pending || x_open.back().key == nullptr) return false;
    return std::find(x_condition_keys.begin(), x_condition_keys.end(), x_open.back().key->scalar()) != x_condition_keys.end();
}

void tree_builder::report_condition_start(std::size_t begin, std::size_t content) {
    const auto first = text()[begin];
    report(code::condition_first_character, begin, std::max(content, begin + 1),
           fmt::format("a condition cannot begin with '{}' here: YAML takes it for {}", first, first == '!' ? "a tag" : "an anchor"),
           first == '!' ? "write 'not' instead of '!', or '>-' here and the condition on the next line, indented"
                        : "write '>-' here and the condition on the next line, indented");
}

void tree_builder::check_tag(std::size_t begin, std::size_t content, const std::string& tag, std::string_view allowed) {
    if (tag.empty() || tag == "?" || tag == allowed) return;
    const auto all = text().substr(begin, content - begin);
    const auto mark = all.find('!');
    if (mark == std::string_view::npos) return;  // "!" is also the library's way to say "quoted"
    auto end = mark;
    while (end < all.size() && !is_space(all[end])) ++end;
    report(code::unknown_tag, begin + mark, begin + end, fmt::format("the tag '{}' means nothing here", all.substr(mark, end - mark)),
           "leave the tag out; a value that begins with '!' must be quoted (a condition may say 'not' instead)");
}

void tree_builder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
    const auto where = offset_of(mark);
    const bool broken = where < text().size() && text()[where] == '~' && x_text.in_placeholder(where);
    count_node(where, 1, 1);
    child c{make(broken ? yaml_kind::broken : yaml_kind::null)};
    c.begin = broken ? where : place_of_nothing(where);
    c.end = c.begin;
    for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
        if (text().substr(where, word.size()) != word) continue;
        c.begin = where;
        c.end = where + word.size();
        break;
    }
    c.node->at = at(c.begin, c.end);
    remember(anchor, c);
    attach(c);
}

// Where a value is left out, the library's mark is already at what follows: go back behind the colon or dash.
std::size_t tree_builder::place_of_nothing(std::size_t mark) const noexcept {
    if (x_open.empty()) return mark;
    const auto& parent = x_open.back();
    if (parent.key_pending) {
        const auto colon = text().find(':', parent.key_end);
        return colon != std::string_view::npos && colon < mark ? colon + 1 : parent.key_end;
    }
    auto i = std::min(mark, text().size());
    while (i > x_into.last_end && i > parent.begin && text()[i - 1] != '-' && text()[i - 1] != ',') --i;
    return i;
}

void tree_builder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
    const auto begin = offset_of(mark);
    auto end = begin;
    while (end < text().size() && !is_space(text()[end]) && text()[end] != ',' && text()[end] != ']' && text()[end] != '}') ++end;
    const auto found = x_anchors.find(anchor);
    child c;
    c.is_alias = true;
    c.begin = begin;
    c.end = end;
    x_into.last_end = end;
    if (found == x_anchors.end() || found->second.node == nullptr) {
        report(code::alias_cycle, begin, end,
               fmt::format("the alias '{}' stands inside what it stands for", text().substr(begin, end - begin)), "write the value out");
        c.node = make(yaml_kind::broken);
        c.node->at = at(begin, end);
        count_node(begin, 1, 1);
    } else {
        c.node = const_cast<yaml_node*>(found->second.node);
        c.weight = found->second.weight;
        c.height = found->second.height;
        count_node(begin, c.weight, c.height);
    }
    attach(c);
}

void tree_builder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) {
    child c;
    c.begin = offset_of(mark);
    count_node(c.begin, 1, 1);
    const auto content = behind_properties(c.begin);
    c.node = make(yaml_kind::scalar);
    locate(*c.node, c, content, value);
    if (x_text.in_placeholder(c.begin) || x_text.holds_unreadable(c.begin, c.end)) c.node->what = yaml_kind::broken;
    if (content != c.begin && in_condition()) {
        report_condition_start(c.begin, content);
        c.node->what = yaml_kind::broken;
    } else {
        check_tag(c.begin, content, tag, "tag:yaml.org,2002:str");
    }
    c.node->at = at(c.begin, c.end);
    if (c.node->style != scalar_style::plain) x_into.free_text.push_back({content, c.end});
    x_into.last_end = std::max(x_into.last_end, c.end);
    remember(anchor, c);
    attach(c);
}

// A plain scalar cannot begin with a quote, '|' or '>': the first character tells the style.
scalar_style style_at(std::string_view text, std::size_t content) noexcept {
    switch (content < text.size() ? text[content] : '\0') {
        case '"': return scalar_style::double_quoted;
        case '\'': return scalar_style::single_quoted;
        case '|': return scalar_style::literal;
        case '>': return scalar_style::folded;
        default: return scalar_style::plain;
    }
}

void tree_builder::locate(yaml_node& node, child& c, std::size_t content, const std::string& value) {
    node.text.text = value;
    node.text.in = x_text.in();
    node.style = style_at(text(), content);
    if (value.empty() && content > c.begin && node.style == scalar_style::plain) {  // properties and nothing else
        while (content > c.begin && is_space(text()[content - 1])) --content;
    }
    auto places = find_scalar_places(text(), content, node.style, value);
    if (!places) {  // a text that the second look does not understand: everything is at its start
        node.text.runs = {{0, x_text.source_offset(content)}};
        node.text.original_end = x_text.source_offset(content);
        c.end = std::min(content + 1, text().size());
        return;
    }
    node.text.runs = std::move(places->runs);
    if (node.text.runs.empty()) node.text.runs.push_back({0, content + (places->end > content + 1 ? 1 : 0)});
    if (x_text.is_edited()) {
        for (auto& r : node.text.runs) r.original = x_text.source_offset(r.original);
    } else if (const auto shift = x_text.source_offset(0); shift != 0) {
        for (auto& r : node.text.runs) r.original += shift;
    }
    const auto last = std::max(places->last_end, content);
    node.text.original_end = last > content ? x_text.source_offset(last - 1) + 1 : node.text.runs.front().original;
    c.end = places->end;
    if (places->closed) return;
    x_into.failed = yaml_failure{yaml_failure::reason::unclosed, content, YAML::ErrorMsg::EOF_IN_SCALAR};
    throw limit_reached();
}

void tree_builder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value style) {
    start_container(yaml_kind::sequence, mark, tag, anchor, style == YAML::EmitterStyle::Flow);
}

void tree_builder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value style) {
    start_container(yaml_kind::mapping, mark, tag, anchor, style == YAML::EmitterStyle::Flow);
}

void tree_builder::start_container(yaml_kind what, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, bool flow) {
    const auto begin = offset_of(mark);
    count_node(begin, 1, 1);
    const auto content = behind_properties(begin);
    check_tag(begin, content, tag, what == yaml_kind::sequence ? "tag:yaml.org,2002:seq" : "tag:yaml.org,2002:map");
    auto& open = x_open.emplace_back();
    open.node = make(what);
    open.node->flow = flow;
    open.anchor = anchor;
    open.begin = begin;
    open.end = flow ? content + 1 : content;
    if (anchor != 0) x_anchors[anchor] = {};
}

void tree_builder::end_container(char closing) {
    auto open = std::move(x_open.back());
    x_open.pop_back();
    if (open.node->flow) {
        const auto all = text();
        auto i = std::max(open.end, x_into.last_end);
        while (i < all.size() && all[i] != closing) {
            if (all[i] == '#') {
                while (i < all.size() && all[i] != '\n') ++i;
            } else {
                ++i;
            }
        }
        open.end = std::min(i + 1, all.size());
        x_into.last_end = std::max(x_into.last_end, open.end);
    }
    if (open.node->damaged && open.node->entries.empty()) open.node->what = yaml_kind::broken;
    child c{open.node, open.weight, open.height, open.begin, open.end, false};
    c.node->at = at(c.begin, c.end);
    remember(open.anchor, c);
    attach(c);
}

void tree_builder::remember(YAML::anchor_t anchor, const child& c) {
    if (anchor != 0) x_anchors[anchor] = {c.node, c.weight, c.height};
}

void tree_builder::attach(const child& c) {
    if (x_open.empty()) {
        x_into.document->root = c.node;
        return;
    }
    auto& to = x_open.back();
    to.weight += c.weight;
    to.height = std::max(to.height, c.height + 1);
    to.end = std::max(to.end, c.end);
    if (to.node->is_sequence()) {
        to.node->items.push_back(c.node);
    } else {
        attach_to_mapping(to, c);
    }
}

void tree_builder::attach_to_mapping(open_node& to, const child& c) {
    if (!to.key_pending) {
        take_key(to, c);
        return;
    }
    to.key_pending = false;
    if (to.skip_value) return;
    to.node->entries.push_back({to.key, c.node});
}

void tree_builder::take_key(open_node& to, const child& c) {
    to.key = c.node;
    to.key_end = c.end;
    to.key_pending = true;
    to.skip_value = true;
    if (c.node->is_broken()) {
        to.node->damaged = true;
        return;
    }
    if (c.is_alias || !c.node->is_scalar()) {
        report(code::bad_key, c.begin, std::max(c.end, c.begin + 1),
               c.is_alias ? "a key is an alias" : fmt::format("a key is {} where a name is needed", name_of(c.node->what)),
               "write the name out; a text that begins with '[', '{' or '*' must be quoted");
        to.node->damaged = true;
        return;
    }
    if (c.node->is_plain() && c.node->scalar() == "<<") {
        report(code::merge_key, c.begin, c.end, "'<<' (a YAML merge key) is no part of the format",
               "write the entries out, or give the whole value an anchor and use that");
        to.node->damaged = true;
        return;
    }
    const auto [before, fresh] = to.keys.try_emplace(c.node->scalar(), c.node);
    if (fresh) {
        to.skip_value = false;
        return;
    }
    diagnostic twice{code::duplicate_key,
                     at(c.begin, c.end),
                     fmt::format("the key '{}' is here for the second time", c.node->scalar()),
                     "keep one of them",
                     {}};
    twice.notes.push_back({before->second->at, "first here"});
    x_into.found.add(std::move(twice));
}

void tree_builder::note_open_flows() {
    for (const auto& open : x_open) {
        if (open.node->flow) x_into.open_flows.push_back(open.begin);
    }
}

// Reads out of memory without a copy.
class memory_buffer final : public std::streambuf {
public:
    explicit memory_buffer(const std::string& text) {
        auto* first = const_cast<char*>(text.data());
        setg(first, first, first + text.size());
    }
};

yaml_failure::reason reason_of(const std::string& message) {
    using namespace YAML::ErrorMsg;
    if (message == TAB_IN_INDENTATION) return yaml_failure::reason::tab;
    if (message == EOF_IN_SCALAR || message == DOC_IN_SCALAR) return yaml_failure::reason::unclosed;
    if (message == UNKNOWN_ANCHOR) return yaml_failure::reason::unknown_alias;
    return yaml_failure::reason::syntax;
}

}  // namespace

yaml_attempt attempt_yaml(const edited_text& text, const yaml_limits& limits, std::span<const std::string_view> condition_keys) {
    yaml_attempt result;
    result.document = std::make_shared<yaml_document>();
    result.document->in = text.in();
    memory_buffer buffer(text.text());
    std::istream stream(&buffer);
    tree_builder builder(text, limits, condition_keys, result);
    try {
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const limit_reached&) {
        // Already a finding.
    } catch (const YAML::DeepRecursion& e) {
        builder.report_depth(builder.offset_of(e.mark));
    } catch (const YAML::Exception& e) {
        result.failed = yaml_failure{reason_of(e.msg), builder.offset_of(e.mark), e.msg};
        builder.note_open_flows();
    }
    return result;
}

ESCALERA_NAMESPACE_END

#include "yaml_repair.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "yaml_attempt.hpp"
#include "yaml_explain.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

// Text read in search of mistakes, all attempts together; past it the first mistake left is the last one told.
constexpr std::size_t text_to_read = std::size_t{32} << 20U;
constexpr std::size_t everything = std::numeric_limits<std::size_t>::max();

constexpr bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }

// A line that may be at fault, and the finding if it is.
struct suspect {
    std::size_t offset = 0;  // in the source, somewhere in the line
    diagnostic finding;
};

struct outcome {
    edited_text text;
    yaml_attempt attempt;
    std::size_t reached = 0;  // source offset of the failure; `everything` without one
};

class repairer {
public:
    repairer(edited_text text, diagnostics& found, const yaml_limits& limits, std::span<const std::string_view> condition_keys)
        : x_found(found), x_limits(limits), x_keys(condition_keys), x_now(try_out(std::move(text))) {}

    yaml_document_ptr run() {
        for (std::size_t i = 0; i < x_limits.repairs && x_read < text_to_read; ++i) {
            if (repair_tabs()) continue;
            if (!x_now.attempt.failed) break;
            if (!repair_failure()) break;
        }
        if (x_now.attempt.failed) x_found.add(explain_here());
        x_found.append(std::move(x_now.attempt.found));
        return x_now.attempt.document;
    }

private:
    [[nodiscard]] std::string_view source_text() const noexcept { return x_now.text.in()->text(); }

    outcome try_out(edited_text text) {
        x_read += text.text().size() + 1;
        auto attempt = attempt_yaml(text, x_limits, x_keys);
        const auto reached = attempt.failed ? text.source_offset(attempt.failed->at) : everything;
        return {std::move(text), std::move(attempt), reached};
    }

    [[nodiscard]] diagnostic explain_here() const {
        auto told =
            explain_failure(x_now.text.in(), *x_now.attempt.failed, x_now.reached, entry_line_at(source_text(), x_now.reached), x_keys);
        if (told.what == code::yaml_syntax && !x_now.attempt.open_flows.empty()) tell_open_bracket(told);
        return told;
    }

    // A bracket that is not closed shows only where another one closes, or where the next line begins.
    void tell_open_bracket(diagnostic& told) const {
        const auto bracket = x_now.text.source_offset(x_now.attempt.open_flows.back());
        const auto opening = source_text()[bracket];
        const auto closing = x_now.reached < source_text().size() ? source_text()[x_now.reached] : ' ';
        const bool other = (opening == '[' && closing == '}') || (opening == '{' && closing == ']');
        if (!other) {
            told.notes.push_back({{x_now.text.in(), bracket, bracket + 1}, "the innermost bracket that is still open"});
            return;
        }
        told.notes.push_back({told.at, fmt::format("before this '{}'", closing)});
        told.at = {x_now.text.in(), bracket, bracket + 1};
        told.message = fmt::format("the '{}' that begins here is not closed", opening);
        told.suggestion = fmt::format("close it with '{}'", opening == '[' ? ']' : '}');
    }

    // Tabs.
    enum class lines { with_content, without_content };
    [[nodiscard]] std::vector<std::size_t> lines_with_tabs(lines wanted) const;
    bool clear_empty_lines();
    // Whether a line begins inside a quoted or block text.
    [[nodiscard]] bool is_free_text(std::size_t line_begin) const noexcept {
        const auto& met = x_now.attempt.free_text;
        return std::any_of(met.begin(), met.end(), [&](const text_stretch& s) { return s.begin < line_begin && line_begin < s.end; });
    }
    bool repair_tabs();
    void repair_tab_line(std::size_t line_begin);
    [[nodiscard]] std::vector<std::size_t> likely_indentations(std::size_t line_begin, std::size_t leading) const;

    // Everything else.
    bool repair_failure();
    [[nodiscard]] std::vector<suspect> suspects() const;
    void suspect_quotes(std::vector<suspect>& into) const;
    [[nodiscard]] diagnostic unclosed(std::size_t quote) const;
    [[nodiscard]] diagnostic missing_colon(const entry_line& line) const;
    std::optional<outcome> best_repair(std::size_t offset);
    [[nodiscard]] bool is_further(std::size_t reached, std::size_t than) const;

    diagnostics& x_found;
    const yaml_limits& x_limits;
    std::span<const std::string_view> x_keys;
    std::size_t x_read = 0;
    outcome x_now;
};

// ---- tabs ------------------------------------------------------------------------------------------------------

// Offsets in the edited text of the lines read so far that are indented with a tab, outside quoted and block text.
std::vector<std::size_t> repairer::lines_with_tabs(lines wanted) const {
    const std::string_view text = x_now.text.text();
    if (text.find('\t') == std::string_view::npos) return {};
    const auto limit = x_now.attempt.failed ? x_now.attempt.failed->at : text.size();
    std::vector<std::size_t> found;
    auto stretch = x_now.attempt.free_text.begin();
    for (std::size_t begin = 0; begin <= limit && begin < text.size();) {
        while (stretch != x_now.attempt.free_text.end() && stretch->end <= begin) ++stretch;
        const bool free = stretch != x_now.attempt.free_text.end() && stretch->begin < begin;
        const auto content = text.find_first_not_of(" \t", begin);
        const bool empty = content == std::string_view::npos || text[content] == '\n' || text[content] == '\r' || text[content] == '#';
        const bool asked_for = empty == (wanted == lines::without_content);
        if (!free && asked_for && text.substr(begin, content - begin).find('\t') != std::string_view::npos) found.push_back(begin);
        const auto next = text.find('\n', begin);
        if (next == std::string_view::npos) break;
        begin = next + 1;
    }
    return found;
}

// Tabs on lines that are blank or a comment do no harm; the parser stumbles over some of them all the same.
bool repairer::clear_empty_lines() {
    if (!x_now.attempt.failed || x_now.attempt.failed->why != yaml_failure::reason::tab) return false;
    const auto begins = lines_with_tabs(lines::without_content);
    if (begins.empty()) return false;
    auto cleared = x_now.text;
    for (const auto begin : begins) {
        const std::string_view text = x_now.text.text();
        for (auto i = begin; i < text.size() && is_blank(text[i]); ++i) cleared.overwrite(x_now.text.source_offset(i), 1, ' ');
    }
    cleared.refresh();
    x_now = try_out(std::move(cleared));
    return true;
}

bool repairer::repair_tabs() {
    const auto begins = lines_with_tabs(lines::with_content);
    if (begins.empty()) return clear_empty_lines();
    for (const auto begin : begins) {
        const auto tab = x_now.text.source_offset(x_now.text.text().find('\t', begin));
        x_found.add(code::tab_indentation, {x_now.text.in(), tab, tab + 1}, "this line is indented with a tab, which YAML does not take",
                    "indent with blanks");
    }
    std::vector<std::size_t> in_source;
    for (const auto begin : begins) in_source.push_back(x_now.text.source_offset(begin));
    for (const auto begin : in_source) {
        if (x_read >= text_to_read) return false;
        repair_tab_line(x_now.text.offset_of(begin));
    }
    return true;
}

void repairer::repair_tab_line(std::size_t line_begin) {
    const std::string_view text = x_now.text.text();
    const auto content = text.find_first_not_of(" \t", line_begin);
    const auto begin = x_now.text.source_offset(line_begin);
    const auto end = x_now.text.source_offset(content);
    std::optional<outcome> best;
    for (const auto width : likely_indentations(line_begin, content - line_begin)) {
        auto text_with = x_now.text;
        text_with.add({begin, end, std::string(width, ' '), false});
        auto tried = try_out(std::move(text_with));
        if (!best || tried.reached > best->reached) best = std::move(tried);
        if (best->reached == everything) break;
    }
    x_now = std::move(*best);
}

// As deep as the lines around it; the likeliest first.
std::vector<std::size_t> repairer::likely_indentations(std::size_t line_begin, std::size_t leading) const {
    const std::string_view text = x_now.text.text();
    const auto is_content = [&](const entry_line& l) { return l.content < l.end && text[l.content] != '#'; };
    std::vector<std::size_t> widths;
    std::optional<std::size_t> below;
    for (auto at = text.find('\n', line_begin); at != std::string_view::npos && !below; at = text.find('\n', at + 1)) {
        const auto line = entry_line_at(text, at + 1);
        if (is_content(line) && text[line.content] != '\t') below = line.indentation;
    }
    for (auto at = line_begin; at > 0;) {
        const auto line = entry_line_at(text, at - 1);
        at = line.begin;
        const bool is_entry = line.has_key() || line.dashes_end > line.begin + line.indentation;
        if (!is_content(line) || !is_entry || is_free_text(line.begin)) continue;
        const auto column = line.content - line.begin;
        const bool opens = line.has_key() && (line.value == line.end || text[line.value] == '#');
        if (opens && below && *below > column) widths.push_back(*below);
        if (opens) widths.push_back(column + 2);
        widths.push_back(column);
        widths.push_back(line.indentation);
        break;
    }
    if (below) widths.push_back(*below);
    widths.push_back(leading);
    const auto as_it_is = std::find(widths.begin(), widths.end(), leading);
    std::rotate(widths.begin(), as_it_is, as_it_is + (as_it_is + 1 == widths.end() ? 0 : 1));
    std::vector<std::size_t> unique;
    for (const auto w : widths) {
        if (std::find(unique.begin(), unique.end(), w) == unique.end()) unique.push_back(w);
    }
    return unique;
}

// ---- lines that cannot be read -----------------------------------------------------------------------------------

bool repairer::repair_failure() {
    const auto failed_at = x_now.reached;
    std::optional<outcome> best;
    std::optional<diagnostic> finding;
    for (auto& s : suspects()) {
        auto tried = best_repair(s.offset);
        if (!tried || (best && tried->reached <= best->reached)) continue;
        best = std::move(tried);
        finding = std::move(s.finding);
        if (best->reached == everything) break;
    }
    if (!best || best->reached <= failed_at) return false;
    x_found.add(std::move(*finding));
    x_now = std::move(*best);
    return true;
}

diagnostic repairer::unclosed(std::size_t quote) const {
    const auto mark = source_text()[quote];
    return {code::unclosed_quote,
            {x_now.text.in(), quote, quote + 1},
            "the quote that begins here is not closed on its line, and what follows is no text",
            fmt::format("close it with {}", mark),
            {}};
}

// A line without a colon is taken for a text that goes on in the next line, where the parser then stops.
diagnostic repairer::missing_colon(const entry_line& line) const {
    return {code::yaml_syntax,
            {x_now.text.in(), line.content, line.end},
            "this is no entry of the mapping around it",
            "an entry is 'key: value', with a blank behind the colon; check the indentation",
            {}};
}

void repairer::suspect_quotes(std::vector<suspect>& into) const {
    const std::string_view text = x_now.text.text();
    const auto& failed = *x_now.attempt.failed;
    const auto suspect_at = [&](std::size_t quote) {
        const auto origin = x_now.text.source_offset(quote);
        into.push_back({origin, unclosed(origin)});
    };
    const auto& met = x_now.attempt.free_text;
    if (!met.empty()) {
        const auto& last = met.back();
        const bool quoted = text[last.begin] == '"' || text[last.begin] == '\'';
        if (quoted && text.substr(last.begin, last.end - last.begin).find('\n') != std::string_view::npos) suspect_at(last.begin);
    }
    if (failed.why != yaml_failure::reason::unclosed) return;
    if (failed.at < text.size() && (text[failed.at] == '"' || text[failed.at] == '\'')) {
        suspect_at(failed.at);
        return;
    }
    for (auto i = x_now.attempt.last_end; i < text.size(); ++i) {
        const bool quote = text[i] == '"' || text[i] == '\'';
        if (quote && (i == 0 || std::string_view(" \t\n[{,").find(text[i - 1]) != std::string_view::npos)) {
            suspect_at(i);
            return;
        }
    }
}

std::vector<suspect> repairer::suspects() const {
    std::vector<suspect> all;
    suspect_quotes(all);
    const auto at = x_now.reached;
    const auto here = entry_line_at(source_text(), at);
    all.push_back({at, explain_here()});
    for (const auto flow : x_now.attempt.open_flows) {
        const auto origin = x_now.text.source_offset(flow);
        const auto line = entry_line_at(source_text(), origin);
        if (line.begin == here.begin) continue;
        all.push_back({origin,
                       {code::yaml_syntax,
                        {x_now.text.in(), origin, origin + 1},
                        "the bracket that opens here is not closed",
                        "close it, or check the quotes behind it",
                        {}}});
        break;
    }
    for (auto begin = here.begin; begin > 0;) {
        const auto line = entry_line_at(source_text(), begin - 1);
        begin = line.begin;
        if (line.content == line.end || source_text()[line.content] == '#') continue;
        all.push_back({line.content, line.has_key() ? explain_here() : missing_colon(line)});
        break;
    }
    return all;
}

// Within the line where the other stopped, further is no better: the next mistake shows there in one way or another.
bool repairer::is_further(std::size_t reached, std::size_t than) const {
    if (reached <= than || reached == everything || than == everything) return reached > than;
    return than <= x_now.reached || entry_line_at(source_text(), reached).begin > than;
}

// The value taken out, or the whole entry, or the whole line: whichever brings the parser furthest.
std::optional<outcome> repairer::best_repair(std::size_t offset) {
    const auto line = entry_line_at(source_text(), offset);
    std::vector<text_edit> edits;
    if (line.has_key() && line.value < line.end) edits.push_back({line.value, line.end, "~", true});
    edits.push_back({line.content, line.end, "~: ~", true});
    edits.push_back({line.begin, line.end, "", true});
    std::optional<outcome> best;
    for (auto& e : edits) {
        if (x_read >= text_to_read) break;
        auto text_with = x_now.text;
        text_with.add(std::move(e));
        auto tried = try_out(std::move(text_with));
        if (!best || is_further(tried.reached, best->reached)) best = std::move(tried);
        if (best->reached == everything) break;
    }
    return best;
}

}  // namespace

yaml_document_ptr read_with_repairs(edited_text text, diagnostics& found, const yaml_limits& limits,
                                    std::span<const std::string_view> condition_keys) {
    return repairer(std::move(text), found, limits, condition_keys).run();
}

ESCALERA_NAMESPACE_END

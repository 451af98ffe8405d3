#include "escalera/language/diagnostic_format.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "display_width.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

constexpr std::size_t widest_line = 160;    // columns of a source line that are shown
constexpr std::size_t kept_before = 60;     // of a line that is cut: columns before the place meant
constexpr std::size_t widest_remark = 130;  // where a suggestion no longer stands behind the caret
constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr std::string_view cut = "...";

std::string_view file_of(const place& p) noexcept { return p.in ? std::string_view(p.in->name()) : std::string_view("<rules>"); }

std::string_view name_of(severity s) noexcept {
    switch (s) {
        case severity::error: return "error";
        case severity::warning: return "warning";
        case severity::note: return "note";
    }
    return "error";
}

// Text from a file, made fit for a terminal.
std::string printable(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto c = first_character(text);
        if (c.value == '\t' || c.value == '\n') {
            out += ' ';
        } else {
            out += c.printable ? text.substr(0, c.bytes) : replacement;
        }
        text.remove_prefix(c.bytes);
    }
    return out;
}

// A source line as shown, and where in it the underline goes.
struct shown_line {
    std::string text;
    std::size_t from = 0;   // column of the caret, from 0
    std::size_t width = 1;  // of the underline
};

// Of a very long line, the bytes around a place: what is further away is not shown anyway.
struct line_window {
    std::string_view text;
    std::size_t from = 0;  // bytes left out before it
};

line_window around(std::string_view line, std::size_t begin) {
    constexpr std::size_t margin = 4 * widest_line;
    const auto is_inside = [&](std::size_t i) { return i < line.size() && (static_cast<unsigned char>(line[i]) & 0xC0U) == 0x80U; };
    auto from = begin > margin ? begin - margin : 0;
    while (is_inside(from)) ++from;
    auto to = std::min(line.size(), begin + margin);
    while (is_inside(to)) ++to;
    return {line.substr(from, to - from), from};
}

// `begin` and `end` are byte offsets in the line.
shown_line show(std::string_view whole, std::size_t begin, std::size_t end) {
    const auto window = around(whole, begin);
    const auto line = window.text;
    begin -= window.from;
    end = std::min(end - window.from, line.size());
    struct piece {
        std::string text;
        std::size_t columns;
        std::size_t at;  // byte offset
    };
    std::vector<piece> pieces;
    std::size_t before = 0;
    for (std::size_t i = 0; i < line.size();) {
        const auto c = first_character(line.substr(i));
        const auto text = c.value == '\t' ? std::string(" ") : std::string(c.printable ? line.substr(i, c.bytes) : replacement);
        pieces.push_back({text, c.columns, i});
        if (i + c.bytes <= begin) before += c.columns;
        i += c.bytes;
    }
    const std::size_t skip = before + 20 > widest_line ? before - kept_before : 0;
    shown_line shown;
    std::size_t column = 0;
    std::size_t used = 0;
    std::size_t underlined = 0;
    bool caret_set = false;
    if (skip != 0) {
        shown.text = cut;
        used = cut.size();
    }
    for (const auto& p : pieces) {
        column += p.columns;
        if (column <= skip) continue;
        if (used + p.columns > widest_line) {
            shown.text += cut;
            break;
        }
        if (p.at >= begin && !caret_set) {
            shown.from = used;
            caret_set = true;
        }
        if (p.at >= begin && p.at < end) underlined += p.columns;
        shown.text += p.text;
        used += p.columns;
    }
    if (!caret_set) shown.from = used;
    shown.width = std::max<std::size_t>(1, underlined);
    return shown;
}

void append_snippet(std::string& out, const diagnostic& d) {
    const auto where = d.at.where();
    const auto line = d.at.in->line(where.line);
    const auto line_begin = static_cast<std::size_t>(line.data() - d.at.in->text().data());
    const auto begin = std::min(d.at.begin - std::min(d.at.begin, line_begin), line.size());
    const auto end = std::clamp(d.at.end - std::min(d.at.end, line_begin), begin, line.size());
    const auto shown = show(line, begin, end);
    const auto number = fmt::format("{:>5}", where.line);
    out += fmt::format("{} | {}\n", number, shown.text);
    const auto margin = std::string(number.size(), ' ');
    out += fmt::format("{} | {}^{}", margin, std::string(shown.from, ' '), std::string(shown.width - 1, '~'));
    if (!d.suggestion.empty()) {
        const bool beside = shown.from + shown.width + d.suggestion.size() <= widest_remark;
        out += beside ? std::string(" ") : fmt::format("\n{} | ", margin);
        out += printable(d.suggestion);
    }
    out += '\n';
}

std::string counted(std::size_t n, std::string_view what) { return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s"); }

}  // namespace

std::string to_text(const diagnostic& d) {
    const auto where = d.at.where();
    auto out = fmt::format("{}:{}:{}: {}[{}]: {}\n", file_of(d.at), where.line, where.column, name_of(d.level()), row_of(d.what).id,
                           printable(d.message));
    if (d.at.in && !d.at.in->text().empty()) {
        append_snippet(out, d);
    } else if (!d.suggestion.empty()) {
        out += fmt::format("      | {}\n", printable(d.suggestion));
    }
    for (const auto& note : d.notes) {
        const auto there = note.at.where();
        out += fmt::format("{}:{}:{}: note: {}\n", file_of(note.at), there.line, there.column, printable(note.message));
    }
    return out;
}

std::string to_text(const diagnostics& found) {
    std::string out;
    std::size_t errors = 0;
    std::size_t warnings = 0;
    for (const auto& d : found) {
        out += to_text(d);
        errors += d.level() == severity::error ? 1 : 0;
        warnings += d.level() == severity::warning ? 1 : 0;
    }
    if (found.dropped() != 0) out += fmt::format("and {} that are not shown\n", counted(found.dropped(), "finding"));
    if (errors + warnings != 0) {
        out += counted(errors, "error");
        if (warnings != 0) out += ", " + counted(warnings, "warning");
        out += '\n';
    }
    return out;
}

std::string format(const diagnostics& found, finding_format as) {
    switch (as) {
        case finding_format::text: return to_text(found);
        case finding_format::json: return to_json(found);
        case finding_format::sarif: return to_sarif(found);
    }
    return {};
}

ESCALERA_NAMESPACE_END

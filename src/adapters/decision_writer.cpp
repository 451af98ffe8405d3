#include "escalera/adapters/decision_writer.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <ostream>

#include "escalera/adapters/text_encoding.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

void append_escaped(std::string& to, char c) {
    switch (c) {
        case '"': to += "\\\""; return;
        case '\\': to += "\\\\"; return;
        case '\n': to += "\\n"; return;
        case '\r': to += "\\r"; return;
        case '\t': to += "\\t"; return;
        default: fmt::format_to(std::back_inserter(to), "\\u{:04x}", static_cast<unsigned>(c)); return;
    }
}

bool is_plain(char c) noexcept { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

// Files are checked when they are read; a host's own structs are not: what is not UTF-8 is mended here.
void append_text(std::string& to, std::string_view text) {
    std::string mended;
    if (first_invalid_utf8(text) != std::string_view::npos) {
        mended = with_valid_utf8(text);
        text = mended;
    }
    to += '"';
    std::size_t begin = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_plain(text[i])) continue;
        to += text.substr(begin, i - begin);
        append_escaped(to, text[i]);
        begin = i + 1;
    }
    to += text.substr(begin);
    to += '"';
}

void append_number(std::string& to, double d) {
    if (std::isnan(d)) {
        to += "\"NaN\"";
    } else if (std::isinf(d)) {
        to += d < 0 ? "\"-Infinity\"" : "\"Infinity\"";
    } else {
        fmt::format_to(std::back_inserter(to), "{}", d);
    }
}

// "-1.5s": seconds carry the sign, nanos count upwards from them.
void append_duration(std::string& to, duration d) {
    const bool negative = d.seconds < 0;
    const auto seconds = negative && d.nanos != 0 ? d.seconds + 1 : d.seconds;
    const auto nanos = negative && d.nanos != 0 ? nanos_per_second - d.nanos : d.nanos;
    auto text =
        fmt::format("{}{}", negative ? "-" : "", negative ? 0 - static_cast<std::uint64_t>(seconds) : static_cast<std::uint64_t>(seconds));
    if (nanos != 0) {
        text += fmt::format(".{:09}", nanos);
        while (text.back() == '0') text.pop_back();
    }
    to += '"' + text + "s\"";
}

void append_plain(std::string& to, const cell& c) {
    switch (c.what) {
        case kind::absent: to += "null"; break;
        case kind::boolean: to += c.as_bool() ? "true" : "false"; break;
        case kind::integer: fmt::format_to(std::back_inserter(to), "{}", c.integer); break;
        case kind::number: append_number(to, c.number); break;
        case kind::dec: to += to_string(c.as_decimal()); break;
        case kind::text: append_text(to, c.as_text()); break;
        case kind::time: append_text(to, to_rfc3339(c.as_time())); break;
        case kind::span: append_duration(to, c.as_span()); break;
        case kind::list:
            to += '[';
            for (std::uint32_t i = 0; i < c.extent; ++i) {
                if (i != 0) to += ',';
                append_json(to, c.elements[i]);
            }
            to += ']';
            break;
    }
}

// A member of the line, unless its text is empty.
void append_member(std::string& to, std::string_view key, std::string_view text) {
    if (text.empty()) return;
    to += to.back() == '{' ? "" : ",";
    append_text(to, key);
    to += ':';
    append_text(to, text);
}

void append_cells(std::string& to, std::string_view key, std::span<const named_cell> cells) {
    bool any = false;
    for (const auto& c : cells) {
        if (c.what.is_absent()) continue;
        to += ',';
        if (!any) {
            append_text(to, key);
            to += ":{";
        }
        any = true;
        append_text(to, c.name);
        to += ':';
        append_json(to, c.what);
    }
    if (any) to += '}';
}

void append_also(std::string& to, std::span<const also_cause> also) {
    if (also.empty()) return;
    to += ",\"also\":[";
    for (std::size_t i = 0; i < also.size(); ++i) {
        to += i == 0 ? "{" : ",{";
        append_member(to, "rule", also[i].rule);
        append_member(to, "rung", also[i].rung);
        append_member(to, "stage", also[i].stage);
        to += '}';
    }
    to += ']';
}

}  // namespace

void append_json(std::string& to, const cell& c) {
    if (c.at_least) to += "{\"at_least\":";
    append_plain(to, c);
    if (c.at_least) to += '}';
}

void append_json(std::string& to, const decision& d) {
    to += '{';
    append_member(to, "id", to_hex(d.id));
    append_member(to, "at", to_rfc3339(d.at));
    if (d.due) append_member(to, "due", to_rfc3339(*d.due));
    append_member(to, "event", d.event);
    append_member(to, "customer", d.customer);
    append_member(to, "case", d.kase);
    append_member(to, "rule", d.rule);
    append_member(to, "rung", d.rung);
    append_member(to, "stage", d.stage);
    append_member(to, "alert", d.alert);
    append_member(to, "score", d.score);
    append_member(to, "key", d.key);
    append_member(to, "action", d.action);
    append_cells(to, "args", d.args);
    append_cells(to, "because", d.because);
    append_also(to, d.also);
    append_member(to, "rules", to_hex(d.rules));
    to += '}';
}

bool decision_writer::write(const decision& d) {
    x_line.clear();
    append_json(x_line, d);
    x_line += '\n';
    x_out->write(x_line.data(), static_cast<std::streamsize>(x_line.size()));
    return x_out->good();
}

bool decision_writer::flush() {
    x_out->flush();
    return x_out->good();
}

ESCALERA_NAMESPACE_END

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "compile/resolver.hpp"
#include "escalera/language/suggest.hpp"
#include "language/document_walk.hpp"

ESCALERA_NAMESPACE_BEGIN

// ---- texts -------------------------------------------------------------------------------------------------------

void resolver::take_texts() {
    for (const auto& t : x_document->texts) {
        auto& to = x_into.texts.emplace_back();
        to.name = t.is.text;
        x_texts.try_emplace(to.name, static_cast<std::uint32_t>(x_into.texts.size() - 1));
        for (const auto& v : t.versions) to.versions.push_back(take_template(v));
    }
}

// "Third complaint on {complaint.bill}"; "{{" and "}}" stand for the braces themselves.
resolved::text_template resolver::take_template(const written::text_version& v) const {
    resolved::text_template to{v.language.text, {std::string()}, {}};
    const std::string_view text = v.text.text;
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        const bool doubled = (c == '{' || c == '}') && i + 1 < text.size() && text[i + 1] == c;
        if (doubled || (c != '{' && c != '}')) {
            to.pieces.back() += c;
            i += doubled ? 2 : 1;
            continue;
        }
        const auto close = c == '{' ? text.find('}', i) : std::string_view::npos;
        if (close == std::string_view::npos) {
            x_found.add(code::bad_placeholder, v.text.at(i, i + 1), fmt::format("'{}' stands alone", c),
                        c == '{' ? "close it with '}', or write '{{' for the character itself" : "write '}}' for the character itself");
            ++i;
            continue;
        }
        const auto name = text.substr(i + 1, close - i - 1);
        const bool bare = name.find('.') == std::string_view::npos;
        const auto id = bare ? x_into.fields.find(root::complaint, name) : x_into.fields.find(name);
        if (id) {
            to.fields.push_back(*id);
            to.pieces.emplace_back();
        } else if (!x_document->is_damaged("fields")) {
            std::vector<std::string_view> known;
            for (const auto& f : x_into.fields.fields()) known.emplace_back(bare && f.of == root::complaint ? f.name : f.full_name);
            const auto way_out = did_you_mean(name, known);
            x_found.add(code::bad_placeholder, v.text.at(i + 1, close),
                        fmt::format("the text names the field '{}', which does not exist", name),
                        way_out.empty() ? "name a field, as in {complaint.bill}" : way_out);
        }
        i = close + 1;
    }
    return to;
}

// ---- actions -----------------------------------------------------------------------------------------------------

std::vector<resolved::action> resolver::take_actions(std::span<const written::action> actions, condition_home home, bool calendar) const {
    std::vector<resolved::action> all;
    for (const auto& a : actions) {
        if (auto one = take_action(a, home, calendar)) all.push_back(std::move(*one));
    }
    return all;
}

std::optional<resolved::action> resolver::take_action(const written::action& a, condition_home home, bool calendar) const {
    resolved::action to{a.is.text, find_action(a.is.text), std::nullopt, {}, a.is.at};
    std::span<const argument_info> infos;
    if (to.built_in != nullptr) {
        infos = to.built_in->arguments;
    } else {
        const auto own = std::find_if(x_declared.begin(), x_declared.end(), [&](const declared& d) { return d.name == a.is.text; });
        if (own == x_declared.end()) {
            if (x_document->is_damaged("actions")) return std::nullopt;
            std::vector<std::string_view> known;
            for (const auto& i : built_in_actions()) known.push_back(i.name);
            for (const auto& d : x_declared) known.emplace_back(d.name);
            const auto near = did_you_mean(a.is.text, known);
            x_found.add(code::unknown_action, a.is.at, fmt::format("there is no action '{}'", a.is.text),
                        near.empty() ? fmt::format("declare it: actions: {{{}: {{…}}}}", a.is.text) : near);
            return std::nullopt;
        }
        infos = own->arguments;
    }
    const auto what = fmt::format("the action '{}'", a.is.text);
    const auto* node = a.arguments;
    if (node != nullptr && !node->is_mapping() && to.built_in != nullptr && to.built_in->bare) {
        take_argument(infos.front(), *node, node->at, home, calendar, to);
        return to;
    }
    std::vector<std::string_view> known;
    for (const auto& i : infos) known.push_back(i.name);
    static const yaml_node nothing;
    const bool none_given = node == nullptr;
    const auto missing = [&](const argument_info& i) {
        x_found.add(code::missing_key, a.is.at, fmt::format("{} lacks '{}'", what, i.name),
                    fmt::format("write '{}: {{{}: …}}'", a.is.text, i.name));
    };
    if (none_given) {
        for (const auto& i : infos) {
            if (i.required) missing(i);
        }
        return to;
    }
    const written::mapping_view in(*node, what, known, x_found);
    if (!in.is_readable()) return std::nullopt;
    for (const auto& e : node->entries) {  // in the order written
        for (const auto& i : infos) {
            if (in.find(i.name) == e.value && in.place_of(i.name).begin == e.key->at.begin)
                take_argument(i, *e.value, e.key->at, home, calendar, to);
        }
    }
    for (const auto& i : infos) {
        if (i.required && !in.has(i.name) && !node->damaged) missing(i);
    }
    const bool has_limit = in.has("acknowledge_within") && to.name == "notify";
    if (has_limit && !in.has("else") && !node->damaged) {
        x_found.add(code::missing_key, in.place_of("acknowledge_within"),
                    "'acknowledge_within' needs 'else': who is told where nobody acknowledges", "write 'else: team-lead'");
    }
    check_channel(to);
    take_hours(to);
    return to;
}

void resolver::take_argument(const argument_info& info, const yaml_node& value, const place& key, condition_home home, bool calendar,
                             resolved::action& to) const {
    if (value.is_broken()) return;
    if (!info.built) {
        written::report_not_built(key, fmt::format("'{}' of the action '{}'", info.name, to.name), x_found);
        if (info.means == argument_role::role && value.is_scalar()) static_cast<void>(find_role({std::string(value.scalar()), value.at}));
        return;
    }
    resolved::argument a;
    a.name = std::string(info.name);
    a.holds = info.holds;
    a.required = info.required;
    a.means = info.means;
    a.at = value.at;
    const bool computed = value.is_scalar() && value.scalar().starts_with('=');
    if (!computed) {
        if (take_literal(info, value, calendar, a)) to.arguments.push_back(std::move(a));
        return;
    }
    if (info.means != argument_role::plain) {
        x_found.add(code::bad_argument, value.at, fmt::format("'{}' must be written out, so that it can be checked", info.name),
                    "write a name instead of an expression");
        return;
    }
    // The expression is what stands behind the '='.
    located_text text;
    text.text = value.text.text.substr(1);
    text.in = value.text.in;
    text.original_end = value.text.original_end;
    for (std::size_t i = 0; i < text.text.size(); ++i) {
        const auto origin = value.text.source_offset(i + 1);
        const bool goes_on = !text.runs.empty() && text.runs.back().original + (i - text.runs.back().decoded) == origin;
        if (!goes_on) text.runs.push_back({i, origin});
    }
    if (text.runs.empty()) text.runs.push_back({0, value.text.original_end});
    a.computed = compile(text, home, info.holds);
    if (a.computed) to.arguments.push_back(std::move(a));
}

namespace {

std::optional<value> read_literal(type holds, std::string_view text) {
    const auto* first = text.data();
    const auto* last = text.data() + text.size();
    switch (holds.scalar) {
        case kind::text: return value(text);
        case kind::boolean:
            if (text == "true" || text == "false") return value(text == "true");
            return std::nullopt;
        case kind::integer: {
            std::int64_t n = 0;
            const auto [end, failed] = std::from_chars(first, last, n);
            return failed == std::errc() && end == last ? std::optional(value(n)) : std::nullopt;
        }
        case kind::number: {
            double n = 0;
            const auto [end, failed] = std::from_chars(first, last, n);
            return failed == std::errc() && end == last ? std::optional(value(n)) : std::nullopt;
        }
        case kind::dec: {
            const auto d = parse_decimal(text);
            return d ? std::optional(value(*d)) : std::nullopt;
        }
        case kind::time: {
            const auto t = parse_rfc3339(text);
            return t ? std::optional(value(*t)) : std::nullopt;
        }
        case kind::span: {
            const auto l = read_length(text).length;
            if (!l || l->is != length_of_time::kind_of::elapsed) return std::nullopt;
            return value(duration{l->micros / micros_per_second, static_cast<std::int32_t>(l->micros % micros_per_second * 1000)});
        }
        case kind::absent:
        case kind::list: return std::nullopt;
    }
    return std::nullopt;
}

std::string_view form_of(kind k) noexcept {
    switch (k) {
        case kind::boolean: return "write 'true' or 'false'";
        case kind::integer: return "write a whole number";
        case kind::number:
        case kind::dec: return "write a number, such as 12.50";
        case kind::time: return "write a time, such as 2026-03-09T15:00:00Z";
        case kind::span: return "write a length of time, such as 8h";
        default: return "write a text";
    }
}

}  // namespace

bool resolver::take_literal(const argument_info& info, const yaml_node& node, bool calendar, resolved::argument& to) const {
    const auto refuse = [&](const yaml_node& at, std::string_view way_out) {
        if (at.is_broken()) return false;
        const auto given = at.is_scalar() ? fmt::format("'{}'", at.scalar()) : std::string(name_of(at.what));
        x_found.add(code::bad_argument, at.at, fmt::format("'{}' takes {}, not {}", info.name, to_string(info.holds), given),
                    std::string(way_out));
        return false;
    };
    const auto element = type{info.holds.scalar, 0};
    if (info.holds.is_list()) {
        value::list all;
        const yaml_node* one = &node;
        const auto items = node.is_sequence() ? std::span(node.items) : std::span<const yaml_node* const>(&one, 1);
        for (const auto* item : items) {
            const bool computed = item->is_scalar() && item->scalar().starts_with('=') && node.is_sequence();
            if (computed) return refuse(*item, "write the whole list as one expression: '=[…]'");
            auto v = item->is_scalar() ? read_literal(element, item->scalar()) : std::nullopt;
            if (!v) return refuse(*item, form_of(element.scalar));
            all.push_back(std::move(*v));
        }
        to.literal = value(std::move(all));
        return true;
    }
    auto v = node.is_scalar() ? read_literal(element, node.scalar()) : std::nullopt;
    if (!v) return refuse(node, form_of(element.scalar));
    to.literal = std::move(*v);
    return check_meaning(info, {std::string(node.scalar()), node.at}, calendar, to);
}

bool resolver::check_meaning(const argument_info& info, const written::name& value, bool calendar, resolved::argument& to) const {
    switch (info.means) {
        case argument_role::plain:
        case argument_role::channel: return true;
        case argument_role::role: return find_role(value) != nullptr;
        case argument_role::text: {
            if (const auto at = x_texts.find(value.text); at != x_texts.end()) to.text = at->second;
            if (to.text || x_document->is_damaged("texts")) return to.text.has_value();
            std::vector<std::string_view> known;
            for (const auto& t : x_into.texts) known.emplace_back(t.name);
            const auto near = did_you_mean_or_list(value.text, known);
            x_found.add(code::unknown_text, value.at, fmt::format("there is no text '{}'", value.text),
                        near.empty() ? fmt::format("declare it: texts: {{{}: {{en: \"…\"}}}}", value.text) : near);
            return false;
        }
        case argument_role::duration: {
            using kind_of = length_of_time::kind_of;
            auto reading = read_length(value.text);
            const bool usable = reading.length && reading.length->is != kind_of::ever && reading.length->is != kind_of::last_period;
            if (!usable) {
                x_found.add(code::bad_duration, value.at,
                            reading.length ? fmt::format("'{}' cannot be '{}'", info.name, value.text) : reading.problem,
                            reading.length ? std::string("write '8h', '15 days' or '2 business-days'") : reading.suggestion);
                return false;
            }
            if (reading.length->is == kind_of::business_days && !calendar) {
                x_found.add(code::no_calendar, value.at, "business days mean nothing without a calendar",
                            "write 'calendar: …' in the rule, or use '3 days'");
                return false;
            }
            return true;
        }
    }
    return true;
}

// A notice is given in the hours of the role that it goes to.
void resolver::take_hours(resolved::action& a) const {
    if (a.name != "notify") return;
    for (const auto& argument : a.arguments) {
        if (argument.means != argument_role::role || argument.name != "role" || argument.computed) continue;
        for (const auto& r : x_document->roles) {
            if (r.hours && r.is.text == argument.literal.as_text()) a.hours = calendar_named(r.hours->text);
        }
    }
}

// `by:` is one of the channels that the role in the same action has.
void resolver::check_channel(const resolved::action& a) const {
    const resolved::argument* by = nullptr;
    const resolved::argument* role = nullptr;
    for (const auto& argument : a.arguments) {
        if (argument.means == argument_role::channel && !argument.computed) by = &argument;
        if (argument.means == argument_role::role && argument.name == "role") role = &argument;
    }
    if (by == nullptr || role == nullptr) return;
    for (const auto& r : x_document->roles) {
        if (r.is.text != role->literal.as_text() || r.by.empty()) continue;
        std::vector<std::string_view> known;
        for (const auto& channel : r.by) known.emplace_back(channel.text);
        if (std::find(known.begin(), known.end(), by->literal.as_text()) != known.end()) return;
        x_found.add(code::unknown_channel, by->at, fmt::format("the role '{}' is not reached by '{}'", r.is.text, by->literal.as_text()),
                    fmt::format("it is reached by {}: choose one, or add to its 'by'", quoted_list(known)));
    }
}

ESCALERA_NAMESPACE_END

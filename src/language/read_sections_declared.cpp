#include <algorithm>

#include <fmt/format.h>

#include "escalera/language/suggest.hpp"
#include "escalera/model/action.hpp"
#include "read_sections.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace written {

namespace {

constexpr std::string_view type_names[] = {"bool", "int", "number", "decimal", "string", "timestamp", "duration"};
constexpr kind type_kinds[] = {kind::boolean, kind::integer, kind::number, kind::dec, kind::text, kind::time, kind::span};

// Roots whose fields events supply; those of `case`, `event` and `clock` are kept by the engine.
constexpr std::string_view open_roots[] = {"complaint", "customer", "assessment", "offer", "reply", "feedback"};

std::optional<type> type_by_name(std::string_view name) {
    std::uint8_t depth = 0;
    while (name.starts_with("list(") && name.ends_with(")") && depth < 2) {
        name = name.substr(5, name.size() - 6);
        ++depth;
    }
    for (std::size_t i = 0; i < std::size(type_names); ++i) {
        if (type_names[i] == name) return type{type_kinds[i], depth};
    }
    return std::nullopt;
}

std::optional<type> read_type(const yaml_node& node, std::string_view what, diagnostics& found) {
    const auto read = read_name(node, what, found);
    if (!read) return std::nullopt;
    auto t = type_by_name(read->text);
    if (t) return t;
    constexpr std::pair<std::string_view, std::string_view> meant[] = {
        {"text", "string"},    {"str", "string"},    {"integer", "int"},       {"boolean", "bool"},
        {"float", "number"},   {"double", "number"}, {"time", "timestamp"},    {"datetime", "timestamp"},
        {"date", "timestamp"}, {"money", "decimal"}, {"list", "list(string)"},
    };
    auto way_out = did_you_mean_or_list(read->text, type_names);
    for (const auto& [wrong, right] : meant) {
        if (wrong == read->text) way_out = fmt::format("did you mean '{}'?", right);
    }
    found.add(code::bad_value, read->at, fmt::format("there is no type '{}'", read->text), std::move(way_out));
    return std::nullopt;
}

// `bill: string`, or `bill: {type: string, required: true}`.
// False when it cannot be declared: what conditions say of it is then passed over.
bool read_field(root of, const name& n, const yaml_node& node, rules_document& into, diagnostics& found) {
    if (!check_identifier(n, "a field", found)) return false;
    field f{of, n, std::nullopt, false};
    const auto what = fmt::format("the field '{}'", n.text);
    if (node.is_mapping()) {
        static constexpr std::string_view known[] = {"type", "required"};
        const mapping_view in(node, what, known, found);
        if (const auto* t = in.find("type")) {
            f.holds = read_type(*t, fmt::format("the type of {}", what), found);
            if (!f.holds) return false;
        }
        if (const auto* r = in.find("required")) f.required = read_bool(*r, "'required'", found).value_or(false);
        if (!f.holds && !f.required) in.report_missing("type", "write 'type: string'");
    } else {
        f.holds = read_type(node, fmt::format("the type of {}", what), found);
    }
    if (!f.holds && !f.required) return false;
    into.fields.push_back(std::move(f));
    return true;
}

void read_role(const name& n, const yaml_node& node, rules_document& into, diagnostics& found) {
    static constexpr std::string_view known[] = {"by", "of", "skill", "absent", "hours"};
    const auto what = fmt::format("the role '{}'", n.text);
    const mapping_view in(node, what, known, found);
    role r{n, {}, {}, {}, {}, {}};
    if (const auto* by = in.require("by")) r.by = read_names(*by, fmt::format("'by' of {}", what), found);
    r.of = read_name(in, "of");
    r.skill = read_name(in, "skill");
    r.absent = read_name(in, "absent");
    r.hours = read_name(in, "hours");
    into.roles.push_back(std::move(r));
}

void read_text(const name& n, const yaml_node& node, rules_document& into, diagnostics& found) {
    text t{n, {}};
    const auto what = fmt::format("the text '{}'", n.text);
    for_each_named(node, what, "write it by language: {en: \"…\", es: \"…\"}", found, [&](const name& language, const yaml_node& value) {
        if (expect(value, yaml_kind::scalar, what, "write a text", found)) t.versions.push_back({language, value.text});
    });
    if (node.is_null() || (node.is_mapping() && node.entries.empty())) {
        found.add(code::missing_key, n.at, fmt::format("{} has no language", what), "write it by language: {en: \"…\", es: \"…\"}");
    }
    into.texts.push_back(std::move(t));
}

// `note: string`, or `note: {type: string, required: false}`; beside the types of fields, `role` and `text`.
std::optional<argument> read_argument(const name& n, const yaml_node& node, diagnostics& found) {
    if (!check_identifier(n, "an argument", found)) return std::nullopt;
    const auto what = fmt::format("the type of the argument '{}'", n.text);
    argument a{n, {}, true};
    std::optional<name> read;
    if (node.is_mapping()) {
        static constexpr std::string_view known[] = {"type", "required"};
        const mapping_view in(node, what, known, found);
        if (const auto* t = in.require("type")) read = read_name(*t, what, found);
        if (const auto* r = in.find("required")) a.required = read_bool(*r, "'required'", found).value_or(true);
    } else {
        read = read_name(node, what, found);
    }
    if (!read) return std::nullopt;
    a.type = std::move(*read);
    if (a.type.text == "role" || a.type.text == "text" || type_by_name(a.type.text)) return a;
    auto known = std::vector<std::string_view>(std::begin(type_names), std::end(type_names));
    known.insert(known.end(), {"role", "text", "list(string)"});
    found.add(code::bad_value, a.type.at, fmt::format("there is no type '{}'", a.type.text), did_you_mean_or_list(a.type.text, known));
    return std::nullopt;
}

}  // namespace

void read_fields(const yaml_node& node, rules_document& into, diagnostics& found) {
    for_each_named(node, "'fields'", "write {complaint: {bill: string}}", found, [&](const name& root_name, const yaml_node& fields) {
        const auto of = root_by_name(root_name.text);
        const bool open = std::find(std::begin(open_roots), std::end(open_roots), root_name.text) != std::end(open_roots);
        if (!of || !open) {
            found.add(code::unknown_key, root_name.at,
                      of ? fmt::format("fields of '{}' are kept by the engine; none can be added", root_name.text)
                         : fmt::format("unknown key '{}' in 'fields'", root_name.text),
                      did_you_mean_or_list(root_name.text, open_roots));
            return;
        }
        for_each_named(fields, fmt::format("the fields of '{}'", root_name.text), "write {bill: string}", found,
                       [&](const name& n, const yaml_node& value) {
                           if (!read_field(*of, n, value, into, found)) into.mark_damaged("fields");
                       });
    });
}

void read_roles(const yaml_node& node, rules_document& into, diagnostics& found) {
    for_each_named(node, "'roles'", "write {team-lead: {by: [sms]}}", found,
                   [&](const name& n, const yaml_node& value) { read_role(n, value, into, found); });
}

void read_texts(const yaml_node& node, rules_document& into, diagnostics& found) {
    for_each_named(node, "'texts'", "write {third: {en: \"Third complaint\"}}", found,
                   [&](const name& n, const yaml_node& value) { read_text(n, value, into, found); });
}

void read_actions(const yaml_node& node, rules_document& into, diagnostics& found) {
    for_each_named(node, "'actions'", "write {call_back: {by: role, note: string}}", found, [&](const name& n, const yaml_node& value) {
        if (value.is_broken() || !check_identifier(n, "an action", found)) {
            into.mark_damaged("actions");
            return;
        }
        declared_action a{n, {}};
        for_each_named(value, fmt::format("the action '{}'", n.text), "write its arguments: {by: role, note: string}", found,
                       [&](const name& argument_name, const yaml_node& type) {
                           if (auto argument = read_argument(argument_name, type, found)) a.arguments.push_back(std::move(*argument));
                       });
        if (find_action(n.text) != nullptr) {
            found.add(code::duplicate_name, n.at, fmt::format("the action '{}' is built in", n.text), "choose another name");
            return;
        }
        into.actions.push_back(std::move(a));
    });
}

}  // namespace written

ESCALERA_NAMESPACE_END

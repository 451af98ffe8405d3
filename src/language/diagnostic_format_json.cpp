#include <fmt/format.h>
#include <boost/json.hpp>

#include "escalera/language/diagnostic_format.hpp"
#include "escalera/version.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

namespace json = boost::json;

json::string to_json_string(std::string_view text) { return json::string(text.data(), text.size()); }

std::string_view file_of(const place& p) noexcept { return p.in ? std::string_view(p.in->name()) : std::string_view(); }

std::string_view name_of(severity s) noexcept {
    switch (s) {
        case severity::error: return "error";
        case severity::warning: return "warning";
        case severity::note: return "note";
    }
    return "error";
}

position end_of(const place& p) noexcept { return p.in ? p.in->position_of(p.end) : position{}; }

void add_place(json::object& to, const place& at) {
    const auto begin = at.where();
    const auto end = end_of(at);
    to["file"] = to_json_string(file_of(at));
    to["line"] = begin.line;
    to["column"] = begin.column;
    to["end_line"] = end.line;
    to["end_column"] = end.column;
}

json::object to_object(const diagnostic& d) {
    json::object o;
    add_place(o, d.at);
    o["code"] = to_json_string(row_of(d.what).id);
    o["name"] = to_json_string(row_of(d.what).name);
    o["severity"] = to_json_string(name_of(d.level()));
    o["message"] = to_json_string(d.message);
    o["suggestion"] = to_json_string(d.suggestion);
    json::array notes;
    for (const auto& n : d.notes) {
        json::object note;
        add_place(note, n.at);
        note["message"] = to_json_string(n.message);
        notes.push_back(std::move(note));
    }
    o["notes"] = std::move(notes);
    return o;
}

// RFC 3986: a path as a relative reference, or as "file:" when it is absolute.
std::string to_uri(std::string_view path) {
    std::string uri = path.starts_with('/') ? "file://" : "";
    for (const char c : path) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           std::string_view("-._~/").find(c) != std::string_view::npos;
        uri += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return uri;
}

json::object to_location(const place& at) {
    const auto begin = at.where();
    const auto end = end_of(at);
    json::object region{{"startLine", begin.line}, {"startColumn", begin.column}, {"endLine", end.line}, {"endColumn", end.column}};
    json::object physical;
    physical["artifactLocation"] = json::object{{"uri", to_json_string(to_uri(file_of(at)))}};
    physical["region"] = std::move(region);
    return json::object{{"physicalLocation", std::move(physical)}};
}

json::object to_message(std::string_view text) { return json::object{{"text", to_json_string(text)}}; }

json::object to_result(const diagnostic& d, std::size_t rule) {
    json::object o;
    o["ruleId"] = to_json_string(row_of(d.what).id);
    o["ruleIndex"] = rule;
    o["level"] = to_json_string(name_of(d.level()));
    o["message"] = to_message(d.suggestion.empty() ? d.message : fmt::format("{}: {}", d.message, d.suggestion));
    o["locations"] = json::array{to_location(d.at)};
    if (!d.notes.empty()) {
        json::array related;
        for (const auto& n : d.notes) {
            auto there = to_location(n.at);
            there["message"] = to_message(n.message);
            related.push_back(std::move(there));
        }
        o["relatedLocations"] = std::move(related);
    }
    return o;
}

// The codes that are used, in order of the table.
json::array to_rules(const std::vector<const code_row*>& used) {
    json::array rules;
    for (const auto* row : used) {
        json::object rule;
        rule["id"] = to_json_string(row->id);
        rule["name"] = to_json_string(row->name);
        rule["shortDescription"] = to_message(row->title);
        rule["defaultConfiguration"] = json::object{{"level", to_json_string(name_of(row->level))}};
        rules.push_back(std::move(rule));
    }
    return rules;
}

}  // namespace

std::string to_json(const diagnostics& found) {
    json::array all;
    for (const auto& d : found) all.push_back(to_object(d));
    return json::serialize(all) + "\n";
}

std::string to_sarif(const diagnostics& found) {
    std::vector<const code_row*> used;
    for (const auto& row : all_codes()) {
        for (const auto& d : found) {
            if (d.what != row.is) continue;
            used.push_back(&row);
            break;
        }
    }
    json::array results;
    for (const auto& d : found) {
        std::size_t rule = 0;
        while (used[rule]->is != d.what) ++rule;
        results.push_back(to_result(d, rule));
    }
    json::object driver;
    driver["name"] = "escalera";
    driver["version"] = ESCALERA_VERSION;
    driver["rules"] = to_rules(used);
    json::object run;
    run["tool"] = json::object{{"driver", std::move(driver)}};
    run["columnKind"] = "unicodeCodePoints";
    run["results"] = std::move(results);
    json::object log;
    log["version"] = "2.1.0";
    log["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json";
    log["runs"] = json::array{std::move(run)};
    return json::serialize(log) + "\n";
}

ESCALERA_NAMESPACE_END

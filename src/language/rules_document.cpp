#include "escalera/language/rules_document.hpp"

#include <algorithm>
#include <filesystem>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "escalera/language/icalendar.hpp"
#include "escalera/language/yaml_reader.hpp"
#include "read_sections.hpp"

ESCALERA_NAMESPACE_BEGIN

namespace {

namespace fs = std::filesystem;

using section_reader = void (*)(const yaml_node&, rules_document&, diagnostics&);

struct section_row {
    std::string_view key;
    section_reader read;  // null: kept, not built yet; or `include`
};

// In the order in which an author meets them.
constexpr section_row sections[] = {
    {"escalera", written::read_version},
    {"name", written::read_document_name},
    {"zone", written::read_zone},
    {"lateness", written::read_lateness},
    {"fields", written::read_fields},
    {"unknown", written::read_unknown},
    {"cases", written::read_cases},
    {"roles", written::read_roles},
    {"calendars", written::read_calendars},
    {"windows", written::read_windows},
    {"groups", written::read_groups},
    {"routes", written::read_routes},
    {"alerts", written::read_alerts},
    {"ladders", written::read_ladders},
    {"rules", written::read_rules},
    {"clocks", written::read_clocks},
    {"authority", written::read_authority},
    {"accountability", written::read_accountability},
    {"follow_ups", written::read_follow_ups},
    {"scores", written::read_scores},
    {"schedules", written::read_schedules},
    {"texts", written::read_texts},
    {"actions", written::read_actions},
    {"limits", written::read_limits},
    {"include", nullptr},
    {"migrate", nullptr},
};

std::vector<std::string_view> section_names() {
    std::vector<std::string_view> names;
    for (const auto& s : sections) names.push_back(s.key);
    return names;
}

// Whether names that a section declares may be missing: its own entries, those of the mappings in `fields`, the alerts of
// their list, and the rungs of ladders.
bool may_lack_names(std::string_view section, const yaml_node& node) {
    if (node.is_broken() || node.damaged) return true;
    if (section == "fields") {
        return std::any_of(node.entries.begin(), node.entries.end(),
                           [](const yaml_entry& e) { return e.value->is_broken() || e.value->damaged; });
    }
    if (section == "alerts") {
        return std::any_of(node.items.begin(), node.items.end(), [](const yaml_node* a) { return a->is_broken() || a->damaged; });
    }
    if (section != "ladders") return false;
    return std::any_of(node.entries.begin(), node.entries.end(), [](const yaml_entry& e) {
        const auto* rungs = e.value->find("rungs");
        const bool lost = e.value->is_broken() || e.value->damaged || (rungs != nullptr && (rungs->is_broken() || rungs->damaged));
        return lost || (rungs != nullptr && std::any_of(rungs->items.begin(), rungs->items.end(),
                                                        [](const yaml_node* r) { return r->is_broken() || r->damaged; }));
    });
}

// Reads the files that belong together, each once.
class document_reader {
public:
    explicit document_reader(diagnostics& found) : x_found(found), x_document(std::make_shared<rules_document>()) {}

    rules_document_ptr read_file(const std::string& path) {
        std::error_code failed;
        const auto real = fs::canonical(path, failed);
        x_root = failed ? fs::path() : real.parent_path();
        x_open.push_back({real, {}});
        if (auto text = read_source_file(path, path, x_found)) read(std::move(text), fs::path(path).parent_path());
        return finish();
    }

    rules_document_ptr read_text(source_ptr text) {
        read(std::move(text), std::nullopt);
        return finish();
    }

private:
    struct opened {
        fs::path real;
        place asked_at;
    };

    static constexpr std::size_t most_files = 200;

    rules_document_ptr finish() {
        written::drop_duplicates(*x_document, x_found);
        if (x_document->head.in && x_document->name.empty() && !x_name_unreadable) {
            x_found.add(code::missing_key, x_document->head, "the rules lack 'name'", "write 'name: …'");
        }
        return x_document;
    }

    void read(source_ptr text, const std::optional<fs::path>& folder) {
        auto file = read_yaml(text, x_found, {}, written::condition_keys());
        x_document->files.push_back(file);
        if (file->root == nullptr || file->root->is_null()) {
            if (!x_found.has_errors()) {
                x_found.add(code::missing_key, {text, 0, 0}, "the file is empty", "begin with 'escalera: 1' and 'name: …'");
            }
            return;
        }
        const auto names = section_names();
        const written::mapping_view in(*file->root, "a rules file", names, x_found);
        if (!in.is_readable()) return;
        static_cast<void>(in.require("escalera"));
        x_name_unreadable = x_name_unreadable || (in.has("name") && in.find("name") == nullptr) || file->root->damaged;
        read_section(sections[0], in);  // what this file says of itself, before what it includes
        if (const auto* include = in.find("include")) read_includes(*include, folder);
        for (const auto& s : std::span(sections).subspan(1)) read_section(s, in);
        read_icalendars(folder);
        if (file->root->damaged) {
            for (const auto& s : sections) x_document->mark_damaged(s.key);
        }
    }

    void read_section(const section_row& s, const written::mapping_view& in) {
        if (!in.has(s.key)) return;
        const auto* value = in.find(s.key);
        if (value == nullptr || may_lack_names(s.key, *value)) x_document->mark_damaged(s.key);
        if (value == nullptr || s.key == "include") return;
        if (s.read != nullptr) {
            s.read(*value, *x_document, x_found);
            return;
        }
        written::report_not_built(in.place_of(s.key), fmt::format("the section '{}'", s.key), x_found);
        x_document->kept.push_back({{std::string(s.key), in.place_of(s.key)}, value});
    }

    // ---- include ----

    void read_includes(const yaml_node& node, const std::optional<fs::path>& folder) {
        for (const auto& asked : written::read_names(node, "'include'", x_found)) {
            if (!folder) {
                x_found.add(code::bad_include, asked.at, "'include' needs a file: these rules were given as a text",
                            "write them into a file");
                return;
            }
            include(asked, *folder);
        }
    }

    void include(const written::name& asked, const fs::path& folder) {
        const auto path = folder / asked.text;
        fs::path real;
        if (const auto why = find_file(asked.text, path, real)) {
            refuse(asked, why->first, why->second);
            return;
        }
        if (is_cycle(asked, real) || is_repeated(asked, real)) return;
        if (x_document->files.size() >= most_files) {
            refuse(asked, fmt::format("more than {} files are included", most_files), "join some of them");
            return;
        }
        x_open.push_back({real, asked.at});
        x_read.push_back({real, asked.at});
        if (auto text = read_source_file(path.string(), path.lexically_normal().string(), x_found, asked.at)) {
            read(std::move(text), path.parent_path());
        }
        x_open.pop_back();
    }

    // What is wrong with a file's name, and the way out; nothing when it lies where it may.
    std::optional<std::pair<std::string, std::string>> find_file(const std::string& asked, const fs::path& path, fs::path& real) const {
        std::error_code failed;
        real = fs::canonical(path, failed);
        if (failed)
            return std::pair(fmt::format("there is no file '{}'", asked), std::string("the path is taken from the folder of this file"));
        if (fs::path(asked).is_absolute() || !is_inside(real)) {
            return std::pair(fmt::format("'{}' lies outside the folder of the main rules file", asked),
                             std::string("move it into that folder or below"));
        }
        if (!fs::is_regular_file(real, failed))
            return std::pair(fmt::format("'{}' is not a regular file", asked), std::string("name a file"));
        return std::nullopt;
    }

    // The files of `ics:` in the calendars that this file has added.
    void read_icalendars(const std::optional<fs::path>& folder) {
        for (; x_calendars_read < x_document->calendars.size(); ++x_calendars_read) {
            auto& c = x_document->calendars[x_calendars_read];
            for (const auto& asked : c.ics) {
                if (!read_icalendar(asked, folder, c)) c.unreadable = true;
            }
        }
    }

    bool read_icalendar(const written::name& asked, const std::optional<fs::path>& folder, written::calendar& into) {
        if (!folder) {
            x_found.add(code::bad_icalendar, asked.at, "'ics' needs a folder: these rules were given as a text", "write them into a file");
            return false;
        }
        const auto path = *folder / asked.text;
        fs::path real;
        if (const auto why = find_file(asked.text, path, real)) {
            x_found.add(code::bad_icalendar, asked.at, why->first, why->second);
            return false;
        }
        const auto text = read_source_file(path.string(), path.lexically_normal().string(), x_found, asked.at);
        if (!text) return false;
        const auto before = x_found.size();
        const auto days = read_icalendar_days(text, x_found);
        for (const auto day : days) into.holidays.push_back({day, asked.at});
        return std::none_of(x_found.begin() + static_cast<std::ptrdiff_t>(before), x_found.end(),
                            [](const diagnostic& d) { return row_of(d.what).level == severity::error; });
    }

    void refuse(const written::name& asked, std::string why, std::string way_out) {
        x_found.add(code::bad_include, asked.at, std::move(why), std::move(way_out));
        for (const auto& s : sections) x_document->mark_damaged(s.key);
    }

    [[nodiscard]] bool is_inside(const fs::path& real) const {
        const auto end = std::mismatch(x_root.begin(), x_root.end(), real.begin(), real.end()).first;
        return end == x_root.end();
    }

    bool is_cycle(const written::name& asked, const fs::path& real) {
        const auto before = std::find_if(x_open.begin(), x_open.end(), [&](const opened& o) { return o.real == real; });
        if (before == x_open.end()) return false;
        diagnostic d{code::include_cycle,
                     asked.at,
                     fmt::format("'{}' is being read already: the files include each other", asked.text),
                     "take one of the includes out",
                     {}};
        for (auto i = before + 1; i < x_open.end(); ++i) d.notes.push_back({i->asked_at, "included here"});
        x_found.add(std::move(d));
        return true;
    }

    bool is_repeated(const written::name& asked, const fs::path& real) {
        const auto before = std::find_if(x_read.begin(), x_read.end(), [&](const opened& o) { return o.real == real; });
        if (before == x_read.end()) return false;
        x_found.add({code::bad_include,
                     asked.at,
                     fmt::format("'{}' is included a second time", asked.text),
                     "include each file once",
                     {{before->asked_at, "first here"}}});
        return true;
    }

    diagnostics& x_found;
    std::shared_ptr<rules_document> x_document;
    fs::path x_root;
    std::vector<opened> x_open;  // the files being read, outermost first
    std::vector<opened> x_read;
    std::size_t x_calendars_read = 0;
    bool x_name_unreadable = false;
};

}  // namespace

rules_document_ptr read_rules_file(const std::string& path, diagnostics& found) { return document_reader(found).read_file(path); }

rules_document_ptr read_rules_text(source_ptr text, diagnostics& found) { return document_reader(found).read_text(std::move(text)); }

ESCALERA_NAMESPACE_END

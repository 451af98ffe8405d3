// What rules/README.md says is so: its examples are right, and its tables are those of the code.
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "escalera/compile/resolve.hpp"
#include "escalera/language/diagnostic_format.hpp"
#include "escalera/model/action.hpp"
#include "support/catch.hpp"

using namespace escalera;

namespace {

struct yaml_block {
    std::size_t line = 0;
    std::string text;
    bool is_head = false;  // of the fragments
};

std::vector<std::string> page() {
    std::ifstream in(std::string(ESCALERA_SOURCE_DIR) + "/rules/README.md");
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    REQUIRE(lines.size() > 100);
    return lines;
}

std::vector<yaml_block> blocks() {
    std::vector<yaml_block> all;
    bool inside = false;
    std::string before;
    std::size_t number = 0;
    for (const auto& line : page()) {
        ++number;
        if (!inside && line == "```yaml") {
            inside = true;
            all.push_back({number + 1, "", before.starts_with("<!-- the head")});
        } else if (inside && line == "```") {
            inside = false;
        } else if (inside) {
            all.back().text += line + "\n";
        }
        before = line;
    }
    return all;
}

bool begins_section(const std::string& line) {
    return !line.empty() && line[0] != ' ' && line[0] != '#' && line.find(':') != std::string::npos;
}

std::string section_of(const std::string& line) { return line.substr(0, line.find(':')); }

// The sections of the head that the fragment does not have itself, then the fragment.
std::string complete(const std::string& head, const std::string& fragment) {
    std::set<std::string> own;
    std::istringstream in(fragment);
    for (std::string line; std::getline(in, line);) {
        if (begins_section(line)) own.insert(section_of(line));
    }
    std::string text;
    bool keep = true;
    std::istringstream from(head);
    for (std::string line; std::getline(from, line);) {
        if (begins_section(line)) keep = own.count(section_of(line)) == 0;
        if (keep) text += line + "\n";
    }
    return text + fragment;
}

std::string findings(const std::string& text) {
    diagnostics found;
    auto document = read_rules_text(std::make_shared<source>("rules/README.md", text), found);
    static_cast<void>(resolve(std::move(document), found));
    return to_text(found);
}

}  // namespace

TEST_CASE("every example in the rules' documentation is right") {
    const auto all = blocks();
    std::string head;
    for (const auto& b : all) head = b.is_head ? b.text : head;
    REQUIRE_FALSE(head.empty());
    CHECK(all.size() >= 11);
    for (const auto& b : all) {
        INFO("rules/README.md:" << b.line);
        const bool whole = b.text.starts_with("escalera:");
        CHECK(findings(whole ? b.text : complete(head, b.text)) == "");
    }
}

TEST_CASE("the tables of fields and actions are those of the code") {
    std::set<std::string> rows;
    for (const auto& line : page()) rows.insert(line);
    const auto has_row = [&](const std::string& start) {
        const auto at = rows.lower_bound(start);
        return at != rows.end() && at->starts_with(start);
    };
    std::size_t expected = 0;
    const schema built_in;
    for (const auto& f : built_in.fields()) {
        const auto start = "| `" + f.full_name + "` | " + to_string(f.holds) + " |";
        INFO(start);
        CHECK(has_row(start));
        ++expected;
    }
    for (const auto& a : built_in_actions()) {
        for (const auto& argument : a.arguments) {
            const auto start = "| `" + std::string(a.name) + "` | `" + std::string(argument.name) + "` | " + to_string(argument.holds) +
                               " | " + (argument.required ? "required" : "optional") + " |";
            INFO(start);
            CHECK(has_row(start));
            ++expected;
        }
    }
    for (const auto name : event_kind_names().first(input_event_kind_count)) {
        const auto kind = *event_kind_by_name(name);
        const auto start = "| `" + std::string(name) + "` | " + std::string(name_of(own_root(kind))) + " |";
        INFO(start);
        CHECK(has_row(start));
        ++expected;
    }
    std::size_t written = 0;
    for (const auto& r : rows) written += r.starts_with("| `") && r.find("` | ") != std::string::npos ? 1 : 0;
    CHECK(written >= expected);
    for (const auto name : event_kind_names()) {
        bool named = false;
        for (const auto& r : rows) named = named || r.find("`" + std::string(name) + "`") != std::string::npos;
        INFO(name);
        CHECK(named);
    }
}

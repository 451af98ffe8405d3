// Mistakes planted in the packs, one by one and ten at once: each is told where it was planted, and nothing else is.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "escalera/compile/resolve.hpp"
#include "escalera/language/diagnostic_format.hpp"
#include "support/catch.hpp"
#include "support/shipped_packs.hpp"

using namespace escalera;

namespace {

using lines = std::vector<std::string>;

lines read_lines(const std::filesystem::path& pack) {
    std::ifstream in(pack);
    lines all;
    for (std::string line; std::getline(in, line);) all.push_back(line);
    REQUIRE(all.size() > 10);
    return all;
}

// One line replaced by others, and where the finding must be: in which of them, and between which columns (from 0).
struct mistake {
    std::string name;
    std::size_t line = 0;
    lines instead;
    std::size_t told_in = 0;
    std::size_t from = 0;
    std::size_t to = 0;
    std::vector<code> codes;  // any of them
    bool alone = false;       // loses names that other mistakes could be about
};

// A pattern with one group: what the group matches is replaced; the finding is at the group.
struct slip {
    std::string name;
    std::regex where;
    std::string (*wrong)(const std::string&);
    std::vector<code> codes;
    bool alone = false;
};

std::string swap_letters(const std::string& s) {
    auto wrong = s;
    for (std::size_t i = s.size() - 1; i > 0; --i) {
        if (s[i] == s[i - 1]) continue;
        std::swap(wrong[i], wrong[i - 1]);
        return s.size() < 4 ? s + s.back() : wrong;
    }
    return s + s.back();
}

const std::vector<slip>& slips() {
    static const std::vector<slip> all = {
        {"misspelt key",
         std::regex(
             R"(^(?:\s*- |\s*)(name|when|then|rungs|events|unless|once|again_after|one_of|if_unknown|to|per|start|stop|pause|stages|at):)"),
         swap_letters,
         {code::unknown_key}},
        {"misspelt key in braces",
         std::regex(
             R"([{,] ?(count|distinct|per|within|where|limit|role|by|of|skill|absent|text|questions|measure|owner|department|grounds|level|provisional|how|why|idle): )"),
         swap_letters,
         {code::unknown_key}},
        {"misspelt section",
         std::regex(R"(^(zone|lateness|unknown|cases|fields|roles|windows|groups|routes|ladders|rules|clocks|scores|follow_ups|texts):)"),
         swap_letters,
         {code::unknown_key}},
        {"unknown action",
         std::regex(R"(^\s*- (notify|assign|assess|accountability|improve|resolve|grade|penalty|recuse|verify|review|tag|priority): )"),
         swap_letters,
         {code::unknown_action}},
        {"unknown role", std::regex(R"(role: ([a-z0-9-]+)[,}])"), swap_letters, {code::unknown_role}},
        {"unknown channel",
         std::regex(R"(role: [a-z0-9-]+, by: (sms|queue|email)[,}])"),
         [](const std::string&) { return std::string("pigeon"); },
         {code::unknown_channel}},
        {"unknown text", std::regex(R"(text: ([a-z_]+)\})"), swap_letters, {code::unknown_text}},
        {"bad unit",
         std::regex(R"((?:within|idle|again_after|lateness): ([0-9]+[dm]))"),
         [](const std::string& s) { return s.substr(0, s.size() - 1) + "x"; },
         {code::bad_duration}},
        {"no unit",
         std::regex(R"((?:within|idle|again_after): ([0-9]+)d)"),
         [](const std::string& s) { return s + " weeks"; },
         {code::bad_duration}},
        {"unknown field in a condition",
         std::regex(R"(when: (?!.*has).*?\b((?:complaint|customer|assessment)\.[a-z_]+))"),
         [](const std::string& s) { return s + "x"; },
         {code::unknown_name}},
        {"unknown field in a key",
         std::regex(R"((?:^\s+|(?:count|sum|distinct|share): .*)per: \[customer, ([a-z.]+)\])"),
         [](const std::string& s) { return s + "x"; },
         {code::unknown_field}},
        {"unknown window", std::regex(R"(when: (repeat|frequency|same_bill|outlets|ever)\b)"), swap_letters, {code::unknown_name}},
        {"wrong type in a condition",
         std::regex(R"(when: ([a-z_]+ >= [0-9])$)"),
         [](const std::string& s) { return s.substr(0, s.size() - 1) + "\"" + s.back() + "\""; },
         {code::type_mismatch}},
        {"operator of another language",
         std::regex(R"(when: [a-z_.]+ (==|>=) )"),
         [](const std::string& s) { return std::string(s == "==" ? "=" : "=>"); },
         {code::wrong_operator, code::syntax_error, code::unexpected_character}},
        {"quote of a string dropped",
         std::regex(R"(when: [a-z_.]+ == ("[a-z-]+)\"$)"),
         [](const std::string& s) { return s + "'"; },
         {code::bad_literal, code::syntax_error, code::unexpected_character}},
        {"unknown event", std::regex(R"(events: \[.*\b(assessment|complaint)\])"), swap_letters, {code::unknown_event}},
        {"wrong shape",
         std::regex(R"(within: ([0-9]+d))"),
         [](const std::string& s) { return "[" + s + "]"; },
         {code::wrong_shape, code::bad_argument}},
        {"list for a name",
         std::regex(R"(^\s*- name: ([a-z0-9-]+))"),
         [](const std::string& s) { return "{" + s + ": 1}"; },
         {code::wrong_shape}},
        {"bad placeholder",
         std::regex(R"(\{(complaint\.[a-z]+)\})"),
         [](const std::string& s) { return s + "x"; },
         {code::bad_placeholder}},
        {"unclosed quote",
         std::regex(R"re(^\s+(?:en|es): ("[^"]*)"$)re"),
         [](const std::string& s) { return s + " "; },
         {code::unclosed_quote}},
        {"unknown type",
         std::regex(R"(^\s+[a-z_]+: (string|bool)\b)"),
         [](const std::string&) { return std::string("text"); },
         {code::bad_value},
         true},
        {"unknown zone", std::regex(R"(^zone: ([A-Za-z/]+))"), [](const std::string& s) { return s + "x"; }, {code::bad_value}},
        {"unknown choice", std::regex(R"(if_unknown: (skip))"), [](const std::string&) { return std::string("skipp"); }, {code::bad_value}},
        {"number for a text",
         std::regex(R"(level: ([0-9]))"),
         [](const std::string&) { return std::string("high"); },
         {code::bad_argument}},
        {"tag", std::regex(R"(^\s*- (?:name|to): ([a-z-]+))"), [](const std::string& s) { return "!role " + s; }, {code::unknown_tag}},
        {"alias of nothing", std::regex(R"(to: ([a-z-]+)$)"), [](const std::string& s) { return "*" + s; }, {code::yaml_syntax}},
        {"condition that begins with a quote",
         std::regex(R"(when: ([a-z_.]+ == "[a-z-]+")$)"),
         [](const std::string& s) { return s.substr(s.find('"')) + " == " + s.substr(0, s.find(' ')); },
         {code::condition_first_character}},
        {"condition that begins with '!'",
         std::regex(R"(when: ([a-z_.]+)$)"),
         [](const std::string& s) { return "!" + s; },
         {code::condition_first_character}},
        {"condition with ': '",
         std::regex(R"(when: [a-z_.]+ == "([a-z-]+)\"$)"),
         [](const std::string& s) { return s + ": x"; },
         {code::condition_colon}},
        {"condition with ' #'",
         std::regex(R"(when: [a-z_.]+ == "([a-z-]+)\"$)"),
         [](const std::string& s) { return s + " #1"; },
         {code::condition_cut_by_comment}},
        {"bracket not closed",
         std::regex(R"((?:questions|per|by): (\[[a-z_, ]+)\])"),
         [](const std::string& s) { return s + " "; },
         {code::yaml_syntax},
         true},
    };
    return all;
}

// Mistakes that are more than a word replaced.
void plant_lines(const lines& text, std::vector<mistake>& into) {
    static const std::regex entry(R"(^(\s+)(?:- )?([a-z_]+): .*$)");
    for (std::size_t i = 1; i < text.size(); ++i) {
        std::smatch m;
        if (!std::regex_match(text[i], m, entry) || text[i].find('#') != std::string::npos || text[i].ends_with(">-")) continue;
        const auto column = static_cast<std::size_t>(m.position(2));
        const bool in_list = text[i][column - 2] == '-';
        const bool goes_on = std::count(text[i].begin(), text[i].end(), '[') != std::count(text[i].begin(), text[i].end(), ']');
        const auto before = text[i - 1].find_first_not_of(" -");
        if (!in_list && !goes_on) {
            into.push_back({"duplicate key", i, {text[i], text[i]}, 1, column, column + 1, {code::duplicate_key}});
            // Behind deeper lines it would become one of them, and be wrong there as well.
            if (before <= column) into.push_back({"tab", i, {"\t" + text[i].substr(column)}, 0, 0, 1, {code::tab_indentation}});
            auto without = text[i];
            without.erase(static_cast<std::size_t>(m.position(2) + m.length(2)), 1);
            const bool one_word = without.find(' ', column) == std::string::npos;
            const bool first = before < column;        // it would be one text with the next line, which is then told
            const bool measures = m[2] == "calendar";  // without it business days mean nothing, which is told as well
            if (!one_word && !first && !measures && text[i].find_first_of("{[\">|&") == std::string::npos) {
                const bool declares = text[i].ends_with(": string") || text[i].ends_with(": bool");
                into.push_back({"colon dropped", i, {without}, 0, column, without.size(), {code::yaml_syntax}, declares});
            }
        }
        auto unknown = std::string(column, ' ') + "colour: blue";
        if (!in_list && m[2] == "then") into.push_back({"unknown key", i, {unknown, text[i]}, 0, column, column + 1, {code::unknown_key}});
    }
}

// Columns count characters, not bytes.
std::size_t characters(const std::string& line, std::size_t bytes) {
    return static_cast<std::size_t>(std::count_if(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(bytes),
                                                  [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::vector<mistake> mistakes_of(const lines& text) {
    std::vector<mistake> all;
    for (const auto& s : slips()) {
        for (std::size_t i = 0; i < text.size(); ++i) {
            const auto comment = text[i].find(" #");
            const auto code_part = text[i].substr(0, comment);
            std::smatch m;
            if (text[i].starts_with("#") || !std::regex_search(code_part, m, s.where)) continue;
            const auto at = static_cast<std::size_t>(m.position(1));
            const auto wrong = s.wrong(m[1].str());
            auto changed = code_part;
            changed.replace(at, static_cast<std::size_t>(m.length(1)), wrong);
            if (s.name == "unclosed quote" || s.name == "bracket not closed" || s.name == "quote of a string dropped") {
                changed.erase(at + wrong.size() - 1, 2);  // the mark put behind, and the closing one
            }
            const auto column = characters(text[i], at);
            all.push_back({s.name, i, {changed}, 0, column, column + wrong.size() + 6, s.codes, s.alone});
        }
    }
    plant_lines(text, all);
    return all;
}

struct planted {
    std::string text;
    struct told {
        const mistake* about;
        std::uint32_t line;
    };
    std::vector<told> expected;
};

// `chosen`: sorted by line, one a line.
planted plant(const lines& text, const std::vector<const mistake*>& chosen) {
    planted p;
    std::uint32_t line = 1;
    auto next = chosen.begin();
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (next != chosen.end() && (*next)->line == i) {
            p.expected.push_back({*next, line + static_cast<std::uint32_t>((*next)->told_in)});
            for (const auto& l : (*next)->instead) {
                p.text += l + "\n";
                ++line;
            }
            ++next;
        } else {
            p.text += text[i] + "\n";
            ++line;
        }
    }
    return p;
}

diagnostics check(const std::string& text) {
    diagnostics found;
    auto document = read_rules_text(std::make_shared<source>("pack.yaml", text), found);
    static_cast<void>(resolve(std::move(document), found));
    found.sort();
    return found;
}

bool is_told(const diagnostic& d, const planted::told& expected) {
    const auto p = d.at.where();
    const auto& m = *expected.about;
    return p.line == expected.line && p.column >= m.from + 1 && p.column <= m.to + 1 &&
           std::find(m.codes.begin(), m.codes.end(), d.what) != m.codes.end();
}

bool all_told(const planted& p, const diagnostics& found) {
    if (found.size() != p.expected.size()) return false;
    return std::all_of(p.expected.begin(), p.expected.end(), [&](const planted::told& t) {
        return std::any_of(found.begin(), found.end(), [&](const diagnostic& d) { return is_told(d, t); });
    });
}

std::string describe(const planted& p) {
    std::string all;
    for (const auto& t : p.expected) all += t.about->name + " at line " + std::to_string(t.line) + "\n";
    return all;
}

// Such a pack is no whole text by itself.
bool includes_others(const lines& text) {
    return std::any_of(text.begin(), text.end(), [](const std::string& line) { return line.starts_with("include:"); });
}

const auto repeat_ladder = std::filesystem::path(ESCALERA_SOURCE_DIR) / "rules" / "repeat-ladder.yaml";

}  // namespace

TEST_CASE("each mistake planted in a pack is told where it was planted, and nothing else is") {
    std::size_t planted_in_all = 0;
    std::map<std::string, std::size_t> kinds;
    for (const auto& pack : shipped_packs()) {
        const auto text = read_lines(pack);
        if (includes_others(text)) continue;
        const auto all = mistakes_of(text);
        // Every one in small packs, in large ones each n-th: they are alike there, and each is a file read anew.
        const auto stride = 1 + all.size() / 120;
        for (std::size_t i = 0; i < all.size(); i += stride) {
            const auto& m = all[i];
            ++planted_in_all;
            ++kinds[m.name];
            const auto p = plant(text, {&m});
            const auto found = check(p.text);
            if (all_told(p, found)) continue;
            INFO(pack.string() << ": " << describe(p) << "was told as\n" << to_text(found));
            CHECK(all_told(p, found));
        }
    }
    CHECK(planted_in_all >= 300);
    CHECK(kinds.size() >= 30);
}

TEST_CASE("ten mistakes at once: all ten are told, and nothing else is") {
    std::mt19937 random(20260309);
    for (const auto& pack : shipped_packs()) {
        const auto text = read_lines(pack);
        if (includes_others(text)) continue;
        const auto all = mistakes_of(text);
        for (int round = 0; round < 20; ++round) {
            std::map<std::size_t, const mistake*> by_line;
            for (int tries = 0; by_line.size() < 10 && tries < 1000; ++tries) {  // the smallest pack has no room for ten
                const auto& m = all[random() % all.size()];
                // Reading finds its way again at the next lines that are whole: not two close to each other.
                const auto next = by_line.lower_bound(m.line > 3 ? m.line - 3 : 0);
                const bool close = next != by_line.end() && next->first <= m.line + 3;
                if (!m.alone && !close) by_line.emplace(m.line, &m);
            }
            std::vector<const mistake*> chosen;
            for (const auto& [line, m] : by_line) chosen.push_back(m);
            const auto p = plant(text, chosen);
            const auto found = check(p.text);
            if (all_told(p, found)) continue;
            INFO(pack.string() << ": " << describe(p) << "were told as\n" << to_text(found));
            CHECK(all_told(p, found));
        }
    }
}

TEST_CASE("whatever becomes of a pack, reading ends, and every finding is in the text") {
    std::mt19937 random(7);
    const auto text = [] {
        std::string all;
        for (const auto& l : read_lines(repeat_ladder)) all += l + "\n";
        return all;
    }();
    constexpr std::string_view pieces[] = {"\"",  "'", "{", "}",  "[",    "]", ": ", "- ", "\n", "\t", "#",  "&a ",  "*a ",
                                           "!x ", "|", ">", "\r", "\xFF", "é", "? ", "%",  "@",  ",",  "==", "---\n"};
    for (int round = 0; round < 300; ++round) {
        auto wrong = text;
        for (int i = 0; i < 1 + round % 7; ++i) {
            const auto at = random() % wrong.size();
            const auto length = std::min<std::size_t>(random() % 9, wrong.size() - at);
            if (random() % 2 == 0) wrong.erase(at, length);
            if (random() % 2 == 0) wrong.insert(std::min(at, wrong.size()), pieces[random() % std::size(pieces)]);
        }
        const auto found = check(wrong);
        for (const auto& d : found) {
            INFO(wrong);
            REQUIRE(d.at.in);
            CHECK(d.at.begin <= d.at.end);
            CHECK(d.at.end <= wrong.size());
        }
        CHECK((found.empty() || !to_text(found).empty()));
    }
}

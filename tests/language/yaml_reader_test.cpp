#include "escalera/language/yaml_reader.hpp"

#include <string>
#include <vector>

#include "support/catch.hpp"

using namespace escalera;

namespace {

struct reading {
    diagnostics found;
    yaml_document_ptr document;
    source_ptr in;

    [[nodiscard]] const yaml_node& root() const { return *document->root; }
};

reading read(std::string text, const yaml_limits& limits = {}) {
    static constexpr std::string_view condition_keys[] = {"when", "unless"};
    reading r;
    r.in = std::make_shared<source>("t.yaml", std::move(text));
    r.document = read_yaml(r.in, r.found, limits, condition_keys);
    r.found.sort();
    return r;
}

// "line:column code", one a finding.
std::vector<std::string> findings(const reading& r) {
    std::vector<std::string> all;
    for (const auto& d : r.found) {
        const auto p = d.at.where();
        all.push_back(std::to_string(p.line) + ":" + std::to_string(p.column) + " " + std::string(row_of(d.what).name));
    }
    return all;
}

using list = std::vector<std::string>;

std::string dump(const yaml_node& n) {
    switch (n.what) {
        case yaml_kind::null: return "null";
        case yaml_kind::broken: return "broken";
        case yaml_kind::scalar: return "'" + std::string(n.scalar()) + "'";
        case yaml_kind::sequence: {
            std::string s = "[";
            for (const auto* i : n.items) s += dump(*i) + ",";
            return s + "]";
        }
        case yaml_kind::mapping: {
            std::string s = "{";
            for (const auto& e : n.entries) s += dump(*e.key) + ":" + dump(*e.value) + ",";
            return s + (n.damaged ? "...}" : "}");
        }
    }
    return "?";
}

// Where the first `needle` of the decoded text stands in the source: "line:column".
std::string where(const reading& r, const yaml_node& n, std::string_view needle) {
    const auto i = n.scalar().find(needle);
    REQUIRE(i != std::string_view::npos);
    const auto p = n.text.at(i, i + needle.size());
    const auto at = r.in->position_of(p.begin);
    return std::to_string(at.line) + ":" + std::to_string(at.column);
}

}  // namespace

TEST_CASE("a file becomes a tree in the order written") {
    const auto r = read("b: 1\na: [x, ~, {c: d}]\ne:\n  - f\n  -\n");
    CHECK(r.found.empty());
    CHECK(dump(r.root()) == "{'b':'1','a':['x',null,{'c':'d',},],'e':['f',null,],}");
    CHECK(r.root().find("a")->flow);
    CHECK_FALSE(r.root().find("e")->flow);
}

TEST_CASE("nothing, or comments alone, is a file without a document") {
    for (const auto* text : {"", "\n\n", "# nothing\n", "\xEF\xBB\xBF"}) {
        const auto r = read(text);
        CHECK(r.found.empty());
        CHECK((r.document->root == nullptr || r.document->root->is_null()));
    }
}

TEST_CASE("a value left out has its place behind the colon") {
    const auto r = read("a:\nb: 1\n");
    const auto at = r.root().find("a")->at.where();
    CHECK(at.line == 1);
    CHECK(at.column == 3);
}

TEST_CASE("the five styles map characters to the source") {
    const std::string lf =
        "# für alle: ñandú\n"
        "plain: ünder the brídge and\n"
        "   further x == 1\n"
        "single: 'it''s ü and\n"
        "   further x == 1'\n"
        "double: \"tab\\t ü \\u00e9 and\\\n"
        "   further \\x41 x == 1\"\n"
        "literal: |2-  # comment\n"
        "     ü and\n"
        "\n"
        "  further x == 1\n"
        "folded: >\n"
        "  ü and\n"
        "  further\n"
        "    x == 1\n"
        "last: 1\n";
    std::string crlf;
    for (const char c : lf) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
    for (const auto& text : {lf, crlf, "\xEF\xBB\xBF" + lf}) {
        const auto r = read(text);
        REQUIRE(r.found.empty());
        const auto& root = r.root();
        CHECK(root.find("plain")->scalar() == "ünder the brídge and further x == 1");
        CHECK(root.find("plain")->style == scalar_style::plain);
        CHECK(where(r, *root.find("plain"), "and") == "2:25");
        CHECK(where(r, *root.find("plain"), "==") == "3:14");
        CHECK(root.find("single")->scalar() == "it's ü and further x == 1");
        CHECK(root.find("single")->style == scalar_style::single_quoted);
        CHECK(where(r, *root.find("single"), "s ü") == "4:14");
        CHECK(where(r, *root.find("single"), "'") == "4:12");
        CHECK(where(r, *root.find("single"), "==") == "5:14");
        CHECK(root.find("double")->scalar() == "tab\t ü é andfurther A x == 1");
        CHECK(root.find("double")->style == scalar_style::double_quoted);
        CHECK(where(r, *root.find("double"), "ü") == "6:16");
        CHECK(where(r, *root.find("double"), "é") == "6:18");
        CHECK(where(r, *root.find("double"), "and") == "6:25");
        CHECK(where(r, *root.find("double"), "x ==") == "7:17");
        CHECK(root.find("literal")->scalar() == "   ü and\n\nfurther x == 1");
        CHECK(root.find("literal")->style == scalar_style::literal);
        CHECK(where(r, *root.find("literal"), "ü") == "9:6");
        CHECK(where(r, *root.find("literal"), "==") == "11:13");
        CHECK(root.find("folded")->scalar() == "ü and further\n  x == 1\n");
        CHECK(root.find("folded")->style == scalar_style::folded);
        CHECK(where(r, *root.find("folded"), "and") == "13:5");
        CHECK(where(r, *root.find("folded"), "further") == "14:3");
        CHECK(where(r, *root.find("folded"), "==") == "15:7");
        CHECK(root.find("last")->at.where().line == 16);
    }
}

TEST_CASE("anchors stand for the node itself") {
    const auto r = read("a: &x {b: 1}\nc: *x\nd: &y 'text'\ne: [*y, *x]\n");
    CHECK(r.found.empty());
    CHECK(r.root().find("a") == r.root().find("c"));
    CHECK(r.root().find("e")->items[0]->scalar() == "text");
}

TEST_CASE("what is wrong with the text itself is told") {
    using namespace std::string_literals;
    CHECK(findings(read("a: b\xFFz\nc: \x01\n")) == list{"1:5 bad_encoding", "2:4 control_character"});
    CHECK(findings(read("\xFF\xFE"s + "a\0:\0"s)) == list{"1:1 bad_encoding"});
    CHECK(findings(read("\xFE\xFF\0a\0:"s)) == list{"1:1 bad_encoding"});
    CHECK(findings(read("\0\0\xFE\xFF\0\0\0a"s)) == list{"1:1 bad_encoding"});
    CHECK(findings(read("a\0:\0 \0b\0"s)) == list{"1:1 bad_encoding"});
    CHECK(findings(read("a: \xED\xA0\x80\n")).size() == 3);  // a surrogate: three bytes, none of them good
    CHECK(findings(read("a: x\0y\n"s)) == list{"1:5 control_character"});
    CHECK(findings(read("a: x\xEF\xBB\xBFy\n")) == list{"1:5 control_character"});
    CHECK(findings(read("a: x\x04y\nb: 1\n")) == list{"1:5 control_character"});
    const auto r = read("a: 1\rb: 2\n");
    CHECK(findings(r) == list{"1:5 lone_carriage_return"});
    CHECK(dump(r.root()) == "{'a':'1','b':'2',}");
}

TEST_CASE("tabs as indentation are told, and the line is read all the same") {
    const auto r = read("a:\n  - name: x\n\twhen: y\n    to: z\nb: 1\n");
    CHECK(findings(r) == list{"3:1 tab_indentation"});
    CHECK(dump(r.root()) == "{'a':[{'name':'x','when':'y','to':'z',},],'b':'1',}");
    CHECK(findings(read("a:\n  \t b: c\n")) == list{"2:3 tab_indentation"});
    CHECK(findings(read("a: {\n\tb: c}\n")) == list{"2:1 tab_indentation"});
    CHECK(findings(read("a: b\n\tc\n")) == list{"2:1 tab_indentation"});
}

TEST_CASE("tabs elsewhere are content") {
    CHECK(read("a: |\n  x\n  \ty\n").found.empty());
    CHECK(read("a: \"x\n\ty\"\n").found.empty());
    CHECK(read("a:\tb\n\t# comment\n\t\nb: c\n").found.empty());
}

TEST_CASE("what YAML lets pass is told") {
    CHECK(findings(read("a: 1\nb: 2\na: 3\n")) == list{"3:1 duplicate_key"});
    CHECK(findings(read("x: {a: 1, \"a\": 2}\n")) == list{"1:11 duplicate_key"});
    CHECK(findings(read("a: 1\n---\nb: 2\n")) == list{"2:1 second_document"});
    CHECK(findings(read("--- \na: 1\n...\n")).empty());
    CHECK(findings(read("a: !foo 1\n")) == list{"1:4 unknown_tag"});
    CHECK(findings(read("a: !!binary aGk=\n")) == list{"1:4 unknown_tag"});
    CHECK(findings(read("a: !!str 1\n")).empty());
    CHECK(findings(read("a: ! 1\n")) == list{"1:4 unknown_tag"});
    CHECK(findings(read("a: &x {b: 1}\nc: {<<: *x, d: 2}\n")) == list{"2:5 merge_key"});
    CHECK(findings(read("a: &x [*x]\n")) == list{"1:8 alias_cycle"});
    CHECK(findings(read("a: *x\nb: 1\n")) == list{"1:4 yaml_syntax"});
    CHECK(findings(read("[1, 2]: x\n")) == list{"1:1 bad_key"});
    CHECK(findings(read("? {a: b}\n: x\n")) == list{"1:3 bad_key"});
    CHECK(findings(read("~: x\n")) == list{"1:1 bad_key"});
    CHECK(findings(read("a: \"x\nb: 1\n")) == list{"1:4 unclosed_quote"});
    CHECK(findings(read("a: 'x\nb: 1\n")) == list{"1:4 unclosed_quote"});
}

TEST_CASE("reading goes on behind a mistake") {
    const auto r = read(
        "a: \"x\n"  // not closed: swallows the next line
        "b: \"y\"\n"
        "c: [1, 2\n"  // not closed
        "d: 4\n"
        "e: %x\n"
        "f:\n"
        "  - name: n\n"
        "    when x == 1\n"  // no colon
        "    to: z\n"
        "g: 7\n");
    CHECK(findings(r) == list{"1:4 unclosed_quote", "3:4 yaml_syntax", "5:4 yaml_syntax", "8:5 yaml_syntax"});
    CHECK(dump(r.root()) == "{'a':broken,'b':'y','c':broken,'d':'4','e':broken,'f':[{'name':'n','to':'z',...},],'g':'7',}");
}

TEST_CASE("conditions that YAML takes apart are told as such") {
    CHECK(findings(read("when: \"vip\" == x\nb: 1\n")) == list{"1:7 condition_first_character"});
    CHECK(findings(read("when: !x and y\nb: 1\n")) == list{"1:7 condition_first_character"});
    CHECK(findings(read("when: &x == 3\nb: 1\n")) == list{"1:7 condition_first_character"});
    CHECK(findings(read("when: [1, 2].exists(i, i == x)\nb: 1\n")) == list{"1:7 condition_first_character"});
    CHECK(findings(read("when: *x == 3\nb: 1\n")) == list{"1:7 condition_first_character"});
    CHECK(findings(read("when: %x\nb: 1\n")) == list{"1:7 condition_first_character"});
    CHECK(findings(read("when: @x\nb: 1\n")) == list{"1:7 condition_first_character"});
    CHECK(findings(read("when: a == \"x: y\"\nb: 1\n")) == list{"1:14 condition_colon"});
    CHECK(findings(read("when: a ? b : c\nb: 1\n")) == list{"1:13 condition_question"});
    CHECK(findings(read("- {when: a in [1, 2], to: x}\n- b\n")) == list{"1:15 condition_in_braces"});
    CHECK(findings(read("- {to: x, when: a[1] == 2}\n- b\n")) == list{"1:18 condition_in_braces"});
}

TEST_CASE("hostile input ends soon, with a finding") {
    std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 20; ++i) {
        const auto before = "*a" + std::to_string(i - 1);
        bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
        for (int k = 0; k < 9; ++k) bomb += ", " + before;
        bomb += "]\n";
    }
    const auto r = read(bomb);
    REQUIRE(r.found.size() == 1);
    CHECK(r.found[0].what == code::alias_expansion);

    const auto names = [](const reading& made) {
        list all;
        for (const auto& d : made.found) all.emplace_back(row_of(d.what).name);
        return all;
    };
    const auto repeated = [](std::string_view piece, std::size_t times) {
        std::string s;
        for (std::size_t i = 0; i < times; ++i) s += piece;
        return s;
    };
    CHECK(names(read(repeated("[", 500) + repeated("]", 500))) == list{"too_deep"});
    CHECK(names(read(repeated("[", 100'000))) == list{"too_deep"});
    CHECK(names(read(repeated("{a: ", 100'000))) == list{"too_deep"});
    CHECK(names(read(repeated("- ", 100'000))) == list{"too_deep"});
    std::string nested;
    for (std::size_t i = 0; i < 500; ++i) nested += std::string(i, ' ') + "a:\n";
    CHECK(names(read(nested)) == list{"too_deep"});
    yaml_limits small;
    small.nodes = 1000;
    CHECK(names(read(repeated("- a\n", 1001), small)) == list{"too_large"});
    small.bytes = 100;
    CHECK(names(read(repeated("- a\n", 1001), small)) == list{"too_large"});
    CHECK_FALSE(read(repeated("? ", 50'000)).found.empty());
    CHECK_FALSE(read(repeated("\"x\ny: ", 5'000)).found.empty());
    CHECK_FALSE(read(repeated("a: b: c\n", 20'000)).found.empty());
    CHECK_FALSE(read(repeated("\tx: y\n", 20'000)).found.empty());
}

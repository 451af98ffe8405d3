// Scalars of every style, made at random: what is read is what was meant, and every character that is not a blank is
// found in the source where it stands. A scalar that the second look did not understand would have all its characters
// at its start, and fail here.
#include <random>
#include <string>
#include <vector>

#include "escalera/language/yaml_reader.hpp"
#include "support/catch.hpp"

using namespace escalera;

namespace {

class scalar_maker {
public:
    explicit scalar_maker(unsigned seed, bool crlf) : x_random(seed), x_break(crlf ? "\r\n" : "\n") {}

    struct made {
        std::string decoded;
        std::string written;  // from the colon's blank to the end of the scalar
        scalar_style style;
    };

    // `indent`: how deep continuation lines must be.
    made make(std::size_t indent) {
        x_pad = std::string(indent, ' ');
        switch (below(5)) {
            case 0: return plain();
            case 1: return single_quoted();
            case 2: return double_quoted();
            case 3: return literal();
            default: return folded();
        }
    }

    std::size_t below(std::size_t n) { return x_random() % n; }
    [[nodiscard]] const std::string& line_break() const { return x_break; }

private:
    std::string word(bool safe) {
        static constexpr std::string_view plain_pieces[] = {"a",  "Bc", "repeat", ">=", "3",   "é",   "ñandú", "电话", "😀",  "x_y",
                                                            "==", "(",  ")",      "&&", "a.b", "\\d", "-",     "a:b",  "a#b"};
        static constexpr std::string_view wild_pieces[] = {"#", ": ", "[", "{", "}", "]", ",", "%", "@", "&x", "*x", "!x", "|", ">", "- "};
        std::string w = "w";
        for (std::size_t i = 0; i < 1 + below(3); ++i) {
            w += plain_pieces[below(std::size(plain_pieces))];
            if (!safe && below(3) == 0) w += wild_pieces[below(std::size(wild_pieces))];
        }
        while (w.ends_with(' ') || w.ends_with(':')) w.pop_back();
        return w;
    }

    // Blanks, one line break (read as a blank), or several (read as one fewer).
    void gap(made& m) {
        const auto choice = below(4);
        if (choice < 2) {
            const std::string blanks(1 + below(3), ' ');
            m.decoded += blanks;
            m.written += blanks;
            return;
        }
        const auto breaks = choice == 2 ? 1 : 2 + below(3);
        m.decoded += breaks == 1 ? " " : std::string(breaks - 1, '\n');
        m.written += std::string(below(3), ' ');
        for (std::size_t i = 0; i < breaks; ++i) m.written += x_break;
        m.written += x_pad + std::string(below(3), ' ');
    }

    made plain() {
        made m{"", "", scalar_style::plain};
        const auto words = 1 + below(6);
        for (std::size_t i = 0; i < words; ++i) {
            if (i != 0) gap(m);
            const auto w = word(true);
            m.decoded += w;
            m.written += w;
        }
        return m;
    }

    made single_quoted() {
        made m{"", "'", scalar_style::single_quoted};
        const auto words = below(6);
        for (std::size_t i = 0; i < words; ++i) {
            if (i != 0) gap(m);
            const auto w = word(false);
            m.decoded += w;
            m.written += w;
            if (below(3) == 0) {
                m.decoded += "'";
                m.written += "''";
            }
            if (below(4) == 0) {
                m.decoded += "\"";
                m.written += "\"";
            }
        }
        m.written += "'";
        return m;
    }

    made double_quoted() {
        struct escape {
            std::string_view written;
            std::string_view decoded;
        };
        static constexpr escape escapes[] = {{"\\n", "\n"},    {"\\t", "\t"},        {"\\\"", "\""}, {"\\\\", "\\"}, {"\\x41", "A"},
                                             {"\\u00e9", "é"}, {"\\U0001F600", "😀"}, {"\\/", "/"},   {"\\ ", " "}};
        made m{"", "\"", scalar_style::double_quoted};
        const auto words = below(6);
        for (std::size_t i = 0; i < words; ++i) {
            if (i != 0) gap(m);
            auto w = word(false);
            std::string escaped;
            for (const char c : w) escaped += c == '\\' ? std::string("\\\\") : std::string(1, c);
            m.decoded += w;
            m.written += escaped;
            if (below(2) == 0) {
                const auto& e = escapes[below(std::size(escapes))];
                m.decoded += e.decoded;
                m.written += e.written;
                // A blank that is escaped is kept even before a break; a word behind it keeps the expectation simple.
                m.decoded += "z";
                m.written += "z";
            }
            if (below(6) == 0) {
                m.written += "\\" + x_break + x_pad;
                m.decoded += "y";
                m.written += "y";
            }
        }
        m.written += "\"";
        return m;
    }

    // The end of a block: '-' drops the last break, '+' keeps those behind it.
    std::string chomp(made& m, std::size_t& kept) {
        const auto choice = below(3);
        kept = 0;
        if (choice == 0) return "-";
        m.decoded += "\n";
        if (choice == 1) return "";
        kept = below(3);
        m.decoded += std::string(kept, '\n');
        return "+";
    }

    made literal() {
        made m{"", "", scalar_style::literal};
        std::string body;
        const auto lines = 1 + below(4);
        for (std::size_t i = 0; i < lines; ++i) {
            if (i != 0) {
                const auto empty = below(3) == 0 ? 1 + below(2) : 0;
                for (std::size_t k = 0; k < empty; ++k) body += x_break;
                m.decoded += std::string(1 + empty, '\n');
            }
            const auto more = i == 0 ? 0 : below(3);
            const auto text = std::string(more, ' ') + word(false) + std::string(below(2), ' ') + word(false);
            m.decoded += text;
            body += x_pad + text + x_break;
        }
        std::size_t kept = 0;
        const auto sign = chomp(m, kept);
        m.written = "|" + sign + (below(3) == 0 ? "  # comment" : "") + x_break + body;
        for (std::size_t k = 0; k < kept; ++k) m.written += x_break;
        return m;
    }

    made folded() {
        made m{"", "", scalar_style::folded};
        std::string body;
        const auto lines = 1 + below(4);
        for (std::size_t i = 0; i < lines; ++i) {
            if (i != 0) {
                const auto empty = below(3) == 0 ? 1 + below(2) : 0;
                for (std::size_t k = 0; k < empty; ++k) body += x_break;
                m.decoded += empty == 0 ? std::string(" ") : std::string(empty, '\n');
            }
            const auto text = word(false) + std::string(1 + below(2), ' ') + word(false);
            m.decoded += text;
            body += x_pad + text + x_break;
        }
        // No ">+": yaml-cpp 0.7 keeps one break too few of those at the end.
        const bool dropped = below(2) == 0;
        if (!dropped) m.decoded += "\n";
        m.written = (dropped ? ">-" : ">") + x_break + body;
        return m;
    }

    std::mt19937 x_random;
    std::string x_break;
    std::string x_pad;
};

constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Each character is where it says it is: itself, or an escape.
void check_places(const std::string& text, const yaml_node& n, const scalar_maker::made& m) {
    std::size_t before = 0;
    for (std::size_t i = 0; i < m.decoded.size(); ++i) {
        const auto at = n.text.source_offset(i);
        REQUIRE(at < text.size());
        CHECK(at >= before);
        before = at;
        if (is_space(m.decoded[i])) continue;
        const bool escaped = text[at] == '\\' && m.style == scalar_style::double_quoted;
        CHECK((text[at] == m.decoded[i] || escaped));
    }
    CHECK(n.text.original_end <= n.at.end);
}

}  // namespace

TEST_CASE("scalars made at random are read as meant, each character at its place") {
    std::size_t styles[5] = {};
    for (unsigned seed = 0; seed < 1500; ++seed) {
        scalar_maker maker(seed, seed % 3 == 0);
        const auto& eol = maker.line_break();
        std::string text = seed % 5 == 0 ? "\xEF\xBB\xBF" : "";
        text += "# für 电话" + eol + "top:" + eol;
        std::vector<scalar_maker::made> all;
        for (int i = 0; i < 4; ++i) {
            all.push_back(maker.make(4));
            text += "  k" + std::to_string(i) + ": " + all.back().written;
            if (!text.ends_with(eol)) text += maker.below(2) == 0 ? eol : "  # comment" + eol;
        }
        INFO(text);
        diagnostics found;
        const auto document = read_yaml(std::make_shared<source>("t.yaml", text), found);
        REQUIRE(found.empty());
        const auto* top = document->root->find("top");
        REQUIRE(top->entries.size() == all.size());
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto& n = *top->entries[i].value;
            INFO("k" << i << ": " << all[i].decoded);
            if (all[i].decoded.empty()) continue;
            REQUIRE(n.is_scalar());
            CHECK(n.scalar() == all[i].decoded);
            CHECK(n.style == all[i].style);
            if (n.scalar() == all[i].decoded) check_places(text, n, all[i]);
            ++styles[static_cast<std::size_t>(n.style)];
        }
    }
    for (const auto count : styles) CHECK(count > 500);
}

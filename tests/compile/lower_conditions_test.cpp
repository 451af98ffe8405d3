#include "escalera/compile/lower_conditions.hpp"

#include <algorithm>
#include <bit>

#include "support/catch.hpp"
#include "support/hand_made_rules.hpp"

using namespace escalera;
using namespace escalera::testing;

namespace {

struct lowered {
    std::shared_ptr<small_world> world;
    std::shared_ptr<rule_set> rules;

    [[nodiscard]] const condition_set& set() const { return rules->set(section::rules); }
};

std::shared_ptr<small_world> complaints() {
    auto w = std::make_shared<small_world>();
    w->add_field("complaint.category", text_type);
    w->add_field("complaint.severity", int_type);
    w->add_field("complaint.outside", bool_type);
    w->add_field("complaint.claim", decimal_type);
    w->add_unread_field("complaint.address", text_type);
    w->add_window("repeat", int_type);
    w->add_ladder("calls", {"specialist", "lead"});
    return w;
}

// An empty text stands for `always`.
lowered lower(const std::vector<std::string>& texts, const std::vector<event_mask>& wanted = {}) {
    auto world = complaints();
    std::vector<std::shared_ptr<const condition>> conditions;
    for (const auto& text : texts) {
        std::string why;
        conditions.push_back(text.empty() ? nullptr : read_condition(*world, text, why));
        INFO(why);
        REQUIRE((text.empty() || conditions.back() != nullptr));
    }
    return {world, rules_of(world, conditions, section::rules, wanted)};
}

slot_id slot_named(const small_world& w, std::string_view name) {
    const auto found = std::find_if(w.slots.begin(), w.slots.end(), [&](const slot_plan& s) { return s.name == name; });
    return static_cast<slot_id>(found - w.slots.begin());
}

const column* column_of(const lowered& l, std::string_view slot) {
    for (const auto& c : l.set().columns) {
        if (c.of == slot_named(*l.world, slot)) return &c;
    }
    return nullptr;
}

// The terms that a class of a column leaves possible, as a mask of the first word.
std::uint64_t possible(const lowered& l, const column& c, std::uint32_t its_class) { return c.possible[its_class * l.set().words]; }
std::uint64_t doubt(const lowered& l, const column& c, std::uint32_t row) { return c.doubt[row * l.set().words]; }

}  // namespace

TEST_CASE("comparisons of one slot with constants need no residual atoms") {
    const auto l = lower({
        "complaint.severity >= 3",
        "3 > complaint.severity",
        "complaint.severity in [1, 2]",
        "complaint.category == 'bill'",
        "complaint.category != 'bill'",
        "complaint.category in ['bill', 'line']",
        "complaint.outside",
        "complaint.outside == false",
        "!complaint.outside",
        "has(complaint.claim)",
        "repeat == 2",
        "case.reached('calls', 'lead')",
        "case.rung('calls') > 0",
        "'bill' == complaint.category",
    });
    CHECK(l.set().residuals.empty());
    CHECK(l.set().condition_of_term.size() == 14);
    CHECK(l.set().columns.size() == 7);
}

TEST_CASE("what is no test of one slot becomes a residual atom") {
    const auto l = lower({
        "complaint.claim > 100",
        "complaint.severity > 1.5",
        "complaint.severity == repeat",
        "complaint.category.startsWith('b')",
        "complaint.category < 'b'",
        "complaint.severity + 1 > 3",
        "complaint.outside ? repeat > 1 : repeat > 2",
        "complaint.severity in [repeat, 2]",
    });
    CHECK(l.set().residuals.size() == 8);
    CHECK(l.set().columns.empty());
    for (const auto& r : l.set().residuals) CHECK_FALSE(r.negated);
}

TEST_CASE("equal residual atoms are one, and a negated one is told apart") {
    const auto l = lower({
        "complaint.claim > 100 && complaint.outside",
        "complaint.claim > 100 && !complaint.outside",
        "!(complaint.claim > 100)",
        "complaint.claim > 100 && complaint.claim > 100",
    });
    REQUIRE(l.set().residuals.size() == 2);
    CHECK(l.set().residuals[0].root == l.set().residuals[1].root);
    CHECK(l.set().residuals[0].negated != l.set().residuals[1].negated);
    // The last condition needs it once.
    CHECK(l.set().first_residual[4] - l.set().first_residual[3] == 1);
}

TEST_CASE("the intervals between cuts are classes, each cut is one, and so is absence") {
    const auto l = lower({"complaint.severity >= 3", "complaint.severity < 5", "complaint.severity != 3"});
    const auto* c = column_of(l, "complaint.severity");
    REQUIRE(c != nullptr);
    CHECK(c->cuts == std::vector<std::int64_t>{3, 5});
    CHECK(c->known_classes == 6);
    CHECK(c->class_count == 6);  // a field is never `at least`
    CHECK(possible(l, *c, 0) == 0b111);
    CHECK(doubt(l, *c, 0) == 0b111);
    CHECK(possible(l, *c, 1) == 0b110);  // below 3
    CHECK(possible(l, *c, 2) == 0b011);  // 3
    CHECK(possible(l, *c, 3) == 0b111);  // 4
    CHECK(possible(l, *c, 4) == 0b101);  // 5
    CHECK(possible(l, *c, 5) == 0b101);  // above
}

TEST_CASE("a window has classes for counts that are open, test by test") {
    const auto l = lower({"repeat >= 3", "repeat < 3", "repeat == 3 && repeat == 4", "!(repeat <= 3)"});
    const auto* c = column_of(l, "repeat");
    REQUIRE(c != nullptr);
    CHECK(c->cuts == std::vector<std::int64_t>{3, 4});
    CHECK(c->known_classes == 6);
    CHECK(c->class_count == 11);
    // At least 2: nothing is settled. (That it cannot be 3 and 4 at once is no concern of &&.)
    CHECK(possible(l, *c, 6) == 0b1111);
    CHECK(doubt(l, *c, 1) == 0b1111);
    // At least 3.
    CHECK(possible(l, *c, 7) == 0b1101);
    CHECK(doubt(l, *c, 2) == 0b1100);
    // At least 4.
    CHECK(possible(l, *c, 9) == 0b1001);
    CHECK(doubt(l, *c, 4) == 0b0000);
    // At least 5.
    CHECK(possible(l, *c, 10) == 0b1001);
    CHECK(doubt(l, *c, 5) == 0b0000);
}

TEST_CASE("texts are told apart by a dictionary; every other text is one class") {
    const auto l = lower({"complaint.category == 'bill'", "complaint.category != 'bill'", "complaint.category in ['line', 'bill']"});
    const auto* c = column_of(l, "complaint.category");
    REQUIRE(c != nullptr);
    CHECK(c->class_count == 4);
    CHECK(possible(l, *c, 1) == 0b010);
    for (const auto& entry : c->dictionary) {
        if (entry.text == "bill") CHECK(possible(l, *c, entry.its_class) == 0b101);
        if (entry.text == "line") CHECK(possible(l, *c, entry.its_class) == 0b110);
    }
}

TEST_CASE("presence is known even of what is absent") {
    const auto l = lower({"has(complaint.claim)", "!has(complaint.claim)"});
    const auto* c = column_of(l, "complaint.claim");
    REQUIRE(c != nullptr);
    CHECK(possible(l, *c, 0) == 0b10);
    CHECK(possible(l, *c, 1) == 0b01);
    CHECK(doubt(l, *c, 0) == 0);
}

TEST_CASE("tests of one slot stay one term, however they are joined") {
    const auto l = lower({"complaint.category == 'a' || complaint.category == 'b' || repeat > 2 || complaint.category == 'c'",
                          "!(complaint.severity < 2 || complaint.severity > 4)"});
    CHECK(l.set().condition_of_term == std::vector<condition_id>{0, 0, 1});
    CHECK(l.set().residuals.empty());
}

TEST_CASE("a condition that would need too many terms stays whole") {
    std::string product = "(complaint.severity == 1 || repeat > 1)";
    std::string whole = product;
    for (int i = 0; i < 4; ++i)
        whole += " && (complaint.claim > " + std::to_string(i) + " || complaint.claim < -" + std::to_string(i + 1) + ")";
    const auto l = lower({whole, product});  // 2^5 terms, and 2
    CHECK(l.set().condition_of_term == std::vector<condition_id>{0, 1, 1});
    CHECK(l.set().residuals.size() == 1);
    CHECK(l.rules->code.nodes[l.set().residuals[0].root].what == opcode::all_of);
}

TEST_CASE("constants fold only where three-valued logic allows it") {
    const auto l = lower({"true", "false", "complaint.outside || true", "complaint.outside && false", "complaint.outside && true",
                          "complaint.outside || !complaint.outside", ""});
    // `x || !x` is unknown where x is; the others are what they say, and `false` has no term at all.
    CHECK(l.set().condition_of_term == std::vector<condition_id>{0, 2, 4, 5, 6});
    const auto* c = column_of(l, "complaint.outside");
    REQUIRE(c != nullptr);
    CHECK(doubt(l, *c, 0) == 0b01100);
}

TEST_CASE("terms are wanted at the kinds of events of their condition") {
    const auto only_replies = mask_of(event_kind::replied);
    const auto l = lower({"complaint.outside", "", "repeat > 1"}, {only_replies, every_event, mask_of(event_kind::complaint)});
    CHECK(l.set().terms_at[static_cast<std::size_t>(event_kind::replied)] == 0b011);
    CHECK(l.set().terms_at[static_cast<std::size_t>(event_kind::complaint)] == 0b110);
    CHECK(l.set().terms_at[static_cast<std::size_t>(event_kind::signal)] == 0b010);
}

TEST_CASE("more terms than a word has take whole blocks of words") {
    std::vector<std::string> texts;
    for (int i = 0; i < 70; ++i) texts.push_back("complaint.severity == " + std::to_string(i));
    const auto l = lower(texts);
    CHECK(l.set().words == condition_set::block);
    const auto* c = column_of(l, "complaint.severity");
    REQUIRE(c != nullptr);
    const auto row_of_66 = 2 + 2 * 66;
    std::size_t bits = 0;
    for (std::size_t w = 0; w < l.set().words; ++w) bits += std::popcount(c->possible[row_of_66 * l.set().words + w]);
    CHECK(bits == 1);
    CHECK(c->possible[row_of_66 * l.set().words + 1] == std::uint64_t{1} << 2);
}

TEST_CASE("a field without a slot is never there") {
    const auto l = lower({"complaint.address == 'x'", "has(complaint.address)", "!has(complaint.address)"});
    CHECK(l.set().columns.empty());
    REQUIRE(l.set().residuals.size() == 3);
}

TEST_CASE("programs share equal nodes and own their constants") {
    const auto world = complaints();
    std::string why;
    program code;
    std::uint32_t first = 0;
    std::uint32_t second = 0;
    {
        const auto a = read_condition(*world, "complaint.category + 'x'", why, text_type);
        const auto b = read_condition(*world, "complaint.category + 'x'", why, text_type);
        REQUIRE((a && b));
        condition_lowering lowering(world->map, code);
        first = lowering.single(*a);
        second = lowering.single(*b);
    }
    CHECK(first == second);
    REQUIRE(code.constants.size() == 1);
    CHECK(code.constants[0].as_text() == "x");
}

TEST_CASE("an empty section has no words") {
    const auto l = lower({});
    CHECK(l.set().words == 0);
    CHECK(l.set().conditions == 0);
}

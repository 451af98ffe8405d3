#include "escalera/match/fast_matcher.hpp"

#include "escalera/match/reference_matcher.hpp"
#include "support/catch.hpp"
#include "support/hand_made_rules.hpp"

using namespace escalera;
using namespace escalera::testing;

namespace {

constexpr auto no = truth::no;
constexpr auto unknown = truth::unknown;
constexpr auto yes = truth::yes;

cell count(std::int64_t n) { return cell::of(n); }
cell at_least(std::int64_t n) {
    auto c = count(n);
    c.at_least = true;
    return c;
}
cell text(std::string_view s) { return cell::of(s); }

// A world of complaints, its rules, and one event with its row.
class one_event {
public:
    explicit one_event(const std::vector<std::string>& texts, const std::vector<event_mask>& wanted = {}) {
        auto world = std::make_shared<small_world>();
        world->add_field("complaint.category", text_type);
        world->add_field("complaint.severity", int_type);
        world->add_field("complaint.outside", bool_type);
        world->add_field("complaint.claim", decimal_type);
        world->add_field("complaint.missing", text_type.list_of());
        world->add_field("customer.group", text_type, true);
        world->add_window("repeat", int_type);
        world->add_window("frequency", int_type);
        std::vector<std::shared_ptr<const condition>> conditions;
        for (const auto& t : texts) {
            std::string why;
            conditions.push_back(t.empty() ? nullptr : read_condition(*world, t, why));
            INFO(why);
            REQUIRE((t.empty() || conditions.back() != nullptr));
        }
        rules = rules_of(world, conditions, section::rules, wanted);
        row.resize(rules->slots.size());
        columns.resize(rules->slots.size());
    }

    one_event& set(std::string_view slot, cell c) {
        for (std::size_t s = 0; s < rules->slots.size(); ++s) {
            if (rules->slots[s].name == slot) row[s] = c;
        }
        return *this;
    }
    // In the batch too, as the event's own.
    one_event& supply(std::string_view slot, cell c) {
        set(slot, c);
        for (std::size_t s = 0; s < rules->slots.size(); ++s) {
            if (rules->slots[s].name == slot) columns[s] = &row[s];
        }
        return *this;
    }

    template <class M>
    std::vector<truth> ask(M& matcher) {
        memory_flag flag;
        match_result out(flag);
        matcher.begin(*rules, {std::span(&head, 1), columns});
        matcher.match(*rules, section::rules, 0, row, out);
        std::vector<truth> answers;
        for (condition_id c = 0; c < rules->conditions[static_cast<std::size_t>(section::rules)].size(); ++c) answers.push_back(out.of(c));
        return answers;
    }

    // What both matchers say; they must agree.
    std::vector<truth> answers() {
        memory_flag flag;
        fast_matcher<> fast(flag);
        reference_matcher reference(flag);
        const auto fast_answers = ask(fast);
        CHECK(fast_answers == ask(reference));
        return fast_answers;
    }

    std::shared_ptr<rule_set> rules;
    std::vector<cell> row;
    std::vector<const cell*> columns;
    event_head head;
};

using truths = std::vector<truth>;

}  // namespace

TEST_CASE("the repeat ladder's rungs, at each count") {
    one_event e({"repeat >= 2 || frequency >= 3", "repeat >= 3 || frequency >= 4", "repeat >= 4 || frequency >= 5"});
    CHECK(e.set("repeat", count(1)).set("frequency", count(1)).answers() == truths{no, no, no});
    CHECK(e.set("repeat", count(2)).set("frequency", count(2)).answers() == truths{yes, no, no});
    CHECK(e.set("repeat", count(1)).set("frequency", count(4)).answers() == truths{yes, yes, no});
    CHECK(e.set("repeat", count(4)).set("frequency", count(4)).answers() == truths{yes, yes, yes});
}

TEST_CASE("an unknown is absorbed by what decides, and by nothing else") {
    one_event e({"complaint.severity > 3 || complaint.outside", "complaint.severity > 3 && complaint.outside", "!(complaint.severity > 3)",
                 "complaint.severity > 3 || !(complaint.severity > 3)", "complaint.severity > 3 ? true : true", "has(complaint.severity)"});
    CHECK(e.set("complaint.outside", cell::of(true)).answers() == truths{yes, unknown, unknown, unknown, unknown, no});
    CHECK(e.set("complaint.outside", cell::of(false)).answers() == truths{unknown, no, unknown, unknown, unknown, no});
    CHECK(e.set("complaint.outside", cell{}).answers() == truths{unknown, unknown, unknown, unknown, unknown, no});
    CHECK(e.set("complaint.severity", count(4)).answers() == truths{yes, unknown, no, yes, yes, yes});
}

TEST_CASE("division by zero and overflow are unknown, and absorbed like absence") {
    one_event e({"10 / complaint.severity > 1", "10 / complaint.severity > 1 || complaint.outside", "complaint.severity - 1 < 0",
                 "complaint.severity % 2 == 1 && complaint.outside"});
    e.set("complaint.outside", cell::of(true));
    CHECK(e.set("complaint.severity", count(0)).answers() == truths{unknown, yes, yes, no});
    CHECK(e.set("complaint.severity", count(3)).answers() == truths{yes, yes, no, yes});
    CHECK(e.set("complaint.severity", count(INT64_MIN)).answers() == truths{no, yes, unknown, no});
}

TEST_CASE("a count past its limit decides what it settles") {
    one_event e({"repeat >= 3", "repeat >= 6", "repeat < 5", "repeat == 7", "repeat != 4", "repeat in [1, 2]", "repeat in [1, 9]",
                 "repeat > 4.5", "repeat >= frequency", "repeat + 1 > 2", "int(repeat) >= 3", "(complaint.outside ? repeat : 1) >= 3"});
    e.set("repeat", at_least(5)).set("frequency", count(4)).set("complaint.outside", cell::of(true));
    CHECK(e.answers() == truths{yes, unknown, no, unknown, yes, no, unknown, yes, yes, unknown, yes, yes});
    e.set("frequency", at_least(4));
    CHECK(e.answers()[8] == unknown);
}

TEST_CASE("texts are equal as bytes; the dictionary knows only what rules name") {
    one_event e({"complaint.category == 'bill'", "complaint.category != 'bill'", "complaint.category in ['line', 'Ünde', '']",
                 "complaint.category == 'a category with a long name, longer than two words of eight'"});
    CHECK(e.set("complaint.category", text("bill")).answers() == truths{yes, no, no, no});
    CHECK(e.set("complaint.category", text("Bill")).answers() == truths{no, yes, no, no});
    CHECK(e.set("complaint.category", text("")).answers() == truths{no, yes, yes, no});
    CHECK(e.set("complaint.category", text("Ünde")).answers() == truths{no, yes, yes, no});
    CHECK(e.set("complaint.category", text("a category with a long name, longer than two words of eight")).answers() ==
          truths{no, yes, no, yes});
    CHECK(e.set("complaint.category", text("a category with a long name, longer than two words of eighT")).answers() ==
          truths{no, yes, no, no});
    CHECK(e.set("complaint.category", cell{}).answers() == truths{unknown, unknown, unknown, unknown});
}

TEST_CASE("a condition is asked only at the events that want it; always holds then") {
    one_event e({"complaint.outside", "", ""},
                {mask_of(event_kind::corrected), mask_of(event_kind::complaint), mask_of(event_kind::replied)});
    e.set("complaint.outside", cell::of(true));
    CHECK(e.answers() == truths{no, yes, no});
    e.head.kind = event_kind::corrected;
    CHECK(e.answers() == truths{yes, no, no});
}

TEST_CASE("a field of another event is taken from the row, one of this event from the batch") {
    one_event e({"complaint.category == 'bill'"});
    e.supply("complaint.category", text("bill"));
    CHECK(e.answers() == truths{yes});
    e.head.kind = event_kind::replied;  // which supplies no complaint.category: the case's latest is in the row
    const auto absent = cell{};
    for (auto& c : e.columns) c = c == nullptr ? nullptr : &absent;
    CHECK(e.answers() == truths{yes});
    CHECK(e.set("complaint.category", text("line")).answers() == truths{no});
}

TEST_CASE("what a section may set is read from the row") {
    one_event e({"customer.group == 'vip'"});
    const auto supplied = text("ordinary");
    e.supply("customer.group", supplied);
    for (auto& c : e.columns) c = c == nullptr ? nullptr : &supplied;
    CHECK(e.set("customer.group", text("vip")).answers() == truths{yes});
}

TEST_CASE("thousands of conditions take many words, each bit its own") {
    std::vector<std::string> texts;
    for (int i = 0; i < 3000; ++i) {
        texts.push_back("complaint.severity == " + std::to_string(i) + (i % 3 == 0 ? " && complaint.outside" : "") +
                        (i % 7 == 0 ? " && repeat * 2 > 3" : ""));
    }
    one_event e(texts);
    e.set("complaint.outside", cell::of(true)).set("repeat", count(2));
    for (const int hit : {0, 1, 63, 64, 511, 512, 2100, 2999}) {
        e.set("complaint.severity", count(hit));
        memory_flag flag;
        fast_matcher<> fast(flag);
        const auto answers = e.ask(fast);
        CHECK(std::count(answers.begin(), answers.end(), no) == 2999);
        CHECK(answers[static_cast<std::size_t>(hit)] == yes);
    }
}

TEST_CASE("hits come in the order of conditions, each once") {
    one_event e({"repeat > 5 || frequency > 1", "false", "repeat > 0 || repeat * 2 > 0 || frequency > 0", "complaint.severity > 1"});
    e.set("repeat", count(1)).set("frequency", count(2));
    memory_flag flag;
    fast_matcher<> fast(flag);
    match_result out(flag);
    fast.begin(*e.rules, {std::span(&e.head, 1), e.columns});
    fast.match(*e.rules, section::rules, 0, e.row, out);
    REQUIRE(out.hits().size() == 3);
    CHECK((out.hits()[0].condition == 0 && out.hits()[0].is == yes));
    CHECK((out.hits()[1].condition == 2 && out.hits()[1].is == yes));
    CHECK((out.hits()[2].condition == 3 && out.hits()[2].is == unknown));
    // A section without conditions leaves nothing of the last one behind.
    fast.match(*e.rules, section::routes, 0, e.row, out);
    CHECK(out.hits().empty());
    CHECK(out.of(0) == no);
}

TEST_CASE("arguments are computed, and live until another event is looked at") {
    one_event e({});
    auto world = std::static_pointer_cast<const small_world>(e.rules->names);
    std::string why;
    std::vector<std::shared_ptr<const condition>> kept;
    condition_lowering lowering(world->map, e.rules->code);
    const auto argument = [&](const std::string& t) {
        kept.push_back(read_condition(*world, t, why, std::nullopt));
        INFO(why);
        REQUIRE(kept.back() != nullptr);
        e.rules->computed.push_back({lowering.single(*kept.back()), kept.back().get()});
        return e.rules->computed.back().root;
    };
    const auto greeting = argument("complaint.category + '!'");
    const auto list = argument("complaint.missing + [complaint.category]");
    const auto open = argument("repeat");
    const auto broken = argument("1 / (repeat - repeat)");

    std::vector<cell> missing = {text("who"), text("when")};
    e.set("complaint.category", text("bill")).set("complaint.missing", cell::of_list(missing.data(), 2)).set("repeat", at_least(33));
    memory_flag flag;
    fast_matcher<> fast(flag);
    reference_matcher reference(flag);
    const auto check = [&](auto& matcher) {
        matcher.begin(*e.rules, {std::span(&e.head, 1), e.columns});
        const auto first = matcher.compute(*e.rules, greeting, e.row);
        const auto second = matcher.compute(*e.rules, list, e.row);
        CHECK(first.as_text() == "bill!");
        REQUIRE(second.extent == 3);
        CHECK(second.elements[2].as_text() == "bill");
        CHECK(matcher.compute(*e.rules, open, e.row).is_absent());  // 33 or more is no number to hand out
        CHECK(matcher.compute(*e.rules, broken, e.row).is_absent());
    };
    check(fast);
    check(reference);
    CHECK_FALSE(flag.exhausted);
}

TEST_CASE("a trace tells which test ruled a term out, or left it in doubt") {
    one_event e({"complaint.category == 'bill' && repeat >= 3", "complaint.severity > 1", "complaint.claim > 100", "repeat >= 3"});
    e.set("complaint.category", text("line")).set("repeat", count(3)).set("complaint.claim", cell::of(decimal{1}));
    memory_flag flag;
    fast_matcher<term_trace> fast(flag);
    CHECK(e.ask(fast) == truths{no, unknown, no, yes});
    const auto& set = e.rules->set(section::rules);
    const auto slot_name = [&](std::uint32_t column) { return e.rules->slots[set.columns[column].of].name; };
    const auto& terms = fast.trace().terms();
    REQUIRE(terms.size() == 4);
    using by = term_trace::decided::by;
    CHECK((terms[0].is == no && terms[0].what == by::column && slot_name(terms[0].index) == "complaint.category"));
    CHECK((terms[1].is == unknown && terms[1].what == by::column && slot_name(terms[1].index) == "complaint.severity"));
    CHECK((terms[2].is == no && terms[2].what == by::residual && terms[2].index == 0));
    CHECK((terms[3].is == yes && terms[3].what == by::nothing));
}

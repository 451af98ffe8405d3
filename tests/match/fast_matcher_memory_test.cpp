// The steady state allocates nothing; and where memory runs out, the flag is raised and the next event is well again.
#include "escalera/match/fast_matcher.hpp"

#include "support/catch.hpp"
#include "support/counted_memory.hpp"
#include "support/hand_made_rules.hpp"

using namespace escalera;
using namespace escalera::testing;

namespace {

// Rules that need every kind of memory: many columns, texts and lists made on the way, patterns and zones computed.
struct demanding_rules {
    // RE2 complains on standard error when memory runs out while it reads a pattern, so that tests of that leave it out.
    explicit demanding_rules(bool with_computed_pattern) {
        auto world = std::make_shared<small_world>();
        world->add_field("complaint.category", text_type);
        world->add_field("complaint.severity", int_type);
        world->add_field("complaint.time", time_type);
        world->add_field("complaint.missing", text_type.list_of());
        world->add_field("customer.zone", text_type);
        world->add_window("repeat", int_type);
        std::vector<std::shared_ptr<const condition>> conditions;
        const char* const texts[] = {
            "complaint.category == 'bill' && repeat >= 3",
            "(complaint.category + ', a text that is too long for any small buffer').contains('small')",
            "complaint.missing.map(m, m + '!').exists(m, m == 'who!')",
            "complaint.missing.filter(m, complaint.missing.exists(n, n != m)).size() == 2",
            "complaint.category.matches('^b[il]+$')",
            with_computed_pattern ? "complaint.category.matches(complaint.category + '.*')" : "complaint.severity + 1 == 8",
            "complaint.time.getHours(customer.zone) == 7",
            "string(complaint.time) == '2026-03-01T12:00:00Z'",
            "string(complaint.severity).size() + size(string(double(complaint.severity) / 3.0)) > 4",
        };
        for (const auto* text : texts) {
            std::string why;
            conditions.push_back(read_condition(*world, text, why));
            INFO(why);
            REQUIRE(conditions.back() != nullptr);
        }
        for (int i = 0; i < 100; ++i) {
            std::string why;
            conditions.push_back(read_condition(*world, "complaint.severity == " + std::to_string(i), why));
        }
        rules = rules_of(world, conditions);
        row = {cell::of(std::string_view("bill")),
               cell::of(std::int64_t{7}),
               cell::of(timestamp{1'772'366'400, 0}),
               cell::of_list(missing, 2),
               cell::of(std::string_view("America/Bogota")),
               cell::of(std::int64_t{3}),
               cell{}};
        for (std::size_t s = 0; s < row.size(); ++s) columns.push_back(rules->slots[s].from == slot_source::field ? &row[s] : nullptr);
    }

    // How many conditions hold.
    template <class M>
    std::size_t matches(M& matcher, match_result& out) const noexcept {
        matcher.begin(*rules, {std::span(&head, 1), columns});
        matcher.match(*rules, section::rules, 0, row, out);
        std::size_t count = 0;
        for (const auto& h : out.hits()) count += h.is == truth::yes ? 1 : 0;
        return count;
    }

    static constexpr std::size_t expected = 10;  // all nine, and severity == 7

    cell missing[2] = {cell::of(std::string_view("who")), cell::of(std::string_view("when"))};
    std::shared_ptr<rule_set> rules;
    std::vector<cell> row;
    std::vector<const cell*> columns;
    event_head head;
};

}  // namespace

TEST_CASE("once warm, matching allocates nothing") {
    const demanding_rules world(true);
    memory_flag flag;
    fast_matcher<> fast(flag);
    match_result out(flag);
    for (int i = 0; i < 3; ++i) REQUIRE(world.matches(fast, out) == demanding_rules::expected);
    const auto before = counted_memory::allocations.load();
    std::size_t total = 0;
    for (int i = 0; i < 100; ++i) total += world.matches(fast, out);
    const auto after = counted_memory::allocations.load();
    CHECK(after == before);
    CHECK(total == 100 * demanding_rules::expected);
}

TEST_CASE("whichever allocation fails, the flag says so, and the next event is matched as ever") {
    const demanding_rules world(false);
    for (const bool and_later : {false, true}) {
        bool failed_last = true;
        for (std::size_t n = 1; failed_last && n < 5000; ++n) {
            memory_flag flag;
            fast_matcher<> fast(flag);
            match_result out(flag);
            counted_memory::fail_at(n, and_later);
            const auto found = world.matches(fast, out);
            failed_last = counted_memory::fails_at == 0 || and_later;
            counted_memory::fail_never();
            INFO("allocation " << n);
            CHECK((flag.exhausted || found == demanding_rules::expected));
            if (and_later && !flag.exhausted) break;
            flag.exhausted = false;
            REQUIRE(world.matches(fast, out) == demanding_rules::expected);
            REQUIRE_FALSE(flag.exhausted);
        }
    }
}

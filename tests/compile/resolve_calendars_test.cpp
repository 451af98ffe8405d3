// What `calendars:` says comes out as open time.
#include <string>

#include "escalera/compile/canonical_text.hpp"
#include "escalera/compile/compile.hpp"
#include "escalera/compile/resolve.hpp"
#include "support/catch.hpp"

using namespace escalera;

namespace {

instant at(const char* text) { return to_instant(parse_rfc3339(text).value()); }

resolved_rules resolve_file(const std::string& path) {
    diagnostics found;
    auto rules = resolve(read_rules_file(path, found), found);
    CHECK(found.empty());
    return rules;
}

resolved_rules resolve_calendars(const std::string& calendars) {
    diagnostics found;
    auto rules = resolve(
        read_rules_text(std::make_shared<source>("t.yaml", "escalera: 1\nname: t\nzone: UTC\ncalendars:\n" + calendars), found), found);
    CHECK(found.empty());
    return rules;
}

const calendar& named(const resolved_rules& rules, const std::string& name) {
    for (const auto& c : rules.calendars) {
        if (c.name == name) return c.is;
    }
    FAIL("there is no calendar " << name);
    return rules.calendars.front().is;
}

// Open hours of a local day, by the calendar's zone.
std::int64_t hours_on(const calendar& c, const char* date) {
    const auto day = days_from_civil(date_from_text(date).value());
    const auto midnight = [&](std::int64_t d) {
        return instant{c.in_zone().to_unix_seconds(civil_from_wall_seconds(d * 86'400)) * micros_per_second};
    };
    return c.between(midnight(day), midnight(day + 1)).value() / 3'600'000'000;
}

}  // namespace

TEST_CASE("calendars open as they are written") {
    const auto rules = resolve_file(std::string(ESCALERA_SOURCE_DIR) + "/tests/language/accept/calendars.yaml");
    REQUIRE(rules.calendars.size() == 5);
    const auto& office = named(rules, "office");
    CHECK(office.in_zone().name() == "America/Bogota");
    CHECK(hours_on(office, "2026-03-02") == 9);  // Monday
    CHECK(hours_on(office, "2026-03-06") == 4);  // Friday, said by itself
    CHECK(hours_on(office, "2026-03-07") == 4);
    CHECK(hours_on(office, "2026-03-08") == 0);
    CHECK(hours_on(office, "2026-12-24") == 4);
    CHECK(hours_on(office, "2026-12-25") == 0);
    CHECK(hours_on(office, "2026-12-31") == 0);
    CHECK(hours_on(named(rules, "always"), "2026-12-25") == 24);

    // Monday to Friday, holidays and special days are the office's; what it says itself goes before.
    const auto& berlin = named(rules, "berlin");
    CHECK(berlin.in_zone().name() == "Europe/Berlin");
    CHECK(hours_on(berlin, "2026-03-02") == 9);
    CHECK(hours_on(berlin, "2026-03-07") == 0);
    CHECK(hours_on(berlin, "2026-12-24") == 4);
    CHECK(hours_on(berlin, "2026-12-25") == 0);
    CHECK(hours_on(berlin, "2027-01-01") == 2);
    // Of the file: 1 May each year, and 28 to 31 December 2026.
    CHECK(hours_on(berlin, "2026-05-01") == 0);
    CHECK(hours_on(berlin, "2034-05-01") == 0);  // a Monday
    CHECK(hours_on(berlin, "2026-12-28") == 0);
    CHECK(hours_on(berlin, "2026-12-30") == 0);
    CHECK(hours_on(office, "2026-12-28") == 9);
    CHECK(hours_on(berlin, "2027-12-28") == 9);

    const auto& weekend = named(rules, "over-the-weekend");
    CHECK(hours_on(weekend, "2026-03-05") == 0);
    CHECK(hours_on(weekend, "2026-03-06") == 6);
    CHECK(hours_on(weekend, "2026-03-09") == 6);
    CHECK(hours_on(weekend, "2026-03-10") == 0);
    CHECK(named(rules, "one-day").add(at("2026-01-01T00:00:00Z"), 0) == at("2026-11-27T11:00:00Z"));
}

TEST_CASE("a compiled rule set has its calendars") {
    diagnostics found;
    const auto rules = load_rules_text("t", "escalera: 1\nname: t\ncalendars: {office: {week: {mon: \"09:00-18:00\"}}}\n", &found);
    REQUIRE(rules.has_value());
    REQUIRE((*rules)->calendars.size() == 1);
    CHECK((*rules)->calendars[0].name == "office");
    CHECK((*rules)->calendars[0].is.add(at("2026-03-02T00:00:00Z"), 0) == at("2026-03-02T09:00:00Z"));
}

TEST_CASE("calendars are part of the canonical text, their order and layout are not") {
    const auto text = [](const std::string& calendars) { return canonical_text(resolve_calendars(calendars)); };
    const auto base = text("  a: {week: {mon: \"09:00-12:00\", tue: \"09:00-12:00\"}}\n  b: {week: {sun: \"09:00-12:00\"}}\n");
    CHECK(text("  b: {week: {sun: [\"09:00 - 12:00\"]}}\n  a: {week: {mon-tue: \"09:00-12:00\"}, special: {}}\n") == base);
    for (const auto* other : {
             "  a: {week: {mon: \"09:00-12:00\", tue: \"09:00-12:01\"}}\n  b: {week: {sun: \"09:00-12:00\"}}\n",
             "  a: {week: {mon: \"09:00-12:00\", wed: \"09:00-12:00\"}}\n  b: {week: {sun: \"09:00-12:00\"}}\n",
             "  a: {week: {mon-tue: \"09:00-12:00\"}, holidays: [2026-12-25]}\n  b: {week: {sun: \"09:00-12:00\"}}\n",
             "  a: {week: {mon-tue: \"09:00-12:00\"}, special: {2026-12-25: \"09:00-10:00\"}}\n  b: {week: {sun: \"09:00-12:00\"}}\n",
             "  a: {week: {mon-tue: \"09:00-12:00\"}, zone: Europe/Berlin}\n  b: {week: {sun: \"09:00-12:00\"}}\n",
             "  a: {week: {mon-tue: \"09:00-12:00\"}}\n  c: {week: {sun: \"09:00-12:00\"}}\n",
             "  a: {week: {mon-tue: \"09:00-12:00\"}}\n",
         }) {
        INFO(other);
        CHECK(text(other) != base);
    }
}

TEST_CASE("one mistake in a calendar is one finding") {
    const auto findings = [](const std::string& calendars) {
        diagnostics found;
        static_cast<void>(
            resolve(read_rules_text(std::make_shared<source>("t.yaml", "escalera: 1\nname: t\ncalendars:\n" + calendars), found), found));
        std::vector<std::string> all;
        for (const auto& d : found) all.emplace_back(row_of(d.what).id);
        return all;
    };
    using list = std::vector<std::string>;
    CHECK(findings("  a: {week: {mon: \"9:00-12:00\"}}\n") == list{"E0521"});  // not also that it never opens
    CHECK(findings("  a: {week: {mon: \"9:00-12:00\"}}\n  b: {include: a}\n") == list{"E0521"});
    CHECK(findings("  a: {include: b}\n  b: {include: c}\n  c: {include: a}\n  d: {include: a}\n") == list{"E0528"});
    CHECK(findings("  a: {weeek: {mon: \"09:00-12:00\"}}\n") == list{"E0203"});
    CHECK(findings("  a: {week: {mon: \"09:00-12:00\"}, zone: Europe/Bonn}\n") == list{"E0205"});
    CHECK(findings("  a: {week: {mon: \"09:00-12:00\"}, ics: x.ics}\n") == list{"E0530"});
    CHECK(findings("  a: {week: {mon: }}\n") == list{"E0201"});
    CHECK(findings("  a: {week: [mon]}\n") == list{"E0201"});
    CHECK(findings("  a: {}\n") == list{"E0529"});
    CHECK(findings("  a: {week: {mon: \"09:00-12:00\"}}\n  a: {week: {mon: \"09:00-12:00\"}}\n") == list{"E0111"});
}

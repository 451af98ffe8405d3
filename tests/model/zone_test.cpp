#include "escalera/model/zone.hpp"

#include <algorithm>

#include "support/catch.hpp"

using namespace escalera;

namespace {

std::int64_t at(const char* text) { return parse_rfc3339(text)->seconds; }

}  // namespace

TEST_CASE("a zone's changes are those of its offset, and all of them") {
    const auto berlin = zone::load("Europe/Berlin").value();
    const auto all = berlin.changes();
    REQUIRE_FALSE(all.empty());
    CHECK(std::count(all.begin(), all.end(), zone_change{at("2026-03-29T01:00:00Z"), 3600, 7200}) == 1);
    CHECK(std::count(all.begin(), all.end(), zone_change{at("2026-10-25T01:00:00Z"), 7200, 3600}) == 1);
    CHECK(std::count(all.begin(), all.end(), zone_change{at("2400-03-26T01:00:00Z"), 3600, 7200}) == 1);
    CHECK(std::count(all.begin(), all.end(), zone_change{at("2400-10-29T01:00:00Z"), 7200, 3600}) == 1);

    const auto apia = zone::load("Pacific/Apia").value();
    const auto skipped = apia.changes();
    CHECK(std::count(skipped.begin(), skipped.end(), zone_change{at("2011-12-30T10:00:00Z"), -36'000, 50'400}) == 1);

    CHECK(zone().changes().empty());
    CHECK(zone::load("+02:00")->changes().empty());
    CHECK(zone::load("Asia/Kolkata")->changes().size() < 10);
}

TEST_CASE("between its changes a zone keeps its offset, from 1900 to 2400") {
    for (const auto* name : {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo",
                             "Africa/Casablanca", "Europe/Dublin", "Asia/Tehran", "America/St_Johns"}) {
        const auto z = zone::load(name).value();
        const auto all = z.changes();
        std::size_t next = 0;
        int offset = z.offset_at(at("1899-01-01T00:00:00Z"));
        std::size_t wrong = 0;
        for (auto t = at("1899-01-01T00:00:00Z"); t < at("2401-01-09T00:00:00Z"); t += 5 * 86'400 + 3'601) {
            while (next < all.size() && all[next].at <= t) {
                wrong += all[next].before == offset ? 0 : 1;
                offset = all[next++].after;
            }
            wrong += z.offset_at(t) == offset ? 0 : 1;
        }
        INFO(name);
        CHECK(wrong == 0);
    }
}

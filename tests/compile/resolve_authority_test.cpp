// `authority:` read and resolved: what is meant, and every mistake with its place.
#include <string>
#include <vector>

#include "escalera/compile/compile.hpp"
#include "escalera/compile/resolve.hpp"
#include "support/catch.hpp"

using namespace escalera;
using list = std::vector<std::string>;

namespace {

const std::string head = R"(escalera: 1
name: t
unknown: {role: desk}
roles: {desk: {by: [queue]}}
windows:
  paid: {sum: offer.amount, per: offer.fund, within: 30d, where: offer.accepted}
  repeat: {count: complaint, per: customer, within: 30d}
groups: [{name: bad, when: customer.escalated}, {name: ordinary}]
authority:
)";

// "line:column code", from the first line of `authority:`, which is 1.
list findings(const std::string& text) {
    diagnostics found;
    static_cast<void>(resolve(read_rules_text(std::make_shared<source>("t.yaml", head + text), found), found));
    list all;
    for (const auto& d : found) {
        const auto at = d.at.where();
        all.push_back(std::to_string(static_cast<int>(at.line) - 8) + ":" + std::to_string(at.column) + " " +
                      std::string(row_of(d.what).name));
    }
    return all;
}

const std::string levels = "  levels: [agent, manager]\n";

list grant(const std::string& what) { return findings(levels + "  grants:\n    refund: " + what + "\n"); }
list group(const std::string& what) {
    return findings(levels + "  grants:\n    refund: {up_to: {agent: 50, manager: 500}}\n  groups:\n    " + what + "\n");
}
list fund(const std::string& what) {
    return findings(levels + "  grants:\n    refund: {up_to: {agent: 50, manager: 500}}\n  funds:\n    f: " + what + "\n");
}

}  // namespace

TEST_CASE("authority is read whole") {
    diagnostics found;
    const auto r = resolve(read_rules_text(std::make_shared<source>("t.yaml", head + levels + R"(  currency: COP
  grants:
    refund: {per: customer, within: 10d, up_to: {agent: 49.95, manager: unlimited}, times: {agent: never, manager: 3}}
    apology: {in_writing: {agent: never, manager: always}}
  groups: {bad: {refund: {up_to: {agent: never}}}}
  same_person_may_approve: true
  funds:
    f: {spent: paid, budget: 1000, warn_at: 80%, then: [{notify: {role: desk}}], beyond: manager, kinds: refund}
)"),
                                           found),
                           found);
    REQUIRE(found.empty());
    const auto& a = r.authority;
    CHECK(a.levels == list{"agent", "manager"});
    CHECK(a.currency == "COP");
    CHECK(a.same_person_may_approve);
    REQUIRE(a.grants.size() == 2);
    const auto& refund = a.grants[0];
    CHECK(refund.per_customer);
    CHECK(refund.within == 10LL * 86'400'000'000);
    CHECK(refund.levels[0].up_to == 499'500);
    CHECK(refund.levels[1].up_to == level_grant::unlimited);
    CHECK(refund.levels[0].times == level_grant::never);
    CHECK(refund.levels[1].times == 3);
    CHECK(refund.levels[0].in_writing == level_grant::unlimited);
    REQUIRE(refund.groups.size() == 1);
    CHECK(refund.groups[0].group == "bad");
    CHECK(refund.groups[0].levels[0].up_to == level_grant::never);
    CHECK(refund.groups[0].levels[1].times == 3);  // what it leaves out is as in the grant
    CHECK_FALSE(a.grants[1].per_customer);
    CHECK(a.grants[1].levels[0].in_writing == level_grant::never);
    REQUIRE(r.funds.size() == 1);
    CHECK(r.funds[0].budget == 10'000'000);
    CHECK(r.funds[0].warn_at == 80);
    CHECK(r.funds[0].beyond == 1U);
}

TEST_CASE("a grant that is wrong is told with its place") {
    CHECK(grant("{up_to: {agent: 50, manager: 500}}") == list{});
    CHECK(grant("{up_to: {agent: 50}}") == list{"4:5 missing_key"});                                 // what may the manager?
    CHECK(grant("{up_to: {agent: 50, manager: 500, boss: 900}}") == list{"4:47 unknown_level"});     //
    CHECK(grant("{up_to: {agent: 500, manager: 50}}") == list{"4:5 falling_authority"});             //
    CHECK(grant("{times: {agent: unlimited, manager: never}}") == list{"4:5 falling_authority"});    //
    CHECK(grant("{in_writing: {agent: always, manager: never}}") == list{"4:5 falling_authority"});  //
    CHECK(grant("{up_to: {agent: -1, manager: 500}}") == list{"4:29 bad_value"});                    // less than nothing
    CHECK(grant("{up_to: {agent: 1.00001, manager: 500}}") == list{"4:29 bad_value"});               // five digits
    CHECK(grant("{up_to: {agent: lots, manager: 500}}") == list{"4:29 bad_value"});                  //
    CHECK(grant("{times: {agent: 1.5, manager: 2}}") == list{"4:29 bad_value"});                     //
    CHECK(grant("{in_writing: {agent: 1, manager: always}}") == list{"4:34 bad_value"});             //
    CHECK(grant("{up_to: 50}") == list{"4:21 wrong_shape"});                                         //
    CHECK(grant("{per: district, up_to: {agent: 1, manager: 2}}") == list{"4:19 bad_value"});        //
    CHECK(grant("{per: customer, up_to: {agent: 1, manager: 2}}") == list{"4:14 missing_key"});      // remembered for ever?
    CHECK(grant("{within: 15 days, up_to: {agent: 1, manager: 2}}") == list{"4:22 bad_duration"});   //
    CHECK(grant("{per: case}") == list{"4:14 missing_key"});                                         // it says nothing
    CHECK(grant("{upto: {agent: 1, manager: 2}}") == list{"4:14 unknown_key"});                      //
    CHECK(grant("{up_to: {agent: 1, agent: 3, manager: 2}}") == list{"4:32 duplicate_key"});         //
}

TEST_CASE("levels, currency and groups that are wrong are told with their place") {
    CHECK(findings("  currency: COP\n") == list{"2:3 missing_key"});
    CHECK(findings("  levels: []\n") == list{"2:11 bad_value", "2:3 missing_key"});
    CHECK(findings("  levels: [agent, agent]\n") == list{"2:19 duplicate_name"});
    CHECK(findings("  - a\n") == list{"2:3 wrong_shape"});
    CHECK(group("worse: {refund: {up_to: {agent: never}}}") == list{"6:5 unknown_group"});
    CHECK(group("bad: {refunds: {up_to: {agent: never}}}") == list{"6:11 unknown_name"});
    CHECK(group("bad: {refund: {per: case}}") == list{"6:20 unknown_key"});
    CHECK(group("bad: {refund: {up_to: {agent: 600}}}") == list{"6:11 falling_authority"});  // the manager still has 500
    CHECK(group("bad: {refund: {up_to: {agent: 400}}}") == list{});
}

TEST_CASE("funds that are wrong are told with their place") {
    CHECK(fund("{spent: paid, budget: 10}") == list{});
    CHECK(fund("{budget: 10}") == list{"6:9 missing_key"});
    CHECK(fund("{spent: paid}") == list{"6:9 missing_key"});
    CHECK(fund("{spent: payed, budget: 10}") == list{"6:16 unknown_name"});
    CHECK(fund("{spent: repeat, budget: 10}") == list{"6:16 bad_measure"});
    CHECK(fund("{spent: paid, budget: 0}") == list{"6:30 bad_value"});
    CHECK(fund("{spent: paid, budget: 10, warn_at: 80}") == list{"6:43 bad_value", "6:9 missing_key"});
    CHECK(fund("{spent: paid, budget: 10, warn_at: 80%}") == list{"6:9 missing_key"});  // and then?
    CHECK(fund("{spent: paid, budget: 10, beyond: boss}") == list{"6:42 unknown_level"});
    CHECK(fund("{spent: paid, budget: 10, kinds: gift}") == list{"6:41 unknown_name"});
}

TEST_CASE("authority needs somebody who reviews") {
    diagnostics found;
    const std::string text = "escalera: 1\nname: t\nauthority:\n  levels: [agent]\n  grants: {refund: {up_to: {agent: 1}}}\n";
    static_cast<void>(resolve(read_rules_text(std::make_shared<source>("t.yaml", text), found), found));
    REQUIRE(found.size() == 1);
    CHECK(found.begin()->message.find("the rules lack 'unknown'") == 0);
}

TEST_CASE("accountability says what it needs, and heads are a role") {
    const auto section = [](const std::string& text) {
        diagnostics found;
        const std::string file =
            "escalera: 1\nname: t\nunknown: {role: desk}\nroles: {desk: {by: [queue]}}\naccountability: " + text + "\n";
        static_cast<void>(resolve(read_rules_text(std::make_shared<source>("t.yaml", file), found), found));
        list all;
        for (const auto& d : found) all.push_back(std::to_string(d.at.where().column) + " " + std::string(row_of(d.what).name));
        return all;
    };
    CHECK(section("{needs: assessment, heads: desk}") == list{});
    CHECK(section("{needs: nothing}") == list{});
    CHECK(section("{}") == list{"17 missing_key"});
    CHECK(section("{needs: proof}") == list{"25 bad_value"});
    CHECK(section("{needs: assessment, heads: boss}") == list{"44 unknown_role"});
    CHECK(section("{needs: assessment, head: desk}") == list{"37 unknown_key"});
    CHECK(section("[assessment]") == list{"17 wrong_shape"});
}

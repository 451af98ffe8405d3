// Authority: who may grant what, who is asked, and what is answered (rules/README.md, "Authority").
#include <string>

#include "support/catch.hpp"
#include "support/engine_run.hpp"

using support::engine_run;
using support::lines;

namespace {

std::string rules(const std::string& authority, const std::string& more = "") {
    return R"(escalera: 1
name: authority
unknown: {role: desk}
roles: {desk: {by: [queue]}, lead: {by: [sms]}}
groups:
  - {name: bad, when: customer.escalated}
  - name: ordinary
)" + more + "authority:\n  levels: [agent, team-lead, manager]\n  currency: COP\n" +
           authority;
}

const std::string refunds = R"(  grants:
    refund: {per: case, up_to: {agent: 50, team-lead: 500, manager: 5000}}
    goodwill: {per: customer, within: 10d, times: {agent: 1, team-lead: 2, manager: unlimited}}
    apology: {in_writing: {agent: never, team-lead: always, manager: always}}
  groups: {bad: {refund: {up_to: {agent: never, team-lead: 20}}}}
)";

void complain(engine_run& run, const std::string& id, const std::string& more = "") {
    REQUIRE(run.take("complaint", "03-01 09:00", R"("id":")" + id + R"(","customer":"ana","issue":")" + id + "\"" + more) == "taken");
}

int number = 0;
lines offer(engine_run& run, const std::string& time, const std::string& kase, const std::string& offer) {
    const auto id = "E-" + std::to_string(++number);
    REQUIRE(run.take("offer", time, R"("id":")" + id + R"(","customer":"ana","case":")" + kase + R"(","offer":{)" + offer + "}") ==
            "taken");
    return run.decided();
}

std::string answer(engine_run& run, const std::string& kind, const std::string& time, const std::string& id, const std::string& more = "") {
    return run.take(kind, time, R"("id":")" + id + R"(","customer":"ana","case":"C-1")" + more);
}

std::string id_of(engine_run& run) {
    REQUIRE(run.engine().decisions().size() == 1);
    return to_hex(run.engine().decisions()[0].id);
}

}  // namespace

TEST_CASE("an offer within authority is nothing, one beyond it climbs to the lowest level that may") {
    engine_run run(rules(refunds));
    complain(run, "C-1");
    CHECK(offer(run, "03-02 09:00", "C-1", R"("kind":"refund","amount":50)").empty());
    CHECK(offer(run, "03-02 09:01", "C-1", R"("kind":"refund","amount":50.0001)") ==
          lines{"refund: approve level=team-lead what=refund 50.0001 COP"});
    CHECK(run.reasons() == lines{"refund: approve because offer.amount=50.0001 offer.level=agent limit=50 used=0"});
    CHECK(offer(run, "03-02 09:02", "C-1", R"("kind":"refund","amount":501)") ==
          lines{"refund: approve level=manager what=refund 501 COP"});
    CHECK(offer(run, "03-02 09:03", "C-1", R"("kind":"refund","amount":501,"level":"manager")").empty());
    CHECK(offer(run, "03-02 09:04", "C-1", R"("kind":"refund","amount":5001,"level":"manager")") ==
          lines{"refund: review role=desk why=no level may grant it"});
}

TEST_CASE("what was accepted counts, in exact decimals, and what was not does not") {
    engine_run run(rules(refunds));
    complain(run, "C-1");
    complain(run, "C-2");
    CHECK(offer(run, "03-02 09:00", "C-1", R"("kind":"refund","amount":49.9)").empty());  // offered, and never accepted
    CHECK(offer(run, "03-02 09:01", "C-1", R"("kind":"refund","amount":0.1,"accepted":true)").empty());
    CHECK(offer(run, "03-02 09:02", "C-1", R"("kind":"refund","amount":0.2,"accepted":true)").empty());
    CHECK(offer(run, "03-02 09:03", "C-1", R"("kind":"refund","amount":49.7)").empty());  // 50 in all, which doubles would miss
    CHECK(offer(run, "03-02 09:04", "C-1", R"("kind":"refund","amount":49.7001)") ==
          lines{"refund: approve level=team-lead what=refund 49.7001 COP"});
    CHECK(run.reasons() == lines{"refund: approve because offer.amount=49.7001 offer.level=agent limit=50 used=0.3"});
    CHECK(offer(run, "03-02 09:05", "C-2", R"("kind":"refund","amount":50)").empty());  // another case
}

TEST_CASE("two offers that were within authority alone are not so together: the acceptance is measured too") {
    engine_run run(rules(refunds));
    complain(run, "C-1");
    CHECK(offer(run, "03-02 09:00", "C-1", R"("id":"O-1","kind":"refund","amount":30)").empty());
    CHECK(offer(run, "03-02 09:01", "C-1", R"("id":"O-2","kind":"refund","amount":30)").empty());
    CHECK(offer(run, "03-02 09:02", "C-1", R"("id":"O-1","accepted":true)").empty());
    CHECK(offer(run, "03-02 09:03", "C-1", R"("id":"O-2","accepted":true)") == lines{"refund: approve level=team-lead what=refund 30 COP"});
    // Declined after all, or given back: it counts no more.
    CHECK(offer(run, "03-02 09:04", "C-1", R"("id":"O-2","accepted":false)").empty());
    CHECK(offer(run, "03-02 09:05", "C-1", R"("kind":"refund","amount":20)").empty());
    CHECK(offer(run, "03-02 09:06", "C-1", R"("kind":"refund","amount":20.5)").size() == 1);
}

TEST_CASE("a rolling window is half-open, and all cases of the customer count") {
    engine_run run(rules(refunds));
    complain(run, "C-1");
    complain(run, "C-2");
    CHECK(offer(run, "03-02 09:00", "C-1", R"("kind":"goodwill","accepted":true)").empty());
    CHECK(offer(run, "03-12 08:59:59.999999", "C-2", R"("kind":"goodwill")") == lines{"goodwill: approve level=team-lead what=goodwill"});
    CHECK(run.reasons() == lines{"goodwill: approve because offer.level=agent times_limit=1 times_used=1"});
    CHECK(offer(run, "03-12 09:00", "C-2", R"("kind":"goodwill","accepted":true)").empty());  // ten days later it is out
}

TEST_CASE("only what is in writing needs authority to be in writing") {
    engine_run run(rules(refunds));
    complain(run, "C-1");
    CHECK(offer(run, "03-02 09:00", "C-1", R"("kind":"apology","in_writing":false)").empty());
    CHECK(offer(run, "03-02 09:01", "C-1", R"("kind":"apology")") == lines{"apology: approve level=team-lead what=apology"});
    CHECK(offer(run, "03-02 09:02", "C-1", R"("kind":"apology","level":"team-lead")").empty());
}

TEST_CASE("customers of a group have their own limits, and the group is that at the offer") {
    engine_run run(rules(refunds));
    complain(run, "C-1");
    CHECK(offer(run, "03-02 09:00", "C-1", R"("kind":"refund","amount":5)").empty());
    REQUIRE(run.take("customer", "03-02 10:00", R"("id":"K-1","customer":"ana","escalated":true)") == "taken");
    CHECK(offer(run, "03-02 11:00", "C-1", R"("kind":"refund","amount":5)") == lines{"refund: approve level=team-lead what=refund 5 COP"});
    CHECK(run.reasons() == lines{"refund: approve because offer.amount=5 offer.level=agent limit=0 used=0"});
    CHECK(offer(run, "03-02 12:00", "C-1", R"("kind":"refund","amount":21)") == lines{"refund: approve level=manager what=refund 21 COP"});
}

TEST_CASE("what is not known where it matters is reviewed") {
    engine_run run(rules(refunds));
    complain(run, "C-1");
    const auto review = [](const std::string& rule, const std::string& why) { return lines{rule + ": review role=desk why=" + why}; };
    CHECK(offer(run, "03-02 09:00", "C-1", R"("kind":"refund")") == review("refund", "the amount is not known"));
    CHECK(offer(run, "03-02 09:01", "C-1", R"("amount":5)") == review("authority", "the offer does not say its kind"));
    CHECK(offer(run, "03-02 09:02", "C-1", R"("kind":"car","amount":5)") == review("authority", "no level may grant this kind"));
    CHECK(offer(run, "03-02 09:03", "C-1", R"("kind":"refund","amount":-5)") == review("refund", "the amount is less than nothing"));
    CHECK(offer(run, "03-02 09:04", "C-1", R"("kind":"refund","amount":5,"currency":"USD")") ==
          review("refund", "the amount is in another currency than the limits"));
    CHECK(offer(run, "03-02 09:05", "C-1", R"("kind":"refund","amount":5,"level":"king")") ==
          review("refund", "the level of whoever offers it is not one of authority"));
    CHECK(offer(run, "03-02 09:06", "C-1", R"("kind":"refund","amount":5,"currency":"COP")").empty());
    // Somebody has it, and nobody knows how much it was.
    CHECK(offer(run, "03-02 09:07", "C-1", R"("kind":"refund","accepted":true)") == review("refund", "the amount is not known"));
    CHECK(offer(run, "03-02 09:08", "C-1", R"("kind":"refund","amount":1)") == review("refund", "what was granted before is not known"));
}

TEST_CASE("an approval holds up to what was asked for, and must be another person's") {
    engine_run run(rules(refunds));
    complain(run, "C-1");
    const std::string made = R"("id":"O-1","kind":"refund","amount":100,"by":"Ada")";
    REQUIRE(offer(run, "03-02 09:00", "C-1", made).size() == 1);
    const auto question = id_of(run);
    CHECK(offer(run, "03-02 09:10", "C-1", made).empty());  // it has been asked
    CHECK(answer(run, "approved", "03-02 10:00", question, R"(,"offer.approved_by":"Ada")") == "not allowed");
    CHECK(run.decided().empty());
    CHECK(offer(run, "03-02 10:10", "C-1", made).empty());  // the question still waits, and may be answered under the same id
    CHECK(answer(run, "approved", "03-02 10:20", question, R"(,"offer.approved_by":"Ben")") == "taken");
    CHECK(answer(run, "approved", "03-02 10:30", question, R"(,"offer.approved_by":"Ben")") == "duplicate");
    CHECK(offer(run, "03-02 11:00", "C-1", R"("id":"O-1","amount":100)").empty());
    REQUIRE(offer(run, "03-02 11:10", "C-1", R"("id":"O-1","amount":101)") == lines{"refund: approve level=team-lead what=refund 101 COP"});
    CHECK(answer(run, "approved", "03-02 12:00", id_of(run), R"(,"offer.approved_by":"Ben")") == "taken");
    CHECK(offer(run, "03-02 13:00", "C-1", R"("id":"O-1","accepted":true)").empty());
    CHECK(offer(run, "03-02 14:00", "C-1", R"("id":"O-1","amount":101.5)").size() == 1);
}

TEST_CASE("without names two persons cannot be told apart; the case's owner is who offers") {
    engine_run run(rules(refunds));
    complain(run, "C-1");
    REQUIRE(offer(run, "03-02 09:00", "C-1", R"("id":"O-1","kind":"refund","amount":100)").size() == 1);
    const auto question = id_of(run);
    CHECK(answer(run, "approved", "03-02 10:00", question) == "not allowed");
    CHECK(answer(run, "approved", "03-02 10:00", question, R"(,"offer.approved_by":"Ada")") == "not allowed");  // who offered it?
    REQUIRE(run.take("assigned", "03-02 11:00", R"("id":"A-1","customer":"ana","case":"C-1","owner":"Ada")") == "taken");
    REQUIRE(offer(run, "03-02 12:00", "C-1", R"("kind":"refund","amount":102)").size() == 1);
    const auto second = id_of(run);
    CHECK(answer(run, "approved", "03-02 13:00", second, R"(,"offer.approved_by":"Ada")") == "not allowed");
    CHECK(answer(run, "approved", "03-02 13:00", second, R"(,"offer.approved_by":"Ben")") == "taken");
    engine_run free(rules(refunds + "  same_person_may_approve: true\n"));
    complain(free, "C-1");
    REQUIRE(offer(free, "03-02 09:00", "C-1", R"("id":"O-1","kind":"refund","amount":100,"by":"Ada")").size() == 1);
    CHECK(answer(free, "approved", "03-02 10:00", id_of(free)) == "taken");
    CHECK(offer(free, "03-02 11:00", "C-1", R"("id":"O-1","accepted":true)").empty());
}

TEST_CASE("an approval is that of a level, and no more than that level may") {
    engine_run run(rules(refunds));
    complain(run, "C-1");
    const std::string by_ben = R"(,"offer.approved_by":"Ben")";
    REQUIRE(offer(run, "03-02 09:00", "C-1", R"("id":"O-1","kind":"refund","amount":300,"by":"Ada")").size() == 1);
    const auto question = id_of(run);
    CHECK(answer(run, "approved", "03-02 09:30", question, by_ben + R"(,"offer.approved_level":"agent")") == "not allowed");
    CHECK(answer(run, "approved", "03-02 09:30", question, by_ben + R"(,"offer.approved_level":"king")") == "not allowed");
    CHECK(answer(run, "approved", "03-02 09:30", question, by_ben + R"(,"offer.approved_level":"team-lead")") == "taken");
    REQUIRE(offer(run, "03-02 11:00", "C-1", R"("id":"O-2","kind":"refund","amount":250,"by":"Ada")").size() == 1);
    CHECK(answer(run, "approved", "03-02 11:30", id_of(run), by_ben) == "taken");
    CHECK(offer(run, "03-02 12:00", "C-1", R"("id":"O-1","accepted":true)").empty());
    // Both were approved by a team lead, who may grant 500 on a case: 550 are the manager's.
    CHECK(offer(run, "03-02 13:00", "C-1", R"("id":"O-2","accepted":true)") == lines{"refund: approve level=manager what=refund 250 COP"});
}

TEST_CASE("what is refused is forgotten, unless the customer has it") {
    engine_run run(rules(refunds));
    complain(run, "C-1");
    REQUIRE(offer(run, "03-02 09:00", "C-1", R"("id":"O-1","kind":"refund","amount":100,"by":"Ada")").size() == 1);
    CHECK(answer(run, "refused", "03-02 10:00", id_of(run)) == "taken");
    CHECK(run.decided().empty());
    REQUIRE(offer(run, "03-02 11:00", "C-1", R"("id":"O-1","kind":"refund","amount":100,"by":"Ada","accepted":true)").size() == 1);
    CHECK(answer(run, "refused", "03-02 12:00", id_of(run)) == "taken");
    CHECK(run.decided() == lines{"refund: review role=desk why=it was refused, but the customer has it already"});
    CHECK(offer(run, "03-02 13:00", "C-1", R"("kind":"refund","amount":1)").size() == 1);  // it counts all the same
}

TEST_CASE("an offer may bring its approval along") {
    engine_run run(rules(refunds));
    complain(run, "C-1");
    const std::string made = R"("kind":"refund","amount":100,"by":"Ada","approved_by":)";
    CHECK(offer(run, "03-02 09:00", "C-1", made + R"("Ben","approved_level":"team-lead")").empty());
    CHECK(offer(run, "03-02 09:01", "C-1", made + R"("Ben")").size() == 1);                           // of which level?
    CHECK(offer(run, "03-02 09:02", "C-1", made + R"("Ben","approved_level":"agent")").size() == 1);  // who may not
    CHECK(offer(run, "03-02 09:03", "C-1", made + R"("Ada","approved_level":"team-lead")") ==
          lines{"refund: review role=desk why=the person who offered it may not approve it",
                "refund: approve level=team-lead what=refund 100 COP"});
}

TEST_CASE("a fund is not overspent in silence") {
    const std::string fund = R"(  grants:
    goodwill: {up_to: {agent: 100, team-lead: 1000, manager: unlimited}}
  funds:
    making-good: {spent: paid, budget: 200, warn_at: 50%, then: [{notify: {role: lead}}], beyond: manager}
)";
    engine_run run(rules(fund, "windows:\n  paid: {sum: offer.amount, per: offer.fund, within: 10d, where: offer.accepted}\n"));
    complain(run, "C-1");
    REQUIRE(run.take("complaint", "03-01 09:00", R"("id":"D-1","customer":"ben","issue":"x")") == "taken");
    const std::string from = R"("kind":"goodwill","fund":"F","amount":)";
    CHECK(offer(run, "03-02 09:00", "C-1", from + R"(90,"accepted":true)").empty());
    // Another customer's counts in the same fund.
    REQUIRE(run.take("offer", "03-02 10:00", R"("id":"X-1","customer":"ben","case":"D-1","offer":{)" + from + R"(10,"accepted":true})") ==
            "taken");
    CHECK(run.decided() == lines{"making-good: notify role=lead"});
    CHECK(run.reasons() == lines{"making-good: notify because paid=100"});
    REQUIRE(run.take("offer", "03-02 11:00", R"("id":"X-2","customer":"ben","case":"D-1","offer":{)" + from + R"(90,"accepted":true})") ==
            "taken");
    CHECK(run.decided().empty());  // 190: the warning was given
    REQUIRE(run.take("complaint", "03-02 11:30", R"("id":"G-1","customer":"eva","issue":"x")") == "taken");
    REQUIRE(run.take("offer", "03-02 12:00", R"("id":"X-3","customer":"eva","case":"G-1","offer":{)" + from + "11}") == "taken");
    CHECK(run.decided() == lines{"goodwill: approve level=manager what=goodwill 11 COP"});  // 201
    CHECK(run.reasons() == lines{"goodwill: approve because offer.amount=11 offer.level=agent limit=100 used=0 paid=190 budget=200"});
    REQUIRE(run.take("offer", "03-02 12:10", R"("id":"X-4","customer":"eva","case":"G-1","offer":{)" + from + "10}") == "taken");
    CHECK(run.decided().empty());  // 200
    REQUIRE(run.take("offer", "03-02 12:20", R"("id":"X-5","customer":"eva","case":"G-1","offer":{"kind":"goodwill","amount":90})") ==
            "taken");
    CHECK(run.decided().empty());  // not from the fund
    REQUIRE(run.take("offer", "03-02 13:00",
                     R"("id":"X-6","customer":"eva","case":"G-1","offer":{"level":"manager",)" + from + R"(20,"accepted":true})") ==
            "taken");
    CHECK(run.decided() == lines{"making-good: notify role=lead"});  // the budget is passed: by who may, but not in silence
    REQUIRE(run.take("offer", "03-12 09:30", R"("id":"X-7","customer":"eva","case":"G-1","offer":{)" + from + "70}") == "taken");
    CHECK(run.decided().empty());  // the first ninety are out of the window
}

TEST_CASE("a rule and a grant of one name do not share ids") {
    const std::string rule = "rules:\n  - {name: refund, events: [offer], always: true, then: [{approve: {level: team-lead}}]}\n";
    engine_run run(rules(refunds, rule));
    complain(run, "C-1");
    REQUIRE(offer(run, "03-02 09:00", "C-1", R"("kind":"refund","amount":60)").size() == 2);
    CHECK(to_hex(run.engine().decisions()[0].id) != to_hex(run.engine().decisions()[1].id));
}

TEST_CASE("offers and questions are saved with the state") {
    const auto yaml = rules(refunds);
    engine_run run(yaml);
    complain(run, "C-1");
    CHECK(offer(run, "03-02 09:00", "C-1", R"("kind":"refund","amount":40,"accepted":true)").empty());
    REQUIRE(offer(run, "03-02 09:30", "C-1", R"("id":"O-2","kind":"refund","amount":60,"by":"Ada")").size() == 1);
    const auto question = id_of(run);
    engine_run later(yaml);
    REQUIRE(later.engine().load(run.engine().save()) == escalera::state_error::ok);
    CHECK((later.engine().save() == run.engine().save()));
    CHECK(offer(later, "03-02 10:00", "C-1", R"("kind":"refund","amount":11)").size() == 1);
    CHECK(offer(later, "03-02 10:10", "C-1", R"("id":"O-2","amount":60)").empty());
    CHECK(answer(later, "approved", "03-02 10:20", question, R"(,"offer.approved_by":"Ada")") == "not allowed");
    CHECK(answer(later, "approved", "03-02 10:20", question, R"(,"offer.approved_by":"Ben")") == "taken");
}

// What windows count, and as of when (architecture.md, "Time" and "Windows and records").

#include "support/catch.hpp"
#include "support/engine_run.hpp"

using support::engine_run;
using support::lines;

namespace {

// Tells what the windows say, on the events named.
std::string telling(const std::string& head, const std::string& windows, const std::string& arguments,
                    const std::string& events = "[complaint]") {
    return "escalera: 1\nname: windows\nunknown: {role: desk}\n" + head +
           "roles: {desk: {by: [queue]}}\n"
           "actions:\n  tell: {n: {type: int, required: false}, m: {type: int, required: false}, d: {type: decimal, required: false}, s: "
           "{type: number, required: false}}\n"
           "windows:\n" +
           windows + "rules:\n  - name: watch\n    events: " + events + "\n    always: true\n    then:\n      - tell: {" + arguments +
           "}\n";
}

std::string told(engine_run& run) {
    const auto all = run.decided();
    if (all.size() != 1) return std::to_string(all.size()) + " decisions";
    return all[0] == "watch: tell" ? "" : all[0].substr(std::string("watch: tell ").size());
}

const std::string one_day = telling("", "  n: {count: complaint, per: customer, within: 1d}\n", "n: =n");

}  // namespace

TEST_CASE("a window is half-open: it counts what came after its beginning, and the complaint itself") {
    engine_run run(one_day);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana")");
    CHECK(told(run) == "n=1");
    run.take("complaint", "03-03 08:59:59.999999", R"("id":"C-2","customer":"ana")");
    CHECK(told(run) == "n=2");
    run.take("complaint", "03-03 09:00", R"("id":"C-3","customer":"ana")");
    CHECK(told(run) == "n=2");
    run.take("complaint", "03-03 09:00", R"("id":"C-4","customer":"ana")");
    CHECK(told(run) == "n=3");
    run.take("complaint", "03-04 09:00", R"("id":"C-5","customer":"ana")");
    CHECK(told(run) == "n=1");
}

TEST_CASE("a late event counts at its own time, and is judged as of the customer's latest") {
    engine_run run(telling("lateness: 3h\n", "  n: {count: complaint, per: customer, within: 2h}\n", "n: =n"));
    run.take("complaint", "03-02 12:00", R"("id":"C-1","customer":"ana")");
    CHECK(told(run) == "n=1");
    // As of 12:00 the window is (10:00, 12:00].
    run.take("complaint", "03-02 10:30", R"("id":"C-2","customer":"ana")");
    CHECK(told(run) == "n=2");
    run.take("complaint", "03-02 10:00", R"("id":"C-3","customer":"ana")");
    CHECK(told(run) == "n=2");
    // Ben's latest is his own.
    run.take("complaint", "03-02 10:00", R"("id":"C-4","customer":"ben")");
    CHECK(told(run) == "n=1");
    CHECK(run.take("complaint", "03-02 08:59:59.999999", R"("id":"C-5","customer":"ana")") == "too late");
    CHECK(run.decided().empty());
    CHECK(run.take("complaint", "03-02 09:00", R"("id":"C-5","customer":"ana")") == "taken");
}

TEST_CASE("a repeated id counts once, for each customer and kind of event") {
    engine_run run(telling("lateness: 1d\n",
                           "  n: {count: complaint, per: customer, within: 30d}\n  m: {count: replied, per: customer, within: 30d}\n",
                           "n: =n, m: =m", "[complaint, replied]"));
    run.take("complaint", "03-02 12:00", R"("id":"C-1","customer":"ana")");
    CHECK(run.take("complaint", "03-02 12:00", R"("id":"C-1","customer":"ana")") == "duplicate");
    CHECK(run.take("complaint", "03-02 13:00", R"("id":"C-1","customer":"ana","issue":"other")") == "duplicate");
    CHECK(run.decided().empty());
    CHECK(run.take("replied", "03-02 14:00", R"("id":"C-1","case":"C-1","customer":"ana")") == "taken");
    CHECK(told(run) == "n=1 m=1");
    CHECK(run.take("complaint", "03-02 15:00", R"("id":"C-1","customer":"ben")") == "taken");
    CHECK(told(run) == "n=1 m=0");
}

TEST_CASE("an id is known as long as its case is open, however long ago") {
    engine_run run(one_day);
    run.take("complaint", "03-02 12:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    run.take("complaint", "05-02 12:00", R"("id":"C-2","customer":"ana","issue":"bill")");
    run.take("complaint", "05-03 12:00", R"("id":"C-3","customer":"ana","issue":"bill")");
    CHECK(run.take("complaint", "05-04 12:00", R"("id":"C-1","customer":"ana","issue":"bill")") == "duplicate");
}

TEST_CASE("windows with a where count what it holds for; where it is unknown it does not hold") {
    engine_run run(telling("", "  n: {count: complaint, per: customer, within: 30d, where: complaint.severity >= 2}\n", "n: =n"));
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","severity":2)");
    CHECK(told(run) == "n=1");
    run.take("complaint", "03-02 10:00", R"("id":"C-2","customer":"ana","severity":1)");
    CHECK(told(run) == "n=1");
    run.take("complaint", "03-02 11:00", R"("id":"C-3","customer":"ana")");
    CHECK(told(run) == "n=1");
}

TEST_CASE("a correction decides a where again as far as it says enough, and the rest stays as it was") {
    engine_run run(telling("",
                           "  n: {count: complaint, per: customer, within: 30d, where: complaint.category == \"bill\"}\n"
                           "  m: {count: complaint, per: customer, within: 30d, where: complaint.severity == 3}\n",
                           "n: =n, m: =m", "[complaint, corrected]"));
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","category":"bill","severity":3)");
    CHECK(told(run) == "n=1 m=1");
    run.take("complaint", "03-02 10:00", R"("id":"C-2","customer":"ana","category":"fee","severity":1)");
    CHECK(told(run) == "n=1 m=1");
    run.take("corrected", "03-02 11:00", R"("id":"E-1","customer":"ana","complaint":{"id":"C-1","category":"network"})");
    CHECK(told(run) == "n=0 m=1");
    run.take("corrected", "03-02 12:00", R"("id":"E-2","customer":"ana","complaint":{"id":"C-2","category":"bill"})");
    CHECK(told(run) == "n=1 m=1");
}

TEST_CASE("a key with an absent part is nothing to count, and 0 where it is read") {
    engine_run run(telling("fields: {complaint: {bill: string}}\n",
                           "  n: {count: complaint, per: [customer, complaint.bill], within: 30d}\n", "n: =n"));
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana")");
    CHECK(told(run) == "n=0");
    run.take("complaint", "03-02 10:00", R"("id":"C-2","customer":"ana","bill":"B-1")");
    CHECK(told(run) == "n=1");
    run.take("complaint", "03-02 11:00", R"("id":"C-3","customer":"ana","bill":"B-2")");
    CHECK(told(run) == "n=1");
    run.take("complaint", "03-02 12:00", R"("id":"C-4","customer":"ana","bill":"B-1")");
    CHECK(told(run) == "n=2");
}

TEST_CASE("ever counts everything, and at least that where the history is known to be incomplete") {
    engine_run run(R"(escalera: 1
name: ever
unknown: {role: desk}
roles: {desk: {by: [queue]}}
windows: {ever: {count: complaint, per: customer, within: ever}}
rules:
  - name: second
    when: ever >= 2
    then: [{tag: {name: many}}]
  - name: first
    when: ever == 1
    then: [{tag: {name: new}}]
)");
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":{"id":"ana"})");
    CHECK(run.reasons() == lines{"first: tag because ever=1"});
    run.take("complaint", "03-02 09:00", R"("id":"C-2","customer":{"id":"ben","known_since":"2026-01-01T00:00:00Z"})");
    CHECK(run.reasons() == lines{"second: review because ever>=1"});
    CHECK(run.decided() == lines{"second: review role=desk why=the condition could not be decided also first"});
    run.take("complaint", "03-02 10:00", R"("id":"C-3","customer":"ben")");
    CHECK(run.reasons() == lines{"second: tag because ever>=2"});
}

TEST_CASE("sums are of ints or decimals, exact, and unknown where they do not fit") {
    const std::string windows =
        "  n: {sum: complaint.severity, per: customer, within: 30d}\n"
        "  d: {sum: offer.amount, per: customer, within: 30d, where: offer.accepted}\n";
    engine_run run(telling("", windows, "n: =n, d: =d", "[complaint, offer]"));
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","severity":3)");
    CHECK(told(run) == "n=3 d=0");
    run.take("complaint", "03-02 10:00", R"("id":"C-2","customer":"ana")");
    CHECK(told(run) == "n=3 d=0");
    run.take("offer", "03-02 11:00", R"("id":"O-1","case":"C-1","customer":"ana","amount":10.25,"accepted":true)");
    CHECK(told(run) == "n=3 d=10.25");
    run.take("offer", "03-02 12:00", R"("id":"O-2","case":"C-1","customer":"ana","amount":7,"accepted":false)");
    CHECK(told(run) == "n=3 d=10.25");
    run.take("offer", "03-02 13:00", R"("id":"O-3","case":"C-1","customer":"ana","amount":-0.05,"accepted":true)");
    CHECK(told(run) == "n=3 d=10.2");
    run.take("complaint", "03-03 09:00", R"("id":"C-3","customer":"ana","severity":9223372036854775805)");
    CHECK(told(run) == "d=10.2");
    // What a later addend brings back into range is known again.
    run.take("complaint", "03-03 10:00", R"("id":"C-4","customer":"ana","severity":-1)");
    CHECK(told(run) == "n=9223372036854775807 d=10.2");
}

TEST_CASE("distinct tells values apart up to its limit") {
    const std::string windows =
        "  n: {distinct: complaint.channel, per: customer, within: 30d}\n"
        "  m: {distinct: complaint.channel, per: customer, within: 30d, limit: 2}\n";
    engine_run run(telling("", windows, "n: =n, m: =m"));
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","channel":"web")");
    CHECK(told(run) == "n=1 m=1");
    run.take("complaint", "03-02 10:00", R"("id":"C-2","customer":"ana","channel":"web")");
    CHECK(told(run) == "n=1 m=1");
    run.take("complaint", "03-02 11:00", R"("id":"C-3","customer":"ana")");
    CHECK(told(run) == "n=1 m=1");
    run.take("complaint", "03-02 12:00", R"("id":"C-4","customer":"ana","channel":"phone")");
    CHECK(told(run) == "n=2 m=2");
    // Past the limit it is at least 2: no exact value to be handed on.
    run.take("complaint", "03-02 13:00", R"("id":"C-5","customer":"ana","channel":"mail")");
    CHECK(told(run) == "n=3");
}

TEST_CASE("a share is of the facts in the window, and unknown of none") {
    engine_run run(telling("", "  upheld: {share: upheld, of: resolved, per: customer, within: 30d}\n", "s: =upheld, n: =upheld.of",
                           "[complaint, resolved]"));
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    CHECK(told(run) == "n=0");
    run.take("resolved", "03-02 10:00", R"("id":"E-1","case":"C-1","decision":"upheld")");
    CHECK(told(run) == "s=1.000000 n=1");
    run.take("resolved", "03-02 11:00", R"("id":"E-2","case":"C-1","decision":"rejected")");
    CHECK(told(run) == "s=0.500000 n=2");
    run.take("resolved", "03-02 12:00", R"("id":"E-3","case":"C-1","decision":"partly")");
    CHECK(told(run) == "s=0.333333 n=3");
}

TEST_CASE("group windows are keyed by no customer, and count people, also those without a name") {
    const std::string windows =
        "  n: {count: complaint, per: complaint.district, within: 1d}\n"
        "  m: {distinct: customer, per: complaint.district, within: 1d}\n";
    engine_run run(telling("fields: {complaint: {district: string}}\n", windows, "n: =n, m: =m"));
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","district":"north")");
    CHECK(told(run) == "n=1 m=1");
    run.take("complaint", "03-02 10:00", R"("id":"C-2","customer":"ben","district":"north")");
    CHECK(told(run) == "n=2 m=2");
    run.take("complaint", "03-02 11:00", R"("id":"C-3","customer":"ana","district":"north")");
    CHECK(told(run) == "n=3 m=2");
    run.take("complaint", "03-02 12:00", R"("id":"C-4","district":"north")");
    CHECK(told(run) == "n=4 m=2");
    run.take("complaint", "03-02 13:00", R"("id":"C-5","customer":"cyd","district":"south")");
    CHECK(told(run) == "n=1 m=1");
    run.take("complaint", "03-03 09:00", R"("id":"C-6","customer":"cyd","district":"north")");
    CHECK(told(run) == "n=4 m=3");
    CHECK(run.take("complaint", "03-03 09:00", R"("id":"C-6","customer":"cyd","district":"north")") == "duplicate");
    run.take("complaint", "03-03 09:00", R"("id":"C-7","customer":"cyd","district":"north")");
    CHECK(told(run) == "n=5 m=3");
}

TEST_CASE("withdrawn and corrected complaints leave and change their groups") {
    const std::string windows = "  n: {count: complaint, per: complaint.category, within: 1d}\n";
    engine_run run(telling("", windows, "n: =n", "[complaint, corrected]"));
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","category":"bill")");
    run.take("complaint", "03-02 10:00", R"("id":"C-2","customer":"ben","category":"bill")");
    CHECK(told(run) == "n=2");
    run.take("withdrawn", "03-02 11:00", R"("id":"E-1","complaint":"C-1","customer":"ana")");
    run.take("complaint", "03-02 12:00", R"("id":"C-3","customer":"cyd","category":"bill")");
    CHECK(told(run) == "n=2");
    run.take("corrected", "03-02 13:00", R"("id":"E-2","customer":"ben","complaint":{"id":"C-2","category":"network"})");
    CHECK(told(run) == "n=1");
    run.take("complaint", "03-02 14:00", R"("id":"C-4","customer":"cyd","category":"network")");
    CHECK(told(run) == "n=2");
    run.take("complaint", "03-02 15:00", R"("id":"C-5","customer":"cyd","category":"bill")");
    CHECK(told(run) == "n=2");
}

TEST_CASE("a signal is no complaint, but counts where windows count signals") {
    engine_run run(telling("", "  n: {count: signal, per: customer, within: 1d}\n  m: {count: complaint, per: customer, within: 1d}\n",
                           "n: =n, m: =m", "[complaint, signal]"));
    CHECK(run.take("signal", "03-02 09:00", R"("id":"S-1","customer":"ana","category":"outage")") == "taken");
    CHECK(told(run) == "n=1 m=0");
    run.take("complaint", "03-02 10:00", R"("id":"C-1","customer":"ana")");
    CHECK(told(run) == "n=1 m=1");
}

TEST_CASE("what a group window counts can be taken back as long as the group sees it, however short the customer's memory") {
    const std::string windows = "  n: {count: complaint, per: complaint.category, within: 10d}\n";
    engine_run run(telling("", windows, "n: =n"));
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","category":"bill")");
    run.take("closed", "03-02 10:00", R"("id":"E-1","case":"C-1","customer":"ana")");
    run.take("complaint", "03-05 09:00", R"("id":"C-2","customer":"ana","category":"network")");
    run.take("complaint", "03-05 10:00", R"("id":"C-3","customer":"ben","category":"bill")");
    CHECK(told(run) == "n=2");
    CHECK(run.take("complaint", "03-05 11:00", R"("id":"C-1","customer":"ana","category":"bill")") == "duplicate");
    CHECK(run.take("withdrawn", "03-05 12:00", R"("id":"E-2","complaint":"C-1","customer":"ana")") == "taken");
    run.take("complaint", "03-05 13:00", R"("id":"C-4","customer":"ben","category":"bill")");
    CHECK(told(run) == "n=2");
}

TEST_CASE("a correction brings a complaint into a group where it was in none") {
    const std::string windows =
        "  n: {count: complaint, per: complaint.category, within: 1d}\n"
        "  m: {sum: complaint.severity, per: complaint.category, within: 1d}\n"
        "  d: {sum: complaint.claim, per: complaint.category, within: 1d}\n";
    engine_run run(telling("", windows, "n: =n, m: =m, d: =d", "[complaint, corrected]"));
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","severity":2)");
    CHECK(told(run) == "n=0 m=0 d=0");
    run.take("corrected", "03-02 10:00", R"("id":"E-1","customer":"ana","complaint":{"id":"C-1","category":"bill"})");
    CHECK(told(run) == "n=1 m=2 d=0");
    run.take("complaint", "03-02 11:00", R"("id":"C-2","customer":"ben","category":"bill","severity":1,"claim":0.5)");
    CHECK(told(run) == "n=2 m=3 d=0.5");
}

TEST_CASE("a correction that is counted itself takes nothing from the complaint that it moves") {
    const std::string windows =
        "  n: {count: complaint, per: complaint.category, within: 1d}\n"
        "  m: {count: corrected, per: complaint.category, within: 1d}\n";
    engine_run run(telling("", windows, "n: =n, m: =m", "[complaint, corrected]"));
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","category":"bill")");
    run.take("corrected", "03-02 10:00", R"("id":"E-1","customer":"ana","complaint":{"id":"C-1","category":"network"})");
    CHECK(told(run) == "n=1 m=1");
    run.take("complaint", "03-02 11:00", R"("id":"C-2","customer":"ben","category":"bill")");
    CHECK(told(run) == "n=1 m=0");
}

TEST_CASE("an id that was forgotten and comes again counts in its group too") {
    const std::string windows = "  n: {count: complaint, per: complaint.category, within: 1h}\n";
    engine_run run(telling("", windows, "n: =n"));
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","category":"bill")");
    run.take("closed", "03-02 10:00", R"("id":"E-1","case":"C-1","customer":"ana")");
    run.take("complaint", "03-05 09:00", R"("id":"C-2","customer":"ana","category":"network")");
    CHECK(run.take("complaint", "03-05 10:00", R"("id":"C-1","customer":"ana","category":"bill")") == "taken");
    CHECK(told(run) == "n=1");
}

TEST_CASE("distinct customers of one customer are one") {
    engine_run run(telling("",
                           "  n: {distinct: customer, per: [customer, issue], within: 1d}\n"
                           "  m: {distinct: customer, per: case, within: 1d}\n",
                           "n: =n, m: =m"));
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    CHECK(told(run) == "n=1 m=1");
    run.take("complaint", "03-02 10:00", R"("id":"C-2","customer":"ana","issue":"bill")");
    CHECK(told(run) == "n=1 m=1");
    run.take("complaint", "03-02 11:00", R"("id":"C-3","customer":"ana")");
    CHECK(told(run) == "n=0 m=1");
}

TEST_CASE("what has nothing to add up is not counted because it is put right either") {
    engine_run run(telling("", "  s: {share: upheld, of: resolved, per: [customer, issue], within: 30d}\n", "n: =s.of", "[complaint]"));
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    run.take("resolved", "03-02 10:00", R"("id":"E-1","case":"C-1","customer":"ana")");
    run.take("complaint", "03-02 11:00", R"("id":"C-2","customer":"ana","issue":"bill")");
    CHECK(told(run) == "n=0");
    // A ladder lives as long as a window that its rungs read counts something: a claim that was never given is nothing.
    engine_run climbing(R"(escalera: 1
name: ladder
unknown: {role: desk}
roles: {desk: {by: [queue]}}
windows: {claims: {sum: complaint.claim, per: [customer, complaint.product], within: 30d}}
ladders:
  climb:
    per: [customer, complaint.product]
    rungs: [{name: any, when: claims == 0, then: [{tag: {name: any}}]}]
)");
    climbing.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","product":"fibre")");
    CHECK(climbing.decided() == lines{"climb/any: tag name=any"});
    climbing.take("corrected", "03-02 10:00", R"("id":"E-1","customer":"ana","complaint":{"id":"C-1","product":"mobile"})");
    climbing.take("corrected", "03-02 10:00", R"("id":"E-2","customer":"ana","complaint":{"id":"C-1","product":"fibre"})");
    climbing.take("closed", "03-02 11:00", R"("id":"E-3","case":"C-1","customer":"ana")");
    climbing.take("complaint", "03-03 09:00", R"("id":"C-2","customer":"ana","product":"fibre")");
    CHECK(climbing.decided() == lines{"climb/any: tag name=any"});
}

TEST_CASE("without a customer the windows of customers are 0, whatever is said to be known since when") {
    engine_run run(telling("", "  n: {count: complaint, per: [customer, issue], within: ever}\n", "n: =n"));
    run.take("complaint", "03-02 09:00", R"("id":"C-1","issue":"bill","customer":{"known_since":"2026-01-01T00:00:00Z"})");
    CHECK(told(run) == "n=0");
}

TEST_CASE("an event that is refused leaves nothing behind in its group, whatever is saved and loaded then") {
    engine_run run(telling("lateness: 1h\n", "  n: {count: replied, per: reply.department, within: 1d}\n", "n: =n", "[replied]"));
    run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")");
    run.take("complaint", "03-02 09:00", R"("id":"C-2","customer":"ana","issue":"router")");
    run.take("closed", "03-02 09:10", R"("id":"E-1","case":"C-2","customer":"ana")");
    run.take("replied", "03-02 10:00", R"("id":"E-2","case":"C-1","customer":"ana","reply":{"department":"d0"})");
    CHECK(told(run) == "n=1");
    CHECK(run.take("replied", "03-02 09:30", R"("id":"E-3","case":"C-2","customer":"ana","reply":{"department":"d0"})") == "not allowed");
    const auto saved = run.engine().save();
    CHECK(run.engine().load(saved) == escalera::state_error::ok);
    CHECK(run.engine().save() == saved);
    for (int i = 4; i < 40; ++i) {
        run.take("replied", "03-02 10:30",
                 R"("case":"C-1","customer":"ana","reply":{"department":"d0"},"id":"E-)" + std::to_string(i) + "\"");
        CHECK(told(run) == "n=" + std::to_string(i - 2));
    }
}

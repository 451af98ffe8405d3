// A correction that gives a complaint to another customer (src/README.md, "Cases and customers").
#include "escalera/engine/complaint_move.hpp"

#include <string>

#include "support/catch.hpp"
#include "support/engine_run.hpp"

using support::engine_run;
using support::lines;

namespace {

// Every event is told with its case, and with what windows of the customer, of the issue and of the district count.
const std::string watching = R"(escalera: 1
name: moves
unknown: {role: desk}
roles: {desk: {by: [queue]}}
fields:
  complaint: {district: string}
actions:
  tell: {in_case: {type: string, required: false}, status: {type: string, required: false}, of: {type: string, required: false}, repeat: {type: int, required: false}, all: {type: int, required: false}, people: {type: int, required: false}, owner: {type: string, required: false}, product: {type: string, required: false}}
windows:
  repeat: {count: complaint, per: [customer, issue], within: 30d}
  all: {count: complaint, per: customer, within: 30d}
  people: {distinct: customer, per: complaint.district, within: 30d}
rules:
  - name: watch
    events: [complaint, corrected, withdrawn, replied, resolved, closed, feedback, reopened]
    always: true
    then:
      - tell: {in_case: =case.id, status: =case.status, of: =customer.id, repeat: =repeat, all: =all, people: =people, owner: =case.owner, product: =complaint.product}
)";

std::string told(engine_run& run) {
    const auto all = run.decided();
    if (all.size() != 1) return std::to_string(all.size()) + " decisions";
    return all[0].substr(std::string("watch: tell ").size());
}

// What the customer's next complaint finds: a question that changes little.
std::string counts_of(engine_run& run, const std::string& customer, const std::string& time, const std::string& id,
                      const std::string& issue) {
    run.take("complaint", time, R"("id":")" + id + R"(","customer":")" + customer + R"(","issue":")" + issue + R"(","district":"north")");
    const auto all = told(run);
    const auto from = all.find("repeat=");
    return all.substr(from, all.find(" product", from) - from);
}

constexpr const char* of_ana = R"("id":"C-1","customer":"ana","issue":"bill","district":"north","product":"mobile")";
constexpr const char* to_ben = R"("id":"E-1","customer":"ben","complaint":"C-1")";

}  // namespace

TEST_CASE("a complaint that a correction gives to another customer counts with them at its own time, and no more where it was") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", of_ana);
    CHECK(run.take("corrected", "03-10 09:00", to_ben) == "taken");
    CHECK(told(run) == "in_case=C-1 status=open of=ben repeat=1 all=1 people=0 product=mobile");
    CHECK(counts_of(run, "ana", "03-10 10:00", "C-2", "bill") == "repeat=1 all=1 people=2");
    CHECK(counts_of(run, "ben", "03-10 11:00", "C-3", "bill") == "repeat=2 all=2 people=2");
    // It was complained on 2 March: thirty days later it is out of sight.
    CHECK(counts_of(run, "ben", "04-01 08:59:59", "C-4", "bill") == "repeat=3 all=3 people=2");
    CHECK(counts_of(run, "ben", "04-01 09:00", "C-5", "bill") == "repeat=3 all=3 people=2");
}

TEST_CASE("a moved complaint is one complaint for groups too") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", of_ana);
    run.take("corrected", "03-02 10:00", to_ben);
    CHECK(counts_of(run, "ben", "03-02 11:00", "C-2", "fee") == "repeat=1 all=2 people=1");
    CHECK(counts_of(run, "cyn", "03-02 12:00", "C-3", "fee") == "repeat=1 all=1 people=2");
    // What is put right beside it moves as well.
    run.take("corrected", "03-02 13:00", R"("id":"E-2","customer":"dan","complaint":{"id":"C-1","district":"south","issue":"fee"})");
    CHECK(counts_of(run, "dan", "03-02 14:00", "C-4", "fee") == "repeat=2 all=2 people=3");
    CHECK(counts_of(run, "ben", "03-02 15:00", "C-5", "bill") == "repeat=1 all=2 people=3");
}

TEST_CASE("it joins the open case of its issue there, or opens one with its id; one that the correction names beside it goes first") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", of_ana);
    run.take("complaint", "03-02 09:10", R"("id":"B-1","customer":"ben","issue":"bill")");
    run.take("complaint", "03-02 09:20", R"("id":"B-2","customer":"ben","issue":"fee","case":"H-2")");
    run.take("corrected", "03-02 10:00", to_ben);
    CHECK(told(run) == "in_case=B-1 status=open of=ben repeat=2 all=3 people=0");
    // With the issue that the correction says.
    run.take("complaint", "03-02 11:00", R"("id":"C-2","customer":"ana","issue":"bill")");
    run.take("corrected", "03-02 12:00", R"("id":"E-2","customer":"ben","complaint":{"id":"C-2","issue":"fee"})");
    CHECK(told(run).substr(0, 11) == "in_case=H-2");
    run.take("complaint", "03-02 13:00", R"("id":"C-3","customer":"ana","issue":"bill")");
    run.take("corrected", "03-02 14:00", R"("id":"E-3","customer":"ben","case":"H-2","complaint":"C-3")");
    CHECK(told(run).substr(0, 11) == "in_case=H-2");
    run.take("complaint", "03-02 15:00", R"("id":"C-4","customer":"ana","issue":"bill","case":"H-4")");
    run.take("corrected", "03-02 16:00", R"("id":"E-4","customer":"cyn","case":"H-4","complaint":"C-4")");
    CHECK(told(run) == "in_case=H-4 status=open of=cyn repeat=1 all=1 people=0");
}

TEST_CASE("the case that it leaves stays open while it has another complaint, and closes with the last") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", of_ana);
    run.take("complaint", "03-02 09:10", R"("id":"C-2","customer":"ana","issue":"bill")");
    run.take("corrected", "03-02 10:00", R"("id":"E-1","customer":"ben","complaint":"C-2")");
    CHECK(told(run).substr(0, 11) == "in_case=C-2");
    CHECK(run.take("replied", "03-02 11:00", R"("id":"E-2","case":"C-1")") == "taken");
    CHECK(told(run).substr(0, 30) == "in_case=C-1 status=open of=ana");
    run.take("corrected", "03-02 12:00", R"("id":"E-3","customer":"ben","complaint":"C-1")");
    CHECK(told(run).substr(0, 30) == "in_case=C-2 status=open of=ben");
    CHECK(run.take("replied", "03-02 13:00", R"("id":"E-4","customer":"ana","case":"C-1")") == "not allowed");
    CHECK(run.take("feedback", "03-02 13:00", R"("id":"E-5","customer":"ana","case":"C-1")") == "taken");
    CHECK(told(run).substr(0, 32) == "in_case=C-1 status=closed of=ana");
}

TEST_CASE("an event that does not say whose it is finds who has the complaint now") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", of_ana);
    run.take("corrected", "03-02 10:00", to_ben);
    for (const auto* about : {R"("case":"C-1")", R"("complaint":"C-1")"}) {
        INFO(about);
        CHECK(run.take("replied", "03-02 11:00", about) == "taken");
        CHECK(told(run).substr(0, 30) == "in_case=C-1 status=open of=ben");
    }
    // After saving and loading too.
    const auto bytes = run.engine().save();
    engine_run again(watching);
    REQUIRE(again.engine().load(bytes) == escalera::state_error::ok);
    CHECK(again.take("replied", "03-02 12:00", R"("case":"C-1")") == "taken");
    CHECK(told(again).substr(0, 30) == "in_case=C-1 status=open of=ben");
    CHECK((again.engine().save() != bytes));
}

TEST_CASE("the complaint is known under its id with both: it is not taken a second time") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", of_ana);
    run.take("corrected", "03-02 10:00", to_ben);
    CHECK(run.take("complaint", "03-02 11:00", of_ana) == "duplicate");
    CHECK(run.take("complaint", "03-02 11:00", R"("id":"C-1","customer":"ben","issue":"bill")") == "duplicate");
    CHECK(run.take("corrected", "03-02 12:00", to_ben) == "duplicate");
    CHECK(run.take("withdrawn", "03-02 13:00", R"("id":"E-2","customer":"ana","complaint":"C-1","case":"C-1")") == "taken");
    CHECK(counts_of(run, "ben", "03-02 14:00", "C-2", "bill") == "repeat=2 all=2 people=1");
    CHECK(run.take("withdrawn", "03-02 15:00", R"("id":"E-3","complaint":"C-1")") == "taken");
    CHECK(counts_of(run, "ben", "03-02 16:00", "C-3", "bill") == "repeat=2 all=2 people=1");
}

TEST_CASE("it may come back") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", of_ana);
    run.take("corrected", "03-02 10:00", to_ben);
    CHECK(run.take("corrected", "03-02 11:00", R"("id":"E-2","customer":"ana","complaint":"C-1")") == "taken");
    CHECK(told(run) == "in_case=C-1 status=open of=ana repeat=1 all=1 people=0 product=mobile");
    CHECK(run.take("replied", "03-02 12:00", R"("id":"E-3","case":"C-1")") == "taken");
    CHECK(told(run).substr(0, 30) == "in_case=C-1 status=open of=ana");
    CHECK(counts_of(run, "ben", "03-02 13:00", "C-2", "bill") == "repeat=1 all=1 people=2");
    CHECK(counts_of(run, "ana", "03-02 14:00", "C-3", "bill") == "repeat=2 all=2 people=2");
}

TEST_CASE("a complaint that was nobody's is given to who it turns out to be from") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", R"("id":"C-1","issue":"bill","district":"north")");
    CHECK(run.take("corrected", "03-02 10:00", to_ben) == "taken");
    CHECK(told(run).substr(0, 54) == "in_case=C-1 status=open of=ben repeat=1 all=1 people=0");
    CHECK(run.take("complaint", "03-02 11:00", R"("id":"C-1","issue":"bill")") == "duplicate");
    CHECK(counts_of(run, "ben", "03-02 12:00", "C-2", "bill") == "repeat=2 all=2 people=1");
}

TEST_CASE("what the case is remembered by stays there, but for what the complaint said itself") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", of_ana);
    run.take("assigned", "03-02 09:30", R"("id":"E-0","case":"C-1","owner":"bo")");
    run.take("corrected", "03-02 10:00", to_ben);
    CHECK(told(run) == "in_case=C-1 status=open of=ben repeat=1 all=1 people=0 product=mobile");
    run.take("feedback", "03-02 11:00", R"("id":"E-2","customer":"ana","case":"C-1")");
    CHECK(told(run) == "in_case=C-1 status=closed of=ana repeat=0 all=0 people=0 owner=bo");
}

TEST_CASE("a complaint whose case was resolved or closed is no open case with another customer") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", of_ana);
    run.take("resolved", "03-02 09:30", R"("id":"E-0","case":"C-1")");
    run.take("corrected", "03-02 10:00", to_ben);
    CHECK(told(run).substr(0, 34) == "in_case=C-1 status=resolved of=ben");
    run.take("closed", "03-02 11:00", R"("id":"E-2","case":"C-1")");
    run.take("corrected", "03-02 12:00", R"("id":"E-3","customer":"cyn","complaint":"C-1")");
    CHECK(told(run) == "in_case=C-1 status=closed of=cyn repeat=1 all=1 people=0 product=mobile");
    // Where it joins a resolved case and was open itself, there is something to do again.
    run.take("complaint", "03-02 13:00", R"("id":"D-1","customer":"dan","issue":"fee")");
    run.take("resolved", "03-02 13:30", R"("id":"E-4","case":"D-1")");
    run.take("complaint", "03-02 14:00", R"("id":"C-2","customer":"ana","issue":"fee")");
    run.take("corrected", "03-02 15:00", R"("id":"E-5","customer":"dan","complaint":"C-2")");
    CHECK(told(run).substr(0, 30) == "in_case=D-1 status=open of=dan");
}

TEST_CASE("nothing moves that nobody has, that several have, or that was withdrawn") {
    engine_run run(watching);
    CHECK(run.take("corrected", "03-02 08:00", to_ben) == "unknown case");
    run.take("complaint", "03-02 09:00", of_ana);
    run.take("complaint", "03-02 09:10", R"("id":"C-1","customer":"cyn","issue":"bill")");
    CHECK(run.take("corrected", "03-02 10:00", to_ben) == "unknown case");
    run.take("withdrawn", "03-02 11:00", R"("id":"E-2","customer":"cyn","complaint":"C-1")");
    CHECK(run.take("corrected", "03-02 12:00", R"("id":"E-3","customer":"ben","complaint":"C-1")") == "taken");
    run.take("withdrawn", "03-02 13:00", R"("id":"E-4","customer":"ben","complaint":"C-1")");
    CHECK(run.take("corrected", "03-02 14:00", R"("id":"E-5","customer":"dan","complaint":"C-1")") == "unknown case");
    // Who has it already only corrects it.
    run.take("complaint", "03-02 15:00", R"("id":"C-2","customer":"dan","issue":"bill")");
    CHECK(run.take("corrected", "03-02 16:00", R"("id":"E-6","customer":"dan","complaint":{"id":"C-2","issue":"fee"})") == "taken");
    CHECK(told(run).substr(0, 30) == "in_case=C-2 status=open of=dan");
    CHECK(run.engine().metrics().customers == 4);
}

TEST_CASE("one that no window sees any more moves its case only; one that a cap dropped leaves counts unknown") {
    engine_run run(watching);
    run.take("complaint", "03-02 09:00", of_ana);
    run.take("replied", "04-20 09:00", R"("id":"E-0","case":"C-1")");
    CHECK(run.take("corrected", "04-21 09:00", to_ben) == "taken");
    CHECK(told(run) == "in_case=C-1 status=open of=ben repeat=0 all=0 people=0 product=mobile");
    CHECK(run.take("complaint", "04-22 09:00", R"("id":"C-1","customer":"ben","issue":"bill")") == "duplicate");

    engine_run capped(watching + "limits: {remember: 2}\n");
    for (const auto* id : {"C-1", "C-2", "C-3"}) {
        capped.take("complaint", "03-02 09:00", R"("customer":"ana","issue":"bill","id":")" + std::string(id) + "\"");
    }
    CHECK(capped.take("corrected", "03-02 10:00", to_ben) == "taken");
    CHECK(capped.engine().metrics().findings[static_cast<std::size_t>(escalera::finding::count_unknown)] > 0);
    CHECK(told(capped) == "in_case=C-1 status=open of=ben people=0");
}

TEST_CASE("the clocks of a case that has gone over to another customer run on there, and end where it was") {
    engine_run run(watching + R"(clocks:
  - name: answer
    start: complaint
    stop: replied
    target:
      - {within: 5d}
    stages:
      - at: 100%
        then: [{tag: {name: overdue}}]
)");
    run.take("complaint", "03-02 09:00", of_ana);
    run.take("corrected", "03-04 09:00", to_ben);
    run.pass("03-07 08:59");
    CHECK(run.decided().empty());
    run.pass("03-07 09:00");
    CHECK(run.decided() == lines{"answer@100%: tag name=overdue"});
    CHECK(run.engine().decisions()[0].customer == "ben");
    run.pass("05-01 09:00");
    CHECK(run.decided().empty());
}

// `escalera bench`: what it prints, what it refuses, and that its stream fits the rules.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>

#include "support/catch.hpp"

namespace {

namespace fs = std::filesystem;

struct answer {
    int code = -1;
    std::string out;
    std::string err;

    // The first number behind `what` at the beginning of a line; -1 if there is no such line.
    [[nodiscard]] double number(const std::string& what) const {
        std::smatch m;
        return std::regex_search(out, m, std::regex("\n  " + what + " *([0-9.]+)")) ? std::stod(m[1]) : -1;
    }
    [[nodiscard]] std::string hash() const {
        std::smatch m;
        return std::regex_search(out, m, std::regex("hash ([0-9a-f]{16})\n")) ? m[1].str() : "";
    }
};

std::string read_all(const fs::path& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

// A folder of its own, in which the command is run.
class workplace {
public:
    workplace() : x_folder(fs::temp_directory_path() / ("escalera-bench-test-" + std::to_string(::getpid()))) {
        fs::create_directories(x_folder);
    }
    ~workplace() { fs::remove_all(x_folder); }
    workplace(const workplace&) = delete;
    workplace& operator=(const workplace&) = delete;

    [[nodiscard]] answer bench(const std::string& words) const {
        const auto line = "cd " + x_folder.string() + " && " + ESCALERA_COMMAND + " bench " + words + " >.out 2>.err";
        const int status = std::system(line.c_str());
        return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_all(x_folder / ".out"), read_all(x_folder / ".err")};
    }
    [[nodiscard]] answer bench(const std::string& rules, const std::string& options) const {
        std::ofstream(x_folder / "rules.yaml", std::ios::binary) << "escalera: 1\nname: b\nunknown: {role: r}\nroles: {r: {by: [queue]}}\n"
                                                                 << rules;
        return bench("rules.yaml " + options);
    }

private:
    fs::path x_folder;
};

const std::string each_complaint = "rules:\n  - {name: each, always: true, then: [{tag: {name: t}}]}\n";

std::string rule_when(const std::string& condition) {
    return "rules:\n  - name: x\n    when: >-\n      " + condition + "\n    if_unknown: skip\n    then:\n      - tag: {name: t}\n";
}

}  // namespace

TEST_CASE("bench says how fast, how many decisions, how many customers and how large they are") {
    const workplace here;
    const auto a = here.bench(each_complaint, "--events 500 --repetitions 3");
    CHECK(a.code == 0);
    CHECK(a.err.empty());  // the progress bar is for terminals
    CHECK(a.out.starts_with("rules.yaml: 500 events, seed 1; median of 3 [least .. greatest]\n"));
    CHECK(std::regex_search(a.out, std::regex(R"(\n  events a second +[0-9]+   \[[0-9]+ \.\. [0-9]+\]\n)")));
    CHECK(std::regex_search(a.out, std::regex(R"(\n  nanoseconds an event +[0-9]+   \[[0-9]+ \.\. [0-9]+\]\n)")));
    CHECK(a.number("events a second") > 0);
    CHECK(a.number("decisions") == 500);  // nothing but complaints is looked at, and each decides once
    CHECK(a.out.find("1.000 an event") != std::string::npos);
    CHECK(a.number("customers") > 50);
    CHECK(a.number("customers") < 125 + 1);  // some complain again
    CHECK(a.number("bytes a customer") > 16);
}

TEST_CASE("bench gives the same answer whenever it is asked, and another for another seed") {
    const workplace here;
    const std::string rules = ESCALERA_SOURCE_DIR "/rules/telecom.yaml --events 3000 --repetitions 2";
    const auto once = here.bench(rules);
    const auto again = here.bench(rules + " --seed 1");
    const auto other = here.bench(rules + " --seed 2");
    REQUIRE(once.code == 0);
    CHECK(once.number("decisions") > 0);
    CHECK(once.number("decisions") == again.number("decisions"));
    CHECK(once.number("bytes a customer") == again.number("bytes a customer"));
    CHECK(once.hash().size() == 16);
    CHECK(once.hash() == again.hash());
    CHECK(once.hash() != other.hash());
}

TEST_CASE("bench's stream has what the rules ask for, and what they do not") {
    const workplace here;
    for (const auto* condition : {
             R"(complaint.category == "contract")",
             R"("late" == complaint.category)",
             R"(complaint.category in ["late", "lost"])",
             R"(complaint.text.startsWith("urgent"))",
             "complaint.severity >= 8",
             "complaint.severity > 1000000",
             "complaint.claim >= 250",
             "complaint.confirmed",
             "complaint.outside == false",
             R"(complaint.time > timestamp("2026-01-05T00:00:00Z"))",
             R"(complaint.missing.exists(m, m == "phone"))",
             R"("phone" in complaint.missing)",
             "customer.upheld_share < 0.25",
             "has(customer.tier)",
             R"(complaint.due < timestamp("2026-03-02T09:00:00Z"))",
         }) {
        const auto a = here.bench(rule_when(condition), "--events 4000 --repetitions 1");
        INFO(condition << "\n" << a.out << a.err);
        CHECK(a.code == 0);
        CHECK(a.number("decisions") > 0);
        CHECK(a.number("decisions") < 4000);
    }
}

TEST_CASE("bench's customers complain again on the same thing, and other events follow complaints") {
    const workplace here;
    const auto ladder = here.bench(ESCALERA_SOURCE_DIR "/rules/repeat-ladder.yaml --events 4000 --repetitions 1");
    CHECK(ladder.number("decisions") > 100);
    const auto follow = here.bench("rules:\n  - {name: f, events: [replied, feedback], always: true, then: [{tag: {name: t}}]}\n",
                                   "--events 4000 --repetitions 1");
    CHECK(follow.number("decisions") > 400);
    CHECK(follow.number("decisions") < 1600);
}

TEST_CASE("bench says when the rules decided nothing") {
    const workplace here;
    const auto a = here.bench("", "--events 100 --repetitions 1");
    CHECK(a.code == 0);
    CHECK(a.number("decisions") == 0);
    CHECK(a.out.find("These rules decided nothing") != std::string::npos);
}

TEST_CASE("bench refuses what makes no sense with exit code 2 and a sentence") {
    const workplace here;
    for (const auto* options : {"--events 0", "--events -1", "--events many", "--events 1e6", "--events 1000000001", "--events ''",
                                "--repetitions 0", "--repetitions 1001", "--seed -1", "--seed 18446744073709551616"}) {
        const auto a = here.bench(each_complaint, options);
        INFO(options << "\n" << a.err);
        CHECK(a.code == 2);
        CHECK(a.out.empty());
        CHECK(a.err.starts_with("escalera bench: --"));
        CHECK(a.err.find("takes a whole number from ") != std::string::npos);
    }
    CHECK(here.bench("").code == 2);
    CHECK(here.bench("a.yaml b.yaml").code == 2);
    CHECK(here.bench(each_complaint, "--event 5").code == 2);
    CHECK(here.bench(each_complaint, "--events 5 --events 6").code == 2);
}

TEST_CASE("bench answers 1 for rules with mistakes and 3 for those that cannot be read") {
    const workplace here;
    const auto wrong = here.bench("ruels: []\n", "");
    CHECK(wrong.code == 1);
    CHECK(wrong.out.empty());
    CHECK(wrong.err.find("rules.yaml:5:1: error[E0203]: unknown key 'ruels'") != std::string::npos);
    CHECK(here.bench("nowhere.yaml").code == 3);
}

TEST_CASE("bench explains itself, with examples") {
    const workplace here;
    const auto a = here.bench("--help");
    CHECK(a.code == 0);
    for (const auto* word : {"--events", "--repetitions", "--seed", "escalera bench rules/telecom.yaml"}) {
        CHECK(a.out.find(word) != std::string::npos);
    }
}

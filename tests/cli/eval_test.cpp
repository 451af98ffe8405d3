#include "support/catch.hpp"

#include <algorithm>

#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace {

struct answer {
    int code = -1;
    std::string out;
    std::string err;
};

std::string read_all(const std::filesystem::path& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

// Runs the command with a line of shell words; what it reads from standard input is given too.
answer run(const std::string& words, const std::string& input = {}) {
    const auto folder = std::filesystem::temp_directory_path() / ("escalera-eval-test-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "in") << input;
    const auto line = std::string(ESCALERA_COMMAND) + " " + words + " <" + (folder / "in").string() + " >" + (folder / "out").string() +
                      " 2>" + (folder / "err").string();
    const int status = std::system(line.c_str());
    answer a{WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_all(folder / "out"), read_all(folder / "err")};
    std::filesystem::remove_all(folder);
    return a;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("eval prints the value as an author would write it") {
    CHECK(run("eval '1 + 2'").out == "3\n");
    CHECK(run("eval '1.0 + 2.0'").out == "3.0\n");
    CHECK(run("eval '\"a\" + \"b\"'").out == "\"ab\"\n");
    CHECK(run("eval '[1, 2]'").out == "[1, 2]\n");
    CHECK(run("eval 'duration(\"1h30m\")'").out == "duration(\"5400s\")\n");
    CHECK(run("eval 'timestamp(0)'").out == "timestamp(\"1970-01-01T00:00:00Z\")\n");
    CHECK(run("eval 'repeat >= 3 and tier == \"vip\"' --bind repeat=4 --bind tier=vip").out == "true\n");
}

TEST_CASE("an expression may begin with a dash") {
    CHECK(run("eval '-5 + 3'").out == "-2\n");
    CHECK(run("eval -x --bind x=4").out == "-4\n");
    CHECK(run("eval --bind x=4 '-x > 3'").out == "false\n");
    CHECK(run("eval -- '--5'").out == "5\n");
}

TEST_CASE("bindings are JSON, or bare text, or of a type that is forced") {
    CHECK(run("eval x --bind x=1").out == "1\n");
    CHECK(run("eval x --bind x=1.0").out == "1.0\n");
    CHECK(run("eval x --bind x=true").out == "true\n");
    CHECK(run("eval x --bind x=vip").out == "\"vip\"\n");
    CHECK(run("eval x --bind 'x=\"quoted\"'").out == "\"quoted\"\n");
    CHECK(run("eval 'x[1]' --bind 'x=[1,2]'").out == "2\n");
    CHECK(run("eval x --bind x:string=1").out == "\"1\"\n");
    CHECK(run("eval x --bind x:double=1").out == "1.0\n");
    CHECK(run("eval x --bind x:decimal=1.50").out == "1.5\n");
    CHECK(run("eval x --bind x:duration=90m").out == "duration(\"5400s\")\n");
    CHECK(run("eval 'x.getFullYear()' --bind x:timestamp=2026-03-02T09:00:00Z").out == "2026\n");
    CHECK(run("eval 'complaint.severity > 2' --bind complaint.severity=3").out == "true\n");
    CHECK(run("eval x --bind x=a=b").out == "\"a=b\"\n");
}

TEST_CASE("what is wrong with an expression is shown with a caret, and the exit code is 1") {
    const auto unknown = run("eval 'repaet > 3' --bind repeat=4");
    CHECK(unknown.code == 1);
    CHECK(unknown.out.empty());
    CHECK(has(unknown.err, "<expression>:1:1: error[E0401]: unknown name 'repaet'"));
    CHECK(has(unknown.err, "^~~~~~ did you mean 'repeat'?"));
    const auto zero = run("eval '7 / (3 - 3)'");
    CHECK(zero.code == 1);
    CHECK(has(zero.err, "division by zero"));
    CHECK(run("eval '1 + '").code == 1);
    CHECK(run("eval '1 + true'").code == 1);
}

TEST_CASE("a command line that makes no sense exits with 2") {
    for (const auto* line : {"eval",
                             "eval 1 2",
                             "eval x --bind",
                             "eval x --bind x",
                             "eval x --bind =1",
                             "eval --jsnol",
                             "eval --jsonl x",
                             "eval x --bind x:int=a",
                             "eval x --bind x:colour=a",
                             "eval x --bind x=1 y",
                             "calendar x",
                             "explain",
                             "diff",
                             "report",
                             "schema",
                             "init",
                             "read",
                             "dossier",
                             "rum",
                             ""}) {
        CAPTURE(line);
        const auto a = run(line);
        CHECK(a.code == 2);
        CHECK_FALSE((a.err.empty() && a.out.empty()));
    }
    CHECK(has(run("dossier").err, "not built yet"));
    CHECK(has(run("evla 1").err, "did you mean 'eval'?"));
}

TEST_CASE("what is given twice is refused: one of the two would be passed over") {
    const auto bound = run("eval x --bind x=1 --bind x=2");
    CHECK(bound.code == 2);
    CHECK(has(bound.err, "'x' is bound twice"));
    CHECK(run("eval 'x + y' --bind x=1 --bind y=2").out == "3\n");
    const auto lines = run("eval --jsonl",
                           R"({"expr":"1","expr":"2"}
{"expr":"x","bindings":{"x":{"type":"int","value":"1"},"x":{"type":"int","value":"2"}}}
{"expr":"x","bindings":{"x":{"type":"int","value":"1"}},"bindings":{}}
{"expr":"x + y","bindings":{"x":{"type":"int","value":"1"},"y":{"type":"int","value":"2"}}}
)");
    CHECK(lines.code == 0);
    CHECK(lines.out == R"({"error":"'expr' stands twice in one object"}
{"error":"'x' stands twice in one object"}
{"error":"'bindings' stands twice in one object"}
{"type":"int","value":"3"}
)");
}

TEST_CASE("help and version") {
    CHECK(run("--help").code == 0);
    CHECK(run("--version").out.rfind("escalera ", 0) == 0);
    const auto help = run("eval --help");
    CHECK(help.code == 0);
    CHECK(has(help.out, "--bind NAME=VALUE"));
    CHECK(has(help.out, "Examples:"));
}

TEST_CASE("eval --jsonl answers every line, one for one") {
    const std::vector<std::pair<std::string, std::string>> lines = {
        {R"json({"expr": "x + 1", "bindings": {"x": {"type": "int", "value": "9223372036854775806"}}})json",
         R"json({"type":"int","value":"9223372036854775807"})json"},
        {"", R"json({"error":"the line is empty"})json"},
        {"nonsense", "{\"error\":\"the line is no JSON"},
        {R"json({"expr": "x + 1", "bindings": {"x": {"type": "int", "value": "9223372036854775807"}}})json",
         "{\"error\":\"1:1: a result out of range"},
        {R"json({"expr": "y"})json", R"json({"error":"1:1: unknown name 'y'"})json"},
        {R"json({"expr": "1 +"})json", "{\"error\":\"1:4: the condition ends"},
        {R"json({"bindings": {}})json", "{\"error\":\"a line is {"},
        {R"json({"expr": "x", "bindings": {"x": {"type": "int", "value": "one"}}})json",
         "{\"error\":\"binding 'x': a value of type int is a decimal string"},
        {R"json({"expr": "x", "bindings": {"x": {"type": "colour", "value": "red"}}})json",
         "{\"error\":\"binding 'x': there is no type 'colour' here"},
        {R"json({"expr": "x", "bindings": {"x": {"type": "list", "value": [{"type": "int", "value": "1"}, {"type": "bool", "value": true}]}}})json",
         "{\"error\":\"binding 'x'"},
        {"[1]", "{\"error\":\"a line is {"},
        {R"json({"expr": "true"})json", R"json({"type":"bool","value":true})json"},
    };
    std::string input;
    for (const auto& [asked, answered] : lines) input += asked + "\n";
    input.pop_back();  // the last line may lack its end
    const auto a = run("eval --jsonl", input);
    CHECK(a.code == 0);
    std::istringstream out(a.out);
    for (const auto& [asked, answered] : lines) {
        std::string line;
        REQUIRE(std::getline(out, line));
        CAPTURE(asked);
        CHECK(line.substr(0, answered.size()) == answered);
    }
    std::string more;
    CHECK_FALSE(std::getline(out, more));
}

TEST_CASE("eval --jsonl writes each type in its own form") {
    const std::vector<std::pair<std::string, std::string>> lines = {
        {R"json({"expr":"0.1 + 0.2"})json", R"json({"type":"double","value":0.30000000000000004})json"},
        {R"json({"expr":"2.0"})json", R"json({"type":"double","value":2.0})json"},
        {R"json({"expr":"-0.0"})json", R"json({"type":"double","value":-0.0})json"},
        {R"json({"expr":"0.0 / 0.0"})json", R"json({"type":"double","value":"NaN"})json"},
        {R"json({"expr":"-1.0 / 0.0"})json", R"json({"type":"double","value":"-Infinity"})json"},
        {R"json({"expr":"x","bindings":{"x":{"type":"double","value":"Infinity"}}})json",
         R"json({"type":"double","value":"Infinity"})json"},
        {R"json({"expr":"x","bindings":{"x":{"type":"double","value":0.1}}})json", R"json({"type":"double","value":0.1})json"},
        {R"json({"expr":"x","bindings":{"x":{"type":"double","value":9007199254740993.0}}})json",
         R"json({"type":"double","value":9007199254740992.0})json"},
        {R"json({"expr":"'tab\\t, \"quote\", \\x01'"})json", R"json({"type":"string","value":"tab\t, \"quote\", \u0001"})json"},
        {R"json({"expr":"timestamp('2009-02-13T23:31:30.123456789+01:00')"})json",
         R"json({"type":"timestamp","value":"2009-02-13T22:31:30.123456789Z"})json"},
        {R"json({"expr":"duration('-1500ms')"})json", R"json({"type":"duration","value":"-1.5s"})json"},
        {R"json({"expr":"[1, 2]"})json", R"json({"type":"list","value":[{"type":"int","value":"1"},{"type":"int","value":"2"}]})json"},
        {R"json({"expr":"x","bindings":{"x":{"type":"list","value":[{"type":"list","value":[]},{"type":"list","value":[{"type":"bool","value":true}]}]}}})json",
         R"json({"type":"list","value":[{"type":"list","value":[]},{"type":"list","value":[{"type":"bool","value":true}]}]})json"},
        {R"json({"expr":"x < 1.5","bindings":{"x":{"type":"decimal","value":"1.4999"}}})json", R"json({"type":"bool","value":true})json"},
        {R"json({"expr":"x","bindings":{"x":{"type":"duration","value":"-1.5s"}}})json", R"json({"type":"duration","value":"-1.5s"})json"},
    };
    for (const auto& [asked, answered] : lines) {
        CAPTURE(asked);
        CHECK(run("eval --jsonl", asked).out == answered + "\n");
    }
}

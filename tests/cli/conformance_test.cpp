// The table of conformance cases in conformance/*.jsonl, asked through the command as anybody would ask: each line is
// a line for `escalera eval --jsonl`, and its "answer" what the published specification of CEL says (by hand), or
// "error".
#include "support/catch.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <unistd.h>

namespace {

namespace fs = std::filesystem;

std::vector<std::string> lines_of(const fs::path& path) {
    std::ifstream in(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

// What stands behind "answer": up to the end of the line's object.
std::string expected_answer(const std::string& line) {
    const std::string key = "\"answer\":";
    const auto at = line.rfind(key);
    return at == std::string::npos ? std::string() : line.substr(at + key.size(), line.size() - at - key.size() - 1);
}

bool agrees(const std::string& expected, const std::string& answer) {
    return expected == "\"error\"" ? answer.rfind("{\"error\":\"", 0) == 0 : answer == expected;
}

}  // namespace

TEST_CASE("conditions answer as the specification of CEL says") {
    const fs::path folder = fs::path(ESCALERA_SOURCE_DIR) / "tests/cli/conformance";
    const auto answers_path = fs::temp_directory_path() / ("escalera-conformance-" + std::to_string(::getpid()));
    std::size_t cases = 0;
    for (const auto& file : fs::directory_iterator(folder)) {
        const auto command = std::string(ESCALERA_COMMAND) + " eval --jsonl <" + file.path().string() + " >" + answers_path.string();
        REQUIRE(std::system(command.c_str()) == 0);
        const auto asked = lines_of(file.path());
        const auto answered = lines_of(answers_path);
        REQUIRE(asked.size() == answered.size());
        for (std::size_t i = 0; i < asked.size(); ++i) {
            const auto expected = expected_answer(asked[i]);
            CAPTURE(file.path().filename().string(), i + 1, asked[i], answered[i]);
            REQUIRE_FALSE(expected.empty());
            CHECK(agrees(expected, answered[i]));
        }
        cases += asked.size();
    }
    fs::remove(answers_path);
    CHECK(cases >= 600);
}

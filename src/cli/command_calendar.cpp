// escalera calendar: when a limit ends, and why; or a stream of such questions answered line by line.
#include <iostream>
#include <string>

#include <fmt/format.h>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "escalera/adapters/calendar_line.hpp"

namespace escalera::cli {

namespace {

const command_line takes = {
    "calendar",
    "Tells when a limit in open time ends.",
    {},
    {{"--jsonl", "", "answer lines of {\"calendar\": …, \"op\": …, \"start\": …, …} from standard input"}},
    "Examples:\n"
    "  escalera calendar --jsonl < questions.jsonl\n"
    "A question is {\"calendar\": {\"tz\": \"Europe/Berlin\", \"hours\": {\"mon\": [[\"09:00\", \"18:00\"]]}, \"holidays\": [],\n"
    "\"overrides\": {\"2026-12-24\": [[\"09:00\", \"12:00\"]]}}, \"op\": \"add\", \"start\": \"2026-03-02T09:00:00Z\", \"seconds\": "
    "28800,\n"
    "\"pauses\": []}; op is add, sub or between, the last with \"end\" in place of \"seconds\".\n",
};

int answer_lines() {
    std::ios::sync_with_stdio(false);
    calendar_line asked;
    for (std::string line; std::getline(std::cin, line);) std::cout << asked.answer(line) << '\n' << std::flush;
    return std::cin.bad() || !std::cout ? input_failure : good;
}

}  // namespace

int command_calendar(int argc, char** argv) {
    int leave_with = good;
    const auto given = read_arguments(argc, argv, takes, leave_with);
    if (!given) return leave_with;
    if (given->has("--jsonl")) return answer_lines();
    return refuse_usage("calendar", "the calendars of a rules file are not built yet; --jsonl is");
}

}  // namespace escalera::cli

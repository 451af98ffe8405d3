// escalera test: scenarios, the unit tests of a rules file.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/rules_loading.hpp"
#include "cli/running_engine.hpp"
#include "escalera/adapters/decision_writer.hpp"
#include "escalera/adapters/scenario.hpp"
#include "escalera/language/diagnostic_format.hpp"

namespace escalera::cli {

namespace {

command_line takes() {
    command_line c;
    c.name = "test";
    c.about = "Runs scenarios: events at given times, and the decisions that must come of them.";
    c.positionals = {{"SCENARIO", "scenario files", 1, 100'000}};
    c.options = {
        {"--junit", "FILE", "the results as JUnit XML", occurs::once, {}, true},
        {"--coverage", "", "which rungs and rules no scenario exercised", occurs::once, {}, true},
    };
    c.examples = "  escalera test rules/scenarios/*.yaml\n";
    return c;
}

// What one expected decision says, as its author would write it.
std::string as_written(const expected_decision& e) {
    std::string text;
    for (const auto& [key, what] : e.texts) text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", key, what);
    const auto add = [&text](std::string_view key, const auto& values) {
        if (values.empty()) return;
        text += fmt::format("{}{}: {{", text.empty() ? "" : ", ", key);
        for (std::size_t i = 0; i < values.size(); ++i) {
            text += fmt::format("{}{}: {}", i == 0 ? "" : ", ", values[i].first, values[i].second.is_list ? "[…]" : values[i].second.text);
        }
        text += "}";
    };
    add("args", e.args);
    add("because", e.because);
    return "{" + text + "}";
}

std::string text_of(const expected_decision& e, std::string_view key) {
    for (const auto& [name, what] : e.texts) {
        if (name == key) return what;
    }
    return {};
}

class scenario_run {
public:
    scenario_run(const scenario& s, rule_set_ptr rules) : x_scenario(s), x_rules(rules), x_engine(std::move(rules)) {}

    // What went wrong, a line each; empty if nothing did.
    const std::vector<std::string>& run() {
        for (const auto& step : x_scenario.steps) {
            switch (step.is) {
                case scenario_step::kind_of::happens: happen(step); break;
                case scenario_step::kind_of::advance: x_engine.advance(step.time); break;
                case scenario_step::kind_of::expect: expect(step, true); break;
                case scenario_step::kind_of::expect_some: expect(step, false); break;
            }
        }
        return x_failures;
    }

private:
    void fail(const place& at, std::string_view what) {
        x_failures.push_back(fmt::format("{}:{}: {}", at.in ? at.in->name() : "", at.where().line, what));
    }

    void happen(const scenario_step& step) {
        x_last = &step;
        const auto fared = x_engine.process(step.what);
        if (fared != status::taken) {
            x_notes.push_back(
                fmt::format("line {}: the {} was not taken: {}", step.at.where().line, name_of(step.what.what), name_of(fared)));
        }
    }

    // `all`: every decision since the last `expect`, in order; else these are among them.
    void expect(const scenario_step& step, bool all) {
        const auto made = x_engine.decisions();
        std::vector<bool> used(made.size(), false);
        std::vector<const expected_decision*> missing;
        std::size_t next = 0;
        bool in_order = true;
        for (const auto& e : step.expected) {
            std::size_t at = 0;
            while (at < made.size() && (used[at] || !fits(e, made[at]))) ++at;
            if (at == made.size()) {
                missing.push_back(&e);
                continue;
            }
            used[at] = true;
            in_order = in_order && at == next;
            next = at + 1;
        }
        const auto extra = static_cast<std::size_t>(std::count(used.begin(), used.end(), false));
        const bool good = missing.empty() && (!all || (extra == 0 && in_order));
        if (!good) {
            fail(step.at, all ? fmt::format("expected {} decisions, got {}", step.expected.size(), made.size()) : "a decision is missing");
            for (const auto* e : missing) tell_missing(*e);
            for (std::size_t i = 0; all && i < made.size(); ++i) {
                if (!used[i]) tell("  not expected: ", made[i]);
            }
            if (missing.empty() && extra == 0) fail(step.at, "  the decisions are these, but in another order");
            for (const auto& n : x_notes) x_failures.push_back("  " + n);
        }
        if (!all) return;
        x_notes.clear();
        static_cast<void>(x_engine.take());
    }

    void tell(std::string_view what, const decision& d) {
        std::string json;
        append_json(json, d);
        x_failures.push_back(fmt::format("{}{}", what, json));
    }

    void tell_missing(const expected_decision& e) {
        fail(e.at, "  missing: " + as_written(e));
        const auto rule = text_of(e, "rule");
        const auto rung = text_of(e, "rung");
        if (rule.empty() || x_last == nullptr) return;
        const auto look = x_engine.look(rule, rung);
        if (!look) {
            x_failures.push_back(
                fmt::format("    no rule or ladder has the name '{}'{}", rule, rung.empty() ? "" : fmt::format(" with a rung '{}'", rung)));
            return;
        }
        std::string values;
        for (const auto& [name, what] : look->because) {
            values += values.empty() ? "" : ", ";
            values += std::string(name) + " = ";
            append_json(values, what);
        }
        constexpr std::string_view words[] = {"did not hold", "could not be decided", "held"};
        x_failures.push_back(fmt::format("    at the last event ({} {}) its condition {}{}{}", name_of(x_last->what.what), x_last->what.id,
                                         words[static_cast<std::size_t>(look->holds)], values.empty() ? "" : ": ", values));
        if (!look->held_by.empty()) x_failures.push_back(fmt::format("    the alert '{}' held it", look->held_by));
        if (look->is_blocked) x_failures.push_back("    its `unless` held");
    }

    const scenario& x_scenario;
    rule_set_ptr x_rules;
    running_engine x_engine;
    const scenario_step* x_last = nullptr;
    std::vector<std::string> x_failures;
    std::vector<std::string> x_notes;
};

struct tally {
    std::size_t passed = 0;
    std::size_t failed = 0;
};

// 0, or the exit code of a file that cannot be used.
int run_file(const std::string& path, tally& total) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    if (in) text << in.rdbuf();
    if (!in) {
        fmt::print(stderr, "escalera test: '{}' cannot be read\n", path);
        return input_failure;
    }
    diagnostics found;
    const auto file = open_scenarios(std::make_shared<const source>(path, text.str()), found);
    if (!file) {
        fmt::print(stderr, "{}", to_text(found));
        return findings;
    }
    int leave_with = good;
    const auto beside = std::filesystem::path(path).parent_path() / file->rules;
    const auto rules = load_rules_or_explain(beside.lexically_normal().string(), leave_with);
    if (!rules) return leave_with;
    const auto scenarios = read_scenarios(*file, rules->fields, rules->in_zone, found);
    if (!found.empty()) fmt::print(stderr, "{}", to_text(found));
    if (found.has_errors()) return findings;
    for (const auto& s : scenarios) {
        scenario_run run(s, rules);
        const auto& failures = run.run();
        ++(failures.empty() ? total.passed : total.failed);
        if (failures.empty()) continue;
        fmt::print("FAILED {}:{}: {}\n", path, s.at.where().line, s.name);
        for (const auto& f : failures) fmt::print("  {}\n", f);
    }
    return good;
}

}  // namespace

int command_test(int argc, char** argv) {
    int leave_with = good;
    const auto given = read_arguments(argc, argv, takes(), leave_with);
    if (!given) return leave_with;
    tally total;
    for (const auto& path : given->values("SCENARIO")) leave_with = std::max(leave_with, run_file(path, total));
    fmt::print("{} passed, {} failed\n", total.passed, total.failed);
    if (leave_with != good) return leave_with;
    return total.failed == 0 ? good : findings;
}

}  // namespace escalera::cli

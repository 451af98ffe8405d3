// escalera run: stream in, decisions out.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/progress_bar.hpp"
#include "cli/rules_loading.hpp"
#include "cli/running_engine.hpp"
#include "escalera/adapters/decision_writer.hpp"
#include "escalera/adapters/event_reader.hpp"
#include "escalera/language/diagnostic_format.hpp"

namespace escalera::cli {

namespace {

command_line takes() {
    command_line c;
    c.name = "run";
    c.about = "Complaints in, decisions out: one JSON line a decision; a summary on standard error.";
    c.positionals = {{"RULES", "the rules file"},
                     {"INPUT", "files of events (.csv, .jsonl, .gz, .zst), or - for standard input", 1, 100'000}};
    c.options = {
        {"--map", "MAP", "how columns become events; without it the input is JSON lines, an event each"},
        {"-o,--out", "OUT.jsonl", "where decisions go; default standard output"},
        {"--sort", "", "order by time first (a large input is sorted on disk)"},
        {"--strict", "", "stop at the first row that cannot be taken"},
        {"--rejects", "FILE", "rows that could not be taken, as JSON lines with place and reason"},
        {"--until", "TIME", "let time pass up to here after the last event (RFC 3339)"},
        {"--follow", "", "answer line by line, flushed"},
        {"--threads", "N", "1; more are not built yet", occurs::once, {"1"}},
        {"--state", "DIR", "keep the state here", occurs::once, {}, true},
        {"--explain", "", "say why with each decision", occurs::once, {}, true},
        {"--metrics", "FILE", "counters for operators", occurs::once, {}, true},
    };
    c.examples =
        "  escalera run rules/telecom.yaml calls.jsonl\n"
        "  escalera run rules/telecom.yaml export.csv.gz --map export.map.yaml -o decisions.jsonl --rejects rejects.jsonl\n"
        "  tail -f calls.jsonl | escalera run rules/telecom.yaml - --follow\n";
    return c;
}

// What the engine would not take, for the summary: how often, and where first.
struct engine_findings {
    static constexpr std::size_t shown = 3;

    std::uint64_t count = 0;
    std::vector<std::string> first;

    void note(std::string where) {
        ++count;
        if (first.size() < shown) first.push_back(std::move(where));
    }
};

class run_command {
public:
    run_command(const arguments& given, rule_set_ptr rules) : x_given(given), x_rules(std::move(rules)), x_engine(x_rules) {}

    int run() {
        if (!open_outputs()) return input_failure;
        event_reader_options options;
        options.inputs = x_given.values("INPUT");
        options.strict = x_given.has("--strict");
        options.sort = x_given.has("--sort");
        options.keep_rows = x_given.has("--rejects");
        int leave_with = good;
        if (x_given.has("--map")) {
            options.map = load_map_or_explain(x_given.value("--map"), x_rules->fields, leave_with);
            if (!options.map) return leave_with;
        }
        rejects rejected(x_rejects_file ? &*x_rejects_file : nullptr);
        event_reader reader(std::move(options), x_rules->fields, rejected);
        const auto state = read_all(reader, rejected);
        if (state == read_state::end && x_until) {
            if (x_engine.advance(*x_until) != status::taken) x_is_out_of_memory = true;
            write_decisions();
        }
        const bool written = flush();
        summarise(reader, rejected);
        return exit_code_of(state, reader, rejected, written);
    }

    // `--until` as an instant; false when it is none.
    bool read_until() {
        if (!x_given.has("--until")) return true;
        const auto t = parse_rfc3339(x_given.value("--until"));
        if (t) x_until = to_instant(*t);
        return t.has_value();
    }

private:
    bool open_outputs() {
        if (x_given.has("--out")) {
            x_out_file.emplace(x_given.value("--out"), std::ios::binary | std::ios::trunc);
            if (!*x_out_file) return cannot_write(x_given.value("--out"));
        }
        if (x_given.has("--rejects")) {
            x_rejects_file.emplace(x_given.value("--rejects"), std::ios::binary | std::ios::trunc);
            if (!*x_rejects_file) return cannot_write(x_given.value("--rejects"));
        }
        return true;
    }
    static bool cannot_write(const std::string& name) {
        fmt::print(stderr, "escalera run: '{}' cannot be written\n", name);
        return false;
    }

    read_state read_all(event_reader& reader, rejects& rejected) {
        const std::size_t at_once = x_given.has("--follow") ? 1 : running_engine::batch;
        std::vector<input_event> read(at_once);
        std::vector<event> events(at_once);
        progress_bar bar("reading", !x_given.has("--follow"));
        read_state state = read_state::event;
        while (state == read_state::event && !x_is_out_of_memory) {
            std::size_t n = 0;
            while (n < at_once && (state = reader.next(read[n])) == read_state::event) {
                std::swap(events[n], read[n].what);
                ++n;
            }
            process({events.data(), n}, {read.data(), n}, rejected);
            const auto progress = reader.progress();
            bar.show(progress.taken, progress.total, fmt::format("{} events", x_events));
        }
        return state;
    }

    void process(std::span<const event> events, std::span<const input_event> places, rejects& rejected) {
        if (events.empty()) return;
        x_engine.process(events);
        x_events += events.size();
        const auto statuses = x_engine.statuses();
        for (std::size_t i = 0; i < events.size(); ++i) {
            const auto fared = i < statuses.size() ? statuses[i] : status::no_memory;
            if (fared != status::taken) note(fared, events[i], places[i], rejected);
        }
        write_decisions();
    }

    // Too late or too large is refused whole, so its row is rejected; anything else is a finding about an event that was read.
    void note(status fared, const event& e, const input_event& from, rejects& rejected) {
        if (fared == status::no_memory) x_is_out_of_memory = true;
        if (fared == status::too_late || fared == status::too_large) {
            rejection r;
            r.at = from.at;
            r.why = fared == status::too_late ? reject_reason::too_late : reject_reason::refused;
            r.particulars = fared == status::too_late
                                ? fmt::format("{} at {} lies before {}", e.id, to_rfc3339(e.time), to_rfc3339(x_engine.metrics().watermark))
                                : fmt::format("{}: what is remembered of its customer has no room for it", e.id);
            r.row = from.row;
            rejected.refuse(std::move(r));
            return;
        }
        x_findings[fared].note(fmt::format("{}:{}: {} {}", rejected.files()[from.at.file].name, from.at.line, name_of(e.what), e.id));
    }

    void write_decisions() {
        for (const auto& d : x_engine.take()) {
            append_json(x_text, d);
            x_text += '\n';
            ++x_decisions;
            ++x_by_rule[std::string(d.rule) + (d.rung.empty() ? "" : " / " + std::string(d.rung)) + ": " + std::string(d.action)];
        }
        if (x_text.size() > (std::size_t{1} << 16U) || x_given.has("--follow")) flush();
    }

    bool flush() {
        auto& out = x_out_file ? static_cast<std::ostream&>(*x_out_file) : std::cout;
        out.write(x_text.data(), static_cast<std::streamsize>(x_text.size()));
        out.flush();
        x_text.clear();
        x_is_written = x_is_written && out.good();
        return x_is_written;
    }

    void summarise(const event_reader& reader, const rejects& rejected) const {
        const auto total = rejected.total();
        if (rejected.files().size() > 1) {
            for (const auto& f : rejected.files()) {
                fmt::print(stderr, "{}: read {} = accepted {} + rejected {}\n", f.name, f.read, f.accepted, f.rejected);
            }
        }
        fmt::print(stderr, "rows: read {} = accepted {} + rejected {}\n", total.read, total.accepted, total.rejected);
        for (std::size_t r = 0; r < reject_reason_count; ++r) {
            if (total.by_reason[r] != 0)
                fmt::print(stderr, "  rejected, {}: {}\n", name_of(static_cast<reject_reason>(r)), total.by_reason[r]);
        }
        if (total.by_reason[static_cast<std::size_t>(reject_reason::too_late)] != 0 && !x_given.has("--sort")) {
            fmt::print(stderr,
                       "  (the input is not in order of time: --sort puts it in order, `lateness:` in the rules allows for some)\n");
        }
        fmt::print(stderr, "events: {}\n", x_events);
        for (const auto& [fared, f] : x_findings) {
            fmt::print(stderr, "  {}: {}\n", name_of(fared), f.count);
            for (const auto& where : f.first) fmt::print(stderr, "    {}\n", where);
        }
        const auto m = x_engine.metrics();
        for (std::size_t f = 0; f < finding_count; ++f) {
            if (m.findings[f] != 0) fmt::print(stderr, "  finding, {}: {}\n", name_of(static_cast<finding>(f)), m.findings[f]);
        }
        summarise_notes(reader.notes());
        if (m.held != 0) fmt::print(stderr, "rungs held by alerts: {}\n", m.held);
        fmt::print(stderr, "decisions: {}\n", x_decisions);
        for (const auto& [who, count] : x_by_rule) fmt::print(stderr, "  {}: {}\n", who, count);
    }

    static void summarise_notes(const read_notes& notes) {
        if (notes.truncated_times != 0)
            fmt::print(stderr, "  times finer than a microsecond, cut towards the past: {}\n", notes.truncated_times);
        if (notes.ignored_fields.empty()) return;
        fmt::print(stderr, "  names that are no fields of these rules, left out:");
        std::size_t shown = 0;
        for (const auto& [name, count] : notes.ignored_fields) {
            if (++shown > 10) break;
            fmt::print(stderr, " {} ({})", name, count);
        }
        fmt::print(stderr, "{}\n", notes.ignored_fields.size() > 10 || notes.more_ignored_fields ? " …" : "");
    }

    int exit_code_of(read_state state, const event_reader& reader, const rejects& rejected, bool written) const {
        if (!reader.findings().empty()) fmt::print(stderr, "{}", to_text(reader.findings()));
        if (x_is_out_of_memory) {
            fmt::print(stderr, "escalera run: out of memory\n");
            return input_failure;
        }
        if (!written) {
            fmt::print(stderr, "escalera run: decisions cannot be written to '{}'\n", x_given.value("--out", "standard output"));
            return input_failure;
        }
        if (!rejected.good()) {
            fmt::print(stderr, "escalera run: rejects cannot be written to '{}'\n", x_given.value("--rejects"));
            return input_failure;
        }
        if (state == read_state::failed) {
            fmt::print(stderr, "escalera run: {}\n", reader.failure().message());
            return input_failure;
        }
        if (state == read_state::stopped) {
            const auto& r = rejected.first().back();
            fmt::print(stderr, "escalera run: stopped at {}:{}:{}: {}\n", rejected.files()[r.at.file].name, r.at.line, r.at.column,
                       r.reason());
            return input_failure;
        }
        return good;
    }

    const arguments& x_given;
    rule_set_ptr x_rules;
    running_engine x_engine;
    std::optional<instant> x_until;
    std::optional<std::ofstream> x_out_file;
    std::optional<std::ofstream> x_rejects_file;
    std::string x_text;
    std::uint64_t x_events = 0;
    std::uint64_t x_decisions = 0;
    std::map<std::string, std::uint64_t> x_by_rule;
    std::map<status, engine_findings> x_findings;
    bool x_is_out_of_memory = false;
    bool x_is_written = true;
};

}  // namespace

int command_run(int argc, char** argv) {
    int leave_with = good;
    const auto given = read_arguments(argc, argv, takes(), leave_with);
    if (!given) return leave_with;
    auto rules = load_rules_or_explain(given->value("RULES"), leave_with);
    if (!rules) return leave_with;
    run_command command(*given, std::move(rules));
    if (!command.read_until()) return refuse_usage("run", "--until takes a time such as 2026-03-09T15:00:00Z");
    return command.run();
}

}  // namespace escalera::cli

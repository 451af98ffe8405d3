#include "differential/comparison.hpp"

#include <sstream>

#include "differential/engine_under_test.hpp"
#include "escalera/compile/compile.hpp"
#include "escalera/language/diagnostic_format.hpp"
#include "support/event_text.hpp"

namespace judge {

ready_rules make_ready(const std::string& yaml) {
    ready_rules ready;
    diagnostics found;
    auto document = read_rules_text(std::make_shared<const source>("random.yaml", yaml), found);
    auto resolved = std::make_shared<resolved_rules>(resolve(std::move(document), found));
    if (!found.has_errors()) ready.compiled = compile(*resolved, found);
    if (!ready.compiled) ready.findings = to_text(found);
    ready.resolved = std::move(resolved);
    return ready;
}

namespace {

std::string text_of(const std::vector<shown>& all) {
    std::string text = "{";
    for (const auto& s : all) text += (text.size() == 1 ? "" : " ") + s.name + "=" + (s.at_least ? ">=" : "") + judge::text_of(s.is);
    return text + "}";
}

}  // namespace

std::string line_of(const plain_decision& d) {
    std::string text =
        to_rfc3339(d.at) + (d.by_timer ? " timer" : " " + d.event) + " customer=" + d.customer + " case=" + d.kase + " " + d.rule;
    if (!d.rung.empty()) text += "/" + d.rung;
    if (!d.alert.empty()) text += " of " + d.alert;
    text += ": " + d.action + " " + text_of(d.args) + " because " + text_of(d.because);
    for (const auto& a : d.also) text += " also " + a.rule + "/" + a.rung;
    return text;
}

std::string line_of(const step& s, const schema& names) {
    return s.is_advance ? "advance " + to_rfc3339(s.to) : support::text_of(s.e, names);
}

namespace {

class contest {
public:
    contest(const ready_rules& rules, const std::vector<step>& steps, feeding how, counts& seen,
            const decltype(reference_engine::watch)& watch)
        : x_rules(rules), x_steps(steps), x_how(how), x_seen(seen), x_judge(*rules.resolved), x_engine(rules.compiled) {
        x_judge.watch = watch;
    }

    std::optional<std::string> run() {
        for (std::size_t i = 0; i < x_steps.size();) {
            std::size_t end = i + 1;
            while (x_how == feeding::in_batches && !x_steps[i].is_advance && end < x_steps.size() && !x_steps[end].is_advance) ++end;
            judge_steps(i, end);
            run_steps(i, end);
            if (auto difference = compare()) {
                return "at step " + std::to_string(i) + (end == i + 1 ? "" : " to " + std::to_string(end - 1)) + ", " +
                       line_of(x_steps[i], x_rules.resolved->fields) + "\n" + *difference;
            }
            if (x_how == feeding::saved_between && i % 3 == 0) {
                if (auto difference = save_and_load()) return difference;
            }
            i = end;
        }
        const auto& moved = x_judge.moved();
        x_seen.of["complaint moved"] += moved.taken;
        x_seen.of["nobody's complaint moved"] += moved.of_nobodys;
        x_seen.of["complaint moved that no window saw"] += moved.out_of_sight;
        x_seen.of["complaint moved back"] += moved.back;
        x_seen.of["complaint of several not moved"] += moved.of_several;
        return std::nullopt;
    }

private:
    void judge_steps(std::size_t begin, std::size_t end) {
        x_expected.clear();
        x_expected_fates.clear();
        for (auto i = begin; i < end; ++i) {
            const auto& s = x_steps[i];
            if (s.is_advance) {
                x_judge.advance(s.to);
            } else {
                x_expected_fates.push_back(x_judge.process(s.e));
            }
            auto decided = x_judge.take();
            if (!s.is_advance) look_at(s.e, x_expected_fates.back(), decided);
            x_expected.insert(x_expected.end(), decided.begin(), decided.end());
        }
    }

    void look_at(const event& e, const std::string& fate, const std::vector<plain_decision>& decided) {
        ++x_seen.events;
        ++x_seen.fates[fate];
        bool fires = false;
        for (const auto& d : decided) {
            fires = fires || (!d.by_timer && d.action != "review");
            ++x_seen.decisions;
            ++x_seen.of[d.by_timer ? "timer" : d.rung.empty() ? "rule" : "rung"];
            if (!d.alert.empty()) ++x_seen.of[d.by_timer ? "alert ended" : "alert began"];
            ++x_seen.of["action " + d.action];
            if (!d.also.empty()) ++x_seen.of["merged"];
            if (d.event.find(':') != std::string::npos) ++x_seen.of["event named by the engine"];
            for (const auto& b : d.because) x_seen.of["at least"] += b.at_least ? 1 : 0;
        }
        ++x_seen.of["event " + std::string(name_of(e.what)) + " " + fate];
        if (fate != taken) return;
        ++x_seen.taken;
        x_seen.firing += fires ? 1 : 0;
    }

    void run_steps(std::size_t begin, std::size_t end) {
        x_found.clear();
        x_found_fates.clear();
        if (x_steps[begin].is_advance) {
            x_engine.advance(x_steps[begin].to);
        } else if (x_how == feeding::in_batches) {
            std::vector<event> events;
            for (auto i = begin; i < end; ++i) events.push_back(x_steps[i].e);
            x_found_fates = x_engine.process(std::span<const event>(events));
        } else {
            x_found_fates.push_back(x_engine.process(x_steps[begin].e));
        }
        for (const auto& d : x_engine.take()) {
            x_found.push_back(d.is);
            note_id(d.id, d.is);
        }
    }

    // An id stands for one effect and cause, and no other. An event's id that was forgotten may come again, and then
    // means what it meant.
    void note_id(const std::string& id, const plain_decision& p) {
        const auto whole = line_of(p);
        const auto effect = p.event + "|" + p.customer + "|" + p.kase + "|" + p.rule + "|" + p.rung + "|" + p.alert;
        const auto [by_effect, is_new] = x_effects.try_emplace(id, effect);
        const auto [by_time, is_new_then] = x_effects_then.try_emplace(id + to_rfc3339(p.at), whole);
        if (by_effect->second == effect && by_time->second == whole) return;
        x_clash = "one id for two decisions:\n" + by_effect->second + "\n" + by_time->second + "\n" + whole;
    }

    std::optional<std::string> compare() {
        std::ostringstream text;
        if (x_found_fates != x_expected_fates) {
            for (std::size_t i = 0; i < x_expected_fates.size(); ++i) {
                const auto found = i < x_found_fates.size() ? x_found_fates[i] : "nothing";
                if (found != x_expected_fates[i])
                    text << "event " << i << ": judge '" << x_expected_fates[i] << "', engine '" << found << "'\n";
            }
        }
        if (x_found != x_expected) {
            std::size_t same = 0;
            while (same < x_found.size() && same < x_expected.size() && x_found[same] == x_expected[same]) ++same;
            text << same << " decisions alike, then\n";
            for (auto i = same; i < x_expected.size() && i < same + 4; ++i) text << "  judge:  " << line_of(x_expected[i]) << "\n";
            for (auto i = same; i < x_found.size() && i < same + 4; ++i) text << "  engine: " << line_of(x_found[i]) << "\n";
        }
        text << x_clash;
        if (text.str().empty()) return std::nullopt;
        return text.str();
    }

    std::optional<std::string> save_and_load() {
        const auto bytes = x_engine.save();
        engine_under_test fresh(x_rules.compiled, 9);
        if (const auto failed = fresh.load(bytes); !failed.empty()) return "a saved state cannot be loaded: " + failed;
        if (fresh.save() != bytes) return "a state that was loaded is saved as other bytes";
        if (!x_engine.load(bytes).empty()) return "an engine cannot load what it saved";
        return std::nullopt;
    }

    const ready_rules& x_rules;
    const std::vector<step>& x_steps;
    feeding x_how;
    counts& x_seen;
    reference_engine x_judge;
    engine_under_test x_engine;
    std::vector<plain_decision> x_expected;
    std::vector<plain_decision> x_found;
    std::vector<std::string> x_expected_fates;
    std::vector<std::string> x_found_fates;
    std::map<std::string, std::string> x_effects;       // by id
    std::map<std::string, std::string> x_effects_then;  // by id and time
    std::string x_clash;
};

}  // namespace

std::optional<std::string> first_difference(const ready_rules& rules, const std::vector<step>& steps, feeding how, counts& seen,
                                            const decltype(reference_engine::watch)& watch) {
    return contest(rules, steps, how, seen, watch).run();
}

}  // namespace judge

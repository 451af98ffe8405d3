#pragma once
// An engine with rules from a text, fed with events as JSON, for tests that read like a scenario:
//
//   engine_run run("escalera: 1 ...");
//   CHECK(run.take("complaint", "03-02 09:00", R"("id":"C-1","customer":"ana","issue":"bill")") == "taken");
//   CHECK(run.decided() == lines{"repeat/lead: notify role=lead"});
//
// Times are of the year 2026, UTC.

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "escalera/adapters/json_event.hpp"
#include "escalera/adapters/json_line.hpp"
#include "escalera/adapters/read_notes.hpp"
#include "escalera/compile/compile.hpp"
#include "escalera/engine/engine.hpp"
#include "escalera/language/diagnostic_format.hpp"

namespace support {

using lines = std::vector<std::string>;

class engine_run {
public:
    explicit engine_run(const std::string& yaml) : x_rules(load(yaml)), x_engine(x_rules, {escalera::hash_seed{1, 2, 3, 4}}) {}

    // The status that the event got. `time` is "MM-DD HH:MM", with seconds and fractions if need be.
    std::string take(std::string_view kind, std::string_view time, std::string_view fields) {
        static_cast<void>(x_engine.take());  // what was decided before is no part of what comes of this event
        return std::string(name_of(x_engine.process(read(kind, time, fields))));
    }

    escalera::event read(std::string_view kind, std::string_view time, std::string_view fields) {
        auto text = R"({"event":")" + std::string(kind) + R"(","time":")" + rfc3339(time) + "\"";
        if (!fields.empty()) text += "," + std::string(fields);
        text += "}";
        escalera::json_line line;
        escalera::read_notes notes;
        escalera::event e;
        if (line.parse(text)) throw std::invalid_argument("no JSON: " + text);
        escalera::json_event reader(x_rules->fields, notes);
        if (const auto fault = reader.read(text, line.nodes(), e)) throw std::invalid_argument(text + ": " + fault->particulars);
        return e;
    }

    void pass(std::string_view until) {
        static_cast<void>(x_engine.take());
        static_cast<void>(x_engine.advance(instant_of(until)));
    }

    // What was decided since the last call that took an event or let time pass: "rule/rung: action name=value ...".
    lines decided() {
        lines all;
        for (const auto& d : x_engine.decisions()) all.push_back(line_of(d));
        return all;
    }

    // The same, with the time of each: "03-02 09:00 rule@stage: action name=value"; seconds only where there are any.
    lines timed() {
        lines all;
        for (const auto& d : x_engine.decisions()) {
            auto at = to_rfc3339(d.at).substr(5);
            at[5] = ' ';
            at.pop_back();
            if (at.ends_with(":00")) at.resize(11);
            all.push_back(at + " " + line_of(d));
        }
        return all;
    }

    // The same, with what was read: "rule: action because repeat=3".
    lines reasons() {
        lines all;
        for (const auto& d : x_engine.decisions()) {
            auto text = cause_of(d) + ": " + std::string(d.action) + " because";
            for (const auto& b : d.because) text += " " + std::string(b.name) + (b.what.at_least ? ">=" : "=") + text_of(b.what);
            all.push_back(text);
        }
        return all;
    }

    escalera::engine& engine() { return x_engine; }
    const escalera::rule_set& rules() const { return *x_rules; }

    static escalera::instant instant_of(std::string_view time) { return escalera::to_instant(*escalera::parse_rfc3339(rfc3339(time))); }

    static std::string cause_of(const escalera::decision& d) {
        return std::string(d.rule) + (d.rung.empty() ? "" : "/" + std::string(d.rung)) +
               (d.stage.empty() ? "" : "@" + std::string(d.stage));
    }

    static std::string line_of(const escalera::decision& d) {
        auto text = cause_of(d) + ": " + std::string(d.action);
        for (const auto& a : d.args) text += " " + std::string(a.name) + "=" + text_of(a.what);
        for (const auto& a : d.also)
            text += " also " + std::string(a.rule) + (a.rung.empty() ? "" : "/" + std::string(a.rung)) +
                    (a.stage.empty() ? "" : "@" + std::string(a.stage));
        return text;
    }

    static std::string text_of(const escalera::cell& c) {
        using escalera::kind;
        switch (c.what) {
            case kind::absent: return "~";
            case kind::boolean: return c.as_bool() ? "true" : "false";
            case kind::integer: return std::to_string(c.integer);
            case kind::number: return std::to_string(c.number);
            case kind::dec: return to_string(c.as_decimal());
            case kind::text: return std::string(c.as_text());
            case kind::time: return to_rfc3339(c.as_time());
            case kind::span: return std::to_string(c.as_span().seconds) + "s";
            case kind::list: break;
        }
        std::string all = "[";
        for (std::uint32_t i = 0; i < c.extent; ++i) all += (i == 0 ? "" : ",") + text_of(c.elements[i]);
        return all + "]";
    }

private:
    static std::string rfc3339(std::string_view time) {
        auto text = "2026-" + std::string(time);
        text[10] = 'T';
        return text + (text.size() == 16 ? ":00Z" : "Z");
    }

    static escalera::rule_set_ptr load(const std::string& yaml) {
        auto rules = escalera::load_rules_text("rules.yaml", yaml);
        if (!rules) throw std::invalid_argument(to_text(rules.error()));
        return *rules;
    }

    escalera::rule_set_ptr x_rules;
    escalera::engine x_engine;
};

}  // namespace support

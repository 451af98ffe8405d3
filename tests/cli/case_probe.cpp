// Takes events one by one and prints, a JSON line each, how the event fared, what was decided, and how all cases stand
// that complaints have named, for case_oracle.py to compare with its model.
//
//     case_probe RULES EVENTS UNTIL [SAVE_EVERY]
//
// EVENTS are JSON lines; the last line printed is what time alone decides until UNTIL. With SAVE_EVERY the state is saved
// and goes on in another engine after every so many events.
#include <boost/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "escalera/adapters/decision_writer.hpp"
#include "escalera/adapters/json_event.hpp"
#include "escalera/adapters/json_line.hpp"
#include "escalera/adapters/read_notes.hpp"
#include "escalera/compile/compile.hpp"
#include "escalera/engine/engine.hpp"
#include "escalera/language/diagnostic_format.hpp"

using namespace escalera;

namespace {

struct asked {
    std::string customer;
    std::string id;
    bool operator==(const asked&) const = default;
};

boost::json::object shown(const case_view& v) {
    boost::json::array held;
    for (const auto& h : v.held) held.push_back({h.owner, h.department, h.from.micros, h.to.micros, h.wall, h.open, h.is_forgotten});
    boost::json::array merged(v.merged.begin(), v.merged.end());
    boost::json::object o{{"id", v.id},
                          {"status", v.status},
                          {"opened", v.opened.micros},
                          {"complaints", v.complaints},
                          {"transfers", v.transfers},
                          {"reopened", v.reopened},
                          {"merged", merged},
                          {"held", held},
                          {"wall", v.wall},
                          {"open", v.open}};
    if (v.closed) o["closed"] = v.closed->micros;
    return o;
}

void print(engine& e, std::string_view fared, const std::vector<asked>& cases, instant now) {
    std::string line = "{\"status\":\"" + std::string(fared) + "\",\"decisions\":[";
    bool is_first = true;
    for (const auto& d : e.take()) {
        if (!is_first) line += ",";
        is_first = false;
        std::string text;
        append_json(text, d);
        while (!text.empty() && text.back() == '\n') text.pop_back();
        line += text;
    }
    boost::json::array views;
    for (const auto& c : cases) {
        const auto v = e.view_case(c.id, now, c.customer);
        if (v) views.push_back(shown(*v));
        if (!v) views.push_back(nullptr);
    }
    std::cout << line << "],\"views\":" << boost::json::serialize(views) << "}\n";
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 4) return 2;
    auto rules = load_rules(arguments[1]);
    if (!rules) {
        std::cerr << to_text(rules.error());
        return 1;
    }
    const int save_every = count > 4 ? std::atoi(arguments[4]) : 0;
    auto e = std::make_unique<engine>(*rules, engine_options{hash_seed{1, 2, 3, 4}});
    std::ifstream in(arguments[2]);
    std::vector<asked> cases;
    instant now = instant::min();
    int taken_in = 0;
    for (std::string text; std::getline(in, text);) {
        json_line line;
        read_notes notes;
        event one;
        json_event reader((*rules)->fields, notes);
        if (line.parse(text) || reader.read(text, line.nodes(), one)) {
            std::cerr << "no event: " << text << '\n';
            return 3;
        }
        now = std::max(now, one.time);
        const asked asks{one.customer, one.id};
        if (one.what == event_kind::complaint && std::find(cases.begin(), cases.end(), asks) == cases.end()) cases.push_back(asks);
        const auto fared = e->process(one);
        print(*e, name_of(fared), cases, now);
        if (save_every != 0 && ++taken_in % save_every == 0) {
            auto other = std::make_unique<engine>(*rules, engine_options{hash_seed{5, 6, 7, 8}});
            const auto state = e->save();
            if (other->load(state) != state_error::ok || other->save() != state) {
                std::cerr << "the state is not the same after loading\n";
                return 1;
            }
            e = std::move(other);
        }
    }
    const auto until = to_instant(*parse_rfc3339(arguments[3]));
    static_cast<void>(e->advance(until));
    print(*e, "advanced", cases, until);
    return 0;
}

#pragma once
// Rules files made by dice, as text: 1 to 300 rules, with windows, groups, routes, ladders and all that hangs on them.
//
// A file is kept in parts, so that one which shows a difference can be made smaller part by part.

#include <string>
#include <vector>

#include "differential/dice.hpp"

namespace judge {

struct rules_parts {
    std::string head;
    std::vector<std::string> windows;
    std::vector<std::string> groups;
    std::vector<std::string> routes;
    std::vector<std::string> alerts;
    std::vector<std::string> ladders;
    std::vector<std::string> rules;
    std::string tail;

    std::int64_t lateness = 0;          // seconds
    std::vector<std::int64_t> lengths;  // of windows, idling and so on, in seconds: where events are apt to fall

    [[nodiscard]] std::string text() const;
    // Each list of parts, to take from.
    [[nodiscard]] std::vector<std::vector<std::string>*> lists() { return {&rules, &ladders, &alerts, &routes, &groups, &windows}; }
};

[[nodiscard]] rules_parts random_rules(dice& d, std::size_t rules);

}  // namespace judge

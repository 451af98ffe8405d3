#pragma once
// Conditions made by dice: every kind of predicate, of fields that are often absent, joined by every connective.

#include <string>
#include <vector>

#include "differential/dice.hpp"

namespace judge {

struct readable_window {
    std::string name;
    std::string holds;  // "int", "decimal", "share"
};

// What a condition may read where it stands.
struct readable {
    std::string root;  // of a group window: its event's own fields alone; empty: everything
    std::vector<readable_window> windows;
    std::vector<std::pair<std::string, std::vector<std::string>>> ladders;  // with their rungs
    std::vector<std::string> alerts;
};

[[nodiscard]] std::string random_condition(dice& d, const readable& may, int depth);

}  // namespace judge

#pragma once
// Makes a difference small enough to be read: leaves out events and parts of the rules as long as it stays.

#include <string>
#include <vector>

#include "differential/comparison.hpp"
#include "differential/random_rules.hpp"

namespace judge {

// The rules, the events and what is disagreed about, for people.
[[nodiscard]] std::string smallest_difference(rules_parts rules, std::vector<step> steps, feeding how);

}  // namespace judge

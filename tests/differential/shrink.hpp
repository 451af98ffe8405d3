#pragma once
// Makes a difference small enough to be read: leaves out events and parts of the rules as long as it stays.

#include <cstddef>
#include <string>
#include <vector>

#include "differential/comparison.hpp"
#include "differential/random_rules.hpp"

namespace judge {

// Leaves out stretches of a list, from long to short, as long as still_differs() says so.
template <class List, class Still>
bool leave_out(List& list, const Still& still_differs) {
    bool smaller = false;
    for (auto size = list.size(); size > 0; size /= 2) {
        for (std::size_t begin = 0; begin + size <= list.size();) {
            const auto before = list;
            list.erase(list.begin() + static_cast<std::ptrdiff_t>(begin), list.begin() + static_cast<std::ptrdiff_t>(begin + size));
            if (still_differs()) {
                smaller = true;
            } else {
                list = before;
                ++begin;
            }
        }
    }
    return smaller;
}

// The rules, the events and what is disagreed about, for people.
[[nodiscard]] std::string smallest_difference(rules_parts rules, std::vector<step> steps, feeding how);

}  // namespace judge

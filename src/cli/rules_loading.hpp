#pragma once
// Loading rules and maps for commands: findings go to standard error as text.

#include <memory>
#include <string>

#include "escalera/adapters/map_file.hpp"
#include "escalera/compile/rule_set.hpp"

namespace escalera::cli {

// Null, and `leave_with` set (1: findings, 3: cannot be read), where there are errors.
[[nodiscard]] rule_set_ptr load_rules_or_explain(const std::string& path, int& leave_with);
[[nodiscard]] std::shared_ptr<const map_file> load_map_or_explain(const std::string& path, const schema& fields, int& leave_with);

}  // namespace escalera::cli

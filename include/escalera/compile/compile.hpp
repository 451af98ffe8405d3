#pragma once
// Loading: a rules file becomes an immutable rule_set, or every finding about it.
//
//     auto rules = escalera::load_rules("rules/telecom.yaml");
//     if (!rules) report(rules.error());
//
// Threads: reentrant.   Cost: cold path; milliseconds for an ordinary file.
// Errors: findings of level error leave no value. Warnings do not: pass `found` to see them.

#include <string>

#include "escalera/compile/resolve.hpp"
#include "escalera/compile/rule_set.hpp"
#include "escalera/config.hpp"
#include "escalera/language/diagnostic.hpp"

ESCALERA_NAMESPACE_BEGIN

// `path` is opened; messages call it `path` too.
[[nodiscard]] ESCALERA_API checked<rule_set_ptr> load_rules(const std::string& path, diagnostics* found = nullptr);

// The same from a text; messages call it `name`. `include:` is refused.
[[nodiscard]] ESCALERA_API checked<rule_set_ptr> load_rules_text(std::string name, std::string text, diagnostics* found = nullptr);

// From resolved rules without errors. What only shows here (too many windows, a group window that reads what an
// event does not carry) is added to `found`, and leaves null.
[[nodiscard]] ESCALERA_API rule_set_ptr compile(const resolved_rules& rules, diagnostics& found);

ESCALERA_NAMESPACE_END

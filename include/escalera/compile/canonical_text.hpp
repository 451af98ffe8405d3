#pragma once
// Rules as one text: what their hash is made of.
//
// Threads: reentrant.   Cost: cold path, linear in the rules.

#include <string>

#include "escalera/compile/resolve.hpp"
#include "escalera/config.hpp"

ESCALERA_NAMESPACE_BEGIN

// The document as one text: includes resolved, comments, layout and the order of maps left out, but not the order of
// entries where it can be observed. Its hash is the rules' hash.
[[nodiscard]] ESCALERA_API std::string canonical_text(const resolved_rules& rules);

ESCALERA_NAMESPACE_END

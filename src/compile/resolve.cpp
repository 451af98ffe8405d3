#include "escalera/compile/resolve.hpp"

#include "compile/resolver.hpp"

ESCALERA_NAMESPACE_BEGIN

resolved_rules resolve(rules_document_ptr document, diagnostics& found) { return resolver(std::move(document), found).run(); }

ESCALERA_NAMESPACE_END

#pragma once
// Everything a host needs to get decisions out of complaints, for first steps. A host that minds its build times
// includes the headers it uses.

#include "escalera/config.hpp"
#include "escalera/version.hpp"

#include "escalera/model/buffer.hpp"
#include "escalera/model/civil.hpp"
#include "escalera/model/decimal.hpp"
#include "escalera/model/decision.hpp"
#include "escalera/model/event.hpp"
#include "escalera/model/event_kind.hpp"
#include "escalera/model/hash.hpp"
#include "escalera/model/instant.hpp"
#include "escalera/model/schema.hpp"
#include "escalera/model/value.hpp"
#include "escalera/model/zone.hpp"

#include "escalera/language/ast.hpp"
#include "escalera/language/diagnostic.hpp"
#include "escalera/language/diagnostic_codes.hpp"
#include "escalera/language/located_text.hpp"
#include "escalera/language/parser.hpp"
#include "escalera/language/source.hpp"
#include "escalera/language/suggest.hpp"
#include "escalera/language/yaml_node.hpp"
#include "escalera/language/yaml_reader.hpp"

#include "escalera/compile/condition.hpp"
#include "escalera/compile/condition_set.hpp"
#include "escalera/compile/program.hpp"
#include "escalera/compile/rule_set.hpp"
#include "escalera/compile/scope.hpp"
#include "escalera/compile/slot.hpp"

#include "escalera/match/batch.hpp"
#include "escalera/match/matcher.hpp"
#include "escalera/match/outcome.hpp"
#include "escalera/match/reference_evaluator.hpp"

#include "escalera/state/record.hpp"
#include "escalera/state/record_store.hpp"

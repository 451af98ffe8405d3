#pragma once
// Two cases of a customer become one.
//
// The surviving case has all complaints of both, so that whatever counts them by case counts each once; transfers and reopenings are
// added up, it is as old as the older of the two, and open if either was. The other stays, closed, for its id and its issue alone:
// events that name it, and complaints on its issue, reach the surviving case.
//   clocks      of one clock the one that runs goes on; of two, the one that began earlier. The other is gone without a verdict.
//   positions   what was reached for either is reached; `once: case` has fired if it had for either.
//   fields      complaint.* is of the later complaint; offers, replies and feedback are the surviving case's if it has any; so is each
//               other field. Lists of persons (held_by, recused) are joined.
//   ledger      it is the surviving case's from when that was opened, before that the other's; who had the other goes on where the
//               surviving one was in nobody's hands.
//
// Threads: pure.   Cost: linear in the record.

#include <cstddef>
#include <cstdint>

#include "escalera/config.hpp"
#include "escalera/engine/workspace.hpp"

ESCALERA_NAMESPACE_BEGIN

// `into` takes in `from`, at that instant. The place of the surviving case; the flag says whether there was memory.
ESCALERA_API std::size_t join_cases(const rule_set& rules, workspace& ws, std::size_t into, std::size_t from, std::int64_t at) noexcept;

ESCALERA_NAMESPACE_END

// What nearly every unit reads, compiled once: most of a unit's time goes into these. Only others' headers, so that a
// change of ours does not recompile everything. No unit may rely on it: the packagers' build (tests/install) has it off.

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <boost/system/result.hpp>

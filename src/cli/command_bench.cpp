#include "cli/arguments.hpp"
#include "cli/commands.hpp"

namespace escalera::cli {

int command_bench(int /*argc*/, char** /*argv*/) { return refuse_usage("bench", "not built yet"); }

}  // namespace escalera::cli

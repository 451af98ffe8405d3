#include "cli/arguments.hpp"
#include "cli/commands.hpp"

namespace escalera::cli {

int command_run(int /*argc*/, char** /*argv*/) { return refuse_usage("run", "not built yet"); }

}  // namespace escalera::cli

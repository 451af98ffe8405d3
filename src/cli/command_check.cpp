#include "cli/arguments.hpp"
#include "cli/commands.hpp"

namespace escalera::cli {

int command_check(int /*argc*/, char** /*argv*/) { return refuse_usage("check", "not built yet"); }

}  // namespace escalera::cli

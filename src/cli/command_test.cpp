#include "cli/arguments.hpp"
#include "cli/commands.hpp"

namespace escalera::cli {

int command_test(int /*argc*/, char** /*argv*/) { return refuse_usage("test", "not built yet"); }

}  // namespace escalera::cli

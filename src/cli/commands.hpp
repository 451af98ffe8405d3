#pragma once
// One function a command, each in command_<name>.cpp. `argv[0]` is the command's name; what comes back is the
// exit code.

namespace escalera::cli {

int command_run(int argc, char** argv);
int command_check(int argc, char** argv);
int command_test(int argc, char** argv);
int command_eval(int argc, char** argv);
int command_bench(int argc, char** argv);
int command_calendar(int argc, char** argv);

}  // namespace escalera::cli

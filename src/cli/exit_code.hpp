#pragma once
// What the command answers to the shell. The numbers are fixed.

namespace escalera::cli {

enum exit_code : int {
    good = 0,
    findings = 1,       // rules that are wrong, tests that failed, differences, an expression without a value
    usage = 2,          // the command line makes no sense, or asks for what is not built yet
    input_failure = 3,  // a file or store that cannot be read or written
};

}  // namespace escalera::cli

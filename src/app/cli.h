#pragma once

#include <stop_token>

namespace tangram {

/// Parses the command line, runs one command, returns the exit code. Never throws: a fault
/// is printed to standard error as one message.
int run_program(int argc, const char* const* argv, std::stop_token stop);

}  // namespace tangram

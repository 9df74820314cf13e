#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tangram {

struct ProcessResult {
  int exit_code = 0;       // 128 + signal if it was killed
  std::string output;      // its standard output
  std::string error_tail;  // the last 4 KiB of its standard error
};

/// Runs a program found on PATH, without a shell, feeds `input` to its standard input and
/// waits. Throws Error if it cannot be started. Neither stream can block the other.
ProcessResult run_process(const std::vector<std::string>& command, std::string_view input = {});

}  // namespace tangram

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tangram {

/// What a program may take; 0: as much as it likes.
struct ProcessLimits {
  double seconds = 0;            // from its start until it has ended
  std::size_t output_bytes = 0;  // of its standard output
};

enum class ProcessEnd { by_itself, too_late, too_much_output };

struct ProcessResult {
  int exit_code = 0;       // 128 + signal if it was killed
  std::string output;      // its standard output; a little over the limit where that was passed
  std::string error_tail;  // the last 4 KiB of its standard error
  ProcessEnd end = ProcessEnd::by_itself;
};

/// Runs a program found on PATH, without a shell, feeds `input` to its standard input and
/// waits. Throws Error if it cannot be started. Neither stream can block the other. A program
/// with limits that passes one is killed, with all that it has started.
ProcessResult run_process(const std::vector<std::string>& command, std::string_view input = {},
                          const ProcessLimits& limits = {});

}  // namespace tangram

#pragma once

#include <string>

#include "base/log.h"

namespace tangram {

/// While one lives, what llama.cpp says goes to a Log at debug, its warnings too: most of them are
/// about settings that are meant. Afterwards it is silent. llama.cpp has one such door a process:
/// of two threads that load models at once, one's remarks may get lost. Not for sharing between
/// threads.
class LlamaLog {
 public:
  explicit LlamaLog(Log& log);
  ~LlamaLog();
  LlamaLog(const LlamaLog&) = delete;
  LlamaLog& operator=(const LlamaLog&) = delete;

  /// The errors so far, in one line, for the message of an Error; empty: none.
  const std::string& errors() const { return errors_; }

  /// Called by llama.cpp; level is a ggml_log_level.
  void receive(int level, const char* text);

 private:
  void flush();

  Log& log_;
  int level_ = 0;
  std::string line_;
  std::string errors_;
};

/// While one lives, an assertion of llama.cpp that fails on this thread is an exception instead of
/// the end of the program. For loading only: a damaged model trips assertions about its vocabulary
/// and shapes, and llama.cpp's loader turns exceptions into "no model". The frames in between are
/// llama.cpp's own C++ and one C function, all compiled with unwind tables.
class LlamaAssertions {
 public:
  LlamaAssertions();
  ~LlamaAssertions();
  LlamaAssertions(const LlamaAssertions&) = delete;
  LlamaAssertions& operator=(const LlamaAssertions&) = delete;

 private:
  void (*before_)(const char*);
};

}  // namespace tangram

#pragma once

#include <cstdio>
#include <filesystem>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/log.h"
#include "base/value.h"
#include "core/training_observer.h"

namespace tangram {

/// Writes remarks to standard error, one line each; debug only when asked.
class TerminalLog final : public Log {
 public:
  explicit TerminalLog(LogLevel least) : least_(least) {}
  void write(LogLevel level, std::string_view message) override;

 private:
  std::mutex mutex_;
  LogLevel least_;
};

/// What every command is given: where things are and how to speak.
struct Context {
  std::filesystem::path cache_dir;  // models and data
  std::filesystem::path runs_dir;   // stores
  std::filesystem::path share_dir;  // cards, word lists, registry of models
  bool json = false;                // results as JSON on standard output
  bool quiet = false;               // no progress
  Log* log = nullptr;
  TrainingObserver* training = nullptr;
  std::stop_token stop;  // asked for by Ctrl-C
};

/// Exit codes: docs and scripts rely on them.
enum ExitCode { kDone = 0, kNotSupported = 1, kFault = 2, kInterrupted = 3 };

/// Prints a result to standard output. Throws Error if that fails (a closed pipe, a full disk).
void print(std::string_view text);
void print_json(const Value& value);

/// The folder of cards and word lists: $TANGRAM_SHARE_DIR, share/tangram beside the program's
/// folder, or the source tree that it was built from. Throws Error if none holds them.
std::filesystem::path find_share_dir();

/// A run by path, or by the beginning of its name among context.runs_dir. Throws Error if
/// there is none, or more than one.
std::filesystem::path find_run(const Context& context, const std::string& name);

/// A study file by path, or the name of a folder under studies/ of the share folder.
std::filesystem::path find_study(const Context& context, const std::string& name);

}  // namespace tangram

#pragma once

#include <string_view>

namespace tangram {

enum class LogLevel { debug, info, warning, error };

/// Where remarks go that are no result: a terminal, a file, a test. Thread-safe.
class Log {
 public:
  virtual ~Log() = default;
  virtual void write(LogLevel level, std::string_view message) = 0;
};

/// Discards everything.
class NullLog final : public Log {
 public:
  void write(LogLevel, std::string_view) override {}
};

}  // namespace tangram

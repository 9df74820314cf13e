#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/training_sink.h"

namespace tangram {

/// The losses of a training, beside its net: a line of JSON at every hundredth of its steps and the
/// last, {"step":0,"loss":1.52,"rate":0.001}, as TrainingStep says. A line hangs on its step alone,
/// so a training that goes on, or over steps again, writes none twice.
class LossLog {
 public:
  /// Of `steps` in all. Reads what is there. Throws Error that says what to do where that is not
  /// such a file.
  LossLog(std::filesystem::path path, std::int64_t steps);

  void hear(const TrainingStep& step);

  /// Writes what was heard, all or nothing. Throws Error as write_file() does.
  void write() const;

 private:
  std::filesystem::path path_;
  std::int64_t steps_;
  std::string text_;
  std::int64_t last_ = -1;  // step that has a line
};

}  // namespace tangram

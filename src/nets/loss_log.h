#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/value.h"
#include "core/training_sink.h"

namespace tangram {

/// The losses of a training, beside its net: a line of JSON at every hundredth of its steps and the
/// last, {"step":0,"loss":1.52,"rate":0.001}, as TrainingStep says; and one for each validation,
/// {"step":500,"validation_loss":0.4}, of the net before that step, after 500. A line hangs on its
/// step alone, so a training that goes on, or over steps again, writes none twice.
class LossLog {
 public:
  /// Of `steps` in all. Reads what is there. Throws Error that says what to do where that is not
  /// such a file.
  LossLog(std::filesystem::path path, std::int64_t steps);

  void hear(const TrainingStep& step);
  void validated(std::int64_t step, double loss);

  /// Writes what was heard, all or nothing. Throws Error as write_file() does.
  void write() const;

 private:
  void add(std::int64_t place, const Value& line);

  std::filesystem::path path_;
  std::int64_t steps_;
  std::string text_;
  std::int64_t last_ = -1;  // place of the last line: 2 step of a validation, 2 step + 1 of a step
};

}  // namespace tangram

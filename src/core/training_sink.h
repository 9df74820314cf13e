#pragma once

#include <cstdint>

namespace tangram {

/// One update of a net that is trained.
struct TrainingStep {
  std::int64_t step = 0;    // from 0
  double loss = 0;          // mean squared error over the batch's predictions, before the update
  double rate = 0;          // the learning rate of the update
  double seconds = 0;       // wall time of the step
  double data_seconds = 0;  // of these, drawing the batch: of the thread that took longest
};

/// What hears of a training while it runs: a log of losses, a progress line, a test.
class TrainingSink {
 public:
  virtual ~TrainingSink() = default;

  /// Called after each update, on the thread that runs the training. What it throws ends the
  /// training; the update stands.
  virtual void stepped(const TrainingStep& step) = 0;
};

}  // namespace tangram

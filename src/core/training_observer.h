#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tangram {

/// How far the training of a net has come.
struct TrainingProgress {
  std::string_view net;    // its name
  std::int64_t begun = 0;  // steps that were made before this process went on with it
  std::int64_t done = 0;   // steps made
  std::int64_t steps = 0;  // to be made in all
  double loss = 0;         // of the last step's batch
  std::optional<double> validation_loss = {};  // the last
  double operations = 0, operations_left = 0;  // floating-point: of the steps done since, and to do
};

/// What hears of the nets that a command's learners train: a progress line.
class TrainingObserver {
 public:
  virtual ~TrainingObserver() = default;

  /// Called before the first of several nets: floating-point operations that all of them still
  /// cost.
  virtual void expects(double operations) = 0;

  /// Called after each step, on the thread that trains; once more, with `steps` as many as are
  /// done, where a training ends before its steps are.
  virtual void trained(const TrainingProgress& progress) = 0;
};

}  // namespace tangram

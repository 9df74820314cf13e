#pragma once

#include <cstdint>
#include <functional>
#include <utility>

#include "core/training_observer.h"
#include "core/training_sink.h"
#include "nets/loss_log.h"

namespace tangram {

/// What hears of the steps of a training, and of its validations: passes them on to the losses
/// beside its net and to the observer, who may be null, with what they cost.
class Hearing final : public TrainingSink {
 public:
  /// cost(step): operations of a step.
  using Cost = std::function<double(std::int64_t)>;

  Hearing(LossLog& losses, TrainingObserver* observer, TrainingProgress progress, Cost cost)
      : losses_(losses), observer_(observer), progress_(progress), cost_(std::move(cost)) {}

  void stepped(const TrainingStep& step) override {
    losses_.hear(step);
    const double operations = cost_(step.step);
    progress_.operations += operations;
    progress_.operations_left -= operations;
    progress_.done = step.step + 1;
    progress_.loss = step.loss;
    tell();
  }
  void validated(double loss) {
    losses_.validated(progress_.done, loss);
    progress_.validation_loss = loss;
  }
  void ended_early() {
    progress_.steps = progress_.done;
    progress_.operations_left = 0;
    tell();
  }

 private:
  void tell() {
    if (observer_ != nullptr) observer_->trained(progress_);
  }

  LossLog& losses_;
  TrainingObserver* observer_;
  TrainingProgress progress_;
  Cost cost_;
};

}  // namespace tangram

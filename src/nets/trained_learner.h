#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/learner.h"
#include "core/resources.h"
#include "nets/net_training.h"
#include "nets/regression_reader.h"

namespace tangram {

/// A transformer that is trained from scratch on linear regression, then answers by what its
/// forward pass makes of the examples. It trains once, where it is first asked: the net is kept
/// under the cache's folder nets/ (NetTraining), a training that is stopped goes on from there.
/// Answers are floats' worth: bits hang on the kind of processor.
class TrainedLearner final : public Learner<Vector> {
 public:
  /// Throws Error where the options do not make a net, its data or its training.
  TrainedLearner(const TrainedOptions& options, const Resources& resources);

  std::string id() const override;

  /// Throws Error as Trainable::prepare() does, and before that where a problem has another
  /// dimension than the training's, or more shots.
  std::vector<std::vector<Prediction>> answer(std::span<const Problem<Vector>> problems,
                                              std::stop_token stop) override;

  std::vector<Trainable*> nets() override { return {&net_}; }
  [[nodiscard]] NetTraining& net() { return net_; }

 private:
  NetTraining net_;
  RegressionReader reader_;
};

std::unique_ptr<Learner<Vector>> make_trained(const Value& options, const Resources& resources);

}  // namespace tangram

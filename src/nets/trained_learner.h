#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/learner.h"
#include "core/resources.h"
#include "core/trainable.h"
#include "nets/net_training.h"
#include "nets/regression_reader.h"

namespace tangram {

/// A transformer that is trained from scratch on linear regression, then answers by what its
/// forward pass makes of the examples. It trains once, where it is first asked: the net is kept
/// under the cache's folder nets/ (NetTraining), a training that is stopped goes on from there.
/// Answers are floats' worth: bits hang on the kind of processor.
class TrainedLearner final : public Learner<Vector>, public Trainable {
 public:
  /// Throws Error where the options do not make a net, its data or its training.
  TrainedLearner(const TrainedOptions& options, const Resources& resources);

  std::string id() const override;

  /// Throws Error as Trainable::prepare() does, and before that where a problem has another
  /// dimension than the training's, or more shots.
  std::vector<std::vector<Prediction>> answer(std::span<const Problem<Vector>> problems,
                                              std::stop_token stop) override;

  Trainable* trainable() override { return this; }
  std::string training() const override { return training_.id(); }
  std::filesystem::path file() const override { return training_.file(); }
  bool is_trained() const override;
  double operations_left() const override { return training_.operations_left(); }
  bool prepare(const std::stop_token& stop) override;

 private:
  NetTraining training_;
  RegressionReader reader_;
  std::vector<float> parameters_;  // empty: not read yet
};

std::unique_ptr<Learner<Vector>> make_trained(const Value& options, const Resources& resources);

}  // namespace tangram

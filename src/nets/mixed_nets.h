#pragma once

#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "core/learner.h"
#include "core/resources.h"
#include "nets/net_training.h"
#include "nets/regression_reader.h"

namespace tangram {

/// Two nets that differ in their pool alone, so begin at the same parameters and see the same
/// inputs and noise, and where between them.
struct MixedNetsOptions : TrainedOptions {  // of the first net
  double other_pool_size = std::numeric_limits<double>::infinity();
  double mix = 0.5;  // 0: the first net, 1: the other

  void visit(FieldVisitor& v);

  [[nodiscard]] TrainedOptions other() const;
};

/// A net whose parameters lie on the line between those of two trained nets A and B,
///
///   (1 - mix) A + mix B,   0 <= mix <= 1,
///
/// that is, at its ends to the bit what `trained` is of A or B. How much it errs above the mean of
/// its ends is the barrier between them (Frankle et al. 2020, linear mode connectivity; Raventos et
/// al. 2023). Both nets are those of `trained`: trained once, kept under the same names.
class MixedNets final : public Learner<Vector> {
 public:
  /// Throws Error where the options do not make two nets, and on another mix.
  MixedNets(const MixedNetsOptions& options, const Resources& resources);

  std::string id() const override;

  /// Throws Error as TrainedLearner does.
  std::vector<std::vector<Prediction>> answer(std::span<const Problem<Vector>> problems,
                                              std::stop_token stop) override;

  std::vector<Trainable*> nets() override { return {&first_, &other_}; }

 private:
  [[nodiscard]] std::vector<float> mixed() const;

  NetTraining first_, other_;
  double mix_;
  RegressionReader reader_;
  std::vector<float> parameters_;  // empty: not mixed yet
};

std::unique_ptr<Learner<Vector>> make_mixed_nets(const Value& options, const Resources& resources);

}  // namespace tangram

#pragma once

#include <Eigen/Dense>

#include "core/learner.h"

namespace tangram {

/// A learner of linear regression with one output that answers y_hat = w_hat . x, where w_hat
/// hangs on the examples alone.
class LinearPredictor : public Learner<Vector> {
 public:
  /// Throws Error where y has more than one row, an x another dimension than the examples' or than
  /// the learner takes, or a question more shots than there are examples. All problems are looked
  /// at before any is answered, after a stop, too.
  std::vector<std::vector<Prediction>> answer(std::span<const Problem<Vector>> problems,
                                              std::stop_token stop) final;

 private:
  /// Of the examples that it takes; 0: any.
  [[nodiscard]] virtual Eigen::Index dimension() const { return 0; }

  /// w_hat after 0, 1, ..., n examples: d x (n + 1) for x (d x n) and y (n). All prefixes together.
  virtual Eigen::MatrixXd prefix_weights(const Eigen::MatrixXd& x,
                                         const Eigen::VectorXd& y) const = 0;
};

}  // namespace tangram

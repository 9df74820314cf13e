#pragma once

#include <memory>
#include <string>

#include "base/value.h"
#include "core/resources.h"
#include "learners/linear_predictor.h"

namespace tangram {

/// Least squares; of the weights that fit the examples equally well, the shortest: w_hat = X^+ y, 0
/// without examples. Where there are about as many examples as dimensions and y is noisy its error
/// has no finite mean.
///
/// All prefixes in O(n d^2), by Greville's recursion: an example either has a part outside the span
/// of those before (more than kRankTolerance of its length), or does not.
class LeastSquares final : public LinearPredictor {
 public:
  static constexpr double kRankTolerance = 1e-9;

  std::string id() const override { return "least_squares@1()"; }

 private:
  Eigen::MatrixXd prefix_weights(const Eigen::MatrixXd& x, const Eigen::VectorXd& y) const override;
};
std::unique_ptr<Learner<Vector>> make_least_squares(const Value& options, const Resources&);

}  // namespace tangram

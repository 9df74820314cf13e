#pragma once

#include <memory>
#include <string>

#include "base/options.h"
#include "core/resources.h"
#include "learners/linear_predictor.h"

namespace tangram {

/// Ridge regression: w_hat = (X'X + penalty I)^-1 X'y, 0 without examples. The Bayes estimator
/// for w ~ N(0, tau^2 I) and noise of variance sigma^2 where penalty = sigma^2 / tau^2.
///
/// All prefixes in O(n d^2): a triangular factor of X'X + penalty I is brought up to date example
/// by example.
class Ridge final : public LinearPredictor {
 public:
  /// Throws Error unless penalty is finite and at least 1e-20: without one, LeastSquares.
  explicit Ridge(double penalty);

  std::string id() const override;

 private:
  Eigen::MatrixXd prefix_weights(const Eigen::MatrixXd& x, const Eigen::VectorXd& y) const override;

  double penalty_;
};

struct RidgeOptions {
  double penalty = 0;

  void visit(FieldVisitor& v);
};
std::unique_ptr<Learner<Vector>> make_ridge(const Value& options, const Resources&);

}  // namespace tangram

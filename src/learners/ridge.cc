#include "learners/ridge.h"

#include <cmath>

#include "base/check.h"

namespace tangram {

Ridge::Ridge(double penalty) : penalty_(penalty) {
  require(std::isfinite(penalty) && penalty > 0,
          "ridge: penalty is {}, must be finite and > 0; without one use least_squares", penalty);
}

std::string Ridge::id() const { return fmt::format("ridge@1(penalty={})", penalty_); }

Eigen::MatrixXd Ridge::prefix_weights(const Eigen::MatrixXd& x, const Eigen::VectorXd& y) const {
  const Eigen::Index d = x.rows(), n = x.cols();
  Eigen::MatrixXd inverse = Eigen::MatrixXd::Identity(d, d) / penalty_;
  Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(d, n + 1);
  for (Eigen::Index i = 0; i < n; ++i) {
    const Eigen::VectorXd moved = inverse * x.col(i);
    const Eigen::VectorXd gain = moved / (1 + x.col(i).dot(moved));
    weights.col(i + 1) = weights.col(i) + gain * (y(i) - x.col(i).dot(weights.col(i)));
    inverse -= gain * moved.transpose();
  }
  return weights;
}

void RidgeOptions::visit(FieldVisitor& v) {
  v({.name = "penalty",
     .help = "Added to X'X; best where it is noise_sd^2 / task_sd^2",
     .required = true},
    penalty);
}

std::unique_ptr<Learner<Vector>> make_ridge(const Value& options, const Resources&) {
  return std::make_unique<Ridge>(parse_options<RidgeOptions>(options, "ridge").penalty);
}

}  // namespace tangram

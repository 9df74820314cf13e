#include "learners/least_squares.h"

#include "learners/reference_learners.h"

namespace tangram {

// With P = (X'X)^+ and N the projection onto what no example has reached: the gain of an example
// with a new direction c = N x is c / c.c, of one without it P x / (1 + x.P x); either way
// w += gain (y - x.w). N is applied twice, as Gram-Schmidt needs where c is short.
Eigen::MatrixXd LeastSquares::prefix_weights(const Eigen::MatrixXd& x,
                                             const Eigen::VectorXd& y) const {
  const Eigen::Index d = x.rows(), n = x.cols();
  Eigen::MatrixXd basis(d, 0);  // orthonormal, of the examples so far
  Eigen::MatrixXd inverse = Eigen::MatrixXd::Zero(d, d);
  Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(d, n + 1);
  const auto outside = [&basis](const Eigen::VectorXd& v) -> Eigen::VectorXd {
    return v - basis * (basis.transpose() * v);
  };
  for (Eigen::Index i = 0; i < n; ++i) {
    const Eigen::VectorXd shown = x.col(i);
    const Eigen::VectorXd fresh = outside(outside(shown));
    Eigen::VectorXd gain;
    if (basis.cols() < d && fresh.norm() > kRankTolerance * shown.norm()) {
      gain = fresh / fresh.squaredNorm();
      const Eigen::MatrixXd keep = Eigen::MatrixXd::Identity(d, d) - gain * shown.transpose();
      inverse = keep * inverse * keep.transpose() + gain * gain.transpose();
      basis.conservativeResize(Eigen::NoChange, basis.cols() + 1);
      basis.rightCols(1) = fresh.normalized();
    } else {
      const Eigen::VectorXd moved = inverse * shown;
      gain = moved / (1 + shown.dot(moved));
      inverse -= gain * moved.transpose();
    }
    weights.col(i + 1) = weights.col(i) + gain * (y(i) - shown.dot(weights.col(i)));
  }
  return weights;
}

std::unique_ptr<Learner<Vector>> make_least_squares(const Value& options, const Resources&) {
  parse_options<NoOptions>(options, "least_squares");
  return std::make_unique<LeastSquares>();
}

}  // namespace tangram

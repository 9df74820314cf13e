#include "learners/ridge.h"

#include <cmath>

#include "base/check.h"

namespace tangram {
namespace {

constexpr double kLeast = 1e-20;  // below it, examples that repeat themselves drown it in rounding

/// R'R = X X' + penalty I and R'q = X y of the examples so far, so that R w_hat = q. Each example
/// is turned into them by d rotations, which square nothing: penalties that X X' + penalty I would
/// lose still count. (Golub and Van Loan, Matrix Computations, 6.5: a row appended to QR.)
struct Triangle {
  Triangle(Eigen::Index d, double penalty)
      : r(Eigen::MatrixXd::Identity(d, d) * std::sqrt(penalty)), q(Eigen::VectorXd::Zero(d)) {}

  void see(Eigen::VectorXd x, double y) {
    for (Eigen::Index j = 0; j < r.rows(); ++j) {
      const double length = std::hypot(r(j, j), x(j)), c = r(j, j) / length, s = x(j) / length;
      for (Eigen::Index k = j; k < r.cols(); ++k) rotate(c, s, r(j, k), x(k));
      rotate(c, s, q(j), y);
    }
  }

  static void rotate(double c, double s, double& upper, double& lower) {
    const double turned = c * upper + s * lower;
    lower = c * lower - s * upper;
    upper = turned;
  }

  Eigen::MatrixXd r;
  Eigen::VectorXd q;
};

}  // namespace

Ridge::Ridge(double penalty) : penalty_(penalty) {
  require(std::isfinite(penalty) && penalty >= kLeast,
          "ridge: penalty is {}, must be finite and at least {}; without one use least_squares",
          penalty, kLeast);
}

std::string Ridge::id() const { return fmt::format("ridge@1(penalty={})", penalty_); }

Eigen::MatrixXd Ridge::prefix_weights(const Eigen::MatrixXd& x, const Eigen::VectorXd& y) const {
  const Eigen::Index d = x.rows(), n = x.cols();
  Triangle seen(d, penalty_);
  Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(d, n + 1);
  for (Eigen::Index i = 0; i < n; ++i) {
    seen.see(x.col(i), y(i));
    weights.col(i + 1) = seen.r.triangularView<Eigen::Upper>().solve(seen.q);
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

#include "learners/linear_map.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"

namespace tangram {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

/// 1 - (1 - s)^t for s in (0, 1], without cancellation where s is small.
double descended(double s, std::int64_t steps) {
  if (steps == 0) return 0;
  return s >= 1 ? 1 : -std::expm1(static_cast<double>(steps) * std::log1p(-s));
}

double mean_square(const Eigen::MatrixXd& gram) {
  return gram.rows() == 0 ? 0 : gram.trace() / static_cast<double>(gram.rows());
}

double best_penalty(const PairProducts& pairs, const std::vector<double>& penalties) {
  double best = penalties[(penalties.size() - 1) / 2];
  if (pairs.prompts.rows() < 2) return best;  // nothing can be left out
  double least = std::numeric_limits<double>::infinity();
  for (const double penalty : penalties)
    if (const double error = leave_one_out_error(pairs, penalty); error < least)
      least = error, best = penalty;
  return best;
}

}  // namespace

void LinearMapOptions::visit(FieldVisitor& v) {
  v({.name = "fit",
     .help = "'gradient_descent' from 0, 'ridge', 'min_norm': least squares by the "
             "pseudo-inverse, or 'identity': no fit, the map that changes nothing.",
     .choices = {"gradient_descent", "ridge", "min_norm", "identity"}},
    fit);
  v({.name = "steps", .help = "gradient_descent: steps on all pairs.", .min = 0}, steps);
  v({.name = "step",
     .help = "gradient_descent: size of a step, times 1 / (largest eigenvalue of the prompts' Gram "
             "matrix).",
     .min = 1e-12,
     .max = 1},
    step);
  v({.name = "penalties",
     .help = "ridge: penalties to choose from by leave-one-out on the demonstration, in units of "
             "the prompts' mean squared norm.",
     .min = 1e-12},
    penalties);
}

void LinearMapOptions::check(std::string_view owner) const {
  require(!penalties.empty(), "{}: penalties is empty; give at least one, e.g. penalties = [0.1]",
          owner);
}

Eigen::MatrixXd fit_dual(const PairProducts& pairs, const LinearMapOptions& options) {
  TANGRAM_CHECK(options.fit != "identity");
  const Eigen::Index n = pairs.prompts.rows();
  if (n == 0) return {};
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(pairs.prompts);
  const double largest = eigen.eigenvalues()(n - 1);
  if (largest <= 0) return Eigen::MatrixXd::Zero(n, n);
  const bool ridge = options.fit == "ridge", descent = options.fit == "gradient_descent";
  const double least = 16 * static_cast<double>(n) * kEps * largest;
  const double eta = options.step / largest;
  const double penalty =
      ridge ? best_penalty(pairs, options.penalties) * mean_square(pairs.prompts) : 0;
  Eigen::VectorXd f = Eigen::VectorXd::Zero(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const double l = eigen.eigenvalues()(i);
    if (l <= least) continue;  // X v = 0: whatever f is, nothing comes through but rounding
    f(i) = (descent ? descended(eta * l, options.steps) : 1) / (l + penalty);
  }
  return eigen.eigenvectors() * f.asDiagonal() * eigen.eigenvectors().transpose();
}

double leave_one_out_error(const PairProducts& pairs, double penalty) {
  const Eigen::Index n = pairs.prompts.rows();
  TANGRAM_CHECK(n >= 1 && pairs.responses.rows() == n && penalty > 0);
  const double scale = mean_square(pairs.prompts);
  if (scale <= 0) return pairs.responses.trace();  // every fit is 0
  // 1 - H = p (G + p I)^-1: no difference of two numbers near 1.
  Eigen::MatrixXd shifted = pairs.prompts / (penalty * scale);
  shifted.diagonal().array() += 1;
  const Eigen::MatrixXd rest = shifted.ldlt().solve(Eigen::MatrixXd::Identity(n, n));
  double sum = 0;
  for (Eigen::Index i = 0; i < n; ++i)
    sum += rest.col(i).dot(pairs.responses * rest.col(i)) / (rest(i, i) * rest(i, i));
  return sum;
}

Eigen::MatrixXd image_cosines(const Eigen::MatrixXd& dual, const Eigen::MatrixXd& cross,
                              const Eigen::MatrixXd& responses,
                              const CandidateProducts& candidates) {
  const Eigen::MatrixXd a = dual * cross;  // W x = Y a
  Eigen::MatrixXd out = Eigen::MatrixXd::Zero(candidates.norms.size(), cross.cols());
  const Eigen::VectorXd norms = responses.diagonal().cwiseMax(0).cwiseSqrt();
  for (Eigen::Index q = 0; q < cross.cols(); ++q) {
    const double length = std::sqrt(std::max(0.0, a.col(q).dot(responses * a.col(q))));
    const double summed = a.col(q).cwiseAbs().dot(norms);
    if (length <= 1e-7 * summed) continue;  // its square is known to about eps summed^2
    for (Eigen::Index c = 0; c < out.rows(); ++c)
      if (candidates.norms(c) > 0)
        out(c, q) = std::clamp(
            candidates.cross.col(c).dot(a.col(q)) / (length * candidates.norms(c)), -1.0, 1.0);
  }
  return out;
}

}  // namespace tangram

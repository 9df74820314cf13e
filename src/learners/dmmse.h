#pragma once

#include <memory>
#include <string>

#include "core/resources.h"
#include "core/task_pool.h"
#include "learners/linear_predictor.h"

namespace tangram {

/// Discrete MMSE: the Bayes estimator where the task is known to be one of a finite pool, all
/// equally likely, with Gaussian noise on y,
///
///   w_hat = sum_i p_i w_i,   p_i  proportional to  exp(-||y - X w_i||^2 / (2 noise_sd^2)),
///
/// or, smoothed, near one of them, w ~ N(w_i, smoothing_sd^2 I):
///
///   w_hat = sum_i p_i (w_i + s^2 X' C^-1 (y - X w_i)),   C = s^2 X X' + noise_sd^2 I,
///   p_i proportional to N(y; X w_i, C).
///
/// Source: Raventos et al. 2023, arXiv:2306.15063, equation 2 and its appendix on smoothing.
/// Without examples w_hat is the pool's mean; a pool of the one task 0 with s = 1 is ridge with
/// penalty noise_sd^2.
class DiscreteMmse final : public LinearPredictor {
 public:
  /// Throws Error on an empty pool, unless noise_sd > 0 and smoothing_sd >= 0, both finite, and
  /// noise_sd is at least 1e-5 of smoothing_sd.
  DiscreteMmse(TaskPool pool, double noise_sd, double smoothing_sd = 0);

  std::string id() const override;

 private:
  [[nodiscard]] Eigen::Index dimension() const override { return pool_.tasks.rows(); }

  /// O(n d M) time, all prefixes together; beside the pool O(n d) memory (smoothed: and O(n^3), of
  /// O(n^2), for the factor of C): it is read once, block by
  /// block, and no weight of a task is kept. Weights are summed in log space, so likelihoods that
  /// underflow do no harm.
  Eigen::MatrixXd prefix_weights(const Eigen::MatrixXd& x, const Eigen::VectorXd& y) const override;

  TaskPool pool_;
  Eigen::VectorXd mean_;  // of the pool: the answer before any example
  double noise_sd_, smoothing_sd_;
};

/// The task's pool, named by the task's own options.
struct DiscreteMmseOptions {
  int dimension = 8;
  TaskPrior prior;
  PoolOptions pool;
  double noise_sd = 0.5, smoothing_sd = 0;

  void visit(FieldVisitor& v);
};
/// Where the pool is inf, the limit of ever larger ones: ridge with penalty noise_sd^2 / (task_sd^2
/// + smoothing_sd^2). Throws Error where that is of a law that is not Gaussian.
std::unique_ptr<Learner<Vector>> make_dmmse(const Value& options, const Resources&);

}  // namespace tangram

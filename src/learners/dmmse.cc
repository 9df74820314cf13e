#include "learners/dmmse.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/check.h"
#include "learners/ridge.h"

namespace tangram {
namespace {

constexpr Eigen::Index kBlock = 512;  // tasks that are looked at together: they stay in cache

/// Examples as they would be with independent noise of variance 1: row j of L^-1 (X, y), where
/// C = L L'. It hangs on the examples up to j alone, so one factor serves all prefixes.
struct Whitened {
  Eigen::MatrixXd x;  // n x d
  Eigen::VectorXd y;
};

Whitened whitened(const Eigen::MatrixXd& x, const Eigen::VectorXd& y, double noise_sd,
                  double smoothing_sd) {
  if (smoothing_sd == 0) return {x.transpose() / noise_sd, y / noise_sd};
  Eigen::MatrixXd covariance = smoothing_sd * smoothing_sd * (x.transpose() * x);
  covariance.diagonal().array() += noise_sd * noise_sd;
  const Eigen::LLT<Eigen::MatrixXd> factor(covariance);
  return {factor.matrixL().solve(x.transpose()), factor.matrixL().solve(y)};
}

/// The posterior mean at one prefix, of the tasks met so far: sum_i exp(a_i - top) w_i over
/// sum_i exp(a_i - top).
struct Mean {
  double top = -std::numeric_limits<double>::infinity();
  double weight = 0;
  Eigen::VectorXd sum;

  void add(const Eigen::ArrayXd& log_weights, const Eigen::Ref<const Eigen::MatrixXd>& tasks) {
    if (const double highest = log_weights.maxCoeff(); highest > top) {
      const double shrunk = std::exp(top - highest);
      weight *= shrunk;
      sum *= shrunk;
      top = highest;
    }
    const Eigen::VectorXd p = (log_weights - top).exp();
    weight += p.sum();
    sum.noalias() += tasks * p;
  }
};

}  // namespace

DiscreteMmse::DiscreteMmse(TaskPool pool, double noise_sd, double smoothing_sd)
    : pool_(std::move(pool)), noise_sd_(noise_sd), smoothing_sd_(smoothing_sd) {
  require(pool_.tasks.cols() >= 1, "dmmse: the pool holds no task; give pool_size >= 1");
  require(std::isfinite(noise_sd) && noise_sd > 0, "dmmse: noise_sd is {}, must be > 0", noise_sd);
  require(std::isfinite(smoothing_sd) && smoothing_sd >= 0,
          "dmmse: smoothing_sd is {}, must be at least 0", smoothing_sd);
}

std::string DiscreteMmse::id() const {
  return fmt::format("dmmse@1(pool={}, tasks={}, noise_sd={}, smoothing_sd={})", pool_.id,
                     pool_.tasks.cols(), noise_sd_, smoothing_sd_);
}

Eigen::MatrixXd DiscreteMmse::prefix_weights(const Eigen::MatrixXd& x,
                                             const Eigen::VectorXd& y) const {
  const Eigen::Index d = pool_.tasks.rows(), m = pool_.tasks.cols(), n = x.cols();
  require(x.rows() == d, "dmmse: examples have dimension {}, the pool {}", x.rows(), d);
  const Whitened white = whitened(x, y, noise_sd_, smoothing_sd_);
  std::vector<Mean> means(static_cast<std::size_t>(n) + 1);
  for (Mean& mean : means) mean.sum = Eigen::VectorXd::Zero(d);
  for (Eigen::Index begin = 0; begin < m; begin += kBlock) {
    const auto tasks = pool_.tasks.middleCols(begin, std::min(kBlock, m - begin));
    const Eigen::MatrixXd fitted = tasks.transpose() * white.x.transpose();  // tasks x examples
    Eigen::ArrayXd log_weights = Eigen::ArrayXd::Zero(tasks.cols());
    means[0].add(log_weights, tasks);
    for (Eigen::Index k = 0; k < n; ++k) {
      log_weights -= (white.y(k) - fitted.col(k).array()).square() / 2;
      means[static_cast<std::size_t>(k) + 1].add(log_weights, tasks);
    }
  }
  Eigen::MatrixXd weights(d, n + 1);
  for (Eigen::Index k = 0; k <= n; ++k) {
    const Mean& mean = means[static_cast<std::size_t>(k)];
    const Eigen::VectorXd discrete = mean.sum / mean.weight;
    const auto seen = white.x.topRows(k);
    weights.col(k) = discrete + smoothing_sd_ * smoothing_sd_ * seen.transpose() *
                                    (white.y.head(k) - seen * discrete);
  }
  return weights;
}

void DiscreteMmseOptions::visit(FieldVisitor& v) {
  v({.name = "dimension", .help = "Numbers of x", .min = 1}, dimension);
  v({.name = "task_sd", .help = "Standard deviation of each number of a task w"}, task_sd);
  pool.visit(v);
  v({.name = "noise_sd", .help = "Standard deviation of the noise on y, > 0"}, noise_sd);
  v({.name = "smoothing_sd",
     .help = "The task is taken to be this far from one of the pool, in each direction",
     .min = 0},
    smoothing_sd);
}

std::unique_ptr<Learner<Vector>> make_dmmse(const Value& options, const Resources&) {
  const auto read = parse_options<DiscreteMmseOptions>(options, "dmmse");
  const auto pool = make_pool(read.pool, read.dimension, read.task_sd);
  if (pool == nullptr) {
    const double variance = read.task_sd * read.task_sd + read.smoothing_sd * read.smoothing_sd;
    return std::make_unique<Ridge>(read.noise_sd * read.noise_sd / variance);
  }
  return std::make_unique<DiscreteMmse>(*pool, read.noise_sd, read.smoothing_sd);
}

}  // namespace tangram

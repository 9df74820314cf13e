#include "learners/dmmse.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "base/check.h"
#include "learners/ridge.h"
#include "math/exponential.h"
#include "math/vectorise.h"

namespace tangram {
namespace {

constexpr std::size_t kBlock = 512;  // tasks that are looked at together: they stay in cache

using Doubles = Lanes<double>::type;
constexpr std::size_t kLanes = Lanes<double>::kCount;
constexpr std::size_t kTile = 4;  // sums that are made together, in registers

const Doubles& doubles_at(const double* numbers) {
  return *reinterpret_cast<const Doubles*>(numbers);
}
Doubles& doubles_at(double* numbers) { return *reinterpret_cast<Doubles*>(numbers); }

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
};

/// sums[t] = the sum of p[i] columns[t kBlock + i] over i < n, for kTile columns. Reads p and
/// columns up to whole tiles.
void weighted_sums(const double* p, const double* columns, std::size_t n, double* sums) {
  Doubles tile[kTile][2] = {};  // one vector after another would wait for the last sum
  for (std::size_t i = 0; i < n; i += 2 * kLanes)
    for (std::size_t v = 0; v < 2; ++v)
      for (std::size_t t = 0; t < kTile; ++t)
        tile[t][v] +=
            doubles_at(p + i + v * kLanes) * doubles_at(columns + t * kBlock + i + v * kLanes);
  for (std::size_t t = 0; t < kTile; ++t) {
    const Doubles both = tile[t][0] + tile[t][1];
    sums[t] = (both[0] + both[1]) + (both[2] + both[3]);
  }
}

/// Some tasks of the pool, number j of each side by side, and what they say of the examples. What
/// lies behind the last of them, up to a whole tile, is worked on, too, and counts nothing.
class Block {
 public:
  explicit Block(std::size_t d)
      : numbers_((d + kTile - 1) / kTile * kTile * kBlock),
        log_weights_(kBlock),
        p_(kBlock),
        sums_(numbers_.size() / kBlock) {}

  /// At most kBlock tasks, one a column, before any example.
  void take(const Eigen::Ref<const Eigen::MatrixXd>& tasks) {
    size_ = static_cast<std::size_t>(tasks.cols());
    Eigen::Map<Eigen::MatrixXd>(numbers_.data(), kBlock, tasks.rows()).topRows(tasks.cols()) =
        tasks.transpose();
    std::fill(log_weights_.begin(), log_weights_.end(), 0);
    std::fill(p_.begin(), p_.end(), 0);
  }

  /// One more example: from each log weight (y - x . w)^2 / 2 is taken.
  void see(const Eigen::Ref<const Eigen::VectorXd>& x, double y) {
    const double *from = x.data(), *numbers = numbers_.data();
    double* a = log_weights_.data();
    vectorised([=, d = static_cast<std::size_t>(x.size()), n = size_] {
      for (std::size_t i = 0; i < n; i += kTile * kLanes) {
        Doubles residuals[kTile];
        for (Doubles& residual : residuals) residual = Doubles{} + y;
        for (std::size_t j = 0; j < d; ++j)
          for (std::size_t v = 0; v < kTile; ++v)
            residuals[v] -= from[j] * doubles_at(numbers + j * kBlock + i + v * kLanes);
        for (std::size_t v = 0; v < kTile; ++v)
          doubles_at(a + i + v * kLanes) -= residuals[v] * residuals[v] / 2;
      }
    });
  }

  /// An exponential here ends at exp(-80), which is nothing beside the top's 1.
  void add_to(Mean& mean) {
    const double *a = log_weights_.data(), *numbers = numbers_.data();
    double *p = p_.data(), *sums = sums_.data(), top = mean.top, weight = 0;
    vectorised([=, columns = sums_.size(), n = size_, &top, &weight] {
      const double now = std::max(top, lane_max<double>(n, [a](std::size_t i) { return a[i]; }));
      for (std::size_t i = 0; i < n; ++i) p[i] = exponential(a[i] - now);
      weight = lane_sum<double>(n, [p](std::size_t i) { return p[i]; });
      for (std::size_t j = 0; j < columns; j += kTile)
        weighted_sums(p, numbers + j * kBlock, n, sums + j);
      top = now;
    });
    const double shrunk = std::exp(mean.top - top);
    mean.top = top;
    mean.weight = mean.weight * shrunk + weight;
    mean.sum = mean.sum * shrunk + Eigen::Map<Eigen::VectorXd>(sums, mean.sum.size());
  }

 private:
  std::size_t size_ = 0;
  std::vector<double> numbers_;  // as columns of kBlock, of which there are whole tiles
  std::vector<double> log_weights_, p_, sums_;
};

/// With more examples than dimensions C is singular but for the noise: of this share of smoothing
/// its factor still has ten digits' worth of a double's sixteen, below it soon none.
constexpr double kLeastNoise = 1e-5;

void check_scales(double noise_sd, double smoothing_sd) {
  require(std::isfinite(noise_sd) && noise_sd > 0, "dmmse: noise_sd is {}, must be > 0", noise_sd);
  require(std::isfinite(smoothing_sd) && smoothing_sd >= 0,
          "dmmse: smoothing_sd is {}, must be at least 0", smoothing_sd);
  require(noise_sd >= kLeastNoise * smoothing_sd,
          "dmmse: noise_sd is {}, too little beside smoothing_sd, {}, to be told from rounding; "
          "give at least {:.3g}",
          noise_sd, smoothing_sd, kLeastNoise * smoothing_sd);
}

}  // namespace

DiscreteMmse::DiscreteMmse(TaskPool pool, double noise_sd, double smoothing_sd)
    : pool_(std::move(pool)), noise_sd_(noise_sd), smoothing_sd_(smoothing_sd) {
  require(pool_.tasks.cols() >= 1, "dmmse: the pool holds no task; give pool_size >= 1");
  check_scales(noise_sd, smoothing_sd);
  mean_ = pool_.tasks.rowwise().mean();
}

std::string DiscreteMmse::id() const {
  return fmt::format("dmmse@1(pool={}, tasks={}, noise_sd={}, smoothing_sd={})", pool_.id,
                     pool_.tasks.cols(), noise_sd_, smoothing_sd_);
}

Eigen::MatrixXd DiscreteMmse::prefix_weights(const Eigen::MatrixXd& x,
                                             const Eigen::VectorXd& y) const {
  const Eigen::Index d = pool_.tasks.rows(), m = pool_.tasks.cols(), n = x.cols();
  const Whitened white = whitened(x, y, noise_sd_, smoothing_sd_);
  std::vector<Mean> means(static_cast<std::size_t>(n));
  for (Mean& mean : means) mean.sum = Eigen::VectorXd::Zero(d);
  const Eigen::MatrixXd examples = white.x.transpose();
  Block block(static_cast<std::size_t>(d));
  for (Eigen::Index begin = 0; begin < m; begin += kBlock) {
    block.take(pool_.tasks.middleCols(begin, std::min<Eigen::Index>(kBlock, m - begin)));
    for (Eigen::Index k = 0; k < n; ++k) {
      block.see(examples.col(k), white.y(k));
      block.add_to(means[static_cast<std::size_t>(k)]);
    }
  }
  Eigen::MatrixXd weights(d, n + 1);
  weights.col(0) = mean_;
  for (Eigen::Index k = 1; k <= n; ++k) {
    const Mean& mean = means[static_cast<std::size_t>(k) - 1];
    const Eigen::VectorXd discrete = mean.sum / mean.weight;
    const auto seen = white.x.topRows(k);
    weights.col(k) = discrete + smoothing_sd_ * smoothing_sd_ * seen.transpose() *
                                    (white.y.head(k) - seen * discrete);
  }
  return weights;
}

void DiscreteMmseOptions::visit(FieldVisitor& v) {
  v({.name = "dimension", .help = "Numbers of x", .min = 1}, dimension);
  prior.visit(v);
  pool.visit(v);
  v({.name = "noise_sd", .help = "Standard deviation of the noise on y, > 0"}, noise_sd);
  v({.name = "smoothing_sd",
     .help = "The task is taken to be this far from one of the pool, in each direction",
     .min = 0},
    smoothing_sd);
}

namespace {

std::unique_ptr<Learner<Vector>> dmmse_of(const DiscreteMmseOptions& options) {
  const TaskPrior& prior = options.prior;
  const auto pool = make_pool(options.pool, options.dimension, prior);
  if (pool != nullptr)
    return std::make_unique<DiscreteMmse>(*pool, options.noise_sd, options.smoothing_sd);
  require(prior.law == TaskLaw::gaussian,
          "dmmse: pool_size is inf and task_law is laplace: nothing here is the Bayesian of that "
          "in closed form; give a large pool_size, such as 65536, which comes near it");
  check_scales(options.noise_sd, options.smoothing_sd);
  prior.check("dmmse");
  const double variance = prior.sd * prior.sd + options.smoothing_sd * options.smoothing_sd;
  return std::make_unique<Ridge>(options.noise_sd * options.noise_sd / variance);
}

}  // namespace

std::unique_ptr<Learner<Vector>> make_dmmse(const Value& options, const Resources&) {
  const auto read = parse_options<DiscreteMmseOptions>(options, "dmmse");
  return made_of(options, [&] { return dmmse_of(read); });
}

}  // namespace tangram

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <memory>
#include <vector>

#include "learners/averaging.h"
#include "learners/dmmse.h"
#include "learners/least_squares.h"
#include "learners/ridge.h"
#include "tasks/linear_regression.h"

// The exact learners on linear regression against errors that are known in closed form, and against
// identities of Bayes estimators. All errors are means of (y_hat - w.x)^2 / d at one prefix.
namespace tangram {
namespace {

/// Mean and standard error at each prefix.
struct Curve {
  Eigen::ArrayXd mean, error;
};

/// A number of each prefix of a sequence, from the answers of the learners to it and the truth.
using OfSequence = std::function<Eigen::ArrayXd(const std::vector<Eigen::ArrayXd>& answers,
                                                const Eigen::ArrayXd& truth)>;

Eigen::ArrayXd numbers(const std::vector<Prediction>& answers) {
  Eigen::ArrayXd out(static_cast<Eigen::Index>(answers.size()));
  for (std::size_t i = 0; i < answers.size(); ++i)
    out(static_cast<Eigen::Index>(i)) = answers[i].y(0);
  return out;
}

Curve curve_of(const Task<Vector>& task, const std::vector<Learner<Vector>*>& learners, int n,
               const OfSequence& of_sequence, std::uint64_t seed = 1) {
  Eigen::ArrayXd sum, squares;
  for (int i = 0; i < n; ++i) {
    const auto episode =
        task.draw(Rng(seed), static_cast<std::uint64_t>(i), {Design::nested, {}, 0, {}});
    std::vector<Eigen::ArrayXd> answers;
    for (Learner<Vector>* learner : learners)
      answers.push_back(numbers(learner->answer({&episode.problem, 1}, {}).at(0)));
    Eigen::ArrayXd truth(static_cast<Eigen::Index>(episode.truth.size()));
    for (Eigen::Index k = 0; k < truth.size(); ++k)
      truth(k) = episode.truth[static_cast<std::size_t>(k)](0);
    const Eigen::ArrayXd one = of_sequence(answers, truth);
    if (i == 0) sum = squares = Eigen::ArrayXd::Zero(one.size());
    sum += one;
    squares += one.square();
  }
  const Eigen::ArrayXd mean = sum / n;
  return {mean, ((squares / n - mean.square()) / n).sqrt()};
}

OfSequence squared_error(double d) {
  return [d](const auto& answers, const auto& truth) -> Eigen::ArrayXd {
    return (answers[0] - truth).square() / d;
  };
}

/// Within 4.5 standard errors: of 100 comparisons one fails in 1,500 runs; the seed is fixed.
void expect_mean(const Curve& curve, Eigen::Index k, double expected) {
  EXPECT_NEAR(curve.mean(k), expected, 4.5 * curve.error(k) + 1e-12) << "after " << k;
}

constexpr int kDimension = 5, kPoints = 14, kSequences = 20'000;

// Noise-free least squares has error max(0, 1 - k / d): each example takes one direction away.
TEST(Regression, LeastSquaresWithoutNoise) {
  const LinearRegression task({.dimension = kDimension, .points = kPoints, .noise_sd = 0}, nullptr);
  LeastSquares learner;
  const Curve curve = curve_of(task, {&learner}, kSequences, squared_error(kDimension));
  for (Eigen::Index k = 0; k < kPoints; ++k)
    expect_mean(curve, k, std::max(0.0, 1 - static_cast<double>(k) / kDimension));
}

// With noise sigma^2: past d + 1 examples sigma^2 / (k - d - 1), before d - 1 the rest of the
// directions and sigma^2 k / (d - k - 1) / d. Near k = d there is no finite mean, and close to it
// no finite variance: two away on either side are left out.
TEST(Regression, LeastSquaresWithNoise) {
  const double variance = 0.25;
  const int d = 8, points = 16;
  const LinearRegression task({.dimension = d, .points = points, .noise_sd = 0.5}, nullptr);
  LeastSquares learner;
  const Curve curve = curve_of(task, {&learner}, kSequences, squared_error(d));
  for (int k = 0; k <= d - 4; ++k)
    expect_mean(curve, k, 1 - static_cast<double>(k) / d + variance / d * k / (d - k - 1));
  for (int k = d + 4; k < points; ++k) expect_mean(curve, k, variance / (k - d - 1));
}

// (1/k) sum x y without noise: (d + 1) / k, worse than answering 0 until k > d + 1.
TEST(Regression, AveragingWithoutNoise) {
  const LinearRegression task({.dimension = kDimension, .points = kPoints, .noise_sd = 0}, nullptr);
  Averaging learner;
  const Curve curve = curve_of(task, {&learner}, kSequences, squared_error(kDimension));
  expect_mean(curve, 0, 1);
  for (Eigen::Index k = 1; k < kPoints; ++k)
    expect_mean(curve, k, (kDimension + 1.0) / static_cast<double>(k));
}

// Ridge at d = 8, sigma^2 = .25 (Raventos et al. 2023): Monte Carlo values of an independent
// program, about 2 % wrong.
TEST(Regression, RidgeAtEveryPrefix) {
  const double known[] = {1.00, .872, .756,  .651,  .532, .437, .328, .249,
                          .180, .133, .0985, .0775, .064, .052, .044, .037};
  const LinearRegression task({.dimension = 8, .points = 16, .noise_sd = 0.5}, nullptr);
  Ridge learner(0.25);
  const Curve curve = curve_of(task, {&learner}, kSequences, squared_error(8));
  for (Eigen::Index k = 0; k < 16; ++k)
    EXPECT_NEAR(curve.mean(k), known[k], 0.04 * known[k] + 3 * curve.error(k)) << k;
  EXPECT_NEAR(curve.mean.mean(), 0.344, 0.007);
}

/// MSE(dMMSE) - MSE(ridge) + sign * E(dMMSE - ridge)^2, per sequence, averaged over prefixes.
OfSequence excess(double sign) {
  return [sign](const auto& answers, const auto& truth) -> Eigen::ArrayXd {
    const Eigen::ArrayXd& dmmse = answers[0];
    const Eigen::ArrayXd& ridge = answers[1];
    return Eigen::ArrayXd::Constant(
        1, ((dmmse - truth).square() - (ridge - truth).square() + sign * (dmmse - ridge).square())
               .mean());
  };
}

// On new tasks ridge is the Bayes estimator, so its error is orthogonal to every function of the
// examples: MSE(dMMSE) = MSE(ridge) + E(dMMSE - ridge)^2, whatever the pool.
TEST(Regression, OnNewTasksTheDistanceToRidgeIsWhatDmmseLoses) {
  const LinearRegression task({.dimension = 8, .points = 16, .noise_sd = 0.5}, nullptr);
  Ridge ridge(0.25);
  for (const int size : {4, 64}) {
    DiscreteMmse dmmse(drawn_pool(8, size, {}, Rng(3)), 0.5);
    expect_mean(curve_of(task, {&dmmse, &ridge}, 5000, excess(-1)), 0, 0);
  }
}

// On the pool's tasks dMMSE is: MSE(ridge) = MSE(dMMSE) + E(dMMSE - ridge)^2 in each pool.
TEST(Regression, OnThePoolsTasksTheDistanceToDmmseIsWhatRidgeLoses) {
  Ridge ridge(0.25);
  for (const int size : {4, 64}) {
    const auto pool = std::make_shared<const TaskPool>(drawn_pool(8, size, {}, Rng(4)));
    const LinearRegression task({.dimension = 8, .points = 16, .noise_sd = 0.5}, pool);
    DiscreteMmse dmmse(*pool, 0.5);
    expect_mean(curve_of(task, {&dmmse, &ridge}, 5000, excess(+1)), 0, 0);
  }
}

/// Mean over prefixes of MSE / d of dMMSE, over `pools` pools of a size.
Curve over_pools(int size, bool new_tasks, int pools, int sequences) {
  Eigen::ArrayXd values(pools);
  for (int p = 0; p < pools; ++p) {
    const auto pool = std::make_shared<const TaskPool>(
        drawn_pool(8, size, {}, Rng(5).at(static_cast<std::uint64_t>(p))));
    const LinearRegression task({.dimension = 8, .points = 16, .noise_sd = 0.5},
                                new_tasks ? nullptr : pool);
    DiscreteMmse dmmse(*pool, 0.5);
    values(p) =
        curve_of(task, {&dmmse}, sequences, squared_error(8), static_cast<std::uint64_t>(p) + 10)
            .mean.mean();
  }
  const double mean = values.mean();
  const double variance = (values - mean).square().sum() / (pools - 1);
  return {Eigen::ArrayXd::Constant(1, mean),
          Eigen::ArrayXd::Constant(1, std::sqrt(variance / pools))};
}

// The smaller the pool, the more it helps on its own tasks and the more it costs on new ones. Over
// 60 pools of 4 tasks an independent program has 1.46 on new tasks.
TEST(Regression, SmallPoolsHelpTheirOwnTasksAndCostNewOnes) {
  const int pools = 60, sequences = 60;
  const Curve new_4 = over_pools(4, true, pools, sequences),
              own_4 = over_pools(4, false, pools, sequences);
  EXPECT_NEAR(new_4.mean(0), 1.46, 4.5 * new_4.error(0) + 0.05);
  EXPECT_NEAR(own_4.mean(0), 0.064, 4.5 * own_4.error(0) + 0.01);
  const Curve new_256 = over_pools(256, true, 12, 200), own_256 = over_pools(256, false, 12, 200);
  EXPECT_NEAR(new_256.mean(0), 0.722, 0.08);
  EXPECT_NEAR(own_256.mean(0), 0.193, 0.03);
}

}  // namespace
}  // namespace tangram

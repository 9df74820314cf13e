#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <functional>
#include <memory>
#include <stop_token>
#include <utility>
#include <vector>

#include "base/rng.h"
#include "base/toml.h"
#include "learners/averaging.h"
#include "learners/dmmse.h"
#include "learners/least_squares.h"
#include "learners/ridge.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

using Eigen::MatrixXd, Eigen::VectorXd;

MatrixXd normals(Rng rng, Eigen::Index rows, Eigen::Index columns) {
  MatrixXd out(rows, columns);
  for (double& value : out.reshaped()) value = rng.normal();
  return out;
}

/// w_hat at every prefix, read off by asking at the unit vectors: d x (n + 1).
MatrixXd weights_of(Learner<Vector>& learner, const MatrixXd& x, const MatrixXd& y) {
  Problem<Vector> problem{{x, y}, {}, {}};
  const Eigen::Index d = x.rows();
  for (Eigen::Index k = 0; k <= x.cols(); ++k)
    for (Eigen::Index i = 0; i < d; ++i)
      problem.questions.push_back({static_cast<int>(k), VectorXd::Unit(d, i)});
  const auto answers = learner.answer({&problem, 1}, {}).at(0);
  MatrixXd out(d, x.cols() + 1);
  for (Eigen::Index i = 0; i < out.size(); ++i) out(i) = answers[static_cast<std::size_t>(i)].y(0);
  return out;
}

/// The last column.
VectorXd weights_after_all(Learner<Vector>&& learner, const MatrixXd& x, const MatrixXd& y) {
  return weights_of(learner, x, y).rightCols(1);
}

TaskPool pool_of(MatrixXd tasks) { return {std::move(tasks), "made"}; }

// --- by hand ------------------------------------------------------------------------------------

// Examples (1, 0.8), (-2, -1.1), penalty 0.25: w = (0.8 + 2.2) / (1 + 4 + 0.25).
TEST(Ridge, OfOneDimensionByHand) {
  EXPECT_NEAR(weights_after_all(Ridge(0.25), MatrixXd{{1, -2}}, MatrixXd{{0.8, -1.1}})(0),
              3.0 / 5.25, 1e-12);
}

// y = 5 at x = (3, 4): the shortest w that fits is (3, 4) / 5.
TEST(LeastSquares, IsTheShortestOfThoseThatFit) {
  const VectorXd w = weights_after_all(LeastSquares(), MatrixXd{{3}, {4}}, MatrixXd{{5}});
  EXPECT_NEAR(w(0), 0.6, 1e-12);
  EXPECT_NEAR(w(1), 0.8, 1e-12);
}

// (2 * 3 + 1 * 5) / 2.
TEST(Averaging, OfOneDimensionByHand) {
  EXPECT_NEAR(weights_after_all(Averaging(), MatrixXd{{2, 1}}, MatrixXd{{3, 5}})(0), 5.5, 1e-12);
}

// Pool {-1, 1}, sd 1, one example (1, 1): odds exp(0) : exp(-2), so w = tanh(1).
TEST(DiscreteMmse, OfTwoTasksByHand) {
  EXPECT_NEAR(weights_after_all(DiscreteMmse(pool_of(MatrixXd{{-1, 1}}), 1), MatrixXd{{1}},
                                MatrixXd{{1}})(0),
              std::tanh(1.0), 1e-12);
}

// The same, smoothed by s = 1: C = 2, quadratic forms 4 / 2 and 0, odds 1 : e, so the mean of the
// pool is tanh(1/2), and w = m + (1 - m) / 2.
TEST(DiscreteMmse, SmoothedByHand) {
  const double mean = std::tanh(0.5);
  EXPECT_NEAR(weights_after_all(DiscreteMmse(pool_of(MatrixXd{{-1, 1}}), 1, 1), MatrixXd{{1}},
                                MatrixXd{{1}})(0),
              mean + (1 - mean) / 2, 1e-12);
}

// --- boundaries ---------------------------------------------------------------------------------

TEST(LinearPredictors, WithoutExamplesAnswerZeroOrThePoolsMean) {
  const MatrixXd x(2, 0), y(1, 0);
  EXPECT_EQ(weights_after_all(Ridge(1), x, y), VectorXd::Zero(2));
  EXPECT_EQ(weights_after_all(LeastSquares(), x, y), VectorXd::Zero(2));
  EXPECT_EQ(weights_after_all(Averaging(), x, y), VectorXd::Zero(2));
  EXPECT_EQ(weights_after_all(DiscreteMmse(pool_of(MatrixXd{{1, 5}, {0, 4}}), 1), x, y),
            (VectorXd(2) << 3, 2).finished());
}

TEST(DiscreteMmse, OfOneTaskAnswersThatTask) {
  const MatrixXd x = normals(Rng(1), 3, 5), y = normals(Rng(2), 1, 5), task = normals(Rng(3), 3, 1);
  DiscreteMmse learner(pool_of(task), 0.5);
  const MatrixXd weights = weights_of(learner, x, y);
  for (Eigen::Index k = 0; k <= 5; ++k) EXPECT_TRUE(weights.col(k).isApprox(task, 1e-12)) << k;
}

// --- where naive arithmetic fails
// -----------------------------------------------------------------

// Every likelihood underflows (log p near -2e8): the ratio survives, in a pool of several blocks.
TEST(DiscreteMmse, SurvivesLikelihoodsThatUnderflow) {
  MatrixXd pool = MatrixXd::Constant(1, 2000, -1);
  pool(0, 1234) = 1;
  EXPECT_NEAR(weights_after_all(DiscreteMmse(pool_of(pool), 1e-4), MatrixXd{{1}}, MatrixXd{{3}})(0),
              1.0, 1e-12);
}

// An example that repeats another up to rounding brings no new direction; taken for one, it would
// fit the rounding with weights of 1e15.
TEST(LeastSquares, TakesARepeatedInputForOne) {
  const MatrixXd x{{0.1, 0.1 * 3 / 3}, {0.3, 0.3 * 7 / 7}};
  const VectorXd w = weights_after_all(LeastSquares(), x, MatrixXd{{1, 2}});
  // y = 1.5 in the mean, at x of length^2 0.1.
  EXPECT_NEAR(w(0), 1.5, 1e-9);
  EXPECT_NEAR(w(1), 4.5, 1e-9);
}

TEST(LeastSquares, AnInputOfZerosTeachesNothing) {
  const VectorXd w = weights_after_all(LeastSquares(), MatrixXd{{0, 2}}, MatrixXd{{7, 6}});
  EXPECT_NEAR(w(0), 3, 1e-12);
}

// --- against naive versions
// -----------------------------------------------------------------------

TEST(LinearPredictors, AreAtEveryPrefixWhatTheFormulaSays) {
  const Eigen::Index d = 4, n = 9;
  for (std::uint64_t trial = 0; trial < 20; ++trial) {
    const MatrixXd x = normals(Rng(trial).at("x"), d, n), y = normals(Rng(trial).at("y"), 1, n);
    Ridge ridge(0.25);
    LeastSquares least_squares;
    const MatrixXd of_ridge = weights_of(ridge, x, y), of_ols = weights_of(least_squares, x, y);
    for (Eigen::Index k = 1; k <= n; ++k) {
      const MatrixXd rows = x.leftCols(k).transpose();
      const VectorXd answers = y.leftCols(k).transpose();
      const VectorXd penalised = (rows.transpose() * rows + 0.25 * MatrixXd::Identity(d, d))
                                     .llt()
                                     .solve(rows.transpose() * answers);
      EXPECT_TRUE(of_ridge.col(k).isApprox(penalised, 1e-10)) << trial << " " << k;
      const VectorXd shortest = rows.completeOrthogonalDecomposition().solve(answers);
      EXPECT_TRUE(of_ols.col(k).isApprox(shortest, 1e-6)) << trial << " " << k;
    }
  }
}

/// Sums over the pool one task after another, inverting C at each prefix.
VectorXd naive_dmmse(const MatrixXd& pool, double noise_sd, double s, const MatrixXd& x,
                     const VectorXd& y) {
  const Eigen::Index k = x.cols();
  const MatrixXd c = s * s * x.transpose() * x + noise_sd * noise_sd * MatrixXd::Identity(k, k);
  const MatrixXd inverse = c.inverse();
  VectorXd sum = VectorXd::Zero(x.rows());
  double weight = 0;
  for (const auto& w : pool.colwise()) {
    const VectorXd residual = y - x.transpose() * w;
    const double p = std::exp(-0.5 * residual.dot(inverse * residual));
    weight += p;
    sum += p * (w + s * s * x * inverse * residual);
  }
  return sum / weight;
}

TEST(DiscreteMmse, IsAtEveryPrefixWhatTheFormulaSays) {
  const Eigen::Index n = 6;
  for (const auto& [d, s] :
       std::vector<std::pair<Eigen::Index, double>>{{1, 0}, {3, 0}, {3, 0.3}, {4, 0}, {5, 0.3}}) {
    const MatrixXd pool = normals(Rng(4), d, 1100);  // more than two blocks
    const MatrixXd x = normals(Rng(5), d, n), y = normals(Rng(6), 1, n);
    DiscreteMmse learner(pool_of(pool), 0.7, s);
    const MatrixXd weights = weights_of(learner, x, y);
    for (Eigen::Index k = 0; k <= n; ++k)
      EXPECT_TRUE(weights.col(k).isApprox(
          naive_dmmse(pool, 0.7, s, x.leftCols(k), y.row(0).head(k).transpose()), 1e-9))
          << d << " " << s << " " << k;
  }
}

// --- limits
// ---------------------------------------------------------------------------------------

TEST(DiscreteMmse, SmoothedAroundTheTaskZeroIsRidge) {
  const MatrixXd x = normals(Rng(7), 3, 6), y = normals(Rng(8), 1, 6);
  DiscreteMmse smoothed(pool_of(MatrixXd::Zero(3, 1)), 0.5, 1);
  Ridge ridge(0.25);
  EXPECT_TRUE(weights_of(smoothed, x, y).isApprox(weights_of(ridge, x, y), 1e-10));
}

TEST(DiscreteMmse, WithLittleSmoothingIsWithoutIt) {
  const MatrixXd pool = normals(Rng(9), 3, 50), x = normals(Rng(7), 3, 6),
                 y = normals(Rng(8), 1, 6);
  DiscreteMmse little(pool_of(pool), 0.5, 1e-7), none(pool_of(pool), 0.5);
  EXPECT_TRUE(weights_of(little, x, y).isApprox(weights_of(none, x, y), 1e-9));
}

// As the pool covers the prior, dMMSE becomes ridge: 200,000 tasks, standard error below .003.
TEST(DiscreteMmse, ApproachesRidgeAsThePoolGrows) {
  const MatrixXd pool = normals(Rng(10), 1, 200'000);
  EXPECT_NEAR(weights_after_all(DiscreteMmse(pool_of(pool), 0.5), MatrixXd{{1, -2}},
                                MatrixXd{{0.8, -1.1}})(0),
              3.0 / 5.25, 5e-3);
}

double cumulative_normal(double z) { return std::erfc(-z / std::sqrt(2.0)) / 2; }

// The same for Laplace tasks of scale b = 1 / sqrt 2, in one dimension, after one example (1, y)
// with noise of sd s. On each side of 0, prior times likelihood is a normal density cut off there:
// for w > 0 one around u = y - s^2 / b with weight exp(-y / b) Phi(u / s), for w < 0 one around v =
// y + s^2 / b with weight exp(y / b) Phi(-v / s); their densities at 0 cancel in the mean. So it is
// u and v, weighted. At y = 0.3 and s = 0.5 .1784, at y = 3 the 3 - s^2 / b = 2.646 of w > 0 alone;
// ridge has y / 1.25 = 0.24 and 2.4.
TEST(DiscreteMmse, ApproachesTheBayesianOfItsLawAsThePoolGrows) {
  const double b = std::sqrt(0.5), s = 0.5;
  DiscreteMmse learner(drawn_pool(1, 200'000, {.law = TaskLaw::laplace}, Rng(10)), s);
  for (const double y : {0.3, 3.0}) {
    const double u = y - s * s / b, v = y + s * s / b;
    const double above = std::exp(-y / b) * cumulative_normal(u / s),
                 below = std::exp(y / b) * cumulative_normal(-v / s);
    const double expected = (above * u + below * v) / (above + below);
    const MatrixXd weights = weights_of(learner, MatrixXd{{1}}, MatrixXd{{y}});
    EXPECT_NEAR(weights(0, 1), expected, y < 1 ? 0.005 : 0.03) << y;
    EXPECT_NEAR(weights(0, 0), 0, 0.01) << "4 standard errors of the pool's mean";
  }
}

// With fewer examples than dimensions and with more. X X' + 1e-16 I is X X' to a double where the
// examples leave a direction open, and an inverse of it brought up to date is off by its own size.
TEST(Ridge, WithLittlePenaltyIsLeastSquares) {
  const MatrixXd x = normals(Rng(11), 4, 12), y = normals(Rng(12), 1, 12);
  LeastSquares least_squares;
  for (const double penalty : {1e-9, 1e-16, 1e-20}) {
    Ridge ridge(penalty);
    EXPECT_TRUE(weights_of(ridge, x, y).isApprox(weights_of(least_squares, x, y), 1e-6)) << penalty;
  }
}

// One example again and again leaves all other directions open: w = (n y / (n x'x + penalty)) x.
TEST(Ridge, OfOneExampleAgainAndAgainByHand) {
  const MatrixXd x = MatrixXd{{3}, {4}}.replicate(1, 5), y = MatrixXd::Constant(1, 5, 50);
  Ridge ridge(1e-12);
  const MatrixXd weights = weights_of(ridge, x, y);
  for (Eigen::Index n = 1; n <= 5; ++n)
    EXPECT_TRUE(weights.col(n).isApprox(VectorXd{{6, 8}}, 1e-6)) << n;
}

// --- errors
// ---------------------------------------------------------------------------------------

TEST(LinearPredictors, BadOptionsAndProblemsAreErrorsThatNameThem) {
  EXPECT_EQ(error_text([] { Ridge{0}; }),
            "ridge: penalty is 0, must be finite and at least 1e-20; without one use "
            "least_squares");
  EXPECT_EQ(error_text([] { DiscreteMmse(pool_of(MatrixXd{{1}}), 1e-8, 0.5); }),
            "dmmse: noise_sd is 1e-08, too little beside smoothing_sd, 0.5, to be told from "
            "rounding; give at least 5e-06");
  EXPECT_EQ(error_text([] { DiscreteMmse(pool_of(MatrixXd{{1}}), 0); }),
            "dmmse: noise_sd is 0, must be > 0");
  EXPECT_EQ(error_text([] { DiscreteMmse(pool_of(MatrixXd(1, 0)), 1); }),
            "dmmse: the pool holds no task; give pool_size >= 1");
  EXPECT_EQ(error_text([] {
              weights_after_all(DiscreteMmse(pool_of(MatrixXd{{1}}), 1), MatrixXd{{1}, {2}},
                                MatrixXd{{1}});
            }),
            "dmmse@1(pool=made, tasks=1, noise_sd=1, smoothing_sd=0): examples of dimension 2, "
            "where it takes 1; give the learner the task's dimension");
  EXPECT_EQ(error_text([] {
              weights_after_all(Ridge(1), MatrixXd{{1}}, MatrixXd{{1}, {2}});
            }),
            "ridge@1(penalty=1): answers of 2 numbers; it learns one");
}

// A stop keeps it from answering, not from seeing what it cannot answer.
TEST(LinearPredictors, LookAtAllProblemsWhereTheyAreStopped) {
  std::stop_source stopped;
  stopped.request_stop();
  Ridge ridge(1);
  std::vector<Problem<Vector>> problems(2, {{MatrixXd{{1}}, MatrixXd{{1}}}, {}, {}});
  EXPECT_TRUE(ridge.answer(problems, stopped.get_token()).empty());
  problems[1].demonstration.y = MatrixXd{{1}, {2}};
  EXPECT_EQ(error_text([&] { ridge.answer(problems, stopped.get_token()); }),
            "ridge@1(penalty=1): answers of 2 numbers; it learns one");
}

TEST(VectorLearners, DmmseKnowsThePoolThatTheTaskHas) {
  const auto learner = make_dmmse(
      parse_toml("dimension = 3\npool_size = 4\npool_seed = 2\nnoise_sd = 0.5", "s.toml"), {});
  EXPECT_EQ(learner->id(), DiscreteMmse(*make_pool({4, 2}, 3, {}), 0.5).id());
}

// 0.5^2 / 2^2
TEST(VectorLearners, DmmseOfAllTasksIsRidge) {
  const auto learner =
      make_dmmse(parse_toml("pool_size = inf\nnoise_sd = 0.5\ntask_sd = 2.0", "s.toml"), {});
  EXPECT_EQ(learner->id(), Ridge(0.0625).id());
}

TEST(VectorLearners, DmmseOfAllTasksRefusesWhatItDoesOfAPool) {
  const auto error = [](const std::string& options) {
    return error_text([&] { make_dmmse(parse_toml("pool_size = inf\n" + options, "s.toml"), {}); });
  };
  EXPECT_EQ(error("noise_sd = -0.5"), "s.toml:1: dmmse: noise_sd is -0.5, must be > 0");
  EXPECT_EQ(error("noise_sd = 0.0"), "s.toml:1: dmmse: noise_sd is 0, must be > 0");
  EXPECT_EQ(error("task_sd = -1.0"), "s.toml:1: dmmse: task_sd is -1, must be > 0");
}

TEST(VectorLearners, DmmseOfALaplacePoolKnowsThatPoolAndOfAllTasksIsAnError) {
  const auto made = [](const std::string& options) {
    return make_dmmse(parse_toml("task_law = 'laplace'\nnoise_sd = 0.5\n" + options, "s.toml"), {});
  };
  EXPECT_EQ(made("dimension = 3\npool_size = 4")->id(),
            DiscreteMmse(*make_pool({4, 0}, 3, {.law = TaskLaw::laplace}), 0.5).id());
  EXPECT_EQ(error_text([&] { made("pool_size = inf"); }),
            "s.toml:1: dmmse: pool_size is inf and task_law is laplace: nothing here is the "
            "Bayesian of that in closed form; give a large pool_size, such as 65536, which comes "
            "near it");
}

TEST(VectorLearners, RidgeAsksForItsPenalty) {
  EXPECT_EQ(error_text([] { make_ridge(parse_toml("use = 'ridge'", "s.toml"), {}); }),
            "s.toml:1: ridge: 'penalty' is missing: Added to X'X; best where it is noise_sd^2 / "
            "task_sd^2");
}

}  // namespace
}  // namespace tangram

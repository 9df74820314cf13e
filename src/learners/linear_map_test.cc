#include "learners/linear_map.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/check.h"
#include "base/rng.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

LinearMapOptions fit_of(const std::string& fit) {
  LinearMapOptions out;
  out.fit = fit;
  return out;
}

PairProducts products(const MatrixXd& x, const MatrixXd& y) {
  return {x.transpose() * x, y.transpose() * y};
}

/// W itself, D x D: what the dual form never makes.
MatrixXd map_of(const MatrixXd& x, const MatrixXd& y, const LinearMapOptions& options) {
  return y * fit_dual(products(x, y), options) * x.transpose();
}

MatrixXd normal_matrix(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed) {
  Rng rng(seed);
  MatrixXd out(rows, columns);
  for (double& value : out.reshaped()) value = rng.normal();
  return out;
}

MatrixXd descend(const MatrixXd& x, const MatrixXd& y, double eta, int steps) {
  MatrixXd w = MatrixXd::Zero(y.rows(), x.rows());
  for (int t = 0; t < steps; ++t) w -= eta * (w * x - y) * x.transpose();
  return w;
}

// Pairs (1, 0) -> (3, 0) and (0, 2) -> (0, 4): G = diag(1, 4), the exact map is diag(3, 2).
// Descent, eta = 1/4: W1 = Y X' / 4 = diag(0.75, 2), W2 = diag(0.75 + 2.25 / 4, 2) =
// diag(1.3125, 2). Ridge with penalty 0.4 of the mean squared norm 2.5, so p = 1:
// diag(3 / (1 + 1), 4 * 2 / (4 + 1)) = diag(1.5, 1.6).
TEST(LinearMap, FitsTwoPairsAsByHand) {
  const MatrixXd x{{1, 0}, {0, 2}}, y{{3, 0}, {0, 4}};
  EXPECT_TRUE(map_of(x, y, fit_of("min_norm")).isApprox(MatrixXd{{3, 0}, {0, 2}}, 1e-14));
  LinearMapOptions descent = fit_of("gradient_descent");
  descent.steps = 2;
  EXPECT_TRUE(map_of(x, y, descent).isApprox(MatrixXd{{1.3125, 0}, {0, 2}}, 1e-14));
  descent.steps = 0;
  EXPECT_EQ(map_of(x, y, descent).norm(), 0);
  LinearMapOptions ridge = fit_of("ridge");
  ridge.penalties = {0.4};
  EXPECT_TRUE(map_of(x, y, ridge).isApprox(MatrixXd{{1.5, 0}, {0, 1.6}}, 1e-14));
}

TEST(LinearMap, TheClosedFormOfDescentIsTheLoop) {
  for (const Eigen::Index n : {1, 4, 9}) {  // fewer pairs than dimensions, as many, more
    const MatrixXd x = normal_matrix(4, n, 1), y = normal_matrix(4, n, 2);
    const double largest =
        (x.transpose() * x).eval().selfadjointView<Eigen::Lower>().eigenvalues().maxCoeff();
    for (const double step : {0.01, 0.5, 1.0})
      for (const int steps : {1, 2, 80}) {
        LinearMapOptions options = fit_of("gradient_descent");
        options.step = step;
        options.steps = steps;
        const MatrixXd loop = descend(x, y, step / largest, steps);
        EXPECT_LT((map_of(x, y, options) - loop).norm(), 1e-12 * (1 + loop.norm()));
      }
  }
}

// (X'X has rank 4 of 9 there: least squares without an exact fit.)
TEST(LinearMap, AVanishingPenaltyAndEndlessDescentGiveTheMinimumNorm) {
  for (const Eigen::Index n : {2, 9}) {
    const MatrixXd x = normal_matrix(4, n, 3), y = normal_matrix(4, n, 4);
    const MatrixXd exact = map_of(x, y, fit_of("min_norm"));
    const MatrixXd pseudo = y * x.completeOrthogonalDecomposition().pseudoInverse();
    EXPECT_LT((exact - pseudo).norm(), 1e-11);
    LinearMapOptions ridge = fit_of("ridge"), descent = fit_of("gradient_descent");
    ridge.penalties = {1e-10};
    EXPECT_LT((map_of(x, y, ridge) - exact).norm(), 1e-7);
    descent.steps = 1'000'000;
    EXPECT_LT((map_of(x, y, descent) - exact).norm(), 1e-7);
  }
}

TEST(LinearMap, InterpolatesIndependentPrompts) {
  const MatrixXd x = normal_matrix(20, 12, 5), y = normal_matrix(20, 12, 6);
  EXPECT_LT((map_of(x, y, fit_of("min_norm")) * x - y).norm(), 1e-10);
}

// One prompt twice with responses (1, 0) and (0, 1), and another prompt: the best that a map can
// do is the mean of the two. G is singular: rounding leaves an eigenvalue of 1e-16, not 0.
TEST(LinearMap, APromptWithTwoResponsesGetsTheirMean) {
  const MatrixXd x{{0.3, 0.3, 2}, {0.7, 0.7, 1}}, y{{1, 0, 5}, {0, 1, 5}};
  const MatrixXd w = map_of(x, y, fit_of("min_norm"));
  EXPECT_TRUE((w * x.col(0)).isApprox(VectorXd{{0.5, 0.5}}, 1e-12));
  EXPECT_TRUE((w * x.col(2)).isApprox(VectorXd{{5, 5}}, 1e-12));
}

// Lengths 1 and 1e6: the eigenvalues of G are 1e12 apart. A threshold of 1e-10, as for standardised
// features, would take the short prompt for a rounding error and answer it with 0.
TEST(LinearMap, KeepsAPromptThatIsAMillionTimesShorter) {
  const MatrixXd x{{1e6, 0.6}, {0, 0.8}}, y{{0, 1}, {2, 0}};
  const MatrixXd w = map_of(x, y, fit_of("min_norm"));
  EXPECT_TRUE((w * x.col(1)).isApprox(y.col(1), 1e-3)) << w * x.col(1);
  EXPECT_TRUE((w * x.col(0)).isApprox(y.col(0), 1e-3));
}

TEST(LinearMap, IsNothingWithoutPairsAndWithPromptsOfZeros) {
  EXPECT_EQ(fit_dual({}, {}).size(), 0);
  for (const char* fit : {"gradient_descent", "ridge", "min_norm"})
    EXPECT_EQ(fit_dual({MatrixXd::Zero(2, 2), MatrixXd::Identity(2, 2)}, fit_of(fit)).norm(), 0);
}

TEST(LinearMap, NeedsAPenalty) {
  LinearMapOptions options;
  options.penalties.clear();
  EXPECT_EQ(error_text([&] { options.check("learner x"); }),
            "learner x: penalties is empty; give at least one, e.g. penalties = [0.1]");
}

// One dimension, pairs 1 -> 1 and 2 -> 3, p = 1 (0.4 of the mean square 2.5). Without the first
// W = 6 / 5, off by 0.2; without the second W = 1 / 2, off by 2: 0.04 + 4.
TEST(LeaveOneOut, IsTheErrorOfFitsWithoutEachPair) {
  EXPECT_NEAR(leave_one_out_error({MatrixXd{{1, 2}, {2, 4}}, MatrixXd{{1, 3}, {3, 9}}}, 0.4), 4.04,
              1e-12);
  EXPECT_NEAR(leave_one_out_error({MatrixXd{{5}}, MatrixXd{{9}}}, 0.4), 9, 1e-12);
  EXPECT_NEAR(leave_one_out_error({MatrixXd{{0}}, MatrixXd{{9}}}, 0.4), 9, 1e-12);
}

TEST(LeaveOneOut, AgreesWithRefitting) {
  const MatrixXd x = normal_matrix(5, 7, 7), y = normal_matrix(5, 7, 8);
  for (const double penalty : {1e-6, 0.1, 10.0}) {
    const double p = penalty * x.squaredNorm() / 7;
    double sum = 0;
    for (Eigen::Index i = 0; i < 7; ++i) {
      MatrixXd kept_x = x, kept_y = y;
      kept_x.col(i).setZero();  // a pair of zeros adds nothing
      kept_y.col(i).setZero();
      const MatrixXd normal = kept_x * kept_x.transpose() + p * MatrixXd::Identity(5, 5);
      sum += (y.col(i) - kept_y * kept_x.transpose() * normal.inverse() * x.col(i)).squaredNorm();
    }
    EXPECT_NEAR(leave_one_out_error(products(x, y), penalty), sum, 1e-8 * sum);
  }
}

// y = M x with M invertible and noise on y: without noise the least penalty wins, with much noise
// and few pairs the largest.
TEST(LeaveOneOut, ChoosesASmallPenaltyForALinearWorldAndALargeOneForNoise) {
  const MatrixXd x = normal_matrix(3, 30, 9), linear = normal_matrix(3, 3, 10) * x;
  const MatrixXd noise = normal_matrix(3, 30, 11);
  LinearMapOptions options = fit_of("ridge"), least = options, largest = options;
  options.penalties = {1e-6, 1e-2, 1e2};
  least.penalties = {1e-6};
  largest.penalties = {1e2};
  EXPECT_EQ(map_of(x, linear, options), map_of(x, linear, least));
  EXPECT_EQ(map_of(x, noise, options), map_of(x, noise, largest));
}

// Pairs as in the first test, W = diag(3, 2). x = (1, 1) goes to (3, 2): with the candidates
// (3, 0), (0, 4) and (-3, -2), the cosines are 3, 2 and -sqrt(13) over sqrt(13).
TEST(ImageCosines, AreThoseOfTheImageWithEachCandidate) {
  const MatrixXd x{{1, 0}, {0, 2}}, y{{3, 0}, {0, 4}}, words{{3, 0, -3}, {0, 4, -2}};
  const MatrixXd asked{{1, 0}, {1, 0}};
  const MatrixXd cosines =
      image_cosines(fit_dual(products(x, y), fit_of("min_norm")), x.transpose() * asked,
                    y.transpose() * y, {y.transpose() * words, words.colwise().norm().transpose()});
  const double root = std::sqrt(13.0);
  EXPECT_TRUE(cosines.col(0).isApprox(VectorXd{{3 / root, 2 / root, -1}}, 1e-12));
  EXPECT_EQ(cosines.col(1).norm(), 0) << "a query of zeros has no direction";
}

// The images of (1, 0) under responses y and -y cancel: what is left is rounding, no direction.
TEST(ImageCosines, AreZeroWhereTheImageCancels) {
  const MatrixXd x{{1, 1}}, y{{0.1, -0.1}, {0.7, -0.7}};
  const MatrixXd dual = fit_dual(products(x, y), fit_of("min_norm"));
  const MatrixXd cosines = image_cosines(dual, x.transpose() * MatrixXd{{1}}, y.transpose() * y,
                                         {y.transpose() * y, y.colwise().norm().transpose()});
  EXPECT_EQ(cosines.norm(), 0) << cosines;
}

}  // namespace
}  // namespace tangram

#include "learners/linear_fit.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/check.h"
#include "base/rng.h"
#include "learners/logistic.h"

namespace tangram {
namespace {

using Eigen::MatrixXd, Eigen::VectorXd;

// One feature, z = 1 with sign +1 and z = -1 with sign -1, c = 1: the minimum of
// w^2/2 + 2 log(1 + exp(-w)) is where w = 2 / (1 + exp(w)).
TEST(Logistic, SolvesTheOneDimensionalProblem) {
  const double w = logistic_weights(MatrixXd{{1, -1}}, VectorXd{{1, -1}}, 1)(0);
  EXPECT_NEAR(w, 2 / (1 + std::exp(w)), 1e-6);
}

TEST(Logistic, TheOrderOfExamplesDoesNotTurnTheSign) {
  const double a = logistic_weights(MatrixXd{{1, -1, 2}}, VectorXd{{1, -1, 1}}, 1)(0);
  const double b = logistic_weights(MatrixXd{{-1, 2, 1}}, VectorXd{{-1, 1, 1}}, 1)(0);
  EXPECT_GT(a, 0);
  EXPECT_NEAR(a, b, 1e-6);
}

// The same input under both labels: the gradient vanishes at w = 0.
TEST(Logistic, ContradictionTeachesNothing) {
  EXPECT_NEAR(logistic_weights(MatrixXd{{3, 3}}, VectorXd{{1, -1}}, 10)(0), 0, 1e-9);
}

TEST(Logistic, LogSigmoidNeitherOverflowsNorVanishes) {
  EXPECT_DOUBLE_EQ(log_sigmoid(0), std::log(0.5));
  EXPECT_DOUBLE_EQ(log_sigmoid(-1000), -1000);
  EXPECT_DOUBLE_EQ(log_sigmoid(1000), 0);
  EXPECT_DOUBLE_EQ(log_sigmoid(40), -std::exp(-40.0));
}

// Four vectors in two dimensions: the Gram matrix has rank 2.
TEST(DualCoordinates, KeepInnerProductsAndRank) {
  const MatrixXd x{{1, 2, 0, 1}, {0, 1, 1, -1}}, query{{3}, {-2}};
  const DualCoordinates dual = dual_coordinates(x.transpose() * x);
  EXPECT_EQ(dual.z.rows(), 2);
  EXPECT_TRUE((dual.z.transpose() * dual.z).isApprox(x.transpose() * x, 1e-12));
  const MatrixXd cross = x.transpose() * query;
  EXPECT_TRUE((dual.z.transpose() * (dual.lift * cross)).isApprox(cross, 1e-12));
}

TEST(DualCoordinates, OfInputsThatAreAllZeroAreNone) {
  EXPECT_EQ(dual_coordinates(MatrixXd::Zero(3, 3)).z.rows(), 0);
}

/// Random points of three classes, one row a feature.
MatrixXd points(Eigen::Index rows, Eigen::Index n) {
  Rng rng = Rng(4).at("points");
  return MatrixXd::NullaryExpr(rows, n, [&rng] { return rng.normal(); });
}

// With n = 6 examples of 50 features, a fit in the coordinates of the Gram matrix predicts
// what the fit in the features does (representer theorem).
TEST(LinearFit, InDualCoordinatesPredictsAsInTheFeatures) {
  const MatrixXd x = points(50, 6), query = points(50, 9).rightCols(3);
  const std::vector<int> y = {0, 1, 2, 0, 1, 2};
  for (FitKind kind : {FitKind::logistic, FitKind::ridge}) {
    const MatrixXd direct = LinearFit::train(kind, x, y, 0.3).log_probabilities(query);
    const DualCoordinates dual = dual_coordinates(x.transpose() * x);
    const MatrixXd through = LinearFit::train(kind, dual.z, y, 0.3)
                                 .log_probabilities(dual.lift * (x.transpose() * query));
    EXPECT_LT((direct - through).cwiseAbs().maxCoeff(), 1e-5);
  }
}

// Two classes on one axis, ridge with c = 1: w_1 = sum z t / (sum z^2 + 1) = 2 / 3 for
// z = 1, -1; scores at z = 3 are 2 and -2, so log p = -log(1 + exp(-4)).
TEST(LinearFit, RidgeOfTwoExamplesByHand) {
  const LinearFit fit = LinearFit::train(FitKind::ridge, MatrixXd{{-1, 1}}, std::vector{0, 1}, 1);
  EXPECT_NEAR(fit.weights(1, 0), 2.0 / 3, 1e-12);
  EXPECT_NEAR(fit.log_probabilities(MatrixXd{{3}})(1, 0), -std::log1p(std::exp(-4.0)), 1e-12);
}

TEST(LinearFit, TwoClassesAreOneLogisticRegression) {
  const MatrixXd z{{-1, 1, 2}};
  const LinearFit fit = LinearFit::train(FitKind::logistic, z, std::vector{0, 1, 1}, 2);
  const double w = logistic_weights(z, VectorXd{{-1, 1, 1}}, 2)(0);
  EXPECT_NEAR(fit.log_probabilities(MatrixXd{{1.5}})(1, 0), log_sigmoid(1.5 * w), 1e-12);
}

TEST(StratifiedFolds, DealEachClassInTurn) {
  EXPECT_EQ(stratified_folds(std::vector{0, 0, 1, 0, 1, 1, 0}, 3),
            (std::vector{0, 1, 0, 2, 1, 2, 0}));
}

TEST(StratifiedFolds, AreNoMoreThanTheSmallestClass) {
  EXPECT_EQ(stratified_folds(std::vector{0, 0, 1, 0, 1}, 5), (std::vector{0, 1, 0, 0, 1}));
  EXPECT_TRUE(stratified_folds(std::vector{0, 0, 1}, 5).empty());
}

Lesson lesson(int n_classes, std::vector<int> y, int n_queries) {
  Lesson out;
  out.n_classes = n_classes;
  out.y = std::move(y);
  out.x.resize(out.y.size());
  out.query.resize(static_cast<std::size_t>(n_queries));
  return out;
}

Kernel linear_kernel(const MatrixXd& x, const MatrixXd& query) {
  return {x.transpose() * x, x.transpose() * query};
}

TEST(LinearLogProbabilities, WithoutExamplesAreUniform) {
  const Kernel none{MatrixXd(0, 0), MatrixXd(0, 2)};
  const MatrixXd log_p = linear_log_probabilities(lesson(4, {}, 2), {&none, 1}, {});
  EXPECT_TRUE(log_p.isApprox(MatrixXd::Constant(4, 2, std::log(0.25))));
}

// 3 examples of class 1 of 2, smoothing 1/2: (3 + .5) / (3 + 1) and .5 / 4.
TEST(LinearLogProbabilities, OfOneClassAreItsSmoothedShare) {
  const Kernel kernel = linear_kernel(MatrixXd{{1, 2, 3}}, MatrixXd{{5}});
  const MatrixXd log_p = linear_log_probabilities(lesson(2, {1, 1, 1}, 1), {&kernel, 1}, {});
  EXPECT_NEAR(log_p(1, 0), std::log(3.5 / 4), 1e-12);
  EXPECT_NEAR(log_p(0, 0), std::log(0.5 / 4), 1e-12);
}

// Classes 0 and 2 of 4 are shown, n = 4: they share (4 + 1) / (4 + 2), symmetric data give
// each half at x = 0; the two others get .5 / 6 each.
TEST(LinearLogProbabilities, LeaveUnseenClassesTheirPseudoCount) {
  const Kernel kernel = linear_kernel(MatrixXd{{1, -1, 2, -2}}, MatrixXd{{0, 5}});
  const MatrixXd log_p = linear_log_probabilities(lesson(4, {0, 2, 0, 2}, 2), {&kernel, 1}, {});
  EXPECT_NEAR(log_p(0, 0), std::log(0.5 * 5 / 6), 1e-9);
  EXPECT_NEAR(log_p(2, 0), std::log(0.5 * 5 / 6), 1e-9);
  EXPECT_NEAR(log_p(1, 0), std::log(0.5 / 6), 1e-12);
  EXPECT_NEAR(log_p(3, 1), std::log(0.5 / 6), 1e-12);
  EXPECT_GT(log_p(0, 1), log_p(2, 1));
  EXPECT_NEAR(log_p.array().exp().colwise().sum()(1), 1, 1e-12);
}

// The label is the sign of the first feature; the second kernel shows it, the first shows
// noise: folds must choose the second.
TEST(LinearLogProbabilities, ChooseTheKernelThatPredictsHeldOutExamples) {
  const MatrixXd signal{{1, -1, 1, -1, 1, -1, 1, -1}};
  const MatrixXd noise{{1, 1, -1, -1, -1, -1, 1, 1}};
  const std::vector<int> y = {1, 0, 1, 0, 1, 0, 1, 0};
  const Kernel kernels[] = {linear_kernel(noise, MatrixXd{{1}}),
                            linear_kernel(signal, MatrixXd{{1}})};
  const MatrixXd log_p = linear_log_probabilities(lesson(2, y, 1), kernels, {});
  EXPECT_GT(std::exp(log_p(1, 0)), 0.9);
  LinearOptions middle;
  middle.select = "middle_of_grid";
  EXPECT_LT(std::exp(linear_log_probabilities(lesson(2, y, 1), kernels, middle)(1, 0)), 0.6);
}

TEST(LinearOptions, AnEmptyGridIsAnError) {
  LinearOptions options;
  options.grid.clear();
  try {
    options.check("learner ngram_logistic");
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_STREQ(e.what(),
                 "learner ngram_logistic: grid is empty; give at least one value, e.g. grid = "
                 "[1.0]");
  }
}

}  // namespace
}  // namespace tangram

#include "stats/effect.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/rng.h"

namespace tangram {
namespace {

using Eigen::MatrixXd;
using Values = std::vector<double>;

void expect_same(const Effect& a, const Effect& b) {
  EXPECT_DOUBLE_EQ(a.mean, b.mean);
  EXPECT_NEAR(a.standard_error, b.standard_error, 1e-12 * b.standard_error);
  EXPECT_NEAR(a.df, b.df, 1e-9 * b.df);
  EXPECT_EQ(a.n_units, b.n_units);
}

// Mean 2, sd 1, se 1 / sqrt(3).
TEST(TEffect, OfThreeValues) {
  const Effect e = *t_effect(Values{1, 2, 3});
  EXPECT_DOUBLE_EQ(e.mean, 2);
  EXPECT_DOUBLE_EQ(e.standard_error, 1 / std::sqrt(3.0));
  EXPECT_EQ(e.df, 2);
  EXPECT_EQ(e.n_units, 3);
}

TEST(TEffect, NeedsTwoValues) {
  EXPECT_EQ(t_effect({}), std::nullopt);
  EXPECT_EQ(t_effect(Values{1}), std::nullopt);
}

// Ten times .1 does not sum to 1 in binary; sum(x^2) - n mean^2 loses every digit at 1e9.
TEST(TEffect, IsExactForEqualValuesAndFarFromZero) {
  EXPECT_EQ(t_effect(Values(10, 0.1))->mean, 0.1);
  EXPECT_EQ(t_effect(Values(10, 0.1))->standard_error, 0);
  EXPECT_DOUBLE_EQ(t_effect(Values{1e9 + 1, 1e9 + 2, 1e9 + 3})->standard_error, std::sqrt(1.0 / 3));
}

// Mean 3. Rows 1.5, 4.5: MSA = 2 (1.5^2 + 1.5^2) / 1 = 9. Columns 2, 4: MSB = 2 (1 + 1) / 1 = 4.
// What is left is +-.5 four times: MSE = 1. v = (9 + 4 - 1) / 4 = 3; df = 144 / (81 + 16 + 1).
TEST(TwoWayEffect, AddsDrawsAndQueriesAndTakesTheResidualOffOnce) {
  const Effect e = *two_way_effect(MatrixXd{{1, 2}, {3, 6}});
  EXPECT_DOUBLE_EQ(e.mean, 3);
  EXPECT_DOUBLE_EQ(e.standard_error, std::sqrt(3.0));
  EXPECT_DOUBLE_EQ(e.df, 144.0 / 98);
  EXPECT_EQ(e.n_units, 2);
}

// Rows and columns have equal means, MSA = MSB = 0; what is left is +-.5: MSE = 3 by 2 values of
// .25 over (3 - 1)(2 - 1) = 2, less one pair that is 0: rows (0, 1), (1, 0), (.5, .5) leave 4 times
// .25 over 2 = .5. v = .5 / 6, df 2.
TEST(TwoWayEffect, FallsBackOnTheResidualWhereNeitherFactorVaries) {
  const Effect e = *two_way_effect(MatrixXd{{0, 1}, {1, 0}, {0.5, 0.5}});
  EXPECT_DOUBLE_EQ(e.standard_error, std::sqrt(0.5 / 6));
  EXPECT_DOUBLE_EQ(e.df, 2);
}

// Row, column and interaction effects 1.01, 1.01, 1: MSA = MSB = 4.0804, MSE = 4. Satterthwaite's
// df would be 4.1608^2 / (2 4.0804^2 + 4^2) = .35: fewer than either factor has alone, 1.
TEST(TwoWayEffect, HasNoFewerDegreesOfFreedomThanTheSmallerFactor) {
  const Effect e = *two_way_effect(MatrixXd{{3.02, -1}, {-1, -1.02}});
  EXPECT_NEAR(e.standard_error, std::sqrt(4.1608 / 4), 1e-12);
  EXPECT_DOUBLE_EQ(e.df, 1);
}

// Both columns have mean 7/3, so that only draws and residual vary: MSA alone is left.
TEST(TwoWayEffect, WithoutAQueryEffectIsTheTEffectOfTheDraws) {
  expect_same(*two_way_effect(MatrixXd{{1.5, 0.5}, {1.5, 2.5}, {4, 4}}),
              *t_effect(Values{1, 2, 4}));
  expect_same(*two_way_effect(MatrixXd{{1, 1}, {2, 2}, {4, 4}}), *t_effect(Values{1, 2, 4}));
}

TEST(TwoWayEffect, OfOneColumnIsTheTEffectOfIt) {
  expect_same(*two_way_effect(MatrixXd{{1}, {2}, {4}}), *t_effect(Values{1, 2, 4}));
}

TEST(TwoWayEffect, OfLessThanTwoDrawsOrOfNoQueriesIsNothing) {
  EXPECT_EQ(two_way_effect(MatrixXd(0, 0)), std::nullopt);
  EXPECT_EQ(two_way_effect(MatrixXd{{1, 2, 3}}), std::nullopt);
  EXPECT_EQ(two_way_effect(MatrixXd(4, 0)), std::nullopt);
}

TEST(TwoWayEffect, OfEqualValuesHasNoErrorAndFarFromZeroTheSame) {
  const Effect equal = *two_way_effect(MatrixXd::Constant(7, 3, 0.1));
  EXPECT_EQ(equal.mean, 0.1);
  EXPECT_EQ(equal.standard_error, 0);
  EXPECT_EQ(equal.df, 2);
  const Effect far = *two_way_effect(MatrixXd{{1e9 + 1, 1e9 + 2}, {1e9 + 3, 1e9 + 6}});
  EXPECT_DOUBLE_EQ(far.standard_error, std::sqrt(3.0));
}

// Mean 2; var / M = 2 / 2 = 1; queries 2/3 (.25 + 0 + .25) = 1/3. df = (4/3)^2 / (1 + (1/9) / 2).
TEST(JackknifeEffect, AddsTheQueriesToTheDraws) {
  const Effect e = *jackknife_effect(Values{1, 3}, Values{1.5, 2, 2.5});
  EXPECT_DOUBLE_EQ(e.mean, 2);
  EXPECT_DOUBLE_EQ(e.standard_error, std::sqrt(4.0 / 3));
  EXPECT_NEAR(e.df, 32.0 / 19, 1e-12);
  EXPECT_EQ(e.n_units, 2);
}

// Of {{1, 2}, {3, 6}} as above: (MSA + MSB) / (M Q) = 13 / 4. Without a column the mean is that of
// the other.
TEST(JackknifeEffect, OfAPlainMeanIsDrawsPlusQueriesOverTheCells) {
  const Effect e = *jackknife_effect(Values{1.5, 4.5}, Values{4, 2});
  EXPECT_DOUBLE_EQ(e.standard_error, std::sqrt(13.0 / 4));
  EXPECT_NEAR(e.df, 13.0 * 13 / (81 + 16), 1e-12);
}

TEST(JackknifeEffect, WithoutQueriesIsTheTEffect) {
  expect_same(*jackknife_effect(Values{1, 2, 4}, {}), *t_effect(Values{1, 2, 4}));
  expect_same(*jackknife_effect(Values{1, 2, 4}, Values(5, 7.0 / 3)), *t_effect(Values{1, 2, 4}));
  EXPECT_EQ(jackknife_effect(Values{1}, Values{1, 2}), std::nullopt);
  EXPECT_EQ(jackknife_effect({}, {}), std::nullopt);
}

TEST(JackknifeEffect, OfEqualScoresHasNoErrorAndTheFewestDegreesOfFreedom) {
  const Effect e = *jackknife_effect(Values(10, 1.0), Values(4, 1.0));
  EXPECT_EQ(e.standard_error, 0);
  EXPECT_EQ(e.df, 3);
}

// Row means without each column, so that the pseudo-values are the observations.
TEST(JackknifeTwoWayEffect, OfAPlainMeanIsTheTwoWayEffect) {
  Rng rng(5);
  const MatrixXd y = MatrixXd::NullaryExpr(6, 4, [&] { return rng.normal(); });
  const Eigen::VectorXd rows = y.rowwise().mean();
  const MatrixXd without = (-(y / 3)).colwise() + rows * (4.0 / 3);
  const Effect e = *jackknife_two_way_effect({rows.data(), 6}, without);
  const Effect expected = *two_way_effect(y);
  EXPECT_NEAR(e.mean, expected.mean, 1e-12);
  EXPECT_NEAR(e.standard_error, expected.standard_error, 1e-12);
  EXPECT_NEAR(e.df, expected.df, 1e-8);
}

TEST(JackknifeTwoWayEffect, OfOneUnitIsNothingAndOfPerfectScoresHasNoError) {
  EXPECT_EQ(jackknife_two_way_effect(Values{1}, MatrixXd{{1, 1}}), std::nullopt);
  const Effect e = *jackknife_two_way_effect(Values{1, 1, 1}, MatrixXd::Ones(3, 8));
  EXPECT_EQ(e.mean, 1);
  EXPECT_EQ(e.standard_error, 0);
}

// se = sqrt(3^2 + 4^2) / 2; df = 25^2 / (9^2 / 9 + 16^2 / 16) = 25.
TEST(WeightedSum, WithEqualWeightsIsTheMean) {
  const std::vector<Effect> parts = {{1, 3, 9, 10}, {3, 4, 16, 17}};
  const Effect e = weighted_sum(parts, Values{0.5, 0.5});
  EXPECT_DOUBLE_EQ(e.mean, 2);
  EXPECT_DOUBLE_EQ(e.standard_error, 2.5);
  EXPECT_NEAR(e.df, 25, 1e-12);
  EXPECT_EQ(e.n_units, 27);
}

// 2 * 1 - 3 * 2 = -4; se^2 = 4 * .01 + 9 * .04 = .4; df = .16 / (.04^2 / 5 + .36^2 / 8).
TEST(WeightedSum, WeighsMeansAndErrors) {
  const std::vector<Effect> parts = {{1, 0.1, 5, 6}, {7, 100, 3, 4}, {2, 0.2, 8, 9}};
  const Effect e = weighted_sum(parts, Values{2, 0, -3});  // what has no weight is not looked at
  EXPECT_DOUBLE_EQ(e.mean, -4);
  EXPECT_DOUBLE_EQ(e.standard_error, std::sqrt(0.4));
  EXPECT_NEAR(e.df, 0.16 / (0.0016 / 5 + 0.1296 / 8), 1e-9);
  EXPECT_EQ(e.n_units, 15);
}

TEST(WeightedSum, WithOneWeightIsThatEffect) {
  const std::vector<Effect> parts = {{1, 0.1, 5, 6}, {2, 0.2, 8, 9}};
  expect_same(weighted_sum(parts, Values{1, 0}), parts[0]);
}

// se^4 = 1e-320 would have lost its digits and se^8 be 0.
TEST(WeightedSum, OfOneIsThatOneHoweverSmallItsError) {
  const Effect part{0.3, 1e-80, 7, 8};
  expect_same(weighted_sum({&part, 1}, Values{1}), part);
}

TEST(WeightedSum, WithoutErrorsKeepsTheFewestDegreesOfFreedom) {
  const std::vector<Effect> parts = {{1, 0, 9, 10}, {1, 0, 4, 5}};
  const Effect e = weighted_sum(parts, Values{0.5, 0.5});
  EXPECT_EQ(e.standard_error, 0);
  EXPECT_EQ(e.df, 4);
}

// t(.95; 4) = 2.131847.
TEST(TBounds, AreTheMeanPlusAndMinusTheQuantile) {
  const Bounds b = t_bounds({2, 0.5, 4, 5}, 0.90);
  EXPECT_NEAR(b.low, 2 - 0.5 * 2.131847, 1e-6);
  EXPECT_NEAR(b.high, 2 + 0.5 * 2.131847, 1e-6);
  EXPECT_EQ(t_bounds({2, 0, 4, 5}, 0.90).low, 2);
}

// df 1 is Cauchy: t = (1 - .5) / .5 = 1 has 1/4 above it, t = 2 has .5 - atan(2) / pi = .147584.
TEST(PAbove, IsTheUpperTailAndPBelowTheLower) {
  const Effect e{1, 0.5, 1, 2};
  EXPECT_DOUBLE_EQ(p_above(e, 0.5), 0.25);
  EXPECT_DOUBLE_EQ(p_below(e, 0.5), 0.75);
  EXPECT_NEAR(p_above(e, 0), 0.147584, 1e-6);
  EXPECT_NEAR(p_below(e, 2), 0.147584, 1e-6);
}

// t = 1e10: 1 / (pi 1e10), where 1 - T has an error of 1e-16.
TEST(PAbove, KeepsTheDigitsOfASmallP) {
  EXPECT_NEAR(p_above({1, 1e-10, 1, 2}, 0) / 3.1830988618e-11, 1, 1e-9);
}

// Ten units, all the same: 2^-10, where the t of an error of 0 would be infinite.
TEST(PAbove, OfUnitsThatAreAllTheSameIsTheSignTests) {
  const Effect e{0.5, 0, 9, 10};
  EXPECT_EQ(p_above(e, 0.4), 1.0 / 1024);
  EXPECT_EQ(p_above(e, 0.5), 1);
  EXPECT_EQ(p_above(e, 0.6), 1);
  EXPECT_EQ(p_below(e, 0.6), 1.0 / 1024);
  EXPECT_EQ(p_below(e, 0.5), 1);
  EXPECT_EQ(p_within(e, 0.6), 1.0 / 1024);
  EXPECT_EQ(p_within(e, 0.5), 1);
}

// The one-sided test at alpha rejects where the two-sided interval at 1 - 2 alpha excludes.
TEST(PAbove, AgreesWithTheInterval) {
  const Effect e{0.3, 0.1, 7, 8};
  EXPECT_NEAR(p_above(e, t_bounds(e, 0.9).low), 0.05, 1e-12);
  EXPECT_NEAR(p_below(e, t_bounds(e, 0.9).high), 0.05, 1e-12);
}

// Above -1.5: t = 5, p = .0628; below 1.5: t = 1, p = 1/4, the larger.
TEST(PWithin, IsTheLargerOfTwoOneSidedTests) {
  EXPECT_DOUBLE_EQ(p_within({1, 0.5, 1, 2}, 1.5), 0.25);
  EXPECT_DOUBLE_EQ(p_within({-1, 0.5, 1, 2}, 1.5), 0.25);
  EXPECT_GT(p_within({2, 0.5, 1, 2}, 1.5), 0.5);
}

// df 1: t(.75) = 1 twice. Many df: 1.644854 + .841621.
TEST(MinimumDetectableEffect, IsTheSumOfTwoQuantiles) {
  EXPECT_NEAR(minimum_detectable_effect({0, 0.5, 1, 2}, 0.25, 0.75), 1, 1e-12);
  EXPECT_NEAR(minimum_detectable_effect({0, 2, 1e9, 9}, 0.05), 2 * 2.486475, 1e-5);
  EXPECT_EQ(minimum_detectable_effect({0, 0, 9, 10}, 0.05), 0);
}

}  // namespace
}  // namespace tangram

#include "stats/distributions.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace tangram {
namespace {

// Printed tables.
TEST(Distributions, QuantilesMatchTheTables) {
  EXPECT_NEAR(t_quantile(0.975, 2), 4.302653, 1e-6);
  EXPECT_NEAR(t_quantile(0.95, 4), 2.131847, 1e-6);
  EXPECT_NEAR(normal_quantile(0.975), 1.959964, 1e-6);
  EXPECT_NEAR(f_quantile(0.95, 3, 10), 3.708265, 1e-6);
  EXPECT_NEAR(mean_square_quantile(0.95, 3), 7.814728 / 3, 1e-6);
}

// With one degree of freedom T is Cauchy: T(x) = 1/2 + atan(x) / pi, so T(1) = 3/4.
TEST(Distributions, OneDegreeOfFreedomIsCauchy) {
  EXPECT_DOUBLE_EQ(t_cdf(1, 1), 0.75);
  EXPECT_NEAR(t_quantile(0.75, 1), 1, 1e-12);
}

// F(1, df) is the square of T(df), and F(df, infinity) a chi-squared over its df.
TEST(Distributions, OfVarianceRatiosMeetThoseOfMeans) {
  EXPECT_NEAR(f_quantile(0.95, 1, 7), std::pow(t_quantile(0.975, 7), 2), 1e-9);
  EXPECT_NEAR(f_quantile(0.025, 4, 1e9), mean_square_quantile(0.025, 4), 1e-6);
  EXPECT_NEAR(f_upper_tail(f_quantile(0.9, 5, 6), 5, 6), 0.1, 1e-12);
}

// Phi(-10) = 7.619853e-24: 1 - Phi(10) would be 0.
TEST(Distributions, SmallTailsKeepTheirDigits) {
  EXPECT_NEAR(normal_cdf(-10) / 7.619853e-24, 1, 1e-6);
  EXPECT_NEAR(t_cdf(-1e10, 1) / 3.1830989e-11, 1, 1e-7);  // 1 / (pi 1e10)
}

TEST(Distributions, HugeDegreesOfFreedomGiveTheNormalDistribution) {
  EXPECT_NEAR(t_quantile(0.975, 1e12), normal_quantile(0.975), 1e-9);
  EXPECT_NEAR(t_cdf(-1, 1e300), normal_cdf(-1), 1e-9);
}

TEST(Distributions, WhatDoesNotExistThrows) {
  EXPECT_THROW((void)t_quantile(0.5, -1), std::domain_error);
  EXPECT_THROW((void)normal_quantile(1), std::overflow_error);
  EXPECT_THROW((void)normal_quantile(2), std::domain_error);
}

}  // namespace
}  // namespace tangram

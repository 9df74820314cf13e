#include "stats/components.h"

#include <gtest/gtest.h>

#include "base/rng.h"
#include "stats/effect.h"

namespace tangram {
namespace {

using Eigen::MatrixXd;

// MSA = 9, MSB = 4, MSE = 1 (effect_test.cc): draw (9 - 1) / 2, query (4 - 1) / 2.
TEST(VarianceComponents, AreTheMomentsOfTheTwoWayLayout) {
  const VarianceComponents c = *variance_components(MatrixXd{{1, 2}, {3, 6}});
  EXPECT_DOUBLE_EQ(c.draw, 4);
  EXPECT_DOUBLE_EQ(c.query, 1.5);
  EXPECT_DOUBLE_EQ(c.residual, 1);
  EXPECT_FALSE(c.draw_was_negative || c.query_was_negative);
}

// MSA = MSB = 0, MSE = 1: both estimates are -1/2.
TEST(VarianceComponents, BelowZeroAreCutAndMarked) {
  const VarianceComponents c = *variance_components(MatrixXd{{0, 1}, {1, 0}});
  EXPECT_EQ(c.draw, 0);
  EXPECT_EQ(c.query, 0);
  EXPECT_DOUBLE_EQ(c.residual, 1);
  EXPECT_TRUE(c.draw_was_negative && c.query_was_negative);
}

TEST(VarianceComponents, NeedTwoDrawsAndTwoQueries) {
  EXPECT_EQ(variance_components(MatrixXd(0, 0)), std::nullopt);
  EXPECT_EQ(variance_components(MatrixXd{{1, 2}}), std::nullopt);
  EXPECT_EQ(variance_components(MatrixXd{{1}, {2}}), std::nullopt);
}

TEST(VarianceComponents, AreTheSameFarFromZero) {
  const VarianceComponents c =
      *variance_components(MatrixXd{{1e9 + 1, 1e9 + 2}, {1e9 + 3, 1e9 + 6}});
  EXPECT_DOUBLE_EQ(c.draw, 4);
  EXPECT_DOUBLE_EQ(c.residual, 1);
}

// 60 draws by 60 queries of variances 4, 1, .25: the estimate of the first has sd 4 sqrt(2 / 59) =
// .74, of the second .19, of the third .006; three of each.
TEST(VarianceComponents, AreFoundAgain) {
  Rng rng = Rng(3).at("components");
  MatrixXd y(60, 60);
  for (Eigen::Index m = 0; m < 60; ++m) y.row(m).setConstant(2 * rng.normal());
  for (Eigen::Index q = 0; q < 60; ++q) y.col(q).array() += rng.normal();
  for (double& v : y.reshaped()) v += 0.5 * rng.normal();
  const VarianceComponents c = *variance_components(y);
  EXPECT_NEAR(c.draw, 4, 2.2);
  EXPECT_NEAR(c.query, 1, 0.57);
  EXPECT_NEAR(c.residual, 0.25, 0.018);
}

// 4 / 2 + 1.5 / 2 + 1 / 4 = 3, the squared standard error of the two-way effect; four times the
// queries: 4 / 2 + 1.5 / 8 + 1 / 16.
TEST(VarianceOfMean, IsTheTwoWayVarianceAtTheSameSizeAndForecastsOthers) {
  const MatrixXd y{{1, 2}, {3, 6}};
  const VarianceComponents c = *variance_components(y);
  const double se = two_way_effect(y)->standard_error;
  EXPECT_DOUBLE_EQ(variance_of_mean(c, 2, 2), se * se);
  EXPECT_DOUBLE_EQ(variance_of_mean(c, 2, 8), 2.25);
}

}  // namespace
}  // namespace tangram

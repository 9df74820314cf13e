#include "stats/bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "stats/effect.h"

namespace tangram {
namespace {

using Eigen::MatrixXd;
using Values = std::vector<double>;

// Resampled means of {0, 1} are 0, 1/2, 1 with chances 1/4, 1/2, 1/4, and z = sqrt(2) t(.975; 1) =
// 18: the whole range.
TEST(BcaInterval, OfTwoValuesIsTheirRange) {
  const Bounds b = *bca_interval(Values{0, 1}, 0.95, 1000, Rng(1));
  EXPECT_EQ(b.low, 0);
  EXPECT_EQ(b.high, 1);
}

TEST(BcaInterval, OfLessThanTwoIsNothingAndOfEqualValuesHasNoWidth) {
  EXPECT_FALSE(bca_interval({}, 0.95, 1000, Rng(1)));
  EXPECT_FALSE(bca_interval(Values{1}, 0.95, 1000, Rng(1)));
  const Bounds b = *bca_interval(Values(10, 0.1), 0.95, 1000, Rng(1));
  EXPECT_EQ(b.low, 0.1);
  EXPECT_EQ(b.high, 0.1);
}

// 20 values, evenly spaced; the bootstrap's quantiles have errors of about 1 %.
TEST(BcaInterval, OnSymmetricDataIsCloseToTheTInterval) {
  Values values;
  for (int i = 0; i < 20; ++i) values.push_back(i);
  const Bounds bca = *bca_interval(values, 0.95, 20'000, Rng(1));
  const Bounds t = t_bounds(*t_effect(values), 0.95);
  EXPECT_NEAR(bca.low, t.low, 0.12);  // half-width 2.77
  EXPECT_NEAR(bca.high, t.high, 0.12);
}

// 19 zeros and a one, mean .05: the longer arm points to where a rare value may yet come from.
TEST(BcaInterval, LeansWithTheSkew) {
  Values values(20, 0.0);
  values[7] = 1;
  const Bounds b = *bca_interval(values, 0.95, 2000, Rng(1));
  EXPECT_GT(b.high - 0.05, 2 * (0.05 - b.low));
  EXPECT_GE(b.low, -1e-15);
}

TEST(BcaInterval, IsTheSameFarFromZero) {
  const Bounds near = *bca_interval(Values{1, 2, 3, 5, 8}, 0.95, 500, Rng(1));
  const Bounds far =
      *bca_interval(Values{1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 5, 1e9 + 8}, 0.95, 500, Rng(1));
  EXPECT_NEAR(far.low - 1e9, near.low, 1e-6);
  EXPECT_NEAR(far.high - 1e9, near.high, 1e-6);
}

TEST(PigeonholeInterval, OfLessThanTwoRowsIsNothingAndOfEqualValuesHasNoWidth) {
  EXPECT_FALSE(pigeonhole_interval(MatrixXd(0, 0), 0.95, 100, Rng(1)));
  EXPECT_FALSE(pigeonhole_interval(MatrixXd{{1, 2}}, 0.95, 100, Rng(1)));
  EXPECT_FALSE(pigeonhole_interval(MatrixXd(3, 0), 0.95, 100, Rng(1)));
  const Bounds b = *pigeonhole_interval(MatrixXd::Constant(3, 4, 0.1), 0.95, 100, Rng(1));
  EXPECT_EQ(b.low, 0.1);
  EXPECT_EQ(b.high, 0.1);
}

// One column: rows {0, 1} resampled have means 0, 1/2, 1 with chances 1/4, 1/2, 1/4. At a level of
// .40 the tails of .30 lie at 1/2, at .60 those of .20 at the ends.
TEST(PigeonholeInterval, OfOneColumnIsThePercentileBootstrapOfItsRows) {
  const MatrixXd y{{0}, {1}};
  const Bounds narrow = *pigeonhole_interval(y, 0.40, 2000, Rng(1));
  EXPECT_EQ(narrow.low, 0.5);
  EXPECT_EQ(narrow.high, 0.5);
  const Bounds wide = *pigeonhole_interval(y, 0.60, 2000, Rng(1));
  EXPECT_EQ(wide.low, 0);
  EXPECT_EQ(wide.high, 1);
}

TEST(PigeonholeInterval, IsTheSameFarFromZero) {
  const MatrixXd y{{1, 2, 4}, {3, 6, 5}, {0, 2, 7}};
  const Bounds near = *pigeonhole_interval(y, 0.9, 200, Rng(1));
  const Bounds far = *pigeonhole_interval(y.array() + 1e9, 0.9, 200, Rng(1));
  EXPECT_NEAR(far.low - 1e9, near.low, 1e-6);
  EXPECT_NEAR(far.high - 1e9, near.high, 1e-6);
}

// Strong effects of both factors, 40 by 40: close to the two-way interval.
TEST(PigeonholeInterval, AgreesWithTheTwoWayEffectWhereBothFactorsAreStrong) {
  Rng rng(8);
  MatrixXd y(40, 40);
  for (Eigen::Index m = 0; m < 40; ++m) y.row(m).setConstant(rng.normal());
  for (Eigen::Index q = 0; q < 40; ++q) y.col(q).array() += rng.normal();
  for (double& v : y.reshaped()) v += 0.1 * rng.normal();
  const Bounds pigeonhole = *pigeonhole_interval(y, 0.95, 1000, Rng(1));
  const Bounds anova = t_bounds(*two_way_effect(y), 0.95);
  const double width = anova.high - anova.low;
  EXPECT_NEAR(pigeonhole.low, anova.low, 0.08 * width);
  EXPECT_NEAR(pigeonhole.high, anova.high, 0.08 * width);
}

}  // namespace
}  // namespace tangram

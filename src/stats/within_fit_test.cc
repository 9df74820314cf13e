#include "stats/within_fit.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/rng.h"
#include "stats/bootstrap.h"

namespace tangram {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

const VectorXd kX{{-1, 0, 1}};

// c is orthogonal to x: slope (-1 + 3) / 2. Off its mean 4/3, y is -1/3, -4/3, 5/3; its product
// with c is -1/3 + 8/3 + 5/3 = 4, and |c|^2 = 6.
TEST(WithinFit, IsLeastSquaresWorkedOutByHand) {
  const auto fit = within_fit(MatrixXd{{1, 0, 3}}, kX, MatrixXd{{1, -2, 1}});
  ASSERT_TRUE(fit);
  EXPECT_NEAR(fit->slope, 1, 1e-15);
  EXPECT_NEAR(fit->weight, 2.0 / 3, 1e-15);
}

// y = a(unit) + 2 x + 3 c, the levels 1e8 apart: products of what is not centred lose 3 c.
TEST(WithinFit, TakesOffLevelsHoweverFarApart) {
  const MatrixXd c{{0, 1, 0}, {5, 4, 6}};
  MatrixXd y = 3 * c;
  y.rowwise() += 2 * kX.transpose();
  y.row(1).array() += 1e8;
  const auto fit = within_fit(y, kX.array() + 1e4, c);
  ASSERT_TRUE(fit);
  EXPECT_NEAR(fit->slope, 2, 1e-6);
  EXPECT_NEAR(fit->weight, 3, 1e-6);
}

// y follows c alone, and c falls with x: without c the slope is -1, given c it is 0.
TEST(WithinFit, GivesACovariateWhatIsItsOwn) {
  MatrixXd c(40, 3);
  for (Eigen::Index i = 0; i < c.rows(); ++i)
    for (Eigen::Index j = 0; j < 3; ++j)
      c(i, j) = -kX(j) + Rng(1).at(static_cast<std::uint64_t>(3 * i + j)).normal();
  const auto fit = within_fit(c, kX, c);
  ASSERT_TRUE(fit);
  EXPECT_NEAR(fit->slope, 0, 1e-12);
  EXPECT_NEAR(fit->weight, 1, 1e-12);
}

// Where c explains nothing the slope is that of y on x.
TEST(WithinFit, OfAnUnrelatedCovariateIsTheSlopeAlone) {
  const MatrixXd y{{0, 1, 2}, {4, 5, 6}}, c{{1, -2, 1}, {-1, 2, -1}};
  const auto fit = within_fit(y, kX, c);
  ASSERT_TRUE(fit);
  EXPECT_NEAR(fit->slope, 1, 1e-15);
  EXPECT_NEAR(fit->weight, 0, 1e-15);
}

// The interval that goes with it (BCa over units) covers the slope: 150 data sets of 24 units by 6
// points, units and covariate as in chains of words.
TEST(WithinFit, ItsIntervalOverUnitsCoversTheSlope) {
  const VectorXd x{{1, 2, 3, 4, 5, 6}};
  int covered = 0;
  for (std::uint64_t set = 0; set < 150; ++set) {
    Rng rng(set);
    MatrixXd y(24, 6), c(24, 6);
    for (Eigen::Index i = 0; i < 24; ++i) {
      const double level = rng.normal();
      for (Eigen::Index j = 0; j < 6; ++j) {
        c(i, j) = 0.1 * x(j) + 0.3 * rng.normal();
        y(i, j) = level - 0.05 * x(j) + 0.5 * c(i, j) + 0.2 * rng.normal();
      }
    }
    const auto bounds = bca_interval(
        24,
        [&](std::span<const std::size_t> units) -> std::optional<double> {
          const auto fit = within_fit(y(units, Eigen::all), x, c(units, Eigen::all));
          return fit ? std::optional(fit->slope) : std::nullopt;
        },
        0.95, 500, Rng(set).at("resamples"));
    ASSERT_TRUE(bounds);
    covered += bounds->low <= -0.05 && -0.05 <= bounds->high ? 1 : 0;
  }
  EXPECT_GE(covered, 134);  // 89 %: 3.4 standard errors below 95 %
  EXPECT_LE(covered, 149);
}

TEST(WithinFit, IsNothingWhereItCannotBeTold) {
  const MatrixXd y{{1, 2, 4}, {2, 1, 0}};
  EXPECT_FALSE(within_fit(y, kX, MatrixXd{{7, 7, 7}, {1, 1, 1}})) << "c does not vary within";
  EXPECT_FALSE(within_fit(y, kX, MatrixXd{{1, 2, 3}, {4, 5, 6}})) << "c is a line of x";
  EXPECT_FALSE(within_fit(y, VectorXd{{3, 3, 3}}, MatrixXd{{1, -2, 1}, {0, 1, 0}}));
  EXPECT_FALSE(within_fit(MatrixXd(0, 3), kX, MatrixXd(0, 3)));
  EXPECT_FALSE(within_fit(MatrixXd{{1}}, VectorXd{{1}}, MatrixXd{{1}}));
}

}  // namespace
}  // namespace tangram

#include "stats/ratio.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include "base/rng.h"
#include "stats/distributions.h"

namespace tangram {
namespace {

/// A - r B of paired units.
std::function<Effect(double)> paired(const std::vector<double>& a, const std::vector<double>& b) {
  return [a, b](double r) {
    std::vector<double> units;
    for (std::size_t i = 0; i < a.size(); ++i) units.push_back(a[i] - r * b[i]);
    return *t_effect(units);
  };
}

double mean_of(const std::vector<double>& v) {
  return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
}

std::optional<Bounds> interval(const std::vector<double>& a, const std::vector<double>& b) {
  return ratio_interval(mean_of(a) / mean_of(b), paired(a, b), 0.95);
}

// B = 2 in every unit: the interval of A, 2 +- t(.975; 2) / sqrt 3, halved.
TEST(RatioInterval, OverAConstantIsThatOfTheNumerator) {
  const auto bounds = interval({1, 2, 3}, {2, 2, 2});
  ASSERT_TRUE(bounds);
  EXPECT_NEAR(bounds->low, (2 - 4.302653 / std::sqrt(3)) / 2, 1e-6);
  EXPECT_NEAR(bounds->high, (2 + 4.302653 / std::sqrt(3)) / 2, 1e-6);
}

// Means 2 and 4; variances of the means 1/3 each, covariance -1/6 (deviations -1 0 1 and 0 1 -1,
// half their product -1/2, over 3). With c = t^2 the ends solve
//   (16 - c/3) r^2 - 2 (8 + c/6) r + (4 - c/3) = 0.
TEST(RatioInterval, HasTheRootsOfFiellersEquation) {
  const auto bounds = interval({1, 2, 3}, {4, 5, 3});
  const double c = std::pow(t_quantile(0.975, 2), 2), a = 16 - c / 3, half_b = 8 + c / 6;
  const double root = std::sqrt(half_b * half_b - a * (4 - c / 3));
  ASSERT_TRUE(bounds);
  EXPECT_NEAR(bounds->low, (half_b - root) / a, 1e-9);
  EXPECT_NEAR(bounds->high, (half_b + root) / a, 1e-9);
}

// Where A is 3 B in every unit there is no doubt of the 3.
TEST(RatioInterval, OfProportionalEffectsHasNoWidth) {
  const auto bounds = interval({30, 60, 45}, {10, 20, 15});
  ASSERT_TRUE(bounds);
  EXPECT_NEAR(bounds->low, 3, 1e-9);
  EXPECT_NEAR(bounds->high, 3, 1e-9);
}

// The ratio is 1e9 +- 1e9 / 4 or so: a step that does not know its size would never arrive.
TEST(RatioInterval, FindsItsEndsAtAnyScale) {
  const auto large = interval({9, 10, 11}, {1e-8, 1e-8, 1e-8});
  const auto small = interval({9e-8, 1e-7, 1.1e-7}, {1, 1, 1});
  ASSERT_TRUE(large && small);
  EXPECT_NEAR(large->low / (10 - 4.302653 / std::sqrt(3)) * 1e-8, 1, 1e-6);
  EXPECT_NEAR(small->high / (10 + 4.302653 / std::sqrt(3)) * 1e8, 1, 1e-3);
}

// B = 1, -1, 3 has mean 1 and an interval from below 0: the set of ratios has no ends.
TEST(RatioInterval, IsNothingWhereTheDenominatorMayBeZero) {
  EXPECT_FALSE(interval({1, 2, 4}, {1, -1, 3}));
}

// 2,000 sets of 10 units with means .06 and .12 and correlated errors of sd .06: 95 % covered,
// standard error .5 points.
TEST(RatioInterval, CoversTheRatio) {
  int covered = 0, defined = 0;
  for (std::uint64_t set = 0; set < 2000; ++set) {
    Rng rng(set);
    std::vector<double> a, b;
    for (int i = 0; i < 10; ++i) {
      const double shared = rng.normal();
      a.push_back(0.06 + 0.06 * (0.6 * shared + 0.8 * rng.normal()));
      b.push_back(0.12 + 0.06 * shared);
    }
    if (const auto bounds = interval(a, b)) {
      ++defined;
      covered += bounds->low <= 0.5 && 0.5 <= bounds->high ? 1 : 0;
    }
  }
  EXPECT_GE(defined, 1990);
  EXPECT_NEAR(covered / static_cast<double>(defined), 0.95, 0.02);
}

}  // namespace
}  // namespace tangram

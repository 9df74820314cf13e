#include "math/exponential.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace tangram {
namespace {

TEST(Exponential, InFloatIsWithinThreeUnitsInTheLastPlaceOrSo) {
  EXPECT_EQ(exponential(0.0F), 1);
  EXPECT_NEAR(exponential(1.0F), std::numbers::e, 3e-7 * std::numbers::e);
  double worst = 0;
  for (double x = -80; x <= 80; x += 1.0 / 1024) {
    const auto given = static_cast<float>(x);  // exact
    worst = std::max(worst, std::abs(exponential(given) / std::exp(x) - 1));
  }
  EXPECT_LT(worst, 3e-7);
}

TEST(Exponential, InDoubleIsWithinFourUnitsInTheLastPlaceOrSo) {
  EXPECT_EQ(exponential(0.0), 1);
  double worst = 0;
  for (double x = -80; x <= 80; x += 1.0 / 1024)
    worst = std::max(worst, std::abs(exponential(x) / std::exp(x) - 1));
  EXPECT_LT(worst, 1e-15);
}

TEST(Exponential, IsClampedBeyondEighty) {
  EXPECT_EQ(exponential(1e9F), exponential(80.0F));
  EXPECT_EQ(exponential(-std::numeric_limits<float>::infinity()), exponential(-80.0F));
  EXPECT_EQ(exponential(1e9), exponential(80.0));
  EXPECT_EQ(exponential(-std::numeric_limits<double>::infinity()), exponential(-80.0));
  EXPECT_TRUE(std::isnan(exponential(std::numeric_limits<float>::quiet_NaN())));
  EXPECT_TRUE(std::isnan(exponential(std::numeric_limits<double>::quiet_NaN())));
}

}  // namespace
}  // namespace tangram

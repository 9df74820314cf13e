#include "nets/gelu.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace tangram {
namespace {

/// As the formula is printed.
double printed(double x) {
  const double u = std::sqrt(2 / std::numbers::pi) * (x + 0.044715 * x * x * x);
  return 0.5 * x * (1 + std::tanh(u));
}

// u(1) = 0.7978846 * 1.044715 = 0.8335620, tanh of it 0.6823840: 0.8411920 and, for -1, what is
// left.
TEST(Gelu, AtPointsWorkedOutByHand) {
  EXPECT_EQ(gelu(0.0).value, 0);
  EXPECT_EQ(gelu(0.0).slope, 0.5);
  EXPECT_NEAR(gelu(1.0).value, 0.8411920, 1e-7);
  EXPECT_NEAR(gelu(-1.0).value, -0.1588080, 1e-7);
  EXPECT_NEAR(gelu(1.0F).value, 0.8411920, 1e-6);
}

TEST(Gelu, IsThePrintedFormula) {
  for (double x = -12; x <= 12; x += 1.0 / 64) {
    EXPECT_NEAR(gelu(x).value, printed(x), 1e-14) << x;
    EXPECT_NEAR(gelu(static_cast<float>(x)).value, printed(x), 1e-6 * std::max(1.0, std::abs(x)))
        << x;
  }
}

TEST(Gelu, SlopesAreThoseOfFiniteDifferences) {
  for (double x = -12; x <= 12; x += 1.0 / 64) {
    const double slope = (printed(x + 1e-5) - printed(x - 1e-5)) / 2e-5;
    EXPECT_NEAR(gelu(x).slope, slope, 1e-9) << x;
    EXPECT_NEAR(gelu(static_cast<float>(x)).slope, slope, 2e-6) << x;
  }
}

// exp(-2u) overflows in float at x = -6: the function is 0 or x all the same, and its slope 0 or 1.
TEST(Gelu, FarOutIsNothingOrItsArgument) {
  for (const float x : {30.0F, 1e4F}) {
    EXPECT_EQ(gelu(x).value, x);
    EXPECT_NEAR(gelu(x).slope, 1, 1e-6);
    EXPECT_NEAR(gelu(-x).value, 0, 1e-20);
    EXPECT_NEAR(gelu(-x).slope, 0, 1e-20);
  }
}

TEST(Gelu, PassesOnWhatIsNotANumber) {
  EXPECT_TRUE(std::isnan(gelu(std::numeric_limits<float>::quiet_NaN()).value));
  EXPECT_TRUE(std::isnan(gelu(std::numeric_limits<double>::quiet_NaN()).slope));
}

}  // namespace
}  // namespace tangram

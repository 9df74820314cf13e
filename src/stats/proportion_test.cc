#include "stats/proportion.h"

#include <gtest/gtest.h>

namespace tangram {
namespace {

// z = 1.959964, z^2 = 3.841459. s = 8: A = 19.841459, B = z sqrt(z^2 + 6.4) = 6.272332, low = 128 /
// (10 26.113791). n - s = 2: A = 7.841459, B the same, high = 1 - 8 / (10 14.113791).
TEST(WilsonInterval, OfEightInTen) {
  const Bounds b = wilson_interval(8, 10, 0.95);
  EXPECT_NEAR(b.low, 0.490162, 1e-6);
  EXPECT_NEAR(b.high, 0.943318, 1e-6);
}

// All wrong: the upper end is z^2 / (n + z^2), where the normal interval has width 0.
TEST(WilsonInterval, OfNoneAndOfAllReachesTheEndExactly) {
  const Bounds none = wilson_interval(0, 10, 0.95), all = wilson_interval(10, 10, 0.95);
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 3.841459 / 13.841459, 1e-6);
  EXPECT_EQ(all.high, 1);
  EXPECT_NEAR(all.low, 10 / 13.841459, 1e-6);
}

TEST(WilsonInterval, OfNoItemsIsEverything) {
  EXPECT_EQ(wilson_interval(0, 0, 0.95).low, 0);
  EXPECT_EQ(wilson_interval(0, 0, 0.95).high, 1);
}

// One in 1e12: low = 2 / (n (2 + z^2 + z sqrt(z^2 + 4))) = 2 / (11.329868 n); the centre minus the
// half-width would keep 3 digits of it.
TEST(WilsonInterval, KeepsTheDigitsOfASmallProportion) {
  EXPECT_NEAR(wilson_interval(1, 1e12, 0.95).low * 1e12, 2 / 11.329868, 1e-7);
}

// Many items: the normal interval, 1.959964 sqrt(.21 / n).
TEST(WilsonInterval, BecomesTheNormalInterval) {
  const Bounds b = wilson_interval(0.7e8, 1e8, 0.95);
  EXPECT_NEAR((b.high - b.low) / 2, 1.959964 * 0.458258e-4, 1e-10);
}

}  // namespace
}  // namespace tangram

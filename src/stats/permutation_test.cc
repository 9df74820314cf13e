#include "stats/permutation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace tangram {
namespace {

using Values = std::vector<double>;

double exact(const Values& values, double margin = 0) {
  return sign_flip_p(values, margin, 1, Rng(1));
}

// Of +-1 +-2 +-3 only the observed signs reach 6. The sums of all: 6, 4, 2, 0, 0, -2, -4, -6, so
// that five of eight reach 0.
TEST(SignFlipP, CountsTheFlipsThatReachTheObservedSum) {
  EXPECT_EQ(exact({1, 2, 3}), 1.0 / 8);
  EXPECT_EQ(exact({1, 2, -3}), 5.0 / 8);
  EXPECT_EQ(exact({-1, -2, -3}), 1);
}

TEST(SignFlipP, TestsTheMarginThatIsAsked) {
  EXPECT_EQ(exact({2, 3, 4}, 1), 1.0 / 8);
  EXPECT_EQ(exact({2, 3, 4}, 5), 1);
}

TEST(SignFlipP, OfNothingIsOneAndOfOneIsAtBestAHalf) {
  EXPECT_EQ(exact({}), 1);
  EXPECT_EQ(exact({5}), 0.5);
  EXPECT_EQ(exact({-5}), 1);
  EXPECT_EQ(exact({0, 0, 0}), 1);
}

// .1 + .2 - .3 is 5.6e-17 and its mirror image -5.6e-17: both are 0 and both count.
TEST(SignFlipP, TakesSumsThatDifferByRoundingForEqual) {
  EXPECT_EQ(exact({0.1, 0.2, -0.3}), 5.0 / 8);
  EXPECT_EQ(exact({1.1, 1.2, 0.7}, 1), 5.0 / 8);
}

TEST(SignFlipP, AgreesWithTheEnumerationOfAllFlips) {
  Rng rng(9);
  Values values(11);
  for (double& v : values) v = rng.normal() + 0.4;
  double observed = 0, count = 0;
  for (const double v : values) observed += v;
  for (unsigned flips = 0; flips < 2048; ++flips) {
    double sum = 0;
    for (std::size_t i = 0; i < 11; ++i) sum += (flips >> i & 1) != 0 ? -values[i] : values[i];
    count += sum >= observed - 1e-12 ? 1 : 0;
  }
  EXPECT_EQ(exact(values), count / 2048);
}

TEST(SignFlipP, OfTwentyIsExact) { EXPECT_EQ(exact(Values(20, 1)), std::ldexp(1, -20)); }

// A value equal to the margin changes no sum: 21 values by random flips against the same 20
// counted. 20,000 flips: a standard error below .0036.
TEST(SignFlipP, OfManyIsTheShareOfRandomFlips) {
  Rng rng(4);
  Values values(20);
  for (double& v : values) v = rng.normal() + 0.2;
  const double counted = exact(values);
  values.push_back(0);
  EXPECT_NEAR(sign_flip_p(values, 0, 20'000, Rng(2)), counted, 4 * 0.0036);
  EXPECT_EQ(sign_flip_p(Values(70, 1), 0, 99, Rng(2)), 0.01);  // none of 99, and the observed one
}

}  // namespace
}  // namespace tangram

#include "math/log_space.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace tangram {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double lse(const std::vector<double>& x) { return log_sum_exp(x); }

// log(1 + 2 + 3) = log 6.
TEST(LogSumExp, AddsInLinearSpace) {
  EXPECT_NEAR(lse({std::log(1), std::log(2), std::log(3)}), 1.791759469228055, 1e-15);
}

TEST(LogSumExp, NothingSumsToZeroAndOneTermIsItself) {
  EXPECT_EQ(lse({}), -kInf);
  EXPECT_EQ(lse({-3.25}), -3.25);
}

// exp(1000) overflows and exp(-1000) is 0: a naive sum gives inf and -inf.
TEST(LogSumExp, NeitherOverflowsNorUnderflows) {
  EXPECT_NEAR(lse({1000, 1000}), 1000 + std::log(2), 1e-12);
  EXPECT_NEAR(lse({-1000, -1000}), -1000 + std::log(2), 1e-12);
  EXPECT_EQ(lse({0, -1000}), 0);
  EXPECT_EQ(lse({1e308, -1e308}), 1e308);
}

TEST(LogSumExp, InfinitiesAreValues) {
  EXPECT_EQ(lse({-kInf}), -kInf);
  EXPECT_EQ(lse({-kInf, -kInf}), -kInf);
  EXPECT_EQ(lse({-kInf, -2}), -2);
  EXPECT_EQ(lse({kInf, 1}), kInf);
  EXPECT_EQ(lse({kInf, -kInf}), kInf);
}

TEST(LogSumExp, NotANumberIsPassedOn) {
  EXPECT_TRUE(std::isnan(lse({1, kNaN})));
  EXPECT_TRUE(std::isnan(lse({kNaN, kInf})));
  EXPECT_TRUE(std::isnan(lse({kInf, kNaN})));
}

TEST(LogSumExp, AShiftOfAllTermsShiftsTheSum) {
  EXPECT_NEAR(lse({0.5, -1.5, 2}), lse({100.5, 98.5, 102}) - 100, 1e-13);
}

// exp(0) : exp(log 3) = 1 : 3.
TEST(LogSoftmax, NormalisesInPlace) {
  std::vector<double> x{0, std::log(3)};
  log_softmax(x);
  EXPECT_NEAR(x[0], std::log(0.25), 1e-15);
  EXPECT_NEAR(x[1], std::log(0.75), 1e-15);
}

TEST(LogSoftmax, OneEntryIsCertainAndNoneIsNothing) {
  std::vector<double> one{-700}, none;
  log_softmax(one);
  log_softmax(none);
  EXPECT_EQ(one[0], 0);
}

TEST(LogSoftmax, ExtremeLogitsStayExact) {
  std::vector<double> x{1e5, 1e5 - 1, -kInf};
  log_softmax(x);
  EXPECT_NEAR(x[0], -std::log1p(std::exp(-1.0)), 1e-10);
  EXPECT_NEAR(x[0] - x[1], 1, 1e-10);
  EXPECT_EQ(x[2], -kInf);
}

TEST(LogSoftmax, WithoutADistributionAllIsNotANumber) {
  for (std::vector<double> x : {std::vector<double>{-kInf, -kInf}, std::vector<double>{kInf, 0},
                                std::vector<double>{kNaN, 0}}) {
    log_softmax(x);
    EXPECT_TRUE(std::isnan(x[0]) && std::isnan(x[1]));
  }
}

}  // namespace
}  // namespace tangram

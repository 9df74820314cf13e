#include "llama/log_softmax.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "base/rng.h"

namespace tangram {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

double reference(const std::vector<float>& x) {
  long double max = -std::numeric_limits<long double>::infinity(), sum = 0;
  for (float v : x) max = std::max(max, static_cast<long double>(v));
  for (float v : x) sum += std::exp(static_cast<long double>(v) - max);
  return static_cast<double>(max + std::log(sum));
}

// ln(e^1 + e^2 + e^3) = 3 + ln(1 + e^-1 + e^-2) = 3.40760596444438
TEST(LogSumExp, IsWhatItSays) {
  EXPECT_NEAR(log_sum_exp(std::vector<float>{1, 2, 3}), 3.40760596444438, 1e-14);
}

TEST(LogSumExp, OfOneEntryIsThatEntry) {
  EXPECT_EQ(log_sum_exp(std::vector<float>{-7.25F}), -7.25);
}

TEST(LogSumExp, OfEqualEntriesIsTheEntryPlusTheLogOfTheirNumber) {
  for (std::size_t n : {2u, 15u, 16u, 17u, 33u, 1000u})
    EXPECT_NEAR(log_sum_exp(std::vector<float>(n, 2.0F)), 2.0 + std::log(static_cast<double>(n)),
                1e-13)
        << n;
}

// exp(1000) overflows a double, exp(-1000) vanishes.
TEST(LogSumExp, NeitherOverflowsNorVanishes) {
  EXPECT_NEAR(log_sum_exp(std::vector<float>{1000, 1000}), 1000 + std::log(2.0), 1e-12);
  EXPECT_NEAR(log_sum_exp(std::vector<float>{-1000, -1000}), -1000 + std::log(2.0), 1e-12);
  EXPECT_EQ(log_sum_exp(std::vector<float>{0, -2000}), 0.0);
}

TEST(LogSumExp, IsNeverBelowTheLargestEntrySoNoLogProbabilityIsPositive) {
  Rng rng(3);
  for (int round = 0; round < 500; ++round) {
    std::vector<float> x(1 + rng.below(50));
    for (float& v : x) v = static_cast<float>(40 * rng.normal());
    EXPECT_GE(log_sum_exp(x), *std::max_element(x.begin(), x.end()));
  }
}

// A float sum of 262,144 terms would be good to about 1e-3 in the worst case.
TEST(LogSumExp, IsGoodTo1e13OverAVocabularyOf262144) {
  Rng rng(4);
  for (double spread : {0.01, 1.0, 10.0}) {
    std::vector<float> x(262144);
    for (float& v : x) v = static_cast<float>(spread * rng.normal());
    EXPECT_NEAR(log_sum_exp(x), reference(x), 1e-13 * std::abs(reference(x)) + 1e-13) << spread;
  }
}

TEST(LogSumExp, MaskedTokensHaveNoWeight) {
  EXPECT_NEAR(log_sum_exp(std::vector<float>{1, -kInfinity, 1}), 1 + std::log(2.0), 1e-14);
}

TEST(LogSumExp, OfWhatIsNoNumberIsNoNumber) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(std::isnan(log_sum_exp(std::vector<float>{})));
  EXPECT_TRUE(std::isnan(log_sum_exp(std::vector<float>{-kInfinity, -kInfinity})));
  EXPECT_TRUE(std::isnan(log_sum_exp(std::vector<float>{0, kInfinity})));
  for (std::size_t at : {0u, 5u, 16u, 39u}) {
    std::vector<float> x(40, 1.0F);
    x[at] = nan;
    EXPECT_TRUE(std::isnan(log_sum_exp(x))) << at;
  }
}

}  // namespace
}  // namespace tangram

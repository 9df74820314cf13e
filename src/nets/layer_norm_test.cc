#include "nets/layer_norm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "nets/layer_testing.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

// Mean 2, variance (1 + 1) / 2 = 1: -+1 / sqrt(1 + 1e-5), times (10, 1), plus (0, 5).
TEST(LayerNorm, OfOneRowByHand) {
  const LayerNorm<double> layer(2);
  const auto y = output_of<double>(layer, {10, 1, 0, 5}, {1, 3}, {1, 1});
  const double one = 1 / std::sqrt(1.00001);
  EXPECT_NEAR(y[0], -10 * one, 1e-14);
  EXPECT_NEAR(y[1], 5 + one, 1e-14);
}

// Of -1 and 1 with gain 1, variance 1: z = -+c with c = 1 / sqrt(1 + 1e-5). For dy = (1, 0):
// mean(dz) = 1/2, mean(dz z) = -c/2, so dx = c (1 - 1/2 - c^2 / 2, -1/2 + c^2 / 2): nearly nothing,
// as two numbers always come out as -1 and 1. The gain's gradient is (-c, 0), the bias's (1, 0).
TEST(LayerNorm, GradientByHand) {
  const LayerNorm<double> layer(2);
  const auto [dx, dparameters] = gradients_of<double>(layer, {1, 1, 0, 0}, {-1, 1}, {1, 0}, {1, 1});
  const double c = 1 / std::sqrt(1.00001);
  EXPECT_NEAR(dx[0], c * (1 - c * c) / 2, 1e-14);
  EXPECT_NEAR(dx[1], -c * (1 - c * c) / 2, 1e-14);
  EXPECT_NEAR(dparameters[0], -c, 1e-14);
  EXPECT_EQ((std::vector<double>{dparameters.begin() + 1, dparameters.end()}),
            (std::vector<double>{0, 1, 0}));
}

TEST(LayerNorm, OfAConstantRowOrOfOneNumberIsTheBias) {
  EXPECT_EQ(output_of<double>(LayerNorm<double>(3), {2, 2, 2, 7, 8, 9}, {5, 5, 5}, {1, 1}),
            (std::vector<double>{7, 8, 9}));
  EXPECT_EQ(output_of<double>(LayerNorm<double>(1), {2, 7}, {-4}, {1, 1}), std::vector<double>{7});
}

// 4096 +- 0.25, all exact in float: variance 1/16. The squares are near 1.7e7, where floats are 2
// apart or 1: the mean of squares less the squared mean would be 0 or worse.
TEST(LayerNorm, OfANearlyConstantRowWithALargeMeanKeepsItsDigits) {
  const LayerNorm<float> layer(4);
  const auto y = output_of<float>(layer, {1, 1, 1, 1, 0, 0, 0, 0},
                                  {4096.25F, 4095.75F, 4095.75F, 4096.25F}, {1, 1});
  const float one = 0.25F / std::sqrt(0.0625F + 1e-5F);
  EXPECT_NEAR(y[0], one, 1e-6);
  EXPECT_NEAR(y[1], -one, 1e-6);
}

TEST(LayerNorm, OfNoWidthIsAnError) {
  EXPECT_EQ(error_text([] { LayerNorm<float>(0); }),
            "a layer norm: width is 0, must be at least 1");
}

}  // namespace
}  // namespace tangram

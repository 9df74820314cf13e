#include "nets/linear.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "nets/layer_testing.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

using Values = std::vector<double>;

// (1 2) (3 4 5; 6 7 8) + (10 20 30) = (15 18 21) + (10 20 30), and for the row (0 -1).
TEST(Linear, OfTwoRowsByHand) {
  const Linear<double> layer({.in = 2, .out = 3});
  const Values parameters{3, 4, 5, 6, 7, 8, 10, 20, 30};
  EXPECT_EQ(output_of(layer, parameters, {1, 2, 0, -1}, {1, 2}), (Values{25, 38, 51, 4, 13, 22}));
}

// dW = x' dy = (1 2)' (1 0 -1), db = dy, dx = dy W' = (3 - 5, 6 - 8).
TEST(Linear, GradientByHand) {
  const Linear<double> layer({.in = 2, .out = 3});
  const auto [dx, dparameters] =
      gradients_of(layer, {3, 4, 5, 6, 7, 8, 10, 20, 30}, {1, 2}, {1, 0, -1}, {1, 1});
  EXPECT_EQ(dx, (Values{-2, -2}));
  EXPECT_EQ(dparameters, (Values{1, 0, -1, 2, 0, -2, 1, 0, -1}));
}

TEST(Linear, WithoutBiasIsTheProductAlone) {
  const Linear<double> layer({.in = 1, .out = 1, .bias = false});
  EXPECT_EQ(layer.n_parameters(), 1U);
  EXPECT_EQ(output_of(layer, {3}, {2}, {1, 1}), Values{6});
}

// x = 1 + 2^-8 is 1 as a factor, W = 1 + 3 2^-8 is 1 + 2^-6, dy = 2 + 2^-7 is 2, in all three
// products; the bias, 2^-12, and the sum of dy are not rounded.
TEST(Linear, InBFloat16RoundsFactorsAndNothingElse) {
  const Linear<double> layer({.in = 1, .out = 1, .precision = Precision::bfloat16});
  const double x = 1 + std::ldexp(1, -8), weight = 1 + 3 * std::ldexp(1, -8),
               bias = std::ldexp(1, -12), dy = 2 + std::ldexp(1, -7);
  EXPECT_EQ(output_of(layer, {weight, bias}, {x}, {1, 1}), Values{1 + std::ldexp(1, -6) + bias});
  const auto [dx, dparameters] = gradients_of(layer, {weight, bias}, {x}, {dy}, {1, 1});
  EXPECT_EQ(dx, Values{2 * (1 + std::ldexp(1, -6))});
  EXPECT_EQ(dparameters, (Values{2, dy}));
}

TEST(Linear, HasPrecisionsByTheirNames) {
  EXPECT_EQ(name_of(Precision::full), "float32");
  EXPECT_EQ(precision_of("bfloat16"), Precision::bfloat16);
  EXPECT_EQ(error_text([] { precision_of("half"); }),
            "precision: there is no 'half'; there are float32, bfloat16");
}

TEST(Linear, SaysWhatItsParametersAre) {
  const Linear<float> layer({.in = 2,
                             .out = 3,
                             .weight_kind = ParameterKind::read_in,
                             .bias_kind = ParameterKind::read_in});
  ASSERT_EQ(layer.parameters().size(), 2U);
  EXPECT_EQ(layer.parameters()[0].name, "weight");
  EXPECT_EQ(layer.parameters()[0].shape, (std::vector<int>{2, 3}));
  EXPECT_EQ(layer.parameters()[0].kind, ParameterKind::read_in);
  EXPECT_EQ(layer.parameters()[1].shape, (std::vector<int>{3}));
}

TEST(Linear, OfNothingIsAnError) {
  EXPECT_EQ(error_text([] { Linear<float>({.in = 0, .out = 3}); }),
            "a linear layer: maps 0 numbers to 3, both must be at least 1");
}

}  // namespace
}  // namespace tangram

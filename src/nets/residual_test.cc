#include "nets/residual.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "nets/layer_testing.h"
#include "nets/linear.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

using Values = std::vector<double>;

std::shared_ptr<const Layer<double>> linear(int in, int out) {
  return std::make_shared<Linear<double>>(LinearOptions{.in = in, .out = out});
}

// Norm of (1, 3): -+c with c = 1 / sqrt(1 + 1e-5). The layer swaps its two numbers, times 10, and
// adds (100, 200); the skip adds (1, 3), or -+c.
TEST(Residual, ByHand) {
  const Values parameters{1, 1, 0, 0, 0, 10, 10, 0, 100, 200};
  const double c = 1 / std::sqrt(1.00001);
  const Values y = output_of(Residual<double>(linear(2, 2)), parameters, Values{1, 3}, {1, 1});
  EXPECT_NEAR(y[0], 1 + 10 * c + 100, 1e-12);
  EXPECT_NEAR(y[1], 3 - 10 * c + 200, 1e-12);
  const Values normed =
      output_of(Residual<double>(linear(2, 2), Skip::normed), parameters, Values{1, 3}, {1, 1});
  EXPECT_NEAR(normed[0], -c + 10 * c + 100, 1e-12);
  EXPECT_NEAR(normed[1], c - 10 * c + 200, 1e-12);
}

TEST(Residual, SkipsHaveNames) {
  for (const std::string_view name : skip_names()) EXPECT_EQ(name_of(skip_of(name)), name);
  EXPECT_EQ(skip_of("normed"), Skip::normed);
  EXPECT_EQ(error_text([] { skip_of("output"); }),
            "skip: there is no 'output'; there are input, normed");
}

TEST(Residual, OfALayerThatGivesNothingIsTheIdentity) {
  const Residual<double> layer(linear(3, 3));
  Values parameters(layer.n_parameters());
  parameters[0] = parameters[1] = parameters[2] = 1;
  const Values x = normal_values<double>(Rng(1), 12), dy = normal_values<double>(Rng(2), 12);
  EXPECT_EQ(output_of(layer, parameters, x, {2, 2}), x);
  EXPECT_EQ(gradients_of(layer, parameters, x, dy, {2, 2}).x, dy);
}

TEST(Residual, NamesItsNormBesideTheLayersOwn) {
  const Residual<double> layer(linear(3, 3));
  std::vector<std::string> names;
  for (const Parameter& parameter : layer.parameters()) names.push_back(parameter.name);
  EXPECT_EQ(names, (std::vector<std::string>{"norm.gain", "norm.bias", "weight", "bias"}));
}

TEST(Residual, OfALayerThatChangesTheWidthIsAnError) {
  EXPECT_EQ(error_text([] { Residual<double> layer(linear(3, 4)); }),
            "a residual layer: what is 4 wide cannot be added to what is 3 wide");
}

}  // namespace
}  // namespace tangram

#include "nets/mlp.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "nets/gelu.h"
#include "nets/layer_testing.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

// Hidden: 2 * 3 - 5 = 1 and 2 * -1 + 1 = -1. gelu 0.8411920 and -0.1588080, so
// y = 0.8411920 * 10 - 0.1588080 * 100 + 1000.
TEST(Mlp, OfOneNumberByHand) {
  const Mlp<double> layer(1, 2);
  const auto y = output_of<double>(layer, {3, -1, -5, 1, 10, 100, 1000}, {2}, {1, 1});
  EXPECT_NEAR(y[0], 1000 + 8.411920 - 15.88080, 1e-4);
}

TEST(Mlp, SaysWhatItsParametersAre) {
  const Mlp<float> layer(2, 8);
  std::vector<std::string> names;
  for (const Parameter& parameter : layer.parameters()) names.push_back(parameter.name);
  EXPECT_EQ(names, (std::vector<std::string>{"up.weight", "up.bias", "down.weight", "down.bias"}));
  EXPECT_EQ(layer.parameters()[2].kind, ParameterKind::residual_weight);
  EXPECT_EQ(layer.n_parameters(), 2U * 8 + 8 + 8 * 2 + 2);
}

TEST(Mlp, OfNothingIsAnError) {
  EXPECT_EQ(error_text([] { Mlp<float>(2, 0); }),
            "an MLP: width is 2, hidden 0, both must be at least 1");
}

}  // namespace
}  // namespace tangram

#include "nets/regression_reader.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/error_text.h"

namespace tangram {
namespace {

// 1,000 layers that each keep the attention of 99,999 tokens to each other, 10^10 numbers: 40 TB,
// and as much to work in. A reader is made in no time and takes nothing.
TEST(RegressionReader, OfANetWhosePassTheMachineCannotHoldIsAnErrorThatSaysSo) {
  const Gpt2<float> net(
      {.layers = 1000, .width = 2, .heads = 1, .token_width = 3, .longest = 99'999});
  const RegressionReader reader(net, TokenLayout::separate, 2);
  const std::string error = error_text([&] { reader.check({}, "learner l"); });
  EXPECT_EQ(error.find("learner l: a pass over 50000 points by a net of 1000 layers of width 2 "
                       "takes 8"),
            0U)
      << error;
  EXPECT_NE(error.find(" GB; give fewer points or layers, or a smaller width"), std::string::npos)
      << error;
}

TEST(RegressionReader, OfANetThatIsHeldByTheMachineIsNoError) {
  const Gpt2<float> net({.layers = 1, .width = 2, .heads = 1, .token_width = 3, .longest = 7});
  EXPECT_EQ(
      error_text([&] { RegressionReader(net, TokenLayout::separate, 2).check({}, "learner l"); }),
      "no error");
}

}  // namespace
}  // namespace tangram

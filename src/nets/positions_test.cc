#include "nets/positions.h"

#include <gtest/gtest.h>

#include <vector>

#include "nets/layer_testing.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

using Values = std::vector<double>;

// Two sequences of one and the same two positions (10, 20), (30, 40); the third is not reached.
TEST(Positions, AreAddedToEverySequenceAlike) {
  const Positions<double> layer(3, 2);
  EXPECT_EQ(
      output_of(layer, Values{10, 20, 30, 40, 50, 60}, Values{1, 2, 3, 4, 5, 6, 7, 8}, {2, 2}),
      (Values{11, 22, 33, 44, 15, 26, 37, 48}));
}

TEST(Positions, GradientIsTheSumOverSequences) {
  const Positions<double> layer(3, 1);
  const auto [dx, dparameters] =
      gradients_of(layer, Values{0, 0, 0}, Values{0, 0, 0, 0}, Values{1, 2, 3, 4}, {2, 2});
  EXPECT_EQ(dx, (Values{1, 2, 3, 4}));
  EXPECT_EQ(dparameters, (Values{4, 6, 0}));
}

TEST(Positions, OfTooLongASequenceAreAnError) {
  const Positions<double> layer(3, 1);
  EXPECT_EQ(error_text([&] {
              output_of(layer, Values(3), Values(4), {1, 4});
            }),
            "learned positions: a sequence of 4 tokens, but there are 3 positions; give longest = "
            "4");
  EXPECT_EQ(error_text([] { Positions<float>(0, 2); }),
            "learned positions: 0 of width 2, both must be at least 1");
}

}  // namespace
}  // namespace tangram

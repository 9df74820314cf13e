#include "stats/holm.h"

#include <gtest/gtest.h>

namespace tangram {
namespace {

using Values = std::vector<double>;

void expect_near(const Values& a, const Values& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-15) << i;
}

// In order .005, .01, .03, .04: times 4, 3, 2, 1 = .02, .03, .06, .04, and the last may not fall
// below the one before it.
TEST(Holm, StepsDownAndNeverFalls) {
  expect_near(holm(Values{0.01, 0.04, 0.03, 0.005}), {0.03, 0.06, 0.06, 0.02});
}

TEST(Holm, OfNoneIsNoneAndOfOneIsThatOne) {
  EXPECT_TRUE(holm({}).empty());
  EXPECT_EQ(holm(Values{0.3}), Values{0.3});
}

TEST(Holm, IsCappedAtOneAndKeepsZero) { EXPECT_EQ(holm(Values{0.6, 0.0, 0.7}), (Values{1, 0, 1})); }

// Tied p share the larger factor.
TEST(Holm, GivesEqualPsEqualAnswers) { expect_near(holm(Values{0.2, 0.2}), {0.4, 0.4}); }

}  // namespace
}  // namespace tangram

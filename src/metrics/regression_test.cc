#include "metrics/regression.h"

#include <gtest/gtest.h>

namespace tangram {
namespace {

using Eigen::MatrixXd;

// Two sequences, three questions, d = 2: (1 - 3)^2 / 2 = 2, 0, (4 - 1)^2 / 2 = 4.5; then .5, 2, 8.
// Means of the columns: 1.25, 1, 6.25; of all 8.5 / 3.
TEST(SquaredPerD, IsTheSquareOverTheDimension) {
  const MatrixXd y{{1, 2, 4}, {0, -1, 3}}, truth{{3, 2, 1}, {1, 1, -1}};
  const MatrixXd values = squared_per_d(y, truth, {.dimension = 2});
  EXPECT_EQ(values, (MatrixXd{{2, 0, 4.5}, {0.5, 2, 8}}));
  EXPECT_EQ(means_of_columns(values),
            (std::vector<Score>{Score::of(1.25), Score::of(1), Score::of(6.25)}));
  EXPECT_DOUBLE_EQ(*mean_of(values).value, 8.5 / 3);
}

// Width 2, d = 3: questions (1, 2) and (5, 5) to (0, 0) and (5, 2): (1 + 4) / 6 and (0 + 9) / 6.
TEST(SquaredPerD, AveragesTheNumbersOfAnAnswer) {
  const MatrixXd a{{1, 2, 5, 5}}, b{{0, 0, 5, 2}};
  const MatrixXd values = squared_per_d(a, b, {.dimension = 3, .width = 2});
  ASSERT_EQ(values.cols(), 2);
  EXPECT_DOUBLE_EQ(values(0, 0), 5.0 / 6);
  EXPECT_DOUBLE_EQ(values(0, 1), 1.5);
}

// 1 + 2^-40 and 1 differ by 2^-40, whose square is 2^-80; a^2 - 2ab + b^2 gives 0 here.
TEST(SquaredPerD, KeepsTheDigitsOfNearlyEqualAnswers) {
  const double a = 1 + 0x1p-40, b = 1;
  EXPECT_EQ(a * a - 2 * a * b + b * b, 0);
  EXPECT_EQ(squared_per_d(MatrixXd{{a}}, MatrixXd{{b}}, {.dimension = 2})(0, 0), 0x1p-81);
}

TEST(SquaredPerD, IsSymmetricAndZeroOfAnAnswerToItself) {
  const MatrixXd a{{0.1, -7}, {3, 1e-30}}, b{{5, 2}, {-1, 4}};
  EXPECT_EQ(squared_per_d(a, a, {.dimension = 5}), MatrixXd::Zero(2, 2));
  EXPECT_EQ(squared_per_d(a, b, {.dimension = 5}), squared_per_d(b, a, {.dimension = 5}));
}

TEST(MeanOf, OfNothingIsNoNumber) {
  EXPECT_EQ(mean_of(MatrixXd(0, 3)), Score::none("no questions"));
  EXPECT_EQ(means_of_columns(MatrixXd(0, 2)).at(1), Score::none("no questions"));
  EXPECT_TRUE(means_of_columns(MatrixXd(2, 0)).empty());
}

// 1e200^2 is beyond double: no mean, and not an infinite one.
TEST(MeanOf, OfASquareBeyondDoubleIsNoNumber) {
  const MatrixXd values = squared_per_d(MatrixXd{{1e200, 1}}, MatrixXd{{0, 1}}, {});
  EXPECT_EQ(means_of_columns(values)[1], Score::of(0));
  EXPECT_EQ(mean_of(values).value, std::nullopt);
  EXPECT_EQ(mean_of(values).why_not, "an answer lies so far away that its square is no number");
}

TEST(SquaredPerDDeathTest, RefusesAnswersToOtherQuestions) {
  EXPECT_DEATH(squared_per_d(MatrixXd(1, 2), MatrixXd(1, 3), {}), "a.cols");
  EXPECT_DEATH(squared_per_d(MatrixXd(1, 3), MatrixXd(1, 3), {.dimension = 1, .width = 2}),
               "shape.width");
}

}  // namespace
}  // namespace tangram

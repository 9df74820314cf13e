#include "verdict/vector_effect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/check.h"
#include "verdict/vector_testing.h"

namespace tangram {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using vector_testing::arm_of, vector_testing::arm_of_numbers, vector_testing::MatrixXd;

ArmRef arm_ref(const std::string& learner, const std::string& versus = "") {
  return {.block = "", .condition = "original", .learner = learner, .versus = versus};
}

Statement statement_of(std::vector<std::pair<double, ArmRef>> terms) {
  Statement s;
  s.effect.terms = std::move(terms);
  return s;
}

Statement by_seed(std::vector<std::pair<double, ArmRef>> terms) {
  Statement s = statement_of(std::move(terms));
  s.unit = "train_seed";
  return s;
}

// Squares over d = 2: draw 0 {{2, 0}, {8, 2}}, draw 1 {{0, 2}, {0, 0}}. At 0 shots 5 and 0, at 3
// shots 1 and 1; over both 3 and .5. Less 1: units 2 and -.5, mean .75.
TEST(VectorEffect, OfAnErrorIsTheMeanOverSequencesThenShotsThenDraws) {
  const std::vector<VectorArm> arms{
      arm_of("ridge", {MatrixXd{{2, 0}, {4, 2}}, MatrixXd{{0, 2}, {0, 0}}}, {0, 3})};
  Statement s = statement_of({{1, arm_ref("ridge")}});
  s.effect.constant = -1;
  const EffectResult all = effect_of(s, arms);
  EXPECT_THAT(all.unit_values, ElementsAre(2, -0.5));
  EXPECT_EQ(all.value, 0.75);
  EXPECT_EQ(all.effect, std::nullopt);
  EXPECT_EQ(all.unit, "repeat");
  EXPECT_EQ(all.note, "2 of the 5 repeats that an interval needs");
  s.shots = 0;
  EXPECT_EQ(effect_of(s, arms).value, 1.5);
  s.shots = 3;
  EXPECT_EQ(effect_of(s, arms).value, 0);
  s.shots = 1;
  EXPECT_EQ(effect_of(s, arms).value, std::nullopt);
  EXPECT_EQ(effect_of(s, arms).note, "original/ridge is not asked at 1 shots on linear");
}

// Errors y^2 / 2 of y = sqrt 2, 2, sqrt 6, sqrt 8, sqrt 10: 1 ... 5. Mean 3, sd^2 = 2.5, se^2 = .5.
TEST(VectorEffect, HasStudentsIntervalOverDraws) {
  const std::vector<VectorArm> arms{
      arm_of_numbers("ridge", {std::sqrt(2), 2, std::sqrt(6), std::sqrt(8), std::sqrt(10)})};
  const EffectResult result = effect_of(statement_of({{1, arm_ref("ridge")}}), arms);
  ASSERT_TRUE(result.effect.has_value());
  EXPECT_NEAR(result.effect->mean, 3, 1e-14);
  EXPECT_NEAR(result.effect->standard_error, std::sqrt(0.5), 1e-14);
  EXPECT_EQ(result.effect->df, 4);
  EXPECT_NEAR(result.components->draw, 2.5, 1e-14);
}

TEST(VectorEffect, DistanceIsZeroToItselfAndTheErrorToAnOracle) {
  const VectorArm net =
      arm_of("net", {MatrixXd{{0.1, 7}, {-2, 1e-9}}, MatrixXd{{3, 3}, {0, 5}}}, {0, 3});
  const VectorArm oracle = arm_of("oracle", {MatrixXd::Zero(2, 2), MatrixXd::Zero(2, 2)}, {0, 3});
  EXPECT_EQ(distances_between(net, net).means, MatrixXd::Zero(2, 2));
  EXPECT_EQ(distances_between(net, oracle).means, errors_of(net).means);
  EXPECT_EQ(distances_between(oracle, net).means, errors_of(net).means);
}

// 1e8 + 2^-20 and 1e8 differ by 2^-20: the square is 2^-40, over d 2^-41. The difference of their
// errors, whose last digit is a unit, cannot show it.
TEST(VectorEffect, SeesTheDistanceOfNearlyEqualAnswers) {
  const std::vector<VectorArm> arms{arm_of_numbers("a", {1e8 + 0x1p-20}),
                                    arm_of_numbers("b", {1e8})};
  EXPECT_EQ(effect_of(statement_of({{1, arm_ref("a", "b")}}), arms).value, 0x1p-41);
}

// Errors 9 / 2 and 1 / 2, distance (3 - 1)^2 / 2 = 2: net - ridge - net~ridge = 2.
TEST(VectorEffect, TakesEachTermAsItIsWritten) {
  const std::vector<VectorArm> arms{arm_of_numbers("net", {3}), arm_of_numbers("ridge", {1})};
  EXPECT_EQ(
      effect_of(statement_of(
                    {{1, arm_ref("net")}, {-1, arm_ref("ridge")}, {-1, arm_ref("net", "ridge")}}),
                arms)
          .value,
      2);
}

// The net lacks draw 1 and the third sequence of draw 0, and is asked at 3 shots alone: of draw 0
// (5 - 1)^2 / 2 = 8 and (6 - 2)^2 / 2 = 8 are left.
TEST(VectorEffect, PairsByDrawSequenceAndShots) {
  const VectorArm ridge =
      arm_of("ridge", {MatrixXd{{0, 1}, {0, 2}, {0, 9}}, MatrixXd{{0, 0}}}, {0, 3});
  VectorArm net = arm_of("net", {MatrixXd{{5}, {6}}}, {3});
  net.declared = 2;
  const VectorScores scores = distances_between(net, ridge);
  EXPECT_THAT(scores.draws, ElementsAre(0));
  EXPECT_THAT(scores.shots, ElementsAre(3));
  EXPECT_EQ(scores.means, (MatrixXd{{8}}));
  EXPECT_EQ(scores.n_questions, 2);
  const EffectResult result = effect_of(statement_of({{1, arm_ref("net", "ridge")}}), {net, ridge});
  EXPECT_EQ(result.n_draws_missing, 1);
  EXPECT_EQ(result.value, 8);
}

TEST(VectorEffect, OfAnswersToOtherQuestionsIsAnError) {
  const VectorArm net = arm_of_numbers("net", {1});
  VectorArm other = arm_of_numbers("ridge", {1});
  other.draws[0].truth(0, 0) = 0.5;
  EXPECT_THROW(distances_between(net, other), Error);
  other = arm_of_numbers("ridge", {1});
  other.shape.dimension = 3;
  EXPECT_THROW(distances_between(net, other), Error);
}

// 1e200^2 is beyond double: that draw has no number, and the mean of the others is not infinite.
TEST(VectorEffect, LeavesOutADrawWhoseSquareIsNoNumber) {
  const std::vector<VectorArm> arms{arm_of_numbers("net", {2, 1e200})};
  const EffectResult result = effect_of(statement_of({{1, arm_ref("net")}}), arms);
  EXPECT_EQ(result.value, 2);
  EXPECT_THAT(result.note, HasSubstr("1 of 2 repeats left out: an answer lies so far away"));
}

// Task "linear": errors 2 and 0, mean 1; task "far": 18 and 8, mean 13. Equal weights: 7.
TEST(VectorEffect, AveragesTasksWithEqualWeights) {
  VectorArm far = arm_of_numbers("ridge", {6, 4});
  far.task = "far";
  const std::vector<VectorArm> arms{arm_of_numbers("ridge", {2, 0}), far};
  EXPECT_EQ(effect_of(statement_of({{1, arm_ref("ridge")}}), arms).value, 7);
}

/// Two tasks of five draws: "linear" with errors 1 ... 5 (y^2 / 2), "far" with those given.
std::vector<VectorArm> two_tasks(const std::vector<double>& far_errors) {
  std::vector<VectorArm> arms;
  for (const auto& errors : {std::vector<double>{1, 2, 3, 4, 5}, far_errors}) {
    std::vector<double> answers;
    for (const double error : errors) answers.push_back(std::sqrt(2 * error));
    arms.push_back(arm_of_numbers("ridge", answers));
  }
  arms[1].task = "far";
  return arms;
}

// Means of the draws 2, 3, 4, 5, 6: mean 4, sd^2 = 2.5, se^2 = .5, df 4. As ten units of two tasks
// that have nothing in common they would have half the variance, and twice the degrees of freedom.
TEST(VectorEffect, TakesADrawOfSeveralTasksForOneUnit) {
  const EffectResult result =
      effect_of(statement_of({{1, arm_ref("ridge")}}), two_tasks({3, 4, 5, 6, 7}));
  ASSERT_EQ(result.unit_values.size(), 5U);
  EXPECT_NEAR(result.unit_values[4], 6, 1e-13);
  ASSERT_TRUE(result.effect.has_value());
  EXPECT_NEAR(result.effect->mean, 4, 1e-13);
  EXPECT_NEAR(result.effect->standard_error, std::sqrt(0.5), 1e-13);
  EXPECT_EQ(result.effect->df, 4);
  ASSERT_TRUE(result.components.has_value());
  EXPECT_NEAR(result.components->draw, 2.5, 1e-13);
  EXPECT_EQ(result.n_draws_missing, 0);
}

// A draw that one of the tasks lacks has no mean: (1 + 3) / 2 ... (4 + 6) / 2 are left.
TEST(VectorEffect, LeavesOutADrawThatATaskLacks) {
  std::vector<VectorArm> arms = two_tasks({3, 4, 5, 6, 7});
  arms[1].draws.pop_back();
  const EffectResult result = effect_of(statement_of({{1, arm_ref("ridge")}}), arms);
  EXPECT_EQ(result.unit_values.size(), 4U);
  EXPECT_EQ(result.n_draws_missing, 1);
  EXPECT_NEAR(*result.value, 3.5, 1e-13);
  EXPECT_EQ(result.note, "4 of the 5 repeats that an interval needs");
}

TEST(VectorEffect, TakesTheArmAtTheBoundAxes) {
  const std::vector<VectorArm> arms{arm_of_numbers("net", {2}, "pool_size=4,train_seed=1"),
                                    arm_of_numbers("net", {4}, "pool_size=8,train_seed=1"),
                                    arm_of_numbers("net", {8}, "pool_size=8,train_seed=2"),
                                    arm_of_numbers("ridge", {0}, "pool_size=8")};
  Statement s = statement_of({{1, arm_ref("net", "ridge")}});
  s.axes = {{"pool_size", "8"}, {"train_seed", "2"}};
  EXPECT_EQ(effect_of(s, arms).value, 32);
  s.axes[0].second = "16";
  EXPECT_EQ(effect_of(s, arms).note,
            "the run has no answers of original/net~ridge on linear, pool_size = 16, "
            "train_seed = 2");
}

/// A net of that seed with errors `first` and `second` (d = 2) in its two draws.
VectorArm net_of(int seed, double first, double second) {
  return arm_of_numbers("net", {std::sqrt(2 * first), std::sqrt(2 * second)},
                        fmt::format("train_seed={}", seed));
}

// Seeds have means over draws 2, 4, 6, 8, 10; ridge, the same for all seeds, 1 and 3, mean 2.
// Differences 0, 2, 4, 6, 8: mean 4, sd^2 = 10, se^2 = 2, df 4: five seeds, not ten draws.
TEST(VectorEffect, OverAnAxisHasOneValueASetting) {
  std::vector<VectorArm> arms{arm_of_numbers("ridge", {std::sqrt(2), std::sqrt(6)})};
  for (int seed = 1; seed <= 5; ++seed) arms.push_back(net_of(seed, 2 * seed - 1, 2 * seed + 1));
  const EffectResult result =
      effect_of(by_seed({{1, arm_ref("net")}, {-1, arm_ref("ridge")}}), arms);
  EXPECT_EQ(result.unit, "train_seed");
  EXPECT_EQ(result.unit_values.size(), 5U);
  ASSERT_TRUE(result.effect.has_value());
  EXPECT_NEAR(result.effect->mean, 4, 1e-13);
  EXPECT_NEAR(result.effect->standard_error, std::sqrt(2), 1e-13);
  EXPECT_EQ(result.effect->df, 4);
  EXPECT_EQ(result.note, "");
}

// Each seed's value is the mean over its two tasks: (2 + 6) / 2 and (4 + 20) / 2.
TEST(VectorEffect, OverAnAxisAveragesTheTasksOfEachSetting) {
  std::vector<VectorArm> arms{net_of(1, 1, 3), net_of(2, 3, 5), net_of(1, 6, 6), net_of(2, 20, 20)};
  arms[2].task = arms[3].task = "far";
  const EffectResult result = effect_of(by_seed({{1, arm_ref("net")}}), arms);
  ASSERT_EQ(result.unit_values.size(), 2U);
  EXPECT_NEAR(result.unit_values[0], 4, 1e-13);
  EXPECT_NEAR(result.unit_values[1], 12, 1e-13);
  EXPECT_EQ(result.note, "2 of the 5 train_seeds that an interval needs");
}

TEST(VectorEffect, OverAnAxisTakesBothLearnersOfAPairAtOneSetting) {
  const std::vector<VectorArm> arms{
      arm_of_numbers("a", {1}, "train_seed=1"), arm_of_numbers("a", {2}, "train_seed=2"),
      arm_of_numbers("b", {1}, "train_seed=1"), arm_of_numbers("b", {6}, "train_seed=2")};
  EXPECT_THAT(effect_of(by_seed({{1, arm_ref("a", "b")}}), arms).unit_values, ElementsAre(0, 8));
}

TEST(VectorEffect, OverAnAxisLeavesOutASettingThatIsNotComplete) {
  std::vector<VectorArm> arms{net_of(1, 1, 3), net_of(2, 3, 5), net_of(3, 0, 0)};
  arms[1].draws.pop_back();
  const EffectResult result = effect_of(by_seed({{1, arm_ref("net")}}), arms);
  EXPECT_EQ(result.unit_values.size(), 2U);
  EXPECT_EQ(result.n_draws_missing, 1);
  EXPECT_NEAR(*result.value, 1, 1e-13);
  EXPECT_EQ(result.note, "1 of 3 train_seeds left out: not all of their repeats are done");
}

TEST(VectorEffect, OverAnAxisThatNoArmHasIsNone) {
  const std::vector<VectorArm> arms{arm_of_numbers("ridge", {1}), net_of(1, 1, 1)};
  EXPECT_EQ(effect_of(by_seed({{1, arm_ref("ridge")}}), arms).note,
            "no arm of original/ridge has the axis 'train_seed': nothing varies");
}

TEST(VectorEffect, OfARunWithoutAnswersIsNone) {
  VectorArm arm = arm_of_numbers("ridge", {});
  arm.declared = 8;
  const EffectResult result = effect_of(statement_of({{1, arm_ref("ridge")}}), {arm});
  EXPECT_EQ(result.value, std::nullopt);
  EXPECT_EQ(result.note, "no repeat is done");
  EXPECT_EQ(result.n_draws_missing, 8);
  Statement s = statement_of({{1, arm_ref("ridge")}});
  EXPECT_EQ(effect_of(s, std::vector<VectorArm>{}).note, "the run has no answers");
  s.missing = "the grid has no learner 'ridge'";
  EXPECT_EQ(effect_of(s, {arm}).note, s.missing);
}

}  // namespace
}  // namespace tangram

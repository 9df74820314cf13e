#include "verdict/trends.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "base/json.h"
#include "verdict/effect_of.h"
#include "verdict/simulated_arms_testing.h"

namespace tangram {
namespace {

using testing::HasSubstr;
using verdict_testing::bare_arm;
using verdict_testing::score_of;

constexpr int kQuestions = 20;

/// How many of a draw's questions are right.
using Right = std::function<int(int draw)>;

/// An arm whose accuracy is known: the first right(i) questions of draw i.
Arm accurate_arm(const std::string& condition, int n, const Right& right) {
  Arm arm = bare_arm(condition, n);
  arm.crossed = false;
  for (int i = 0; i < n; ++i) {
    ArmDraw draw{.draw = static_cast<std::uint64_t>(i), .variants = {{}}};
    for (int q = 0; q < kQuestions; ++q)
      draw.variants[0].push_back(
          {static_cast<std::uint64_t>(q), {q < right(i) ? 0 : 1, {-0.5, -1}}});
    arm.draws.push_back(std::move(draw));
  }
  return arm;
}

/// Against x = 1, 2, 4: the conditions one, two, four; with the covariates near_one, ...
Study study_with(bool covariate) {
  TrendSpec spec;
  spec.id = "t";
  spec.name = "order";
  spec.x = {1, 2, 4};
  for (const char* name : {"one", "two", "four"}) {
    spec.y.push_back(score_of(name, "accuracy"));
    if (covariate) spec.given.push_back(score_of(std::string("near_") + name, "accuracy"));
  }
  Study study;
  study.seed = 5;
  study.trends.push_back(spec);
  return study;
}

TrendResult only(const Study& study, const std::vector<Arm>& arms) {
  const auto results = trends_of(study, arms);
  EXPECT_EQ(results.size(), 1U);
  return results.front();
}

int noise(std::string_view stream, int i) {
  return static_cast<int>(std::lround(2 * verdict_testing::normal(stream, i)));
}

/// Accuracies of .8, .7, .5 at 1, 2, 4, and noise.
std::vector<Arm> falling_arms(int n) {
  std::vector<Arm> arms;
  for (const auto& [name, right] : {std::pair{"one", 16}, {"two", 14}, {"four", 10}})
    arms.push_back(accurate_arm(
        name, n, [name = name, right = right](int i) { return right + noise(name, i); }));
  return arms;
}

double mean_accuracy(const Arm& arm) {
  const WeightedArm term{1, &arm};
  return *effect_of({&term, 1}, 0, find_metric("accuracy")).value;
}

// Accuracies .8, .7, .5 at 1, 2, 4, a tenth up or down by draw, and at 4 another tenth. x - 7/3 is
// -4/3, -1/3, 5/3, its squares add up to 14/3, so a tenth at 4 moves the slope by (5/3) (.1) /
// (14/3) = 1/28: eight slopes of -.1 +- 1/28, with a standard error of sqrt(8/7) / 28 / sqrt(8).
TEST(Trends, AreTheSlopeOfLeastSquares) {
  const auto level = [](int right) { return [right](int i) { return right + (i % 2 ? 2 : -2); }; };
  const auto last = [](int i) { return 10 + (i % 2 ? 2 : -2) + (i / 2 % 2 ? 2 : -2); };
  const std::vector<Arm> arms{accurate_arm("one", 8, level(16)), accurate_arm("two", 8, level(14)),
                              accurate_arm("four", 8, last)};
  const TrendResult r = only(study_with(false), arms);
  ASSERT_EQ(r.points.size(), 3U);
  EXPECT_NEAR(*r.points[1].y.value, 0.7, 1e-12);
  EXPECT_TRUE(r.points[1].y.low);
  EXPECT_NEAR(*r.slope.value, -0.1, 1e-12);
  EXPECT_NEAR(*r.slope.high, -0.1 + 2.364624 / 28 / std::sqrt(7.0), 1e-6);  // t(.975; 7)
  EXPECT_THAT(r.reading,
              HasSubstr("for each step of 1 of the order the score falls: -0.1 [-0.132"));
  EXPECT_FALSE(r.partial_slope.value);
}

TEST(Trends, ThatAreTheSameInEveryDrawHaveNoInterval) {
  std::vector<Arm> arms;
  for (const char* name : {"one", "two", "four"})
    arms.push_back(accurate_arm(name, 8, [](int) { return kQuestions; }));
  const TrendResult r = only(study_with(false), arms);
  EXPECT_NEAR(*r.slope.value, 0, 1e-12);
  EXPECT_FALSE(r.slope.low) << "a ceiling is no proof of a slope of 0";
  EXPECT_THAT(r.reading, HasSubstr("is not shown to change"));
  EXPECT_THAT(r.reading, HasSubstr("(no interval: the same in every draw)"));
}

// Each score less that of another arm, the same at every point: what it takes off moves no slope.
TEST(Trends, OfSumsOfArmsAreThoseOfTheSums) {
  Study study = study_with(false);
  for (ScoredSum& sum : study.trends[0].y) sum.score.effect.add(-1, ArmRef{"", "base", "llm", ""});
  std::vector<Arm> arms = falling_arms(8);
  const Estimate plain = only(study_with(false), arms).slope;
  arms.push_back(accurate_arm("base", 8, [](int i) { return 10 + noise("base", i); }));
  const TrendResult r = only(study, arms);
  EXPECT_NEAR(*r.slope.value, *plain.value, 1e-12);
  EXPECT_NEAR(*r.slope.low, *plain.low, 1e-12);
  EXPECT_NEAR(*r.points[0].y.value, mean_accuracy(arms[0]) - mean_accuracy(arms[3]), 1e-12);
}

// The arm at 4 stands in a block with an axis, which its score binds; the others know no axis.
TEST(Trends, ReachOverBlocksOfWhichOneHasAnAxis) {
  Study study = study_with(false);
  ScoredSum& last = study.trends[0].y[2];
  last.score.effect.terms[0].second.block = "b";
  last.score.axes = {{"words", "12"}};
  std::vector<Arm> arms = falling_arms(8);
  arms[2].block = "b";
  arms[2].axes = "words=12";
  const TrendResult r = only(study, arms);
  ASSERT_TRUE(r.slope.value) << r.slope.note;
  EXPECT_NEAR(*r.slope.value, -0.1, 0.02);
}

// y is its covariate, one question more or less by a pattern that is balanced in each arm; the
// covariate falls with x, by draws differently.
TEST(Trends, GivenWhatExplainsThemAreNotShown) {
  std::vector<Arm> arms;
  const auto add = [&](const std::string& name, int right, int period) {
    const auto near = [=](int i) { return right + noise(name, i); };
    arms.push_back(accurate_arm("near_" + name, 24, near));
    arms.push_back(
        accurate_arm(name, 24, [=](int i) { return near(i) + ((i / period) % 2 ? 1 : -1); }));
  };
  add("one", 14, 1);
  add("two", 12, 2);
  add("four", 8, 4);
  const TrendResult r = only(study_with(true), arms);
  EXPECT_LT(*r.slope.high, 0);
  EXPECT_LT(*r.given_slope.high, 0);
  EXPECT_GT(*r.weight.low, 0.5);
  EXPECT_LT(std::abs(*r.partial_slope.value), 0.5 * std::abs(*r.slope.value));
  EXPECT_THAT(r.reading, HasSubstr("given the covariate, over draws alone, it is not shown"));
  EXPECT_THAT(trends_text({r}), HasSubstr("covariate: accuracy at 4 shots\n"));
  EXPECT_THAT(trends_text({r}), HasSubstr("what 1 of the covariate adds: +"));
}

// Draws that differ in y alone, by whatever levels: the covariate is no explanation.
TEST(Trends, GivenWhatIsUnrelatedStay) {
  std::vector<Arm> arms;
  const auto add = [&](const std::string& name, int right) {
    arms.push_back(accurate_arm("near_" + name, 24, [=](int i) { return 10 + noise(name, i); }));
    arms.push_back(accurate_arm(
        name, 24, [=](int i) { return right + noise("level", i) + noise(name, i) / 2; }));
  };
  add("one", 14);
  add("two", 12);
  add("four", 8);
  const TrendResult r = only(study_with(true), arms);
  EXPECT_NEAR(*r.partial_slope.value, *r.slope.value, 0.02);
  EXPECT_THAT(r.reading, HasSubstr("given the covariate, over draws alone, it falls"));
}

// Draws 0 and 1 lack a covariate, and draw 5 a score: the fit is over the rest.
TEST(Trends, GivenACovariateUseTheDrawsThatHaveAll) {
  std::vector<Arm> arms;
  for (const std::string name : {"one", "near_one", "two", "near_two", "four", "near_four"})
    arms.push_back(accurate_arm(name, 12, [=](int i) { return 10 + noise(name, i); }));
  arms[1].draws.erase(arms[1].draws.begin(), arms[1].draws.begin() + 2);
  arms[4].draws.erase(arms[4].draws.begin() + 5);
  const TrendResult r = only(study_with(true), arms);
  EXPECT_EQ(r.partial_slope.n, 9);
  EXPECT_EQ(r.slope.n, 11);
  arms[1].draws.clear();
  EXPECT_THAT(only(study_with(true), arms).reading,
              HasSubstr("the covariate cannot be held fixed: no draw is done"));
}

// Two rotations of g in each draw, the second without the noise of the first: half of it is left.
TEST(Trends, AverageTheRotationsOfADraw) {
  std::vector<Arm> arms = falling_arms(8);
  const double first = *only(study_with(false), arms).slope.value;
  for (const auto& [at, right] : {std::pair{0, 16}, {1, 14}, {2, 10}}) {
    const Arm other = accurate_arm("other", 8, [right = right](int) { return right; });
    for (std::size_t i = 0; i < 8; ++i)
      arms[static_cast<std::size_t>(at)].draws[i].variants.push_back(other.draws[i].variants[0]);
  }
  EXPECT_NEAR(*only(study_with(false), arms).slope.value, (first - 0.1) / 2, 1e-12);
}

TEST(Trends, WithACovariateThatDoesNotVarySayWhy) {
  std::vector<Arm> arms;
  for (const char* name : {"one", "two", "four"}) {
    arms.push_back(accurate_arm(name, 6, [](int i) { return 8 + i; }));
    arms.push_back(accurate_arm(std::string("near_") + name, 6, [](int) { return 10; }));
  }
  const TrendResult r = only(study_with(true), arms);
  EXPECT_FALSE(r.partial_slope.value);
  EXPECT_THAT(r.reading, HasSubstr("within draws the covariate does not vary, or only as x does"));
}

TEST(Trends, OfFewDrawsHaveNoInterval) {
  std::vector<Arm> arms;
  for (const char* name : {"one", "two", "four"})
    arms.push_back(accurate_arm(name, 2, [&](int i) { return 8 + i; }));
  const TrendResult r = only(study_with(false), arms);
  EXPECT_NEAR(*r.slope.value, 0, 1e-12);
  EXPECT_FALSE(r.slope.low);
  EXPECT_THAT(r.reading, HasSubstr("(no interval: 2 of the 5 draws that an interval needs)"));
  EXPECT_EQ(only(study_with(false), {accurate_arm("one", 0, {})}).reading,
            "no trend: the run has no answers of two/llm on sst2 at 4 shots");
}

TEST(Trends, WhatTheGridDoesNotAskHasAReason) {
  Study study = study_with(false);
  study.trends[0].y[0].score.missing = "the grid does not ask it";
  const TrendResult r = only(study, {});
  EXPECT_EQ(r.reading, "no trend: the grid does not ask it");
  EXPECT_THAT(trends_text({r}), HasSubstr("trend t: accuracy at 4 shots against the order"));
  EXPECT_EQ(trends_text({}), "");
}

TEST(Trends, InJsonHaveACovariateOnlyWhereThereIsOne) {
  const auto results = trends_of(study_with(false), falling_arms(8));
  ASSERT_EQ(results.size(), 1U);
  EXPECT_THAT(to_json(to_json_value(results)), testing::Not(HasSubstr("covariate")));
}

TEST(Trends, AreTheSameWhenMadeAgain) {
  std::vector<Arm> arms;
  for (const char* name : {"one", "two", "four"})
    for (const char* prefix : {"", "near_"})
      arms.push_back(accurate_arm(std::string(prefix) + name, 12, [=](int i) {
        return 10 + noise(std::string(prefix) + name, i);
      }));
  const std::string once = to_json(to_json_value(trends_of(study_with(true), arms)));
  EXPECT_EQ(once, to_json(to_json_value(trends_of(study_with(true), arms))));
  EXPECT_THAT(once, HasSubstr("\"slope_given_covariate\":{\"value\":"));
  EXPECT_THAT(once, HasSubstr("\"covariate_arms\":\"near_one/llm\""));
}

}  // namespace
}  // namespace tangram

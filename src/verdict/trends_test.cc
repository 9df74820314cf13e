#include "verdict/trends.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "base/json.h"
#include "base/rng.h"

namespace tangram {
namespace {

using testing::HasSubstr;

constexpr int kQuestions = 20;

/// How many of a draw's questions are right.
using Right = std::function<int(int draw)>;

/// An arm whose accuracy is known: the first right(i) questions of draw i.
Arm accurate_arm(const std::string& condition, int n, const Right& right) {
  Arm arm{.block = "",
          .task = "sst2",
          .condition = condition,
          .learner = "llm",
          .axes = "",
          .shots = 4,
          .unit = "draw",
          .crossed = false,
          .declared = n,
          .n_candidates = 2,
          .n_questions = n * kQuestions,
          .draws = {}};
  for (int i = 0; i < n; ++i) {
    ArmDraw draw{.draw = static_cast<std::uint64_t>(i), .variants = {{}}};
    for (int q = 0; q < kQuestions; ++q)
      draw.variants[0].push_back(
          {static_cast<std::uint64_t>(q), {q < right(i) ? 0 : 1, {-0.5, -1}}});
    arm.draws.push_back(std::move(draw));
  }
  return arm;
}

ScoredSum score_of(const std::string& condition) {
  ScoredSum out{condition + "/llm", {}};
  out.score.effect.terms = {{1.0, ArmRef{"", condition, "llm", ""}}};
  out.score.metric = "accuracy";
  out.score.shots = 4;
  return out;
}

/// Against x = 1, 2, 4: the conditions one, two, four; with the covariates near_one, ...
Study study_with(bool covariate) {
  TrendSpec spec;
  spec.id = "t";
  spec.name = "order";
  spec.x = {1, 2, 4};
  for (const char* name : {"one", "two", "four"}) {
    spec.y.push_back(score_of(name));
    if (covariate) spec.given.push_back(score_of(std::string("near_") + name));
  }
  Study study;
  study.seed = 5;
  study.trends.list.push_back(spec);
  return study;
}

TrendResult only(const Study& study, const std::vector<Arm>& arms) {
  const auto results = trends_of(study, arms);
  EXPECT_EQ(results.size(), 1U);
  return results.front();
}

int noise(std::string_view stream, int i) {
  return static_cast<int>(
      std::lround(2 * Rng(3).at(stream).at(static_cast<std::uint64_t>(i)).normal()));
}

// Accuracies .8, .7, .5 at 1, 2, 4, a tenth up or down by draw: a slope of -.1 in each draw.
TEST(Trends, AreTheSlopeOfLeastSquares) {
  const auto level = [](int right) { return [right](int i) { return right + (i % 2 ? 2 : -2); }; };
  const TrendResult r =
      only(study_with(false), {accurate_arm("one", 8, level(16)), accurate_arm("two", 8, level(14)),
                               accurate_arm("four", 8, level(10))});
  ASSERT_EQ(r.points.size(), 3U);
  EXPECT_NEAR(*r.points[1].y.value, 0.7, 1e-12);
  EXPECT_TRUE(r.points[1].y.low);
  EXPECT_NEAR(*r.slope.value, -0.1, 1e-12);
  EXPECT_LT(*r.slope.high, -0.0999);
  EXPECT_EQ(r.reading.rfind("the score falls with the order: -0.1000", 0), 0U) << r.reading;
  EXPECT_FALSE(r.partial_slope.value);
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
  EXPECT_THAT(r.reading, HasSubstr("given the covariate it is not shown to change"));
  EXPECT_THAT(trends_text({r}), HasSubstr("covariate: accuracy of llm at 4 shots"));
}

// Draws that differ in y alone, by whatever levels: the covariate is no explanation.
TEST(Trends, GivenWhatIsUnrelatedStay) {
  std::vector<Arm> arms;
  const auto add = [&](const std::string& name, int right) {
    arms.push_back(accurate_arm("near_" + name, 24, [=](int i) { return 10 + noise(name, i); }));
    arms.push_back(accurate_arm(name, 24, [=](int i) { return right + noise("level", i); }));
  };
  add("one", 14);
  add("two", 12);
  add("four", 8);
  const TrendResult r = only(study_with(true), arms);
  EXPECT_NEAR(*r.partial_slope.value, *r.slope.value, 0.01);
  EXPECT_THAT(r.reading, HasSubstr("given the covariate it falls"));
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
  EXPECT_THAT(r.reading, HasSubstr("is not shown to change"));
  EXPECT_EQ(only(study_with(false), {accurate_arm("one", 0, {})}).reading,
            "no trend: the run has no answers of two/llm on sst2 at 4 shots");
}

TEST(Trends, WhatTheGridDoesNotAskHasAReason) {
  Study study = study_with(false);
  study.trends.list[0].y[0].score.missing = "the grid does not ask it";
  const TrendResult r = only(study, {});
  EXPECT_EQ(r.reading, "no trend: the grid does not ask it");
  EXPECT_THAT(trends_text({r}), HasSubstr("trend t: accuracy at 4 shots against the order"));
  EXPECT_EQ(trends_text({}), "");
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
}

}  // namespace
}  // namespace tangram

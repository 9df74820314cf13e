#include "verdict/effect_of.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/check.h"
#include "metrics/auc.h"
#include "verdict/simulated_arms_testing.h"

namespace tangram {
namespace {

using verdict_testing::simulated_arm;
using verdict_testing::Simulation;

/// A draw with two questions of each class; `odds` are log p(1) - log p(0).
ArmDraw draw_of(std::uint64_t draw, const std::vector<double>& odds) {
  ArmDraw out;
  out.draw = draw;
  auto& answers = out.variants.emplace_back();
  for (std::size_t q = 0; q < odds.size(); ++q)
    answers.push_back({q, {static_cast<int>(q % 2), {-1 - odds[q] / 2, -1 + odds[q] / 2}}});
  return out;
}

Arm arm_of(const std::vector<std::vector<double>>& draws) {
  Arm arm;
  arm.task = "sst2";
  arm.condition = "ra";
  arm.learner = "llm";
  arm.unit = "draw";
  arm.declared = static_cast<int>(draws.size());
  for (std::size_t i = 0; i < draws.size(); ++i) arm.draws.push_back(draw_of(i, draws[i]));
  return arm;
}

// Odds of the queries 0..3 (classes 0, 1, 0, 1): {1, 2, 3, 4}: pairs won 1<2, 1<4, 3<4, lost
// 3>2: AUC 3/4. Without query 0: 3>2, 3<4: 1/2. Without 1: 1<4, 3<4: 1. Without 2: 1. Without
// 3: 1<2, 3>2: 1/2.
TEST(AucWithoutEach, IsTheAucOfTheOthers) {
  const Arm arm = arm_of({{1, 2, 3, 4}});
  std::vector<ScoredQuestion> questions;
  for (const Answer& a : arm.draws[0].variants[0]) questions.push_back(a.scored);
  const auto without = hand_till_auc_without_each(questions);
  ASSERT_EQ(without.size(), 4U);
  EXPECT_DOUBLE_EQ(*without[0].value, 0.5);
  EXPECT_DOUBLE_EQ(*without[1].value, 1);
  EXPECT_DOUBLE_EQ(*without[2].value, 1);
  EXPECT_DOUBLE_EQ(*without[3].value, 0.5);
}

TEST(AucWithoutEach, AgreesWithLeavingOutForThreeClassesAndTies) {
  Rng rng(3);
  std::vector<ScoredQuestion> questions;
  for (int q = 0; q < 11; ++q)
    questions.push_back({static_cast<int>(rng.below(3)),
                         {std::floor(4 * rng.uniform()), std::floor(4 * rng.uniform()), 0.0}});
  const auto without = hand_till_auc_without_each(questions);
  for (std::size_t q = 0; q < questions.size(); ++q) {
    auto others = questions;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(q));
    EXPECT_NEAR(*without[q].value, *hand_till_auc(others).value, 1e-12) << q;
  }
}

TEST(AucWithoutEach, HasNoValueWhereAClassIsGone) {
  const std::vector<ScoredQuestion> two{{0, {1, 0}}, {1, {0, 1}}};
  EXPECT_EQ(hand_till_auc_without_each(two)[0].value, std::nullopt);
  EXPECT_TRUE(hand_till_auc_without_each({}).empty());
}

TEST(WithoutEach, AgreesWithLeavingOutForEveryMetric) {
  Rng rng(5);
  std::vector<ScoredQuestion> questions;
  for (int q = 0; q < 9; ++q)  // coarse scores: ties among candidates
    questions.push_back({static_cast<int>(rng.below(3)),
                         {std::floor(3 * rng.uniform()), std::floor(3 * rng.uniform()), 0.0}});
  for (const MetricInfo& metric : all_metrics()) {
    if (metric.without_each == nullptr) continue;
    const auto without = metric.without_each(questions);
    ASSERT_EQ(without.size(), questions.size());
    for (std::size_t q = 0; q < questions.size(); ++q) {
      auto others = questions;
      others.erase(others.begin() + static_cast<std::ptrdiff_t>(q));
      EXPECT_NEAR(*without[q].value, *metric.score(others).value, 1e-12) << metric.name << q;
    }
    EXPECT_TRUE(metric.without_each({}).empty());
    EXPECT_EQ(metric.without_each({questions.data(), 1})[0].value, std::nullopt) << metric.name;
  }
}

TEST(EffectOf, ADifferenceIsPairedByDraw) {
  Arm a = arm_of({{1, 2, 3, 4}, {1, 3, 2, 4}, {4, 1, 3, 2}});  // AUC 3/4, 1, 0
  Arm b = arm_of({{1, 3, 2, 4}, {1, 3, 2, 4}, {1, 3, 2, 4}});  // AUC 1
  b.draws.erase(b.draws.begin());                              // its draw 0 is missing
  const WeightedArm terms[] = {{1, &a}, {-1, &b}};
  const EffectResult result = effect_of(terms, 0.25, find_metric("auc"));
  EXPECT_EQ(result.unit_values, (std::vector<double>{0.25, -0.75}));
  EXPECT_EQ(*result.value, -0.25);
  EXPECT_EQ(result.effect, std::nullopt);
  EXPECT_EQ(result.note, "2 of the 5 draws that an interval needs");
  EXPECT_EQ(result.n_draws_missing, 1);
}

TEST(EffectOf, OfAnArmWithItselfIsZeroExactly) {
  const Arm a = simulated_arm("ra", "llm", {.separation = 1}, Rng(1), Rng(2));
  const WeightedArm terms[] = {{1, &a}, {-1, &a}};
  const EffectResult result = effect_of(terms, 0, find_metric("auc"));
  EXPECT_EQ(*result.value, 0);
  EXPECT_EQ(result.effect->standard_error, 0);
}

// The labels of tau_g are no sample: their number does not enter, the unit is the draw.
TEST(EffectOf, ArmsThatAskEachClassOnceHaveTheTInterval) {
  const Arm tau = arm_of({{1, 2}, {2, 1}, {1, 2}, {1, 2}, {1, 2}, {2, 1}});
  const WeightedArm term{1, &tau};
  const EffectResult result = effect_of({&term, 1}, 0, find_metric("auc"));
  const auto expected = t_effect(std::vector<double>{1, 0, 1, 1, 1, 0});
  EXPECT_DOUBLE_EQ(result.effect->standard_error, expected->standard_error);
  EXPECT_EQ(result.effect->df, 5);
}

// Nested designs: the same answers, each draw with queries of its own.
TEST(EffectOf, NestedDesignsHaveTheTInterval) {
  Arm a = simulated_arm("ra", "llm", {.separation = 1}, Rng(1), Rng(2));
  const WeightedArm term{1, &a};
  const EffectResult crossed = effect_of({&term, 1}, 0, find_metric("auc"));
  a.crossed = false;
  const EffectResult nested = effect_of({&term, 1}, 0, find_metric("auc"));
  EXPECT_DOUBLE_EQ(nested.effect->standard_error, t_effect(nested.unit_values)->standard_error);
  EXPECT_GT(crossed.effect->standard_error, nested.effect->standard_error);
}

// For a plain mean the jackknife's pseudo-values are the answers: the two-way ANOVA rule.
TEST(EffectOf, OfAMeanOfQuestionsIsTheTwoWayRule) {
  const Arm a =
      simulated_arm("ra", "llm", {.draws = 8, .queries = 10, .separation = 1}, Rng(1), Rng(2));
  Eigen::MatrixXd y(8, 10);
  const MetricInfo& metric = find_metric("brier");
  for (int i = 0; i < 8; ++i)
    for (int q = 0; q < 10; ++q) {
      const auto& answers = a.draws[static_cast<std::size_t>(i)].variants[0];
      y(i, q) = *metric.score({&answers[static_cast<std::size_t>(q)].scored, 1}).value;
    }
  const WeightedArm term{1, &a};
  const EffectResult result = effect_of({&term, 1}, 0, metric);
  EXPECT_NEAR(result.effect->standard_error, two_way_effect(y)->standard_error, 1e-12);
  EXPECT_NEAR(*result.value, y.mean(), 1e-12);
}

TEST(EffectOf, AllRightIsAKnownMeanWithoutSpread) {
  const Arm a = arm_of(std::vector<std::vector<double>>(6, {-1, 1, -2, 2}));
  const WeightedArm term{1, &a};
  const EffectResult result = effect_of({&term, 1}, -0.5, find_metric("auc"));
  EXPECT_EQ(*result.value, 0.5);
  EXPECT_EQ(result.effect->standard_error, 0);
  EXPECT_EQ(p_above(*result.effect, 0.4), 0);
  EXPECT_EQ(p_above(*result.effect, 0.5), 1);
}

TEST(EffectOf, SaysWhyADrawHasNoScore) {
  Arm a = arm_of({{1, 2, 3, 4}, {1, 3, 2, 4}});
  for (Answer& answer : a.draws[1].variants[0]) answer.scored.truth = 0;
  const WeightedArm term{1, &a};
  const EffectResult result = effect_of({&term, 1}, 0, find_metric("auc"));
  EXPECT_EQ(*result.value, 0.75);
  EXPECT_EQ(result.note, "1 of 2 draws left out: fewer than two classes among the queries");
}

// Another block asks another task: it is no matter of a statement on the first, and a matter of a
// statement that speaks of both.
TEST(EffectOf, IsOverTheTasksOfTheBlocksThatTheStatementSpeaksOf) {
  const Arm here = simulated_arm("ra", "llm", {.separation = 1}, Rng(1), Rng(2));
  Arm there = simulated_arm("pa", "llm", {.separation = 0.5}, Rng(1), Rng(3));
  there.block = "other";
  there.task = "cr";
  Statement s;
  s.metric = "auc";
  s.shots = 4;
  s.effect.terms = {{1, {"", "ra", "llm", ""}}};
  EXPECT_EQ(*effect_of(s, {here, there}).value, *effect_of(s, {here}).value);
  s.effect.terms.push_back({-1, {"other", "pa", "llm", ""}});
  EXPECT_EQ(effect_of(s, {here, there}).note,
            "the run has no answers of other:pa/llm on sst2 at 4 shots");
  there.block = "";
  s.effect.terms.pop_back();
  EXPECT_EQ(effect_of(s, {here, there}).note, "the run has no answers of ra/llm on cr at 4 shots");
}

TEST(FindMetric, KnowsWhatClaimsMayName) {
  for (const std::string& name : claim_metrics()) EXPECT_EQ(find_metric(name).name, name);
}

TEST(FindMetric, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(find_metric("macro_f1").name, std::string("macro_f1"));
  EXPECT_THROW(find_metric("f1"), Error);
}

}  // namespace
}  // namespace tangram

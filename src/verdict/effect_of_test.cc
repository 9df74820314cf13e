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

TEST(EffectOf, AbsoluteMetricsAreOfTheSumAlone) {
  const Arm sum = simulated_arm("ra", "llm", {.separation = 1}, Rng(1), Rng(2));
  Arm pool = sum;
  pool.reading = "pool";
  int n_absolute = 0;
  for (const MetricInfo& metric : all_metrics()) {
    const WeightedArm plain{1, &sum}, read{1, &pool};
    const WeightedArm difference[] = {{1, &sum}, {-1, &pool}};
    EXPECT_TRUE(effect_of({&plain, 1}, 0, metric).value) << metric.name;
    const EffectResult result = effect_of({&read, 1}, 0, metric);
    EXPECT_EQ(result.value.has_value(), !metric.absolute) << metric.name;
    EXPECT_EQ(effect_of(difference, 0, metric).value.has_value(), !metric.absolute) << metric.name;
    if (!metric.absolute) continue;
    ++n_absolute;
    EXPECT_EQ(result.note, "it is of probabilities, and the reading pool gives none");
    EXPECT_EQ(result.effect, std::nullopt);
    EXPECT_TRUE(result.unit_values.empty());
  }
  EXPECT_EQ(n_absolute, 2) << "candidate_mass, truth_mass";
}

// Draw 0: .5 x 3/4 - 2 x 1 = -1.625; draw 1: .5 x 0 - 2 x 1 = -2. Half of a and half of a are a.
TEST(EffectOf, WeightsAreThoseOfTheScores) {
  const Arm a = arm_of({{1, 2, 3, 4}, {4, 1, 3, 2}});  // AUC 3/4, 0
  const Arm b = arm_of({{1, 3, 2, 4}, {1, 3, 2, 4}});  // AUC 1
  const WeightedArm terms[] = {{0.5, &a}, {-2, &b}};
  EXPECT_EQ(effect_of(terms, 0, find_metric("auc")).unit_values, (std::vector<double>{-1.625, -2}));
  const WeightedArm halves[] = {{0.5, &a}, {0.5, &a}}, whole[] = {{1, &a}};
  EXPECT_EQ(effect_of(halves, 0, find_metric("auc")).unit_values,
            effect_of(whole, 0, find_metric("auc")).unit_values);
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

// Six draws of the same four queries: the signs of four.
TEST(EffectOf, AllRightHasNoSpread) {
  const Arm a = arm_of(std::vector<std::vector<double>>(6, {-1, 1, -2, 2}));
  const WeightedArm term{1, &a};
  const EffectResult result = effect_of({&term, 1}, -0.5, find_metric("auc"));
  EXPECT_EQ(*result.value, 0.5);
  EXPECT_EQ(result.effect->standard_error, 0);
  EXPECT_EQ(p_above(*result.effect, 0.4), 1.0 / 16);
  EXPECT_EQ(p_above(*result.effect, 0.5), 1);
}

// Two blocks with a task each: a statement on one asks nothing of the other's task.
TEST(EffectOf, AveragesOverTheTasksOfTheBlocksThatAreNamed) {
  Arm a = arm_of(std::vector<std::vector<double>>(6, {-1, 1, -2, 2}));  // AUC 1
  Arm b = a, elsewhere = a;
  b.task = "cr";
  for (ArmDraw& draw : b.draws) draw = draw_of(draw.draw, {1, -1, 2, -2});  // AUC 0
  elsewhere.block = "hold";
  elsewhere.task = "sst5";
  Statement s;
  s.metric = "auc";
  s.shots = a.shots;
  s.effect.terms = {{1, {"", "ra", "llm", ""}}};
  EXPECT_EQ(*effect_of(s, {a, elsewhere}).value, 1);
  EXPECT_EQ(*effect_of(s, {a, b, elsewhere}).value, 0.5);
  s.effect.terms = {{1, {"", "ra", "llm", ""}}, {-1, {"hold", "ra", "llm", ""}}};
  EXPECT_FALSE(effect_of(s, {a, elsewhere}).value);
}

Statement on_all_tasks() {
  Statement s;
  s.metric = "auc";
  s.shots = 0;
  s.effect.terms = {{1, {"", "ra", "llm", ""}}};
  return s;
}

/// Draws of AUC 1, 0, 1, 1, 1, 0 on a task whose queries are numbered from `first`: sd^2 = 4 / 15.
Arm arm_on(const std::string& task, std::uint64_t first) {
  Arm arm = arm_of({{1, 2}, {2, 1}, {1, 2}, {1, 2}, {1, 2}, {2, 1}});
  arm.task = task;
  for (ArmDraw& draw : arm.draws)
    for (Answer& answer : draw.variants[0]) answer.query += first;
  return arm;
}

// Two data sets: se^2 = (4 / 15) / 6 / 2 = 1 / 45, of their mean's draws 2 / 15, df 5 + 5.
TEST(EffectOf, TasksOfOtherRowsAreIndependent) {
  const EffectResult result = effect_of(on_all_tasks(), {arm_on("sst2", 0), arm_on("cr", 100)});
  EXPECT_EQ(result.unit_values.size(), 12U);
  ASSERT_TRUE(result.effect && result.components);
  EXPECT_NEAR(result.effect->standard_error, std::sqrt(1 / 45.0), 1e-12);
  EXPECT_NEAR(result.effect->df, 10, 1e-9);
  EXPECT_NEAR(result.components->draw, 2 / 15.0, 1e-12);
}

// Two templates of one data set: no draw is new, so six draws are six, se^2 = (4 / 15) / 6.
TEST(EffectOf, TasksOfTheSameRowsShareTheirDraws) {
  const std::vector<Arm> arms{arm_on("plain", 0), arm_on("arrow", 0)};
  const EffectResult result = effect_of(on_all_tasks(), arms);
  EXPECT_EQ(result.unit_values, (std::vector<double>{1, 0, 1, 1, 1, 0}));
  ASSERT_TRUE(result.effect && result.components);
  EXPECT_NEAR(result.effect->standard_error, std::sqrt(2 / 45.0), 1e-12);
  EXPECT_NEAR(result.effect->df, 5, 1e-9);
  EXPECT_NEAR(result.components->draw, 4 / 15.0, 1e-12);
  std::vector<Arm> other = arms;
  for (Answer& answer : other[1].draws[5].variants[0])
    answer.scored.truth = 1 - answer.scored.truth;
  EXPECT_EQ(effect_of(on_all_tasks(), other).unit_values.size(), 12U) << "one draw of other rows";
}

// A template as good in one half of its draws as the other is bad: their mean does not vary.
TEST(EffectOf, TasksOfTheSameRowsAreAveragedWithinEachDraw) {
  Arm other = arm_of({{2, 1}, {1, 2}, {2, 1}, {2, 1}, {2, 1}, {1, 2}});
  other.task = "arrow";
  const EffectResult result = effect_of(on_all_tasks(), {arm_on("plain", 0), other});
  EXPECT_EQ(result.unit_values, std::vector<double>(6, 0.5));
  EXPECT_EQ(result.effect->standard_error, 0);
}

// Of crossed queries the mean of a task with itself has the interval of the task.
TEST(EffectOf, TasksOfTheSameRowsShareTheirQueries) {
  Arm a = simulated_arm("ra", "llm", {.separation = 1}, Rng(1), Rng(2)), b = a;
  b.task = "arrow";
  Statement s = on_all_tasks();
  s.shots = a.shots;
  const EffectResult one = effect_of(s, {a}), both = effect_of(s, {a, b});
  EXPECT_NEAR(*both.value, *one.value, 1e-12);
  EXPECT_NEAR(both.effect->standard_error, one.effect->standard_error, 1e-12);
  EXPECT_NEAR(both.effect->df, one.effect->df, 1e-6);
}

// Two templates of one data set and another data set, each with a third of the weight: 2/3 x 2/3
// and 2/3 x 1/3 are 2/3; se^2 = (4 / 9) (2 / 45) + (1 / 9) (2 / 45) = 2 / 81.
TEST(EffectOf, EachTaskHasTheSameWeightWhateverItShares) {
  const EffectResult result =
      effect_of(on_all_tasks(), {arm_on("plain", 0), arm_on("cr", 100), arm_on("arrow", 0)});
  EXPECT_EQ(result.unit_values.size(), 12U);
  EXPECT_NEAR(*result.value, 2 / 3.0, 1e-12);
  EXPECT_NEAR(result.effect->standard_error, std::sqrt(2 / 81.0), 1e-12);
}

TEST(EffectOf, SaysWhyADrawHasNoScore) {
  Arm a = arm_of({{1, 2, 3, 4}, {1, 3, 2, 4}});
  for (Answer& answer : a.draws[1].variants[0]) answer.scored.truth = 0;
  const WeightedArm term{1, &a};
  const EffectResult result = effect_of({&term, 1}, 0, find_metric("auc"));
  EXPECT_EQ(*result.value, 0.75);
  EXPECT_EQ(result.note, "1 of 2 draws left out: fewer than two classes among the queries");
}

TEST(FindMetric, KnowsWhatClaimsMayName) {
  for (const std::string& name : claim_metrics("text")) EXPECT_EQ(find_metric(name).name, name);
}

TEST(FindMetric, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(find_metric("macro_f1").name, std::string("macro_f1"));
  EXPECT_THROW(find_metric("f1"), Error);
}

}  // namespace
}  // namespace tangram

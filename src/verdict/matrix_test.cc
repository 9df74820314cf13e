#include "verdict/matrix.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/json.h"
#include "verdict/matrix_testing.h"

namespace tangram {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using verdict_testing::arms_alike;
using verdict_testing::matrix_spec;

/// Four queries of two classes in each draw, the first n_right[i] of draw i answered rightly.
Arm counted_arm(const std::string& task, const std::string& condition,
                const std::vector<int>& n_right) {
  Arm arm{.block = "",
          .task = task,
          .condition = condition,
          .learner = "llm",
          .axes = "",
          .shots = 4,
          .unit = "draw",
          .crossed = false,  // each draw its own queries: Student's t over draws
          .declared = static_cast<int>(n_right.size()),
          .n_candidates = 2,
          .n_questions = 4 * static_cast<int>(n_right.size()),
          .draws = {}};
  const std::uint64_t first_query = task == "t" ? 4 : 0;  // tasks have rows of their own
  for (std::size_t i = 0; i < n_right.size(); ++i) {
    ArmDraw draw{.draw = i, .variants = {{}}};
    for (int q = 0; q < 4; ++q) {
      const int truth = q % 2, said = q < n_right[i] ? truth : 1 - truth;
      draw.variants[0].push_back(
          {first_query + static_cast<std::uint64_t>(q),
           {truth, said == 1 ? std::vector{-2., -1.} : std::vector{-1., -2.}}});
    }
    arm.draws.push_back(std::move(draw));
  }
  return arm;
}

MatrixSpec by_accuracy(MatrixSpec spec) {
  spec.metric = "accuracy";
  return spec;
}

const MatrixSpec& two_by_two() {
  static const MatrixSpec spec = by_accuracy(matrix_spec({"g", "h"}, {"s", "t"}));
  return spec;
}

std::vector<Arm> four_arms() {
  return {counted_arm("s", "g", {4, 3, 4, 4, 3, 4}), counted_arm("s", "h", {2, 2, 3, 2, 1, 2}),
          counted_arm("t", "g", {2, 3, 2, 1, 2, 2}), counted_arm("t", "h", {2, 2, 3, 2, 1, 2})};
}

// Accuracies 22/24, 12/24, 12/24, 12/24: every residual is a quarter of 10/24, .104.
TEST(FillMatrix, GivesCellsResidualsAndTheirIntervals) {
  const Matrix m = fill_matrix(two_by_two(), four_arms());
  EXPECT_THAT(m.tasks, ElementsAre("s", "t"));
  EXPECT_THAT(m.conditions, ElementsAre("g", "h"));
  ASSERT_EQ(m.cells.size(), 4u);
  EXPECT_NEAR(*m.cell(0, 0).value.value, 22.0 / 24, 1e-12);
  EXPECT_NEAR(*m.cell(1, 0).residual.value, -10.0 / 96, 1e-12);
  // Differences g - h in quarters: 2,1,1,2,2,2 in s and 0,1,-1,-1,1,0 in t (sum of squares 4, mean
  // 0). se^2 of their means: 4/3/5/6/16 and 4/5/6/16; the residual is a quarter of their
  // difference.
  const double se = std::sqrt((4.0 / 3 + 4) / 5 / 6 / 16) / 4;
  const MatrixCell& cell = m.cell(0, 0);
  EXPECT_NEAR(m.fit->residual_effects[0].standard_error, se, 1e-12);
  EXPECT_NEAR(m.fit->test->statistic, std::pow(10.0 / 96 / se, 2), 1e-9);
  EXPECT_LT(*cell.residual.low, *cell.residual.value);
  EXPECT_LT(cell.simultaneous->low, *cell.residual.low);  // Bonferroni is wider
  EXPECT_EQ(cell.residual.n, 12);
  EXPECT_TRUE(m.notes.empty());
}

// t is of the rows of s: six draws in all, which the model takes for twelve.
TEST(FillMatrix, SaysWhichTasksAskTheSame) {
  std::vector<Arm> arms = four_arms();
  arms.resize(2);
  for (const Arm& arm : std::vector<Arm>(arms)) {
    arms.push_back(arm);
    arms.back().task = "t";
  }
  EXPECT_THAT(fill_matrix(two_by_two(), arms).notes,
              ElementsAre("s, t ask the same at every draw, and are taken for independent all the "
                          "same: p and shares are of fewer tasks than it seems"));
}

// Only s/g differs from 1/2; p of a t of 12.6 with 5 df is far below .05 / 4.
TEST(FillMatrix, ComparesCellsWithChance) {
  const Matrix m = fill_matrix(two_by_two(), four_arms());
  EXPECT_EQ(m.n_tested, 4);
  EXPECT_EQ(m.n_composing, 1);
  EXPECT_TRUE(m.cell(0, 0).composes);
  EXPECT_EQ(*m.cell(0, 1).chance, 0.5);
  EXPECT_GT(*m.cell(0, 1).p_above_chance, 0.05);
  MatrixSpec loss = two_by_two();
  loss.metric = "log_loss";  // nothing to compare with
  EXPECT_EQ(fill_matrix(loss, four_arms()).n_tested, 0);
}

// s: g - h is 10/24 in the mean; t: 0. One condition less than two is no additive model.
TEST(FillMatrix, TakesOffWhatTheMatrixIsAgainst) {
  MatrixSpec spec = two_by_two();
  spec.conditions = {"g"};
  spec.against = {{"g", "h"}};
  const Matrix m = fill_matrix(spec, four_arms());
  ASSERT_EQ(m.cells.size(), 2u);
  EXPECT_NEAR(*m.cell(0, 0).value.value, 10.0 / 24, 1e-12);
  EXPECT_EQ(*m.cell(0, 0).chance, 0);
  EXPECT_TRUE(m.cell(0, 0).composes);
  EXPECT_FALSE(m.fit);
  EXPECT_THAT(m.notes, ElementsAre(HasSubstr("there are 2 by 1")));
}

// What is taken off all cells of a task goes with the task's effect: residuals stay.
TEST(FillMatrix, OfOneConditionAgainstAllHasTheResidualsOfTheScores) {
  std::vector<Arm> arms = four_arms();
  arms.push_back(counted_arm("s", "z", {1, 2, 0, 1, 3, 2}));
  arms.push_back(counted_arm("t", "z", {0, 2, 4, 1, 1, 2}));
  MatrixSpec spec = two_by_two();
  const Matrix plain = fill_matrix(spec, arms);
  spec.against = {{"g", "z"}, {"h", "z"}};
  const Matrix less = fill_matrix(spec, arms);
  EXPECT_NEAR(less.fit->residual(0, 0), plain.fit->residual(0, 0), 1e-12);
  EXPECT_NEAR(less.fit->residual_effects[0].standard_error,
              plain.fit->residual_effects[0].standard_error, 1e-12);
}

// Draw 5 of s/h is missing: draw 5 of s/g (a score of 1) takes no part either.
TEST(FillMatrix, IsOfTheDrawsThatAllCellsOfATaskHave) {
  std::vector<Arm> arms = four_arms();
  arms[1].draws.pop_back();
  const Matrix m = fill_matrix(two_by_two(), arms);
  EXPECT_NEAR(*m.cell(0, 0).value.value, 18.0 / 20, 1e-12);
  EXPECT_EQ(m.cell(0, 0).value.n, 5);
  EXPECT_EQ(m.cell(1, 0).value.n, 6);
  EXPECT_THAT(m.notes,
              ElementsAre("s: 1 of 6 draws left out: not done, or without a score, in all its "
                          "cells"));
  EXPECT_TRUE(m.fit->test);
}

TEST(FillMatrix, LeavesOutTasksAndConditionsThatAreNotDoneAndNamesThem) {
  std::vector<Arm> arms = four_arms();
  arms[1].draws.clear();
  const Matrix m = fill_matrix(two_by_two(), arms);
  EXPECT_THAT(m.tasks, ElementsAre("t"));
  EXPECT_THAT(m.notes,
              ElementsAre(HasSubstr("without a score: h on s"), HasSubstr("there is 1 by 2")));
  MatrixSpec spec = two_by_two();
  spec.conditions.emplace_back("k");  // in no task
  const Matrix without = fill_matrix(spec, four_arms());
  EXPECT_THAT(without.conditions, ElementsAre("g", "h"));
  EXPECT_TRUE(without.fit);
  EXPECT_THAT(without.notes, ElementsAre(HasSubstr("k on s, k on t")));
}

TEST(FillMatrix, OfARunWithoutAnswersSaysSo) {
  const Matrix m = fill_matrix(two_by_two(), {});
  EXPECT_TRUE(m.cells.empty());
  EXPECT_EQ(m.notes.size(), 1u);
  MatrixSpec missing = two_by_two();
  missing.missing = "the grid does not ask at 4 shots";
  EXPECT_THAT(fill_matrix(missing, four_arms()).notes,
              ElementsAre("the grid does not ask at 4 shots"));
}

TEST(FillMatrix, OfFewDrawsHasResidualsWithoutIntervals) {
  std::vector<Arm> arms = four_arms();
  for (Arm& arm : arms) arm.draws.resize(4);
  const Matrix m = fill_matrix(two_by_two(), arms);
  EXPECT_TRUE(m.cell(0, 0).residual.value);
  EXPECT_FALSE(m.cell(0, 0).residual.low);
  EXPECT_FALSE(m.cell(0, 0).p_residual || m.fit->test);
  EXPECT_EQ(m.n_tested, 0);
  EXPECT_THAT(m.notes, testing::Contains("s: 4 of the 5 draws that an interval needs"));
}

// s is right in every answer: no interval, and above chance by the signs of six draws, which are
// too few for the least of four pairs.
TEST(FillMatrix, MarksCellsThatAreTheSameInEveryDraw) {
  const std::vector<int> all(6, 4);
  const std::vector<Arm> arms = {counted_arm("s", "g", all), counted_arm("s", "h", all),
                                 four_arms()[2], four_arms()[3]};
  const Matrix m = fill_matrix(two_by_two(), arms);
  EXPECT_TRUE(m.cell(0, 0).no_spread);
  EXPECT_FALSE(m.cell(0, 0).value.low);
  EXPECT_EQ(m.cell(0, 0).value.note, "the same in every draw");
  EXPECT_EQ(m.cell(0, 0).p_above_chance, 4.0 / 64) << "Holm's least of four";
  EXPECT_FALSE(m.cell(0, 0).composes);
  EXPECT_FALSE(m.cell(1, 0).no_spread);
  EXPECT_TRUE(m.cell(0, 0).residual.low);  // the other task moves it
  std::vector<Arm> still = arms;
  still[2] = counted_arm("t", "g", all);
  still[3] = counted_arm("t", "h", std::vector<int>(6, 2));
  const Matrix at_rest = fill_matrix(two_by_two(), still);
  EXPECT_FALSE(at_rest.cell(1, 1).residual.low || at_rest.cell(1, 1).p_residual);
  EXPECT_FALSE(at_rest.fit->test);
  EXPECT_EQ(at_rest.cell(1, 1).residual.note, "the same in every draw");
}

// The residual of a crossed design is the same weighted sum of the four arms' effects.
TEST(FillMatrix, WeighsArmsOfACrossedDesignAsStatementsDo) {
  const MatrixSpec spec = matrix_spec({"g", "h"}, {"s", "t"});
  const std::vector<Arm> arms =
      arms_alike(spec, {.draws = 8, .queries = 12, .separation = 0.7}, Rng(5));
  const Matrix m = fill_matrix(spec, arms);
  const auto contrast = [&](std::size_t g, std::size_t h) {
    const std::vector<WeightedArm> terms = {{0.5, &arms[g]}, {-0.5, &arms[h]}};
    return *effect_of(terms, 0, find_metric("auc")).effect;
  };
  const std::vector<Effect> parts = {contrast(0, 1), contrast(2, 3)};
  const Effect expected = weighted_sum(parts, std::vector{0.5, -0.5});
  EXPECT_NEAR(m.fit->residual_effects[0].mean, expected.mean, 1e-12);
  EXPECT_NEAR(m.fit->residual_effects[0].standard_error, expected.standard_error, 1e-12);
  EXPECT_NEAR(m.fit->residual_effects[0].df, expected.df, 1e-6);
}

// At 5 %, 40 tables: more than 7 false alarms would come once in 500 times.
TEST(FillMatrix, RarelySeesAnInteractionWhereThereIsNone) {
  const MatrixSpec spec = matrix_spec({"g", "h", "k"}, {"s", "t"});
  int alarms = 0;
  for (std::uint64_t set = 0; set < 40; ++set) {
    const auto arms = arms_alike(spec, {.draws = 6, .queries = 8, .separation = 0.7}, Rng(set));
    alarms += fill_matrix(spec, arms).fit->test->p <= 0.05 ? 1 : 0;
  }
  EXPECT_LE(alarms, 7);
}

TEST(MatrixText, IsTheTableItsResidualsAndWhatTheySay) {
  EXPECT_EQ(matrix_text(fill_matrix(two_by_two(), four_arms()), {.unicode = false}),
            R"x(matrix m: accuracy of llm at 4 shots
mean +- half-width of the 95 % interval; * above chance
            s            t
g  .917+-.135*  .500+-.166
h  .500+-.166   .500+-.166

residuals of mean + task + map +- half-width; * not 0
             s             t
g  +.104+-.061*  -.104+-.061*
h  -.104+-.061*  +.104+-.061*
1 of 4 pairs are above chance (Holm over the pairs, one-sided, 5 %).
Tasks take the maps differently: F = 15.62 on 1.0 and 8.0 degrees of freedom, p = 0.0042.
Task and map alone explain 67 % of the variance between cells, 66 % without the draws' noise.
)x");
}

TEST(MatrixText, OfNothingSaysWhy) {
  MatrixSpec spec = two_by_two();
  spec.missing = "the grid does not ask at 4 shots";
  spec.against = {{"g", "k"}, {"h", "z"}};
  EXPECT_EQ(matrix_text(fill_matrix(spec, {})),
            "matrix m: accuracy of llm at 4 shots, less that of what each is set against\nnote: "
            "the grid does not ask at 4 shots\n");
}

TEST(MatrixJson, HasNumbersWhereTheyAreAndNullElsewhere) {
  const std::string json =
      to_json(to_json_value(std::vector<Matrix>{fill_matrix(two_by_two(), four_arms())}));
  EXPECT_THAT(json, HasSubstr("\"n_composing\":1"));
  EXPECT_THAT(json, HasSubstr("\"additive_share\":"));
  MatrixSpec spec = two_by_two();
  spec.tasks = {"s"};
  EXPECT_THAT(to_json(to_json_value(std::vector<Matrix>{fill_matrix(spec, four_arms())})),
              HasSubstr("\"additive\":null"));
}

}  // namespace
}  // namespace tangram

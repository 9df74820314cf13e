#include "report/answers.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "report/sample.h"
#include "store/store_testing.h"

namespace tangram {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();

/// An answer to query q, whose truth is candidate 0 with that log-odds.
Answer answer(std::uint64_t query, double log_odds) {
  return {query, {0, {log_odds / 2, -log_odds / 2}}};
}

Arm arm_of(const std::vector<std::vector<double>>& log_odds) {
  Arm arm;
  arm.task = "t";
  for (const auto& row : log_odds) {
    ArmDraw& draw = arm.draws.emplace_back();
    draw.draw = arm.draws.size();
    draw.variants.emplace_back();
    for (std::size_t q = 0; q < row.size(); ++q) draw.variants[0].push_back(answer(q, row[q]));
  }
  return arm;
}

// p(truth) = 3/4 twice and 1/4: confidence 3/4 thrice, two right. Bin 7; |3/4 - 2/3| = 1/12.
TEST(Calibration, CountsByHand) {
  const double three = std::log(3.0);
  const Calibration c = calibration_of(arm_of({{three, three, -three}}));
  EXPECT_EQ(c.n_questions, 3);
  EXPECT_EQ(c.bins[7].n, 3);
  EXPECT_NEAR(c.bins[7].confidence, 0.75, 1e-12);
  EXPECT_NEAR(c.bins[7].accuracy, 2.0 / 3, 1e-12);
  EXPECT_NEAR(*c.error.value, 1.0 / 12, 1e-12);
  for (std::size_t i = 0; i < c.bins.size(); ++i) EXPECT_EQ(c.bins[i].n, i == 7 ? 3 : 0);
}

TEST(Calibration, OfNoQuestionsHasReasonsAndNoNumbers) {
  const Calibration c = calibration_of({});
  EXPECT_EQ(c.n_questions, 0);
  EXPECT_EQ(c.brier.why_not, "no questions");
}

// y = draw + query exactly: rows differ by 2, columns by 4. MSA = 2 * (1 + 1) = 4, MSE = 0:
// draw (4 - 0) / 2 = 2; MSB = 2 * (4 + 4) = 16: query 16 / 2 = 8.
TEST(Variance, OfLogOddsByHand) {
  const VarianceReading v = variance_of(arm_of({{0, 4}, {2, 6}}));
  EXPECT_EQ(v.scale, "log-odds of the truth");
  ASSERT_TRUE(v.components);
  EXPECT_NEAR(v.components->draw, 2, 1e-12);
  EXPECT_NEAR(v.components->query, 8, 1e-12);
  EXPECT_NEAR(v.components->residual, 0, 1e-12);
}

TEST(Variance, TurnsToAccuracyWhereACandidateIsImpossible) {
  Arm arm = arm_of({{0, 4}, {2, 6}});
  arm.draws[1].variants[0][0].scored.candidate_log_p = {kNever, 0};
  const VarianceReading v = variance_of(arm);
  EXPECT_EQ(v.scale, "accuracy");
  EXPECT_TRUE(v.components);
}

TEST(Variance, SaysWhyThereIsNone) {
  EXPECT_EQ(variance_of(arm_of({{0, 4}})).note, "fewer than two draws are done");
  EXPECT_EQ(variance_of(arm_of({{0}, {1}})).note, "fewer than two queries are in all draws");
  Arm nested = arm_of({{0, 4}, {2, 6}});
  nested.crossed = false;
  EXPECT_EQ(variance_of(nested).note,
            "each draw asks queries of its own: draw and query cannot be told apart");
}

TEST(Answers, AreOfTheLargestNumberOfShots) {
  Arm few = arm_of({{0, 4}, {2, 6}}), many = few;
  many.shots = 8;
  const auto readings = read_answers({few, many});
  ASSERT_EQ(readings.size(), 1u);
  EXPECT_EQ(readings[0].shots, 8);
}

TEST(Sample, PutsStartAndRestTogetherToThePromptThatWasAsked) {
  const store_testing::TempFolder folder;
  Store store = Store::create(folder / "run.db", {}, store_testing::sample_units(2));
  store_testing::write_rest(store, [](std::size_t) {});
  const Sample sample = read_sample(store, {.variants = 1, .questions = 2});
  ASSERT_EQ(sample.units.size(), 2u);  // two arms, one variant
  const SampledUnit& unit = sample.units[0];
  const VariantRecord variant = store.read(unit.unit.id).variants[0];
  // Of three queries at 4 shots the second is a reference question: 0 and 2 remain.
  ASSERT_EQ(unit.questions.size(), 2u);
  const QuestionRecord& asked = variant.questions[3];
  EXPECT_EQ(unit.questions[0].query, asked.query);
  std::vector<Token> prompt = unit.prompt_start;
  const SampledQuestion& question = unit.questions[0];
  prompt.insert(prompt.end(), question.prompt_rest.begin(), question.prompt_rest.end());
  const SampledCandidate& candidate = question.candidates[0];
  prompt.insert(prompt.end(), candidate.tokens.begin(), candidate.tokens.end());
  EXPECT_EQ(prompt, prompt_tokens(variant.prompt, asked.leaf[0]));
  for (const Token token : prompt) EXPECT_TRUE(sample.bytes.contains(token));
}

TEST(Sample, StopsWhereItsTokensAreSpent) {
  const store_testing::TempFolder folder;
  Store store = Store::create(folder / "run.db", {}, store_testing::sample_units(2));
  store_testing::write_rest(store, [](std::size_t) {});
  const Sample sample = read_sample(store, {.variants = 1, .tokens = 1});
  EXPECT_EQ(sample.n_arms, 2);
  EXPECT_EQ(sample.n_arms_shown, 1);
  EXPECT_EQ(sample.how.substr(0, 35), "Of the first 1 of 2 combinations of");
}

}  // namespace
}  // namespace tangram

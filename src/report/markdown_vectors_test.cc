// What a report says of answers that are vectors, as Markdown.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "report/markdown.h"
#include "report/report.h"
#include "verdict/vector_testing.h"

namespace tangram {
namespace {

using testing::HasSubstr;
using vector_testing::arm_of_numbers;

/// Answers whose errors, y^2 / 2, are these.
std::vector<double> roots_of(std::vector<double> errors) {
  for (double& error : errors) error = std::sqrt(2 * error);
  return errors;
}

// Errors of 1 to 3 times 1e-4: mean 2e-4, standard deviation .79e-4, so 2.776 x .79e-4 / sqrt 5 =
// .98e-4 at four degrees of freedom.
TEST(VectorsPart, ShowsTheDigitsOfSmallNumbersAndWhatTheyAreOver) {
  const std::vector<double> answers = roots_of({1e-4, 1.5e-4, 2e-4, 2.5e-4, 3e-4});
  EXPECT_THAT(vectors_part(measure({arm_of_numbers("net", answers)})),
              HasSubstr("| mse\\_per\\_d of linear/original | units | mean | 0 shots |\n"
                        "|---|---:|---:|---:|\n"
                        "| net | 5 repeats | 0.0002 ± 9.8e-05 | 0.0002 |\n"));
}

TEST(VectorsPart, NamesTheAxisThatAMeanIsOver) {
  std::vector<VectorArm> arms;
  for (int seed = 1; seed <= 5; ++seed)
    arms.push_back(arm_of_numbers("net", roots_of({1.0 * seed, 2.0 * seed}),
                                  fmt::format("train_seed={}", seed)));
  arms.push_back(arm_of_numbers("ridge", {1, 2}));
  arms.back().declared = 8;
  const std::string text = vectors_part(over_units(measure(arms), {"train_seed"}));
  EXPECT_THAT(text, HasSubstr("\n| net | 5 train\\_seeds | 4.5 ± "));
  EXPECT_THAT(text, HasSubstr("\n| ridge | 2/8 repeats | 1.25 |"));
}

// Rows that differ by their task alone would be one name with two numbers.
TEST(VectorsPart, NamesTasksAndConditionsWhereThereAreSeveral) {
  std::vector<VectorArm> arms{arm_of_numbers("net", {1}), arm_of_numbers("net", {2})};
  arms[1].task = "far";
  std::string text = vectors_part(measure(arms));
  EXPECT_THAT(text, HasSubstr("| mse\\_per\\_d of original |"));
  EXPECT_THAT(text, HasSubstr("\n| linear/net | 1 repeat | 0.5 |"));
  EXPECT_THAT(text, HasSubstr("\n| far/net | 1 repeat | 2 |"));
  arms[1].condition = "other";
  text = vectors_part(measure(arms));
  EXPECT_THAT(text, HasSubstr("\n| far/other/net | 1 repeat | 2 |"));
}

TEST(LandmarksPart, HasTheReadingAndNothingTwice) {
  Statement score;
  score.metric = "mse_per_d";
  score.effect.terms = {
      {1, {.block = "", .condition = "original", .learner = "net", .versus = ""}}};
  LandmarkResult r;
  r.spec.id = "threshold";
  r.spec.along = "pool_size";
  r.spec.each = {score};
  r.units = {{"1", {}}};
  r.note = "1 of 6 seeds left out: late";
  r.reading = "at 8 (1 of 6 seeds left out: late)";
  EXPECT_THAT(landmarks_part({r}), HasSubstr("): at 8 (1 of 6 seeds left out: late)\n\n"));
}

/// A report whose one hypothesis rests on an effect of 2e-4 from 1e-4 to 3e-4.
Report report_with_a_small_effect() {
  StatementResult statement;
  statement.value = 2e-4;
  statement.bounds = Bounds{1e-4, 3e-4};
  HypothesisResult hypothesis;
  hypothesis.supported = {statement};
  Report report;
  report.verdicts.emplace().hypotheses = {hypothesis};
  return report;
}

TEST(ReportMarkdown, ShowsTheDigitsOfSmallEffectsOnVectors) {
  Report report = report_with_a_small_effect();
  EXPECT_THAT(report_markdown(report), HasSubstr(" | 0.000 | 0.000 to 0.000 | "))
      << "scores of words have three decimals";
  report.vectors.emplace();
  EXPECT_THAT(report_markdown(report), HasSubstr(" | 0.0002 | 0.0001 to 0.0003 | "));
}

}  // namespace
}  // namespace tangram

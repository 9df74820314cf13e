#include "verdict/correlations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "verdict/draw_scores.h"
#include "verdict/simulated_arms_testing.h"

namespace tangram {
namespace {

using testing::HasSubstr;
using verdict_testing::bare_arm;
using verdict_testing::normal;
using verdict_testing::score_of;

constexpr int kDemonstrations = 2, kRotations = 2;

/// What the log-odds of the truth are at (function, demonstration, rotation).
using Odds = std::function<double(int, int, int)>;

/// A question a variant, its truth 0; log p are -1 -+ odds / 2, so the log-loss is
/// log(1 + exp(-odds)).
Arm arm_of(const std::string& condition, int n, const Odds& odds, int rotations = kRotations) {
  Arm arm = bare_arm(condition, n);
  for (int i = 0; i < n; ++i) {
    ArmDraw draw{.draw = static_cast<std::uint64_t>(i), .variants = {}};
    for (int d = 0; d < kDemonstrations; ++d)
      for (int v = 0; v < rotations; ++v) {
        const double o = odds(i, d, v);
        draw.variants.push_back({{0, {0, {-1 + o / 2, -1 - o / 2}}}});
      }
    arm.draws.push_back(std::move(draw));
  }
  return arm;
}

ScoredSum side(const std::string& condition) { return score_of(condition, "log_loss"); }

Study study_with(std::vector<ScoredSum> covariates = {}) {
  Study study;
  study.seed = 5;
  study.blocks.push_back({});
  study.blocks[0].demonstrations = kDemonstrations;
  study.correlations.push_back({"c", side("tau_g"), side("ra"), std::move(covariates), {}});
  return study;
}

CorrelationResult result_of(const Odds& x, const Odds& y, int n = 60) {
  const std::vector<Arm> arms{arm_of("tau_g", n, x), arm_of("ra", n, y)};
  const auto results = correlations_of(study_with(), arms);
  EXPECT_EQ(results.size(), 1U);
  return results.front();
}

// Variants are demonstration by demonstration: odds 0, 2 | 4, 6 give the log-losses below.
TEST(DrawScores, AreAveragedOverWhatIsAskedOf) {
  const std::vector<Arm> arms{
      arm_of("tau_g", 1, [](int, int d, int v) { return 4.0 * d + 2.0 * v; })};
  const DrawScores scores = draw_scores(side("tau_g"), arms, "sst2", kDemonstrations);
  const auto loss = [](double odds) { return std::log1p(std::exp(-odds)); };
  ASSERT_EQ(scores.rotations, 2);
  EXPECT_NEAR(scores.by_demonstration()(0, 0), (loss(0) + loss(2)) / 2, 1e-14);
  EXPECT_NEAR(scores.by_demonstration()(0, 1), (loss(4) + loss(6)) / 2, 1e-14);
  EXPECT_NEAR(scores.by_rotation()(0, 1), (loss(2) + loss(6)) / 2, 1e-14);
  EXPECT_NEAR(scores.means()(0), (loss(0) + loss(2) + loss(4) + loss(6)) / 4, 1e-14);
}

TEST(DrawScores, SayWhyThereAreNone) {
  EXPECT_EQ(draw_scores(side("tau_g"), {}, "sst2", 2).note,
            "the run has no answers of tau_g/llm on sst2 at 4 shots");
  const std::vector<Arm> empty{arm_of("tau_g", 0, {})};
  EXPECT_EQ(draw_scores(side("tau_g"), empty, "sst2", 2).note, "no draw is done");
}

// log p of the two words -1 + o/2 and -1 - o/2: mean -1, spread |o| / 2.
TEST(WordPriors, AreMeanAndSpreadOfTheWordsLogProbabilities) {
  const std::vector<Arm> arms{arm_of("ra", 2, [](int i, int, int) { return i == 0 ? 0.0 : 3.0; })};
  const WordPriors priors = word_priors(side("ra"), arms, "sst2");
  EXPECT_EQ(priors.draws, (std::vector<std::uint64_t>{0, 1}));
  EXPECT_DOUBLE_EQ(priors.mean[1], -1);
  EXPECT_DOUBLE_EQ(priors.spread[0], 0);
  EXPECT_DOUBLE_EQ(priors.spread[1], 1.5);
}

// A function's ease is the same alone and in the task, whatever the assignment.
TEST(Correlations, SeeAnEaseThatBothSidesShare) {
  const auto ease = [](int i, int d, int v) {
    return normal("ease", i) + 0.3 * normal("noise", 4 * i + 2 * d + v);
  };
  const auto other = [](int i, int d, int v) {
    return normal("ease", i) + 0.3 * normal("other", 4 * i + 2 * d + v);
  };
  const CorrelationResult r = result_of(ease, other);
  EXPECT_EQ(r.n, 60);
  EXPECT_GT(*r.pearson.value, 0.8);
  EXPECT_GT(*r.pearson.low, 0.7);
  EXPECT_NEAR(r.fisher->low, *r.pearson.low, 0.1);
  EXPECT_LT(std::abs(*r.specificity.value), 0.1);
  EXPECT_LT(r.null->p, 0.001);
  EXPECT_GT(*r.reliability_x, 0.8);
  EXPECT_NEAR(*r.disattenuated, 1, 0.1);
  EXPECT_GT(*r.across_halves, 0.7);
  EXPECT_LT(std::abs(*r.assignments.value), 0.35);
  EXPECT_THAT(r.reading, HasSubstr("between sets of words, not between assignments"));
}

// Ease that belongs to the assignment: the two assignments of a set of words are opposed, so the
// other assignment says the opposite.
TEST(Correlations, TellTheAssignmentFromTheWords) {
  const auto odds = [](const char* noise) {
    return [noise](int i, int d, int v) {
      return (v == 0 ? 1 : -1) * normal("assignment", i) + 0.8 * normal("ease", i) +
             0.2 * normal(noise, 4 * i + 2 * d + v);
    };
  };
  const CorrelationResult r = result_of(odds("a"), odds("b"));
  EXPECT_GT(*r.assignments.low, 0.8);
  EXPECT_GT(*r.same_assignment, 0.8);
  EXPECT_LT(*r.other_assignment, 0.3);
  EXPECT_GT(*r.specificity.low, 0.4);
  EXPECT_THAT(r.reading, HasSubstr("without covariates it is not decided"));
}

// Between sets of words x and y agree, between assignments they are opposed.
TEST(Correlations, OpposedAssignmentsAreNoSupport) {
  const auto odds = [](double sign) {
    return [sign](int i, int, int v) {
      return 2 * normal("ease", i) + (v == 0 ? sign : -sign) * normal("assignment", i);
    };
  };
  const CorrelationResult r = result_of(odds(0.5), odds(-0.5));
  EXPECT_LT(*r.assignments.high, 0);
  EXPECT_GT(*r.pearson.value, 0.8);
  EXPECT_THAT(r.reading, HasSubstr("not between assignments"));
}

// All three things at once: ease of the assignment that both sides share, priors of the words that
// have nothing to do with it.
TEST(Correlations, AreOfTheFunctionsWhereNullPartialAndAssignmentsAllow) {
  const auto odds = [](const char* noise) {
    return [noise](int i, int d, int v) {
      return (v == 0 ? 0.3 : -0.3) * normal("assignment", i) + 0.3 * normal("ease", i) +
             0.05 * normal(noise, 4 * i + 2 * d + v);
    };
  };
  const auto prior = [](int i, int, int) { return normal("prior", i); };
  std::vector<Arm> arms{arm_of("tau_g", 60, odds("a")), arm_of("ra", 60, odds("b")),
                        arm_of("prior", 60, prior)};
  EXPECT_THAT(correlations_of(study_with({side("prior")}), arms).front().reading,
              HasSubstr("what they share is of the functions"));
  arms.pop_back();
  const CorrelationResult unknown = correlations_of(study_with({side("prior")}), arms).front();
  EXPECT_THAT(unknown.reading, HasSubstr("is not known of all covariates: not decided"));
  EXPECT_THAT(correlations_text({unknown}), HasSubstr("note: the run has no answers of prior/llm"));
}

// y in a block whose draws have one demonstration of four variants: nothing is halved.
TEST(Correlations, OfBlocksWithDifferentDemonstrationsHaveNothingAcrossHalves) {
  const auto odds = [](int i, int, int) { return normal("ease", i); };
  Study study = study_with();
  study.blocks.push_back({});
  study.blocks[1].id = "once";
  study.correlations[0].y.score.effect.terms[0].second.block = "once";
  std::vector<Arm> arms{arm_of("tau_g", 20, odds), arm_of("ra", 20, odds)};
  arms[1].block = "once";
  const CorrelationResult r = correlations_of(study, arms).front();
  EXPECT_NEAR(*r.pearson.value, 1, 1e-12);
  EXPECT_FALSE(r.across_halves);
  study.correlations[0].y.score.effect.terms.emplace_back(-1.0, ArmRef{"", "tau_g", "llm", ""});
  EXPECT_EQ(correlations_of(study, arms).front().reading,
            "no correlation: the arms of 'ra/llm' have different demonstrations_per_draw");
}

TEST(Correlations, OfUnrelatedScoresAreNoEvidence) {
  const CorrelationResult r = result_of([](int i, int, int) { return normal("one", i); },
                                        [](int i, int, int) { return normal("two", i); });
  EXPECT_GT(r.null->p, 0.05);
  EXPECT_THAT(r.reading, HasSubstr("no evidence that they go together"));
}

// Noise that a demonstration brings to both sides correlates them; across halves it is gone.
TEST(Correlations, NoiseOfASharedDemonstrationIsNotCountedAcrossHalves) {
  const auto odds = [](int i, int d, int) { return normal("shared", 2 * i + d); };
  const CorrelationResult r = result_of(odds, odds, 200);
  EXPECT_GT(*r.pearson.value, 0.99);
  EXPECT_LT(std::abs(*r.across_halves), 0.2);
  EXPECT_FALSE(r.disattenuated) << "a reliability of nothing corrects nothing";
}

// Both sides follow how much one word is preferred before anything is shown. The odds are small, so
// that the log-loss is a straight line of them: a partial correlation takes off no more than that.
TEST(Correlations, AreTakenAwayByACovariateThatExplainsBoth) {
  const auto taste = [](int i, int, int) { return std::abs(normal("taste", i)); };
  const auto scored = [&](const char* noise) {
    return [=](int i, int d, int v) {
      return 0.2 * taste(i, d, v) + 0.05 * normal(noise, 4 * i + 2 * d + v);
    };
  };
  const std::vector<Arm> arms{arm_of("tau_g", 60, scored("a")), arm_of("ra", 60, scored("b")),
                              arm_of("prior", 60, taste)};
  const CorrelationResult r = correlations_of(study_with({side("prior")}), arms).front();
  EXPECT_GT(*r.pearson.value, 0.7);
  EXPECT_LT(*r.partial.value, 0.5 * *r.pearson.value);
  ASSERT_EQ(r.covariates.size(), 2U);
  EXPECT_EQ(r.covariates[1].text, "prior/llm at 4 shots, spread of log p between the words");
}

// Draws 0 and 1 of one side are missing: the others are compared.
TEST(Correlations, UseTheFunctionsThatBothSidesHave) {
  const auto odds = [](int i, int, int) { return normal("ease", i); };
  std::vector<Arm> arms{arm_of("tau_g", 20, odds), arm_of("ra", 20, odds)};
  arms[0].draws.erase(arms[0].draws.begin(), arms[0].draws.begin() + 2);
  const CorrelationResult r = correlations_of(study_with(), arms).front();
  EXPECT_EQ(r.n, 18);
  EXPECT_EQ(r.declared, 20);
  EXPECT_EQ(r.points.front().draw, 2U);
  EXPECT_NEAR(*r.pearson.value, 1, 1e-12);
  EXPECT_EQ(r.bins.size(), 6U);  // of three
}

TEST(Correlations, OfASideThatIsNotRotatedSayNothingOfAssignments) {
  const auto odds = [](int i, int, int) { return normal("ease", i); };
  const std::vector<Arm> arms{arm_of("tau_g", 20, odds, 1), arm_of("ra", 20, odds)};
  const CorrelationResult r = correlations_of(study_with(), arms).front();
  EXPECT_EQ(r.rotations, 1);
  EXPECT_FALSE(r.assignments.value);
  EXPECT_TRUE(r.pearson.value);
}

TEST(Correlations, OfASideThatDoesNotVaryAreNothingWithTheReason) {
  const auto odds = [](int i, int, int) { return normal("ease", i); };
  const CorrelationResult r = result_of([](int, int, int) { return 1.0; }, odds);
  EXPECT_FALSE(r.pearson.value);
  EXPECT_EQ(r.pearson.note, "'tau_g/llm' scores the same for every function");
  EXPECT_EQ(r.reading, "no correlation: 'tau_g/llm' scores the same for every function");
  EXPECT_EQ(result_of(odds, odds, 2).reading,
            "no correlation: 2 of the 3 functions that a correlation needs");
}

TEST(Correlations, WithoutDrawsSayWhy) {
  const std::vector<Arm> arms{arm_of("tau_g", 0, {}), arm_of("ra", 0, {})};
  const CorrelationResult r = correlations_of(study_with(), arms).front();
  EXPECT_EQ(r.reading, "no correlation: no draw is done");
  EXPECT_THAT(correlations_text({r}), HasSubstr("c on sst2: ra/llm against tau_g/llm"));
}

TEST(Correlations, AreTheSameWhenMadeAgain) {
  const auto odds = [](int i, int d, int v) { return normal("ease", 4 * i + 2 * d + v); };
  const std::vector<Arm> arms{arm_of("tau_g", 20, odds), arm_of("ra", 20, odds)};
  const Study study = study_with();
  EXPECT_EQ(canonical_text(to_json_value(correlations_of(study, arms))),
            canonical_text(to_json_value(correlations_of(study, arms))));
}

// 12 functions, seven of which have the same x: no bin parts them.
TEST(Correlations, BinsKeepEqualScoresTogether) {
  const auto x = [](int i, int, int) { return i < 3 ? -1.0 - i : i < 10 ? 0.0 : 1.0 + i; };
  const auto y = [](int i, int, int) { return static_cast<double>(i); };
  const CorrelationResult r = result_of(x, y, 12);
  std::vector<int> sizes;
  for (const CorrelationBin& bin : r.bins) sizes.push_back(bin.n);
  // Log-loss falls with the odds: the last two come first; their bin takes in the seven.
  EXPECT_EQ(sizes, (std::vector<int>{9, 3}));
}

}  // namespace
}  // namespace tangram

#include "verdict/verdicts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/check.h"
#include "base/json.h"
#include "spec/study_fixture.h"
#include "stats/proportion.h"
#include "verdict/verdict_null_testing.h"

namespace tangram {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using verdict_testing::arms_with;
using verdict_testing::claims_study;
using verdict_testing::n_wrong;

HypothesisResult decided(const std::string& hypothesis, const std::vector<Arm>& arms) {
  return decide(claims_study(hypothesis), arms).hypotheses.at(0);
}

constexpr const char* kRefutedByRa = "refuted = { above = ['ra/llm', 'sh/llm'], by = 0.05 }\n";

TEST(Verdicts, AnEffectBeyondTheMarginRefutes) {
  const HypothesisResult h = decided(kRefutedByRa, arms_with({.ra = 1.5}));
  EXPECT_EQ(h.decision, Decision::refuted);
  EXPECT_LT(*h.p_refuted, 1e-3);
  EXPECT_THAT(h.reason, StartsWith("ra/llm - sh/llm is 0."));
  const StatementResult& r = h.refuted.at(0);
  EXPECT_EQ(r.n, 12);
  EXPECT_EQ(r.unit, "draw");
  EXPECT_GT(r.bounds->low, 0.05);
  EXPECT_LT(*r.p_sign_flip, 0.01);
  EXPECT_TRUE(r.established);
}

TEST(Verdicts, NoEffectIsSupportOnlyWhereItIsShownToBeSmall) {
  const std::string within = "supported = { within = ['ra/llm', 'sh/llm'], by = 0.05 }\n";
  const HypothesisResult few = decided(within, arms_with({}));
  EXPECT_EQ(few.decision, Decision::inconclusive);
  EXPECT_THAT(few.reason, HasSubstr("its interval reaches beyond the margin"));
  const HypothesisResult small =
      decided("refuted = { above = ['ra/llm', 'sh/llm'], by = 0.3 }\n", arms_with({.ra = 0.5}));
  EXPECT_THAT(small.reason, HasSubstr("with 80 % power it would have to lie 0."));
  const HypothesisResult many = decided(within, arms_with({.draws = 60, .queries = 200}));
  EXPECT_EQ(many.decision, Decision::supported);
}

// At a ceiling all draws agree: a power that the spread would give is none.
TEST(Verdicts, AnEffectWithoutSpreadIsNotSaidToBeNearlySeen) {
  const HypothesisResult same =
      decided("supported = { above = ['ra/llm', 'ra/llm'] }\n", arms_with({.ra = 1.5}));
  EXPECT_EQ(same.decision, Decision::inconclusive);
  EXPECT_THAT(same.reason,
              HasSubstr("ra/llm - ra/llm is 0.000 (the same in every draw); at a ceiling"));
}

// Five draws of which each says 0 are no proof that it is: a sign test of 5 has p = 1/32, which
// does for one test, and not for the least of two.
TEST(Verdicts, UnitsThatAreAllTheSameDecideNoMoreThanTheirSigns) {
  const std::string one = "refuted = { below = ['ra/llm', 'ra/llm'], by = 0.05 }\n";
  const std::vector<Arm> few = arms_with({.draws = 5, .ra = 1.5});
  const HypothesisResult alone = decided(one, few);
  EXPECT_EQ(alone.refuted.at(0).p, 1.0 / 32);
  EXPECT_EQ(alone.refuted.at(0).bounds, std::nullopt);
  EXPECT_EQ(alone.refuted.at(0).bounds_alone, std::nullopt);
  EXPECT_EQ(alone.decision, Decision::refuted);
  const std::string two = one + "supported = { within = ['ra/llm', 'ra/llm'], by = 0.05 }\n";
  EXPECT_EQ(decided(two, few).decision, Decision::inconclusive);
  EXPECT_EQ(decided(two, few).reason,
            "each statement holds by itself, not all of the family at once");
  EXPECT_EQ(decided(one, arms_with({.draws = 12, .ra = 1.5})).decision, Decision::refuted);
}

TEST(Verdicts, SupportNeedsEveryStatement) {
  const std::string both =
      "supported = [{ above = ['ra/llm', 'sh/llm'] }, { above = ['pa/llm', 'pf/llm'] }]\n";
  EXPECT_EQ(decided(both, arms_with({.ra = 1.5, .pa = 1.5})).decision, Decision::supported);
  const HypothesisResult half = decided(both, arms_with({.ra = 1.5}));
  EXPECT_EQ(half.decision, Decision::inconclusive);
  EXPECT_THAT(half.reason, StartsWith("partial: 1 of 2 statements hold by themselves"));
}

TEST(Verdicts, OneStatementIsEnoughToRefute) {
  const std::string either =
      "refuted = [{ below = ['ra/llm', 'sh/llm'], by = 0.2 }, { above = ['pa/llm', 'pf/llm'] }]\n";
  EXPECT_EQ(decided(either, arms_with({.ra = 1.5, .pa = 1.5})).decision, Decision::refuted);
}

TEST(Verdicts, AFailedPreconditionMakesAHypothesisUntestable) {
  const std::string gate = "needs = { above = ['pa/llm', 0.6] }\n";
  const HypothesisResult h = decided(gate + kRefutedByRa, arms_with({.ra = 1.5}));
  EXPECT_EQ(h.decision, Decision::not_testable);
  EXPECT_THAT(h.reason, StartsWith("a precondition is not established: pa/llm - 0.6 is -0."));
  EXPECT_EQ(decided(gate + kRefutedByRa, arms_with({.ra = 1.5, .pa = 1.5})).decision,
            Decision::refuted);
}

TEST(Verdicts, AGateOfOneVerdictBlocksThatOneAlone) {
  const std::string gate = "refuted_needs = { above = ['pa/llm', 0.6] }\n";
  const HypothesisResult h = decided(gate + kRefutedByRa, arms_with({.ra = 1.5}));
  EXPECT_EQ(h.decision, Decision::not_testable);
  EXPECT_THAT(h.reason, StartsWith("it would be refuted, but its control is not established"));
  const std::string supported = "supported = { above = ['ra/llm', 'sh/llm'] }\n";
  EXPECT_EQ(decided(gate + supported + "refuted = { below = ['ra/llm', 'sh/llm'] }\n",
                    arms_with({.ra = 1.5}))
                .decision,
            Decision::supported);
}

TEST(Verdicts, WhatFitsOtherHypothesesTooIsOnlyConsistent) {
  const HypothesisResult h = decided(
      "not_diagnostic = 'others say so too'\nsupported = { above = ['ra/llm', 'sh/llm'] }\n",
      arms_with({.ra = 1.5}));
  EXPECT_EQ(h.decision, Decision::consistent);
  EXPECT_THAT(h.reason, HasSubstr("not diagnostic: others say so too"));
}

TEST(Verdicts, TooFewDrawsAndMissingArmsAreNotTestable) {
  const HypothesisResult few = decided(kRefutedByRa, arms_with({.draws = 4, .ra = 1.5}));
  EXPECT_EQ(few.decision, Decision::not_testable);
  EXPECT_THAT(few.reason, HasSubstr("4 of the 5 draws that an interval needs"));
  const HypothesisResult none = decided(kRefutedByRa, {});
  EXPECT_EQ(none.decision, Decision::not_testable);
  auto arms = arms_with({.ra = 1.5});
  arms.erase(arms.begin());
  EXPECT_THAT(decided(kRefutedByRa, arms).reason,
              HasSubstr("the run has no answers of ra/llm on sst2 at 4 shots"));
}

// The source reads means: macro-F1 over 1/2 refutes, whatever the spread.
TEST(Verdicts, ThePublishedCriterionReadsMeans) {
  const HypothesisResult h = decided(
      "refuted = { above = ['ra/llm', 'sh/llm'], by = 0.9 }\n"
      "published_refuted = { above = ['ra/llm', 0.5] }\n",
      arms_with({.ra = 1.5}));
  EXPECT_EQ(h.decision, Decision::inconclusive);
  EXPECT_EQ(h.as_published, Decision::refuted);
}

TEST(Verdicts, ThePredictionsStandBesideWhatIsMeasured) {
  const Study study = claims_study(std::string(kRefutedByRa) + "predicts = { ra = 'at' }\n");
  const VerdictReport report = decide(study, arms_with({.ra = 1.5}));
  ASSERT_EQ(report.predictions.size(), 1U);
  EXPECT_EQ(report.predictions[0].measured, "above");
  EXPECT_EQ(report.predictions[0].predicted.at(0).second, "at");
}

TEST(Verdicts, ASizeWithoutVerdictsDecidesNothing) {
  Study study = claims_study(kRefutedByRa);
  study.verdicts = false;
  const VerdictReport report = decide(study, arms_with({.ra = 1.5}));
  EXPECT_TRUE(report.hypotheses.empty());
  EXPECT_THAT(verdicts_text(report), HasSubstr("decides nothing"));
}

TEST(VerdictsText, SaysEachVerdictInWordsAndAsJson) {
  VerdictReport report = decide(claims_study(kRefutedByRa), arms_with({.ra = 1.5}));
  EXPECT_THAT(verdicts_text(report), StartsWith("h: refuted, adjusted p"));
  report.provisional = true;
  EXPECT_THAT(verdicts_text(report), HasSubstr("h: refuted (provisional)"));
  const std::string text = to_json(to_json_value(report));
  EXPECT_THAT(text, HasSubstr(R"("decision":"refuted")"));
  EXPECT_THAT(text, HasSubstr(R"("provisional":true)"));
}

// Every null is true, and at its edge. 200 families; verdict_null_replication_test has 2,000.
TEST(VerdictPath, RarelyErrsWhereEveryNullIsTrue) {
  constexpr int kSets = 200;
  const int wrong = n_wrong(kSets, {.draws = 10, .queries = 24});
  EXPECT_LE(wilson_interval(wrong, kSets, 0.95).low, 0.05) << wrong;
}

}  // namespace
}  // namespace tangram

#include "spec/claims.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spec/study_fixture.h"

namespace tangram::spec {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

/// Two conditions, two learners, two blocks; `claims` stands at the end, from line 18 on.
std::string study_with(std::string_view claims) {
  return kTwoConditions + std::string("lin = { use = \"ngram_logistic\" }\n") + std::string(claims);
}

std::string hypothesis(std::string_view body) {
  return study_with("[claims]\nshots = 4\n[[hypothesis]]\nid = 'h'\nsays = 'x'\n" +
                    std::string(body));
}

const Statement& first_refuting(const Study& study) {
  return study.claims.hypotheses.at(0).refuted.at(0);
}

TEST(Claims, AComparisonIsOneEffectWithAMargin) {
  const Study study = parsed(hypothesis("refuted = { above = ['ra/llm', 'sh/llm'], by = 0.05 }"));
  const Statement& s = first_refuting(study);
  EXPECT_EQ(s.kind, Statement::Kind::above);
  EXPECT_EQ(s.by, 0.05);
  EXPECT_EQ(s.metric, "auc");
  EXPECT_EQ(s.shots, 4);
  ASSERT_EQ(s.effect.terms.size(), 2U);
  EXPECT_EQ(s.effect.terms[0].first, 1);
  EXPECT_EQ(s.effect.terms[1].first, -1);
  EXPECT_EQ(s.effect.terms[1].second.condition, "sh");
  EXPECT_EQ(s.text, "ra/llm - sh/llm > 0.05 (auc, 4 shots)");
  EXPECT_EQ(s.missing, "");
}

// (ra - sh) of one learner - (ra - sh) of the other: a difference in differences.
TEST(Claims, ASideMayBeASumOfArmsAndNumbers) {
  const Study study = parsed(
      hypothesis("refuted = { below = ['ra/llm - sh/llm', 'ra/lin - sh/lin + 0.1'], by = 0.2 }"));
  const ArmSum& effect = first_refuting(study).effect;
  std::vector<double> weights;
  for (const auto& [weight, arm] : effect.terms) weights.push_back(weight);
  EXPECT_THAT(weights, ElementsAre(1, -1, -1, 1));
  EXPECT_DOUBLE_EQ(effect.constant, -0.1);
}

// The right side is taken off: its weights change sign.
TEST(Claims, AnArmMayHaveAWeight) {
  const Study study = parsed(
      hypothesis("refuted = { below = ['-2.5*ra/llm + 0.5*sh/llm', '2*ra/lin - 1*sh/lin'] }"));
  const Statement& s = first_refuting(study);
  std::vector<double> weights;
  for (const auto& [weight, arm] : s.effect.terms) weights.push_back(weight);
  EXPECT_THAT(weights, ElementsAre(-2.5, 0.5, -2, 1));
  EXPECT_EQ(s.effect.terms[0].second.str(), "ra/llm");
  EXPECT_EQ(s.text, "-2.5*ra/llm + 0.5*sh/llm - 2*ra/lin + sh/lin < 0 (auc, 4 shots)");
}

TEST(Claims, AWeightIsANumberOtherThanZero) {
  for (const char* word : {"x*ra/llm", "0*ra/llm", "*ra/llm", "inf*ra/llm", "1e999*ra/llm"})
    EXPECT_THAT(error_of(hypothesis(fmt::format("refuted = {{ above = ['{}', 'sh/llm'] }}", word))),
                testing::AllOf(HasSubstr(word), HasSubstr("must be a number other than 0"),
                               HasSubstr("\"0.5*ra/llm\"")));
}

// The margin of [claims] is one of differences: a bound against a number is the number.
TEST(Claims, TheDefaultMarginIsForDifferencesOfArms) {
  const std::string text = study_with(
      "[claims]\nshots = 4\nby = 0.05\n[[hypothesis]]\nid = 'h'\nsays = 'x'\n"
      "refuted = [{ above = ['ra/llm', 'sh/llm'] }, { above = ['ra/llm', 0.6] }]\n");
  const Study study = parsed(text);
  const auto& refuted = study.claims.hypotheses.at(0).refuted;
  EXPECT_EQ(refuted.at(0).by, 0.05);
  EXPECT_EQ(refuted.at(1).by, 0);
  EXPECT_EQ(refuted.at(1).text, "ra/llm - 0.6 > 0 (auc, 4 shots)");
}

TEST(Claims, GatesTakeMetricAndShotsOfWhatTheyGuard) {
  const std::string text = study_with(
      "[[hypothesis]]\nid = 'h'\nsays = 'x'\nneeds = { above = ['ra/llm', 0.6] }\n"
      "refuted = { above = ['ra/llm', 0.5], shots = 0, metric = 'accuracy' }\n");
  const Statement gate = parsed(text).claims.hypotheses.at(0).needs.at(0);
  EXPECT_EQ(gate.shots, 0);
  EXPECT_EQ(gate.metric, "accuracy");
}

TEST(Claims, AnArmIsFoundInTheBlockThatHoldsIt) {
  const Study study = parsed(study_with(R"([[block]]
grid = { learner = ["llm"] }
[[block]]
id = "gate"
first_draw = 1000
grid = { condition = ["ra"] }
[claims]
shots = 4
[[hypothesis]]
id = "h"
says = "x"
refuted = [{ above = ["ra/llm", "gate:ra/llm"] }, { above = ["ra/llm", "ra/lin"] }]
)"));
  EXPECT_EQ(study.blocks.at(0).id, "");
  EXPECT_EQ(study.blocks.at(1).first_draw, 1000U);
  const auto& refuted = study.claims.hypotheses.at(0).refuted;
  EXPECT_EQ(refuted[0].effect.terms[0].second.block, "");
  EXPECT_EQ(refuted[0].effect.terms[1].second.block, "gate");
  EXPECT_EQ(refuted[1].effect.terms[1].second.block, "gate");  // only there
}

TEST(Claims, AnArmMayNameItsReading) {
  const Study study = parsed(
      hypothesis("refuted = { above = ['0.5*ra/llm@contextual + 0.5*sh/llm', 'ra/llm'], by = 0 }"));
  const Statement& s = first_refuting(study);
  ASSERT_EQ(s.effect.terms.size(), 3u);
  EXPECT_EQ(s.effect.terms[0].second.reading, "contextual");
  EXPECT_EQ(s.effect.terms[0].second.str(), "ra/llm@contextual");
  EXPECT_EQ(s.effect.terms[1].second.reading, "");
  EXPECT_EQ(s.effect.terms[2].second.str(), "ra/llm");  // another arm than the calibrated one
  EXPECT_THAT(error_of(hypothesis("refuted = { above = ['ra/llm@contextal', 0.5] }")),
              HasSubstr("did you mean 'contextual'"));
  EXPECT_THAT(error_of(hypothesis("refuted = { above = ['ra/llm@sum', 0.5] }")),
              HasSubstr("is 'sum'; known: per_token"));  // an arm without one is read so
}

TEST(Claims, WhatTheGridDoesNotHaveIsAnErrorWithTheNearestName) {
  const auto error = [](std::string_view refuted) {
    return error_of(hypothesis("refuted = " + std::string(refuted)));
  };
  EXPECT_THAT(error("{ above = ['rb/llm', 0.5] }"),
              StartsWith("s.toml:22: 'rb/llm': the grid has no condition 'rb'; did you mean 'ra'"));
  EXPECT_THAT(error("{ above = ['ra/lln', 0.5] }"), HasSubstr("did you mean 'llm'"));
  EXPECT_THAT(error("{ above = ['b:ra/llm', 0.5] }"), HasSubstr("no block is called 'b'"));
  EXPECT_THAT(error("{ above = ['ra/llm', 0.5], shots = 8 }"),
              HasSubstr("the grid does not ask 'ra/llm' at 8 shots"));
  EXPECT_THAT(error("{ above = ['ra/llm', 0.5], metric = 'acc' }"),
              HasSubstr("did you mean 'auc'"));
  EXPECT_THAT(error("{ above = ['ra/llm', 0.5], pool = 3 }"), HasSubstr("unknown key 'pool'"));
}

TEST(Claims, ASizeThatLacksACellLeavesTheStatementUntestable) {
  const Study study =
      parsed(hypothesis("refuted = { above = ['ra/llm', 'sh/llm'] }"), {.set = {"shots=[0,2]"}});
  EXPECT_EQ(first_refuting(study).missing, "the grid does not ask 'ra/llm' at 4 shots");
}

TEST(Claims, AnAxisMustBeBound) {
  const auto with = [&](const char* more) {
    std::string text = hypothesis(std::string("refuted = { above = ['ra/llm', 0.5]") + more + " }");
    return changed(text, "[grid]\n", "[grid]\nk = [1, 2]\n");
  };
  EXPECT_THAT(error_of(with("")), HasSubstr("the axis 'k' is left open"));
  EXPECT_THAT(error_of(with(", k = 3")), HasSubstr("the grid has no k = 3"));
  const Study study = parsed(with(", k = 2"));
  EXPECT_THAT(first_refuting(study).axes,
              ElementsAre(std::pair<std::string, std::string>("k", "2")));
}

TEST(Claims, AnAxisThatClaimsBindIsBoundInEachStatementThatDoesNotSayOtherwise) {
  const auto axes = [&](const char* more) {
    std::string text = hypothesis(std::string("refuted = { above = ['ra/llm', 0.5]") + more + " }");
    text = changed(text, "[grid]\n", "[grid]\nk = [1, 2]\n");
    return first_refuting(parsed(changed(text, "[claims]\n", "[claims]\nk = 1\n"))).axes;
  };
  EXPECT_THAT(axes(""), ElementsAre(std::pair<std::string, std::string>("k", "1")));
  EXPECT_THAT(axes(", k = 2"), ElementsAre(std::pair<std::string, std::string>("k", "2")));
}

TEST(Claims, AnAxisHasTheValueInTheBlocksThatAStatementSpeaksOf) {
  const auto with = [](const char* arm) {
    std::string text = hypothesis(fmt::format("refuted = {{ above = ['{}', 0.5], k = 1 }}", arm));
    text = changed(text, "[claims]\n",
                   "[[block]]\n[[block]]\nid = 'far'\ngrid = { k = [2] }\n[claims]\n");
    return changed(text, "[grid]\n", "[grid]\nk = [1]\n");
  };
  EXPECT_EQ(first_refuting(parsed(with("ra/llm"))).missing, "");
  EXPECT_THAT(error_of(with("far:ra/llm")), HasSubstr("the grid has no k = 1"));
}

TEST(Claims, StatementsThatSayNothingOrContradictAreErrors) {
  const auto error = [](std::string_view body) { return error_of(hypothesis(body)); };
  EXPECT_THAT(error("refuted = { by = 0.1 }"), HasSubstr("needs above, below or within"));
  EXPECT_THAT(error("refuted = { above = ['ra/llm'] }"), HasSubstr("has two sides"));
  EXPECT_THAT(error("refuted = { above = [0.1, 0.2] }"), HasSubstr("says nothing of the run"));
  EXPECT_THAT(error("refuted = { above = ['ra/llm -', 0.2] }"), HasSubstr("ends where an arm"));
  EXPECT_THAT(error("refuted = { above = ['ra/llm sh/llm', 0.2] }"), HasSubstr("joined by"));
  EXPECT_THAT(error("refuted = { within = ['ra/llm', 'sh/llm'] }"), HasSubstr("above 0"));
  EXPECT_THAT(error("refuted = { above = ['ra/llm', 0.2], below = ['ra/llm', 0.2] }"),
              HasSubstr("has one of above, below, within"));
  EXPECT_THAT(error("refuted = { above = ['ra', 0.2] }"), HasSubstr("must be an arm"));
  EXPECT_THAT(error("supported = { above = ['ra/llm', 'sh/llm'], by = 0.05 }\n"
                    "refuted = { below = ['ra/llm', 'sh/llm'], by = 0.1 }"),
              HasSubstr("the margins of 'h' contradict"));
}

TEST(Claims, PredictionsNeedAComparator) {
  const std::string head =
      "[claims]\nshots = 4\nlearner = 'llm'\ncomparator = { ra = ['sh', 0.5] }\n";
  const std::string tail =
      "[[hypothesis]]\nid = 'h'\nsays = 'x'\nnot_testable = 'y'\npredicts = { ra = 'at' }\n";
  const ClaimsSpec claims = parsed(study_with(head + tail)).claims;
  ASSERT_EQ(claims.hypotheses.at(0).predicts.size(), 1U);
  EXPECT_EQ(claims.hypotheses[0].predicts[0].word, Expectation::Word::at);
  ASSERT_EQ(claims.comparators.at("ra").size(), 2U);
  EXPECT_EQ(claims.comparators.at("ra")[0].text, "ra/llm - sh/llm > 0 (auc, 4 shots)");
  EXPECT_THAT(error_of(study_with(head + changed(tail, "ra = 'at'", "sh = 'at'"))),
              HasSubstr("'sh' has no comparator"));
}

TEST(Claims, ChangeTheHash) {
  const std::string a = hypothesis("refuted = { above = ['ra/llm', 'sh/llm'], by = 0.05 }");
  EXPECT_NE(parsed(a).hash, parsed(changed(a, "0.05", "0.06")).hash);
}

}  // namespace
}  // namespace tangram::spec

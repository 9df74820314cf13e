#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spec/study_fixture.h"

namespace tangram::spec {
namespace {

constexpr std::string_view kOne =
    "[[correlation]]\nid = 'c'\nx = 'original/guess'\ny = 'original/guess'\n";

std::string one_and(std::string_view extra) { return small_study(std::string(kOne).append(extra)); }

TEST(Correlations, ASideIsAnArmOrAnArmWithItsOwnShots) {
  const Study study = parsed(one_and(
      "shots = 4\nmetric = 'accuracy'\ncovariates = [{ arm = 'original/guess', shots = 0 }]\n"));
  ASSERT_EQ(study.correlations.size(), 1U);
  const CorrelationSpec& c = study.correlations[0];
  EXPECT_EQ(c.x.text, "original/guess");
  EXPECT_EQ(c.x.score.metric, "accuracy");
  EXPECT_EQ(c.x.score.shots, 4);
  EXPECT_EQ(c.x.score.effect.terms[0].second.learner, "guess");
  EXPECT_EQ(c.covariates[0].score.shots, 0);
  EXPECT_EQ(c.missing(), "");
}

TEST(Correlations, TakeMetricAndShotsFromTheClaims) {
  const Study study = parsed(one_and("[claims]\nshots = 4\nmetric = 'log_loss'\n"));
  EXPECT_EQ(study.correlations[0].y.score.metric, "log_loss");
  EXPECT_EQ(study.correlations[0].y.score.shots, 4);
}

TEST(Correlations, ASumOfArmsIsASide) {
  const Study study = parsed(
      small_study("[[correlation]]\nid = 'c'\nshots = 4\nx = 'original/guess - original/guess'\n"
                  "y = 'original/guess'\n"));
  EXPECT_EQ(study.correlations[0].x.score.effect.terms.size(), 2U);
}

TEST(Correlations, WhatTheGridDoesNotHaveIsAnErrorAndInASizeARemark) {
  EXPECT_EQ(error_of(one_and("shots = 3\n")),
            "s.toml:18: the grid does not ask 'original/guess' at 3 shots");
  const Study smaller = parsed(one_and("shots = 4\n"), {.set = {"grid.shots=[0]"}});
  EXPECT_EQ(smaller.correlations[0].missing(), "the grid does not ask 'original/guess' at 4 shots");
}

TEST(Correlations, RefuseWhatIsNoScoreOfAFunction) {
  EXPECT_EQ(
      error_of(small_study("[[correlation]]\nid = 'c'\nshots = 4\nx = 'original/guess - 0.5'\n"
                           "y = 'original/guess'\n")),
      "s.toml:19: 'original/guess - 0.5': a constant is no score; drop it");
  EXPECT_EQ(error_of(one_and("shots = 4\nabove = ['original/guess', 0]\n")),
            "s.toml:21: 'above' in [[correlation]]: it compares nothing");
  EXPECT_EQ(error_of(one_and("shots = 4\n") + "[[correlation]]\nid = 'c'\nshots = 4\n"
                                              "x = 'original/guess'\ny = 'original/guess'\n"),
            "s.toml:21: two correlations have the id 'c'");
  EXPECT_EQ(error_of(one_and("shots = 4\ncovariate = []\n")),
            "s.toml:21: unknown key 'covariate' in [[correlation]]; did you mean 'covariates'?");
  EXPECT_EQ(error_of(small_study("[[correlation]]\nid = 'c'\n")),
            "s.toml:16: 'x' is missing in [[correlation]]: 'condition/learner'");
}

TEST(Correlations, RefuseAnAxisThatNoneOfTheirBlocksHas) {
  const std::string blocks = "[[block]]\n[[block]]\nid = 'b'\ngrid = { words = [6, 12] }\n";
  EXPECT_EQ(error_of(one_and("shots = 4\nwords = 12\n" + blocks)),
            "s.toml:18: no block that it speaks of has the axis 'words'");
}

TEST(Correlations, HaveOneMetricForBothSides) {
  EXPECT_EQ(error_of(small_study("[[correlation]]\nid = 'c'\nshots = 4\nx = 'original/guess'\n"
                                 "y = { arm = 'original/guess', metric = 'log_loss' }\n")),
            "s.toml:16: 'original/guess' is scored by auc and 'original/guess' by log_loss; one "
            "metric for both");
  EXPECT_EQ(error_of(small_study("[[correlation]]\nid = 'c'\nshots = 4\n"
                                 "x = { arm = 'original/guess', by = 1 }\ny = 'original/guess'\n")),
            "s.toml:19: 'by' in [[correlation]]: it compares nothing");
}

TEST(Claims, ThatAreNoTableAreAnErrorInAStudyWithAnAxisToo) {
  EXPECT_THAT(error_of(changed(small_study("[[claims]]\n"), "shots ", "pool_size = [1]\nshots ")),
              testing::HasSubstr("[claims]"));
}

TEST(Correlations, ArePartOfTheIdentityWhereThereAreAny) {
  const Study without = parsed(small_study()), one = parsed(one_and("shots = 4\n"));
  EXPECT_EQ(without.canonical.find("correlation"), std::string::npos);
  EXPECT_NE(one.hash, without.hash);
}

}  // namespace
}  // namespace tangram::spec

#include "spec/trends.h"

#include <gtest/gtest.h>

#include "spec/study_fixture.h"

namespace tangram::spec {
namespace {

constexpr std::string_view kTwoPoints =
    "[[trend]]\nid = 't'\nname = 'order'\nx = [1, 2.5]\ny = ['original/guess', 'original/guess']\n";

/// From line 16 on.
std::string points_and(std::string_view extra) {
  return small_study(std::string(kTwoPoints).append(extra));
}

std::string trend(std::string_view x, std::string_view y, std::string_view extra = "") {
  return small_study(std::string("[[trend]]\nid = 't'\nname = 'order'\nshots = 4\nx = ")
                         .append(x)
                         .append("\ny = ")
                         .append(y)
                         .append("\n")
                         .append(extra));
}

TEST(Trends, AreScoresOfArmsAgainstNumbers) {
  const Study study = parsed(points_and("shots = 4\nmetric = 'accuracy'\n"));
  ASSERT_EQ(study.trends.size(), 1U);
  const TrendSpec& t = study.trends[0];
  EXPECT_EQ(t.name, "order");
  EXPECT_EQ(t.x, (std::vector<double>{1, 2.5}));
  EXPECT_EQ(t.y[1].score.metric, "accuracy");
  EXPECT_EQ(t.y[1].score.shots, 4);
  EXPECT_TRUE(t.given.empty());
  EXPECT_EQ(t.missing(), "");
}

TEST(Trends, ScoreACovariateInItsOwnWay) {
  const std::string arms = "['original/guess', 'original/guess']";
  const Study other = parsed(
      points_and("shots = 4\ngiven = { arms = " + arms + ", shots = 0, metric = 'log_loss' }\n"));
  EXPECT_EQ(other.trends[0].given[1].score.shots, 0);
  EXPECT_EQ(other.trends[0].given[1].score.metric, "log_loss");
  const Study same = parsed(points_and("shots = 4\ngiven = " + arms + "\n"));
  EXPECT_EQ(same.trends[0].given[0].score.shots, 4);
  EXPECT_EQ(same.trends[0].given[0].score.metric, "auc");
}

TEST(Trends, TakeMetricAndShotsFromTheClaims) {
  const Study study = parsed(points_and("[claims]\nshots = 4\nmetric = 'log_loss'\n"));
  EXPECT_EQ(study.trends[0].y[0].score.metric, "log_loss");
  EXPECT_EQ(study.trends[0].y[0].score.shots, 4);
}

TEST(Trends, WhatTheGridDoesNotHaveIsAnErrorAndInASizeARemark) {
  EXPECT_EQ(error_of(trend("[1, 2]", "['original/guess', 'orignal/guess']")),
            "s.toml:21: 'orignal/guess': the grid has no condition 'orignal'; did you mean "
            "'original'?");
  const Study smaller = parsed(points_and("shots = 4\n"), {.set = {"grid.shots=[0]"}});
  EXPECT_EQ(smaller.trends[0].missing(), "the grid does not ask 'original/guess' at 4 shots");
}

TEST(Trends, RefuseListsThatDoNotFit) {
  EXPECT_EQ(error_of(trend("[1, 2]", "['original/guess']")),
            "s.toml:21: 'y' in [[trend]] lists 1 scores and 'x' 2 numbers; one for each");
  EXPECT_EQ(error_of(trend("[1, 2]", "['original/guess', 'original/guess']", "given = []\n")),
            "s.toml:22: 'given' in [[trend]] lists 0 scores and 'x' 2 numbers; one for each");
  EXPECT_EQ(error_of(trend("[2, 2]", "['original/guess', 'original/guess']")),
            "s.toml:20: 'x' in [[trend]] does not vary; give at least two different numbers");
  EXPECT_EQ(error_of(trend("[]", "[]")),
            "s.toml:20: 'x' in [[trend]] does not vary; give at least two different numbers");
  EXPECT_EQ(error_of(points_and("shots = 4\nby = 1\n")),
            "s.toml:22: 'by' in [[trend]]: it compares nothing");
  EXPECT_EQ(error_of(points_and("shots = 4\n") + std::string(kTwoPoints) + "shots = 4\n"),
            "s.toml:22: two trends have the id 't'");
}

TEST(Trends, RefuseKeysTheyDoNotHaveAndNamesThatAreNoText) {
  EXPECT_EQ(error_of(points_and("shots = 4\ngiben = []\n")),
            "s.toml:22: unknown key 'giben' in [[trend]]; did you mean 'given'?");
  EXPECT_EQ(error_of(changed(points_and("shots = 4\n"), "'order'", "\"a\\nb\"")),
            "s.toml:18: 'name' in [[trend]] must be printable text on one line");
  EXPECT_EQ(error_of(trend("[1e120, 2]", "['original/guess', 'original/guess']")),
            "s.toml:20: 'x' in [[trend]] lies between 2 and 1e+120: no slope can be told at that "
            "scale; subtract what all have in common, or choose another unit");
}

// A block with an axis and one without: each score takes the axes that its block has.
TEST(Trends, BindAnAxisWhereTheirBlocksHaveIt) {
  const std::string blocks = "[[block]]\n[[block]]\nid = 'b'\ngrid = { words = [6, 12] }\n";
  const TrendSpec t = parsed(changed(points_and("shots = 4\nwords = 12\n" + blocks),
                                     "['original/guess', 'original/guess']",
                                     "['original/guess', 'b:original/guess']"))
                          .trends[0];
  EXPECT_TRUE(t.y[0].score.axes.empty());
  ASSERT_EQ(t.y[1].score.axes.size(), 1U);
  EXPECT_EQ(t.y[1].score.axes[0].second, "12");
}

TEST(Trends, RefuseAnAxisThatNoneOfTheirBlocksHas) {
  const std::string blocks = "[[block]]\n[[block]]\nid = 'b'\ngrid = { words = [6, 12] }\n";
  EXPECT_EQ(error_of(points_and("shots = 4\nwords = 12\n" + blocks)),
            "s.toml:20: no block that it speaks of has the axis 'words'");
}

TEST(Trends, ArePartOfTheIdentityWhereThereAreAny) {
  const Study without = parsed(small_study()), one = parsed(points_and("shots = 4\n"));
  EXPECT_EQ(without.canonical.find("trend"), std::string::npos);
  EXPECT_NE(one.hash, without.hash);
}

}  // namespace
}  // namespace tangram::spec

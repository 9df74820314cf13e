#include "spec/ratios.h"

#include <gtest/gtest.h>

#include "spec/study_fixture.h"

namespace tangram::spec {
namespace {

/// From line 16 on: id, name, numerator (18), denominator (19), then `extra`.
std::string ratio(std::string_view numerator, std::string_view denominator,
                  std::string_view extra = "shots = 4\n") {
  return small_study(std::string("[[ratio]]\nid = 'r'\nname = 'share'\nnumerator = ")
                         .append(numerator)
                         .append("\ndenominator = ")
                         .append(denominator)
                         .append("\n")
                         .append(extra));
}

constexpr std::string_view kTwo = "['original/guess', 'original/guess']";
constexpr std::string_view kGain = "['original/guess', { arm = 'original/guess', shots = 0 }]";

TEST(Ratios, AreTwoDifferencesWhoseScoresMayBeAskedElsewhere) {
  const Study study = parsed(ratio(kTwo, kGain, "shots = 4\nmetric = 'accuracy'\n"));
  ASSERT_EQ(study.ratios.size(), 1U);
  const RatioSpec& r = study.ratios[0];
  EXPECT_EQ(r.name, "share");
  EXPECT_EQ(r.numerator[1].score.shots, 4);
  EXPECT_EQ(r.denominator[0].score.shots, 4);
  EXPECT_EQ(r.denominator[1].score.shots, 0);
  EXPECT_EQ(r.denominator[1].score.metric, "accuracy");
  EXPECT_EQ(r.missing(), "");
}

TEST(Ratios, RefuseOtherThanTwoScoresOfOneMetric) {
  EXPECT_EQ(error_of(ratio("['original/guess']", kTwo)),
            "s.toml:19: 'numerator' in [[ratio]] has two scores, the first less the second, but 1 "
            "are given");
  EXPECT_EQ(
      error_of(ratio(kTwo, "['original/guess', { arm = 'original/guess', metric = 'brier' }]")),
      "s.toml:20: a ratio is of one metric, but 'original/guess' is scored by auc and "
      "'original/guess' by brier");
}

TEST(Ratios, RefuseKeysTheyDoNotHaveAndComparisons) {
  EXPECT_EQ(error_of(ratio(kTwo, kGain, "shots = 4\nnumerators = []\n")),
            "s.toml:22: unknown key 'numerators' in [[ratio]]; did you mean 'numerator'?");
  EXPECT_EQ(error_of(ratio(kTwo, kGain, "shots = 4\nby = 1\n")),
            "s.toml:22: 'by' in [[ratio]]: it compares nothing");
  EXPECT_EQ(error_of(changed(ratio(kTwo, kGain), "'share'", "''")),
            "s.toml:18: 'name' in [[ratio]] must be printable text on one line");
}

TEST(Ratios, WhatTheGridDoesNotHaveIsAnErrorAndInASizeARemark) {
  EXPECT_EQ(error_of(ratio(kTwo, "['original/guess', 'orignal/guess']")),
            "s.toml:20: 'orignal/guess': the grid has no condition 'orignal'; did you mean "
            "'original'?");
  EXPECT_EQ(parsed(ratio(kTwo, kGain), {.set = {"grid.shots=[0]"}}).ratios[0].missing(),
            "the grid does not ask 'original/guess' at 4 shots");
}

TEST(Ratios, ArePartOfTheIdentityWhereThereAreAny) {
  EXPECT_EQ(parsed(small_study()).canonical.find("ratio"), std::string::npos);
  EXPECT_NE(parsed(ratio(kTwo, kGain)).hash, parsed(ratio(kGain, kTwo)).hash);
}

}  // namespace
}  // namespace tangram::spec

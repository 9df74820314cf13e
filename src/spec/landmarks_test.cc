#include "spec/landmarks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spec/study_fixture.h"

namespace tangram::spec {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A study of vectors with a landmark along `pool`; its body goes on from line 18 on.
std::string landmark(std::string_view body, std::string_view pool = "[64, 8, 512]") {
  return R"([study]
format = 1
id     = "v"
domain = "vector"
seed   = 1
draws  = 8
shots  = "all"
[task]
linear = { use = "linear_regression" }
[grid]
pool_size = )" +
         std::string(pool) + R"(
pool_seed = [1, 2]
eval_on   = ["pool", "prior"]
learner   = ["long", "short", "ridge"]
[[landmark]]
id    = "threshold"
along = "pool_size"
)" + std::string(body);
}

constexpr char kCrossing[] =
    "crossing = ['long~ridge', 'short~ridge']\neval_on = 'prior'\nunit = 'pool_seed'\n";

TEST(Landmarks, AreTheDifferenceAtEachValueOfTheAxisInItsOrder) {
  const Study study = parsed(landmark(kCrossing));
  ASSERT_EQ(study.landmarks.size(), 1U);
  const LandmarkSpec& spec = study.landmarks[0];
  EXPECT_EQ(spec.kind, LandmarkSpec::Kind::crossing);
  EXPECT_EQ(spec.along, "pool_size");
  EXPECT_THAT(spec.x, ElementsAre(8, 64, 512));
  ASSERT_EQ(spec.each.size(), 3U);
  EXPECT_EQ(spec.each[1].effect.str(), "original/long~ridge - original/short~ridge");
  EXPECT_EQ(spec.each[1].axes, (BoundAxes{{"pool_size", "64"}, {"eval_on", "\"prior\""}}));
  EXPECT_EQ(spec.each[1].unit, "pool_seed");
  EXPECT_EQ(spec.each[1].metric, "distance_per_d");
  EXPECT_EQ(spec.missing(), "");
}

TEST(Landmarks, OfAMinimumAreTheScoreItself) {
  const LandmarkSpec spec =
      parsed(landmark("minimum = 'long'\neval_on = 'pool'\npool_seed = 1\nshots = 3\n"))
          .landmarks.at(0);
  EXPECT_EQ(spec.kind, LandmarkSpec::Kind::minimum);
  EXPECT_EQ(spec.each[0].effect.str(), "original/long");
  EXPECT_EQ(spec.each[0].metric, "mse_per_d");
  EXPECT_EQ(spec.each[0].shots, 3);
}

TEST(Landmarks, MayCrossANumber) {
  const LandmarkSpec spec =
      parsed(landmark("crossing = ['long', 0.5]\neval_on = 'pool'\npool_seed = 1\n"))
          .landmarks.at(0);
  EXPECT_EQ(spec.each[0].effect.constant, -0.5);
}

TEST(Landmarks, RefuseWhatDoesNotMakeAPlace) {
  EXPECT_EQ(
      error_of(landmark("eval_on = 'prior'\n")),
      "s.toml:15: [[landmark]] needs one of crossing = [SCORE, SCORE or NUMBER] and minimum = "
      "SCORE");
  EXPECT_THAT(error_of(landmark(std::string(kCrossing) + "minimum = 'long'\n")),
              HasSubstr("needs one of crossing"));
  EXPECT_EQ(error_of(landmark(std::string(kCrossing) + "by = 1\n")),
            "s.toml:21: 'by' in [[landmark]]: it compares nothing");
  EXPECT_THAT(error_of(landmark(std::string(kCrossing) + "pool_size = 8\n")),
              HasSubstr("[[landmark]] binds 'pool_size', which is to vary"));
  EXPECT_THAT(error_of(landmark("crossing = ['long~ridge', 'short~ridge']\nunit = 'pool_seed'\n")),
              HasSubstr("the axis 'eval_on' is left open"));
  EXPECT_THAT(error_of(changed(landmark(kCrossing), "\"pool_size\"", "\"pool_sze\"")),
              HasSubstr("the grid has no axis 'pool_sze'; did you mean 'pool_size'?"));
  EXPECT_THAT(error_of(changed(landmark(kCrossing), "'short~ridge'", "'shrt~ridge'")),
              HasSubstr("shrt"));
}

TEST(Landmarks, LieOnAxesOfNumbersAboveZero) {
  EXPECT_EQ(error_of(landmark(kCrossing, "[8, inf]")),
            "s.toml:11: a value of 'pool_size' must be a finite number, but is a number: inf");
  EXPECT_EQ(
      error_of(landmark(kCrossing, "[8, 0]")),
      "s.toml:17: 'along' in [[landmark]]: 'pool_size' has the value 0, but the place is told "
      "on a scale of doublings; its values must be above 0");
}

/// As raventos2023_task_diversity: the blocks of a study give an axis other values.
std::string landmark_of_blocks(const std::string& crossing) {
  return R"([study]
format = 1
id     = "v"
domain = "vector"
seed   = 1
draws  = 8
shots  = "all"
[task]
linear = { use = "linear_regression" }
[grid]
learner = ["net", "ridge"]
[[block]]
id   = "diversity"
grid = { pool_size = [4, 8, 64, 512, inf] }
[[block]]
id   = "paths"
grid = { pool_size = [512, 8, 64] }
[[block]]
id   = "plain"
[[landmark]]
id       = "place"
along    = "pool_size"
crossing = )" +
         crossing + "\n";
}

TEST(Landmarks, AreOfTheValuesThatTheBlocksOfTheirArmsHave) {
  const Study study = parsed(landmark_of_blocks("['paths:net', 'paths:ridge']"));
  EXPECT_THAT(study.landmarks.at(0).x, ElementsAre(8, 64, 512));
  EXPECT_EQ(study.landmarks[0].missing(), "");
  EXPECT_THAT(error_of(landmark_of_blocks("['diversity:net', 'diversity:ridge']")),
              HasSubstr("must be a finite number, but is a number: inf"));
  EXPECT_EQ(parsed(landmark_of_blocks("['paths:net', 0.5]")).landmarks.at(0).x.size(), 3U);
}

TEST(Landmarks, OfAnAxisThatOtherBlocksHaveAreRefused) {
  const std::string text = changed(landmark_of_blocks("['plain:net', 'plain:ridge']"), ", inf", "");
  EXPECT_EQ(error_of(text), "s.toml:20: no block that it speaks of has the axis 'pool_size'");
}

TEST(Landmarks, OfOneValueAreRemarkedInASize) {
  EXPECT_EQ(parsed(landmark(kCrossing), {.set = {"grid.pool_size=[8]"}}).landmarks[0].missing(),
            "the axis 'pool_size' has one value only");
}

TEST(Landmarks, AreOfVectors) {
  EXPECT_THAT(error_of(small_study("[[landmark]]\nid = 'a'\n")),
              HasSubstr("[[landmark]] is made of answers that are vectors; the domain is 'text'"));
}

TEST(Landmarks, ArePartOfTheIdentityWhereThereAreAny) {
  EXPECT_EQ(parsed(small_study()).canonical.find("landmark"), std::string::npos);
  EXPECT_NE(parsed(landmark(kCrossing)).canonical.find("landmarks"), std::string::npos);
}

}  // namespace
}  // namespace tangram::spec

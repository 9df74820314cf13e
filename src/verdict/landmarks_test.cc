#include "verdict/landmarks.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/rng.h"
#include "verdict/vector_testing.h"

namespace tangram {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using vector_testing::arm_of_numbers;
using Where = AxisPlace::Where;
using Numbers = std::vector<double>;

const Numbers kX{8, 16, 64};

// From 16 to 64 are two doublings; 3 falls to -1 there, to 0 after three quarters of the way: 16 x
// 4^(3/4) = 45.25...
TEST(CrossingOf, LiesBetweenTheValuesBesideItOnAScaleOfDoublings) {
  const AxisPlace place = crossing_of(kX, Numbers{5, 3, -1});
  EXPECT_EQ(place.where, Where::at);
  EXPECT_DOUBLE_EQ(place.x, 16 * std::pow(4.0, 0.75));
}

TEST(CrossingOf, IsTheLastOne) {
  EXPECT_EQ(crossing_of(kX, Numbers{-1, 1, -1}), (AxisPlace{Where::at, 32}));
  EXPECT_EQ(crossing_of(kX, Numbers{1, -1, 1}), (AxisPlace{Where::after, 64}));
}

TEST(CrossingOf, OfAZeroIsThere) {
  EXPECT_EQ(crossing_of(kX, Numbers{2, 0, -1}), (AxisPlace{Where::at, 16}));
  EXPECT_EQ(crossing_of(kX, Numbers{-2, -1, 0}), (AxisPlace{Where::after, 64}));
}

TEST(CrossingOf, MayLieOutsideWhatWasAsked) {
  EXPECT_EQ(crossing_of(kX, Numbers{-1, -1, -1}), (AxisPlace{Where::before, 8}));
  EXPECT_EQ(crossing_of(Numbers{8}, Numbers{1}), (AxisPlace{Where::after, 8}));
  EXPECT_EQ(crossing_of(Numbers{8}, Numbers{-1}), (AxisPlace{Where::before, 8}));
}

// Values next to 0 on one side and far on the other: no digit is lost where they are tiny.
TEST(CrossingOf, KeepsItsDigitsWhereScoresAreTiny) {
  EXPECT_DOUBLE_EQ(crossing_of(Numbers{1, 4}, Numbers{1e-300, -1e-300}).x, 2);
  EXPECT_DOUBLE_EQ(crossing_of(Numbers{1, 4}, Numbers{1e-300, -1}).x, 1);
}

TEST(MinimumOf, IsWhereTheScoreIsLeast) {
  EXPECT_EQ(minimum_of(kX, Numbers{3, 1, 2}), (AxisPlace{Where::at, 16}));
  EXPECT_EQ(minimum_of(kX, Numbers{1, 1, 2}), (AxisPlace{Where::before, 8}));
  EXPECT_EQ(minimum_of(kX, Numbers{3, 2, 1}), (AxisPlace{Where::after, 64}));
  EXPECT_EQ(minimum_of(Numbers{8}, Numbers{1}), (AxisPlace{Where::before, 8}));
}

Statement score(const std::string& x, const std::string& unit) {
  Statement s;
  s.metric = "mse_per_d";
  s.effect.terms = {{1, {.block = "", .condition = "original", .learner = "long", .versus = ""}},
                    {-1, {.block = "", .condition = "original", .learner = "short", .versus = ""}}};
  s.axes = {{"pool_size", x}};
  s.unit = unit;
  return s;
}

Study study_of(const std::string& unit = "pool_seed") {
  Study study;
  LandmarkSpec spec;
  spec.id = "threshold";
  spec.along = "pool_size";
  spec.x = {4, 16};
  spec.each = {score("4", unit), score("16", unit)};
  study.landmarks.push_back(spec);
  return study;
}

/// One draw: the error of `long`, y^2 / 2, is `errors` at the pool sizes 4 and 16; that of `short`
/// is 1.
void add_pool(std::vector<VectorArm>& arms, int seed, const Numbers& errors) {
  for (const std::size_t i : {0, 1}) {
    const std::string axes = fmt::format("pool_size={},pool_seed={}", i == 0 ? 4 : 16, seed);
    arms.push_back(arm_of_numbers("long", {std::sqrt(2 * errors[i])}, axes));
    arms.push_back(arm_of_numbers("short", {std::sqrt(2.0)}, axes));
  }
}

LandmarkResult result_of(const std::vector<VectorArm>& arms) {
  return landmarks_of(study_of(), arms).at(0);
}

// Differences of 1 and -1 cross in the middle of the two doublings, at 8; of 3 and -1, had errors
// 4 and 0, after three quarters, at 4 x 4^.75 = 11.3. The mean of log2 is (3 + 3.5) / 2.
TEST(Landmarks, AreTheGeometricMeanOfTheUnitsPlaces) {
  std::vector<VectorArm> arms;
  add_pool(arms, 1, {2, 0});
  add_pool(arms, 2, {4, 0});
  const LandmarkResult r = result_of(arms);
  ASSERT_EQ(r.units.size(), 2U);
  EXPECT_EQ(r.units[1].name, "2");
  EXPECT_NEAR(r.units[0].place.x, 8, 1e-12);
  EXPECT_NEAR(r.place.value.value(), std::exp2(3.25), 1e-12);
  EXPECT_EQ(r.place.low, std::nullopt);
  EXPECT_EQ(r.place.note, "2 of the 5 pool_seeds that an interval needs");
  EXPECT_NEAR(r.of_mean->x, 4 * std::pow(4.0, 2.0 / 3), 1e-12) << "2 falls to -1";
  EXPECT_NEAR(r.curve[0].value.value(), 2, 1e-12);
  EXPECT_EQ(
      r.reading,
      "at 9.51, the geometric mean of 2 pool_seeds; no interval: 2 of the 5 pool_seeds that an "
      "interval needs; of their mean curve at 10.1");
}

// log2 of the places 2.5, 3, 3, 3, 3.5: mean 3, se = sqrt(.125 / 5), t(.975; 4) = 2.776.
TEST(Landmarks, HaveStudentsIntervalOnAScaleOfDoublings) {
  std::vector<VectorArm> arms;
  add_pool(arms, 1, {4.0 / 3, 0});
  for (const int seed : {2, 3, 4}) add_pool(arms, seed, {2, 0});
  add_pool(arms, 5, {4, 0});
  const Estimate place = result_of(arms).place;
  EXPECT_NEAR(place.value.value(), 8, 1e-9);
  EXPECT_NEAR(place.low.value(), std::exp2(3 - 2.7764451052 * std::sqrt(0.025)), 1e-6);
  EXPECT_NEAR(place.high.value(), std::exp2(3 + 2.7764451052 * std::sqrt(0.025)), 1e-6);
}

TEST(Landmarks, OutsideWhatWasAskedHaveAMedianAndNoInterval) {
  std::vector<VectorArm> arms;
  for (const int seed : {1, 2, 3}) add_pool(arms, seed, {2, 0});
  add_pool(arms, 4, {0.5, 0.5});
  add_pool(arms, 5, {2, 2});
  const LandmarkResult r = result_of(arms);
  EXPECT_NEAR(r.place.value.value(), 8, 1e-9);
  EXPECT_EQ(r.place.low, std::nullopt);
  EXPECT_EQ(r.place.note, "1 of 5 pool_seeds at 4 or before, 1 at 16 or after");
  EXPECT_THAT(r.reading,
              HasSubstr("at 8, the median of 5 pool_seeds; 1 of 5 pool_seeds at 4 or before"));
  for (const int seed : {6, 7, 8}) add_pool(arms, seed, {2, 2});
  EXPECT_EQ(result_of(arms).place.value, std::nullopt) << "between 8 and what lies after 16";
}

TEST(Landmarks, LeaveOutUnitsThatAreNotDone) {
  std::vector<VectorArm> arms;
  add_pool(arms, 1, {2, 0});
  add_pool(arms, 2, {4, 0});
  arms.back().draws.clear();
  const LandmarkResult r = result_of(arms);
  EXPECT_EQ(r.units.size(), 1U);
  EXPECT_EQ(r.note, "1 of 2 pool_seeds left out: not all of their repeats are done");
  EXPECT_EQ(r.reading,
            "at 8, the geometric mean of 1 pool_seed; no interval: 1 of 2 pool_seeds left out: not "
            "all of their repeats are done; of their mean curve at 8");
  EXPECT_THAT(landmarks_text({r}), EndsWith("\n  " + r.reading + "\n"));
}

// Five of six have an interval; its reading says in the end what it is without.
TEST(Landmarks, SayWhatIsLeftOutBesideTheirInterval) {
  std::vector<VectorArm> arms;
  for (const int seed : {1, 2, 3, 4}) add_pool(arms, seed, {2, 0});
  for (const int seed : {5, 6}) add_pool(arms, seed, {4, 0});
  arms.back().draws.clear();
  const LandmarkResult r = result_of(arms);
  EXPECT_TRUE(r.place.has_interval());
  EXPECT_THAT(r.reading,
              HasSubstr("], the geometric mean of 5 pool_seeds; of their mean curve at "));
  EXPECT_THAT(r.reading,
              EndsWith(" (1 of 6 pool_seeds left out: not all of their repeats are done)"));
}

TEST(Landmarks, AtOnePlaceInEveryUnitHaveNoIntervalAndSaySo) {
  std::vector<VectorArm> arms;
  for (const int seed : {1, 2, 3, 4, 5}) add_pool(arms, seed, {2, 0});
  EXPECT_EQ(
      result_of(arms).reading,
      "at 8, the geometric mean of 5 pool_seeds; no interval: the same in every pool_seed; of "
      "their mean curve at 8");
}

TEST(Landmarks, WithoutAnswersSayWhy) {
  const LandmarkResult none = result_of({});
  EXPECT_TRUE(none.units.empty());
  EXPECT_EQ(none.place.value, std::nullopt);
  EXPECT_THAT(none.reading, HasSubstr("no place: "));
  Study study = study_of();
  study.landmarks[0].each[1].missing = "the grid has no pool_size = 16";
  EXPECT_EQ(landmarks_of(study, {}).at(0).reading, "no place: the grid has no pool_size = 16");
}

// Six units whose places are normal about 3 doublings: the interval holds the truth 95 times in
// 100; of 2,000 runs the share has a standard error of .005.
TEST(Landmarks, CoverTheirPlaceAsOftenAsTheySay) {
  int covered = 0;
  constexpr int kRuns = 2000;
  for (int run = 0; run < kRuns; ++run) {
    Rng rng = Rng(5).at(static_cast<std::uint64_t>(run));
    std::vector<VectorArm> arms;
    for (int seed = 1; seed <= 6; ++seed) {
      const double share = 0.5 + 0.05 * rng.normal();  // of the two doublings from 4 to 16
      add_pool(arms, seed, {1 / (1 - share), 0});      // a falls to -1: a / (a + 1) = share
    }
    const Estimate place = result_of(arms).place;
    if (*place.low <= 8 && 8 <= *place.high) ++covered;
  }
  EXPECT_NEAR(covered, 0.95 * kRuns, 4 * 0.005 * kRuns);
}

}  // namespace
}  // namespace tangram

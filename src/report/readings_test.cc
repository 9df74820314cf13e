#include "report/readings.h"

#include <gtest/gtest.h>

namespace tangram {
namespace {

/// An arm whose draws answer queries 0, 1, ... rightly or not, each draw with queries of its own.
Arm arm_under(const std::string& reading, const std::vector<std::vector<bool>>& draws) {
  Arm arm;
  arm.task = "sst2";
  arm.condition = "ra";
  arm.learner = "llm";
  arm.reading = reading;
  arm.shots = 4;
  arm.unit = "draw";
  arm.crossed = false;
  arm.declared = static_cast<int>(draws.size());
  for (std::size_t i = 0; i < draws.size(); ++i) {
    ArmDraw& draw = arm.draws.emplace_back();
    draw.draw = i;
    draw.variants.emplace_back();
    for (std::size_t q = 0; q < draws[i].size(); ++q) {
      const double truth = draws[i][q] ? -1 : -3;
      draw.variants[0].push_back({q, {0, {truth, -2}}});
    }
  }
  return arm;
}

const std::vector<bool> kHalf{true, false}, kAll{true, true};

std::vector<std::string> names(const ArmReadings& arm) {
  std::vector<std::string> out;
  for (const ReadScores& scores : arm.scores) out.push_back(scores.reading);
  return out;
}

// Gains of .5 in five draws, 0 in one: mean 5/12, variance (5 (1/12)^2 + (5/12)^2) / 5 = 1/24, se
// sqrt(1/24 / 6) = 1/12. Two readings are compared, each at 97.5 %: t(.9875; 5) = 3.163381, 5/12 +-
// .263615.
TEST(CompareReadings, GivesTheBestGainWithItsIntervalPairedByDraw) {
  const auto arms = compare_readings({
      arm_under("sum", {kHalf, kHalf, kHalf, kHalf, kHalf, kHalf}),
      arm_under("per_token", {kHalf, kHalf, kAll, kHalf, kHalf, kHalf}),
      arm_under("contextual", {kAll, kAll, kAll, kAll, kAll, kHalf}),
  });
  ASSERT_EQ(arms.size(), 1u);
  EXPECT_EQ(names(arms[0]), (std::vector<std::string>{"sum", "per_token", "contextual"}));
  EXPECT_NEAR(*arms[0].scores[0].accuracy.value, .5, 1e-12);
  EXPECT_NEAR(*arms[0].scores[2].accuracy.value, 11. / 12, 1e-12);
  EXPECT_EQ(arms[0].best, "contextual");
  EXPECT_NEAR(*arms[0].gain.value, 5. / 12, 1e-12);
  EXPECT_NEAR(*arms[0].gain.low, .153052, 1e-6);
  EXPECT_NEAR(*arms[0].gain.high, .680282, 1e-6);
  EXPECT_EQ(arms[0].sentence,
            "contextual has the highest accuracy, 0.417 above sum (95 % over 2 readings: 0.153 "
            "to 0.680)");
}

// Its mean accuracy is 1 against .5, but over the draws that both have it is the same.
TEST(CompareReadings, ADrawThatAReadingLacksIsNoGain) {
  Arm pool = arm_under("pool", {kHalf, kHalf, kHalf, kAll, kAll, kAll});
  pool.draws.erase(pool.draws.begin(), pool.draws.begin() + 3);
  const std::vector<bool> none{false, false};
  const auto arms =
      compare_readings({arm_under("sum", {none, none, none, kAll, kAll, kAll}), pool});
  EXPECT_EQ(*arms[0].scores[1].accuracy.value, 1);
  EXPECT_EQ(arms[0].best, "sum");
  EXPECT_EQ(arms[0].gain.value, std::nullopt);
  EXPECT_EQ(arms[0].sentence, "no reading has a higher accuracy than sum");
}

// The same gains with nothing else to choose from: t(.975; 5) = 2.570582, 5/12 +- .214215.
TEST(CompareReadings, OneReadingBesideSumHasThePlainInterval) {
  const auto arms = compare_readings({
      arm_under("sum", {kHalf, kHalf, kHalf, kHalf, kHalf, kHalf}),
      arm_under("contextual", {kAll, kAll, kAll, kAll, kAll, kHalf}),
  });
  EXPECT_NEAR(*arms[0].gain.low, .202452, 1e-6);
  EXPECT_EQ(arms[0].sentence,
            "contextual has the highest accuracy, 0.417 above sum (95 %: 0.202 to 0.631)");
}

TEST(CompareReadings, AGainThatIsTheSameInEveryDrawHasNoInterval) {
  const std::vector<std::vector<bool>> half(6, kHalf), all(6, kAll);
  const auto arms = compare_readings({arm_under("sum", half), arm_under("batch", all)});
  EXPECT_EQ(*arms[0].gain.value, .5);
  EXPECT_EQ(arms[0].gain.low, std::nullopt);
  EXPECT_EQ(arms[0].sentence,
            "batch has the highest accuracy, 0.500 above sum (the same in every draw)");
}

TEST(CompareReadings, ReadingsWithoutValuesAndEmptyArmsAreLeftOut) {
  Arm few = arm_under("sum", {kHalf});
  few.condition = "original";
  EXPECT_TRUE(compare_readings({arm_under("sum", {}), arm_under("pmi", {})}).empty());
  const auto arms = compare_readings({arm_under("sum", {}), arm_under("pmi", {}), few});
  ASSERT_EQ(arms.size(), 1u);
  EXPECT_EQ(arms[0].condition, "original");
  EXPECT_EQ(arms[0].sentence, "no reading but sum has values");
}

TEST(CompareReadings, AreOfTheLargestNumberOfShotsThatHasAnswers) {
  Arm zero = arm_under("sum", {kAll}), more = arm_under("sum", {});
  zero.shots = 0;
  more.shots = 8;
  const auto arms = compare_readings({zero, arm_under("sum", {kHalf}), more});
  ASSERT_EQ(arms.size(), 1u);
  EXPECT_EQ(arms[0].shots, 4);
}

TEST(AsksForReadings, WhereABlockAsksReferencesOrAClaimNamesAReading) {
  Study study;
  study.blocks.resize(2);
  EXPECT_FALSE(asks_for_readings(study));
  study.blocks[1].references.unconditional = true;
  EXPECT_TRUE(asks_for_readings(study));
  Study claiming;
  Statement& needs = claiming.claims.needs.emplace_back();
  needs.effect.terms = {
      {1.0,
       {.block = "", .condition = "ra", .learner = "llm", .versus = "", .reading = "per_token"}}};
  EXPECT_TRUE(asks_for_readings(claiming));
}

}  // namespace
}  // namespace tangram

#include "verdict/ratios.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "base/json.h"
#include "verdict/simulated_arms_testing.h"

namespace tangram {
namespace {

using testing::HasSubstr;
using verdict_testing::bare_arm;
using verdict_testing::score_of;

/// How many of a draw's 20 questions are right.
using NumberRight = std::function<int(int draw)>;

/// An arm whose accuracy is known, with queries of its own in each draw: intervals are Student's.
Arm right_arm(const std::string& condition, int n, const NumberRight& right) {
  Arm arm = bare_arm(condition, n);
  arm.crossed = false;
  for (int i = 0; i < n; ++i) {
    ArmDraw draw{.draw = static_cast<std::uint64_t>(i), .variants = {{}}};
    for (int q = 0; q < 20; ++q)
      draw.variants[0].push_back(
          {static_cast<std::uint64_t>(q), {q < right(i) ? 0 : 1, {-0.5, -1}}});
    arm.draws.push_back(std::move(draw));
  }
  return arm;
}

/// (gold - random) / (gold - none), by accuracy; `none` is asked at 0 shots.
Study gler() {
  RatioSpec spec;
  spec.id = "gler";
  spec.name = "label effect";
  spec.numerator = {score_of("gold", "accuracy"), score_of("random", "accuracy")};
  spec.denominator = {score_of("gold", "accuracy"), score_of("gold", "accuracy")};
  spec.denominator[1].score.shots = 0;
  Study study;
  study.ratios.push_back(spec);
  return study;
}

std::vector<Arm> gler_arms(int n, const NumberRight& gold, const NumberRight& random,
                           const NumberRight& none) {
  std::vector<Arm> arms{right_arm("gold", n, gold), right_arm("random", n, random),
                        right_arm("gold", n, none)};
  arms[2].shots = 0;
  return arms;
}

RatioResult only_ratio(const std::vector<Arm>& arms) {
  const auto results = ratios_of(gler(), arms);
  EXPECT_EQ(results.size(), 1U);
  return results.front();
}

// None .6; gold .8 +- .05 by pairs of draws, random .1 less, +- .05 by turns: A = .1 +- .05 and
// B = .2 +- .05, uncorrelated. se of each .05 / sqrt 7, so the ends of A / B = .5 solve
//   (.1 - .2 r)^2 = c (1 + r^2) with c = t(.975; 7)^2 .0025 / 7.
TEST(Ratios, AreTheNumeratorOverTheDenominatorOfPairedDraws) {
  const auto gold = [](int i) { return 16 + (i / 2 % 2 == 0 ? 1 : -1); };
  const auto random = [&](int i) { return gold(i) - 2 + (i % 2 == 0 ? 1 : -1); };
  const RatioResult r = only_ratio(gler_arms(8, gold, random, [](int) { return 12; }));
  EXPECT_NEAR(*r.numerator.value, 0.1, 1e-12);
  EXPECT_NEAR(*r.denominator.value, 0.2, 1e-12);
  ASSERT_TRUE(r.ratio.value && r.ratio.low);
  EXPECT_NEAR(*r.ratio.value, 0.5, 1e-12);
  const double c = std::pow(2.364624, 2) * 0.0025 / 7, a = 0.04 - c;
  EXPECT_NEAR(*r.ratio.low, (0.02 - std::sqrt(0.0004 - a * (0.01 - c))) / a, 1e-6);
  EXPECT_NEAR(*r.ratio.high, (0.02 + std::sqrt(0.0004 - a * (0.01 - c))) / a, 1e-6);
  EXPECT_THAT(r.reading, HasSubstr("the ratio is +0.5 ["));
  EXPECT_EQ(r.ratio.n, 8);
  EXPECT_THAT(ratios_text({r}), HasSubstr("ratio gler on sst2: accuracy: label effect\n"));
  EXPECT_THAT(ratios_text({r}), HasSubstr("gold/llm at 4 shots - random/llm at 4 shots\n"));
}

// Gold no better than none: the gain may be 0 or less.
TEST(Ratios, AreUndefinedWhereTheDenominatorIsNotShownToLieAboveZero) {
  const auto around = [](int level) { return [=](int i) { return level + (i % 2 ? 2 : -2); }; };
  const auto none = [](int) { return 12; };
  for (const int gold : {12, 8}) {
    const RatioResult r = only_ratio(gler_arms(8, around(gold), around(10), none));
    EXPECT_TRUE(r.denominator.value);
    EXPECT_FALSE(r.ratio.value);
    EXPECT_THAT(r.reading, HasSubstr("undefined: the denominator is not shown to lie above 0: "));
  }
  const RatioResult constant = only_ratio(gler_arms(
      8, [](int) { return 16; }, around(10), none));
  EXPECT_EQ(constant.reading, "undefined: the denominator has no interval: the same in every draw");
}

TEST(Ratios, OfFewDrawsOrOfAnArmThatIsNotThereSayWhy) {
  const auto up = [](int i) { return 12 + i % 3; };
  EXPECT_THAT(only_ratio(gler_arms(3, up, up, [](int) { return 4; })).reading,
              HasSubstr("undefined: the denominator has no interval: 3 of the 5 draws"));
  std::vector<Arm> arms = gler_arms(8, up, up, [](int) { return 4; });
  arms.erase(arms.begin() + 1);
  EXPECT_EQ(only_ratio(arms).reading,
            "undefined: the run has no answers of random/llm on sst2 at 4 shots");
  EXPECT_EQ(only_ratio({}).reading, "undefined: the run has no answers");
}

NumberRight noisy(int level, int period) {
  return [=](int i) { return level + (i / period % 2 ? 1 : -1); };
}

/// As those arms, on another task, whose queries begin at `first`.
void add_on_trec(std::vector<Arm>& arms, std::vector<Arm> others, std::uint64_t first) {
  for (Arm& arm : others) {
    arm.task = "trec";
    for (ArmDraw& draw : arm.draws)
      for (Answer& answer : draw.variants[0]) answer.query += first;
    arms.push_back(std::move(arm));
  }
}

// Two tasks: gains of .2 and .4, of which .1 and .1 are the labels'. Over both .2 / .6.
TEST(Ratios, OverAllTasksAreThoseOfTheMeanEffects) {
  std::vector<Arm> arms = gler_arms(8, noisy(16, 1), noisy(14, 2), noisy(12, 4));
  add_on_trec(arms, gler_arms(8, noisy(16, 1), noisy(14, 2), noisy(8, 4)), 20);
  const auto results = ratios_of(gler(), arms);
  ASSERT_EQ(results.size(), 3U);
  EXPECT_EQ(results[2].task, "all tasks");
  EXPECT_NEAR(*results[0].ratio.value, 0.5, 1e-12);
  EXPECT_NEAR(*results[1].ratio.value, 0.25, 1e-12);
  EXPECT_NEAR(*results[2].ratio.value, 1.0 / 3, 1e-12);
  EXPECT_LT(*results[2].ratio.low, 1.0 / 3);
}

// A task and a copy of it that asks the same rows: no draw is new. Of other rows they are twice as
// many draws, and the interval is narrower.
TEST(Ratios, OfTasksOfTheSameRowsAreOfTheirDraws) {
  const std::vector<Arm> one = gler_arms(8, noisy(16, 1), noisy(14, 2), noisy(12, 4));
  const auto over_both = [&](std::uint64_t first) {
    std::vector<Arm> arms = one;
    add_on_trec(arms, one, first);
    return ratios_of(gler(), arms).at(2);
  };
  const RatioResult alone = only_ratio(one), same = over_both(0), other = over_both(20);
  EXPECT_EQ(same.ratio.n, 8);
  EXPECT_NEAR(*same.ratio.low, *alone.ratio.low, 1e-9);
  EXPECT_NEAR(*same.ratio.high, *alone.ratio.high, 1e-9);
  EXPECT_EQ(other.ratio.n, 16);
  EXPECT_GT(*other.ratio.low, *alone.ratio.low);
}

TEST(Ratios, WhatTheGridDoesNotAskHasAReasonAndAPlaceInTheJson) {
  Study study = gler();
  study.ratios[0].numerator[1].score.missing = "the grid does not ask it";
  const auto results = ratios_of(study, {});
  EXPECT_EQ(results[0].reading, "undefined: the grid does not ask it");
  EXPECT_EQ(ratios_text(results),
            "\nratio gler: accuracy: label effect\n  undefined: the grid does not ask it\n");
  const std::string json = to_json(to_json_value(results));
  EXPECT_THAT(json, HasSubstr(R"("id":"gler")"));
  EXPECT_THAT(json, HasSubstr(R"("reading":"undefined: the grid does not ask it")"));
}

}  // namespace
}  // namespace tangram

#include "verdict/spreads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/json.h"
#include "verdict/simulated_arms_testing.h"

namespace tangram {
namespace {

using testing::HasSubstr;
using verdict_testing::bare_arm;
using verdict_testing::score_of;

constexpr int kOrders = 3;

/// The accuracy of each order: `right(draw, order)` questions of 20 are right, from query
/// `first(draw, order)` on.
template <class Right, class First>
std::vector<Arm> order_arms(int n, Right right, First first) {
  std::vector<Arm> arms;
  for (int p = 0; p < kOrders; ++p) {
    Arm arm = bare_arm("original", n);
    arm.axes = "permutation=" + std::to_string(p);
    for (int i = 0; i < n; ++i) {
      ArmDraw draw{.draw = static_cast<std::uint64_t>(i), .variants = {{}}};
      for (int q = 0; q < 20; ++q) {
        const int truth = q % 2;
        const bool is_right = (q - first(i, p) + 20) % 20 < right(i, p);
        std::vector<double> log_p{-1, -1};
        log_p[static_cast<std::size_t>(is_right ? truth : 1 - truth)] = -0.5;
        draw.variants[0].push_back({static_cast<std::uint64_t>(q), {truth, log_p}});
      }
      arm.draws.push_back(std::move(draw));
    }
    arms.push_back(std::move(arm));
  }
  return arms;
}

Study study_of(const std::string& metric = "accuracy") {
  SpreadSpec spec;
  spec.id = "order";
  spec.over = "permutation";
  for (int p = 0; p < kOrders; ++p) {
    spec.each.push_back(score_of("original", metric));
    spec.each.back().score.axes = {{"permutation", std::to_string(p)}};
  }
  Study study;
  study.spreads.push_back(spec);
  return study;
}

SpreadResult only_spread(const std::vector<Arm>& arms, const std::string& metric = "accuracy") {
  const auto results = spreads_of(study_of(metric), arms);
  EXPECT_EQ(results.size(), 1U);
  return results.front();
}

const auto kSameQueries = [](int, int) { return 0; };

// Orders move accuracy by -.1, 0, .1 in every draw, draws do not: scores .5, .6, .7, a range of .2.
// The same 10 questions are always right and 6 never; of q = 10, 11 two orders of three are right,
// of 12, 13 one. MSO = 20 * .02 / 2 = .2 a draw; MSE = (sum of 4 * 2/3 - 20 * .02) / (2 * 19)
// = (2.6667 - .4) / 38 = .05965. So the order's variance is (.2 - .05965) / 20 = .0070175.
TEST(Spreads, AreTheComponentsOfTheScoreOverOrdersAndDraws) {
  const SpreadResult r = only_spread(order_arms(
      6, [](int, int p) { return 10 + 2 * p; }, kSameQueries));
  EXPECT_NEAR(*r.mean.value, 0.6, 1e-12);
  EXPECT_NEAR(*r.range.value, 0.2, 1e-12);
  EXPECT_NEAR(*r.within.value, std::sqrt((0.2 - (8.0 / 3 - 0.4) / 38) / 20), 1e-9);
  EXPECT_NEAR(*r.by_chance.value, std::sqrt((8.0 / 3 - 0.4) / 38 / 20), 1e-9);
  EXPECT_LT(*r.within.low, *r.within.value);
  EXPECT_GT(*r.within.high, *r.within.value);
  EXPECT_EQ(*r.between.value, 0);
  EXPECT_EQ(r.between.note, "its estimated variance is below 0");
  EXPECT_THAT(r.reading, HasSubstr("sd over permutation within a draw 0.0838 ["));
  EXPECT_THAT(spreads_text({r}), HasSubstr("spread order on sst2: accuracy at 4 shots of "
                                           "original/llm over permutation\n  mean 0.600"));
}

// Every order and draw has 10 of 20 right, each others: all of it is luck at single queries.
TEST(Spreads, OfOrdersThatExchangeQueriesAreZero) {
  const SpreadResult r = only_spread(order_arms(
      8, [](int, int) { return 10; }, [](int i, int p) { return (7 * i + 3 * p) % 20; }));
  EXPECT_EQ(*r.within.value, 0);
  EXPECT_EQ(*r.range.value, 0);
  EXPECT_GT(*r.by_chance.value, 0.05);
}

// Draws of 6 to 16 right, in whatever order: the spread is theirs.
TEST(Spreads, OfDrawsLieBetweenThem) {
  const SpreadResult r = only_spread(order_arms(
      6, [](int i, int) { return 6 + 2 * i; }, kSameQueries));
  EXPECT_EQ(*r.within.value, 0);
  EXPECT_FALSE(r.within.low) << "nothing varies within: no interval of width 0";
  EXPECT_GT(*r.between.low, 0.05);
}

// AUC is no mean of questions: pseudo-values stand for them, and their mean is the score. Half of
// the questions right of each class, log-odds +-.5: AUC = (share right of one class + of the other)
// / 2, so .5, .6, .7.
TEST(Spreads, ReadScoresThatAreNoMeans) {
  const SpreadResult r = only_spread(order_arms(
                                         6, [](int, int p) { return 10 + 2 * p; }, kSameQueries),
                                     "auc");
  EXPECT_NEAR(*r.mean.value, 0.6, 1e-12);
  EXPECT_NEAR(*r.range.value, 0.2, 1e-12);
  EXPECT_GT(*r.within.value, 0.03);
}

TEST(Spreads, LeaveOutDrawsThatLackAnOrderAndSayWhatCannotBeTold) {
  const auto right = [](int, int p) { return 10 + 2 * p; };
  auto arms = order_arms(7, right, kSameQueries);
  arms[1].draws.erase(arms[1].draws.begin() + 2);
  const SpreadResult r = only_spread(arms);
  EXPECT_EQ(r.mean.n, 6);
  EXPECT_EQ(r.note, "1 of 7 draws left out");
  EXPECT_THAT(only_spread(order_arms(3, right, kSameQueries)).within.note,
              HasSubstr("3 draws are too few for an interval"));
  EXPECT_EQ(only_spread(order_arms(1, right, kSameQueries)).reading,
            "no spread: it needs 2 draws and 2 queries");
  auto other = order_arms(6, right, kSameQueries);
  other[2].draws[3].variants[0][4].query = 99;
  EXPECT_EQ(only_spread(other).reading, "no spread: the queries are not the same in all draws");
  for (Arm& arm : arms) arm.crossed = false;
  EXPECT_THAT(only_spread(arms).reading, HasSubstr("each draw has queries of its own"));
  arms.pop_back();
  for (Arm& arm : arms) arm.crossed = true;
  EXPECT_EQ(only_spread(arms).reading,
            "no spread: the run has no answers of original/llm on sst2 at 4 shots");
}

TEST(Spreads, WhatTheGridDoesNotAskHasAReasonAndAPlaceInTheJson) {
  Study study = study_of();
  study.spreads[0].each[1].score.missing = "the grid does not ask it";
  const auto results = spreads_of(study, {});
  EXPECT_THAT(spreads_text(results), HasSubstr("no spread: the grid does not ask it"));
  EXPECT_THAT(to_json(to_json_value(results)), HasSubstr(R"("over":"permutation")"));
  EXPECT_EQ(spreads_of(study_of(), {}).front().reading, "no spread: the run has no answers");
}

}  // namespace
}  // namespace tangram

#include "verdict/power.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "verdict/verdict_null_testing.h"

namespace tangram {
namespace {

using testing::HasSubstr;
using verdict_testing::arms_with;
using verdict_testing::claims_study;
using verdict_testing::kRaClaim;

/// Takes simulated arms for true.
Assumed pilot(std::vector<Arm> arms) {
  return {.effect = [arms = std::move(arms)](const Statement& s) { return effect_of(s, arms); },
          .source = "the pilot",
          .costs = {}};
}

double probability(const Power& power, Decision decision) {
  const auto& all = power.hypotheses.at(0).probability;
  const auto found = all.find(decision);
  return found == all.end() ? 0 : found->second;
}

TEST(Power, ALargePilotEffectIsNearlySureToBeSeen) {
  const Power power = power_of(claims_study(kRaClaim), pilot(arms_with({.ra = 1.5})), 200, Rng(1));
  EXPECT_GT(probability(power, Decision::refuted), 0.99);
}

// An effect at the margin is seen as often as the level says, whatever the size.
TEST(Power, AtTheMarginIsTheLevel) {
  const Assumed arms = pilot(arms_with({.ra = 0.3}));
  const StatementPower seen = power_of(claims_study(kRaClaim), arms, 1, Rng(1)).statements.at(0);
  const std::string at =
      fmt::format("refuted = {{ above = ['ra/llm', 'sh/llm'], by = {} }}\n", *seen.effect);
  const Power power = power_of(claims_study(at), arms, 2000, Rng(1));
  EXPECT_NEAR(probability(power, Decision::refuted), 0.05, 0.02);
}

TEST(Power, HalvingTheIntervalTakesFourTimesTheDrawsAtLeast) {
  const Assumed arms = pilot(arms_with({.ra = 1.5}));
  const StatementPower s = power_of(claims_study(kRaClaim), arms, 1, Rng(1)).statements.at(0);
  ASSERT_TRUE(s.half_width);
  EXPECT_GE(s.draws_to_halve.value_or(4 * 12), 4 * 12);
  EXPECT_GE(s.queries_to_halve.value_or(4 * 48), 4 * 48);
}

// A block that costs tokens: 12 draws x 48 queries can be spent better, and never worse.
TEST(Power, SaysHowTheTokensAreSpentBest) {
  Assumed arms = pilot(arms_with({.ra = 1.5}));
  arms.costs[""] = {.per_draw = 500, .per_query = 10};
  const StatementPower s = power_of(claims_study(kRaClaim), arms, 1, Rng(1)).statements.at(0);
  ASSERT_TRUE(s.planned && s.same_cost && s.cheapest_half);
  EXPECT_EQ(s.planned->cost, 12 * (500 + 48 * 10));
  EXPECT_LE(s.same_cost->half_width, *s.half_width);
  EXPECT_LE(s.same_cost->cost, s.planned->cost);
  EXPECT_LE(s.cheapest_half->half_width, *s.half_width / 2);
  EXPECT_THAT(power_text(power_of(claims_study(kRaClaim), arms, 1, Rng(1))),
              HasSubstr("times the tokens"));
}

TEST(Power, APilotWithoutTheArmSaysSo) {
  const Power power = power_of(claims_study(kRaClaim), pilot({}), 10, Rng(1));
  EXPECT_NEAR(probability(power, Decision::not_testable), 1, 1e-9);
  EXPECT_EQ(power.statements.at(0).half_width, std::nullopt);
  EXPECT_THAT(power_text(power), HasSubstr("the run has no answers"));
}

}  // namespace
}  // namespace tangram
